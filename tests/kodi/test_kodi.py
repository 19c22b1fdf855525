"""Published, imported by a real Kodi with either source setting, compared field by field with our database.

Differences that are Kodi's own, each looked into:

- A film whose NFO has no plot for its set shows a set without one; set.nfo is not read (20.1).
- Kodi keeps seconds of runtime, and believes the length of the stream more than the field: our clips have 2 seconds.
  Ratings are on a scale of ten.
- `icon` is a picture that Kodi adds; `season.*`, `tvshow.*` and `set.*` art is inherited.
- Versions of a film are films of their own in Kodi 20 (one item with versions from 21): both have all that we know.
- With separate folders Kodi 20 reads movie.nfo for every version; there are no streams in it then, and Kodi reads them
  from the file (which is switched off here, so that what counts is what we wrote).
- An episode's cast is its guests, then that of the series.
- External trailers are shown in the form of Kodi's add-on.
- `characterart` of a series and every type beyond poster and fanart need Kodi's artwork level "maximum".
"""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from lobbycard.model.facts import Credit, Rating, SetLink
from lobbycard.model.kinds import AssetType, ItemKind
from lobbycard.model.publishing import Subject
from tests.kodi import library
from tests.kodi.library import Shelf

KODI = [*Path("/usr/lib").glob("*/kodi/kodi.bin"), *Path("/usr/lib").glob("kodi/kodi.bin")]

pytestmark = pytest.mark.skipif(
    not (KODI or library.KODI_ROOT) or not library.KODI_IMPORT.exists(),
    reason="needs a Kodi and ../shared/tools/kodi-import",
)

RATINGS = {"tmdb": "themoviedb"}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """The published libraries."""
    made = Shelf(tmp_path_factory.mktemp("kodi"))
    made.films.mkdir()
    made.series.mkdir()
    asyncio.run(made.build())
    return made


@pytest.fixture(scope="module", params=[False, True], ids=["folders-off", "folders-on"])
def seen(shelf: Shelf, request: pytest.FixtureRequest) -> dict[str, Any]:
    """What Kodi has, with the source setting "movies are in separate folders" off and on."""
    return library.imported(shelf, folder_names=request.param)


def test_every_film_and_version_is_there_once(shelf: Shelf, seen: dict[str, Any]) -> None:
    films = [one for one in shelf.subjects if one.kind is ItemKind.MOVIE]
    expected = sorted([film.title for film in films] + ["The Long Pier"])
    assert sorted(film["title"] for film in seen["movies"]) == expected


def test_every_field_of_a_film_arrives(shelf: Shelf, seen: dict[str, Any]) -> None:
    differences = [
        difference for film in seen["movies"] for difference in _film_differences(shelf.of(film["title"]), film)
    ]
    assert differences == []


def _film_differences(ours: Subject, film: dict[str, Any]) -> list[str]:
    facts = ours.facts.fields
    link = facts.get("set")
    return _differing(
        ours.title,
        {
            "originaltitle": (facts["original_title"], film["originaltitle"]),
            "sorttitle": (facts["sort_title"], film["sorttitle"]),
            "premiered": (facts["premiered"], film["premiered"]),
            "plot": (facts["plot"], film["plot"]),
            "plotoutline": (facts["outline"], film["plotoutline"]),
            "tagline": (facts["tagline"], film["tagline"]),
            "mpaa": (facts["certification"], film["mpaa"]),
            "runtime": (_length(film), film["runtime"]),
            "userrating": (facts["user_rating"], film["userrating"]),
            "genre": (facts["genres"], tuple(film["genre"])),
            "country": (facts["countries"], tuple(film["country"])),
            "studio": (facts["studios"], tuple(film["studio"])),
            "tag": (set(_texts(facts["tags"])), set(film["tag"])),
            "director": (_crew(facts["crew"], "Director"), film["director"]),
            "writer": (_crew(facts["crew"], "Writer"), film["writer"]),
            "cast": (_cast(facts["cast"]), [(one["name"], one["role"]) for one in film["cast"]]),
            "faces": (set(), {one["name"] for one in film["cast"] if not one.get("thumbnail")}),
            "ratings": (_ratings(facts["ratings"]), _kodi_ratings(film)),
            "uniqueid": (ours.facts.ids, film["uniqueid"]),
            "set": (link.name if isinstance(link, SetLink) else "", film["set"]),
            "trailer": ("plugin://plugin.video.youtube/play/?video_id=abcdefghijk", film["trailer"]),
        },
    )


def _length(film: dict[str, Any]) -> int:
    lengths = [one["duration"] for one in film["streamdetails"]["video"]]
    return int(lengths[0]) if lengths else 104 * 60


def _differing(title: str, pairs: dict[str, tuple[Any, Any]]) -> list[str]:
    return [
        f"{title}: {name}: ours {ours!r}, Kodi {theirs!r}" for name, (ours, theirs) in pairs.items() if ours != theirs
    ]


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(value)


def _crew(credits_: Any, job: str) -> list[str]:
    return [one.name for one in credits_ if isinstance(one, Credit) and one.job == job]


def _cast(credits_: Any) -> list[tuple[str, str]]:
    return [(one.name, one.role) for one in credits_ if isinstance(one, Credit)]


def _ratings(ratings: Any) -> dict[str, tuple[float, int, bool]]:
    rows = [one for one in ratings if isinstance(one, Rating)]
    return {
        RATINGS.get(one.source, one.source): (round(one.value * 10 / one.max, 1), one.votes or 0, one.is_default)
        for one in rows
    }


def _kodi_ratings(thing: dict[str, Any]) -> dict[str, tuple[float, int, bool]]:
    return {name: (round(one["rating"], 1), one["votes"], one["default"]) for name, one in thing["ratings"].items()}


def test_every_picture_of_a_film_is_shown_with_either_setting(shelf: Shelf, seen: dict[str, Any]) -> None:
    wrong = []
    for film in seen["movies"]:
        ours = {f"{one.asset_type}{one.position or ''}" for one in shelf.of(film["title"]).pictures}
        theirs = {name for name in film["art"] if "." not in name and name != "icon"}
        if ours != theirs:
            wrong.append((film["file"], sorted(ours ^ theirs)))
    assert wrong == []


def test_streams_are_those_of_the_file_and_each_version_has_its_own(shelf: Shelf, seen: dict[str, Any]) -> None:
    wrong = []
    for film in seen["movies"]:
        relative = film["file"].removeprefix(f"{shelf.films}/")
        ours = next((one for one in shelf.of(film["title"]).videos if one.path == relative), None)
        if ours is None or ours.tracks is None or ours.part is not None:
            continue
        details = film["streamdetails"]
        if film["title"] == "The Long Pier" and not any(details.values()):
            continue
        wrong += _differing(
            relative,
            {
                "video": (
                    [(one.codec, one.width, one.height, one.duration) for one in ours.tracks.video],
                    [(one["codec"], one["width"], one["height"], one["duration"]) for one in details["video"]],
                ),
                "audio": (
                    [(one.codec, one.language, one.channels) for one in ours.tracks.audio],
                    [(one["codec"], one["language"], one["channels"]) for one in details["audio"]],
                ),
                "subtitles": (
                    [one.language for one in ours.tracks.subtitles],
                    [one["language"] for one in details["subtitle"]],
                ),
            },
        )
    assert wrong == []


def test_the_set_has_its_films_and_its_pictures(shelf: Shelf, seen: dict[str, Any]) -> None:
    (one,) = seen["sets"]
    assert one["title"] == "Sea: The Collection"
    assert {Path(path).name for path in one["art"].values()} == {"poster.jpg", "fanart.jpg"}
    inside = sorted(film["title"] for film in seen["movies"] if film["set"] == one["title"])
    assert inside == ["Grey Sea", "Harbour Lights", "White Sea"]


def test_every_field_of_the_series_arrives(shelf: Shelf, seen: dict[str, Any]) -> None:
    (show,) = seen["tvshows"]
    ours = shelf.of("North Quay")
    facts = ours.facts.fields
    assert (
        _differing(
            "North Quay",
            {
                "originaltitle": (facts["original_title"], show["originaltitle"]),
                "premiered": (facts["premiered"], show["premiered"]),
                "plot": (facts["plot"], show["plot"]),
                "mpaa": (facts["certification"], show["mpaa"]),
                "genre": (facts["genres"], tuple(show["genre"])),
                "studio": (facts["studios"], tuple(show["studio"])),
                "tag": (set(_texts(facts["tags"])), set(show["tag"])),
                "cast": (_cast(facts["cast"]), [(one["name"], one["role"]) for one in show["cast"]]),
                "ratings": (_ratings(facts["ratings"]), _kodi_ratings(show)),
                "uniqueid": (ours.facts.ids, show["uniqueid"]),
                "userrating": (facts["user_rating"], show["userrating"]),
                "art": (
                    {str(one.asset_type) for one in ours.pictures},
                    {name for name in show["art"] if name != "icon"},
                ),
            },
        )
        == []
    )


def test_seasons_and_specials_have_their_names_and_pictures(shelf: Shelf, seen: dict[str, Any]) -> None:
    by_number = {season["season"]: season for season in seen["seasons"]}
    assert set(by_number) == {0, 1, 2}
    assert by_number[2]["title"] == "The Winter Case"
    for number, season in by_number.items():
        prefix = "season-specials" if number == 0 else f"season{number:02d}"
        own = {name: Path(path).stem for name, path in season["art"].items() if "." not in name}
        assert own == {name: f"{prefix}-{name}" for name in ("poster", "fanart", "banner")}


def test_every_episode_arrives_also_where_two_share_a_file(shelf: Shelf, seen: dict[str, Any]) -> None:
    ours = {(one.season, one.number): one for one in shelf.subjects if one.kind is ItemKind.EPISODE}
    theirs = {(one["season"], one["episode"]): one for one in seen["episodes"]}
    assert set(ours) == set(theirs) == {(1, 1), (1, 2), (1, 3), (2, 1), (0, 1)}
    assert theirs[1, 1]["file"] == theirs[1, 2]["file"]
    differences = [line for place, one in ours.items() for line in _episode_differences(one, theirs[place])]
    assert differences == []


def _episode_differences(ours: Subject, episode: dict[str, Any]) -> list[str]:
    facts = ours.facts.fields
    return _differing(
        ours.title,
        {
            "title": (ours.title, episode["title"]),
            "plot": (facts["plot"], episode["plot"]),
            "aired": (facts["aired"], episode["firstaired"]),
            "ratings": (_ratings(facts["ratings"]), _kodi_ratings(episode)),
            "uniqueid": (ours.facts.ids, episode["uniqueid"]),
            "director": (_crew(facts["crew"], "Director"), episode["director"]),
            "guests": (_cast(facts["cast"]), [(one["name"], one["role"]) for one in episode["cast"][:1]]),
            "thumb": (True, AssetType.THUMB in episode["art"]),
        },
    )
