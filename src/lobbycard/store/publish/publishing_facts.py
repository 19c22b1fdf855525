"""What is known of items, as publishing tells it: ids, words, ratings, people, names of seasons."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from lobbycard.model import fields
from lobbycard.model.artwork import Candidate
from lobbycard.model.facts import Credit as CreditFact
from lobbycard.model.facts import Rating as RatingFact
from lobbycard.model.facts import Value
from lobbycard.model.fields import FieldType
from lobbycard.model.item import Credit, ExternalId, FieldState, Item, ItemTerm, Rating, Term
from lobbycard.model.kinds import AssetType, CreditKind, ItemKind, TermKind
from lobbycard.store import tables
from lobbycard.store.chunks import chunks

_item = tables.of(Item)
_TERM_FIELDS = {
    TermKind.GENRE: "genres",
    TermKind.STUDIO: "studios",
    TermKind.COUNTRY: "countries",
    TermKind.TAG: "tags",
    TermKind.KEYWORD: "keywords",
}
_WRITTEN = ("", "Specials")
"""Titles of seasons that are no names."""


def external_ids(session: Session, ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """Of items and people alike, by provider."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for chunk in chunks(ids):
        query = select(ExternalId).where(col(ExternalId.item_id).in_(chunk)).order_by(col(ExternalId.provider))
        for one in session.scalars(query):
            found[one.item_id][one.provider] = one.value
    return found


def terms(session: Session, ids: Iterable[int]) -> dict[int, dict[str, Value]]:
    """The lists of words, by field."""
    lists: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for chunk in chunks(ids):
        query = (
            select(col(ItemTerm.item_id), col(Term.kind), col(Term.name))
            .join(Term, col(Term.id) == col(ItemTerm.term_id))
            .where(col(ItemTerm.item_id).in_(chunk))
            .order_by(col(ItemTerm.item_id), col(ItemTerm.position))
        )
        for item_id, kind, name in session.execute(query):
            lists[item_id][_TERM_FIELDS[kind]].append(name)
    return {key: {name: tuple(entries) for name, entries in one.items()} for key, one in lists.items()}


def ratings(session: Session, ids: Iterable[int]) -> dict[int, tuple[RatingFact, ...]]:
    """All of them, in order."""
    found: dict[int, list[RatingFact]] = defaultdict(list)
    for chunk in chunks(ids):
        query = select(Rating).where(col(Rating.item_id).in_(chunk)).order_by(col(Rating.position))
        for row in session.scalars(query):
            found[row.item_id].append(RatingFact(row.source, row.value, row.max, row.votes, row.is_default))
    return {key: tuple(entries) for key, entries in found.items()}


def locked(session: Session, ids: Iterable[int]) -> dict[int, list[str]]:
    """Locked fields: an empty one was emptied by a person."""
    found: dict[int, list[str]] = defaultdict(list)
    for chunk in chunks(ids):
        query = select(col(FieldState.item_id), col(FieldState.field)).where(
            col(FieldState.item_id).in_(chunk), col(FieldState.locked)
        )
        for item_id, name in session.execute(query):
            info = fields.FIELDS.get(name)
            if info is not None and info.type not in (FieldType.ARTWORK, FieldType.IDS):
                found[item_id].append(name)
    return found


def season_names(session: Session, series: Iterable[int]) -> dict[int, dict[int, str]]:
    """Of series: the seasons that have names of their own."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for chunk in chunks(series):
        query = select(_item.c.parent_id, _item.c.number, _item.c.title).where(
            _item.c.parent_id.in_(chunk), _item.c.kind == ItemKind.SEASON, _item.c.number.is_not(None)
        )
        for parent, number, title in session.execute(query.order_by(_item.c.number)):
            if title not in (*_WRITTEN, f"Season {number}"):
                found[parent][number] = title
    return found


def people(session: Session, ids: Iterable[int]) -> dict[int, tuple[tuple[CreditFact, ...], tuple[CreditFact, ...]]]:
    """Cast and crew, without those that a person removed."""
    rows: list[Any] = []
    for chunk in chunks(ids):
        query = (
            select(
                col(Credit.item_id),
                col(Credit.person_id),
                col(Credit.kind),
                col(Credit.role),
                col(Credit.job),
                col(Credit.department),
                _item.c.title,
            )
            .join(_item, _item.c.id == col(Credit.person_id))
            .where(col(Credit.item_id).in_(chunk), ~col(Credit.removed))
            .order_by(col(Credit.item_id), col(Credit.position), col(Credit.id))
        )
        rows += session.execute(query).all()
    faces = _faces(session, {row.person_id for row in rows if row.kind is not CreditKind.CREW})
    known = external_ids(session, {row.person_id for row in rows if row.kind is not CreditKind.CREW})
    cast: dict[int, list[CreditFact]] = defaultdict(list)
    crew: dict[int, list[CreditFact]] = defaultdict(list)
    for row in rows:
        side = crew if row.kind is CreditKind.CREW else cast
        key, url = known.get(row.person_id, {}), faces.get(row.person_id, "")
        side[row.item_id].append(CreditFact(row.title, row.kind, row.role, row.job, row.department, key, url))
    return {key: (tuple(cast[key]), tuple(crew[key])) for key in {*cast, *crew}}


def _faces(session: Session, people: Iterable[int]) -> dict[int, str]:
    """Addresses of portraits: the chosen one, else the best."""
    found: dict[int, str] = {}
    for chunk in chunks(people):
        query = (
            select(col(Candidate.item_id), col(Candidate.url))
            .where(
                col(Candidate.item_id).in_(chunk),
                col(Candidate.asset_type) == AssetType.PORTRAIT,
                ~col(Candidate.is_rejected),
                col(Candidate.url).like("http%"),
            )
            .order_by(col(Candidate.is_selected), col(Candidate.score), col(Candidate.id).desc())
        )
        found |= {item_id: url for item_id, url in session.execute(query)}  # noqa: C416
    return found
