"""Sends requests along one provider's line: pace, retries, breaker and kept answers."""

import asyncio
import contextlib
import json
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar
from urllib.parse import urlencode, urljoin, urlsplit
from weakref import WeakValueDictionary

import httpx

from lobbycard.errors import Denied, NotFound, ProviderError, Temporary
from lobbycard.providers import failures
from lobbycard.providers.base import BreakerState, ProviderStatus, StoredAnswer
from lobbycard.providers.lenient import Json
from lobbycard.providers.limits import Breaker, Pace
from lobbycard.providers.transport import DAY, Connections, Life, Line, Params, Shared

TRIES = 4
LONGEST_WAIT = 30.0
LONGEST_RETRY_AFTER = 120.0
LARGEST_BODY = 64 * 1024 * 1024
SLOWEST_ANSWER = 30.0
"""Seconds for one answer from the first byte asked to the last received."""
REDIRECTS = 5
BEHIND = 2.0
"""Seconds by which one that found the provider away comes back after those that only heard of it: were it always the
first to try again, and only its own entry broken, nobody else would ever be let through."""
OLDEST_ANSWER = 180 * 86400.0
"""No answer is served after this age, not even while its provider is down."""
LARGE_BODY = 128 * 1024
"""Bodies above this are parsed in a thread where there is one: some 5 ms of parsing."""
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504, 511, *range(520, 525)})
CHECKED = frozenset({200, 201, 203})
OWN_WORDS = CHECKED | {401, 403}
"""With these a provider itself speaks, and never by a web page."""
MISSING_LIFE = DAY
"""That there is no such thing is an answer too."""

T = TypeVar("T")


class Reply(NamedTuple):
    """What came back, with a status that means an answer."""

    status: int
    headers: httpx.Headers
    body: bytes


class _Request(NamedTuple):
    """What is sent, wherever the provider is."""

    method: str
    path: str
    params: Params
    headers: Mapping[str, str]
    content: bytes | None = None
    may_renew: bool = False
    """A 401 may only mean that the log-in has run out."""


class _Refused(Exception):
    """An answer or failure that may be tried again."""

    def __init__(self, error: Temporary) -> None:
        super().__init__(error.message)
        self.error = error


class _Expired(Exception):
    """The log-in has run out."""


class Channel:
    """Sends requests along one line."""

    def __init__(self, line: Line, shared: Shared, connections: Connections) -> None:
        self.line = line
        self.shared = shared
        self.breaker = Breaker(line.label, shared.clock)
        self.requests = 0
        self.from_cache = 0
        self._bases = line.bases
        self._pace = Pace(line.rate, line.concurrency, shared.clock)
        self._connections = connections
        self._remaining: int | None = None
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def get(
        self, path: str, params: Params | None = None, *, life: Life, refresh: bool = False, always: bool = False
    ) -> Json:
        """The JSON behind a path, from the kept answers where they are young enough.

        The same question asked by several at once is sent once. What is `always` there (a search that finds nothing
        is an empty list) and yet is not found tells that the address is another's.
        """
        key = self._key(path, params or {})
        lock = self._asking.setdefault(key, asyncio.Lock())
        async with lock:
            answer, parsed = await self._answer(key, path, params or {}, life, refresh, always)
        if answer.status == httpx.codes.NOT_FOUND:
            raise NotFound(f"{self.line.label} has no such entry.")
        return await self.parsed(answer.body) if parsed is None else parsed

    async def post(self, path: str, content: Mapping[str, str]) -> Json:
        """The JSON answered to a JSON body; never kept."""
        try:
            reply = await self._send(_Request("POST", path, {}, {}, json.dumps(dict(content)).encode()))
        except NotFound as error:
            raise self._stranger() from error
        return await self.parsed(reply.body)

    async def parsed(self, body: bytes) -> Json:
        """The JSON in a body."""
        return await self.work(len(body), failures.parse, body, self.line.label)

    async def work(self, size: int, function: Callable[..., T], *arguments: object) -> T:
        """Run a function on a body of this size: in a thread when that would hold up the event loop."""
        if self.shared.in_thread is None or size < LARGE_BODY:
            return function(*arguments)
        done: T = await self.shared.in_thread(function, *arguments)
        return done

    def status(self) -> ProviderStatus:
        """How this provider is doing."""
        state = self.breaker.state
        return ProviderStatus(
            self.line.name,
            self.line.label,
            state,
            self.breaker.remaining() if state is BreakerState.OPEN else None,
            self.breaker.last_error,
            self.requests,
            self.breaker.failures,
            self.from_cache,
            self._pace.waiting,
            self._remaining,
        )

    def _stranger(self) -> ProviderError:
        told = f"What answers at the address of {self.line.label} is something else."
        return ProviderError(told, "Check its base_url in the settings.")

    def _key(self, path: str, params: Params) -> str:
        query = urlencode(sorted((name, str(value)) for name, value in params.items()))
        return f"{self.line.name}:{path}" + (f"?{query}" if query else "")

    async def _answer(
        self, key: str, path: str, params: Params, life: Life, refresh: bool, always: bool
    ) -> tuple[StoredAnswer, Json]:
        kept = await self.shared.cache.get(key)
        now = self.shared.clock.now()
        if kept and not refresh and kept.fetched_at <= now < kept.expires_at:
            self.from_cache += 1
            return kept, None
        try:
            fetched, parsed = await self._fetch(path, params, kept, life)
        except NotFound as error:
            if always:
                raise self._stranger() from error
            now = self.shared.clock.now()
            fetched, parsed = StoredAnswer(404, b"", "", "", now, now + MISSING_LIFE), None
        except Temporary:
            if kept is None or refresh or now - kept.fetched_at > OLDEST_ANSWER:
                raise
            self.from_cache += 1
            return kept, None
        await self.shared.cache.put(key, fetched)
        return fetched, parsed

    async def _fetch(
        self, path: str, params: Params, kept: StoredAnswer | None, life: Life
    ) -> tuple[StoredAnswer, Json]:
        reply = await self._send_authorised(path, params, _conditions(kept))
        unchanged = reply.status == httpx.codes.NOT_MODIFIED and kept is not None
        answer = kept if unchanged and kept is not None else _stored(reply)
        parsed = await self.parsed(answer.body)  # what cannot be read is not kept
        now = self.shared.clock.now()
        expires_at = now + (life(parsed) if callable(life) else life)
        return answer._replace(fetched_at=now, expires_at=expires_at), parsed

    async def _send_authorised(self, path: str, params: Params, headers: Mapping[str, str]) -> Reply:
        if self.line.authorise is None:
            return await self._send(_Request("GET", path, params, headers))
        login = await self.line.authorise()
        try:
            return await self._send(_Request("GET", path, params, {**headers, **login}, may_renew=True))
        except _Expired:
            return await self._send(_Request("GET", path, params, {**headers, **await self.line.authorise()}))

    async def _send(self, request: _Request) -> Reply:
        """Send a request as often as it takes and is decent; raises only errors for people."""
        *others, last = self._bases
        for base in others:
            with contextlib.suppress(NotFound):
                return self._settled(base, await self._send_to(base, request))
        return self._settled(last, await self._send_to(last, request))

    def _settled(self, base: str, reply: Reply) -> Reply:
        """The reply; its provider is where it came from."""
        if len(self._bases) > 1:
            self._bases = (base,)
        return reply

    async def _send_to(self, base: str, request: _Request) -> Reply:
        attempt = 1
        while True:
            self.breaker.admit()
            try:
                return await self._try_once(base, request)
            except _Refused as refused:
                self._require_there(refused)
                if attempt == TRIES:
                    raise refused.error from refused.__cause__
                wait = self._wait(refused.error, attempt)
            await self.shared.clock.sleep(wait)
            attempt += 1

    def _require_there(self, refused: _Refused) -> None:
        """Not one request's trouble but everybody's: it was not this one that failed. Others try first next time."""
        if self.breaker.state is BreakerState.OPEN:
            raise self.breaker.away(BEHIND) from refused.__cause__

    def _wait(self, error: Temporary, attempt: int) -> float:
        if error.retry_after is not None:
            return error.retry_after
        longest = min(LONGEST_WAIT, 2.0 ** (attempt - 1))
        return longest * (0.5 + self.shared.jitter() / 2)

    async def _try_once(self, base: str, request: _Request) -> Reply:
        answered = False
        try:
            async with self._pace.turn():
                self.requests += 1
                reply = await self._exchange(base, request)
            answered = True
            if request.may_renew and reply.status == httpx.codes.UNAUTHORIZED and self.line.expired(request.headers):
                self.breaker.succeeded()
                raise _Expired
            return self._judge(reply)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as failure:
            answered = True
            lost = self._lost(failure)
            if isinstance(failure, TimeoutError) and isinstance(lost, _Refused):
                self._require_there(lost)
                raise lost.error from failure  # a minute was spent on it: its job tries again, later
            raise lost from failure
        except UnicodeError as failure:
            error = Denied(f"The key of {self.line.label} holds letters that no key has.", "Paste it again.")
            self.breaker.deny(error)
            raise error from failure
        except ProviderError as error:
            if not answered:  # a body or redirect that makes no sense
                answered = True
                self.breaker.failed(error)
            raise
        finally:
            if not answered:
                self.breaker.abandoned()

    async def _exchange(self, base: str, request: _Request) -> Reply:
        method, content = request.method, request.content
        url = _with_query(base.rstrip("/") + request.path, {**request.params, **self.line.secret_params})
        sent = {**self.line.headers, **request.headers}
        if content is not None:
            sent["Content-Type"] = "application/json"
        client = await self._connections.client()
        async with asyncio.timeout(SLOWEST_ANSWER):
            for _ in range(REDIRECTS + 1):
                async with client.stream(method, url, headers=sent, content=content) as response:
                    if not response.has_redirect_location:
                        return Reply(response.status_code, response.headers, await self._body(response))
                    target = self._redirected(url, response.headers["location"])
                    url = _with_query(target, self.line.secret_params)
        raise ProviderError(f"{self.line.label} sent us in circles.", "Check its address in the settings.")

    def _redirected(self, url: str, location: str) -> str:
        try:
            target = urljoin(url, location)
            old, new = urlsplit(url), urlsplit(target)
            where = f"{new.scheme}://{new.hostname or ''}"
        except ValueError:
            target, old, new, where = "", urlsplit(url), urlsplit(""), "not a usable one"
        upgraded = (old.scheme, new.scheme) == ("http", "https") and new.hostname == old.hostname
        if upgraded or (new.scheme, new.netloc) == (old.scheme, old.netloc):
            return target
        told = f"{self.line.label} sent us to another address ({where}), which was not followed."
        if new.scheme in ("http", "https") and new.hostname:
            raise self._strange(Temporary(told, failures.WHOSE_ADDRESS))
        raise ProviderError(told, failures.WHOSE_ADDRESS)

    def _strange(self, error: Temporary) -> _Refused:
        """Somebody else has answered: the log-in page of a network, a proxy. It passes, or is seen by a person."""
        self.breaker.failed(error)
        return _Refused(error)

    async def _body(self, response: httpx.Response) -> bytes:
        received = bytearray()
        async for piece in response.aiter_bytes():
            received += piece
            if len(received) > LARGEST_BODY:
                raise ProviderError(f"{self.line.label} sent more than {LARGEST_BODY // 2**20} MB in one answer.")
        return bytes(received)

    def _judge(self, reply: Reply) -> Reply:
        """The reply when it is an answer; raises what its status means otherwise."""
        self._note_limit(reply.headers)
        if reply.status in OWN_WORDS and failures.is_page(reply.body):
            raise self._strange(failures.page(self.line.label))
        if reply.status in CHECKED or reply.status == httpx.codes.NOT_MODIFIED:
            self._explained(reply)
            self.breaker.succeeded()
            return reply
        if reply.status in AGAIN:
            raise self._again(reply)
        self._explained(reply)
        label = self.line.label
        if reply.status in (401, 403):
            self._deny(Denied(f"{label} refused the key.", "Check the key in the settings."))
        self.breaker.succeeded()
        if reply.status in (404, 410):
            raise NotFound(f"{label} has no such entry.")
        raise ProviderError(f"{label} did not understand a request (status {reply.status}).")

    def _explained(self, reply: Reply) -> None:
        error = self.line.explain(reply.status, reply.body)
        if error is None:
            return
        if isinstance(error, Denied):
            self._deny(error)
        if isinstance(error, Temporary):
            self.breaker.open_for(error.retry_after or Breaker.FIRST_PAUSE, error)
        else:
            self.breaker.succeeded()
        raise error

    def _deny(self, error: Denied) -> None:
        self.breaker.deny(error)
        raise error

    def _again(self, reply: Reply) -> _Refused:
        label = self.line.label
        wait = failures.retry_after(reply.headers, self.shared.clock.now())
        busy = reply.status == httpx.codes.TOO_MANY_REQUESTS
        message = f"{label} asks for fewer requests." if busy else f"{label} has trouble (status {reply.status})."
        error = Temporary(message, "It will be tried again.", retry_after=wait)
        if wait is not None and wait > LONGEST_RETRY_AFTER:
            self.breaker.open_for(wait, error)
        elif busy:
            self.breaker.succeeded()
            self.breaker.last_error = message
            self._pace.hold(wait if wait is not None else 1.0)
        else:
            self.breaker.failed(error)
        return _Refused(error)

    def _lost(self, failure: Exception) -> Exception:
        host = urlsplit(self._bases[0]).hostname or self._bases[0]
        error = failures.lost(failure, self.line.label, host)
        self.breaker.failed(error)
        return _Refused(error) if isinstance(error, Temporary) else error

    def _note_limit(self, headers: httpx.Headers) -> None:
        for name in ("x-ratelimit-remaining", "ratelimit-remaining"):
            said = headers.get(name, "")
            if said.isdecimal() and len(said) < 10:
                self._remaining = int(said)


def _with_query(url: str, params: Params) -> str:
    if not params:
        return url
    return url + ("&" if "?" in url else "?") + urlencode({name: str(value) for name, value in params.items()})


def _stored(reply: Reply) -> StoredAnswer:
    etag, modified = reply.headers.get("etag", ""), reply.headers.get("last-modified", "")
    return StoredAnswer(200, reply.body, etag, modified, 0.0, 0.0)


def _conditions(kept: StoredAnswer | None) -> dict[str, str]:
    if kept is None or kept.status != httpx.codes.OK:
        return {}
    wanted = {"If-None-Match": kept.etag, "If-Modified-Since": kept.last_modified}
    return {name: value for name, value in wanted.items() if value}
