"""TheTVDB's answers as records, hits and offers."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from lobbycard.model.facts import AlternateTitle, Credit, Facts, Hit, Offer, Part, Record, Value
from lobbycard.model.kinds import TEXTLESS, AssetType, CreditKind, ItemKind
from lobbycard.providers import languages, lenient
from lobbycard.providers.base import Wanted
from lobbycard.providers.lenient import Object

NAME = "tvdb"
PICTURES = "https://artworks.thetvdb.com"
_TYPES = {
    1: AssetType.BANNER, 2: AssetType.POSTER, 3: AssetType.FANART, 6: AssetType.BANNER, 7: AssetType.POSTER,
    8: AssetType.FANART, 14: AssetType.POSTER, 15: AssetType.FANART, 16: AssetType.BANNER, 22: AssetType.CLEARART,
    23: AssetType.CLEARLOGO, 24: AssetType.CLEARART, 25: AssetType.CLEARLOGO,
}  # fmt: skip
"""Icons and moving pictures have no place among our types."""
AFTER_ALL = 4096
"""The number before which Kodi shows a special that comes after its whole season."""
_OF_SEASON = frozenset({6, 7, 8})
_GUESTS = frozenset({"Guest Star", "Musical Guest"})
_ON_SCREEN = _GUESTS | {"Actor", "Host"}
_JOBS = {
    "Director": ("Director", "Directing"), "Writer": ("Writer", "Writing"), "Creator": ("Creator", "Production"),
    "Producer": ("Producer", "Production"), "Executive Producer": ("Executive Producer", "Production"),
    "Showrunner": ("Showrunner", "Production"),
}  # fmt: skip
_STATUS = {"Continuing": "Returning Series", "Upcoming": "Planned"}
"""TMDB's words for the same, so that two sources say one thing."""
_REMOTE = {
    "IMDB": "imdb", "TheMovieDB.com": "tmdb", "Wikidata": "wikidata", "TV Maze": "tvmaze", "Facebook": "facebook",
    "Instagram": "instagram", "X": "twitter", "Twitter": "twitter", "Youtube": "youtube", "EIDR": "eidr",
}  # fmt: skip
_HANDLES = frozenset({"facebook", "instagram", "twitter", "youtube"})
"""Some are given as the end of an address, such as `../@name`."""


def series(answer: Object, episodes: list[Object], wanted: Wanted, in_fallback: list[Object]) -> Record:
    """A series with its seasons and episodes; `in_fallback` has episodes in the fallback language, if asked for."""
    own_id = lenient.identifier(answer, "id")
    found = _common(answer, wanted)
    found |= {
        "premiered": lenient.date(answer, "firstAired"),
        "runtime": lenient.positive(answer, "averageRuntime"),
        "network": lenient.text(lenient.mapping(answer, "originalNetwork"), "name")
        or lenient.text(lenient.mapping(answer, "latestNetwork"), "name"),
        "air_time": lenient.text(answer, "airsTime"),
        "episode_order": wanted.order,
    }
    if found["status"] == "Ended":
        found["ended"] = lenient.date(answer, "lastAired")
    numbers = _season_numbers(answer, wanted)
    offers = (*artworks(answer, numbers), *_trailers(answer))
    parts = (*_seasons(answer, wanted), *_episodes(episodes))
    others = _others(answer, ItemKind.SERIES, wanted)
    if in_fallback:
        own = others[0] if others else Record(NAME, ItemKind.SERIES, own_id, Facts(), language=wanted.fallback)
        others = (replace(own, parts=tuple(_texts_only(part) for part in _episodes(in_fallback))),)
    facts = Facts(_said(found), ids(answer))
    return Record(NAME, ItemKind.SERIES, own_id, facts, offers, parts, wanted.language, others)


def movie(answer: Object, wanted: Wanted) -> Record:
    """A film."""
    own_id = lenient.identifier(answer, "id")
    found = _common(answer, wanted)
    found |= {
        "premiered": lenient.date(lenient.mapping(answer, "first_release"), "date"),
        "runtime": lenient.positive(answer, "runtime"),
        "budget": lenient.money(answer, "budget"),
        "revenue": lenient.money(answer, "boxOffice"),
    }
    offers = (*artworks(answer, {}), *_trailers(answer))
    others = _others(answer, ItemKind.MOVIE, wanted)
    return Record(NAME, ItemKind.MOVIE, own_id, Facts(_said(found), ids(answer)), offers, (), wanted.language, others)


def hit(entry: Object, kind: ItemKind, wanted: Wanted) -> Hit:
    """An entry of a search."""
    code = languages.to_three(wanted.language)
    own_id = lenient.identifier(entry, "tvdb_id") or lenient.identifier(entry, "id").rpartition("-")[2]
    translated = lenient.mapping(entry, "translations")
    original = lenient.text(entry, "name")
    title = lenient.text(translated, code) or lenient.text(translated, "eng") or original
    aliases = [lenient.as_text(alias) for alias in lenient.values(entry, "aliases")]
    others = lenient.distinct(*aliases, *(lenient.as_text(name) for name in translated.values()))
    overviews = lenient.mapping(entry, "overviews")
    return Hit(
        NAME,
        own_id,
        kind,
        title,
        original,
        tuple(other for other in others if other not in (title, original)),
        year=lenient.year(entry, "year", "first_air_time"),
        overview=lenient.text(overviews, code) or lenient.text(overviews, "eng") or lenient.text(entry, "overview"),
        poster_url=picture(lenient.text(entry, "thumbnail", "image_url")),
        country=languages.country(lenient.text(entry, "country")),
        ids=_remote(lenient.items(entry, "remote_ids")) | {NAME: own_id},
    )


def detailed(known: Hit, record: Record) -> Hit:
    """A hit with what its record tells."""
    told = record.facts.fields
    titles = told.get("alternate_titles", ())
    names = [title.title for title in titles if isinstance(title, AlternateTitle)] if isinstance(titles, tuple) else []
    names += [str(told["title"])] if "title" in told else []
    runtime = told.get("runtime")
    episodes = frozenset((part.season, part.number) for part in record.parts if part.number is not None)
    return replace(
        known,
        other_titles=tuple(
            name
            for name in lenient.distinct(*known.other_titles, *names)
            if name not in (known.title, known.original_title)
        ),
        runtime=runtime if isinstance(runtime, int) and record.kind is ItemKind.MOVIE else known.runtime,
        ids={**known.ids, **record.facts.ids},
        episodes=episodes,
    )


def lacks_texts(episodes: list[Object]) -> bool:
    """True when an episode that has been shown has no text in the language that was asked for."""
    return any(
        not lenient.text(episode, "name") and lenient.date(episode, "aired")
        for episode in episodes
        if lenient.integer(episode, "seasonNumber")
    )


def artworks(answer: Object, numbers: Mapping[str, int]) -> Iterator[Offer]:
    """All pictures of a series or film; those of a season carry its number, by the season ids in `numbers`."""
    for entry in (*lenient.items(answer, "artworks"), *lenient.items(answer, "artwork")):
        number = lenient.integer(entry, "type") or 0
        asset_type, url = _TYPES.get(number), picture(lenient.text(entry, "image"))
        season = numbers.get(lenient.identifier(entry, "seasonId")) if number in _OF_SEASON else None
        if asset_type is None or not url or (number in _OF_SEASON and season is None):
            continue
        language = _art_language(entry)
        with_text = bool(language) and language != TEXTLESS
        if asset_type is AssetType.FANART and with_text:
            asset_type = AssetType.LANDSCAPE
        offer = _offer(entry, asset_type, url, language, season)
        yield offer
        if asset_type is AssetType.POSTER and language == TEXTLESS and season is None:
            yield replace(offer, asset_type=AssetType.KEYART)


def picture(url: str) -> str:
    """The full address of a picture; some lists have relative ones."""
    if url.startswith("/"):
        return PICTURES + url
    return url if url.startswith(("https://", "http://")) else ""


def ids(answer: Object) -> dict[str, str]:
    """Ids of the same thing elsewhere."""
    own = lenient.identifier(answer, "id")
    return _remote(lenient.items(answer, "remoteIds")) | ({NAME: own} if own else {})


def _common(answer: Object, wanted: Wanted) -> dict[str, Value]:
    title, plot = _texts(answer, wanted.language)
    original = lenient.text(answer, "name")
    fallback = _texts(answer, wanted.fallback)[0]
    status = lenient.text(lenient.mapping(answer, "status"), "name")
    return {
        "title": title or fallback or original,
        "original_title": original,
        "alternate_titles": _aliases(answer),
        "year": lenient.year(answer, "year", "firstAired"),
        "plot": plot,
        "status": _STATUS.get(status, status),
        "original_language": languages.from_three(lenient.text(answer, "originalLanguage")),
        "genres": lenient.distinct(*(lenient.text(entry, "name") for entry in lenient.items(answer, "genres"))),
        "studios": _studios(answer),
        "countries": _countries(answer),
        "certification": _certificate(answer, wanted),
        "cast": tuple(_cast(answer)),
        "crew": tuple(_crew(answer)),
        "homepage": _homepage(answer),
    }


def _texts(answer: Object, language: str) -> tuple[str, str]:
    code = languages.to_three(language)
    wanted = {
        key: lenient.text(entry, key)
        for group, key in (("nameTranslations", "name"), ("overviewTranslations", "overview"))
        for entry in lenient.items(answer, "translations", group)
        if lenient.text(entry, "language") == code and not lenient.flag(entry, "isAlias")
    }
    title, plot = wanted.get("name", ""), wanted.get("overview", "")
    if lenient.text(answer, "originalLanguage") == code:
        return title or lenient.text(answer, "name"), plot or lenient.text(answer, "overview")
    return title, plot


def _others(answer: Object, kind: ItemKind, wanted: Wanted) -> tuple[Record, ...]:
    found = []
    for language in wanted.languages[1:]:
        title, plot = _texts(answer, language)
        texts = _said({"title": title, "plot": plot})
        if texts:
            own_id = lenient.identifier(answer, "id")
            found.append(Record(NAME, kind, own_id, Facts(texts), language=language))
    return tuple(found)


def _aliases(answer: Object) -> tuple[AlternateTitle, ...]:
    entries = [*lenient.items(answer, "aliases")]
    entries += lenient.items(answer, "translations", "nameTranslations")
    found = (
        AlternateTitle(lenient.text(entry, "name"), language=languages.from_three(lenient.text(entry, "language")))
        for entry in entries
    )
    return tuple(dict.fromkeys(title for title in found if title.title))


def _studios(answer: Object) -> tuple[str, ...]:
    """The makers; a film lists companies by what they did, a series in one list."""
    companies = [*lenient.items(answer, "companies")]
    for group in ("studio", "production"):
        companies += lenient.items(answer, "companies", group)
    makers = (
        company
        for company in companies
        if lenient.text(lenient.mapping(company, "companyType"), "companyTypeName")
        in ("", "Studio", "Production Company")
    )
    return lenient.distinct(*(lenient.text(company, "name") for company in makers))


def _countries(answer: Object) -> tuple[str, ...]:
    codes = [lenient.text(answer, "originalCountry")]
    codes += [lenient.text(entry, "country", "name") for entry in lenient.items(answer, "production_countries")]
    found = (languages.country(code) for code in codes)
    return lenient.distinct(*(languages.COUNTRY_NAMES.get(code, code) for code in found))


def _certificate(answer: Object, wanted: Wanted) -> str:
    order = lenient.distinct(wanted.country.upper(), languages.region(wanted.language), "US", "GB")
    known = {
        languages.country(lenient.text(entry, "country")): lenient.text(entry, "name")
        for entry in lenient.items(answer, "contentRatings")
    }
    return next((known[country] for country in order if known.get(country)), "")


def _people(answer: Object) -> list[Object]:
    return sorted(lenient.items(answer, "characters"), key=lambda entry: lenient.integer(entry, "sort") or 0)


def _cast(answer: Object) -> Iterator[Credit]:
    for entry in _people(answer):
        name, kind = lenient.text(entry, "personName"), lenient.text(entry, "peopleType")
        if name and kind in _ON_SCREEN and not lenient.identifier(entry, "episodeId"):
            role = lenient.text(entry, "name") or ("Host" if kind == "Host" else "")
            credit = CreditKind.GUEST if kind in _GUESTS else CreditKind.CAST
            yield Credit(name, credit, role, ids=_person_ids(entry), portrait=_portrait(entry))


def _crew(answer: Object) -> Iterator[Credit]:
    for entry in _people(answer):
        name, known = lenient.text(entry, "personName"), _JOBS.get(lenient.text(entry, "peopleType"))
        if name and known:
            yield Credit(name, CreditKind.CREW, "", *known, _person_ids(entry), _portrait(entry))


def _person_ids(entry: Object) -> dict[str, str]:
    own_id = lenient.identifier(entry, "peopleId")
    return {NAME: own_id} if own_id else {}


def _portrait(entry: Object) -> str:
    return picture(lenient.text(entry, "personImgURL", "image"))


def _order_type(wanted: Wanted) -> str:
    return "official" if wanted.order == "aired" else wanted.order


def _own_seasons(answer: Object, wanted: Wanted) -> Iterator[tuple[int, Object]]:
    """The seasons of the wanted order; each number is listed once for every order."""
    for season in lenient.items(answer, "seasons"):
        number = lenient.integer(season, "number")
        if number is not None and lenient.text(lenient.mapping(season, "type"), "type") == _order_type(wanted):
            yield number, season


def _season_numbers(answer: Object, wanted: Wanted) -> dict[str, int]:
    return {lenient.identifier(season, "id"): number for number, season in _own_seasons(answer, wanted)}


def _seasons(answer: Object, wanted: Wanted) -> Iterator[Part]:
    for number, season in _own_seasons(answer, wanted):
        own_id, url = lenient.identifier(season, "id"), picture(lenient.text(season, "image"))
        offers = (Offer(AssetType.POSTER, NAME, url, preview_url=_thumbnail(url), season=number),) if url else ()
        facts = Facts(_said({"title": lenient.text(season, "name")}), {NAME: own_id} if own_id else {})
        yield Part(number, None, facts, offers)


def _episodes(episodes: list[Object]) -> Iterator[Part]:
    for episode in episodes:
        season, number = lenient.integer(episode, "seasonNumber"), lenient.integer(episode, "number")
        if season is None or number is None or season < 0 or number < 0:
            continue
        absolute = lenient.positive(episode, "absoluteNumber")
        before, after = lenient.positive(episode, "airsBeforeSeason"), lenient.positive(episode, "airsAfterSeason")
        found: dict[str, Value] = {
            "title": lenient.text(episode, "name"),
            "plot": lenient.text(episode, "overview"),
            "aired": lenient.date(episode, "aired"),
            "runtime": lenient.positive(episode, "runtime"),
            "absolute_number": absolute,
            "display_season": before or after,
            "display_episode": AFTER_ALL if after and not before else lenient.positive(episode, "airsBeforeEpisode"),
        }
        own_id, url = lenient.identifier(episode, "id"), picture(lenient.text(episode, "image"))
        still = (Offer(AssetType.THUMB, NAME, url, own_id, _thumbnail(url)),) if url else ()
        yield Part(season, number, Facts(_said(found), {NAME: own_id} if own_id else {}), still, absolute)


def _texts_only(part: Part) -> Part:
    texts = {name: part.facts.fields[name] for name in ("title", "plot") if name in part.facts.fields}
    return Part(part.season, part.number, Facts(texts))


def _art_language(entry: Object) -> str:
    """Without a language and without text it is textless; a null language with text says nothing."""
    language = languages.from_three(lenient.text(entry, "language"))
    if language:
        return language
    return TEXTLESS if entry.get("includesText") is False else ""


def _offer(entry: Object, asset_type: AssetType, url: str, language: str, season: int | None) -> Offer:
    thumbnail = picture(lenient.text(entry, "thumbnail"))
    return Offer(
        asset_type,
        NAME,
        url,
        lenient.identifier(entry, "id"),
        thumbnail or _thumbnail(url),
        lenient.positive(entry, "width"),
        lenient.positive(entry, "height"),
        language,
        likes=max(0, (lenient.integer(entry, "score") or 0) - 100_000),
        season=season,
    )


def _thumbnail(url: str) -> str:
    stem, dot, extension = url.rpartition(".")
    return f"{stem}_t.{extension}" if dot and "/" not in extension and "/banners/" in url else url


def _trailers(answer: Object) -> Iterator[Offer]:
    for entry in lenient.items(answer, "trailers"):
        url = lenient.text(entry, "url")
        if url.startswith(("https://", "http://")):
            language = languages.from_three(lenient.text(entry, "language"))
            seconds, name = lenient.positive(entry, "runtime"), lenient.text(entry, "name")
            own_id = lenient.identifier(entry, "id")
            yield Offer(AssetType.TRAILER, NAME, url, own_id, language=language, duration=seconds, title=name)


def _remote(entries: Iterator[Object]) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in entries:
        name = _REMOTE.get(lenient.text(entry, "sourceName"), "")
        value = lenient.imdb(entry, "id") if name == "imdb" else lenient.identifier(entry, "id")
        if name == "tmdb":
            value = _leading_digits(value)
        value = value.rstrip("/").rpartition("/")[2] if name in _HANDLES else value
        if name and value:
            found.setdefault(name, value)
    return found


def _homepage(answer: Object) -> str:
    sites = (one for one in lenient.items(answer, "remoteIds") if lenient.text(one, "sourceName") == "Official Website")
    return next((url for one in sites if (url := lenient.text(one, "id")).startswith(("https://", "http://"))), "")


def _leading_digits(value: str) -> str:
    """TMDB ids may come as `1438-the-title`."""
    digits = value.split("-")[0]
    return digits if digits.isdigit() else ""


def _said(found: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in found.items() if value not in (None, "", ())}
