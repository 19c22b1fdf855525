"""What providers answered into the database: episodes to their numbers, words to their items, offers to candidates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from lobbycard.events import Topic
from lobbycard.model.columns import now
from lobbycard.model.facts import Offer
from lobbycard.model.item import Item
from lobbycard.model.kinds import ItemKind, ItemState
from lobbycard.model.preference import Preference
from lobbycard.store import fields, history, identity, items, offers, sources, tables
from lobbycard.store.database import touched
from lobbycard.store.history import Change
from lobbycard.store.sources import Said

_season = tables.of(Item).alias("season")
FRESH = timedelta(days=30)
"""How long a set or person is not asked about again because of another film."""


class Slot(NamedTuple):
    """The place of an episode."""

    season: int
    number: int


class Episode(NamedTuple):
    """One of our episodes."""

    id: int
    season: int
    number: int | None
    absolute: int | None
    aired: str | None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Below:
    """The seasons and episodes that we have of a series."""

    seasons: dict[int, int]
    """Ids by number."""
    episodes: list[Episode]


def below(session: Session, series_id: int) -> Below:
    """The seasons and episodes of a series that are there."""
    there = _season.c.parent_id == series_id, _season.c.kind == ItemKind.SEASON, _season.c.deleted_on.is_(None)
    numbers = session.execute(select(_season.c.id, _season.c.number).where(*there))
    query = (
        select(
            col(Item.id),
            _season.c.number,
            col(Item.number),
            col(Item.absolute_number),
            col(Item.aired),
            col(Item.title),
        )
        .join(_season, _season.c.id == col(Item.parent_id))
        .where(*there, col(Item.deleted_on).is_(None), _season.c.number.is_not(None))
        .order_by(_season.c.number, col(Item.number), col(Item.id))
    )
    return Below(
        {row[1]: row[0] for row in numbers if row[1] is not None},
        [Episode._make(row) for row in session.execute(query)],
    )


def new_episodes(session: Session, series_id: int) -> list[Episode]:
    """The episodes of a series that came after it was last asked about."""
    fresh = set(
        session.scalars(
            select(col(Item.id))
            .join(_season, _season.c.id == col(Item.parent_id))
            .where(_season.c.parent_id == series_id, col(Item.state) == ItemState.DISCOVERED)
        )
    )
    return [episode for episode in below(session, series_id).episodes if episode.id in fresh]


# --- numbers -------------------------------------------------------------------------------------------------------


def renumber(session: Session, series_id: int, moves: Mapping[int, Slot], change: Change, grace: timedelta) -> int:
    """Put episodes where a provider says they belong. One whose place is taken stays; gives how many those are."""
    series = fields.item_by_id(session, series_id)
    seasons = {row.number: row for row in _children(session, [series_id])}
    episodes = {row.id: row for row in _children(session, [season.id for season in seasons.values()])}
    before = {item_id: history.row_values(episodes[item_id]) for item_id in moves if item_id in episodes}
    taken = {(row.parent_id, row.number) for row in episodes.values() if row.id not in moves and row.number is not None}
    # Numbers are exchanged through none: two episodes that change places would be in each other's way.
    old = {item_id: episodes[item_id].number for item_id in before}
    for item_id in before:
        episodes[item_id].number = None
    session.flush()
    left = 0
    for item_id, slot in moves.items():
        if item_id not in before:
            continue
        episode = episodes[item_id]
        season = seasons.get(slot.season)
        if season is None:
            season = seasons[slot.season] = _new_season(session, series, slot.season)
        if season.deleted_on is not None:
            season.deleted_on = None
        if (season.id, slot.number) in taken:
            left += 1
            if (episode.parent_id, old[item_id]) not in taken:
                episode.number = old[item_id]
            continue
        taken.add((season.id, slot.number))
        episode.parent_id, episode.number = season.id, slot.number
        session.flush()
        said = f"{series.title}: {episode.title} is S{slot.season:02d}E{slot.number:02d}"
        history.record_row(session, change, said, before[item_id], episode, "item")
    session.flush()
    _drop_empty(session, seasons.values(), grace)
    touched(session, Topic.ITEM, [series_id, *moves, *(season.id for season in seasons.values())])
    return left


def _children(session: Session, parents: Sequence[int]) -> list[Item]:
    return list(session.scalars(select(Item).where(col(Item.parent_id).in_(parents)).order_by(col(Item.id))))


def _new_season(session: Session, series: Item, number: int) -> Item:
    season = Item(
        kind=ItemKind.SEASON,
        library_id=series.library_id,
        parent_id=series.id,
        number=number,
        title="Specials" if number == 0 else f"Season {number}",
        folder=series.folder,
        state=ItemState.IDENTIFIED,
        scanned_at=now(),
    )
    session.add(season)
    session.flush()
    return season


def _drop_empty(session: Session, seasons: Any, grace: timedelta) -> None:
    """A season whose episodes are all elsewhere now was only a stand-in (the year of a daily show)."""
    for season in seasons:
        there = select(col(Item.id)).where(col(Item.parent_id) == season.id, col(Item.deleted_on).is_(None))
        if season.deleted_on is None and session.execute(there.limit(1)).first() is None:
            season.deleted_on = now() + grace


# --- words and pictures --------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Portion:
    """What is written in one transaction: some items, what is said of them, what is offered for them."""

    said: list[Said] = field(default_factory=list)
    offers: dict[str, dict[int, list[Offer]]] = field(default_factory=dict)
    """By provider and item."""

    @property
    def item_ids(self) -> list[int]:
        """The items that something is said of, or offered for."""
        offered = (item_id for by_item in self.offers.values() for item_id in by_item)
        return list(dict.fromkeys([*(one.item_id for one in self.said), *offered]))


class End(NamedTuple):
    """What is noted of an item when everything about it is written."""

    item_id: int
    counts: Mapping[int, int]
    """Episodes of its seasons."""
    total: int | None
    note: str | None
    """Who could not be asked."""


class Taken(NamedTuple):
    """What came of a portion."""

    fields: int
    pictures: int
    sets: Sequence[int] = ()
    """The sets that have to be asked about; known at the end."""


def take(session: Session, portion: Portion, preference: Preference, change: Change, end: End | None = None) -> Taken:
    """Keep what was said, merge it under the locks, and take over the offers; `end` comes with the last portion."""
    sources.remember_all(session, portion.said)
    changed = 0
    for item in items.by_ids(session, dict.fromkeys(one.item_id for one in portion.said)):
        with session.no_autoflush:  # written once for each item: a quarter less time than before each question
            changed += len(fields.merge(session, item, preference, change))
        session.flush()
    added = offers.offer_all(session, portion.offers).added
    touched(session, Topic.ITEM, portion.item_ids)
    return Taken(changed, added, _finish(session, *end) if end is not None else ())


def _finish(
    session: Session, item_id: int, counts: Mapping[int, int], total: int | None, note: str | None
) -> list[int]:
    """The item has all that there is. Gives the sets that have to be asked about."""
    item = fields.item_by_id(session, item_id)
    item.enriched_at = now()
    if total is not None:
        item.episode_count = total
    for season in items.by_ids(session, counts):
        season.episode_count = counts[season.id]
    behind = (ItemState.SELECTED, ItemState.PUBLISHED, ItemState.ENRICHED)
    if item.state in behind:
        item.error = note
    else:
        identity.move(session, item, ItemState.ENRICHED, note)
    identity.follow(session, item_id, ItemState.ENRICHED)
    touched(session, Topic.ITEM, [item_id, *counts])
    linked = session.get(Item, item.set_id) if item.set_id is not None else None
    if linked is None or (linked.enriched_at is not None and linked.enriched_at > now() - FRESH):
        return []
    return [linked.id]
