"""What a source (a provider, an NFO file, a file name, the user) says about an item: plain values, no I/O.

Every reader of the outside world ends in `Facts`; the merge function of the store is the only reader of them.
A key missing from `Facts.fields` means that the source says nothing; `None` or an empty tuple that it says "none".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from lobbycard.model.kinds import AssetType, CreditKind, ItemKind

LARGEST = 2**31 - 1
"""The largest number that anything but money has; the databases keep no larger one for it, and none is meant."""
LONGEST_NAME = 500
"""Letters of the longest name that something is found by (a genre, an id); what has more is something else."""

LONGEST_ADDRESS = 2000
"""Bytes of the longest address of a picture; browsers take no longer ones either."""


class Credit(NamedTuple):
    """One person's part in one item; the order of a tuple of credits is their order on screen."""

    name: str
    kind: CreditKind = CreditKind.CAST
    role: str = ""
    """The character, for cast."""
    job: str = ""
    """Director, Writer, Producer, …, for crew."""
    department: str = ""
    ids: Mapping[str, str] = {}
    """The person's ids by provider."""
    portrait: str = ""
    """A URL or a path relative to the item's folder."""


class Rating(NamedTuple):
    """One source's rating, in its own scale."""

    source: str
    """imdb, tmdb, tvdb, tvmaze, trakt, metacritic, rottentomatoes, rottentomatoes_audience, or as found."""
    value: float
    max: float = 10.0
    votes: int | None = None
    is_default: bool = False


class AlternateTitle(NamedTuple):
    """Another title of the same thing."""

    title: str
    country: str = ""
    """ISO 3166-1, upper case."""
    language: str = ""
    """BCP-47, e.g. de or pt-BR."""
    season: int | None = None
    comment: str = ""


class SetLink(NamedTuple):
    """The set a film belongs to."""

    name: str
    overview: str = ""
    ids: Mapping[str, str] = {}


Value = (
    str
    | int
    | float
    | None
    | tuple[str, ...]
    | tuple[Credit, ...]
    | tuple[Rating, ...]
    | tuple[AlternateTitle, ...]
    | SetLink
)
"""A field's value. Dates are ISO text (YYYY-MM-DD)."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What one source says of one item. `fields` has the keys of `fields.FIELDS`."""

    fields: Mapping[str, Value] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)
    """External ids as text by provider name: tmdb, imdb (tt…), tvdb, tvmaze, wikidata, facebook, …"""


@dataclass(frozen=True, slots=True)
class Offer:
    """A picture or trailer that could be used; becomes a candidate."""

    asset_type: AssetType
    provider: str
    url: str
    """The full-size file; for a local file `local:` and the path relative to the library."""
    provider_id: str = ""
    preview_url: str = ""
    """A small version (150 to 500 px wide) for the picker, or empty."""
    width: int | None = None
    height: int | None = None
    language: str = ""
    """ISO 639-1 (or BCP-47), `textless`, or empty when the source does not say."""
    rating: float | None = None
    """Mean vote, 0 to 10."""
    votes: int | None = None
    likes: int | None = None
    season: int | None = None
    """For art that belongs to one season of a series; goes to that season's item."""
    duration: int | None = None
    """Seconds, for trailers."""
    title: str = ""
    disc_type: str = ""
    published: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A season (number is None) or an episode inside a series record."""

    season: int
    number: int | None
    facts: Facts
    offers: tuple[Offer, ...] = ()
    absolute: int | None = None

    @property
    def kind(self) -> ItemKind:
        """Season or episode."""
        return ItemKind.SEASON if self.number is None else ItemKind.EPISODE


@dataclass(frozen=True, slots=True)
class Record:
    """Everything one provider says of one identified thing."""

    provider: str
    kind: ItemKind
    provider_id: str
    facts: Facts
    offers: tuple[Offer, ...] = ()
    parts: tuple[Part, ...] = ()
    """Seasons and episodes of a series."""
    language: str = ""
    others: "tuple[Record, ...]" = ()
    """The same thing's texts in the fallback languages, one record each, for fields that lack them in `language`."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer to a search: enough to score it and to show it to a person."""

    provider: str
    provider_id: str
    kind: ItemKind
    title: str
    original_title: str = ""
    other_titles: tuple[str, ...] = ()
    year: int | None = None
    years: tuple[int, ...] = ()
    """Years of releases in other countries, when known."""
    overview: str = ""
    poster_url: str = ""
    runtime: int | None = None
    """Minutes."""
    popularity: float = 0.0
    votes: int = 0
    country: str = ""
    ids: Mapping[str, str] = field(default_factory=dict)
    is_video: bool = False
    """A home-video oddity or adult title: ranked down."""
    episodes: frozenset[tuple[int, int]] = frozenset()
    """(season, number) of the episodes it has, when known."""
