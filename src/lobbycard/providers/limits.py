"""How fast a provider is asked, and when it is left alone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from lobbycard.errors import Away, Denied, ProviderError
from lobbycard.providers.base import BreakerState, Clock


class Pace:
    """Lets requests through at an even rate, so many at once, in the order in which they came."""

    def __init__(self, rate: float, concurrency: int, clock: Clock) -> None:
        self.interval = 1.0 / rate
        self.waiting = 0
        """Requests that wait for their turn or run."""
        self._free = asyncio.Semaphore(concurrency)
        self._clock = clock
        self._slack = self.interval if rate > 2 and concurrency > 1 else 0.0
        """Two may start at once after a pause; more would break limits that are counted by the second."""
        self._due = float("-inf")

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for this request's turn; holds one of the places while it runs."""
        self.waiting += 1
        try:
            async with self._free:
                await self._clock.sleep(self._reserve())
                yield
        finally:
            self.waiting -= 1

    def hold(self, seconds: float) -> None:
        """Start nothing for so long: the other side has said that we are too fast."""
        self._due = max(self._due, self._clock.steady() + seconds + self._slack)

    def _reserve(self) -> float:
        """Take the next start on the time line; returns the seconds until then."""
        now = self._clock.steady()
        due = max(self._due, now)
        self._due = due + self.interval
        return max(0.0, due - self._slack - now)


class Breaker:
    """Stops asking a provider that does not answer, and tries it again with single requests."""

    THRESHOLD = 8
    """Failures in a row: more than one request's own tries, so that one bad record does not stop the others."""
    FIRST_PAUSE = 15.0
    LONGEST_PAUSE = 300.0

    def __init__(self, label: str, clock: Clock) -> None:
        self.last_error = ""
        self.failures = 0
        self._hint = ""
        self._label = label
        self._clock = clock
        self._in_a_row = 0
        self._pause = self.FIRST_PAUSE
        self._open_until: float | None = None
        self._probing = False
        self._denied: Denied | None = None

    @property
    def state(self) -> BreakerState:
        """Whether requests go through now."""
        if self._denied is not None:
            return BreakerState.DENIED
        if self._open_until is None:
            return BreakerState.CLOSED
        return BreakerState.OPEN if self.remaining() > 0 else BreakerState.HALF_OPEN

    def remaining(self) -> float:
        """Seconds until the next try."""
        return 0.0 if self._open_until is None else max(0.0, self._open_until - self._clock.steady())

    def admit(self) -> None:
        """Let a request pass or raise; in the half-open state only one passes at a time."""
        if self._denied is not None:
            raise Denied(self._denied.message, self._denied.hint)
        if self._open_until is None:
            return
        if self.remaining() > 0 or self._probing:
            raise self.away()
        self._probing = True

    def away(self, behind: float = 0.0) -> Away:
        """What to tell those who have to wait; `behind` lets others try first."""
        wait = max(1.0, self.remaining())
        return Away(self._label, self.last_error, self._hint, retry_after=wait, behind=behind)

    def succeeded(self) -> None:
        """The provider answered."""
        self._in_a_row, self._pause, self._open_until, self._probing = 0, self.FIRST_PAUSE, None, False

    def failed(self, error: ProviderError) -> None:
        """The provider did not answer, or not with sense."""
        self.failures += 1
        self._in_a_row += 1
        self._note(error)
        if self._probing or (self._in_a_row >= self.THRESHOLD and self._open_until is None):
            self.open_for(self._pause, error)
            self._pause = min(self._pause * 2, self.LONGEST_PAUSE)

    def _note(self, error: ProviderError) -> None:
        self.last_error, self._hint = error.message, error.hint

    def abandoned(self) -> None:
        """A request ended without any answer because nobody wants it any more."""
        self._probing = False

    def open_for(self, seconds: float, error: ProviderError) -> None:
        """Leave the provider alone for so long."""
        self._note(error)
        self._open_until = self._clock.steady() + seconds
        self._probing = False

    def deny(self, error: Denied) -> None:
        """The key was refused: the provider is off until `reset`."""
        self.failures += 1
        self.last_error = error.message
        self._denied = error

    def reset(self) -> None:
        """As if nothing had been asked yet."""
        self._denied = None
        self.last_error = ""
        self.succeeded()
