"""A scan that is cancelled, killed, repeated or run twice at once ends in the database of one clean scan."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import update
from sqlmodel import Session, col

from lobbycard.model.found import FoundUnit, Stamp
from lobbycard.model.job import Job
from lobbycard.model.kinds import LibraryKind
from lobbycard.model.preference import Preference
from lobbycard.store import jobs
from lobbycard.store.history import Change
from lobbycard.store.scan import scanning
from lobbycard.store.scan.scanning import Bounds
from lobbycard.tasks import scan_library
from lobbycard.tasks.scan_library import ScanLibrary
from lobbycard.tasks.scanning import grouping, looking
from lobbycard.tasks.scanning.looking import Place
from tests.tasks.conftest import opened
from tests.tasks.scan_shelf import MOVIE_NFO, Shelf, shelf


def fill(place: Shelf) -> None:
    """Films in folders of folders, with what lies beside them."""
    for number in range(120):
        name = f"Film {number:03} ({1950 + number % 70})"
        folder = f"{'ABC'[number % 3]}/{number % 7}/{name}"
        place.put(f"{folder}/{name}.mkv", f"video {number}".encode() * 5)
        place.put(f"{folder}/{name}.en.srt", f"text {number}")
        nfo = MOVIE_NFO.format(title=f"Film {number:03}", year=1950 + number % 70, plot=f"Plot {number}")
        place.put(f"{folder}/movie.nfo", nfo)
    place.put("A/odd.xyz", b"?")


async def clean_dump(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """What one clean scan gives."""
    async with shelf(folder) as place:
        fill(place)
        await place.scan()
        return without_stamps(await place.dump())


def without_stamps(dump: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[tuple[Any, ...]]]:
    """Fingerprints hold the times of files, which differ between two folders."""
    return dump | {"scanned_folder": [row[:2] for row in dump["scanned_folder"]]}


@pytest.mark.parametrize("full", [True, False])
async def test_a_cancelled_scan_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, full: bool
) -> None:
    monkeypatch.setattr(scan_library, "BATCH_FILES", 20)
    wanted = await clean_dump(tmp_path / "clean")
    async with shelf(tmp_path / "dirty") as place:
        fill(place)
        old = time.time() - 500
        for folder, _, _ in os.walk(place.root):
            os.utime(folder, (old, old))
        for number in range(6):
            (job_id,) = await place.desk.core.enqueue(ScanLibrary(library_id=place.library_id, full=full))
            await asyncio.sleep(0.02 + 0.04 * number)
            await place.desk.core.cancel([job_id])
            await asyncio.wait_for(place.desk.core.idle(), 30)
        await place.scan(full=full)
        assert without_stamps(await place.dump()) == wanted


async def test_two_scans_at_once_are_one_scan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan_library, "BATCH_FILES", 20)
    wanted = await clean_dump(tmp_path / "clean")
    async with shelf(tmp_path / "dirty", jobs={"files": 4}) as place:
        fill(place)
        requests = [
            ScanLibrary(library_id=place.library_id),
            ScanLibrary(library_id=place.library_id, full=True),
            ScanLibrary(library_id=place.library_id, folders=("A",)),
            ScanLibrary(library_id=place.library_id, folders=("B", "C/1")),
        ]
        rows = await place.desk.run(*requests)
        assert [row.error for row in rows] == [""] * 4
        assert without_stamps(await place.dump()) == wanted


def test_a_killed_scan_goes_on_where_it_was(tmp_path: Path) -> None:
    root = tmp_path / "shelf"
    home = tmp_path / "home"
    shelf_of = Shelf(None, root, 0)  # type: ignore[arg-type]  # only its folder is used
    fill(shelf_of)
    run(home, "library", "add", str(root), "--kind", "movie", "--automation", "manual")
    for number in range(5):
        command = [sys.executable, "-m", "lobbycard", "--once"]
        process = subprocess.Popen(command, env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.5 + 0.2 * number)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert run(home, "--once").returncode == 0
    wanted = asyncio.run(clean_dump(tmp_path / "clean"))
    assert without_stamps(asyncio.run(dump_of(home))) == wanted


async def dump_of(home: Path) -> dict[str, list[tuple[Any, ...]]]:
    """What a database holds."""
    from lobbycard.store.database import Store
    from tests.tasks.scan_shelf import dump

    store = Store(f"sqlite:///{home}/data/lobbycard.db")
    found = await store.read(dump)
    assert not await store.read(jobs.is_open)
    store.close()
    return found


def environment(home: Path) -> dict[str, str]:
    """Settings of its own; no probing."""
    return {**os.environ, "LOBBYCARD_HOME": str(home), "LOBBYCARD_SCAN__PROBE": "false"}


def run(home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """The program."""
    command = [sys.executable, "-m", "lobbycard", *words]
    return subprocess.run(command, env=environment(home), capture_output=True, text=True, timeout=120, check=False)


async def test_what_a_killed_scan_left_undone_is_done_after_its_next_run(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        place.put("A Film (2001)/A Film (2001).mkv")
        await place.scan()
    # Everything is applied; that the videos are to be looked into was never asked for.
    async with opened(tmp_path, work=False) as desk:
        (job_id,) = await desk.core.enqueue(ScanLibrary(library_id=place.library_id))
        await desk.store.write(tried_before, job_id)
    async with opened(tmp_path) as desk:
        await asyncio.wait_for(desk.core.idle(), 60)
        assert "ProbeFiles" in [job.type for job in await desk.all_jobs()]


async def test_a_full_scan_asks_for_what_was_never_done(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        place.put("A Film (2001)/A Film (2001).mkv")
        await place.scan()
    async with opened(tmp_path) as desk:
        await desk.run(ScanLibrary(library_id=place.library_id, full=True))
        assert "ProbeFiles" in [job.type for job in await desk.all_jobs()]


def tried_before(session: Session, job_id: int) -> None:
    """As a job is that was given back to the queue after its worker was killed."""
    session.execute(update(Job).where(col(Job.id) == job_id).values(attempts=1))


@pytest.mark.parametrize("is_sure", [True, False])
async def test_a_scan_that_looked_earlier_and_ended_later_is_set_right_by_the_next(
    tmp_path: Path, is_sure: bool
) -> None:
    async with shelf(tmp_path) as place:
        place.put("A Film (2001)/A Film (2001).mkv")
        place.put("Gone Soon (2002)/Gone Soon (2002).mkv")
        slow = earlier_look(place)
        place.put("A Film (2001)/A Film (2001) - 4K.mkv")
        place.drop("Gone Soon (2002)")
        await place.scan()
        wanted = await place.roles()
        await place.desk.store.write(
            scanning.apply_units,
            place.library_id,
            slow.found,
            Preference(),
            Change("a", "scan", "a"),
            Bounds(),
            slow.stamps if is_sure else [scan_library.unsettled(stamp) for stamp in slow.stamps],
        )
        assert await place.roles() != wanted
        await place.scan()
        assert await place.roles() == wanted


class Look(NamedTuple):
    """What a scan knows before it writes."""

    found: list[FoundUnit]
    stamps: list[Stamp]


def earlier_look(place: Shelf) -> Look:
    """Walk, list and group, as a scan does."""
    where = Place(str(place.root), LibraryKind.MOVIE, full=True)
    walked = looking.look(where, [], Quiet())
    units = looking.units_of(where, walked, Quiet())
    return Look(grouping.group(str(place.root), LibraryKind.MOVIE, units).units, list(walked.stamps.values()))


class Quiet:
    """Hears how far a scan is."""

    cancelled = False

    def checkpoint(self) -> None:
        """Nobody ends it."""

    def progress(self, done: int | None = None, total: int | None = None, message: str = "") -> None:
        """Nobody looks."""
