"""Check the database for damage."""

from typing import TYPE_CHECKING, ClassVar

from lobbycard.errors import StoreError
from lobbycard.jobs.context import JobContext
from lobbycard.jobs.registry import PRIORITY_UPKEEP, Request
from lobbycard.store import maintenance
from lobbycard.tasks import task

if TYPE_CHECKING:
    from lobbycard.tools import Tools


class CheckDatabase(Request):
    """Look for damage."""

    queue: ClassVar[str] = "files"
    priority: ClassVar[int] = PRIORITY_UPKEEP
    max_attempts: ClassVar[int] = 1

    def title(self) -> str:
        """What the job list shows."""
        return "Check the database for damage"


@task(CheckDatabase)
async def run(tools: "Tools", job: JobContext, request: CheckDatabase) -> str:
    """Fails, with what to do, when there is damage."""
    found = await problems(tools)
    if found:
        raise StoreError(
            f"The database is damaged: {found[0]}" + (f" (and {len(found) - 1:,} more)" if len(found) > 1 else ""),
            f"Restore the newest backup from {tools.paths.backup_dir}.",
        )
    return "The database is in order"


async def problems(tools: "Tools") -> list[str]:
    """What is wrong with the database; nothing, when it is in order."""
    if not tools.store.is_sqlite:
        return []
    return await tools.store.read(maintenance.integrity)
