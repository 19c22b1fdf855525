"""Counts over the whole library, for summaries and statistics."""

from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from lobbycard.model.file import UnknownFile
from lobbycard.model.item import Gap, Item
from lobbycard.model.kinds import ItemKind, ItemState


class Totals(NamedTuple):
    """How much there is."""

    items: dict[str, int]
    unknown: int
    needs_identification: int
    unpublished: int


def totals(session: Session) -> Totals:
    """How much there is now."""
    there = col(Item.deleted_on).is_(None)
    rows = session.execute(select(col(Item.kind), func.count()).where(there).group_by(col(Item.kind)))
    items = {str(kind): count for kind, count in rows}
    return Totals(
        items=items,
        unknown=_count(session, select(func.count()).select_from(UnknownFile)),
        needs_identification=_count(
            session,
            select(func.count()).select_from(Item).where(there, col(Item.state) == ItemState.NEEDS_IDENTIFICATION),
        ),
        unpublished=_count(
            session, select(func.count()).select_from(Item).where(there, col(Item.has_unpublished_changes))
        ),
    )


def _count(session: Session, query: Select[Any]) -> int:
    return int(session.execute(query).scalar_one())


def gap_counts(session: Session) -> dict[str, int]:
    """How many films, series, … lack what, by name."""
    rows = session.execute(
        select(col(Gap.name), func.count())
        .join(Item, col(Item.id) == col(Gap.item_id))
        .where(col(Item.deleted_on).is_(None), col(Item.kind) != ItemKind.PERSON)
        .group_by(col(Gap.name))
        .order_by(func.count().desc(), col(Gap.name))
    )
    return {name: count for name, count in rows}  # noqa: C416  # rows are not pairs to mypy
