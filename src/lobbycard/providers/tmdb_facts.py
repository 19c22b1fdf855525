"""TMDB's answers about films, sets and people as records; the parts that series share."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace

from lobbycard.model.facts import AlternateTitle, Credit, Facts, Hit, Offer, Rating, Record, SetLink, Value
from lobbycard.model.kinds import AssetType, CreditKind, ItemKind
from lobbycard.providers import languages, lenient, tmdb_art
from lobbycard.providers.base import Wanted
from lobbycard.providers.lenient import Json, Object
from lobbycard.providers.tmdb_art import NAME, Pictures

MOST_CAST = 100
"""Long-running series list hundreds; guests are told by the episodes."""
JOBS = frozenset(
    {
        "Director", "Co-Director", "Writer", "Co-Writer", "Screenplay", "Story", "Teleplay", "Novel", "Author",
        "Book", "Characters", "Comic Book", "Short Story", "Theatre Play", "Original Story", "Original Concept",
        "Idea", "Adaptation", "Musical", "Creator", "Series Composition", "Producer", "Executive Producer",
        "Co-Producer", "Co-Executive Producer", "Showrunner", "Director of Photography", "Editor",
        "Original Music Composer", "Music", "Main Title Theme Composer", "Production Design", "Art Direction",
        "Costume Design", "Casting", "Animation Director", "Chief Animation Director", "Original Film Writer",
    }
)  # fmt: skip
"""A large film names two hundred people behind the camera; players show these."""
_SOCIAL = ("wikidata", "facebook", "instagram", "twitter", "tiktok", "youtube", "tvrage")
_CERTIFIED = (3, 2, 1, 6, 4, 5)
"""Types of release whose certificate counts, the first one most: a disc's is often that of a longer cut."""
_RELEASES = {1: "premiere", 2: "limited", 3: "theatrical", 4: "digital", 5: "physical", 6: "tv"}


def movie(answer: Object, wanted: Wanted, pictures: Pictures) -> Record:
    """A film with all that was appended to it."""
    own_id = lenient.identifier(answer, "id")
    original = lenient.text(answer, "original_language")
    found: dict[str, Value] = common(answer, "title", wanted)
    found |= {
        "premiered": lenient.date(answer, "release_date"),
        "year": lenient.year(answer, "release_date"),
        "runtime": lenient.positive(answer, "runtime"),
        "status": lenient.text(answer, "status"),
        "budget": lenient.money(answer, "budget"),
        "revenue": lenient.money(answer, "revenue"),
        "set": _set(answer),
        "cast": cast(lenient.items(answer, "credits", "cast"), pictures),
        "crew": crew(lenient.items(answer, "credits", "crew"), pictures),
        "keywords": names(answer, "keywords", "keywords"),
    }
    found |= _releases(answer, countries_wanted(wanted))
    offers = (
        *art(answer, localised(pictures, wanted, original)),
        *tmdb_art.trailers(lenient.mapping(answer, "videos"), (*wanted.languages, original)),
    )
    record = Record(NAME, ItemKind.MOVIE, own_id, Facts(said(found), ids(answer)), offers, (), wanted.language)
    return replace(record, others=other_languages(answer, "title", ItemKind.MOVIE, wanted))


def collection(answer: Object, wanted: Wanted, pictures: Pictures) -> Record:
    """A set of films."""
    own_id = lenient.identifier(answer, "id")
    found: dict[str, Value] = {
        "title": _title(answer, "name", wanted),
        "plot": lenient.text(answer, "overview"),
    }
    offers = art(answer, localised(pictures, wanted, lenient.text(answer, "original_language")))
    record = Record(NAME, ItemKind.SET, own_id, Facts(said(found), {NAME: own_id}), offers, (), wanted.language)
    return replace(record, others=other_languages(answer, "name", ItemKind.SET, wanted))


def person(answer: Object, wanted: Wanted, pictures: Pictures) -> Record:
    """A person with biography, dates and portraits."""
    own_id = lenient.identifier(answer, "id")
    also = tuple(
        AlternateTitle(name)
        for name in lenient.distinct(*map(lenient.as_text, lenient.values(answer, "also_known_as")))
    )
    found: dict[str, Value] = {
        "title": lenient.text(answer, "name"),
        "plot": lenient.text(answer, "biography"),
        "born": lenient.date(answer, "birthday"),
        "died": lenient.date(answer, "deathday"),
        "birthplace": lenient.text(answer, "place_of_birth"),
        "homepage": lenient.text(answer, "homepage"),
        "popularity": lenient.number(answer, "popularity"),
        "alternate_titles": also,
    }
    images, profile = lenient.mapping(answer, "images"), lenient.text(answer, "profile_path")
    offers = tmdb_art.portraits(images, profile, pictures)
    record = Record(NAME, ItemKind.PERSON, own_id, Facts(said(found), ids(answer)), offers, (), wanted.language)
    return replace(record, others=other_languages(answer, "", ItemKind.PERSON, wanted))


def hit(answer: Object, kind: ItemKind, pictures: Pictures) -> Hit:
    """An entry of a search, or as much of a whole record as a search would tell."""
    date_key = "first_air_date" if kind is ItemKind.SERIES else "release_date"
    origin = [lenient.as_text(code) for code in lenient.values(answer, "origin_country")]
    return Hit(
        NAME,
        lenient.identifier(answer, "id"),
        kind,
        lenient.text(answer, "title", "name") or lenient.text(answer, "original_title", "original_name"),
        lenient.text(answer, "original_title", "original_name"),
        year=lenient.year(answer, date_key),
        overview=lenient.text(answer, "overview"),
        poster_url=pictures.preview("poster", lenient.text(answer, "poster_path", "profile_path")),
        popularity=lenient.number(answer, "popularity") or 0.0,
        votes=lenient.integer(answer, "vote_count") or 0,
        country=origin[0] if origin else "",
        ids={NAME: lenient.identifier(answer, "id")},
        is_video=any(lenient.flag(answer, key) for key in ("video", "adult", "softcore")),
    )


def detailed(answer: Object, known: Hit, episodes: frozenset[tuple[int, int]] = frozenset()) -> Hit:
    """A hit enriched by the whole record of the same thing."""
    names_key = "name" if known.kind is ItemKind.SERIES else "title"
    titles = [
        *(title.title for title in alternates(answer)),
        *(lenient.text(entry["data"], names_key) for entry in _translations(answer)),
    ]
    own = {known.title, known.original_title}
    dates = [entry for _, entry in _dates(answer)]
    return replace(
        known,
        other_titles=tuple(title for title in lenient.distinct(*titles) if title not in own),
        years=tuple(sorted({int(lenient.date(entry, "release_date")[:4]) for entry in dates if _dated(entry)})),
        runtime=lenient.positive(answer, "runtime"),
        ids=ids(answer),
        episodes=episodes,
    )


def common(answer: Object, name_key: str, wanted: Wanted) -> dict[str, Value]:
    """The fields that films and series spell alike."""
    return {
        "title": _title(answer, name_key, wanted),
        "original_title": lenient.text(answer, f"original_{name_key}"),
        "alternate_titles": alternates(answer),
        "plot": lenient.text(answer, "overview"),
        "tagline": lenient.text(answer, "tagline"),
        "homepage": lenient.text(answer, "homepage"),
        "original_language": lenient.text(answer, "original_language"),
        "popularity": lenient.number(answer, "popularity"),
        "genres": names(answer, "genres"),
        "studios": names(answer, "production_companies"),
        "countries": names(answer, "production_countries") or _origins(answer),
        "ratings": rating(answer),
    }


def _origins(answer: Object) -> tuple[str, ...]:
    """Where it comes from, by name, for what lists no countries of production."""
    codes = (lenient.as_text(code) for code in lenient.values(answer, "origin_country"))
    return lenient.distinct(*(languages.COUNTRY_NAMES.get(code, code) for code in codes))


def art(answer: Object, pictures: Pictures) -> tuple[Offer, ...]:
    """The pictures that came with it; of a kind of which none came, the one that the record names."""
    listed = tuple(tmdb_art.offers(lenient.mapping(answer, "images"), pictures))
    found = {offer.asset_type for offer in listed}
    named = (
        *tmdb_art.single(AssetType.POSTER, "poster", lenient.text(answer, "poster_path"), pictures),
        *tmdb_art.single(AssetType.FANART, "backdrop", lenient.text(answer, "backdrop_path"), pictures),
    )
    return (*listed, *(offer for offer in named if offer.asset_type not in found))


def said(found: Mapping[str, Value]) -> dict[str, Value]:
    """Only the fields about which something is said."""
    return {name: value for name, value in found.items() if value not in (None, "", ())}


def ids(answer: Object) -> dict[str, str]:
    """Ids of the same thing elsewhere."""
    elsewhere = lenient.mapping(answer, "external_ids")
    found = {
        NAME: lenient.identifier(answer, "id"),
        "imdb": lenient.imdb(elsewhere) or lenient.imdb(answer),
        "tvdb": lenient.identifier(elsewhere, "tvdb_id"),
    }
    found |= {name: lenient.identifier(elsewhere, f"{name}_id") for name in _SOCIAL}
    return {name: value for name, value in found.items() if value}


def names(answer: Json, *keys: str) -> tuple[str, ...]:
    """The names in a list of objects, each once."""
    return lenient.distinct(*(lenient.text(entry, "name") for entry in lenient.items(answer, *keys)))


def rating(answer: Object) -> tuple[Rating, ...]:
    """TMDB's own rating; without votes it says nothing."""
    value, votes = lenient.number(answer, "vote_average"), lenient.positive(answer, "vote_count")
    return (Rating(NAME, value, 10.0, votes),) if value and votes else ()


def alternates(answer: Object) -> tuple[AlternateTitle, ...]:
    """Other titles; the list has different names in films and in series."""
    listed = [
        *lenient.items(answer, "alternative_titles", "titles"),
        *lenient.items(answer, "alternative_titles", "results"),
    ]
    found = {
        (lenient.text(entry, "title"), lenient.text(entry, "iso_3166_1").upper()): lenient.text(entry, "type")
        for entry in listed
    }
    return tuple(
        AlternateTitle(title, country, comment=comment) for (title, country), comment in found.items() if title
    )


def cast(people: Iterator[Object], pictures: Pictures, kind: CreditKind = CreditKind.CAST) -> tuple[Credit, ...]:
    """Who plays whom, in the order of the credits."""
    ordered = sorted(people, key=_order)
    told = (_credit(entry, kind, pictures, role=_role(entry)) for entry in ordered)
    return tuple(credit for credit in told if credit.name)[:MOST_CAST]


def crew(people: Iterator[Object], pictures: Pictures) -> tuple[Credit, ...]:
    """The people behind the camera whose jobs players show."""
    found: dict[tuple[str, str, str], Credit] = {}
    for entry in people:
        for job in _jobs(entry):
            credit = _credit(entry, CreditKind.CREW, pictures, job=job)
            if credit.name and job in JOBS:
                found.setdefault((credit.name, job, credit.ids.get(NAME, "")), credit)
    return tuple(found.values())


def countries_wanted(wanted: Wanted) -> tuple[str, ...]:
    """Countries in the order in which their certificates and dates are taken."""
    return lenient.distinct(wanted.country.upper(), languages.region(wanted.language), "US", "GB")


def localised(pictures: Pictures, wanted: Wanted, original: str) -> Pictures:
    """The pictures limited to languages that anybody asked for, and the original's."""
    codes = (*wanted.languages, *wanted.art_languages, original)
    known = frozenset(languages.primary(code) for code in codes if code and code != "cn")
    return pictures._replace(wanted=known | ({"zh"} if "cn" in codes else frozenset()))


def other_languages(answer: Object, name_key: str, kind: ItemKind, wanted: Wanted) -> tuple[Record, ...]:
    """The texts in the fallback language, which come with the same answer."""
    found = []
    for language in wanted.languages[1:]:
        texts = _texts(answer, name_key, language)
        if texts:
            own_id = lenient.identifier(answer, "id")
            found.append(Record(NAME, kind, own_id, Facts(texts), language=language))
    return tuple(found)


def _texts(answer: Object, name_key: str, language: str) -> dict[str, Value]:
    data = _translation(answer, language)
    is_original = languages.primary(language) == lenient.text(answer, "original_language")
    title = lenient.text(data, name_key) or (lenient.text(answer, f"original_{name_key}") if is_original else "")
    plot = lenient.text(data, "overview", "biography")
    return said({"title": title, "plot": plot, "tagline": lenient.text(data, "tagline")})


def _title(answer: Object, name_key: str, wanted: Wanted) -> str:
    """The title in the wanted language, else in the fallback, else as TMDB gives it, which may be another script."""
    given, original = lenient.text(answer, name_key), lenient.text(answer, f"original_{name_key}")
    speaks_original = languages.primary(wanted.language) == lenient.text(answer, "original_language")
    if given != original or speaks_original:
        return given or original
    told = _translation(answer, wanted.language)
    if told and (_is_latin(given) or not _is_latin(lenient.text(told, "overview", "tagline"))):
        return given  # the same title in both languages, which translations leave out
    for language in wanted.languages[1:]:
        texts = _texts(answer, name_key, language)
        if texts.get("title"):
            return str(texts["title"])
    return given or original


def _is_latin(text: str) -> bool:
    """By its first letter."""
    first = next((letter for letter in text if letter.isalpha()), "a")
    return unicodedata.name(first, "").startswith("LATIN")


def _translation(answer: Object, language: str) -> Object:
    """The texts of a language: those of its region, else of any region, that say something."""
    best: Object = {}
    for entry in _translations(answer):
        if lenient.text(entry, "iso_639_1") != languages.primary(language):
            continue
        if lenient.text(entry, "iso_3166_1") == languages.region(language):
            return lenient.mapping(entry, "data")
        best = best or lenient.mapping(entry, "data")
    return best


def _translations(answer: Object) -> Iterator[Object]:
    for entry in lenient.items(answer, "translations", "translations"):
        data = lenient.mapping(entry, "data")
        if any(lenient.as_text(text) for text in data.values()):
            yield entry


def _set(answer: Object) -> SetLink | None:
    link = lenient.mapping(answer, "belongs_to_collection")
    name, own_id = lenient.text(link, "name"), lenient.identifier(link, "id")
    return SetLink(name, "", {NAME: own_id} if own_id else {}) if name else None


def _credit(entry: Object, kind: CreditKind, pictures: Pictures, role: str = "", job: str = "") -> Credit:
    own_id, profile = lenient.identifier(entry, "id"), lenient.text(entry, "profile_path")
    return Credit(
        lenient.text(entry, "name", "original_name"),
        kind,
        role,
        job,
        lenient.text(entry, "department") if job else "",
        {NAME: own_id} if own_id else {},
        pictures.url(profile) if profile.startswith("/") else "",
    )


def _order(entry: Object) -> int:
    order = lenient.integer(entry, "order")
    return 10_000 if order is None else order


def _role(entry: Object) -> str:
    roles = [lenient.text(role, "character") for role in lenient.items(entry, "roles")]
    return lenient.text(entry, "character") or " / ".join(lenient.distinct(*roles)[:3])


def _jobs(entry: Object) -> tuple[str, ...]:
    return lenient.distinct(
        lenient.text(entry, "job"), *(lenient.text(job, "job") for job in lenient.items(entry, "jobs"))
    )


def _dates(answer: Object) -> Iterator[tuple[str, Object]]:
    for country in lenient.items(answer, "release_dates", "results"):
        for entry in lenient.items(country, "release_dates"):
            yield lenient.text(country, "iso_3166_1").upper(), entry


def _dated(entry: Object) -> bool:
    return bool(lenient.date(entry, "release_date"))


def _releases(answer: Object, countries: tuple[str, ...]) -> dict[str, Value]:
    """Certificate and dates of the first wanted country that has them; dates else of the earliest one anywhere."""
    certificates: dict[str, list[tuple[int, str]]] = {}
    dates: dict[str, list[tuple[int, str]]] = {}
    for country, entry in _dates(answer):
        rank = countries.index(country) if country in countries else len(countries)
        certificate = lenient.text(entry, "certification")
        number = lenient.integer(entry, "type") or 0
        if certificate and country in countries:
            weight = _CERTIFIED.index(number) if number in _CERTIFIED else len(_CERTIFIED)
            certificates.setdefault(country, []).append((weight, certificate))
        kind = _RELEASES.get(number, "")
        day = lenient.date(entry, "release_date")
        if day:
            dates.setdefault(kind, []).append((rank, day))
    first = {kind: min(found)[1] for kind, found in dates.items()}
    return {
        "certification": _weightiest(next((certificates[one] for one in countries if one in certificates), [])),
        "in_cinemas": first.get("theatrical") or first.get("limited", ""),
        "digital_release": first.get("digital", ""),
        "physical_release": first.get("physical", ""),
    }


def _weightiest(certificates: list[tuple[int, str]]) -> str:
    """Of several of one weight the first that is listed."""
    return min(certificates, key=lambda one: one[0])[1] if certificates else ""
