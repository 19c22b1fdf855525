"""What an NFO file says and what goes into one: plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from lobbycard.model.facts import Facts, Offer
from lobbycard.model.kinds import AssetType, ItemKind
from lobbycard.model.tracks import Tracks

LARGEST = 8 * 1024 * 1024
"""Bytes of the largest file that is looked into; real ones have a few kilobytes, scene art up to some megabytes."""


class NfoForm(StrEnum):
    """What kind of file it is."""

    XML = "xml"
    URL = "url"
    MIXED = "mixed"
    """XML with provider links before or after it."""
    TEXT = "text"
    """Scene text and anything else that is not ours to rewrite."""
    EMPTY = "empty"


class UserState(NamedTuple):
    """What a player noted about its user; never ours to change."""

    play_count: int | None = None
    watched: bool | None = None
    last_played: str = ""
    resume_position: float | None = None
    """Seconds."""
    resume_total: float | None = None
    date_added: str = ""


@dataclass(frozen=True, slots=True)
class NfoBlock:
    """One root element: one item."""

    kind: ItemKind
    facts: Facts
    season: int | None = None
    episode: int | None = None
    episode_end: int | None = None
    show_title: str = ""
    season_names: Mapping[int, str] = field(default_factory=dict)
    offers: tuple[Offer, ...] = ()
    streams: Tracks | None = None
    user: UserState = UserState()
    locked: bool = False
    locked_fields: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    """Names of elements that we do not model; they are kept when the file is written."""


@dataclass(frozen=True, slots=True)
class Nfo:
    """A whole file. Nothing about it is certain except that it could be read."""

    form: NfoForm = NfoForm.EMPTY
    blocks: tuple[NfoBlock, ...] = ()
    urls: tuple[str, ...] = ()
    """Provider links outside the XML."""
    ids: Mapping[str, str] = field(default_factory=dict)
    """Ids that those links name."""
    problems: tuple[str, ...] = ()
    """What was wrong and tolerated, as sentences for people."""


@dataclass(frozen=True, slots=True)
class NfoInput:
    """One item to be written. What `facts` does not mention is left as it is in the file; None or () removes it."""

    kind: ItemKind
    facts: Facts
    season: int | None = None
    episode: int | None = None
    show_title: str | None = None
    season_names: Mapping[int, str] | None = None
    streams: Tracks | None = None
    date_added: str = ""
    """YYYY-MM-DD HH:MM:SS; only used when the file has none."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to write."""

    published_art: frozenset[AssetType] = frozenset()
    """Types that are published as files: links to pictures of these types are taken out."""
    drop_other_episodes: bool = False
    """Remove the blocks of episodes that are not among the documents."""
    default_provider: str = ""
    """Whose id is the main one, when the item has it; else the file's own choice, else the usual order."""
    lock: bool = False
    """Tell Jellyfin to lock the item, where the file says nothing of that yet."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """The file as it should be."""

    data: bytes
    """Byte for byte the existing file when nothing has changed."""
    hash: str
    """Semantic hash of `data`."""
    changed: bool
    move_aside: bool = False
    """The existing file is scene text, too big or of another kind: keep it under another name, it was not merged."""
    problems: tuple[str, ...] = ()
    """What was wrong with the existing file."""
