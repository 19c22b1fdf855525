"""The fields of an item: what they are called, what they hold, which kinds have them. Locks are per field."""

from dataclasses import dataclass
from enum import StrEnum

from lobbycard.model.kinds import ASSET_TYPES, AssetType, ItemKind


class FieldType(StrEnum):
    """What a field holds; decides its editor and how it is stored."""

    TEXT = "text"
    LONG_TEXT = "long text"
    DATE = "date"
    INTEGER = "integer"
    DECIMAL = "decimal"
    TERMS = "terms"
    CAST = "cast"
    CREW = "crew"
    RATINGS = "ratings"
    TITLES = "titles"
    SET = "set"
    IDS = "ids"
    ARTWORK = "artwork"


SCALARS = frozenset({FieldType.TEXT, FieldType.LONG_TEXT, FieldType.DATE, FieldType.INTEGER, FieldType.DECIMAL})
"""Types that are a column of the item itself."""


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """One field."""

    name: str
    label: str
    type: FieldType
    kinds: frozenset[ItemKind]

    @property
    def is_scalar(self) -> bool:
        """True when the value is a column of the item."""
        return self.type in SCALARS


_M, _S, _N, _E, _T, _P = (
    ItemKind.MOVIE,
    ItemKind.SERIES,
    ItemKind.SEASON,
    ItemKind.EPISODE,
    ItemKind.SET,
    ItemKind.PERSON,
)


def _field(name: str, label: str, type_: FieldType, *kinds: ItemKind) -> tuple[str, FieldInfo]:
    return name, FieldInfo(name, label, type_, frozenset(kinds))


_PLAIN: dict[str, FieldInfo] = dict(
    [
        _field("title", "Title", FieldType.TEXT, _M, _S, _N, _E, _T, _P),
        _field("original_title", "Original title", FieldType.TEXT, _M, _S, _E),
        _field("sort_title", "Sort title", FieldType.TEXT, _M, _S, _E, _T, _P),
        _field("alternate_titles", "Other titles", FieldType.TITLES, _M, _S, _P),
        _field("year", "Year", FieldType.INTEGER, _M, _S),
        _field("premiered", "Premiered", FieldType.DATE, _M, _S, _N),
        _field("aired", "Aired", FieldType.DATE, _E),
        _field("ended", "Ended", FieldType.DATE, _S),
        _field("in_cinemas", "In cinemas", FieldType.DATE, _M),
        _field("digital_release", "Digital release", FieldType.DATE, _M),
        _field("physical_release", "Physical release", FieldType.DATE, _M),
        _field("born", "Born", FieldType.DATE, _P),
        _field("died", "Died", FieldType.DATE, _P),
        _field("birthplace", "Birthplace", FieldType.TEXT, _P),
        _field("runtime", "Runtime (min)", FieldType.INTEGER, _M, _S, _E),
        _field("plot", "Plot", FieldType.LONG_TEXT, _M, _S, _N, _E, _T, _P),
        _field("outline", "Outline", FieldType.LONG_TEXT, _M, _S, _E),
        _field("tagline", "Tagline", FieldType.TEXT, _M, _S),
        _field("certification", "Certification", FieldType.TEXT, _M, _S, _E),
        _field("status", "Status", FieldType.TEXT, _M, _S),
        _field("network", "Network", FieldType.TEXT, _S),
        _field("air_time", "Air time", FieldType.TEXT, _S),
        _field("episode_order", "Episode order", FieldType.TEXT, _S),
        _field("user_rating", "My rating", FieldType.DECIMAL, _M, _S, _N, _E),
        _field("genres", "Genres", FieldType.TERMS, _M, _S),
        _field("studios", "Studios", FieldType.TERMS, _M, _S),
        _field("countries", "Countries", FieldType.TERMS, _M, _S),
        _field("tags", "Tags", FieldType.TERMS, _M, _S, _E),
        _field("keywords", "Keywords", FieldType.TERMS, _M, _S),
        _field("set", "Set", FieldType.SET, _M),
        _field("cast", "Cast", FieldType.CAST, _M, _S, _E),
        _field("crew", "Crew", FieldType.CREW, _M, _S, _E),
        _field("ratings", "Ratings", FieldType.RATINGS, _M, _S, _N, _E),
        _field("trailer", "Trailer", FieldType.TEXT, _M, _S),
        _field("homepage", "Homepage", FieldType.TEXT, _M, _S, _P),
        _field("original_language", "Original language", FieldType.TEXT, _M, _S),
        _field("budget", "Budget", FieldType.INTEGER, _M),
        _field("revenue", "Revenue", FieldType.INTEGER, _M),
        _field("popularity", "Popularity", FieldType.DECIMAL, _M, _S, _P),
        _field("display_season", "Shown before season", FieldType.INTEGER, _E),
        _field("display_episode", "Shown before episode", FieldType.INTEGER, _E),
        _field("absolute_number", "Absolute number", FieldType.INTEGER, _E),
        _field("ids", "Ids", FieldType.IDS, _M, _S, _N, _E, _T, _P),
    ]
)

ARTWORK = "artwork."
"""Prefix of the field that holds the choice of pictures of one type, e.g. `artwork.poster`."""

_PICTURES = {
    AssetType.CLEARLOGO: "Clear logo",
    AssetType.CLEARART: "Clear art",
    AssetType.DISCART: "Disc art",
    AssetType.KEYART: "Key art",
    AssetType.CHARACTERART: "Character art",
}


def picture_label(asset_type: AssetType) -> str:
    """A type of picture in words."""
    return _PICTURES.get(asset_type, asset_type.capitalize())


def _artwork_fields() -> dict[str, FieldInfo]:
    found: dict[str, FieldInfo] = {}
    for asset_type in AssetType:
        kinds = frozenset(kind for kind, types in ASSET_TYPES.items() if asset_type in types)
        name = ARTWORK + asset_type
        found[name] = FieldInfo(name, picture_label(asset_type), FieldType.ARTWORK, kinds)
    return found


FIELDS: dict[str, FieldInfo] = _PLAIN | _artwork_fields()
"""All fields by name, in the order in which screens show them."""


def of_kind(kind: ItemKind) -> list[FieldInfo]:
    """The fields that items of this kind have, in screen order."""
    return [info for info in FIELDS.values() if kind in info.kinds]


def meant(word: str) -> list[str]:
    """The fields that a word means: `everything`, `artwork`, `texts` (all but artwork), or the one of that name."""
    if word == "everything":
        return list(FIELDS)
    if word == "artwork":
        return [name for name in FIELDS if name.startswith(ARTWORK)]
    if word == "texts":
        return [name for name in FIELDS if not name.startswith(ARTWORK)]
    return [word]
