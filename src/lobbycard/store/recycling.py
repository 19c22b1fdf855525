"""What lies in the recycle bins."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select, update
from sqlmodel import Session

from lobbycard.events import Topic
from lobbycard.model.columns import now
from lobbycard.model.history import RecycleEntry
from lobbycard.store import matching, tables
from lobbycard.store.database import touched

_table = tables.of(RecycleEntry)


class BinRow(NamedTuple):
    """A file or folder in a bin."""

    id: int
    library_id: int | None
    item_id: int | None
    batch: str
    original_path: str
    recycle_path: str
    size: int
    type: str
    reason: str
    sha256: str
    deleted_at: datetime
    expires_at: datetime


_COLUMNS = [_table.c[name] for name in BinRow._fields]
_THERE = (_table.c.restored_at.is_(None), _table.c.purged_at.is_(None))


def _rows(session: Session, query: Any) -> list[BinRow]:
    return [BinRow._make(row) for row in session.execute(query)]


def page(
    session: Session, *, before: int | None = None, limit: int = 200, library_id: int | None = None, text: str = ""
) -> list[BinRow]:
    """What is in the bins, newest first; `before` is the last id of the page before."""
    query = select(*_COLUMNS).where(*_THERE)
    if before is not None:
        query = query.where(_table.c.id < before)
    if library_id is not None:
        query = query.where(_table.c.library_id == library_id)
    if text:
        query = query.where(matching.holds(_table.c.original_path, text))
    return _rows(session, query.order_by(_table.c.id.desc()).limit(limit))


def by_ids(session: Session, ids: Collection[int]) -> list[BinRow]:
    """Those of these that are still in a bin."""
    return _rows(session, select(*_COLUMNS).where(*_THERE, _table.c.id.in_(list(ids))).order_by(_table.c.id))


def expired(session: Session, limit: int = 500, moment: datetime | None = None) -> list[BinRow]:
    """What has been kept long enough, oldest first."""
    query = select(*_COLUMNS).where(*_THERE, _table.c.expires_at <= (moment or now()))
    return _rows(session, query.order_by(_table.c.expires_at, _table.c.id).limit(limit))


def all_there(session: Session, limit: int = 500) -> list[BinRow]:
    """Whatever is in the bins, oldest first."""
    query = select(*_COLUMNS).where(*_THERE)
    return _rows(session, query.order_by(_table.c.id).limit(limit))


def total(session: Session, library_id: int | None = None) -> tuple[int, int]:
    """How many files, how many bytes."""
    query = select(func.count(), func.coalesce(func.sum(_table.c.size), 0)).where(*_THERE)
    if library_id is not None:
        query = query.where(_table.c.library_id == library_id)
    count, size = session.execute(query).one()
    return count, int(size)


def purged(session: Session, ids: Sequence[int]) -> None:
    """Note that these are gone for good."""
    session.execute(update(_table).where(_table.c.id.in_(list(ids))).values(purged_at=now()))
    touched(session, Topic.HISTORY)
