"""What a shell does to a program: closed streams, empty variables, folders that are gone, names of nothing."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from lobbycard.model.kinds import LibraryKind
from lobbycard.paths import Paths
from lobbycard.store import libraries
from lobbycard.store.database import Store
from tests.cli.commands import Done, run

pytestmark = pytest.mark.timeout(180)
LOBBYCARD = [sys.executable, "-m", "lobbycard"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with one library, of series."""
    paths = Paths.below(tmp_path / "home")
    paths.make()
    (tmp_path / "Series").mkdir()
    store = Store(f"sqlite:///{paths.database_file}")
    store.write_now(libraries.add, str(tmp_path / "Series"), LibraryKind.TV)
    store.close()
    return tmp_path / "home"


def _shell(home: Path, line: str) -> Done:
    env = os.environ | {"LOBBYCARD_HOME": str(home)}
    return subprocess.run(["sh", "-c", line], env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("words", [("export",), ("--version",)])
def test_closed_streams_change_nothing_but_what_is_said(home: Path, words: tuple[str, ...]) -> None:
    open_ = run(home, *words)
    closed = _shell(home, f"exec {shlex.join([*LOBBYCARD, *words])} <&- >&- 2>&-")
    assert closed.returncode == open_.returncode


def test_another_library_is_never_meant_by_a_name_that_none_has(home: Path) -> None:
    inside = home.parent / "Series"
    for words in (("set", "Serees", "watch=no"), ("remove", "Serees", "--yes")):
        done = run(home, "library", *words, cwd=inside)
        assert done.returncode == 2
        assert "no library “Serees”" in done.stderr
    assert run(home, "library", "set", ".", "watch=no", cwd=inside).returncode == 0
    assert len(run(home, "library", "list", "--json").stdout.splitlines()) == 1


@pytest.mark.parametrize("words", [("library", "add", "", "--kind", "movie"), ("--once", "--path", "")])
def test_an_empty_word_is_not_the_current_folder(home: Path, words: tuple[str, ...]) -> None:
    done = run(home, *words, cwd=home.parent / "Series")
    assert done.returncode == 2, done.stdout
    assert done.stderr.startswith("lobbycard: ")


def test_from_a_folder_that_is_gone_commands_work_or_say_so(home: Path, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    for words, code, said in (("library list", 0, ""), ("library add . --kind tv", 3, "from which this was started")):
        gone.mkdir(exist_ok=True)
        done = _shell(home, f"cd {shlex.quote(str(gone))} && rmdir ../gone && {shlex.join(LOBBYCARD)} {words}")
        assert done.returncode == code, done.stderr
        assert said in done.stderr


def test_a_backup_takes_the_place_of_nothing_but_a_backup(home: Path, tmp_path: Path) -> None:
    film = tmp_path / "film.mkv"
    film.write_bytes(b"a film")
    live = Paths.below(home).database_file
    before = os.stat(live).st_ino
    for wrong in (film, live, tmp_path / "not mounted" / "copy.db", Path("/dev/null")):
        done = run(home, "database", "backup", str(wrong))
        assert done.returncode == 2, done.stdout
        assert done.stderr.startswith("lobbycard: ")
    assert film.read_bytes() == b"a film"
    assert os.stat(live).st_ino == before
    for _ in range(2):
        assert run(home, "database", "backup", str(tmp_path / "copy.db")).returncode == 0
