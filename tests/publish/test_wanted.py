"""The names of everything that is published, for every way in which items lie in a library."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lobbycard.model.kinds import AssetType, FileRole, ItemKind
from lobbycard.model.publishing import Portrait, Subject, Video
from lobbycard.publish import names
from lobbycard.publish.wanted import Profile, wanted
from tests.publish.things import NAME, film, part, paths, picture


def test_a_film_in_its_own_folder_has_both_names() -> None:
    assert paths(film()) == {
        f"{NAME}/movie.nfo",
        f"{NAME}/poster.jpg",
        f"{NAME}/{NAME}.nfo",
        f"{NAME}/{NAME}-poster.jpg",
    }


def test_the_setting_leaves_one_of_them() -> None:
    assert paths(film(), profile=Profile("bare")) == {f"{NAME}/movie.nfo", f"{NAME}/poster.jpg"}
    assert paths(film(), profile=Profile("prefixed")) == {f"{NAME}/{NAME}.nfo", f"{NAME}/{NAME}-poster.jpg"}


def test_a_film_among_others_has_only_names_of_its_own_and_one_for_plex() -> None:
    found = paths(film("Mixed/Tide (2001).mkv", own=False, folder="Mixed"))
    assert found == {"Mixed/Tide (2001).nfo", "Mixed/Tide (2001)-poster.jpg", "Mixed/Tide (2001).jpg"}


def test_each_version_has_an_nfo_and_pictures() -> None:
    found = paths(film(f"{NAME}/{NAME} - 4K.mkv", Video(f"{NAME}/{NAME} - HD.mkv", FileRole.VERSION)))
    assert {f"{NAME}/{NAME} - {label}{rest}" for label in ("4K", "HD") for rest in (".nfo", "-poster.jpg")} <= found
    assert {f"{NAME}/movie.nfo", f"{NAME}/poster.jpg"} <= found


@pytest.mark.parametrize(
    ("first", "second", "common"),
    [
        ("Tide-cd1", "Tide-cd2", "Tide"),
        ("Tide (2001) - part1", "Tide (2001) - part2", "Tide (2001)"),
        ("Tide disc 1 1080p", "Tide disc 2 1080p", "Tide 1080p"),
        ("Tide pt a", "Tide pt b", "Tide"),
    ],
)
def test_parts_are_named_by_what_they_have_in_common(first: str, second: str, common: str) -> None:
    found = paths(film(part(f"{NAME}/{first}.avi", 1), part(f"{NAME}/{second}.avi", 2)))
    assert found == {
        f"{NAME}/movie.nfo",
        f"{NAME}/poster.jpg",
        f"{NAME}/{first}.nfo",
        f"{NAME}/{common}-poster.jpg",
    }


def test_a_disc_has_bare_names_beside_its_folder() -> None:
    disc = Video(f"{NAME}/VIDEO_TS/VIDEO_TS.IFO", FileRole.DISC, None, "dvd")
    for style in ("auto", "bare", "prefixed"):
        assert paths(film(disc), profile=Profile(style)) == {f"{NAME}/movie.nfo", f"{NAME}/poster.jpg"}


def test_fanarts_count_as_kodi_does_and_go_to_extrafanart_when_asked() -> None:
    many = tuple(picture(AssetType.FANART, number) for number in range(3))
    found = paths(film(pictures=many), profile=Profile("bare", extrafanart_links=True))
    assert {f"{NAME}/fanart{n}.jpg" for n in ("", 1, 2)} <= found
    assert {f"{NAME}/extrafanart/fanart{n}.jpg" for n in (1, 2)} <= found


def test_of_other_types_only_the_first_is_published() -> None:
    many = (picture(AssetType.POSTER), picture(AssetType.POSTER, 1))
    result = wanted([film(pictures=many)], Profile("bare"))
    assert [target.path for target in result.targets if target.picture] == [f"{NAME}/poster.jpg"]
    assert "only the first" in result.skipped[0].reason


def test_a_film_whose_files_are_gone_is_not_published() -> None:
    gone = Subject(1, ItemKind.MOVIE, 1, "Tide", folder=NAME, own_folder=True, pictures=(picture(AssetType.POSTER),))
    result = wanted([gone], Profile())
    assert result.targets == ()
    assert result.skipped


def _season(number: int, folder: str, own: bool = True) -> Subject:
    return Subject(
        number + 10,
        ItemKind.SEASON,
        1,
        f"Season {number}",
        folder=folder,
        own_folder=own,
        number=number,
        home="Quay",
        pictures=(picture(AssetType.POSTER),),
    )


@pytest.mark.parametrize(
    ("number", "name"),
    [(0, "season-specials-poster"), (3, "season03-poster"), (12, "season12-poster"), (2023, "season2023-poster")],
)
def test_season_pictures_lie_in_the_series_folder(number: int, name: str) -> None:
    assert f"Quay/{name}.jpg" in paths(_season(number, "Quay/Season"))


def test_a_season_without_a_folder_has_no_nfo() -> None:
    assert paths(_season(1, "Quay", own=False)) == {"Quay/season01-poster.jpg"}


def test_episodes_that_share_a_video_share_its_nfo() -> None:
    video = Video("Quay/S01/Quay S01E01E02.mkv")
    episodes = [
        Subject(n, ItemKind.EPISODE, 1, f"Tide {n}", number=n, season=1, home="Quay", videos=(video,)) for n in (2, 1)
    ]
    (target,) = wanted(episodes, Profile()).targets
    assert (target.path, target.members) == ("Quay/S01/Quay S01E01E02.nfo", (1, 2))


def test_a_series_without_a_folder_of_its_own_is_left_alone() -> None:
    loose = Subject(1, ItemKind.SERIES, 1, "Quay", folder="", own_folder=False, pictures=(picture(AssetType.POSTER),))
    result = wanted([loose], Profile())
    assert result.targets == ()
    assert "folder of its own" in result.skipped[0].reason


def _set(title: str) -> set[str]:
    one = Subject(1, ItemKind.SET, 1, title, pictures=(picture(AssetType.POSTER),))
    return paths(one, profile=Profile(set_folder="/sets"))


@pytest.mark.parametrize(
    ("title", "folder"),
    [
        ("Sea: The Collection", "Sea_ The Collection"),
        ("What? <A> |B| *", "What_ _A_ _B_ _"),
        ("../../etc", ".._.._etc"),
        ("AUX", "AUX"),
        ("Ends with dots...", "Ends with dots"),
        (".hack", ".hack"),
        ("E\u0301tude", "E\u0301tude"),
        ("\u00c9tude", "\u00c9tude"),
        ("Two\tparts  here", "Two parts here"),
    ],
)
def test_sets_have_folders_of_legal_names(title: str, folder: str) -> None:
    assert _set(title) == {f"/sets/{folder}/set.nfo", f"/sets/{folder}/poster.jpg"}


@given(st.text(max_size=400))
def test_no_title_leads_out_of_its_folder_or_is_too_long(title: str) -> None:
    for path in _set(title):
        assert path.startswith("/sets/")
        parts = path.removeprefix("/sets/").split("/")
        assert len(parts) == 2
        assert parts[0] not in ("", ".", "..")
        assert not parts[0].endswith((".", " "))
        assert "\x00" not in path
        assert len(parts[0].encode("utf-8", "surrogateescape")) <= 255


def test_a_name_that_no_disk_could_hold_is_skipped_and_the_bare_one_stays() -> None:
    stem = "ü" * 120
    result = wanted([film(f"{NAME}/{stem}.mkv", types=(AssetType.CLEARLOGO,))], Profile())
    assert {target.path for target in result.targets} == {
        f"{NAME}/movie.nfo",
        f"{NAME}/clearlogo.jpg",
        f"{NAME}/{stem}.nfo",
        f"{NAME}/{stem}-clearlogo.jpg",
    }
    longer = f"{stem}{'x' * 10}"
    result = wanted([film(f"{NAME}/{longer}.mkv", types=(AssetType.CLEARLOGO,))], Profile())
    assert f"{NAME}/{longer}-clearlogo.jpg" not in {target.path for target in result.targets}
    assert "255 bytes" in result.skipped[0].reason


def test_a_name_with_control_characters_is_skipped_and_the_rest_of_the_series_stays() -> None:
    subjects = [
        Subject(number, ItemKind.EPISODE, 1, "Tide", season=1, number=number, videos=(Video(f"Show/{stem}.mkv"),))
        for number, stem in ((1, "Show S01E01"), (2, "Show S01E02\x07"))
    ]
    result = wanted(subjects, Profile())
    assert [target.path for target in result.targets] == ["Show/Show S01E01.nfo"]
    assert "control characters" in result.skipped[0].reason


def test_a_name_that_is_not_utf8_is_kept_byte_for_byte() -> None:
    stem = os.fsdecode(b"Tide \xff")
    assert f"{NAME}/{stem}-poster.jpg" in paths(film(f"{NAME}/{stem}.mkv"))


def test_two_actors_whose_names_some_disks_take_for_one_do_not_overwrite_each_other() -> None:
    face = picture(AssetType.PORTRAIT)
    one = film()
    faces = tuple(Portrait(name, face) for name in ("Ann Lee", "ann lee", "Ann/../Lee"))
    subject = Subject(
        1,
        ItemKind.MOVIE,
        1,
        "Tide",
        folder=NAME,
        own_folder=True,
        videos=one.videos,
        portraits=faces,
    )
    result = wanted([subject], Profile("bare", actors=True))
    found = {target.path for target in result.targets if target.asset_type == AssetType.PORTRAIT}
    assert found == {f"{NAME}/.actors/Ann_Lee.jpg", f"{NAME}/.actors/Ann_.._Lee.jpg"}
    assert "the same name" in result.skipped[0].reason


def test_only_jpeg_and_png_are_published() -> None:
    assert names.extension(AssetType.POSTER, "webp", has_alpha=False) == "jpg"
    assert names.extension(AssetType.CLEARLOGO, "webp", has_alpha=False) == "png"
    assert names.extension(AssetType.POSTER, "gif", has_alpha=True) == "png"
    assert names.extension(AssetType.POSTER, "png", has_alpha=False) == "png"


def test_of_episodes_that_share_a_video_the_first_ones_picture_is_shown_in_whichever_order_they_come() -> None:
    video = (Video("Quay/Quay S01E01-E02.mkv"),)
    pictures = (picture(AssetType.THUMB),)
    first, second = (
        Subject(item_id, ItemKind.EPISODE, 1, title, videos=video, pictures=pictures, season=1, number=number)
        for item_id, title, number in ((9, "Low", 1), (4, "High", 2))
    )
    for subjects in ([first, second], [second, first]):
        thumbs = [target for target in wanted(subjects, Profile()).targets if target.asset_type == AssetType.THUMB]
        assert [target.item_id for target in thumbs] == [9]
