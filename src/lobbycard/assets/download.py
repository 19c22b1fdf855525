"""Fetching pictures: streamed, limited in size and time, and believed only once they were decoded."""

import asyncio
import contextlib
import ipaddress
import socket
import ssl
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Protocol, TypeVar

import httpx

from lobbycard.assets import files, sniff
from lobbycard.assets.cache import BlobCache, BlobInfo, storing
from lobbycard.assets.pictures import Refused
from lobbycard.assets.previews import Preview, PreviewCache
from lobbycard.errors import AppError, Denied, NotFound, Temporary
from lobbycard.model.kinds import AssetFailure

T = TypeVar("T")
Sink = Callable[[bytes], Awaitable[object]]

_LATER = "It is tried again later."
_LONGEST_WAIT = 3600.0
_MOVED = frozenset((301, 302, 303, 307, 308))
_GONE = frozenset((404, 410))
_PIECE = 1 << 20
_HEADERS = {"Accept": "image/*", "Accept-Encoding": "identity"}


class InThread(Protocol):
    """How blocking work is done away from the event loop."""

    # Any: the thread pool passes on whatever the function takes.
    async def __call__(self, work: Callable[..., T], /, *args: Any) -> T:
        """The result of `work(*args)`, run in a thread."""
        ...


class RateLimited(Temporary):
    """The server asked to come back later."""


@dataclass(frozen=True, slots=True)
class DownloadLimits:
    """How much a download may take."""

    preview_bytes: int = 4 * 1024 * 1024
    seconds: float = 120.0
    """For all of one picture: a server that sends a byte now and then is given up on."""
    connect_seconds: float = 10.0
    idle_seconds: float = 20.0
    patient_seconds: float = 20.0
    slowest: float = 2000.0
    """Bytes a second, below which a picture is given up after the patient seconds: it is not sent but dripped."""
    per_host: int = 8
    """Connections at once; picture servers dislike more than 20."""
    redirects: int = 5


@dataclass
class Downloader:
    """Fetches pictures; shared by all tasks, so that the limit per host holds for all of them together.

    The client carries no keys: redirects may lead to other hosts.
    """

    client: httpx.AsyncClient
    in_thread: InThread
    limits: DownloadLimits = field(default_factory=DownloadLimits)
    _slots: dict[str, asyncio.Semaphore] = field(default_factory=dict)

    async def blob(self, url: str, cache: BlobCache) -> BlobInfo:
        """Fetch a picture into the cache."""
        with storing(cache.root), files.temporary(cache.incoming) as (file, path):

            async def write(piece: bytes) -> object:
                return await self.in_thread(file.write, piece)

            size = await self._receive(url, cache.limits.max_bytes, write)
            return await self.in_thread(cache.adopt, file, path, shown(url), size)

    async def preview(self, url: str, previews: PreviewCache) -> Preview:
        """Fetch a candidate's small version into the cache of previews."""
        pieces: list[bytes] = []

        async def keep(piece: bytes) -> None:
            pieces.append(piece)

        await self._receive(url, self.limits.preview_bytes, keep)
        return await self.in_thread(previews.put, url, b"".join(pieces))

    async def _receive(self, url: str, max_bytes: int, sink: Sink) -> int:
        with _translated(url):
            async with asyncio.timeout(self.limits.seconds):
                return await self._follow(url, max_bytes, sink)

    async def _follow(self, url: str, max_bytes: int, sink: Sink) -> int:
        target = origin = _address(url)
        timeout = httpx.Timeout(self.limits.idle_seconds, connect=self.limits.connect_seconds, pool=None)
        for _ in range(self.limits.redirects + 1):
            request = self.client.build_request("GET", target, headers=_HEADERS, timeout=timeout)
            async with self._slot(target.host):
                response = await self.client.send(request, stream=True, follow_redirects=False)
                async with contextlib.aclosing(response):
                    if response.status_code not in _MOVED:
                        _check_status(response, url)
                        return await _body(response, url, max_bytes, sink, self.limits)
                    target = _redirected(response, url)
            await self._check_host(origin, target, url)
        raise Refused("it is redirected again and again", shown(url))

    def _slot(self, host: str) -> asyncio.Semaphore:
        return self._slots.setdefault(host, asyncio.Semaphore(self.limits.per_host))

    async def _check_host(self, origin: httpx.URL, target: httpx.URL, url: str) -> None:
        """A stranger's redirect must not make us ask the machines of the home network."""
        if target.host != origin.host and await self.in_thread(_is_private, target.host):
            raise Refused(f"it is redirected into the private network ({target.host})", shown(url))


def failure_of(error: AppError) -> AssetFailure:
    """What a candidate whose download raised this is marked with."""
    if isinstance(error, NotFound):
        return AssetFailure.UNAVAILABLE
    if isinstance(error, Refused):
        return AssetFailure.REFUSED
    if isinstance(error, RateLimited):
        return AssetFailure.RATE_LIMITED
    return AssetFailure.DOWNLOAD_ERROR


def shown(url: str) -> str:
    """An address as messages show it: without query and user, where keys are."""
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        return "The picture"
    return f"{parsed.host}{parsed.path}" if parsed.host else "The picture"


def _address(url: str) -> httpx.URL:
    try:
        address = httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise Refused("its address is not valid") from error
    if address.scheme not in ("http", "https") or not address.host:
        raise Refused("its address is not one of the web", shown(url))
    return address


def _redirected(response: httpx.Response, url: str) -> httpx.URL:
    location = response.headers.get("location", "")
    try:
        target = response.request.url.join(location)
    except (httpx.InvalidURL, ValueError) as error:
        raise Refused("it is redirected to an address that is not valid", shown(url)) from error
    if not location or target.scheme not in ("http", "https") or not target.host:
        raise Refused("it is redirected to something that is not on the web", shown(url))
    return target


def _check_status(response: httpx.Response, url: str) -> None:
    status, subject = response.status_code, shown(url)
    if status == 200:
        return
    if status in _GONE:
        raise NotFound(f"{subject} is no longer there.")
    if status == 429:
        raise RateLimited(f"{subject}: the server asks us to slow down.", _LATER, retry_after(response))
    if status >= 500 or status in (408, 425):
        raise Temporary(f"{subject}: the server has a problem ({status}).", _LATER, retry_after(response))
    if status in (401, 403, 451):
        raise Denied(f"{subject}: the server does not give us this picture ({status}).")
    raise Refused(f"the server answered with {status}", subject)


def retry_after(response: httpx.Response) -> float | None:
    """The seconds that a server asked us to wait, at most an hour."""
    text = response.headers.get("retry-after", "").strip()
    try:
        seconds = float(text) if text[:1].isdigit() else parsedate_to_datetime(text).timestamp() - time.time()
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(seconds, 0.0), _LONGEST_WAIT)


async def _body(response: httpx.Response, url: str, max_bytes: int, sink: Sink, limits: DownloadLimits) -> int:
    """Hand the body on by the megabyte; stop as soon as it is too long or starts like something else."""
    announced = response.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > max_bytes:
        raise Refused(f"it is larger than {max_bytes / 1e6:.0f} MB", shown(url))
    size, pending, checked = 0, bytearray(), False
    began = time.monotonic()
    async for chunk in response.aiter_bytes():
        size += len(chunk)
        seconds = time.monotonic() - began
        if seconds > limits.patient_seconds and size < limits.slowest * seconds:
            raise Temporary(f"{shown(url)}: the server was too slow.", _LATER)
        pending += chunk
        if size > max_bytes:
            raise Refused(f"it is larger than {max_bytes / 1e6:.0f} MB", shown(url))
        if not checked and size >= sniff.HEAD:
            _check_start(bytes(pending), url)
            checked = True
        if len(pending) >= _PIECE:
            await sink(bytes(pending))
            pending.clear()
    if not checked:
        _check_start(bytes(pending), url)
    await sink(bytes(pending))
    return size


def _check_start(start: bytes, url: str) -> None:
    if sniff.format_of(start[: sniff.HEAD]) is None:
        raise Refused(f"it is {sniff.describe(start[: sniff.HEAD])}", shown(url))


def _is_private(host: str) -> bool:
    """Whether a name leads to this computer or its own network."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        # Not known here: a proxy may know it, and without one the request fails by itself.
        return False
    return any(not ipaddress.ip_address(str(entry[4][0]).partition("%")[0]).is_global for entry in found)


@contextlib.contextmanager
def _translated(url: str) -> Iterator[None]:
    subject = shown(url)
    try:
        yield
    except (TimeoutError, httpx.TimeoutException) as error:
        raise Temporary(f"{subject}: the server was too slow.", _LATER) from error
    except httpx.DecodingError as error:
        raise Refused("its transfer encoding is damaged", subject) from error
    except httpx.InvalidURL as error:
        # The client works a redirect out even when it is told not to follow it.
        raise Refused("it is redirected to an address that is not valid", subject) from error
    except (httpx.HTTPError, httpx.StreamError) as error:
        if "location header" in str(error):
            raise Refused("it is redirected to an address that is not valid", subject) from error
        raise Temporary(f"{subject} could not be fetched: {_broken(error, url)}.", _LATER) from error


def _broken(error: Exception, url: str) -> str:
    """What a failed connection means; the library's own words are for those who wrote it."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return "the server's certificate cannot be trusted"
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx.ConnectError):
        return f"{httpx.URL(url).host} cannot be reached"
    return "the proxy does not answer" if isinstance(error, httpx.ProxyError) else "the connection broke"
