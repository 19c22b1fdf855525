"""The items of scanned units: found again and brought up to date, or made where they are new.

Films and series are recognised by `scanned_tops`; seasons and episodes by their numbers, or by what an episode's file
said when it was linked.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select, tuple_, update
from sqlmodel import Session, col

from lobbycard.events import Topic
from lobbycard.model import plain
from lobbycard.model.artwork import Candidate
from lobbycard.model.columns import now
from lobbycard.model.file import FileItem, MediaFile
from lobbycard.model.found import FoundArt, FoundItem, FoundUnit
from lobbycard.model.item import Item, ProviderRecord
from lobbycard.model.kinds import ItemKind
from lobbycard.model.library import ScannedFolder
from lobbycard.model.preference import NFO, Preference
from lobbycard.store import fields, inserting, sources, tables
from lobbycard.store.chunks import chunks
from lobbycard.store.database import touched
from lobbycard.store.history import Change
from lobbycard.store.scan import new_items, scanned_art, settling
from lobbycard.store.scan.new_items import NewItem
from lobbycard.store.scan.scanned_files import Files
from lobbycard.store.scan.scanned_known import Known, Link, slot_of, title_of, year_of
from lobbycard.store.scan.scanned_tops import TOPS, Tops, same_year
from lobbycard.store.scan.scanning import Bounds, Counts

_files = tables.of(MediaFile)
_links = tables.of(FileItem)
_items = tables.of(Item)
_records = tables.of(ProviderRecord)
_candidates = tables.of(Candidate)
_folders = tables.of(ScannedFolder)


class Items:
    """The items of one batch of units."""

    def __init__(
        self,
        session: Session,
        library_id: int,
        files: Files,
        preference: Preference,
        change: Change,
        bounds: Bounds,
        counts: Counts,
    ) -> None:
        self.session = session
        self.library_id = library_id
        self.files = files
        self.preference = preference
        self.change = change
        self.bounds = bounds
        self.counts = counts
        self.of_unit: dict[str, int] = {}
        """The item of a unit root that has just one."""
        self.fresh: set[int] = set()
        """Items made in this batch."""
        self.touched: set[int] = set()
        self.wanted: dict[tuple[int, int], tuple[int, str]] = {}
        """(file, item) -> (position, slot) of all links as they are to be."""
        self.art: dict[int, list[FoundArt]] = defaultdict(list)
        """The pictures of each item that was found."""
        self.known = Known(session, library_id, files)

    # films and series

    def put(self, units: Sequence[FoundUnit]) -> None:
        """Films, series, seasons and episodes, level by level: what is new on a level is made at one stroke."""
        tops = [item for unit in units for item in unit.items]
        top_ids = self._put_tops(tops)
        for unit, position in _starts(units):
            if len(unit.items) == 1:
                self.of_unit[unit.root] = top_ids[position]
        self._put_below([(top, item_id) for top, item_id in zip(tops, top_ids, strict=True) if top.children])
        self._put_links()
        self.touched |= scanned_art.put(self.session, self.files, self.art, self.known.items, self.counts)

    def _put_tops(self, tops: Sequence[FoundItem]) -> list[int]:
        ids: list[int] = [0] * len(tops)
        known = Tops(self.known, tops)
        new: list[tuple[FoundItem, list[int]]] = []
        # A series' own folder comes before places where some more of it lies.
        for position, found in sorted(enumerate(tops), key=lambda entry: not entry[1].own_folder):
            item = known.find(found)
            if item is not None:
                ids[position] = item.id
                known.claimed.add(item.id)
                self._update(item, found)
            elif found.kind is ItemKind.SERIES and (twin := _twin(found, new)) is not None:
                twin.append(position)
            else:
                new.append((found, [position]))
        made = self._create([(found, None) for found, _ in new])
        for item_id, (_, positions) in zip(made, new, strict=True):
            for position in positions:
                ids[position] = item_id
        for item_id, found in zip(ids, tops, strict=True):
            self._want(item_id, found, "")
        return ids

    # seasons and episodes

    def _put_below(self, series: "Sequence[tuple[FoundItem, int]]") -> None:
        """Episodes that keep their place under another season (a provider counts otherwise) need none here."""
        if not series:
            return
        by_place = self._places([item_id for _, item_id in series])
        kept: dict[int, Item] = {}
        """By the id of the found episode: the episode that its file belongs to already."""
        seasons: list[tuple[FoundItem, int]] = []
        for found, series_id in series:
            for season in found.children:
                known = [self._by_slot(season, episode, series_id) for episode in season.children]
                kept |= {id(one): item for one, item in zip(season.children, known, strict=True) if item is not None}
                own = by_place.get((series_id, season.number))
                here = None if own is None else own.id
                if (
                    (own is not None and own.deleted_on is None)
                    or any(item is None or item.parent_id == here for item in known)
                    or not season.children
                ):
                    seasons.append((season, series_id))
        season_ids = self._put_level(seasons, by_place)
        for (season, _), season_id in zip(seasons, season_ids, strict=True):
            self._want(season_id, season, "")
        at = {(series_id, season.number): made for (season, series_id), made in zip(seasons, season_ids, strict=True)}
        for found, series_id in series:
            at = {(series_id, one.number): -id(one) for one in found.children} | at
        by_place |= self._places([item_id for item_id in season_ids if item_id not in self.fresh])
        episodes = [
            (season, episode, at[series_id, season.number])
            for found, series_id in series
            for season in found.children
            for episode in season.children
        ]
        known_at = {(parent, _number(one)): kept[id(one)] for _, one, parent in episodes if id(one) in kept}
        ids = self._put_level([(one, parent) for _, one, parent in episodes], by_place | known_at)
        for item_id, (season, episode, _) in zip(ids, episodes, strict=True):
            self._want(item_id, episode, slot_of(season.number, episode))

    def _places(self, parents: Sequence[int]) -> "dict[tuple[int | None, Any], Item]":
        """Known children by their number, day or name."""
        found: dict[tuple[int | None, Any], Item] = {}
        for ids in map(set, chunks({parent for parent in parents if parent not in self.fresh})):
            children = self.session.scalars(select(Item).where(col(Item.parent_id).in_(ids)).order_by(col(Item.id)))
            self.known.keep(list(children))
            for item in self.known.items.values():
                if item.parent_id in ids:
                    key = item.number if item.number is not None else item.aired or self.known.named(item)
                    found.setdefault((item.parent_id, key), item)
        return found

    def _by_slot(self, season: FoundItem, episode: FoundItem, series_id: int) -> Item | None:
        slot = slot_of(season.number, episode)
        for link in self.known.links_of(episode.files):
            if link.slot == slot and self.known.series_of(link) == series_id:
                return self.known.items[link.item_id]
        return None

    def _put_level(
        self, wanted: "Sequence[tuple[FoundItem, int]]", known: "Mapping[tuple[int | None, Any], Item]"
    ) -> list[int]:
        """The ids of the items of one level, in order; two findings of the same number are one item."""
        ids: list[int] = [0] * len(wanted)
        new: dict[Any, list[int]] = {}
        done: set[int] = set()
        for position, (found, parent) in enumerate(wanted):
            item = known.get((parent, _number(found)))
            if item is None:
                new.setdefault((parent, _number(found)), []).append(position)
                continue
            ids[position] = item.id
            self._update(item, found, again=item.id in done)
            done.add(item.id)
        made = self._create([wanted[positions[0]] for positions in new.values()])
        for item_id, positions in zip(made, new.values(), strict=True):
            for position in positions:
                ids[position] = item_id
        return ids

    # making and changing

    def _create(self, wanted: "Sequence[tuple[FoundItem, int | None]]") -> list[int]:
        moment = now()
        new = [
            NewItem(
                {
                    "kind": found.kind,
                    "library_id": self.library_id,
                    "parent_id": parent,
                    "folder": found.folder,
                    "own_folder": found.own_folder,
                    "number": found.number,
                    "absolute_number": found.absolute,
                    "scanned_at": moment,
                    "deleted_on": self._deleted_with(parent),
                },
                found.sources,
            )
            for found, parent in wanted
        ]
        ids = new_items.create(self.session, new, self.preference, self.change)
        self.fresh.update(ids)
        for item_id, (found, parent) in zip(ids, wanted, strict=True):
            self.counts.added += found.kind in {ItemKind.MOVIE, ItemKind.EPISODE}
            if found.kind in TOPS:
                self.counts.new_items.append(item_id)
            if parent is not None and parent in self.known.items:
                self._restore(self.known.items[parent])
        return ids

    def _deleted_with(self, parent: int | None) -> Any:
        """What comes new into something that a person deleted is deleted with it."""
        item = self.known.items.get(parent) if parent is not None else None
        return None if item is None or item.id not in self.known.living else item.deleted_on

    def _restore(self, item: Item) -> None:
        """Bring back what vanished with its files; what a person deleted had files and stays deleted."""
        if item.deleted_on is None or item.id in self.known.living:
            return
        item.deleted_on = None
        self.touched.add(item.id)
        parent = self.known.items.get(item.parent_id) if item.parent_id is not None else None
        if parent is not None:
            self._restore(parent)

    def _update(self, item: Item, found: FoundItem, *, again: bool = False) -> None:
        if item.library_id != self.library_id:
            item.library_id = self.library_id
            item.folder = None
            self.touched.add(item.id)
        is_better = found.own_folder and not item.own_folder and found.kind in {ItemKind.SERIES, ItemKind.SEASON}
        is_home = not again and (item.folder == found.folder or is_better or not self._has_home(item, found))
        if is_home and (item.folder, item.own_folder) != (found.folder, found.own_folder):
            item.folder, item.own_folder = found.folder, found.own_folder
            self.touched.add(item.id)
        if item.absolute_number is None and found.absolute is not None and found.kind is ItemKind.EPISODE:
            item.absolute_number = found.absolute
        self._restore(item)
        self._hear(item, found, is_home=is_home)

    def _has_home(self, item: Item, found: FoundItem) -> bool:
        """Whether what is found is only a further place: the folder that an item is kept with is still there, and of an
        episode still has a file."""
        if item.kind is ItemKind.EPISODE:
            others = [link for link in self.known.of_item.get(item.id, ()) if link.path not in found.files]
            return any(link.path.rpartition("/")[0] == item.folder and self.known.is_alive(link) for link in others)
        if item.folder is None or item.kind is ItemKind.MOVIE or item.folder in self.bounds.gone:
            return False
        if _is_nested(item.folder, found.folder):
            return any(path.startswith(f"{item.folder}/") for path in self.known.others_below(item, found))
        if item.folder in self.bounds.there:
            return True
        here = _folders.c.library_id == self.library_id, _folders.c.path == item.folder
        return self.session.execute(select(_folders.c.id).where(*here)).first() is not None

    def _hear(self, item: Item, found: FoundItem, *, is_home: bool) -> None:
        """Merge what name and NFO say now. Our own published NFO says nothing new; one that is gone says no more."""
        before = self.known.said[item.id]
        news = {
            name: facts
            for name, facts in found.sources.items()
            if before.get(name) != plain.facts_to_plain(facts) and self._counts(item, name, found, is_home=is_home)
        }
        is_silent = NFO in before and NFO not in found.sources and is_home and not found.nfos
        # What we published holds all that it said; it may only have been left behind by a video of another name.
        is_silent = is_silent and item.published_nfo_hash is None
        for name, facts in news.items():
            sources.remember(self.session, item.id, name, facts)
        if is_silent:
            sources.forget(self.session, item.id, [NFO])
        if news or is_silent:
            fields.merge(self.session, item, self.preference, self.change)
            self.touched.add(item.id)

    def _counts(self, item: Item, name: str, found: FoundItem, *, is_home: bool) -> bool:
        if name == NFO:
            if found.nfos and all(path in self.files.ours for path in found.nfos):
                return False
            return is_home or NFO not in self.known.said[item.id]
        return is_home

    # links

    def _want(self, item_id: int, found: FoundItem, slot: str) -> None:
        if found.art:
            self.art[item_id] += found.art
        for position, path in enumerate(found.files):
            self.wanted.setdefault((self.files.ids[path], item_id), (position, slot))

    def _put_links(self) -> None:
        """Files that are there belong to the items they were found for, and to no other."""
        there = {self.files.ids[path] for path in self.files.present}
        known = {
            (link.file_id, link.item_id): link
            for file_id in there
            for link in self.known.of_file.get(file_id, ())
            if not self._is_assigned(link)
        }
        stale = [place for place in known if place not in self.wanted]
        new = [place for place in self.wanted if place not in known]
        other = [
            place for place, link in known.items() if self.wanted.get(place, ()) not in ((), (link.position, link.slot))
        ]
        for places in chunks(stale):
            self.session.execute(delete(_links).where(tuple_(_links.c.file_id, _links.c.item_id).in_(places)))
        for file_id, item_id in other:
            position, slot = self.wanted[file_id, item_id]
            same = _links.c.file_id == file_id, _links.c.item_id == item_id
            self.session.execute(update(_links).where(*same).values(position=position, slot=slot))
        if new:
            rows = [
                {"file_id": place[0], "item_id": place[1], "position": self.wanted[place][0]}
                | {"slot": self.wanted[place][1]}
                for place in new
            ]
            inserting.rows(self.session, _links, rows)
        self.touched.update(item_id for _, item_id in (*stale, *new, *other))

    def _is_assigned(self, link: Link) -> bool:
        row = self.files.rows.get(link.path)
        return row is not None and bool(row.is_assigned)

    # what follows

    def settle(self) -> None:
        """Items without any file left are deleted softly; parents follow their children."""
        for file_id in self.files.touched:
            self.touched.update(link.item_id for link in self.known.of_file.get(file_id, ()))
        self.session.flush()
        if not self.bounds.keep_all:
            self.touched |= settling.settle(self.session, self.touched - self.fresh, self.bounds.grace)
        if self.touched or self.fresh:
            touched(self.session, Topic.ITEM, self.touched | self.fresh)


def _is_nested(one: str, other: str) -> bool:
    """Whether one of two folders lies in the other, so that what is in the outer one may be all of it."""
    return one.startswith(f"{other}/") or other.startswith(f"{one}/")


def _number(found: FoundItem) -> Any:
    return found.number if found.number is not None else found.aired or title_of(found)


def _starts(units: Sequence[FoundUnit]) -> list[tuple[FoundUnit, int]]:
    """Each unit with the position of its first item among all."""
    starts: list[tuple[FoundUnit, int]] = []
    position = 0
    for unit in units:
        starts.append((unit, position))
        position += len(unit.items)
    return starts


def _twin(found: FoundItem, new: "Sequence[tuple[FoundItem, list[int]]]") -> list[int] | None:
    """The positions of a new series of this batch that is the same one in another folder."""
    title = title_of(found)
    same = [
        positions
        for other, positions in new
        if title and title_of(other) == title and same_year(found, year_of(other), other.own_folder)
    ]
    return same[0] if len(same) == 1 else None
