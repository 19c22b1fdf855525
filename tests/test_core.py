"""The open program: two processes on one database, an orderly end, what it does not load, what it never tells."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from sqlmodel import Session

from lobbycard.config import Settings
from lobbycard.core import Core
from lobbycard.events import Changed, Event, Topic
from lobbycard.model.item import Item
from lobbycard.model.kinds import Automation, ItemKind, JobStatus, LibraryKind
from lobbycard.paths import Paths
from lobbycard.store import fields, history, items, jobs, libraries
from lobbycard.store.items import ListQuery
from lobbycard.tasks.scan_library import ScanLibrary

SECRET = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def films(tmp_path: Path) -> Path:
    """A small library: three films as anybody names them."""
    folder = tmp_path / "films"
    for name in ("Metropolis (1927)", "Nosferatu (1922)", "The General (1926)"):
        (folder / name).mkdir(parents=True)
        (folder / name / f"{name}.mkv").write_bytes(b"\x1a\x45\xdf\xa3" + bytes(2000))
    return folder


def run(home: Path, *arguments: str, **env: str) -> "subprocess.CompletedProcess[str]":
    """A command in a process of its own."""
    environment = os.environ | {"LOBBYCARD_HOME": str(home), "LOBBYCARD_SCAN__PROBE": "false"} | env
    return subprocess.run(
        [sys.executable, "-m", "lobbycard", *arguments],
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
        check=False,
    )


async def test_another_process_scans_while_the_program_is_open(tmp_path: Path, films: Path) -> None:
    home = tmp_path / "home"
    assert run(home, "library", "add", str(films), "--kind", "movie", "--automation", "manual").returncode == 0
    core = Core(Settings(), Paths.below(home))
    heard: list[Event] = []
    core.events.connect(heard.append)
    await core.start(work=False)
    try:
        done = await asyncio.to_thread(run, home, "--once", "--json")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["added"] == 3
        for _ in range(40):
            if any(isinstance(event, Changed) and event.about(Topic.ITEM) for event in heard):
                break
            await asyncio.sleep(0.1)
        else:
            pytest.fail("the open program did not hear of it")
        assert await core.store.read(items.count, ListQuery()) == 3
    finally:
        await core.close()


async def test_what_another_process_asks_for_is_done_without_looking_at_the_queue_again_and_again(
    tmp_path: Path, films: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lobbycard.core.LOOK_ANYWAY", 3600.0)
    paths = Paths.below(tmp_path / "home")
    core = Core(Settings(), paths)
    await core.start()
    other = Core(Settings(), paths)
    try:
        library = await core.store.write(libraries.add, str(films), LibraryKind.MOVIE, automation=Automation.MANUAL)
        await other.enqueue(ScanLibrary(library_id=library.id))
        while await core.store.read(items.count, ListQuery()) < 3:
            await asyncio.sleep(0.05)
    finally:
        await other.close()
        await core.close()


async def test_closing_hands_back_what_runs_and_opening_goes_on(tmp_path: Path, films: Path) -> None:
    paths = Paths.below(tmp_path / "home")
    core = Core(Settings(), paths)
    await core.start(work=False)
    library = await core.store.write(libraries.add, str(films), LibraryKind.MOVIE, automation=Automation.MANUAL)
    await core.enqueue(ScanLibrary(library_id=library.id))
    await core.close()
    again = Core(Settings.model_validate({"scan": {"probe": False}}), paths)
    await again.start()
    try:
        await again.idle()
        assert (await again.store.read(jobs.counts))[JobStatus.COMPLETED] >= 1
        assert await again.store.read(items.count, ListQuery()) == 3
    finally:
        await again.close()


def test_a_command_loads_no_screens(tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv[1:] = ['library']; from lobbycard.__main__ import main; main(); "
        "print([name for name in ('textual', 'PIL', 'httpx', 'lxml', 'av', 'numpy') if name in sys.modules])"
    )
    environment = os.environ | {"LOBBYCARD_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_version_loads_nothing(tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv[1:] = ['--version']; from lobbycard.__main__ import main; main(); "
        "print([name for name in ('argparse', 'pydantic', 'sqlmodel', 'textual') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_without_a_terminal_the_screens_are_refused_with_a_hint(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.returncode == 2
    assert "--once" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("library", "add", "/no/such/folder", "--kind", "movie"), "is not there"),
        (("library", "add", __file__, "--kind", "movie"), "is a file"),
        (("--once",), "no library yet"),
        (("--json",), "goes with --once"),
        (("jobs", "cancel"), "Which jobs"),
        (("export", "--library", "Nowhere"), "no library"),
    ],
)
def test_wrong_use_is_told_and_ends_with_two(tmp_path: Path, arguments: tuple[str, ...], part: str) -> None:
    done = run(tmp_path, *arguments)
    assert done.returncode == 2
    assert part in done.stderr
    assert "Traceback" not in done.stderr


def test_a_library_is_added_once_and_not_inside_another(tmp_path: Path, films: Path) -> None:
    home = tmp_path / "home"
    assert run(home, "library", "add", str(films), "--kind", "movie").returncode == 0
    twice = run(home, "library", "add", str(films), "--kind", "movie")
    assert twice.returncode == 2
    assert "already" in twice.stderr
    inside = run(home, "library", "add", str(films / "Metropolis (1927)"), "--kind", "movie")
    assert inside.returncode == 2
    assert "lies inside" in inside.stderr
    around = run(home, "library", "add", str(tmp_path), "--kind", "movie")
    assert around.returncode == 2
    assert "contains" in around.stderr


async def test_what_was_chosen_in_a_removed_library_stays_in_a_copy(tmp_path: Path, films: Path) -> None:
    home = tmp_path / "home"
    core = Core(Settings(), Paths.below(home))
    await core.start(work=False)
    library = await core.store.write(libraries.add, str(films), LibraryKind.MOVIE)
    item_id = await core.store.write(_one_film, library.id)
    await core.store.write(fields.edit, item_id, {"title": "My own title"}, history.by_user())
    assert await core.store.read(libraries.holdings, library.id) == (1, 1, 0)
    await core.close()

    asked = run(home, "library", "remove", "films")
    assert asked.returncode == 2, "without a terminal nobody says yes"
    assert "1 item, 1 lock" in asked.stderr
    done = run(home, "library", "remove", "films", "--yes")
    assert done.returncode == 0, done.stderr
    (copy,) = Paths.below(home).backup_dir.glob("before-removing-films-*.db")
    assert str(copy) in done.stdout
    assert "no library" in json.loads(run(home, "--once", "--json").stdout)["error"]
    os.replace(copy, Paths.below(home).database_file)
    assert "My own title" in run(home, "export").stdout


def _one_film(session: Session, library_id: int) -> int:
    item = Item(kind=ItemKind.MOVIE, title="Metropolis", library_id=library_id)
    session.add(item)
    session.flush()
    return item.id


def test_a_wrong_setting_ends_with_two_and_names_it(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text("[general]\nlangage = ['en']\n")
    done = run(tmp_path, "library")
    assert done.returncode == 2
    assert "langage" in done.stderr
    assert "language" in done.stderr
    assert "2" in done.stderr


def test_a_database_from_the_future_ends_with_three(tmp_path: Path) -> None:
    assert run(tmp_path, "library").returncode == 0
    import sqlite3

    connection = sqlite3.connect(tmp_path / "data" / "lobbycard.db")
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    done = run(tmp_path, "library")
    assert done.returncode == 3
    assert "newer" in done.stderr


def test_no_permission_for_the_data_folder_is_told(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("a file where the folder should be")
    done = run(home, "library")
    assert done.returncode in {1, 2, 3}
    assert "Traceback" not in done.stderr
    assert str(home) in done.stderr


def test_a_library_that_is_offline_changes_nothing_and_ends_with_three(tmp_path: Path, films: Path) -> None:
    home = tmp_path / "home"
    run(home, "library", "add", str(films), "--kind", "movie", "--automation", "manual")
    assert run(home, "--once").returncode == 0
    films.rename(tmp_path / "unplugged")
    done = run(home, "--once")
    assert done.returncode == 3
    assert "reached" in done.stderr
    (tmp_path / "unplugged").rename(films)
    again = json.loads(run(home, "--once", "--json").stdout)
    assert (again["missing"], again["items"]["movie"]) == (0, 3)


def test_an_interrupted_run_ends_cleanly_and_can_be_repeated(tmp_path: Path, films: Path) -> None:
    home = tmp_path / "home"
    run(home, "library", "add", str(films), "--kind", "movie", "--automation", "manual")
    environment = os.environ | {"LOBBYCARD_HOME": str(home), "LOBBYCARD_SCAN__PROBE": "false"}
    for number in (signal.SIGINT, signal.SIGTERM):
        process = subprocess.Popen(
            [sys.executable, "-m", "lobbycard", "worker"], env=environment, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert "Working" in process.stdout.readline()
        process.send_signal(number)
        assert process.wait(timeout=20) == 130
        process.stdout.close()
    assert json.loads(run(home, "--once", "--json").stdout)["items"]["movie"] == 3


class TellTale(BaseHTTPRequestHandler):
    """A provider that refuses a key, and repeats it in what it says."""

    def do_GET(self) -> None:
        said = json.dumps({"status_message": f"Invalid: {self.path} {self.headers}"}).encode()
        self.send_response(401)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name for it
        del format, args


@pytest.fixture
def tell_tale() -> Iterator[str]:
    """The address of such a provider."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), TellTale)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/3"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_secret_is_nowhere_but_in_its_file(tmp_path: Path, films: Path, tell_tale: str) -> None:
    home = tmp_path / "home"
    key = {"LOBBYCARD_PROVIDERS__TMDB__API_KEY": SECRET, "LOBBYCARD_PROVIDERS__TMDB__BASE_URL": tell_tale}
    said = [
        run(home, "library", "add", str(films), "--kind", "movie", "--automation", "yolo", **key),
        run(home, "config", "show", "--all", **key),
        run(home, "scan", **key),
        run(home, "jobs", "--json", **key),
    ]
    assert "refused" in said[-1].stdout, "the provider was asked"
    for done in said:
        assert SECRET not in done.stdout + done.stderr
    for file in home.rglob("*"):
        if file.is_file():
            assert SECRET.encode() not in file.read_bytes(), file


def test_the_database_survives_a_kill_at_any_moment(tmp_path: Path, films: Path) -> None:
    home = tmp_path / "home"
    run(home, "library", "add", str(films), "--kind", "movie", "--automation", "manual")
    environment = os.environ | {"LOBBYCARD_HOME": str(home), "LOBBYCARD_SCAN__PROBE": "false"}
    for delay in (0.3, 0.5, 0.7, 0.9):
        process = subprocess.Popen([sys.executable, "-m", "lobbycard", "--once"], env=environment)
        time.sleep(delay)
        process.kill()
        process.wait()
    done = run(home, "--once", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["items"]["movie"] == 3
