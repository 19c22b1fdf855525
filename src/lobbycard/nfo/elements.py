"""Which element holds which field: one table for reading and writing."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from lxml.etree import _Element as Element

from lobbycard.model import fields
from lobbycard.model.facts import Value
from lobbycard.model.kinds import ItemKind
from lobbycard.nfo import lenient, trailers

Groups = dict[str, list[Element]]
"""The children of a root by lower-case name, each list in the order of the file."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A field that is one element."""

    field: str
    element: str
    aliases: tuple[str, ...] = ()
    """Other elements that hold the same; read when the main one is not there, updated when they are."""
    read_only: tuple[str, ...] = ()
    """Read likewise, but never touched."""
    parse: Callable[[str], Value] = lenient.line
    only: frozenset[ItemKind] = frozenset(ItemKind)
    scaled: bool = False
    """Its attribute `max` tells the scale; without one it is ten."""

    @property
    def is_text(self) -> bool:
        """True when anything makes sense."""
        return self.parse in (lenient.line, lenient.text, trailers.from_nfo)


@dataclass(frozen=True, slots=True)
class Terms:
    """A field that is a list of equal elements."""

    field: str
    element: str


def _rating(raw: str) -> float | None:
    value = lenient.decimal(raw)
    return value if value is not None and 0 < value <= 10 else None


_SET, _PERSON, _SEASON = frozenset({ItemKind.SET}), frozenset({ItemKind.PERSON}), frozenset({ItemKind.SEASON})
_USUAL = frozenset(ItemKind) - _SET - _PERSON

_SCALARS = (
    Scalar("title", "title", ("name", "localtitle"), only=frozenset(ItemKind) - _SEASON),
    Scalar("title", "title", ("seasonname", "name"), only=_SEASON),
    Scalar("original_title", "originaltitle"),
    Scalar("sort_title", "sorttitle", ("sortname",)),
    Scalar("year", "year", parse=lenient.year),
    Scalar("premiered", "premiered", ("releasedate", "formed"), ("aired",), parse=lenient.date),
    Scalar("aired", "aired", ("premiered", "releasedate"), parse=lenient.date),
    Scalar("ended", "enddate", parse=lenient.date),
    Scalar("born", "birthdate", ("birthday", "born"), parse=lenient.date),
    Scalar("died", "deathdate", ("deathday", "died"), parse=lenient.date),
    Scalar("birthplace", "placeofbirth", ("birthplace",)),
    Scalar("runtime", "runtime", parse=lenient.minutes),
    Scalar("plot", "plot", ("review", "biography", "overview"), parse=lenient.text, only=_USUAL),
    Scalar("plot", "overview", ("plot",), parse=lenient.text, only=_SET),
    Scalar("plot", "biography", ("plot", "overview"), parse=lenient.text, only=_PERSON),
    Scalar("outline", "outline", parse=lenient.text),
    Scalar("tagline", "tagline"),
    Scalar("certification", "mpaa", (), ("certification",)),
    Scalar("status", "status"),
    Scalar("network", "network"),
    Scalar("air_time", "airs_time"),
    Scalar("episode_order", "displayorder"),
    Scalar("user_rating", "userrating", parse=_rating, scaled=True),
    Scalar("trailer", "trailer", parse=trailers.from_nfo),
    Scalar("original_language", "originallanguage", ("original_language",)),
    Scalar("display_season", "displayseason", ("airsbefore_season",), parse=lenient.count),
    Scalar("display_episode", "displayepisode", ("airsbefore_episode",), parse=lenient.count),
)

_TERMS = (Terms("genres", "genre"), Terms("studios", "studio"), Terms("countries", "country"), Terms("tags", "tag"))

ORDER = {
    name: position
    for position, name in enumerate(
        (
            *("title", "originaltitle", "sorttitle", "showtitle", "year", "premiered", "aired", "enddate", "birthdate"),
            *("deathdate", "placeofbirth", "seasonnumber", "season", "episode", "displayseason", "displayepisode"),
            *("ratings", "rating", "votes", "criticrating", "userrating", "plot", "overview", "biography", "outline"),
            *("tagline", "runtime", "mpaa", "uniqueid", "imdbid", "tmdbid", "tvdbid", "genre", "tag", "country"),
            *("studio", "network", "credits", "director", "set", "status", "airs_time", "displayorder"),
            *("originallanguage", "trailer", "actor", "namedseason", "fileinfo", "dateadded"),
        )
    )
}
"""Where an element goes that the file does not have yet."""

STATE = {
    *("playcount", "watched", "lastplayed", "resume", "dateadded", "lockdata", "lockedfields", "isuserfavorite"),
    *("thumb", "fanart", "art", "file", "path", "filenameandpath", "basepath", "episodenumberend", "id"),
}
"""Elements that are understood but not ours to change."""

_ALWAYS = {"uniqueid", "id", "imdbid", "tmdbid", "tvdbid", "imdb_id", "tmdb_id", "tvdb_id", "tvmazeid"}
_BY_FIELD = {
    "set": ("set", "collectionnumber", "tmdbcolid", "tmdbcollectionid"),
    "cast": ("actor",),
    "crew": ("director", "credits", "writer"),
    "ratings": ("ratings", "rating", "votes", "criticrating", "communityrating"),
}
_BY_KIND = {
    ItemKind.SERIES: {"namedseason", "episodeguide"},
    ItemKind.SEASON: {"seasonnumber"},
    ItemKind.EPISODE: {"season", "episode", "showtitle", "fileinfo"},
    ItemKind.MOVIE: {"fileinfo"},
}


@cache
def scalars(kind: ItemKind) -> tuple[Scalar, ...]:
    """The one-element fields that this kind has."""
    return tuple(row for row in _SCALARS if kind in row.only and kind in fields.FIELDS[row.field].kinds)


@cache
def terms(kind: ItemKind) -> tuple[Terms, ...]:
    """The list fields that this kind has."""
    return tuple(row for row in _TERMS if kind in fields.FIELDS[row.field].kinds)


@cache
def known(kind: ItemKind) -> frozenset[str]:
    """Elements that are written for this kind."""
    names = set(_ALWAYS) | _BY_KIND.get(kind, set())
    for row in scalars(kind):
        names |= {row.element, *row.aliases, *row.read_only}
    names |= {row.element for row in terms(kind)}
    for field, elements in _BY_FIELD.items():
        if kind in fields.FIELDS[field].kinds:
            names |= set(elements)
    return frozenset(names)


def groups(root: Element) -> Groups:
    """The children of a root by name, without name space and case; comments are left out."""
    found: Groups = {}
    for child in root:
        name = name_of(child)
        if name:
            found.setdefault(name, []).append(child)
    return found


def name_of(element: Element) -> str:
    """The lower-case name of an element without its name space; nothing for a comment."""
    tag: object = element.tag
    if not isinstance(tag, str):
        return ""
    return (tag.rpartition("}")[2] if tag[0] == "{" else tag).lower()


def forget(element: Element, attribute: str) -> None:
    """Takes an attribute away, if it is there."""
    if attribute in element.attrib:
        del element.attrib[attribute]


def with_text(element: Element, text: str) -> Element:
    """The element with this text and nothing else in it."""
    element[:] = []
    element.text = text
    return element


def child_text(element: Element, *names: str) -> str:
    """The text of the first child of one of these names that has any."""
    for name in names:
        for child in element:
            if name_of(child) == name:
                found = lenient.line(lenient.flatten(child))
                if found:
                    return found
    return ""


def texts(element: Element) -> dict[str, str]:
    """The texts of the children by name; the first that has any."""
    found: dict[str, str] = {}
    for child in element:
        name = name_of(child)
        if name and name not in found:
            text = lenient.line(child.text or "" if not len(child) else lenient.flatten(child))
            if text:
                found[name] = text
    return found


def first_text(children: Groups, *names: str) -> str:
    """One line: the first of these elements that has any text."""
    for name in names:
        for element in children.get(name, ()):
            found = lenient.line(lenient.flatten(element))
            if found:
                return found
    return ""
