"""TVmaze: series, without a key."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from lobbycard.errors import NotFound, ProviderError
from lobbycard.model.facts import AlternateTitle, Credit, Facts, Hit, Offer, Part, Rating, Record, Value
from lobbycard.model.kinds import AssetType, CreditKind, ItemKind
from lobbycard.providers import languages, lenient
from lobbycard.providers.base import PLAIN, Attribution, CheckResult, ProviderSettings, ProviderStatus, Wanted
from lobbycard.providers.channel import Channel
from lobbycard.providers.lenient import Json, Object
from lobbycard.providers.transport import DAY, HOUR, Connections, Life, Line, Shared, bases

NAME = "tvmaze"
LABEL = "TVmaze"
BASE_URL = "https://api.tvmaze.com"
_FOREIGN = {"tvdb": "thetvdb", "imdb": "imdb", "tvrage": "tvrage"}
_EMBEDDED = "?embed[]=cast&embed[]=crew&embed[]=seasons&embed[]=akas&embed[]=images"
_TYPES = {
    "poster": AssetType.POSTER,
    "banner": AssetType.BANNER,
    "background": AssetType.FANART,
    "typography": AssetType.CLEARLOGO,
}
_STATUS = {"Running": "Returning Series", "To Be Determined": "Returning Series", "In Development": "In Production"}
"""TMDB's words for the same, so that two sources say one thing."""
_URL = re.compile(r"(?:^|[/.])tvmaze\.com/shows/(\d+)")


class Tvmaze:
    """The provider."""

    name = NAME
    label = LABEL
    attribution = Attribution("Data provided by TVmaze under CC BY-SA 4.0.", "https://www.tvmaze.com")
    needs_key = False
    searches = frozenset({ItemKind.SERIES})
    accepts: Mapping[ItemKind, tuple[str, ...]] = {ItemKind.SERIES: (NAME, *_FOREIGN)}

    def __init__(self, settings: ProviderSettings, shared: Shared, connections: Connections) -> None:
        line = Line(
            NAME,
            LABEL,
            bases(settings.base_url, BASE_URL),
            settings.requests_per_second or 2.0,
            settings.concurrency or 2,
        )
        self._channel = Channel(line, shared, connections)

    async def search(self, kind: ItemKind, query: str, year: int | None = None, wanted: Wanted = PLAIN) -> list[Hit]:
        """About ten hits; it forgives typing errors and knows no year."""
        if kind is not ItemKind.SERIES or not query.strip():
            return []
        answer = await self._get("/search/shows", wanted, DAY, {"q": query.strip()}, always=True)
        hits = [_hit(lenient.mapping(entry, "show")) for entry in lenient.items({"hits": answer}, "hits")]
        found = [hit for hit in hits if hit.provider_id and hit.title]
        return sorted(found, key=lambda hit: hit.year != year) if year is not None else found

    async def find(self, kind: ItemKind, ids: Mapping[str, str], wanted: Wanted = PLAIN) -> str | None:
        """The TVmaze id: given, or looked up by TVDB, IMDb or TVRage id."""
        if kind is not ItemKind.SERIES:
            return None
        if ids.get(NAME):
            return ids[NAME]
        for source, theirs in _FOREIGN.items():
            if ids.get(source):
                try:
                    answer = await self._get("/lookup/shows", wanted, 30 * DAY, {theirs: ids[source]})
                except NotFound:
                    continue
                if lenient.identifier(answer, "id"):
                    return lenient.identifier(answer, "id")
        return None

    async def detail(self, hit: Hit, wanted: Wanted = PLAIN) -> Hit:
        """The hit with its other titles and episodes."""
        record = await self._record(hit.provider_id, wanted)
        titles = record.facts.fields.get("alternate_titles", ())
        names = (
            [title.title for title in titles if isinstance(title, AlternateTitle)] if isinstance(titles, tuple) else []
        )
        episodes = frozenset((part.season, part.number) for part in record.parts if part.number is not None)
        return replace(hit, other_titles=tuple(names), episodes=episodes, ids=record.facts.ids)

    async def record(self, kind: ItemKind, ids: Mapping[str, str], wanted: Wanted = PLAIN) -> Record | None:
        """A series with its seasons and episodes, in two requests."""
        own_id = await self.find(kind, ids, wanted)
        try:
            return await self._record(own_id, wanted) if own_id else None
        except NotFound:
            return None

    async def check(self) -> CheckResult:
        """Search for something."""
        try:
            await self._get("/search/shows", Wanted(refresh=True), DAY, {"q": "news"}, always=True)
        except ProviderError as error:
            return CheckResult(False, error.message, error.hint)
        return CheckResult(True, "TVmaze answers; it needs no key.")

    def from_url(self, url: str) -> tuple[ItemKind, str] | None:
        """The id in the address of a page of TVmaze."""
        found = _URL.search(url)
        return (ItemKind.SERIES, found[1]) if found else None

    def status(self) -> ProviderStatus:
        """How it is doing."""
        return self._channel.status()

    def reset(self) -> None:
        """Forget failures."""
        self._channel.breaker.reset()

    async def _get(
        self, path: str, wanted: Wanted, life: Life, params: Mapping[str, str] | None = None, *, always: bool = False
    ) -> Json:
        return await self._channel.get(path, params, life=life, refresh=wanted.refresh, always=always)

    async def _record(self, own_id: str, wanted: Wanted) -> Record:
        if not (own_id.isascii() and own_id.isdigit()):
            raise NotFound("TVmaze has no such entry.")
        show = lenient.mapping(await self._get(f"/shows/{own_id}{_EMBEDDED}", wanted, _details_life))
        try:
            episodes = await self._get(f"/shows/{own_id}/episodes", wanted, 12 * HOUR, {"specials": "1"})
        except NotFound:
            episodes = []  # announced, and nothing of it is known yet
        return _series(show, list(lenient.items({"episodes": episodes}, "episodes")), wanted)


def _details_life(show: Json) -> float:
    """How long a record is good for; one that cannot be is not kept at all."""
    if not lenient.identifier(show, "id"):
        raise ProviderError("TVmaze sent an answer without an id.")
    return 7 * DAY if lenient.text(show, "status") == "Ended" else DAY


def _hit(show: Object) -> Hit:
    return Hit(
        NAME,
        lenient.identifier(show, "id"),
        ItemKind.SERIES,
        lenient.text(show, "name"),
        year=lenient.year(show, "premiered"),
        overview=lenient.plain_text(lenient.text(show, "summary")),
        poster_url=_https(lenient.text(lenient.mapping(show, "image"), "medium")),
        popularity=lenient.number(show, "weight") or 0.0,
        country=_country(show),
        ids=_ids(show),
    )


def _series(show: Object, episodes: list[Object], wanted: Wanted) -> Record:
    status = lenient.text(show, "status")
    schedule = lenient.mapping(show, "schedule")
    found: dict[str, Value] = {
        "title": lenient.text(show, "name"),
        "alternate_titles": tuple(_akas(show)),
        "year": lenient.year(show, "premiered"),
        "premiered": lenient.date(show, "premiered"),
        "ended": lenient.date(show, "ended"),
        "status": _STATUS.get(status, status),
        "plot": lenient.plain_text(lenient.text(show, "summary")),
        "runtime": lenient.positive(show, "averageRuntime") or lenient.positive(show, "runtime"),
        "network": lenient.text(lenient.mapping(show, "network"), "name")
        or lenient.text(lenient.mapping(show, "webChannel"), "name"),
        "air_time": lenient.text(schedule, "time"),
        "original_language": languages.from_name(lenient.text(show, "language")),
        "countries": tuple(filter(None, (languages.COUNTRY_NAMES.get(_country(show), _country(show)),))),
        "genres": lenient.distinct(*(lenient.as_text(genre) for genre in lenient.values(show, "genres"))),
        "homepage": lenient.text(show, "officialSite"),
        "ratings": _rating(show),
        "cast": tuple(_cast(show)),
        "crew": tuple(_crew(show)),
    }
    offers = (*_offers(show), *_only_image(show))
    facts = Facts(_said(found), _ids(show))
    parts = (*_seasons(show), *_episodes(episodes, wanted))
    # TVmaze writes in English whatever is asked for
    return Record(NAME, ItemKind.SERIES, lenient.identifier(show, "id"), facts, offers, parts, "en")


def _episodes(episodes: list[Object], wanted: Wanted) -> Iterator[Part]:
    """Regular episodes by their numbers. Specials have none: they are counted by date within season 0, and only for
    a library that follows TVmaze, since no other provider counts them alike."""
    for episode in episodes:
        season, number = lenient.integer(episode, "season"), lenient.positive(episode, "number")
        if season is not None and season >= 0 and number is not None:
            yield _episode(episode, season, number)
    if wanted.numbers_from in ("", NAME):
        specials = [episode for episode in episodes if lenient.positive(episode, "number") is None]
        specials.sort(key=lambda one: (lenient.date(one, "airdate") or "9999", lenient.integer(one, "id") or 0))
        for number, episode in enumerate(specials, start=1):
            yield _episode(episode, 0, number)


def _episode(episode: Object, season: int, number: int) -> Part:
    found: dict[str, Value] = {
        "title": lenient.text(episode, "name"),
        "plot": lenient.plain_text(lenient.text(episode, "summary")),
        "aired": lenient.date(episode, "airdate"),
        "runtime": lenient.positive(episode, "runtime"),
        "ratings": _rating(episode),
    }
    own_id = lenient.identifier(episode, "id")
    facts = Facts(_said(found), {NAME: own_id} if own_id else {})
    return Part(season, number, facts, _image(AssetType.THUMB, episode, own_id))


def _seasons(show: Object) -> Iterator[Part]:
    for season in lenient.items(show, "_embedded", "seasons"):
        number = lenient.integer(season, "number")
        if number is None or number < 0:
            continue
        found: dict[str, Value] = {
            "title": lenient.text(season, "name"),
            "plot": lenient.plain_text(lenient.text(season, "summary")),
            "premiered": lenient.date(season, "premiereDate"),
        }
        own_id = lenient.identifier(season, "id")
        facts = Facts(_said(found), {NAME: own_id} if own_id else {})
        yield Part(number, None, facts, _image(AssetType.POSTER, season, own_id, number))


def _offers(show: Object) -> Iterator[Offer]:
    for image in lenient.items(show, "_embedded", "images"):
        asset_type = _TYPES.get(lenient.text(image, "type"))
        original = lenient.mapping(image, "resolutions", "original")
        url = _https(lenient.text(original, "url"))
        if asset_type is None or not url:
            continue
        yield Offer(
            asset_type,
            NAME,
            url,
            lenient.identifier(image, "id"),
            _https(lenient.text(lenient.mapping(image, "resolutions", "medium"), "url")) or url,
            lenient.positive(original, "width"),
            lenient.positive(original, "height"),
        )


def _only_image(show: Object) -> tuple[Offer, ...]:
    """The poster that the show names itself, where no list of pictures came with it."""
    listed = any(True for _ in lenient.items(show, "_embedded", "images"))
    return () if listed else _image(AssetType.POSTER, show, "")


def _image(asset_type: AssetType, thing: Object, own_id: str, season: int | None = None) -> tuple[Offer, ...]:
    image = lenient.mapping(thing, "image")
    url = _https(lenient.text(image, "original"))
    if not url:
        return ()
    return (Offer(asset_type, NAME, url, own_id, _https(lenient.text(image, "medium")) or url, season=season),)


def _cast(show: Object) -> Iterator[Credit]:
    for entry in lenient.items(show, "_embedded", "cast"):
        person, character = lenient.mapping(entry, "person"), lenient.mapping(entry, "character")
        name, own_id = lenient.text(person, "name"), lenient.identifier(person, "id")
        if name:
            portrait = _https(lenient.text(lenient.mapping(person, "image"), "original"))
            ids = {NAME: own_id} if own_id else {}
            yield Credit(name, CreditKind.CAST, lenient.text(character, "name"), ids=ids, portrait=portrait)


def _crew(show: Object) -> Iterator[Credit]:
    for entry in lenient.items(show, "_embedded", "crew"):
        person, job = lenient.mapping(entry, "person"), lenient.text(entry, "type")
        name, own_id = lenient.text(person, "name"), lenient.identifier(person, "id")
        if name and job:
            yield Credit(name, CreditKind.CREW, job=job, ids={NAME: own_id} if own_id else {})


def _akas(show: Object) -> Iterator[AlternateTitle]:
    for entry in lenient.items(show, "_embedded", "akas"):
        title = lenient.text(entry, "name")
        if title:
            yield AlternateTitle(title, lenient.text(lenient.mapping(entry, "country"), "code").upper())


def _rating(thing: Object) -> tuple[Rating, ...]:
    value = lenient.number(lenient.mapping(thing, "rating"), "average")
    return (Rating(NAME, value),) if value else ()


def _country(show: Object) -> str:
    for channel in ("network", "webChannel"):
        code = lenient.text(lenient.mapping(show, channel, "country"), "code")
        if code:
            return code.upper()
    return ""


def _ids(show: Object) -> dict[str, str]:
    elsewhere = lenient.mapping(show, "externals")
    found = {
        NAME: lenient.identifier(show, "id"),
        "tvdb": lenient.identifier(elsewhere, "thetvdb"),
        "imdb": lenient.imdb(elsewhere, "imdb"),
        "tvrage": lenient.identifier(elsewhere, "tvrage"),
    }
    return {name: value for name, value in found.items() if value}


def _https(url: str) -> str:
    """Old answers name pictures by http; their host serves both."""
    if url.startswith("http://static.tvmaze.com/"):
        return "https://" + url[len("http://") :]
    return url if url.startswith(("https://", "http://")) else ""


def _said(found: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in found.items() if value not in (None, "", ())}
