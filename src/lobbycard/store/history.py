"""Activities: what was changed by whom, with before and after; and taking a batch back."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from importlib import import_module
from typing import Any, NamedTuple

from sqlalchemy import Date, DateTime, case, func, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, SQLModel, col

from lobbycard.errors import Conflict, NotFound
from lobbycard.events import Topic
from lobbycard.model.columns import UtcDateTime
from lobbycard.model.history import Activity
from lobbycard.model.item import Item
from lobbycard.model.kinds import Severity
from lobbycard.store import matching, tables
from lobbycard.store.database import touched

USER = "user"


class Change(NamedTuple):
    """Who makes a change and what it is undone together with."""

    batch: str
    actor: str = USER
    action: str = "edit"

    @property
    def by_user(self) -> bool:
        """True when a person makes it."""
        return self.actor == USER


def new_batch() -> str:
    """The name of a new batch."""
    return uuid.uuid4().hex


def by_user(action: str = "edit", batch: str | None = None) -> Change:
    """A change that a person makes."""
    return Change(batch or new_batch(), USER, action)


Restore = Callable[[Session, int | None, str, Any, Any], None]
"""Brings a subject from `after` back to `before`: (session, item_id, subject, now, then). Raises Conflict."""

_RESTORERS: dict[str, Restore] = {}


def restores(prefix: str) -> Callable[[Restore], Restore]:
    """Declare the decorated function as what takes back activities whose subject begins with `prefix`."""

    def declare(restore: Restore) -> Restore:
        _RESTORERS[prefix] = restore
        return restore

    return declare


def record(
    session: Session,
    change: Change,
    summary: str,
    *,
    subject: str = "",
    item_id: int | None = None,
    library_id: int | None = None,
    before: Any = None,
    after: Any = None,
    severity: Severity = Severity.INFO,
    undoes: str | None = None,
) -> None:
    """Note a change. One without a subject is told but cannot be undone."""
    session.add(
        Activity(
            batch=change.batch,
            actor=change.actor,
            action=change.action,
            summary=summary[:500],
            item_id=item_id,
            library_id=library_id,
            subject=subject,
            before=before,
            after=after,
            severity=severity,
            undoes=undoes,
        )
    )
    touched(session, Topic.HISTORY)


# --- rows of tables as subjects -----------------------------------------------------------------------------------


def row_values(row: SQLModel) -> dict[str, Any]:
    """A row's columns as JSON."""
    table = tables.of(type(row))
    return {column.name: _json_value(getattr(row, column.name)) for column in table.columns}


def _json_value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def record_row(
    session: Session, change: Change, summary: str, before: dict[str, Any] | None, row: SQLModel | None, table: str
) -> None:
    """Note that a row was added (no before), changed, or removed (no row)."""
    if row is not None:
        session.flush()
    after = None if row is None else row_values(row)
    if before == after:
        return
    known = after or before or {}
    keys = [column.name for column in SQLModel.metadata.tables[table].primary_key.columns]
    key = ",".join(str(known[name]) for name in keys)
    record(
        session,
        change,
        summary,
        subject=f"row:{table}:{key}",
        before=before,
        after=after,
        item_id=known.get("item_id") if table != "item" else known.get("id"),
        library_id=known.get("library_id") if table != "library" else known.get("id"),
    )


_VOLATILE = {"updated_at", "reference_count", "last_used_at", "last_scanned_at", "free_space", "total_space"}
"""Columns whose change by others does not stand in the way of an undo."""


@restores("row")
def restore_row(session: Session, item_id: int | None, subject: str, now: Any, then: Any) -> None:
    """Put a row back as it was."""
    _, name, key = subject.split(":", 2)
    table = SQLModel.metadata.tables[name]
    keys = list(table.primary_key.columns)
    same = [column == _typed(column.type, part) for column, part in zip(keys, key.split(","), strict=True)]
    row = session.execute(select(table).where(*same)).mappings().one_or_none()
    if now is None and row is not None:
        raise Conflict("It is there again already.", "Remove it first.")
    if now is not None:
        if row is None:
            raise Conflict("What was changed is no longer there.")
        changed = [
            column
            for column, value in now.items()
            if column in row
            and column not in _VOLATILE
            and then is not None
            and then.get(column) != value
            and _json_value(row[column]) not in (value, then.get(column))
        ]
        if changed:
            raise Conflict(f"{', '.join(changed)} of {name.replace('_', ' ')} was changed again since.")
    if then is None:
        session.execute(table.delete().where(*same))
    else:
        values = {column: _typed(table.c[column].type, value) for column, value in then.items() if column in table.c}
        if row is None:
            session.execute(table.insert().values(values))
        else:
            differing = {c: v for c, v in values.items() if now is None or now.get(c) != then.get(c)}
            if differing:
                session.execute(table.update().where(*same).values(differing))
    touched(session, _TOPICS.get(name, Topic.RULE))
    if name == "item":
        touched(session, Topic.ITEM, [int(key)])


_TOPICS = {"item": Topic.ITEM, "library": Topic.LIBRARY, "candidate": Topic.ARTWORK, "unknown_file": Topic.UNKNOWN}


def _typed(type_: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(type_, (UtcDateTime, DateTime, Date)) and isinstance(value, str):
        return datetime.fromisoformat(value)
    return type_.python_type(value) if isinstance(value, str) and type_.python_type is int else value


# --- undo ----------------------------------------------------------------------------------------------------------


class BatchRow(NamedTuple):
    """A batch as the history shows it."""

    batch: str
    at: datetime
    actor: str
    action: str
    summary: str
    changes: int
    undoes: str | None
    undone_by: str | None
    item_id: int | None
    severity: Severity
    can_undo: bool


def undo(session: Session, batch: str, actor: str = USER, name: str = "") -> str:
    """Take a batch back, newest change first; all of it or nothing, with an explanation.

    Gives the undo's batch: `name`, when its file operations have one already.
    """
    batch = meant(session, batch)
    activities = _of_batch(session, batch)
    if not activities:
        raise NotFound(f"There is no batch {batch} in the history.")
    if any(activity.undone_by for activity in activities):
        raise Conflict("It was taken back already.", "Undo the undo to have it again.")
    change = Change(name or new_batch(), actor, "undo")
    for activity in reversed(activities):
        if activity.subject:
            _take_back(session, activity, change)
    if not any(activity.subject for activity in activities):
        record(session, change, f"Undo: {activities[0].summary}", item_id=activities[0].item_id, undoes=batch)
    session.flush()
    mark = update(Activity).where(col(Activity.batch) == batch).values(undone_by=change.batch)
    session.execute(mark.execution_options(synchronize_session=False))
    _reopen_original(session, activities, change.batch)
    touched(session, Topic.HISTORY)
    return change.batch


def meant(session: Session, batch: str) -> str:
    """What is taken back when this batch is named: of a redo, the change that it brought back."""
    while (undone := _undone_by(session, batch)) and (original := _undone_by(session, undone)):
        batch = original
    return batch


def _undone_by(session: Session, batch: str) -> str | None:
    """The batch that this one takes back, if it takes back one."""
    query = select(func.max(col(Activity.undoes))).where(col(Activity.batch) == batch)
    found: str | None = session.execute(query).scalar_one()
    return found


def _of_batch(session: Session, batch: str) -> list[Activity]:
    return list(session.scalars(select(Activity).where(col(Activity.batch) == batch).order_by(col(Activity.id))))


_HOMES = {
    "fields": "lobbycard.store.fields",
    "rejection": "lobbycard.store.artwork",
    "files": "lobbycard.store.operations",
    "published": "lobbycard.store.publish.published",
}
"""Where restorers are declared, for a process that has had no other use of them yet."""


def _take_back(session: Session, activity: Activity, change: Change) -> None:
    prefix = activity.subject.partition(":")[0]
    if prefix not in _RESTORERS:
        import_module(_HOMES[prefix])
    restore = _RESTORERS[prefix]
    try:
        restore(session, activity.item_id, activity.subject, activity.after, activity.before)
    except Conflict as error:
        hint = error.hint or "Undo the later change first."
        raise Conflict(f"“{activity.summary}” cannot be taken back: {error.message}", hint) from error
    is_redo = activity.undoes is not None
    record(
        session,
        change,
        f"{'Redo' if is_redo else 'Undo'}: {activity.summary.removeprefix('Undo: ')}",
        subject=activity.subject,
        item_id=activity.item_id,
        library_id=activity.library_id,
        before=activity.after,
        after=activity.before,
        undoes=activity.batch,
    )


def _reopen_original(session: Session, activities: Sequence[Activity], batch: str) -> None:
    """The undo of an undo is a redo: what was undone counts as done again, and may be undone again."""
    originals = {activity.undoes for activity in activities if activity.undoes}
    for original in originals:
        reopened = update(Activity).where(col(Activity.batch) == original).values(undone_by=None)
        session.execute(reopened.execution_options(synchronize_session=False))


def last_undoable(session: Session, actor: str | None = USER) -> str | None:
    """The newest batch that can be taken back; of anybody when `actor` is None."""
    query = select(col(Activity.batch)).where(
        col(Activity.undone_by).is_(None), col(Activity.undoes).is_(None), col(Activity.subject) != ""
    )
    if actor is not None:
        query = query.where(col(Activity.actor) == actor)
    return session.execute(query.order_by(col(Activity.id).desc()).limit(1)).scalar_one_or_none()


def last_undo(session: Session) -> str | None:
    """The newest undo that was not itself taken back: what a redo takes. A redo is none."""
    original = aliased(Activity)
    is_of_change = col(original.batch) == col(Activity.undoes), col(original.undoes).is_(None)
    of_change = select(col(original.id)).where(*is_of_change).exists()
    query = select(col(Activity.batch)).where(col(Activity.undone_by).is_(None), of_change)
    return session.execute(query.order_by(col(Activity.id).desc()).limit(1)).scalar_one_or_none()


def batches(
    session: Session,
    *,
    item_id: int | None = None,
    before: int | None = None,
    limit: int = 200,
    by: str = "",
    action: str = "",
    text: str = "",
) -> list[tuple[int, BatchRow]]:
    """The history, newest batch first, as (first activity's id, batch); `before` is the last id of the page before.

    `by` is `user`, or `automation` for everybody else.
    """
    first, last = func.min(col(Activity.id)), func.max(col(Activity.id))
    # An undo goes backwards: what began the change is told last.
    told = case((func.max(col(Activity.undoes)).is_not(None), last), else_=first)
    grouped = select(
        first.label("first"),
        told.label("told"),
        func.count().label("count"),
        func.max(col(Activity.subject)).label("subject"),
    ).group_by(col(Activity.batch))
    if item_id is not None:
        grouped = grouped.where(col(Activity.item_id) == item_id)
    if by:
        grouped = grouped.where(col(Activity.actor) == USER if by == USER else col(Activity.actor) != USER)
    if action:
        grouped = grouped.where(col(Activity.action) == action)
    if text:
        grouped = grouped.where(matching.holds(col(Activity.summary), text))
    if before is not None:
        grouped = grouped.having(first < before)
    groups = grouped.order_by(first.desc()).limit(limit).subquery()
    query = (
        select(groups.c.first, Activity, groups.c.count, groups.c.subject)
        .join(groups, groups.c.told == col(Activity.id))
        .order_by(groups.c.first.desc())
    )
    return [(number, _batch_row(shown, count, subject)) for number, shown, count, subject in session.execute(query)]


def actions(session: Session) -> list[tuple[str, int]]:
    """The kinds of changes that there were, with how many of each, the most frequent first."""
    count = func.count()
    rows = session.execute(
        select(col(Activity.action), count).group_by(col(Activity.action)).order_by(count.desc(), col(Activity.action))
    )
    return [(row[0], row[1]) for row in rows]


def _batch_row(activity: Activity, count: int, subject: str) -> BatchRow:
    # What is done to files is told for all of them together.
    is_alone = count == 1 or activity.subject.startswith("files")
    summary = activity.summary if is_alone else f"{activity.summary} (and {count - 1} more)"
    return BatchRow(
        activity.batch,
        activity.at,
        activity.actor,
        activity.action,
        summary,
        count,
        activity.undoes,
        activity.undone_by,
        activity.item_id,
        activity.severity,
        bool(subject) and activity.undone_by is None,
    )


def of_item(session: Session, item_id: int, limit: int = 200) -> list[Activity]:
    """What happened to an item, newest first."""
    query = select(Activity).where(col(Activity.item_id) == item_id).order_by(col(Activity.id).desc()).limit(limit)
    return list(session.scalars(query))


def details(session: Session, batch: str) -> list[Activity]:
    """The changes of a batch, in order."""
    return _of_batch(session, batch)


def titles_of(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """Titles to name in summaries."""
    rows = session.execute(select(col(Item.id), col(Item.title)).where(col(Item.id).in_(list(ids))))
    return {item_id: title for item_id, title in rows}  # noqa: C416  # rows are not pairs to mypy
