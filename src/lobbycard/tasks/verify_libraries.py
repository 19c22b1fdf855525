"""Verify every library, each as a job of its own."""

from typing import TYPE_CHECKING, ClassVar

from lobbycard.jobs.context import JobContext
from lobbycard.jobs.registry import PRIORITY_UPKEEP, Request
from lobbycard.model.words import plural
from lobbycard.store import libraries
from lobbycard.tasks import task
from lobbycard.tasks.verify_library import VerifyLibrary

if TYPE_CHECKING:
    from lobbycard.tools import Tools


class VerifyLibraries(Request):
    """Compare what was published in all libraries with what is there."""

    queue: ClassVar[str] = "files"
    priority: ClassVar[int] = PRIORITY_UPKEEP

    deep: bool = False

    def title(self) -> str:
        """What the job list shows."""
        return "Verify all libraries"


@task(VerifyLibraries)
async def run(tools: "Tools", job: JobContext, request: VerifyLibraries) -> str:
    """One job for each enabled library."""
    known = [library for library in await tools.store.read(libraries.all_of) if library.enabled]
    await job.enqueue(
        *(VerifyLibrary(library_id=library.id, deep=request.deep) for library in known), trigger=job.trigger
    )
    return f"{plural(len(known), 'library', 'libraries')} to verify"
