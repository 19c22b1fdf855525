"""What was cut off goes on at the next scan, from where it was."""

from pathlib import Path

import pytest

from lobbycard.model.kinds import Automation, ItemState, JobStatus
from lobbycard.store import blobs, items, jobs, libraries
from lobbycard.tasks.scan_library import ScanLibrary
from tests.providers import server as faults
from tests.providers.conftest import QuickClock
from tests.providers.server import Fault, ProviderServer
from tests.tasks.conftest import Desk, opened, provider_settings

SCAN = {"probe": False}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are tried again at once: what is tested is where that leads."""
    from lobbycard.jobs import runner

    monkeypatch.setattr(runner, "BACKOFF", 0.01)


async def _shelf(desk: Desk, server: ProviderServer, automation: Automation = Automation.HYBRID) -> int:
    """A library with one film, not scanned yet."""
    library = await desk.library(automation=automation)
    root = Path((await desk.store.read(libraries.by_id, library)).path)
    movie = server.catalogue.movies[1000]
    name = f"{movie.title} ({movie.year})"
    (root / name).mkdir()
    (root / name / f"{name}.mkv").write_bytes(b"no film at all")
    return library


async def _state(desk: Desk) -> tuple[ItemState, int]:
    """The film's state, and how many of its pictures are in the cache."""
    (item_id,) = await desk.store.read(items.ids, items.ListQuery())
    left = await desk.store.read(blobs.wanted, [item_id], again=True)
    return (await desk.get(item_id)).state, len(left)


@pytest.mark.parametrize(
    ("pattern", "fault", "stuck"),
    [
        ("/tmdb/movie/*", faults.status(401), ItemState.ERROR_PROVIDER),
        ("/tmdb/movie/*", faults.web_page(200), ItemState.ERROR_PROVIDER),
        ("/tmdb/movie/*", faults.hang_up(), ItemState.ERROR_NETWORK),
        ("/tmdb/search/*", faults.status(404), ItemState.ERROR_PROVIDER),
        ("/images/*", faults.status(500), ItemState.SELECTED),
        ("/images/*", faults.hang_up(), ItemState.SELECTED),
    ],
)
async def test_the_next_scan_goes_on_where_trouble_ended(
    pattern: str, fault: Fault, stuck: ItemState, server: ProviderServer, tmp_path: Path
) -> None:
    sections = provider_settings(server, "tmdb")
    server.fail(pattern, fault)
    async with opened(tmp_path, sections, clock=QuickClock(), scan=SCAN) as desk:
        library = await _shelf(desk, server)
        await desk.run(ScanLibrary(library_id=library))
        state, left = await _state(desk)
        assert state is stuck
        assert (left > 0) == (stuck is ItemState.SELECTED)
        assert [row for row in await desk.all_jobs() if row.status is JobStatus.FAILED]
    server.heal()
    async with opened(tmp_path, sections, clock=QuickClock(), scan=SCAN) as desk:
        await desk.run(ScanLibrary(library_id=library))
        assert await _state(desk) == (ItemState.SELECTED, 0)
        server.forget()
        await desk.run(ScanLibrary(library_id=library))
        assert server.log == [], "what is done is not asked about again"


async def test_a_library_that_is_given_automation_later_catches_up(server: ProviderServer, tmp_path: Path) -> None:
    async with opened(tmp_path, provider_settings(server, "tmdb"), clock=QuickClock(), scan=SCAN) as desk:
        library = await _shelf(desk, server)
        await desk.store.write(libraries.update, library, {"auto_select": False})
        await desk.run(ScanLibrary(library_id=library))
        assert (await _state(desk))[0] is ItemState.ENRICHED
        await desk.store.write(libraries.update, library, {"auto_select": None})
        await desk.run(ScanLibrary(library_id=library))
        assert await _state(desk) == (ItemState.SELECTED, 0)


async def test_what_is_put_off_for_an_hour_is_told_and_not_waited_for(server: ProviderServer, tmp_path: Path) -> None:
    server.fail("/tmdb/*", faults.status(429, retry_after="3600"))
    async with opened(tmp_path, provider_settings(server, "tmdb"), clock=QuickClock(), scan=SCAN) as desk:
        library = await _shelf(desk, server)
        began = (await desk.store.read(libraries.by_id, library)).created_at
        await desk.core.enqueue(ScanLibrary(library_id=library))
        await desk.core.idle(patience=60)
        told = await desk.store.read(jobs.since, began)
        (late,) = [row for row in told if row.went_wrong]
        assert (late.type, late.status) == ("IdentifyItem", JobStatus.PENDING)
        assert "fewer requests" in late.error
