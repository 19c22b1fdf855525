"""The library in figures."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import Session

from lobbycard.model.file import MediaFile
from lobbycard.model.item import Item
from lobbycard.model.kinds import FileRole, ItemKind, LibraryKind
from lobbycard.model.library import Library
from lobbycard.store import statistics
from lobbycard.store.database import Store

DAY_NS = 86_400 * 10**9


def _at(year: int, month: int) -> int:
    return int(datetime(year, month, 10, tzinfo=UTC).timestamp() * 1e9)


def _film(number: int, library: int = 1, **values: Any) -> Item:
    return Item(kind=ItemKind.MOVIE, library_id=library, title=f"Film {number}", file_count=1, **values)


def _seed(session: Session) -> None:
    session.add(Library(id=1, name="Films", path="/films", kind=LibraryKind.MOVIE))
    session.add(Library(id=2, name="More", path="/more", kind=LibraryKind.MOVIE))
    session.flush()
    for number in range(7):
        session.add(_film(number, year=1920 + number * 5, runtime=60))
    session.add(_film(8, 2, year=None))
    session.add(_film(9, 1, deleted_on=datetime(2030, 1, 1, tzinfo=UTC)))
    for number, (library, when, size) in enumerate(
        ((1, _at(2023, 1), 100), (1, _at(2023, 4), 50), (2, _at(2023, 4), 7))
    ):
        session.add(
            MediaFile(library_id=library, path=f"{number}.mkv", unit="", size=size, mtime_ns=when, role=FileRole.MAIN)
        )
    session.add(MediaFile(library_id=1, path="a.srt", unit="", size=9, mtime_ns=_at(2020, 1), role=FileRole.SUBTITLE))
    session.flush()


@pytest.fixture
def seeded(store: Store) -> Store:
    store.write_now(_seed)
    return store


def test_an_empty_program_has_no_figures(store: Store) -> None:
    assert store.read_now(statistics.everything).is_empty


def test_what_is_there_is_counted_and_what_was_deleted_is_not(seeded: Store) -> None:
    found = seeded.read_now(statistics.everything)
    assert found.totals.films == 8
    assert (found.totals.files, found.totals.size) == (3, 157)
    assert found.totals.minutes == 420
    assert [(one.name, one.number) for one in found.decades] == [("1920", 2), ("1930", 2), ("1940", 2), ("1950", 1)]
    assert [(one.name, one.number, one.size) for one in found.libraries] == [("Films", 2, 150), ("More", 1, 7)]


def test_growth_is_told_by_the_month_without_gaps(seeded: Store) -> None:
    growth = seeded.read_now(statistics.everything).growth
    assert [month.files for month in growth] == [1, 0, 0, 2]
    assert f"{growth[0].start:%Y-%m}" == "2023-01"


def test_figures_of_one_library(seeded: Store) -> None:
    found = seeded.read_now(statistics.everything, 2)
    assert (found.totals.films, found.totals.size) == (1, 7)
    assert [one.name for one in found.libraries] == ["More"]


def test_every_completeness_has_its_place(seeded: Store) -> None:
    found = seeded.read_now(statistics.everything)
    assert sum(one.number for one in found.completeness) == 8
    assert [one.name for one in found.completeness][::5] == ["0–19 %", "100 %"]
