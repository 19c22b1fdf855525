"""Files of other programs that a player would take in place of what we publish, or show beside it."""

import fnmatch
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from lobbycard.model.kinds import AssetType, FileRole, ItemKind
from lobbycard.model.publishing import NFO_TYPE, Subject, Target
from lobbycard.publish import names, wanted

IMAGES = ("jpg", "jpeg", "png", "webp", "tbn", "gif", "bmp", "svg", "avif", "jfif")
_ENDINGS = frozenset((*IMAGES, "nfo"))

ALIASES: dict[AssetType, tuple[str, ...]] = {
    AssetType.POSTER: ("folder", "cover", "default"),
    AssetType.FANART: ("background", "backdrop", "art"),
    AssetType.CLEARLOGO: ("logo",),
    AssetType.LANDSCAPE: ("thumb",),
    AssetType.DISCART: ("disc", "cdart"),
}
"""Other names under which players take pictures of a type."""
_OWN_WORD = {ItemKind.MOVIE: "movie", ItemKind.SERIES: "show"}


class Entry(NamedTuple):
    """A file in a listing."""

    name: str
    size: int
    mtime_ns: int
    is_file: bool = True
    """False for folders, symbolic links and everything else that is not ours to replace."""
    what: str = "file"


Listings = Mapping[str, Mapping[str, Entry]]
"""The folders concerned, by path relative to the library, each by name."""


class Rival(NamedTuple):
    """A file that is in the way of one of ours."""

    path: str
    target: str
    """Ours."""
    item_id: int
    asset_type: str
    reason: str


def find(
    subjects: Sequence[Subject],
    targets: Sequence[Target],
    listings: Listings,
    ours: Collection[str] = (),
    keep: Collection[str] = (),
) -> list[Rival]:
    """What is to go, with reasons. `ours` are files that we published; `keep` are patterns of what a person keeps."""
    paths = {target.path for target in targets}
    by_id = {subject.item_id: subject for subject in subjects}
    found: dict[str, Rival] = {}
    index = {folder: _index(listing) for folder, listing in listings.items()}
    for target in targets:
        subject = by_id[target.item_id]
        rivals = _nfo_rivals(subject, target) if target.asset_type == NFO_TYPE else _picture_rivals(subject, target)
        for folder, stem, endings, reason in rivals:
            for entry in _named(index.get(folder, {}), stem, endings):
                path = names.join(folder, entry.name)
                if entry.is_file and path not in paths and path not in ours and not is_kept(path, keep):
                    rival = Rival(path, target.path, target.item_id, target.asset_type, reason)
                    found.setdefault(path, rival)
    return list(found.values())


def is_kept(path: str, patterns: Iterable[str]) -> bool:
    """Whether a person keeps this file: a pattern for its path, or for its name when it has no slash."""
    name = path.rpartition("/")[2]
    return any(path == one or fnmatch.fnmatchcase(path if "/" in one else name, one) for one in patterns)


def _index(listing: Mapping[str, Entry]) -> dict[str, list[Entry]]:
    """Pictures and NFO files by their stems, however their letters are written."""
    found: dict[str, list[Entry]] = {}
    for entry in listing.values():
        stem, dot, ending = entry.name.rpartition(".")
        if dot and ending.lower() in _ENDINGS:
            found.setdefault(names.folded(stem), []).append(entry)
    return found


def _named(index: Mapping[str, list[Entry]], stem: str, endings: Sequence[str]) -> Iterator[Entry]:
    """Files of this stem with one of these endings."""
    for entry in index.get(names.folded(stem), ()):
        if entry.name.rpartition(".")[2].lower() in endings:
            yield entry


Slot = tuple[str, str, Sequence[str], str]
"""(folder, stem, endings, why files of this name are in the way)."""


def _picture_rivals(subject: Subject, target: Target) -> Iterator[Slot]:
    if target.picture is None:
        return
    folder, stem, shown = names.folder_of(target.path), names.stem_of(target.path), target.path.rpartition("/")[2]
    yield folder, stem, IMAGES, f"the same picture as {shown} to players, in another form"
    if target.asset_type == AssetType.PORTRAIT or folder.endswith(wanted.EXTRA_FANART):
        return
    asset_type = AssetType(target.asset_type)
    counted = names.counted(asset_type, target.position)
    prefix = stem.removesuffix(counted) if stem.endswith(counted) else None
    if prefix is None:
        return
    reason = f"players take it for the same as {shown}"
    yield from _same(subject, folder, prefix, target, reason, f"players prefer it to {shown}")
    if subject.kind is ItemKind.MOVIE and subject.own_folder:
        reason = f"another name for {shown}, which another player prefers"
        for place, other in _prefixes(subject):
            yield place, other + counted, IMAGES, reason
            yield from _same(subject, place, other, target, reason, reason)
    elif subject.kind is ItemKind.SEASON and not target.position and (own := wanted.season_folder(subject)):
        for word in (asset_type, *ALIASES.get(asset_type, ())):
            yield own, word, IMAGES, f"Jellyfin and Plex take it for the same as {shown}"


def _same(subject: Subject, folder: str, prefix: str, target: Target, reason: str, of_plain: str) -> Iterator[Slot]:
    """What players take for a picture beside its own name; `of_plain` is said of the video's name alone."""
    asset_type = AssetType(target.asset_type)
    for word in _other_words(subject, asset_type):
        yield folder, f"{prefix}{word}{target.position or ''}", IMAGES, reason
        if target.position:
            yield folder, f"{prefix}{word}-{target.position}", IMAGES, reason
    if target.position:
        yield folder, f"{prefix}{asset_type}-{target.position}", IMAGES, reason
    elif prefix and asset_type in (AssetType.POSTER, AssetType.THUMB):
        yield folder, prefix[:-1], IMAGES, of_plain


def _other_words(subject: Subject, asset_type: AssetType) -> Iterator[str]:
    if subject.kind is ItemKind.EPISODE:
        return
    yield from ALIASES.get(asset_type, ())
    if asset_type is AssetType.POSTER and subject.kind in _OWN_WORD:
        yield _OWN_WORD[subject.kind]


def _prefixes(subject: Subject) -> Iterator[tuple[str, str]]:
    """Where any player looks for a film's pictures, whichever names are written: of parts also by the first one."""
    for place in wanted.film_places(subject, wanted.AUTO):
        yield place.folder, place.prefix
    for first, *rest in wanted.stacked(subject.videos):
        if rest:
            yield names.folder_of(first.path), f"{names.stem_of(first.path)}-"


def _nfo_rivals(subject: Subject, target: Target) -> Iterator[Slot]:
    shown = target.path.rpartition("/")[2]
    folder, stem = names.folder_of(target.path), names.stem_of(target.path)
    yield folder, stem, ("nfo",), f"the same name as {shown} to some disks and players"
    if subject.kind is not ItemKind.MOVIE:
        return
    reason = f"a second NFO of the film: one of the two hides the other ({shown} is ours)"
    for video in subject.videos:
        yield names.folder_of(video.path), names.stem_of(video.path), ("nfo",), reason
    if subject.own_folder and subject.folder:
        yield subject.folder, "movie", ("nfo",), reason
        if any(wanted.is_disc(video) for video in subject.videos):
            yield subject.folder, subject.folder.rpartition("/")[2], ("nfo",), reason
    parts = [names.stem_of(video.path) for video in subject.videos if video.role is FileRole.PART]
    if len(parts) > 1 and (common := names.stack_stem(parts)):
        yield names.folder_of(subject.videos[0].path), common, ("nfo",), reason
