"""Merge what sources said before anew, after the order of preference was changed; no network."""

from typing import TYPE_CHECKING, ClassVar

from lobbycard.jobs.context import JobContext
from lobbycard.jobs.registry import Request
from lobbycard.model.words import plural
from lobbycard.store import fields, sources
from lobbycard.store.history import Change
from lobbycard.tasks import task

if TYPE_CHECKING:
    from lobbycard.tools import Tools

PAGE = 50


class MergeLibrary(Request):
    """Bring the fields of a library's items (of all) into line with the order of sources."""

    queue: ClassVar[str] = "cpu"

    library_id: int | None = None

    def title(self) -> str:
        """What the job list shows."""
        return "Merge metadata anew"

    def library(self) -> int | None:
        """The library."""
        return self.library_id


@task(MergeLibrary)
async def run(tools: "Tools", job: JobContext, request: MergeLibrary) -> str:
    """Page by page; locked fields stay as they are."""
    change = Change(job.batch, job.actor, "merge")
    items = changed = after = 0
    while ids := await tools.store.read(sources.ids_with_sources, request.library_id, after, PAGE):
        job.checkpoint()
        after = ids[-1]
        changed += await tools.store.write(fields.merge_all, ids, tools.preference, change)
        items += len(ids)
        job.progress(items, None, f"{changed:,} fields changed")
    return f"{plural(items, 'item')} looked at, {plural(changed, 'field')} changed"
