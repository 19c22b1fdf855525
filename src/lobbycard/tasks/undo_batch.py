"""Take a batch back: its file operations, then its rows; all of it or nothing. A redo is the undo of an undo."""

import logging
import os
from collections import defaultdict
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from lobbycard.errors import AppError, Conflict, NotFound
from lobbycard.jobs.context import JobContext
from lobbycard.jobs.registry import Request
from lobbycard.model.operation import Operation
from lobbycard.store import history, libraries, operations
from lobbycard.store.history import USER
from lobbycard.tasks import applying, delete_items, task

if TYPE_CHECKING:
    from lobbycard.organise.plan import Plan
    from lobbycard.tools import Tools

log = logging.getLogger(__name__)


class UndoBatch(Request):
    """Take a batch back, as a job: it goes on where an interruption left it."""

    queue: ClassVar[str] = "publish"

    batch: str

    def title(self) -> str:
        """What the job list shows."""
        return "Take back a change"


class Undone(NamedTuple):
    """What was taken back."""

    batch: str
    undo: str
    """The batch of the undo: what a redo takes."""
    summary: str
    changes: int
    files: int
    is_redo: bool = False


class Preview(NamedTuple):
    """What an undo would do."""

    batch: str
    summary: str
    changes: tuple[str, ...]
    plans: "tuple[Plan, ...]"
    is_redo: bool = False
    """What is taken back is itself an undo: the change is had again."""


@task(UndoBatch)
async def run(tools: "Tools", job: JobContext, request: UndoBatch) -> str:
    """Once taken back, asking again is done at once."""
    if await tools.store.read(operations.is_undone, request.batch):
        return "Taken back"
    undone = await undo(tools, request.batch, actor=job.actor)
    await job.enqueue(*await scans_after(tools, undone.undo))
    return f"Taken back: {undone.summary}"


async def find(tools: "Tools", batch: str | None = None, *, redo: bool = False) -> str:
    """The batch that is meant: the one named (its first letters will do), else the last change or the last undo."""
    await _settle(tools)
    if batch:
        named = await tools.store.read(operations.find_batch, batch)
        return await tools.store.read(history.meant, named)
    found = await tools.store.read(history.last_undo if redo else history.last_undoable)
    if found is None:
        raise NotFound("There is nothing to do again." if redo else "There is nothing to take back.")
    return found


async def _settle(tools: "Tools") -> None:
    """What a crash left half done is first brought to an end: what is in effect shows only then."""
    for library_id in await tools.store.read(operations.pending_libraries):
        if library_id is not None:
            library = await tools.store.read(libraries.by_id, library_id)
            await tools.in_thread(applying.settle, tools, library_id, library.path)


async def preview(tools: "Tools", batch: str) -> Preview:
    """What taking this batch back means; Conflict says why it cannot be."""
    from lobbycard.organise import world

    batch = await tools.store.read(history.meant, batch)
    await tools.store.write(operations.try_undo, batch)
    plans = await _plans(tools, batch, history.new_batch())
    for plan in plans:
        await tools.in_thread(_checked, plan)
        await tools.in_thread(world.check, plan)
    changes = await tools.store.read(history.details, batch)
    told = tuple(change.summary for change in changes)
    is_redo = any(change.undoes for change in changes)
    # An undo goes backwards: what began the change is told last.
    first = (told[-1].removeprefix("Undo: ") if is_redo else told[0]) if told else ""
    return Preview(batch, first, told, tuple(plans), is_redo)


async def undo(tools: "Tools", batch: str, *, actor: str = USER) -> Undone:
    """Take a batch back. Everything is looked at before anything is changed."""
    shown = await preview(tools, batch)
    batch = shown.batch
    # An undo that was interrupted goes on under its own name, so that a redo finds all of it.
    name = await tools.store.read(operations.interrupted_undo, batch) or history.new_batch()
    plans = await _plans(tools, batch, name)
    files = 0
    try:
        for plan in plans:
            files += (await applying.apply_plan(tools, plan, None)).steps
        await tools.store.write(history.undo, batch, actor, name)
    except AppError:
        await _forward_again(tools, name)
        raise
    return Undone(batch, name, shown.summary, len(shown.changes), files, shown.is_redo)


async def _forward_again(tools: "Tools", name: str) -> bool:
    """An undo that failed half-way is itself taken back, so that nothing has changed."""
    try:
        plans = await _plans(tools, name, history.new_batch())
        for plan in plans:
            await tools.in_thread(_checked, plan)
        for plan in plans:
            await applying.apply_plan(tools, plan, None)
    except AppError as error:
        log.error("an undo failed half-way, and so did taking it back: %s", error)
        return False
    return True


def _checked(plan: "Plan") -> None:
    plan.check()


async def _plans(tools: "Tools", batch: str, name: str) -> "list[Plan]":
    from lobbycard.organise import undo

    by_library: dict[int, list[Operation]] = defaultdict(list)
    for operation in await tools.store.read(operations.in_effect, batch):
        if operation.library_id is None:
            raise Conflict("Its files belong to a library that was removed.", "Add the folder as a library again.")
        by_library[operation.library_id].append(operation)
    plans = []
    for library_id, done in by_library.items():
        library = await tools.store.read(libraries.by_id, library_id)
        applying.require_writable(library)
        if not os.path.isdir(library.path):
            raise Conflict(f"The library “{library.name}” cannot be reached.", "Is the disk mounted?")
        for root, of_root in _by_root(done, [library.path, tools.settings.publish.set_folder]).items():
            plans.append(await tools.in_thread(undo.inverse, of_root, root, name, "Undo", library_id))
    return plans


def _by_root(done: list[Operation], roots: list[str]) -> dict[str, list[Operation]]:
    """What lies in the library, and what in the folder of sets, which may be outside of it."""
    found: dict[str, list[Operation]] = defaultdict(list)
    for operation in done:
        inside = [root for root in roots if root and operation.original_path.startswith(root.rstrip("/") + "/")]
        found[inside[0] if inside else roots[0]].append(operation)
    return found


async def scans_after(tools: "Tools", name: str) -> list[Request]:
    """What lets the libraries notice the files that an undo brought back or away."""
    from lobbycard.organise.plan import Plan, Step

    by_library: dict[int, list[Operation]] = defaultdict(list)
    for operation in await tools.store.read(operations.in_effect, name):
        if operation.library_id is not None:
            by_library[operation.library_id].append(operation)
    plans = []
    for library_id, done in by_library.items():
        library = await tools.store.read(libraries.by_id, library_id)
        inside = _by_root(done, [library.path, tools.settings.publish.set_folder])[library.path]
        steps = tuple(Step(one.kind, one.original_path, is_folder=one.is_folder) for one in inside)
        plans.append(Plan(library.path, steps, name, "", library_id))
    return delete_items.scans(plans)


class Finished(NamedTuple):
    """What became of undos that a crash had interrupted."""

    undone: int = 0
    given_up: int = 0


async def finish_interrupted(tools: "Tools") -> Finished:
    """Finish undos that a crash interrupted. One that others' changes prevent is given up, not finished some day."""
    undone = given_up = 0
    for batch in await tools.store.read(operations.half_undone):
        try:
            await undo(tools, batch)
            undone += 1
        except AppError as error:
            log.warning("the undo of %s was interrupted and cannot be finished: %s", batch, error)
            given_up += await _give_up(tools, batch)
    return Finished(undone, given_up)


async def _give_up(tools: "Tools", batch: str) -> bool:
    """Nothing is given up while a disk is away: the undo goes on when it is back."""
    roots = [
        (await tools.store.read(libraries.by_id, one)).path
        for one in {operation.library_id for operation in await tools.store.read(operations.of_batch, batch)}
        if one is not None
    ]
    name = await tools.store.read(operations.interrupted_undo, batch)
    return name is not None and all(map(os.path.isdir, roots)) and await _forward_again(tools, name)
