"""Publish many items: all that is ready, or those that are marked; one batch, so that one undo takes it back."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from lobbycard.errors import AppError, Conflict
from lobbycard.jobs.context import JobContext, Progress
from lobbycard.jobs.registry import Request
from lobbycard.model.kinds import Trigger
from lobbycard.model.words import plural
from lobbycard.store import history, items
from lobbycard.store.history import Change, new_batch
from lobbycard.store.publish import publish_queue
from lobbycard.tasks import recover_files, task
from lobbycard.tasks.publish_item import mode_of
from lobbycard.tasks.publishing import carrying_out
from lobbycard.tasks.publishing.planned import Publication, plan_publish

if TYPE_CHECKING:
    from lobbycard.publish.decide import Mode
    from lobbycard.tools import Tools

PORTION = 24
"""Films or series planned and written together."""


class PublishMany(Request):
    """Publish items; without any, the publish queue."""

    queue: ClassVar[str] = "publish"

    item_ids: tuple[int, ...] = ()
    library_id: int | None = None
    everything: bool = False
    """Not only what has changed: everything that is known well enough."""
    keep: tuple[str, ...] = ()
    mode: str = ""

    def title(self) -> str:
        """What the job list shows."""
        return f"Publish {plural(len(self.item_ids), 'item')}" if self.item_ids else "Publish what is ready"

    def library(self) -> int | None:
        """The library."""
        return self.library_id


@task(PublishMany)
async def run(tools: "Tools", job: JobContext, request: PublishMany) -> str:
    """Portion by portion; what fails is told, and the rest goes on."""
    await recover_files.awaited(tools, job)
    ids = await chosen(tools, request, automatic=job.trigger is not Trigger.USER)
    many = _Many(tools, job, request, len(ids))
    for done, portion in enumerate(portions(ids)):
        job.checkpoint()
        job.progress(done * PORTION, len(ids), await many.title(portion[0]))
        await many.publish(portion)
    told = f"{plural(many.items, 'item')} published, {plural(many.files, 'file')} touched"
    told += f", {many.left:,} left as they are" if many.left else ""
    if not many.failed:
        return told
    first = f"{many.failed[0][0]}: {many.failed[0][1].message}"
    raise AppError(f"{told}; {len(many.failed):,} failed. {first}", many.failed[0][1].hint)


async def chosen(tools: "Tools", request: PublishMany, *, automatic: bool) -> list[int]:
    """The items that are meant."""
    if request.item_ids:
        return list(request.item_ids)
    if request.everything:
        return await tools.store.read(publish_queue.everything, request.library_id)
    return await tools.store.read(publish_queue.ready, request.library_id, automatic=automatic)


def portions(ids: Sequence[int]) -> Iterator[list[int]]:
    """So many at a time: their plan fits into memory, and an interruption loses little."""
    for start in range(0, len(ids), PORTION):
        yield list(ids[start : start + PORTION])


class _Many:
    """One run."""

    def __init__(self, tools: "Tools", job: JobContext, request: PublishMany, count: int) -> None:
        self.tools = tools
        self.job = job
        self.request = request
        self.change = Change(new_batch(), job.actor, "publish")
        # The steps of one portion would make the progress jump: it counts items.
        self.quiet = replace(job, state=Progress())
        self.summary = f"Publish {count:,} items" if count > 1 else ""
        self.items = self.files = self.left = 0
        self.failed: list[tuple[str, AppError]] = []

    @property
    def mode(self) -> "Mode":
        """Who wants it."""
        return mode_of(self.request.mode, self.job.trigger)

    async def title(self, item_id: int) -> str:
        """What the progress shows."""
        item = await self.tools.store.read(items.by_id, item_id)
        return item.title if item is not None else ""

    async def publish(self, portion: Sequence[int]) -> None:
        """Together; one by one when something fails, so that one bad folder stops nothing else."""
        try:
            await self._publish(portion)
        except AppError as error:
            self.job.checkpoint()
            if len(portion) == 1:
                await self._note(portion[0], error)
                return
            for item_id in portion:
                await self.publish([item_id])

    async def _publish(self, portion: Sequence[int]) -> None:
        for attempt in range(2):
            publication = await self._plan(portion)
            try:
                carried = await carrying_out.carry_out(self.tools, publication, self.change, self.quiet)
            except Conflict:
                if attempt:
                    raise
                continue
            self.job.checkpoint()
            self.items += len(portion)
            self.files += carried.files
            self.left += publication.counts().get("kept", 0) + len(publication.skipped())
            return

    async def _plan(self, portion: Sequence[int]) -> Publication:
        return await plan_publish(
            self.tools,
            portion,
            mode=self.mode,
            keep=self.request.keep,
            batch=self.change.batch,
            summary=self.summary,
        )

    async def _note(self, item_id: int, error: AppError) -> None:
        names = await self.tools.store.read(history.titles_of, [item_id])
        self.failed.append((names.get(item_id, str(item_id)), error))
        await carrying_out.note_failure(self.tools, item_id, error)
