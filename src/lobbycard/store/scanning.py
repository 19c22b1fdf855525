"""A scan's findings into the database: new, changed, moved, gone, back again. Applying them twice changes nothing."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, func, insert, or_, select, update
from sqlmodel import Session, col

from lobbycard.events import Topic
from lobbycard.model import titles
from lobbycard.model.artwork import Candidate, PublishedFile
from lobbycard.model.columns import now
from lobbycard.model.file import FileItem, MediaFile, SubtitleStream, UnknownFile
from lobbycard.model.found import VIDEO_ROLES, FoundFile, FoundItem, FoundUnit, Stamp
from lobbycard.model.item import ExternalId, Item
from lobbycard.model.kinds import FileRole, ItemKind
from lobbycard.model.library import ScannedFolder
from lobbycard.model.preference import FILENAME, LOCAL, NFO, Preference
from lobbycard.store import fields
from lobbycard.store.database import touched, upsert
from lobbycard.store.fields import NewItem
from lobbycard.store.history import Change

_folders: Any = ScannedFolder.__table__  # type: ignore[attr-defined]  # SQLModel does not type it
_files: Any = MediaFile.__table__  # type: ignore[attr-defined]  # SQLModel does not type it


@dataclass(slots=True)
class Counts:
    """What a scan changed."""

    added: int = 0
    changed: int = 0
    moved: int = 0
    missing: int = 0
    back: int = 0
    unknown: int = 0
    files: int = 0
    new_items: list[int] = field(default_factory=list)
    """Films and series that were not known before."""
    art_items: list[int] = field(default_factory=list)
    """Items with local pictures that have to be looked at."""

    def add(self, other: "Counts") -> None:
        """Take over what another batch changed."""
        for name in ("added", "changed", "moved", "missing", "back", "unknown", "files"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.new_items += other.new_items
        self.art_items += other.art_items


class KnownFile(NamedTuple):
    """A file as the database has it."""

    id: int
    library_id: int
    path: str
    unit: str
    size: int
    mtime_ns: int
    inode: int | None
    quick_hash: str | None
    role: FileRole
    is_missing: bool


class Move(NamedTuple):
    """A file that is somewhere else now."""

    file_id: int
    path: str
    unit: str


# --- folders -------------------------------------------------------------------------------------------------------


def folders(session: Session, library_id: int) -> list[Stamp]:
    """The folders as the last scan saw them."""
    columns = [_folders.c[name] for name in Stamp._fields]
    return [Stamp._make(row) for row in session.execute(select(*columns).where(_folders.c.library_id == library_id))]


def put_folders(session: Session, library_id: int, stamps: Sequence[Stamp], gone: Sequence[str]) -> None:
    """Note folders as they were seen now, after their contents were applied."""
    rows = [{"library_id": library_id, **stamp._asdict()} for stamp in stamps]
    for start in range(0, len(rows), 1000):
        upsert(session, _folders, rows[start : start + 1000], ["library_id", "path"])
    for start in range(0, len(gone), 400):
        chunk = gone[start : start + 400]
        session.execute(delete(_folders).where(_folders.c.library_id == library_id, _folders.c.path.in_(chunk)))


# --- files ---------------------------------------------------------------------------------------------------------

_KNOWN = [
    _files.c.id,
    _files.c.library_id,
    _files.c.path,
    _files.c.unit,
    _files.c.size,
    _files.c.mtime_ns,
    _files.c.inode,
    _files.c.quick_hash,
    _files.c.role,
    _files.c.missing_since.is_not(None),
]


def files_of(session: Session, library_id: int, units: Sequence[str] | None = None) -> list[KnownFile]:
    """The files of some units, or of the whole library."""
    query = select(*_KNOWN).where(_files.c.library_id == library_id)
    if units is None:
        return [KnownFile._make(row) for row in session.execute(query)]
    found: list[KnownFile] = []
    for start in range(0, len(units), 400):
        chunk = query.where(_files.c.unit.in_(units[start : start + 400]))
        found += [KnownFile._make(row) for row in session.execute(chunk)]
    return found


def lost_files(session: Session, sizes: Iterable[int]) -> list[KnownFile]:
    """Videos of any library that are missing and have one of these sizes: they may be what a scan now calls new."""
    wanted = list(set(sizes))
    found: list[KnownFile] = []
    for start in range(0, len(wanted), 400):
        query = select(*_KNOWN).where(
            _files.c.missing_since.is_not(None), _files.c.size.in_(wanted[start : start + 400])
        )
        found += [KnownFile._make(row) for row in session.execute(query)]
    return found


def video_count(session: Session, library_id: int) -> int:
    """How many videos of a library are there."""
    query = select(func.count()).where(
        _files.c.library_id == library_id, _files.c.role.in_(VIDEO_ROLES), _files.c.missing_since.is_(None)
    )
    return int(session.execute(query).scalar_one())


def move_files(session: Session, library_id: int, moves: Sequence[Move]) -> None:
    """Give files their new paths: their items keep everything. Names that are exchanged pass through a spare one."""
    for move in moves:
        spare = f"{move.path}\n{move.file_id}"
        session.execute(update(_files).where(_files.c.id == move.file_id).values(path=spare))
    for move in moves:
        taken = _files.c.library_id == library_id, _files.c.path == move.path, _files.c.id != move.file_id
        session.execute(delete(_files).where(*taken))
        values = {"path": move.path, "unit": move.unit, "library_id": library_id, "missing_since": None}
        session.execute(update(_files).where(_files.c.id == move.file_id).values(values))


# --- units ---------------------------------------------------------------------------------------------------------


def apply_units(
    session: Session,
    library_id: int,
    units: Sequence[FoundUnit],
    preference: Preference,
    change: Change,
    *,
    keep_missing: bool,
    grace: timedelta,
) -> Counts:
    """Replace what is known of these units by what was found. `keep_missing` holds back every disappearance."""
    applier = _Applier(session, library_id, preference, change, keep_missing=keep_missing, grace=grace)
    applier.load(units)
    applier.put_files(units)
    applier.put_items(units)
    applier.finish(units)
    return applier.counts


Known = Callable[[FoundItem, int | None], Item | None]
"""Finds the item that was found again, given its parent."""


def _identity(found: FoundItem, parent: int | None, position: int) -> Any:
    """What makes two new findings of one batch the same item: a series in two folders, an episode in two files."""
    if found.kind is ItemKind.SERIES:
        return found.kind, _clean(found) or position, found.sources[FILENAME].fields.get("year")
    if found.kind is ItemKind.MOVIE:
        return position
    return parent, found.number if found.number is not None else found.aired or position


class _Applier:
    """One batch of units on its way into the database."""

    def __init__(
        self,
        session: Session,
        library_id: int,
        preference: Preference,
        change: Change,
        *,
        keep_missing: bool,
        grace: timedelta,
    ) -> None:
        self.session = session
        self.library_id = library_id
        self.preference = preference
        self.change = change
        self.keep_missing = keep_missing
        self.grace = grace
        self.counts = Counts()
        self.known: dict[str, KnownFile] = {}
        self.links: dict[int, list[int]] = {}
        self.file_ids: dict[str, int] = {}
        self.ours: set[str] = set()
        self.touched_items: set[int] = set()
        self.present: set[str] = set()
        self.fresh: set[int] = set()
        """Items made in this batch."""
        self.new_links: list[dict[str, Any]] = []
        self.new_art: list[dict[str, Any]] = []

    def load(self, units: Sequence[FoundUnit]) -> None:
        """What the database knows of these units."""
        self.present = {file.path for unit in units for file in unit.files}
        roots = [unit.root for unit in units]
        for row in files_of(self.session, self.library_id, roots):
            self.known[row.path] = row
            self.file_ids[row.path] = row.id
        ids = [row.id for row in self.known.values()]
        for start in range(0, len(ids), 400):
            query = select(col(FileItem.file_id), col(FileItem.item_id)).where(
                col(FileItem.file_id).in_(ids[start : start + 400])
            )
            for file_id, item_id in self.session.execute(query):
                self.links.setdefault(file_id, []).append(item_id)
        self.ours = self._published(units)

    def _published(self, units: Sequence[FoundUnit]) -> set[str]:
        """The files among these that we wrote ourselves and nobody changed since."""
        query = select(col(PublishedFile.path), col(PublishedFile.size), col(PublishedFile.mtime_ns)).where(
            col(PublishedFile.library_id) == self.library_id
        )
        written = {(row[0], row[1], row[2]) for row in self.session.execute(query)}
        if not written:
            return set()
        return {file.path for unit in units for file in unit.files if (file.path, file.size, file.mtime_ns) in written}

    def finish(self, units: Sequence[FoundUnit]) -> None:
        """What is no longer there, and what follows from that."""
        self._gone([row for path, row in self.known.items() if path not in self.present])
        self._link_sidecars(units)
        upsert(self.session, FileItem.__table__, self.new_links, ["file_id", "item_id"])  # type: ignore[attr-defined]
        if self.new_art:
            self.session.execute(insert(Candidate), self.new_art)
        self._settle_items()
        if self.touched_items:
            touched(self.session, Topic.ITEM, self.touched_items)
        touched(self.session, Topic.FILE)

    # files

    def put_files(self, units: Sequence[FoundUnit]) -> None:
        """All files of all units, known or not."""
        new: list[dict[str, Any]] = []
        for unit in units:
            for file in unit.files:
                row = self.known.get(file.path)
                if row is None:
                    new.append(self._row(unit.root, file))
                elif self._differs(row, unit.root, file):
                    self._change(row, unit.root, file)
            self.counts.files += len(unit.files)
            self._put_unknown(unit)
        if new:
            result = self.session.execute(insert(_files).returning(_files.c.id, _files.c.path), new)
            self.file_ids.update({row.path: row.id for row in result})

    def _row(self, root: str, file: FoundFile) -> dict[str, Any]:
        return {
            "library_id": self.library_id,
            "path": file.path,
            "unit": root,
            "size": file.size,
            "mtime_ns": file.mtime_ns,
            "inode": file.inode,
            "role": file.role,
            "first_seen_at": now(),
            "missing_since": None,
            "scene_name": "",
            **file.details,
        }

    @staticmethod
    def _differs(row: KnownFile, root: str, file: FoundFile) -> bool:
        return row.is_missing or (row.size, row.mtime_ns, row.inode, row.role, row.unit) != (
            file.size,
            file.mtime_ns,
            file.inode,
            file.role,
            root,
        )

    def _change(self, row: KnownFile, root: str, file: FoundFile) -> None:
        values: dict[str, Any] = {
            "unit": root,
            "size": file.size,
            "mtime_ns": file.mtime_ns,
            "inode": file.inode,
            "role": file.role,
            "missing_since": None,
            **file.details,
        }
        if (row.size, row.mtime_ns) != (file.size, file.mtime_ns):
            values |= {"quick_hash": None, "probed_at": None, "probe_error": None}
        self.session.execute(update(_files).where(_files.c.id == row.id).values(values))
        if row.is_missing:
            self.counts.back += 1
        elif (row.size, row.mtime_ns) != (file.size, file.mtime_ns):
            self.counts.changed += 1
        self.touched_items.update(self.links.get(row.id, ()))

    def _put_unknown(self, unit: FoundUnit) -> None:
        scope = col(UnknownFile.library_id) == self.library_id, col(UnknownFile.unit) == unit.root
        old = {row.path: row for row in self.session.scalars(select(UnknownFile).where(*scope))}
        paths = {file.path for file in unit.unknown}
        for path, row in old.items():
            if path not in paths:
                self.session.delete(row)
        for file in unit.unknown:
            if file.path not in old:
                self.counts.unknown += 1
                self.session.add(
                    UnknownFile(
                        library_id=self.library_id,
                        path=file.path,
                        unit=unit.root,
                        size=file.size,
                        mtime_ns=file.mtime_ns,
                        extension=os.path.splitext(file.path)[1].lstrip(".").lower(),
                        reason=file.reason,
                    )
                )
        if paths != old.keys():
            touched(self.session, Topic.UNKNOWN)

    def _gone(self, rows: Sequence[KnownFile]) -> None:
        for row in rows:
            if row.role in VIDEO_ROLES:
                if self.keep_missing or row.is_missing:
                    continue
                self.session.execute(update(_files).where(_files.c.id == row.id).values(missing_since=now()))
                self.counts.missing += 1
                self.touched_items.update(self.links.get(row.id, ()))
            elif not self.keep_missing:
                self.session.execute(delete(_files).where(_files.c.id == row.id))
                if row.role is FileRole.ARTWORK:
                    self._drop_local(row.path)

    def _drop_local(self, path: str) -> None:
        """A local picture is gone: as a candidate too, unless it was chosen (then its blob is what counts)."""
        query = select(Candidate).where(col(Candidate.url) == f"local:{path}", ~col(Candidate.is_selected))
        for candidate in self.session.scalars(query):
            self.touched_items.add(candidate.item_id)
            self.session.delete(candidate)

    def _link_sidecars(self, units: Sequence[FoundUnit]) -> None:
        """Tie subtitles, sounds and other sidecars to their videos."""
        for unit in units:
            for file in unit.files:
                row = self.known.get(file.path)
                unchanged = row is not None and not self._differs(row, unit.root, file)
                video = self.file_ids.get(file.video)
                if unchanged or not file.video or video is None:
                    continue
                own = self.file_ids[file.path]
                self.session.execute(update(_files).where(_files.c.id == own).values(video_id=video))
                if file.role is FileRole.SUBTITLE:
                    self._put_subtitle(file, video)

    def _put_subtitle(self, file: FoundFile, video: int) -> None:
        same = col(SubtitleStream.file_id) == video, col(SubtitleStream.path) == file.path
        self.session.execute(delete(SubtitleStream).where(*same))
        self.session.add(
            SubtitleStream(
                file_id=video,
                path=file.path,
                codec=os.path.splitext(file.path)[1].lstrip(".").lower(),
                language=file.details["language"],
                title=file.details["title"],
                is_default=file.details["is_default"],
                is_forced=file.details["forced"],
                is_sdh=file.details["sdh"],
                is_external=True,
            )
        )

    # items

    def put_items(self, units: Sequence[FoundUnit]) -> None:
        """Films, series, seasons and episodes, level by level: what is new on a level is made at one stroke."""
        tops = [item for unit in units for item in unit.items]
        top_ids = self._put_level([(found, None) for found in tops], self._known_top)
        seasons = [(season, parent) for found, parent in zip(tops, top_ids, strict=True) for season in found.children]
        season_ids = self._put_level(seasons, self._known_below(ItemKind.SEASON, {parent for _, parent in seasons}))
        episodes = [
            (episode, parent)
            for (season, _), parent in zip(seasons, season_ids, strict=True)
            for episode in season.children
        ]
        self._put_level(episodes, self._known_below(ItemKind.EPISODE, {parent for _, parent in episodes}))

    def _put_level(self, wanted: "Sequence[tuple[FoundItem, int | None]]", known: Known) -> list[int]:
        """The ids of the items of one level, in order."""
        ids: list[int] = [0] * len(wanted)
        new: dict[Any, list[int]] = {}
        for position, (found, parent) in enumerate(wanted):
            item = known(found, parent)
            if item is None:
                new.setdefault(_identity(found, parent, position), []).append(position)
            else:
                ids[position] = item.id
                self._update(item, found)
        made = self._create([wanted[positions[0]] for positions in new.values()])
        for item_id, positions in zip(made, new.values(), strict=True):
            for position in positions:
                ids[position] = item_id
        for item_id, (found, _) in zip(ids, wanted, strict=True):
            self._link(item_id, found.files)
        return ids

    def _known_top(self, found: FoundItem, parent: int | None) -> Item | None:
        if found.kind is ItemKind.SERIES:
            paths = [path for season in found.children for episode in season.children for path in episode.files]
            return self._series_of_files(paths) or self._series_in(found)
        return self._linked(found.files, ItemKind.MOVIE) or self._movie_in_folder(found) or self._returned(found)

    def _known_below(self, kind: ItemKind, parents: "set[int | None]") -> Known:
        """What finds a season or an episode: by its number (or day) below its parent, else by its file."""
        by_place: dict[tuple[int | None, Any], Item] = {}
        old = [parent for parent in parents if parent is not None and parent not in self.fresh]
        for start in range(0, len(old), 400):
            of_parents = col(Item.parent_id).in_(old[start : start + 400])
            for item in self.session.scalars(select(Item).where(of_parents, col(Item.kind) == kind)):
                by_place[item.parent_id, item.number if item.number is not None else item.aired] = item

        def known(found: FoundItem, parent: int | None) -> Item | None:
            item = by_place.get((parent, found.number if found.number is not None else found.aired))
            if item is None and kind is ItemKind.EPISODE and len(found.files) == 1:
                # A provider may have given the episode another number since: then its file tells which one it is.
                linked = self._linked(found.files, ItemKind.EPISODE)
                return linked if linked is not None and self._is_lone(linked, found.files[0]) else None
            return item

        return known

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
                },
                found.sources,
            )
            for found, parent in wanted
        ]
        ids = fields.create_many(self.session, new, self.preference, self.change)
        self.fresh.update(ids)
        self.touched_items.update(ids)
        for item_id, (found, _) in zip(ids, wanted, strict=True):
            self.counts.added += found.kind in {ItemKind.MOVIE, ItemKind.EPISODE}
            if found.kind in {ItemKind.MOVIE, ItemKind.SERIES}:
                self.counts.new_items.append(item_id)
            self._offer_art(item_id, found)
        return ids

    def _linked(self, paths: Sequence[str], kind: ItemKind) -> Item | None:
        """The item that one of these files belongs to already."""
        for path in paths:
            for item_id in self.links.get(self.file_ids.get(path, -1), ()):
                item = self.session.get(Item, item_id)
                if item is not None and item.kind is kind:
                    return item
        return None

    def _movie_in_folder(self, found: FoundItem) -> Item | None:
        """The film whose folder it is: a replaced file does not make another film."""
        same = [
            col(Item.library_id) == self.library_id,
            col(Item.kind) == found.kind,
            col(Item.folder) == found.folder,
        ]
        if not found.own_folder:
            same += [col(Item.clean_title) == _clean(found)]
        return self._only(same, found)

    def _only(self, conditions: Sequence[Any], found: FoundItem) -> Item | None:
        """The one item that fits and whose own files are not there any more."""
        items = [item for item in self.session.scalars(select(Item).where(*conditions)) if self._fits(item, found)]
        free = [item for item in items if not self._has_files(item.id)]
        return free[0] if len(free) == 1 else None

    @staticmethod
    def _fits(item: Item, found: FoundItem) -> bool:
        year = found.sources[FILENAME].fields.get("year")
        return found.own_folder or not item.year or not year or item.year == year

    def _has_files(self, item_id: int) -> bool:
        """Whether an item has a video that was seen in this very scan or lies elsewhere unharmed."""
        query = (
            select(_files.c.path)
            .join(FileItem, col(FileItem.file_id) == _files.c.id)
            .where(col(FileItem.item_id) == item_id, _files.c.missing_since.is_(None))
        )
        return any(path not in self.known or path in self.present for path in self.session.scalars(query))

    def _returned(self, found: FoundItem) -> Item | None:
        """A film that had vanished from this library and has the same ids, or title and year."""
        lost = [col(Item.library_id) == self.library_id, col(Item.kind) == found.kind, col(Item.file_count) == 0]
        ids = _ids(found)
        if ids:
            pairs = [
                (col(ExternalId.provider) == provider) & (col(ExternalId.value) == value)
                for provider, value in ids.items()
            ]
            same = select(col(ExternalId.item_id)).where(or_(*pairs))
            return self._only([*lost, col(Item.id).in_(same)], found)
        year = found.sources[FILENAME].fields.get("year")
        if not year:
            return None
        return self._only([*lost, col(Item.clean_title) == _clean(found), col(Item.year) == year], found)

    def _series_of_files(self, paths: Sequence[str]) -> Item | None:
        episode = self._linked(paths, ItemKind.EPISODE)
        season = self.session.get(Item, episode.parent_id) if episode is not None else None
        return self.session.get(Item, season.parent_id) if season is not None else None

    def _series_in(self, found: FoundItem) -> Item | None:
        of_library = [col(Item.library_id) == self.library_id, col(Item.kind) == ItemKind.SERIES]
        if found.own_folder:
            same = self.session.scalars(select(Item).where(*of_library, col(Item.folder) == found.folder)).first()
            if same is not None:
                return same
        if not _clean(found):
            return None
        year = found.sources[FILENAME].fields.get("year")
        named = select(Item).where(*of_library, col(Item.clean_title) == _clean(found))
        fitting = [item for item in self.session.scalars(named) if not year or not item.year or item.year == year]
        return fitting[0] if len(fitting) == 1 else None

    def _is_lone(self, item: Item, path: str) -> bool:
        return len(self.links.get(self.file_ids.get(path, -1), ())) == 1

    def _update(self, item: Item, found: FoundItem) -> None:
        if (item.folder, item.own_folder) != (found.folder, found.own_folder) and found.kind is not ItemKind.EPISODE:
            item.folder, item.own_folder = found.folder, found.own_folder
            self.touched_items.add(item.id)
        if item.absolute_number is None and found.absolute is not None:
            item.absolute_number = found.absolute
        if item.deleted_on is not None:
            item.deleted_on = None
            self.touched_items.add(item.id)
        news = self._news(item, found)
        if news:
            for name, facts in news.items():
                fields.remember(self.session, item.id, name, facts)
            fields.merge(self.session, item, self.preference, self.change)
            self.touched_items.add(item.id)
        self._offer_art(item.id, found)

    def _news(self, item: Item, found: FoundItem) -> Mapping[str, Any]:
        """The sources that say something else than they did; our own published NFO says nothing new."""
        before = fields.said(self.session, item.id)
        return {name: facts for name, facts in found.sources.items() if before.get(name) != facts}

    def _offer_art(self, item_id: int, found: FoundItem) -> None:
        if not found.art:
            return
        urls = [f"local:{art.path}" for art in found.art]
        query = select(col(Candidate.url)).where(col(Candidate.item_id) == item_id, col(Candidate.url).in_(urls))
        known = set() if item_id in self.fresh else set(self.session.scalars(query))
        fresh = False
        for art, url in zip(found.art, urls, strict=True):
            row = self.known.get(art.path)
            if url in known and row is not None and not row.is_missing:
                fresh = fresh or self._art_changed(art.path)
                continue
            if self._is_ours(art.path):
                continue
            if url not in known:
                row_ = {"item_id": item_id, "asset_type": art.asset_type, "provider": LOCAL, "url": url}
                self.new_art.append(row_ | {"path": art.path, "position": art.number})
            fresh = True
        if fresh:
            self.counts.art_items.append(item_id)
            touched(self.session, Topic.ARTWORK, [item_id])

    def _art_changed(self, path: str) -> bool:
        query = select(_files.c.size, _files.c.mtime_ns).where(
            _files.c.library_id == self.library_id, _files.c.path == path
        )
        row = self.session.execute(query).one_or_none()
        old = self.known[path]
        return row is not None and (row.size, row.mtime_ns) != (old.size, old.mtime_ns) and not self._is_ours(path)

    def _is_ours(self, path: str) -> bool:
        """A picture that we published ourselves is no news."""
        return path in self.ours

    def _link(self, item_id: int, paths: Sequence[str]) -> None:
        for position, path in enumerate(paths):
            file_id = self.file_ids[path]
            if item_id not in self.links.get(file_id, ()):
                self.new_links.append({"file_id": file_id, "item_id": item_id, "position": position})
                self.links.setdefault(file_id, []).append(item_id)
                self.touched_items.add(item_id)

    def _settle_items(self) -> None:
        """Items without any file left are deleted softly; parents follow their children."""
        if self.keep_missing:
            return
        level = set(self.touched_items) - self.fresh
        while level:
            parents: set[int] = set()
            for item in self.session.scalars(select(Item).where(col(Item.id).in_(level))):
                if self._settle(item) and item.parent_id is not None:
                    parents.add(item.parent_id)
            level = parents

    def _settle(self, item: Item) -> bool:
        """Whether the item's being there changed."""
        there = self._is_there(item)
        if there == (item.deleted_on is None):
            return False
        if there:
            return False
        item.deleted_on = now() + self.grace
        self.touched_items.add(item.id)
        touched(self.session, Topic.ITEM, [item.id])
        return True

    def _is_there(self, item: Item) -> bool:
        if item.kind in {ItemKind.SERIES, ItemKind.SEASON}:
            query = select(col(Item.id)).where(col(Item.parent_id) == item.id, col(Item.deleted_on).is_(None))
            return self.session.execute(query.limit(1)).first() is not None
        linked = (
            select(_files.c.missing_since)
            .join(FileItem, col(FileItem.file_id) == _files.c.id)
            .where(col(FileItem.item_id) == item.id)
        )
        rows = self.session.execute(linked).all()
        return not rows or any(row[0] is None for row in rows)


def _clean(found: FoundItem) -> str:
    return titles.clean_title(str(found.sources[FILENAME].fields.get("title") or ""))


def _ids(found: FoundItem) -> dict[str, str]:
    ids = dict(found.sources[FILENAME].ids)
    if NFO in found.sources:
        ids |= found.sources[NFO].ids
    return ids
