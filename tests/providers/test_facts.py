"""Answers of odd shapes, as the right facts."""

from typing import Any

import pytest

from lobbycard.model.facts import Credit
from lobbycard.model.kinds import CreditKind
from lobbycard.providers import tmdb_facts, tvdb_facts
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
