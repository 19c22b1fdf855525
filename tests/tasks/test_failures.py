"""Every kind of trouble on the way to a provider ends as a clear state of job and item, and the rest goes on."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from lobbycard.model.kinds import AssetFailure, AssetType, Automation, ItemState, JobStatus, Trigger
from lobbycard.store import artwork, items
from lobbycard.tasks.enrich_item import EnrichItem
from lobbycard.tasks.fetch_art import FetchArt
from lobbycard.tasks.identify_item import IdentifyItem
from tests.providers import server as faults
from tests.providers.conftest import QuickClock
from tests.providers.server import Fault, ProviderServer
from tests.tasks.conftest import Desk, opened, provider_settings

JSON = {"Content-Type": "application/json"}
NULLS = b'{"id": 1000, "title": null, "overview": null, "genres": null, "images": {"posters": [null, 7, {}]}}'
NONSENSE = b'{"id": 1000, "title": {"a": 1}, "runtime": "long", "status": "Sleeping", "credits": [], "images": "none"}'

ANSWERED: dict[str, Fault] = {
    "null fields": Fault(200, NULLS, JSON),
    "wrong types": Fault(200, NONSENSE, JSON),
}
NETWORK: dict[str, Fault] = {
    "500": faults.status(500),
    "503": faults.status(503),
    "429 without a word": faults.status(429),
    "429 with a wait": faults.status(429, retry_after="0"),
    "hung up": faults.hang_up(),
    "200 with a web page": faults.web_page(200),
    "403 with a web page": faults.web_page(403),
    "redirect elsewhere": faults.redirect("http://elsewhere.invalid/"),
}
HELD = frozenset(NETWORK) - {"429 without a word", "429 with a wait"}
"""After eight of these the provider is away: its jobs wait for it, and have not failed."""
PROVIDER: dict[str, Fault] = {
    "401": faults.status(401),
    "403": faults.status(403),
    "invalid JSON": Fault(200, b"{not json", JSON),
    "cut off": faults.truncated(),
    "empty": faults.empty(),
    "a list": Fault(200, b"[]", JSON),
    "null": Fault(200, b"null", JSON),
    "redirect to a file": faults.redirect("file:///etc/passwd"),
    "endless": faults.endless_body(),
    "400": faults.status(400),
}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are tried again at once: what is tested is where that leads."""
    from lobbycard.jobs import endings
    from lobbycard.tasks import fetch_art

    monkeypatch.setattr(endings, "BACKOFF", 0.01)
    monkeypatch.setattr(fetch_art, "FIRST_WAIT", 0.01)


async def _identified(desk: Desk, server: ProviderServer, number: int = 1000) -> int:
    movie = server.catalogue.movies[number]
    item_id = await desk.item(movie.title, movie.year, ids={"tmdb": str(number)})
    (job,) = await desk.run(IdentifyItem(item_id=item_id))
    assert job.status is JobStatus.COMPLETED, job.error
    return item_id


@pytest.mark.parametrize("name", [*NETWORK, *PROVIDER])
async def test_a_provider_in_trouble_leaves_a_clear_state(name: str, server: ProviderServer, tmp_path: Path) -> None:
    fault = NETWORK.get(name) or PROVIDER[name]
    async with opened(tmp_path, provider_settings(server, "tmdb"), clock=QuickClock()) as desk:
        item_id = await desk.item("Bright Harbour", 1999, ids={"tmdb": "1000"}, library_id=await desk.library())
        fine = await _identified(desk, server, 1001)
        server.fail("/tmdb/movie/1000", fault)
        (job,) = await desk.run(IdentifyItem(item_id=item_id), trigger=Trigger.USER)
        item = await desk.get(item_id)
        expected = ItemState.ERROR_NETWORK if name in NETWORK else ItemState.ERROR_PROVIDER
        # Searching goes on without the id; what is said of the item is that somebody could not be asked.
        assert item.state in {expected, ItemState.NEEDS_IDENTIFICATION}, (item.state, job.error, job.result)
        assert job.status in {JobStatus.PENDING, JobStatus.FAILED, JobStatus.COMPLETED}
        assert "TMDB" in (job.error or job.result)
        assert "Traceback" not in job.error
        assert "unexpectedly" not in job.error
        if name not in {"401", "403"}:
            # Tried so often, the provider would be left alone for a quarter of a minute.
            desk.tools.providers.reset()
            (other,) = await desk.run(EnrichItem(item_id=fine))
            assert other.status is JobStatus.COMPLETED, other.error
            assert (await desk.get(fine)).state is ItemState.ENRICHED


@pytest.mark.parametrize("name", [*NETWORK, *PROVIDER])
async def test_metadata_that_cannot_be_fetched_leaves_the_item_to_go_on(
    name: str, server: ProviderServer, tmp_path: Path
) -> None:
    async with opened(tmp_path, provider_settings(server, "tmdb"), clock=QuickClock()) as desk:
        item_id = await _identified(desk, server)
        await desk.forget_answers()
        server.fail("/tmdb/movie/1000", NETWORK.get(name) or PROVIDER[name])
        (job,) = await desk.run(EnrichItem(item_id=item_id, refresh=True))
        item = await desk.get(item_id)
        assert job.status is (JobStatus.PENDING if name in HELD else JobStatus.FAILED)
        assert item.state is (ItemState.ERROR_NETWORK if name in NETWORK else ItemState.ERROR_PROVIDER)
        assert item.error
        assert item.error == job.error
        assert job.attempts == (1 if name not in NETWORK or name in HELD else 3)
        server.heal()
        desk.tools.providers.reset()
        (again,) = await desk.run(EnrichItem(item_id=item_id, refresh=True))
        assert again.status is JobStatus.COMPLETED, again.error
        item = await desk.get(item_id)
        assert (item.state, item.error, item.plot) == (
            ItemState.ENRICHED,
            None,
            server.catalogue.movies[1000].overview,
        )


@pytest.mark.parametrize("name", ANSWERED)
async def test_answers_full_of_holes_are_taken_for_what_they_say(
    name: str, server: ProviderServer, tmp_path: Path
) -> None:
    async with opened(tmp_path, provider_settings(server, "tmdb"), clock=QuickClock()) as desk:
        item_id = await _identified(desk, server)
        before = await desk.get(item_id)
        await desk.forget_answers()
        server.fail("/tmdb/movie/1000", ANSWERED[name])
        (job,) = await desk.run(EnrichItem(item_id=item_id, refresh=True))
        after = await desk.get(item_id)
        assert job.status is JobStatus.COMPLETED, job.error
        assert after.state is ItemState.ENRICHED
        assert after.title == before.title


async def test_one_provider_in_trouble_does_not_lose_the_others(server: ProviderServer, tmp_path: Path) -> None:
    async with opened(tmp_path, provider_settings(server), clock=QuickClock()) as desk:
        item_id = await _identified(desk, server)
        server.fail("/fanart/*", faults.status(500))
        server.fail("/tvdb/*", faults.web_page())
        (job,) = await desk.run(EnrichItem(item_id=item_id))
        item = await desk.get(item_id)
        assert job.status is JobStatus.COMPLETED
        assert "fanart.tv" in job.result
        assert "TheTVDB" in job.result
        assert item.state is ItemState.ENRICHED
        assert item.error
        assert item.plot
        logos = await desk.store.read(artwork.of_item, item_id, AssetType.CLEARLOGO)
        assert {row.provider for row in logos} == {"tmdb"}
        server.heal()
        desk.tools.providers.reset()
        await desk.run(EnrichItem(item_id=item_id, refresh=True))
        assert (await desk.get(item_id)).error is None


async def test_a_key_that_expires_in_mid_run_stops_nothing_else(server: ProviderServer, tmp_path: Path) -> None:
    async with opened(tmp_path, provider_settings(server, "tmdb", "omdb"), clock=QuickClock()) as desk:
        ids = [await _identified(desk, server, 1000 + number) for number in range(6)]
        first = await desk.run(*(EnrichItem(item_id=item_id) for item_id in ids[:3]))
        server.keys["tmdb"] = "another"
        rest = await desk.run(*(EnrichItem(item_id=item_id, refresh=True) for item_id in ids[3:]))
        assert [job.status for job in first] == [JobStatus.COMPLETED] * 3
        assert all(job.status is JobStatus.COMPLETED for job in rest), [job.error for job in rest]
        assert all("TMDB refused the key" in job.result for job in rest)
        assert [(await desk.get(item_id)).state for item_id in ids] == [ItemState.ENRICHED] * 6


async def test_ids_that_lead_nowhere_are_told(server: ProviderServer, tmp_path: Path) -> None:
    async with opened(tmp_path, provider_settings(server, "tmdb"), clock=QuickClock()) as desk:
        item_id = await _identified(desk, server)
        server.fail("/tmdb/movie/1000", faults.status(404))
        (job,) = await desk.run(EnrichItem(item_id=item_id, refresh=True))
        item = await desk.get(item_id)
        assert job.status is JobStatus.COMPLETED
        assert "Nobody knows tmdb 1000" in job.result
        assert item.state is ItemState.ERROR_PROVIDER


async def test_without_any_key_a_film_stays_discovered_and_says_why(server: ProviderServer, tmp_path: Path) -> None:
    sections = provider_settings(server, "tmdb")
    sections["tmdb"]["api_key"] = ""
    async with opened(tmp_path, sections, clock=QuickClock()) as desk:
        item_id = await desk.item("Anything", 1999)
        (job,) = await desk.run(IdentifyItem(item_id=item_id))
        item = await desk.get(item_id)
        assert (job.status, item.state, item.error) == (JobStatus.COMPLETED, ItemState.DISCOVERED, None)
        assert "TMDB without a key" in job.result
        assert server.count("/tmdb") == 0


# --- pictures ------------------------------------------------------------------------------------------------------


PICTURES: dict[str, tuple[Fault, AssetFailure]] = {
    "404": (faults.status(404), AssetFailure.UNAVAILABLE),
    "403": (faults.status(403), AssetFailure.UNAVAILABLE),
    "a web page": (faults.web_page(200), AssetFailure.REFUSED),
    "zero bytes": (faults.empty(), AssetFailure.REFUSED),
    "cut off": (faults.truncated(), AssetFailure.REFUSED),
    "redirect to a file": (faults.redirect("file:///etc/passwd"), AssetFailure.REFUSED),
}


async def _with_pictures(desk: Desk, server: ProviderServer) -> int:
    movie = server.catalogue.movies[1005]
    library = await desk.library(automation=Automation.HYBRID)
    item_id = await desk.item(movie.title, movie.year, ids={"tmdb": "1005"}, library_id=library)
    await desk.run(IdentifyItem(item_id=item_id))
    return item_id


@pytest.mark.parametrize("name", PICTURES)
async def test_a_picture_that_cannot_be_had_gives_way_to_the_next(
    name: str, server: ProviderServer, tmp_path: Path
) -> None:
    fault, failure = PICTURES[name]
    async with opened(tmp_path, provider_settings(server, "tmdb"), clock=QuickClock()) as desk:
        server.fail("/images/*/poster-*-0_*", fault)
        item_id = await _with_pictures(desk, server)
        posters = await desk.store.read(artwork.of_item, item_id, AssetType.POSTER)
        bad = [row for row in posters if row.failure]
        (chosen,) = [row for row in posters if row.is_selected]
        assert chosen.sha256
        assert all(row.failure is failure for row in bad)
        assert all(row.failure_message and not row.is_selected for row in bad)
        assert (await desk.get(item_id)).state is ItemState.SELECTED


async def test_pictures_of_a_server_in_trouble_come_later(server: ProviderServer, tmp_path: Path) -> None:
    async with opened(tmp_path, provider_settings(server, "tmdb"), clock=QuickClock()) as desk:
        server.fail("/images/*", faults.status(503))
        item_id = await _with_pictures(desk, server)
        failed = [job for job in await desk.all_jobs() if job.status is JobStatus.FAILED]
        assert [job.type for job in failed] == ["FetchArt"]
        assert "could not be fetched" in failed[0].error
        posters = await desk.store.read(artwork.of_item, item_id, AssetType.POSTER)
        (chosen,) = [row for row in posters if row.is_selected]
        assert (chosen.failure, chosen.sha256) == (AssetFailure.DOWNLOAD_ERROR, None)
        server.heal()
        (job,) = await desk.run(FetchArt(item_id=item_id))
        assert job.status is JobStatus.COMPLETED, job.error
        posters = await desk.store.read(artwork.of_item, item_id, AssetType.POSTER)
        (chosen,) = [row for row in posters if row.is_selected]
        assert chosen.sha256
        assert chosen.failure is None


async def test_pictures_wait_longer_for_a_network_than_an_outage_of_it_takes(
    server: ProviderServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    async with opened(tmp_path, provider_settings(server, "tmdb"), clock=QuickClock()) as desk:
        server.fail("/images/*", faults.hang_up())
        await _with_pictures(desk, server)
        (waiting,) = [job for job in await desk.all_jobs() if job.status is JobStatus.PENDING]
        assert waiting.type == "FetchArt"
        assert waiting.started_at is not None
        assert 10 < (waiting.run_after - waiting.started_at).total_seconds() < 60


# --- interruptions -------------------------------------------------------------------------------------------------


async def _wait_for(test: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not test():
            await asyncio.sleep(0.01)


async def test_a_cancelled_run_leaves_an_item_that_goes_on(server: ProviderServer, tmp_path: Path) -> None:
    async with opened(tmp_path, provider_settings(server, "tmdb", "omdb"), clock=QuickClock()) as desk:
        item_id = await _identified(desk, server)
        server.latency = 0.5
        server.forget()
        ids = await desk.core.enqueue(EnrichItem(item_id=item_id, refresh=True))
        await _wait_for(lambda: server.count("/tmdb/movie") > 0)
        await desk.core.cancel(ids)
        await desk.core.idle()
        item = await desk.get(item_id)
        assert item.state in {ItemState.ENRICHING, ItemState.IDENTIFIED}
        assert item.enriched_at is None
        server.latency = 0.0
        (job,) = await desk.run(EnrichItem(item_id=item_id))
        assert job.status is JobStatus.COMPLETED
        assert (await desk.get(item_id)).state is ItemState.ENRICHED


async def test_closing_in_mid_run_hands_the_work_to_the_next_start(server: ProviderServer, tmp_path: Path) -> None:
    sections = provider_settings(server, "tmdb")
    async with opened(tmp_path, sections, clock=QuickClock(), grace=0.1) as desk:
        item_id = await _identified(desk, server)
        server.fail("/tmdb/movie/1000", faults.late(30), times=1)
        server.forget()
        await desk.core.enqueue(EnrichItem(item_id=item_id, refresh=True))
        await _wait_for(lambda: server.count("/tmdb/movie") > 0)
    async with opened(tmp_path, sections, clock=QuickClock()) as desk:
        await asyncio.wait_for(desk.core.idle(), 30)
        item = await desk.get(item_id)
        assert item.state is ItemState.ENRICHED
        assert (await desk.store.read(items.external_ids, item_id))["tmdb"] == "1000"


async def test_what_is_not_monitored_is_left_to_the_person(server: ProviderServer, tmp_path: Path) -> None:
    async with opened(tmp_path, provider_settings(server, "tmdb"), clock=QuickClock()) as desk:
        movie = server.catalogue.movies[1000]
        item_id = await desk.item(movie.title, movie.year, ids={"tmdb": "1000"}, monitored=False)
        (job,) = await desk.run(IdentifyItem(item_id=item_id), trigger=Trigger.AUTOMATION)
        assert (await desk.get(item_id)).state is ItemState.DISCOVERED
        assert "Not monitored" in job.result
        await desk.run(IdentifyItem(item_id=item_id), trigger=Trigger.USER)
        await desk.run(EnrichItem(item_id=item_id), trigger=Trigger.USER)
        assert (await desk.get(item_id)).state is ItemState.ENRICHED
