"""How fast films and series are asked for, against the floor that the rate limit allows.

    python -m tests.benchmarks.bench_providers [films] [series]

A server in a process of its own answers after 80 ms and refuses (429) what exceeds the rate; the client keeps a little
below that rate. The floor is the number of requests that cannot be avoided, divided by the rate.
"""

import asyncio
import multiprocessing
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from lobbycard.model.kinds import ItemKind
from lobbycard.providers.base import ProviderSettings, Wanted
from lobbycard.providers.registry import Providers, open_providers
from lobbycard.providers.transport import Shared
from tests.providers.catalogue import Catalogue, Series, invented
from tests.providers.server import ProviderServer

LATENCY = 0.08
RATE = 40.0
"""Requests per second that the server takes from one client, as TMDB does."""
ASKED = 38.0
"""What the client keeps to in this run; its own default for TMDB is 20."""
WORKERS = 8


def catalogue(films: int, shows: int) -> Catalogue:
    """Films with twenty pictures each, series of three to nine seasons."""
    made = invented(films, 0)
    for number in range(shows):
        seasons = dict.fromkeys(range(4 + number % 7), 10)
        made.add(Series(2000 + number, f"Series Number {number}", 1990 + number % 30, seasons))
    return made


def serve(pipe: Connection, films: int, shows: int, rate: float) -> None:
    """Run the server until told to stop; answers counts of requests and refusals."""
    rates = {"tmdb": rate} if rate else {}
    with ProviderServer(catalogue(films, shows), latency=LATENCY, rates=rates) as server:
        pipe.send(server.settings("tmdb", requests_per_second=ASKED, concurrency=WORKERS))
        while pipe.recv() == "count":
            pipe.send((server.count("/tmdb/"), server.count("/tmdb/", 429), server.most_at_once))
            server.forget()


async def stalls(found: list[float]) -> None:
    """Note how much longer than asked each short sleep takes: what a screen would feel."""
    while True:
        began = time.perf_counter()
        await asyncio.sleep(0.005)
        found.append(time.perf_counter() - began - 0.005)


async def ask_all(providers: Providers, kind: ItemKind, own_ids: list[int], searched: Callable[[int], str]) -> None:
    """Search for each and fetch its record, by a few workers as the job queue does."""
    waiting = iter(own_ids)
    tmdb = providers.by_name["tmdb"]

    async def work() -> None:
        for own_id in waiting:
            if not await tmdb.search(kind, searched(own_id), None, Wanted("de", "en", "DE")):
                raise SystemExit(f"{own_id} was not found")
            if await tmdb.record(kind, {"tmdb": str(own_id)}, Wanted("de", "en", "DE")) is None:
                raise SystemExit(f"{own_id} has no record")

    await asyncio.gather(*(work() for _ in range(WORKERS)))


async def measure(settings: dict[str, ProviderSettings], pipe: Connection, films: int, shows: int, rate: float) -> None:
    """Print one line for films and one for series."""
    made = catalogue(films, shows)
    loop = asyncio.get_running_loop()

    async def in_thread(function: Callable[..., Any], *arguments: Any) -> Any:
        return await loop.run_in_executor(None, function, *arguments)

    providers = open_providers(settings, Shared(in_thread=in_thread))
    for kind, things in ((ItemKind.MOVIE, made.movies), (ItemKind.SERIES, made.series)):
        late: list[float] = []
        watch = asyncio.create_task(stalls(late))
        began, cpu = time.perf_counter(), time.process_time()
        await ask_all(providers, kind, list(things), lambda own_id, known=things: known[own_id].title)  # type: ignore[misc]
        took, cpu = time.perf_counter() - began, time.process_time() - cpu
        watch.cancel()
        pipe.send("count")
        requests, refused, at_once = pipe.recv()
        late.sort()
        print(
            f"{kind:7} {len(things):5}: {took:6.1f} s, {len(things) / took * 60:7.0f} a minute,"
            f" {requests / len(things):.2f} requests each, {refused} refused, {at_once} at once,"
            f" {cpu / len(things) * 1000:.1f} ms of processor each,"
            f" stalls p99 {late[int(len(late) * 0.99)] * 1000:.1f} ms, max {late[-1] * 1000:.1f} ms"
        )
        if rate:
            print(f"        {(requests - refused) / rate / took:.3f} of what {rate:.0f} requests a second allow")
    await providers.close()


def main() -> None:
    """Run with a rate limit, then without one to see what the client itself costs."""
    films, shows = (int(number) for number in (sys.argv[1:3] if len(sys.argv) > 2 else ("400", "30")))
    for rate in (RATE, 0.0):
        ours, theirs = multiprocessing.Pipe()
        process = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs, films, shows, rate))
        process.start()
        settings = ours.recv()
        if not rate:
            settings = {name: _unlimited(one) for name, one in settings.items()}
        print(f"server takes {rate:.0f} a second" if rate else "no rate limit, 8 at once")
        asyncio.run(measure(settings, ours, films, shows, rate))
        ours.send("stop")
        process.join()


def _unlimited(settings: ProviderSettings) -> ProviderSettings:
    return ProviderSettings(
        api_key=settings.api_key, base_url=settings.base_url, requests_per_second=10_000.0, concurrency=WORKERS
    )


if __name__ == "__main__":
    main()
