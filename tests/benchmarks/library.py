"""Makes a large database fast, for benchmarks and by hand.

python -m tests.benchmarks.library HOME [ITEMS]      # then: LOBBYCARD_HOME=HOME lobbycard
"""

import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from lobbycard.model import titles
from lobbycard.model.item import FieldState, Gap, Item, SearchText
from lobbycard.model.kinds import Automation, ItemKind, ItemState, LibraryKind
from lobbycard.model.library import Library
from lobbycard.paths import Paths
from lobbycard.store.database import Store

CHUNK = 2000
_ADJECTIVES = """Silent
Broken Distant Golden Paper Hollow Crimson Last Borrowed Winter Electric Hidden Second Glass Iron
Velvet Burning Quiet Northern Lost Midnight Salt Copper Painted Empty Restless Little Blue Wooden Invisible""".split()
_NOUNS = """Harbour Garden Letter Lantern Orchard Passenger Mirror Station River Clock Window Mountain Stranger Carnival
Bridge Shadow
Island Projector Curtain Balcony Train Piano Lighthouse Market Circus Ferry Reel Archive Tower Kite""".split()
_PLACES = """Vienna Lisbon Trieste Oslo Kyoto Tangier Odessa Bergen Cádiz Lviv Riga Genoa Ostend Smyrna Galway Bremen
Sorrow Dawn Dust Silence Rain Winter Marble Smoke""".split()
_FIRST = (
    "Ada Bruno Clara Dario Edith Felix Greta Hugo Ines Jonas Karin Leo Mira Nils Olga Paul Rosa Sven Tilda Uwe".split()
)
_LAST = "Abend Berg Carden Dorn Eklund Fuchs Gruber Hale Iversen Jensen Keller Lund Moser Novak Orsi Pohl".split()
_STATES = list(ItemState)
_QUALITIES = [
    ("2160p", 2160, "dolbyvision"),
    ("2160p", 2160, "hdr10"),
    ("1080p", 1080, ""),
    ("720p", 720, ""),
    ("576p", 576, ""),
]


def make_database(home: Path, items: int, *, series: int = 200) -> Paths:
    """A database of so many films (and some series with two seasons of six episodes) below `home`."""
    paths = Paths.below(home)
    paths.make()
    store = Store(f"sqlite:///{paths.database_file}")
    chosen = random.Random(7)
    try:
        store.write_now(_libraries, str(home / "films"), str(home / "series"))
        rows = [_film(number, chosen) for number in range(1, items + 1)]
        for start in range(0, len(rows), CHUNK):
            store.write_now(_insert, rows[start : start + CHUNK], chosen)
        for row in _series(items + 1, series, chosen):
            store.write_now(_insert, row, chosen)
        store.maintain("ANALYZE")
    finally:
        store.close()
    return paths


def _libraries(session: Session, films: str, series: str) -> None:
    session.add(Library(id=1, name="Films", path=films, kind=LibraryKind.MOVIE, automation=Automation.HYBRID))
    session.add(Library(id=2, name="Series", path=series, kind=LibraryKind.TV, automation=Automation.HYBRID))


def _film(number: int, chosen: random.Random) -> dict[str, Any]:
    title = f"The {chosen.choice(_ADJECTIVES)} {chosen.choice(_NOUNS)} of {chosen.choice(_PLACES)}"
    if chosen.random() < 0.3:
        title += f" {chosen.randint(2, 9)}"
    return _item(number, ItemKind.MOVIE, title, chosen, library_id=1, folder=f"{title} ({number})")


def _item(key: int, kind: ItemKind, title: str, chosen: random.Random, **more: Any) -> dict[str, Any]:
    state = chosen.choice(_STATES)
    resolution, height, hdr = chosen.choice(_QUALITIES)
    created = datetime(2026, 1, 1, tzinfo=UTC) - timedelta(minutes=key)
    year, rating, runtime = chosen.randint(1915, 2025), round(chosen.uniform(3, 9.4), 1), chosen.randint(40, 210)
    has_file = kind in {ItemKind.MOVIE, ItemKind.EPISODE}
    return {
        "id": key,
        "kind": kind,
        "title": title,
        "year": year,
        "plot": f"In {title}, nothing is what it seems. " * 3,
        "runtime": runtime,
        "state": state,
        "completeness": float(chosen.choice([0, 25, 50, 62.5, 75, 87.5, 100, 100, 100])),
        "has_unpublished_changes": chosen.random() < 0.1,
        "sort_key": titles.sort_key(title),
        "clean_title": titles.clean_title(title),
        "sort_year": year,
        "sort_added": int(created.timestamp()),
        "sort_rating": rating,
        "sort_runtime": runtime,
        "sort_state": _STATES.index(state),
        "size": chosen.randint(700_000_000, 60_000_000_000) if has_file else 0,
        "height": height if has_file else 0,
        "resolution": resolution if has_file else "",
        "hdr": hdr if has_file else "",
        "source": "bluray" if has_file else "",
        "video_codec": "hevc" if has_file else "",
        "file_count": int(has_file),
        "created_at": created,
        "updated_at": created,
        "error": "The provider did not answer." if state is ItemState.ERROR_PROVIDER else None,
        "parent_id": None,
        "number": None,
        "folder": None,
    } | more


def _series(first: int, count: int, chosen: random.Random) -> Iterator[list[dict[str, Any]]]:
    """Parents before children: each level is inserted by itself."""
    levels: tuple[list[dict[str, Any]], ...] = ([], [], [])
    number = first
    for _ in range(count):
        title = f"{chosen.choice(_ADJECTIVES)} {chosen.choice(_NOUNS)}s"
        show = number
        levels[0].append(_item(show, ItemKind.SERIES, title, chosen, library_id=2, folder=f"{title} {show}"))
        number += 1
        for season in (1, 2):
            above = number
            levels[1].append(
                _item(above, ItemKind.SEASON, f"Season {season}", chosen, library_id=2, parent_id=show, number=season)
            )
            number += 1
            for episode in range(1, 7):
                name = f"The {chosen.choice(_NOUNS)}"
                levels[2].append(
                    _item(number, ItemKind.EPISODE, name, chosen, library_id=2, parent_id=above, number=episode)
                    | {"sort_key": f"{episode:06d} {titles.sort_key(name)}"}
                )
                number += 1
    for level in levels:
        for start in range(0, len(level), CHUNK):
            yield level[start : start + CHUNK]


def _insert(session: Session, rows: list[dict[str, Any]], chosen: random.Random) -> None:
    """Without `touched`: the derived columns are in the rows already, and deriving them takes ten times as long."""
    session.execute(insert(Item), rows)
    texts = [{"item_id": row["id"], "kind": row["kind"], "body": _body(row["title"], chosen)} for row in rows]
    session.execute(insert(SearchText), texts)
    gaps = [{"item_id": row["id"], "name": "artwork.poster"} for row in rows if row["completeness"] < 60]
    if gaps:
        session.execute(insert(Gap), gaps)
    locks = [
        {"item_id": row["id"], "field": "title", "source": "user", "locked": True, "stale": False, "changed_by": "user"}
        for row in rows
        if row["id"] % 11 == 0
    ]
    if locks:
        session.execute(insert(FieldState), locks)


def _body(title: str, chosen: random.Random) -> str:
    people = [f"{chosen.choice(_FIRST)} {chosen.choice(_LAST)}" for _ in range(3)]
    return "\n".join(titles.search_text(part) for part in (title, *people))


def main() -> None:
    """Make one by hand."""
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    start = time.perf_counter()
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    paths = make_database(Path(sys.argv[1]), count)
    print(f"{count} films in {paths.database_file} ({time.perf_counter() - start:.1f} s)")


if __name__ == "__main__":
    main()
