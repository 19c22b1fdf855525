"""A real HTTP server on loopback that speaks the providers' interfaces for an invented catalogue.

    with ProviderServer(invented(movies=100), latency=0.08) as server:
        providers = open_providers(server.settings())           # base addresses and keys filled in
        server.fail("/tmdb/movie/1003", status(500), times=2)   # the next two such requests fail
        ...
        assert server.count("/tmdb/movie/") == 1

It runs on a thread of its own, so it serves blocking and asynchronous clients alike, and several at once.
Pictures are drawn when asked for. A request for something it does not know is answered by 404 and noted in
`unknown`, so that a test can see that a client asked for nonsense.
"""

import asyncio
import fnmatch
import hashlib
import json
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qsl, urlsplit

from lobbycard.providers.base import ProviderSettings
from tests.providers import pictures, speaks_others, speaks_tmdb, speaks_tvdb
from tests.providers.catalogue import Catalogue, invented

KEYS = {
    "tmdb": "0123456789abcdef0123456789abcdef",
    "tvdb": "11111111-2222-3333-4444-555555555555",
    "fanart": "fanartkey0123456789",
    "tvmaze": "",
    "omdb": "omdb1234",
}
"""Keys that the server takes; `server.keys` may be changed in mid-run."""


class Request(NamedTuple):
    """One request as the server saw it."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    status: int
    at: float


@dataclass
class Fault:
    """What is answered instead of the truth."""

    status: int = 200
    body: bytes | None = None
    """None leaves the true body."""
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: float = 0.0
    trickle: float = 0.0
    """Seconds between single bytes of the body."""
    endless: bool = False
    hang_up: bool = False
    keep: float = 1.0
    """The share of the true body that is sent, with a length that fits: JSON that is cut off."""


def status(code: int, *, retry_after: str = "", body: bytes = b'{"status_message": "no"}') -> Fault:
    """A bare status; `retry_after` as written in the header."""
    return Fault(code, body, {"Retry-After": retry_after} if retry_after else {})


def web_page(code: int = 502) -> Fault:
    """An HTML page where JSON is expected."""
    return Fault(code, b"<!DOCTYPE html><html><body><h1>Bad gateway</h1></body></html>", {"Content-Type": "text/html"})


def truncated() -> Fault:
    """The first half of the true JSON."""
    return Fault(keep=0.5)


def empty() -> Fault:
    """A 200 without a body."""
    return Fault(200, b"")


def slow_body(seconds: float) -> Fault:
    """The true body, byte by byte."""
    return Fault(trickle=seconds)


def late(seconds: float) -> Fault:
    """The true answer, too late."""
    return Fault(wait=seconds)


def endless_body() -> Fault:
    """A body that never stops."""
    return Fault(endless=True)


def hang_up() -> Fault:
    """The connection is closed without an answer."""
    return Fault(hang_up=True)


def redirect(location: str, code: int = 302) -> Fault:
    """Somewhere else, for instance `http://other.example/` or `file:///etc/passwd`."""
    return Fault(code, b"", {"Location": location})


@dataclass
class _Rule:
    pattern: str
    fault: Fault
    times: int | None


Answer = tuple[int, bytes, dict[str, str]]


class ProviderServer:
    """The server; knobs may be turned while it runs."""

    def __init__(
        self,
        catalogue: Catalogue | None = None,
        *,
        latency: float = 0.0,
        rates: Mapping[str, float] | None = None,
        retry_after: str = "1",
    ) -> None:
        self.catalogue = catalogue or invented()
        self.latency = latency
        """Seconds before each answer."""
        self.rates = dict(rates or {})
        """Requests per second by provider (`tmdb`, …) above which 429 is answered."""
        self.retry_after = retry_after
        """The header of a 429 for too many requests; empty leaves it out."""
        self.keys = dict(KEYS)
        self.token = ""
        """The one that TheTVDB takes now; empty it to let it expire in mid-run."""
        self.token_life = 30 * 86400.0
        self.versions: Mapping[str, str] = {}
        """By provider, the version (`3`, `v4`) without which its paths lead nowhere."""
        self.appends_seasons = True
        """Whether TMDB appends seasons to a series."""
        self.logins = 0
        self.log: list[Request] = []
        self.unknown: list[str] = []
        self.most_at_once = 0
        self._rules: list[_Rule] = []
        self._recent: defaultdict[str, deque[float]] = defaultdict(deque)
        self._rendered: dict[tuple[str, str], tuple[int, bytes]] = {}
        self._open = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="provider-server", daemon=True)
        self._ready = threading.Event()
        self._connections: set[asyncio.Task[None]] = set()
        self._port = 0

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def url(self, provider: str) -> str:
        """The base address of a provider: tmdb, tvdb, fanart, tvmaze, omdb or images."""
        return f"http://127.0.0.1:{self._port}/{provider}"

    def settings(self, *names: str, **changes: Any) -> dict[str, ProviderSettings]:  # Any: fields of several types
        """Settings of these (all) providers that lead here."""
        return {
            name: ProviderSettings(**{"api_key": KEYS[name], "base_url": self.url(name), **changes})
            for name in names or KEYS
        }

    def fail(self, pattern: str, fault: Fault, times: int | None = None) -> None:
        """Answer paths that match the pattern (`/tmdb/movie/*`) with a fault, so many times or always."""
        self._rules.append(_Rule(pattern, fault, times))

    def heal(self) -> None:
        """Forget all faults."""
        self._rules.clear()

    def forget(self) -> None:
        """Empty the log."""
        self.log.clear()

    def changed(self) -> None:
        """Render all answers anew: the catalogue has been changed."""
        self._rendered.clear()

    def count(self, prefix: str = "/", status: int | None = None) -> int:
        """How many requests there were under a path."""
        return sum(
            request.path.startswith(prefix) and (status is None or request.status == status) for request in self.log
        )

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._accept, "127.0.0.1", 0, limit=2**20))
        self._port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0.01))
        self._loop.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._serve_one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _serve_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        first = await reader.read(1)
        if first == b"\x16":  # a TLS hello, which it does not speak
            return False
        line = (first + await reader.readline()).decode("latin-1").split()
        if len(line) < 3:
            return False
        headers = await _headers(reader)
        content = await reader.readexactly(int(headers.get("content-length", 0)))
        self._open += 1
        self.most_at_once = max(self.most_at_once, self._open)
        try:
            return await self._reply(line[0], line[1], headers, content, writer)
        finally:
            self._open -= 1

    async def _reply(
        self, method: str, target: str, headers: dict[str, str], content: bytes, writer: asyncio.StreamWriter
    ) -> bool:
        split = urlsplit(target)
        query = dict(parse_qsl(split.query, keep_blank_values=True))
        fault = self._fault(split.path)
        code, body, extra = self._truth(method, split.path, query, headers, content)
        if fault is not None:
            code, body, extra = _spoilt(fault, code, body, extra)
        self.log.append(Request(method, split.path, query, headers, content, code, time.monotonic()))
        await asyncio.sleep(self.latency + (fault.wait if fault else 0.0))
        if fault is not None and fault.hang_up:
            return False
        if fault is not None and (fault.endless or fault.trickle):
            await _trickle(writer, code, body, fault)
            return False
        writer.write(_head(code, extra, len(body)) + (b"" if method == "HEAD" else body))
        await writer.drain()
        return True

    def _fault(self, path: str) -> Fault | None:
        for rule in self._rules:
            if rule.times != 0 and fnmatch.fnmatch(path, rule.pattern):
                if rule.times is not None:
                    rule.times -= 1
                return rule.fault
        return None

    def _truth(self, method: str, path: str, query: dict[str, str], headers: dict[str, str], content: bytes) -> Answer:
        provider, _, rest = path.strip("/").partition("/")
        if provider == "images":
            return self._picture(rest)
        if self._too_fast(provider):
            return 429, b'{"status_code": 25}', {"Retry-After": self.retry_after} if self.retry_after else {}
        speaks = SPEAKERS.get(provider)
        if provider in self.versions:
            version, _, rest = rest.partition("/")
            speaks = speaks if version == self.versions[provider] else None
        if speaks is None:
            self.unknown.append(path)
            return 404, b"{}", {}
        key = (
            path,
            json.dumps(
                [
                    sorted(query.items()),
                    headers.get("authorization", ""),
                    headers.get("api-key", ""),
                    self.keys[provider],
                    self.token,
                ]
            ),
        )
        if method != "GET" or key not in self._rendered:
            code, body = speaks(self, method, rest, query, headers, content)
            rendered = code, body if isinstance(body, bytes) else json.dumps(body).encode()
            if method != "GET":
                return *rendered, {"Content-Type": "application/json"}
            self._rendered[key] = rendered
        code, body = self._rendered[key]
        if code == 404:
            self.unknown.append(path)
        if code in (301, 302):
            return code, b"", {"Location": body.decode()}
        return _with_etag(code, body, headers)

    def _picture(self, rest: str) -> Answer:
        size, name = rest.split("/")[-2:] if "/" in rest else ("original", rest)
        drawn = pictures.draw(name, size)
        if drawn is None:
            self.unknown.append(rest)
            return 404, b"", {}
        return 200, drawn[0], {"Content-Type": drawn[1], "Cache-Control": "public, max-age=31536000"}

    def _too_fast(self, provider: str) -> bool:
        rate = self.rates.get(provider)
        if not rate:
            return False
        recent, now = self._recent[provider], time.monotonic()
        while recent and recent[0] < now - 1.0:
            recent.popleft()
        if len(recent) >= rate:
            return True
        recent.append(now)
        return False


Speaker = Callable[[ProviderServer, str, str, dict[str, str], dict[str, str], bytes], tuple[int, Any]]
"""Method, path below the provider, query, headers and body to status and JSON (or the target of a redirect)."""


def _tmdb(
    server: ProviderServer, _method: str, path: str, query: dict[str, str], headers: dict[str, str], _content: bytes
) -> tuple[int, Any]:
    key = server.keys["tmdb"]
    if query.pop("api_key", "") != key and headers.get("authorization") != f"Bearer {key}":
        return speaks_tmdb.BAD_KEY
    if not server.appends_seasons:
        words = query.get("append_to_response", "").split(",")
        query["append_to_response"] = ",".join(word for word in words if not word.startswith("season/"))
    return speaks_tmdb.answer(server.catalogue, path, query, server.url("images") + "/t/p/")


def _tvdb(
    server: ProviderServer, method: str, path: str, query: dict[str, str], headers: dict[str, str], content: bytes
) -> tuple[int, Any]:
    if path == "login" and method == "POST":
        login = json.loads(content)
        if login.get("apikey") != server.keys["tvdb"]:
            return speaks_tvdb.BAD_KEY
        server.logins += 1
        server.token = speaks_tvdb.token(server.logins, server.token_life)
        return 200, {"status": "success", "data": {"token": server.token}}
    if not server.token or headers.get("authorization") != f"Bearer {server.token}":
        return speaks_tvdb.UNAUTHORISED
    return speaks_tvdb.answer(server.catalogue, path, query, server.url("images"))


def _fanart(
    server: ProviderServer, _method: str, path: str, query: dict[str, str], headers: dict[str, str], _content: bytes
) -> tuple[int, Any]:
    if headers.get("api-key", query.get("api_key")) != server.keys["fanart"]:
        return speaks_others.FANART_BAD_KEY
    return speaks_others.fanart(server.catalogue, path, server.url("images"))


def _tvmaze(
    server: ProviderServer, _method: str, path: str, query: dict[str, str], _headers: dict[str, str], _content: bytes
) -> tuple[int, Any]:
    return speaks_others.tvmaze(server.catalogue, path, query, server.url("tvmaze"), server.url("images"))


def _omdb(
    server: ProviderServer, _method: str, _path: str, query: dict[str, str], _headers: dict[str, str], _content: bytes
) -> tuple[int, Any]:
    if query.pop("apikey", "") != server.keys["omdb"]:
        return speaks_others.OMDB_BAD_KEY
    return speaks_others.omdb(server.catalogue, query)


SPEAKERS: dict[str, Speaker] = {"tmdb": _tmdb, "tvdb": _tvdb, "fanart": _fanart, "tvmaze": _tvmaze, "omdb": _omdb}


async def _headers(reader: asyncio.StreamReader) -> dict[str, str]:
    found: dict[str, str] = {}
    while line := (await reader.readline()).decode("latin-1").strip():
        name, _, value = line.partition(":")
        found[name.strip().lower()] = value.strip()
    return found


def _head(code: int, headers: Mapping[str, str], length: int | None) -> bytes:
    lines = [f"HTTP/1.1 {code} X"]
    lines += [f"{name}: {value}" for name, value in {"Content-Type": "application/json", **headers}.items()]
    lines.append(f"Content-Length: {length}" if length is not None else "Connection: close")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _with_etag(code: int, body: bytes, headers: Mapping[str, str]) -> Answer:
    if code != 200:
        return code, body, {}
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    if headers.get("if-none-match") == etag:
        return 304, b"", {"ETag": etag}
    return 200, body, {"ETag": etag, "Cache-Control": "public, max-age=600"}


def _spoilt(fault: Fault, code: int, body: bytes, extra: dict[str, str]) -> Answer:
    if fault.body is not None:
        return fault.status, fault.body, dict(fault.headers)
    return code, body[: int(len(body) * fault.keep)], extra


async def _trickle(writer: asyncio.StreamWriter, code: int, body: bytes, fault: Fault) -> None:
    writer.write(_head(code, {}, None))
    if fault.endless:
        while True:
            writer.write(b" " * 2**20)
            await writer.drain()
    for position in range(len(body)):
        writer.write(body[position : position + 1])
        await writer.drain()
        await asyncio.sleep(fault.trickle)
