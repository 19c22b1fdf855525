"""Choose the artwork of an item, its seasons and episodes by the rules; no network."""

from typing import TYPE_CHECKING

from lobbycard.jobs.context import JobContext
from lobbycard.jobs.registry import Request
from lobbycard.model.kinds import Trigger
from lobbycard.store import choosing, items
from lobbycard.store.history import Change
from lobbycard.tasks import following, task
from lobbycard.tasks.pictures import ranking

if TYPE_CHECKING:
    from lobbycard.tools import Tools


class SelectArtwork(Request):
    """Choose artwork for an item and all below it."""

    item_id: int

    def title(self) -> str:
        """What the job list shows."""
        return "Choose artwork"

    def item(self) -> int | None:
        """The item."""
        return self.item_id


@task(SelectArtwork)
async def run(tools: "Tools", job: JobContext, request: SelectArtwork) -> str:
    """Score, choose, and fetch what was chosen."""
    item = await tools.store.read(items.by_id, request.item_id)
    if item is None:
        return "It is not there any more."
    if job.trigger is not Trigger.USER and not item.monitored:
        return "Not monitored: left alone."
    judge = ranking.judge(tools.settings.general.language)
    change = Change(job.batch, job.actor, "select")
    people = tools.settings.publish.actors
    decided = await tools.store.write(choosing.decide_family, item.id, judge, change, people=people)
    await following.after_select(tools, job, [item.id])
    if decided.chosen:
        return f"{decided.chosen} choices made"
    return "Nothing to change."
