"""Look for new, changed, moved and vanished files in a library, and bring its items into line.

Walk, group, plan and apply are apart: the walk finds which units of folders changed, grouping makes items of them,
moves are recognised over all of them before anything is applied, and each batch is one transaction, so that a scan
that is interrupted goes on where it was: a folder's stamp is kept only after what is in it.
"""

import os
import shutil
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, ClassVar

from lobbycard.events import Notice
from lobbycard.jobs.context import JobContext
from lobbycard.jobs.registry import PRIORITY_SCAN, Request
from lobbycard.model.columns import now
from lobbycard.model.found import VIDEO_ROLES, FoundUnit, Stamp
from lobbycard.model.library import Library
from lobbycard.store import libraries, scanning
from lobbycard.store.history import Change
from lobbycard.store.scanning import Counts, KnownFile, Move
from lobbycard.tasks import following, task

if TYPE_CHECKING:
    from lobbycard.scan.found import NfoPart
    from lobbycard.scan.walk import FolderListing
    from lobbycard.tools import Tools

BATCH_FILES = 3000
LARGEST_NFO = 5_000_000


class ScanLibrary(Request):
    """Scan a library, or some folders of it."""

    queue: ClassVar[str] = "files"
    priority: ClassVar[int] = PRIORITY_SCAN

    library_id: int
    folders: tuple[str, ...] = ()
    """Relative to the library; empty is all of it."""
    full: bool = False
    """Look at every file, not only at folders whose time changed."""
    confirm_absence: bool = False
    """Believe that files are gone though very many are."""

    def title(self) -> str:
        """What the job list shows."""
        return f"Scan {', '.join(self.folders)}" if self.folders else "Scan the library"

    def library(self) -> int | None:
        """The library."""
        return self.library_id


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
    unreadable: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    files: int = 0
    folders: int = 0


@task(ScanLibrary)
async def run(tools: "Tools", job: JobContext, request: ScanLibrary) -> str:
    """Walk, find what changed, apply it."""
    from lobbycard.scan.walk import RootUnavailable

    library = await tools.store.read(libraries.by_id, request.library_id)
    started = time.monotonic()
    known = await tools.store.read(scanning.folders, library.id)
    try:
        walked = await tools.in_thread(_walk, library, known, request, tools, job)
    except RootUnavailable as error:
        await tools.store.write(libraries.note_scan, library.id, {"accessible": False})
        tools.emit(Notice(f"{library.name}: {error.message} Nothing was changed.", "warning"))
        return f"{library.name} is not reachable; nothing was changed."
    scan = _Scan(tools, job, request, library, walked)
    await scan.apply()
    await _note(tools, library, request, scan)
    await following.after_scan(tools, job, library, scan.counts)
    return scan.summary(time.monotonic() - started)


async def _note(tools: "Tools", library: Library, request: ScanLibrary, scan: "_Scan") -> None:
    space = await tools.in_thread(_space, library.path)
    values: dict[str, object] = {"accessible": True, "absence_held": scan.held, **space}
    if not request.folders:
        values["last_scanned_at"] = now()
        if request.full or library.last_full_scan_at is None:
            values["last_full_scan_at"] = now()
    await tools.store.write(libraries.note_scan, library.id, values)


def _space(path: str) -> dict[str, int]:
    try:
        usage = shutil.disk_usage(path)
    except OSError:
        return {}
    return {"free_space": usage.free, "total_space": usage.total}


# --- walking, in a thread ------------------------------------------------------------------------------------------


def fingerprint(listing: "FolderListing") -> int:
    """A number that differs when any file in the folder does."""
    text = repr((listing.entries, listing.folders)).encode("utf-8", "surrogateescape")
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big", signed=True)


def _walk(library: Library, known: Sequence[Stamp], request: ScanLibrary, tools: "Tools", job: JobContext) -> Walked:
    from lobbycard.scan import walk as walking
    from lobbycard.scan.tree import unit_root

    before = {stamp.path: stamp for stamp in known}
    starts = request.folders or ("",)
    stamps = {path: walking.FolderStamp(*stamp[2:7]) for path, stamp in before.items()}
    walked = Walked(listings=defaultdict(list) if not before else None)
    seen: set[str] = set()
    ignore = tools.settings.scan.ignore
    last = time.monotonic()
    for listing in walking.walk(library.path, stamps, full=request.full, ignore=ignore, start=starts):
        root = unit_root(listing.path, library.kind)
        _note_listing(walked, listing, root, before.get(listing.path))
        if listing.state is not walking.FolderState.VANISHED:
            seen.add(listing.path)
        if time.monotonic() - last > 0.2:
            last = time.monotonic()
            job.checkpoint()
            job.progress(message=f"{walked.files:,} files in {walked.folders:,} folders: {_shown(listing.path)}")
    _note_gone(walked, before, seen, starts)
    return walked


def _note_listing(walked: Walked, listing: "FolderListing", root: str, before: Stamp | None) -> None:
    from lobbycard.scan.walk import FolderState

    walked.folders += 1
    walked.files += len(listing.entries)
    walked.problems += [f"{_shown(listing.path)}/{note.name}: {note.text}" for note in listing.problems]
    if listing.state in {FolderState.DENIED, FolderState.FAILED}:
        walked.unreadable.append(listing.path)
        walked.problems.append(f"{_shown(listing.path)}: {listing.error}")
    if listing.state not in {FolderState.LISTED, FolderState.IGNORED} or listing.stamp is None:
        return
    mark = fingerprint(listing)
    stamp = Stamp(listing.path, root, *listing.stamp, fingerprint=mark)
    walked.stamps[listing.path] = stamp
    if before is None or before.fingerprint != mark or before.unit != root:
        walked.changed.add(root)
    if walked.listings is not None:
        walked.listings[root].append(listing)


def _note_gone(walked: Walked, before: dict[str, Stamp], seen: set[str], starts: Sequence[str]) -> None:
    """Known folders that the walk did not come to, unless it could not look there."""
    for path, stamp in before.items():
        if path in seen or not _is_below(path, starts) or _is_below(path, walked.unreadable):
            continue
        walked.gone.append(path)
        walked.changed.add(stamp.unit)


def _is_below(path: str, roots: Iterable[str]) -> bool:
    return any(not root or path == root or path.startswith(root + "/") for root in roots)


def _shown(path: str) -> str:
    return path.encode("utf-8", "replace").decode() or "."


# --- applying ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Unit:
    """A changed unit with its listings as they are now."""

    root: str
    listings: "list[FolderListing]"


class _Scan:
    """One run of the task, after the walk."""

    def __init__(self, tools: "Tools", job: JobContext, request: ScanLibrary, library: Library, walked: Walked) -> None:
        self.tools = tools
        self.job = job
        self.request = request
        self.library = library
        self.walked = walked
        self.counts = Counts()
        self.held = 0
        self.failed: list[str] = list(walked.problems)
        self.is_safe = True

    async def apply(self) -> None:
        """Bring the changed units into the database, batch by batch."""
        roots = sorted(self.walked.changed)
        if not roots:
            await self._keep_stamps(list(self.walked.stamps.values()), self.walked.gone)
            return
        units = await self.tools.in_thread(self._list_again, roots)
        known = await self.tools.store.read(scanning.files_of, self.library.id, roots)
        await self._guard(units, known)
        await self._move(units, known)
        change = Change(self.job.batch, "ScanLibrary", "scan")
        done = 0
        for batch in _batches(units):
            self.job.checkpoint()
            found = await self.tools.in_thread(self._group, batch)
            counts = await self.tools.store.write(
                scanning.apply_units,
                self.library.id,
                found,
                self.tools.preference,
                change,
                keep_missing=not self.is_safe,
                grace=timedelta(days=self.tools.settings.deletion.grace_days),
            )
            self.counts.add(counts)
            done += len(batch)
            # A folder's stamp is kept only now: had we been interrupted before, it would be read again.
            if self.is_safe:
                await self._keep_stamps(self._stamps_of(batch), [])
            self.job.progress(done, len(units), f"{self.counts.added:,} new, {self.counts.files:,} files")
        if self.is_safe:
            await self._keep_stamps([], self.walked.gone)
        rest = [stamp for stamp in self.walked.stamps.values() if stamp.unit not in self.walked.changed]
        await self._keep_stamps(rest, [])

    def _list_again(self, roots: Sequence[str]) -> list[_Unit]:
        """All listings of the changed units: of one unit, every folder decides over every other."""
        from lobbycard.scan import walk as walking
        from lobbycard.scan.tree import unit_root

        if self.walked.listings is not None:
            return [_Unit(root, self.walked.listings[root]) for root in roots]
        units: list[_Unit] = []
        kind = self.library.kind
        for root in roots:
            self.job.checkpoint()
            listings = list(
                walking.walk(
                    self.library.path,
                    ignore=self.tools.settings.scan.ignore,
                    start=(root,),
                    enter=lambda path, root=root: unit_root(path, kind) == root,  # type: ignore[misc]
                )
            )
            units.append(_Unit(root, listings))
            for listing in listings:
                if listing.stamp is not None:
                    mark = fingerprint(listing)
                    self.walked.stamps[listing.path] = Stamp(listing.path, root, *listing.stamp, fingerprint=mark)
        return units

    async def _guard(self, units: Sequence[_Unit], known: Sequence[KnownFile]) -> None:
        """When a large share of the library vanishes at once it is offline, not deleted."""
        present = _paths(units)
        unreadable = self.walked.unreadable
        gone = [row for row in known if row.role in VIDEO_ROLES and not row.is_missing and row.path not in present]
        total = await self.tools.store.read(scanning.video_count, self.library.id)
        limits = self.tools.settings.scan
        moved = len(await self._moves(units, known))
        count = len(gone) - moved
        if any(_is_below(row.path, unreadable) for row in gone if unreadable):
            self.is_safe = False
        if count >= limits.mass_absence_files and count > total * limits.mass_absence_share:
            self.held = 0 if self.request.confirm_absence else count
            self.is_safe = self.is_safe and self.request.confirm_absence
        if self.held:
            self.tools.emit(
                Notice(
                    f"{self.library.name}: {count:,} of {total:,} videos are not there. "
                    "Nothing is marked as gone until you confirm it.",
                    "warning",
                )
            )

    async def _moves(self, units: Sequence[_Unit], known: Sequence[KnownFile]) -> list[Move]:
        new = await self.tools.in_thread(_new_files, units, known)
        if not new:
            return []
        present = _paths(units)
        vanished = [row for row in known if row.path not in present and row.role in VIDEO_ROLES]
        lost = await self.tools.store.read(scanning.lost_files, {file.size for file in new})
        ids = {row.id for row in vanished}
        candidates = vanished + [row for row in lost if row.id not in ids]
        if not candidates:
            return []
        return await self.tools.in_thread(_match_moves, self.library.path, new, candidates)

    async def _move(self, units: Sequence[_Unit], known: Sequence[KnownFile]) -> None:
        moves = await self._moves(units, known)
        if moves:
            await self.tools.store.write(scanning.move_files, self.library.id, moves)
            self.counts.moved += len(moves)

    def _group(self, batch: Sequence[_Unit]) -> list[FoundUnit]:
        """Listings to items; reads the NFO files and measures pictures whose name says too little."""
        from lobbycard.identify import names
        from lobbycard.scan import found, group

        listings = [listing for unit in batch for listing in unit.listings]
        reader = _NfoReader(self.library.path, self.failed)
        groups = group.group(listings, self.library.kind, names, _Measure(self.library.path))
        by_root = {entry.root: found.unit_of(entry, reader) for entry in groups}
        return [by_root.get(unit.root) or FoundUnit(unit.root, [], [], []) for unit in batch]

    def _stamps_of(self, batch: Sequence[_Unit]) -> list[Stamp]:
        paths = [listing.path for unit in batch for listing in unit.listings]
        return [self.walked.stamps[path] for path in paths if path in self.walked.stamps]

    async def _keep_stamps(self, stamps: list[Stamp], gone: list[str]) -> None:
        if stamps or gone:
            await self.tools.store.write(scanning.put_folders, self.library.id, stamps, gone)

    def summary(self, seconds: float) -> str:
        """One line for the job list."""
        counts = self.counts
        said = [
            f"{count:,} {word}"
            for count, word in (
                (counts.added, "new"),
                (counts.changed, "changed"),
                (counts.moved, "moved"),
                (counts.back, "back again"),
                (counts.missing, "missing"),
                (counts.unknown, "unknown"),
                (len(self.failed), "not readable"),
            )
            if count
        ]
        held = f"; {self.held:,} absent files wait for your word" if self.held else ""
        rate = f"{self.walked.folders:,} folders in {seconds:.1f} s"
        return f"{self.library.name}: {', '.join(said) or 'nothing new'}{held} ({rate})"


def _batches(units: Sequence[_Unit]) -> Iterator[list[_Unit]]:
    """Units in portions of about so many files: large enough to be fast, small enough for the progress to move."""
    batch: list[_Unit] = []
    size = 0
    for unit in units:
        batch.append(unit)
        size += 1 + sum(len(listing.entries) for listing in unit.listings)
        if size >= BATCH_FILES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _paths(units: Sequence[_Unit]) -> set[str]:
    return {
        f"{listing.path}/{entry.name}" if listing.path else entry.name
        for unit in units
        for listing in unit.listings
        for entry in listing.entries
    }


# --- moved files ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _NewFile:
    """A video that the database does not know."""

    path: str
    unit: str
    size: int
    mtime_ns: int
    inode: int


def _new_files(units: Sequence[_Unit], known: Sequence[KnownFile]) -> list[_NewFile]:
    from lobbycard.scan import extensions

    there = {row.path for row in known if not row.is_missing}
    found: list[_NewFile] = []
    for unit in units:
        for listing in unit.listings:
            for entry in listing.entries:
                path = f"{listing.path}/{entry.name}" if listing.path else entry.name
                if entry.size and path not in there and extensions.of(entry.name) in extensions.VIDEO:
                    found.append(_NewFile(path, unit.root, entry.size, entry.mtime_ns, entry.inode))
    return found


def _match_moves(root: str, new: Sequence[_NewFile], vanished: Sequence[KnownFile]) -> list[Move]:
    """Which new file is a vanished one: same size, and the same quick hash or, where there is none, inode or time."""
    by_size: dict[int, list[KnownFile]] = defaultdict(list)
    for row in vanished:
        by_size[row.size].append(row)
    twins = Counter((file.size, file.mtime_ns) for file in new)
    moves: list[Move] = []
    for file in new:
        same = by_size.get(file.size, [])
        match = next((row for row in same if _is_same(root, file, row, len(same), twins)), None)
        if match is not None:
            same.remove(match)
            if match.path != file.path:
                moves.append(Move(match.id, file.path, file.unit))
    return moves


def _is_same(root: str, file: _NewFile, row: KnownFile, rivals: int, twins: Counter[tuple[int, int]]) -> bool:
    if row.quick_hash:
        return _quick_hash(root, file.path) == row.quick_hash
    if row.inode == file.inode and row.mtime_ns == file.mtime_ns:
        return True
    # Another file system gives another inode; size and time to the nanosecond are then the best there is.
    return row.mtime_ns == file.mtime_ns and rivals == 1 and twins[(file.size, file.mtime_ns)] == 1


def _quick_hash(root: str, path: str) -> str:
    from lobbycard.errors import FileError
    from lobbycard.scan.probe import quick_hash

    try:
        return quick_hash(os.path.join(root, path))
    except (OSError, FileError):
        return ""


# --- what is read beside the names ---------------------------------------------------------------------------------


class _NfoReader:
    """Reads NFO files, each once; one that cannot be read is told and passed over."""

    def __init__(self, root: str, failed: list[str]) -> None:
        self.root = root
        self.failed = failed

    def __call__(self, path: str) -> "tuple[NfoPart, ...]":
        from lobbycard.nfo import read
        from lobbycard.scan.found import NfoPart

        try:
            with open(os.path.join(self.root, path), "rb") as file:
                data = file.read(LARGEST_NFO + 1)
        except OSError as error:
            self.failed.append(f"{_shown(path)}: {error.strerror}")
            return ()
        nfo = read.read(data)
        parts = [
            NfoPart(block.kind, block.facts, block.season, block.episode, block.season_names) for block in nfo.blocks
        ]
        if not parts and nfo.ids:
            return _hints(dict(nfo.ids))
        return tuple(parts)


def _hints(ids: dict[str, str]) -> "tuple[NfoPart, ...]":
    """A text or address that names ids is a hint for whatever it lies beside."""
    from lobbycard.model.facts import Facts
    from lobbycard.model.kinds import ItemKind
    from lobbycard.scan.found import NfoPart

    return (NfoPart(ItemKind.MOVIE, Facts({}, ids)), NfoPart(ItemKind.SERIES, Facts({}, ids)))


class _Measure:
    """The size of a picture whose name alone does not say its type (`folder.jpg`)."""

    def __init__(self, root: str) -> None:
        self.root = root

    def __call__(self, path: str) -> tuple[int, int] | None:
        from PIL import Image, UnidentifiedImageError

        try:
            with Image.open(os.path.join(self.root, path)) as image:
                return image.size
        except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError):
            return None
