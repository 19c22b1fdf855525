"""Let go of pictures that nothing has used for the time of grace, and of what crashed downloads left."""

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from lobbycard.jobs.context import JobContext
from lobbycard.jobs.registry import PRIORITY_UPKEEP, Request
from lobbycard.model.columns import now
from lobbycard.store import answers, blobs
from lobbycard.store.blobs import BlobRow
from lobbycard.tasks import task

if TYPE_CHECKING:
    from lobbycard.tools import Tools


class CollectGarbage(Request):
    """Remove pictures that nothing uses."""

    queue: ClassVar[str] = "cpu"
    priority: ClassVar[int] = PRIORITY_UPKEEP

    grace_days: int | None = None
    """None is the setting."""

    def title(self) -> str:
        """What the job list shows."""
        return "Remove unused pictures"


@task(CollectGarbage)
async def run(tools: "Tools", job: JobContext, request: CollectGarbage) -> str:
    """Each picture's file goes first: a row without a file heals itself, a file without a row would lie for ever."""
    days = tools.settings.artwork.grace_days if request.grace_days is None else request.grace_days
    before = now() - timedelta(days=days)
    count = freed = 0
    while rows := await tools.store.read(blobs.unused, before):
        job.checkpoint()
        await tools.in_thread(_remove, tools, rows)
        dropped = await tools.store.write(blobs.drop, [row.id for row in rows])
        count, freed = count + dropped, freed + sum(row.size for row in rows)
        job.progress(count, None, f"{freed / 1e6:,.0f} MB")
        if not dropped:
            break
    known = await tools.store.read(blobs.known_hashes)
    swept = await tools.in_thread(tools.blobs.sweep, known)
    old = await tools.store.write(answers.forget_old)
    freed += swept.freed
    for folder in tools.made_again.values():
        freed += await tools.in_thread(folder.clean)
    left = swept.temporary + swept.unknown
    return f"{count:,} unused pictures, {left:,} leftovers and {old:,} old answers removed, {freed / 1e6:,.1f} MB freed"


def _remove(tools: "Tools", rows: list[BlobRow]) -> None:
    for row in rows:
        tools.blobs.remove(row.sha256, row.extension)
