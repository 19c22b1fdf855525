"""Score all candidates anew after a rule was changed, and choose anew where automation may; no network."""

from typing import TYPE_CHECKING, ClassVar

from lobbycard.jobs.context import JobContext
from lobbycard.jobs.registry import Request
from lobbycard.model.kinds import ItemKind
from lobbycard.model.words import plural
from lobbycard.store import choosing, libraries
from lobbycard.store.history import Change
from lobbycard.tasks import following, task
from lobbycard.tasks.pictures import ranking

if TYPE_CHECKING:
    from lobbycard.tools import Tools

PAGE = 200


class RescoreLibrary(Request):
    """Score the candidates of a library (of all) of one kind (of all) anew."""

    queue: ClassVar[str] = "cpu"

    library_id: int | None = None
    kind: ItemKind | None = None
    choose: bool | None = None
    """Whether automation chooses anew; None follows the library's."""

    def title(self) -> str:
        """What the job list shows."""
        return "Score artwork anew"

    def library(self) -> int | None:
        """The library."""
        return self.library_id


@task(RescoreLibrary)
async def run(tools: "Tools", job: JobContext, request: RescoreLibrary) -> str:
    """Page by page, each in one transaction."""
    choose = request.choose
    if choose is None:
        choose = await _chooses(tools, request.library_id)
    kinds = [request.kind] if request.kind is not None else list(ItemKind)
    judge = ranking.judge(tools.settings.general.language)
    change = Change(job.batch, job.actor, "select")
    items = marked = chosen = after = 0
    while ids := await tools.store.read(choosing.ids_of_kind, kinds, request.library_id, after, PAGE):
        job.checkpoint()
        after = ids[-1]
        decided = await tools.store.write(choosing.decide, ids, judge, change, choose=choose)
        items, marked, chosen = items + decided.items, marked + decided.marked, chosen + decided.chosen
        await following.after_select(tools, job, decided.changed_items)
        job.progress(items, None, f"{marked:,} scores changed")
    return f"{plural(items, 'item')} looked at, {plural(marked, 'score')} and {plural(chosen, 'choice')} changed"


async def _chooses(tools: "Tools", library_id: int | None) -> bool:
    if library_id is not None:
        library = await tools.store.read(libraries.by_id, library_id)
        return library.does("select")
    return all(library.does("select") for library in await tools.store.read(libraries.all_of))
