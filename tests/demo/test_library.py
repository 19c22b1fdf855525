"""The scratch library is complete, small, the same each time, and its videos are videos."""

import hashlib
import os
from pathlib import Path

import av
import pytest

from lobbycard.demo import library, plan
from lobbycard.demo.catalogue import catalogue
from lobbycard.errors import FileError

_VIDEOS = (b".mkv", b".mp4", b".avi", b".m2ts", b".VOB")
_NOT_VIDEOS = {b"Sabotage (1936).mkv", b"interrupted download.mkv"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> library.DemoLibrary:
    return library.build(tmp_path_factory.mktemp("demo"))


def _files(folder: Path) -> list[bytes]:
    return sorted(os.path.join(here, name) for here, _, names in os.walk(os.fsencode(folder)) for name in names)


def _digest(folder: Path) -> dict[bytes, str]:
    base = os.fsencode(folder)
    return {
        path[len(base) :]: hashlib.sha256(Path(os.fsdecode(path)).read_bytes()).hexdigest() for path in _files(folder)
    }


def test_every_video_opens_and_decodes(built: library.DemoLibrary) -> None:
    videos = [path for path in _files(built.movies.parent) if path.endswith(_VIDEOS)]
    assert len(videos) > 100
    for path in videos:
        if os.path.basename(path) in _NOT_VIDEOS:
            continue
        with open(path, "rb") as file, av.open(file, "r") as container:
            assert next(container.decode(video=0)).width >= 640, path


def test_streams_tell_what_the_names_promise(built: library.DemoLibrary) -> None:
    folder = built.movies / "McLintock! (1963)"
    with av.open(str(folder / "McLintock.1963.2160p.UHD.BluRay.x265.HDR10.EAC3-DEMO.mkv")) as container:
        video = container.streams.video[0]
        assert (video.codec_context.name, video.width, video.codec_context.color_trc) == ("hevc", 3840, 16)
        assert [stream.language for stream in container.streams.audio] == ["eng", "ger", "spa"]
        assert [stream.language for stream in container.streams.subtitles] == ["eng", "ger", "spa"]
        assert container.duration is not None
        assert abs(container.duration / 60e6 - catalogue().films["mclintock-1963"].runtime) < 1


def test_it_is_the_same_each_time_and_small(built: library.DemoLibrary, tmp_path: Path) -> None:
    again = library.build(tmp_path / "again")
    assert _digest(again.movies.parent) == _digest(built.movies.parent)
    assert sum(os.path.getsize(path) for path in _files(built.movies.parent)) < 30_000_000


def test_building_twice_into_one_folder_changes_nothing(tmp_path: Path) -> None:
    first = library.build(tmp_path)
    before = _digest(tmp_path)
    assert library.build(tmp_path) == first
    assert _digest(tmp_path) == before


def test_the_usual_trouble_is_there(built: library.DemoLibrary) -> None:
    names = {os.path.basename(path) for path in _files(built.movies)}
    assert {b"poster.png", b"Dr. Jekyll and Mr. Hyde.mkv", b"Detour.mkv", b"Charade (1936).mkv"} <= names
    assert os.path.getsize(built.movies / "Sabotage (1936)" / "Sabotage (1936).mkv") == 0
    assert (
        not (built.movies / "Nanook of the North (1922)" / "movie.nfo").read_text("utf-8").rstrip().endswith("</movie>")
    )


def test_every_film_of_the_catalogue_but_the_traps_has_a_file() -> None:
    slugs = {row.slug for row in plan.films()}
    assert set(catalogue().films) - slugs == {"dr-jekyll-and-mr-hyde-1920-haydon", "the-39-steps-1959"}
    assert set(plan.SERIES_NAMES) == set(catalogue().series)


def test_progress_is_told_to_the_end(tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    library.build(tmp_path, lambda done, of, name: told.append((done, of, name)))
    assert [done for done, _, _ in told] == list(range(len(told)))
    assert told[-1][0] == told[-1][1]
    assert told[0][2] == "Metropolis"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "Films").write_text("a file in the way")
    with pytest.raises(FileError, match="could not be written"):
        library.build(tmp_path)


def test_disturbing_changes_removes_and_rewrites(built: library.DemoLibrary, tmp_path: Path) -> None:
    own = library.build(tmp_path)
    touched = library.disturb(own)
    assert len(touched) == 3
    before, after = _digest(built.movies), _digest(own.movies)
    assert len(before.keys() - after.keys()) == 1
    assert len([path for path in after if after[path] != before[path]]) == 2
