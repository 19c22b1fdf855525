"""Which known folders are as they were: alone, with a second process, and when that one dies."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lobbycard.model.found import Stamp
from lobbycard.scan import intact, mounts, walk, workers
from lobbycard.scan.mounts import Mount

ALONE = 1_000_000
HOUR = 3_600_000_000_000


def known(root: Path) -> list[Stamp]:
    """All folders, as if they had been quiet for an hour when they were listed."""
    return [
        Stamp(one.path, one.path, *one.stamp[:4], one.stamp.listed_ns + HOUR, one.fingerprint())
        for one in walk.walk(str(root))
        if one.stamp is not None
    ]


def told(root: Path, stamps: list[Stamp], worth: int = ALONE) -> dict[str, int]:
    found: dict[str, int] = {}
    for portion in intact.counts(str(root), stamps, worth=worth):
        found |= portion
    return found


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A library of more folders than are told of at once."""
    for number in range(700):
        folder = tmp_path / f"Film {number:03} (2001)"
        folder.mkdir()
        (folder / "film.mkv").write_bytes(b"1")
    (tmp_path / "Film 300 (2001)" / "Extras").mkdir()
    (tmp_path / "Film 300 (2001)" / "Extras" / os.fsdecode(b"m\xff.mkv")).write_bytes(b"2")
    return tmp_path


@pytest.mark.parametrize("worth", [ALONE, 1])
def test_where_nothing_differs_every_folder_is_told_with_its_files(shelf: Path, worth: int) -> None:
    found = told(shelf, known(shelf), worth)
    assert len(found) == 702
    assert sum(found.values()) == 701
    assert found["Film 300 (2001)/Extras"] == 1


@pytest.mark.parametrize("worth", [ALONE, 1])
@pytest.mark.parametrize("folder", ["Film 000 (2001)", "Film 350 (2001)", "Film 699 (2001)"])
def test_a_folder_in_which_something_differs_is_not_told(shelf: Path, worth: int, folder: str) -> None:
    stamps = known(shelf)
    (shelf / folder / "film.mkv").write_bytes(b"longer")
    assert {stamp.path for stamp in stamps} - told(shelf, stamps, worth).keys() == {folder}


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "link").symlink_to("film.mkv"),
        lambda folder: (folder / ".ignore").write_text("*.mkv"),
        lambda folder: (folder / "New").mkdir(),
        lambda folder: os.mkfifo(folder / "pipe"),
    ],
)
@pytest.mark.parametrize("worth", [ALONE, 1])
def test_a_folder_that_needs_a_closer_look_is_never_told(
    shelf: Path, worth: int, change: Callable[[Path], object]
) -> None:
    change(shelf / "Film 500 (2001)")
    stamps = [stamp for stamp in known(shelf) if not stamp.path.endswith("New")]
    assert {stamp.path for stamp in stamps} - told(shelf, stamps, worth).keys() == {"Film 500 (2001)"}


@pytest.mark.parametrize("gone", ["Film 699 (2001)", ""])
def test_what_is_not_there_is_not_told(shelf: Path, gone: str) -> None:
    stamps = known(shelf)
    (shelf / gone).rename(shelf.with_name(f"{shelf.name} elsewhere"))
    assert gone not in told(shelf, stamps, 1)


def test_an_ignore_file_in_the_library_counts_everywhere(shelf: Path) -> None:
    (shelf / ".plexignore").write_text("*.mkv\n")
    assert told(shelf, known(shelf)) == {}


def test_a_network_mount_is_left_to_the_walk(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mounts, "of", lambda path, table: Mount("/", "nfs4"))
    assert told(shelf, known(shelf)) == {}


@pytest.mark.parametrize(
    "program", ["pass", "import sys; sys.stdin.buffer.read()", "import sys; sys.stdout.write('odd')"]
)
def test_when_the_second_process_dies_the_first_goes_on_to_the_end(
    shelf: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    def start(module: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    monkeypatch.setattr(workers, "start", start)
    assert len(told(shelf, known(shelf), 1)) == 702


def test_where_no_process_can_be_started_one_does_it_all(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def start(module: str) -> "subprocess.Popen[bytes]":
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(workers, "start", start)
    assert len(told(shelf, known(shelf), 1)) == 702


def test_who_stops_listening_leaves_no_process_behind(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    start = workers.start

    def kept(module: str) -> "subprocess.Popen[bytes]":
        started.append(start(module))
        return started[-1]

    monkeypatch.setattr(workers, "start", kept)
    portions = intact.counts(str(shelf), known(shelf), worth=1)
    next(portions)
    portions.close()  # type: ignore[attr-defined]  # a generator, told as an iterator
    assert started[0].returncode is not None
