"""From folders to films and series."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lobbycard.identify import names
from lobbycard.model.kinds import FileRole, LibraryKind
from lobbycard.scan import group, tree, walk
from lobbycard.scan.group import MovieUnit
from tests.scan import classify, trees
from tests.scan.trees import movies, series

MOVIE, TV = LibraryKind.MOVIE, LibraryKind.TV


def roles(unit: MovieUnit) -> dict[str, FileRole]:
    return {file.path.rpartition("/")[2]: file.role for file in unit.videos}


def test_a_film_in_its_own_folder() -> None:
    (unit,) = movies("Harbour (2019) {tmdb-7}/Harbour (2019).mkv", "Harbour (2019) {tmdb-7}/poster.jpg")
    assert (unit.title, unit.year, unit.own_folder, dict(unit.ids)) == ("Harbour", 2019, True, {"tmdb": "7"})
    assert roles(unit) == {"Harbour (2019).mkv": FileRole.MAIN}
    assert unit.confidence == 1.0
    assert unit.reasons


def test_films_lying_in_the_root_take_the_files_named_after_them() -> None:
    one, two = movies("A (2001).mkv", "A (2001)-poster.jpg", "A (2001).en.srt", "B (2002).mkv", "B (2002).nfo")
    assert [unit.own_folder for unit in (one, two)] == [False, False]
    assert [len(unit.sidecars) for unit in (one, two)] == [2, 1]


def test_a_folder_of_many_films_is_nobodys_own() -> None:
    units = movies("Crime/A (2001).mkv", "Crime/B (2002).mkv", "Crime/poster.jpg")
    assert [(unit.title, unit.own_folder) for unit in units] == [("A", False), ("B", False)]


def test_a_folder_that_only_sorts_is_nobodys_own_even_with_one_film() -> None:
    (unit,) = movies("By Year/1984/Harbour (1984).mkv")
    assert not unit.own_folder
    (unit,) = movies("A-Z/H/Harbour (1984)/Harbour (1984).mkv")
    assert unit.own_folder


def test_a_release_with_a_short_name_takes_its_folders() -> None:
    (unit,) = movies("Harbour.2019.1080p.BluRay.x264-GRP/grp-hrb.mkv")
    assert (unit.title, unit.year, unit.own_folder) == ("Harbour", 2019, True)


def test_films_in_a_set_folder_know_its_name() -> None:
    (unit,) = movies("Harbour Collection/Harbour (2001)/Harbour (2001).mkv")
    assert (unit.collection, unit.own_folder) == ("Harbour Collection", True)
    assert movies("A-Z/H/Harbour (2001)/Harbour (2001).mkv")[0].collection == ""


@pytest.mark.parametrize(
    "names_of_parts",
    [
        ("Film (2001) - cd1.avi", "Film (2001) - cd2.avi"),
        ("Film (2001)-part1.avi", "Film (2001)-part2.avi"),
        ("film.2001.pt1.avi", "film.2001.pt2.avi"),
        ("Film (2001) (Disc 1).avi", "Film (2001) (Disc 2).avi"),
        ("film_2001_cd1.avi", "film_2001_cd2.avi"),
        ("Film (2001) part a.avi", "Film (2001) part b.avi"),
        ("CD1/film.avi", "CD2/film.avi"),
    ],
)
def test_parts_are_one_film_in_order(names_of_parts: tuple[str, str]) -> None:
    (unit,) = movies(*(f"Film (2001)/{name}" for name in reversed(names_of_parts)))
    assert [(file.role, file.part) for file in unit.videos] == [(FileRole.PART, 1), (FileRole.PART, 2)]


def test_a_sidecar_named_after_what_parts_have_in_common_goes_with_the_first() -> None:
    paths = ("Film (2001)/Film (2001)-cd1.avi", "Film (2001)/Film (2001)-cd2.avi")
    assert trees.placed(MOVIE, "Film (2001)/Film (2001).nfo", *paths).video == paths[0]


def test_two_films_called_part_one_and_part_two_are_two_films() -> None:
    assert len(movies("Saga Part 1 (2010).mkv", "Saga Part 2 (2012).mkv")) == 2


def test_versions_of_one_film_are_one_item_with_the_largest_as_main() -> None:
    (unit,) = movies("Film (2001)/Film (2001) - 720p.mkv=3", "Film (2001)/Film (2001) - 2160p.mkv=9")
    assert [(file.role, file.version) for file in unit.videos] == [
        (FileRole.MAIN, "2160p"),
        (FileRole.VERSION, "720p"),
    ]


def test_titles_that_differ_in_where_a_number_ends_are_two_films() -> None:
    units = movies("Bay 155 (1965).mkv", "Bay 15 5 (1965).mkv")
    assert sorted(unit.title for unit in units) == ["Bay 15 5", "Bay 155"]
    (unit,) = movies("10,000 Bays (2008).mkv", "10000 Bays (2008) - 2160p.mkv", "10.000.Bays.2008.720p.mkv")
    assert len(unit.videos) == 3


def test_a_remake_in_the_same_folder_is_another_film() -> None:
    assert len(movies("Films/Harbour (1950).mkv", "Films/Harbour (2001).mkv")) == 2


@pytest.mark.parametrize("folder", ["", "Iron Valley/", "Iron Valley (2005)/", "Iron Valley (2005)/Season 1/"])
def test_episodes_among_films_are_never_versions_of_one(folder: str) -> None:
    found = movies(*(f"{folder}Iron Valley S01E0{number} Grey Road.mkv" for number in (1, 2, 3)))
    assert [unit.title for unit in found] == [f"Iron Valley S01E0{number} Grey Road" for number in (1, 2, 3)]


def test_a_special_in_a_folder_of_its_own_is_the_film_that_the_folder_says() -> None:
    (found,) = movies("Iron Valley - The Feast (2005)/Iron.Valley.S00E03.mkv")
    assert (found.title, found.year, found.own_folder) == ("Iron Valley - The Feast", 2005, True)


def test_a_sequel_in_a_folder_of_the_first_films_name_is_no_version() -> None:
    units = movies("Harbour/Harbour (1979).mkv", "Harbour/Harbour 3 (1992).mkv")
    assert sorted(unit.title for unit in units) == ["Harbour", "Harbour 3"]


@pytest.mark.parametrize(
    ("paths", "disc", "key"),
    [
        (("VIDEO_TS/VIDEO_TS.IFO", "VIDEO_TS/VTS_01_1.VOB", "AUDIO_TS/x.aob"), "dvd", "VIDEO_TS/VIDEO_TS.IFO"),
        (("VIDEO_TS.IFO", "VTS_01_1.VOB", "VTS_01_0.IFO"), "dvd", "VIDEO_TS.IFO"),
        (("BDMV/index.bdmv", "BDMV/STREAM/00001.m2ts", "CERTIFICATE/id.bdmv"), "bluray", "BDMV/index.bdmv"),
        (("VIDEO_TS/VTS_01_1.VOB",), "dvd", "VIDEO_TS/VTS_01_1.VOB"),
    ],
)
def test_a_disc_folder_is_one_film(paths: tuple[str, ...], disc: str, key: str) -> None:
    paths = tuple(f"Film (2001)/{path}" for path in paths)
    (unit,) = movies(*paths, "Film (2001)/poster.jpg")
    assert [(file.path, file.role, file.disc) for file in unit.videos] == [
        (f"Film (2001)/{key}", FileRole.DISC, disc),
    ]
    assert unit.own_folder
    assert {file.path for file in unit.files if file.role is FileRole.DISC} == set(paths)
    assert unit.videos[0].total_size > 0


def test_an_iso_is_the_main_file_and_known_as_a_disc() -> None:
    (unit,) = movies("Film (2001)/Film (2001).iso")
    assert (unit.videos[0].role, unit.videos[0].disc) == (FileRole.MAIN, "iso")


def test_extras_of_a_film_that_is_gone_become_no_films() -> None:
    assert movies("Film (2001)/Extras/Making of.mkv", "Film (2001)/poster.jpg", "Film (2001)/x-trailer.mkv") == []


def test_a_folder_called_shorts_that_holds_films_is_a_folder_of_films() -> None:
    (unit,) = movies("Collections/Shorts/Harbour (2001)/Harbour (2001).mkv")
    assert unit.folder == "Collections/Shorts/Harbour (2001)"


def test_trailers_in_a_folder_of_many_films_go_with_theirs() -> None:
    units = movies("A (2001).mkv", "A (2001)-trailer.mp4", "B (2002).mkv")
    assert [len(unit.sidecars) for unit in units] == [1, 0]
    assert trees.left(MOVIE, "C (2003)-trailer.mp4", "A (2001).mkv", "B (2002).mkv").reason


def test_a_series_with_seasons_and_specials() -> None:
    (unit,) = series(
        "Show (2010)/Season 01/Show - S01E01 - One.mkv",
        "Show (2010)/Season 01/Show - S01E02-E03.mkv",
        "Show (2010)/Specials/Show - S00E01.mkv",
        "Show (2010)/tvshow.nfo",
    )
    assert (unit.title, unit.year, unit.own_folder) == ("Show", 2010, True)
    assert unit.seasons == ((0, "Show (2010)/Specials"), (1, "Show (2010)/Season 01"))
    assert [(one.season, one.episodes) for one in unit.episodes] == [(0, (1,)), (1, (1,)), (1, (2, 3))]


@pytest.mark.parametrize(
    "paths",
    [
        ("Show/Show - S01E01.mkv", "Show/Show - S01E02.mkv"),
        ("Show/S01E01.mkv", "Show/S01E02.mkv"),
        ("Show/Season 1/S01E01.mkv", "Show/Season 1/Disc 2/S01E02.mkv"),
        ("Show/Show.S01E01.720p/x.s01e01.mkv", "Show/Show.S01E02.720p/x.s01e02.mkv"),
        ("Show/Show.S01.1080p-GRP/Show.S01E01.mkv", "Show/Show.S01.1080p-GRP/Show.S01E02.mkv"),
        ("Show.S01.1080p-GRP/Show.S01E01.mkv", "Show.S01.1080p-GRP/Show.S01E02.mkv"),
        ("Drama/Show/Season 1/Show - S01E01.mkv", "Drama/Show/Season 1/Show - S01E02.mkv"),
        ("Downloads/Show.S01E01.mkv", "Downloads/Show.S01E02.mkv"),
        ("Show.S01E01.mkv", "Show.S01E02.mkv"),
    ],
)
def test_a_series_in_many_layouts_is_one_series(paths: tuple[str, ...]) -> None:
    (unit,) = series(*paths)
    assert unit.key[0] == "show"
    assert [(one.season, one.episodes) for one in unit.episodes] == [(1, (1,)), (1, (2,))]


def test_daily_and_absolute_numbers() -> None:
    (daily,) = series("Talk/Talk - 2021-03-04.mkv")
    assert daily.episodes[0].air_date == "2021-03-04"
    (anime,) = series("Kite/[GRP] Kite - 012 [1080p].mkv")
    assert anime.episodes[0].absolute == (12,)


def test_a_recap_between_two_episodes_has_no_place_among_them_and_is_told() -> None:
    (unit,) = series("Kite/[GRP] Kite - 12.5 [1080p].mkv", "Kite/[GRP] Kite - 12 [1080p].mkv")
    assert [one.absolute for one in unit.episodes] == [(12,)]
    assert [(one.path, one.reason) for one in unit.unknown] == [
        ("Kite/[GRP] Kite - 12.5 [1080p].mkv", "number 12.5: a recap between two episodes")
    ]


def test_series_in_one_download_folder_are_told_apart() -> None:
    units = series("Downloads/Show.S01E01.mkv", "Downloads/Other.S02E03.mkv", "Downloads/Other.S02E03.en.srt")
    assert [(unit.key[0], len(unit.files)) for unit in units] == [("other", 2), ("show", 1)]


def test_episodes_in_two_places_have_the_same_key() -> None:
    one, two = series("Show (2010)/Season 1/Show - S01E01.mkv", "Show.2010.S02.720p/Show.2010.S02E01.mkv")
    assert one.key == two.key == ("show", 2010)


def test_videos_without_a_number_in_a_series_are_unknown() -> None:
    paths = ("Show/Season 1/Show - S01E01.mkv", "Show/Season 1/holiday.mkv")
    assert trees.left(TV, paths[1], paths[0]).reason == "a video without an episode's number"


def test_extras_of_a_series_and_of_a_season() -> None:
    episode = "Show/Season 1/Show - S01E01.mkv"
    assert trees.placed(TV, "Show/Extras/Making of.mkv", episode).scope == "series"
    season = trees.placed(TV, "Show/Season 1/Featurettes/Boats.mkv", episode)
    assert (season.scope, season.season, season.extra_type) == ("season", 1, "featurette")
    sample = trees.placed(TV, "Show/Season 1/Show - S01E01-sample.mkv=30000000", episode)
    assert (sample.role, sample.video) == (FileRole.SAMPLE, episode)


PIECES = st.sampled_from(
    [
        "Film (2001)",
        "Show",
        "Season 1",
        "Specials",
        "Extras",
        "Subs",
        "VIDEO_TS",
        "BDMV",
        "CD1",
        "Shorts",
        ".actors",
        "A",
        "Show.S01E01.720p",
        "Été",
        "\udcff",
        "Sample",
        "extrafanart",
    ]
)
FILES = st.sampled_from(
    [
        "Film (2001).mkv",
        "Film (2001)-cd1.avi",
        "Film (2001)-cd2.avi",
        "Show - S01E01.mkv",
        "Show.S01E02.mkv",
        "Other.S03E01.mkv",
        "x-trailer.mkv",
        "sample.mkv=5",
        "movie.nfo",
        "tvshow.nfo",
        "poster.jpg",
        "season01-poster.jpg",
        "Film (2001).en.srt",
        "Film (2001).idx",
        "Film (2001).sub",
        "VIDEO_TS.IFO",
        "index.bdmv",
        "00001.m2ts",
        "theme.mp3",
        "x.rar",
        "\udce9.mkv",
        "empty.mkv=0",
        "Show - 2020-01-02.mkv",
    ]
)
PATHS = st.lists(
    st.builds(lambda folders, file: "/".join([*folders, file]), st.lists(PIECES, max_size=4), FILES), max_size=25
).map(lambda paths: sorted({path.partition("=")[0]: path for path in paths}.values()))


@given(PATHS, st.sampled_from([MOVIE, TV]))
@settings(max_examples=300, deadline=None)
def test_every_file_ends_in_exactly_one_place(paths: list[str], kind: LibraryKind) -> None:
    contents = classify.contents(group.group(trees.listings(paths), kind, names))
    told = [file.path for files in (contents.files, contents.junk, contents.unknown) for file in files]
    assert sorted(told) == sorted(path.partition("=")[0] for path in paths)


@given(PATHS, st.sampled_from([MOVIE, TV]))
@settings(max_examples=150, deadline=None)
def test_rescanning_one_unit_root_gives_what_a_full_scan_gives(paths: list[str], kind: LibraryKind) -> None:
    listings = trees.listings(paths)
    whole = {one.root: one for one in group.group(listings, kind, names)}
    for root, expected in whole.items():
        mine = [listing for listing in listings if tree.unit_root(listing.path, kind) == root]
        assert group.group(mine, kind, names) == [expected]


@given(st.lists(st.text(min_size=1, max_size=30).map(lambda text: text.replace("\0", "")), max_size=10))
@settings(max_examples=150, deadline=None)
def test_no_names_make_grouping_raise(paths: list[str]) -> None:
    cleaned = sorted({path.strip("/").replace("//", "/") or "x" for path in paths})
    for kind in (MOVIE, TV):
        group.group(trees.listings(f"{path}.mkv" for path in cleaned), kind, names)


def test_a_walk_of_one_unit_root_lists_just_what_is_needed(tmp_path: Path) -> None:
    for path in ("A/A (2001)/A (2001).mkv", "A/A (2001)/Subs/x.srt", "A/loose (2003).mkv", "B/b.mkv"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(b"x")
    found = list(walk.walk(str(tmp_path), start=["A"], enter=lambda path: tree.unit_root(path, MOVIE) == "A"))
    assert [listing.path for listing in found] == ["A"]
    found = list(
        walk.walk(str(tmp_path), start=["A/A (2001)"], enter=lambda path: tree.unit_root(path, MOVIE) == "A/A (2001)")
    )
    assert [listing.path for listing in found] == ["A/A (2001)", "A/A (2001)/Subs"]


OPTIONS = "--movies 150 --series 15 --seed 11 --nfo --mess".split()
TOOL = Path(__file__).resolve().parents[3] / "shared/tools/make-library"


@pytest.mark.skipif(not TOOL.exists(), reason="the maker of libraries is not here")
@pytest.mark.parametrize("layout", ["mixed", "clean", "scene", "flat"])
def test_videos_of_a_made_library_go_to_their_films_and_series(tmp_path: Path, layout: str) -> None:
    truth = tmp_path / "truth"
    subprocess.run(
        [TOOL, tmp_path / "lib", "--truth", truth, "--layout", layout, *OPTIONS],
        check=True,
        capture_output=True,
    )
    said = [json.loads(line) for line in truth.read_text().splitlines()]
    wrong, total = 0, 0
    for top, kind, word in (("Movies", MOVIE, "movie"), ("TV", TV, "episode")):
        listings = list(walk.walk(os.path.join(tmp_path, "lib", top), markers=frozenset()))
        owners: dict[str, object] = {}
        for one in group.group(listings, kind, names):
            for unit in one.units:
                files = unit.videos if isinstance(unit, MovieUnit) else tuple(one.file for one in unit.episodes)
                owners |= {f"{top}/{file.path}": id(unit) for file in files}
        ids: dict[object, set[object]] = {}
        for line in said:
            if line["kind"] == word and not line.get("hidden") and line["path"].startswith(top):
                total += 1
                owner = owners.get(line["path"])
                wrong += owner is None
                ids.setdefault(owner, set()).add(line.get("tmdb") if kind is MOVIE else line["tvdb"])
        wrong += sum(len(found) - 1 for owner, found in ids.items() if owner is not None)
    assert total > 150
    assert wrong / total < 0.005


@pytest.mark.parametrize(
    ("paths", "key"),
    [
        (("VIDEO_TS/VIDEO_TS.IFO", "VIDEO_TS/VTS_01_0.IFO", "VIDEO_TS/VTS_01_1.VOB"), "VIDEO_TS/VIDEO_TS.IFO"),
        (("BDMV/index.bdmv", "BDMV/STREAM/00001.m2ts", "BDMV/STREAM/00002.m2ts"), "BDMV/index.bdmv"),
    ],
)
def test_a_disc_in_an_episodes_folder_is_that_episode(paths: tuple[str, ...], key: str) -> None:
    (unit,) = series(*(f"Mole/Season 1/Mole S01E02/{path}" for path in paths), "Mole/Season 1/Mole S01E01.mkv")
    found = {one.episodes: one.file.path for one in unit.episodes}
    assert found == {(1,): "Mole/Season 1/Mole S01E01.mkv", (2,): f"Mole/Season 1/Mole S01E02/{key}"}
    assert len(unit.files) == len(paths) + 1


@pytest.mark.parametrize("folder", ["Mole/Season 1/Disc 1", "Mole S01 Disc 1", "Mole/Mole S01 D1"])
def test_a_disc_of_a_season_is_no_episode_of_any_number(folder: str) -> None:
    paths = (f"{folder}/VIDEO_TS/VIDEO_TS.IFO", f"{folder}/VIDEO_TS/VTS_01_1.VOB", f"{folder}/VIDEO_TS/VTS_02_1.VOB")
    found = trees.groups(LibraryKind.TV, *paths)
    assert {file.path for one in found for file in one.unknown} == set(paths)


def test_openings_and_menus_of_a_disc_are_extras_of_the_series() -> None:
    beside = ("Kite/[GRP] Kite - NCOP1v2 [1080p].mkv", "Kite/NC/[GRP] Kite - NCED [BD].mkv", "Kite/Kite - Menu 01.mkv")
    more = ("Kite/[GRP] Kite - Preview 01 [BD].mkv", "Kite/[GRP] Kite - OP1 [BD].mkv", "Kite/Kite - Bonus 1.mkv")
    (unit,) = series("Kite/[GRP] Kite - 01 [1080p].mkv", *beside, *more)
    assert {file.path for file in unit.sidecars if file.role is FileRole.EXTRA} == {*beside, *more}


def test_videos_named_by_their_day_belong_to_the_folders_series() -> None:
    (unit,) = series("Harbour Channel/20210305 - Nets [a].mp4", "Harbour Channel/20210306 - Boats [b].mp4")
    assert (unit.title, [one.air_date for one in unit.episodes]) == ("Harbour Channel", ["2021-03-05", "2021-03-06"])


@pytest.mark.parametrize("name", ["Bonus Features", "Making Of", "Bonusmaterial"])
def test_folders_of_bonus_material_are_extras_of_the_film(name: str) -> None:
    (unit,) = movies("Film (2001)/Film (2001).mkv", f"Film (2001)/{name}/Storm.mkv")
    assert [file.path for file in unit.sidecars] == [f"Film (2001)/{name}/Storm.mkv"]


def test_three_digits_count_all_episodes_where_one_is_called_001() -> None:
    (unit,) = series("Yama/Yama 001.mkv", "Yama/Yama 101.mkv", "Yama/Yama 102.mkv")
    assert sorted((one.season, one.absolute or one.episodes) for one in unit.episodes if one.season is None) == [
        (None, (101,)),
        (None, (102,)),
    ]
    (unit,) = series("Unit 007/Unit 007 - 101.mkv", "Unit 007/Unit 007 101 Fog.mkv", "Unit 007/Unit 007 102 Smoke.mkv")
    assert {one.season for one in unit.episodes if one.episodes} == {1}


@pytest.mark.parametrize("name", ["Making of Night Harbour", "Night Harbour (2019) - Behind The Scenes"])
def test_a_small_video_that_is_about_the_film_is_an_extra_of_it(name: str) -> None:
    (unit,) = movies("Night Harbour (2019)/Night Harbour (2019).mkv", f"Night Harbour (2019)/{name}.mkv=90000000")
    assert [file.path for file in unit.videos] == ["Night Harbour (2019)/Night Harbour (2019).mkv"]
    assert [file.role for file in unit.sidecars] == [FileRole.EXTRA]


def test_a_film_of_a_series_is_no_episode_of_its_number() -> None:
    (unit,) = series("Lantern/Lantern S01E02.mkv", "Lantern/Movie/Lantern The Movie 2 (2021).mkv")
    assert [one.episodes for one in unit.episodes] == [(2,)]
    assert [one.path for one in unit.unknown] == ["Lantern/Movie/Lantern The Movie 2 (2021).mkv"]


def test_numbers_are_counted_through_where_one_of_the_series_can_only_be() -> None:
    def numbers(*names: str) -> list[tuple[int | None, tuple[int, ...], tuple[int, ...]]]:
        (unit,) = series(*(f"Kaze/{name}" for name in names))
        return [(one.season, one.episodes, one.absolute) for one in unit.episodes]

    titled = ["Kaze - 101 - Rain.mkv", "Kaze - 102 - Wind.mkv", "Kaze - 201 - Snow.mkv"]
    assert numbers(*titled) == [(1, (1,), ()), (1, (2,), ()), (2, (1,), ())]
    assert numbers("Kaze - 100 - Fog.mkv", *titled[:2]) == [(None, (), (100,)), (None, (), (101,)), (None, (), (102,))]


def test_numbers_of_one_series_say_nothing_of_another_in_the_same_folder() -> None:
    units = series("[Group] Kaze - 05 [1080p].mkv", "quiet.quay.101.hdtv.x264-grp.mkv")
    assert sorted((one.season, one.episodes) for unit in units for one in unit.episodes if one.episodes) == [(1, (1,))]


def test_four_digits_count_all_episodes_where_no_season_could_have_them() -> None:
    (unit,) = series(*(f"Kaze/Kaze {number}.mkv" for number in ("0099", "0145", "0745", "1015")))
    numbers = {one.file.path[-8:-4]: (one.season, *one.episodes, *one.absolute) for one in unit.episodes}
    assert numbers == {"0099": (1, 99), "0145": (None, 145), "0745": (None, 745), "1015": (None, 1015)}
    (unit,) = series("Kaze/Kaze 0101.mkv", "Kaze/Kaze 0245.mkv")
    assert [(one.season, *one.episodes) for one in unit.episodes] == [(1, 1), (2, 45)]


def test_sessions_of_one_round_are_told_apart_by_their_titles() -> None:
    (unit,) = series(
        "Harbour GP/Harbour.GP.2023.Round05.Quay.Qualifying.1080p.mkv",
        "Harbour GP/Harbour.GP.2023.Round05.Quay.Race.1080p.mkv",
        "Harbour GP/Season 2022/Best of the year.mkv",
    )
    assert not unit.unknown
    titles = [(one.season, one.parsed.episode_title) for one in unit.episodes]
    assert titles == [(2022, "Best of the year"), (2023, "Round05 Quay Qualifying"), (2023, "Round05 Quay Race")]


@pytest.mark.parametrize(
    ("path", "role", "extra_type"),
    [
        ("Gelöschte Szenen/1.mkv", FileRole.EXTRA, "deleted scene"),
        ("Gelo\u0308schte Szenen/1.mkv", FileRole.EXTRA, "deleted scene"),
        ("Scènes coupées/1.mkv", FileRole.EXTRA, "deleted scene"),
        ("Dietro le quinte/Giorno 1.mkv", FileRole.EXTRA, "behind the scenes"),
        ("Entrevistas/Reparto.mkv", FileRole.EXTRA, "interview"),
        ("Дополнительные материалы/Съёмки.mkv", FileRole.EXTRA, "other"),
        ("Extras/Making of Harbour.mkv", FileRole.EXTRA, "behind the scenes"),
        ("Bandes-annonces/VF.mp4", FileRole.TRAILER, ""),
        ("Bande-annonce.mp4", FileRole.TRAILER, ""),
        ("Трейлер.mp4", FileRole.TRAILER, ""),
        ("Untertitel/deutsch.srt", FileRole.SUBTITLE, ""),
        ("字幕/Harbour (2019).chs.ass", FileRole.SUBTITLE, ""),
        ("Subs/Latin American.spa.srt", FileRole.SUBTITLE, ""),
    ],
)
def test_folders_and_trailers_are_known_in_other_languages(path: str, role: FileRole, extra_type: str) -> None:
    (unit,) = movies("Harbour (2019)/Harbour (2019).mkv", f"Harbour (2019)/{path}")
    (file,) = unit.sidecars
    assert (file.role, file.extra_type) == (role, extra_type)


def test_a_folder_of_trailers_beside_all_films_holds_no_film() -> None:
    assert [unit.title for unit in movies("Harbour (2019).mkv", "Trailers/Coming Soon.mp4")] == ["Harbour"]


def test_a_film_called_like_the_start_of_its_neighbours_does_not_own_their_folder() -> None:
    units = movies("Quay/Quay - Dawn (2012).mkv", "Quay/Quay - Dusk (1986)/Quay - Dusk (1986).mkv", "Quay/folder.jpg")
    assert {unit.title: len(unit.sidecars) for unit in units} == {"Quay - Dawn": 0, "Quay - Dusk": 0}


def test_videos_in_folders_of_years_are_one_series() -> None:
    (unit,) = series(
        "Harbour Channel/2020/20200305 - Knots.mp4",
        "Harbour Channel/2021/How to mend a net.mp4",
        "Harbour Channel/2021/Harbour Channel - 2021-05-14 - Tides.mp4",
    )
    assert (unit.title, unit.folder, unit.unknown) == ("Harbour Channel", "Harbour Channel", ())
    numbers = {(one.season, one.air_date, one.parsed.episode_title) for one in unit.episodes}
    assert numbers == {
        (None, "2020-03-05", "Knots"),
        (2021, "", "How to mend a net"),
        (None, "2021-05-14", "Tides"),
    }
    titles = {unit.title for unit in series("My Shows/2021/Harbour.S01E01.mkv", "My Shows/2021/Quay.S02E03.mkv")}
    assert titles == {"Harbour", "Quay"}


def test_what_is_told_about_a_series_is_an_extra_of_it() -> None:
    (unit,) = series("Blue Tide/Blue.Tide.1of8.Deep.mkv", "Blue Tide/Blue.Tide.Making.Of.720p.mkv")
    assert [(file.role, file.extra_type) for file in unit.sidecars] == [(FileRole.EXTRA, "behind the scenes")]
    (unit,) = series("Blue Tide/Season 1/Blue.Tide.S01E01.mkv", "Blue Tide/Specials/The Making of.mkv")
    assert [(one.season, one.parsed.episode_title) for one in unit.episodes] == [(0, "The Making of"), (1, "")]


def test_a_picture_named_after_the_whole_name_of_a_video_is_its_poster() -> None:
    (unit,) = movies("Harbour (2019).mkv", "Harbour (2019).mkv.jpg")
    assert [file.role for file in unit.sidecars] == [FileRole.ARTWORK]


def test_a_disc_in_a_folder_for_extras_is_an_extra_of_the_film() -> None:
    (unit,) = movies("Quay (2002)/Quay (2002).mkv", "Quay (2002)/Extras/Disc 2/VIDEO_TS/VIDEO_TS.IFO")
    assert roles(unit) == {"Quay (2002).mkv": FileRole.MAIN}
    assert [(file.role, file.title) for file in unit.sidecars] == [(FileRole.EXTRA, "Disc 2")]
    (unit,) = movies("Quay (2002)/BDMV/index.bdmv", "Quay (2002)/Bonus Disc/BDMV/index.bdmv")
    assert [file.path for file in unit.videos] == ["Quay (2002)/BDMV/index.bdmv"]


def test_a_films_year_is_no_label_of_a_version() -> None:
    (unit,) = movies("Quay (2013)/Quay (2013).mp4", "Quay (2013)/Quay Sing Along.mp4=3500000000")
    assert [file.version for file in unit.videos] == ["", "Sing Along"]


@pytest.mark.parametrize(
    "paths",
    [
        ("Pier (2003)/Pier (2003) - CD1/pier.avi", "Pier (2003)/Pier (2003) - CD2/pier.avi"),
        ("Pier (2003)/Pier (2003) [Disc 1]/a.avi", "Pier (2003)/Pier (2003) [Disc 2]/b.avi"),
        ("Pier (2003)/VTS_01_1.VOB", "Pier (2003)/VTS_01_2.VOB"),
    ],
)
def test_parts_in_folders_of_the_films_name_and_pieces_of_a_dvd_are_one_film(paths: tuple[str, str]) -> None:
    (unit,) = movies(*paths)
    assert (unit.title, unit.year, unit.unknown) == ("Pier", 2003, ())
    assert [(file.path, file.part) for file in unit.videos] == [(paths[0], 1), (paths[1], 2)]


def test_two_films_in_a_folder_that_end_in_disc_1_stay_two() -> None:
    units = movies("Films/Quay Disc 1/quay.avi", "Films/Reef Disc 1/reef.avi")
    assert len(units) == 2
