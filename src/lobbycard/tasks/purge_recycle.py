"""Empty what has expired from the recycle bins, or what makes them too large."""

import contextlib
import logging
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from lobbycard.errors import AppError
from lobbycard.jobs.context import JobContext
from lobbycard.jobs.registry import PRIORITY_UPKEEP, Request
from lobbycard.model.words import plural
from lobbycard.store import libraries, recycling
from lobbycard.store.recycling import BinRow
from lobbycard.tasks import applying, task

if TYPE_CHECKING:
    from lobbycard.tools import Tools

log = logging.getLogger(__name__)

GIGABYTE = 1_000_000_000


class PurgeRecycle(Request):
    """Delete for good: what has expired, or everything, or some entries."""

    queue: ClassVar[str] = "files"
    priority: ClassVar[int] = PRIORITY_UPKEEP

    everything: bool = False
    ids: tuple[int, ...] = ()

    def title(self) -> str:
        """What the job list shows."""
        return "Empty the recycle bins" if self.everything else "Clear what has expired from the recycle bins"


class Purged(NamedTuple):
    """What was removed."""

    files: int = 0
    bytes: int = 0
    waiting: int = 0
    """In bins that are not there now (a disk that is not mounted)."""


@task(PurgeRecycle)
async def run(tools: "Tools", job: JobContext, request: PurgeRecycle) -> str:
    """In portions; what was removed is noted after each, so that an interruption costs nothing."""
    purged = await purge(tools, everything=request.everything, ids=request.ids, job=job)
    waiting = f", {purged.waiting:,} in bins that cannot be reached" if purged.waiting else ""
    return f"Removed {plural(purged.files, 'file')} ({purged.bytes / 1e6:,.1f} MB) from the recycle bins{waiting}"


async def purge(
    tools: "Tools", *, everything: bool = False, ids: Sequence[int] = (), job: JobContext | None = None
) -> Purged:
    """Delete entries for good."""
    total = Purged()
    skipped: set[int] = set()
    roots = [library.path for library in await tools.store.read(libraries.all_of)] + [tools.settings.publish.set_folder]
    while True:
        rows = [row for row in await _next(tools, everything, ids, len(skipped)) if row.id not in skipped]
        if not rows:
            return total
        gone = await tools.in_thread(_remove, tools, rows, [root for root in roots if root], job)
        await tools.store.write(recycling.purged, [row.id for row in gone])
        skipped |= {row.id for row in rows} - {row.id for row in gone}
        freed = sum(row.size for row in gone)
        total = Purged(total.files + len(gone), total.bytes + freed, len(skipped))
        if job is not None:
            job.checkpoint()
            job.progress(total.files, message=plural(total.files, "file"))


async def _next(tools: "Tools", everything: bool, ids: Sequence[int], skipped: int) -> list[BinRow]:
    limit = 500 + skipped
    if ids:
        return await tools.store.read(recycling.by_ids, ids)
    if everything:
        return await tools.store.read(recycling.all_there, limit)
    rows = await tools.store.read(recycling.expired, limit)
    return rows if len(rows) > skipped else await _too_much(tools, limit)


async def _too_much(tools: "Tools", limit: int) -> list[BinRow]:
    """The oldest, until the bins are as small as they are to be."""
    most = tools.settings.recycle.max_gigabytes * GIGABYTE
    _, size = await tools.store.read(recycling.total)
    if not most or size <= most:
        return []
    found: list[BinRow] = []
    for row in await tools.store.read(recycling.all_there, limit):
        if size <= most:
            break
        found.append(row)
        size -= row.size
    return found


def _remove(tools: "Tools", rows: Sequence[BinRow], roots: Sequence[str], job: JobContext | None) -> list[BinRow]:
    """Those that are gone now; what lies in a bin that is not there stays listed."""
    by_root: dict[str, list[BinRow]] = defaultdict(list)
    for row in rows:
        inside = (root for root in roots if row.original_path.startswith(root.rstrip("/") + "/"))
        by_root[next(inside, "")].append(row)
    gone: list[BinRow] = []
    for root, of_root in by_root.items():
        with _turn(tools, root, job) as is_ours:
            gone += [row for row in of_root if is_ours and _is_removed(row.recycle_path)]
    return gone


@contextlib.contextmanager
def _turn(tools: "Tools", root: str, job: JobContext | None) -> Iterator[bool]:
    """The library's turn: nothing is taken from under a publish or an undo.

    Where none of ours lies in the library (its disk is away, it was removed), nobody is at work, and nothing is made.
    """
    from lobbycard.organise import bins, lock

    if not root or not os.path.isdir(os.path.join(root, bins.OWN)):
        yield True
        return
    cancelled = None if job is None else lambda: job.cancelled
    with lock.held(root, cancelled, instead=applying.lock_folder(tools)) as is_ours:
        yield is_ours


def _is_removed(path: str) -> bool:
    from lobbycard.organise import bins

    place = bins.place_of(path)
    try:
        if place is not None and os.path.lexists(path):
            bins.remove(path, place)
        return bins.is_gone(path)
    except AppError as error:
        log.warning("the recycle bin keeps a file that has expired: %s", error)
        return False
