"""Items that are made many at a time, with what their sources say, as `fields.merge` would write it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session

from lobbycard.events import Topic
from lobbycard.model import fields
from lobbycard.model.columns import now
from lobbycard.model.facts import Facts
from lobbycard.model.item import FieldState, Item
from lobbycard.model.plain import Plain
from lobbycard.model.preference import Preference
from lobbycard.store import best, inserting, sources, tables, values
from lobbycard.store.database import touched
from lobbycard.store.history import Change

_items = tables.of(Item)
_states = tables.of(FieldState)


Chosen = Mapping[str, tuple[str, Plain]]
"""Of every field that is said anything of: the source that counts most, and its value."""


class NewItem(NamedTuple):
    """An item that is to be made, with what the sources say of it."""

    columns: Mapping[str, Any]
    """Its place: kind, library, parent, number, folder."""
    sources: Mapping[str, Facts]


def create(session: Session, new: Sequence[NewItem], preference: Preference, change: Change) -> list[int]:
    """Make items with what their sources say, in bulk, for first scans; gives their ids in the same order."""
    if not new:
        return []
    chosen = [_best_of_all(entry, preference) for entry in new]
    rows = [dict(entry.columns) | _scalars(taken) for entry, taken in zip(new, chosen, strict=True)]
    ids = _insert_items(session, rows)
    moment = now()
    records: list[dict[str, Any]] = []
    known: list[dict[str, Any]] = []
    for item_id, entry, taken in zip(ids, new, chosen, strict=True):
        records += [sources.row(item_id, source, facts, moment) for source, facts in entry.sources.items()]
        known += [_state_row(item_id, name, source, change.actor, moment) for name, (source, _) in taken.items()]
    inserting.rows(session, sources.TABLE, records)
    inserting.rows(session, _states, known)
    _put_lists(session, list(zip(ids, chosen, strict=True)))
    touched(session, Topic.ITEM, ids)
    return ids


def _best_of_all(entry: NewItem, preference: Preference) -> Chosen:
    names = {name for facts in entry.sources.values() for name in facts.fields}
    names |= {"ids"} if any(facts.ids for facts in entry.sources.values()) else set()
    kind = entry.columns["kind"]
    found: dict[str, tuple[str, Plain]] = {}
    for name in sorted(names):
        info = fields.FIELDS[name]
        if kind in info.kinds:
            source, value = best.value(kind, info, preference, entry.sources)
            if source and value is not None:
                found[name] = (source, value)
    return found


def _scalars(chosen: Chosen) -> dict[str, Any]:
    return {name: values.cleaned(value) for name, (_, value) in chosen.items() if fields.FIELDS[name].is_scalar}


def _insert_items(session: Session, rows: Sequence[dict[str, Any]]) -> list[int]:
    """The ids come in the order of the rows."""
    ids = inserting.next_ids(session, _items, len(rows))
    inserting.rows(session, _items, [{"id": item_id, **row} for item_id, row in zip(ids, rows, strict=True)])
    return ids


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


def _put_lists(session: Session, new: Sequence[tuple[int, Chosen]]) -> None:
    lists: dict[str, list[values.NewValue]] = {}
    for item_id, chosen in new:
        for name, (source, value) in chosen.items():
            if not fields.FIELDS[name].is_scalar:
                lists.setdefault(name, []).append(values.NewValue(item_id, value, source))
    for name, entries in lists.items():
        values.put_new(session, fields.FIELDS[name], entries)
