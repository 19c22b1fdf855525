"""The catalogue in TMDB's words."""

from collections.abc import Mapping
from typing import Any

from tests.providers.catalogue import Catalogue, Collection, Movie, Person, Picture, Series, pictures

Body = dict[str, Any]
"""JSON to be; its values are of every kind."""

NOT_FOUND = (
    404,
    {"success": False, "status_code": 34, "status_message": "The resource you requested could not be found."},
)
BAD_KEY = (
    401,
    {"success": False, "status_code": 7, "status_message": "Invalid API key: You must be granted a valid key."},
)
PLACEHOLDER = {"en": "Episode", "de": "Folge"}


def answer(catalogue: Catalogue, path: str, query: Mapping[str, str], images: str) -> tuple[int, Any]:
    """Status and JSON for a path below /3; `images` is the base address of pictures."""
    words = path.strip("/").split("/")
    language = query.get("language", "en").split("-")[0]
    match words:
        case ["authentication"]:
            return 200, {"success": True, "status_code": 1, "status_message": "Success."}
        case ["configuration"]:
            return 200, _configuration(images)
        case ["search", kind]:
            return _search(catalogue, kind, query, language)
        case ["find", foreign]:
            return 200, _find(catalogue, foreign, query.get("external_source", ""))
        case ["movie", number] if int(number) in catalogue.movies:
            return 200, _with_appended(movie_parts(catalogue, catalogue.movies[int(number)], language), query)
        case ["tv", number] if int(number) in catalogue.series:
            return 200, _with_appended(series_parts(catalogue, catalogue.series[int(number)], language), query)
        case ["tv", number, "season", season] if int(number) in catalogue.series:
            parts = series_parts(catalogue, catalogue.series[int(number)], language)
            alone = {"": parts.get(f"season/{season}"), "images": parts.get(f"season/{season}/images")}
            return (200, _with_appended(alone, query)) if alone[""] else NOT_FOUND
        case ["tv", number, "episode_groups"] if int(number) in catalogue.series:
            kinds = {f"{number}-{kind}": kind for kind in (1, 2, 3)}
            return 200, {"id": int(number), "results": [{"id": own, "type": kind} for own, kind in kinds.items()]}
        case ["tv", "episode_group", group]:
            number, _, kind = group.partition("-")
            return 200, _group(catalogue.series[int(number)], int(kind))
        case ["collection", number] if int(number) in catalogue.collections:
            return 200, _with_appended(_collection_parts(catalogue, catalogue.collections[int(number)]), query)
        case ["person", number] if int(number) in catalogue.people:
            return 200, _with_appended(_person_parts(catalogue.people[int(number)]), query)
    return NOT_FOUND


def _with_appended(parts: Body, query: Mapping[str, str]) -> Body:
    wanted = [name for name in query.get("append_to_response", "").split(",") if name]
    whole: Body = parts[""]
    return whole | {name: parts[name] for name in wanted if name in parts}


def _configuration(images: str) -> Body:
    sizes = {
        "backdrop_sizes": ["w300", "w780", "w1280", "original"],
        "logo_sizes": ["w45", "w92", "w154", "w185", "w300", "w500", "original"],
        "poster_sizes": ["w92", "w154", "w185", "w342", "w500", "w780", "original"],
        "profile_sizes": ["w45", "w185", "h632", "original"],
        "still_sizes": ["w92", "w185", "w300", "original"],
    }
    return {"images": {"base_url": images, "secure_base_url": images, **sizes}, "change_keys": ["images"]}


def _search(catalogue: Catalogue, kind: str, query: Mapping[str, str], language: str) -> tuple[int, Body]:
    words = query.get("query", "").casefold().split()
    if not words:
        return 422, {"errors": ["query must be provided"]}
    found: list[Body] = []
    if kind == "movie":
        for movie in catalogue.movies.values():
            years = {movie.year, *movie.release_years.values()}
            if _has(words, movie) and ("year" not in query or int(query["year"]) in years):
                found.append(_movie_base(movie, language))
    elif kind == "tv":
        found = [
            _series_base(series, language)
            for series in catalogue.series.values()
            if _has(words, series) and query.get("first_air_date_year", str(series.year)) == str(series.year)
        ]
    elif kind == "collection":
        found = [
            _collection_parts(catalogue, one)[""]
            for one in catalogue.collections.values()
            if words[0] in one.name.casefold()
        ]
    elif kind == "person":
        found = [_person_parts(one)[""] for one in catalogue.people.values() if words[0] in one.name.casefold()]
    return 200, {"page": 1, "results": found[:20], "total_pages": 1, "total_results": len(found)}


def _has(words: list[str], thing: Movie | Series) -> bool:
    titles = (thing.title, thing.original_title, *thing.alternates, *thing.translations.values())
    return any(set(words) <= set(title.casefold().replace(":", " ").split()) for title in titles)


def _find(catalogue: Catalogue, foreign: str, source: str) -> Body:
    films = [movie for movie in catalogue.movies.values() if source == "imdb_id" and movie.imdb_id == foreign]
    shows = [
        series
        for series in catalogue.series.values()
        if (source == "tvdb_id" and str(series.tvdb_id) == foreign)
        or (source == "imdb_id" and series.imdb_id == foreign)
    ]
    return {
        "movie_results": [_movie_base(movie, "en") for movie in films],
        "tv_results": [_series_base(series, "en") for series in shows],
        "tv_season_results": [],
        "tv_episode_results": [],
        "person_results": [],
    }


def _movie_base(movie: Movie, language: str) -> Body:
    original = movie.original_title or movie.title
    own = movie.title if language == "en" else movie.translations.get(language, original)
    return {
        "adult": False,
        "backdrop_path": f"/backdrop-m{movie.id}-1_1920x1080.jpg",
        "genre_ids": [18],
        "id": movie.id,
        "original_language": movie.original_language,
        "original_title": original,
        "overview": movie.overview if language in ("en", *movie.translations) else "",
        "popularity": movie.votes / 10,
        "poster_path": f"/poster-m{movie.id}-0_1000x1500.jpg",
        "release_date": movie.date,
        "title": own,
        "video": movie.video,
        "vote_average": 6.0 + movie.id % 30 / 10,
        "vote_count": movie.votes,
    }


def movie_parts(catalogue: Catalogue, movie: Movie, language: str) -> Body:
    """The film itself under the empty name, and whatever can be appended under its own."""
    base = _movie_base(movie, language)
    del base["genre_ids"]
    link = catalogue.collections.get(movie.collection or 0)
    base |= {
        "belongs_to_collection": link
        and {"id": link.id, "name": link.name, "poster_path": None, "backdrop_path": None},
        "budget": 1_000_000 * (movie.id % 50),
        "genres": [{"id": 18, "name": "Drama"}, {"id": 53, "name": "Thriller"}],
        "homepage": "",
        "imdb_id": movie.imdb_id,
        "origin_country": ["US"],
        "production_companies": [
            {"id": 1, "logo_path": None, "name": "Harbour Light Pictures", "origin_country": "US"}
        ],
        "production_countries": [{"iso_3166_1": "US", "name": "United States of America"}],
        "revenue": 0,
        "runtime": movie.runtime,
        "spoken_languages": [{"english_name": "English", "iso_639_1": "en", "name": "English"}],
        "status": "Released" if movie.date else "Planned",
        "tagline": "Nothing stays." if language == "en" else "",
    }
    cast = catalogue.cast_of(movie)
    return {
        "": base,
        "credits": {"cast": _cast(cast), "crew": _crew(cast)},
        "images": images_of(f"m{movie.id}", movie.posters, movie.backdrops, movie.logos),
        "videos": {"results": _videos(movie.id)},
        "release_dates": {"results": _release_dates(movie)},
        "external_ids": {
            "imdb_id": movie.imdb_id,
            "wikidata_id": f"Q{movie.id}",
            "facebook_id": None,
            "instagram_id": "",
            "twitter_id": None,
        },
        "keywords": {"keywords": [{"id": 1, "name": "homecoming"}, {"id": 2, "name": "small town"}]},
        "translations": {"translations": _translations(movie, "title")},
        "alternative_titles": {
            "titles": [{"iso_3166_1": "GB", "title": title, "type": ""} for title in movie.alternates]
        },
    }


def _release_dates(movie: Movie) -> list[Body]:
    if not movie.date:
        return []
    plain = {"descriptors": [], "iso_639_1": "", "note": ""}
    us = [
        {**plain, "certification": "PG-13", "release_date": f"{movie.date}T00:00:00.000Z", "type": 3},
        {**plain, "certification": "PG-13", "release_date": f"{movie.year}-09-01T00:00:00.000Z", "type": 4},
        {**plain, "certification": "", "release_date": f"{movie.year}-10-01T00:00:00.000Z", "type": 5},
    ]
    de = [{**plain, "certification": "12", "release_date": f"{movie.year}-08-01T00:00:00.000Z", "type": 3}]
    found: list[Body] = [{"iso_3166_1": "US", "release_dates": us}, {"iso_3166_1": "DE", "release_dates": de}]
    for country, year in movie.release_years.items():
        dates = [{**plain, "certification": "", "release_date": f"{year}-01-20T00:00:00.000Z", "type": 3}]
        found.append({"iso_3166_1": country, "release_dates": dates})
    return found


def _series_base(series: Series, language: str) -> Body:
    original = series.original_title or series.title
    return {
        "adult": False,
        "backdrop_path": f"/backdrop-s{series.id}-1_1920x1080.jpg",
        "first_air_date": f"{series.year}-01-08" if series.year else "",
        "genre_ids": [18],
        "id": series.id,
        "name": series.title if language == "en" else series.translations.get(language, original),
        "origin_country": [series.country],
        "original_language": series.original_language,
        "original_name": original,
        "overview": series.overview if language in ("en", *series.translations) else "",
        "popularity": series.votes / 10,
        "poster_path": f"/poster-s{series.id}-0_1000x1500.jpg",
        "vote_average": 7.5,
        "vote_count": series.votes,
    }


def series_parts(catalogue: Catalogue, series: Series, language: str) -> Body:
    """The series itself under the empty name, and whatever can be appended under its own."""
    base = _series_base(series, language)
    del base["genre_ids"]
    base |= {
        "created_by": [{"id": 500, "name": catalogue.people[500].name, "profile_path": None}]
        if 500 in catalogue.people
        else [],
        "episode_run_time": [],
        "genres": [{"id": 80, "name": "Crime"}],
        "homepage": "",
        "in_production": not series.ended,
        "last_air_date": series.aired(max(series.seasons), 1),
        "networks": [{"id": 9, "name": "Channel Nine", "logo_path": None, "origin_country": series.country}],
        "next_episode_to_air": None,
        "number_of_seasons": sum(number > 0 for number in series.seasons),
        "production_companies": [{"id": 2, "name": "Long Road Television", "logo_path": None, "origin_country": ""}],
        "production_countries": [],
        "seasons": [_season_base(series, number, language) for number in sorted(series.seasons)],
        "status": "Ended" if series.ended else "Returning Series",
        "tagline": "",
        "type": "Scripted",
    }
    cast = catalogue.cast_of(series)
    parts: Body = {
        "": base,
        "aggregate_credits": {"cast": _aggregate(cast), "crew": []},
        "images": images_of(f"s{series.id}", series.posters, series.backdrops, 2),
        "videos": {"results": _videos(series.id)},
        "content_ratings": {"results": [{"iso_3166_1": "US", "rating": "TV-14"}, {"iso_3166_1": "DE", "rating": "12"}]},
        "external_ids": {"imdb_id": series.imdb_id, "tvdb_id": series.tvdb_id, "tvrage_id": None, "wikidata_id": None},
        "keywords": {"results": [{"id": 3, "name": "detective"}]},
        "translations": {"translations": _translations(series, "name")},
        "alternative_titles": {
            "results": [{"iso_3166_1": "US", "title": title, "type": ""} for title in series.alternates]
        },
    }
    for number in series.seasons:
        parts[f"season/{number}"] = _season(catalogue, series, number, language)
        art = pictures("poster", f"s{series.id}x{number}", 2, (1000, 1500))
        parts[f"season/{number}/images"] = {"posters": [_image(picture) for picture in art]}
    return parts


def _season_base(series: Series, number: int, language: str) -> Body:
    name = "Specials" if number == 0 else f"{'Staffel' if language == 'de' else 'Season'} {number}"
    return {
        "air_date": series.aired(number, 1),
        "episode_count": series.seasons[number],
        "id": series.id * 100 + number,
        "name": name,
        "overview": "",
        "poster_path": f"/poster-s{series.id}x{number}-0_1000x1500.jpg",
        "season_number": number,
        "vote_average": 0.0,
    }


def _season(catalogue: Catalogue, series: Series, season: int, language: str) -> Body:
    base = _season_base(series, season, language)
    base["_id"] = "x"
    base["episodes"] = [
        _episode(catalogue, series, season, number, language) for number in range(1, series.seasons[season] + 1)
    ]
    return base


def _episode(catalogue: Catalogue, series: Series, season: int, number: int, language: str) -> Body:
    told = language not in series.untranslated
    title = series.episode_title(season, number, language)
    guests = catalogue.cast_of(series)[:2]
    return {
        "air_date": series.aired(season, number),
        "crew": _crew(guests),
        "episode_number": number,
        "episode_type": "standard",
        "guest_stars": _cast(guests),
        "id": series.episode_id(season, number),
        "name": title if told else f"{PLACEHOLDER.get(language, 'Episode')} {number}",
        "overview": f"In {title} the trail leads home." if told else "",
        "production_code": "",
        "runtime": series.runtime,
        "season_number": season,
        "show_id": series.id,
        "still_path": f"/still-s{series.id}x{season}e{number}_1280x720.jpg",
        "vote_average": 7.0,
        "vote_count": 12,
    }


def _group(series: Series, kind: int) -> Body:
    """On disc every season is two boxes; counted through there is one."""
    aired = [(season, number) for season, number, absolute in series.episodes() if absolute]
    size = 4 if kind == 3 else len(aired)
    boxes = [aired[start : start + size] for start in range(0, len(aired), size)]
    return {
        "id": "x",
        "type": kind,
        "groups": [
            {
                "name": f"Box {order}",
                "order": order,
                "episodes": [
                    {"season_number": season, "episode_number": number, "order": place}
                    for place, (season, number) in enumerate(box)
                ],
            }
            for order, box in enumerate(boxes, start=1)
        ],
    }


def _collection_parts(catalogue: Catalogue, collection: Collection) -> Body:
    members = [_movie_base(movie, "en") for movie in catalogue.movies.values() if movie.collection == collection.id]
    base = {
        "id": collection.id,
        "name": collection.name,
        "overview": collection.overview,
        "poster_path": None,
        "backdrop_path": None,
        "parts": members,
    }
    return {"": base, "images": images_of(f"c{collection.id}", 2, 2, 0), "translations": {"translations": []}}


def _person_parts(person: Person) -> Body:
    base = {
        "adult": False,
        "also_known_as": [f"{person.name} Jr."],
        "biography": person.biography,
        "birthday": person.born or None,
        "deathday": None,
        "gender": 0,
        "homepage": None,
        "id": person.id,
        "imdb_id": f"nm{person.id:07d}",
        "known_for_department": "Acting",
        "name": person.name,
        "place_of_birth": "Lisbon, Portugal",
        "popularity": 3.1,
        "profile_path": _profile(person),
    }
    images = {"profiles": [_image(picture) for picture in pictures("profile", person.id, 2, (600, 900))]}
    return {
        "": base,
        "external_ids": {"imdb_id": base["imdb_id"]},
        "images": images,
        "translations": {"translations": []},
    }


def images_of(own_id: str, posters: int, backdrops: int, logos: int) -> Body:
    """Images as TMDB groups them."""
    return {
        "posters": [_image(picture) for picture in pictures("poster", own_id, posters, (1000, 1500))],
        "backdrops": [_image(picture) for picture in pictures("backdrop", own_id, backdrops, (1920, 1080))],
        "logos": [_image(picture) for picture in pictures("logo", own_id, logos, (800, 310))],
    }


def _image(picture: Picture) -> Body:
    return {
        "aspect_ratio": round(picture.width / picture.height, 3),
        "height": picture.height,
        "iso_639_1": picture.language,
        "file_path": picture.path,
        "vote_average": picture.average,
        "vote_count": picture.votes,
        "width": picture.width,
    }


def _profile(person: Person) -> str:
    return f"/profile-{person.id}-0_600x900.jpg"


def _cast(people: list[Person]) -> list[Body]:
    return [
        {
            "adult": False,
            "gender": 0,
            "id": person.id,
            "known_for_department": "Acting",
            "name": person.name,
            "original_name": person.name,
            "profile_path": _profile(person),
            "character": f"Role {order + 1}",
            "credit_id": f"c{person.id}",
            "order": order,
        }
        for order, person in enumerate(people)
    ]


def _aggregate(people: list[Person]) -> list[Body]:
    found = _cast(people)
    for entry in found:
        entry["roles"] = [{"credit_id": "r", "character": entry.pop("character"), "episode_count": 8}]
    return found


def _crew(people: list[Person]) -> list[Body]:
    jobs = (("Director", "Directing"), ("Writer", "Writing"), ("Best Boy", "Crew"))
    return [
        {
            "id": person.id,
            "name": person.name,
            "profile_path": None,
            "job": job,
            "department": department,
            "credit_id": "x",
        }
        for person, (job, department) in zip(people, jobs, strict=False)
    ]


def _videos(own_id: int) -> list[Body]:
    plain = {
        "iso_3166_1": "US",
        "site": "YouTube",
        "size": 1080,
        "official": True,
        "published_at": "2020-01-02T03:04:05.000Z",
    }
    return [
        {
            **plain,
            "id": f"v{own_id}a",
            "iso_639_1": "en",
            "key": f"tr{own_id:09d}",
            "name": "Official Trailer",
            "type": "Trailer",
        },
        {**plain, "id": f"v{own_id}b", "iso_639_1": "en", "key": f"te{own_id:09d}", "name": "Teaser", "type": "Teaser"},
        {
            **plain,
            "id": f"v{own_id}c",
            "iso_639_1": "en",
            "key": f"fe{own_id:09d}",
            "name": "On set",
            "type": "Featurette",
        },
    ]


def _translations(thing: Movie | Series, key: str) -> list[Body]:
    texts = {"en": thing.title, **thing.translations}
    return [
        {
            "iso_639_1": language,
            "iso_3166_1": "US" if language == "en" else language.upper(),
            "name": language,
            "english_name": language,
            "data": {
                key: title,
                "overview": f"{thing.overview} ({language})",
                "tagline": "",
                "homepage": "",
                "runtime": 0,
            },
        }
        for language, title in texts.items()
    ]
