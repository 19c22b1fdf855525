"""Files that would be taken in place of ours, or shown beside them."""

from lobbycard.model.kinds import AssetType, FileRole, ItemKind
from lobbycard.model.publishing import Subject, Video
from lobbycard.publish import rivals
from lobbycard.publish.wanted import Profile, wanted
from tests.publish.things import NAME, film, listings, picture


def _rivals(subject: Subject, *files: str, profile: Profile | None = None, keep: tuple[str, ...] = ()) -> set[str]:
    targets = wanted([subject], profile or Profile()).targets
    found = rivals.find([subject], targets, listings(*files), keep=keep)
    return {rival.path for rival in found}


def test_other_forms_and_names_of_the_same_picture_are_rivals() -> None:
    names = ("poster.png", "Poster.JPG", "folder.jpg", "cover.webp", "movie.tbn", f"{NAME}-poster.png", f"{NAME}.jpg")
    files = [f"{NAME}/{name}" for name in names]
    assert _rivals(film(), *files) == set(files)


def test_files_in_nobodys_way_are_none() -> None:
    names = ("banner.png", "fanart.png", "notes.txt", "poster.txt", "poster2.jpg", "thumb.jpg", f"{NAME}.srt")
    assert _rivals(film(), *(f"{NAME}/{name}" for name in names)) == set()


def test_what_a_person_keeps_is_none() -> None:
    files = (f"{NAME}/folder.jpg", f"{NAME}/cover.jpg")
    assert _rivals(film(), *files, keep=("folder.*",)) == {f"{NAME}/cover.jpg"}
    assert _rivals(film(), *files, keep=(f"{NAME}/cover.jpg",)) == {f"{NAME}/folder.jpg"}


def test_the_other_style_is_a_rival_of_a_single_one() -> None:
    files = (f"{NAME}/movie.nfo", f"{NAME}/{NAME}.nfo", f"{NAME}/poster.jpg", f"{NAME}/{NAME}-poster.jpg")
    assert _rivals(film(), *files) == set()
    assert _rivals(film(), *files, profile=Profile("bare")) == {files[1], files[3]}
    assert _rivals(film(), *files, profile=Profile("prefixed")) == {files[0], files[2]}


def test_bare_names_beside_other_films_belong_to_nobody() -> None:
    one = film("Mixed/Tide (2001).mkv", own=False, folder="Mixed")
    assert (
        _rivals(one, "Mixed/poster.jpg", "Mixed/folder.jpg", "Mixed/movie.nfo", "Mixed/Other (2002)-poster.png")
        == set()
    )


def test_further_fanarts_are_rivals_only_of_the_same_number() -> None:
    two = film(pictures=(picture(AssetType.FANART), picture(AssetType.FANART, 1)))
    files = [
        f"{NAME}/{name}" for name in ("fanart-1.jpg", "backdrop.jpg", "fanart1.png", "fanart-2.jpg", "fanart7.jpg")
    ]
    assert _rivals(two, *files) == set(files[:3])


def test_nfo_files_in_a_disc_are_rivals() -> None:
    disc = film(Video(f"{NAME}/VIDEO_TS/VIDEO_TS.IFO", FileRole.DISC, None, "dvd"))
    files = (f"{NAME}/VIDEO_TS/VIDEO_TS.nfo", f"{NAME}/{NAME}.nfo")
    assert _rivals(disc, *files) == set(files)


def test_folders_and_links_are_never_rivals() -> None:
    listed = listings(f"{NAME}/poster.png")
    listed[NAME]["poster.png"] = listed[NAME]["poster.png"]._replace(is_file=False, what="folder")
    targets = wanted([film()], Profile()).targets
    assert rivals.find([film()], targets, listed) == []


def test_a_picture_in_the_seasons_own_folder_is_a_rival_unless_it_is_ours() -> None:
    types = (picture(AssetType.POSTER), picture(AssetType.BANNER))
    season = Subject(
        2,
        ItemKind.SEASON,
        1,
        "Season 1",
        folder="Show/Season 01",
        own_folder=True,
        home="Show",
        number=1,
        pictures=types,
    )
    own = [f"Show/Season 01/{name}" for name in ("poster.jpg", "folder.png", "banner.jpg")]
    others = ["Show/Season 01/fanart.jpg", "Show/poster.jpg", "Show/Season 01/Show S01E01-thumb.jpg"]
    assert _rivals(season, *own, *others) == set(own)
    assert _rivals(season, *own, *others, profile=Profile(season_folders=True)) == {own[1]}


def test_where_a_season_lies_in_its_series_folder_the_pictures_there_are_the_series() -> None:
    season = Subject(
        2,
        ItemKind.SEASON,
        1,
        "Season 1",
        folder="Show",
        own_folder=True,
        home="Show",
        number=1,
        pictures=(picture(AssetType.POSTER),),
    )
    assert _rivals(season, "Show/poster.jpg", "Show/folder.jpg") == set()
