"""Answers of odd shapes, as the right facts."""

from typing import Any

import pytest

from lobbycard.model.facts import Credit, Rating
from lobbycard.model.kinds import AssetType, CreditKind
from lobbycard.providers import omdb, tmdb_facts, tmdb_series, tvdb_facts
from lobbycard.providers.base import Wanted
from lobbycard.providers.tmdb_art import Pictures


def _released(*entries: tuple[int, str]) -> dict[str, Any]:
    dates = [
        {"type": kind, "certification": said, "release_date": "1999-03-01T00:00:00.000Z"} for kind, said in entries
    ]
    return {"id": 7, "title": "Pier", "release_dates": {"results": [{"iso_3166_1": "US", "release_dates": dates}]}}


@pytest.mark.parametrize(
    ("entries", "certificate"),
    [
        (((5, "NR"), (3, "PG-13")), "PG-13"),
        (((1, ""), (4, "R"), (5, "NR")), "R"),
        (((3, ""), (5, "NR")), "NR"),
        (((3, "R"), (3, "PG")), "R"),
        (((99, "X"),), "X"),
        ((), None),
    ],
)
def test_the_certificate_is_that_of_the_cinema(entries: tuple[tuple[int, str], ...], certificate: str | None) -> None:
    record = tmdb_facts.movie(_released(*entries), Wanted(country="US"), Pictures())
    assert record.facts.fields.get("certification") == certificate


@pytest.mark.parametrize(
    ("language", "original", "overview", "title"),
    [
        ("de", "海の駅", "Ein Ort am Meer.", "The Pier"),
        ("de", "海の駅", "", "The Pier"),
        ("de", "La jetée", "Ein Ort am Meer.", "La jetée"),
        ("ru", "Пристань", "Место у моря.", "Пристань"),
    ],
)
def test_a_title_in_letters_of_another_script_gives_way_to_the_fallback(
    language: str, original: str, overview: str, title: str
) -> None:
    told = [("en", {"title": "The Pier", "overview": "A place."}), (language, {"title": "", "overview": overview})]
    entries = [{"iso_639_1": code, "iso_3166_1": "", "data": data} for code, data in told]
    answer = {"id": 7, "title": original, "original_title": original, "original_language": "xx"}
    record = tmdb_facts.movie(answer | {"translations": {"translations": entries}}, Wanted(language, "en"), Pictures())
    assert record.facts.fields["title"] == title


def test_hosts_are_cast_and_musical_guests_are_guests() -> None:
    people = [("Ada", "Host", None), ("Bo", "Musical Guest", None), ("Cy", "Actor", "The Baker"), ("Di", "Crew", None)]
    characters = [
        {"personName": name, "peopleType": kind, "name": role, "sort": place}
        for place, (name, kind, role) in enumerate(people)
    ]
    record = tvdb_facts.series({"id": 1, "name": "Talk", "characters": characters}, [], Wanted(), [])
    assert record.facts.fields["cast"] == (
        Credit("Ada", CreditKind.CAST, "Host"),
        Credit("Bo", CreditKind.GUEST),
        Credit("Cy", CreditKind.CAST, "The Baker"),
    )


def test_a_special_after_a_season_is_shown_after_all_its_episodes() -> None:
    specials = [
        {"seasonNumber": 0, "number": 1, "airsAfterSeason": 2},
        {"seasonNumber": 0, "number": 2, "airsBeforeSeason": 2, "airsBeforeEpisode": 4},
        {"seasonNumber": 0, "number": 3},
    ]
    record = tvdb_facts.series({"id": 1, "name": "Talk"}, specials, Wanted(), [])
    shown = [
        (part.facts.fields.get("display_season"), part.facts.fields.get("display_episode")) for part in record.parts
    ]
    assert shown == [(2, 4096), (2, 4), (None, None)]


@pytest.mark.parametrize("build", [tmdb_facts.movie, tmdb_series.series])
def test_where_no_country_of_production_is_listed_the_origin_counts(build: Any) -> None:
    answer = {"id": 7, "origin_country": ["GB", "XX"], "production_countries": []}
    assert build(answer, Wanted(), Pictures()).facts.fields["countries"] == ("United Kingdom", "XX")
    answer["production_countries"] = [{"name": "Malta"}]
    assert build(answer, Wanted(), Pictures()).facts.fields["countries"] == ("Malta",)


@pytest.mark.parametrize("build", [tmdb_facts.movie, tmdb_series.series, tmdb_facts.collection])
def test_of_a_kind_of_picture_that_is_not_listed_the_named_one_is_offered(build: Any) -> None:
    backdrop = {"file_path": "/listed.jpg", "iso_639_1": None, "width": 1920, "height": 1080}
    answer = {
        "id": 7,
        "poster_path": "/p.jpg",
        "backdrop_path": "/b.jpg",
        "images": {"posters": [{"file_path": "/foreign.jpg", "iso_639_1": "sw"}], "backdrops": [backdrop]},
    }
    record = build(answer, Wanted(), Pictures())
    assert {(offer.asset_type, offer.provider_id) for offer in record.offers} == {
        (AssetType.POSTER, "/p.jpg"),
        (AssetType.FANART, "/listed.jpg"),
    }


def test_a_season_has_its_rating() -> None:
    answer = {"id": 7, "seasons": [{"season_number": 1, "vote_average": 8.4}, {"season_number": 2, "vote_average": 0}]}
    rated, unrated = tmdb_series.series(answer, Wanted(), Pictures()).parts
    assert rated.facts.fields["ratings"] == (Rating("tmdb", 8.4),)
    assert "ratings" not in unrated.facts.fields


def test_what_thetvdb_says_of_sites_and_of_the_crew_is_taken() -> None:
    answer = {
        "id": 7,
        "remoteIds": [
            {"sourceName": "Official Website", "id": "https://pier.example/"},
            {"sourceName": "Youtube", "id": "../@pier"},
            {"sourceName": "Facebook", "id": "https://www.facebook.com/pier/"},
        ],
        "characters": [
            {"personName": "Una Vale", "peopleType": "Director", "peopleId": 3, "personImgURL": "/banners/una.jpg"}
        ],
    }
    facts = tvdb_facts.series(answer, [], Wanted(), []).facts
    assert facts.fields["homepage"] == "https://pier.example/"
    assert facts.ids == {"tvdb": "7", "youtube": "@pier", "facebook": "pier"}
    director = Credit(
        "Una Vale",
        CreditKind.CREW,
        job="Director",
        department="Directing",
        ids={"tvdb": "3"},
        portrait="https://artworks.thetvdb.com/banners/una.jpg",
    )
    assert facts.fields["crew"] == (director,)


def test_ratings_beside_an_empty_list_of_them_are_taken() -> None:
    beside = {"Ratings": [], "imdbRating": "7.1", "imdbVotes": "858,780", "Metascore": "55"}
    assert list(omdb.ratings(beside)) == [Rating("imdb", 7.1, 10.0, 858780), Rating("metacritic", 55.0, 100.0)]
    listed = beside | {"Ratings": [{"Source": "Internet Movie Database", "Value": "7.2/10"}], "Metascore": "N/A"}
    assert list(omdb.ratings(listed)) == [Rating("imdb", 7.2, 10.0, 858780)]
