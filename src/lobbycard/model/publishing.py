"""What is to be published and what was, as values between the database and the library's files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from lobbycard.model.facts import Facts
from lobbycard.model.kinds import AssetType, DriftKind, FileRole, ItemKind, ItemState
from lobbycard.model.tracks import Tracks

NFO_TYPE = "nfo"
"""What stands for an asset type in the rows of NFO files."""


class Video(NamedTuple):
    """A file that is (part of) an item. Its path is relative to the library."""

    path: str
    role: FileRole = FileRole.MAIN
    part: int | None = None
    disc: str = ""
    tracks: Tracks | None = None


class Picture(NamedTuple):
    """A chosen picture with its protected copy."""

    asset_type: AssetType
    position: int
    blob_id: int
    sha256: str
    extension: str
    size: int
    has_alpha: bool = False


class Portrait(NamedTuple):
    """A person of the cast, with the chosen portrait."""

    name: str
    picture: Picture


class Published(NamedTuple):
    """A file as we left it; the columns of its row."""

    id: int
    item_id: int
    path: str
    asset_type: str
    position: int
    blob_id: int | None
    sha256: str
    size: int
    mtime_ns: int
    inputs: Mapping[str, Any] = {}
    """Of an NFO: `key`, a hash of all that it was made from, and `fields`, those that were ours in it, by item."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One item as publishing needs it. All paths are relative to the library."""

    item_id: int
    kind: ItemKind
    library_id: int
    title: str
    state: ItemState = ItemState.DISCOVERED
    monitored: bool = True
    folder: str | None = None
    own_folder: bool = False
    number: int | None = None
    """Season or episode number."""
    season: int | None = None
    """Of an episode: its season's number."""
    home: str | None = None
    """Of a season or episode: the folder of its series, when that is the series' own."""
    show_title: str = ""
    season_names: Mapping[int, str] = field(default_factory=dict)
    facts: Facts = Facts()
    cleared: frozenset[str] = frozenset()
    """Fields that a person emptied: they are taken out of the NFO, too."""
    videos: tuple[Video, ...] = ()
    pictures: tuple[Picture, ...] = ()
    portraits: tuple[Portrait, ...] = ()
    trailer_file: str = ""
    """A chosen trailer that lies in the library."""
    has_local_trailer: bool = False
    updated_at: datetime | None = None
    """When it was last changed; a change that comes while it is published is not published by that."""
    lost_pictures: tuple[AssetType, ...] = ()
    """Types with a chosen picture that is not in the cache (not fetched yet)."""
    published_nfo_hash: str | None = None
    has_changes: bool = True
    """Whether something is not beside the media yet."""


class Target(NamedTuple):
    """A file that is to be there."""

    path: str
    """Relative to the library; absolute for the art of sets."""
    item_id: int
    asset_type: str
    """An asset type, or `nfo`."""
    position: int = 0
    picture: Picture | None = None
    members: tuple[int, ...] = ()
    """Of an NFO: the items in it, in order."""
    video: Video | None = None
    """Of an NFO: whose tracks it tells."""
    copy_of: str = ""
    """Of a trailer: the file in the library that it is a copy of."""


class Skipped(NamedTuple):
    """What is not published, and why."""

    item_id: int
    asset_type: str
    reason: str
    path: str = ""


class DriftFound(NamedTuple):
    """What others changed."""

    item_id: int
    path: str
    kind: DriftKind
    asset_type: str = ""
    detail: str = ""
    published_id: int | None = None
    theirs_sha256: str | None = None
