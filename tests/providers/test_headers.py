"""Headers may say anything, too: what makes no sense counts as not said."""

from collections.abc import Mapping

import httpx
import pytest

from lobbycard.model.kinds import ItemKind
from lobbycard.providers import failures
from lobbycard.providers.registry import open_providers
from lobbycard.providers.transport import Shared
from tests.providers.conftest import QuickClock
from tests.providers.server import Fault, ProviderServer

NOW = 1_700_000_000.0
NO_NUMBERS = ("²", "٣", "1²", "-5", "soon", "nan", "inf", "1e400", ".", "", "Mon, 45 Foo 2026", "\xff")
HUGE = ("9" * 30, "9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT")


@pytest.mark.parametrize("said", NO_NUMBERS)
def test_a_wait_that_is_no_number_is_none(said: str) -> None:
    assert failures.retry_after(_headers({"Retry-After": said}), NOW) is None


@pytest.mark.parametrize("said", HUGE)
def test_nobody_waits_for_a_thousand_years(said: str) -> None:
    assert failures.retry_after(_headers({"Retry-After": said}), NOW) == failures.LONGEST_WAIT


@pytest.mark.parametrize("said", ["²", "9" * 5_000, "-1", "\xff", "1.5"])
async def test_a_strange_count_of_what_is_left_does_not_spoil_an_answer(
    said: str, server: ProviderServer, clock: QuickClock
) -> None:
    providers = open_providers(server.settings("tmdb"), Shared(clock=clock))
    answer = b'{"id": 1001, "title": "Pier"}'
    server.fail("/tmdb/movie/*", Fault(200, answer, {"X-RateLimit-Remaining": said}))
    record = await providers.by_name["tmdb"].record(ItemKind.MOVIE, {"tmdb": "1001"})
    await providers.close()
    assert record is not None


def _headers(said: Mapping[str, str]) -> httpx.Headers:
    return httpx.Headers({name.encode(): text.encode() for name, text in said.items()})
