"""People and sets: items of their own that other items point to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, insert, select
from sqlmodel import Session, col

from lobbycard.events import Topic
from lobbycard.model import titles
from lobbycard.model.artwork import Candidate
from lobbycard.model.facts import LONGEST_ADDRESS
from lobbycard.model.item import Credit, ExternalId, Item
from lobbycard.model.kinds import AssetType, CreditKind, ItemKind, ItemState
from lobbycard.model.plain import Plain
from lobbycard.store import inserting, tables
from lobbycard.store.chunks import chunks
from lobbycard.store.database import touched, upsert

_items = tables.of(Item)
_external_ids = tables.of(ExternalId)
_candidates = tables.of(Candidate)
_credits = tables.of(Credit)
_BY_VALUE = (
    select(_external_ids.c.provider, _external_ids.c.value, _external_ids.c.item_id)
    .join(_items, _items.c.id == _external_ids.c.item_id)
    .where(_external_ids.c.value.in_(bindparam("values", expanding=True)), _items.c.kind == bindparam("kind"))
)
_BY_NAME = select(_items.c.id, _items.c.clean_title).where(
    _items.c.kind == bindparam("kind"), _items.c.clean_title.in_(bindparam("names", expanding=True))
)
_IDS_OF = select(_external_ids.c.item_id, _external_ids.c.provider, _external_ids.c.value).where(
    _external_ids.c.item_id.in_(bindparam("ids", expanding=True))
)


def credits_of(session: Session, item_id: int, *, is_crew: bool) -> list[dict[str, Any]]:
    """The cast or crew of an item, in order; those a person removed come last and say so."""
    wanted = col(Credit.kind) == CreditKind.CREW if is_crew else col(Credit.kind) != CreditKind.CREW
    query = (
        select(Credit, col(Item.title))
        .join(Item, col(Item.id) == col(Credit.person_id))
        .where(col(Credit.item_id) == item_id, wanted)
        .order_by(col(Credit.removed), col(Credit.position), col(Credit.id))
    )
    return [_entry(credit, name) for credit, name in session.execute(query)]


def _entry(credit: Credit, name: str) -> dict[str, Any]:
    entry: dict[str, Any] = {"person": credit.person_id, "name": name}
    if credit.kind is not CreditKind.CAST:
        entry["kind"] = str(credit.kind)
    for key in ("role", "job", "department"):
        if getattr(credit, key):
            entry[key] = getattr(credit, key)
    if credit.role_locked:
        entry["role_locked"] = True
    if credit.removed:
        entry["removed"] = True
    return entry


def settle(
    session: Session, item_id: int, new: Sequence[Mapping[str, Any]], source: str, old: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """A source's list of people as entries of this item: a locked role stays, a removed person stays removed."""
    people_ids = find(session, new, source)
    locked = {entry["person"]: entry for entry in old if entry.get("role_locked") and not entry.get("removed")}
    removed = [dict(entry) for entry in old if entry.get("removed")]
    gone = {_part(entry) for entry in removed}
    entries: list[dict[str, Any]] = []
    seen: set[tuple[Any, ...]] = set()
    for row, person in zip(new, people_ids, strict=True):
        entry = {"person": person, "name": row["name"]} | {
            key: row[key] for key in ("kind", "role", "job", "department") if row.get(key)
        }
        if entry.get("kind") == CreditKind.CAST:
            del entry["kind"]
        part = _part(entry)
        if part in gone or part in seen:
            continue
        seen.add(part)
        if person in locked:
            entry = dict(locked.pop(person))
        entries.append(entry)
    entries += [dict(entry) for entry in locked.values()]
    names = _names(session, [entry["person"] for entry in entries])
    for entry in entries:
        entry["name"] = names.get(entry["person"], entry["name"])
    return entries + removed


def _part(entry: Mapping[str, Any]) -> tuple[Any, ...]:
    """What makes an entry the same as another: the person, and for crew the job."""
    return (entry["person"], entry.get("job", ""))


def _names(session: Session, ids: Sequence[int]) -> dict[int, str]:
    rows = session.execute(select(col(Item.id), col(Item.title)).where(col(Item.id).in_(set(ids))))
    return {row[0]: row[1] for row in rows}


def put_credits(session: Session, item_id: int, entries: Sequence[Mapping[str, Any]], *, is_crew: bool) -> None:
    """Write the cast or crew of an item as `credits_of` gives it; entries without a person find or make theirs."""
    nameless = [entry for entry in entries if "person" not in entry]
    made = dict(zip((id(entry) for entry in nameless), find(session, nameless, "user"), strict=True))
    wanted = col(Credit.kind) == CreditKind.CREW if is_crew else col(Credit.kind) != CreditKind.CREW
    session.execute(delete(Credit).where(col(Credit.item_id) == item_id, wanted))
    default = CreditKind.CREW if is_crew else CreditKind.CAST
    rows = [
        {
            "item_id": item_id,
            "person_id": entry.get("person") or made[id(entry)],
            "kind": CreditKind(entry.get("kind") or default),
            "role": entry.get("role", ""),
            "job": entry.get("job", ""),
            "department": entry.get("department", ""),
            "position": position,
            "role_locked": bool(entry.get("role_locked")),
            "removed": bool(entry.get("removed")),
        }
        for position, entry in enumerate(entries)
    ]
    if rows:
        session.execute(insert(Credit), rows)


class NewCredits(NamedTuple):
    """The cast or crew of an item that has none yet, as a source tells it."""

    item_id: int
    rows: Sequence[Mapping[str, Any]]
    source: str
    is_crew: bool


def put_new_credits(session: Session, new: Sequence[NewCredits]) -> None:
    """Write the people of many new items at one stroke, as `settle` and `put_credits` would one by one."""
    persons = iter(find_all(session, [(row, one.source) for one in new for row in one.rows]))
    rows: list[dict[str, Any]] = []
    for one in new:
        seen: set[tuple[Any, ...]] = set()
        for row in one.rows:
            person = next(persons)
            part = (person, row.get("job", ""))
            if part not in seen:
                rows.append(_credit_row(one, row, person, len(seen)))
                seen.add(part)
    if rows:
        inserting.rows(session, _credits, rows)


def _credit_row(one: NewCredits, row: Mapping[str, Any], person: int, position: int) -> dict[str, Any]:
    return {
        "item_id": one.item_id,
        "person_id": person,
        "kind": CreditKind(row.get("kind") or (CreditKind.CREW if one.is_crew else CreditKind.CAST)),
        "role": row.get("role", ""),
        "job": row.get("job", ""),
        "department": row.get("department", ""),
        "position": position,
        "role_locked": False,
        "removed": False,
    }


def resolved(session: Session, entries: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A person's list of people as `credits_of` will give it back: each found or made, nobody twice in one part."""
    nameless = [entry for entry in entries if "person" not in entry]
    made = dict(zip((id(entry) for entry in nameless), find(session, nameless, "user"), strict=True))
    ids = [entry.get("person") or made[id(entry)] for entry in entries]
    names = _names(session, ids)
    found: list[dict[str, Any]] = []
    seen: set[tuple[Any, ...]] = set()
    for entry, person in zip(entries, ids, strict=True):
        settled: dict[str, Any] = {"person": person, "name": names.get(person, entry.get("name", ""))}
        keys = ("kind", "role", "job", "department", "role_locked", "removed")
        settled |= {key: entry[key] for key in keys if entry.get(key)}
        if settled.get("kind") == CreditKind.CAST:
            del settled["kind"]
        part = (*_part(settled), settled.get("role", ""))
        if person in names and part not in seen:
            seen.add(part)
            found.append(settled)
    return sorted(found, key=lambda entry: bool(entry.get("removed")))


def find(session: Session, rows: Sequence[Mapping[str, Any]], source: str) -> list[int]:
    """The persons of these credits, made when they are not known yet; by id at a provider first, then by name."""
    return find_all(session, [(row, source) for row in rows])


def find_all(session: Session, rows: Sequence[tuple[Mapping[str, Any], str]]) -> list[int]:
    """The persons of many credits, each with the source that names it; what is new is made at one stroke."""
    by_id = _known_ids(session, ItemKind.PERSON, [row.get("ids") or {} for row, _ in rows])
    by_name = _known_names(session, ItemKind.PERSON, [row["name"] for row, _ in rows])
    news = _News()
    found: list[int] = []
    for row, source in rows:
        ids = {key: str(value) for key, value in (row.get("ids") or {}).items() if value}
        clean = titles.clean_title(row["name"])
        person = next((by_id[pair] for pair in ids.items() if pair in by_id), None)
        if person is None:
            person = next((key for key, known in by_name.get(clean, ()) if not _contradict(known, ids)), None)
        if person is None:
            news.names.append(row["name"])
            person = -len(news.names)
        news.ids += [(person, *pair) for pair in ids.items() if pair not in by_id]
        by_id.update(dict.fromkeys(ids.items(), person))
        by_name.setdefault(clean, []).append((person, ids))
        portrait = str(row.get("portrait") or "")
        if portrait.startswith(("http://", "https://", "demo:")) and len(portrait) <= LONGEST_ADDRESS:
            news.portraits.setdefault((person, portrait), source)
        found.append(person)
    made = news.write(session)
    return [person if person > 0 else made[-person - 1] for person in found]


@dataclass(slots=True)
class _News:
    """What the credits of a batch add. New persons have negative numbers until they are made."""

    names: list[str] = field(default_factory=list)
    ids: list[tuple[int, str, str]] = field(default_factory=list)
    portraits: dict[tuple[int, str], str] = field(default_factory=dict)

    def write(self, session: Session) -> list[int]:
        """Make it all; gives the ids of the new persons."""
        made = _make_all(session, ItemKind.PERSON, self.names)
        people = {-number: item_id for number, item_id in enumerate(made, 1)}
        ids = [
            {"item_id": people.get(key, key), "provider": provider, "value": value} for key, provider, value in self.ids
        ]
        upsert(session, _external_ids, ids, ["item_id", "provider"], [])
        portraits = [
            {
                "item_id": people.get(key, key),
                "asset_type": AssetType.PORTRAIT,
                "provider": source,
                "url": url,
            }
            for (key, url), source in self.portraits.items()
        ]
        upsert(session, _candidates, portraits, ["item_id", "asset_type", "url"], [])
        return made


def _contradict(known: Mapping[str, str], ids: Mapping[str, str]) -> bool:
    """Two ids at the same provider: namesakes, not one person."""
    return any(key in known and known[key] != value for key, value in ids.items())


def _known_ids(session: Session, kind: ItemKind, all_ids: Sequence[Mapping[str, str]]) -> dict[tuple[str, str], int]:
    wanted = sorted({str(value) for ids in all_ids for value in ids.values() if value})
    found: dict[tuple[str, str], int] = {}
    for some in chunks(wanted):
        rows = session.execute(_BY_VALUE, {"values": some, "kind": kind})
        found.update({(provider, value): item_id for provider, value, item_id in rows})
    return found


def _known_names(
    session: Session, kind: ItemKind, names: Sequence[str]
) -> dict[str, list[tuple[int, Mapping[str, str]]]]:
    wanted = sorted({titles.clean_title(name) for name in names})
    session.flush()
    ids: dict[int, dict[str, str]] = {}
    found: dict[str, list[tuple[int, Mapping[str, str]]]] = {}
    for some in chunks(wanted):
        for item_id, clean in session.execute(_BY_NAME, {"names": some, "kind": kind}):
            ids[item_id] = {}
            found.setdefault(clean, []).append((item_id, ids[item_id]))
    for item_ids in chunks(ids):
        for item_id, provider, value in session.execute(_IDS_OF, {"ids": item_ids}):
            ids[item_id][provider] = value
    return found


def _make(session: Session, kind: ItemKind, title: str) -> int:
    return _make_all(session, kind, [title])[0]


def _make_all(session: Session, kind: ItemKind, names: Sequence[str]) -> list[int]:
    if not names:
        return []
    rows = [
        {"kind": kind, "title": name, "clean_title": titles.clean_title(name), "state": ItemState.IDENTIFIED}
        for name in names
    ]
    made = inserting.next_ids(session, _items, len(rows))
    inserting.rows(session, _items, [{"id": key, **row} for key, row in zip(made, rows, strict=True)])
    touched(session, Topic.ITEM, made)
    return made


def _add_ids(session: Session, item_id: int, ids: Mapping[str, str]) -> None:
    rows = [{"item_id": item_id, "provider": provider, "value": value} for provider, value in ids.items()]
    upsert(session, _external_ids, rows, ["item_id", "provider"], [])


# --- sets ----------------------------------------------------------------------------------------------------------


def set_of(session: Session, set_id: int) -> Plain:
    """The set as a field's value."""
    name = session.execute(select(col(Item.title)).where(col(Item.id) == set_id)).scalar_one_or_none()
    return None if name is None else {"set": set_id, "name": name}


def settle_set(session: Session, new: Plain, library_id: int | None) -> Plain:
    """A source's set as a field's value; the set is made when it is not known yet."""
    if not new:
        return None
    ids = {key: str(value) for key, value in (new.get("ids") or {}).items() if value}
    by_id = _known_ids(session, ItemKind.SET, [ids])
    set_id = next((by_id[pair] for pair in ids.items() if pair in by_id), None)
    if set_id is None:
        same = _known_names(session, ItemKind.SET, [new["name"]]).get(titles.clean_title(new["name"]), [])
        set_id = next((key for key, known in same if not _contradict(known, ids)), None)
    if set_id is None:
        set_id = _make(session, ItemKind.SET, new["name"])
        if new.get("overview"):
            item = session.get(Item, set_id)
            assert item is not None  # made a line above
            item.plot = new["overview"]
    _add_ids(session, set_id, ids)
    return set_of(session, set_id)


def set_id_of(session: Session, value: Mapping[str, Any]) -> int:
    """The set that a field's value names, made when a person named a new one."""
    known = value.get("set")
    if known is not None and session.get(Item, known) is not None:
        return int(known)
    settled = settle_set(session, value, None)
    return int(settled["set"])
