"""Which files go where a video goes."""

from hypothesis import given
from hypothesis import strategies as st

from lobbycard.organise import family

NAMES = [
    "Film (2001).mkv",
    "Film (2001).nfo",
    "Film (2001).nfo-orig",
    "Film (2001)-poster.jpg",
    "Film (2001)-fanart2.png",
    "Film (2001).jpg",
    "Film (2001).tbn",
    "Film (2001).en.forced.srt",
    "Film (2001).idx",
    "Film (2001).sub",
    "Film (2001).de.ac3",
    "Film (2001)-trailer.mp4",
    "Film (2001).edl",
    "Film (2001)_chapters.xml",
    "Film (2001) 2.nfo",
    "Film.nfo",
    "poster.jpg",
    "Film (2001)-2.mkv",
    "Film (2001)-2.nfo",
    "Film (2001)-2-poster.jpg",
]


def test_a_video_takes_all_that_begins_with_its_name() -> None:
    mine = family.of_video("Film (2001).mkv", NAMES, ["Film (2001)-2.mkv"])
    assert mine[0] == "Film (2001).mkv"
    assert set(NAMES) - set(mine) == {
        "Film (2001) 2.nfo",
        "Film.nfo",
        "poster.jpg",
        "Film (2001)-2.mkv",
        "Film (2001)-2.nfo",
        "Film (2001)-2-poster.jpg",
    }


def test_the_longest_video_name_wins() -> None:
    assert family.of_video("Film (2001)-2.mkv", NAMES, ["Film (2001).mkv"]) == [
        "Film (2001)-2.mkv",
        "Film (2001)-2-poster.jpg",
        "Film (2001)-2.nfo",
    ]


def test_another_video_of_the_same_stem_is_not_taken() -> None:
    assert family.of_video("Film.mkv", ["Film.mkv", "Film.mp4", "Film.nfo"], ["Film.mp4"]) == ["Film.mkv", "Film.nfo"]


def test_the_case_of_letters_does_not_matter() -> None:
    assert family.of_video("Film.MKV", ["Film.MKV", "film.NFO", "FILM-Poster.jpg"]) == [
        "Film.MKV",
        "FILM-Poster.jpg",
        "film.NFO",
    ]


def test_parts_take_what_is_named_after_their_common_stem() -> None:
    names = ["Film-cd1.avi", "Film-cd2.avi", "Film.nfo", "Film-poster.jpg", "Filmed.nfo", "Film-cd1.srt"]
    assert family.of_videos(["Film-cd1.avi", "Film-cd2.avi"], names) == [
        "Film-cd1.avi",
        "Film-cd1.srt",
        "Film-cd2.avi",
        "Film.nfo",
        "Film-poster.jpg",
    ]


def test_trickplay_folders_and_pictures_of_jellyfin_go_too() -> None:
    assert family.beside(["Film.mkv"], ["Film.trickplay", "Other.trickplay", "extras"], ["Film.jpg", "Other.jpg"]) == [
        "Film.trickplay",
        "metadata/Film.jpg",
    ]


@given(st.lists(st.text("ab.-_", min_size=1, max_size=6), unique=True, max_size=12))
def test_no_name_is_in_two_families(stems: list[str]) -> None:
    videos = [f"{stem}.mkv" for stem in stems]
    names = [*videos, *(f"{stem}.nfo" for stem in stems), *(f"{stem}-poster.jpg" for stem in stems)]
    taken: list[str] = []
    for video in videos:
        taken += family.of_video(video, names, [other for other in videos if other != video])
    assert len(taken) == len(set(taken))
