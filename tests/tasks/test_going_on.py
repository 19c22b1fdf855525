"""What was cut off goes on at the next scan, from where it was."""

import contextlib
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import Session, col

from lobbycard.model.columns import now
from lobbycard.model.item import Item
from lobbycard.model.job import Job
from lobbycard.model.kinds import Automation, ItemState, JobStatus
from lobbycard.providers import channel
from lobbycard.store import blobs, items, jobs, libraries, next_steps
from lobbycard.tasks.enrich_item import EnrichItem
from lobbycard.tasks.identify_item import IdentifyItem
from lobbycard.tasks.scan_library import ScanLibrary
from tests.providers import server as faults
from tests.providers.conftest import QuickClock
from tests.providers.server import Fault, ProviderServer
from tests.tasks.conftest import Desk, opened, provider_settings

SCAN = {"probe": False}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are tried again at once: what is tested is where that leads."""
    from lobbycard.jobs import endings
    from lobbycard.tasks import fetch_art

    monkeypatch.setattr(endings, "BACKOFF", 0.01)
    monkeypatch.setattr(fetch_art, "FIRST_WAIT", 0.01)


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
        ("/tmdb/movie/*", faults.web_page(200), ItemState.ERROR_NETWORK),
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
        assert [row for row in await desk.all_jobs() if row.went_wrong]
    server.heal()
    async with opened(tmp_path, sections, clock=QuickClock(), scan=SCAN) as desk:
        await desk.run(ScanLibrary(library_id=library))
        assert await _state(desk) == (ItemState.SELECTED, 0)
        server.forget()
        await desk.run(ScanLibrary(library_id=library))
        assert server.log == [], "what is done is not asked about again"


async def test_what_came_without_one_provider_is_asked_for_again_later(server: ProviderServer, tmp_path: Path) -> None:
    server.fail("/tmdb/movie/*", faults.redirect("file:///etc/passwd"))
    async with opened(tmp_path, provider_settings(server, "tmdb", "fanart"), clock=QuickClock(), scan=SCAN) as desk:
        library = await _shelf(desk, server)
        await desk.run(ScanLibrary(library_id=library))
        (film,) = await _films(desk)
        assert (film.state, film.plot) == (ItemState.SELECTED, None)
        assert film.error
        server.heal()
        await desk.run(ScanLibrary(library_id=library))
        assert (await desk.get(film.id)).plot is None, "not at once: it may be away for long"

        def an_hour_ago(session: Session) -> None:
            item = session.get_one(Item, film.id)
            assert item.enriched_at is not None
            item.enriched_at -= next_steps.ASK_AGAIN

        await desk.store.write(an_hour_ago)
        await desk.run(ScanLibrary(library_id=library))
        film = await desk.get(film.id)
        assert film.plot
        assert film.error is None


async def test_pictures_refused_for_good_are_asked_for_again_when_a_person_refreshes(
    server: ProviderServer, tmp_path: Path
) -> None:
    server.fail("/images/*", faults.web_page(200))
    async with opened(tmp_path, provider_settings(server, "tmdb"), scan=SCAN) as desk:
        library = await _shelf(desk, server)
        await desk.run(ScanLibrary(library_id=library))
        (item_id,) = await desk.store.read(items.ids, items.ListQuery())
        assert not await desk.store.read(blobs.known_hashes)
        server.heal()
        await desk.run(ScanLibrary(library_id=library))
        assert not await desk.store.read(blobs.known_hashes)
        await desk.run(EnrichItem(item_id=item_id, refresh=True))
        assert await desk.store.read(blobs.known_hashes)


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


@contextmanager
def _untrusted(folder: Path) -> Iterator[str]:
    """The address of a server whose certificate nobody has vouched for."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs openssl to make a certificate")
    pem = folder / "certificate.pem"
    words = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    command = [openssl, *words.split(), "-keyout", str(pem), "-out", str(folder / "only.pem")]
    subprocess.run(command, check=True, capture_output=True)
    pem.write_bytes(pem.read_bytes() + (folder / "only.pem").read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_shake_hands, args=(listening, context), daemon=True)
        thread.start()
        yield f"https://127.0.0.1:{listening.getsockname()[1]}/3"


def _shake_hands(listening: socket.socket, context: ssl.SSLContext) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        with connection, contextlib.suppress(OSError), context.wrap_socket(connection, server_side=True) as safe:
            safe.recv(1)


@pytest.mark.parametrize(
    ("trouble", "state", "words"),
    [
        ("untrusted", ItemState.ERROR_NETWORK, "certificate cannot be trusted"),
        ("no tls", ItemState.ERROR_NETWORK, "safe connection"),
        ("no name", ItemState.ERROR_NETWORK, "was not found"),
        ("nobody", ItemState.ERROR_NETWORK, "could not be reached"),
        ("another server", ItemState.ERROR_PROVIDER, "something else"),
    ],
)
async def test_an_address_in_trouble_is_named_and_the_right_one_goes_on(
    trouble: str, state: ItemState, words: str, server: ProviderServer, tmp_path: Path
) -> None:
    sections = provider_settings(server, "tmdb")
    with _untrusted(tmp_path) as untrusted:
        address = {
            "untrusted": untrusted,
            "no tls": server.url("tmdb").replace("http:", "https:"),
            "no name": "http://nowhere.invalid/3",
            "nobody": "http://127.0.0.1:9/3",
            "another server": server.url("tvmaze"),
        }[trouble]
        wrong = sections | {"tmdb": sections["tmdb"] | {"base_url": address}}
        async with opened(tmp_path, wrong, clock=QuickClock(), scan=SCAN) as desk:
            library = await _shelf(desk, server)
            await desk.run(ScanLibrary(library_id=library))
            (item_id,) = await desk.store.read(items.ids, items.ListQuery())
            item = await desk.get(item_id)
            assert item.state is state
            assert words in (item.error or "")
            (failed,) = [row for row in await desk.all_jobs() if row.went_wrong]
            assert words in failed.error
    async with opened(tmp_path, sections, scan=SCAN) as desk:
        await desk.run(ScanLibrary(library_id=library))
        assert await _state(desk) == (ItemState.SELECTED, 0)


async def test_an_answer_that_trickles_does_not_hold_up_the_rest(
    server: ProviderServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "SLOWEST_ANSWER", 0.3)
    sections = provider_settings(server, "tmdb")
    other = server.catalogue.movies[1001]
    async with opened(tmp_path, sections, clock=QuickClock(), scan=SCAN) as desk:
        library = await _shelf(desk, server)
        root = Path((await desk.store.read(libraries.by_id, library)).path)
        (root / f"{other.title} ({other.year}).mkv").write_bytes(b"another")
        server.fail("/tmdb/movie/1000", faults.slow_body(0.05))
        await desk.run(ScanLibrary(library_id=library))
        states = {item.title: item.state for item in await _films(desk)}
        assert states == {
            server.catalogue.movies[1000].title: ItemState.ERROR_NETWORK,
            other.title: ItemState.SELECTED,
        }
        server.heal()
        await desk.run(ScanLibrary(library_id=library))
        assert {item.state for item in await _films(desk)} == {ItemState.SELECTED}


async def _films(desk: Desk) -> list[Item]:
    return [await desk.get(item_id) for item_id in await desk.store.read(items.ids, items.ListQuery(filter="is:movie"))]


async def test_what_a_provider_is_needed_for_waits_while_it_is_away_and_goes_on_by_itself(
    server: ProviderServer, tmp_path: Path
) -> None:
    clock = QuickClock()
    server.fail("/tmdb/*", faults.hang_up())
    async with opened(tmp_path, provider_settings(server, "tmdb"), clock=clock, scan=SCAN) as desk:
        library = await desk.library()
        chosen = [server.catalogue.movies[number] for number in range(1000, 1012)]
        films = [await desk.item(one.title, one.year, library_id=library) for one in chosen]
        ids = await desk.core.enqueue(*(IdentifyItem(item_id=item_id) for item_id in films))
        for rounds in range(3):
            await desk.core.idle(patience=5)
            held = await _rows(desk, ids)
            assert rounds == 0 or server.count("/tmdb") < len(films), "one asks for all"
            server.forget()
            assert {row.status for row in held} == {JobStatus.PENDING}
            assert max(row.attempts for row in held) <= 1, "who is not even asked costs no try"
            assert all("TMDB is left alone for now" in row.error for row in held)
            clock.ahead += 1000
            await desk.store.write(_make_due)
        server.heal()
        clock.ahead += 1000
        await desk.store.write(_make_due)
        await desk.core.idle(patience=5)
        assert {row.status for row in await _rows(desk, ids)} == {JobStatus.COMPLETED}
        assert all([(await desk.get(item_id)).identified_at for item_id in films])


async def test_a_person_need_not_wait_for_the_next_look_at_a_provider_that_was_away(
    server: ProviderServer, tmp_path: Path
) -> None:
    server.fail("/tmdb/*", faults.hang_up())
    async with opened(tmp_path, provider_settings(server, "tmdb"), clock=QuickClock(), scan=SCAN) as desk:
        movie = server.catalogue.movies[1000]
        (job,) = await desk.run(IdentifyItem(item_id=await desk.item(movie.title, movie.year)))
        assert (job.status, job.went_wrong) == (JobStatus.PENDING, True)
        server.heal()
        assert await desk.core.retry([job.id]) == 1
        await desk.core.idle(patience=5)
        (job,) = await _rows(desk, [job.id])
        assert job.status is JobStatus.COMPLETED


async def test_without_the_first_of_its_providers_a_new_film_waits(server: ProviderServer, tmp_path: Path) -> None:
    clock = QuickClock()
    async with opened(tmp_path, provider_settings(server, "tmdb", "fanart"), clock=clock, scan=SCAN) as desk:
        library = await _shelf(desk, server)
        server.fail("/tmdb/movie/*", faults.hang_up())
        await desk.run(ScanLibrary(library_id=library))
        (film,) = await _films(desk)
        assert film.state is ItemState.ERROR_NETWORK, "not selected or published with the pictures alone"
        server.heal()
        clock.ahead += 1000
        await desk.run(ScanLibrary(library_id=library))
        (film,) = await _films(desk)
        assert (film.state, film.error) == (ItemState.SELECTED, None)
        assert film.plot


async def test_a_person_is_not_asked_for_good_while_somebody_is_away(server: ProviderServer, tmp_path: Path) -> None:
    clock = QuickClock()
    server.fail("/tmdb/*", faults.hang_up())
    server.fail("/tvdb/search*", Fault(200, b'{"status": "success", "data": []}', {"Content-Type": "application/json"}))
    async with opened(tmp_path, provider_settings(server, "tmdb", "tvdb"), clock=clock, scan=SCAN) as desk:
        library = await _shelf(desk, server)
        await desk.run(ScanLibrary(library_id=library))
        (film,) = await _films(desk)
        assert film.state is ItemState.ERROR_NETWORK
        server.heal()
        clock.ahead += 1000
        await desk.run(ScanLibrary(library_id=library))
        (film,) = await _films(desk)
        assert film.state is ItemState.SELECTED


async def _rows(desk: Desk, ids: list[int]) -> list[jobs.JobRow]:
    rows = [await desk.store.read(jobs.by_id, job_id) for job_id in ids]
    return [row for row in rows if row is not None]


def _make_due(session: Session) -> None:
    """The time has come for all that waits."""
    session.execute(update(Job).where(col(Job.status) == JobStatus.PENDING).values(run_after=now()))
