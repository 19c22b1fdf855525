"""Queries of items for lists and pages."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, asc, case, desc, func, or_, select, tuple_, union_all
from sqlmodel import Session, col

from lobbycard.model.artwork import Candidate
from lobbycard.model.item import ExternalId, FieldState, Gap, Item, Term
from lobbycard.model.kinds import AssetType, ItemKind, ItemState, TermKind
from lobbycard.store import filters, search, tables


class Sort(StrEnum):
    """What a list can be sorted by."""

    TITLE = "title"
    YEAR = "year"
    ADDED = "added"
    RATING = "rating"
    RUNTIME = "runtime"
    COMPLETENESS = "completeness"
    SIZE = "size"
    RESOLUTION = "resolution"
    STATE = "state"
    RELEVANCE = "relevance"


_COLUMNS: dict[Sort, Any] = {
    Sort.TITLE: Item.sort_key,
    Sort.YEAR: Item.sort_year,
    Sort.ADDED: Item.sort_added,
    Sort.RATING: Item.sort_rating,
    Sort.RUNTIME: Item.sort_runtime,
    Sort.COMPLETENESS: Item.completeness,
    Sort.SIZE: Item.size,
    Sort.RESOLUTION: Item.height,
    Sort.STATE: Item.sort_state,
}
TOP_LEVEL = (ItemKind.MOVIE, ItemKind.SERIES)


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which items a list shows, and in what order."""

    kinds: tuple[ItemKind, ...] = TOP_LEVEL
    filter: str = ""
    library_id: int | None = None
    parent_id: int | None = None
    sort: Sort = Sort.TITLE
    descending: bool = False
    with_deleted: bool = False


class ItemRow(NamedTuple):
    """What a list shows of an item."""

    id: int
    kind: ItemKind
    title: str
    year: int | None
    number: int | None
    parent_id: int | None
    library_id: int | None
    state: ItemState
    completeness: float
    has_unpublished_changes: bool
    monitored: bool
    resolution: str
    hdr: str
    source: str
    video_codec: str
    size: int
    runtime: int | None
    rating: float
    file_count: int
    created_at: datetime
    aired: str | None
    error: str | None
    deleted_on: datetime | None
    folder: str | None


class Cursor(NamedTuple):
    """Where a page ended: the sort value, the title's sort key, the id."""

    value: Any
    sort_key: str
    id: int


_ROW_COLUMNS = [
    col(Item.sort_rating).label("rating") if name == "rating" else getattr(Item, name) for name in ItemRow._fields
]


def _where(query: ListQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    compiled = filters.compile_filter(query.filter)
    if not compiled.asks_kind:
        conditions.append(col(Item.kind).in_(query.kinds))
    if not query.with_deleted and not compiled.asks_deleted:
        conditions.append(col(Item.deleted_on).is_(None))
    if query.library_id is not None:
        conditions.append(col(Item.library_id) == query.library_id)
    if query.parent_id is not None:
        conditions.append(col(Item.parent_id) == query.parent_id)
    conditions.append(compiled.condition)
    return conditions


def page(session: Session, query: ListQuery, after: Cursor | None, limit: int) -> tuple[list[ItemRow], Cursor | None]:
    """One page of a list, by keyset: as fast at the end of 100,000 rows as at the beginning. Words are not searched."""
    # Each kind is in order in its own stretch of an index; asked for together they would all be sorted first.
    found = [row for kind in query.kinds for row in _page_of(session, replace(query, kinds=(kind,)), after, limit)]
    found.sort(key=lambda row: (row.key, row.id))
    found.sort(key=lambda row: row.by, reverse=query.descending)
    rows = list({row.id: row for row in found}.values())[:limit]
    more = Cursor(rows[-1].by, rows[-1].key, rows[-1].id) if len(rows) == limit else None
    return [ItemRow._make(row[:-2]) for row in rows], more


def _page_of(session: Session, query: ListQuery, after: Cursor | None, limit: int) -> Sequence[Row[Any]]:
    column = _COLUMNS[query.sort]
    keys: list[Any] = [column, Item.sort_key, Item.id] if query.sort is not Sort.TITLE else [Item.sort_key, Item.id]
    statement = select(*_ROW_COLUMNS, column.label("by"), col(Item.sort_key).label("key")).where(*_where(query))
    if after is not None:
        place = [after.value, after.sort_key, after.id] if query.sort is not Sort.TITLE else [after.sort_key, after.id]
        statement = statement.where(_beyond(keys, place, descending=query.descending))
    order = [key.desc() if query.descending and n == 0 else key.asc() for n, key in enumerate(keys)]
    return session.execute(statement.order_by(*order).limit(limit)).all()


def _beyond(keys: list[Any], place: list[Any], *, descending: bool) -> ColumnElement[bool]:
    """Rows after a place; only the first key may run downwards."""
    first, *rest = keys
    if not descending:
        return tuple_(*keys) > tuple_(*place)
    return or_(first < place[0], and_(first == place[0], tuple_(*rest) > tuple_(*place[1:])))


def ids(session: Session, query: ListQuery) -> "array[int]":
    """The ids of a whole list in order: 8 bytes an item, so that a table can jump anywhere in 100,000 rows."""
    asked = filters.compile_filter(query.filter)
    words = asked.words
    if not words and not asked.asks_kind and len(query.kinds) > 1:
        return array("q", session.scalars(_merged(query)))
    conditions = _where(query)
    if words:
        hits = search.find(session, words, query.kinds)
        if not hits:
            return array("q")
        allowed = set(session.scalars(select(col(Item.id)).where(*conditions, col(Item.id).in_(hits))))
        ranked = [item_id for item_id in hits if item_id in allowed]
        if query.sort in {Sort.TITLE, Sort.RELEVANCE} and not query.descending:
            return array("q", ranked)
        conditions = [col(Item.id).in_(ranked)]
    return array("q", session.scalars(_ordered(query, conditions)))


def _ordered(query: ListQuery, conditions: list[ColumnElement[bool]]) -> "Select[int]":
    column = _COLUMNS.get(query.sort, Item.sort_key)
    first = column.desc() if query.descending else column.asc()
    order = [first, col(Item.id)] if column is Item.sort_key else [first, col(Item.sort_key), col(Item.id)]
    return select(col(Item.id)).where(*conditions).order_by(*order)


def _merged(query: ListQuery) -> "Select[int]":
    """Each kind is in order in its own stretch of an index: stretches that are merged need not be sorted."""
    column = _COLUMNS.get(query.sort, Item.sort_key)
    stretches = [
        select(col(Item.id).label("id"), col(Item.sort_key).label("key"), column.label("by")).where(
            *_where(replace(query, kinds=(kind,)))
        )
        for kind in query.kinds
    ]
    first: ColumnElement[Any] = desc("by") if query.descending else asc("by")
    order = [first, asc("id")] if column is Item.sort_key else [first, asc("key"), asc("id")]
    together = union_all(*stretches).order_by(*order).subquery()
    return select(together.c.id)


def rows(session: Session, wanted: Sequence[int]) -> dict[int, ItemRow]:
    """The rows of these items, by id; those that are gone are not in it."""
    if not wanted:
        return {}
    found = session.execute(select(*_ROW_COLUMNS).where(col(Item.id).in_(wanted)))
    return {row[0]: ItemRow._make(row) for row in found}


def count(session: Session, query: ListQuery) -> int:
    """How many items a list has."""
    compiled = filters.compile_filter(query.filter)
    if compiled.words:
        return len(ids(session, query))
    return int(session.execute(select(func.count()).select_from(Item).where(*_where(query))).scalar_one())


def by_id(session: Session, item_id: int) -> Item | None:
    """The whole item."""
    return session.get(Item, item_id)


def by_ids(session: Session, wanted: Iterable[int]) -> list[Item]:
    """Whole items, in the order asked for."""
    keys = list(wanted)
    found = {item.id: item for item in session.scalars(select(Item).where(col(Item.id).in_(keys)))}
    return [found[key] for key in keys if key in found]


def children(session: Session, parent_id: int) -> list[ItemRow]:
    """Seasons of a series or episodes of a season, by number."""
    statement = (
        select(*_ROW_COLUMNS)
        .where(col(Item.parent_id) == parent_id, col(Item.deleted_on).is_(None))
        .order_by(func.coalesce(col(Item.number), 1_000_000), col(Item.sort_key))
    )
    return [ItemRow._make(row) for row in session.execute(statement)]


class Badges(NamedTuple):
    """What stands beside an item in a list and is counted elsewhere."""

    locks: int = 0
    episodes: int = 0
    """Of a series or season: how many are there."""
    known_episodes: int | None = None
    """How many the provider knows."""


def badges(session: Session, wanted: Sequence[int]) -> dict[int, Badges]:
    """Locks and episodes of these items; those without either are not in it."""
    counted = (
        select(col(FieldState.item_id), func.count())
        .where(col(FieldState.item_id).in_(wanted), col(FieldState.locked))
        .group_by(col(FieldState.item_id))
    )
    locks: dict[int, int] = {item_id: count for item_id, count in session.execute(counted)}  # noqa: C416
    season = tables.of(Item).alias("season")
    episode = tables.of(Item).alias("episode")
    there = and_(episode.c.kind == ItemKind.EPISODE, episode.c.file_count > 0, episode.c.deleted_on.is_(None))
    of_season = (
        select(episode.c.parent_id, func.count())
        .where(episode.c.parent_id.in_(wanted), there)
        .group_by(episode.c.parent_id)
    )
    of_series = (
        select(season.c.parent_id, func.count())
        .join(episode, episode.c.parent_id == season.c.id)
        .where(season.c.parent_id.in_(wanted), there)
        .group_by(season.c.parent_id)
    )
    episodes: dict[int, int] = {}
    for query in (of_season, of_series):
        episodes |= {item_id: count for item_id, count in session.execute(query)}  # noqa: C416
    known = select(col(Item.id), col(Item.episode_count)).where(
        col(Item.id).in_(wanted), col(Item.kind).in_([ItemKind.SERIES, ItemKind.SEASON])
    )
    totals: dict[int, int | None] = {item_id: count for item_id, count in session.execute(known)}  # noqa: C416
    return {
        item_id: Badges(locks.get(item_id, 0), episodes.get(item_id, 0), totals.get(item_id))
        for item_id in {*locks, *totals}
    }


def family(session: Session, item_ids: Iterable[int]) -> list[int]:
    """These items and everything below them."""
    found = list(dict.fromkeys(item_ids))
    level = found
    while level:
        level = list(session.scalars(select(col(Item.id)).where(col(Item.parent_id).in_(level))))
        found += level
    return found


def gaps(session: Session, item_id: int) -> list[str]:
    """What an item lacks, by name."""
    return list(session.scalars(select(col(Gap.name)).where(col(Gap.item_id) == item_id).order_by(col(Gap.name))))


def external_ids(session: Session, item_id: int) -> dict[str, str]:
    """An item's ids by provider."""
    query = select(ExternalId).where(col(ExternalId.item_id) == item_id).order_by(col(ExternalId.provider))
    return {row.provider: row.value for row in session.scalars(query)}


class Preview(NamedTuple):
    """What stands beside a list about the row under the cursor."""

    item: Item
    gaps: list[str]
    locks: list[str]
    poster: tuple[str, str] | None
    """The chosen poster's (or still's) blob (sha256, extension), when it is in the cache."""
    parents: list[str]
    ids: dict[str, str]


def preview(session: Session, item_id: int) -> Preview | None:
    """The preview of an item."""
    item = session.get(Item, item_id)
    if item is None:
        return None
    locks = session.scalars(
        select(col(FieldState.field)).where(col(FieldState.item_id) == item_id, col(FieldState.locked))
    )
    parents: list[str] = []
    above = item.parent_id
    while above is not None:
        parent = session.get(Item, above)
        if parent is None:
            break
        parents.insert(0, parent.title)
        above = parent.parent_id
    return Preview(
        item, gaps(session, item_id), sorted(locks), picture(session, item_id), parents, external_ids(session, item_id)
    )


_PICTURE_ORDER = (AssetType.POSTER, AssetType.THUMB, AssetType.PORTRAIT, AssetType.FANART)


def picture(session: Session, item_id: int) -> tuple[str, str] | None:
    """The blob that stands for an item: its poster, still or portrait."""
    from lobbycard.model.artwork import Blob

    rank = case({kind: n for n, kind in enumerate(_PICTURE_ORDER)}, value=col(Candidate.asset_type), else_=9)
    query = (
        select(col(Blob.sha256), col(Blob.extension))
        .join(Candidate, col(Candidate.blob_id) == col(Blob.id))
        .where(col(Candidate.item_id) == item_id, col(Candidate.is_selected), rank < 9)
        .order_by(rank, col(Candidate.position))
        .limit(1)
    )
    row = session.execute(query).one_or_none()
    return None if row is None else (row[0], row[1])


SAVED_FILTERS: dict[str, str] = {
    "All": "",
    "Films": "kind:movie",
    "Series": "kind:series",
    "Needs identification": "is:unidentified",
    "Incomplete": "is:incomplete",
    "Unpublished changes": "is:unpublished",
    "Missing poster": "missing:poster",
    "Recently added": "added:7d",
    "Drift": "has:drift",
    "Errors": "is:failed",
    "Unmonitored": "is:unmonitored",
    "Deleted": "is:deleted",
}
"""The filters at the side of the library, by their names."""


def saved_counts(session: Session, query: ListQuery) -> dict[str, int]:
    """How many items each saved filter has."""
    return {name: count(session, replace(query, filter=text)) for name, text in SAVED_FILTERS.items()}


def known_terms(session: Session, kind: TermKind, limit: int = 500) -> list[str]:
    """The genres (studios, tags, …) that are in use, for completion."""
    query = select(col(Term.name)).where(col(Term.kind) == kind).order_by(func.lower(col(Term.name))).limit(limit)
    return list(session.scalars(query))


def pictures(session: Session, wanted: Sequence[int]) -> dict[int, tuple[str, str]]:
    """The blobs that stand for these items, as far as they have any."""
    found = ((item_id, picture(session, item_id)) for item_id in wanted)
    return {item_id: blob for item_id, blob in found if blob is not None}
