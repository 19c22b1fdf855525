"""Libraries are scanned by themselves: when something changes, at start, by the clock."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from lobbycard.events import Event, Notice
from lobbycard.model.kinds import Trigger
from lobbycard.scan.hold import Changed
from lobbycard.scan.watch import Timing
from lobbycard.store import libraries, schedules
from lobbycard.tasks import watching
from lobbycard.tasks.scan_library import ScanLibrary
from lobbycard.tasks.watching import Watcher
from tests.scan import inotify
from tests.tasks.scan_shelf import Shelf, second, shelf

FAST = Timing(quiet=0.2, longest=5.0, poll=0.3, guard=0.2, tick=0.05)


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + 60
    while not await true():
        assert time.monotonic() < end, "it never was so"
        await asyncio.sleep(0.05)


async def has(place: Shelf, *titles: str) -> bool:
    """Whether these are the films."""
    return await place.titles() == list(titles)


async def test_a_film_that_arrives_is_found_and_one_that_goes_is_missed(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        watcher = Watcher(place.desk.tools, place.desk.core.enqueue, FAST)
        await watcher.start()
        await inotify.until_watched(place.root)
        place.put("Quiet Harbour (1999)/Quiet Harbour (1999).mkv")
        await until(lambda: has(place, "Quiet Harbour (1999)"))
        place.drop("Quiet Harbour (1999)")
        await until(lambda: has(place))
        triggers = {job.trigger for job in await place.desk.all_jobs() if job.type == "ScanLibrary"}
        assert triggers == {Trigger.WATCH}
        await watcher.close()


async def test_a_library_that_goes_away_and_comes_back_is_scanned_whole(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        place.put("Quiet Harbour (1999)/Quiet Harbour (1999).mkv")
        await place.scan()
        heard: list[Event] = []
        place.desk.core.events.connect(heard.append)
        watcher = Watcher(place.desk.tools, place.desk.core.enqueue, FAST)
        await watcher.start()
        await inotify.until_watched(place.root)
        os.rename(place.root, tmp_path / "away")
        await until(lambda: _is_told(heard, "is not there"))
        assert await has(place, "Quiet Harbour (1999)")
        (tmp_path / "away" / "Tide (2010)").mkdir()
        (tmp_path / "away" / "Tide (2010)" / "Tide (2010).mkv").write_bytes(b"water")
        os.rename(tmp_path / "away", place.root)
        await until(lambda: has(place, "Quiet Harbour (1999)", "Tide (2010)"))
        await watcher.close()


async def test_libraries_that_come_and_go_are_watched_and_let_go(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        watcher = Watcher(place.desk.tools, place.desk.core.enqueue, FAST)
        await watcher.start()
        await until(lambda: _is_watching(watcher, 1))
        other = await second(place.desk, tmp_path / "other")
        await until(lambda: _is_watching(watcher, 2))
        await inotify.until_watched(place.root, tmp_path / "other")
        other.put("Tide (2010)/Tide (2010).mkv")
        await until(lambda: has(other, "Tide (2010)"))
        await place.desk.store.write(libraries.update, other.library_id, {"watch": False})
        await until(lambda: _is_watching(watcher, 1))
        await watcher.close()


async def test_a_library_is_scanned_at_start_and_by_its_own_clock(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        place.put("Quiet Harbour (1999)/Quiet Harbour (1999).mkv")
        new = {"scan_on_startup": True, "watch": False, "auto_scan_interval": 30}
        await place.desk.store.write(libraries.update, place.library_id, new)
        watcher = Watcher(place.desk.tools, place.desk.core.enqueue, FAST)
        await watcher.start()
        await until(lambda: has(place, "Quiet Harbour (1999)"))

        async def scheduled() -> bool:
            rows = await place.desk.store.read(schedules.all_of)
            return [row.interval for row in rows if row.name.startswith("scan.")] == [1800]

        await until(scheduled)
        await place.desk.store.write(libraries.update, place.library_id, {"auto_scan_interval": None})

        async def forgotten() -> bool:
            return not [row for row in await place.desk.store.read(schedules.all_of) if row.name.startswith("scan.")]

        await until(forgotten)
        await watcher.close()


async def _is_told(heard: list[Event], words: str) -> bool:
    return any(isinstance(event, Notice) and words in event.message for event in heard)


async def _is_watching(watcher: Watcher, count: int) -> bool:
    return len(watcher.watched) == count


def test_many_changed_folders_are_one_look_at_the_whole() -> None:
    few = frozenset(Changed("/films", f"Film {number}") for number in range(3))
    many = frozenset(Changed("/films", f"Film {number}") for number in range(100))
    assert watching.requests(few, {"/films": 7}.get) == [
        ScanLibrary(library_id=7, folders=("Film 0", "Film 1", "Film 2"))
    ]
    assert watching.requests(many, {"/films": 7}.get) == [ScanLibrary(library_id=7)]
    assert watching.requests(frozenset({Changed("/films", "", everything=True)}), {"/films": 7}.get) == [
        ScanLibrary(library_id=7)
    ]
    assert watching.requests(few, {"/other": 7}.get) == []
