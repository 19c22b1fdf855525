"""Read the protected copies again; what is gone or damaged is fetched anew."""

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from lobbycard.events import Notice
from lobbycard.jobs.context import JobContext
from lobbycard.jobs.registry import PRIORITY_UPKEEP, Request
from lobbycard.model.columns import now
from lobbycard.model.kinds import Severity
from lobbycard.model.words import plural
from lobbycard.store import blobs, history
from lobbycard.store.blobs import BlobRow
from lobbycard.store.history import Change
from lobbycard.tasks import following, task

if TYPE_CHECKING:
    from sqlmodel import Session

    from lobbycard.tools import Tools

PAGE = 64
LOST = "The copy in the cache was damaged or gone."


class VerifyCache(Request):
    """Verify the picture cache."""

    queue: ClassVar[str] = "cpu"
    priority: ClassVar[int] = PRIORITY_UPKEEP

    older_than_days: int = 0
    """Only what was not verified for so long."""

    def title(self) -> str:
        """What the job list shows."""
        return "Verify the picture cache"


@task(VerifyCache)
async def run(tools: "Tools", job: JobContext, request: VerifyCache) -> str:
    """Page by page."""
    before = now() - timedelta(days=request.older_than_days)
    change = Change(job.batch, job.actor, "verify")
    count = lost = after = 0
    while rows := await tools.store.read(blobs.page, after, PAGE, before):
        job.checkpoint()
        after = rows[-1].id
        bad = await tools.in_thread(_bad, tools, rows)
        await tools.store.write(blobs.note_verified, [row.id for row in rows if row not in bad])
        if bad:
            items = await tools.store.write(_lose, bad, change)
            await following.after_select(tools, job, items)
        count, lost = count + len(rows), lost + len(bad)
        job.progress(count, None, f"{lost} damaged" if lost else "")
    if lost:
        tools.emit(Notice(f"{lost} pictures of the cache were damaged or gone and are fetched again.", "warning"))
    return f"{plural(count, 'picture')} read, {lost:,} damaged or gone"


def _bad(tools: "Tools", rows: list[BlobRow]) -> list[BlobRow]:
    from lobbycard.assets.cache import Health

    found: list[BlobRow] = []
    for row in rows:
        health = tools.blobs.verify(row.sha256, row.extension)
        if health is Health.CORRUPT:
            tools.blobs.remove(row.sha256, row.extension)
        if health is not Health.OK:
            found.append(row)
    return found


def _lose(session: "Session", rows: list[BlobRow], change: Change) -> list[int]:
    items = blobs.lose(session, [row.id for row in rows], LOST)
    history.record(
        session, change, f"{len(rows)} pictures of the cache were damaged or gone", severity=Severity.WARNING
    )
    return items
