"""Automation's choice of artwork, in one transaction: what is scored is what is there when it is written.

How pictures are judged is the caller's business: a `Judge` gets what is known and says what follows.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select, update
from sqlmodel import Session, col

from lobbycard.events import Topic
from lobbycard.model import fields as registry
from lobbycard.model.artwork import AssetRule, Blob, Candidate
from lobbycard.model.item import FieldState, Item
from lobbycard.model.kinds import ASSET_TYPES, AssetType, ItemKind, ItemState
from lobbycard.model.scorable import Scorable
from lobbycard.store import artwork, asset_rules, fields, identity, items, tables
from lobbycard.store.database import touched
from lobbycard.store.history import Change

_table = tables.of(Candidate)
_CHUNK = 300
AUTO = "auto"


class Subject(NamedTuple):
    """Whose artwork it is."""

    item_id: int
    kind: ItemKind
    library_id: int | None
    original_language: str
    asset_type: AssetType
    is_locked: bool
    rule: AssetRule | None


class Mark(NamedTuple):
    """What a candidate is found to be worth."""

    key: int
    score: float
    parts: dict[str, float]
    excluded: str
    duplicate_of: int | None


class Verdict(NamedTuple):
    """What a judge says of one type of one item."""

    marks: Sequence[Mark]
    selected: Sequence[int]
    missing: int = 0


Judge = Callable[[Subject, Sequence[Scorable]], Verdict]


@dataclass(slots=True)
class Decided:
    """What came of it."""

    items: int = 0
    marked: int = 0
    chosen: int = 0
    """Choices of one type of one item that changed."""
    missing: int = 0
    """Types that want more pictures than there are."""
    changed_items: list[int] = field(default_factory=list)


_SCORED: list[Any] = [
    _table.c.item_id,
    _table.c.asset_type,
    _table.c.score,
    _table.c.excluded,
    _table.c.duplicate_of,
    _table.c.id,
    *(
        {"has_alpha": col(Blob.has_alpha), "foreground_ratio": col(Blob.foreground_ratio)}.get(name)
        if name in {"has_alpha", "foreground_ratio"}
        else _table.c[name]
        for name in Scorable._fields[1:]
    ),
]
_BEFORE = 5


def decide(session: Session, item_ids: Sequence[int], judge: Judge, change: Change, *, choose: bool = True) -> Decided:
    """Score all candidates of these items anew and, with `choose`, let automation choose among them.

    Locked choices, what a person chose and what was rejected stay as they are. Trailers are not chosen: the field of
    that name says which one an item has.
    """
    decided = Decided()
    rules = asset_rules.everything(session)
    for start in range(0, len(item_ids), _CHUNK):
        _decide_chunk(session, item_ids[start : start + _CHUNK], judge, change, rules, decided, choose=choose)
    return decided


def decide_family(session: Session, item_id: int, judge: Judge, change: Change, *, people: bool = False) -> Decided:
    """Choose for an item and all below it (with `people`, for its cast too); it counts as selected then."""
    family = items.family(session, [item_id])
    cast = artwork.portraits_wanted(session, item_id) if people else []
    decided = decide(session, [*family, *cast], judge, change)
    item = fields.item_by_id(session, item_id)
    if item.state is ItemState.ENRICHED:
        identity.move(session, item, ItemState.SELECTED, item.error)
    identity.follow(session, item_id, ItemState.SELECTED)
    return decided


def _decide_chunk(
    session: Session,
    ids: Sequence[int],
    judge: Judge,
    change: Change,
    rules: asset_rules.Rules,
    decided: Decided,
    *,
    choose: bool,
) -> None:
    found = _by_type(session, ids)
    if not found:
        return
    subjects = _subjects(session, {item_id for item_id, _ in found})
    locks = _locks(session, ids)
    marks: list[dict[str, Any]] = []
    for (item_id, asset_type), rows in found.items():
        if item_id not in subjects or asset_type not in ASSET_TYPES[subjects[item_id].kind]:
            continue
        known = subjects[item_id]
        subject = known._replace(
            asset_type=asset_type,
            is_locked=(item_id, registry.ARTWORK + asset_type) in locks,
            rule=asset_rules.effective(rules, known.library_id, known.kind, asset_type),
        )
        verdict = judge(subject, [Scorable._make(row[_BEFORE:]) for row in rows])
        old = {row[_BEFORE]: (row[2], row[3], row[4]) for row in rows}
        marks += [
            _mark(mark) for mark in verdict.marks if old[mark.key] != (mark.score, mark.excluded, mark.duplicate_of)
        ]
        decided.missing += verdict.missing > 0
        if choose and asset_type is not AssetType.TRAILER:
            _choose(session, subject, rows, verdict, change, decided)
    if marks:
        session.connection().execute(_WRITE_MARK, marks)
        touched(session, Topic.ARTWORK, subjects)
    decided.items += len(subjects)
    decided.marked += len(marks)


def _by_type(session: Session, ids: Sequence[int]) -> dict[tuple[int, AssetType], list[Any]]:
    blobs = tables.of(Blob)
    query = (
        select(*_SCORED)
        .select_from(_table.outerjoin(blobs, blobs.c.id == _table.c.blob_id))
        .where(_table.c.item_id.in_(ids))
        .order_by(_table.c.item_id, _table.c.asset_type, _table.c.id)
    )
    found: dict[tuple[int, AssetType], list[Any]] = {}
    for row in session.execute(query):
        found.setdefault((row[0], row[1]), []).append(row)
    return found


def _subjects(session: Session, ids: Iterable[int]) -> dict[int, Subject]:
    """The items, with the language of the series they belong to."""
    item = tables.of(Item)
    parent, above = item.alias("parent"), item.alias("above")
    query = (
        select(
            item.c.id,
            item.c.kind,
            item.c.library_id,
            item.c.original_language,
            parent.c.original_language,
            above.c.original_language,
        )
        .select_from(
            item.outerjoin(parent, parent.c.id == item.c.parent_id).outerjoin(above, above.c.id == parent.c.parent_id)
        )
        .where(item.c.id.in_(list(ids)))
    )
    return {
        row[0]: Subject(row[0], row[1], row[2], row[3] or row[4] or row[5] or "", AssetType.POSTER, False, None)
        for row in session.execute(query)
    }


def _locks(session: Session, ids: Sequence[int]) -> set[tuple[int, str]]:
    query = select(col(FieldState.item_id), col(FieldState.field)).where(
        col(FieldState.item_id).in_(ids), col(FieldState.locked), col(FieldState.field).like(f"{registry.ARTWORK}%")
    )
    return {(row[0], row[1]) for row in session.execute(query)}


def _choose(
    session: Session, subject: Subject, rows: Sequence[Any], verdict: Verdict, change: Change, decided: Decided
) -> None:
    scorables = [Scorable._make(row[_BEFORE:]) for row in rows if row[_BEFORE + 16]]
    current = [one.key for one in sorted(scorables, key=lambda one: (one.position, one.key))]
    chosen = list(verdict.selected)
    if subject.is_locked or chosen == current:
        return
    item = fields.item_by_id(session, subject.item_id)
    if fields.choose(session, item, subject.asset_type, chosen, change, source=AUTO):
        decided.chosen += 1
        decided.changed_items.append(subject.item_id)


def _mark(mark: Mark) -> dict[str, Any]:
    return {
        "key": mark.key,
        "v_score": mark.score,
        "v_parts": mark.parts,
        "v_excluded": mark.excluded,
        "v_head": mark.duplicate_of,
    }


_WRITE_MARK = (
    update(_table)
    .where(_table.c.id == bindparam("key"))
    .values(
        score=bindparam("v_score"),
        score_parts=bindparam("v_parts", type_=_table.c.score_parts.type),
        excluded=bindparam("v_excluded"),
        duplicate_of=bindparam("v_head"),
    )
)


def original_language(session: Session, item_id: int) -> str:
    """The language in which an item, or the series it belongs to, was made."""
    subject = _subjects(session, [item_id]).get(item_id)
    return subject.original_language if subject else ""


def ids_of_kind(
    session: Session, kinds: Sequence[ItemKind], library_id: int | None, after: int, limit: int
) -> list[int]:
    """Items with candidates, by id, a page at a time."""
    offered = select(_table.c.id).where(_table.c.item_id == col(Item.id)).exists()
    query = select(col(Item.id)).where(col(Item.kind).in_(kinds), col(Item.id) > after, offered)
    if library_id is not None:
        query = query.where(col(Item.library_id) == library_id)
    return list(session.scalars(query.order_by(col(Item.id)).limit(limit)))
