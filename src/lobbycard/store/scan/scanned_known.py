"""What the database knows around the files of scanned units: their items, all files of these, what was said of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from lobbycard.model import titles
from lobbycard.model.file import FileItem, MediaFile
from lobbycard.model.found import FoundItem
from lobbycard.model.item import Item, ProviderRecord
from lobbycard.model.preference import FILENAME, NFO
from lobbycard.store import tables
from lobbycard.store.chunks import chunks
from lobbycard.store.scan.scanned_files import Files

_files = tables.of(MediaFile)
_links = tables.of(FileItem)
_records = tables.of(ProviderRecord)
_items = tables.of(Item)

LINK = [
    _links.c.file_id,
    _links.c.item_id,
    _links.c.position,
    _links.c.slot,
    _files.c.path,
    _files.c.library_id,
    _files.c.missing_since.is_not(None),
]
"""The columns of a `Link`."""


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
    return f"{season}x{found.number}" if found.number is not None else found.aired or title_of(found)


def title_in(payload: Mapping[str, Any]) -> str:
    """The title in a source's payload."""
    return str(payload.get("fields", {}).get("title") or "")


def _paths_of(found: FoundItem) -> Iterator[str]:
    yield from found.files
    for child in found.children:
        yield from _paths_of(child)


class Known:
    """The items of one batch of units, and what is around them."""

    def __init__(self, session: Session, library_id: int, files: Files) -> None:
        self.session = session
        self.library_id = library_id
        self.files = files
        self.of_file: dict[int, list[Link]] = defaultdict(list)
        self.of_item: dict[int, list[Link]] = defaultdict(list)
        self.items: dict[int, Item] = {}
        self.said: dict[int, dict[str, Any]] = defaultdict(dict)
        """What name and NFO said of known items, as kept."""
        self.living: set[int] = set()
        """Items that had a file before this scan, with the seasons and series above."""
        self._load()

    def _load(self) -> None:
        """The items that the files of these units belong to, with all their files."""
        known = list(self.files.ids.values())
        ids: set[int] = set()
        for file_ids in chunks(known):
            ids.update(self.session.execute(select(_links.c.item_id).where(_links.c.file_id.in_(file_ids))).scalars())
        query = (
            select(*LINK).join(_files, _files.c.id == _links.c.file_id).order_by(_links.c.position, _links.c.file_id)
        )
        for item_ids in chunks(sorted(ids)):
            for row in self.session.execute(query.where(_links.c.item_id.in_(item_ids))):
                link = Link._make(row)
                self.of_item[link.item_id].append(link)
                self.of_file[link.file_id].append(link)
        self.fetch(ids)
        self.fetch({item.parent_id for item in list(self.items.values()) if item.parent_id is not None})
        self.fetch({item.parent_id for item in list(self.items.values()) if item.parent_id is not None})
        for item_id, links in self.of_item.items():
            if any(not link.is_missing for link in links):
                self._note_living(item_id)

    def _note_living(self, item_id: int | None) -> None:
        while item_id is not None and item_id not in self.living:
            self.living.add(item_id)
            item = self.items.get(item_id)
            item_id = None if item is None else item.parent_id

    def fetch(self, ids: "set[int]") -> None:
        """Load items, with what name and NFO said of them."""
        missing = ids - self.items.keys()
        for item_ids in chunks(sorted(missing)):
            self.keep(self.session.scalars(select(Item).where(col(Item.id).in_(item_ids))).all())

    def keep(self, found: Sequence[Item]) -> None:
        """Take items in, with what name and NFO said of them."""
        new = [item for item in found if item.id not in self.items]
        self.items.update((item.id, item) for item in new)
        query = select(_records.c.item_id, _records.c.provider, _records.c.payload)
        for item_ids in chunks(item.id for item in new):
            of_items = _records.c.item_id.in_(item_ids), _records.c.provider.in_((FILENAME, NFO))
            for item_id, provider, payload in self.session.execute(query.where(*of_items)):
                self.said[item_id][provider] = payload

    def is_alive(self, link: Link) -> bool:
        """Whether a file is (still) where the database has it."""
        if link.library_id == self.library_id and (link.path in self.files.rows or link.path in self.files.present):
            return self.files.is_live(link.path)
        return not link.is_missing

    def links_of(self, paths: Sequence[str]) -> list[Link]:
        """What these files belong to."""
        return [link for path in paths for link in self.of_file.get(self.files.ids.get(path, -1), ())]

    def others_below(self, item: Item, found: FoundItem) -> list[str]:
        """The files of a series' or a season's episodes that are there and not among the found ones."""
        known = set(_paths_of(found))
        season = _items.alias("season")
        episode = _items.alias("episode")
        query = (
            select(*LINK)
            .join(_files, _files.c.id == _links.c.file_id)
            .join(episode, episode.c.id == _links.c.item_id)
            .join(season, season.c.id == episode.c.parent_id)
            .where((season.c.parent_id == item.id) | (season.c.id == item.id), _files.c.missing_since.is_(None))
        )
        links = [Link._make(row) for row in self.session.execute(query)]
        return [link.path for link in links if link.path not in known and self.is_alive(link)]

    def named(self, item: Item) -> str:
        """What the file name said of a known item."""
        return titles.clean_title(title_in(self.said.get(item.id, {}).get(FILENAME, {})))

    def series_of(self, link: Link) -> int:
        """The series of an episode's file, -1 if there is none."""
        episode = self.items.get(link.item_id)
        season = self.items.get(episode.parent_id) if episode is not None and episode.parent_id is not None else None
        return season.parent_id if season is not None and season.parent_id is not None else -1
