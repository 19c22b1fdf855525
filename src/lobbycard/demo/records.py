"""The catalogue as a provider's records."""

import random

from lobbycard.demo import gallery
from lobbycard.demo.catalogue import Collection, Episode, Film, Season, Series, catalogue, slug_of
from lobbycard.model.facts import AlternateTitle, Credit, Facts, Part, Rating, Record, SetLink, Value
from lobbycard.model.kinds import AssetType, CreditKind, ItemKind

COUNTRY_CODES = {
    "United States of America": "US", "United Kingdom": "GB", "Germany": "DE", "France": "FR", "Italy": "IT",
    "Soviet Union": "SU", "Sweden": "SE", "Denmark": "DK", "Ireland": "IE",
}  # fmt: skip
_NAME = gallery.SCHEME


def _chance(slug: str, what: str) -> float:
    return random.Random(f"{what}/{slug}").random()  # noqa: S311  invented figures that stay the same


def popularity(film: Film) -> float:
    """An invented figure."""
    return round(3 + 40 * _chance(film.slug, "popularity") ** 2, 1) if film.imdb else 0.8


def votes(film: Film) -> int:
    """An invented number of votes."""
    return int(150 + 9000 * _chance(film.slug, "votes") ** 2) if film.imdb else 12


def ids(film: Film) -> dict[str, str]:
    """The demo's own id, and IMDb's where it is known."""
    return {_NAME: film.slug} | ({"imdb": film.imdb} if film.imdb else {})


def _ratings(film: Film) -> tuple[Rating, ...]:
    """Invented, and named so that nobody takes them for real ones."""
    value = round(5.6 + 3.2 * _chance(film.slug, "rating"), 1)
    critics = round(45 + 54 * _chance(film.slug, "critics"))
    return Rating("demo", value, 10, votes(film), True), Rating("demo_critics", critics, 100, 10 + votes(film) // 90)


def _portrait(name: str) -> str:
    path = f"people/{slug_of(name)}"
    return gallery.address(AssetType.PORTRAIT, path, gallery.variants(path, AssetType.PORTRAIT)[0])


def _cast(film: Film) -> tuple[Credit, ...]:
    return tuple(
        Credit(
            part.person, CreditKind.CAST, part.role, ids={_NAME: slug_of(part.person)}, portrait=_portrait(part.person)
        )
        for part in film.cast
    )


def _crew(film: Film) -> tuple[Credit, ...]:
    jobs = [(name, "Director", "Directing") for name in film.directors] + [
        (name, "Writer", "Writing") for name in film.writers
    ]
    return tuple(
        Credit(name, CreditKind.CREW, job=job, department=department, ids={_NAME: slug_of(name)})
        for name, job, department in jobs
    )


def _texts(film: Film) -> dict[str, Value]:
    return {"plot": film.plot, "outline": film.plot.split(". ")[0].rstrip(".") + ".", "tagline": film.tagline}


def _fields(film: Film, language: str) -> dict[str, Value]:
    alternates = [AlternateTitle(title, language=code) for code, title in film.titles.items()]
    fields: dict[str, Value] = {
        "title": film.title if language == "en" else film.titled(language),
        "original_title": film.original or film.title,
        "alternate_titles": tuple(alternates),
        "year": film.year,
        "premiered": film.premiered,
        "runtime": film.runtime,
        "certification": film.certification,
        "genres": film.genres,
        "studios": film.studios,
        "countries": film.countries,
        "keywords": film.keywords,
        "cast": _cast(film),
        "crew": _crew(film),
        "ratings": _ratings(film),
        "original_language": film.language,
        "popularity": popularity(film),
    }
    return fields | (_texts(film) if language.startswith("en") else {})


def _english(film: Film, kind: ItemKind, language: str) -> tuple[Record, ...]:
    """The English texts beside a record in another language: the demo has plots in English only."""
    if language.startswith("en"):
        return ()
    fields: dict[str, Value] = {"title": film.title, **_texts(film)}
    return (Record(_NAME, kind, film.slug, Facts(fields), language="en"),)


def movie(film: Film, language: str = "en") -> Record:
    """A film."""
    short = language.partition("-")[0]
    fields = _fields(film, short) | {"status": "Released", "in_cinemas": film.premiered}
    if film.set:
        entry = catalogue().sets[film.set]
        fields["set"] = SetLink(entry.title, entry.plot, {_NAME: entry.slug})
    offers = gallery.offers(film.slug)
    return Record(
        _NAME,
        ItemKind.MOVIE,
        film.slug,
        Facts(fields, ids(film)),
        offers,
        (),
        short,
        _english(film, ItemKind.MOVIE, short),
    )


def series(entry: Series, language: str = "en") -> Record:
    """A series with its seasons and episodes."""
    short, film = language.partition("-")[0], entry.about
    fields = _fields(film, short) | {"ended": entry.ended, "status": entry.status, "network": entry.network}
    parts: list[Part] = []
    for season in entry.seasons:
        parts.append(_season(film, season))
        parts += [_episode(film, episode) for episode in season.episodes]
    offers, others = gallery.offers(film.slug), _english(film, ItemKind.SERIES, short)
    return Record(_NAME, ItemKind.SERIES, film.slug, Facts(fields, ids(film)), offers, tuple(parts), short, others)


def _season(film: Film, season: Season) -> Part:
    fields: dict[str, Value] = {"title": season.title, "premiered": season.premiered}
    facts = Facts(fields, {_NAME: f"{film.slug}/s{season.number}"})
    return Part(season.number, None, facts, gallery.offers(f"{film.slug}/s{season.number}", season.number))


def _episode(film: Film, episode: Episode) -> Part:
    path = f"{film.slug}/s{episode.season}e{episode.number}"
    rating = Rating("demo", round(6 + 3 * _chance(path, "rating"), 1), 10, 20 + int(400 * _chance(path, "votes")), True)
    fields: dict[str, Value] = {
        "title": episode.title,
        "plot": episode.plot,
        "aired": episode.aired,
        "runtime": film.runtime,
        "absolute_number": episode.absolute,
        "ratings": (rating,),
        "crew": _crew(film)[:2],
    }
    return Part(episode.season, episode.number, Facts(fields, {_NAME: path}), gallery.offers(path), episode.absolute)


def collection(entry: Collection) -> Record:
    """A set of films."""
    fields: dict[str, Value] = {"title": entry.title, "plot": entry.plot}
    return Record(
        _NAME,
        ItemKind.SET,
        entry.slug,
        Facts(fields, {_NAME: entry.slug}),
        gallery.offers(f"sets/{entry.slug}"),
        (),
        "en",
    )


def person(slug: str, name: str) -> Record:
    """A person."""
    return Record(
        _NAME, ItemKind.PERSON, slug, Facts({"title": name}, {_NAME: slug}), gallery.offers(f"people/{slug}"), (), "en"
    )
