"""Remove deleted items for good once their time for coming back is over."""

from typing import TYPE_CHECKING, ClassVar

from lobbycard.jobs.context import JobContext
from lobbycard.jobs.registry import PRIORITY_UPKEEP, Request
from lobbycard.model.words import plural
from lobbycard.store import deleting
from lobbycard.store.history import Change
from lobbycard.tasks import task

if TYPE_CHECKING:
    from lobbycard.tools import Tools


class PurgeItems(Request):
    """Remove what was deleted long enough ago."""

    queue: ClassVar[str] = "files"
    priority: ClassVar[int] = PRIORITY_UPKEEP

    def title(self) -> str:
        """What the job list shows."""
        return "Remove items whose time for coming back is over"


@task(PurgeItems)
async def run(tools: "Tools", job: JobContext, request: PurgeItems) -> str:
    """A portion at a time; each is one transaction."""
    change = Change(job.batch, "PurgeItems", "purge")
    removed = 0
    while ids := await tools.store.read(deleting.due):
        job.checkpoint()
        count = await tools.store.write(deleting.purge, ids, change)
        removed += count
        job.progress(removed, message=plural(removed, "item"))
        if not count:
            break
    return f"Removed {plural(removed, 'item')} for good"
