"""Whatever a server does, a request ends as a clear state: retried, refused, kept or served from what was kept."""

import asyncio
import logging
import ssl
import traceback
from collections.abc import AsyncIterator
from email.utils import formatdate

import httpx
import pytest

from lobbycard.errors import Away, Denied, NotFound, ProviderError, Temporary
from lobbycard.model.kinds import ItemKind
from lobbycard.providers import channel, failures, transport
from lobbycard.providers.base import PLAIN, BreakerState, ProviderSettings, Wanted
from lobbycard.providers.limits import Breaker, Pace
from lobbycard.providers.redact import redact
from lobbycard.providers.registry import Providers, open_providers
from lobbycard.providers.transport import Shared
from tests.providers import server as faults
from tests.providers.conftest import QuickClock
from tests.providers.server import KEYS, ProviderServer

MOVIE = {"tmdb": "1001"}
AGAIN = Wanted(refresh=True)


@pytest.fixture
async def providers(server: ProviderServer, clock: QuickClock) -> AsyncIterator[Providers]:
    opened = open_providers(server.settings("tmdb"), Shared(clock=clock, jitter=lambda: 1.0))
    yield opened
    await opened.close()


async def ask(providers: Providers, wanted: Wanted = PLAIN, own_id: str = "1001") -> str:
    """The title of a film."""
    record = await providers.by_name["tmdb"].record(ItemKind.MOVIE, {"tmdb": own_id}, wanted)
    return str(record.facts.fields["title"]) if record else ""


@pytest.mark.parametrize("fault", [faults.status(500), faults.web_page(502), faults.status(429), faults.hang_up()])
async def test_passing_trouble_is_waited_out(fault: faults.Fault, providers: Providers, server: ProviderServer) -> None:
    server.fail("/tmdb/movie/*", fault, times=3)
    assert await ask(providers) == "Crimson Harbour"
    assert server.count("/tmdb/movie/") == 4


async def test_lasting_trouble_is_given_up_after_four_tries(providers: Providers, server: ProviderServer) -> None:
    server.fail("/tmdb/movie/*", faults.web_page(502))
    with pytest.raises(Temporary, match="TMDB has trouble"):
        await ask(providers)
    assert server.count("/tmdb/movie/") == 4


async def test_waits_grow_and_stay_below_their_cap(
    providers: Providers, server: ProviderServer, clock: QuickClock
) -> None:
    server.fail("/tmdb/movie/*", faults.status(503))
    with pytest.raises(Temporary):
        await ask(providers)
    assert [wait for wait in clock.slept if wait >= 0.5] == [1.0, 2.0, 4.0]


async def test_retry_after_is_obeyed_in_seconds(
    providers: Providers, server: ProviderServer, clock: QuickClock
) -> None:
    server.fail("/tmdb/movie/*", faults.status(429, retry_after="7"), times=1)
    assert await ask(providers) == "Crimson Harbour"
    assert max(clock.slept) == 7


async def test_retry_after_is_obeyed_as_a_date(providers: Providers, server: ProviderServer, clock: QuickClock) -> None:
    said = formatdate(clock.now() + 20, usegmt=True)  # whole seconds, and some of them pass before it is read
    server.fail("/tmdb/movie/*", faults.status(429, retry_after=said), times=1)
    assert await ask(providers) == "Crimson Harbour"
    assert 5 < max(clock.slept) <= 20


async def test_a_very_long_retry_after_closes_the_provider_until_then(
    providers: Providers, server: ProviderServer
) -> None:
    server.fail("/tmdb/movie/*", faults.status(429, retry_after="900"))
    with pytest.raises(Temporary) as caught:
        await ask(providers)
    assert caught.value.retry_after == pytest.approx(900 + channel.BEHIND, abs=10)
    assert server.count("/tmdb/movie/") == 1
    status = providers.status()[0]
    assert status.state is BreakerState.OPEN
    assert status.until is not None
    assert 890 < status.until <= 900


@pytest.mark.parametrize("code", [401, 403])
async def test_a_refused_key_turns_the_provider_off_for_the_run(
    code: int, providers: Providers, server: ProviderServer
) -> None:
    assert await ask(providers) == "Crimson Harbour"
    server.fail("/tmdb/movie/*", faults.status(code))
    for own_id in ("1002", "1003"):
        with pytest.raises(Denied, match="refused the key"):
            await ask(providers, own_id=own_id)
    assert server.count("/tmdb/movie/") == 2, "the second was not even sent"
    assert providers.status()[0].state is BreakerState.DENIED
    server.heal()
    providers.reset()
    assert await ask(providers, own_id="1003")


async def test_a_private_entry_is_not_a_refused_key(providers: Providers, server: ProviderServer) -> None:
    server.fail("/tmdb/movie/1001", faults.status(401, body=b'{"success":false,"status_code":39}'))
    assert await ask(providers) == ""
    assert await ask(providers, own_id="1002")


async def test_a_search_that_is_not_there_is_another_server_not_an_answer(
    providers: Providers, server: ProviderServer
) -> None:
    server.fail("/tmdb/*", faults.status(404))
    with pytest.raises(ProviderError, match="something else") as found:
        await providers.by_name["tmdb"].search(ItemKind.MOVIE, "Harbour")
    assert "base_url" in found.value.hint
    assert not (await providers.by_name["tmdb"].check()).ok
    server.heal()
    assert await providers.by_name["tmdb"].search(ItemKind.MOVIE, "Harbour")


async def test_that_there_is_nothing_is_remembered(providers: Providers, server: ProviderServer) -> None:
    assert await ask(providers, own_id="424242") == ""
    assert await ask(providers, own_id="424242") == ""
    assert server.count("/tmdb/movie/424242") == 1


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (faults.web_page(200), "web page instead of data"),
        (faults.truncated(), "cut off or damaged"),
        (faults.empty(), "empty answer"),
        (faults.status(200, body=b"[" * 100_000), "cut off or damaged"),
        (faults.status(200, body=b'{"id": ' + b"9" * 5000 + b"}"), "cut off or damaged"),
        (faults.status(200, body=b"\xff\xfe\x00{"), "cut off or damaged"),
        (faults.status(200, body=b"[]"), "without an id"),
        (faults.status(418), "status 418"),
        (faults.status(301), "status 301"),
        (faults.redirect("http://other.example/movie"), "another address"),
        (faults.redirect("file:///etc/passwd"), "another address"),
        (faults.redirect("http://[bad"), "another address"),
        (faults.redirect("//other.example:99999999/x"), "another address"),
        (faults.redirect("/tmdb/movie/1001"), "in circles"),
    ],
)
async def test_nonsense_is_named_and_not_kept(
    fault: faults.Fault, message: str, providers: Providers, server: ProviderServer
) -> None:
    server.fail("/tmdb/movie/1001", fault)
    with pytest.raises(ProviderError, match=message):
        await ask(providers)
    server.heal()
    assert await ask(providers) == "Crimson Harbour"


async def test_an_endless_body_is_cut(
    providers: Providers, server: ProviderServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "LARGEST_BODY", 3 * 2**20)
    server.fail("/tmdb/movie/*", faults.endless_body())
    with pytest.raises(ProviderError, match="more than 3 MB"):
        await ask(providers)


async def test_a_body_that_trickles_is_given_up(
    providers: Providers, server: ProviderServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "SLOWEST_ANSWER", 0.1)
    server.fail("/tmdb/movie/*", faults.slow_body(0.02))
    with pytest.raises(Temporary, match="too long"):
        await ask(providers)
    assert server.count("/tmdb/movie/") == 1, "a minute is not spent four times"


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("http://nowhere.invalid", "was not found"),
        ("http://127.0.0.1:9", "could not be reached"),
        ("ftp://127.0.0.1", "not usable"),
        ("no address at all", "not usable"),
    ],
)
async def test_an_address_that_leads_nowhere_is_told_in_words(address: str, message: str, clock: QuickClock) -> None:
    providers = open_providers({"tmdb": ProviderSettings(api_key="k", base_url=address)}, Shared(clock=clock))
    with pytest.raises(ProviderError, match=message):
        await ask(providers)
    await providers.close()


async def test_a_server_that_speaks_no_tls_is_told_in_words(server: ProviderServer, clock: QuickClock) -> None:
    address = server.url("tmdb").replace("http:", "https:")
    providers = open_providers({"tmdb": ProviderSettings(api_key="k", base_url=address)}, Shared(clock=clock))
    with pytest.raises(Temporary, match="safe connection to TMDB"):
        await ask(providers)
    await providers.close()


def test_an_untrusted_certificate_may_be_that_of_a_log_in_page() -> None:
    failure = httpx.ConnectError("handshake")
    failure.__cause__ = ssl.SSLCertVerificationError("self-signed")
    error = failures.lost(failure, "TMDB", "tmdb.example")
    assert isinstance(error, Temporary)
    assert "certificate cannot be trusted" in error.message


async def test_a_key_with_impossible_letters_is_refused_before_it_is_sent(
    server: ProviderServer, clock: QuickClock
) -> None:
    settings = server.settings("tmdb", api_key="eyJ.schlüssel.x")
    providers = open_providers(settings, Shared(clock=clock))
    with pytest.raises(Denied):
        await ask(providers)
    await providers.close()


async def test_kept_answers_are_used_then_revalidated(
    providers: Providers, server: ProviderServer, clock: QuickClock
) -> None:
    await ask(providers)
    await ask(providers)
    assert server.count("/tmdb/movie/") == 1
    clock.ahead += 8 * transport.DAY
    assert await ask(providers) == "Crimson Harbour"
    assert server.count("/tmdb/movie/", status=304) == 1
    await ask(providers)
    assert server.count("/tmdb/movie/") == 2, "a 304 gives it a new life"


async def test_what_was_kept_serves_while_the_provider_is_down(
    providers: Providers, server: ProviderServer, clock: QuickClock
) -> None:
    await ask(providers)
    clock.ahead += 8 * transport.DAY
    server.fail("/tmdb/*", faults.status(503))
    assert await ask(providers) == "Crimson Harbour"
    with pytest.raises(Temporary):
        await ask(providers, AGAIN)


async def test_a_clock_set_back_does_not_make_answers_immortal(
    providers: Providers, server: ProviderServer, clock: QuickClock
) -> None:
    await ask(providers)
    clock.offset = -400 * transport.DAY
    await ask(providers)
    assert server.count("/tmdb/movie/", status=304) == 1


async def test_the_same_question_asked_by_many_is_sent_once(providers: Providers, server: ProviderServer) -> None:
    titles = await asyncio.gather(*(ask(providers) for _ in range(20)))
    assert titles == ["Crimson Harbour"] * 20
    assert server.count("/tmdb/") == 2


async def test_a_cancelled_question_does_not_hang_the_others(providers: Providers, server: ProviderServer) -> None:
    server.latency = 0.2
    first = asyncio.create_task(ask(providers))
    second = asyncio.create_task(ask(providers))
    await asyncio.sleep(0.05)
    first.cancel()
    assert await second == "Crimson Harbour"
    assert providers.status()[0].waiting == 0


async def test_a_dead_provider_is_left_alone_and_tried_again_by_one(
    providers: Providers, server: ProviderServer, clock: QuickClock
) -> None:
    server.fail("/tmdb/movie/*", faults.status(503))
    for own_id in ("1002", "1003", "1004", "1005"):
        with pytest.raises(Temporary):
            await ask(providers, own_id=own_id)
    assert server.count("/tmdb/movie/") == Breaker.THRESHOLD
    assert providers.status()[0].state is BreakerState.OPEN
    clock.ahead += Breaker.FIRST_PAUSE + 1
    assert providers.status()[0].state is BreakerState.HALF_OPEN
    with pytest.raises(Temporary):
        await ask(providers, own_id="1002")
    assert server.count("/tmdb/movie/") == Breaker.THRESHOLD + 1
    server.heal()
    clock.ahead += 2 * Breaker.FIRST_PAUSE + 1
    assert await ask(providers, own_id="1002")
    assert providers.status()[0].state is BreakerState.CLOSED


async def test_who_finds_a_provider_still_away_comes_back_after_those_that_only_heard_of_it(
    providers: Providers, server: ProviderServer, clock: QuickClock
) -> None:
    server.fail("/tmdb/movie/*", faults.hang_up())
    for own_id in ("1002", "1003"):
        with pytest.raises(Temporary):
            await ask(providers, own_id=own_id)
    clock.ahead += Breaker.FIRST_PAUSE + 1
    with pytest.raises(Away, match="left alone for now") as broken:
        await ask(providers, own_id="1002")
    with pytest.raises(Away, match="left alone for now") as other:
        await ask(providers, own_id="1003")
    assert broken.value.behind > other.value.behind == 0, "else a broken entry would always be the first to ask"
    assert broken.value.who == other.value.who == "TMDB"


async def test_one_broken_record_does_not_stop_the_others(providers: Providers, server: ProviderServer) -> None:
    server.fail("/tmdb/movie/1002", faults.status(500))
    with pytest.raises(Temporary):
        await ask(providers, own_id="1002")
    assert await ask(providers, own_id="1003")


async def test_keys_appear_in_no_message_log_or_cache_key(
    providers: Providers, server: ProviderServer, caplog: pytest.LogCaptureFixture
) -> None:
    key = KEYS["tmdb"]
    caplog.set_level(logging.DEBUG)
    await ask(providers)
    server.fail("/tmdb/*", faults.status(500))
    with pytest.raises(Temporary) as caught:
        await ask(providers, AGAIN)
    told = "".join(traceback.format_exception(caught.value)) + str(caught.value) + repr(server.settings("tmdb"))
    assert key not in told
    assert key not in caplog.text
    assert "api_key=***" in caplog.text, "the HTTP library does log addresses"
    cache = providers.by_name["tmdb"]._channel.shared.cache  # type: ignore[attr-defined]
    assert not any(key in kept for kept in cache.answers)


async def test_the_pace_is_kept_and_so_is_the_number_at_once(clock: QuickClock) -> None:
    pace = Pace(10.0, 3, clock)
    running, most = 0, 0

    async def one() -> None:
        nonlocal running, most
        async with pace.turn():
            running += 1
            most = max(most, running)
            await asyncio.sleep(0)
            running -= 1

    began = clock.ahead
    await asyncio.gather(*(one() for _ in range(31)))
    assert most <= 3
    assert clock.ahead - began >= 2.8, "31 starts at 10 a second, of which 2 may be at once"


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("GET /3/movie/1?api_key=abc123&language=de", "GET /3/movie/1?api_key=***&language=de"),
        ("Authorization: Bearer eyJhb.c2Vj.cmV0", "Authorization: Bearer ***"),
        ('{"apikey":"1-2-3","pin":"99"}', '{"apikey":"***","pin":"***"}'),
        ("token eyJhbGci.eyJzdWIi.sig was old", "token *** was old"),
        ("a monkey=7 is not a key", "a monkey=7 is not a key"),
    ],
)
def test_secrets_are_starred_out(text: str, redacted: str) -> None:
    assert redact(text) == redacted


async def test_not_found_is_an_error_of_its_own_kind(providers: Providers) -> None:
    tmdb = providers.by_name["tmdb"]
    hit = (await tmdb.search(ItemKind.MOVIE, "Crimson Harbour"))[0]
    assert (await tmdb.detail(hit)).runtime
    with pytest.raises(NotFound):
        await tmdb.detail(hit.__class__("tmdb", "31337", ItemKind.MOVIE, "Gone"))
