"""What an item is: what is known to find out by, what was found, and where it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session, col

from lobbycard.errors import UsageError
from lobbycard.events import Topic
from lobbycard.model import states
from lobbycard.model.columns import now
from lobbycard.model.facts import Facts
from lobbycard.model.file import FileItem, MediaFile
from lobbycard.model.item import AlternateTitle, ExternalId, FieldState, Item, Match
from lobbycard.model.kinds import FileRole, ItemKind, ItemState
from lobbycard.model.preference import FILENAME, NFO, USER, Preference
from lobbycard.store import derived, fields, items, offers, sources, tables
from lobbycard.store.database import touched
from lobbycard.store.history import Change

_items = tables.of(Item)
_season = _items.alias("season")
IDENTIFIABLE = (ItemKind.MOVIE, ItemKind.SERIES)
OPEN = (ItemState.DISCOVERED, ItemState.NEEDS_IDENTIFICATION)
_ERRORS = (ItemState.ERROR_PROVIDER, ItemState.ERROR_NETWORK, ItemState.ERROR_FILE)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an item before anybody is asked."""

    id: int
    kind: ItemKind
    title: str
    state: ItemState
    monitored: bool
    library_id: int | None
    titles: tuple[str, ...]
    """The likeliest first: a person's, the NFO's, the name's."""
    year: int | None
    ids: dict[str, str]
    ids_source: str
    """Who told the ids: `user` when a person locked them."""
    minutes: float | None
    episodes: frozenset[tuple[int, int]]
    order: str = "aired"
    identified: bool = False
    """Something was found out or chosen already."""
    enriched: bool = False
    parent_id: int | None = None
    other_titles: tuple[str, ...] = field(default=())


def known(session: Session, item_id: int) -> Known:
    """What is known of an item; NotFound when it is gone."""
    item = fields.item_by_id(session, item_id)
    said = sources.said(session, item_id)
    locked = fields.locked(session, item_id)
    ids = items.external_ids(session, item_id)
    for source in (NFO, FILENAME):
        if "ids" not in locked and source in said:
            ids = {**said[source].ids, **ids}
    others = session.scalars(select(col(AlternateTitle.title)).where(col(AlternateTitle.item_id) == item_id))
    return Known(
        id=item_id,
        kind=item.kind,
        title=item.title,
        state=item.state,
        monitored=item.monitored,
        library_id=item.library_id,
        titles=_titles(item, said, locked),
        year=_year(item, said, locked),
        ids=ids,
        ids_source=USER if "ids" in locked else _ids_source(said),
        minutes=_minutes(session, item_id) if item.kind is ItemKind.MOVIE else None,
        episodes=_episodes(session, item_id) if item.kind is ItemKind.SERIES else frozenset(),
        order=item.episode_order or "aired",
        identified=item.identified_at is not None and item.state not in OPEN,
        enriched=item.enriched_at is not None,
        parent_id=item.parent_id,
        other_titles=tuple(others),
    )


def _titles(item: Item, said: Mapping[str, Facts], locked: set[str]) -> tuple[str, ...]:
    found: list[Any] = [item.title] if "title" in locked else []
    for source, names in ((NFO, ("title", "original_title")), (FILENAME, ("title",))):
        if source in said:
            found += [said[source].fields.get(name) for name in names]
    if not any(found):
        found.append(item.title)
    return tuple(dict.fromkeys(str(title) for title in found if title))


def _year(item: Item, said: Mapping[str, Facts], locked: set[str]) -> int | None:
    if "year" in locked:
        return item.year
    years = [said[source].fields.get("year") for source in (FILENAME, NFO) if source in said]
    return next((year for year in years if isinstance(year, int)), None if said else item.year)


def _ids_source(said: Mapping[str, Facts]) -> str:
    return next((source for source in (NFO, FILENAME) if source in said and said[source].ids), "")


_SHORTEST, _SHORTEST_DISC = 60.0, 1200.0
"""Seconds below which a length is that of a stub, a damaged header or a disc's menu, and says nothing of the film."""


def _minutes(session: Session, item_id: int) -> float | None:
    """The real length of a film: its parts together; of several versions the first. None when it cannot be told."""
    query = (
        select(col(MediaFile.role), col(MediaFile.duration))
        .join(FileItem, col(FileItem.file_id) == col(MediaFile.id))
        .where(col(FileItem.item_id) == item_id, col(MediaFile.missing_since).is_(None))
        .order_by(col(FileItem.position), col(MediaFile.path))
    )
    lengths: dict[FileRole, list[float]] = {}
    for role, duration in session.execute(query):
        shortest = _SHORTEST_DISC if role is FileRole.DISC else _SHORTEST
        lengths.setdefault(role, []).append(duration if duration and duration >= shortest else 0.0)
    if parts := lengths.get(FileRole.PART):
        return sum(parts) / 60 if all(parts) else None
    whole = [one for role in (FileRole.MAIN, FileRole.VERSION, FileRole.DISC) for one in lengths.get(role, ()) if one]
    return whole[0] / 60 if whole else None


def _episodes(session: Session, series_id: int) -> frozenset[tuple[int, int]]:
    query = (
        select(_season.c.number, col(Item.number))
        .join(_season, _season.c.id == col(Item.parent_id))
        .where(_season.c.parent_id == series_id, col(Item.deleted_on).is_(None))
    )
    return frozenset((row[0], row[1]) for row in session.execute(query) if row[0] is not None and row[1] is not None)


# --- states --------------------------------------------------------------------------------------------------------


def move(session: Session, item: Item, new: ItemState, error: str | None = None) -> None:
    """Bring an item into a state, with what went wrong if it is one of errors."""
    item.state = states.move(item.state, new)
    item.error = error
    item.updated_at = now()
    touched(session, Topic.ITEM, [item.id])


def fail(session: Session, item_id: int, new: ItemState, error: str) -> None:
    """Note what went wrong. An item that was finished before stays what it was: nothing of it is lost."""
    item = session.get(Item, item_id)
    if item is None:
        return
    if item.state in (ItemState.SELECTED, ItemState.PUBLISHED, ItemState.ENRICHED):
        new = item.state
    move(session, item, new, error)


def begin_enriching(session: Session, item_id: int) -> None:
    """The item is being asked about; one that was finished before keeps its state meanwhile."""
    begins = _items.c.id == item_id, _items.c.state.in_((ItemState.IDENTIFIED, *_ERRORS))
    values = {"state": ItemState.ENRICHING, "error": None, "sort_state": derived.state_rank(ItemState.ENRICHING)}
    # Written past everything that follows from an item: nothing else of it changes, and screens see the job.
    session.execute(update(_items).where(*begins).values(values))


def interrupted(session: Session, item_id: int) -> None:
    """Asking was given up; it is identified, and will be asked about again."""
    item = session.get(Item, item_id)
    if item is not None and item.state is ItemState.ENRICHING:
        move(session, item, ItemState.IDENTIFIED)


# --- what was found ------------------------------------------------------------------------------------------------


class Proposal(NamedTuple):
    """A thing that an item may be, as one provider has it; the columns of `match`."""

    provider: str
    provider_id: str
    title: str
    original_title: str
    year: int | None
    overview: str
    poster_url: str
    runtime: int | None
    score: float
    reasons: tuple[str, ...]
    ids: Mapping[str, str]
    position: int


def keep_matches(session: Session, item_id: int, kind: ItemKind, proposals: Sequence[Proposal]) -> None:
    """Keep what was found, in place of what was found before."""
    session.execute(delete(Match).where(col(Match.item_id) == item_id))
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for one in proposals:
        row = one._asdict() | {"item_id": item_id, "kind": kind, "reasons": list(one.reasons), "ids": dict(one.ids)}
        rows.setdefault((one.provider, one.provider_id), row | {"found_at": now()})
    if rows:
        session.execute(insert(Match), list(rows.values()))
    touched(session, Topic.ITEM, [item_id])


def matches(session: Session, item_id: int) -> list[Match]:
    """What was found for an item, the best first."""
    query = select(Match).where(col(Match.item_id) == item_id).order_by(col(Match.position), col(Match.id))
    return list(session.scalars(query))


def identified(
    session: Session,
    item_id: int,
    proposals: Sequence[Proposal],
    ids: Mapping[str, str],
    source: str,
    preference: Preference,
    change: Change,
) -> None:
    """It is this: keep the ids and what was found; what is below it follows."""
    item = fields.item_by_id(session, item_id)
    keep_matches(session, item_id, item.kind, proposals)
    best = next(iter(proposals), None)
    item.identity_score = best.score if best else 1.0
    item.identity_reasons = list(best.reasons) if best else []
    item.identified_at = now()
    if source and ids:
        sources.remember(session, item_id, source, Facts({}, dict(ids)))
        with session.no_autoflush:
            fields.merge(session, item, preference, change)
    move(session, item, ItemState.IDENTIFIED)
    follow(session, item_id, ItemState.IDENTIFIED)


_BEFORE_ENRICHED = (ItemState.DISCOVERED, ItemState.IDENTIFIED, ItemState.ENRICHING, *_ERRORS)


def follow(session: Session, series_id: int, state: ItemState, *, back: bool = False) -> None:
    """What is below an item comes as far as it is; with `back` also what had come further."""
    below = items.family(session, [series_id])[1:]
    for child in items.by_ids(session, below):
        if child.state is ItemState.DISCOVERED:
            move(session, child, ItemState.IDENTIFIED)
        behind = child.state in _BEFORE_ENRICHED or (child.state, state) == (ItemState.ENRICHED, ItemState.SELECTED)
        if child.state is not state and (back or behind) and states.may_move(child.state, state):
            move(session, child, state)


def ask(session: Session, searched: Known, proposals: Sequence[Proposal], reason: str) -> bool:
    """It is not sure what it is: a person is asked. One that was identified before stays what it is.

    False, with nothing written, when the length of its files became known since the search began: it may tell.
    """
    item = fields.item_by_id(session, searched.id)
    if item.kind is ItemKind.MOVIE and searched.minutes is None and _minutes(session, item.id) is not None:
        return False
    keep_matches(session, item.id, item.kind, proposals)
    if item.state in OPEN or item.state in _ERRORS:
        item.identity_score = proposals[0].score if proposals else None
        item.identity_reasons = [reason]
        move(session, item, ItemState.NEEDS_IDENTIFICATION)
    return True


def leave(session: Session, item_id: int) -> None:
    """Nobody could be asked: the item is as it was, without an error of its own."""
    item = fields.item_by_id(session, item_id)
    if item.state in _ERRORS:
        move(session, item, ItemState.DISCOVERED)


def pick(
    session: Session,
    item_id: int,
    proposals: Sequence[Proposal],
    ids: Mapping[str, str],
    change: Change,
) -> None:
    """A person says what it is. The ids are theirs, and locked; everything of another identity is let go."""
    item = fields.item_by_id(session, item_id)
    if item.kind not in IDENTIFIABLE:
        raise UsageError("Only films and series are identified; seasons and episodes follow their series.")
    old = items.external_ids(session, item_id)
    is_same = bool(old) and all(old.get(name, value) == value for name, value in ids.items())
    family = items.family(session, [item_id])
    if not is_same:
        _let_go(session, family, change)
    fields.edit(session, item_id, {"ids": dict(ids)}, change)
    best = next(iter(proposals), None)
    item.identity_score = 1.0
    item.identity_reasons = ["chosen by you", *(best.reasons if best else ())]
    item.identified_at = now()
    keep_matches(session, item_id, item.kind, proposals)
    if item.state is ItemState.DISCOVERED or not is_same:
        move(session, item, ItemState.IDENTIFIED)
    follow(session, item_id, ItemState.IDENTIFIED, back=not is_same)


def _let_go(session: Session, family: Sequence[int], change: Change) -> None:
    """Drop what providers said of the old identity; fields that came from them are stale until somebody says better."""
    theirs = (NFO, FILENAME, USER, "local")
    for start in range(0, len(family), 300):
        chunk = family[start : start + 300]
        providers = set(session.scalars(_providers(chunk)))
        for item_id in chunk:
            sources.forget(session, item_id, providers - set(theirs))
        mine = col(FieldState.source).not_in((*theirs, ""))
        stale = update(FieldState).where(col(FieldState.item_id).in_(chunk), ~col(FieldState.locked), mine)
        session.execute(stale.values(stale=True))
        session.execute(delete(ExternalId).where(col(ExternalId.item_id).in_(chunk[1:] if start == 0 else chunk)))
    offers.disown(session, family, change)
    touched(session, Topic.ITEM, family)


def _providers(ids: Sequence[int]) -> Any:
    from lobbycard.model.item import ProviderRecord

    return select(col(ProviderRecord.provider)).where(col(ProviderRecord.item_id).in_(ids)).distinct()


def library_of(session: Session, item_id: int) -> int | None:
    """The library whose automation an item follows: its own, or for a set that of one of its films."""
    item = session.get(Item, item_id)
    if item is None or item.library_id is not None:
        return None if item is None else item.library_id
    members = select(col(Item.library_id)).where(col(Item.set_id) == item_id, col(Item.library_id).is_not(None))
    return session.scalars(members.limit(1)).first()
