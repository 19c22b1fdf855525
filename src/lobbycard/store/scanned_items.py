"""The items of scanned units: found again by their files, their folder or their name, made where they are new.

What identifies an item, in this order: the files it is linked to (a moved file was recognised before); the folder that
is its own and has lost its video (an upgrade); a film that had vanished and has the same ids, or title and year. A
series is also found by its name, since it may be spread over folders; its seasons and episodes by their numbers.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, delete, func, insert, select, tuple_, update
from sqlmodel import Session, col

from lobbycard.events import Topic
from lobbycard.model import plain, titles
from lobbycard.model.artwork import Candidate
from lobbycard.model.columns import now
from lobbycard.model.file import FileItem, MediaFile
from lobbycard.model.found import FoundArt, FoundItem, FoundUnit
from lobbycard.model.item import ExternalId, Item, ProviderRecord
from lobbycard.model.kinds import ItemKind
from lobbycard.model.library import ScannedFolder
from lobbycard.model.preference import FILENAME, LOCAL, NFO, Preference
from lobbycard.store import fields
from lobbycard.store.database import touched
from lobbycard.store.fields import NewItem
from lobbycard.store.history import Change
from lobbycard.store.scanned_files import Files, chunks
from lobbycard.store.scanning import Bounds, Counts

_files: Any = MediaFile.__table__  # type: ignore[attr-defined]  # SQLModel does not type it
_links: Any = FileItem.__table__  # type: ignore[attr-defined]  # SQLModel does not type it
_items: Any = Item.__table__  # type: ignore[attr-defined]  # SQLModel does not type it
_records: Any = ProviderRecord.__table__  # type: ignore[attr-defined]  # SQLModel does not type it
_candidates: Any = Candidate.__table__  # type: ignore[attr-defined]  # SQLModel does not type it
_folders: Any = ScannedFolder.__table__  # type: ignore[attr-defined]  # SQLModel does not type it
_TOPS = (ItemKind.MOVIE, ItemKind.SERIES)


class Link(NamedTuple):
    """A file of an item."""

    file_id: int
    item_id: int
    position: int
    slot: str
    path: str
    library_id: int
    is_missing: bool


def title_of(found: FoundItem) -> str:
    """What the name says, folded for comparing."""
    return titles.clean_title(str(found.sources[FILENAME].fields.get("title") or ""))


def year_of(found: FoundItem) -> int | None:
    """The year that the name says."""
    year = found.sources[FILENAME].fields.get("year")
    return year if isinstance(year, int) else None


def ids_of(found: FoundItem) -> dict[str, str]:
    """The ids that name and NFO say."""
    ids = dict(found.sources[FILENAME].ids)
    if NFO in found.sources:
        ids |= found.sources[NFO].ids
    return ids


def slot_of(season: int | None, found: FoundItem) -> str:
    """What a file's name says of its episode, as text."""
    return f"{season}x{found.number}" if found.number is not None else found.aired or ""


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
        self.claimed: set[int] = set()
        """Films that were found already."""
        self.touched: set[int] = set()
        self.wanted: dict[tuple[int, int], tuple[int, str]] = {}
        """(file, item) -> (position, slot) of all links as they are to be."""
        self.of_file: dict[int, list[Link]] = defaultdict(list)
        self.of_item: dict[int, list[Link]] = defaultdict(list)
        self.art: dict[int, list[FoundArt]] = defaultdict(list)
        """The pictures of each item that was found."""
        self.by_folder: dict[str | None, list[Item]] = defaultdict(list)
        self.by_title: dict[str, list[Item]] = defaultdict(list)
        self.lost: list[Item] = []
        """Films without a file."""
        self.lost_ids: dict[int, set[tuple[str, str]]] = defaultdict(set)
        self.items: dict[int, Item] = {}
        self.said: dict[int, dict[str, Any]] = defaultdict(dict)
        """What name and NFO said of known items, as kept."""
        self.living: set[int] = set()
        """Items that had a file before this scan, with the seasons and series above."""
        self._load()

    # what is known

    def _load(self) -> None:
        """The items that the files of these units belong to, with all their files."""
        known = list(self.files.ids.values())
        ids: set[int] = set()
        for file_ids in chunks(known):
            ids.update(self.session.execute(select(_links.c.item_id).where(_links.c.file_id.in_(file_ids))).scalars())
        query = (
            select(*_LINK).join(_files, _files.c.id == _links.c.file_id).order_by(_links.c.position, _links.c.file_id)
        )
        for item_ids in chunks(sorted(ids)):
            for row in self.session.execute(query.where(_links.c.item_id.in_(item_ids))):
                link = Link._make(row)
                self.of_item[link.item_id].append(link)
                self.of_file[link.file_id].append(link)
        self._fetch(ids)
        self._fetch({item.parent_id for item in list(self.items.values()) if item.parent_id is not None})
        self._fetch({item.parent_id for item in list(self.items.values()) if item.parent_id is not None})
        for item_id, links in self.of_item.items():
            if any(not link.is_missing for link in links):
                self._note_living(item_id)

    def _note_living(self, item_id: int | None) -> None:
        while item_id is not None and item_id not in self.living:
            self.living.add(item_id)
            item = self.items.get(item_id)
            item_id = None if item is None else item.parent_id

    def _fetch(self, ids: "set[int]") -> None:
        """Load items, with what name and NFO said of them."""
        missing = ids - self.items.keys()
        for item_ids in chunks(sorted(missing)):
            self._keep(self.session.scalars(select(Item).where(col(Item.id).in_(item_ids))).all())

    def _keep(self, found: Sequence[Item]) -> None:
        new = [item for item in found if item.id not in self.items]
        self.items.update((item.id, item) for item in new)
        query = select(_records.c.item_id, _records.c.provider, _records.c.payload)
        for item_ids in chunks(item.id for item in new):
            of_items = _records.c.item_id.in_(item_ids), _records.c.provider.in_((FILENAME, NFO))
            for item_id, provider, payload in self.session.execute(query.where(*of_items)):
                self.said[item_id][provider] = payload

    def _is_alive(self, link: Link) -> bool:
        """Whether a file is (still) where the database has it."""
        if link.library_id == self.library_id and (link.path in self.files.rows or link.path in self.files.present):
            return self.files.is_live(link.path)
        return not link.is_missing

    # films and series

    def put(self, units: Sequence[FoundUnit]) -> None:
        """Films, series, seasons and episodes, level by level: what is new on a level is made at one stroke."""
        tops = [item for unit in units for item in unit.items]
        self._load_tops(tops)
        top_ids = self._put_tops(tops)
        for unit, position in _starts(units):
            if len(unit.items) == 1:
                self.of_unit[unit.root] = top_ids[position]
        self._put_below([(top, item_id) for top, item_id in zip(tops, top_ids, strict=True) if top.children])
        self._put_links()
        self._put_art()

    def _load_tops(self, tops: Sequence[FoundItem]) -> None:
        """Films and series that may be the found ones without a common file."""
        of_library = col(Item.library_id) == self.library_id, col(Item.kind).in_(_TOPS)
        there = select(_items.c.id).where(_items.c.library_id == self.library_id, _items.c.kind.in_(_TOPS)).limit(1)
        if self.session.execute(there).first() is None:
            return
        for folder_names in chunks({found.folder for found in tops}):
            self._keep(self.session.scalars(select(Item).where(*of_library, col(Item.folder).in_(folder_names))).all())
        self._fetch(self._series_called({title_of(found) for found in tops if found.kind is ItemKind.SERIES} - {""}))
        lost = select(Item).where(*of_library, col(Item.kind) == ItemKind.MOVIE, col(Item.file_count) == 0)
        self._keep(self.session.scalars(lost).all())
        loose = [item_id for item_id in self.items if item_id not in self.of_item]
        query = select(*_LINK).join(_files, _files.c.id == _links.c.file_id)
        for item_ids in chunks(loose):
            for row in self.session.execute(query.where(_links.c.item_id.in_(item_ids))):
                self.of_item[row.item_id].append(Link._make(row))
        self._index()

    def _series_called(self, names: "set[str]") -> set[int]:
        """Series by their title, or by what their folder was called when a provider's title is another."""
        if not names:
            return set()
        query = (
            select(_items.c.id, _items.c.clean_title, _records.c.payload)
            .outerjoin(_records, (_records.c.item_id == _items.c.id) & (_records.c.provider == FILENAME))
            .where(_items.c.library_id == self.library_id, _items.c.kind == ItemKind.SERIES)
        )
        return {
            row.id
            for row in self.session.execute(query)
            if row.clean_title in names or (row.payload and titles.clean_title(_title_in(row.payload)) in names)
        }

    def _index(self) -> None:
        for item in self.items.values():
            if item.kind not in _TOPS or item.library_id != self.library_id:
                continue
            self.by_folder[item.folder].append(item)
            for title in {item.clean_title, self._named(item)}:
                self.by_title[title].append(item)
            if item.kind is ItemKind.MOVIE and item.file_count == 0:
                self.lost.append(item)
        for item_ids in chunks(item.id for item in self.lost):
            for row in self.session.scalars(select(ExternalId).where(col(ExternalId.item_id).in_(item_ids))):
                self.lost_ids[row.item_id].add((row.provider, row.value))

    def _named(self, item: Item) -> str:
        """What the file name said of a known item."""
        return titles.clean_title(_title_in(self.said.get(item.id, {}).get(FILENAME, {})))

    def _put_tops(self, tops: Sequence[FoundItem]) -> list[int]:
        ids: list[int] = [0] * len(tops)
        new: list[tuple[FoundItem, list[int]]] = []
        # A series' own folder comes before places where some more of it lies.
        for position, found in sorted(enumerate(tops), key=lambda entry: not entry[1].own_folder):
            item = self._known_top(found)
            if item is not None:
                ids[position] = item.id
                self.claimed.add(item.id)
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

    def _known_top(self, found: FoundItem) -> Item | None:
        if not self.items:
            return None
        if found.kind is ItemKind.SERIES:
            return self._series_of_files(found) or self._series_by_name(found)
        return self._film_of_files(found) or self._film_in_folder(found) or self._film_returned(found)

    def _links_of(self, paths: Sequence[str]) -> list[Link]:
        return [link for path in paths for link in self.of_file.get(self.files.ids.get(path, -1), ())]

    def _film_of_files(self, found: FoundItem) -> Item | None:
        """The film that one of these files belongs to already, unless it stays with its other files."""
        for link in self._links_of(found.files):
            item = self.items[link.item_id]
            if item.kind is not ItemKind.MOVIE or item.id in self.claimed:
                continue
            others = [other for other in self.of_item[item.id] if other.path not in found.files]
            stays = any(self._is_alive(other) for other in others)
            if not stays or (item.library_id == self.library_id and item.folder == found.folder and found.own_folder):
                return item
            if link.position == 0 and item.library_id == self.library_id and item.folder == found.folder:
                return item
        return None

    def _free(self, item: Item) -> bool:
        """Whether none of an item's files is there any more."""
        return item.id not in self.claimed and not any(self._is_alive(link) for link in self.of_item.get(item.id, ()))

    def _film_in_folder(self, found: FoundItem) -> Item | None:
        """The film whose folder it is: a replaced file does not make another film."""
        free = [
            item
            for item in self.by_folder.get(found.folder, ())
            if item.kind is ItemKind.MOVIE and self._free(item) and self._fits(item, found)
        ]
        return free[0] if len(free) == 1 else None

    def _fits(self, item: Item, found: FoundItem) -> bool:
        year = year_of(found)
        same_year = not item.year or not year or abs(item.year - year) <= 1
        same_title = title_of(found) in {item.clean_title, self._named(item)}
        return (same_year or same_title) if found.own_folder else (same_year and same_title)

    def _film_returned(self, found: FoundItem) -> Item | None:
        """A film that had vanished from this library and has the same ids, or title and year."""
        ids = set(ids_of(found).items())
        by_id = [item for item in self.lost if self._free(item) and ids & self.lost_ids.get(item.id, set())]
        if by_id:
            return by_id[0] if len(by_id) == 1 else None
        year = year_of(found)
        same = [
            item
            for item in self.by_title.get(title_of(found), ())
            if year and item.kind is ItemKind.MOVIE and item.year == year and self._free(item)
        ]
        same = [item for item in same if not self._contradicts(item, ids)]
        return same[0] if len(same) == 1 else None

    def _contradicts(self, item: Item, ids: "set[tuple[str, str]]") -> bool:
        own = dict(self.lost_ids.get(item.id, set()))
        return any(own.get(provider, value) != value for provider, value in ids)

    def _series_of_files(self, found: FoundItem) -> Item | None:
        """The series that most of these files belong to already, unless it stays elsewhere and is called otherwise."""
        votes: Counter[int] = Counter()
        for season in found.children:
            for episode in season.children:
                votes.update({self._series_of(link) for link in self._links_of(episode.files)})
        for series_id, _ in votes.most_common():
            item = self.items.get(series_id)
            if item is None or item.kind is not ItemKind.SERIES:
                continue
            at_home = item.library_id == self.library_id and (
                item.folder == found.folder or title_of(found) in {item.clean_title, self._named(item)}
            )
            if at_home or not self._stays(item, found):
                return item
        return None

    def _series_of(self, link: Link) -> int:
        episode = self.items.get(link.item_id)
        season = self.items.get(episode.parent_id) if episode is not None and episode.parent_id is not None else None
        return season.parent_id if season is not None and season.parent_id is not None else -1

    def _stays(self, series: Item, found: FoundItem) -> bool:
        """Whether a series has files that are not among the found ones."""
        paths = {path for season in found.children for episode in season.children for path in episode.files}
        season = _items.alias("season")
        episode = _items.alias("episode")
        query = (
            select(*_LINK)
            .join(_files, _files.c.id == _links.c.file_id)
            .join(episode, episode.c.id == _links.c.item_id)
            .join(season, season.c.id == episode.c.parent_id)
            .where(season.c.parent_id == series.id, _files.c.missing_since.is_(None))
        )
        links = [Link._make(row) for row in self.session.execute(query)]
        return any(link.path not in paths and self._is_alive(link) for link in links)

    def _series_by_name(self, found: FoundItem) -> Item | None:
        if found.own_folder:
            same = [item for item in self.by_folder.get(found.folder, ()) if item.kind is ItemKind.SERIES]
            if same:
                return same[0]
        title = title_of(found)
        if not title:
            return None
        named = {item.id: item for item in self.by_title.get(title, ()) if item.kind is ItemKind.SERIES}
        fitting = [item for item in named.values() if _same_year(found, item.year, item.own_folder)]
        return fitting[0] if len(fitting) == 1 else None

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
        """Known children by their number, or day."""
        found: dict[tuple[int | None, Any], Item] = {}
        for ids in chunks({parent for parent in parents if parent not in self.fresh}):
            children = self.session.scalars(select(Item).where(col(Item.parent_id).in_(ids)).order_by(col(Item.id)))
            self._keep(list(children))
            for item in self.items.values():
                if item.parent_id in ids:
                    found.setdefault((item.parent_id, item.number if item.number is not None else item.aired), item)
        return found

    def _by_slot(self, season: FoundItem, episode: FoundItem, series_id: int) -> Item | None:
        slot = slot_of(season.number, episode)
        for link in self._links_of(episode.files):
            if link.slot == slot and self._series_of(link) == series_id:
                return self.items[link.item_id]
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
        ids = fields.create_many(self.session, new, self.preference, self.change)
        self.fresh.update(ids)
        for item_id, (found, parent) in zip(ids, wanted, strict=True):
            self.counts.added += found.kind in {ItemKind.MOVIE, ItemKind.EPISODE}
            if found.kind in _TOPS:
                self.counts.new_items.append(item_id)
            if parent is not None and parent in self.items:
                self._restore(self.items[parent])
        return ids

    def _deleted_with(self, parent: int | None) -> Any:
        """What comes new into something that a person deleted is deleted with it."""
        item = self.items.get(parent) if parent is not None else None
        return None if item is None or item.id not in self.living else item.deleted_on

    def _restore(self, item: Item) -> None:
        """Bring back what vanished with its files; what a person deleted had files and stays deleted."""
        if item.deleted_on is None or item.id in self.living:
            return
        item.deleted_on = None
        self.touched.add(item.id)
        parent = self.items.get(item.parent_id) if item.parent_id is not None else None
        if parent is not None:
            self._restore(parent)

    def _update(self, item: Item, found: FoundItem, *, again: bool = False) -> None:
        if item.library_id != self.library_id:
            item.library_id = self.library_id
            item.folder = None
            self.touched.add(item.id)
        is_better = found.own_folder and not item.own_folder and found.kind is ItemKind.SERIES
        is_home = not again and (item.folder == found.folder or is_better or not self._has_home(item))
        if is_home and (item.folder, item.own_folder) != (found.folder, found.own_folder):
            item.folder, item.own_folder = found.folder, found.own_folder
            self.touched.add(item.id)
        if item.absolute_number is None and found.absolute is not None and found.kind is ItemKind.EPISODE:
            item.absolute_number = found.absolute
        self._restore(item)
        self._hear(item, found, is_home=is_home)

    def _has_home(self, item: Item) -> bool:
        """Whether the folder that an item is kept with is still there, so that another one is only a further place."""
        if item.folder is None or item.kind is ItemKind.MOVIE or item.folder in self.bounds.gone:
            return False
        if item.folder in self.bounds.there:
            return True
        here = _folders.c.library_id == self.library_id, _folders.c.path == item.folder
        return self.session.execute(select(_folders.c.id).where(*here)).first() is not None

    def _hear(self, item: Item, found: FoundItem, *, is_home: bool) -> None:
        """Merge what name and NFO say now. Our own published NFO says nothing new; one that is gone says no more."""
        before = self.said[item.id]
        news = {
            name: facts
            for name, facts in found.sources.items()
            if before.get(name) != plain.facts_to_plain(facts) and self._counts(item, name, found, is_home=is_home)
        }
        is_silent = NFO in before and NFO not in found.sources and is_home and not found.nfos
        for name, facts in news.items():
            fields.remember(self.session, item.id, name, facts)
        if is_silent:
            fields.forget(self.session, item.id, [NFO])
        if news or is_silent:
            fields.merge(self.session, item, self.preference, self.change)
            self.touched.add(item.id)

    def _counts(self, item: Item, name: str, found: FoundItem, *, is_home: bool) -> bool:
        if name == NFO:
            if found.nfos and all(path in self.files.ours for path in found.nfos):
                return False
            return is_home or NFO not in self.said[item.id]
        return is_home

    # pictures

    def _put_art(self) -> None:
        """Pictures beside the media as candidates; those that lie there no more are let go unless they are chosen."""
        known: dict[int, dict[str, Row[Any]]] = defaultdict(dict)
        for ids in chunks(self.items):
            query = select(_candidates).where(_candidates.c.item_id.in_(ids), _candidates.c.provider == LOCAL)
            for row in self.session.execute(query):
                known[row.item_id][row.url] = row
        new: list[dict[str, Any]] = []
        for item_id, art in self.art.items():
            mine = known.get(item_id, {})
            added = [
                {
                    "item_id": item_id,
                    "asset_type": one.asset_type,
                    "provider": LOCAL,
                    "url": f"local:{one.path}",
                    "path": one.path,
                    "position": one.number,
                }
                for one in art
                if f"local:{one.path}" not in mine and one.path not in self.files.ours
            ]
            new += added
            if added or any(one.path in self.files.news and one.path not in self.files.ours for one in art):
                self.counts.art_items.append(item_id)
                touched(self.session, Topic.ARTWORK, [item_id])
        if new:
            self.session.execute(insert(_candidates), new)
        self._drop_art(known)

    def _drop_art(self, known: "Mapping[int, Mapping[str, Row[Any]]]") -> None:
        gone = {f"local:{row.path}" for row in self.files.gone}
        here = {f"local:{path}" for path in self.files.present}
        stale: list[int] = []
        for item_id, mine in known.items():
            wanted = {f"local:{one.path}" for one in self.art.get(item_id, ())}
            for url, row in mine.items():
                if (url in gone or (url in here and url not in wanted)) and not row.is_selected:
                    stale.append(row.id)
                    self.touched.add(item_id)
                    touched(self.session, Topic.ARTWORK, [item_id])
        for ids in chunks(stale):
            self.session.execute(delete(_candidates).where(_candidates.c.id.in_(ids)))

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
            for link in self.of_file.get(file_id, ())
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
            self.session.execute(insert(_links), rows)
        self.touched.update(item_id for _, item_id in (*stale, *new, *other))

    def _is_assigned(self, link: Link) -> bool:
        row = self.files.rows.get(link.path)
        return row is not None and bool(row.is_assigned)

    # what follows

    def settle(self) -> None:
        """Items without any file left are deleted softly; parents follow their children."""
        for file_id in self.files.touched:
            self.touched.update(link.item_id for link in self.of_file.get(file_id, ()))
        self.session.flush()
        level = self.touched - self.fresh if not self.bounds.keep_all else set()
        while level:
            parents: set[int] = set()
            for ids in chunks(sorted(level)):
                parents |= self._settle(ids)
            level = parents
        if self.touched or self.fresh:
            touched(self.session, Topic.ITEM, self.touched | self.fresh)

    def _settle(self, ids: Sequence[int]) -> set[int]:
        """Delete those of these items that are not there; gives the parents."""
        parents: set[int] = set()
        there = self._with_files(ids) | self._with_children(ids)
        for item in self.session.scalars(select(Item).where(col(Item.id).in_(ids), col(Item.deleted_on).is_(None))):
            if item.id in there or item.kind not in {*_TOPS, ItemKind.SEASON, ItemKind.EPISODE}:
                continue
            item.deleted_on = now() + self.bounds.grace
            self.touched.add(item.id)
            if item.parent_id is not None:
                parents.add(item.parent_id)
        self.session.flush()
        return parents

    def _with_files(self, ids: Sequence[int]) -> set[int]:
        query = (
            select(_links.c.item_id)
            .join(_files, _files.c.id == _links.c.file_id)
            .where(_links.c.item_id.in_(ids), _files.c.missing_since.is_(None))
        )
        return set(self.session.execute(query.distinct()).scalars())

    def _with_children(self, ids: Sequence[int]) -> set[int]:
        query = select(_items.c.parent_id).where(_items.c.parent_id.in_(ids), _items.c.deleted_on.is_(None))
        return set(self.session.execute(query.group_by(_items.c.parent_id).having(func.count() > 0)).scalars())


_LINK = [
    _links.c.file_id,
    _links.c.item_id,
    _links.c.position,
    _links.c.slot,
    _files.c.path,
    _files.c.library_id,
    _files.c.missing_since.is_not(None),
]


def _title_in(payload: Mapping[str, Any]) -> str:
    return str(payload.get("fields", {}).get("title") or "")


def _number(found: FoundItem) -> Any:
    return found.number if found.number is not None else found.aired


def _starts(units: Sequence[FoundUnit]) -> list[tuple[FoundUnit, int]]:
    """Each unit with the position of its first item among all."""
    starts: list[tuple[FoundUnit, int]] = []
    position = 0
    for unit in units:
        starts.append((unit, position))
        position += len(unit.items)
    return starts


def _same_year(found: FoundItem, year: int | None, own_folder: bool) -> bool:
    """Two folders of their own, one with a year and one without, are two series: that is how people tell them apart."""
    mine = year_of(found)
    return mine == year or ((not mine or not year) and not (found.own_folder and own_folder))


def _twin(found: FoundItem, new: "Sequence[tuple[FoundItem, list[int]]]") -> list[int] | None:
    """The positions of a new series of this batch that is the same one in another folder."""
    title = title_of(found)
    same = [
        positions
        for other, positions in new
        if title and title_of(other) == title and _same_year(found, year_of(other), other.own_folder)
    ]
    return same[0] if len(same) == 1 else None
