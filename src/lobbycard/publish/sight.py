"""What Kodi, Jellyfin and Plex will each make of the files that lie beside an item: which wins, which nobody sees.

The rules are those of the players' own code, and for Kodi also what a real one was seen to do. Kodi counts twice: with
the source setting "movies are in separate folders" off and on.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from lobbycard.model.kinds import AssetType, ItemKind
from lobbycard.model.publishing import NFO_TYPE, Subject, Video
from lobbycard.publish import kodi_numbers, names, wanted
from lobbycard.publish.rivals import ALIASES, IMAGES, Entry, Listings


class Player(StrEnum):
    """Who looks."""

    KODI = "Kodi"
    KODI_FOLDERS = "Kodi, separate folders"
    JELLYFIN = "Jellyfin"
    PLEX = "Plex"


class View(NamedTuple):
    """What one player takes for one thing."""

    item_id: int
    video: str
    """Of which version or episode; empty for a series, season or set."""
    player: Player
    what: str
    """`nfo` or an asset type."""
    path: str
    """Empty when the player sees nothing."""
    reason: str = ""
    shadowed: tuple[str, ...] = ()
    """Files that it would take if the first were not there."""


class Unseen(NamedTuple):
    """A picture or NFO that no player takes for anything."""

    path: str
    reason: str


class Sight(NamedTuple):
    """What is seen of some items."""

    views: list[View]
    unseen: list[Unseen]


class Slot(NamedTuple):
    """A name that a player looks for."""

    folder: str
    stem: str


_ENDINGS: dict[Player, tuple[str, ...]] = {
    Player.KODI: ("jpg", "jpeg", "png", "webp", "gif", "bmp", "tbn"),
    Player.KODI_FOLDERS: ("jpg", "jpeg", "png", "webp", "gif", "bmp", "tbn"),
    Player.JELLYFIN: ("png", "jpg", "jpeg", "webp", "tbn", "gif", "svg"),
    Player.PLEX: ("jpg", "jpeg", "png", "tbn"),
}
"""Jellyfin's order is its own; Kodi takes what the folder lists first."""

_PLEX_TYPES = (AssetType.POSTER, AssetType.FANART, AssetType.THUMB, AssetType.BANNER)
_JELLYFIN_UNKNOWN = (AssetType.KEYART, AssetType.CHARACTERART)
_BASIC = (AssetType.POSTER, AssetType.FANART, AssetType.THUMB)
_JELLYFIN_WORDS: dict[AssetType, tuple[str, ...]] = {
    AssetType.POSTER: ("poster", "folder", "cover", "default"),
    AssetType.FANART: ("fanart", "background", "art", "backdrop"),
    AssetType.CLEARLOGO: ("logo", "clearlogo"),
    AssetType.DISCART: ("disc", "cdart", "discart"),
    AssetType.LANDSCAPE: ("landscape", "thumb"),
}
_PLEX_WORDS: dict[AssetType, tuple[str, ...]] = {
    AssetType.POSTER: ("cover", "default", "folder", "poster"),
    AssetType.FANART: ("art", "backdrop", "background", "fanart"),
}
"""Plex goes through the names in alphabetic order."""


def sight(subjects: Sequence[Subject], listings: Listings) -> Sight:
    """What is seen of these items, and which pictures and NFO files beside them nobody sees."""
    views: list[View] = []
    for subject in subjects:
        for video in _heads(subject):
            for player in Player:
                views += _views(subject, video, player, listings)
    used = {path for view in views for path in (view.path, *view.shadowed) if path}
    unseen = [one for one in _unseen(listings, used) if _is_theirs(one.path, subjects, listings)]
    return Sight(views, unseen)


def folders(subjects: Sequence[Subject]) -> set[str]:
    """The folders that have to be listed."""
    found: set[str] = set()
    for subject in subjects:
        found |= {names.folder_of(video.path) for video in subject.videos}
        found |= {folder for folder in (subject.folder if subject.own_folder else None, subject.home) if folder}
    return found


def _heads(subject: Subject) -> list[Video | None]:
    if subject.kind in (ItemKind.MOVIE, ItemKind.EPISODE):
        return [stack[0] for stack in wanted.stacked(subject.videos)]
    return [None] if subject.kind in (ItemKind.SERIES, ItemKind.SEASON) else []


def _views(subject: Subject, video: Video | None, player: Player, listings: Listings) -> Iterator[View]:
    path = video.path if video is not None else ""
    found, reason = _nfo_slots(subject, video, player)
    matches = [match for slot in found for match in _matches(slot, ("nfo",), player, listings)]
    yield _view(
        subject, path, player, NFO_TYPE, matches, reason or ("" if matches else "no NFO of a name that it reads")
    )
    for asset_type in _types(subject):
        why = _blind(subject, player, asset_type)
        slots = [] if why else list(_picture_slots(subject, video, player, asset_type))
        matches = [match for slot in slots for match in _matches(slot, _ENDINGS[player], player, listings)]
        if matches or any(one.asset_type is asset_type for one in subject.pictures):
            note = _note(player, asset_type) if matches else why or "no picture of a name that it looks for"
            yield _view(subject, path, player, str(asset_type), matches, note)


def _view(subject: Subject, video: str, player: Player, what: str, matches: Sequence[str], reason: str) -> View:
    distinct = list(dict.fromkeys(matches))
    first = distinct[0] if distinct else ""
    return View(subject.item_id, video, player, what, first, reason, tuple(distinct[1:]))


def _types(subject: Subject) -> list[AssetType]:
    from lobbycard.model.kinds import ASSET_TYPES

    return [one for one in ASSET_TYPES[subject.kind] if one not in (AssetType.TRAILER, AssetType.PORTRAIT)]


def _matches(slot: Slot, endings: Sequence[str], player: Player, listings: Listings) -> Iterator[str]:
    """Files of this name, in the player's order of endings; Kodi minds the letters' case."""
    listing: Mapping[str, Entry] = listings.get(slot.folder, {})
    exact = player in (Player.KODI, Player.KODI_FOLDERS)
    for ending in endings:
        for entry in listing.values():
            stem, _, own = entry.name.rpartition(".")
            is_same = stem == slot.stem if exact else stem.casefold() == slot.stem.casefold()
            if is_same and own.lower() == ending and (entry.size or player is not Player.JELLYFIN):
                yield names.join(slot.folder, entry.name)


# --- NFO -----------------------------------------------------------------------------------------------------------


def _nfo_slots(subject: Subject, video: Video | None, player: Player) -> tuple[list[Slot], str]:
    """Where a player looks for the NFO, in order; or why it does not look."""
    if subject.kind is ItemKind.SERIES:
        return [Slot(subject.folder or "", "tvshow")], ""
    if subject.kind is ItemKind.SEASON:
        if player in (Player.KODI, Player.KODI_FOLDERS):
            return [], "Kodi reads no season.nfo: names of seasons are in tvshow.nfo"
        return ([Slot(subject.folder, "season")] if subject.own_folder and subject.folder else []), ""
    assert video is not None  # films and episodes have one
    own = Slot(names.folder_of(video.path), names.stem_of(video.path))
    if subject.kind is ItemKind.EPISODE:
        reason = _unread(subject, video) if player in (Player.KODI, Player.KODI_FOLDERS) else ""
        return [] if reason else [own], reason
    bare = [Slot(subject.folder, "movie")] if subject.own_folder and subject.folder else []
    if player is Player.PLEX:
        if video.part is not None or wanted.is_disc(video):
            return [], "Plex's NFO agent knows neither parts nor discs"
        return ([*bare, own], "") if bare else ([], "Plex's NFO agent wants each film in a folder of its own")
    if wanted.is_disc(video):
        inside = [own] if player is not Player.JELLYFIN or video.disc == "dvd" else []
        last = [Slot(subject.folder, subject.folder.rpartition("/")[2])] if subject.folder else []
        return [*inside, *bare, *(last if player is Player.JELLYFIN else [])], ""
    if player is Player.JELLYFIN:
        return [*bare, own], ""
    stacked = [own, *_common(subject, own.folder)] if video.part is not None else [own]
    return [*(bare if player is Player.KODI_FOLDERS and video.part is None else []), *stacked], ""


def _unread(subject: Subject, video: Video) -> str:
    """Why Kodi does not import an episode: its number is in the file's name for Kodi, or nowhere."""
    found = None if wanted.is_disc(video) else kodi_numbers.in_name(f"/{video.path}")
    if found is None and not wanted.is_disc(video):
        return "Kodi finds no number of an episode, and no date, in this name, and leaves the file out"
    if not found or subject.number is None or (subject.season, subject.number) in found:
        return ""
    season, number = found[0]
    return f"Kodi reads {season}x{number:02} in this name, which is not {subject.season}x{subject.number:02}"


def _common(subject: Subject, folder: str) -> list[Slot]:
    stem = names.stack_stem([names.stem_of(video.path) for video in subject.videos if video.part is not None])
    return [Slot(folder, stem)] if stem else []


# --- pictures ------------------------------------------------------------------------------------------------------


def _blind(subject: Subject, player: Player, asset_type: AssetType) -> str:
    """Why a player has no use for a type at all."""
    if player is Player.PLEX and asset_type not in _PLEX_TYPES:
        return "Plex takes only posters, backgrounds, banners and thumbs from files"
    if player is Player.PLEX and asset_type is AssetType.BANNER and subject.kind is ItemKind.MOVIE:
        return "Plex has banners for series only"
    if player is Player.JELLYFIN and asset_type in _JELLYFIN_UNKNOWN:
        return "Jellyfin has no such type"
    return ""


def _note(player: Player, asset_type: AssetType) -> str:
    if player in (Player.KODI, Player.KODI_FOLDERS) and asset_type not in _BASIC:
        return "only with Kodi's artwork level “maximum”, or with the type in its list"
    return ""


def _picture_slots(subject: Subject, video: Video | None, player: Player, asset_type: AssetType) -> Iterator[Slot]:
    if subject.kind is ItemKind.SEASON:
        yield from _season_slots(subject, player, asset_type)
    elif subject.kind is ItemKind.SERIES:
        extra = "show" if asset_type is AssetType.POSTER else ""
        yield from _bare(subject.folder or "", player, asset_type, extra)
    elif video is not None and subject.kind is ItemKind.EPISODE:
        folder, stem = names.folder_of(video.path), names.stem_of(video.path)
        if player in (Player.JELLYFIN, Player.PLEX):
            yield Slot(folder, stem)
        yield Slot(folder, f"{stem}-{asset_type}")
    elif video is not None:
        yield from _film_slots(subject, video, player, asset_type)


def _season_slots(subject: Subject, player: Player, asset_type: AssetType) -> Iterator[Slot]:
    prefix = names.season_prefix(subject.number or 0)
    if subject.home:
        yield Slot(subject.home, f"{prefix}-{asset_type}")
        if player is Player.PLEX and asset_type is AssetType.POSTER:
            yield Slot(subject.home, prefix)
    if player in (Player.JELLYFIN, Player.PLEX) and subject.own_folder and subject.folder:
        yield from _bare(subject.folder, player, asset_type, "")


def _words(player: Player, asset_type: AssetType, extra: str) -> list[str]:
    if player is Player.JELLYFIN:
        return [*_JELLYFIN_WORDS.get(asset_type, (str(asset_type),)), *([extra] if extra else [])]
    if player is Player.PLEX:
        return sorted({*_PLEX_WORDS.get(asset_type, (str(asset_type),)), *([extra] if extra else [])})
    return [str(asset_type)]


def _bare(folder: str, player: Player, asset_type: AssetType, extra: str) -> Iterator[Slot]:
    for word in _words(player, asset_type, extra):
        yield Slot(folder, word)
    if asset_type is AssetType.POSTER and player in (Player.KODI, Player.KODI_FOLDERS):
        yield Slot(folder, "folder")


def _film_slots(subject: Subject, video: Video, player: Player, asset_type: AssetType) -> Iterator[Slot]:
    folder, stem = names.folder_of(video.path), names.stem_of(video.path)
    own = subject.folder if subject.own_folder and subject.folder else None
    extra = "movie" if asset_type is AssetType.POSTER else ""
    is_disc = wanted.is_disc(video)
    if not is_disc:
        if player in (Player.KODI, Player.KODI_FOLDERS):
            common = _common(subject, folder) if video.part is not None else []
            yield Slot(folder, f"{common[0].stem if common else stem}-{asset_type}")
        elif player is Player.JELLYFIN:
            if asset_type is AssetType.POSTER:
                yield Slot(folder, stem)
            for word in _words(player, asset_type, extra):
                yield Slot(folder, f"{stem}-{word}")
        elif asset_type is AssetType.POSTER:
            yield Slot(folder, stem)
        elif asset_type is AssetType.FANART:
            yield Slot(folder, f"{stem}-fanart")
    is_alone = len(subject.videos) == 1
    if own and (player in (Player.KODI_FOLDERS, Player.JELLYFIN) or is_disc or (player is Player.PLEX and is_alone)):
        yield from _bare(own, player, asset_type, extra)


# --- what nobody sees ----------------------------------------------------------------------------------------------


def _unseen(listings: Listings, used: set[str]) -> Iterator[Unseen]:
    for folder, listing in listings.items():
        for entry in listing.values():
            path = names.join(folder, entry.name)
            if entry.is_file and path not in used and _is_beside(entry.name):
                yield Unseen(path, _why_unseen(entry, entry.name.rpartition(".")[2].lower()))


_SEASON = re.compile(r"season-?(\d+|specials)(?![^\W_])", re.IGNORECASE)


def _is_theirs(path: str, subjects: Sequence[Subject], listings: Listings) -> bool:
    """Whether a file is of one of these items, and not of another film or episode of the same folder."""
    folder, name = names.folder_of(path), path.rpartition("/")[2]
    videos = [video.path for subject in subjects for video in subject.videos]
    if any(names.folder_of(video) == folder and _begins(names.stem_of(video), name) for video in videos):
        return True
    if any(subject.kind is ItemKind.MOVIE and folder in _own(subject) for subject in subjects):
        return True
    if not any(subject.kind in _ABOVE and folder in _own(subject) for subject in subjects):
        return False
    if season := _SEASON.match(name):
        number = 0 if season[1].lower() == "specials" else int(season[1])
        return any(subject.kind is ItemKind.SEASON and subject.number == number for subject in subjects)
    others = (one.name for one in listings[folder].values() if one.is_file and not _is_beside(one.name))
    return not any(_begins(names.stem_of(other), name) for other in others)


_ABOVE = (ItemKind.SERIES, ItemKind.SEASON)


def _own(subject: Subject) -> set[str]:
    """Folders in which all is the item's, but what is of a video."""
    if not subject.own_folder:
        return set()
    return {subject.folder or "", *(names.folder_of(video.path) for video in subject.videos)}


def _is_beside(name: str) -> bool:
    return name.rpartition(".")[2].lower() in (*IMAGES, "nfo")


def _begins(stem: str, name: str) -> bool:
    return name.casefold().startswith(stem.casefold()) and name[len(stem) : len(stem) + 1] in (".", "-", "_")


def _why_unseen(entry: Entry, ending: str) -> str:
    if not entry.size:
        return "it is empty"
    stem = entry.name.rpartition(".")[0]
    if any(stem.rstrip("0123456789-").endswith(str(word)) for word in (AssetType.FANART, *ALIASES[AssetType.FANART])):
        return "a further background: Kodi shows fanart1, fanart2, …; Jellyfin fanart-1, fanart-2, …"
    if ending == "nfo":
        return "no player reads an NFO of this name here"
    return "no player looks for a picture of this name here"
