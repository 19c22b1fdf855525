"""The Movie Database, version 3 of its API: films, series, sets and people."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from lobbycard.errors import Denied, NotFound, ProviderError
from lobbycard.model.facts import Hit, Record
from lobbycard.model.kinds import ItemKind
from lobbycard.providers import languages, lenient, tmdb_art, tmdb_facts, tmdb_orders, tmdb_series
from lobbycard.providers.base import PLAIN, Attribution, CheckResult, ProviderSettings, ProviderStatus, Wanted
from lobbycard.providers.channel import Channel
from lobbycard.providers.lenient import Json, Object
from lobbycard.providers.tmdb_art import NAME, Pictures
from lobbycard.providers.transport import DAY, HOUR, Connections, Life, Line, Params, Shared, bases

BASE_URL = "https://api.themoviedb.org/3"
LABEL = "TMDB"
MOST_APPENDED = 20
_PATHS = {ItemKind.MOVIE: "movie", ItemKind.SERIES: "tv", ItemKind.SET: "collection", ItemKind.PERSON: "person"}
_APPENDED = {
    ItemKind.MOVIE: (
        *("credits", "images", "videos", "release_dates", "external_ids"),
        *("keywords", "translations", "alternative_titles"),
    ),
    ItemKind.SERIES: (
        *("aggregate_credits", "images", "videos", "content_ratings", "external_ids"),
        *("keywords", "translations", "alternative_titles"),
    ),
    ItemKind.SET: ("images", "translations"),
    ItemKind.PERSON: ("external_ids", "images", "translations"),
}
_FOREIGN = {
    ItemKind.MOVIE: ("imdb", "wikidata"),
    ItemKind.SERIES: ("tvdb", "imdb", "wikidata"),
    ItemKind.SET: (),
    ItemKind.PERSON: ("imdb", "wikidata"),
}
_FOUND_UNDER = {ItemKind.MOVIE: "movie_results", ItemKind.SERIES: "tv_results", ItemKind.PERSON: "person_results"}
_GUESSED_SEASONS = range((MOST_APPENDED - len(_APPENDED[ItemKind.SERIES])) // 2)
"""Seasons asked for before it is known how many there are: most series need no second request."""
_ORIGINALS = tuple(
    "ja ko zh cn fr de es it pt ru sv da no nb fi nl pl tr hi th cs hu el he ar fa id vi ta te ml kn ro uk is".split()
)
"""The original language is not known before the answer, so these come too and are sorted out after it."""
_PLAIN_ONLY = frozenset({"de-CH", "fr-CH", "it-CH"})
_URL = re.compile(r"(?:^|[/.])themoviedb\.org/(?:[a-z]{2}(?:-[A-Z]{2})?/)?(movie|tv|collection|person)/(\d+)")
_OVER = frozenset({"Ended", "Canceled", "Released"})


def _explain(status: int, body: bytes) -> ProviderError | None:
    """TMDB answers 401 for a single private entry as well as for a bad key."""
    if status == 401 and b'"status_code":39' in body.replace(b" ", b""):
        return NotFound("TMDB keeps this entry private.")
    return None


class Tmdb:
    """The provider; give it the settings and what all providers share."""

    name = NAME
    label = LABEL
    attribution = Attribution(
        "This product uses the TMDB API but is not endorsed or certified by TMDB.", "https://www.themoviedb.org"
    )
    needs_key = True
    searches = frozenset(_PATHS)
    accepts: Mapping[ItemKind, tuple[str, ...]] = {kind: (NAME, *foreign) for kind, foreign in _FOREIGN.items()}

    def __init__(self, settings: ProviderSettings, shared: Shared, connections: Connections) -> None:
        key = settings.api_key.strip()
        token = key.count(".") == 2
        self._has_key = bool(key)
        line = Line(
            NAME,
            LABEL,
            bases(settings.base_url, BASE_URL, "/3"),
            settings.requests_per_second or 20.0,
            settings.concurrency or 8,
            headers={"Authorization": f"Bearer {key}"} if token else {},
            secret_params={"api_key": key} if key and not token else {},
            explain=_explain,
        )
        self._channel = Channel(line, shared, connections)

    async def search(self, kind: ItemKind, query: str, year: int | None = None, wanted: Wanted = PLAIN) -> list[Hit]:
        """Hits of the first page, in TMDB's order."""
        if not query.strip() or kind not in _PATHS:
            return []
        params: dict[str, str | int] = {
            "query": query.strip(),
            "language": _language(wanted.language),
            "include_adult": "false",
        }
        if year is not None and kind in (ItemKind.MOVIE, ItemKind.SERIES):
            params["year" if kind is ItemKind.MOVIE else "first_air_date_year"] = year
        answer = await self._get(f"/search/{_PATHS[kind]}", params, wanted, _search_life, always=True)
        pictures = await self._pictures()
        hits = (tmdb_facts.hit(entry, kind, pictures) for entry in lenient.items(answer, "results"))
        return [hit for hit in hits if hit.provider_id and hit.title]

    async def find(self, kind: ItemKind, ids: Mapping[str, str], wanted: Wanted = PLAIN) -> str | None:
        """The TMDB id: given, or looked up by IMDb, TVDB (series only) or Wikidata id."""
        if ids.get(NAME):
            return ids[NAME]
        for source in _FOREIGN.get(kind, ()):
            if ids.get(source):
                params = {"external_source": f"{source}_id"}
                try:
                    answer = await self._get(f"/find/{quote(ids[source], safe='')}", params, wanted, 30 * DAY)
                except NotFound:
                    continue
                for entry in lenient.items(answer, _FOUND_UNDER[kind]):
                    if lenient.identifier(entry, "id"):
                        return lenient.identifier(entry, "id")
        return None

    async def detail(self, hit: Hit, wanted: Wanted = PLAIN) -> Hit:
        """The hit with its other titles, years, runtime, ids and episodes."""
        answer = await self._whole(hit.kind, hit.provider_id, wanted)
        episodes = tmdb_series.episode_numbers(answer) if hit.kind is ItemKind.SERIES else frozenset()
        return tmdb_facts.detailed(answer, hit, episodes)

    async def record(self, kind: ItemKind, ids: Mapping[str, str], wanted: Wanted = PLAIN) -> Record | None:
        """Everything of one film, series, set or person, in as few requests as TMDB allows."""
        if kind not in _PATHS:
            return None
        own_id = await self.find(kind, ids, wanted)
        if own_id is None:
            return None
        try:
            return await self._record(kind, own_id, wanted)
        except NotFound:
            pass
        foreign = {source: value for source, value in ids.items() if source != NAME}
        moved = await self.find(kind, foreign, wanted)  # a deleted duplicate lives on under another number
        return await self._record(kind, moved, wanted) if moved not in (None, own_id) else None

    async def check(self) -> CheckResult:
        """Ask whether the key is valid."""
        try:
            await self._get("/authentication", {}, Wanted(refresh=True), 0.0, always=True)
        except ProviderError as error:
            return CheckResult(False, error.message, error.hint)
        return CheckResult(True, "TMDB answers and takes the key.")

    def from_url(self, url: str) -> tuple[ItemKind, str] | None:
        """Kind and id in the address of a TMDB page."""
        found = _URL.search(url)
        if found is None:
            return None
        return next(kind for kind, path in _PATHS.items() if path == found[1]), found[2]

    def status(self) -> ProviderStatus:
        """How it is doing."""
        return self._channel.status()

    def reset(self) -> None:
        """Forget failures and a refused key."""
        self._channel.breaker.reset()

    async def _get(self, path: str, params: Params, wanted: Wanted, life: Life, *, always: bool = False) -> Json:
        if not self._has_key:
            raise Denied("TMDB has no key.", "Set providers.tmdb.api_key; a key is free in TMDB's account settings.")
        return await self._channel.get(path, params, life=life, refresh=wanted.refresh, always=always)

    async def _pictures(self) -> Pictures:
        return tmdb_art.from_configuration(await self._get("/configuration", {}, PLAIN, 7 * DAY, always=True))

    async def _record(self, kind: ItemKind, own_id: str, wanted: Wanted) -> Record:
        answer = await self._whole(kind, own_id, wanted)
        pictures = await self._pictures()
        if kind is ItemKind.SERIES:
            in_fallback = await self._in_fallback(answer, own_id, wanted)
            size = 2000 * len(tmdb_series.episode_numbers(answer))
            record = await self._channel.work(size, tmdb_series.series, answer, wanted, pictures, in_fallback)
            return await self._in_order(record, wanted)
        build = {
            ItemKind.MOVIE: tmdb_facts.movie,
            ItemKind.SET: tmdb_facts.collection,
            ItemKind.PERSON: tmdb_facts.person,
        }[kind]
        size = 200 * sum(len(group) for group in lenient.mapping(answer, "images").values() if isinstance(group, list))
        return await self._channel.work(size, build, answer, wanted, pictures)

    async def _whole(self, kind: ItemKind, own_id: str, wanted: Wanted) -> Object:
        """The answer with all that is appended; for a series, with every season, by more requests if need be."""
        if not (own_id.isascii() and own_id.isdigit()):
            raise NotFound("TMDB has no such entry.")
        appended = list(_APPENDED[kind])
        if kind is ItemKind.SERIES:
            appended += _seasons(_GUESSED_SEASONS)
        path = f"/{_PATHS[kind]}/{own_id}"
        answer = dict(lenient.mapping(await self._get(path, _params(appended, wanted), wanted, _details_life)))
        if kind is ItemKind.SERIES:
            for numbers in _batches(set(tmdb_series.season_numbers(answer)) - set(_GUESSED_SEASONS), 2):
                more = await self._get(path, _params(_seasons(numbers), wanted), wanted, _details_life)
                answer |= _season_keys(more)
            answer |= await self._left_out(path, answer, wanted)
        return answer

    async def _left_out(self, path: str, answer: Object, wanted: Wanted) -> Object:
        """The seasons that did not come with the series, each asked for by itself: not all that speak for TMDB append
        them."""
        found: Object = {}
        for number in tmdb_series.season_numbers(answer):
            if not isinstance(answer.get(f"season/{number}"), dict):
                try:
                    season = await self._get(f"{path}/season/{number}", _params(["images"], wanted), wanted, DAY)
                except NotFound:
                    continue
                found |= {f"season/{number}": season, f"season/{number}/images": lenient.mapping(season, "images")}
        return found

    async def _in_order(self, record: Record, wanted: Wanted) -> Record:
        """The series numbered by another order than that of airing, where TMDB has one."""
        if wanted.order not in tmdb_orders.TYPES:
            return record
        listed = await self._get(f"/tv/{record.provider_id}/episode_groups", {}, wanted, 7 * DAY)
        group = tmdb_orders.group_id(listed, wanted.order)
        if not group:
            return record
        episodes = await self._get(f"/tv/episode_group/{quote(group, safe='')}", {}, wanted, 7 * DAY)
        return tmdb_orders.in_order(record, episodes, wanted.order)

    async def _in_fallback(self, answer: Object, own_id: str, wanted: Wanted) -> Object | None:
        """The seasons in the fallback language, when episodes have no text in the wanted one."""
        if len(wanted.languages) < 2 or not tmdb_series.lacks_texts(answer):
            return None
        merged: Object = {"seasons": answer.get("seasons")}
        for numbers in _batches(set(tmdb_series.season_numbers(answer)), 1):
            params = {
                "append_to_response": ",".join(f"season/{number}" for number in numbers),
                "language": _language(wanted.fallback),
            }
            merged |= _season_keys(await self._get(f"/tv/{own_id}", params, wanted, _details_life))
        return merged


def _params(appended: Iterable[str], wanted: Wanted) -> Params:
    known = lenient.distinct(*(languages.primary(code) for code in (*wanted.languages, *wanted.art_languages)))
    shown = lenient.distinct(*known, "en", *_ORIGINALS)
    return {
        "append_to_response": ",".join(appended),
        "language": _language(wanted.language),
        "include_image_language": ",".join((*shown, "null", "xx")),
        "include_video_language": ",".join((*shown, "null")),
    }


def _seasons(numbers: Iterable[int]) -> list[str]:
    return [f"season/{number}{images}" for number in numbers for images in ("", "/images")]


def _batches(numbers: set[int], slots: int) -> list[list[int]]:
    ordered, size = sorted(numbers), MOST_APPENDED // slots
    return [ordered[start : start + size] for start in range(0, len(ordered), size)]


def _season_keys(answer: Json) -> Object:
    return {key: value for key, value in lenient.mapping(answer).items() if key.startswith("season/")}


def _language(language: str) -> str:
    """The language as TMDB knows it: region in upper case, without the regions that it does not know."""
    region = languages.region(language)
    full = f"{languages.primary(language)}-{region}" if region else languages.primary(language)
    return languages.primary(language) if full in _PLAIN_ONLY else full


def _search_life(answer: Json) -> float:
    return DAY if lenient.values(answer, "results") else 6 * HOUR


def _details_life(answer: Json) -> float:
    """How long a record is good for; one that cannot be is not kept at all."""
    if not lenient.identifier(answer, "id"):
        raise ProviderError("TMDB sent an answer without an id.")
    return 7 * DAY if lenient.text(answer, "status") in _OVER else DAY
