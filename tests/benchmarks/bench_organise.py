"""File operations against their floor: `python tests/benchmarks/bench_organise.py [--items 1000] [--at FOLDER]`.

Writes NFO, poster, fanart and logo of each item through the journal, and the same bytes by a plain write + fsync;
replaces half of them; undoes the batch; and prints rates, ratios and the memory in use.
"""

import argparse
import os
import resource
import shutil
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from lobbycard.model.kinds import LibraryKind
from lobbycard.organise import bins, files, lock, plan, undo
from lobbycard.organise.apply import apply
from lobbycard.organise.plan import Plan, Source, Step
from lobbycard.organise.site import Site
from lobbycard.store import history, libraries, operations
from lobbycard.store.database import Store
from lobbycard.tasks.applying import StoredJournal

KINDS = {"movie.nfo": 6_000, "poster.jpg": 180_000, "fanart.jpg": 420_000, "clearlogo.png": 40_000}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=250)
    parser.add_argument("--at", default=None, help="a folder on the disk that is to be measured")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench-organise-", dir=options.at))
    try:
        _measure(folder, options.items)
    finally:
        shutil.rmtree(folder)


def _measure(folder: Path, items: int) -> None:
    blobs = _blobs(folder)
    total = items * len(KINDS)
    print(f"{items:,} items, {total:,} files, {items * sum(KINDS.values()) / 1e6:,.0f} MB in {folder}")
    floor = _timed("plain write + fsync + rename", total, lambda: _plain(folder / "plain", items, blobs))
    _timed(
        "the same and fsync of each folder", total, lambda: _plain(folder / "plain2", items, blobs, synced=True), floor
    )
    root = folder / "library"
    for number in range(items):
        (root / f"Film {number}").mkdir(parents=True)
    store = Store(f"sqlite:///{folder / 'data.db'}")
    library = store.write_now(libraries.add, str(root), LibraryKind.MOVIE)
    before = _memory()
    made = _plan(root, items, blobs, library.id, "publish")
    _timed("apply: all new", total, lambda: _apply(store, made, "publish"), floor)
    again = _plan(root, items, blobs, library.id, "again", changed=True)
    _timed("apply: half replaced, old ones to the bin", total // 2, lambda: _apply(store, again, "again"), floor)
    _timed("plan of the undo", total // 2, lambda: _inverse(store, str(root), library.id, "again", "u1"))
    _timed("undo of that batch", total // 2, lambda: _undo(store, str(root), library.id, "again", "u1"), floor)
    _timed("undo of the first batch", total, lambda: _undo(store, str(root), library.id, "publish", "u2"), floor)
    print(f"memory: {_memory() - before:,.1f} MB more than before the first plan ({_memory():,.1f} MB in all)")
    store.close()


def _blobs(folder: Path) -> dict[str, tuple[Source, Source]]:
    found = {}
    for name, size in KINDS.items():
        pair = []
        for version in ("a", "b"):
            path = folder / f"{version}-{name}"
            path.write_bytes(os.urandom(size))
            pair.append(Source(str(path), files.sha256_of(str(path)), size))
        found[name] = (pair[0], pair[1])
    return found


def _plain(root: Path, items: int, blobs: dict[str, tuple[Source, Source]], *, synced: bool = False) -> None:
    for number in range(items):
        folder = root / f"Film {number}"
        folder.mkdir(parents=True)
        for name, (source, _) in blobs.items():
            with open(source.path, "rb") as reader, open(folder / f".{name}", "xb") as writer:
                writer.write(reader.read())
                writer.flush()
                os.fsync(writer.fileno())
            os.rename(folder / f".{name}", folder / name)
        if synced:
            files.sync_folder(str(folder))


def _plan(
    root: Path,
    items: int,
    blobs: dict[str, tuple[Source, Source]],
    library_id: int,
    batch: str,
    *,
    changed: bool = False,
) -> Plan:
    steps: list[Step] = []
    for number in range(items):
        for name, (first, second) in list(blobs.items())[: len(blobs) // 2 if changed else None]:
            path = str(root / f"Film {number}" / name)
            seen = files.fingerprint(path) if changed else None
            steps.append(plan.write(path, second if changed else first, expected=seen))
    return Plan(str(root), tuple(steps), batch, "Published", library_id)


def _site(store: Store, root: str, batch: str = "") -> Site:
    change = history.by_user("publish", batch) if batch else None
    return Site(bins.of_library(root, "library"), StoredJournal(store, timedelta(days=30), change, "Published"))


def _apply(store: Store, made: Plan, batch: str) -> None:
    with lock.held(made.root):
        apply(made, _site(store, made.root, batch))


def _inverse(store: Store, root: str, library_id: int, batch: str, name: str) -> Plan:
    return undo.inverse(store.read_now(operations.in_effect, batch), root, name, "Undo", library_id)


def _undo(store: Store, root: str, library_id: int, batch: str, name: str) -> None:
    with lock.held(root):
        apply(_inverse(store, root, library_id, batch, name), _site(store, root))


def _timed(what: str, count: int, work: "object", floor: float | None = None) -> float:
    """Seconds for each file."""
    assert callable(work)
    start = time.perf_counter()
    work()
    each = (time.perf_counter() - start) / count
    ratio = f", {each / floor:.2f} times the floor" if floor else ""
    print(f"{what:<45} {1 / each:>9,.0f} files/s  {each * 1e3:>7.2f} ms each{ratio}")
    return each


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
