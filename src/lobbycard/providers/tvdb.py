"""TheTVDB, version 4 of its API: series with their orders of episodes, and films."""

import asyncio
import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from lobbycard.errors import Denied, NotFound, ProviderError
from lobbycard.model.facts import Hit, Record
from lobbycard.model.kinds import ItemKind
from lobbycard.providers import languages, lenient, tvdb_facts
from lobbycard.providers.base import PLAIN, Attribution, CheckResult, ProviderSettings, ProviderStatus, Wanted
from lobbycard.providers.channel import Channel
from lobbycard.providers.lenient import Json, Object
from lobbycard.providers.transport import DAY, HOUR, Connections, Life, Line, Params, Shared, bases
from lobbycard.providers.tvdb_facts import NAME

BASE_URL = "https://api4.thetvdb.com/v4"
LABEL = "TheTVDB"
MOST_PAGES = 40
"""Of 500 episodes each: an end for a list that names itself as its next page."""
_WORDS = {ItemKind.SERIES: "series", ItemKind.MOVIE: "movie"}
_PATHS = {ItemKind.SERIES: "series", ItemKind.MOVIE: "movies"}
_FOREIGN = ("imdb", "tmdb")
_URL = re.compile(r"(?:^|[/.])thetvdb\.com/(?:dereferrer/)?(series|movies?)/(\d+|[a-z0-9-]+)")
_ORDERS = {"aired": "official", "dvd": "dvd", "absolute": "absolute"}


def _explain(status: int, body: bytes) -> ProviderError | None:
    """A rejected log-in is answered by 400 or 401, with the reason in the message."""
    if b"pin required" in body:
        return Denied("TheTVDB asks for a PIN with this key.", "Set providers.tvdb.pin to your subscriber PIN.")
    if status == 400 and b"InvalidAPIKey" in body:
        return Denied("TheTVDB refused the key.", "Keys of this version have dashes; older ones no longer work.")
    return None


class Tvdb:
    """The provider; logs in by itself and again when the token runs out."""

    name = NAME
    label = LABEL
    attribution = Attribution(
        "Metadata provided by TheTVDB. Please consider adding missing information or subscribing.",
        "https://thetvdb.com",
    )
    needs_key = True
    searches = frozenset(_WORDS)
    accepts: Mapping[ItemKind, tuple[str, ...]] = dict.fromkeys(_WORDS, (NAME, *_FOREIGN))

    def __init__(self, settings: ProviderSettings, shared: Shared, connections: Connections) -> None:
        self._login = {"apikey": settings.api_key.strip()}
        if settings.pin.strip():
            self._login["pin"] = settings.pin.strip()
        self._clock = shared.clock
        self._token = ""
        self._renew_at = 0.0
        self._logging_in = asyncio.Lock()
        line = Line(
            NAME,
            LABEL,
            bases(settings.base_url, BASE_URL, "/v4"),
            settings.requests_per_second or 5.0,
            settings.concurrency or 4,
            explain=_explain,
            authorise=self._authorise,
            expired=self._expired,
        )
        self._channel = Channel(line, shared, connections)

    async def search(self, kind: ItemKind, query: str, year: int | None = None, wanted: Wanted = PLAIN) -> list[Hit]:
        """Hits in TheTVDB's order, with all their titles."""
        if not query.strip() or kind not in _WORDS:
            return []
        params: dict[str, str | int] = {"query": query.strip(), "type": _WORDS[kind], "limit": 20}
        if year is not None:
            params["year"] = year
        answer = await self._get("/search", params, wanted, _search_life, always=True)
        hits = (tvdb_facts.hit(entry, kind, wanted) for entry in lenient.items(answer, "data"))
        return [hit for hit in hits if hit.provider_id and hit.title]

    async def find(self, kind: ItemKind, ids: Mapping[str, str], wanted: Wanted = PLAIN) -> str | None:
        """The TVDB id: given, or looked up by IMDb id, or by TMDB id (where one number may mean several things)."""
        if ids.get(NAME):
            return ids[NAME]
        for source in _FOREIGN:
            if kind in _WORDS and ids.get(source):
                found = await self._by_foreign(kind, ids[source], wanted)
                if found and (source == "imdb" or len(found) == 1):
                    return found[0]
        return None

    async def detail(self, hit: Hit, wanted: Wanted = PLAIN) -> Hit:
        """The hit with its other titles, runtime, ids and episodes."""
        record = await self._record(hit.kind, hit.provider_id, wanted)
        return tvdb_facts.detailed(hit, record)

    async def record(self, kind: ItemKind, ids: Mapping[str, str], wanted: Wanted = PLAIN) -> Record | None:
        """A film, or a series with its episodes by the wanted order."""
        if kind not in _WORDS:
            return None
        try:
            own_id = await self._number(kind, await self.find(kind, ids, wanted), wanted)
            return await self._record(kind, own_id, wanted) if own_id else None
        except NotFound:
            return None

    async def check(self) -> CheckResult:
        """Log in anew."""
        self._token = ""
        try:
            await self._get("/artwork/types", {}, Wanted(refresh=True), 7 * DAY, always=True)
        except ProviderError as error:
            return CheckResult(False, error.message, error.hint)
        return CheckResult(True, "TheTVDB answers and takes the key.")

    def from_url(self, url: str) -> tuple[ItemKind, str] | None:
        """Kind and id (or the name in the address, which `record` looks up) of a page of TheTVDB."""
        found = _URL.search(url)
        if found is None:
            return None
        return (ItemKind.SERIES if found[1] == "series" else ItemKind.MOVIE), found[2]

    def status(self) -> ProviderStatus:
        """How it is doing."""
        return self._channel.status()

    def reset(self) -> None:
        """Forget failures, a refused key and the token."""
        self._token = ""
        self._channel.breaker.reset()

    async def _get(self, path: str, params: Params, wanted: Wanted, life: Life, *, always: bool = False) -> Json:
        if not self._login["apikey"]:
            raise Denied("TheTVDB has no key.", "Set providers.tvdb.api_key.")
        return await self._channel.get(path, params, life=life, refresh=wanted.refresh, always=always)

    async def _authorise(self) -> Mapping[str, str]:
        async with self._logging_in:
            if not self._token or self._clock.now() >= self._renew_at:
                answer = await self._channel.post("/login", self._login)
                self._token = lenient.text(lenient.mapping(answer, "data"), "token")
                if not self._token:
                    raise ProviderError("TheTVDB let us in without a token.")
                self._renew_at = min(_expiry(self._token) - DAY, self._clock.now() + 27 * DAY)
            return {"Authorization": f"Bearer {self._token}"}

    def _expired(self, used: Mapping[str, str]) -> bool:
        """Told of a 401: true when the token used was a known one and a new log-in may help."""
        if used.get("Authorization") != f"Bearer {self._token}":
            return bool(self._token)  # another request has renewed it meanwhile
        self._token = ""
        return True

    async def _by_foreign(self, kind: ItemKind, foreign: str, wanted: Wanted) -> list[str]:
        try:
            answer = await self._get(f"/search/remoteid/{quote(foreign, safe='')}", {}, wanted, 30 * DAY)
        except NotFound:
            return []
        hits = _remote_hits(lenient.values(answer, "data"), _WORDS[kind])
        return [own_id for hit in hits if (own_id := lenient.identifier(hit, "id"))]

    async def _number(self, kind: ItemKind, own_id: str | None, wanted: Wanted) -> str | None:
        """The numeric id; an address has a name in place of it."""
        if own_id is None or own_id.isdigit():
            return own_id
        answer = await self._get(f"/{_PATHS[kind]}/slug/{quote(own_id, safe='')}", {}, wanted, 30 * DAY)
        return lenient.identifier(lenient.mapping(answer, "data"), "id") or None

    async def _record(self, kind: ItemKind, own_id: str, wanted: Wanted) -> Record:
        path = f"/{_PATHS[kind]}/{own_id}/extended"
        answer = lenient.mapping(await self._get(path, {"meta": "translations"}, wanted, _details_life), "data")
        if kind is ItemKind.MOVIE:
            return tvdb_facts.movie(answer, wanted)
        episodes = await self._episodes(own_id, wanted, wanted.language)
        in_fallback: list[Object] = []
        if len(wanted.languages) > 1 and tvdb_facts.lacks_texts(episodes):
            in_fallback = await self._episodes(own_id, wanted, wanted.fallback)
        size = 2000 * len(episodes)
        return await self._channel.work(size, tvdb_facts.series, answer, episodes, wanted, in_fallback)

    async def _episodes(self, own_id: str, wanted: Wanted, language: str) -> list[Object]:
        order = _ORDERS.get(wanted.order, "official")
        path = f"/series/{own_id}/episodes/{order}/{languages.to_three(language)}"
        found: list[Object] = []
        for page in range(MOST_PAGES):
            try:
                answer = await self._get(path, {"page": page}, wanted, DAY)
            except NotFound:
                return found
            listed = [*lenient.items(answer, "data", "episodes")]
            found += listed
            if not listed or not lenient.text(lenient.mapping(answer, "links"), "next"):
                return found
        return found


def _expiry(token: str) -> float:
    """When a token runs out, as it says itself; far away when it does not."""
    part = token.split(".")[1] if token.count(".") == 2 else ""
    try:
        claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return float("inf")
    return lenient.number(claims, "exp") or float("inf")


def _search_life(answer: Json) -> float:
    return DAY if lenient.values(answer, "data") else 6 * HOUR


def _details_life(answer: Json) -> float:
    """How long a record is good for; one that cannot be is not kept at all."""
    record = lenient.mapping(answer, "data")
    if not lenient.identifier(record, "id"):
        raise ProviderError("TheTVDB sent an answer without an id.")
    return 7 * DAY if lenient.text(lenient.mapping(record, "status"), "name") in ("Ended", "Released") else DAY


def _remote_hits(answer: Json, word: str) -> Iterator[Object]:
    """The records of one sort in the answer to a search by a foreign id."""
    for entry in lenient.items({"data": answer}, "data"):
        found = lenient.mapping(entry, word)
        if found:
            yield found
