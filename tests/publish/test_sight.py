"""What each player makes of the same files."""

import pytest

from lobbycard.model.kinds import AssetType, FileRole, ItemKind
from lobbycard.model.publishing import Subject, Video
from lobbycard.publish import kodi_numbers
from lobbycard.publish.sight import Player, View, sight
from lobbycard.publish.wanted import Profile, wanted
from tests.publish.things import NAME, film, listings, part, picture


def _seen(subject: Subject, what: str, *files: str) -> dict[Player, str]:
    return {view.player: view.path.rpartition("/")[2] for view in _views(subject, what, *files)}


def _views(subject: Subject, what: str, *files: str) -> list[View]:
    return [view for view in sight([subject], listings(*files)).views if view.what == what]


def test_what_we_publish_is_seen_by_all_players() -> None:
    types = (AssetType.POSTER, AssetType.FANART)
    mixed = film("Mixed/Tide (2001).mkv", own=False, folder="Mixed", types=types)
    versions = film(f"{NAME}/{NAME} - 4K.mkv", Video(f"{NAME}/{NAME} - HD.mkv", FileRole.VERSION), types=types)
    for subject in (film(types=types), versions, mixed):
        files = [target.path for target in wanted([subject], Profile()).targets]
        views = sight([subject], listings(*files)).views
        for view in views:
            if view.player is Player.PLEX and view.what == "nfo" and subject is mixed:
                assert "folder of its own" in view.reason
            elif view.what in ("nfo", *types):
                assert view.path, view
    stack = film(part(f"{NAME}/Tide-cd1.avi", 1), part(f"{NAME}/Tide-cd2.avi", 2))
    files = [target.path for target in wanted([stack], Profile()).targets]
    for view in sight([stack], listings(*files)).views:
        if view.player is not Player.PLEX and view.what in ("nfo", AssetType.POSTER):
            assert view.path, view


def test_bare_names_are_nothing_to_kodi_without_separate_folders() -> None:
    seen = _seen(film(), "poster", f"{NAME}/poster.jpg")
    assert seen == {
        Player.KODI: "",
        Player.KODI_FOLDERS: "poster.jpg",
        Player.JELLYFIN: "poster.jpg",
        Player.PLEX: "poster.jpg",
    }


def test_players_disagree_about_which_nfo_wins() -> None:
    seen = _seen(film(), "nfo", f"{NAME}/movie.nfo", f"{NAME}/{NAME}.nfo")
    assert seen[Player.KODI] == f"{NAME}.nfo"
    assert seen[Player.KODI_FOLDERS] == seen[Player.JELLYFIN] == "movie.nfo"
    (jellyfin,) = [
        view
        for view in _views(film(), "nfo", f"{NAME}/movie.nfo", f"{NAME}/{NAME}.nfo")
        if view.player is Player.JELLYFIN
    ]
    assert jellyfin.shadowed == (f"{NAME}/{NAME}.nfo",)


def test_a_png_hides_a_jpeg_from_jellyfin() -> None:
    files = (f"{NAME}/poster.jpg", f"{NAME}/poster.png")
    assert _seen(film(), "poster", *files)[Player.JELLYFIN] == "poster.png"
    assert _seen(film(), "poster", *files)[Player.KODI_FOLDERS] == "poster.jpg"


def test_plex_prefers_a_cover_to_a_poster() -> None:
    files = (f"{NAME}/poster.jpg", f"{NAME}/cover.jpg")
    assert _seen(film(), "poster", *files)[Player.PLEX] == "cover.jpg"
    assert _seen(film(), "poster", *files)[Player.JELLYFIN] == "poster.jpg"


def test_plex_looks_at_no_bare_name_where_there_are_several_videos() -> None:
    two = film(f"{NAME}/{NAME} - 4K.mkv", Video(f"{NAME}/{NAME} - HD.mkv", FileRole.VERSION))
    assert _seen(two, "poster", f"{NAME}/poster.jpg")[Player.PLEX] == ""


def test_an_empty_picture_is_nothing_to_jellyfin_and_files_nobody_reads_are_told() -> None:
    listed = listings(f"{NAME}/poster.jpg", f"{NAME}/holiday.jpg", f"{NAME}/release.nfo")
    listed[NAME]["poster.jpg"] = listed[NAME]["poster.jpg"]._replace(size=0)
    result = sight([film()], listed)
    assert [view.path for view in result.views if view.player is Player.JELLYFIN and view.what == "poster"] == [""]
    assert {one.path.rpartition("/")[2] for one in result.unseen} == {"holiday.jpg", "release.nfo"}


def test_season_pictures_in_the_season_folder_are_nothing_to_kodi() -> None:
    season = Subject(
        1,
        ItemKind.SEASON,
        1,
        "Season 1",
        folder="Quay/Season 01",
        own_folder=True,
        number=1,
        home="Quay",
        pictures=(picture(AssetType.POSTER),),
    )
    seen = _seen(season, "poster", "Quay/Season 01/poster.jpg")
    assert seen[Player.KODI] == ""
    assert seen[Player.JELLYFIN] == "poster.jpg"
    assert set(_seen(season, "poster", "Quay/season01-poster.jpg").values()) == {"season01-poster.jpg"}


def test_only_jellyfin_and_plex_take_a_picture_of_an_episodes_bare_name() -> None:
    video = Video("Quay/S01E01.mkv")
    one = Subject(1, ItemKind.EPISODE, 1, "Low Tide", videos=(video,), pictures=(picture(AssetType.THUMB),))
    seen = _seen(one, "thumb", "Quay/S01E01.jpg", "Quay/S01E01-thumb.jpg")
    assert seen[Player.KODI] == "S01E01-thumb.jpg"
    assert seen[Player.JELLYFIN] == seen[Player.PLEX] == "S01E01.jpg"


def test_what_belongs_to_another_film_or_episode_of_the_folder_is_not_called_unseen() -> None:
    one = film("Mixed/Tide (2001).mkv", own=False, folder="Mixed")
    files = ("Mixed/Ebb (1999).mkv", "Mixed/Ebb (1999).nfo", "Mixed/Ebb (1999)-poster.jpg", "Mixed/Tide (2001)-odd.jpg")
    assert [unseen.path for unseen in sight([one], listings(*files)).unseen] == ["Mixed/Tide (2001)-odd.jpg"]
    episode = Subject(1, ItemKind.EPISODE, 1, "Low Tide", videos=(Video("Quay/Quay 1x01.mkv"),))
    shared = ("tvshow.nfo", "poster.jpg", "Quay 1x01-odd.jpg", "Quay 1x02.mkv", "Quay 1x02.nfo", "season01-poster.jpg")
    listed = listings(*(f"Quay/{name}" for name in shared))
    assert [unseen.path for unseen in sight([episode], listed).unseen] == ["Quay/Quay 1x01-odd.jpg"]
    series = Subject(2, ItemKind.SERIES, 1, "Quay", folder="Quay", own_folder=True)
    season = Subject(3, ItemKind.SEASON, 1, "Season 2", folder="Quay", own_folder=False, number=2, home="Quay")
    listed = listings(*(f"Quay/{name}" for name in (*shared, "holiday.jpg", "season02-odd.jpg")))
    unseen = {one.path.rpartition("/")[2] for one in sight([series, season, episode], listed).unseen}
    assert unseen == {"Quay 1x01-odd.jpg", "holiday.jpg", "season02-odd.jpg"}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Quay - S01E02", [(1, 2)]),
        ("Quay S02.E07.a", [(2, 7)]),
        ("Quay - S01E01-E02 - Ebb", [(1, 1), (1, 2)]),
        ("Quay s01e02e03", [(1, 2), (1, 3)]),
        ("Quay S01E01S01E02", [(1, 1), (1, 2)]),
        ("Quay 1x02", [(1, 2)]),
        ("Quay (2x08)", [(2, 8)]),
        ("Quay.ep01.x", [(1, 1)]),
        ("Quay Pt.IV.x", [(1, 4)]),
        ("Quay - 013", [(0, 13)]),
        ("Quay 1013 - Name", [(10, 13)]),
        ("Quay 2021-03-04", []),
        ("04.05.2021 x", []),
        ("Quay - 01", None),
        ("[Grp] Quay - 13 [1080p]", None),
        ("Quay Episode 5", None),
        ("第5話", None),
    ],
)
def test_kodi_finds_the_numbers_of_episodes_in_their_names(name: str, found: list[tuple[int, int]] | None) -> None:
    assert kodi_numbers.in_name(f"/Quay/{name}.mkv") == found


def test_an_episode_that_kodi_would_leave_out_says_so() -> None:
    def kodi(name: str) -> str:
        path = f"Quay/{name}.mkv"
        one = Subject(1, ItemKind.EPISODE, 1, "Low Tide", videos=(Video(path),), season=1, number=13)
        return next(view.reason for view in _views(one, "nfo", f"Quay/{name}.nfo") if view.player is Player.KODI)

    assert kodi("Quay 1x13") == ""
    assert "no number" in kodi("[Grp] Quay - 13 [1080p]")
    assert kodi("Quay - 013 [x]") == "Kodi reads 0x13 in this name, which is not 1x13"
