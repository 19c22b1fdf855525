"""Take the pictures that lie beside the media into the cache, and use them where nothing else was chosen."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from lobbycard.errors import AppError
from lobbycard.jobs.context import JobContext
from lobbycard.jobs.registry import PRIORITY_SCAN, Request
from lobbycard.store import blobs, libraries, local_art
from lobbycard.store.blobs import Fetched, Local
from lobbycard.store.history import Change
from lobbycard.tasks import task
from lobbycard.tasks.pictures import fetching, ranking

if TYPE_CHECKING:
    from lobbycard.tools import Tools

BATCH = 48
AT_ONCE = 2


class TakeLocalArt(Request):
    """Take a library's own pictures."""

    queue: ClassVar[str] = "images"
    priority: ClassVar[int] = PRIORITY_SCAN

    library_id: int

    def title(self) -> str:
        """What the job list shows."""
        return "Take local artwork"

    def library(self) -> int | None:
        """The library."""
        return self.library_id


@task(TakeLocalArt)
async def run(tools: "Tools", job: JobContext, request: TakeLocalArt) -> str:
    """Take, look, use."""
    library = await tools.store.read(libraries.by_id, request.library_id)
    waiting = await tools.store.read(blobs.local_to_take, library.id)
    change = Change(job.batch, job.actor, "local artwork")
    taken = refused = used = done_with = 0
    for batch in batches(waiting):
        job.checkpoint()
        done = await _take(tools, library.path, batch)
        await tools.store.write(blobs.settle, done)
        good = {one.candidate_id for one in done if one.info is not None}
        fresh = list(dict.fromkeys((local.item_id, local.asset_type) for local in batch if local.id in good))
        used += await tools.store.write(local_art.use, fresh, ranking.most, change)
        taken, refused = taken + len(good), refused + len(done) - len(good)
        done_with += len(batch)
        job.progress(done_with, len(waiting))
    if not waiting:
        return "No new pictures beside the media."
    told = f"{taken} taken, {used} choices made"
    return f"{told}, {refused} of no use" if refused else told


def batches(waiting: Sequence[Local]) -> Iterator[list[Local]]:
    """So many at a time, all of one item together: the best is known only when all were taken."""
    batch: list[Local] = []
    for _, of_item in groupby(waiting, key=lambda one: one.item_id):
        batch += of_item
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


async def _take(tools: "Tools", root: str, batch: Sequence[Local]) -> list[Fetched]:
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(local: Local) -> Fetched:
        async with slots:
            return await tools.in_thread(_taken, tools, root, local)

    return list(await asyncio.gather(*(one(local) for local in batch)))


def _taken(tools: "Tools", root: str, local: Local) -> Fetched:
    try:
        info = tools.blobs.put_file(fetching.inside(root, local.path))
    except AppError as error:
        return fetching.failed(local.id, error)._replace(stamp=local.stamp)
    return Fetched(local.id, asdict(info), stamp=local.stamp)
