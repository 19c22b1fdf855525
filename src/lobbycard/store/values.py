"""How each type of field is kept: read as a plain value and written. Only `fields` writes through this."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, case, delete, func, insert, select, update
from sqlmodel import Session, col

from lobbycard.model import titles
from lobbycard.model.artwork import Candidate
from lobbycard.model.columns import now
from lobbycard.model.facts import LONGEST_NAME
from lobbycard.model.fields import ARTWORK, FieldInfo, FieldType
from lobbycard.model.item import AlternateTitle, ExternalId, Item, ItemTerm, Rating, Term
from lobbycard.model.kinds import SelectedBy, TermKind
from lobbycard.model.plain import Plain
from lobbycard.store import inserting, people, tables

_TERMS = {
    "genres": TermKind.GENRE,
    "studios": TermKind.STUDIO,
    "countries": TermKind.COUNTRY,
    "tags": TermKind.TAG,
    "keywords": TermKind.KEYWORD,
}
_items = tables.of(Item)
_terms_table = tables.of(Term)
_item_terms = tables.of(ItemTerm)
_external_ids = tables.of(ExternalId)
_ratings_table = tables.of(Rating)
_titles_table = tables.of(AlternateTitle)
_TERMS_OF = (
    select(_terms_table.c.kind, _terms_table.c.name)
    .join(_item_terms, _item_terms.c.term_id == _terms_table.c.id)
    .where(_item_terms.c.item_id == bindparam("item"))
    .order_by(_item_terms.c.position)
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""And halves of letters, which stand for bytes that were no text: no database takes them."""


# --- reading -------------------------------------------------------------------------------------------------------


Terms = Mapping[TermKind, list[str]]


def get(session: Session, item: Item, info: FieldInfo, terms: Terms | None = None) -> Plain:
    """The value of a field; None when it is empty. `terms` spares a query for each kind of them."""
    if info.is_scalar:
        value = getattr(item, info.name)
        return None if value == "" else value
    if info.type is FieldType.TERMS:
        known = terms_of(session, item.id) if terms is None else terms
        return known.get(_TERMS[info.name]) or None
    if info.type is FieldType.IDS:
        query = select(ExternalId).where(col(ExternalId.item_id) == item.id).order_by(col(ExternalId.provider))
        rows = session.scalars(query)
        return {row.provider: row.value for row in rows} or None
    if info.type in {FieldType.CAST, FieldType.CREW}:
        return people.credits_of(session, item.id, is_crew=info.type is FieldType.CREW) or None
    if info.type is FieldType.RATINGS:
        return _ratings(session, item.id) or None
    if info.type is FieldType.TITLES:
        return _titles(session, item.id) or None
    if info.type is FieldType.SET:
        return None if item.set_id is None else people.set_of(session, item.set_id)
    return _selected(session, item.id, info.name.removeprefix(ARTWORK)) or None


def terms_of(session: Session, item_id: int) -> Terms:
    """All terms of an item, by kind, in order."""
    found: dict[TermKind, list[str]] = {}
    for kind, name in session.execute(_TERMS_OF, {"item": item_id}):
        found.setdefault(kind, []).append(name)
    return found


def _ratings(session: Session, item_id: int) -> list[dict[str, Any]]:
    rows = session.scalars(select(Rating).where(col(Rating.item_id) == item_id).order_by(col(Rating.position)))
    found = []
    for row in rows:
        entry: dict[str, Any] = {"source": row.source, "value": row.value}
        if row.max != 10.0:
            entry["max"] = row.max
        if row.votes is not None:
            entry["votes"] = row.votes
        if row.is_default:
            entry["is_default"] = True
        found.append(entry)
    return found


def _titles(session: Session, item_id: int) -> list[dict[str, Any]]:
    rows = session.scalars(
        select(AlternateTitle).where(col(AlternateTitle.item_id) == item_id).order_by(col(AlternateTitle.position))
    )
    found = []
    for row in rows:
        entry: dict[str, Any] = {"title": row.title}
        for name in ("country", "language", "comment"):
            if getattr(row, name):
                entry[name] = getattr(row, name)
        if row.season is not None:
            entry["season"] = row.season
        found.append(entry)
    return found


def _selected(session: Session, item_id: int, asset_type: str) -> list[int]:
    query = (
        select(col(Candidate.id))
        .where(col(Candidate.item_id) == item_id, col(Candidate.asset_type) == asset_type, col(Candidate.is_selected))
        .order_by(col(Candidate.position), col(Candidate.id))
    )
    return list(session.scalars(query))


# --- what automation may write -------------------------------------------------------------------------------------


def settle(session: Session, item: Item, info: FieldInfo, new: Plain, source: str, old: Plain) -> Plain:
    """What a source's value becomes in this item: people are found, locked roles and removals stay."""
    if info.type in {FieldType.CAST, FieldType.CREW}:
        return people.settle(session, item.id, new, source, old or []) or None
    if info.type is FieldType.TERMS:
        return distinct(new)
    if info.type is FieldType.IDS:
        return {**(old or {}), **{key: str(value) for key, value in new.items() if value}} or None
    if info.type is FieldType.SET:
        return people.settle_set(session, new, item.library_id)
    if info.type is FieldType.RATINGS:
        return [{key: value for key, value in row.items() if not (key == "max" and value == 10.0)} for row in new]
    return cleaned(new)


def cleaned(value: Plain) -> Plain:
    """A scalar without control characters."""
    return clean(value) if isinstance(value, str) else value


def distinct(names: Sequence[str]) -> list[str]:
    """Each name once, whatever its capitals, without control characters; a whole text is cut."""
    seen: dict[str, str] = {}
    for name in names:
        kept = clean(name)[:LONGEST_NAME].rstrip()
        if kept:
            seen.setdefault(kept.casefold(), kept)
    return list(seen.values())


def clean(text: str) -> str:
    """Without control characters and blanks around it."""
    return _CONTROL.sub("", text).strip()


# --- writing -------------------------------------------------------------------------------------------------------


def put(
    session: Session,
    item: Item,
    info: FieldInfo,
    value: Plain,
    *,
    selected_by: str = "auto",
    keep: bool = False,
    is_new: bool = False,
) -> None:
    """Write a field's value as `get` would give it.

    `keep`: pictures that were chosen stay by whom they were. `is_new`: nothing is there yet that had to be dropped.
    """
    if info.is_scalar:
        setattr(item, info.name, "" if info.name == "title" and value is None else value)
    elif info.type is FieldType.TERMS:
        _put_terms(session, item.id, _TERMS[info.name], value or [], is_new=is_new)
    elif info.type in _ROWS:
        table, rows_of = _ROWS[info.type]
        if not is_new:
            session.execute(delete(table).where(table.c.item_id == item.id))
        if value and (rows := rows_of(item.id, value)):
            inserting.rows(session, table, rows)
    elif info.type in {FieldType.CAST, FieldType.CREW}:
        people.put_credits(session, item.id, value or [], is_crew=info.type is FieldType.CREW)
    elif info.type is FieldType.SET:
        item.set_id = None if value is None else people.set_id_of(session, value)
    else:
        _put_selected(session, item.id, info.name.removeprefix(ARTWORK), value or [], selected_by, keep=keep)


class NewValue(NamedTuple):
    """A list of an item that has nothing there yet."""

    item_id: int
    value: Plain
    source: str


def put_new(session: Session, info: FieldInfo, new: Sequence[NewValue]) -> None:
    """Write one list field of many new items at a stroke, as `settle` and `put` would one by one."""
    if info.type in {FieldType.CAST, FieldType.CREW}:
        is_crew = info.type is FieldType.CREW
        people.put_new_credits(session, [people.NewCredits(one.item_id, one.value, one.source, is_crew) for one in new])
    elif info.type is FieldType.TERMS:
        _put_new_terms(session, _TERMS[info.name], {one.item_id: distinct(one.value) for one in new})
    elif info.type is FieldType.SET:
        _put_new_sets(session, new)
    elif info.type in _ROWS:
        table, rows_of = _ROWS[info.type]
        rows = [row for one in new for row in rows_of(one.item_id, one.value or [])]
        if rows:
            inserting.rows(session, table, rows)


def _put_new_terms(session: Session, kind: TermKind, names: Mapping[int, Sequence[str]]) -> None:
    known = _terms_by_name(session, kind, sorted({name for own in names.values() for name in own}))
    rows = [
        {"item_id": item_id, "term_id": known[name], "position": position}
        for item_id, own in names.items()
        for position, name in enumerate(own)
    ]
    if rows:
        inserting.rows(session, _item_terms, rows)


def _put_new_sets(session: Session, new: Sequence[NewValue]) -> None:
    """A set is looked for once, however many of its films are new."""
    ids: dict[str, int] = {}
    for one in new:
        key = repr(sorted((str(name), str(value)) for name, value in one.value.items()))
        if key not in ids:
            ids[key] = people.settle_set(session, one.value, None)["set"]
        session.execute(update(_items).where(_items.c.id == one.item_id).values(set_id=ids[key]))


def _terms_by_name(session: Session, kind: TermKind, names: Sequence[str]) -> dict[str, int]:
    """The ids of terms, made when they are not known yet."""
    known: dict[str, int] = {}
    for start in range(0, len(names), 500):
        chunk = select(_terms_table.c.name, _terms_table.c.id).where(
            _terms_table.c.kind == kind, _terms_table.c.name.in_(names[start : start + 500])
        )
        known.update((row[0], row[1]) for row in session.execute(chunk))
    new = [{"kind": kind, "name": name} for name in names if name not in known]
    if new:
        made = insert(_terms_table).returning(_terms_table.c.name, _terms_table.c.id)
        known.update((row[0], row[1]) for row in session.execute(made, new))
    return known


def _put_terms(session: Session, item_id: int, kind: TermKind, names: Sequence[str], *, is_new: bool) -> None:
    if not is_new:
        of_kind = select(_terms_table.c.id).where(_terms_table.c.kind == kind)
        old = _item_terms.c.item_id == item_id, _item_terms.c.term_id.in_(of_kind)
        session.execute(delete(_item_terms).where(*old))
    if names:
        _put_new_terms(session, kind, {item_id: list(dict.fromkeys(names))})


def _id_rows(item_id: int, ids: Mapping[str, str]) -> list[dict[str, Any]]:
    return [{"item_id": item_id, "provider": provider, "value": str(value)} for provider, value in ids.items() if value]


def _rating_rows(item_id: int, ratings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "item_id": item_id,
            "source": row["source"],
            "value": float(row["value"]),
            "max": float(row.get("max", 10.0)),
            "votes": row.get("votes"),
            "is_default": bool(row.get("is_default")),
            "position": position,
        }
        for position, row in enumerate(ratings)
    ]


def _title_rows(item_id: int, entries: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "item_id": item_id,
            "position": position,
            "title": row["title"],
            "clean_title": titles.clean_title(row["title"]),
            "country": row.get("country", ""),
            "language": row.get("language", ""),
            "season": row.get("season"),
            "comment": row.get("comment", ""),
        }
        for position, row in enumerate(entries)
    ]


_ROWS: dict[FieldType, tuple[Any, Callable[[int, Any], list[dict[str, Any]]]]] = {
    FieldType.IDS: (_external_ids, _id_rows),
    FieldType.RATINGS: (_ratings_table, _rating_rows),
    FieldType.TITLES: (_titles_table, _title_rows),
}


def _put_selected(
    session: Session, item_id: int, asset_type: str, ids: Sequence[int], selected_by: str, *, keep: bool
) -> None:
    session.flush()
    of_type = (col(Candidate.item_id) == item_id) & (col(Candidate.asset_type) == asset_type)
    drop = update(Candidate).where(of_type, col(Candidate.is_selected), col(Candidate.id).not_in(ids))
    session.execute(drop.values(is_selected=False, position=0, selected_by=None, selected_at=None))
    who = SelectedBy(selected_by) if selected_by in set(SelectedBy) else SelectedBy.AUTO
    by: Any = who
    if who is not SelectedBy.USER:
        # What lies beside the media is a person's own, whoever took it up.
        otherwise = func.coalesce(col(Candidate.selected_by), who) if keep else who
        by = case((col(Candidate.provider) == SelectedBy.LOCAL, SelectedBy.LOCAL), else_=otherwise)
    for position, candidate_id in enumerate(ids):
        chosen = update(Candidate).where(of_type, col(Candidate.id) == candidate_id)
        session.execute(
            chosen.values(
                is_selected=True,
                is_rejected=False,
                position=position,
                selected_by=by,
                selected_at=func.coalesce(col(Candidate.selected_at), now()),
            )
        )
