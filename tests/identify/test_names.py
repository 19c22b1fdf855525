"""What `parse` and `parse_folder` promise for any text."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lobbycard.identify import names
from lobbycard.model.kinds import ItemKind, LibraryKind

_ANY = st.characters(codec=None, categories=None)
_PIECES = st.sampled_from(
    """S01E02 1x02 - . _ [ ] ( ) { } 2010 1080p x264 BluRay -GRP E01 E02 -E05 Season Staffel Сезон 第 季 集 話 화 Cap.
    cd1 part2 {tmdb-1} tt0133093
    Title The / \\ \x00 \udcff ☃ é が 12.5 v2 # ~ + & , ' 99999999999999999999 edition- .mkv VIDEO_TS BDMV
    2021-09-02 210902 AKA
    Director's Cut 25th Anniversary DTS-HD MA 5.1 WEB-DL Specials OVA ① Ⅻ ٣ ३""".split()
)
_KINDS = st.sampled_from((None, LibraryKind.MOVIE, LibraryKind.TV, LibraryKind.MUSIC))


@settings(max_examples=400, deadline=None)
@given(st.text(_ANY), _KINDS)
def test_any_text_is_read_without_an_error(path: str, kind: LibraryKind | None) -> None:
    _check(names.parse(path, kind))
    _check(names.parse_folder(path, kind))


@settings(max_examples=800, deadline=None)
@given(
    st.lists(
        st.one_of(_PIECES, st.sampled_from((" ", ".", "/", "-", "[")), st.integers(0, 3000).map(str)), max_size=14
    ),
    _KINDS,
)
def test_any_mix_of_what_names_are_made_of_is_read_without_an_error(
    pieces: list[str], kind: LibraryKind | None
) -> None:
    path = "".join(pieces)
    _check(names.parse(path, kind))
    _check(names.parse_folder(path, kind))


@settings(deadline=None)
@given(st.binary(max_size=255), _KINDS)
def test_any_bytes_of_a_file_system_are_read_and_give_storable_text(name: bytes, kind: LibraryKind | None) -> None:
    _check(names.parse(name.decode("utf-8", "surrogateescape"), kind))


def _check(parsed: names.ParsedName) -> None:
    assert parsed.reasons
    for text in (parsed.title, parsed.series, parsed.episode_title, parsed.group, parsed.edition, parsed.version):
        text.encode()
    assert parsed.year is None or 1800 < parsed.year < 2200
    assert all(number >= 0 for number in parsed.episodes + parsed.absolute)
    assert list(parsed.episodes) == sorted(set(parsed.episodes))


@pytest.mark.parametrize(
    "unit",
    ["a", "1", " ", ".", "-", "_", "[", "]", "(", "()", "[]", "{", "x", "S", "S1", "E1", "S01E01", "-E02", "第",
    "第1", "集", "1x1", "2010", " - ", "the ",
     "1080p ", "directors ", "a.", ".a.b", "tt", "{tmdb-", "www.", "[www.", "cd1", "part ", "2010-01-",
     "Season ", "1.Sezon ", "сезон ", "1 화", "AKA ",
     "+1", "&2", "-1", "~1", "[1]", "(2010) ", "extended ", "EP", "é", "\udcff", "\x00", "'", "../", "/", "\\",
     "Season 1/", "DDP5.", "25th "],
)  # fmt: skip
def test_a_hostile_name_takes_no_noticeable_time(unit: str) -> None:
    for path in (unit * (40_000 // len(unit)), "Title " + unit * 300 + " x", unit * 80 + "/" + unit * 80):
        for kind in (None, LibraryKind.MOVIE, LibraryKind.TV):
            start = time.process_time()
            _check(names.parse(path, kind))
            assert time.process_time() - start < 2


def test_random_hostile_names_take_no_noticeable_time() -> None:
    chance = random.Random(1)
    for _ in range(300):
        path = "".join(chance.choice("S1E.-_ []()第話x#{}0Aé") for _ in range(600))
        start = time.process_time()
        names.parse(path, LibraryKind.TV)
        assert time.process_time() - start < 2


def test_a_name_of_western_bytes_becomes_readable_text() -> None:
    path = b"Am\xe9lie (2001)/Am\xe9lie (2001).mkv".decode("utf-8", "surrogateescape")
    assert names.parse(path).title == "Amélie"


def test_composed_and_decomposed_names_are_the_same() -> None:
    assert names.parse("Ame\u0301lie (2001).mkv") == names.parse("Am\u00e9lie (2001).mkv")


@pytest.mark.parametrize(
    ("name", "kind", "title", "year", "season"),
    [
        ("The Matrix (1999) {tmdb-603}", ItemKind.MOVIE, "The Matrix", 1999, None),
        ("The.Matrix.1999.1080p.BluRay.x264-GRP", ItemKind.MOVIE, "The Matrix", 1999, None),
        ("Show.Name.S02.1080p.WEB-DL-GRP", ItemKind.SEASON, "Show Name", None, 2),
        ("Show Name Season 2", ItemKind.SEASON, "Show Name", None, 2),
        ("Show Name (2005) - Staffel 2", ItemKind.SEASON, "Show Name", 2005, 2),
        ("Movies", None, "", None, None),
        ("A-Z", None, "", None, None),
        ("1999", None, "", None, None),
    ],
)  # fmt: skip
def test_a_folder_of_a_film_library_is_read(
    name: str, kind: ItemKind | None, title: str, year: int | None, season: int | None
) -> None:
    parsed = names.parse_folder(name, LibraryKind.MOVIE)
    assert (parsed.kind, parsed.title, parsed.year, parsed.season) == (kind, title, year, season)


@pytest.mark.parametrize(
    ("name", "season"),
    [
        ("Season 01", 1), ("Season 1", 1), ("season1", 1), ("S01", 1), ("Staffel 2", 2), ("Saison 3", 3),
        ("Temporada 4", 4), ("Stagione 5", 5),
        ("Kausi 6", 6), ("Säsong 7", 7), ("Sæson 7", 7), ("Sezon 8", 8), ("Сезон 9", 9), ("9 сезон", 9),
        ("1. Staffel", 1), ("2. Sezon", 2),
        ("1ª Temporada", 1), ("第一季", 1), ("第2季", 2), ("第十二季", 12), ("시즌 3", 3), ("シーズン4", 4),
        ("Series 5", 5),
        ("Season One", 1),
        ("First Season", 1), ("Specials", 0), ("Season 00", 0), ("Season 0", 0), ("Season 01 (2010)", 1),
        ("Season 1 - The Beginning", 1),
        ("Season 01 1080p BluRay", 1), ("Season 2019", 2019), ("OVA", 0), ("Évad 2", 2), ("2. évad", 2),
        ("Seizoen 2", 2), ("Phần 2", 2), ("עונה 2", 2),
        ("الموسم 2", 2), ("Book 1", 1), ("1st Season", 1), ("Season.01", 1), ("Season_01", 1),
    ],
)  # fmt: skip
def test_a_season_folder_is_read_in_any_language(name: str, season: int) -> None:
    parsed = names.parse_folder(name, LibraryKind.TV)
    assert (parsed.kind, parsed.season, parsed.special, parsed.series) == (ItemKind.SEASON, season, season == 0, "")


@pytest.mark.parametrize(
    ("name", "title", "year"),
    [
        ("Show Name (2005)", "Show Name", 2005),
        ("Show Name (2005) {tvdb-1}", "Show Name", 2005),
        ("24", "24", None),
        ("The 4400", "The 4400", None),
        ("1951 - Silent Quartet", "1951 - Silent Quartet", None),
        ("Show Name (2005-2010)", "Show Name", 2005),
        ("Show Name Complete Series 1080p", "Show Name", None),
        ("Season of Love", "Season of Love", None),
        ("Les Revenants", "Les Revenants", None),
    ],
)
def test_a_series_folder_is_read(name: str, title: str, year: int | None) -> None:
    parsed = names.parse_folder(name, LibraryKind.TV)
    assert (parsed.kind, parsed.series, parsed.year, parsed.season) == (ItemKind.SERIES, title, year, None)


@pytest.mark.parametrize(
    "path",
    ["Show.S01E02.mkv", "Show - 1x02.mkv", "Show/Season 1/02.mkv", "[Grp] Show - 02 [1080p].mkv",
    "Show.2021.09.02.mkv", "Show Staffel 1 Folge 2.mkv",
     "西部世界 第2季第5集.mkv", "Show - 012.mkv", "show.102.hdtv.mkv"],
)  # fmt: skip
def test_an_episode_is_told_from_a_film_without_being_told(path: str) -> None:
    assert names.parse(path).kind is ItemKind.EPISODE


def test_an_episode_that_strayed_into_a_film_library_is_called_one() -> None:
    assert names.parse("Show.S01E02.720p.mkv", LibraryKind.MOVIE).kind is ItemKind.EPISODE
    assert names.parse("Date Night 2010-05-06.mkv", LibraryKind.MOVIE).kind is ItemKind.MOVIE
