"""The protected copies' rows: kept, tied to candidates, counted, verified, let go."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, func, or_, select, update
from sqlmodel import Session, col

from lobbycard.events import Topic
from lobbycard.model.artwork import Blob, Candidate, PublishedFile
from lobbycard.model.columns import now
from lobbycard.model.item import Item
from lobbycard.model.kinds import AssetFailure, AssetType, SelectedBy
from lobbycard.store import tables
from lobbycard.store.database import touched, upsert

_items = tables.of(Item)
_blobs = tables.of(Blob)
_candidates = tables.of(Candidate)


def put(session: Session, info: Mapping[str, Any]) -> int:
    """Keep what is known of a blob (the columns of its row); gives its id."""
    moment = now()
    row = {**info, "codec": "", "reference_count": 0, "first_used_at": moment, "last_used_at": moment}
    upsert(session, _blobs, [row], ["sha256"], ["last_used_at", "size", "width", "height", "phash", "dhash"])
    return int(session.execute(select(_blobs.c.id).where(_blobs.c.sha256 == info["sha256"])).scalar_one())


class Fetched(NamedTuple):
    """A candidate whose picture is in the cache now, or could not be got."""

    candidate_id: int
    info: Mapping[str, Any] | None
    failure: AssetFailure | None = None
    message: str = ""
    retry_after: datetime | None = None
    stamp: str = ""
    """Of local files: what the file looked like when it was taken."""


def settle(session: Session, fetched: Sequence[Fetched]) -> None:
    """Tie candidates to their blobs, with the real measures; or note why there is none."""
    for one in fetched:
        values: dict[str, Any] = {
            "failure": one.failure,
            "failure_message": one.message[:500],
            "retry_after": one.retry_after,
            "updated_at": now(),
        }
        if one.info is not None:
            values["blob_id"] = put(session, one.info)
            values |= {name: one.info[name] for name in ("width", "height", "phash", "dhash")}
        if one.stamp:
            values["provider_id"] = one.stamp
        session.execute(update(_candidates).where(_candidates.c.id == one.candidate_id).values(values))
    ids = [one.candidate_id for one in fetched]
    item_ids = session.scalars(select(_candidates.c.item_id).where(_candidates.c.id.in_(ids))).all()
    touched(session, Topic.ARTWORK, item_ids)


def forgive(session: Session, item_ids: Collection[int]) -> None:
    """Forget why pictures could not be had, those refused for good among them: a person asks anew.

    A network that answers everything with its own page, or a server that lost its files, is right again one day.
    """
    failed = _candidates.c.blob_id.is_(None) & _candidates.c.failure.is_not(None)
    again = update(_candidates).where(_candidates.c.item_id.in_(item_ids), failed)
    session.execute(again.values(failure=None, failure_message="", retry_after=None, updated_at=now()))


class Wanted(NamedTuple):
    """A candidate whose picture is to be fetched."""

    id: int
    item_id: int
    asset_type: AssetType
    provider: str
    url: str
    path: str | None
    library_id: int | None
    selected_by: SelectedBy | None


_WANTED = [
    _items.c.library_id if name == "library_id" else _candidates.c[name]  # the item's
    for name in Wanted._fields
]


_MAY_BE_HAD = or_(
    _candidates.c.failure.is_(None),
    _candidates.c.failure.not_in((AssetFailure.UNAVAILABLE, AssetFailure.REFUSED)),  # for ever
)


def wanted(session: Session, item_ids: Sequence[int], *, again: bool = False) -> list[Wanted]:
    """Selected pictures that are not in the cache; with `again` also those that failed and may be tried later."""
    waiting = _MAY_BE_HAD
    if not again:
        waiting = waiting & or_(_candidates.c.retry_after.is_(None), _candidates.c.retry_after <= now())
    found: list[Wanted] = []
    for start in range(0, len(item_ids), 400):
        query = (
            select(*_WANTED)
            .join(_items, _items.c.id == _candidates.c.item_id)
            .where(
                _candidates.c.item_id.in_(item_ids[start : start + 400]),
                _candidates.c.is_selected,
                _candidates.c.blob_id.is_(None),
                _candidates.c.asset_type != AssetType.TRAILER,
                waiting,
            )
            .order_by(_candidates.c.asset_type, _candidates.c.position, _candidates.c.id)
        )
        found += [Wanted._make(row) for row in session.execute(query)]
    return found


def one_wanted(session: Session, candidate_id: int) -> Wanted | None:
    """One candidate as something to fetch."""
    query = select(*_WANTED).join(_items, _items.c.id == _candidates.c.item_id).where(_candidates.c.id == candidate_id)
    row = session.execute(query).one_or_none()
    return None if row is None else Wanted._make(row)


def items_to_fetch(session: Session, library_id: int) -> list[int]:
    """The films and series of a library of which (or below which) a selected picture is not in the cache, and may be
    had some day."""
    season, series = _items.alias("season"), _items.alias("series")
    top = func.coalesce(series.c.id, season.c.id, _items.c.id)
    query = (
        select(top)
        .join(_candidates, _candidates.c.item_id == _items.c.id)
        .join(season, season.c.id == _items.c.parent_id, isouter=True)
        .join(series, series.c.id == season.c.parent_id, isouter=True)
        .where(
            _items.c.library_id == library_id,
            _items.c.deleted_on.is_(None),
            _items.c.monitored,
            _candidates.c.is_selected,
            _candidates.c.blob_id.is_(None),
            _candidates.c.asset_type != AssetType.TRAILER,
            _MAY_BE_HAD,
        )
    )
    return list(session.scalars(query.distinct()))


# --- local pictures ------------------------------------------------------------------------------------------------


class Local(NamedTuple):
    """A picture beside the media."""

    id: int
    item_id: int
    asset_type: AssetType
    path: str
    position: int
    blob_id: int | None
    taken: str
    size: int | None
    mtime_ns: int | None

    @property
    def stamp(self) -> str:
        """What the file looks like now."""
        return f"{self.size}-{self.mtime_ns}"


def local_to_take(session: Session, library_id: int) -> list[Local]:
    """The local pictures of a library that are not in the cache, or have changed since they were taken.

    One whose choice a person locked is left as it was chosen.
    """
    from lobbycard.model.file import MediaFile
    from lobbycard.model.item import FieldState

    query = (
        select(
            _candidates.c.id,
            _candidates.c.item_id,
            _candidates.c.asset_type,
            _candidates.c.path,
            _candidates.c.position,
            _candidates.c.blob_id,
            _candidates.c.provider_id,
            col(MediaFile.size),
            col(MediaFile.mtime_ns),
        )
        .join(_items, _items.c.id == _candidates.c.item_id)
        .outerjoin(
            MediaFile, (col(MediaFile.library_id) == _items.c.library_id) & (col(MediaFile.path) == _candidates.c.path)
        )
        .where(_items.c.library_id == library_id, _candidates.c.provider == "local", _candidates.c.path.is_not(None))
        .order_by(_candidates.c.item_id, _candidates.c.asset_type, _candidates.c.position, _candidates.c.id)
    )
    rows = [Local._make(row) for row in session.execute(query)]
    new = [row for row in rows if row.size is not None and row.taken != row.stamp]
    ids = {row.item_id for row in new if row.blob_id is not None}
    locks = select(col(FieldState.item_id), col(FieldState.field)).where(
        col(FieldState.locked), col(FieldState.item_id).in_(ids)
    )
    locked = {(row[0], row[1]) for row in session.execute(locks)} if ids else set()
    return [row for row in new if row.blob_id is None or (row.item_id, f"artwork.{row.asset_type}") not in locked]


# --- upkeep --------------------------------------------------------------------------------------------------------


class BlobRow(NamedTuple):
    """A blob as upkeep sees it."""

    id: int
    sha256: str
    extension: str
    size: int


_ROW = [_blobs.c[name] for name in BlobRow._fields]


def page(session: Session, after: int, limit: int, verified_before: datetime | None = None) -> list[BlobRow]:
    """Blobs by id; those that were not verified since."""
    query = select(*_ROW).where(_blobs.c.id > after)
    if verified_before is not None:
        query = query.where(or_(_blobs.c.verified_at.is_(None), _blobs.c.verified_at < verified_before))
    return [BlobRow._make(row) for row in session.execute(query.order_by(_blobs.c.id).limit(limit))]


def note_verified(session: Session, ids: Sequence[int]) -> None:
    """These were read again and are what they were."""
    session.execute(update(_blobs).where(_blobs.c.id.in_(ids)).values(verified_at=now()))


def lose(session: Session, ids: Sequence[int], message: str) -> list[int]:
    """The files of these blobs are gone or damaged: candidates give them up, to be fetched again. Gives their items."""
    held = _candidates.c.blob_id.in_(ids)
    item_ids = list(session.scalars(select(_candidates.c.item_id).where(held, _candidates.c.is_selected).distinct()))
    values = {"blob_id": None, "failure_message": message, "updated_at": now()}
    is_own = _candidates.c.provider.in_(("user", "local")) & _candidates.c.url.not_like("http%")
    session.execute(update(_candidates).where(held, ~is_own).values(values))
    # A file of a person's own cannot be fetched from anywhere: it says so until it is given again.
    own = values | {"failure": AssetFailure.UNAVAILABLE, "provider_id": ""}
    session.execute(update(_candidates).where(held, is_own).values(own))
    touched(session, Topic.ARTWORK, item_ids)
    return item_ids


def unused(session: Session, before: datetime, limit: int = 500) -> list[BlobRow]:
    """Blobs that nothing has referred to since a moment."""
    orphaned = func.coalesce(_blobs.c.orphaned_at, _blobs.c.last_used_at) < before
    query = select(*_ROW).where(_blobs.c.reference_count == 0, orphaned).order_by(_blobs.c.id).limit(limit)
    return [BlobRow._make(row) for row in session.execute(query)]


def drop(session: Session, ids: Collection[int]) -> int:
    """Forget blobs whose files are gone; one that somebody began to use meanwhile is fetched again instead."""
    free = _blobs.c.id.in_(ids), _blobs.c.reference_count == 0
    dropped = session.execute(delete(_blobs).where(*free))
    rest = list(session.scalars(select(_blobs.c.id).where(_blobs.c.id.in_(ids))))
    if rest:
        lose(session, rest, "")
    return int(dropped.rowcount)  # type: ignore[attr-defined]  # a cursor result


def known_hashes(session: Session) -> set[str]:
    """The names of all blobs."""
    return set(session.scalars(select(_blobs.c.sha256)))


class Usage(NamedTuple):
    """What the cache holds for one purpose."""

    purpose: str
    blobs: int
    size: int


def usage(session: Session) -> list[Usage]:
    """What is used and why: published, selected, merely known, or waiting for the end of its grace."""
    published = select(col(PublishedFile.id)).where(col(PublishedFile.blob_id) == _blobs.c.id).exists()
    selected = select(_candidates.c.id).where(_candidates.c.blob_id == _blobs.c.id, _candidates.c.is_selected).exists()
    offered = select(_candidates.c.id).where(_candidates.c.blob_id == _blobs.c.id).exists()
    tests = (
        ("selected and published", selected & published),
        ("selected", selected & ~published),
        ("published, no longer selected", ~selected & published),
        ("fetched, not selected", ~selected & ~published & offered),
        ("used by nothing", ~published & ~offered),
    )
    found: list[Usage] = []
    for purpose, test in tests:
        count, size = session.execute(
            select(func.count(), func.coalesce(func.sum(_blobs.c.size), 0)).select_from(_blobs).where(test)
        ).one()
        found.append(Usage(purpose, count, size))
    return found


class Use(NamedTuple):
    """Who uses a blob."""

    item_id: int
    title: str
    asset_type: str
    why: str


def uses(session: Session, sha256: str) -> list[Use]:
    """Why a blob is kept; the beginning of its name is enough."""
    like = _blobs.c.sha256.like(f"{sha256}%")
    chosen = (
        select(_candidates.c.item_id, _items.c.title, _candidates.c.asset_type, _candidates.c.is_selected)
        .join(_blobs, _blobs.c.id == _candidates.c.blob_id)
        .join(_items, _items.c.id == _candidates.c.item_id)
        .where(like)
    )
    found = [Use(row[0], row[1], str(row[2]), "selected" if row[3] else "fetched") for row in session.execute(chosen)]
    written = (
        select(col(PublishedFile.item_id), _items.c.title, col(PublishedFile.asset_type), col(PublishedFile.path))
        .join(_blobs, _blobs.c.id == col(PublishedFile.blob_id))
        .join(_items, _items.c.id == col(PublishedFile.item_id))
        .where(like)
    )
    return found + [Use(row[0], row[1], row[2], f"published as {row[3]}") for row in session.execute(written)]


def failed_count(session: Session) -> dict[AssetFailure, int]:
    """How many selected pictures could not be fetched, by why."""
    query = (
        select(_candidates.c.failure, func.count())
        .where(_candidates.c.is_selected, _candidates.c.failure.is_not(None))
        .group_by(_candidates.c.failure)
    )
    return {row[0]: row[1] for row in session.execute(query)}
