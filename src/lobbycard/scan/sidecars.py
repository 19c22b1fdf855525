"""Give every file beside the videos its role: pictures, NFO, subtitles, audio, companions, junk, the unknown rest."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from lobbycard.model.kinds import AssetType, FileRole, ItemKind
from lobbycard.scan import artnames, extensions, flags, languages
from lobbycard.scan.artnames import ArtName
from lobbycard.scan.extras import FolderUse, Use
from lobbycard.scan.listing import Entry
from lobbycard.scan.placed import Left, Pile, Placed, Scope, Stems, join, key, left

Measure = Callable[[str], tuple[int, int] | None]
"""Width and height of the picture at a path in the library, None if it is none."""

_NFO_SCOPES = {
    "movie": Scope.MOVIE,
    "video_ts": Scope.MOVIE,
    "tvshow": Scope.SERIES,
    "season": Scope.SEASON,
    "set": Scope.SET,
    "collection": Scope.SET,
}
_KINDS = {
    Scope.MOVIE: ItemKind.MOVIE,
    Scope.SERIES: ItemKind.SERIES,
    Scope.SEASON: ItemKind.SEASON,
    Scope.EPISODE: ItemKind.EPISODE,
    Scope.SET: ItemKind.SET,
    Scope.PERSON: ItemKind.PERSON,
}
_OTHERS_METADATA = frozenset({"movie.xml", "series.xml", "mymovies.xml", "dvdid.xml", "episode.xml", "collection.xml"})
STALE = 0.5
"""Confidence in a sidecar named after a file that is not there: released or renamed since, the only film's all the
same."""


@dataclass(frozen=True)
class Place:
    """A folder as its sidecars see it."""

    folder: str
    scope: Scope
    """What a bare name (`poster.jpg`) belongs to."""
    stems: Stems
    video_scope: Scope = Scope.MOVIE
    """What a name that starts with a video's belongs to."""
    season: int | None = None
    owner: str | None = None
    """The one video (or film) that all files are for; None in a folder of several films."""
    use: Use = Use(FolderUse.MAIN)
    measure: Measure | None = None
    by_number: Callable[[str], str] | None = None
    """The video of the episode that a name has the numbers of, empty if there is none."""


class _Match(NamedTuple):
    """A file's name against the videos."""

    stem: str
    video: str
    """Empty if no video's name begins it."""
    rest: str
    found: bool


def place_all(place: Place, entries: Iterable[Entry]) -> Pile:
    """Every entry in its list; .idx and .sub of one stem become a pair."""
    pile = Pile()
    for entry in entries:
        match place_one(place, entry):
            case Placed() as file:
                pile.files.append(file)
            case Left() as rest, True:
                pile.junk.append(rest)
            case Left() as rest, _:
                pile.unknown.append(rest)
    pile.files = _paired(pile.files)
    return pile


def place_one(place: Place, entry: Entry) -> Placed | tuple[Left, bool]:
    """The role of one file that is no video, or what is left and whether it is junk."""
    stem, ending = extensions.split(entry.name)
    if place.use.kind is FolderUse.DISC:
        return _placed(place, entry, FileRole.DISC, _Match(stem, "", "", False), "lies in a disc folder")
    if (reason := junk_reason(entry, ending)) != "":
        return left(place.folder, entry, reason), True
    found = place.stems.match(stem)
    match = _Match(stem, found[0] if found else "", found[1] if found else "", found is not None)
    if ending in extensions.IMAGES:
        return _image(place, entry, match)
    if ending in extensions.NFO:
        return _nfo(place, entry, match)
    if ending in extensions.SUBTITLES:
        return _subtitle(place, entry, match)
    if ending in extensions.AUDIO:
        return _audio(place, entry, match)
    return _other(place, entry, match, ending)


def junk_reason(entry: Entry, ending: str) -> str:
    """Why nobody needs this file, or an empty text."""
    name = entry.name.lower()
    if name in extensions.JUNK_NAMES or ending == ".ds_store":
        return "a file of the operating system"
    if ending in extensions.INCOMPLETE or name.endswith("~"):
        return "an unfinished download or a backup copy"
    if extensions.is_archive(ending):
        return "a packed archive"
    if name in _OTHERS_METADATA:
        return "another program's metadata"
    return ""


def _placed(place: Place, entry: Entry, role: FileRole, match: _Match, reason: str) -> Placed:
    """A file with the scope that its name gives it."""
    scope = place.video_scope if match.found else place.scope
    return Placed(
        join(place.folder, entry.name),
        entry.size,
        entry.mtime_ns,
        entry.inode,
        role,
        scope,
        match.video,
        season=place.season if scope is Scope.SEASON else None,
        reasons=(reason, f"named after {match.video.rpartition('/')[2]}") if match.video else (reason,),
    )


def _image(place: Place, entry: Entry, match: _Match) -> Placed | tuple[Left, bool]:
    if entry.size == 0:
        return left(place.folder, entry, "an empty picture"), True
    placed = _placed(place, entry, FileRole.ARTWORK, match, "a picture")
    if place.use.kind is not FolderUse.MAIN and (inside := _image_inside(place, placed, match)) is not None:
        return inside
    if match.found:
        return _video_image(place, placed, match) or _unknown_image(place, entry, match)
    if (art := artnames.season(match.stem)) is not None and place.scope in (Scope.SERIES, Scope.SEASON):
        return _with_art(place, replace(placed, scope=Scope.SEASON, season=art.season), art)
    if (art := artnames.bare(match.stem)) is not None:
        scope = Scope.SET if art.is_set else place.scope
        return _with_art(place, replace(placed, scope=scope), art)
    return _unknown_image(place, entry, match)


def _image_inside(place: Place, placed: Placed, match: _Match) -> Placed | None:
    """Pictures in folders that say what they are: .actors, extrafanart, extrathumbs, metadata."""
    use = place.use.kind
    if use is FolderUse.ACTORS:
        name = match.stem.replace("_", " ").strip()
        return replace(placed, scope=Scope.PERSON, asset_type=AssetType.PORTRAIT, person=name, video="")
    if use is FolderUse.FANART:
        digits = "".join(character for character in match.stem if character.isdecimal())
        return replace(placed, asset_type=AssetType.FANART, number=int(digits[:4] or 0), video="", scope=place.scope)
    if use is FolderUse.THUMBS:
        return replace(placed, role=FileRole.OTHER, reasons=("a still in extrathumbs, which no player shows any more",))
    if use is FolderUse.PROOF:
        return replace(placed, role=FileRole.OTHER, reasons=("a screenshot or a scan of the release",))
    return None


def _video_image(place: Place, placed: Placed, match: _Match) -> Placed | None:
    """A picture named after a video: its type follows the name, nothing but the name is the main picture."""
    if not match.rest or match.rest.casefold() in extensions.VIDEO:
        return _with_art(place, placed, ArtName(AssetType.POSTER))
    art = artnames.tail(match.rest)
    if art is None:
        return None
    return _with_art(place, replace(placed, scope=Scope.SET) if art.is_set else placed, art)


def _unknown_image(place: Place, entry: Entry, match: _Match) -> Placed | tuple[Left, bool]:
    """In an only film's folder the type at the end of any name still counts."""
    art = artnames.ending(match.stem)
    if place.owner is not None and art is not None:
        placed = _placed(place, entry, FileRole.ARTWORK, match, "a picture named after a file that is not here")
        return replace(_with_art(place, placed, art), confidence=STALE)
    return left(place.folder, entry, "a picture whose name says nothing"), False


def _with_art(place: Place, placed: Placed, art: ArtName) -> Placed:
    asset = art.asset
    size = place.measure(placed.path) if art.by_shape and place.measure is not None else None
    reasons = placed.reasons
    if size is not None:
        asset = artnames.by_shape(*size)
        reasons = (*reasons, f"its shape is {size[0]}x{size[1]}")
    asset = artnames.for_kind(asset, _KINDS[placed.scope])
    return replace(placed, asset_type=asset, number=art.number, reasons=(*reasons, f"its name says {asset.value}"))


def _nfo(place: Place, entry: Entry, match: _Match) -> Placed | tuple[Left, bool]:
    placed = _placed(place, entry, FileRole.NFO, match, "an NFO file")
    if match.found:
        if not match.rest:
            return placed
        return replace(placed, confidence=STALE)
    scope = _nfo_scope(place, match.stem)
    if scope is not None:
        season = place.season if scope is Scope.SEASON else None
        return replace(placed, scope=scope, season=season)
    if place.owner is not None:
        reason = "an NFO file named after something else in the only film's folder"
        return replace(placed, confidence=STALE, reasons=(reason,))
    return left(place.folder, entry, "an NFO file that matches no video here"), False


def _nfo_scope(place: Place, stem: str) -> Scope | None:
    """What a well-known name stands for here; `movie.nfo` counts only where there is one film."""
    scope = _NFO_SCOPES.get(stem.casefold())
    if scope is Scope.MOVIE and (place.scope is not Scope.MOVIE or place.owner is None):
        return None
    if scope is Scope.SEASON and place.season is None:
        return None
    if scope is Scope.SERIES and place.scope not in (Scope.SERIES, Scope.SEASON):
        return None
    return scope


def _subtitle(place: Place, entry: Entry, match: _Match) -> Placed | tuple[Left, bool]:
    owner = place.owner
    if not match.found and owner is None and place.by_number is not None:
        owner = place.by_number(match.stem) or None
    if not match.found and owner is None:
        return left(place.folder, entry, "a subtitle that matches no video here"), False
    told = _told(place, match)
    placed = _placed(place, entry, FileRole.SUBTITLE, match, "a subtitle")
    if owner and owner != place.owner:
        placed = replace(placed, reasons=(*placed.reasons, f"has the numbers of {owner.rpartition('/')[2]}"))
    certain = match.found or place.use.kind is FolderUse.SUBTITLES
    return replace(
        placed,
        scope=place.video_scope,
        season=None,
        video=placed.video or owner or "",
        language=told.language,
        forced=told.forced,
        sdh=told.sdh,
        is_default=told.default,
        title=told.title if match.found else "",
        confidence=1.0 if certain else 0.6,
    )


def _told(place: Place, match: _Match) -> flags.Flags:
    """Language and flags by the end of the name; in a folder for subtitles by all of it, or by the folder's."""
    if not match.found and place.use.kind is FolderUse.SUBTITLES:
        whole = flags.read(match.stem)
        if whole.language and not whole.title:
            return whole
    told = flags.read(match.rest if match.found else flags.end_of(match.stem))
    if place.use.kind is not FolderUse.SUBTITLES or told.language:
        return told
    told = told if match.found else flags.read(match.stem)
    return told if told.language else told._replace(language=languages.from_word(place.folder.rpartition("/")[2]))


def _audio(place: Place, entry: Entry, match: _Match) -> Placed | tuple[Left, bool]:
    if place.use.kind is FolderUse.THEME_MUSIC or key(match.stem) == "theme":
        return replace(_placed(place, entry, FileRole.THEME, _Match(match.stem, "", "", False), "a theme tune"))
    if not match.found:
        return left(place.folder, entry, "an audio file that matches no video here"), False
    told = flags.read(match.rest)
    placed = _placed(place, entry, FileRole.AUDIO, match, "an external audio track")
    return replace(placed, language=told.language, is_default=told.default, title=told.title)


def _other(place: Place, entry: Entry, match: _Match, ending: str) -> Placed | tuple[Left, bool]:
    if entry.name.casefold() == ".plexmatch":
        nobody = _Match(match.stem, "", "", False)
        return _placed(place, entry, FileRole.OTHER, nobody, "tells Plex what the folder holds")
    if match.found and ending in extensions.COMPANIONS:
        return _placed(place, entry, FileRole.OTHER, match, "travels with its video")
    if ending in extensions.JUNK:
        return left(place.folder, entry, "a file that no library needs"), True
    if ending in {".txt", ".log", ".json", ".nfo-orig"} or not ending:
        return left(place.folder, entry, "a text that came with a release"), True
    return left(place.folder, entry, "nobody knows this kind of file"), False


def _paired(files: list[Placed]) -> list[Placed]:
    """.idx and .sub of one stem know each other."""
    index = {file.path.casefold(): file for file in files if file.role is FileRole.SUBTITLE}
    paired = []
    for file in files:
        other = None
        if file.role is FileRole.SUBTITLE:
            stem, _, ending = file.path.casefold().rpartition(".")
            other = index.get(f"{stem}.{'sub' if ending == 'idx' else 'idx'}") if ending in ("idx", "sub") else None
        paired.append(file if other is None else replace(file, pair=other.path))
    return paired
