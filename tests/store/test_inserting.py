"""Rows written at a stroke are the same rows that the general way writes."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import Session

from lobbycard.model.file import MediaFile
from lobbycard.model.kinds import FileRole, LibraryKind
from lobbycard.store import inserting, libraries
from lobbycard.store.database import Store

_files: Any = MediaFile.__table__  # type: ignore[attr-defined]  # SQLModel does not type it


def _row(library_id: int, path: str, **more: object) -> dict[str, Any]:
    moment = datetime(2024, 5, 6, 7, 8, 9, 123456, tzinfo=UTC)
    return {
        "library_id": library_id,
        "path": path,
        "unit": "",
        "size": 2**40,
        "mtime_ns": 2**61,
        "role": FileRole.MAIN,
        "first_seen_at": moment,
        "languages": ["de", "日本"],
        "proper": True,
        **more,
    }


def _both(session: Session, library_id: int) -> list[list[Any]]:
    """The rows of the one way and of the other, without what must differ."""
    names = ("one.mkv", "zwei \udcff.mkv")
    inserting.rows(session, _files, [_row(library_id, f"a/{name}") for name in names])
    session.execute(insert(_files), [_row(library_id, f"b/{name}") for name in names])
    kept = [column for column in _files.columns if column.name not in ("id", "path")]
    rows = [list(row) for row in session.execute(select(*kept).order_by(_files.c.path))]
    paths = [row.path for row in session.execute(select(_files.c.path).order_by(_files.c.path))]
    assert paths == [f"{folder}/{name}" for folder in "ab" for name in names]
    return rows


async def test_the_quick_way_writes_what_the_general_way_writes(store: Store) -> None:
    library = await store.write(libraries.add, "/media/films", LibraryKind.MOVIE)
    first, second, third, fourth = await store.write(_both, library.id)
    assert first == third
    assert second == fourth


def _with_different_columns(session: Session, library_id: int) -> list[Any]:
    ids = inserting.next_ids(session, _files, 3)
    new = [
        _row(library_id, "one.mkv", id=ids[0]),
        _row(library_id, "two.mkv", id=ids[1], edition="Final Cut"),
        _row(library_id, "three.mkv", id=ids[2]),
    ]
    inserting.rows(session, _files, new)
    rows = session.execute(select(_files.c.id, _files.c.path, _files.c.edition).order_by(_files.c.id))
    return [[row.id in ids, row.path, row.edition] for row in rows]


async def test_rows_of_different_columns_go_together_and_have_the_ids_that_were_taken(store: Store) -> None:
    library = await store.write(libraries.add, "/media/films", LibraryKind.MOVIE)
    assert await store.write(_with_different_columns, library.id) == [
        [True, "one.mkv", ""],
        [True, "two.mkv", "Final Cut"],
        [True, "three.mkv", ""],
    ]


def _one_more(session: Session, library_id: int) -> int:
    ids = inserting.next_ids(session, _files, 2)
    inserting.rows(session, _files, [_row(library_id, f"{key}.mkv", id=key) for key in ids])
    session.execute(insert(_files), [_row(library_id, "later.mkv")])
    later = session.execute(select(_files.c.id).where(_files.c.path == "later.mkv")).scalar_one()
    return int(later) - max(ids)


async def test_an_ordinary_row_afterwards_takes_a_higher_id(store: Store) -> None:
    library = await store.write(libraries.add, "/media/films", LibraryKind.MOVIE)
    assert await store.write(_one_more, library.id) > 0
