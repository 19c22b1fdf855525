"""What waits to be published, and what has to be published again."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlmodel import Session, col

from lobbycard.model.artwork import PublishedFile
from lobbycard.model.file import FileItem, MediaFile
from lobbycard.model.item import ExternalId, Item
from lobbycard.model.kinds import AssetType, FileRole, ItemKind, ItemState
from lobbycard.model.library import Library
from lobbycard.store import tables

_item = tables.of(Item)
READY = (ItemState.ENRICHED, ItemState.SELECTED, ItemState.PUBLISHED)
"""States in which automation takes an item for ready to be published."""
_UNDER_WAY = (ItemState.IDENTIFIED, ItemState.ENRICHING)
"""More is about to come: to be published after that."""


def ready(session: Session, library_id: int | None = None, *, automatic: bool = False) -> list[int]:
    """The publish queue: films and series (or what is below them) with changes that are not beside the media yet.

    Also of those that no provider knows: what a person wrote or chose counts. With `automatic` only those that
    automation may publish: known to a provider, monitored, in a library that publishes by itself.
    """
    season: Any = _item.alias("season")
    shown: Any = _item.alias("shown")
    top = func.coalesce(
        select(season.c.parent_id)
        .where(season.c.id == _item.c.parent_id, _item.c.kind == ItemKind.EPISODE)
        .scalar_subquery(),
        _item.c.parent_id,
        _item.c.id,
    )
    query = (
        select(shown.c.id)
        .join_from(_item, shown, shown.c.id == top)
        .join(Library, col(Library.id) == _item.c.library_id)
        .where(
            _item.c.has_unpublished_changes,
            _item.c.deleted_on.is_(None),
            _item.c.state.in_(READY) if automatic else _item.c.state.not_in(_UNDER_WAY),
            _item.c.kind.not_in([ItemKind.PERSON, ItemKind.SET]),
            ~col(Library.read_only),
            col(Library.enabled),
        )
        .group_by(shown.c.id, shown.c.sort_key)
        .order_by(shown.c.sort_key, shown.c.id)
    )
    if library_id is not None:
        query = query.where(_item.c.library_id == library_id)
    rows = [row.id for row in session.execute(query)]
    if not automatic:
        return rows
    return [row for row in rows if _may_publish(session, row)]


def _may_publish(session: Session, item_id: int) -> bool:
    item = session.get(Item, item_id)
    library = session.get(Library, item.library_id) if item is not None and item.library_id is not None else None
    return item is not None and item.monitored and library is not None and library.does("publish")


def everything(session: Session, library_id: int | None = None) -> list[int]:
    """All films and series that are there and known well enough, for a bulk publish."""
    query = (
        select(_item.c.id)
        .join(Library, col(Library.id) == _item.c.library_id)
        .where(
            _item.c.kind.in_([ItemKind.MOVIE, ItemKind.SERIES]),
            _item.c.deleted_on.is_(None),
            or_(_item.c.state.in_(READY), _item.c.state.not_in(_UNDER_WAY) & _is_known()),
            ~col(Library.read_only),
        )
        .order_by(_item.c.library_id, _item.c.sort_key)
    )
    return list(session.scalars(query if library_id is None else query.where(_item.c.library_id == library_id)))


def _is_known() -> ColumnElement[bool]:
    """A person changed it, or its own NFO names it, which needs no provider."""
    named = select(col(ExternalId.item_id)).where(col(ExternalId.item_id) == _item.c.id).exists()
    return or_(_item.c.has_unpublished_changes, named)


# --- after an upgrade ----------------------------------------------------------------------------------------------


def displaced(session: Session, library_id: int) -> list[int]:
    """Published films and episodes whose video was replaced or renamed since: names of ours that follow it are gone."""
    ours = _published_by_item(session, library_id)
    sidecars = _sidecars(session, library_id)
    found: dict[int, None] = {}
    for video in _videos(session, library_id):
        files = ours.get(video.item_id, ())
        if files and not video.disc and _is_displaced(video, files, sidecars):
            found[video.item_id] = None
    return list(found)


def _published_by_item(session: Session, library_id: int) -> dict[int, list[Any]]:
    query = (
        select(col(PublishedFile.item_id), col(PublishedFile.path), col(PublishedFile.published_at))
        .join(_item, _item.c.id == col(PublishedFile.item_id))
        .where(
            col(PublishedFile.library_id) == library_id,
            col(PublishedFile.asset_type) != AssetType.PORTRAIT,
            _item.c.monitored,
            _item.c.deleted_on.is_(None),
            _item.c.kind.in_((ItemKind.MOVIE, ItemKind.EPISODE)),
        )
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(query):
        found[row.item_id].append(row)
    return found


def _videos(session: Session, library_id: int) -> Sequence[Any]:
    query = (
        select(col(FileItem.item_id), col(MediaFile.path), col(MediaFile.disc), col(MediaFile.first_seen_at))
        .join(MediaFile, col(MediaFile.id) == col(FileItem.file_id))
        .where(
            col(MediaFile.library_id) == library_id,
            col(MediaFile.role).in_((FileRole.MAIN, FileRole.VERSION)),
            col(MediaFile.missing_since).is_(None),
        )
    )
    return session.execute(query).all()


def _sidecars(session: Session, library_id: int) -> set[str]:
    query = select(col(MediaFile.path)).where(
        col(MediaFile.library_id) == library_id, col(MediaFile.role).in_((FileRole.ARTWORK, FileRole.NFO))
    )
    return set(session.scalars(query))


def _is_displaced(video: Any, files: Sequence[Any], sidecars: set[str]) -> bool:
    """Whether ours are named after another video than this one, or went away when this one came."""
    stem = video.path.rpartition(".")[0]
    if any(_is_prefixed(row.path) for row in files) and not any(row.path.startswith(stem) for row in files):
        return True
    is_new = video.first_seen_at > min(row.published_at for row in files)
    return is_new and any(row.path not in sidecars for row in files)


_BARE = frozenset({"movie", "tvshow", "season", "set", *AssetType})


def _is_prefixed(path: str) -> bool:
    """Whether a name of ours follows a video's."""
    stem = path.rpartition("/")[2].rpartition(".")[0]
    return stem.rstrip("0123456789") not in _BARE and not stem.startswith("season")
