"""Items without any file left are deleted softly, for a time of grace; their seasons and series follow them."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from lobbycard.model.columns import now
from lobbycard.model.file import FileItem, MediaFile
from lobbycard.model.item import Item
from lobbycard.model.kinds import ItemKind
from lobbycard.store import tables
from lobbycard.store.chunks import chunks

_files = tables.of(MediaFile)
_links = tables.of(FileItem)
_items = tables.of(Item)
_KINDS = (ItemKind.MOVIE, ItemKind.SERIES, ItemKind.SEASON, ItemKind.EPISODE)


def settle(session: Session, item_ids: Collection[int], grace: timedelta) -> set[int]:
    """Look at items whose files changed, then at what is above those that went. Gives all that were deleted."""
    gone: set[int] = set()
    level = set(item_ids)
    while level:
        parents: set[int] = set()
        for ids in chunks(sorted(level)):
            for item in _lost(session, ids):
                item.deleted_on = now() + grace
                gone.add(item.id)
                if item.parent_id is not None:
                    parents.add(item.parent_id)
        session.flush()
        level = parents
    return gone


def _lost(session: Session, ids: Sequence[int]) -> list[Item]:
    there = _with_files(session, ids) | _with_children(session, ids)
    query = select(Item).where(
        col(Item.id).in_([item_id for item_id in ids if item_id not in there]),
        col(Item.deleted_on).is_(None),
        col(Item.kind).in_(_KINDS),
    )
    return list(session.scalars(query))


def _with_files(session: Session, ids: Sequence[int]) -> set[int]:
    query = (
        select(_links.c.item_id)
        .join(_files, _files.c.id == _links.c.file_id)
        .where(_links.c.item_id.in_(ids), _files.c.missing_since.is_(None))
    )
    return set(session.execute(query.distinct()).scalars())


def _with_children(session: Session, ids: Sequence[int]) -> set[int]:
    query = select(_items.c.parent_id).where(_items.c.parent_id.in_(ids), _items.c.deleted_on.is_(None))
    return set(session.execute(query.distinct()).scalars())
