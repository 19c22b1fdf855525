"""Look for new, changed, moved and vanished files in a library, and bring its items into line.

The walk finds which units of folders changed; moves are recognised over all of them before anything is applied; then
units become items, batch by batch, each batch one transaction. A scan that is interrupted goes on where it was: a
folder's stamp is kept only after what is in it, and in the folders below it.
"""

import asyncio
import contextlib
import shutil
import time
from collections.abc import AsyncGenerator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from lobbycard.events import Notice
from lobbycard.jobs.context import JobContext
from lobbycard.jobs.registry import PRIORITY_SCAN, Request
from lobbycard.model.columns import now
from lobbycard.model.found import VIDEO_ROLES, FoundUnit, Stamp
from lobbycard.model.library import Library
from lobbycard.model.words import plural
from lobbycard.store import libraries
from lobbycard.store.history import Change
from lobbycard.store.publish import published
from lobbycard.store.scan import scanning
from lobbycard.store.scan.scanning import Bounds, Counts, KnownFile, Move
from lobbycard.tasks import following, task
from lobbycard.tasks.scanning import looking, moving
from lobbycard.tasks.scanning.grouping import Grouped, Grouper
from lobbycard.tasks.scanning.looking import Pace, Place, Unit, Walked, is_below, shown
from lobbycard.tasks.scanning.settling import Settling

if TYPE_CHECKING:
    from lobbycard.tools import Tools

BATCH_FILES = 1000
KEPT_PROBLEMS = 200
"""How many of the things that could not be read are kept by name."""


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
        named = ", ".join(shown(folder) for folder in self.folders[:3])
        return f"Scan {named}{' …' if len(self.folders) > 3 else ''}" if self.folders else "Scan the library"

    def library(self) -> int | None:
        """The library."""
        return self.library_id


@task(ScanLibrary)
async def run(tools: "Tools", job: JobContext, request: ScanLibrary) -> str:
    """Walk, find what changed, apply it."""
    from lobbycard.scan.walk import RootUnavailable

    library = await tools.store.read(libraries.by_id, request.library_id)
    scan = _Scan(tools, job, request, library)
    try:
        await scan.run()
    except RootUnavailable as error:
        return await _unreachable(tools, job, library, error.message)
    await _note(tools, library, request, scan)
    is_thorough = request.full and not request.folders
    await following.after_scan(tools, job, library, scan.counts, is_thorough=is_thorough)
    job.details = scan.details()
    return scan.summary()


async def _unreachable(tools: "Tools", job: JobContext, library: Library, why: str) -> str:
    if library.accessible:
        await tools.store.write(libraries.note_scan, library.id, {"accessible": False})
        tools.emit(Notice(f"{library.name}: {why} Nothing was changed.", "warning"))
    job.details = {"library": library.name, "reachable": False}
    return f"{library.name} is not reachable; nothing was changed."


async def _note(tools: "Tools", library: Library, request: ScanLibrary, scan: "_Scan") -> None:
    space = await tools.in_thread(_space, library.path)
    values: dict[str, object] = {"accessible": True, **space}
    if not request.folders:
        values |= {"last_scanned_at": now(), "absence_held": scan.held}
        if request.full or library.last_full_scan_at is None:
            values["last_full_scan_at"] = now()
    await tools.store.write(libraries.note_scan, library.id, values)


def _space(path: str) -> dict[str, int]:
    try:
        usage = shutil.disk_usage(path)
    except OSError:
        return {}
    return {"free_space": usage.free, "total_space": usage.total}


class _Scan:
    """One run of the task."""

    def __init__(self, tools: "Tools", job: JobContext, request: ScanLibrary, library: Library) -> None:
        self.tools = tools
        self.job = job
        self.request = request
        self.library = library
        self.counts = Counts()
        self.held = 0
        self.walked = Walked()
        self.bounds = Bounds()
        self.settling = Settling(())
        self.begin = time.monotonic()
        self.begin_ns = time.time_ns()

    async def run(self) -> None:
        """Walk and apply."""
        patterns = await self.tools.store.read(scanning.ignore_patterns, self.library.id)
        self.place = Place(
            self.library.path,
            self.library.kind,
            (*self.tools.settings.scan.ignore, *patterns),
            self.request.folders,
            self.request.full,
        )
        if await self._is_unchanged():
            return
        known = await self.tools.store.read(scanning.folders, self.library.id)
        self.walked = await self.tools.in_thread(looking.look, self.place, known, self.job)
        await self._refuse_empty()
        units: list[Unit] = []
        if self.walked.changed:
            units = await self.tools.in_thread(looking.units_of, self.place, self.walked, self.job)
        if units:
            await self._prepare(units)
            await self._apply(units)
        await self._keep([*self._news(known), *self._trusted(self.settling.rest())], self._really_gone())

    async def _is_unchanged(self) -> bool:
        """Whether a quick scan can end here."""
        if self.request.full or self.request.folders:
            return False
        marks = await self.tools.store.read(scanning.marks, self.library.id)
        walked = await self.tools.in_thread(looking.unchanged, self.place, marks, self.job)
        if walked is not None:
            self.walked = walked
        return walked is not None

    async def _refuse_empty(self) -> None:
        """An empty folder where files were is a mount point without its disk, until a person says otherwise."""
        from lobbycard.scan.walk import RootUnavailable

        if not self.walked.is_empty or self.request.confirm_absence:
            return
        if await self.tools.store.read(scanning.has_files, self.library.id):
            raise RootUnavailable(f"{shown(self.library.path)} is empty; its disk does not seem to be mounted.")

    # what may be concluded

    async def _prepare(self, units: Sequence[Unit]) -> None:
        """Recognise moves, and see whether too much is gone."""
        known = await self.tools.store.read(scanning.files_of, self.library.id, [unit.root for unit in units])
        moves = await self._moves(units, known)
        await self._guard(units, known, moves)
        if moves:
            moved = await self.tools.store.write(scanning.move_files, self.library.id, moves)
            self.counts.moved += min(moved, sum(move.file.role in VIDEO_ROLES for move in moves))
        self.bounds = Bounds(
            unseen=tuple(sorted(self.walked.unseen)),
            keep_all=bool(self.held),
            gone=frozenset(self.walked.gone),
            there=self.walked.stamps.keys(),
            grace=timedelta(days=self.tools.settings.deletion.grace_days),
        )

    async def _moves(self, units: Sequence[Unit], known: Sequence[KnownFile]) -> list[Move]:
        loose = await self.tools.in_thread(moving.loose, units, known)
        if not loose.new:
            return []
        elsewhere = await self.tools.store.read(scanning.of_sizes, loose.sizes(), loose.disc_inodes())
        lost = [row for row in loose.lost if not is_below(row.path, self.walked.unseen)]
        if elsewhere:
            lost += await self.tools.in_thread(moving.away, elsewhere, known)
        if not lost:
            return []
        return await self.tools.in_thread(moving.match, self.library.id, self.library.path, loose.new, lost)

    async def _guard(self, units: Sequence[Unit], known: Sequence[KnownFile], moves: Sequence[Move]) -> None:
        """When a large share of the library vanishes at once it is offline, not deleted."""
        limits = self.tools.settings.scan
        elsewhere = {move.file.id for move in moves}
        gone = [row for row in known if row.role in VIDEO_ROLES and not row.is_missing and row.id not in elsewhere]
        if len(gone) < limits.mass_absence_files or self.request.confirm_absence:
            return
        present = {path for unit in units for path in unit.paths()}
        unseen = self.walked.unseen
        count = sum(row.path not in present and not (unseen and is_below(row.path, unseen)) for row in gone)
        total = await self.tools.store.read(scanning.video_count, self.library.id)
        if count >= limits.mass_absence_files and count > total * limits.mass_absence_share:
            self.held = count
            said = f"{self.library.name}: {count:,} of {total:,} videos are not there. "
            self.tools.emit(Notice(f"{said}Nothing is marked as gone until you confirm it.", "warning"))

    # applying

    async def _apply(self, units: list[Unit]) -> None:
        """Bring the changed units into the database; while one batch is written the next one is grouped."""
        files = sum(len(listing.entries) for unit in units for listing in unit.listings)
        change = Change(self.job.batch, "ScanLibrary", "scan")
        pace = Pace(self.job, len(units))
        self.settling = Settling(self.walked.stamps.keys())
        done = 0
        async with contextlib.aclosing(self._grouped(units, files)) as batches:
            async for batch, (found, problems) in batches:
                self.job.checkpoint()
                self.walked.problems += problems
                await self._write(batch, found, change)
                done += len(batch)
                more = f"{self.counts.added:,} new" if self.counts.added else ""
                pace.tell(done, self.counts.files, batch[-1].root, more)

    async def _grouped(self, units: list[Unit], files: int) -> AsyncGenerator[tuple[list[Unit], Grouped], None]:
        """Each batch with its items; the next one is under way while the caller writes this one."""
        ours = await self.tools.store.read(published.nfo_paths, self.library.id)
        with Grouper(self.library.path, self.library.kind, files, ours) as grouper:
            ahead: asyncio.Task[Grouped] | None = None
            last: list[Unit] = []
            try:
                for batch in looking.batches(units, BATCH_FILES):
                    coming = asyncio.create_task(self.tools.in_thread(grouper.group, batch))
                    before, ahead = ahead, coming
                    if before is not None:
                        yield last, await before
                    last = batch
                if ahead is not None:
                    yield last, await ahead
            finally:
                if ahead is not None:
                    ahead.cancel()

    async def _write(self, batch: Sequence[Unit], found: Sequence[FoundUnit], change: Change) -> None:
        paths = [listing.path for unit in batch for listing in unit.listings]
        applied = {path: stamp for path in paths if (stamp := self.walked.stamps.pop(path, None)) is not None}
        trusted = self._trusted(self.settling.applied(applied.values()))
        now_trusted = {stamp.path for stamp in trusted}
        stamps = [one if one.path in now_trusted else one._replace(mtime_ns=0) for one in applied.values()]
        if self.held:
            stamps = [unsettled(one) for one in stamps]
        counts = await self.tools.store.write(
            scanning.apply_units,
            self.library.id,
            found,
            self.tools.preference,
            change,
            self.bounds,
            stamps,
        )
        self.counts.add(counts)
        await self._keep([stamp for stamp in trusted if stamp.path not in applied], [])

    # stamps

    def _trusted(self, stamps: Sequence[Stamp]) -> list[Stamp]:
        """Those of folders that need not be read again: all in them was applied, all folders in them were read."""
        if self.held:
            return []
        return [stamp for stamp in stamps if stamp.path not in self.walked.incomplete]

    def _news(self, known: Sequence[Stamp]) -> list[Stamp]:
        """Stamps of folders in which nothing had to be applied, where they say more than those that are kept."""
        rest = self._trusted(list(self.walked.stamps.values()))
        before = {stamp.path: stamp for stamp in known} if rest else {}
        return [stamp for stamp in rest if _is_news(before.get(stamp.path), stamp)]

    def _really_gone(self) -> list[str]:
        return [] if self.held else self.walked.gone

    async def _keep(self, stamps: list[Stamp], gone: list[str]) -> None:
        if stamps or gone:
            await self.tools.store.write(scanning.trust_folders, self.library.id, stamps, gone, self.begin_ns)

    # telling

    def details(self) -> dict[str, Any]:
        """The numbers of this scan."""
        return {
            "library": self.library.name,
            "reachable": True,
            **self.counts.numbers(),
            "seen": self.walked.files,
            "folders": self.walked.folders,
            "held": self.held,
            "failed": self.walked.problems[:KEPT_PROBLEMS],
            "failed_count": len(self.walked.problems),
            "seconds": round(time.monotonic() - self.begin, 3),
        }

    def summary(self) -> str:
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
                (len(self.walked.problems), "not readable"),
            )
            if count
        ]
        held = f"; {plural(self.held, 'absent file waits', 'absent files wait')} for your word" if self.held else ""
        first = f"; first: {self.walked.problems[0]}" if self.walked.problems else ""
        rate = f"{plural(self.walked.folders, 'folder')} in {time.monotonic() - self.begin:.1f} s"
        return f"{self.library.name}: {', '.join(said) or 'nothing new'}{held}{first} ({rate})"


def unsettled(stamp: Stamp) -> Stamp:
    """A folder of which the database does not have what was found: every scan looks at it again."""
    return stamp._replace(mtime_ns=0, fingerprint=0)


def _is_news(before: Stamp | None, stamp: Stamp) -> bool:
    """Whether a stamp says more than the one that is kept; when it was looked at matters while that is recent."""
    if before is None or before[:6] != stamp[:6] or before.fingerprint != stamp.fingerprint:
        return True
    changed = max(before.mtime_ns, before.ctime_ns)
    return before.listed_ns - changed < looking.LONG_QUIET_NS <= stamp.listed_ns - changed
