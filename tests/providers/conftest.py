"""What the tests of providers share: a server, a clock that never waits."""

import asyncio
import time
from collections.abc import Iterator

import pytest

from tests.providers.server import ProviderServer


class QuickClock:
    """Time passes only by sleeping, and sleeping takes none."""

    def __init__(self) -> None:
        self.ahead = 0.0
        self.slept: list[float] = []
        self.offset = 0.0
        """Added to the calendar's time: somebody sets the computer's clock."""

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time() + self.ahead + self.offset

    def steady(self) -> float:
        """Seconds that never jump."""
        return time.monotonic() + self.ahead

    async def sleep(self, seconds: float) -> None:
        """Pass the time at once."""
        if seconds > 0:
            self.slept.append(seconds)
            self.ahead += seconds
        await asyncio.sleep(0)


@pytest.fixture
def clock() -> QuickClock:
    """A clock that never waits."""
    return QuickClock()


@pytest.fixture
def server() -> Iterator[ProviderServer]:
    """A provider server with a small invented catalogue."""
    with ProviderServer() as running:
        yield running
