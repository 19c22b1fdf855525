"""Which of a folder's videos can be the thing itself, and which are trailers, samples, extras or nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from lobbycard.model.kinds import FileRole, LibraryKind
from lobbycard.scan import extensions, extras
from lobbycard.scan.extras import FolderUse, Use
from lobbycard.scan.listing import Entry
from lobbycard.scan.placed import Left, Placed, Scope, join, key, left

EMPTY = "an empty video"
"""Why a video of no bytes is left out."""
SMALL_SAMPLE = 300_000_000
"""A video named sample is one if it is smaller than this or than a third of another."""


class Parsed(Protocol):
    """What grouping needs to know of a name; `identify.names.parse` gives it."""

    @property
    def title(self) -> str:
        """Of the film; of an episode file the series' one."""

    @property
    def year(self) -> int | None: ...

    @property
    def series(self) -> str: ...

    @property
    def season(self) -> int | None: ...

    @property
    def episodes(self) -> Sequence[int]: ...

    @property
    def absolute(self) -> Sequence[int]: ...

    @property
    def half(self) -> str:
        """`12.5` of a recap between two episodes, which has no number of its own."""

    @property
    def air_date(self) -> str: ...

    @property
    def episode_title(self) -> str: ...

    @property
    def edition(self) -> str: ...

    @property
    def resolution(self) -> str: ...

    @property
    def ids(self) -> Mapping[str, str]: ...


class Names(Protocol):
    """Reads names; `identify.names` is one."""

    def parse(self, path: str, kind: LibraryKind) -> Parsed:
        """A file at a path relative to the library's root, with the help of the folders above."""

    def parse_folder(self, name: str, kind: LibraryKind) -> Parsed:
        """A folder by its own name alone."""


@dataclass(frozen=True, slots=True)
class Video:
    """A video that may be a film or an episode."""

    folder: str
    entry: Entry

    @property
    def path(self) -> str:
        """Relative to the library."""
        return join(self.folder, self.entry.name)

    @property
    def stem(self) -> str:
        """The name without its ending."""
        return extensions.split(self.entry.name)[0]

    def placed(self, role: FileRole, scope: Scope, *reasons: str) -> Placed:
        """This video with a role."""
        entry = self.entry
        return Placed(self.path, entry.size, entry.mtime_ns, entry.inode, role, scope, reasons=reasons)


@dataclass(slots=True)
class Sorted:
    """A folder's files, the videos apart."""

    main: list[Video]
    beside: list[Placed]
    """Trailers, samples, extras; not yet tied to a video."""
    junk: list[Left]
    rest: list[Entry]
    """Everything that is no video."""


def sort(folder: str, entries: Iterable[Entry], use: Use, scope: Scope, is_episode: Callable[[str], bool]) -> Sorted:
    """Take a folder apart. `is_episode(stem)` tells whether a name has an episode's number in it."""
    found = Sorted([], [], [], [])
    candidates = []
    for entry in entries:
        if extensions.of(entry.name) not in extensions.VIDEO:
            found.rest.append(entry)
        elif entry.size == 0:
            found.junk.append(left(folder, entry, EMPTY))
        else:
            candidates.append(Video(folder, entry))
    largest = max((video.entry.size for video in candidates), default=0)
    stems = {key(video.stem) for video in candidates}
    for video in candidates:
        placed = _by_folder(video, use, scope) or _by_name(video, scope, largest, stems, is_episode)
        if placed is None:
            found.main.append(video)
        else:
            found.beside.append(placed)
    if scope is Scope.MOVIE and not found.main and use.kind is FolderUse.MAIN:
        _promote(found, candidates)
    return found


def _by_folder(video: Video, use: Use, scope: Scope) -> Placed | None:
    """What the folder says: everything in Extras is an extra."""
    if use.kind is FolderUse.TRAILERS:
        return video.placed(FileRole.TRAILER, scope, "lies in a folder for trailers")
    if use.kind is FolderUse.SAMPLE:
        return video.placed(FileRole.SAMPLE, scope, "lies in a folder for samples")
    if use.kind is FolderUse.DISC:
        return video.placed(FileRole.DISC, scope, "lies in a disc folder")
    if use.kind is FolderUse.THEME_VIDEO:
        return video.placed(FileRole.THEME, scope, "lies in a folder for theme videos")
    if use.kind is FolderUse.EXTRAS:
        return _extra(video, scope, _extra_type(video.stem, use), "lies in a folder for extras")
    if use.kind in (FolderUse.MAIN, FolderUse.PART):
        return None
    return _extra(video, scope, "other", f"lies in a folder for {use.kind.value}")


def _extra_type(stem: str, use: Use) -> str:
    """By the end of its name, by its folder, or by what it begins with where the folder says nothing more."""
    by_start = extras.bonus_type(stem) if use.extra_type == "other" else ""
    return extras.suffix(stem)[0] or by_start or use.extra_type


def _by_name(
    video: Video, scope: Scope, largest: int, stems: set[str], is_episode: Callable[[str], bool]
) -> Placed | None:
    stem = video.stem
    if extras.is_sample(stem) and (video.entry.size < SMALL_SAMPLE or video.entry.size * 3 < largest):
        return video.placed(FileRole.SAMPLE, scope, "its name says sample")
    if extras.is_trailer(stem):
        return video.placed(FileRole.TRAILER, scope, "its name says trailer")
    if scope is not Scope.MOVIE and extras.is_creditless(stem) and not is_episode(stem):
        return _extra(video, scope, "other", "an opening or ending alone, an announcement or a disc's menu")
    extra_type, rest = extras.suffix(stem)
    if extra_type and (key(rest) in stems or not is_episode(rest)):
        return _extra(video, scope, extra_type, f"its name ends in -{extra_type.replace(' ', '')}")
    bonus = extras.bonus_type(stem, anywhere=True) if scope is Scope.SERIES else ""
    if bonus and not is_episode(stem):
        return _extra(video, scope, bonus, "its name has no episode's number and says what is told about a series")
    return None


def _extra(video: Video, scope: Scope, extra_type: str, reason: str) -> Placed:
    entry = video.entry
    return Placed(
        video.path,
        entry.size,
        entry.mtime_ns,
        entry.inode,
        FileRole.EXTRA,
        scope,
        extra_type=extra_type,
        title=extras.suffix(video.stem)[1] or video.stem,
        reasons=(reason,),
    )


def _promote(found: Sorted, candidates: list[Video]) -> None:
    """A folder's only video is the film, even if its title ends in `-Short`."""
    by_suffix = [placed for placed in found.beside if placed.role is FileRole.EXTRA]
    if len(candidates) == 1 and by_suffix:
        found.beside.remove(by_suffix[0])
        found.main.append(candidates[0])
