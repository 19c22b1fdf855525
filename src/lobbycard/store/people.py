"""People and sets: items of their own that other items point to."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select
from sqlmodel import Session, col

from lobbycard.events import Topic
from lobbycard.model import titles
from lobbycard.model.artwork import Candidate
from lobbycard.model.item import Credit, ExternalId, Item
from lobbycard.model.kinds import AssetType, CreditKind, ItemKind, ItemState
from lobbycard.model.plain import Plain
from lobbycard.store.database import touched, upsert


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


def find(session: Session, rows: Sequence[Mapping[str, Any]], source: str) -> list[int]:
    """The persons of these credits, made when they are not known yet; by id at a provider first, then by name."""
    by_id = _known_ids(session, ItemKind.PERSON, [row.get("ids") or {} for row in rows])
    by_name = _known_names(session, ItemKind.PERSON, [row["name"] for row in rows])
    found: list[int] = []
    for row in rows:
        ids = {key: str(value) for key, value in (row.get("ids") or {}).items() if value}
        clean = titles.clean_title(row["name"])
        person = next((by_id[pair] for pair in ids.items() if pair in by_id), None)
        if person is None:
            person = next((key for key, known in by_name.get(clean, ()) if not _contradict(known, ids)), None)
        if person is None:
            person = _make(session, ItemKind.PERSON, row["name"])
        new = {key: value for key, value in ids.items() if (key, value) not in by_id}
        _add_ids(session, person, new)
        by_id.update(dict.fromkeys(ids.items(), person))
        by_name.setdefault(clean, []).append((person, ids))
        if row.get("portrait"):
            _offer_portrait(session, person, row["portrait"], source)
        found.append(person)
    return found


def _contradict(known: Mapping[str, str], ids: Mapping[str, str]) -> bool:
    """Two ids at the same provider: namesakes, not one person."""
    return any(key in known and known[key] != value for key, value in ids.items())


def _known_ids(session: Session, kind: ItemKind, all_ids: Sequence[Mapping[str, str]]) -> dict[tuple[str, str], int]:
    wanted = {str(value) for ids in all_ids for value in ids.values() if value}
    if not wanted:
        return {}
    query = (
        select(col(ExternalId.provider), col(ExternalId.value), col(ExternalId.item_id))
        .join(Item, col(Item.id) == col(ExternalId.item_id))
        .where(col(ExternalId.value).in_(wanted), col(Item.kind) == kind)
    )
    return {(provider, value): item_id for provider, value, item_id in session.execute(query)}


def _known_names(
    session: Session, kind: ItemKind, names: Sequence[str]
) -> dict[str, list[tuple[int, Mapping[str, str]]]]:
    wanted = {titles.clean_title(name) for name in names}
    if not wanted:
        return {}
    session.flush()
    items = session.execute(
        select(col(Item.id), col(Item.clean_title)).where(col(Item.kind) == kind, col(Item.clean_title).in_(wanted))
    ).all()
    ids: dict[int, dict[str, str]] = {row.id: {} for row in items}
    for known in session.scalars(select(ExternalId).where(col(ExternalId.item_id).in_(ids))):
        ids[known.item_id][known.provider] = known.value
    found: dict[str, list[tuple[int, Mapping[str, str]]]] = {}
    for row in items:
        found.setdefault(row.clean_title, []).append((row.id, ids[row.id]))
    return found


def _make(session: Session, kind: ItemKind, title: str, library_id: int | None = None) -> int:
    item = Item(
        kind=kind, title=title, clean_title=titles.clean_title(title), library_id=library_id, state=ItemState.IDENTIFIED
    )
    session.add(item)
    session.flush()
    touched(session, Topic.ITEM, [item.id])
    return item.id


def _add_ids(session: Session, item_id: int, ids: Mapping[str, str]) -> None:
    rows = [{"item_id": item_id, "provider": provider, "value": value} for provider, value in ids.items()]
    upsert(session, ExternalId.__table__, rows, ["item_id", "provider"], [])  # type: ignore[attr-defined]


def _offer_portrait(session: Session, person: int, url: str, source: str) -> None:
    if not url.startswith(("http://", "https://", "demo:")):
        return
    known = session.execute(
        select(col(Candidate.id)).where(
            col(Candidate.item_id) == person,
            col(Candidate.asset_type) == AssetType.PORTRAIT,
            col(Candidate.url) == url,
        )
    ).first()
    if known is None:
        session.add(Candidate(item_id=person, asset_type=AssetType.PORTRAIT, provider=source, url=url))


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
