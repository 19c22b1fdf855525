"""How fast films are published, a second publish finds nothing to do, and what was published is verified.

    python -m tests.benchmarks.bench_publish [films] [files to verify]

The floor is a plain copy with fsync of the same bytes, file by file, into the same disk; for the verification a walk
with a stat of every file.
"""

import asyncio
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlmodel import Session

sys.path.insert(0, str(Path(__file__).parents[2]))

from lobbycard.config import Settings
from lobbycard.core import Core
from lobbycard.jobs.registry import Request
from lobbycard.model.artwork import Candidate
from lobbycard.model.item import Item
from lobbycard.model.kinds import AssetType, Automation, JobStatus, LibraryKind, SelectedBy
from lobbycard.paths import Paths
from lobbycard.store import blobs, fields, history, jobs, libraries
from lobbycard.store.publish import publish_queue, published, publishing
from lobbycard.tasks import undo_batch
from lobbycard.tasks.publish_many import PublishMany
from lobbycard.tasks.scan_library import ScanLibrary
from lobbycard.tasks.verify_library import VerifyLibrary
from tests.assets import drawing
from tests.tasks.scratch import OFF

TYPES = (AssetType.POSTER, AssetType.FANART, AssetType.CLEARLOGO)


def main() -> None:
    films = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    verify = int(sys.argv[2]) if len(sys.argv) > 2 else 20_000
    for names in ("bare", "auto"):
        asyncio.run(bench(films, names))
    asyncio.run(bench_verify(verify))


@contextmanager
def scratch() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="bench-publish-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


async def bench(count: int, names: str) -> None:
    """Publish, publish again, undo."""
    with scratch() as folder:
        core, library_id = await opened(folder, names)
        await films(core, folder, library_id, count)
        memory = peak()
        first = await run(core, PublishMany(everything=True))
        grown = peak() - memory
        written = files_below(folder / "library", folder)
        floor = copied(written, folder / "floor")
        size = sum(os.path.getsize(path) for path in written)
        print(f"names = {names}: {count:,} films, {len(written):,} files, {size / 1e6:.0f} MB")
        print(
            f"  publish: {first:.1f} s, {count / first:.0f} films/s; copy + fsync: {floor:.1f} s; x {first / floor:.2f}"
        )
        print(f"  memory: {grown / 1e6:.0f} MB more than before (peak {peak() / 1e6:.0f} MB)")
        before = stamps(folder / "library")
        second = await run(core, PublishMany(everything=True))
        same = stamps(folder / "library") == before
        print(f"  again: {second:.1f} s, {count / second:.0f} films/s; every inode and time the same: {same}")
        batch = await core.store.read(history.last_undoable)
        assert batch is not None
        undone = await timed(undo_batch.undo(core.tools, batch))
        print(f"  undo of the batch: {undone:.1f} s, {len(written) / undone:.0f} files/s")
        await core.close()


async def bench_verify(count: int) -> None:
    """Compare what is recorded with what is there."""
    with scratch() as folder:
        core, library_id = await opened(folder, "bare")
        await films(core, folder, library_id, count // 4, small=True)
        await run(core, PublishMany(everything=True))
        total = await core.store.read(published.count, library_id)
        walked = time.perf_counter()
        seen = len(stamps(folder / "library"))
        walked = time.perf_counter() - walked
        checked = await run(core, VerifyLibrary(library_id=library_id))
        deep = await run(core, VerifyLibrary(library_id=library_id, deep=True))
        print(f"verify: {total:,} files {checked:.2f} s; walk with stat of {seen:,} files {walked:.2f} s")
        print(f"  x {checked / walked:.1f}; deep (every byte): {deep:.1f} s; peak {peak() / 1e6:.0f} MB")
        gathered = time.perf_counter()
        everything = await core.store.read(publish_queue.everything, library_id)
        await core.store.read(publishing.gather, everything[:1000])
        print(f"  gather of 1,000 films from the database: {time.perf_counter() - gathered:.2f} s")
        await core.close()


async def opened(folder: Path, names: str) -> tuple[Core, int]:
    settings = Settings.model_validate({"providers": OFF, "scan": {"probe": False}, "publish": {"names": names}})
    core = Core(settings, Paths.below(folder / "home"))
    await core.start()
    (folder / "library").mkdir()
    library = await core.store.write(
        libraries.add, str(folder / "library"), LibraryKind.MOVIE, automation=Automation.MANUAL
    )
    return core, library.id


async def films(core: Core, folder: Path, library_id: int, count: int, *, small: bool = False) -> None:
    """Curated films with pictures in the cache, each its own."""
    for number in range(count):
        name = f"Film {number:05d} ({1950 + number % 70})"
        path = folder / "library" / name / f"{name}.mkv"
        path.parent.mkdir()
        path.write_bytes(name.encode())
    await run(core, ScanLibrary(library_id=library_id))
    ids = await core.store.read(item_ids)
    size = 200 if small else 90_000
    bases = {
        AssetType.POSTER: drawing.jpeg(1, (60, 90) if small else (600, 900)),
        AssetType.FANART: drawing.jpeg(2, (160, 90) if small else (1280, 720)),
        AssetType.CLEARLOGO: drawing.encoded(drawing.logo((80, 31) if small else (800, 310)), "PNG"),
    }
    for start in range(0, len(ids), 200):
        portion = ids[start : start + 200]
        infos = await core.tools.in_thread(made, core, bases, portion, size)
        await core.store.write(curate, portion, infos)


def made(core: Core, bases: dict[AssetType, bytes], ids: list[int], size: int) -> dict[int, dict[AssetType, Any]]:
    """Pictures that differ in bytes that no decoder minds."""
    return {
        item_id: {
            asset_type: asdict(core.tools.blobs.put_bytes(varied(data, item_id, size)))
            for asset_type, data in bases.items()
        }
        for item_id in ids
    }


def varied(data: bytes, number: int, size: int) -> bytes:
    """Another picture: its quantisation or palette is not touched, a harmless chunk tells them apart."""
    import struct
    import zlib

    if data.startswith(b"\x89PNG"):
        chunk = b"pHYs" + struct.pack(">IIB", 2835 + number, 2835, 1)
        return data[:33] + struct.pack(">I", 9) + chunk + struct.pack(">I", zlib.crc32(chunk)) + data[33:]
    app0 = data[:2] + b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x01" + struct.pack(">HH", 1 + number % 60000, 72) + b"\0\0"
    rest = data[2:]
    if rest.startswith(b"\xff\xe0"):
        rest = rest[2 + int.from_bytes(rest[2:4], "big") :]
    return app0 + rest


def item_ids(session: Session) -> list[int]:
    from sqlmodel import select

    return list(session.exec(select(Item.id).where(Item.kind == "movie").order_by(Item.id)))  # type: ignore[arg-type]


def curate(session: Session, ids: list[int], infos: dict[int, dict[AssetType, Any]]) -> None:
    from lobbycard.model.kinds import ItemState

    for item_id in ids:
        words = {"plot": f"A harbour at night, number {item_id}.", "genres": ["Drama", "Noir"], "runtime": 100}
        cast = [{"name": f"Person {item_id % 500 + n}", "role": f"Role {n}"} for n in range(8)]
        fields.edit(session, item_id, {**words, "cast": cast, "ids": {"tmdb": str(item_id)}})
        for asset_type, info in infos[item_id].items():
            candidate = Candidate(
                item_id=item_id,
                asset_type=asset_type,
                provider="user",
                url=f"user:{info['sha256']}",
                blob_id=blobs.put(session, info),
                is_selected=True,
                selected_by=SelectedBy.USER,
            )
            session.add(candidate)
        item = session.get(Item, item_id)
        assert item is not None
        item.state = ItemState.SELECTED


async def run(core: Core, request: Request) -> float:
    """Until nothing is left to do; gives the seconds of the job itself: what it wrote is scanned beside it."""
    ids = await core.enqueue(request)
    await core.idle()
    row = await core.store.read(jobs.by_id, ids[0])
    assert row is not None
    assert row.status is JobStatus.COMPLETED, row.error
    assert row.finished_at is not None
    assert row.started_at is not None
    return (row.finished_at - row.started_at).total_seconds()


async def timed(work: Awaitable[Any]) -> float:
    started = time.perf_counter()
    await work
    return time.perf_counter() - started


def files_below(root: Path, folder: Path) -> list[Path]:
    """What was written: everything but the videos."""
    return [
        path for path in root.rglob("*") if path.is_file() and path.suffix != ".mkv" and ".lobbycard" not in path.parts
    ]


def copied(files: list[Path], target: Path) -> float:
    """The floor: the same bytes, one file after the other, each synced."""
    started = time.perf_counter()
    for path in files:
        place = target / path.parent.name / path.name
        place.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "rb") as source, open(place, "wb") as copy:
            shutil.copyfileobj(source, copy)
            copy.flush()
            os.fsync(copy.fileno())
    return time.perf_counter() - started


def stamps(root: Path) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.join(folder, name)
            info = os.lstat(path)
            found[path] = (info.st_ino, info.st_mtime_ns)
    return found


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    main()
