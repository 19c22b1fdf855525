"""Write an item's NFO and artwork beside its media: what the preview showed, or nothing."""

from typing import TYPE_CHECKING, ClassVar

from lobbycard.errors import AppError, Conflict
from lobbycard.jobs.context import JobContext
from lobbycard.jobs.registry import Request
from lobbycard.model.kinds import Trigger
from lobbycard.store import items
from lobbycard.store.history import Change, new_batch
from lobbycard.tasks import recover_files, task
from lobbycard.tasks.publishing import carrying_out
from lobbycard.tasks.publishing.planned import Publication, plan_publish

if TYPE_CHECKING:
    from lobbycard.publish.decide import Mode
    from lobbycard.tools import Tools

TRIES = 3
"""How often a plan is made anew because something else was published beside it meanwhile."""


class PublishItem(Request):
    """Publish an item with all that belongs to it."""

    queue: ClassVar[str] = "publish"

    item_id: int
    digest: str = ""
    """Of the plan that was shown: when it would be another now, nothing is done."""
    keep: tuple[str, ...] = ()
    """Patterns of files that stay although they are in the way of ours."""
    mode: str = ""
    """asked, automatic, return or force; empty follows who asks."""
    only: tuple[str, ...] = ()
    """Only these files, relative to the library."""

    def title(self) -> str:
        """What the job list shows."""
        return "Publish"

    def item(self) -> int | None:
        """The item."""
        return self.item_id


def mode_of(mode: str, trigger: Trigger) -> "Mode":
    """Who wants it."""
    from lobbycard.publish.decide import Mode

    if mode:
        return Mode(mode)
    return Mode.ASKED if trigger is Trigger.USER else Mode.AUTOMATIC


@task(PublishItem)
async def run(tools: "Tools", job: JobContext, request: PublishItem) -> str:
    """Plan, compare with what was shown, carry out."""
    item = await tools.store.read(items.by_id, request.item_id)
    if item is None or item.deleted_on is not None:
        return "It is not there any more."
    if job.trigger is not Trigger.USER and not item.monitored:
        return "Not monitored: left alone."
    job.progress(message=item.title)
    await recover_files.awaited(tools, job)
    try:
        publication = await publish(tools, job, request)
    except Conflict:
        raise
    except AppError as error:
        await carrying_out.note_failure(tools, item.id, error)
        raise
    return f"{item.title}: {publication.summary()}"


async def publish(tools: "Tools", job: JobContext, request: PublishItem) -> Publication:
    """Once more when somebody else was at the same files in between, unless it is to be as it was shown."""
    mode = mode_of(request.mode, job.trigger)
    for attempt in range(TRIES):
        batch = new_batch()
        publication = await plan_publish(
            tools, [request.item_id], mode=mode, keep=request.keep, only=request.only, batch=batch
        )
        if request.digest and publication.digest != request.digest:
            raise Conflict(
                "What would be published is no longer what was shown; nothing was touched.",
                "Look at the preview again.",
            )
        try:
            await carrying_out.carry_out(tools, publication, Change(batch, job.actor, "publish"), job)
        except Conflict:
            if request.digest or attempt == TRIES - 1:
                raise
            continue
        job.checkpoint()
        return publication
    raise AssertionError("unreachable")
