"""Takes changes back and does them again, and says in words what that was."""

from lobbycard.core import Core
from lobbycard.store import history
from lobbycard.tui import text


async def undo(core: Core) -> str:
    """Take back the person's newest change that can be; gives the line to show."""
    batch = await core.store.read(history.last_undoable)
    if batch is None:
        return "There is nothing to take back."
    summary = await _summary(core, batch)
    await _take_back(core, batch)
    return f"Taken back: {summary}"


async def redo(core: Core) -> str:
    """Do the last undone change again."""
    batch = await core.store.read(history.last_undo)
    if batch is None:
        return "There is nothing to do again."
    summary = await _summary(core, batch)
    await _take_back(core, batch)
    return f"Done again: {summary.removeprefix('Undo: ')}"


async def _take_back(core: Core, batch: str) -> None:
    """Files and rows together; what the files' folders look like now is looked at afterwards."""
    from lobbycard.tasks import undo_batch

    undone = await undo_batch.undo(core.tools, batch)
    await core.enqueue(*await undo_batch.scans_after(core.tools, undone.undo))


async def _summary(core: Core, batch: str) -> str:
    changes = await core.store.read(history.details, batch)
    first = text.safe(changes[0].summary) if changes else "a change"
    return first if len(changes) <= 1 else f"{first} (and {len(changes) - 1} more)"
