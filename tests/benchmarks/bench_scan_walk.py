"""How fast a library is walked, against a plain recursion over os.scandir with a stat of each file.

    python tests/benchmarks/bench_scan_walk.py [FOLDER]

Without a folder a library of 4,000 films and 400 series with empty files is made. Prints seconds and ratios; each
figure is the best of several runs.
"""

import functools
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from lobbycard.identify import names
from lobbycard.model.kinds import LibraryKind
from lobbycard.scan import group, tree, walk
from lobbycard.scan.walk import FolderListing, FolderStamp

RUNS = 5
SIDECARS = ("-poster.jpg", "-fanart.jpg", ".nfo", ".en.srt")


def make(root: Path) -> None:
    """Films in folders of their own, series with seasons, four sidecars for each video."""
    for number in range(4000):
        fill(root / "Movies" / f"Quiet Harbour {number} (2001)", [f"Quiet Harbour {number} (2001)"])
    for show in range(400):
        for season in range(1, 4):
            stems = [f"North Quay {show} - S{season:02}E{episode:02}" for episode in range(1, 11)]
            fill(root / "TV" / f"North Quay {show}" / f"Season {season:02}", stems)


def fill(folder: Path, stems: list[str]) -> None:
    """Files of one byte."""
    folder.mkdir(parents=True)
    for stem in stems:
        for tail in (".mkv", *SIDECARS):
            (folder / f"{stem}{tail}").write_bytes(b"x")


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


def best(work: Callable[[], object]) -> float:
    """Seconds of the fastest run."""
    times = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return min(times)


def stamps(listings: list[FolderListing]) -> dict[str, FolderStamp]:
    """As if the library had been quiet for an hour when it was walked."""
    later = 3_600_000_000_000
    return {
        one.path: one.stamp._replace(listed_ns=one.stamp.listed_ns + later) for one in listings if one.stamp is not None
    }


def drain(root: str, known: dict[str, FolderStamp] | None = None, full: bool = True) -> int:
    """A walk whose listings are not kept."""
    return sum(len(listing.entries) for listing in walk.walk(root, known, full=full))


def measure(root: str) -> None:
    """All figures of one library."""
    listings = list(walk.walk(root))
    known = stamps(listings)
    files = plain(root)
    floor = best(lambda: plain(root))
    full = best(lambda: drain(root))
    quick = best(lambda: drain(root, known, full=False))
    print(f"{files} files in {len(listings)} folders")
    print(f"scandir + stat        {floor:7.3f} s  {files / floor:9,.0f} files/s")
    print(f"full walk             {full:7.3f} s  {files / full:9,.0f} files/s  {full / floor:5.2f} x")
    print(f"quick, nothing new    {quick:7.3f} s  {len(listings) / quick:9,.0f} folders/s {quick / floor:4.2f} x")
    changed(root, known, floor)
    grouping(root, listings, floor)


def changed(root: str, known: dict[str, FolderStamp], floor: float) -> None:
    """A quick walk after a file was added in each of 100 folders."""
    chosen = [path for path in sorted(known) if path][:: max(1, len(known) // 100)][:100]
    made = [Path(root, path, "added.bench") for path in chosen]
    for file in made:
        file.write_bytes(b"x")
    seconds = best(lambda: drain(root, known, full=False))
    print(f"quick, 100 new files  {seconds:7.3f} s  {seconds / floor:29.2f} x")
    for file in made:
        file.unlink()


def grouping(root: str, listings: list[FolderListing], floor: float) -> None:
    """From listings to items, names read for real."""
    for top, kind in (("Movies", LibraryKind.MOVIE), ("TV", LibraryKind.TV)):
        inside = [
            one._replace(path=one.path[len(top) :].lstrip("/"))
            for one in listings
            if one.path == top or one.path.startswith(top + "/")
        ]
        files = sum(len(one.entries) for one in inside)
        if not files:
            continue
        begin = time.perf_counter()
        groups = group.group(inside, kind, names)
        seconds = time.perf_counter() - begin
        items = sum(len(one.units) for one in groups)
        print(f"group {top:8}        {seconds:7.3f} s  {files / seconds:9,.0f} files/s  {items} items")
        unit = groups[len(groups) // 2].root
        again = best(functools.partial(regroup, os.path.join(root, top), unit, kind))
        print(f"rescan of one folder  {again * 1000:7.2f} ms")


def regroup(root: str, unit: str, kind: LibraryKind) -> list[group.Group]:
    """Walk and group one unit root."""
    found = walk.walk(root, start=[unit], enter=lambda path: tree.unit_root(path, kind) == unit)
    return group.group(found, kind, names)


def main() -> None:
    """Measure the folder given or one made for it."""
    if len(sys.argv) > 1:
        measure(sys.argv[1])
    else:
        with tempfile.TemporaryDirectory() as folder:
            make(Path(folder))
            measure(folder)
    print(f"memory, all listings kept: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
