"""Deleting items for a while, bringing them back, and removing them for good."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from lobbycard.events import Topic
from lobbycard.model.columns import now
from lobbycard.model.file import FileItem, MediaFile
from lobbycard.model.item import Item
from lobbycard.model.kinds import FileRole, ItemKind, Severity
from lobbycard.store import history, items, tables
from lobbycard.store.chunks import chunks
from lobbycard.store.database import touched
from lobbycard.store.history import Change

VIDEO_ROLES = (FileRole.MAIN, FileRole.PART, FileRole.VERSION, FileRole.DISC)


class Doomed(NamedTuple):
    """An item that is to be deleted, as far as its files matter."""

    id: int
    kind: ItemKind
    title: str
    library_id: int | None
    folder: str | None
    own_folder: bool
    number: int | None
    parent_id: int | None
    parent_folder: str | None = None


class Video(NamedTuple):
    """A video of an item, or of others beside it."""

    library_id: int
    path: str
    item_id: int


_items = tables.of(Item)
_above: Any = _items.alias("above")
_DOOMED = [*(_items.c[name] for name in Doomed._fields[:-1]), _above.c.folder]


def family(session: Session, item_ids: Iterable[int]) -> list[Doomed]:
    """These items with all below them (seasons, episodes)."""
    found: list[Doomed] = []
    for chunk in chunks(sorted(set(items.family(session, item_ids)))):
        query = select(*_DOOMED).join(_above, _above.c.id == _items.c.parent_id, isouter=True)
        found += [Doomed._make(row) for row in session.execute(query.where(_items.c.id.in_(chunk)))]
    return found


def videos(session: Session, item_ids: Collection[int]) -> list[Video]:
    """The videos of these items that are there."""
    found: list[Video] = []
    for chunk in chunks(sorted(item_ids)):
        found += _videos(session, col(FileItem.item_id).in_(chunk))
    return found


def videos_below(session: Session, library_id: int, folder: str) -> list[Video]:
    """All videos in a folder and below it, of whatever item."""
    if not folder:
        return _videos(session, col(MediaFile.library_id) == library_id)
    inside = (col(MediaFile.path) > f"{folder}/") & (col(MediaFile.path) < f"{folder}0")
    return _videos(session, col(MediaFile.library_id) == library_id, inside)


def _videos(session: Session, *conditions: Any) -> list[Video]:
    query = (
        select(col(MediaFile.library_id), col(MediaFile.path), col(FileItem.item_id))
        .join(FileItem, col(FileItem.file_id) == col(MediaFile.id))
        .where(col(MediaFile.missing_since).is_(None), col(MediaFile.role).in_(VIDEO_ROLES), *conditions)
        .order_by(col(MediaFile.path))
    )
    return [Video._make(row) for row in session.execute(query)]


def soft_delete(session: Session, item_ids: Iterable[int], change: Change, grace: timedelta) -> int:
    """Delete items and all below them; until the grace is over they come back with everything chosen for them."""
    return _set_deleted(session, item_ids, change, now() + grace, "Deleted")


def restore(session: Session, item_ids: Iterable[int], change: Change) -> int:
    """Bring deleted items back, with all below them and the series and season above them. Gives how many."""
    above = wanted = set(item_ids)
    count = 0
    while above:
        query = select(col(Item.parent_id)).where(col(Item.id).in_(above), col(Item.parent_id).is_not(None))
        parents = {parent for parent in session.scalars(query) if parent is not None}
        count += _put(session, parents, change, None, "Restored")
        above = parents
    return count + _set_deleted(session, wanted, change, None, "Restored")


def _set_deleted(session: Session, item_ids: Iterable[int], change: Change, moment: datetime | None, word: str) -> int:
    return _put(session, items.family(session, item_ids), change, moment, word)


def _put(session: Session, item_ids: Iterable[int], change: Change, moment: datetime | None, word: str) -> int:
    count = 0
    for chunk in chunks(sorted(set(item_ids))):
        differs = col(Item.deleted_on).is_(None) if moment is not None else col(Item.deleted_on).is_not(None)
        query = select(col(Item.id), col(Item.title), col(Item.library_id), col(Item.deleted_on))
        rows = session.execute(query.where(col(Item.id).in_(chunk), differs)).all()
        for row in rows:
            _record(session, change, f"{word} “{row.title}”", row, moment)
        ids = [row.id for row in rows]
        statement = update(Item).where(col(Item.id).in_(ids)).values(deleted_on=moment)
        session.execute(statement.execution_options(synchronize_session=False))
        touched(session, Topic.ITEM, ids)
        count += len(ids)
    return count


def _record(session: Session, change: Change, summary: str, row: Any, moment: datetime | None) -> None:
    before = None if row.deleted_on is None else row.deleted_on.isoformat()
    after = None if moment is None else moment.isoformat()
    history.record(
        session,
        change,
        summary,
        subject=f"row:item:{row.id}",
        item_id=row.id,
        library_id=row.library_id,
        before={"id": row.id, "deleted_on": before},
        after={"id": row.id, "deleted_on": after},
    )


def due(session: Session, limit: int = 200, moment: datetime | None = None) -> list[int]:
    """Items whose time for coming back is over, what is below others first."""
    query = select(col(Item.id)).where(col(Item.deleted_on) <= (moment or now()))
    depth = {ItemKind.EPISODE: 0, ItemKind.SEASON: 1}
    rows = session.execute(query.add_columns(col(Item.kind)).order_by(col(Item.id)).limit(limit * 5)).all()
    return [row.id for row in sorted(rows, key=lambda row: depth.get(row.kind, 2))[:limit]]


def purge(session: Session, item_ids: Sequence[int], change: Change, moment: datetime | None = None) -> int:
    """Remove items for good, with all that was chosen for them; an item that came back meanwhile stays."""
    limit = moment or now()
    query = select(col(Item.id), col(Item.title)).where(col(Item.id).in_(item_ids), col(Item.deleted_on) <= limit)
    gone = session.execute(query).all()
    if not gone:
        return 0
    alive = _with_living_below(session, [row.id for row in gone])
    gone = [row for row in gone if row.id not in alive]
    for row in gone:
        summary = f"Removed “{row.title}” for good; its time for coming back was over"
        history.record(session, change, summary, severity=Severity.WARNING)
    ids = [row.id for row in gone]
    session.execute(delete(Item).where(col(Item.id).in_(ids)).execution_options(synchronize_session=False))
    touched(session, Topic.ITEM, ids)
    return len(ids)


def _with_living_below(session: Session, ids: Sequence[int]) -> set[int]:
    """Those with something below them that is not deleted: they must not drag it along."""
    below = select(col(Item.parent_id)).where(col(Item.parent_id).in_(ids), col(Item.deleted_on).is_(None))
    return {parent for parent in session.scalars(below) if parent is not None}
