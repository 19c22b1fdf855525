"""How fast a library becomes items, how fast nothing new is seen, and how often the identity is right.

    python tests/benchmarks/bench_scan.py [--films 3000] [--series 200] [--library FOLDER --truth FILE] [--keep]

Without a folder the messy library is made by `../shared/tools/make-library`, where that is present. Prints seconds,
rates and ratios to a plain recursion over os.scandir with a stat of each file, measured in the same run.
"""

import argparse
import asyncio
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from lobbycard.config import Settings
from lobbycard.core import Core
from lobbycard.model import titles
from lobbycard.model.kinds import Automation, LibraryKind
from lobbycard.paths import Paths
from lobbycard.scan.watch import Timing
from lobbycard.store import exporting, jobs, libraries
from lobbycard.store.scan import scanning
from lobbycard.tasks import following
from lobbycard.tasks.scan_library import ScanLibrary
from lobbycard.tasks.watching import Watcher

MAKER = Path(__file__).resolve().parents[3] / "shared" / "tools" / "make-library"
PARTS = {"Movies": LibraryKind.MOVIE, "TV": LibraryKind.TV}
HOUR = 3_600_000_000_000


def plain(root: str) -> int:
    """The floor: recursion over os.scandir, a stat of each file."""
    count, stack = 0, [root]
    while stack:
        with os.scandir(stack.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    stack.append(entry.path)
                else:
                    entry.stat(follow_symlinks=False)
                    count += 1
    return count


def best(work: Callable[[], object], runs: int = 5) -> float:
    """Seconds of the fastest run."""
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return min(times)


def made(options: argparse.Namespace, scratch: Path) -> tuple[Path, Path | None]:
    """The library to scan, and what is true of it."""
    if options.library:
        return Path(options.library), Path(options.truth) if options.truth else None
    if not MAKER.exists():
        sys.exit("Give a folder with Movies and TV in it: --library FOLDER [--truth FILE]")
    root, truth = scratch / "library", scratch / "truth.jsonl"
    counts = ["--movies", str(options.films), "--series", str(options.series), "--seed", "11"]
    words = [str(MAKER), str(root), *counts, "--nfo", "--art", "--mess", "--truth", str(truth)]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    return root, truth


class Bench:
    """The open program on the library."""

    def __init__(self, core: Core, root: Path) -> None:
        self.core = core
        self.root = root
        self.ids: dict[str, int] = {}

    async def scan(self, **how: Any) -> tuple[float, list[dict[str, Any]]]:
        """Seconds for all libraries, from asking to the end, and the numbers."""
        begin = time.perf_counter()
        asked = [ScanLibrary(library_id=key, **how) for key in self.ids.values()]
        ids = await self.core.enqueue(*asked)
        await self.core.idle()
        seconds = time.perf_counter() - begin
        rows = [await self.core.store.read(jobs.by_id, job_id) for job_id in ids]
        return seconds, [dict(row.details or {}) for row in rows if row is not None]

    async def quickest(self, runs: int = 5, **how: Any) -> float:
        """Seconds that the fastest of some scans took inside, all libraries together."""
        times = []
        for _ in range(runs):
            _, details = await self.scan(**how)
            times.append(sum(float(one["seconds"]) for one in details))
        return min(times)


async def measure(root: Path, truth: Path | None, home: Path) -> None:
    """All figures."""
    floor = best(lambda: plain(str(root)))
    count = sum(plain(str(root / part)) for part in PARTS)
    print(f"plain walk: {count:,} files in {floor:.3f} s ({count / floor:,.0f}/s)")
    paths = Paths.from_environment({"LOBBYCARD_HOME": str(home), "HOME": str(home)})
    core = Core(Settings.model_validate({"scan": {"probe": False}}), paths, kind="bench")
    # Only the scan itself is measured, not what follows from it.
    following.after_scan = _nothing
    await core.start()
    try:
        bench = Bench(core, root)
        for part, kind in PARTS.items():
            library = await core.store.write(libraries.add, str(root / part), kind, automation=Automation.MANUAL)
            bench.ids[part] = library.id
        await _speeds(bench, floor)
        await _arrival(bench)
        # Now: what follows holds the whole library's truth in memory.
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"memory: {own:.0f} MB at most, and {_children():.0f} MB in the largest helper process")
        if truth is not None:
            await _identities(bench, truth)
    finally:
        await core.close()


async def _nothing(*_: object, **__: object) -> None:
    return


def _children() -> float:
    return float(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


async def _speeds(bench: Bench, floor: float) -> None:
    cpu = time.process_time()
    lag = asyncio.create_task(_lag())
    seconds, details = await bench.scan()
    lag.cancel()
    late = lag_of(await asyncio.gather(lag, return_exceptions=True))
    seen, added = (sum(one[name] for one in details) for name in ("seen", "added"))
    print(
        f"first scan: {seconds:.2f} s ({time.process_time() - cpu:.2f} s CPU here), {seen / seconds:,.0f} files/s, "
        f"{added / seconds:,.0f} items/s, {seconds / floor:.0f}x the walk; loop at most {late * 1000:.0f} ms late"
    )
    for library_id in bench.ids.values():
        await bench.core.store.write(_settled, library_id)
    for name, how in (("quick", {"full": False}), ("full", {"full": True})):
        again = await bench.quickest(**how)
        print(f"rescan, nothing changed, {name}: {again:.3f} s, {again / floor:.2f}x the walk")
    _change(bench.root / "Movies", 100)
    seconds, details = await bench.scan(full=False)
    added = sum(one["added"] for one in details)
    print(f"rescan after 100 new films, quick: {seconds:.3f} s, {seconds / floor:.2f}x the walk ({added} new)")


_LATE: list[float] = []


async def _lag() -> None:
    """Note how late a ticker of 5 ms comes."""
    _LATE.clear()
    while True:
        begin = time.perf_counter()
        await asyncio.sleep(0.005)
        _LATE.append(time.perf_counter() - begin - 0.005)


def lag_of(_: object) -> float:
    """The longest delay, but for the worst of a thousand."""
    return sorted(_LATE)[int(len(_LATE) * 0.999)] if _LATE else 0.0


def _settled(session: Any, library_id: int) -> None:
    """As if the library had been quiet for an hour when it was scanned."""
    stamps = scanning.folders(session, library_id)
    later = [stamp._replace(listed_ns=stamp.listed_ns + HOUR) for stamp in stamps]
    scanning.trust_folders(session, library_id, later, [], 0)


def _change(root: Path, count: int) -> None:
    for number in range(count):
        folder = root / f"Sudden Lantern {number} (2019)"
        folder.mkdir()
        (folder / f"Sudden Lantern {number} (2019).mkv").write_bytes(os.urandom(100))


async def _arrival(bench: Bench) -> None:
    """From a file's last write to its item, with the watch's quiet time at a tenth of a second."""
    watcher = Watcher(bench.core.tools, bench.core.enqueue, Timing(quiet=0.1, tick=0.05))
    await watcher.start()
    await asyncio.sleep(4)
    folder = bench.root / "Movies" / "Late Arrival (2020)"
    folder.mkdir()
    (folder / "Late Arrival (2020).mkv").write_bytes(b"late")
    begin = time.perf_counter()
    while time.perf_counter() - begin < 20 and not await bench.core.store.read(_has, "Late Arrival"):
        await asyncio.sleep(0.02)
    print(f"a new film is an item after {time.perf_counter() - begin:.2f} s (quiet time 0.1 s)")
    await watcher.close()
    shutil.rmtree(folder)
    for number in range(100):
        shutil.rmtree(bench.root / "Movies" / f"Sudden Lantern {number} (2019)")


def _has(session: Any, title: str) -> bool:
    from sqlalchemy import select
    from sqlmodel import col

    from lobbycard.model.item import Item

    return session.execute(select(col(Item.id)).where(col(Item.title) == title)).first() is not None


# --- whether it is right -------------------------------------------------------------------------------------------


async def _identities(bench: Bench, truth: Path) -> None:
    said: dict[str, list[dict[str, Any]]] = {}
    for library_id in bench.ids.values():
        after = 0
        while rows := await bench.core.store.read(exporting.page, after, "", library_id):
            after = rows[-1]["id"]
            for row in rows:
                for file in row["files"]:
                    said.setdefault(os.path.relpath(file["path"], bench.root), []).append(row)
    right, wrong = 0, []
    for row in _wanted(bench.root, truth):
        found = _of(said, row["path"])
        if (is_right := _is_right(row, found)) is True:
            right += 1
        else:
            wrong.append((row, found, is_right))
    total = right + len(wrong)
    print(f"identity: {right:,} of {total:,} right ({right / total:.3%})")
    for row, found, _ in wrong:
        told = [{key: one[key] for key in ("title", "year", "series", "season", "episode")} for one in found]
        print("  wrong:", json.dumps(row, ensure_ascii=False), "->", json.dumps(told, ensure_ascii=False))


def _wanted(root: Path, truth: Path) -> Iterator[dict[str, Any]]:
    """The films and episodes that a walk comes to: nothing hidden, nothing below a `.nomedia`, nothing empty."""
    with truth.open(encoding="utf-8", errors="surrogateescape") as lines:
        for line in lines:
            row = json.loads(line)
            parts = row["path"].split("/")
            if row["kind"] not in {"movie", "episode"} or parts[0] not in PARTS or row.get("hidden"):
                continue
            closed = any((root.joinpath(*parts[:depth]) / ".nomedia").exists() for depth in range(1, len(parts)))
            if not closed and os.path.getsize(root / row["path"]):
                yield row


def _of(said: dict[str, list[dict[str, Any]]], path: str) -> list[dict[str, Any]]:
    """The items of a file; one inside a disc's folders belongs to the disc."""
    while path:
        if path in said:
            return said[path]
        path = path.rpartition("/")[0]
        inner = [rows for known, rows in said.items() if known.startswith(path + "/")] if _is_disc(path) else []
        if inner:
            return inner[0]
    return []


def _is_disc(path: str) -> bool:
    return path.rpartition("/")[2].upper() in {"VIDEO_TS", "BDMV", "STREAM"}


def _is_right(row: dict[str, Any], found: list[dict[str, Any]]) -> bool:
    if row["kind"] == "movie":
        return len(found) == 1 and _is_film(row, found[0])
    return bool(found) and all(_is_series(row, one) for one in found) and _has_numbers(row, found)


def _is_film(row: dict[str, Any], one: dict[str, Any]) -> bool:
    if str(one["ids"].get("tmdb", "")) == str(row["tmdb"]):
        return True
    said = str(row["year"]) in row["path"]
    return _is_title(one["title"], row["title"]) and one["year"] == (row["year"] if said else None)


def _is_title(found: str, wanted: str) -> bool:
    """The same letters, whatever a release did to their accents; a name of 255 bytes may have lost its end."""
    one, other = _plain_title(found), _plain_title(wanted)
    return one == other or (len(one) > 150 and other.startswith(one))


def _plain_title(title: str) -> str:
    spread = unicodedata.normalize("NFKD", titles.clean_title(title))
    return "".join(char for char in spread if not unicodedata.combining(char))


def _is_series(row: dict[str, Any], one: dict[str, Any]) -> bool:
    return _is_title(one["series"] or "", row["show"])


def _has_numbers(row: dict[str, Any], found: list[dict[str, Any]]) -> bool:
    numbers = sorted(one["episode"] for one in found if one["episode"] is not None)
    if "date" in row:
        return [one["season"] for one in found] == [int(row["date"][:4])]
    if "absolute" in row:
        return numbers == [row["absolute"]]
    return numbers == sorted(row["episodes"]) and {one["season"] for one in found} == {row["season"]}


def main() -> None:
    """Make, measure, clean up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--films", type=int, default=3000)
    parser.add_argument("--series", type=int, default=200)
    parser.add_argument("--library")
    parser.add_argument("--truth")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-scan-") as scratch:
        root, truth = made(options, Path(scratch))
        asyncio.run(measure(root, truth, Path(scratch) / "home"))


if __name__ == "__main__":
    main()
