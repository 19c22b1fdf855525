"""The catalogue is complete, consistent and offline."""

from datetime import date

import pytest

from lobbycard.demo import lettering
from lobbycard.demo.catalogue import Film, catalogue, slug_of
from lobbycard.demo.motifs import SIGNS

_ABOUTS = [*catalogue().films.values(), *(series.about for series in catalogue().series.values())]


def test_there_are_at_least_forty_films_and_four_series_with_two_seasons() -> None:
    known = catalogue()
    assert len(known.films) >= 40
    assert len(known.series) == 4
    for series in known.series.values():
        assert len([season for season in series.seasons if season.number]) >= 2
    assert any(season.number == 0 for series in known.series.values() for season in series.seasons)


@pytest.mark.parametrize("film", _ABOUTS, ids=lambda film: film.slug)
def test_an_entry_says_everything_a_screen_shows(film: Film) -> None:
    assert film.slug.startswith(slug_of(film.title).split("-")[0])
    assert 1895 < film.year < 1970
    assert date.fromisoformat(film.premiered).year == film.year
    assert film.runtime > 0
    assert all((film.genres, film.countries, film.studios, film.directors, film.writers, film.cast, film.signs))
    assert film.plot.endswith((".", "?", "!"))
    assert len(film.plot) > 80
    assert film.tagline
    assert set(film.signs) <= set(SIGNS)


def test_no_two_entries_share_an_id() -> None:
    imdb = [film.imdb for film in _ABOUTS if film.imdb]
    assert len(imdb) == len(set(imdb))
    assert all(value.startswith("tt") and value[2:].isdigit() for value in imdb)


def test_every_title_in_every_language_can_be_lettered() -> None:
    titles = {title for film in _ABOUTS for title in (film.title, film.original, *film.titles.values()) if title}
    assert [title for title in titles if not lettering.drawable(title.replace("(", "").replace(")", ""))] == []


def test_an_english_film_keeps_its_usual_title_in_english() -> None:
    films = catalogue().films
    assert films["the-last-man-on-earth-1964"].titled("en") == "The Last Man on Earth"
    assert films["the-last-man-on-earth-1964"].titled("it") == "L'ultimo uomo della Terra"
    assert films["nosferatu-1922"].titled("de") == "Nosferatu, eine Symphonie des Grauens"
    assert films["detour-1945"].titled("pt") == "Detour"


def test_namesakes_are_there_to_be_told_apart() -> None:
    found = [(film.title, film.year) for film in catalogue().films.values()]
    assert len(found) - len(set(found)) == 1
    assert len({title for title, _ in found}) < len(set(found))


def test_episodes_are_numbered_without_gaps_and_absolutely_across_seasons() -> None:
    for series in catalogue().series.values():
        absolute = [episode.absolute for season in series.seasons if season.number for episode in season.episodes]
        assert absolute == list(range(1, len(absolute) + 1))
        for season in series.seasons:
            assert [episode.number for episode in season.episodes] == list(range(1, len(season.episodes) + 1))
            assert all(episode.absolute is None for episode in season.episodes if season.number == 0)
