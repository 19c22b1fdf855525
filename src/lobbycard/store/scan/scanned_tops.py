"""Films and series that a scan found again.

What identifies one, in this order: the files it is linked to (a moved file was recognised before); the folder that is
its own and has lost its video (an upgrade); a film that had vanished and has the same ids, or title and year. A series
is also found by its name, since it may be spread over folders.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import col

from lobbycard.model import titles
from lobbycard.model.file import FileItem, MediaFile
from lobbycard.model.found import FoundItem
from lobbycard.model.item import ExternalId, Item, ProviderRecord
from lobbycard.model.kinds import ItemKind
from lobbycard.model.preference import FILENAME
from lobbycard.store import tables
from lobbycard.store.chunks import chunks
from lobbycard.store.scan.scanned_known import LINK, Known, Link, ids_of, title_in, title_of, year_of

_files = tables.of(MediaFile)
_links = tables.of(FileItem)
_items = tables.of(Item)
_records = tables.of(ProviderRecord)
TOPS = (ItemKind.MOVIE, ItemKind.SERIES)
"""What has no parent."""


class Tops:
    """Finds the known films and series among those of one batch; each is found once."""

    def __init__(self, known: Known, tops: Sequence[FoundItem]) -> None:
        self.known = known
        self.claimed: set[int] = set()
        """Films that were found already."""
        self.by_folder: dict[str | None, list[Item]] = defaultdict(list)
        self.by_title: dict[str, list[Item]] = defaultdict(list)
        self.lost: list[Item] = []
        """Films without a file."""
        self.lost_ids: dict[int, set[tuple[str, str]]] = defaultdict(set)
        self._load(tops)

    def find(self, found: FoundItem) -> Item | None:
        """The film or series that was found again; None when it is new."""
        if not self.known.items:
            return None
        if found.kind is ItemKind.SERIES:
            return self._series_of_files(found) or self._series_by_name(found)
        return self._film_of_files(found) or self._film_in_folder(found) or self._film_returned(found)

    def _load(self, tops: Sequence[FoundItem]) -> None:
        """Films and series that may be the found ones without a common file."""
        of_library = col(Item.library_id) == self.known.library_id, col(Item.kind).in_(TOPS)
        there = (
            select(_items.c.id).where(_items.c.library_id == self.known.library_id, _items.c.kind.in_(TOPS)).limit(1)
        )
        if self.known.session.execute(there).first() is None:
            return
        for folder_names in chunks({found.folder for found in tops}):
            self.known.keep(
                self.known.session.scalars(select(Item).where(*of_library, col(Item.folder).in_(folder_names))).all()
            )
        self.known.fetch(
            self._series_called({title_of(found) for found in tops if found.kind is ItemKind.SERIES} - {""})
        )
        lost = select(Item).where(*of_library, col(Item.kind) == ItemKind.MOVIE, col(Item.file_count) == 0)
        self.known.keep(self.known.session.scalars(lost).all())
        loose = [item_id for item_id in self.known.items if item_id not in self.known.of_item]
        query = select(*LINK).join(_files, _files.c.id == _links.c.file_id)
        for item_ids in chunks(loose):
            for row in self.known.session.execute(query.where(_links.c.item_id.in_(item_ids))):
                self.known.of_item[row.item_id].append(Link._make(row))
        self._index()

    def _series_called(self, names: "set[str]") -> set[int]:
        """Series by their title, or by what their folder was called when a provider's title is another."""
        if not names:
            return set()
        query = (
            select(_items.c.id, _items.c.clean_title, _records.c.payload)
            .outerjoin(_records, (_records.c.item_id == _items.c.id) & (_records.c.provider == FILENAME))
            .where(_items.c.library_id == self.known.library_id, _items.c.kind == ItemKind.SERIES)
        )
        return {
            row.id
            for row in self.known.session.execute(query)
            if row.clean_title in names or (row.payload and titles.clean_title(title_in(row.payload)) in names)
        }

    def _index(self) -> None:
        for item in self.known.items.values():
            if item.kind not in TOPS or item.library_id != self.known.library_id:
                continue
            self.by_folder[item.folder].append(item)
            for title in {item.clean_title, self.known.named(item)}:
                self.by_title[title].append(item)
            if item.kind is ItemKind.MOVIE and item.file_count == 0:
                self.lost.append(item)
        for item_ids in chunks(item.id for item in self.lost):
            for row in self.known.session.scalars(select(ExternalId).where(col(ExternalId.item_id).in_(item_ids))):
                self.lost_ids[row.item_id].add((row.provider, row.value))

    def _film_of_files(self, found: FoundItem) -> Item | None:
        """The film that one of these files belongs to already, unless it stays with its other files."""
        for link in self.known.links_of(found.files):
            item = self.known.items[link.item_id]
            if item.kind is not ItemKind.MOVIE or item.id in self.claimed:
                continue
            others = [other for other in self.known.of_item[item.id] if other.path not in found.files]
            stays = any(self.known.is_alive(other) for other in others)
            if not stays or (
                item.library_id == self.known.library_id and item.folder == found.folder and found.own_folder
            ):
                return item
            if link.position == 0 and item.library_id == self.known.library_id and item.folder == found.folder:
                return item
        return None

    def _free(self, item: Item) -> bool:
        """Whether none of an item's files is there any more."""
        return item.id not in self.claimed and not any(
            self.known.is_alive(link) for link in self.known.of_item.get(item.id, ())
        )

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
        same_title = title_of(found) in {item.clean_title, self.known.named(item)}
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
                votes.update({self.known.series_of(link) for link in self.known.links_of(episode.files)})
        for series_id, _ in votes.most_common():
            item = self.known.items.get(series_id)
            if item is None or item.kind is not ItemKind.SERIES:
                continue
            at_home = item.library_id == self.known.library_id and (
                item.folder == found.folder or title_of(found) in {item.clean_title, self.known.named(item)}
            )
            if at_home or not self._stays(item, found):
                return item
        return None

    def _stays(self, series: Item, found: FoundItem) -> bool:
        """Whether a series has files that are not among the found ones."""
        return bool(self.known.others_below(series, found))

    def _series_by_name(self, found: FoundItem) -> Item | None:
        if found.own_folder:
            same = [item for item in self.by_folder.get(found.folder, ()) if item.kind is ItemKind.SERIES]
            if same:
                return same[0]
        title = title_of(found)
        if not title:
            return None
        named = {item.id: item for item in self.by_title.get(title, ()) if item.kind is ItemKind.SERIES}
        fitting = [item for item in named.values() if same_year(found, item.year, item.own_folder)]
        return fitting[0] if len(fitting) == 1 else None


def same_year(found: FoundItem, year: int | None, own_folder: bool) -> bool:
    """Two folders of their own, one with a year and one without, are two series: that is how people tell them apart."""
    mine = year_of(found)
    return mine == year or ((not mine or not year) and not (found.own_folder and own_folder))
