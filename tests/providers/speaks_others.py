"""The catalogue in the words of fanart.tv, TVmaze and OMDb."""

from collections.abc import Mapping
from typing import Any

from tests.providers.catalogue import Catalogue, Movie, Series

Body = dict[str, Any]
"""JSON to be; its values are of every kind."""

FANART_BAD_KEY = (401, {"status": "error", "error message": "Invalid API key"})
FANART_NOT_FOUND = (404, {"status": "error", "error message": "Not found"})
TVMAZE_NOT_FOUND = (404, {"name": "Not Found", "message": "", "code": 0, "status": 404})
OMDB_BAD_KEY = (401, {"Response": "False", "Error": "Invalid API key!"})
OMDB_USED_UP = (401, {"Response": "False", "Error": "Request limit reached!"})
_FANART_MOVIE = {
    "hdmovielogo": (800, 310, "png"), "hdmovieclearart": (1000, 562, "png"), "movieposter": (1000, 1426, "jpg"),
    "moviebackground": (1920, 1080, "jpg"), "movie4kbackground": (3840, 2160, "jpg"), "moviethumb": (1000, 562, "jpg"),
    "moviebanner": (1000, 185, "jpg"), "moviedisc": (1000, 1000, "png"),
}  # fmt: skip
_FANART_TV = {
    "hdtvlogo": (800, 310, "png"), "hdclearart": (1000, 562, "png"), "tvposter": (1000, 1426, "jpg"),
    "showbackground": (1920, 1080, "jpg"), "tvthumb": (1000, 562, "jpg"), "tvbanner": (1000, 185, "jpg"),
    "characterart": (512, 512, "png"), "seasonposter": (1000, 1426, "jpg"), "seasonthumb": (1000, 562, "jpg"),
    "seasonbanner": (1000, 185, "jpg"),
}  # fmt: skip


def fanart(catalogue: Catalogue, path: str, images: str) -> tuple[int, Any]:
    """Status and JSON for a path below the version."""
    match path.strip("/").split("/"):
        case ["movies", number]:
            for movie in catalogue.movies.values():
                if number in (str(movie.id), movie.imdb_id):
                    ids = {"tmdb_id": str(movie.id), "imdb_id": movie.imdb_id}
                    return 200, {"name": movie.title, **ids, **_art(_FANART_MOVIE, number, images)}
        case ["tv", number]:
            for series in catalogue.series.values():
                if number == str(series.tvdb_id):
                    return 200, {"name": series.title, "thetvdb_id": number, **_art(_FANART_TV, number, images)}
    return FANART_NOT_FOUND


def _art(types: Mapping[str, tuple[int, int, str]], number: str, images: str) -> Body:
    found: Body = {"image_count": str(3 * len(types))}
    for kind, (width, height, extension) in types.items():
        found[kind] = [
            _fanart_image(kind, number, turn, (width, height), extension, images, language)
            for turn, language in enumerate(("" if "background" in kind else "en", "00", "de"))
        ]
        found[f"{kind}_count"] = "3"
    return found


def _fanart_image(
    kind: str, number: str, turn: int, size: tuple[int, int], extension: str, images: str, language: str
) -> Body:
    name = f"{kind}-{number}-{turn}_{size[0]}x{size[1]}.{extension}"
    image = {"id": f"{number}{turn}", "url": f"{images}/fanart/{name}", "lang": language, "likes": str(3 - turn)}
    if kind == "moviedisc":
        image |= {"disc": "1", "disc_type": "bluray"}
    if kind.startswith(("season", "show")):
        image["season"] = ("1", "all", "0")[turn]
    return image


def tvmaze(catalogue: Catalogue, path: str, query: Mapping[str, str], base: str, images: str) -> tuple[int, Any]:
    """Status and JSON; a look-up answers by a redirect."""
    shows = {one.tvmaze_id: one for one in catalogue.series.values()}
    match path.strip("/").split("/"):
        case ["search", "shows"]:
            words = set(query.get("q", "").casefold().split())
            found = [one for one in shows.values() if words & set(one.title.casefold().split())]
            found.sort(key=lambda one: -len(words & set(one.title.casefold().split())))
            return 200, [{"score": 1.0, "show": _show(one, images)} for one in found[:10]]
        case ["lookup", "shows"]:
            for one in shows.values():
                if query.get("thetvdb") == str(one.tvdb_id) or query.get("imdb") == one.imdb_id:
                    return 301, f"{base}/shows/{one.tvmaze_id}".encode()
            return 404, b""
        case ["shows", number] if number.isdigit() and int(number) in shows:
            one = shows[int(number)]
            return 200, _show(one, images) | {"_embedded": _embedded(catalogue, one, images)}
        case ["shows", number, "episodes"] if number.isdigit() and int(number) in shows:
            return 200, _episodes(shows[int(number)], "specials" in query, images)
    return TVMAZE_NOT_FOUND


def _show(series: Series, images: str) -> Body:
    return {
        "id": series.tvmaze_id,
        "url": f"https://www.tvmaze.com/shows/{series.tvmaze_id}/x",
        "name": series.title,
        "type": "Scripted",
        "language": "English",
        "genres": ["Drama", "Crime"],
        "status": "Ended" if series.ended else "Running",
        "runtime": 60,
        "averageRuntime": series.runtime,
        "premiered": f"{series.year}-01-08" if series.year else None,
        "ended": None,
        "officialSite": None,
        "schedule": {"time": "21:00", "days": ["Monday"]},
        "rating": {"average": 8.1},
        "weight": 80,
        "network": None,
        "webChannel": {"id": 1, "name": "Channel Nine", "country": {"name": "x", "code": series.country}},
        "externals": {"tvrage": None, "thetvdb": series.tvdb_id, "imdb": series.imdb_id},
        "image": {
            "medium": f"{images}/w210/maze-{series.id}_680x1000.jpg",
            "original": f"{images}/original/maze-{series.id}_680x1000.jpg",
        },
        "summary": f"<p><b>{series.title}</b>: a case a week &amp; no rest.</p>",
    }


def _embedded(catalogue: Catalogue, series: Series, images: str) -> Body:
    types = (
        ("poster", (680, 1000)),
        ("background", (1920, 1080)),
        ("banner", (758, 140)),
        ("typography", (800, 310)),
        (None, (9, 9)),
    )
    return {
        "cast": [
            {
                "person": {"id": person.id, "name": person.name, "image": None},
                "character": {"id": 1, "name": f"Role {order + 1}"},
            }
            for order, person in enumerate(catalogue.cast_of(series))
        ],
        "crew": [{"type": "Creator", "person": {"id": 1, "name": "Ada Arden"}}],
        "seasons": [
            {
                "id": series.id * 10 + number,
                "number": number,
                "name": "",
                "premiereDate": series.aired(number, 1),
                "image": None,
                "summary": "",
            }
            for number in series.seasons
            if number
        ],
        "akas": [{"name": title, "country": {"code": "DE"}} for title in series.alternates],
        "images": [
            {
                "id": series.id * 10 + place,
                "type": kind,
                "main": place == 0,
                "resolutions": {
                    "original": {
                        "url": f"{images}/original/maze-{kind}-{series.id}_{width}x{height}.jpg",
                        "width": width,
                        "height": height,
                    }
                },
            }
            for place, (kind, (width, height)) in enumerate(types)
        ],
    }


def _episodes(series: Series, specials: bool, images: str) -> list[Body]:
    return [
        {
            "id": series.episode_id(season, number),
            "name": series.episode_title(season, number),
            "season": season or 1,
            "number": number if season else None,
            "type": "regular" if season else "significant_special",
            "airdate": series.aired(season, number),
            "runtime": series.runtime,
            "rating": {"average": None},
            "image": {"original": f"{images}/original/maze-still-{series.id}x{season}x{number}_640x360.jpg"},
            "summary": "<p>A trail.</p>",
        }
        for season, number, _ in series.episodes()
        if season or specials
    ]


def omdb(catalogue: Catalogue, query: Mapping[str, str]) -> tuple[int, Body]:
    """Ratings by IMDb id; errors come with status 200."""
    things: list[Movie | Series] = [*catalogue.movies.values(), *catalogue.series.values()]
    for thing in things:
        if thing.imdb_id == query.get("i"):
            sources = {"Internet Movie Database": "7.1/10", "Rotten Tomatoes": "57%", "Metacritic": "55/100"}
            return 200, {
                "Title": thing.title,
                "Year": f"{thing.year}",
                "Ratings": [{"Source": source, "Value": value} for source, value in sources.items()],
                "imdbRating": "7.1",
                "imdbVotes": "858,780",
                "imdbID": thing.imdb_id,
                "Poster": "N/A",
                "Response": "True",
            }
    return 200, {"Response": "False", "Error": "Error getting data."}
