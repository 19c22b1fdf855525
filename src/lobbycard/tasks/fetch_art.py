"""Fetch the pictures that were chosen; one that cannot be had, or is not what was promised, gives way to the next."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from lobbycard.errors import Temporary
from lobbycard.jobs.context import JobContext
from lobbycard.jobs.registry import Request
from lobbycard.model.columns import now
from lobbycard.model.kinds import AssetFailure, Trigger
from lobbycard.store import artwork, blobs, choosing, items
from lobbycard.store.blobs import Fetched, Wanted
from lobbycard.store.history import Change
from lobbycard.tasks import following, task
from lobbycard.tasks.pictures import fetching, ranking

if TYPE_CHECKING:
    from lobbycard.tools import Tools

AT_ONCE = 4
FIRST_WAIT = 15.0
"""Seconds before the second try, and a quarter of those before the third: without a network a try takes no time."""
LONGEST_WAIT = 120.0
ROUNDS = 8
"""How often the next best is tried when the best turns out to be of no use."""


class FetchArt(Request):
    """Fetch the chosen pictures of an item and all below it."""

    queue: ClassVar[str] = "images"

    item_id: int

    def title(self) -> str:
        """What the job list shows."""
        return "Fetch pictures"

    def item(self) -> int | None:
        """The item."""
        return self.item_id


@task(FetchArt)
async def run(tools: "Tools", job: JobContext, request: FetchArt) -> str:
    """Fetch, look, choose again where need be."""
    item = await tools.store.read(items.by_id, request.item_id)
    if item is None:
        return "It is not there any more."
    if job.trigger is not Trigger.USER and not item.monitored:
        return "Not monitored: left alone."
    family = await tools.store.read(items.family, [item.id])
    if tools.settings.publish.actors:
        family += await tools.store.read(artwork.cast_of, item.id)
    fetched, later = await _fetch_all(tools, job, family)
    # What cannot be had for now does not hold up the rest for ever.
    if not later or job.job.attempts >= job.job.max_attempts:
        await following.after_fetch(tools, job, item.id)
    if later:
        count = len(later)
        message = f"{count} picture{'s' * (count > 1)} could not be fetched: {later[0].message}"
        raise Temporary(message, "It is tried again.", _wait(later, job.job.attempts))
    return f"{fetched} picture{'s' * (fetched != 1)} fetched" if fetched else "Everything is there."


def _wait(later: Sequence[Fetched], attempt: int) -> float:
    """The seconds that a server asked us to wait; when none did, enough for a network to come back."""
    waits = [
        (one.retry_after - now()).total_seconds()
        for one in later
        if one.failure is AssetFailure.RATE_LIMITED and one.retry_after is not None
    ]
    return min(max(1.0, *waits), LONGEST_WAIT) if waits else FIRST_WAIT * 4 ** (attempt - 1)


async def _fetch_all(tools: "Tools", job: JobContext, family: Sequence[int]) -> tuple[int, list[Fetched]]:
    """How many were fetched, and what may be had later."""
    judge = ranking.judge(tools.settings.general.language)
    change = Change(job.batch, job.actor, "select")
    count = 0
    later: dict[int, Fetched] = {}
    for number in range(ROUNDS):
        waiting = await tools.store.read(blobs.wanted, family, again=number == 0)
        waiting = [one for one in waiting if one.id not in later]
        if not waiting:
            break
        done = await _fetch_some(tools, job, waiting)
        count += sum(one.info is not None for one in done)
        later |= {one.candidate_id: one for one in done if _is_passing(one)}
        changed = list({one.item_id for one in waiting})
        await tools.store.write(choosing.decide, changed, judge, change)
    return count, list(later.values())


def _is_passing(one: Fetched) -> bool:
    return one.failure in (AssetFailure.RATE_LIMITED, AssetFailure.DOWNLOAD_ERROR)


async def _fetch_some(tools: "Tools", job: JobContext, waiting: Sequence[Wanted]) -> list[Fetched]:
    """Several at once; what has come is kept every few pictures, so that a cancelled job keeps it."""
    slots = asyncio.Semaphore(AT_ONCE)
    done: list[Fetched] = []

    async def one(wanted: Wanted) -> Fetched:
        async with slots:
            job.checkpoint()
            return await fetching.fetch(tools, wanted)

    for start in range(0, len(waiting), 2 * AT_ONCE):
        batch = await asyncio.gather(*(one(wanted) for wanted in waiting[start : start + 2 * AT_ONCE]))
        await tools.store.write(blobs.settle, batch)
        done += batch
        job.progress(len(done), len(waiting))
    return done
