"""Back up the database while it is in use, and keep the newest copies."""

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from lobbycard.jobs.context import JobContext
from lobbycard.jobs.registry import PRIORITY_UPKEEP, Request
from lobbycard.tasks import task

if TYPE_CHECKING:
    from lobbycard.tools import Tools

PREFIX = "backup-"


class BackUpDatabase(Request):
    """Copy the database (SQLite only)."""

    queue: ClassVar[str] = "files"
    priority: ClassVar[int] = PRIORITY_UPKEEP

    def title(self) -> str:
        """What the job list shows."""
        return "Back up the database"


@task(BackUpDatabase)
async def run(tools: "Tools", job: JobContext, request: BackUpDatabase) -> str:
    """The copy is whole or not there; older ones go only after it."""
    if not tools.store.is_sqlite:
        return "Not backed up: use pg_dump for PostgreSQL"
    target = await back_up(tools)
    return f"Backed up the database to {target}"


async def back_up(tools: "Tools", target: str = "") -> str:
    """Copy the database, by default into the folder of backups, whose oldest are removed. Gives the copy's path."""
    folder = str(tools.paths.backup_dir)
    chosen = target or os.path.join(folder, f"{PREFIX}{datetime.now(UTC):%Y%m%dT%H%M%SZ}.db")
    await tools.in_thread(tools.store.backup, chosen)
    if not target:
        await tools.in_thread(rotate, folder, tools.settings.upkeep.backups_kept)
    return chosen


def rotate(folder: str, kept: int) -> list[str]:
    """Remove all but the newest backups; copies made before an upgrade are not counted and stay."""
    names = sorted(name for name in os.listdir(folder) if name.startswith(PREFIX) and name.endswith(".db"))
    old = names[:-kept] if kept else []
    for name in old:
        os.unlink(os.path.join(folder, name))
    return old
