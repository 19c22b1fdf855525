"""Candidates: shown, selected, rejected, added by a person. Where they come from is `offers`."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select, update
from sqlmodel import Session, col

from lobbycard.errors import NotFound, UsageError
from lobbycard.events import Topic
from lobbycard.model import fields as registry
from lobbycard.model.artwork import Blob, Candidate, RejectedAsset
from lobbycard.model.columns import now
from lobbycard.model.item import Credit, FieldState
from lobbycard.model.kinds import ASSET_TYPES, AssetFailure, AssetType, SelectedBy
from lobbycard.model.preference import USER
from lobbycard.store import fields, history, items, offers, tables
from lobbycard.store.database import touched, upsert
from lobbycard.store.history import Change

_table = tables.of(Candidate)

# --- for the screens -----------------------------------------------------------------------------------------------


class CandidateRow(NamedTuple):
    """What the picker shows of a candidate."""

    id: int
    item_id: int
    asset_type: AssetType
    provider: str
    url: str
    preview_url: str
    path: str | None
    width: int | None
    height: int | None
    language: str
    rating: float | None
    votes: int | None
    likes: int | None
    title: str
    disc_type: str
    duration: int | None
    score: float
    parts: dict[str, float]
    """Points by name, of which the score is the sum; `tasks.ranking.explain` gives the reasons."""
    excluded: str
    duplicate_of: int | None
    is_selected: bool
    position: int
    selected_by: SelectedBy | None
    is_rejected: bool
    reject_reason: str
    is_stale: bool
    failure: AssetFailure | None
    failure_message: str
    sha256: str | None
    """With `extension` the name of the copy in the cache, when there is one."""
    extension: str | None
    phash: int | None
    dhash: int | None


_ROW_COLUMNS: list[Any] = [
    {"parts": _table.c.score_parts, "sha256": col(Blob.sha256), "extension": col(Blob.extension)}.get(name)
    if name in {"parts", "sha256", "extension"}
    else _table.c[name]
    for name in CandidateRow._fields
]


def _rows(session: Session, *conditions: ColumnElement[bool]) -> list[CandidateRow]:
    order = (
        _table.c.is_rejected,
        _table.c.excluded != "",
        _table.c.score.desc(),
        (func.coalesce(_table.c.width, 0) * func.coalesce(_table.c.height, 0)).desc(),
        _table.c.id,
    )
    query = (
        select(*_ROW_COLUMNS)
        .select_from(_table.outerjoin(tables.of(Blob), col(Blob.id) == _table.c.blob_id))
        .where(*conditions)
        .order_by(*order)
    )
    return [CandidateRow._make(row) for row in session.execute(query)]


def of_item(session: Session, item_id: int, asset_type: AssetType) -> list[CandidateRow]:
    """The candidates of one type, best first; those that the rule leaves out come later, rejected ones last."""
    return _rows(session, _table.c.item_id == item_id, _table.c.asset_type == asset_type)


def by_id(session: Session, candidate_id: int) -> CandidateRow:
    """One candidate; NotFound when it is gone."""
    found = _rows(session, _table.c.id == candidate_id)
    if not found:
        raise NotFound("This picture is not there any more.")
    return found[0]


class TypeCount(NamedTuple):
    """One line of the overview of an item's artwork."""

    asset_type: AssetType
    candidates: int
    """That can be chosen: neither rejected nor stale."""
    selected: int
    fetched: int
    """Of the selected ones."""
    failed: int
    rejected: int
    is_locked: bool
    selected_by: SelectedBy | None


def overview(session: Session, item_id: int) -> list[TypeCount]:
    """How an item stands with each type of artwork that it can have."""
    item = fields.item_by_id(session, item_id)
    query = select(
        _table.c.asset_type,
        _table.c.is_selected,
        _table.c.is_rejected,
        _table.c.is_stale,
        _table.c.blob_id.is_not(None),
        _table.c.failure.is_not(None),
        _table.c.selected_by,
    ).where(_table.c.item_id == item_id)
    by_type: dict[AssetType, list[Any]] = {}
    for row in session.execute(query):
        by_type.setdefault(row[0], []).append(row)
    locks = fields.locked(session, item_id)
    return [_count(kind, by_type.get(kind, []), registry.ARTWORK + kind in locks) for kind in ASSET_TYPES[item.kind]]


def _count(asset_type: AssetType, rows: Sequence[Any], is_locked: bool) -> TypeCount:
    chosen = [row for row in rows if row[1]]
    return TypeCount(
        asset_type,
        sum(not row[2] and not row[3] for row in rows),
        len(chosen),
        sum(bool(row[4]) for row in chosen),
        sum(bool(row[5]) for row in chosen),
        sum(bool(row[2]) for row in rows),
        is_locked,
        chosen[0][6] if chosen else None,
    )


def undecided(session: Session, query: items.ListQuery, asset_type: AssetType = AssetType.POSTER) -> list[int]:
    """The items of a list, in its order, that have pictures of a type to choose from and no choice of a person's."""
    decided = (
        select(col(FieldState.item_id))
        .where(
            col(FieldState.item_id) == _table.c.item_id,
            col(FieldState.field) == registry.ARTWORK + asset_type,
            col(FieldState.locked),
        )
        .exists()
    )
    usable = _table.c.asset_type == asset_type, ~_table.c.is_rejected, ~_table.c.is_stale
    waiting = set(session.scalars(select(_table.c.item_id).where(*usable, ~decided).distinct()))
    return [item_id for item_id in items.ids(session, query) if item_id in waiting]


def next_undecided(
    session: Session, query: items.ListQuery, after: int | None, asset_type: AssetType = AssetType.POSTER
) -> int | None:
    """The item that review mode shows after this one; from the beginning again at the end, None when all is decided."""
    order = list(items.ids(session, query))
    waiting = set(undecided(session, query, asset_type)) - {after}
    start = order.index(after) + 1 if after in order else 0
    return next((item_id for item_id in order[start:] + order[:start] if item_id in waiting), None)


# --- a person's decisions ------------------------------------------------------------------------------------------


def select_own(
    session: Session, item_id: int, asset_type: AssetType, ids: Sequence[int], change: Change | None = None
) -> str:
    """A person's choice, in order: locked. Gives the batch. An old failure is forgotten: it is tried again."""
    change = change or history.by_user("select")
    batch = fields.edit(session, item_id, {registry.ARTWORK + asset_type: list(ids)}, change)
    again = update(_table).where(_table.c.id.in_(ids), _table.c.blob_id.is_(None))
    session.execute(again.values(failure=None, failure_message="", retry_after=None))
    return batch


def add_own(
    session: Session,
    item_id: int,
    asset_type: AssetType,
    url: str,
    *,
    blob_id: int | None = None,
    title: str = "",
    select: bool = True,
    change: Change | None = None,
) -> int:
    """Add a person's own picture: an address of the web, or `user:` and the hash of a file. Gives the candidate."""
    item = fields.item_by_id(session, item_id)
    if asset_type not in ASSET_TYPES[item.kind]:
        raise UsageError(f"A {item.kind} has no {asset_type}.")
    change = change or history.by_user("add artwork")
    candidate = _own(session, item_id, asset_type, url)
    is_new = candidate is None
    if candidate is None:
        candidate = Candidate(item_id=item_id, asset_type=asset_type, provider=USER, url=url, title=title)
        session.add(candidate)
    blob = session.get(Blob, blob_id) if blob_id is not None else None
    if blob is not None:
        candidate.blob_id, candidate.width, candidate.height = blob.id, blob.width, blob.height
        candidate.phash, candidate.dhash, candidate.failure = blob.phash, blob.dhash, None
    session.flush()
    if is_new:
        said = f"{item.title}: added own {asset_type}"
        history.record_row(session, change, said, None, candidate, "candidate")
    touched(session, Topic.ARTWORK, [item_id])
    if select:
        select_own(session, item_id, asset_type, [candidate.id], change)
    return candidate.id


def _own(session: Session, item_id: int, asset_type: AssetType, url: str) -> Candidate | None:
    query = select(Candidate).where(
        col(Candidate.item_id) == item_id, col(Candidate.asset_type) == asset_type, col(Candidate.url) == url
    )
    return session.scalars(query).one_or_none()


def reject(session: Session, ids: Iterable[int], reason: str = "", change: Change | None = None) -> str:
    """Never offer these pictures again, for any item. Gives the batch.

    One that is in use goes out of it, and automation may choose another.
    """
    change = change or history.by_user("reject")
    for row in _rows(session, _table.c.id.in_(list(ids))):
        for user in session.scalars(
            select(Candidate).where(
                col(Candidate.provider) == row.provider, col(Candidate.url) == row.url, col(Candidate.is_selected)
            )
        ).all():
            _take_out(session, user, change)
        _note_rejection(session, row, reason, change, rejected=True)
    return change.batch


def unreject(session: Session, ids: Iterable[int], change: Change | None = None) -> str:
    """Offer these pictures again. Gives the batch."""
    change = change or history.by_user("unreject")
    for row in _rows(session, _table.c.id.in_(list(ids)), _table.c.is_rejected):
        _note_rejection(session, row, row.reject_reason, change, rejected=False)
    return change.batch


def _take_out(session: Session, candidate: Candidate, change: Change) -> None:
    name = registry.ARTWORK + candidate.asset_type
    item = fields.item_by_id(session, candidate.item_id)
    if name in fields.locked(session, item.id):
        fields.set_locks(session, item.id, [name], lock=False, change=change)
    kept = [row.id for row in offers.selected_rows(session, item.id, candidate.asset_type) if row.id != candidate.id]
    fields.choose(session, item, candidate.asset_type, kept, change, source="auto")
    session.expire(candidate)


def _note_rejection(session: Session, row: CandidateRow, reason: str, change: Change, *, rejected: bool) -> None:
    fact = {"provider": row.provider, "url": row.url, "asset_type": str(row.asset_type), "reason": reason}
    if not _set_rejected(session, fact, rejected=rejected):
        return
    title = history.titles_of(session, [row.item_id]).get(row.item_id, "")
    word = "rejected" if rejected else "offers again"
    history.record(
        session,
        change,
        f"{title}: {word} a {row.asset_type} of {row.provider}",
        subject="rejection",
        item_id=row.item_id,
        before=fact | {"rejected": not rejected},
        after=fact | {"rejected": rejected},
    )


def _set_rejected(session: Session, fact: Mapping[str, Any], *, rejected: bool) -> bool:
    """Whether that changed anything."""
    same = _table.c.provider == fact["provider"], _table.c.url == fact["url"]
    known = select(col(RejectedAsset.id)).where(
        col(RejectedAsset.provider) == fact["provider"], col(RejectedAsset.url) == fact["url"]
    )
    row_id = session.scalars(known).one_or_none()
    if (row_id is not None) == rejected:
        return False
    if rejected:
        row = {**{key: fact[key] for key in ("provider", "url", "asset_type", "reason")}, "rejected_at": now()}
        upsert(session, tables.of(RejectedAsset), [row], ["provider", "url"], [])
    else:
        session.delete(session.get_one(RejectedAsset, row_id))
    values = {"is_rejected": rejected, "reject_reason": fact["reason"] if rejected else "", "updated_at": now()}
    session.execute(update(_table).where(*same).values(values))
    touched(session, Topic.ARTWORK, session.scalars(select(_table.c.item_id).where(*same)).all())
    return True


@history.restores("rejection")
def restore_rejection(session: Session, item_id: int | None, subject: str, now_: Any, then: Any) -> None:
    """Reject again, or no longer."""
    _set_rejected(session, then, rejected=then["rejected"])


# --- what a task notes ---------------------------------------------------------------------------------------------


def note_preview(session: Session, candidate_id: int, phash: int, dhash: int) -> None:
    """Keep the hashes of a preview: near duplicates are told apart before anything is fetched.

    Screens are not told: thirty previews come at once, and nothing that is shown has changed.
    """
    unknown = _table.c.id == candidate_id, _table.c.phash.is_(None)
    session.execute(update(_table).where(*unknown).values(phash=phash, dhash=dhash))


def portraits_wanted(session: Session, item_id: int) -> list[int]:
    """The people in an item's cast that have a portrait to choose and none chosen."""
    chosen = select(_table.c.id).where(_table.c.item_id == col(Credit.person_id), _table.c.is_selected).exists()
    offered = select(_table.c.id).where(_table.c.item_id == col(Credit.person_id)).exists()
    query = select(col(Credit.person_id)).where(col(Credit.item_id) == item_id, ~col(Credit.removed), offered, ~chosen)
    return list(dict.fromkeys(session.scalars(query)))


def cast_of(session: Session, item_id: int) -> list[int]:
    """The people in an item's cast."""
    query = select(col(Credit.person_id)).where(col(Credit.item_id) == item_id, ~col(Credit.removed))
    return list(dict.fromkeys(session.scalars(query)))
