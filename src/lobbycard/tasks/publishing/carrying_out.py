"""Carries out a publication and notes what was done of it, whatever ends it."""

import os
import time
from typing import TYPE_CHECKING, NamedTuple

from lobbycard.errors import AppError, FileError
from lobbycard.model.kinds import ItemState
from lobbycard.model.operation import Operation
from lobbycard.store import identity, operations, unknown
from lobbycard.store.history import Change
from lobbycard.store.publish import published
from lobbycard.store.publish.published import NfoDone, Outcome, Record
from lobbycard.tasks import applying
from lobbycard.tasks.publishing import planned

if TYPE_CHECKING:
    from lobbycard.jobs.context import JobContext
    from lobbycard.tasks.publishing.planned import Part, Publication
    from lobbycard.tools import Tools


class Carried(NamedTuple):
    """What was done."""

    files: int = 0
    bytes: int = 0
    cancelled: bool = False


async def carry_out(
    tools: "Tools", publication: "Publication", change: Change, job: "JobContext | None" = None
) -> Carried:
    """Just what was shown, or `Conflict` because the world has changed since."""
    files = written = 0
    for part in publication.parts:
        started = time.monotonic()
        done = Carried()
        error = ""
        try:
            if part.plan.steps:
                await tools.in_thread(_make_root, part)
                applied = await applying.apply_plan(tools, part.plan, change, job)
                done = Carried(applied.steps, applied.bytes, applied.cancelled)
                if gone := await tools.in_thread(_gone, part):
                    await tools.store.write(unknown.drop_gone, part.library_id, gone)
        except AppError as failure:
            error = failure.message
            raise
        finally:
            is_whole = not error and not done.cancelled
            await _note(tools, part, change, is_whole=is_whole, error=error, seconds=time.monotonic() - started)
        files += done.files
        written += done.bytes
        if done.cancelled:
            return Carried(files, written, cancelled=True)
    return Carried(files, written)


def _gone(part: "Part") -> list[str]:
    """What was moved aside or recycled, as a scan knows it."""
    root = part.plan.root.rstrip("/") + "/"
    return [step.path.removeprefix(root) for step in part.plan.steps if not os.path.lexists(step.path)]


def _make_root(part: "Part") -> None:
    """The folder of sets is made when it is not there yet; a library's never."""
    try:
        os.makedirs(part.plan.root, exist_ok=True)
    except OSError as error:
        raise FileError(f"The folder {part.plan.root} cannot be made: {error.strerror}.") from error


async def _note(tools: "Tools", part: "Part", change: Change, *, is_whole: bool, error: str, seconds: float) -> None:
    """Rows of what is there now, also when only a part of it is."""
    by_path: dict[str, Operation] = {}
    if part.plan.steps:
        done = await tools.store.read(operations.in_effect, change.batch)
        by_path = {operation.lands: operation for operation in done}
    records = [one for record in part.records if (one := _as_left(part, record, by_path)) is not None]
    paths = {os.path.join(part.plan.root, record.path) for record in records if record.is_new}
    nfos = [
        NfoDone(nfo.members, nfo.text.decode("utf-8", "replace"), nfo.hash)
        for nfo in planned.nfo_steps(part)
        if nfo.path in paths
    ]
    outcome = Outcome(
        part.library_id,
        records,
        part.gone if is_whole else (),
        nfos,
        part.drifts,
        part.current if is_whole else (),
        error,
        int(seconds * 1000),
    )
    if outcome.records or outcome.gone or outcome.drifts or outcome.current:
        await tools.store.write(published.record, outcome, change)


def _as_left(part: "Part", record: Record, by_path: dict[str, Operation]) -> Record | None:
    """With size and time as the file has them; None when it was not written after all."""
    if not record.is_new:
        return record
    operation = by_path.get(os.path.join(part.plan.root, record.path))
    return None if operation is None else record._replace(size=operation.size, mtime_ns=operation.mtime_ns)


async def note_failure(tools: "Tools", item_id: int, error: AppError) -> None:
    """An item whose files could not be written says so."""
    await tools.store.write(identity.fail, item_id, ItemState.ERROR_FILE, error.message)
