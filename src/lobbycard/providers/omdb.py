"""OMDb: ratings by IMDb id, nothing else."""

import json
import re
from collections.abc import Iterator, Mapping

from lobbycard.errors import Denied, NotFound, ProviderError, Temporary
from lobbycard.model.facts import Facts, Hit, Rating, Record
from lobbycard.model.kinds import ItemKind
from lobbycard.providers import lenient
from lobbycard.providers.base import PLAIN, Attribution, CheckResult, ProviderSettings, ProviderStatus, Wanted
from lobbycard.providers.channel import Channel
from lobbycard.providers.lenient import Json, Object
from lobbycard.providers.transport import DAY, HOUR, Connections, Line, Shared, bases

NAME = "omdb"
LABEL = "OMDb"
BASE_URL = "https://www.omdbapi.com"
_SOURCES = {"Internet Movie Database": "imdb", "Rotten Tomatoes": "rottentomatoes", "Metacritic": "metacritic"}
_SHARE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:/\s*(\d+(?:\.\d+)?)|%)\s*")
_UNTIL_TOMORROW = 24 * HOUR
"""The limit is a day's; when the day begins is not told."""


def _explain(status: int, body: bytes) -> ProviderError | None:
    """Errors come with status 200 or 401; only the text tells a bad key from a used-up day."""
    if status in (404, 429) or status >= 500:
        return None
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if lenient.text(answer, "Response").lower() != "false":
        return None
    message = lenient.text(answer, "Error").lower()
    if "limit" in message:
        hint = "It goes on tomorrow; a key of one's own allows a thousand requests a day."
        return Temporary("OMDb's requests for today are used up.", hint, retry_after=_UNTIL_TOMORROW)
    if "key" in message:
        return Denied("OMDb refused the key.", "Check providers.omdb.api_key in the settings.")
    if any(word in message for word in ("not found", "incorrect imdb", "error getting data")):
        return NotFound("OMDb has no such entry.")
    return ProviderError("OMDb could not answer.")


class Omdb:
    """The provider; its records hold ratings only."""

    name = NAME
    label = LABEL
    attribution = Attribution("Ratings by OMDb under CC BY-NC 4.0.", "https://www.omdbapi.com")
    needs_key = True
    searches: frozenset[ItemKind] = frozenset()
    accepts: Mapping[ItemKind, tuple[str, ...]] = {ItemKind.MOVIE: ("imdb",), ItemKind.SERIES: ("imdb",)}

    def __init__(self, settings: ProviderSettings, shared: Shared, connections: Connections) -> None:
        key = settings.api_key.strip()
        self._has_key = bool(key)
        line = Line(
            NAME,
            LABEL,
            bases(settings.base_url, BASE_URL),
            settings.requests_per_second or 5.0,
            settings.concurrency or 4,
            secret_params={"apikey": key} if key else {},
            explain=_explain,
        )
        self._channel = Channel(line, shared, connections)

    async def search(self, kind: ItemKind, query: str, year: int | None = None, wanted: Wanted = PLAIN) -> list[Hit]:
        """Its search tells too little to choose by."""
        return []

    async def find(self, kind: ItemKind, ids: Mapping[str, str], wanted: Wanted = PLAIN) -> str | None:
        """OMDb's ids are IMDb's."""
        return ids.get("imdb") or None if kind in self.accepts else None

    async def detail(self, hit: Hit, wanted: Wanted = PLAIN) -> Hit:
        """Nothing more is known here."""
        return hit

    async def record(self, kind: ItemKind, ids: Mapping[str, str], wanted: Wanted = PLAIN) -> Record | None:
        """The ratings of one film or series."""
        own_id = await self.find(kind, ids, wanted)
        if own_id is None:
            return None
        try:
            answer = await self._get(own_id, wanted)
        except NotFound:
            return None
        found = tuple(ratings(lenient.mapping(answer)))
        return Record(NAME, kind, own_id, Facts({"ratings": found} if found else {}), language="en")

    async def check(self) -> CheckResult:
        """Ask for something that need not exist: only the key matters."""
        try:
            await self._get("tt0000001", Wanted(refresh=True))
        except NotFound:
            pass
        except ProviderError as error:
            return CheckResult(False, error.message, error.hint)
        return CheckResult(True, "OMDb answers and takes the key.")

    def from_url(self, url: str) -> tuple[ItemKind, str] | None:
        """It has no pages of its own."""
        return None

    def status(self) -> ProviderStatus:
        """How it is doing."""
        return self._channel.status()

    def reset(self) -> None:
        """Forget failures and a refused key."""
        self._channel.breaker.reset()

    async def _get(self, own_id: str, wanted: Wanted) -> Json:
        if not self._has_key:
            raise Denied("OMDb has no key.", "Set providers.omdb.api_key; a key is free on omdbapi.com.")
        return await self._channel.get("/", {"i": own_id, "r": "json"}, life=7 * DAY, refresh=wanted.refresh)


def ratings(answer: Object) -> Iterator[Rating]:
    """IMDb with its votes, Rotten Tomatoes and Metacritic of a hundred; some answers have them beside an empty list."""
    told: set[str] = set()
    for entry in lenient.items(answer, "Ratings"):
        source, found = _SOURCES.get(lenient.text(entry, "Source")), _SHARE.fullmatch(lenient.text(entry, "Value"))
        if source and found:
            value, most = float(found[1]), float(found[2] or 100)
            if 0 <= value <= most:
                told.add(source)
                yield Rating(source, value, most, _votes(answer) if source == "imdb" else None)
    for source, key, most in (("imdb", "imdbRating", 10.0), ("metacritic", "Metascore", 100.0)):
        number = lenient.number(answer, key)
        if source not in told and number is not None and 0 < number <= most:
            yield Rating(source, number, most, _votes(answer) if source == "imdb" else None)


def _votes(answer: Object) -> int | None:
    votes = {"votes": lenient.text(answer, "imdbVotes").replace(",", "")}
    found = lenient.integer(votes, "votes")
    return found if found is not None and found >= 0 else None
