"""`lobbycard edit`: a person's word on items, without a screen."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli import commands

FILMS = ("Quiet Harbour (1999)", "The Long Pier (2004)", "Tide (2010)")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A library of three films."""
    for name in FILMS:
        (tmp_path / "films" / name).mkdir(parents=True)
        (tmp_path / "films" / name / f"{name}.mkv").write_bytes(b"\x1a\x45\xdf\xa3" + bytes(5000))
    home = tmp_path / "home"
    assert edit(home, "library", "add", str(tmp_path / "films"), "--kind", "movie", "--automation", "manual") == (0, "")
    assert edit(home, "scan")[0] == 0
    return home


def edit(home: Path, *words: str) -> tuple[int, str]:
    done = commands.run(home, *words, LOBBYCARD_SCAN__PROBE="false")
    return done.returncode, done.stderr


def exported(home: Path) -> dict[str, dict[str, Any]]:
    done = commands.run(home, "export")
    return {row["title"]: row for row in map(json.loads, done.stdout.splitlines())}


def test_what_a_person_writes_is_kept_locked_and_taken_back_as_one(home: Path) -> None:
    before = exported(home)
    words = ("--set", "title=Silent Harbour", "--set", "year=1998", "--set", 'genres=Drama, "Sea, Ships"')
    assert edit(home, "edit", "Quiet Harbour", *words, "--tag", "cult", "--lock", "plot") == (0, "")
    row = exported(home)["Silent Harbour"]
    assert row["year"] == 1998
    assert {"title", "year", "genres", "tags", "plot"} <= set(row["locked"])
    assert edit(home, "edit", "Silent Harbour", "--unlock", "everything")[0] == 0
    assert exported(home)["Silent Harbour"]["locked"] == []
    assert edit(home, "undo")[0] == 0
    assert edit(home, "undo")[0] == 0
    assert exported(home) == before


def test_one_word_for_many_wants_a_yes(home: Path) -> None:
    code, said = edit(home, "edit", "--filter", "year>2000", "--tag", "new")
    assert code == 2
    assert "Change 2 items?" in said
    assert edit(home, "edit", "--filter", "year>2000", "--tag", "new", "--yes") == (0, "")
    done = commands.run(home, "export", "--filter", "tag:new")
    assert len(done.stdout.splitlines()) == 2
    assert edit(home, "edit", "--all", "--untag", "new", "--yes") == (0, "")
    assert commands.run(home, "export", "--filter", "tag:new").stdout == ""


def test_what_is_deleted_comes_back(home: Path) -> None:
    assert edit(home, "edit", "Tide", "--delete", "--no-monitor") == (0, "")
    assert "Tide" not in exported(home)
    assert edit(home, "edit", "--all", "--restore", "--yes") == (0, "")
    assert "Tide" in exported(home)


def test_files_are_deleted_after_a_yes_and_come_back_with_their_item(home: Path) -> None:
    video = home.parent / "films" / "Tide (2010)" / "Tide (2010).mkv"
    refused = commands.run(home, "edit", "Tide", "--delete", "--with-files")
    assert refused.returncode == 2
    assert "Tide (2010)" in refused.stdout
    assert "Delete 1 item, and these files into the recycle bin?" in refused.stderr
    assert video.exists()
    done = commands.run(home, "edit", "Tide", "--delete", "--with-files", "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 file or folder in the recycle bin" in done.stdout
    assert not video.exists()
    assert "Tide" not in exported(home)
    assert edit(home, "undo", "--yes")[0] == 0
    assert video.exists()
    assert "Tide" in exported(home)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("Tide",), "Nothing is to be changed"),
        (("Tide", "--tag", "x", "--with-files"), "goes with --delete"),
        (("--tag", "x"), "No item is meant"),
        (("Tide", "--set", "yaer=1"), "Did you mean year?"),
        (("Tide", "--set", "year"), "FIELD=VALUE"),
        (("Tide", "--set", "year=soon"), "whole number"),
        (("Tide", "--set", "title="), "A title cannot be empty"),
        (("Tide", "--set", "cast=Somebody"), "on the item's page"),
        (("Tide", "--lock", "evrything"), "Did you mean everything?"),
        (("Tide", "--filter", "year>1", "--tag", "x"), "not both"),
        (("--filter", "yeer>1", "--tag", "x"), "yeer"),
        (("Nowhere", "--tag", "x"), "There is no item"),
    ],
)
def test_what_makes_no_sense_changes_nothing_and_is_explained(home: Path, words: tuple[str, ...], said: str) -> None:
    before = exported(home)
    code, told = edit(home, "edit", *words)
    assert code == 2
    assert said in told
    assert exported(home) == before
