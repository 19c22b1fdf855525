"""From names to curated films: items a minute against the floor of the rate limit, stalls, pictures, scoring anew.

    python -m tests.benchmarks.bench_enrich [films] [series] [candidates] [providers]

The whole program works: queue, database, providers, pictures. A server in a process of its own answers after 80 ms.
The floor is what the slowest provider's requests take at the rate that the settings allow (the program's defaults).
"""

import asyncio
import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from sqlalchemy import func, insert
from sqlmodel import Session, col, select

from lobbycard.config import Settings
from lobbycard.core import Core
from lobbycard.model.artwork import Candidate
from lobbycard.model.facts import Facts
from lobbycard.model.item import Item
from lobbycard.model.kinds import AssetType, Automation, ItemKind, ItemState, JobStatus, LibraryKind, Trigger
from lobbycard.model.library import Library
from lobbycard.model.preference import FILENAME
from lobbycard.paths import Paths
from lobbycard.store import choosing, jobs, libraries, sources
from lobbycard.store.history import Change
from lobbycard.tasks.identify_item import IdentifyItem
from lobbycard.tasks.pictures import ranking
from lobbycard.tasks.rescore_library import RescoreLibrary
from lobbycard.tasks.select_artwork import SelectArtwork
from tests.providers.catalogue import Catalogue, Series, invented
from tests.providers.server import KEYS, ProviderServer

LATENCY = 0.08
RATES = {"tmdb": 20.0, "tvdb": 5.0, "fanart": 5.0, "tvmaze": 2.0, "omdb": 2.0}
"""What the program keeps to by itself."""
WITH_PICTURES = 120
PROVIDERS = tuple((sys.argv[4:5] or ["tmdb,tvdb,fanart,tvmaze,omdb"])[0].split(","))


def catalogue(films: int, shows: int) -> Catalogue:
    """Films with pictures, series of three seasons."""
    made = invented(films, 0)
    for number in range(shows):
        made.add(Series(2000 + number, f"Series Number {number}", 1990 + number % 30, {0: 2, 1: 10, 2: 10, 3: 10}))
    return made


def serve(pipe: Connection, films: int, shows: int) -> None:
    """Run the server until told to stop; tells requests and refusals by provider."""
    with ProviderServer(catalogue(films, shows), latency=LATENCY) as server:
        pipe.send({name: server.url(name) for name in KEYS})
        while pipe.recv() == "count":
            pipe.send(Counter(request.path.split("/")[1] for request in list(server.log)))
            server.forget()


def opened(urls: dict[str, str], folder: Path) -> Core:
    """The program on a scratch folder."""
    sections = {
        name: {"base_url": urls[name], "requests_per_second": rate, "enabled": name in PROVIDERS}
        | ({"api_key": KEYS[name]} if KEYS[name] else {})
        for name, rate in RATES.items()
    }
    return Core(Settings.model_validate({"providers": sections}), Paths.below(folder), kind="bench")


async def stalls(found: list[float]) -> None:
    """Note how much longer than asked each short sleep takes: what a screen would feel."""
    while True:
        began = time.perf_counter()
        await asyncio.sleep(0.005)
        found.append(time.perf_counter() - began - 0.005)


def _add(session: Session, kind: ItemKind, library: Library, title: str, year: int, **values: Any) -> Item:
    item = Item(kind=kind, title=title, library_id=library.id, **values)
    session.add(item)
    session.flush()
    sources.remember(session, item.id, FILENAME, Facts({"title": title, "year": year} if year else {"title": title}))
    if year:
        item.year = year
    return item


def fill(session: Session, made: Catalogue, films: Library, shows: Library) -> list[int]:
    """Items as a scan leaves them."""
    ids = [_add(session, ItemKind.MOVIE, films, movie.title, movie.year).id for movie in made.movies.values()]
    for show in made.series.values():
        series = _add(session, ItemKind.SERIES, shows, show.title, show.year)
        ids.append(series.id)
        for number, count in show.seasons.items():
            season = _add(session, ItemKind.SEASON, shows, f"Season {number}", 0, parent_id=series.id, number=number)
            for episode in range(1, count + 1):
                _add(session, ItemKind.EPISODE, shows, f"Episode {episode}", 0, parent_id=season.id, number=episode)
    return ids


async def run(core: Core, requests: list[Any], label: str, pipe: Connection) -> tuple[float, Counter[str]]:
    """Queue, wait, tell."""
    late: list[float] = []
    watch = asyncio.create_task(stalls(late))
    began, cpu = time.perf_counter(), time.process_time()
    for start in range(0, len(requests), 500):
        await core.enqueue(*requests[start : start + 500], trigger=Trigger.AUTOMATION)
    await core.idle()
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    watch.cancel()
    pipe.send("count")
    counts: Counter[str] = pipe.recv()
    late.sort()
    failed = [row for row in await core.store.read(jobs.page, (JobStatus.FAILED,)) if row.error]
    print(
        f"{label}: {took:.1f} s, {cpu / len(requests) * 1000:.1f} ms of processor each, {len(failed)} jobs failed;"
        f" stalls p99 {late[int(len(late) * 0.99)] * 1000:.1f} ms, max {late[-1] * 1000:.1f} ms"
    )
    for row in failed[:3]:
        print("   ", row.type, row.error)
    return took, counts


async def enrich(core: Core, made: Catalogue, pipe: Connection, folder: Path) -> list[int]:
    """Identify and enrich everything."""
    roots = [folder / "films", folder / "series"]
    for root in roots:
        root.mkdir()
    films = await core.store.write(libraries.add, str(roots[0]), LibraryKind.MOVIE, automation=Automation.HYBRID)
    shows = await core.store.write(libraries.add, str(roots[1]), LibraryKind.TV, automation=Automation.HYBRID)
    for library in (films, shows):
        await core.store.write(libraries.update, library.id, {"auto_select": False})
    ids = await core.store.write(fill, made, films, shows)
    took, counts = await run(core, [IdentifyItem(item_id=item_id) for item_id in ids], "identify and enrich", pipe)
    floors = {name: counts[name] / rate for name, rate in RATES.items()}
    slowest = max(floors, key=lambda name: floors[name])
    total = sum(counts[name] for name in RATES)
    listed = ", ".join(f"{name} {counts[name] / len(ids):.2f}" for name in RATES)
    print(f"  {len(ids) / took * 60:.0f} items a minute, {total / len(ids):.2f} requests each ({listed})")
    floor = floors[slowest]
    print(f"  {floor / took:.3f} of what the rate limits allow (the floor is {slowest}: {floor:.1f} s)")
    states = await core.store.read(_states)
    print(f"  states: {states}")
    return ids


def _states(session: Session) -> dict[str, int]:
    kinds = (ItemKind.MOVIE, ItemKind.SERIES)
    query = select(Item.state, func.count()).where(col(Item.kind).in_(kinds)).group_by(col(Item.state))
    return {str(state): count for state, count in session.exec(query)}


async def pictures(core: Core, ids: list[int], pipe: Connection) -> None:
    """Choose and fetch for some of them."""
    took, counts = await run(core, [SelectArtwork(item_id=item_id) for item_id in ids], "choose and fetch", pipe)
    print(f"  {counts['images']} pictures, {counts['images'] / took:.1f} a second ({LATENCY * 1000:.0f} ms latency)")


def many(session: Session, count: int) -> None:
    """So many candidates, fifty an item."""
    session.add_all(
        Item(kind=ItemKind.MOVIE, title=f"Film {number}", state=ItemState.ENRICHED) for number in range(count // 50)
    )
    session.flush()
    ids = list(session.exec(select(Item.id).where(Item.state == ItemState.ENRICHED, col(Item.title).like("Film %"))))
    table: Any = Candidate.__table__  # type: ignore[attr-defined]  # SQLModel does not type it
    blank = Candidate(item_id=0, asset_type=AssetType.POSTER, provider="tmdb", url="").model_dump(exclude={"id"})
    for item_id in ids:
        session.execute(
            insert(table),
            [
                blank
                | {
                    "item_id": item_id,
                    "url": f"https://pictures.example/{item_id}/{number}.jpg",
                    "width": 1000 + number * 20,
                    "height": 1500 + number * 30,
                    "language": ("en", "de", "textless")[number % 3],
                    "rating": 4 + number % 6,
                    "votes": number,
                    "phash": hash((item_id, number)) >> 1,
                    "dhash": hash((number, item_id)) >> 1,
                }
                for number in range(50)
            ],
        )


async def rescore(core: Core, count: int, pipe: Connection) -> None:
    """Score anew after a rule has changed: scores alone, then with automation's choice."""
    await core.store.write(many, count)
    took, _ = await run(core, [RescoreLibrary(choose=False)], f"score {count:,} candidates anew", pipe)
    print(f"  {count / took:,.0f} candidates a second")
    judge = ranking.judge(("en",))
    change = Change("bench", "bench", "select")
    began, after, chosen = time.perf_counter(), 0, 0
    while ids := await core.store.read(choosing.ids_of_kind, [ItemKind.MOVIE], None, after, 200):
        after = ids[-1]
        chosen += (await core.store.write(choosing.decide, ids, judge, change)).chosen
    print(f"  {chosen:,} choices made among them in {time.perf_counter() - began:.1f} s")


async def bench(urls: dict[str, str], pipe: Connection, films: int, shows: int, candidates: int) -> None:
    """One after the other."""
    with tempfile.TemporaryDirectory() as folder:
        core = opened(urls, Path(folder) / "home")
        await core.start()
        ids = await enrich(core, catalogue(films, shows), pipe, Path(folder))
        await pictures(core, ids[:WITH_PICTURES], pipe)
        await rescore(core, candidates, pipe)
        await core.close()


def main() -> None:
    """Start the server, measure, stop it."""
    films, shows, candidates = (
        int(word) for word in (sys.argv[1:4] if len(sys.argv) > 3 else ("1000", "50", "100000"))
    )
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs, films, shows), daemon=True)
    process.start()
    asyncio.run(bench(ours.recv(), ours, films, shows, candidates))
    ours.send("stop")
    process.join()


if __name__ == "__main__":
    main()
