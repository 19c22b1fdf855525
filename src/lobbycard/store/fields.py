"""The two ways in which a field of an item is written, and there is no third.

`merge` is automation's: it takes what all sources say, in the order of preference, and never touches a locked field.
`edit` is a person's: it writes and locks. Both leave an activity with before and after, and can be taken back.
Items that are made many at a time come with what `merge` would write: `new_items`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from lobbycard.errors import Conflict, NotFound
from lobbycard.events import Topic
from lobbycard.model import fields
from lobbycard.model.columns import now
from lobbycard.model.facts import Facts
from lobbycard.model.fields import FieldInfo, FieldType
from lobbycard.model.item import FieldState, Item
from lobbycard.model.plain import Plain
from lobbycard.model.preference import FILENAME, LOCAL, NFO, USER, Preference
from lobbycard.store import best, checks, history, inserting, tables, values
from lobbycard.store import sources as kept
from lobbycard.store.database import touched
from lobbycard.store.history import Change

_states = tables.of(FieldState)


def item_by_id(session: Session, item_id: int) -> Item:
    """The item; NotFound when it is gone."""
    item = session.get(Item, item_id)
    if item is None:
        raise NotFound(f"Item {item_id} is not there any more.")
    return item


def states(session: Session, item_id: int) -> dict[str, FieldState]:
    """Provenance and locks of an item's fields."""
    rows = session.scalars(select(FieldState).where(col(FieldState.item_id) == item_id))
    return {row.field: row for row in rows}


def locked(session: Session, item_id: int) -> set[str]:
    """The names of an item's locked fields."""
    rows = session.scalars(
        select(col(FieldState.field)).where(col(FieldState.item_id) == item_id, col(FieldState.locked))
    )
    return set(rows)


# --- automation ----------------------------------------------------------------------------------------------------


def merge(
    session: Session,
    item: Item,
    preference: Preference,
    change: Change,
    sources: Mapping[str, Facts] | None = None,
    *,
    is_new: bool = False,
) -> list[str]:
    """Write what the sources say into every field that is not locked. Gives the names of the fields that changed.

    `sources` spares the query when the caller has just read them; `is_new` says that the item was made in this very
    transaction, so that there is no before to note.
    """
    sources = kept.said(session, item.id) if sources is None else sources
    known = {} if is_new else states(session, item.id)
    if "ids" in known and known["ids"].locked:
        sources = best.of_same_thing(sources, values.get(session, item, fields.FIELDS["ids"]) or {})
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    plain_values: dict[FieldInfo, Plain] = {}
    new_states: list[dict[str, Any]] = []
    for one in _settled(session, item, preference, sources, known, is_new=is_new):
        name = one.info.name
        if one.new != one.old:
            before[name], after[name] = _snapshot(one.old, one.state), _snapshot(one.new, one.state, source=one.source)
            if one.info.is_scalar:
                plain_values[one.info] = one.new
            else:
                values.put(session, item, one.info, one.new, is_new=one.old is None)
        if one.state is None:
            new_states.append(_new_state(item.id, name, one.source, change.actor))
        elif one.new != one.old:
            _set_state(session, item.id, name, one.state, source=one.source, by=change.actor)
        elif one.state.source != one.source or one.state.stale:
            # The value is the same, but a source that counts more says it now: that is its provenance.
            one.state.source, one.state.stale = one.source, False
    # Each list is written for itself; the item's own row once, after them.
    for info, new in plain_values.items():
        values.put(session, item, info, new)
    if new_states:
        inserting.rows(session, _states, new_states)
    if after:
        _finish(session, item, change, before, after, f"{_sources_of(after)}: {_names(after)}", silent=is_new)
    return list(after)


class _Settled(NamedTuple):
    """What the sources make of one field."""

    info: FieldInfo
    state: FieldState | None
    source: str
    old: Plain
    new: Plain


def _settled(
    session: Session,
    item: Item,
    preference: Preference,
    sources: Mapping[str, Facts],
    known: Mapping[str, FieldState],
    *,
    is_new: bool,
) -> Iterator[_Settled]:
    """The fields that are not locked and of which a source says something."""
    names = {name for facts in sources.values() for name in facts.fields}
    terms = {} if is_new else values.terms_of(session, item.id)
    if any(facts.ids for facts in sources.values()):
        names.add("ids")
    for name in sorted(names):
        info, state = fields.FIELDS[name], known.get(name)
        if item.kind not in info.kinds or (state is not None and state.locked):
            continue
        source, value = best.value(item.kind, info, preference, sources)
        if value is None or not source:
            continue
        old = values.get(session, item, info, terms)
        yield _Settled(info, state, source, old, values.settle(session, item, info, value, source, old))


def merge_all(session: Session, item_ids: Sequence[int], preference: Preference, change: Change) -> int:
    """Merge several items anew out of what was kept; gives how many fields changed."""
    query = select(Item).where(col(Item.id).in_(item_ids)).order_by(col(Item.id))
    return sum(len(merge(session, item, preference, change)) for item in session.scalars(query).all())


def choose(
    session: Session, item: Item, asset_type: str, candidate_ids: list[int], change: Change, *, source: str
) -> bool:
    """Automation's choice of pictures of one type; nothing when the choice is locked or is made already."""
    name = fields.ARTWORK + asset_type
    state = states(session, item.id).get(name)
    if state is not None and state.locked:
        return False
    info = fields.FIELDS[name]
    old = values.get(session, item, info)
    new = candidate_ids or None
    if new == old:
        return False
    before = {name: _snapshot(old, state)}
    values.put(session, item, info, new, selected_by=source, keep=True)
    after = {name: _snapshot(values.get(session, item, info), state, source=source)}
    _set_state(session, item.id, name, state, source=source, by=change.actor)
    _finish(session, item, change, before, after, f"Chose {info.label.lower()}", silent=False)
    return True


# --- people --------------------------------------------------------------------------------------------------------


def edit(
    session: Session, item_id: int, new: Mapping[str, Plain], change: Change | None = None, *, source: str = USER
) -> str:
    """A person's word: written as it is, and locked. `source` tells whose value was taken over. Gives the batch."""
    change = change or history.by_user()
    item = item_by_id(session, item_id)
    known = states(session, item_id)
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name, value in new.items():
        info = _field_of(item, name)
        value = checks.checked(session, info, value)
        state = known.get(name)
        old = values.get(session, item, info)
        # A picture that automation chose already becomes the person's by being chosen again.
        if old != value or info.type is FieldType.ARTWORK:
            values.put(session, item, info, value, selected_by="user")
            # As it is kept, which an undo will look for: a new set or person has got its number by now.
            value = values.get(session, item, info)
        before[name], after[name] = _snapshot(old, state), {"value": value, "source": source, "locked": True}
        _set_state(session, item_id, name, state, source=source, by=change.actor, locked=True)
    changed = {name for name in after if before[name] != after[name]}
    if changed:
        old_entries = {name: before[name] for name in changed}
        new_entries = {name: after[name] for name in changed}
        _finish(session, item, change, old_entries, new_entries, f"Edited {_names(new_entries)}", silent=False)
    return change.batch


def set_locks(session: Session, item_id: int, names: Iterable[str], *, lock: bool, change: Change | None = None) -> str:
    """Lock or unlock fields without changing them. Gives the batch."""
    change = change or history.by_user("lock" if lock else "unlock")
    item = item_by_id(session, item_id)
    known = states(session, item_id)
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name in names:
        info = _field_of(item, name)
        state = known.get(name)
        if (state is not None and state.locked) == lock:
            continue
        value = values.get(session, item, info)
        before[name] = _snapshot(value, state)
        after[name] = before[name] | {"locked": lock}
        _set_state(session, item_id, name, state, source=before[name]["source"], by=change.actor, locked=lock)
    if after:
        word = "Locked" if lock else "Unlocked"
        _finish(session, item, change, before, after, f"{word} {_names(after)}", silent=False, is_content=False)
    return change.batch


def _field_of(item: Item, name: str) -> FieldInfo:
    info = fields.FIELDS.get(name)
    if info is None or item.kind not in info.kinds:
        raise NotFound(f"A {item.kind} has no field “{name}”.")
    return info


# --- shared --------------------------------------------------------------------------------------------------------


def _snapshot(value: Plain, state: FieldState | None, *, source: str | None = None) -> dict[str, Any]:
    return {
        "value": value,
        "source": source if source is not None else (state.source if state else ""),
        "locked": bool(state and state.locked),
    }


def _new_state(item_id: int, name: str, source: str, by: str) -> dict[str, Any]:
    return {"item_id": item_id, "field": name, "source": source, "locked": False, "changed_by": by}


def _set_state(
    session: Session,
    item_id: int,
    name: str,
    state: FieldState | None,
    *,
    source: str,
    by: str,
    locked: bool | None = None,
) -> None:
    if state is None:
        session.add(FieldState(item_id=item_id, field=name, source=source, locked=bool(locked), changed_by=by))
        return
    state.source, state.changed_by, state.changed_at, state.stale = source, by, now(), False
    if locked is not None:
        state.locked = locked


def _finish(
    session: Session,
    item: Item,
    change: Change,
    before: dict[str, Any],
    after: dict[str, Any],
    summary: str,
    *,
    silent: bool,
    is_content: bool = True,
) -> None:
    item.updated_at = now()
    # What came from the NFO, a file beside it or a name is on the disk already: there is nothing to publish in that.
    if is_content and any(entry["source"] not in {NFO, FILENAME, LOCAL} for entry in after.values()):
        item.has_unpublished_changes = True
    if not silent:
        title = item.title or f"item {item.id}"
        history.record(
            session, change, f"{title}: {summary}", subject="fields", item_id=item.id, before=before, after=after
        )
    touched(session, Topic.ITEM, [item.id])
    if any(name.startswith(fields.ARTWORK) for name in after):
        touched(session, Topic.ARTWORK, [item.id])


def _names(entries: Iterable[str]) -> str:
    labels = [fields.FIELDS[name].label.lower() for name in entries]
    return ", ".join(labels) if len(labels) <= 4 else f"{', '.join(labels[:3])} and {len(labels) - 3} more"


def _sources_of(after: dict[str, Any]) -> str:
    return ", ".join(sorted({entry["source"] for entry in after.values()}))


def _is_left_to_automation(name: str, state: FieldState | None) -> bool:
    return name.startswith(fields.ARTWORK) and state is not None and not state.locked and state.source == "auto"


@history.restores("fields")
def restore_fields(session: Session, item_id: int | None, subject: str, now_: Any, then: Any) -> None:
    """Put fields, with their provenance and locks, back as they were."""
    if item_id is None:
        raise Conflict("The item is not there any more.")
    item = session.get(Item, item_id)
    if item is None:
        raise Conflict("The item is not there any more.")
    known = states(session, item_id)
    for name, entry in now_.items():
        if _is_left_to_automation(name, known.get(name)):
            # What automation chose since gives way to a person who takes something back.
            continue
        if values.get(session, item, fields.FIELDS[name]) != entry["value"]:
            raise Conflict(f"{fields.FIELDS[name].label} of “{item.title}” was changed again since.")
    for name, entry in then.items():
        values.put(session, item, fields.FIELDS[name], entry["value"], selected_by=entry["source"])
        _set_state(session, item_id, name, known.get(name), source=entry["source"], by=USER, locked=entry["locked"])
    item.updated_at = now()
    item.has_unpublished_changes = True
    touched(session, Topic.ITEM, [item_id])
    touched(session, Topic.ARTWORK, [item_id])
