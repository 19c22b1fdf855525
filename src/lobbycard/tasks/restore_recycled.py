"""Bring files back from the recycle bin; what is there now is never overwritten."""

import os
from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from lobbycard.errors import AppError, NotFound
from lobbycard.jobs.context import JobContext
from lobbycard.jobs.registry import Request
from lobbycard.model.library import Library
from lobbycard.model.words import plural
from lobbycard.store import history, libraries, recycling
from lobbycard.store.history import Change
from lobbycard.store.recycling import BinRow
from lobbycard.tasks import applying, delete_items, task

if TYPE_CHECKING:
    from lobbycard.organise.plan import Plan, Step
    from lobbycard.tools import Tools


class RestoreRecycled(Request):
    """Bring entries of the recycle bin back."""

    queue: ClassVar[str] = "publish"

    ids: tuple[int, ...]

    def title(self) -> str:
        """What the job list shows."""
        return f"Bring back {plural(len(self.ids), 'file')} from the recycle bin"


class Restoring(NamedTuple):
    """What would come back, and what cannot."""

    plans: "tuple[Plan, ...]"
    problems: tuple[str, ...]


@task(RestoreRecycled)
async def run(tools: "Tools", job: JobContext, request: RestoreRecycled) -> str:
    """What can come back does; the rest is told."""
    restoring = await plan(tools, request.ids, job.batch)
    count = await carry_out(tools, restoring, Change(job.batch, job.actor, "restore"), job)
    await job.enqueue(*delete_items.scans(restoring.plans))
    return "; ".join([f"Brought back {plural(count, 'file')}", *restoring.problems])


async def plan(tools: "Tools", ids: Collection[int], batch: str = "") -> Restoring:
    """How these entries come back."""
    batch = batch or history.new_batch()
    rows = await tools.store.read(recycling.by_ids, ids)
    if not rows:
        raise NotFound("None of these is in the recycle bin (any more).", "See: lobbycard recycle")
    problems = [f"{number} is not in the recycle bin" for number in sorted(set(ids) - {row.id for row in rows})]
    by_library: dict[int | None, list[BinRow]] = defaultdict(list)
    for row in rows:
        by_library[row.library_id].append(row)
    plans = []
    for library_id, entries in by_library.items():
        if library_id is None:
            problems += [f"{row.recycle_path}: its library was removed; move it by hand" for row in entries]
            continue
        library = await tools.store.read(libraries.by_id, library_id)
        applying.require_writable(library)
        found, wrong = await tools.in_thread(_plan, library, entries, batch)
        problems += wrong
        if found.steps:
            plans.append(found)
    return Restoring(tuple(plans), tuple(problems))


def _plan(library: Library, entries: Collection[BinRow], batch: str) -> "tuple[Plan, list[str]]":
    from lobbycard.organise import undo, world
    from lobbycard.organise.plan import Plan, Source, restore

    steps: list[Step] = []
    problems: list[str] = []
    made: set[str] = set()
    for row in entries:
        source = Source(row.recycle_path, row.sha256, row.size)
        step = restore(
            row.original_path, source, item_id=row.item_id, is_folder=row.type == "folder", reason="brought back"
        )
        try:
            world.check_step(library.path, step)
        except AppError as error:
            problems.append(error.message)
            continue
        steps += undo.missing_folders(library.path, os.path.dirname(row.original_path), made)
        steps.append(step)
    summary = f"Brought back {plural(len(steps), 'file')} from the recycle bin"
    return Plan(library.path, tuple(steps), batch, summary, library.id), problems


async def carry_out(tools: "Tools", restoring: Restoring, change: Change, job: JobContext | None = None) -> int:
    """Bring them back. Gives how many."""
    count = 0
    for one in restoring.plans:
        await applying.apply_plan(tools, one, change, job)
        count += sum(1 for step in one.steps if step.content is not None)
    return count
