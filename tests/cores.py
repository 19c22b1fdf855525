"""A real program on a real database below the test's folder, empty or with a few dozen invented items."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from lobbycard.config import Settings
from lobbycard.core import Core
from lobbycard.events import Topic
from lobbycard.model.file import FileItem, MediaFile, VideoStream
from lobbycard.model.item import Item, ItemTerm, Rating, Term
from lobbycard.model.kinds import Automation, FileRole, HdrFormat, ItemKind, ItemState, LibraryKind, TermKind
from lobbycard.model.library import Library
from lobbycard.paths import Paths
from lobbycard.store import fields
from lobbycard.store.database import Store, touched
from tests import databases

LONG_AGO = datetime(2024, 3, 1, 12, tzinfo=UTC)

FILMS: list[tuple[str, int, ItemState]] = [
    ("A Lantern for Odile", 1931, ItemState.PUBLISHED),
    ("Bread and Copper", 1962, ItemState.ENRICHED),
    ("The Cartographer's Daughter", 1977, ItemState.PUBLISHED),
    ("Dust on the Balcony", 1948, ItemState.SELECTED),
    ("The Eleventh Ferry", 2004, ItemState.NEEDS_IDENTIFICATION),
    ("Four Umbrellas", 1955, ItemState.DISCOVERED),
    ("The Glassblower", 2019, ItemState.ERROR_PROVIDER),
    ("Harbour of Salt", 1939, ItemState.PUBLISHED),
    ("In the Time of Kites", 1983, ItemState.IDENTIFIED),
    ("Juniper Street", 1991, ItemState.ENRICHED),
    ("The Keeper of Clocks", 1926, ItemState.PUBLISHED),
    ("Letters to Nobody", 2011, ItemState.SELECTED),
    ("Midnight at the Orpheum", 1934, ItemState.PUBLISHED),
    ("No Snow in Trieste", 1969, ItemState.ERROR_NETWORK),
    ("The Orchard Thieves", 1958, ItemState.ENRICHED),
    ("Paper Lions", 2001, ItemState.DISCOVERED),
    ("The Quiet Projectionist", 1951, ItemState.PUBLISHED),
    ("Ravens Over Ostend", 1946, ItemState.NEEDS_IDENTIFICATION),
    ("Seven Chairs", 1987, ItemState.ENRICHED),
    ("The Tin Admiral", 1938, ItemState.PUBLISHED),
    ("Under the Ninth Bridge", 1973, ItemState.ENRICHING),
    ("Velvet and Rain", 1960, ItemState.PUBLISHED),
    ("映画館の灯り", 1964, ItemState.ENRICHED),
    ("‮Reversed\x1b[31m Danger\x07", 1999, ItemState.ENRICHED),
]
"""Titles, years and states; the last ones are there to break things."""

SERIES: list[tuple[str, int, int]] = [("The Night Tram", 2, 4), ("Weather Station Nine", 1, 3)]
"""Titles, seasons, episodes a season."""


def seed(session: Session, folder: str) -> None:
    """Fill an empty database."""
    session.add(
        Library(id=1, name="Films", path=f"{folder}/films", kind=LibraryKind.MOVIE, automation=Automation.HYBRID)
    )
    session.add(
        Library(id=2, name="Series", path=f"{folder}/series", kind=LibraryKind.TV, automation=Automation.MANUAL)
    )
    session.add_all([Term(id=1, kind=TermKind.GENRE, name="Drama"), Term(id=2, kind=TermKind.GENRE, name="Noir")])
    session.flush()
    items = [_film(number, *film) for number, film in enumerate(FILMS, 1)]
    items += _series()
    session.add_all([item for item in items if item.parent_id is None])
    session.flush()
    for kind in (ItemKind.SEASON, ItemKind.EPISODE):
        session.add_all([item for item in items if item.kind is kind])
        session.flush()
    for item in items:
        if item.kind in {ItemKind.MOVIE, ItemKind.EPISODE}:
            _add_file(session, item)
    for item in items[: len(FILMS)]:
        session.add(Rating(item_id=item.id, source="tmdb", value=5 + item.id % 5 * 0.8, is_default=True))
        session.add(ItemTerm(item_id=item.id, term_id=1 + item.id % 2))
    session.flush()
    touched(session, Topic.ITEM, [item.id for item in items])
    fields.set_locks(session, 1, ["title", "plot"], lock=True)


def _film(number: int, title: str, year: int, state: ItemState) -> Item:
    return Item(
        id=number,
        kind=ItemKind.MOVIE,
        library_id=1,
        folder=f"Film {number}",
        title=title,
        year=year,
        state=state,
        runtime=60 + number * 3,
        plot=f"In {year} nobody in the town could have known how it would end." if number % 3 else None,
        premiered=f"{year}-05-01" if number % 4 else None,
        certification="PG" if number % 2 else None,
        error="The provider did not answer." if state in {ItemState.ERROR_PROVIDER, ItemState.ERROR_NETWORK} else None,
        monitored=number % 10 != 0,
        created_at=LONG_AGO - timedelta(days=number),
        updated_at=LONG_AGO,
    )


def _series() -> list[Item]:
    found: list[Item] = []
    number = 101
    for title, seasons, episodes in SERIES:
        show = Item(
            id=number,
            kind=ItemKind.SERIES,
            library_id=2,
            title=title,
            year=2015,
            state=ItemState.ENRICHED,
            episode_count=seasons * episodes + 1,
            created_at=LONG_AGO,
            updated_at=LONG_AGO,
        )
        found.append(show)
        for season in range(1, seasons + 1):
            number += 1
            above = Item(
                id=number,
                kind=ItemKind.SEASON,
                library_id=2,
                parent_id=show.id,
                number=season,
                title=f"Season {season}",
                created_at=LONG_AGO,
                updated_at=LONG_AGO,
            )
            found.append(above)
            for episode in range(1, episodes + 1):
                number += 1
                found.append(
                    Item(
                        id=number,
                        kind=ItemKind.EPISODE,
                        library_id=2,
                        parent_id=above.id,
                        number=episode,
                        title=f"Part {episode}",
                        aired=f"2015-0{season}-1{episode}",
                        created_at=LONG_AGO,
                        updated_at=LONG_AGO,
                    )
                )
        number += 1
    return found


def _add_file(session: Session, item: Item) -> None:
    height = (2160, 1080, 720)[item.id % 3]
    file = MediaFile(
        id=item.id,
        library_id=item.library_id or 1,
        unit=str(item.id),
        path=f"{item.id}/video.mkv",
        size=item.id * 700_000_000 % 60_000_000_000,
        mtime_ns=0,
        role=FileRole.MAIN,
    )
    session.add(file)
    session.flush()
    session.add(FileItem(file_id=file.id, item_id=item.id))
    hdr = HdrFormat.HDR10 if height == 2160 else HdrFormat.NONE
    session.add(VideoStream(file_id=file.id, width=height * 16 // 9, height=height, hdr=hdr, codec="hevc"))
    session.flush()


@pytest.fixture
def home(tmp_path: Path) -> Paths:
    """The program's own folders, with nothing in the database."""
    paths = Paths.below(tmp_path / "home")
    paths.make()
    databases.begin(paths.database_file)
    return paths


@pytest.fixture
def seeded_home(home: Paths) -> Paths:
    """The program's own folders with a small library in the database."""
    store = Store(f"sqlite:///{home.database_file}")
    store.write_now(seed, str(home.data_dir.parent))
    store.close()
    return home


async def opened(paths: Paths) -> AsyncIterator[Core]:
    """The program, open and listening; it works on no job by itself."""
    core = Core(Settings(), paths)
    await core.start(work=False)
    yield core
    await core.close()


@pytest.fixture
async def core(home: Paths) -> AsyncIterator[Core]:
    """The program on an empty database."""
    async for one in opened(home):
        yield one


@pytest.fixture
async def seeded_core(seeded_home: Paths) -> AsyncIterator[Core]:
    """The program on a small library."""
    async for one in opened(seeded_home):
        yield one
