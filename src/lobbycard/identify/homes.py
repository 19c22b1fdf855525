"""What the folders above an episode say of its series and season."""

import re
from dataclasses import dataclass, field, replace

from lobbycard.identify import clean, folders
from lobbycard.model.kinds import LibraryKind


@dataclass(frozen=True, slots=True)
class Home:
    """What the folders above a file say of the show."""

    title: str = ""
    year: int | None = None
    ids: dict[str, str] = field(default_factory=dict)
    season: int | None = None
    is_tv: bool = False
    certain: bool = False
    """A season folder or an id stands between, so that the folder must be the show's."""
    episode: folders.Folder | None = None
    shelf: int | None = None
    """The year that a folder inside the show's is for."""


def read(above: list[folders.Folder], kind: LibraryKind | None) -> Home:
    """The show that the folders name, the nearest last."""
    season: int | None = None
    pack: folders.Folder | None = None
    episode: folders.Folder | None = None
    for depth in range(len(above) - 1, -1, -1):
        folder = above[depth]
        if folder.marker is not None:
            episode = episode or folder
        elif folder.is_season or (folder.number is not None and _is_numbered_season(folder, above[:depth], kind)):
            season = season if season is not None else folder.season if folder.is_season else folder.number
        elif folder.season is not None:
            season = season if season is not None else folder.season
            pack = pack or folder
        elif not folder.is_generic and folder.title:
            home = _show(folder, season, pack, episode)
            return replace(home, shelf=above[-1].year if above[-1].is_generic else None)
    if pack is not None:
        return Home(pack.show, pack.show_year, pack.ids, season, is_tv=True, certain=False, episode=episode)
    if episode is not None:
        return Home(episode.show, episode.show_year, episode.ids, season, is_tv=True, episode=episode)
    last = next((folder for folder in reversed(above) if not (folder.is_season or folder.marker)), None)
    if last is not None and season is not None and above[-1].is_season:
        return Home(last.show, season=season, is_tv=True)
    return Home(season=season, is_tv=season is not None)


def _is_numbered_season(folder: folders.Folder, higher: list[folders.Folder], kind: LibraryKind | None) -> bool:
    """A folder `1` is a season if a show's folder is above it."""
    return kind is LibraryKind.TV and any(one.title and not one.is_generic for one in higher)


def _show(
    folder: folders.Folder, season: int | None, pack: folders.Folder | None, episode: folders.Folder | None
) -> Home:
    if pack is not None and not alike(pack.show, folder.show):
        return Home(pack.show, pack.show_year, pack.ids, season, is_tv=True, episode=episode)
    ids = {**(pack.ids if pack else {}), **folder.ids}
    certain = season is not None or "tvdb" in ids or bool(ids)
    return Home(folder.show, folder.show_year, ids, season, season is not None or episode is not None, certain, episode)


def alike(one: str, other: str) -> bool:
    """Whether two titles may be the same show's: equal, one the start of the other, or an abbreviation."""
    first, second = clean.key(one), clean.key(other)
    if not first or not second:
        return False
    short, long = sorted((first, second), key=len)
    return long.startswith(short) or short in (clean.initials(one), clean.initials(other)) or _stripped(long) == short


def _stripped(key: str) -> str:
    """Without the country that scene names add."""
    return re.sub(r"(?:us|uk|au|nz|ca)$", "", key)
