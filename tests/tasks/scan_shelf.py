"""A real library folder under a real program, for tests of scans."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import select, text
from sqlmodel import Session, col

from lobbycard.model.file import FileItem, MediaFile, UnknownFile
from lobbycard.model.item import Item
from lobbycard.model.kinds import Automation, ItemKind, JobStatus, LibraryKind
from lobbycard.store import libraries
from lobbycard.tasks.scan_library import ScanLibrary
from tests.tasks.conftest import Desk, opened

MOVIE_NFO = "<movie><title>{title}</title><year>{year}</year><plot>{plot}</plot></movie>"


class Shelf:
    """A library on disk and in the database."""

    def __init__(self, desk: Desk, root: Path, library_id: int) -> None:
        self.desk = desk
        self.root = root
        self.library_id = library_id

    # files

    def put(self, path: str, content: bytes | str | None = None) -> Path:
        """Write a file; without content something of its own, so that no two are alike."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        data = os.urandom(64) + path.encode("utf-8", "surrogateescape") if content is None else content
        target.write_bytes(data.encode() if isinstance(data, str) else data)
        return target

    def move(self, old: str, new: str) -> None:
        """Rename a file or folder."""
        (self.root / new).parent.mkdir(parents=True, exist_ok=True)
        os.rename(self.root / old, self.root / new)

    def drop(self, path: str) -> None:
        """Delete a file or folder."""
        target = self.root / path
        shutil.rmtree(target) if target.is_dir() else target.unlink()

    # scans

    async def scan(self, *folders: str, full: bool = True, confirm: bool = False) -> dict[str, Any]:
        """Scan and give the numbers; a scan that fails fails the test."""
        request = ScanLibrary(library_id=self.library_id, folders=folders, full=full, confirm_absence=confirm)
        (row,) = await self.desk.run(request)
        assert row.status is JobStatus.COMPLETED, (row.error, row.error_hint)
        assert row.details is not None
        return row.details

    # what the database says

    async def titles(self, kind: ItemKind = ItemKind.MOVIE) -> list[str]:
        """Items that are there."""
        return [f"{item.title} ({item.year})" if item.year else item.title for item in await self.items(kind)]

    async def items(self, kind: ItemKind = ItemKind.MOVIE, *, deleted: bool = False) -> list[Item]:
        """Items of this library that are there, or that are deleted, by title."""
        return await self.desk.store.read(_items, self.library_id, kind, deleted)

    async def item(self, title: str, kind: ItemKind = ItemKind.MOVIE) -> Item:
        """The one item of that title, also when it is deleted."""
        every = [*await self.items(kind), *await self.items(kind, deleted=True)]
        (found,) = [item for item in every if item.title == title]
        return found

    async def files(self, item: Item) -> list[str]:
        """The paths of an item's files that are there."""
        return await self.desk.store.read(_paths, item.id)

    async def slots(self) -> dict[str, list[str]]:
        """Each video with its episodes, as `series s1e2`."""
        return await self.desk.store.read(_slots, self.library_id)

    async def unknown(self) -> list[str]:
        """Files that nobody recognised."""
        return await self.desk.store.read(_unknown, self.library_id)

    async def roles(self) -> dict[str, str]:
        """Each file that is there with its role."""
        return await self.desk.store.read(_roles, self.library_id)

    async def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """The whole database that scans write, without ids and times."""
        return await self.desk.store.read(dump)

    async def changes(self) -> int:
        """A number that grows with every row that is written in the tables of scans."""
        return await self.desk.store.read(_checksum)


@asynccontextmanager
async def shelf(folder: Path, kind: LibraryKind = LibraryKind.MOVIE, **settings: Any) -> AsyncIterator[Shelf]:
    """A library of its own; nothing but scans happens in it."""
    scan = {"probe": False, **settings.pop("scan", {})}
    async with opened(folder, scan=scan, **settings) as desk:
        yield await second(desk, folder / "shelf", kind)


async def second(desk: Desk, root: Path, kind: LibraryKind = LibraryKind.MOVIE) -> Shelf:
    """One more library."""
    root.mkdir(exist_ok=True)
    library = await desk.store.write(libraries.add, str(root), kind, automation=Automation.MANUAL)
    return Shelf(desk, root, library.id)


def _items(session: Session, library_id: int, kind: ItemKind, deleted: bool) -> list[Item]:
    gone = col(Item.deleted_on).is_not(None) if deleted else col(Item.deleted_on).is_(None)
    query = select(Item).where(col(Item.library_id) == library_id, col(Item.kind) == kind, gone)
    return list(session.scalars(query.order_by(col(Item.title), col(Item.number))))


def _paths(session: Session, item_id: int) -> list[str]:
    query = (
        select(col(MediaFile.path))
        .join(FileItem, col(FileItem.file_id) == col(MediaFile.id))
        .where(col(FileItem.item_id) == item_id, col(MediaFile.missing_since).is_(None))
        .order_by(col(FileItem.position), col(MediaFile.path))
    )
    return list(session.scalars(query))


def _slots(session: Session, library_id: int) -> dict[str, list[str]]:
    series, season, episode = (Item.__table__.alias(name) for name in ("series", "season", "episode"))  # type: ignore[attr-defined]
    query = (
        select(col(MediaFile.path), series.c.title, season.c.number, episode.c.number, episode.c.aired)
        .join(FileItem, col(FileItem.file_id) == col(MediaFile.id))
        .join(episode, episode.c.id == col(FileItem.item_id))
        .join(season, season.c.id == episode.c.parent_id)
        .join(series, series.c.id == season.c.parent_id)
        .where(
            col(MediaFile.library_id) == library_id,
            col(MediaFile.missing_since).is_(None),
            episode.c.deleted_on.is_(None),
        )
        .order_by(col(MediaFile.path), season.c.number, episode.c.number)
    )
    found: dict[str, list[str]] = {}
    for path, title, season_number, number, aired in session.execute(query):
        found.setdefault(path, []).append(f"{title} s{season_number}e{number if number is not None else aired}")
    return found


def _unknown(session: Session, library_id: int) -> list[str]:
    query = select(col(UnknownFile.path)).where(col(UnknownFile.library_id) == library_id)
    return sorted(session.scalars(query))


def _roles(session: Session, library_id: int) -> dict[str, str]:
    query = select(col(MediaFile.path), col(MediaFile.role)).where(
        col(MediaFile.library_id) == library_id, col(MediaFile.missing_since).is_(None)
    )
    return {path: str(role) for path, role in session.execute(query)}


_DUMPS = {
    "item": "SELECT i.kind, i.title, i.year, i.number, i.aired, i.folder, i.own_folder, i.absolute_number, i.plot, "
    "i.state, i.deleted_on IS NOT NULL, i.file_count, p.title, p.number "
    "FROM item i LEFT JOIN item p ON p.id = i.parent_id",
    "media_file": "SELECT f.path, f.unit, f.size, f.role, f.version, f.part, f.edition, f.language, f.asset_type, "
    "f.scope, f.missing_since IS NOT NULL, v.path FROM media_file f LEFT JOIN media_file v ON v.id = f.video_id",
    "file_item": "SELECT f.path, i.kind, i.title, i.number, l.position, l.slot FROM file_item l "
    "JOIN media_file f ON f.id = l.file_id JOIN item i ON i.id = l.item_id",
    "unknown_file": "SELECT path, unit, size, reason FROM unknown_file",
    "scanned_folder": "SELECT path, unit, fingerprint FROM scanned_folder",
    "candidate": "SELECT i.title, c.asset_type, c.url FROM candidate c JOIN item i ON i.id = c.item_id",
    "subtitle_stream": "SELECT f.path, s.path, s.language, s.is_forced FROM subtitle_stream s "
    "JOIN media_file f ON f.id = s.file_id",
    "external_id": "SELECT i.title, e.provider, e.value FROM external_id e JOIN item i ON i.id = e.item_id",
    "field_state": "SELECT i.title, s.field, s.source, s.locked FROM field_state s JOIN item i ON i.id = s.item_id",
    "credit": "SELECT i.title, p.title, c.kind, c.role, c.position FROM credit c "
    "JOIN item i ON i.id = c.item_id JOIN item p ON p.id = c.person_id",
}


def dump(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """The tables that scans write, without ids and times."""
    return {
        name: sorted((tuple(row) for row in session.execute(text(query))), key=repr) for name, query in _DUMPS.items()
    }


def _checksum(session: Session) -> int:
    """All rows of these tables with their ids and times, folded into one number."""
    rows = [
        repr(sorted(tuple(row) for row in session.execute(text(f"SELECT id, * FROM {name}"))))  # our names
        for name in ("media_file", "unknown_file", "scanned_folder")
    ]
    rows += [repr([tuple(row) for row in session.execute(text("SELECT * FROM item ORDER BY id"))])]
    rows += [repr([tuple(row) for row in session.execute(text("SELECT * FROM file_item ORDER BY file_id, item_id"))])]
    return hash("".join(rows))


def picture(colour: str = "maroon") -> bytes:
    """A poster of one colour."""
    import io

    from PIL import Image

    data = io.BytesIO()
    Image.new("RGB", (400, 600), colour).save(data, "JPEG")
    return data.getvalue()


def chosen_path(session: object, item_id: int) -> str | None:
    """Where the chosen picture of an item lies."""
    from sqlalchemy import select
    from sqlmodel import Session, col

    from lobbycard.model.artwork import Candidate

    assert isinstance(session, Session)
    query = select(col(Candidate.path)).where(col(Candidate.item_id) == item_id, col(Candidate.is_selected))
    return session.scalars(query).one_or_none()
