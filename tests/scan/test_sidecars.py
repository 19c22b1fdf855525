"""What files beside a video are taken for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lobbycard.identify import names
from lobbycard.model.kinds import AssetType, FileRole, LibraryKind
from lobbycard.scan import artnames, extras, flags, languages
from lobbycard.scan.placed import Scope, Stems
from tests.scan import classify, trees

MOVIE, TV = LibraryKind.MOVIE, LibraryKind.TV
FILM = "Quiet Harbour (2019)/Quiet Harbour (2019).mkv"
FOLDER = "Quiet Harbour (2019)"


@pytest.mark.parametrize(
    ("name", "asset", "number"),
    [
        ("poster.jpg", AssetType.POSTER, 0),
        ("Quiet Harbour (2019)-poster.png", AssetType.POSTER, 0),
        ("Quiet Harbour (2019).jpg", AssetType.POSTER, 0),
        ("Quiet Harbour (2019).tbn", AssetType.POSTER, 0),
        ("QUIET HARBOUR (2019)-Poster.jpg", AssetType.POSTER, 0),
        ("folder.jpg", AssetType.POSTER, 0),
        ("cover.jpg", AssetType.POSTER, 0),
        ("default.jpg", AssetType.POSTER, 0),
        ("movie.jpg", AssetType.POSTER, 0),
        ("fanart.jpg", AssetType.FANART, 0),
        ("fanart3.jpg", AssetType.FANART, 3),
        ("fanart-12.jpg", AssetType.FANART, 12),
        ("backdrop2.jpg", AssetType.FANART, 2),
        ("background.jpg", AssetType.FANART, 0),
        ("art.jpg", AssetType.FANART, 0),
        ("Quiet Harbour (2019)-fanart-2.jpg", AssetType.FANART, 2),
        ("extrafanart/fanart4.jpg", AssetType.FANART, 4),
        ("logo.png", AssetType.CLEARLOGO, 0),
        ("clearlogo.png", AssetType.CLEARLOGO, 0),
        ("clearart.png", AssetType.CLEARART, 0),
        ("disc.png", AssetType.DISCART, 0),
        ("cdart.png", AssetType.DISCART, 0),
        ("discart.png", AssetType.DISCART, 0),
        ("landscape.jpg", AssetType.LANDSCAPE, 0),
        ("thumb.jpg", AssetType.LANDSCAPE, 0),
        ("banner.webp", AssetType.BANNER, 0),
        ("keyart.jpg", AssetType.KEYART, 0),
        ("Older Name 720p-poster.jpg", AssetType.POSTER, 0),
    ],
)
def test_pictures_of_a_film_in_its_own_folder(name: str, asset: AssetType, number: int) -> None:
    file = trees.placed(MOVIE, f"{FOLDER}/{name}", FILM)
    assert (file.role, file.asset_type, file.number, file.scope) == (FileRole.ARTWORK, asset, number, Scope.MOVIE)
    assert file.reasons


@pytest.mark.parametrize(
    ("path", "scope", "season", "asset"),
    [
        ("Show/poster.jpg", Scope.SERIES, None, AssetType.POSTER),
        ("Show/show.jpg", Scope.SERIES, None, AssetType.POSTER),
        ("Show/banner.jpg", Scope.SERIES, None, AssetType.BANNER),
        ("Show/characterart.png", Scope.SERIES, None, AssetType.CHARACTERART),
        ("Show/season01-poster.jpg", Scope.SEASON, 1, AssetType.POSTER),
        ("Show/Season02.jpg", Scope.SEASON, 2, AssetType.POSTER),
        ("Show/season-specials-fanart.jpg", Scope.SEASON, 0, AssetType.FANART),
        ("Show/season-all-banner.jpg", Scope.SEASON, artnames.ALL_SEASONS, AssetType.BANNER),
        ("Show/season100-poster.jpg", Scope.SEASON, 100, AssetType.POSTER),
        ("Show/Season 01/poster.jpg", Scope.SEASON, 1, AssetType.POSTER),
        ("Show/Season 01/folder.jpg", Scope.SEASON, 1, AssetType.POSTER),
        ("Show/Season 01/Show - S01E01-thumb.jpg", Scope.EPISODE, None, AssetType.THUMB),
        ("Show/Season 01/Show - S01E01.jpg", Scope.EPISODE, None, AssetType.THUMB),
        ("Show/Season 01/Show - S01E01.tbn", Scope.EPISODE, None, AssetType.THUMB),
        ("Show/Season 01/metadata/Show - S01E01.jpg", Scope.EPISODE, None, AssetType.THUMB),
        ("Show/.actors/Ada_Moor.jpg", Scope.PERSON, None, AssetType.PORTRAIT),
    ],
)
def test_pictures_of_series_seasons_and_episodes(path: str, scope: Scope, season: int | None, asset: AssetType) -> None:
    file = trees.placed(TV, path, "Show/Season 01/Show - S01E01.mkv", "Show/Season 02/Show - S02E01.mkv")
    assert (file.role, file.scope, file.season, file.asset_type) == (FileRole.ARTWORK, scope, season, asset)


def test_an_actor_picture_knows_its_person() -> None:
    assert trees.placed(MOVIE, f"{FOLDER}/.actors/Ada_Moor.jpg", FILM).person == "Ada Moor"


def test_a_folder_picture_is_what_its_shape_says() -> None:
    sizes = {"Tall": (1000, 1500), "Wide": (1000, 150), "Flat": (1920, 1080)}
    paths = [f"{name}/{file}" for name in sizes for file in (f"{name}.mkv", "folder.jpg")]
    contents = classify.classify(trees.listings(paths), MOVIE, names, lambda path: sizes[path.partition("/")[0]])
    found = {file.path: file.asset_type for file in contents.files if file.role is FileRole.ARTWORK}
    assert found == {
        "Tall/folder.jpg": AssetType.POSTER,
        "Wide/folder.jpg": AssetType.BANNER,
        "Flat/folder.jpg": AssetType.LANDSCAPE,
    }


@pytest.mark.parametrize(
    ("tail", "language", "forced", "sdh", "default"),
    [
        (".srt", "", False, False, False),
        (".en.srt", "en", False, False, False),
        (".eng.forced.srt", "en", True, False, False),
        (".forced.en.srt", "en", True, False, False),
        (".en.sdh.srt", "en", False, True, False),
        (".en.cc.srt", "en", False, True, False),
        (".en.hi.srt", "en", False, True, False),
        (".hi.srt", "hi", False, False, False),
        (".hi.en.srt", "en", False, True, False),
        (".pt-BR.srt", "pt-BR", False, False, False),
        (".German.ass", "de", False, False, False),
        (".zh-Hans.ass", "zh-Hans", False, False, False),
        (".fre.default.srt", "fr", False, False, True),
        (".ger.foreign.default.srt", "de", True, False, True),
        ("_English.srt", "en", False, False, False),
        (" - English (SDH).srt", "en", False, True, False),
        (".Portuguese (Brazil).srt", "pt-BR", False, False, False),
        (".por.br.srt", "pt-BR", False, False, False),
        (".Latin American Spanish.srt", "es-419", False, False, False),
        (".Chinese (Simplified).srt", "zh-Hans", False, False, False),
        (".繁體中文.ass", "zh-Hant", False, False, False),
        (".Tiếng Việt.srt", "vi", False, False, False),
        (".हिन्दी.srt", "hi", False, False, False),
        (".Български.srt", "bg", False, False, False),
        (".Bahasa Melayu.srt", "ms", False, False, False),
        (".jp.srt", "ja", False, False, False),
        (".it.forzati.srt", "it", True, False, False),
        (".fr.forcé.srt", "fr", True, False, False),
        (".en-hi.srt", "en", False, True, False),
        (".English for the hearing impaired.srt", "en", False, True, False),
    ],
)
def test_what_a_subtitle_name_says(tail: str, language: str, forced: bool, sdh: bool, default: bool) -> None:
    file = trees.placed(MOVIE, f"{FOLDER}/Quiet Harbour (2019){tail}", FILM)
    assert file.role is FileRole.SUBTITLE
    assert (file.language, file.forced, file.sdh, file.is_default) == (language, forced, sdh, default)
    assert file.video == FILM


def test_words_in_a_subtitle_name_that_say_nothing_are_its_title() -> None:
    assert trees.placed(MOVIE, f"{FOLDER}/Quiet Harbour (2019).Fansub.en.srt", FILM).title == "fansub"


def test_subtitles_in_a_folder_of_their_own_belong_to_the_film() -> None:
    for path in ("Subs/2_English.srt", "subs/english.srt", "Subtitles/Quiet Harbour (2019).en.srt"):
        file = trees.placed(MOVIE, f"{FOLDER}/{path}", FILM)
        assert (file.role, file.language) == (FileRole.SUBTITLE, "en")


def test_subtitles_in_a_folder_named_after_an_episode_belong_to_it() -> None:
    episodes = ["Show.S01/Show.S01E01.1080p.mkv", "Show.S01/Show.S01E02.1080p.mkv"]
    file = trees.placed(TV, "Show.S01/Subs/Show.S01E02.1080p/3_French.srt", *episodes)
    assert (file.video, file.language) == (episodes[1], "fr")


def test_a_folder_for_subtitles_can_say_their_language() -> None:
    assert trees.placed(MOVIE, f"{FOLDER}/Subs/German/1.srt", FILM).language == "de"


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("Oh.My.God.This.Is.It.srt", ""),
        ("what is it.srt", ""),
        ("The.Man.of.No.Return.srt", ""),
        ("quiet.harbour.2019.720p-GRP.en.srt", "en"),
        ("quiet harbour Brazilian Portuguese.srt", "pt-BR"),
        ("other name.pt-BR.forced.srt", "pt-BR"),
    ],
)
def test_words_of_a_title_are_no_languages(name: str, language: str) -> None:
    assert trees.placed(MOVIE, f"{FOLDER}/{name}", FILM).language == language


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("Show.S01E02.720p.HDTV.x264-GRP.srt", ""),
        ("show.s01e02.german.ass", "de"),
        ("1x02.en.srt", "en"),
        ("Subs/1x02 - French.srt", "fr"),
    ],
)
def test_a_subtitle_of_another_release_belongs_to_the_episode_whose_numbers_it_has(name: str, language: str) -> None:
    episodes = [f"Show/Season 01/Show - S01E0{number} - Title.mkv" for number in (1, 2, 3)]
    file = trees.placed(TV, f"Show/Season 01/{name}", *episodes)
    assert (file.video, file.language) == (episodes[1], language)


def test_a_subtitle_whose_numbers_two_videos_have_belongs_to_neither() -> None:
    videos = ["Show/Season 01/Show - S01E02 - 720p.mkv", "Show/Season 01/Show - S01E02 - 4K.mkv"]
    assert trees.left(TV, "Show/Season 01/show.102.other.srt", *videos)


def test_idx_and_sub_know_each_other() -> None:
    file = trees.placed(MOVIE, f"{FOLDER}/Quiet Harbour (2019).idx", FILM, f"{FOLDER}/Quiet Harbour (2019).sub")
    assert file.pair == f"{FOLDER}/Quiet Harbour (2019).sub"


def test_the_longest_stem_wins() -> None:
    short, long = "Films/Harbour (2001).mkv", "Films/Harbour (2001) - Extended.mkv"
    file = trees.placed(MOVIE, "Films/Harbour (2001) - Extended-poster.jpg", short, long)
    assert file.video == long


@pytest.mark.parametrize(
    ("path", "role", "kind"),
    [
        ("trailer.mkv", FileRole.TRAILER, ""),
        ("movie-trailer.mp4", FileRole.TRAILER, ""),
        ("Quiet Harbour (2019)-trailer.mp4", FileRole.TRAILER, ""),
        ("Quiet Harbour (2019)-trailer2.mp4", FileRole.TRAILER, ""),
        ("trailers/Teaser.mkv", FileRole.TRAILER, ""),
        ("Teasers/Boats.mkv", FileRole.TRAILER, ""),
        ("Teaser Trailer.mp4", FileRole.TRAILER, ""),
        ("Quiet Harbour (2019)-teaser.mp4", FileRole.TRAILER, ""),
        ("Quiet Harbour (2019).trailer-1080p.mp4", FileRole.TRAILER, ""),
        ("Trailer (Deutsch).mp4", FileRole.TRAILER, ""),
        ("behind_the_scenes/Boats.mkv", FileRole.EXTRA, "behind the scenes"),
        ("Gag Reel/Boats.mkv", FileRole.EXTRA, "other"),
        ("Bonus Disc/Boats.mkv", FileRole.EXTRA, "other"),
        ("Sample/sample-quiet.mkv=30000000", FileRole.SAMPLE, ""),
        ("quiet.harbour-sample.mkv=30000000", FileRole.SAMPLE, ""),
        ("sample.avi=30000000", FileRole.SAMPLE, ""),
        ("Featurettes/Boats.mkv", FileRole.EXTRA, "featurette"),
        ("Behind The Scenes/Boats.mkv", FileRole.EXTRA, "behind the scenes"),
        ("Extras/Boats-interview.mkv", FileRole.EXTRA, "interview"),
        ("Extras/Disc 2/Boats.mkv", FileRole.EXTRA, "other"),
        ("Boats-deleted.mkv", FileRole.EXTRA, "deleted scene"),
        ("Boats-behindthescenes.mkv", FileRole.EXTRA, "behind the scenes"),
        ("Boats-scene.mkv", FileRole.EXTRA, "scene"),
        ("Making of.mkv=300000000", FileRole.EXTRA, "other"),
        ("theme.mp3", FileRole.THEME, ""),
        ("theme-music/a.flac", FileRole.THEME, ""),
        ("backdrops/loop.mp4", FileRole.THEME, ""),
        ("Quiet Harbour (2019).ger.ac3", FileRole.AUDIO, ""),
        ("movie.nfo", FileRole.NFO, ""),
        ("Quiet Harbour (2019).nfo", FileRole.NFO, ""),
        ("grp-qh.nfo", FileRole.NFO, ""),
        ("Quiet Harbour (2019).edl", FileRole.OTHER, ""),
        (".plexmatch", FileRole.OTHER, ""),
    ],
)
def test_everything_else_beside_a_film(path: str, role: FileRole, kind: str) -> None:
    file = trees.placed(MOVIE, f"{FOLDER}/{path}", FILM)
    assert (file.role, file.extra_type) == (role, kind)


@pytest.mark.parametrize(
    ("path", "scope", "season"),
    [
        ("Show/tvshow.nfo", Scope.SERIES, None),
        ("Show/Season 01/season.nfo", Scope.SEASON, 1),
        ("Show/Season 01/Show - S01E01.nfo", Scope.EPISODE, None),
    ],
)
def test_what_the_nfo_files_of_a_series_belong_to(path: str, scope: Scope, season: int | None) -> None:
    file = trees.placed(TV, path, "Show/Season 01/Show - S01E01.mkv")
    assert (file.role, file.scope, file.season) == (FileRole.NFO, scope, season)


def test_movieset_pictures_belong_to_the_set() -> None:
    assert trees.placed(MOVIE, f"{FOLDER}/movieset-poster.jpg", FILM).scope is Scope.SET
    assert (
        trees.placed(MOVIE, "Harbour Collection/poster.jpg", "Harbour Collection/A (2001)/A (2001).mkv").scope
        is Scope.SET
    )


@pytest.mark.parametrize(
    "name",
    [
        "Thumbs.db",
        "a.part",
        "a.mkv.!qB",
        "x.r00",
        "x.rar",
        "RARBG.txt",
        "site.url",
        "movie.xml",
        "poster.jpg=0",
        "b.mkv=0",
        "a~",
    ],
)
def test_junk_is_named_with_its_reason(name: str) -> None:
    file = trees.left(MOVIE, f"{FOLDER}/{name}", FILM)
    contents = classify.classify(trees.listings([f"{FOLDER}/{name}", FILM]), MOVIE, names)
    assert file in contents.junk
    assert file.reason


@pytest.mark.parametrize("name", ["holiday.jpg", "song.mp3", "data.bin"])
def test_what_nobody_knows_is_unknown(name: str) -> None:
    file = trees.left(MOVIE, f"{FOLDER}/{name}", FILM)
    contents = classify.classify(trees.listings([f"{FOLDER}/{name}", FILM]), MOVIE, names)
    assert file in contents.unknown


def test_a_film_called_short_alone_in_its_folder_is_a_film() -> None:
    assert trees.placed(MOVIE, "Life-Short/Life-Short.mkv").role is FileRole.MAIN


def test_an_episode_whose_title_ends_like_an_extra_is_an_episode() -> None:
    path = "Show/Season 01/Show - S01E02 - The Crime-Scene.mkv"
    assert trees.placed(TV, path, "Show/Season 01/Show - S01E01.mkv").role is FileRole.MAIN


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("GER", "de"),
        ("deutsch", "de"),
        ("pt_br", "pt-BR"),
        ("es-419", "es-419"),
        ("日本語", "ja"),
        ("harbour", ""),
        ("e", ""),
    ],
)
def test_words_for_languages(word: str, code: str) -> None:
    assert languages.from_word(word) == code


def test_three_letters_for_nfo_files() -> None:
    assert [languages.three(code) for code in ("de", "pt-BR", "zh-Hant", "en-GB", "")] == [
        "ger",
        "por",
        "chi",
        "eng",
        "",
    ]


def test_stems_end_where_a_word_ends() -> None:
    stems = Stems([("Film", "Film.mkv"), ("Film 2", "Film 2.mkv")])
    assert stems.match("Film 2-poster") == ("Film 2.mkv", "-poster")
    assert stems.match("Film-poster") == ("Film.mkv", "-poster")
    assert stems.match("Filmposter") is None


def test_composed_and_decomposed_accents_are_one_name() -> None:
    assert Stems([("Été", "a")]).match("E\u0301te\u0301.fr") == ("a", ".fr")


@given(st.text(max_size=60))
def test_no_text_makes_the_readers_of_names_raise(text: str) -> None:
    flags.read(text)
    languages.from_word(text)
    extras.folder_use(text)
    extras.suffix(text)
    artnames.bare(text)
    artnames.season(text)
    artnames.ending(text)
    artnames.tail(text)
