"""A scan's findings into the database: new, changed, moved, gone, back again. Applying them twice changes nothing."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, delete, func, select, update
from sqlmodel import Session

from lobbycard.events import Topic
from lobbycard.model.artwork import Candidate, PublishedFile, local_address
from lobbycard.model.columns import now
from lobbycard.model.file import IgnorePattern, MediaFile
from lobbycard.model.found import VIDEO_ROLES, FoundUnit, Mark, Stamp
from lobbycard.model.item import Item
from lobbycard.model.kinds import FileRole
from lobbycard.model.library import Library, ScannedFolder
from lobbycard.model.preference import LOCAL, Preference
from lobbycard.store import tables
from lobbycard.store.chunks import chunks
from lobbycard.store.database import touched, upsert
from lobbycard.store.history import Change

_folders = tables.of(ScannedFolder)
_files = tables.of(MediaFile)
_libraries = tables.of(Library)
_candidates = tables.of(Candidate)
_published = tables.of(PublishedFile)
_patterns = tables.of(IgnorePattern)
_items = tables.of(Item)


@dataclass(slots=True)
class Counts:
    """What a scan changed."""

    added: int = 0
    """Films and episodes that were not known before."""
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
        for name in _NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.new_items += other.new_items
        self.art_items += other.art_items

    def numbers(self) -> dict[str, int]:
        """The counts by name."""
        return {name: value for name, value in asdict(self).items() if name in _NUMBERS}


_NUMBERS = ("added", "changed", "moved", "missing", "back", "unknown", "files")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a scan may not conclude."""

    unseen: tuple[str, ...] = ()
    """Folders and files that could not be looked at: nothing there is gone."""
    keep_all: bool = False
    """Nothing at all is gone until a person says so."""
    gone: Collection[str] = frozenset()
    """Known folders that are not there any more."""
    there: Collection[str] = frozenset()
    """Folders that were seen."""
    grace: timedelta = timedelta(days=90)

    def keeps(self, path: str) -> bool:
        """Whether a file's absence means nothing."""
        return self.keep_all or any(path == one or path.startswith(one + "/") for one in self.unseen)


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

    file: KnownFile
    path: str
    unit: str


# --- folders -------------------------------------------------------------------------------------------------------

_MARK = [_folders.c[name] for name in Mark._fields]
_STAMP = [_folders.c[name] for name in Stamp._fields]


def marks(session: Session, library_id: int) -> list[Mark]:
    """The folders as the last scan saw them, in what a quick one compares: half the time of reading all."""
    return [Mark._make(row) for row in session.execute(select(*_MARK).where(_folders.c.library_id == library_id))]


def folders(session: Session, library_id: int) -> list[Stamp]:
    """The folders as the last scan saw them."""
    return [Stamp._make(row) for row in session.execute(select(*_STAMP).where(_folders.c.library_id == library_id))]


_TRUST = (
    update(_folders)
    .where(
        _folders.c.library_id == bindparam("of_library"),
        _folders.c.path == bindparam("at"),
        _folders.c.fingerprint == bindparam("said"),
    )
    .values({name: bindparam(f"v_{name}", type_=_folders.c[name].type) for name in Stamp._fields[1:-1]})
)


def trust_folders(
    session: Session, library_id: int, stamps: Sequence[Stamp], gone: Sequence[str], begin_ns: int
) -> None:
    """Note when folders were seen, and forget those that are gone: unless another scan has applied something else of
    them since this one began."""
    rows = [
        {"of_library": library_id, "at": stamp.path, "said": stamp.fingerprint}
        | {f"v_{name}": getattr(stamp, name) for name in Stamp._fields[1:-1]}
        for stamp in stamps
    ]
    for some in chunks(rows):
        session.execute(_TRUST, some)
    older = _folders.c.library_id == library_id, _folders.c.listed_ns <= begin_ns
    for paths in chunks(gone):
        session.execute(delete(_folders).where(*older, _folders.c.path.in_(paths)))


def _stamp_units(session: Session, library_id: int, roots: Sequence[str], stamps: Sequence[Stamp]) -> None:
    """What the database has of these units is what these stamps tell; every other folder of them is looked at anew."""
    for names in chunks(roots):
        of_units = _folders.c.library_id == library_id, _folders.c.unit.in_(names)
        session.execute(update(_folders).where(*of_units).values(mtime_ns=0, fingerprint=0))
    rows = [{"library_id": library_id, **stamp._asdict()} for stamp in stamps]
    for start in range(0, len(rows), 1000):
        upsert(session, _folders, rows[start : start + 1000], ["library_id", "path"])


def ignore_patterns(session: Session, library_id: int) -> list[str]:
    """The patterns that a person gave for this library."""
    query = select(_patterns.c.pattern).where(_patterns.c.library_id == library_id).order_by(_patterns.c.id)
    return list(session.execute(query).scalars())


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


def files_of(session: Session, library_id: int, units: Sequence[str]) -> list[KnownFile]:
    """The files of some units."""
    query = select(*_KNOWN).where(_files.c.library_id == library_id)
    found: list[KnownFile] = []
    for names in chunks(units):
        found += [KnownFile._make(row) for row in session.execute(query.where(_files.c.unit.in_(names)))]
    return found


def has_files(session: Session, library_id: int) -> bool:
    """Whether a library has any file that is there."""
    there = _files.c.library_id == library_id, _files.c.missing_since.is_(None)
    return session.execute(select(_files.c.id).where(*there).limit(1)).first() is not None


class Elsewhere(NamedTuple):
    """A video of the same size in a place that is not being scanned, with its library's folder."""

    root: str
    file: KnownFile


def of_sizes(session: Session, sizes: Iterable[int], disc_inodes: Iterable[int] = ()) -> list[Elsewhere]:
    """Videos of any library with one of these sizes, discs with one of these inodes: they may be what is called new."""
    query = select(_libraries.c.path, *_KNOWN).join(_libraries, _libraries.c.id == _files.c.library_id)
    discs = query.where(_files.c.role == FileRole.DISC)
    found: list[Elsewhere] = []
    for wanted, values, column in (
        (query.where(_files.c.role.in_(VIDEO_ROLES)), sorted(set(sizes)), _files.c.size),
        (discs, sorted(set(disc_inodes)), _files.c.inode),
    ):
        for some in chunks(values):
            rows = session.execute(wanted.where(column.in_(some)))
            found += [Elsewhere(row[0], KnownFile._make(row[1:])) for row in rows]
    return found


def video_count(session: Session, library_id: int) -> int:
    """How many videos of a library are there."""
    query = select(func.count()).where(
        _files.c.library_id == library_id, _files.c.role.in_(VIDEO_ROLES), _files.c.missing_since.is_(None)
    )
    return int(session.execute(query).scalar_one())


_TO_SPARE = (
    update(_files)
    .where(_files.c.id == bindparam("key"), _files.c.path == bindparam("before"))
    .values(path=bindparam("spare"))
)


def move_files(session: Session, library_id: int, moves: Sequence[Move]) -> int:
    """Give files their new paths: their items keep everything. Gives how many were still where they were thought.

    Names that are exchanged pass through a spare one. Whatever the database has at the new place is not there any more.
    """
    moved: list[Move] = []
    for move in moves:
        named = {"key": move.file.id, "before": move.file.path, "spare": _spare(move.path, move.file.id)}
        if session.execute(_TO_SPARE, named).rowcount:  # type: ignore[attr-defined]  # a cursor result
            moved.append(move)
    for move in moved:
        _make_room(session, library_id, move.path)
        values = {"path": move.path, "unit": move.unit, "library_id": library_id}
        session.execute(update(_files).where(_files.c.id == move.file.id).values(values))
        _follow(session, library_id, move)
    touched(session, Topic.FILE, [move.file.id for move in moved])
    return len(moved)


def _spare(path: str, file_id: int) -> str:
    """A path that no file can have beside its own."""
    return f"{path}\n{file_id}"


def _make_room(session: Session, library_id: int, path: str) -> None:
    there = _files.c.library_id == library_id, _files.c.path == path
    for row in session.execute(select(_files.c.id, _files.c.missing_since).where(*there)).all():
        values = {"path": _spare(path, row.id), "missing_since": row.missing_since or now()}
        session.execute(update(_files).where(_files.c.id == row.id).values(values))


def _follow(session: Session, library_id: int, move: Move) -> None:
    """Pictures that moved are the same choices, and what we published stays ours."""
    if move.file.role not in {FileRole.ARTWORK, FileRole.NFO, FileRole.TRAILER}:
        return
    old = (
        _candidates.c.provider == LOCAL,
        _candidates.c.url == local_address(move.file.path),
        _candidates.c.item_id.in_(select(_items.c.id).where(_items.c.library_id == move.file.library_id)),
    )
    session.execute(update(_candidates).where(*old).values(url=local_address(move.path), path=move.path))
    ours = _published.c.library_id == move.file.library_id, _published.c.path == move.file.path
    there = _published.c.library_id == library_id, _published.c.path == move.path
    if session.execute(select(_published.c.id).where(*there)).first() is None:
        session.execute(update(_published).where(*ours).values(library_id=library_id, path=move.path))


# --- units ---------------------------------------------------------------------------------------------------------


def apply_units(
    session: Session,
    library_id: int,
    units: Sequence[FoundUnit],
    preference: Preference,
    change: Change,
    bounds: Bounds,
    stamps: Sequence[Stamp] = (),
) -> Counts:
    """Replace what is known of these units by what was found, and note in the same step what that was: of two scans at
    once the one that comes later may have looked earlier, and the next scan has to see that."""
    from lobbycard.store.scan.scanned_files import Files
    from lobbycard.store.scan.scanned_items import Items

    counts = Counts(files=sum(len(unit.files) for unit in units))
    files = Files(session, library_id, units, bounds, counts)
    items = Items(session, library_id, files, preference, change, bounds, counts)
    files.put()
    items.put(units)
    files.put_unknown(items.of_unit)
    items.settle()
    _stamp_units(session, library_id, [unit.root for unit in units], stamps)
    return counts
