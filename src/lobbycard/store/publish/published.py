"""What was published: rows of files as we left them, the log, the history by which it is taken back."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, func, insert, select
from sqlmodel import Session, col

from lobbycard.errors import Conflict
from lobbycard.events import Topic
from lobbycard.model import states
from lobbycard.model.artwork import Blob, Candidate, PublishedFile
from lobbycard.model.columns import now
from lobbycard.model.file import IgnorePattern
from lobbycard.model.history import PublishLog
from lobbycard.model.item import Item
from lobbycard.model.kinds import ItemState
from lobbycard.model.publishing import DriftFound, Published
from lobbycard.store import history, tables
from lobbycard.store.chunks import chunks
from lobbycard.store.database import touched, upsert
from lobbycard.store.history import Change
from lobbycard.store.publish import drifts

_TEXTS = 20
"""How far back the text of an NFO is looked for."""
_files = tables.of(PublishedFile)
_COLUMNS = [_files.c[name] for name in Published._fields]
_STATE = ("path", "asset_type", "position", "blob_id", "sha256", "size", "mtime_ns", "inputs", "library_id")


class Record(NamedTuple):
    """A file that is as we want it; size and time are those that it has now."""

    item_id: int
    path: str
    asset_type: str
    position: int
    blob_id: int | None
    sha256: str
    inputs: Mapping[str, Any]
    size: int = 0
    mtime_ns: int = 0
    is_new: bool = True
    """False when it was there already, and only the row is to be brought into line."""


class NfoDone(NamedTuple):
    """An NFO that was written."""

    members: tuple[int, ...]
    text: str
    hash: str


class Current(NamedTuple):
    """An item that is in line with its files, as it was when that was planned."""

    item_id: int
    updated_at: datetime | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a publish has done in one library."""

    library_id: int
    records: Sequence[Record] = ()
    gone: Sequence[int] = ()
    nfos: Sequence[NfoDone] = ()
    drifts: Sequence[DriftFound] = ()
    current: Sequence[Current] = ()
    error: str = ""
    duration_ms: int = 0


def kept_patterns(session: Session, library_id: int) -> tuple[str, ...]:
    """Files of this library that a person wants to hear nothing of: they are not moved away either."""
    query = select(col(IgnorePattern.pattern)).where(col(IgnorePattern.library_id) == library_id)
    return tuple(session.scalars(query))


def last_nfo(session: Session, item_id: int, sha256: str) -> str | None:
    """The text of the NFO that we left for an item (of several in one file: the first one's).

    The one with this hash, since an undo may have brought an earlier one back; else the last one that we wrote.
    """
    query = select(col(PublishLog.nfo)).where(col(PublishLog.item_id) == item_id, col(PublishLog.nfo) != "")
    texts = list(session.scalars(query.order_by(col(PublishLog.id).desc()).limit(_TEXTS)))
    same = (text for text in texts if hashlib.sha256(text.encode()).hexdigest() == sha256)
    return next(same, texts[0] if texts else None)


def page(session: Session, library_id: int, after: int = 0, limit: int = 2000) -> list[Published]:
    """Everything that was published in a library, by id."""
    query = select(*_COLUMNS).where(_files.c.library_id == library_id, _files.c.id > after)
    return [Published._make(row) for row in session.execute(query.order_by(_files.c.id).limit(limit))]


def count(session: Session, library_id: int) -> int:
    """How many files were published in a library."""
    query = select(func.count()).where(_files.c.library_id == library_id)
    return int(session.execute(query).scalar_one())


def nfo_paths(session: Session, library_id: int) -> list[str]:
    """The NFO files that we wrote: a scan learns nothing from them."""
    query = select(_files.c.path).where(_files.c.library_id == library_id, _files.c.asset_type == "nfo")
    return list(session.scalars(query))


# --- recording -----------------------------------------------------------------------------------------------------


def record(session: Session, outcome: Outcome, change: Change) -> None:
    """Note what was done: rows, flags, log; one activity for each item that changed, so that all can be taken back."""
    touched_ids = {one.item_id for one in outcome.records} | _owners(session, outcome)
    ids = sorted(touched_ids | {one.item_id for one in outcome.current})
    before = _states(session, ids)
    _drop(session, outcome)
    _put(session, outcome)
    _mark(session, outcome)
    session.flush()
    after = _states(session, ids)
    _log(session, outcome, change)
    _tell(session, outcome.library_id, change, before, after)
    drifts.put(session, outcome.library_id, outcome.drifts)
    touched(session, Topic.ITEM, ids)


def _owners(session: Session, outcome: Outcome) -> set[int]:
    """Items that lose files by it: those that are no longer ours, and those that become another item's."""
    found: set[int] = set()
    for chunk in chunks(outcome.gone):
        found.update(session.scalars(select(_files.c.item_id).where(_files.c.id.in_(chunk))))
    for paths in chunks(one.path for one in outcome.records):
        same = _files.c.library_id == outcome.library_id, _files.c.path.in_(paths)
        found.update(session.scalars(select(_files.c.item_id).where(*same)))
    return found


def _drop(session: Session, outcome: Outcome) -> None:
    for chunk in chunks(outcome.gone):
        session.execute(delete(_files).where(_files.c.id.in_(chunk)))
    drifts.forget_paths(session, outcome.library_id, [one.path for one in outcome.records])


def _put(session: Session, outcome: Outcome) -> None:
    moment = now()
    rows = [
        {
            "library_id": outcome.library_id,
            "item_id": one.item_id,
            "path": one.path,
            "asset_type": one.asset_type,
            "position": one.position,
            "blob_id": one.blob_id,
            "sha256": one.sha256,
            "size": one.size,
            "mtime_ns": one.mtime_ns,
            "inputs": dict(one.inputs),
            "published_at": moment,
        }
        for one in outcome.records
    ]
    upsert(session, _files, rows, ["library_id", "path"])


def _mark(session: Session, outcome: Outcome) -> None:
    hashes = {member: nfo.hash for nfo in reversed(outcome.nfos) for member in nfo.members}
    versions = {one.item_id: one.updated_at for one in outcome.current}
    for chunk in chunks({*versions, *hashes}):
        for item in session.scalars(select(Item).where(col(Item.id).in_(chunk))):
            if item.id in hashes:
                item.published_nfo_hash = hashes[item.id]
            if item.id not in versions:
                continue
            if states.may_move(item.state, ItemState.PUBLISHED):
                item.state = states.move(item.state, ItemState.PUBLISHED)
            if item.updated_at == versions[item.id]:
                item.has_unpublished_changes = False
            if item.published_at is None or item.id in hashes or any(one.item_id == item.id for one in outcome.records):
                item.published_at = now()


def _states(session: Session, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What an undo puts back, by item."""
    files: dict[int, list[dict[str, Any]]] = defaultdict(list)
    found: dict[int, dict[str, Any]] = {}
    for chunk in chunks(ids):
        query = select(_files).where(_files.c.item_id.in_(chunk)).order_by(_files.c.path)
        for row in session.execute(query):
            files[row.item_id].append({name: getattr(row, name) for name in _STATE})
        for item in session.scalars(select(Item).where(col(Item.id).in_(chunk))):
            found[item.id] = {
                "files": files[item.id],
                "state": str(item.state),
                "published_at": item.published_at.isoformat() if item.published_at else None,
                "published_nfo_hash": item.published_nfo_hash,
                "has_unpublished_changes": item.has_unpublished_changes,
            }
    return found


def _log(session: Session, outcome: Outcome, change: Change) -> None:
    moment = now()
    texts = {nfo.members[0]: nfo for nfo in reversed(outcome.nfos)}
    assets: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for one in outcome.records:
        if one.is_new:
            assets[one.item_id].append({"path": one.path, "type": one.asset_type, "sha256": one.sha256})
    ids = sorted({*texts, *assets})
    rows = [
        {
            "item_id": item_id,
            "batch": change.batch,
            "at": moment,
            "by": change.actor,
            "success": not outcome.error,
            "error": outcome.error,
            "nfo": texts[item_id].text if item_id in texts else "",
            "nfo_hash": texts[item_id].hash if item_id in texts else "",
            "assets": assets.get(item_id, []),
            "duration_ms": outcome.duration_ms // max(1, len(ids)),
        }
        for item_id in ids
    ]
    if rows:
        session.execute(insert(PublishLog), rows)


def _tell(
    session: Session,
    library_id: int,
    change: Change,
    before: Mapping[int, dict[str, Any]],
    after: Mapping[int, dict[str, Any]],
    doing: str = "Published",
) -> None:
    changed = [item_id for item_id in after if before.get(item_id) != after[item_id]]
    # An undo goes backwards: who got a file from another item gives it back before that one takes it.
    changed.sort(key=lambda item_id: bool({*_paths(after[item_id])} - {*_paths(before.get(item_id))}))
    named = history.titles_of(session, changed)
    for item_id in changed:
        history.record(
            session,
            change,
            f"{doing} “{named.get(item_id, item_id)}”",
            subject=f"published:{item_id}",
            item_id=item_id,
            library_id=library_id,
            before=before.get(item_id),
            after=after[item_id],
        )


@history.restores("published")
def restore_published(session: Session, item_id: int | None, subject: str, now_: Any, then: Any) -> None:
    """Put rows and flags back; the files themselves were taken back before."""
    item = session.get(Item, item_id) if item_id is not None else None
    if item is None or then is None:
        raise Conflict("The item is not there any more.")
    current = _states(session, [item.id])[item.id]
    if _paths_of(current) != _paths_of(now_):
        raise Conflict(f"“{item.title}” was published again since.", "Undo the later publish first.")
    session.execute(delete(_files).where(_files.c.item_id == item.id))
    for row in then["files"]:
        session.execute(insert(_files).values(_whole(session, row) | {"item_id": item.id, "published_at": now()}))
    if item.state == now_["state"] and item.state != then["state"]:
        item.state = ItemState(then["state"])
    item.published_at = datetime.fromisoformat(then["published_at"]) if then["published_at"] else None
    item.published_nfo_hash = then["published_nfo_hash"]
    item.has_unpublished_changes = item.has_unpublished_changes or then["has_unpublished_changes"]
    touched(session, Topic.ITEM, [item.id])


def _whole(session: Session, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row that can be put back: its picture may have left the cache meanwhile."""
    blob_id = row["blob_id"]
    known = blob_id is not None and session.get(Blob, blob_id) is not None
    return {**row, "blob_id": blob_id if known else None}


def _paths(state: Mapping[str, Any] | None) -> list[str]:
    return [] if state is None else [row["path"] for row in state["files"]]


def _paths_of(state: Mapping[str, Any]) -> list[tuple[str, str]]:
    return sorted((row["path"], row["sha256"]) for row in state["files"])


def find(session: Session, row_id: int | None) -> PublishedFile | None:
    """The row of a published file."""
    return None if row_id is None else session.get(PublishedFile, row_id)


def by_id(session: Session, row_id: int | None) -> Published | None:
    """A published file as a value."""
    row = session.execute(select(*_COLUMNS).where(_files.c.id == row_id)).one_or_none()
    return None if row is None else Published._make(row)


def members_of(session: Session, row_id: int | None, item_id: int) -> list[int]:
    """The items in a published NFO."""
    row = find(session, row_id)
    listed = (row.inputs.get("fields") or {}) if row is not None else {}
    return [int(key) for key in listed] or [item_id]


def adopt(session: Session, row_id: int, blob_id: int, sha256: str, change: Change) -> None:
    """What somebody else wrote is ours now, as it is; size and time are read with the next publish."""
    item_id, library_id = session.execute(
        select(_files.c.item_id, _files.c.library_id).where(_files.c.id == row_id)
    ).one()
    before = _states(session, [item_id])
    session.execute(_files.update().where(_files.c.id == row_id).values(blob_id=blob_id, sha256=sha256))
    _tell(session, library_id, change, before, _states(session, [item_id]), "Took over what somebody changed of")


def lose_blob(session: Session, blob_id: int, drift_id: int) -> None:
    """A damaged copy that cannot be healed: its candidates are to be fetched again."""
    changed = tables.of(Candidate).update().where(col(Candidate.blob_id) == blob_id)
    session.execute(changed.values(blob_id=None, failure=None, retry_after=None))
    drifts.forget(session, [drift_id])
    touched(session, Topic.ARTWORK)


class BlobRow(NamedTuple):
    """Where a picture's protected copy is."""

    id: int
    sha256: str
    extension: str


def blob(session: Session, blob_id: int) -> BlobRow | None:
    """The names of a blob."""
    row = session.get(Blob, blob_id)
    return None if row is None else BlobRow(row.id, row.sha256, row.extension)


def blobs_of(session: Session, library_id: int) -> list[tuple[BlobRow, list[Published]]]:
    """The protected copies of what is published in a library, each with the files that are made of it."""
    query = (
        select(col(Blob.id), col(Blob.sha256), col(Blob.extension), *_COLUMNS)
        .join(_files, _files.c.blob_id == col(Blob.id))
        .where(_files.c.library_id == library_id)
        .order_by(col(Blob.id))
    )
    found: dict[int, tuple[BlobRow, list[Published]]] = {}
    for row in session.execute(query):
        found.setdefault(row[0], (BlobRow(*row[:3]), []))[1].append(Published._make(row[3:]))
    return list(found.values())


def refresh_rows(session: Session, seen: Sequence[tuple[int, int, int]]) -> None:
    """Files that were only touched (id, size, time): the same content counts as ours."""
    for row_id, size, mtime_ns in seen:
        session.execute(_files.update().where(_files.c.id == row_id).values(size=size, mtime_ns=mtime_ns))
