"""Bring to an end what a crash left under way in the libraries' files."""

import asyncio
from typing import TYPE_CHECKING, ClassVar

from lobbycard.jobs.context import JobContext
from lobbycard.jobs.registry import Request
from lobbycard.store import jobs, libraries, operations
from lobbycard.store.database import Store
from lobbycard.tasks import applying, task, undo_batch

if TYPE_CHECKING:
    from lobbycard.organise.recover import Recovered
    from lobbycard.tools import Tools


class RecoverFiles(Request):
    """Finish or take back interrupted file operations."""

    queue: ClassVar[str] = "publish"
    priority: ClassVar[int] = 1

    def title(self) -> str:
        """What the job list shows."""
        return "Bring interrupted file operations to an end"


async def pending(store: Store) -> RecoverFiles | None:
    """The job to queue at start, when there is something to bring to an end."""
    interrupted = bool(await store.read(operations.pending_libraries))
    half_undone = bool(await store.read(operations.half_undone))
    return RecoverFiles() if interrupted or half_undone else None


async def awaited(tools: "Tools", job: JobContext) -> None:
    """Wait until the rows say again what the files are: whoever compared them earlier would take ours for others'."""
    while await tools.store.read(jobs.is_running, _SETTLING):
        job.checkpoint()
        await asyncio.sleep(0.05)


_SETTLING = ("RecoverFiles", "UndoBatch")


@task(RecoverFiles)
async def run(tools: "Tools", job: JobContext, request: RecoverFiles) -> str:
    """Library by library; with a library's lock, nothing that is pending can still be under way elsewhere."""
    finished = taken_back = failed = waiting = 0
    for library_id in await tools.store.read(operations.pending_libraries):
        job.checkpoint()
        recovered = await _recover(tools, job, library_id)
        finished += recovered.finished
        taken_back += recovered.taken_back
        failed += recovered.failed
        waiting += recovered.waiting
    undone = await undo_batch.finish_interrupted(tools)
    said = [f"{finished} finished", f"{taken_back} taken back"]
    said += [f"{failed} overtaken by others"] if failed else []
    said += [f"{waiting} wait for their disk"] if waiting else []
    said += [f"{undone.undone} undos finished"] if undone.undone else []
    said += [f"{undone.given_up} undos given up: others changed their files"] if undone.given_up else []
    return f"Interrupted file operations: {', '.join(said)}"


async def _recover(tools: "Tools", job: JobContext, library_id: int | None) -> "Recovered":
    if library_id is None:
        return await tools.in_thread(applying.settle_now, tools, None, lambda: job.cancelled)
    library = await tools.store.read(libraries.by_id, library_id)
    return await tools.in_thread(applying.settle, tools, library_id, library.path, lambda: job.cancelled)
