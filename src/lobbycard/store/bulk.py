"""One change to many items at a stroke: one transaction, one batch, one undo."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from lobbycard.events import Topic
from lobbycard.model import fields as known_fields
from lobbycard.model.columns import now
from lobbycard.model.item import FieldState, Item
from lobbycard.model.plain import Plain
from lobbycard.store import fields, history, items, values
from lobbycard.store.database import touched
from lobbycard.store.history import Change


def edit(session: Session, item_ids: Sequence[int], name: str, value: Plain, change: Change) -> int:
    """Write (and lock) one field of all these items that have it; gives how many."""
    return _each(session, item_ids, name, change, lambda item, info: value)


def change_tags(
    session: Session, item_ids: Sequence[int], new: Sequence[str], gone: Sequence[str], change: Change
) -> int:
    """Add some tags to those that an item has and take others away; gives how many items that changed."""

    def changed(item: Item, info: known_fields.FieldInfo) -> Plain:
        kept = [tag for tag in values.get(session, item, info) or [] if tag not in gone]
        return [*kept, *(tag for tag in new if tag not in kept)] or None

    return _each(session, item_ids, "tags", change, changed)


def _each(
    session: Session,
    item_ids: Sequence[int],
    name: str,
    change: Change,
    wanted: Callable[[Item, known_fields.FieldInfo], Plain],
) -> int:
    info = known_fields.FIELDS[name]
    count = 0
    for item in items.by_ids(session, item_ids):
        if item.kind not in info.kinds:
            continue
        value = wanted(item, info)
        if value != values.get(session, item, info):
            fields.edit(session, item.id, {name: value}, change)
            count += 1
    return count


def set_locks(session: Session, item_ids: Sequence[int], names: Iterable[str], *, lock: bool, change: Change) -> int:
    """Lock or unlock these fields of all these items, as far as they have them; gives how many items."""
    wanted = set(names)
    count = 0
    for item in items.by_ids(session, item_ids):
        mine = [info.name for info in known_fields.of_kind(item.kind) if info.name in wanted]
        if mine and _differs(session, item.id, mine, lock=lock):
            fields.set_locks(session, item.id, mine, lock=lock, change=change)
            count += 1
    return count


def _differs(session: Session, item_id: int, names: Sequence[str], *, lock: bool) -> bool:
    locked = set(
        session.scalars(
            select(col(FieldState.field)).where(
                col(FieldState.item_id) == item_id, col(FieldState.locked), col(FieldState.field).in_(names)
            )
        )
    )
    return bool(set(names) - locked) if lock else bool(locked)


def set_monitored(session: Session, item_ids: Sequence[int], *, monitored: bool, change: Change) -> int:
    """Let automation care for these items and what is below them, or leave them alone; gives how many changed."""
    word = "Monitored" if monitored else "No longer monitored"
    chosen = [item for item in items.by_ids(session, items.family(session, item_ids)) if item.monitored != monitored]
    for item in chosen:
        _set(session, item, {"monitored": monitored}, f"{item.title}: {word.lower()}", change)
    return len(chosen)


def delete(session: Session, item_ids: Sequence[int], days: int, change: Change) -> int:
    """Take items (and what is below them) out of the lists; they can come back for so many days. No file is touched."""
    until = now() + timedelta(days=days)
    chosen = [item for item in items.by_ids(session, items.family(session, item_ids)) if item.deleted_on is None]
    for item in chosen:
        _set(session, item, {"deleted_on": until}, f"{item.title}: deleted", change)
    return len(chosen)


def restore(session: Session, item_ids: Sequence[int], change: Change) -> int:
    """Bring deleted items back, with what is below them; gives how many."""
    chosen = [item for item in items.by_ids(session, items.family(session, item_ids)) if item.deleted_on is not None]
    for item in chosen:
        _set(session, item, {"deleted_on": None}, f"{item.title}: brought back", change)
    return len(chosen)


def _set(session: Session, item: Item, new: Mapping[str, object], summary: str, change: Change) -> None:
    """Only the columns that change are noted: a whole row for each of ten thousand items would be large."""
    before = {name: _plain(getattr(item, name)) for name in new}
    for name, value in new.items():
        setattr(item, name, value)
    after = {name: _plain(value) for name, value in new.items()}
    history.record(session, change, summary, subject=f"row:item:{item.id}", item_id=item.id, before=before, after=after)
    touched(session, Topic.ITEM, [item.id])


def _plain(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value
