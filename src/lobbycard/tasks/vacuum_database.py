"""Give unused space in the database back to the disk, and refresh what its planner knows."""

import os
from typing import TYPE_CHECKING, ClassVar

from lobbycard.errors import FileError
from lobbycard.jobs.context import JobContext
from lobbycard.jobs.registry import PRIORITY_UPKEEP, Request
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
    """SQLite writes a new file and swaps it in one transaction: an interruption leaves the old one."""
    return await compact(tools)


async def compact(tools: "Tools") -> str:
    """Make the database small. Gives what was gained, in words."""
    if not tools.store.is_sqlite:
        await tools.in_thread(tools.store.maintain, "VACUUM ANALYZE")
        return "Compacted the database"
    before, after = await tools.in_thread(_vacuum, tools)
    return f"Compacted the database from {before / 1e6:,.1f} to {after / 1e6:,.1f} MB"


def _vacuum(tools: "Tools") -> tuple[int, int]:
    tools.store.maintain("PRAGMA wal_checkpoint(TRUNCATE)")
    before = os.path.getsize(tools.store.path)
    place = os.statvfs(os.path.dirname(tools.store.path))
    if place.f_bavail * place.f_frsize < 2 * before:
        raise FileError(
            "There is not enough free space to compact the database.", f"{2 * before / 1e6:,.0f} MB are needed."
        )
    for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)", "PRAGMA optimize"):
        tools.store.maintain(statement)
    return before, os.path.getsize(tools.store.path)
