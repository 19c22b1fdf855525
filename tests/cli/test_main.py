"""What all commands share: wrong words, output that goes nowhere, terminals that know few letters."""

import json
import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from lobbycard.cli.main import COMMANDS
from lobbycard.model.kinds import LibraryKind
from lobbycard.paths import Paths
from lobbycard.store import libraries
from lobbycard.store.database import Store
from tests.cli import commands

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with two libraries, one of them with a name that not every terminal can show."""
    paths = Paths.below(tmp_path / "home")
    paths.make()
    store = Store(f"sqlite:///{paths.database_file}")
    for name, kind in (("Filme für später", LibraryKind.MOVIE), ("Series", LibraryKind.TV)):
        (tmp_path / name).mkdir()
        store.write_now(libraries.add, str(tmp_path / name), kind)
    store.close()
    return tmp_path / "home"


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_that_is_listed_is_there(name: str) -> None:
    module = import_module(f"lobbycard.cli.{name}")
    assert callable(module.run)
    assert callable(module.add_arguments)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("librry", "list"), "Did you mean: lobbycard library"),
        (("zzzz",), "lobbycard --help"),
        (("jobs", "--limit", "0"), "whole number from 1"),
        (("jobs", "list", "4"), "takes no numbers"),
        (("jobs", "cancel", "4"), "There is no job 4"),
        (("jobs", "retry", "٣"), "named by their numbers"),
        (("recycle", "empty", "4"), "takes no numbers"),
        (("recycle", "restore", "9" * 30), "whole number"),
        (("publish", "9" * 30), "There is no item"),
        (("history", "--item", "²"), "There is no item"),
        (("edit", "Pier (²²²²)", "--tag", "x"), "There is no item"),
        (("library", "set", "Series", "foo=1"), "no property “foo”"),
        (("library", "set", "Series", "enabled=none"), "makes no sense for enabled"),
        (("library", "set", "Series", "auto_scan_interval=99999999999999"), "no number of minutes"),
        (("library", "set", "Series", "name=Filme für später"), "cannot be called"),
        (("library", "remove", "Series"), "--yes"),
    ],
)
def test_wrong_words_end_with_two_and_a_sentence(home: Path, words: tuple[str, ...], said: str) -> None:
    done = commands.run(home, *words)
    assert done.returncode == 2, done.stderr
    assert said in done.stderr


def test_a_library_cannot_be_moved_into_another(home: Path) -> None:
    inside = home.parent / "Filme für später" / "Series"
    inside.mkdir()
    done = commands.run(home, "library", "set", "Series", f"path={inside}")
    assert done.returncode == 2
    assert "lies inside" in done.stderr


def _printing(encoding: str, home: Path, *words: str) -> "subprocess.CompletedProcess[bytes]":
    env = os.environ | {"LOBBYCARD_HOME": str(home), "PYTHONIOENCODING": encoding}
    return subprocess.run([sys.executable, "-m", "lobbycard", *words], env=env, capture_output=True, check=False)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_what_a_terminal_cannot_show_is_escaped_and_json_stays_json(home: Path, encoding: str) -> None:
    done = _printing(encoding, home, "library", "list", "--json")
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.decode(encoding).splitlines()]
    assert {row["name"] for row in rows} == {"Filme für später", "Series"}
    refused = _printing(encoding, home, "library", "remove", "nothing")
    assert refused.returncode == 2
    assert b"nothing" in refused.stderr


def test_no_name_of_a_file_commands_the_terminal(home: Path) -> None:
    for name in ("Red \x1b[2J\x1b]0;mine\x07 (1999)", "Next \u009b2J (2001)", "Turned \u202egnp (2002)"):
        film = home.parent / "Filme für später" / name / f"{name}.mkv"
        film.parent.mkdir()
        film.write_bytes(b"no video")
    scanned = commands.run(home, "scan")
    printed = scanned.stdout + scanned.stderr
    for words in (("export",), ("export", "--format", "csv"), ("jobs",), ("history",), ("explain", str(film))):
        done = commands.run(home, *words)
        assert done.returncode == 0, done.stderr
        printed += done.stdout + done.stderr
    assert "Turned" in printed
    assert re.findall("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e]", printed) == []
    rows = [json.loads(line) for line in commands.run(home, "export").stdout.splitlines()]
    assert "Next \u009b2J (2001)" in {row["folder"] for row in rows}


def test_output_that_nobody_reads_is_no_failure(home: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    env = os.environ | {"LOBBYCARD_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-m", "lobbycard", "config", "example"],
        env=env,
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writer)
    assert done.returncode == 0
    assert done.stderr == b""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has a full device")
def test_output_that_finds_no_room_is_told(home: Path) -> None:
    env = os.environ | {"LOBBYCARD_HOME": str(home)}
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "lobbycard", "library"], env=env, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 3
    assert b"No space left" in done.stderr
    assert b"Traceback" not in done.stderr
