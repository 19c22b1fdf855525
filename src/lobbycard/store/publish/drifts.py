"""What others changed in our published files, until somebody decides about it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlmodel import Session, col

from lobbycard.events import Topic
from lobbycard.model.artwork import Drift, PublishedFile
from lobbycard.model.columns import now
from lobbycard.model.item import Item
from lobbycard.model.kinds import DriftKind
from lobbycard.model.publishing import DriftFound
from lobbycard.store import tables
from lobbycard.store.chunks import chunks
from lobbycard.store.database import touched, upsert

_files = tables.of(PublishedFile)
_drifts = tables.of(Drift)


class DriftRow(NamedTuple):
    """What others changed, as lists show it."""

    id: int
    library_id: int
    item_id: int
    item_title: str
    published_id: int | None
    path: str
    kind: DriftKind
    asset_type: str
    detail: str
    theirs_sha256: str | None
    found_at: datetime


def put(session: Session, library_id: int, found: Sequence[DriftFound]) -> None:
    """Note what others changed."""
    moment = now()
    known: set[int] = set()
    for chunk in chunks(one.published_id for one in found if one.published_id is not None):
        known.update(session.scalars(select(_files.c.id).where(_files.c.id.in_(chunk))))
    rows = [
        {
            **one._asdict(),
            "published_id": one.published_id if one.published_id in known else None,
            "library_id": library_id,
            "found_at": moment,
        }
        for one in {(one.path, one.kind): one for one in found}.values()
    ]
    if rows:
        updated = ["item_id", "published_id", "asset_type", "detail", "theirs_sha256"]
        upsert(session, _drifts, rows, ["library_id", "path", "kind"], updated)
        touched(session, Topic.DRIFT, [one.item_id for one in found])


def replace(session: Session, library_id: int, found: Sequence[DriftFound]) -> int:
    """What a whole verification found, in place of all that was known. Gives how many are new."""
    query = select(_drifts.c.id, _drifts.c.path, _drifts.c.kind).where(_drifts.c.library_id == library_id)
    known = {(row.path, row.kind): row.id for row in session.execute(query)}
    there = {(one.path, one.kind) for one in found}
    over = [row_id for place, row_id in known.items() if place not in there]
    forget(session, over)
    put(session, library_id, found)
    return len(there - known.keys())


def forget(session: Session, ids: Sequence[int]) -> None:
    """They are resolved, or over."""
    for chunk in chunks(ids):
        session.execute(delete(_drifts).where(_drifts.c.id.in_(chunk)))
    if ids:
        touched(session, Topic.DRIFT)


def forget_paths(session: Session, library_id: int, paths: Sequence[str]) -> None:
    """These files were brought into line."""
    for chunk in chunks(paths):
        same = _drifts.c.path.in_(chunk)
        session.execute(delete(_drifts).where(_drifts.c.library_id == library_id, same))


def undecided(
    session: Session,
    library_id: int | None = None,
    *,
    item_id: int | None = None,
    ids: Sequence[int] | None = None,
    limit: int = 5000,
) -> list[DriftRow]:
    """What others changed and nobody has decided about, by path."""
    columns = [
        col(Item.title).label("item_title") if name == "item_title" else _drifts.c[name] for name in DriftRow._fields
    ]
    query = select(*columns).join(Item, col(Item.id) == _drifts.c.item_id)
    if library_id is not None:
        query = query.where(_drifts.c.library_id == library_id)
    if item_id is not None:
        query = query.where(_drifts.c.item_id == item_id)
    if ids is not None:
        query = query.where(_drifts.c.id.in_(ids))
    rows = session.execute(query.order_by(_drifts.c.library_id, _drifts.c.path).limit(limit))
    return [DriftRow._make(row) for row in rows]
