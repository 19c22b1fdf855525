"""The two ways in which a field of an item is written, and there is no third.

`merge` is automation's: it takes what all sources say, in the order of preference, and never touches a locked field.
`edit` is a person's: it writes and locks. Both leave an activity with before and after, and can be taken back.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, select
from sqlmodel import Session, col

from lobbycard.errors import Conflict, NotFound
from lobbycard.events import Topic
from lobbycard.model import fields, plain
from lobbycard.model.columns import now
from lobbycard.model.facts import Facts
from lobbycard.model.fields import FieldInfo, FieldType
from lobbycard.model.item import FieldState, Item, ProviderRecord
from lobbycard.model.kinds import ItemKind
from lobbycard.model.plain import Plain
from lobbycard.model.preference import FILENAME, LOCAL, NFO, USER, Preference
from lobbycard.store import history, inserting, values
from lobbycard.store.database import touched, upsert
from lobbycard.store.history import Change

_items: Any = Item.__table__  # type: ignore[attr-defined]  # SQLModel does not type it
_states: Any = FieldState.__table__  # type: ignore[attr-defined]  # SQLModel does not type it
_records: Any = ProviderRecord.__table__  # type: ignore[attr-defined]  # SQLModel does not type it
_UNIONS = {FieldType.IDS, FieldType.RATINGS}
"""Fields in which every source adds its own part instead of the best one giving all."""


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


def remember(
    session: Session,
    item_id: int,
    provider: str,
    facts: Facts,
    *,
    language: str = "",
    provider_id: str = "",
    etag: str | None = None,
) -> None:
    """Keep what a source says, for this merge and every later one."""
    row = _record(item_id, provider, facts, now())
    row |= {"language": language, "provider_id": provider_id, "etag": etag}
    upsert(session, ProviderRecord.__table__, [row], ["item_id", "provider", "language"])  # type: ignore[attr-defined]


class Said(NamedTuple):
    """What a source says of an item in one language."""

    item_id: int
    provider: str
    language: str
    provider_id: str
    facts: Facts


def remember_all(session: Session, said_: Sequence[Said]) -> None:
    """Keep what providers say in place of all that they said before; of two languages the first given counts first."""
    by_provider: dict[str, list[int]] = {}
    for one in said_:
        by_provider.setdefault(one.provider, []).append(one.item_id)
    table = ProviderRecord.__table__  # type: ignore[attr-defined]  # SQLModel does not type it
    for provider, ids in by_provider.items():
        for start in range(0, len(ids), 400):
            old = table.c.item_id.in_(ids[start : start + 400]), table.c.provider == provider
            session.execute(delete(table).where(*old))
    moment = now()
    rows = [
        {
            "item_id": one.item_id,
            "provider": one.provider,
            "language": one.language,
            "provider_id": one.provider_id,
            "etag": None,
            "fetched_at": moment,
            "payload": plain.facts_to_plain(one.facts),
        }
        for one in said_
    ]
    upsert(session, table, rows, ["item_id", "provider", "language"], [])


def forget(session: Session, item_id: int, providers: Iterable[str]) -> None:
    """Drop what these sources said (the item is something else now, or the file is gone)."""
    rows = session.scalars(
        select(ProviderRecord).where(
            col(ProviderRecord.item_id) == item_id, col(ProviderRecord.provider).in_(list(providers))
        )
    )
    for row in rows:
        session.delete(row)
    session.flush()


def said(session: Session, item_id: int) -> dict[str, Facts]:
    """What each source says about an item, as kept; several languages of one source fill each other's gaps."""
    rows = session.scalars(
        select(ProviderRecord)
        .where(col(ProviderRecord.item_id) == item_id)
        .order_by(col(ProviderRecord.provider), col(ProviderRecord.id))
    )
    found: dict[str, Facts] = {}
    for row in rows:
        facts = plain.facts_from_plain(row.payload)
        if (earlier := found.get(row.provider)) is not None:
            filled = {name: value for name, value in earlier.fields.items() if value not in (None, "", ())}
            facts = Facts({**facts.fields, **filled}, {**facts.ids, **earlier.ids})
        found[row.provider] = facts
    return found


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
    sources = said(session, item.id) if sources is None else sources
    known = {} if is_new else states(session, item.id)
    if "ids" in known and known["ids"].locked:
        sources = _of_same_thing(sources, values.get(session, item, fields.FIELDS["ids"]) or {})
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
        source, value = _best(item.kind, info, preference, sources)
        if value is None or not source:
            continue
        old = values.get(session, item, info, terms)
        yield _Settled(info, state, source, old, values.settle(session, item, info, value, source, old))


def merge_all(session: Session, item_ids: Sequence[int], preference: Preference, change: Change) -> int:
    """Merge several items anew out of what was kept; gives how many fields changed."""
    query = select(Item).where(col(Item.id).in_(item_ids)).order_by(col(Item.id))
    return sum(len(merge(session, item, preference, change)) for item in session.scalars(query).all())


def ids_with_sources(session: Session, library_id: int | None, after: int, limit: int) -> list[int]:
    """Items of which anything was kept, by id, a page at a time."""
    kept = select(col(ProviderRecord.id)).where(col(ProviderRecord.item_id) == col(Item.id)).exists()
    query = select(col(Item.id)).where(col(Item.id) > after, kept)
    if library_id is not None:
        query = query.where(col(Item.library_id) == library_id)
    return list(session.scalars(query.order_by(col(Item.id)).limit(limit)))


def _of_same_thing(sources: Mapping[str, Facts], ids: Mapping[str, str]) -> dict[str, Facts]:
    """Without the sources that speak of another thing than the one a person said it is (an old NFO does)."""
    return {
        source: facts
        for source, facts in sources.items()
        if all(str(ids.get(name, value)) == str(value) for name, value in facts.ids.items())
    }


def _best(kind: ItemKind, info: FieldInfo, preference: Preference, sources: Mapping[str, Facts]) -> tuple[str, Plain]:
    """The value of the source that counts most, among those that say anything; unions take from all."""
    speaking = [source for source, facts in sources.items() if _says(facts, info)]
    ordered = preference.sorted(kind, info.name, speaking)
    if not ordered:
        return "", None
    if info.type is FieldType.IDS:
        ids: dict[str, str] = {}
        for source in reversed(ordered):
            ids.update(sources[source].ids)
        return ordered[0], ids
    if info.type is FieldType.RATINGS:
        return ordered[0], _all_ratings(info.name, [sources[source] for source in ordered])
    return ordered[0], plain.to_plain(info.name, sources[ordered[0]].fields[info.name])


def _says(facts: Facts, info: FieldInfo) -> bool:
    if info.type is FieldType.IDS:
        return bool(facts.ids)
    return facts.fields.get(info.name) not in (None, "", ())


def _all_ratings(name: str, ordered: list[Facts]) -> Plain:
    found: dict[str, dict[str, Any]] = {}
    for facts in ordered:
        for row in plain.to_plain(name, facts.fields[name]) or []:
            found.setdefault(row["source"], row)
    rows = list(found.values())
    default = next((row for row in rows if row.get("is_default")), rows[0] if rows else None)
    return [
        {key: value for key, value in row.items() if key != "is_default"}
        | ({"is_default": True} if row is default else {})
        for row in rows
    ]


class NewItem(NamedTuple):
    """An item that is to be made, with what the sources say of it."""

    columns: Mapping[str, Any]
    """Its place: kind, library, parent, number, folder."""
    sources: Mapping[str, Facts]


def create_many(session: Session, new: Sequence[NewItem], preference: Preference, change: Change) -> list[int]:
    """Make items with what their sources say, as `merge` would write it; in bulk, for first scans."""
    if not new:
        return []
    chosen = [_best_of_all(entry, preference) for entry in new]
    rows = [dict(entry.columns) | _scalars(best) for entry, best in zip(new, chosen, strict=True)]
    ids = _insert_items(session, rows)
    moment = now()
    records: list[dict[str, Any]] = []
    known: list[dict[str, Any]] = []
    for item_id, entry, best in zip(ids, new, chosen, strict=True):
        records += [_record(item_id, source, facts, moment) for source, facts in entry.sources.items()]
        known += [_state_row(item_id, name, source, change.actor, moment) for name, (source, _) in best.items()]
    inserting.rows(session, _records, records)
    inserting.rows(session, _states, known)
    _put_lists(session, list(zip(ids, chosen, strict=True)))
    touched(session, Topic.ITEM, ids)
    return ids


def _best_of_all(entry: NewItem, preference: Preference) -> dict[str, tuple[str, Plain]]:
    """The chosen source and value of every field."""
    names = {name for facts in entry.sources.values() for name in facts.fields}
    names |= {"ids"} if any(facts.ids for facts in entry.sources.values()) else set()
    kind = entry.columns["kind"]
    found: dict[str, tuple[str, Plain]] = {}
    for name in sorted(names):
        info = fields.FIELDS[name]
        if kind in info.kinds:
            source, value = _best(kind, info, preference, entry.sources)
            if source and value is not None:
                found[name] = (source, value)
    return found


def _scalars(best: Mapping[str, tuple[str, Plain]]) -> dict[str, Any]:
    return {name: values.cleaned(value) for name, (_, value) in best.items() if fields.FIELDS[name].is_scalar}


def _insert_items(session: Session, rows: Sequence[dict[str, Any]]) -> list[int]:
    """The ids come in the order of the rows."""
    ids = inserting.next_ids(session, _items, len(rows))
    inserting.rows(session, _items, [{"id": item_id, **row} for item_id, row in zip(ids, rows, strict=True)])
    return ids


def _record(item_id: int, source: str, facts: Facts, moment: datetime) -> dict[str, Any]:
    return {
        "item_id": item_id,
        "provider": source,
        "language": "",
        "provider_id": "",
        "etag": None,
        "fetched_at": moment,
        "payload": plain.facts_to_plain(facts),
    }


def _state_row(item_id: int, name: str, source: str, by: str, moment: datetime) -> dict[str, Any]:
    return {
        "item_id": item_id,
        "field": name,
        "source": source,
        "locked": False,
        "stale": False,
        "changed_by": by,
        "changed_at": moment,
    }


def _put_lists(session: Session, new: Sequence[tuple[int, Mapping[str, tuple[str, Plain]]]]) -> None:
    lists: dict[str, list[values.NewValue]] = {}
    for item_id, best in new:
        for name, (source, value) in best.items():
            if not fields.FIELDS[name].is_scalar:
                lists.setdefault(name, []).append(values.NewValue(item_id, value, source))
    for name, entries in lists.items():
        values.put_new(session, fields.FIELDS[name], entries)


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
        value = values.checked(session, info, value)
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
        kept_before = {name: before[name] for name in changed}
        kept_after = {name: after[name] for name in changed}
        _finish(session, item, change, kept_before, kept_after, f"Edited {_names(kept_after)}", silent=False)
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
