"""What the name of a picture says: its type, which one of several, and what it belongs to."""

import re
from typing import NamedTuple

from lobbycard.model.kinds import AssetType, ItemKind

ALL_SEASONS = -1
"""The number of a season picture that is for all seasons."""

WORDS = {
    "poster": AssetType.POSTER,
    "folder": AssetType.POSTER,
    "cover": AssetType.POSTER,
    "default": AssetType.POSTER,
    "movie": AssetType.POSTER,
    "show": AssetType.POSTER,
    "keyart": AssetType.KEYART,
    "fanart": AssetType.FANART,
    "background": AssetType.FANART,
    "backdrop": AssetType.FANART,
    "art": AssetType.FANART,
    "banner": AssetType.BANNER,
    "clearlogo": AssetType.CLEARLOGO,
    "logo": AssetType.CLEARLOGO,
    "clearart": AssetType.CLEARART,
    "discart": AssetType.DISCART,
    "disc": AssetType.DISCART,
    "cdart": AssetType.DISCART,
    "landscape": AssetType.LANDSCAPE,
    "thumb": AssetType.THUMB,
    "characterart": AssetType.CHARACTERART,
}
"""Kodi's types and the other names that Jellyfin, Plex and older programs use."""

BY_SHAPE = frozenset({"folder"})
"""Names that only say "the picture": what it is depends on its shape."""

_TYPE = "|".join(sorted(WORDS, key=len, reverse=True))
_BARE = re.compile(rf"(?P<word>{_TYPE})(?:[-_. ]?(?P<index>\d{{1,3}}))?\Z")
_SEASON = re.compile(
    rf"(?:season[-_. ]?(?P<number>\d{{1,4}}|specials?|all)|(?P<specials>specials))"
    rf"(?P<letter>[a-z])?(?:[-_. ](?P<word>{_TYPE})(?:[-_. ]?(?P<index>\d{{1,3}}))?)?\Z"
)
_SET = re.compile(rf"(?:movieset|set|collection)[-_. ](?P<word>{_TYPE})(?:[-_. ]?(?P<index>\d{{1,3}}))?\Z")


class ArtName(NamedTuple):
    """A picture's name, understood."""

    asset: AssetType
    number: int = 0
    """0 for the first one; `fanart1`, `fanart-2`, … count on."""
    season: int | None = None
    """Of a season's picture in the series' folder; `ALL_SEASONS` for all."""
    is_set: bool = False
    by_shape: bool = False


def bare(stem: str) -> ArtName | None:
    """The meaning of a type's name alone: `poster`, `fanart3`, `backdrop-2`, `movieset-banner`."""
    stem = stem.casefold()
    if (match := _BARE.match(stem)) is not None:
        return ArtName(WORDS[match["word"]], int(match["index"] or 0), by_shape=match["word"] in BY_SHAPE)
    if (match := _SET.match(stem)) is not None:
        return ArtName(WORDS[match["word"]], int(match["index"] or 0), is_set=True)
    return None


def season(stem: str) -> ArtName | None:
    """The meaning of `season02-poster`, `season-specials-banner`, `Season03`, `season-all-fanart`."""
    match = _SEASON.match(stem.casefold())
    if match is None:
        return None
    number = match["number"] or match["specials"]
    value = ALL_SEASONS if number == "all" else 0 if number.startswith("special") else int(number)
    index = int(match["index"] or 0) or (ord(match["letter"]) - ord("a") + 1 if match["letter"] else 0)
    return ArtName(WORDS[match["word"] or "poster"], index, value)


def tail(rest: str) -> ArtName | None:
    """The meaning of what follows a video's name: `-poster`, `-fanart-2`, `.banner`; nothing at all is the picture."""
    rest = rest.lstrip("-_. ")
    return bare(rest) if rest else None


def ending(stem: str) -> ArtName | None:
    """The type at the end of any name, for pictures named after a file that is no longer there."""
    pieces = stem.casefold().replace("_", "-").rsplit("-", 2)
    return (bare("-".join(pieces[-2:])) if len(pieces) > 2 else None) or (bare(pieces[-1]) if len(pieces) > 1 else None)


def by_shape(width: int, height: int) -> AssetType:
    """What Kodi takes a `folder.jpg` for: tall is a poster, very wide a banner, else a thumb."""
    if height > width:
        return AssetType.POSTER
    return AssetType.BANNER if width > 4 * height else AssetType.THUMB


def for_kind(asset: AssetType, kind: ItemKind) -> AssetType:
    """A `thumb` of anything but an episode is what Kodi calls landscape; an episode's only picture is its thumb."""
    if kind is ItemKind.EPISODE:
        return AssetType.THUMB if asset in (AssetType.POSTER, AssetType.LANDSCAPE) else asset
    return AssetType.LANDSCAPE if asset is AssetType.THUMB else asset
