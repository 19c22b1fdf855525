"""`lobbycard explain` and `lobbycard unknown` from outside."""

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.cli import commands


class Program:
    """The program with a small shelf."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.shelf = folder / "shelf"

    def run(self, *words: str, code: int = 0) -> str:
        """Run a command; gives what it printed."""
        done = commands.run(self.home, *words, LOBBYCARD_SCAN__PROBE="false")
        assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
        return done.stdout + done.stderr

    def explain(self, path: str, code: int = 0) -> dict[str, Any]:
        """What one file is taken for."""
        told: dict[str, Any] = json.loads(self.run("explain", "--json", str(self.shelf / path), code=code))
        return told

    def unknown(self) -> list[str]:
        """The names of the unknown files."""
        lines = self.run("unknown", "list", "--json").splitlines()
        return sorted(os.path.basename(json.loads(line)["path"]) for line in lines)


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """A library of one film and a few odd files."""
    program = Program(tmp_path)
    film = program.shelf / "Quiet Harbour (1999)"
    film.mkdir(parents=True)
    picture = io.BytesIO()
    Image.new("RGB", (400, 600), "teal").save(picture, "PNG")
    for name, content in {
        "Quiet Harbour (1999).mkv": b"film",
        "Quiet Harbour (1999).de.forced.srt": b"text",
        "poster.jpg": b"p",
        "odd.xyz": b"?",
        "odder.xyz": b"??",
        "strange picture.png": picture.getvalue(),
        ".hidden.mkv": b"h",
    }.items():
        (film / name).write_bytes(content)
    (program.shelf / "Closed").mkdir()
    (program.shelf / "Closed" / ".nomedia").touch()
    (program.shelf / "Closed" / "Fog (1995).mkv").write_bytes(b"fog")
    program.run("library", "add", str(program.shelf), "--kind", "movie", "--automation", "manual")
    return program


def test_files_are_explained_before_and_after_a_scan(program: Program) -> None:
    video = program.explain("Quiet Harbour (1999)/Quiet Harbour (1999).mkv")
    assert (video["state"], video["role"], video["unit"]) == ("new", "main", "Quiet Harbour (1999)")
    assert (video["items"][0]["title"], video["items"][0]["year"]) == ("Quiet Harbour", 1999)
    assert video["why"]
    assert video["name"]["title"] == "Quiet Harbour"
    subtitle = program.explain("Quiet Harbour (1999)/Quiet Harbour (1999).de.forced.srt")
    assert (subtitle["role"], subtitle["details"]["language"], subtitle["details"]["forced"]) == (
        "subtitle",
        "de",
        True,
    )
    assert subtitle["video"].endswith(".mkv")
    program.run("--once")
    video = program.explain("Quiet Harbour (1999)/Quiet Harbour (1999).mkv")
    assert (video["state"], video["items"][0]["id"]) == ("known", 1)


def test_what_is_left_out_says_why(program: Program) -> None:
    assert program.explain("Quiet Harbour (1999)/.hidden.mkv")["why"] == ["hidden"]
    closed = program.explain("Closed/Fog (1995).mkv")
    assert closed["state"] == "ignored"
    assert ".nomedia" in closed["why"][0]
    assert program.explain("Quiet Harbour (1999)/odd.xyz")["state"] == "unknown"
    assert program.explain("nowhere.mkv", code=1)["state"] == "nothing"
    assert program.explain("/etc/hostname", code=1)["state"] == "outside"
    text = program.run("explain", str(program.shelf / "Quiet Harbour (1999)"))
    assert "main" in text
    assert "movie: Quiet Harbour (1999)" in text


def test_an_unknown_file_is_assigned_and_stays_so_until_undone(program: Program) -> None:
    program.run("--once", code=0)
    assert program.unknown() == ["odd.xyz", "odder.xyz", "strange picture.png"]
    path = str(program.shelf / "Quiet Harbour (1999)" / "strange picture.png")
    program.run("unknown", "assign", path, "1", "nonsense", code=2)
    batch = json.loads(program.run("unknown", "assign", path, "Quiet Harbour", "fanart", "--json"))["batch"]
    assert program.unknown() == ["odd.xyz", "odder.xyz"]
    program.run("scan", "--full")
    assert program.unknown() == ["odd.xyz", "odder.xyz"]
    (line,) = program.run("export", "--format", "jsonl").splitlines()
    item = json.loads(line)
    assert len(item["artwork"]["fanart"]) == 1
    assert "artwork.fanart" in item["locked"]
    assert program.explain("Quiet Harbour (1999)/strange picture.png")["why"] == ["You said so."]
    program.run("undo", batch, "--yes")
    program.run("scan", "--full")
    assert program.unknown() == ["odd.xyz", "odder.xyz", "strange picture.png"]


def test_an_unknown_video_becomes_a_version(program: Program) -> None:
    other = program.shelf / "Quiet Harbour (1999)" / "odd.xyz"
    program.run("--once")
    program.run("unknown", "assign", str(other), "1", "video")
    program.run("scan", "--full")
    (line,) = program.run("export", "--format", "jsonl").splitlines()
    assert [os.path.basename(file["path"]) for file in json.loads(line)["files"]] == [
        "Quiet Harbour (1999).mkv",
        "odd.xyz",
    ]


def test_a_pattern_takes_files_out_of_the_list_and_an_undo_brings_them_back(program: Program) -> None:
    program.run("--once")
    batch = json.loads(program.run("unknown", "ignore", "*.xyz", "--json"))["batch"]
    assert program.unknown() == ["strange picture.png"]
    program.run("scan", "--full")
    assert program.unknown() == ["strange picture.png"]
    assert program.explain("Quiet Harbour (1999)/odd.xyz")["state"] == "ignored"
    program.run("undo", batch, "--yes")
    program.run("scan", "--full")
    assert program.unknown() == ["odd.xyz", "odder.xyz", "strange picture.png"]


def test_a_recycled_file_is_in_the_bin_and_comes_back(program: Program) -> None:
    program.run("--once")
    path = program.shelf / "Quiet Harbour (1999)" / "odd.xyz"
    batch = json.loads(program.run("unknown", "recycle", str(path), "--json"))["batch"]
    assert not path.exists()
    assert program.unknown() == ["odder.xyz", "strange picture.png"]
    program.run("undo", batch, "--yes")
    assert path.read_bytes() == b"?"
    program.run("scan", "--full")
    assert program.unknown() == ["odd.xyz", "odder.xyz", "strange picture.png"]


def test_a_sidecar_in_a_folder_of_many_films_is_told_with_the_film_of_its_video(program: Program) -> None:
    for name in ("Up (2009).mkv", "Her (2013).mkv", "Her (2013).default.es.srt"):
        target = program.shelf / "Mixed" / name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(name.encode())
    told = program.explain("Mixed/Her (2013).default.es.srt")
    assert [(item["title"], item["year"]) for item in told["items"]] == [("Her", 2013)]
    assert (told["details"]["language"], told["details"]["is_default"]) == ("es", True)


def test_an_empty_video_is_named_by_the_scan_and_by_explain(program: Program) -> None:
    empty = program.shelf / "Nothing (2003)" / "Nothing (2003).mkv"
    empty.parent.mkdir()
    empty.touch()
    reasons = [failed["reason"] for failed in json.loads(program.run("scan", "--json", code=1))["failed"]]
    assert reasons == ["Nothing (2003)/Nothing (2003).mkv: an empty video."]
    told = program.explain("Nothing (2003)/Nothing (2003).mkv")
    assert (told["state"], told["why"]) == ("ignored", ["Nothing (2003)/Nothing (2003).mkv: an empty video."])


def test_a_table_of_items_has_empty_cells_where_nothing_is_known(program: Program) -> None:
    program.run("scan")
    head, row = list(csv.reader(io.StringIO(program.run("export", "--format", "csv"))))
    film = dict(zip(head, row, strict=True))
    assert (film["title"], film["year"], film["season"], film["streams"]) == (
        "Quiet Harbour",
        "1999",
        "",
        "de forced external",
    )


def test_what_gives_nothing_says_why(program: Program) -> None:
    (program.shelf / "Nested" / "Deep").mkdir(parents=True)
    assert "name one of them: Deep." in program.run("explain", str(program.shelf / "Nested"), code=1)
    assert "is empty" in program.run("explain", str(program.shelf / "Nested" / "Deep"), code=1)
    assert "no property “foo”" in program.run("export", "--filter", "foo:bar")
    assert "There is no property" not in program.run("export", "--filter", "foo")
    assert "Everything is identified." in program.run("identify", "--matches")


def test_a_link_to_itself_is_explained_among_the_others(program: Program) -> None:
    folder = program.shelf / "Odd Links (2001)"
    folder.mkdir()
    (folder / "Odd Links (2001).mkv").write_bytes(b"film")
    (folder / "inner").mkdir()
    for name in ("self.mkv", "gone.nfo", "pipe.srt"):
        os.mkfifo(folder / name) if name == "pipe.srt" else os.symlink(name, folder / name)
    told = [json.loads(line) for line in program.run("explain", "--json", str(folder)).splitlines()]
    assert [os.path.basename(one["path"]) for one in told] == [
        "Odd Links (2001).mkv",
        "gone.nfo",
        "pipe.srt",
        "self.mkv",
    ]
    assert all(one["why"] for one in told)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_folder_that_may_not_be_read_is_told_among_the_others(program: Program) -> None:
    closed = program.shelf / "Closed (2001)"
    closed.mkdir(mode=0)
    (program.shelf / "Open (2002)").mkdir()
    (program.shelf / "Open (2002)" / "film.mkv").write_bytes(b"film")
    told = program.run("explain", str(closed), str(program.shelf / "Open (2002)"), code=1)
    assert "Closed (2001): the folder cannot be read" in told
    assert "film.mkv" in told
