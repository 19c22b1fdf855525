"""What items lack, by name and by why: nothing there, or nothing there that the rules allow."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, literal, select
from sqlmodel import Session, col

from lobbycard.model.artwork import Candidate
from lobbycard.model.fields import ARTWORK
from lobbycard.model.item import Gap, Item
from lobbycard.model.kinds import ItemKind
from lobbycard.store import matching

REASONS: tuple[str, ...] = (
    "undecided", "not fetched", "too small", "wrong shape", "wrong language", "not usable", ""
)  # fmt: skip
"""Why there is no picture, the most hopeful first; empty is that there is none at all."""
_NONE = len(REASONS) - 1


class GapCount(NamedTuple):
    """So many items lack this for this reason."""

    name: str
    why: str
    number: int
    kinds: dict[ItemKind, int]


class Lacking(NamedTuple):
    """An item that lacks something."""

    id: int
    kind: ItemKind
    title: str
    year: int | None
    offers: int
    """Pictures that would fit."""


def _reason() -> ColumnElement[int]:
    """The rank of what is known of one candidate."""
    excluded = col(Candidate.excluded)
    return case(
        (col(Candidate.id).is_(None), _NONE),
        (col(Candidate.is_rejected) | col(Candidate.is_stale), _NONE),
        (and_(excluded == "", col(Candidate.failure).is_not(None)), 1),
        (excluded == "", 0),
        (excluded.like("too small%"), 2),
        (excluded.like("wrong shape%"), 3),
        (excluded.like("has words%"), 4),
        (excluded.in_(("cannot be fetched", "not a usable picture")), 1),
        (excluded.in_(("rejected", "no longer offered", "this type is switched off")), _NONE),
        else_=5,
    )


def _lacking(name: str | None = None) -> Any:
    """A query: each gap with its item, the most hopeful reason among the candidates, and how many would fit."""
    offered = and_(
        col(Candidate.item_id) == col(Gap.item_id), col(Gap.name) == literal(ARTWORK) + col(Candidate.asset_type)
    )
    fits = and_(col(Candidate.id).is_not(None), _reason() == 0)
    query: Any = (
        select(
            col(Gap.name).label("name"),
            col(Gap.item_id).label("item_id"),
            func.min(_reason()).label("reason"),
            func.sum(case((fits, 1), else_=0)).label("offers"),
        )
        .join(Item, col(Item.id) == col(Gap.item_id))
        .outerjoin(Candidate, offered)
        .where(col(Item.deleted_on).is_(None), col(Item.kind) != ItemKind.PERSON)
        .group_by(col(Gap.name), col(Gap.item_id))
    )
    return query if name is None else query.where(col(Gap.name) == name)


def counted(session: Session) -> list[GapCount]:
    """All gaps, the most frequent name first. The counts of one name sum to what `--once --json` tells."""
    kinds: dict[tuple[str, int], dict[ItemKind, int]] = defaultdict(dict)
    plain = (
        select(col(Gap.name), col(Item.kind), func.count())
        .join(Item, col(Item.id) == col(Gap.item_id))
        .where(col(Item.deleted_on).is_(None), col(Item.kind) != ItemKind.PERSON, ~col(Gap.name).like(f"{ARTWORK}%"))
        .group_by(col(Gap.name), col(Item.kind))
    )
    for name, kind, count in session.execute(plain):
        kinds[name, _NONE][kind] = count
    pictures = _lacking().where(col(Gap.name).like(f"{ARTWORK}%")).subquery()
    by_reason = (
        select(pictures.c.name, pictures.c.reason, col(Item.kind), func.count())
        .join(Item, col(Item.id) == pictures.c.item_id)
        .group_by(pictures.c.name, pictures.c.reason, col(Item.kind))
    )
    for name, reason, kind, count in session.execute(by_reason):
        kinds[name, reason][kind] = count
    found = [GapCount(name, REASONS[rank], sum(of.values()), of) for (name, rank), of in kinds.items()]
    totals: dict[str, int] = defaultdict(int)
    for one in found:
        totals[one.name] += one.number
    return sorted(found, key=lambda one: (-totals[one.name], one.name, REASONS.index(one.why)))


def lacking(session: Session, name: str, why: str, limit: int = 2000, text: str = "") -> list[Lacking]:
    """The items that lack it for this reason, by title."""
    found = _lacking(name).subquery()
    query = (
        select(col(Item.id), col(Item.kind), col(Item.title), col(Item.year), found.c.offers)
        .join(found, found.c.item_id == col(Item.id))
        .where(found.c.reason == REASONS.index(why))
        .order_by(col(Item.sort_key), col(Item.id))
        .limit(limit)
    )
    if text:
        query = query.where(matching.holds(col(Item.title), text))
    return [Lacking(item_id, kind, title, year, int(offers or 0)) for item_id, kind, title, year, offers in
            session.execute(query)]  # fmt: skip


def ids_lacking(session: Session, name: str, why: str) -> list[int]:
    """The ids of all of them."""
    found = _lacking(name).subquery()
    return list(session.scalars(select(found.c.item_id).where(found.c.reason == REASONS.index(why))))


def with_offers(session: Session, name: str, ids: Sequence[int]) -> list[int]:
    """Those of these items for which a picture would fit: nobody need be asked."""
    found = _lacking(name).subquery()
    query = select(found.c.item_id).where(found.c.reason == 0, found.c.item_id.in_(ids))
    return list(session.scalars(query))
