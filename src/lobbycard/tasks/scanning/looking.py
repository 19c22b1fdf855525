"""The walk of a scan: which folders are there, and which parts of the library changed. Runs in a thread."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from lobbycard.model.found import Mark, Stamp
from lobbycard.model.kinds import LibraryKind
from lobbycard.model.words import plural

if TYPE_CHECKING:
    from lobbycard.scan.listing import FolderListing


class Listener(Protocol):
    """Who hears how far it is, and may end it; a job does."""

    def checkpoint(self) -> None:
        """Raise when it is to end."""
        ...

    def progress(self, done: int | None = None, total: int | None = None, message: str = "") -> None:
        """Hear how far it is."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """What is to be looked at."""

    root: str
    kind: LibraryKind
    ignore: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    """Relative to the root; empty is all of it."""
    full: bool = False


@dataclass(slots=True)
class Walked:
    """What a walk saw."""

    stamps: dict[str, Stamp] = field(default_factory=dict)
    """Folders that were listed."""
    changed: set[str] = field(default_factory=set)
    """Unit roots in which something is different."""
    listings: "dict[str, list[FolderListing]] | None" = None
    """By unit root, when they are kept."""
    gone: list[str] = field(default_factory=list)
    """Known folders that are not there any more."""
    unseen: set[str] = field(default_factory=set)
    """Folders and files that could not be looked at."""
    incomplete: set[str] = field(default_factory=set)
    """Folders above one that could not be read: none may be trusted, or the next quick pass would not come to it."""
    problems: list[str] = field(default_factory=list)
    files: int = 0
    folders: int = 0
    is_empty: bool = False
    """The root holds nothing at all and is not the folder that it was: so does a mount point without its disk."""


@dataclass(slots=True)
class Unit:
    """A part of a library that is looked at together, with its listings."""

    root: str
    listings: "list[FolderListing]"

    def paths(self) -> Iterator[str]:
        """All files in it."""
        for listing in self.listings:
            prefix = f"{listing.path}/" if listing.path else ""
            for entry in listing.entries:
                yield prefix + entry.name


def shown(path: str) -> str:
    """A path as it can be printed."""
    return path.encode("utf-8", "replace").decode() or "."


def is_below(path: str, roots: Iterable[str]) -> bool:
    """Whether a path is one of these or inside one."""
    return any(not root or path == root or path.startswith(root + "/") for root in roots)


LONG_QUIET_NS = 120_000_000_000
"""A folder that was read so long after it changed need not be read again to be trusted, whatever its disk."""


class Pace:
    """Tells the job how far it is, a few times a second."""

    def __init__(self, job: Listener, total: int | None) -> None:
        self.job = job
        self.total = total
        self._begin = self._last = time.monotonic()

    def tell(self, done: int, files: int, where: str, more: str = "", *, of: int | None = None) -> None:
        """Say it when it is time; ends the job when it is to end."""
        moment = time.monotonic()
        if moment - self._last < 0.2:
            return
        self._last = moment
        self.job.checkpoint()
        total = of or self.total
        seconds = moment - self._begin
        left = ""
        if total and 0 < done <= total and seconds > 1:
            left = f", {_clock(seconds / done * (total - done))} left"
        rate = f"{files / seconds:,.0f}/s" if seconds > 0.5 else ""
        said = ", ".join(part for part in (plural(files, "file"), rate, more) if part)
        self.job.progress(done if total else None, total, f"{said}{left}: {shown(where)}")


def _clock(seconds: float) -> str:
    whole = int(seconds + 0.5)
    return (
        f"{whole // 60}:{whole % 60:02}" if whole < 3600 else f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
    )


def unchanged(place: Place, known: Sequence[Mark], job: Listener) -> Walked | None:
    """What a quick scan of everything sees when there is nothing to walk for: the usual case, and worth a short way."""
    from lobbycard.scan import stamps

    pace = Pace(job, len(known))
    for done, is_same in enumerate(stamps.unchanged(place.root, known)):
        if not is_same:
            return None
        pace.tell(done * stamps.PORTION, 0, "")
    return Walked(folders=len(known))


def look(place: Place, known: Sequence[Stamp], job: Listener) -> Walked:
    """Walk; raises `RootUnavailable` when the library is not there."""
    from lobbycard.scan import walk as walking
    from lobbycard.scan.tree import unit_root

    pace = Pace(job, len(known) if known and not place.folders else None)
    before = {stamp.path: stamp for stamp in known}
    starts: tuple[str, ...] = tuple(
        path for path in place.folders if walking.reachable(place.root, path, place.ignore)
    ) or ("",)
    if place.folders and starts == ("",) and "" not in place.folders:
        return Walked()
    walked = Walked(listings=None if before or place.folders else defaultdict(list))
    intact: dict[str, int] = {}
    seen: set[str] = set()
    if place.full and "" in before and not (place.folders or place.ignore):
        intact = _intact(place.root, known, pace)
        starts = _note_intact(walked, place.kind, known, intact, seen)
    if not starts:
        return walked
    for listing in walking.walk(place.root, before, full=place.full, intact=intact, ignore=place.ignore, start=starts):
        walked.folders += 1
        if listing.state is not walking.FolderState.UNCHANGED:
            _note(walked, listing, unit_root(listing.path, place.kind), before.get(listing.path))
        elif place.full:
            _note_same(walked, listing.looked_at, unit_root(listing.path, place.kind), before[listing.path])
        if listing.state is not walking.FolderState.VANISHED:
            seen.add(listing.path)
        pace.tell(walked.folders, walked.files, listing.path)
    _note_gone(walked, before, seen, starts)
    return walked


def _intact(root: str, known: Sequence[Stamp], pace: Pace) -> dict[str, int]:
    """The known folders in which nothing is different, with how many files they hold."""
    from lobbycard.scan import intact

    found: dict[str, int] = {}
    files = 0
    for portion in intact.counts(root, known):
        found |= portion
        files += sum(portion.values())
        pace.tell(len(found), files, next(iter(portion), ""))
    return found


def _note_intact(
    walked: Walked, kind: LibraryKind, known: Sequence[Stamp], intact: Mapping[str, int], seen: set[str]
) -> tuple[str, ...]:
    """Note what need not be walked; gives the topmost folders that are to be, with all that is in them."""
    from lobbycard.scan.tree import unit_root

    starts: list[str] = []
    walk: set[str] = set()
    for stamp in sorted(known):
        path = stamp.path
        if path and path.rpartition("/")[0] in walk:
            walk.add(path)
        elif path not in intact:
            walk.add(path)
            starts.append(path)
        else:
            walked.folders += 1
            seen.add(path)
            _note_same(walked, intact[path], unit_root(path, kind), stamp)
    return tuple(starts)


def _note(walked: Walked, listing: "FolderListing", root: str, before: Stamp | None) -> None:
    walked.files += len(listing.entries)
    if listing.problems or listing.error:
        _note_unseen(walked, listing)
    stamp = listing.stamp
    if stamp is None:
        return
    if not listing.path and not (listing.entries or listing.folders or listing.skipped or listing.problems):
        is_same = before is not None and (before.device, before.inode) == (stamp.device, stamp.inode)
        walked.is_empty = not listing.error and not is_same
    mark = listing.fingerprint()
    if before is None or before.fingerprint != mark or before.unit != root:
        walked.changed.add(root)
    elif before[2:6] == stamp[:4] and before.listed_ns - max(before.mtime_ns, before.ctime_ns) > LONG_QUIET_NS:
        return  # nothing to be kept that is not known
    walked.stamps[listing.path] = Stamp(listing.path, root, *stamp[:5], mark)
    if walked.listings is not None:
        walked.listings[root].append(listing)


def _note_same(walked: Walked, files: int, root: str, before: Stamp) -> None:
    """What a folder with the same files in it may still differ in is with what it is looked at."""
    walked.files += files
    if before.unit != root:
        walked.changed.update((before.unit, root))


def _note_unseen(walked: Walked, listing: "FolderListing") -> None:
    from lobbycard.scan.listing import FolderState

    prefix = f"{listing.path}/" if listing.path else ""
    for note in listing.problems:
        walked.unseen.add(prefix + note.name)
        walked.problems.append(f"{shown(prefix + note.name)}: {note.text}")
    if listing.state in {FolderState.DENIED, FolderState.FAILED}:
        walked.unseen.add(listing.path)
        walked.incomplete.update(_above(listing.path))
        walked.problems.append(f"{shown(listing.path)}: {listing.error}")


def _above(path: str) -> Iterator[str]:
    """The folders above, the root last."""
    while path:
        path = path.rpartition("/")[0]
        yield path


def _note_gone(walked: Walked, before: dict[str, Stamp], seen: set[str], starts: Sequence[str]) -> None:
    """Known folders that the walk did not come to, unless it could not look there."""
    for path, stamp in before.items():
        if path not in seen and is_below(path, starts) and not is_below(path, walked.unseen):
            walked.gone.append(path)
            walked.changed.add(stamp.unit)


def units_of(place: Place, walked: Walked, job: Listener) -> list[Unit]:
    """The changed units with all their listings: of one unit, every folder decides over every other."""
    from lobbycard.scan import walk as walking
    from lobbycard.scan.tree import unit_root

    roots = sorted(walked.changed)
    if walked.listings is not None:
        return [Unit(root, walked.listings[root]) for root in roots]
    units: list[Unit] = []
    pace = Pace(job, len(roots))
    files = 0
    for done, root in enumerate(roots):
        inside = _inside(root, place.kind)
        listings = list(walking.walk(place.root, ignore=place.ignore, start=(root,), enter=inside))
        units.append(Unit(root, listings))
        for listing in listings:
            files += len(listing.entries)
            _note_unseen(walked, listing)
            if listing.stamp is not None:
                unit = unit_root(listing.path, place.kind)
                walked.stamps[listing.path] = Stamp(listing.path, unit, *listing.stamp[:5], listing.fingerprint())
        pace.tell(done, files, root)
    walked.problems = list(dict.fromkeys(walked.problems))
    return units


def _inside(root: str, kind: LibraryKind) -> Callable[[str], bool]:
    from lobbycard.scan.tree import unit_root

    return lambda path: unit_root(path, kind) == root


def batches(units: Sequence[Unit], most: int) -> Iterator[list[Unit]]:
    """Units in portions of about so many files: large enough to be fast, small enough to let others write."""
    batch: list[Unit] = []
    size = 0
    for unit in units:
        batch.append(unit)
        size += 1 + sum(len(listing.entries) for listing in unit.listings)
        if size >= most:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
