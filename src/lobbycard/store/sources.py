"""What each source said of an item: kept, so that a merge or a change of preference needs no network."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, select
from sqlmodel import Session, col

from lobbycard.model import plain
from lobbycard.model.columns import now
from lobbycard.model.facts import Facts
from lobbycard.model.item import Item, ProviderRecord
from lobbycard.store import tables
from lobbycard.store.database import upsert

TABLE = tables.of(ProviderRecord)


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
    kept = row(item_id, provider, facts, now())
    kept |= {"language": language, "provider_id": provider_id, "etag": etag}
    upsert(session, TABLE, [kept], ["item_id", "provider", "language"])


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
    for provider, ids in by_provider.items():
        for start in range(0, len(ids), 400):
            old = TABLE.c.item_id.in_(ids[start : start + 400]), TABLE.c.provider == provider
            session.execute(delete(TABLE).where(*old))
    moment = now()
    rows = [
        row(one.item_id, one.provider, one.facts, moment) | {"language": one.language, "provider_id": one.provider_id}
        for one in said_
    ]
    upsert(session, TABLE, rows, ["item_id", "provider", "language"], [])


def forget(session: Session, item_id: int, providers: Iterable[str]) -> None:
    """Drop what these sources said (the item is something else now, or the file is gone)."""
    rows = session.scalars(
        select(ProviderRecord).where(
            col(ProviderRecord.item_id) == item_id, col(ProviderRecord.provider).in_(list(providers))
        )
    )
    for one in rows:
        session.delete(one)
    session.flush()


def said(session: Session, item_id: int) -> dict[str, Facts]:
    """What each source says about an item, as kept; several languages of one source fill each other's gaps."""
    rows = session.scalars(
        select(ProviderRecord)
        .where(col(ProviderRecord.item_id) == item_id)
        .order_by(col(ProviderRecord.provider), col(ProviderRecord.id))
    )
    found: dict[str, Facts] = {}
    for one in rows:
        facts = plain.facts_from_plain(one.payload)
        if (earlier := found.get(one.provider)) is not None:
            filled = {name: value for name, value in earlier.fields.items() if value not in (None, "", ())}
            facts = Facts({**facts.fields, **filled}, {**facts.ids, **earlier.ids})
        found[one.provider] = facts
    return found


def ids_with_sources(session: Session, library_id: int | None, after: int, limit: int) -> list[int]:
    """Items of which anything was kept, by id, a page at a time."""
    kept = select(col(ProviderRecord.id)).where(col(ProviderRecord.item_id) == col(Item.id)).exists()
    query = select(col(Item.id)).where(col(Item.id) > after, kept)
    if library_id is not None:
        query = query.where(col(Item.library_id) == library_id)
    return list(session.scalars(query.order_by(col(Item.id)).limit(limit)))


def row(item_id: int, source: str, facts: Facts, moment: datetime) -> dict[str, Any]:
    """As the table keeps it."""
    return {
        "item_id": item_id,
        "provider": source,
        "language": "",
        "provider_id": "",
        "etag": None,
        "fetched_at": moment,
        "payload": plain.facts_to_plain(facts),
    }
