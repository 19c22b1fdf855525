"""The catalogue in TheTVDB's words."""

import base64
import json
import time
from collections.abc import Mapping
from typing import Any

from tests.providers.catalogue import Catalogue, Movie, Series

Body = dict[str, Any]
"""JSON to be; its values are of every kind."""

NOT_FOUND = (404, {"status": "failure", "message": "NotFoundException: not found", "data": None})
UNAUTHORISED = (401, {"status": "failure", "message": "Unauthorized", "data": None})
BAD_KEY = (401, {"status": "failure", "message": "InvalidAPIKey: apikey invalid", "data": None})
PAGE_SIZE = 500
THREE = {"en": "eng", "de": "deu", "fr": "fra", "ja": "jpn"}
FROM_THREE = {three: two for two, three in THREE.items()}


def token(serial: int, seconds: float = 30 * 86400) -> str:
    """A token in the shape of a JWT that runs out after so long."""
    claims = (
        base64.urlsafe_b64encode(json.dumps({"exp": time.time() + seconds, "n": serial}).encode()).decode().rstrip("=")
    )
    return f"eyJhbGciOiJub25lIn0.{claims}.c2ln"


def answer(catalogue: Catalogue, path: str, query: Mapping[str, str], images: str) -> tuple[int, Any]:
    """Status and JSON for a path below /v4."""
    series = {one.tvdb_id: one for one in catalogue.series.values()}
    movies = {tvdb_movie_id(one): one for one in catalogue.movies.values()}
    match path.strip("/").split("/"):
        case ["artwork", "types"]:
            return _ok([{"id": 1, "name": "Banner", "recordType": "series", "width": 758, "height": 140}])
        case ["search"]:
            return _ok(_search(catalogue, query, images))
        case ["search", "remoteid", foreign]:
            return _ok(_remote(catalogue, foreign) or None)
        case ["series", "slug", slug]:
            found = [one for one in series.values() if _slug(one) == slug]
            return _ok({"id": found[0].tvdb_id, "name": found[0].title}) if found else NOT_FOUND
        case ["series", number, "extended"] if number.isdigit() and int(number) in series:
            return _ok(_series(catalogue, series[int(number)], images))
        case ["series", number, "episodes", order, *language] if number.isdigit() and int(number) in series:
            return _episodes(series[int(number)], order, FROM_THREE.get("".join(language), "en"), query, images)
        case ["movies", number, "extended"] if number.isdigit() and int(number) in movies:
            return _ok(_movie(catalogue, movies[int(number)], images))
    return NOT_FOUND


def tvdb_movie_id(movie: Movie) -> int:
    """The same film at TheTVDB, whose ids of films and series overlap."""
    return 300_000 + movie.id


def _ok(data: Any, links: Body | None = None) -> tuple[int, Body]:
    return 200, {"status": "success", "data": data, **({"links": links} if links else {})}


def _slug(thing: Series | Movie) -> str:
    return thing.title.lower().replace(" ", "-")


def _search(catalogue: Catalogue, query: Mapping[str, str], images: str) -> list[Body]:
    words = set(query.get("query", "").casefold().split())
    things: list[Series | Movie] = []
    if query.get("type") != "movie":
        things += catalogue.series.values()
    if query.get("type") != "series":
        things += catalogue.movies.values()
    return [
        _hit(thing, images)
        for thing in things
        if words <= set(thing.title.casefold().split()) and query.get("year", str(thing.year)) == str(thing.year)
    ]


def _hit(thing: Series | Movie, images: str) -> Body:
    kind, number = ("series", thing.tvdb_id) if isinstance(thing, Series) else ("movie", tvdb_movie_id(thing))
    return {
        "objectID": f"{kind}-{number}",
        "id": f"{kind}-{number}",
        "tvdb_id": str(number),
        "type": kind,
        "name": thing.original_title or thing.title,
        "aliases": list(thing.alternates),
        "translations": {"eng": thing.title, **{THREE[code]: title for code, title in thing.translations.items()}},
        "overviews": {"eng": thing.overview},
        "primary_language": THREE[thing.original_language],
        "country": "usa",
        "year": str(thing.year),
        "image_url": _url(images, f"tvdb-poster-{number}_680x1000.jpg"),
        "remote_ids": [{"id": thing.imdb_id, "type": 2, "sourceName": "IMDB"}],
    }


def _remote(catalogue: Catalogue, foreign: str) -> list[Body]:
    shows = [one for one in catalogue.series.values() if foreign in (one.imdb_id, str(one.id))]
    films = [one for one in catalogue.movies.values() if foreign in (one.imdb_id, str(one.id))]
    return [
        *({"series": {"id": one.tvdb_id, "name": one.title}} for one in shows),
        *({"movie": {"id": tvdb_movie_id(one), "name": one.title}} for one in films),
    ]


def _common(catalogue: Catalogue, thing: Series | Movie) -> Body:
    people = catalogue.cast_of(thing)
    texts = {"en": thing.title, **thing.translations}
    return {
        "name": thing.original_title or thing.title,
        "slug": _slug(thing),
        "overview": thing.overview,
        "year": str(thing.year),
        "originalLanguage": THREE[thing.original_language],
        "originalCountry": "usa",
        "aliases": [{"language": "eng", "name": title} for title in thing.alternates],
        "genres": [{"id": 1, "name": "Drama"}],
        "contentRatings": [{"id": 1, "name": "TV-14", "country": "usa"}, {"id": 2, "name": "12", "country": "deu"}],
        "nameTranslations": ["eng,deu"],
        "translations": {
            "nameTranslations": [{"name": title, "language": THREE[code]} for code, title in texts.items()],
            "overviewTranslations": [
                {"overview": f"{thing.overview} ({code})", "language": THREE[code]} for code in texts
            ],
        },
        "characters": [
            {
                "peopleId": person.id,
                "personName": person.name,
                "name": f"Role {order + 1}",
                "peopleType": "Actor",
                "sort": order,
                "personImgURL": f"/banners/person/{person.id}/portrait_600x900.jpg",
            }
            for order, person in enumerate(people)
        ],
        "trailers": [{"id": 1, "url": "https://www.youtube.com/watch?v=tvdbtrailer", "language": "eng", "runtime": 90}],
    }


def _series(catalogue: Catalogue, series: Series, images: str) -> Body:
    orders = (("official", 1), ("dvd", 2))
    return _common(catalogue, series) | {
        "id": series.tvdb_id,
        "firstAired": f"{series.year}-01-08" if series.year else "",
        "lastAired": series.aired(max(series.seasons), 1),
        "nextAired": "",
        "status": {"id": 2, "name": "Ended"} if series.ended else {"id": 1, "name": "Continuing"},
        "averageRuntime": series.runtime,
        "originalNetwork": {"id": 9, "name": "Channel Nine"},
        "companies": [{"name": "Long Road Television", "companyType": {"companyTypeName": "Studio"}}],
        "remoteIds": [
            {"id": series.imdb_id, "type": 2, "sourceName": "IMDB"},
            {"id": f"{series.id}-{_slug(series)}", "type": 12, "sourceName": "TheMovieDB.com"},
            {"id": str(series.tvmaze_id), "type": 19, "sourceName": "TV Maze"},
        ],
        "seasons": [
            {
                "id": series.id * 1000 + number * 10 + place,
                "number": number,
                "type": {"id": place, "name": "x", "type": order},
                "image": _url(images, f"tvdb-season-{series.id}-{number}_680x1000.jpg"),
            }
            for order, place in orders
            for number in sorted(series.seasons)
        ],
        "artworks": _artworks(series.tvdb_id, images, (1, 2, 3, 22, 23, 20), season=series.id * 1000 + 11),
        "episodes": None,
    }


def _movie(catalogue: Catalogue, movie: Movie, images: str) -> Body:
    number = tvdb_movie_id(movie)
    return _common(catalogue, movie) | {
        "id": number,
        "runtime": movie.runtime,
        "first_release": {"country": "usa", "date": movie.date, "detail": ""},
        "budget": "1000000",
        "status": {"id": 5, "name": "Released"},
        "companies": {"studio": [{"name": "Harbour Light Pictures"}], "network": None},
        "production_countries": [{"id": 1, "country": "usa", "name": "United States of America"}],
        "remoteIds": [
            {"id": movie.imdb_id, "type": 2, "sourceName": "IMDB"},
            {"id": str(movie.id), "type": 10, "sourceName": "TheMovieDB.com"},
        ],
        "artworks": _artworks(number, images, (16, 14, 15, 24, 25)),
    }


def _artworks(number: int, images: str, types: tuple[int, ...], season: int | None = None) -> list[Body]:
    sizes = {1: (758, 140), 16: (758, 140), 2: (680, 1000), 14: (680, 1000), 3: (1920, 1080), 15: (1920, 1080)}
    found = []
    for place, kind in enumerate(types):
        width, height = sizes.get(kind, (1000, 562))
        for turn, (language, with_text) in enumerate((("eng", True), (None, False), (None, True), ("deu", True))):
            name = f"tvdb-{kind}-{number}-{turn}_{width}x{height}"
            found.append(
                {
                    "id": number * 100 + place * 10 + turn,
                    "image": _url(images, f"{name}.jpg"),
                    "thumbnail": _url(images, f"{name}.jpg", "w340"),
                    "type": kind,
                    "language": language,
                    "score": 100_000 + turn,
                    "width": width,
                    "height": height,
                    "includesText": with_text,
                    "seasonId": None,
                }
            )
    if season is not None:
        poster = f"tvdb-7-{number}_680x1000.jpg"
        found.append(
            {"id": 1, "image": _url(images, poster), "type": 7, "language": "eng", "score": 100_001, "seasonId": season}
        )
    return found


def _episodes(series: Series, order: str, language: str, query: Mapping[str, str], images: str) -> tuple[int, Any]:
    found = [
        _episode(series, season, number, absolute, language, images) for season, number, absolute in series.episodes()
    ]
    if order == "absolute":
        found = [one for one in found if one["absoluteNumber"]]
        for one in found:
            one["seasonNumber"], one["number"] = 1, one["absoluteNumber"]
    page = int(query.get("page", "0"))
    start, end = page * PAGE_SIZE, (page + 1) * PAGE_SIZE
    following = f"?page={page + 1}" if end < len(found) else None
    data = {"series": {"id": series.tvdb_id}, "episodes": found[start:end]}
    return _ok(data, {"prev": None, "self": f"?page={page}", "next": following, "total_items": len(found)})


def _episode(series: Series, season: int, number: int, absolute: int, language: str, images: str) -> Body:
    told = language not in series.untranslated
    return {
        "id": series.episode_id(season, number),
        "seriesId": series.tvdb_id,
        "name": series.episode_title(season, number, language) if told else None,
        "aired": series.aired(season, number),
        "runtime": series.runtime,
        "overview": f"At TheTVDB: {number}." if told else None,
        "image": _url(images, f"tvdb-still-{series.id}x{season}x{number}_640x360.jpg"),
        "imageType": 11,
        "number": number,
        "seasonNumber": season,
        "absoluteNumber": absolute,
        "finaleType": None,
        "airsBeforeSeason": 2 if season == 0 else None,
        "airsBeforeEpisode": 1 if season == 0 else None,
    }


def _url(images: str, name: str, size: str = "original") -> str:
    return f"{images}/banners/{size}/{name}"
