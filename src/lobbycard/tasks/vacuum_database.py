"""Give unused space in the database back to the disk, and refresh what its planner knows."""

import os
from typing import TYPE_CHECKING, ClassVar

from lobbycard.errors import FileError
from lobbycard.jobs.context import JobContext
from lobbycard.jobs.registry import PRIORITY_UPKEEP, Request
from lobbycard.store import maintenance
from lobbycard.tasks import task

if TYPE_CHECKING:
    from lobbycard.tools import Tools


class VacuumDatabase(Request):
    """Make the database small."""

    queue: ClassVar[str] = "files"
    priority: ClassVar[int] = PRIORITY_UPKEEP

    def title(self) -> str:
        """What the job list shows."""
        return "Compact the database"


@task(VacuumDatabase)
async def run(tools: "Tools", job: JobContext, request: VacuumDatabase) -> str:
    """In small steps, between which everybody else writes: it may come while somebody works."""
    if not tools.store.is_sqlite:
        return await compact(tools)
    before = await tools.in_thread(_size, tools)
    left = await tools.store.write(maintenance.give_back)
    total = left
    while left:
        job.checkpoint()
        job.progress(total - left, total)
        left = await tools.store.write(maintenance.give_back)
    for statement in ("PRAGMA optimize", "PRAGMA wal_checkpoint(PASSIVE)"):
        await tools.in_thread(tools.store.maintain, statement)
    return _said(before, await tools.in_thread(_size, tools))


async def compact(tools: "Tools") -> str:
    """Write the whole database anew, as small as it can be; nobody else can write meanwhile. Says what was gained."""
    if not tools.store.is_sqlite:
        await tools.in_thread(tools.store.maintain, "VACUUM ANALYZE")
        return "Compacted the database"
    return _said(*await tools.in_thread(_vacuum, tools))


def _said(before: int, after: int) -> str:
    return f"Compacted the database from {before / 1e6:,.1f} to {after / 1e6:,.1f} MB"


def _vacuum(tools: "Tools") -> tuple[int, int]:
    before = _size(tools)
    place = os.statvfs(os.path.dirname(tools.store.path))
    if place.f_bavail * place.f_frsize < 2 * before:
        raise FileError(
            "There is not enough free space to compact the database.", f"{2 * before / 1e6:,.0f} MB are needed."
        )
    # SQLite writes a new file and swaps it in one transaction: an interruption leaves the old one.
    for statement in ("VACUUM", "PRAGMA optimize", "PRAGMA wal_checkpoint(TRUNCATE)"):
        tools.store.maintain(statement)
    return before, _size(tools)


def _size(tools: "Tools") -> int:
    """Bytes of the database's pages, wherever they are written by now."""
    ((pages,),), ((size,),) = tools.store.maintain("PRAGMA page_count"), tools.store.maintain("PRAGMA page_size")
    return int(pages * size)
