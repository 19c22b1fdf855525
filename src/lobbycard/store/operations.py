"""The journal of touches of the file system, and what they have put into the recycle bins."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlmodel import Session, col

from lobbycard.errors import Conflict, UsageError
from lobbycard.events import Topic
from lobbycard.model.columns import now
from lobbycard.model.history import Activity, FileOperation, RecycleEntry
from lobbycard.model.kinds import OperationKind, OperationStatus
from lobbycard.model.operation import Done, Fingerprint, Operation, Recycled
from lobbycard.store import history, tables
from lobbycard.store.database import touched
from lobbycard.store.history import Change

FOLLOW = "files follow"
"""Set in a session's info by a trial of an undo: its files are taken back only after it."""

_table = tables.of(FileOperation)
_bin = tables.of(RecycleEntry)
_COLUMNS = [_table.c[name] for name in Operation._fields]


def begin(
    session: Session, operations: Sequence[Operation], change: Change | None = None, summary: str = ""
) -> list[int]:
    """Keep what is about to be done. With a change, the history tells of it, and it can be undone."""
    if change is not None and operations:
        _tell(session, change, summary, operations)
    values = [operation._asdict() | {"error": "", "created_at": now()} for operation in operations]
    for row in values:
        del row["id"]
    added = session.execute(insert(_table).returning(_table.c.id, sort_by_parameter_order=True), values)
    return [row.id for row in added]


def _tell(session: Session, change: Change, summary: str, operations: Sequence[Operation]) -> None:
    subject = f"files:{change.batch}"
    known = select(col(Activity.id)).where(col(Activity.batch) == change.batch, col(Activity.subject) == subject)
    if session.execute(known.limit(1)).first() is not None:
        return
    items = {operation.item_id for operation in operations}
    history.record(
        session,
        change,
        summary,
        subject=subject,
        item_id=items.pop() if len(items) == 1 else None,
        library_id=operations[0].library_id,
        after={"batch": change.batch},
    )


def settle(session: Session, done: Sequence[Done], keep: timedelta) -> None:
    """Keep how operations ended, and what is in the bin since; `keep` is how long it stays there."""
    if not done:
        return
    entries = _recycled(session, done, keep)
    values = [_ending(one) | {"recycle_id": entries.get(one.operation.id)} for one in done]
    rows = [
        {f"v_{name}": value for name, value in row.items()} | {"number": one.operation.id}
        for one, row in zip(done, values, strict=True)
    ]
    session.connection().execute(_SETTLE, rows)
    for one, row in zip(done, values, strict=True):
        if one.status is not OperationStatus.COMPLETED:
            continue
        if one.operation.kind is OperationKind.RESTORE:
            lay_there = _bin.c.recycle_path == one.operation.temp_path
            session.execute(update(_bin).where(lay_there, _bin.c.restored_at.is_(None)).values(restored_at=now()))
        if one.operation.inverts_id is not None:
            _take_back(session, one, row)
    for batch in sorted({one.operation.batch for one in done if one.status is OperationStatus.ROLLED_BACK}):
        _forget_what_was_not(session, batch)
    touched(session, Topic.HISTORY)


def _forget_what_was_not(session: Session, batch: str) -> None:
    """A batch of which no file was touched after all is nothing that could be taken back."""
    was = (_table.c.completed_at.is_not(None)) | (_table.c.status != OperationStatus.ROLLED_BACK)
    if session.execute(select(_table.c.id).where(_table.c.batch == batch, was).limit(1)).first() is None:
        told = col(Activity.batch) == batch, col(Activity.subject) == f"files:{batch}"
        session.execute(delete(Activity).where(*told))


_ENDING = ("status", "error", "completed_at", "rolled_back_at", "size", "mtime_ns", "checksum", "recycle_id")
_SETTLE = (
    update(_table)
    .where(_table.c.id == bindparam("number"))
    .values({name: bindparam(f"v_{name}", type_=_table.c[name].type) for name in _ENDING})
)


def _ending(one: Done) -> dict[str, Any]:
    left = one.left or one.operation.fingerprint
    return {
        "status": one.status,
        "error": one.error,
        "completed_at": now() if one.status is OperationStatus.COMPLETED else None,
        "rolled_back_at": now() if one.status is OperationStatus.ROLLED_BACK else None,
        "size": left.size,
        "mtime_ns": left.mtime_ns,
        "checksum": left.sha256 or "",
    }


def _recycled(session: Session, done: Sequence[Done], keep: timedelta) -> dict[int, int]:
    """The entries of the bin, by the operations that made them."""
    made = [one for one in done if one.recycled is not None]
    if not made:
        return {}
    values = [_entry(one.operation, one.recycled, keep) for one in made if one.recycled is not None]
    rows = session.execute(insert(_bin).returning(_bin.c.id, sort_by_parameter_order=True), values)
    return {one.operation.id: row.id for one, row in zip(made, rows, strict=True)}


def _entry(operation: Operation, entry: Recycled, keep: timedelta) -> dict[str, Any]:
    return {
        "library_id": operation.library_id,
        "item_id": operation.item_id,
        "batch": operation.batch,
        "original_path": entry.original,
        "recycle_path": entry.path,
        "size": entry.seen.size,
        "type": "folder" if entry.is_folder else "file",
        "reason": entry.reason,
        "sha256": entry.seen.sha256 or "",
        "deleted_at": entry.at,
        "expires_at": entry.at + keep,
    }


def _take_back(session: Session, one: Done, values: dict[str, Any]) -> None:
    """What this operation inverts is taken back; and what that one had taken back is in effect again."""
    mark = update(_table).where(_table.c.id == one.operation.inverts_id)
    session.execute(mark.values(status=OperationStatus.ROLLED_BACK, rolled_back_at=now()))
    columns = _table.c.inverts_id, _table.c.kind, _table.c.temp_path
    inverted = session.execute(select(*columns).where(_table.c.id == one.operation.inverts_id)).one()
    if inverted.inverts_id is None and inverted.kind is OperationKind.RESTORE and one.operation.new_path:
        _lies_elsewhere(session, inverted.temp_path, one.operation.new_path, values.get("recycle_id"))
    query = select(_table.c.id, _table.c.kind).where(_table.c.id == inverted.inverts_id)
    original = session.execute(query).one_or_none()
    if original is None:
        return
    again: dict[str, Any] = {
        name: values[name] for name in ("size", "mtime_ns", "checksum", "recycle_id") if name in values
    }
    if original.kind in _INTO_BIN:
        again["new_path"] = one.operation.new_path
    again |= {"status": OperationStatus.COMPLETED, "rolled_back_at": None}
    session.execute(update(_table).where(_table.c.id == original.id).values(again))


def _lies_elsewhere(session: Session, before: str, path: str, recycle_id: int | None) -> None:
    """What a person had back from the bin, and then not, lies at another place of it: who put it there finds it."""
    same = _table.c.new_path == before, _table.c.kind.in_(_INTO_BIN), _table.c.status == OperationStatus.COMPLETED
    session.execute(update(_table).where(*same).values(new_path=path, recycle_id=recycle_id))


_INTO_BIN = (OperationKind.WRITE, OperationKind.RESTORE, OperationKind.DELETE)


def _read(session: Session, *conditions: Any) -> list[Operation]:
    query = select(*_COLUMNS).where(*conditions).order_by(_table.c.id)
    return [Operation._make(row) for row in session.execute(query)]


def pending(session: Session) -> list[Operation]:
    """What was under way when a process died, or is under way now in another one."""
    return _read(session, _table.c.status == OperationStatus.PENDING)


def pending_libraries(session: Session) -> list[int | None]:
    """The libraries with operations that are under way or were interrupted."""
    query = select(_table.c.library_id).where(_table.c.status == OperationStatus.PENDING).distinct()
    return list(session.scalars(query))


def pending_of(session: Session, library_id: int | None) -> list[Operation]:
    """The pending operations of one library."""
    same = _table.c.library_id.is_(None) if library_id is None else _table.c.library_id == library_id
    return _read(session, _table.c.status == OperationStatus.PENDING, same)


def of_batch(session: Session, batch: str) -> list[Operation]:
    """All operations of a batch, in order."""
    return _read(session, _table.c.batch == batch)


def in_effect(session: Session, batch: str) -> list[Operation]:
    """The operations of a batch that an undo of it has to take back."""
    return _read(session, _table.c.batch == batch, _table.c.status == OperationStatus.COMPLETED)


def left_since(session: Session, library_id: int, moment: datetime, begun: datetime) -> dict[str, Fingerprint | None]:
    """What we left at which absolute paths of a library since; None where we left nothing.

    Not what an undo left that was over when a look `begun`: the rows say of that what is ours and what others'.
    """
    told = select(col(Activity.id)).where(
        col(Activity.batch) == _table.c.batch, col(Activity.undoes).is_not(None), col(Activity.at) <= begun
    )
    query = select(*_COLUMNS).where(
        _table.c.created_at >= moment,
        _table.c.library_id == library_id,
        _table.c.status == OperationStatus.COMPLETED,
        ~told.exists(),
    )
    found: dict[str, Fingerprint | None] = {}
    for row in session.execute(query.order_by(_table.c.id)):
        operation = Operation._make(row)
        found[operation.original_path] = None
        if operation.kind is not OperationKind.DELETE:
            found[operation.lands] = operation.fingerprint
    return found


def find_batch(session: Session, word: str) -> str:
    """The batch that a person names, by its first letters."""
    same = col(Activity.batch).startswith(word, autoescape=True)
    found = sorted(set(session.scalars(select(col(Activity.batch)).where(same).distinct().limit(3))))
    if word in found:
        return word
    if not found:
        raise UsageError(f"There is no batch “{word}” in the history.", "See: lobbycard history")
    if len(found) > 1:
        raise UsageError(f"“{word}” begins more than one batch.", "Give more of its letters.")
    return found[0]


class FileRow(NamedTuple):
    """A touch of the file system as the history shows it."""

    kind: OperationKind
    original_path: str
    new_path: str
    size: int
    status: OperationStatus
    error: str


def rows_of_batch(session: Session, batch: str, limit: int = 1000) -> list[FileRow]:
    """What a batch did to files."""
    columns = [_table.c[name] for name in FileRow._fields]
    query = select(*columns).where(_table.c.batch == batch).order_by(_table.c.id).limit(limit)
    return [FileRow._make(row) for row in session.execute(query)]


def counts(session: Session, batches: Iterable[str]) -> dict[str, int]:
    """How many files each batch touched."""
    query = select(_table.c.batch, func.count()).where(_table.c.batch.in_(list(batches))).group_by(_table.c.batch)
    return {batch: count for batch, count in session.execute(query)}  # noqa: C416  # rows are not pairs to mypy


def half_undone(session: Session) -> list[str]:
    """Batches whose undo was interrupted: some of their files are taken back, the rest and the rows are not."""
    back = (_table.c.status == OperationStatus.ROLLED_BACK) & _table.c.completed_at.is_not(None)
    some_back = select(_table.c.batch).where(back).distinct()
    standing = col(Activity.undone_by).is_(None) & (col(Activity.subject) != "")
    query = select(col(Activity.batch)).where(col(Activity.batch).in_(some_back), standing)
    return sorted(session.scalars(query.distinct()))


def interrupted_undo(session: Session, batch: str) -> str | None:
    """The name under which an undo of this batch has begun but not ended."""
    of_batch = _table.alias("original")
    told = select(col(Activity.id)).where(col(Activity.batch) == _table.c.batch).exists()
    query = (
        select(_table.c.batch)
        .join(of_batch, of_batch.c.id == _table.c.inverts_id)
        .where(of_batch.c.batch == batch, _table.c.status == OperationStatus.COMPLETED, ~told)
        .order_by(_table.c.id.desc())
        .limit(1)
    )
    found: str | None = session.execute(query).scalar_one_or_none()
    return found


def is_undone(session: Session, batch: str) -> bool:
    """Whether a batch was taken back already."""
    activities = history.details(session, batch)
    return bool(activities) and all(activity.undone_by for activity in activities)


def try_undo(session: Session, batch: str) -> None:
    """Whether the rows of a batch can be taken back, without doing it; Conflict says why not."""
    session.info[FOLLOW] = True
    savepoint = session.begin_nested()
    try:
        history.undo(session, batch)
        session.flush()
    finally:
        savepoint.rollback()
        session.expunge_all()
        session.info.clear()


def forget(session: Session, older_than: timedelta, limit: int = 5000) -> int:
    """Remove settled operations of long ago. Gives how many; call it until it gives 0."""
    old = (
        select(_table.c.id)
        .where(_table.c.created_at < now() - older_than, _table.c.status != OperationStatus.PENDING)
        .limit(limit)
    )
    found = session.execute(_table.delete().where(_table.c.id.in_(old)))
    removed: int = found.rowcount  # type: ignore[attr-defined]  # a cursor result
    return removed


def forget_activities(session: Session, older_than: timedelta, limit: int = 5000) -> int:
    """Remove what happened long ago from the history. Gives how many rows; call it until it gives 0."""
    old = select(col(Activity.id)).where(col(Activity.at) < now() - older_than).limit(limit)
    gone = session.execute(
        delete(Activity).where(col(Activity.id).in_(old)).execution_options(synchronize_session=False)
    )
    touched(session, Topic.HISTORY)
    removed: int = gone.rowcount  # type: ignore[attr-defined]  # a cursor result
    return removed


@history.restores("files")
def restore_files(session: Session, item_id: int | None, subject: str, now_: Any, then: Any) -> None:
    """Files are taken back by `tasks.undo_batch`, before the rows; here it is only made sure of."""
    if session.info.get(FOLLOW):
        return
    batch = subject.partition(":")[2]
    wrong = OperationStatus.COMPLETED if now_ is not None else OperationStatus.ROLLED_BACK
    query = select(_table.c.id).where(
        _table.c.batch == batch, _table.c.status == wrong, _table.c.completed_at.is_not(None)
    )
    if session.execute(query.limit(1)).first() is not None:
        raise Conflict("its files are still as they were written.", "Undo it with: lobbycard undo")
