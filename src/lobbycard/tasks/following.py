"""What follows from what: after a scan files are probed, local pictures taken, new items identified; then metadata is
fetched, artwork chosen, fetched and published, as far as the library's automation says.
"""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from lobbycard.jobs.context import JobContext
from lobbycard.jobs.registry import Request
from lobbycard.model.kinds import ItemKind, Trigger
from lobbycard.model.library import Library
from lobbycard.store import blobs, identity, items, libraries, next_steps
from lobbycard.store.publish import publish_queue
from lobbycard.store.scan.scanning import Counts

if TYPE_CHECKING:
    from lobbycard.tools import Tools

AT_ONCE = 500
"""Jobs queued in one transaction."""


async def after_scan(
    tools: "Tools", job: JobContext, library: Library, counts: Counts, *, is_thorough: bool = False
) -> None:
    """Queue what a scan's findings ask for.

    After one that was killed its next run finds in order what was applied already: what that asks for is looked for
    then, and by every thorough scan.
    """
    from lobbycard.tasks.probe_files import ProbeFiles

    left_over = is_thorough or job.job.attempts > 1
    if tools.settings.scan.probe and (counts.files or left_over):
        await job.enqueue(ProbeFiles(library_id=library.id))
    if counts.art_items or left_over:
        from lobbycard.tasks.take_local_art import TakeLocalArt

        await job.enqueue(TakeLocalArt(library_id=library.id))
    if library.restore_after_upgrade and not library.read_only:
        await put_back(tools, job, library)
    if library.does("publish"):
        await publish_waiting(tools, job, library)
    await identify_new(tools, job, library)


async def put_back(tools: "Tools", job: JobContext, library: Library) -> None:
    """What a download manager took away or left under an old name when it replaced a video comes back."""
    from lobbycard.tasks.publish_item import PublishItem

    moved = await tools.store.read(publish_queue.displaced, library.id)
    await _enqueue(job, [PublishItem(item_id=item_id, mode="return") for item_id in moved])


async def publish_waiting(tools: "Tools", job: JobContext, library: Library) -> None:
    """What a person changed since, and what could not be written last time, is published by the library itself."""
    from lobbycard.tasks.publish_item import PublishItem

    waiting = await tools.store.read(partial(publish_queue.ready, automatic=True), library.id)
    await _enqueue(job, [PublishItem(item_id=item_id) for item_id in waiting])


async def identify_new(tools: "Tools", job: JobContext, library: Library) -> None:
    """Queue the films and series that nobody has identified yet, and those whose way was cut off since then."""
    from lobbycard.tasks.enrich_item import EnrichItem
    from lobbycard.tasks.fetch_art import FetchArt
    from lobbycard.tasks.identify_item import IdentifyItem
    from lobbycard.tasks.providers import asking
    from lobbycard.tasks.select_artwork import SelectArtwork

    kinds = identity.IDENTIFIABLE
    if library.does("identify") and any(asking.searching(tools, kind) for kind in kinds):
        new = await tools.store.read(next_steps.to_identify, library.id)
        await _enqueue(job, [IdentifyItem(item_id=item_id) for item_id in new])
    if library.does("enrich") and any(asking.describing(tools, kind) for kind in kinds):
        waiting = await tools.store.read(next_steps.to_enrich, library.id)
        await _enqueue(job, [EnrichItem(item_id=item_id) for item_id in waiting])
    if library.does("select"):
        undecided = await tools.store.read(next_steps.to_select, library.id)
        await _enqueue(job, [SelectArtwork(item_id=item_id) for item_id in undecided])
        without = await tools.store.read(blobs.items_to_fetch, library.id)
        await _enqueue(job, [FetchArt(item_id=item_id) for item_id in without if item_id not in undecided])


async def after_probe(tools: "Tools", job: JobContext, library: Library) -> None:
    """The length of a film tells apart what its title could not: look again at those that a person would be asked."""
    from lobbycard.tasks.identify_item import IdentifyItem

    if library.does("identify"):
        unsure = await tools.store.read(next_steps.unsure, library.id)
        await _enqueue(job, [IdentifyItem(item_id=item_id) for item_id in unsure])


async def after_identify(tools: "Tools", job: JobContext, item_id: int) -> None:
    """Fetch metadata."""
    from lobbycard.tasks.enrich_item import EnrichItem

    if await _does(tools, item_id, "enrich"):
        # What is begun is finished first: asking about the next ones goes on while this one is written.
        sooner = max(1, job.job.priority - 1)
        await job.enqueue(EnrichItem(item_id=item_id), trigger=_goes_on(job), priority=sooner)


async def after_enrich(tools: "Tools", job: JobContext, item_id: int, sets: Sequence[int]) -> None:
    """Ask about the set it belongs to, and choose artwork."""
    from lobbycard.tasks.enrich_item import EnrichItem
    from lobbycard.tasks.select_artwork import SelectArtwork

    await _enqueue(job, [EnrichItem(item_id=set_id) for set_id in sets])
    if await _does(tools, item_id, "select"):
        await job.enqueue(SelectArtwork(item_id=item_id), trigger=_goes_on(job), priority=job.job.priority)


async def after_select(tools: "Tools", job: JobContext, item_ids: Sequence[int]) -> None:
    """Fetch what was chosen; what is complete then is published."""
    from lobbycard.tasks.fetch_art import FetchArt

    await _enqueue(job, [FetchArt(item_id=item_id) for item_id in item_ids], job.job.priority)


async def after_fetch(tools: "Tools", job: JobContext, item_id: int) -> None:
    """Publish."""
    from lobbycard.tasks.publish_item import PublishItem

    if not await _does(tools, item_id, "publish"):
        return
    item = await tools.store.read(items.by_id, item_id)
    if item is None or item.kind is ItemKind.PERSON or not item.monitored:
        return
    await job.enqueue(PublishItem(item_id=item_id))


def _goes_on(job: JobContext) -> Trigger:
    """What a person asked for goes on as theirs up to the point where automation would stop."""
    return Trigger.AUTOMATION if job.trigger is Trigger.USER else job.trigger


async def _does(tools: "Tools", item_id: int, step: str) -> bool:
    library_id = await tools.store.read(identity.library_of, item_id)
    if library_id is None:
        return False
    library = await tools.store.read(libraries.by_id, library_id)
    return library.does(step)


async def _enqueue(job: JobContext, requests: Sequence[Request], priority: int | None = None) -> None:
    for start in range(0, len(requests), AT_ONCE):
        await job.enqueue(*requests[start : start + AT_ONCE], trigger=_goes_on(job), priority=priority)
