"""Which files are to be there for an item: the names of every type, for every way in which items lie in a library.

Why two names for one thing. What the players really do (proved by the tests with Kodi):

- Kodi, source without "movies are in separate folders": only `<video>.nfo` and `<video>-poster.jpg` count.
- Kodi with it: also `movie.nfo` (first, unless the film is in parts) and `poster.jpg` (after `<video>-poster.jpg`).
- Jellyfin: `movie.nfo`, then `<video>.nfo`; `<video>-poster`, then `poster`.
- Plex: `poster.jpg` where the folder has one video; `<video>.jpg` and `<video>-fanart.jpg` where it has several;
  `<video>-poster.jpg` never.
- Radarr and Sonarr take `<video>-poster.jpg` and `<video>.nfo` away, or leave them behind under the old name, when
  they replace the video; `movie.nfo` and `poster.jpg` stay and are right.

So no single name is seen by all of them and outlives an upgrade. In a film's own folder the default is therefore
both, with the same content: a second name for the same bytes (a hard link where the disk can), so that it does not
matter which one a player takes first. The rule "one NFO per item, one picture per type" guards against two files that
say different things; of ours, both are known, written together, and watched by the verification. What other programs
left under further names is a rival (`rivals`). `names = "bare"` or `"prefixed"` leaves one.

Further: the NFO of a film in parts is named by the first part; its pictures by what the parts' names have in common,
the only name that Kodi takes (`Film-cd1-poster.jpg` it ignores, `Film-cd1.jpg` it takes for a type `cd1`). Each
version has names of its own, with its own streams; a disc only bare ones, beside its folder, which Kodi reads with
either setting; in a folder of many films `<video>.jpg` is added for Plex. Seasons' pictures lie in the series' folder,
the only place where Kodi looks; their number has two digits, specials are a word. Sets have pictures in Kodi's movie
set information folder, when one is configured.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lobbycard.model.kinds import AssetType, FileRole, ItemKind
from lobbycard.model.publishing import NFO_TYPE, Picture, Skipped, Subject, Target, Video
from lobbycard.model.tracks import Tracks
from lobbycard.publish import names

AUTO, BARE, PREFIXED = "auto", "bare", "prefixed"
ACTORS = ".actors"
EXTRA_FANART = "extrafanart"
_EXTENSION_ROOM = 60
"""Bytes kept free behind the name of a set or an actor."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What is configured."""

    names: str = AUTO
    actors: bool = False
    extrafanart_links: bool = False
    season_folders: bool = False
    set_folder: str = ""
    """Absolute; Kodi's movie set information folder."""


class Wanted(NamedTuple):
    """Everything that is to be there, and what cannot be."""

    targets: tuple[Target, ...]
    skipped: tuple[Skipped, ...]


def wanted(subjects: Sequence[Subject], profile: Profile) -> Wanted:
    """The files of these items. Episodes that share a video must come together: they share its NFO."""
    found: list[Target | Skipped] = []
    # Of episodes that share a video the first one's picture is shown, in whichever order they come.
    for subject in sorted(subjects, key=_place):
        found += _OF_KIND[subject.kind](subject, profile)
    found += _episode_nfos([subject for subject in subjects if subject.kind is ItemKind.EPISODE])
    return _checked(found)


def _place(subject: Subject) -> tuple[bool, int, int, int]:
    if subject.kind is not ItemKind.EPISODE:
        return (False, 0, 0, 0)
    return (True, subject.season or 0, subject.number or 0, subject.item_id)


def _checked(found: Iterable[Target | Skipped]) -> Wanted:
    """Without names that cannot be given, and without two files that some disks would take for one."""
    targets: dict[str, Target] = {}
    skipped: list[Skipped] = []
    for one in found:
        if isinstance(one, Skipped):
            skipped.append(one)
            continue
        key = names.folded(one.path) if one.asset_type == AssetType.PORTRAIT else one.path
        reason = names.impossible(one.path)
        if not reason and (taken := targets.get(key)) is not None:
            if taken.asset_type == NFO_TYPE and one.asset_type == NFO_TYPE:
                continue
            reason = "another file has the same name"
        if reason:
            skipped.append(Skipped(one.item_id, one.asset_type, reason, one.path))
        else:
            targets[key] = one
    return Wanted(tuple(targets.values()), tuple(dict.fromkeys(skipped)))


# --- films ---------------------------------------------------------------------------------------------------------


class Place(NamedTuple):
    """Where one set of names goes."""

    folder: str
    prefix: str
    """`<video>-`, or empty for bare names."""
    nfo: str
    """The name of the NFO; empty for pictures only."""
    video: Video | None


def _movie(subject: Subject, profile: Profile) -> Iterator[Target | Skipped]:
    places = film_places(subject, profile.names)
    if not places:
        reason = "none of its files is there" if not subject.videos else "its disc has no folder of its own"
        yield Skipped(subject.item_id, NFO_TYPE, reason)
        return
    for place in places:
        if place.nfo:
            yield _nfo(subject, names.join(place.folder, place.nfo), place.video)
        yield from _pictures(subject, place.folder, place.prefix)
    yield from _for_plex(subject, places)
    yield from _extras(subject, profile, subject.folder if subject.own_folder else None)
    yield from _trailer(subject, places)


def film_places(subject: Subject, style: str) -> list[Place]:
    """The sets of names of a film: bare ones first, then those of each version."""
    stacks = stacked(subject.videos)
    if not stacks:
        return []
    named = [place for stack in stacks for place in _named(stack, is_mixed=not subject.own_folder)]
    if not subject.own_folder or not subject.folder:
        return named
    first = stacks[0][0]
    # Kodi takes movie.nfo for every version: without streams in it, it looks for itself.
    bare = Place(subject.folder, "", "movie.nfo", first if len(stacks) == 1 else first._replace(tracks=Tracks()))
    if style == BARE or not named:
        return [bare]
    has_disc = any(is_disc(stack[0]) for stack in stacks)
    return named if style == PREFIXED and not has_disc else [bare, *named]


def _named(stack: Sequence[Video], *, is_mixed: bool) -> Iterator[Place]:
    """The names that follow a version's own."""
    first = stack[0]
    folder, stem = names.folder_of(first.path), names.stem_of(first.path)
    if is_disc(first):
        return
    common = names.stack_stem([names.stem_of(video.path) for video in stack])
    if len(stack) == 1 or not common or any(names.folder_of(video.path) != folder for video in stack):
        yield Place(folder, f"{stem}-", f"{stem}.nfo", first)
        return
    yield Place(folder, f"{common}-", f"{stem}.nfo", first)
    if is_mixed:
        # Jellyfin goes by the first part.
        yield Place(folder, f"{stem}-", "", first)


def is_disc(video: Video) -> bool:
    """A folder of a disc; an image in one file is a video like any other."""
    return video.role is FileRole.DISC and video.disc != "iso"


def stacked(videos: Sequence[Video]) -> list[list[Video]]:
    """One list for each version: of one in parts all parts in order; of a disc its first file."""
    found: list[list[Video]] = []
    for video in videos:
        last = found[-1][-1] if found else None
        if last is not None and last.part is not None and last.part < (video.part or 0):
            found[-1].append(video)
        elif not (is_disc(video) and any(is_disc(stack[0]) for stack in found)):
            found.append([video])
    return found


def _nfo(subject: Subject, path: str, video: Video | None) -> Target:
    return Target(path, subject.item_id, NFO_TYPE, members=(subject.item_id,), video=video)


def _pictures(subject: Subject, folder: str, prefix: str) -> Iterator[Target | Skipped]:
    for picture in subject.pictures:
        if picture.asset_type in (AssetType.TRAILER, AssetType.PORTRAIT):
            continue
        if picture.position and picture.asset_type is not AssetType.FANART:
            yield Skipped(subject.item_id, picture.asset_type, "players show only the first one of this type")
            continue
        yield _picture(subject, folder, prefix + names.counted(picture.asset_type, picture.position), picture)
    for asset_type in subject.lost_pictures:
        yield Skipped(subject.item_id, asset_type, "the chosen picture is not in the cache yet")


def _picture(subject: Subject, folder: str, stem: str, picture: Picture) -> Target:
    ending = names.extension(picture.asset_type, picture.extension, has_alpha=picture.has_alpha)
    path = names.join(folder, f"{stem}.{ending}")
    return Target(path, subject.item_id, picture.asset_type, picture.position, picture)


def _for_plex(subject: Subject, places: Sequence[Place]) -> Iterator[Target]:
    """`<video>.jpg` where Plex does not take `poster.jpg`: beside other videos (not of parts: Kodi stumbles on it)."""
    if (subject.own_folder and len(subject.videos) == 1) or any(video.part is not None for video in subject.videos):
        return
    for place in places:
        for picture in subject.pictures:
            if place.prefix and picture.asset_type is AssetType.POSTER and not picture.position:
                yield _picture(subject, place.folder, place.prefix[:-1], picture)


def _extras(subject: Subject, profile: Profile, folder: str | None) -> Iterator[Target]:
    """Actors, and further fanart for Jellyfin; only in a folder that is the item's own."""
    if folder is None:
        return
    if profile.actors:
        for portrait in subject.portraits:
            stem = names.shortened(names.actor(portrait.name), names.MAX_BYTES - _EXTENSION_ROOM)
            if stem:
                yield _picture(subject, names.join(folder, ACTORS), stem, portrait.picture)
    if profile.extrafanart_links:
        for picture in subject.pictures:
            if picture.asset_type is AssetType.FANART and picture.position:
                yield _picture(subject, names.join(folder, EXTRA_FANART), f"fanart{picture.position}", picture)


def _trailer(subject: Subject, places: Sequence[Place]) -> Iterator[Target]:
    """A chosen trailer from elsewhere in the library, beside the film."""
    place = next((place for place in places if place.prefix), None)
    if not subject.trailer_file or subject.has_local_trailer or place is None:
        return
    ending = subject.trailer_file.rpartition(".")[2]
    path = names.join(place.folder, f"{place.prefix}trailer.{ending}")
    yield Target(path, subject.item_id, AssetType.TRAILER, copy_of=subject.trailer_file)


# --- series --------------------------------------------------------------------------------------------------------


def _series(subject: Subject, profile: Profile) -> Iterator[Target | Skipped]:
    if not subject.own_folder or not subject.folder:
        yield Skipped(subject.item_id, NFO_TYPE, "the series has no folder of its own")
        return
    yield _nfo(subject, names.join(subject.folder, "tvshow.nfo"), None)
    yield from _pictures(subject, subject.folder, "")
    yield from _extras(subject, profile, subject.folder)


def _season(subject: Subject, profile: Profile) -> Iterator[Target | Skipped]:
    own = season_folder(subject)
    if subject.number is None:
        return
    if own:
        yield _nfo(subject, names.join(own, "season.nfo"), None)
        if profile.season_folders:
            yield from _pictures(subject, own, "")
    if subject.home is not None:
        yield from _pictures(subject, subject.home, f"{names.season_prefix(subject.number)}-")
    elif not own and subject.pictures:
        yield Skipped(subject.item_id, subject.pictures[0].asset_type, "the series has no folder of its own")


def season_folder(subject: Subject) -> str:
    """The folder that holds one season and nothing else; empty where there is none."""
    return subject.folder if subject.own_folder and subject.folder and subject.folder != subject.home else ""


def _episode(subject: Subject, profile: Profile) -> Iterator[Target | Skipped]:
    if not subject.videos:
        yield Skipped(subject.item_id, NFO_TYPE, "its file is not there")
    for video, *_ in stacked(subject.videos):
        yield from _pictures(subject, names.folder_of(video.path), f"{names.stem_of(video.path)}-")


def _episode_nfos(episodes: Sequence[Subject]) -> Iterator[Target]:
    """One NFO for each video, with all episodes that are in it."""
    by_video: dict[str, list[Subject]] = {}
    videos: dict[str, Video] = {}
    for episode in episodes:
        for video, *_ in stacked(episode.videos):
            by_video.setdefault(video.path, []).append(episode)
            videos[video.path] = video
    for path, members in by_video.items():
        members.sort(key=_place)
        target = names.join(names.folder_of(path), f"{names.stem_of(path)}.nfo")
        ids = tuple(member.item_id for member in members)
        yield Target(target, ids[0], NFO_TYPE, members=ids, video=videos[path])


# --- sets and people -----------------------------------------------------------------------------------------------


def _set(subject: Subject, profile: Profile) -> Iterator[Target | Skipped]:
    if not profile.set_folder:
        if subject.pictures:
            reason = "no folder for sets is configured (publish.set_folder)"
            yield Skipped(subject.item_id, subject.pictures[0].asset_type, reason)
        return
    name = names.shortened(names.legal(subject.title), names.MAX_BYTES - _EXTENSION_ROOM)
    if not name:
        yield Skipped(subject.item_id, NFO_TYPE, "nothing of the set's name can be the name of a folder")
        return
    folder = f"{profile.set_folder.rstrip('/')}/{name}"
    yield _nfo(subject, f"{folder}/set.nfo", None)
    yield from _pictures(subject, folder, "")


def _person(subject: Subject, profile: Profile) -> Iterator[Target | Skipped]:
    """People have no place of their own: their portraits go with the films and series they are in."""
    return iter(())


_OF_KIND = {
    ItemKind.MOVIE: _movie,
    ItemKind.SERIES: _series,
    ItemKind.SEASON: _season,
    ItemKind.EPISODE: _episode,
    ItemKind.SET: _set,
    ItemKind.PERSON: _person,
}
