"""Forget finished jobs, old history and old file operations."""

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from lobbycard.jobs.context import JobContext
from lobbycard.jobs.registry import PRIORITY_UPKEEP, Request
from lobbycard.model.columns import now
from lobbycard.model.words import plural
from lobbycard.store import jobs, operations
from lobbycard.tasks import task

if TYPE_CHECKING:
    from lobbycard.tools import Tools

HISTORY_DAYS = 365
"""How long what happened can be read, and what is still in the bins be undone."""


class ClearHistory(Request):
    """Forget what nobody will ask for any more."""

    queue: ClassVar[str] = "files"
    priority: ClassVar[int] = PRIORITY_UPKEEP

    def title(self) -> str:
        """What the job list shows."""
        return "Clear old jobs and history"


@task(ClearHistory)
async def run(tools: "Tools", job: JobContext, request: ClearHistory) -> str:
    """A portion at a time, so that the database is never held for long."""
    ended = await tools.store.write(jobs.clear, now() - timedelta(days=tools.settings.jobs.history_days))
    keep = timedelta(days=max(HISTORY_DAYS, tools.settings.recycle.keep_days))
    counts = [0, 0]
    for position, forget in enumerate((operations.forget, operations.forget_activities)):
        while count := await tools.store.write(forget, keep):
            job.checkpoint()
            counts[position] += count
            job.progress(sum(counts))
    return f"Forgot {plural(ended, 'job')}, {plural(counts[1], 'change')} and {plural(counts[0], 'file operation')}"
