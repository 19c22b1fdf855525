"""What the asset picker and the identify screen read: everything for one look at an item, in one query each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session, col

from lobbycard.model.artwork import AssetRule, Candidate
from lobbycard.model.file import FileItem, MediaFile
from lobbycard.model.item import Item, Match
from lobbycard.model.kinds import ASSET_TYPES, AssetType, ItemKind, ItemState
from lobbycard.store import artwork, asset_rules, fields, identity, items, tables
from lobbycard.store.artwork import CandidateRow, TypeCount
from lobbycard.store.identity import Proposal
from lobbycard.store.items import ListQuery

_candidates = tables.of(Candidate)
_items = tables.of(Item)


class Part(NamedTuple):
    """A series, or one of its seasons: what the switcher offers."""

    id: int
    kind: ItemKind
    number: int | None
    title: str
    candidates: int
    """Of the type that is looked at."""


@dataclass(frozen=True, slots=True)
class Deck:
    """Everything the picker shows of one type of one item."""

    item_id: int
    kind: ItemKind
    title: str
    year: int | None
    above: tuple[str, ...]
    """The titles of what it belongs to."""
    state: ItemState
    asset_type: AssetType
    types: tuple[TypeCount, ...]
    rows: tuple[CandidateRow, ...]
    rule: AssetRule | None
    is_locked: bool
    parts: tuple[Part, ...]
    """A series with its seasons; empty for everything else."""

    @property
    def selected(self) -> list[int]:
        """What is chosen, in its order."""
        chosen = [row for row in self.rows if row.is_selected]
        return [row.id for row in sorted(chosen, key=lambda row: (row.position, row.id))]


def deck(session: Session, item_id: int, asset_type: AssetType | None) -> Deck:
    """One look at an item; without a type (or with one it cannot have) the first that has something to choose."""
    item = fields.item_by_id(session, item_id)
    types = tuple(one for one in artwork.overview(session, item_id) if one.asset_type is not AssetType.TRAILER)
    chosen = _type(item.kind, asset_type, types)
    return Deck(
        item_id,
        item.kind,
        item.title,
        item.year,
        _above(session, item),
        item.state,
        chosen,
        types,
        tuple(artwork.of_item(session, item_id, chosen)),
        asset_rules.of(session, item.library_id, item.kind, chosen),
        any(one.asset_type is chosen and one.is_locked for one in types),
        _parts(session, item, chosen),
    )


def _type(kind: ItemKind, wanted: AssetType | None, types: Sequence[TypeCount]) -> AssetType:
    if wanted is not None and wanted in ASSET_TYPES[kind]:
        return wanted
    open_ = (one.asset_type for one in types if one.candidates and not one.selected)
    first = (one.asset_type for one in types if one.candidates)
    return next(open_, None) or next(first, None) or types[0].asset_type


def _above(session: Session, item: Item) -> tuple[str, ...]:
    titles: list[str] = []
    parent = session.get(Item, item.parent_id) if item.parent_id is not None else None
    while parent is not None:
        titles.insert(0, parent.title)
        parent = session.get(Item, parent.parent_id) if parent.parent_id is not None else None
    return tuple(titles)


def _parts(session: Session, item: Item, asset_type: AssetType) -> tuple[Part, ...]:
    if item.kind not in (ItemKind.SERIES, ItemKind.SEASON):
        return ()
    series_id = item.id if item.kind is ItemKind.SERIES else item.parent_id
    counted = (
        select(func.count())
        .where(
            _candidates.c.item_id == _items.c.id,
            _candidates.c.asset_type == asset_type,
            ~_candidates.c.is_rejected,
            ~_candidates.c.is_stale,
        )
        .scalar_subquery()
    )
    query = (
        select(_items.c.id, _items.c.kind, _items.c.number, _items.c.title, counted)
        .where((_items.c.id == series_id) | (_items.c.parent_id == series_id), _items.c.deleted_on.is_(None))
        .order_by(_items.c.kind != ItemKind.SERIES, func.coalesce(_items.c.number, 1_000_000))
    )
    return tuple(Part._make(row) for row in session.execute(query))


def open_decisions(session: Session, filter_: str, asset_type: AssetType, among: Sequence[int] = ()) -> list[int]:
    """The items whose choice of a type no person has made, in the order of their list.

    Of `among`, which a person picked out, all that have something to choose.
    """
    if not among:
        return artwork.undecided(session, ListQuery(filter=filter_), asset_type)
    query = select(_candidates.c.item_id).where(
        _candidates.c.asset_type == asset_type, ~_candidates.c.is_rejected, ~_candidates.c.is_stale
    )
    there = set(session.scalars(query.distinct()))
    return [item_id for item_id in among if item_id in there]


# --- identities ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Puzzle:
    """Everything the identify screen shows of one item."""

    item_id: int
    kind: ItemKind
    title: str
    year: int | None
    state: ItemState
    path: str
    minutes: float | None
    """The real length of a film's file."""
    reason: str
    """Why it is not sure."""
    matches: tuple[Proposal, ...]
    """What was found so far, the best first; those of one position are one thing at several providers."""
    ids: dict[str, str]


def puzzle(session: Session, item_id: int) -> Puzzle:
    """What there is to know of an item that is to be identified, and what was found so far."""
    item = fields.item_by_id(session, item_id)
    known = identity.known(session, item_id)
    path = session.scalars(
        select(col(MediaFile.path))
        .join(FileItem, col(FileItem.file_id) == col(MediaFile.id))
        .where(col(FileItem.item_id) == item_id)
        .order_by(col(FileItem.position))
        .limit(1)
    ).first()
    matches = [_proposal(match) for match in identity.matches(session, item_id)]
    return Puzzle(
        item_id,
        item.kind,
        known.titles[0] if known.titles else item.title,
        known.year,
        item.state,
        path or item.folder or "",
        known.minutes,
        "; ".join(item.identity_reasons or ()),
        tuple(matches),
        items.external_ids(session, item_id),
    )


def _proposal(match: Match) -> Proposal:
    values = {name: getattr(match, name) for name in Proposal._fields}
    return Proposal(**values | {"reasons": tuple(match.reasons)})


def unidentified(session: Session, among: Sequence[int] = ()) -> list[int]:
    """The films and series that a person has to identify, in the order of their list; or those of `among`."""
    if not among:
        return list(items.ids(session, ListQuery(filter="is:unidentified")))
    rows = items.rows(session, among)
    return [item_id for item_id in among if item_id in rows and rows[item_id].kind in identity.IDENTIFIABLE]
