"""Files that hold links, and the links themselves."""

import pytest

from lobbycard.nfo import links, read
from lobbycard.nfo.values import NfoForm
from tests.nfo import samples


@pytest.mark.parametrize(
    ("url", "ids"),
    [
        ("https://www.themoviedb.org/movie/900001", {"tmdb": "900001"}),
        ("https://www.themoviedb.org/movie/900001-harbour-lights?language=de", {"tmdb": "900001"}),
        ("https://api.themoviedb.org/3/movie/900001?language=en", {"tmdb": "900001"}),
        ("themoviedb.org/tv/800100", {"tmdb": "800100"}),
        ("http://www.imdb.com/title/tt9000001/", {"imdb": "tt9000001"}),
        ("https://m.imdb.com/title/tt9000001?ref_=x", {"imdb": "tt9000001"}),
        ("https://www.imdb.com/de/title/tt19000001/", {"imdb": "tt19000001"}),
        ("http://imdb.com/Title?0111161", {"imdb": "tt0111161"}),
        ("https://thetvdb.com/?tab=series&id=900100", {"tvdb": "900100"}),
        ("https://www.thetvdb.com/dereferrer/series/900100", {"tvdb": "900100"}),
        ("https://thetvdb.com/series/north-quay", {"tvdb_slug": "north-quay"}),
        ("https://www.tvmaze.com/shows/700100/north-quay", {"tvmaze": "700100"}),
        ("https://trakt.tv/movies/harbour-lights-2019", {"trakt": "harbour-lights-2019"}),
        ("https://anidb.net/anime/42", {"anidb": "42"}),
        ("https://www.wikidata.org/wiki/Q42", {"wikidata": "Q42"}),
    ],
)
def test_a_file_of_one_link_names_an_id(url: str, ids: dict[str, str]) -> None:
    nfo = read.read(f"{url}\r\n".encode())
    assert nfo.form is NfoForm.URL
    assert nfo.ids == ids
    assert nfo.blocks == ()


def test_links_of_others_name_nothing() -> None:
    assert links.in_text("see https://example.org/movie/5 and https://www.imdb.com/list/ls00001") == ((), {})


def test_scene_text_is_text_with_a_hint() -> None:
    nfo = read.read(samples.SCENE.encode("cp437", "replace"))
    assert nfo.form is NfoForm.TEXT
    assert nfo.ids == {"imdb": "tt9000001"}
    assert nfo.blocks == ()


def test_a_link_before_the_xml_is_found_too() -> None:
    nfo = read.read(b"https://www.themoviedb.org/movie/5\n<movie><title>A</title></movie>")
    assert (nfo.form, nfo.ids, len(nfo.blocks)) == (NfoForm.MIXED, {"tmdb": "5"}, 1)


def test_a_link_inside_the_xml_is_no_link_of_the_file() -> None:
    nfo = read.read(b"<movie><trailer>https://www.imdb.com/title/tt9000001</trailer></movie>")
    assert (nfo.form, nfo.urls) == (NfoForm.XML, ())


def test_the_first_link_of_a_provider_counts() -> None:
    found, ids = links.in_text("imdb.com/title/tt0000011 imdb.com/title/tt0000012")
    assert ids == {"imdb": "tt0000011"}
    assert len(found) == 2
