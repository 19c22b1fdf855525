"""What the lines to all providers share, and how each of them wants to be spoken to."""

import asyncio
import random
import re
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

from lobbycard.errors import ProviderError
from lobbycard.providers.base import (
    AnswerCache,
    Clock,
    MemoryCache,
    SystemClock,
)
from lobbycard.providers.lenient import Json
from lobbycard.providers.redact import guard_request_log

HOUR = 3600.0
DAY = 24 * HOUR
Params = Mapping[str, str | int]
Life = float | Callable[[Json], float]
"""How long an answer is used without asking again, in seconds; may depend on what it says."""
InThread = Callable[..., Awaitable[Any]]
"""Runs a function with arguments in a pool; what it returns depends on the function."""


Explain = Callable[[int, bytes], ProviderError | None]
"""Reads a provider's own error body; None leaves it to the status."""


_VERSION = re.compile(r"/v?\d+(\.\d+)?")


def bases(given: str, default: str, version: str = "") -> tuple[str, ...]:
    """The addresses that a configured one can mean: people and proxies leave out the version at its end, or serve
    without it."""
    given = given.strip().rstrip("/")
    if not given or not version:
        return (given or default,)
    path = urlsplit(given).path
    if _VERSION.fullmatch(path[path.rfind("/") :] if path else ""):
        return (given,)
    return (given, given + version) if path else (given + version, given)


@dataclass(frozen=True, slots=True)
class Line:
    """How one provider wants to be spoken to."""

    name: str
    label: str
    bases: tuple[str, ...]
    """Where it may be; the first that has what is asked for is kept to."""
    rate: float
    concurrency: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    secret_params: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Added to each query on the wire, never to a cache key or a message."""
    explain: Explain = lambda _status, _body: None
    authorise: Callable[[], Awaitable[Mapping[str, str]]] | None = None
    """Gives the headers of a log-in, where there is one."""
    expired: Callable[[Mapping[str, str]], bool] = lambda _headers: False
    """Told of a 401 and the headers sent; true when a new log-in may help."""


@dataclass(frozen=True)
class Shared:
    """What the lines of all providers have in common."""

    cache: AnswerCache = field(default_factory=MemoryCache)
    clock: Clock = field(default_factory=SystemClock)
    in_thread: InThread | None = None
    user_agent: str = "lobbycard"
    verify: ssl.SSLContext | bool = True
    jitter: Callable[[], float] = random.random

    def open_client(self) -> httpx.AsyncClient:
        """The connections that all lines share; redirects are followed by the line, which knows its own host."""
        guard_request_log()
        return httpx.AsyncClient(
            timeout=httpx.Timeout(10.0, read=30.0, pool=None),
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=32, keepalive_expiry=60.0),
            headers={"User-Agent": self.user_agent, "Accept": "application/json"},
            follow_redirects=False,
            verify=self.verify,
        )


class Connections:
    """The HTTP client, opened at the first request: the library loads slowly and is often not needed."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._client: httpx.AsyncClient | None = None
        self._opening = asyncio.Lock()

    async def client(self) -> httpx.AsyncClient:
        """The open client. Opening it reads all certificates, a tenth of a second that belongs in a thread."""
        async with self._opening:
            if self._client is None:
                run = self._shared.in_thread
                self._client = self._shared.open_client() if run is None else await run(self._shared.open_client)
            return self._client

    async def close(self) -> None:
        """Close all connections; the next request would open new ones."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None
