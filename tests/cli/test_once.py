"""`lobbycard --once` and its friends from outside: exit codes, what is printed, what is left behind."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.cli import commands


class Program:
    """The program with a home and a shelf of its own."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.shelf = folder / "shelf"

    def run(self, *words: str) -> commands.Done:
        """Run a command to its end."""
        return commands.run(self.home, *words, LOBBYCARD_SCAN__PROBE="false")

    def start(self) -> "subprocess.Popen[bytes]":
        """Start `lobbycard --once`, a process to be interrupted."""
        environment = os.environ | {"LOBBYCARD_HOME": str(self.home), "LOBBYCARD_SCAN__PROBE": "false"}
        command = [sys.executable, "-m", "lobbycard", "--once"]
        return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def json(self, *words: str, code: int = 0) -> dict[str, Any]:
        """The JSON object that a command prints."""
        done = self.run(*words, "--json")
        assert done.returncode == code, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def film(self, name: str) -> Path:
        """A film in a folder of its own."""
        path = self.shelf / name / f"{name}.mkv"
        path.parent.mkdir(parents=True)
        path.write_bytes(os.urandom(200))
        return path

    def add(self) -> None:
        """Make the shelf a library."""
        self.shelf.mkdir(parents=True, exist_ok=True)
        done = self.run("library", "add", str(self.shelf), "--kind", "movie", "--automation", "manual")
        assert done.returncode == 0, done.stderr


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """A program that has never run."""
    return Program(tmp_path)


def test_it_says_what_changed_and_then_that_nothing_did(program: Program) -> None:
    program.film("Quiet Harbour (1999)")
    program.film("The Long Pier (2004)")
    program.add()
    first = program.json("--once")
    assert {first[name] for name in ("changed", "moved", "missing", "back", "held", "unknown")} == {0}
    assert (first["added"], first["failed"], first["items"]) == (2, [], {"movie": 2})
    assert first["libraries"].keys() == {"shelf"}
    assert first["jobs"]["ScanLibrary"]["count"] == 1
    assert first["gaps"]
    assert program.json("--once")["added"] == 0
    os.rename(program.shelf / "Quiet Harbour (1999)", program.shelf / "Calm Harbour (1999)")
    shutil.rmtree(program.shelf / "The Long Pier (2004)")
    third = program.json("--once")
    assert (third["added"], third["moved"], third["missing"]) == (0, 1, 1)


def test_plain_lines_are_few(program: Program) -> None:
    program.film("Quiet Harbour (1999)")
    program.add()
    done = program.run("--once")
    assert done.returncode == 0
    assert "1 new" in done.stdout
    assert len(done.stdout.splitlines()) == 2


def test_films_without_a_provider_of_films_are_told(program: Program) -> None:
    program.film("Quiet Harbour (1999)")
    program.film("The Long Pier (2004)")
    program.add()
    assert program.run("library", "set", "shelf", "automation=hybrid").returncode == 0
    done = program.run("--once")
    assert done.returncode == 0, done.stderr
    assert "2 not identified. Nobody can be asked: TMDB and TheTVDB without a key." in done.stdout
    ((why, count),) = program.json("--once")["unasked"].items()
    assert (count, "TMDB" in why) == (2, True)


def test_a_paused_queue_is_told_and_not_waited_for(program: Program) -> None:
    program.film("Quiet Harbour (1999)")
    program.add()
    assert program.run("jobs", "pause").returncode == 0
    done = program.run("--once")
    assert done.returncode == 3
    assert "jobs resume" in done.stderr
    assert program.run("jobs", "resume").returncode == 0
    assert program.json("--once")["added"] == 1


def test_without_a_library_it_says_how_to_add_one(program: Program) -> None:
    done = program.run("--once")
    assert done.returncode == 2
    assert "library add" in done.stderr


def test_what_kept_it_from_running_is_an_object_too(program: Program) -> None:
    for words in (("--once",), ("--once", "--dry-run"), ("scan",)):
        assert "library add" in program.json(*words, code=2)["hint"]
    program.film("Quiet Harbour (1999)")
    program.add()
    os.rename(program.shelf, program.shelf.with_name("away"))
    for words in (("--once",), ("--once", "--dry-run"), ("scan",)):
        report = program.json(*words, code=3)
        assert "could be reached" in report["error"]
    assert report["unreachable"] == ["shelf"]


def test_a_full_disk_under_what_is_printed_is_told_once(program: Program) -> None:
    program.film("Quiet Harbour (1999)")
    program.add()
    command = f"exec {sys.executable} -m lobbycard --once --json > /dev/full"
    environment = os.environ | {"LOBBYCARD_HOME": str(program.home), "LOBBYCARD_SCAN__PROBE": "false"}
    done = subprocess.run(["bash", "-c", command], env=environment, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 3
    assert done.stderr == "lobbycard: What was printed could not be read or written: No space left on device.\n"


def test_without_hang_ups_it_outlives_its_terminal(program: Program) -> None:
    for number in range(300):
        program.film(f"Film {number} ({1920 + number % 90})")
    program.add()
    handled = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does; what is started inherits it
    try:
        process = program.start()
    finally:
        signal.signal(signal.SIGHUP, handled)
    _wait_until_it_listens(process)
    process.send_signal(signal.SIGHUP)
    process.communicate(timeout=120)
    assert process.returncode == 0


def test_when_no_library_is_there_it_could_not_run(program: Program) -> None:
    program.film("Quiet Harbour (1999)")
    program.add()
    assert program.run("--once").returncode == 0
    os.rename(program.shelf, program.shelf.with_name("away"))
    done = program.run("--once")
    assert done.returncode == 3
    assert "could be reached" in done.stderr
    os.rename(program.shelf.with_name("away"), program.shelf)
    report = program.json("--once")
    assert (report["missing"], report["items"]) == (0, {"movie": 1})


def test_what_cannot_be_read_is_named_and_the_rest_is_done(program: Program) -> None:
    program.film("Quiet Harbour (1999)")
    (program.shelf / "Broken (2001)").mkdir()
    (program.shelf / "Broken (2001)" / "Broken (2001).mkv").symlink_to("nowhere.mkv")
    program.add()
    report = program.json("--once", code=1)
    assert report["added"] == 1
    (failure,) = report["failed"]
    assert "Broken (2001).mkv" in failure["reason"]
    assert "link to nothing" in failure["reason"]


def test_the_summary_counts_what_failed_and_says_why_once(program: Program) -> None:
    program.film("Quiet Harbour (1999)")
    (program.shelf / "Broken (2001)").mkdir()
    (program.shelf / "Broken (2001)" / "Broken (2001).mkv").symlink_to("nowhere.mkv")
    program.add()
    done = program.run("--once")
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1].endswith("1 new, 1 failed.")
    (why,) = done.stderr.splitlines()
    assert why.startswith("failed: Scan")
    assert "link to nothing" in why


def test_a_scan_prints_the_same_object_as_a_run_of_everything(program: Program) -> None:
    program.film("Quiet Harbour (1999)")
    program.add()
    scanned = program.json("scan")
    assert (scanned["added"], scanned["failed"], scanned["items"]) == (1, [], {"movie": 1})
    assert scanned.keys() == program.json("--once").keys()


def test_a_scan_of_a_library_that_is_away_could_not_run(program: Program) -> None:
    program.add()
    program.shelf.rmdir()
    done = program.run("scan")
    assert done.returncode == 3
    assert "could be reached" in done.stderr


def test_a_dry_run_looks_and_changes_nothing(program: Program) -> None:
    program.film("Quiet Harbour (1999)")
    program.film("The Long Pier (2004)")
    program.add()
    plan = program.json("--once", "--dry-run")
    assert plan["added"] == 2
    assert program.json("--once")["added"] == 2
    os.rename(program.shelf / "Quiet Harbour (1999)", program.shelf / "Calm Harbour (1999)")
    shutil.rmtree(program.shelf / "The Long Pier (2004)")
    program.film("Tide (2010)")
    for _ in range(2):
        plan = program.json("--once", "--dry-run")
        assert (plan["added"], plan["moved"], plan["missing"]) == (1, 1, 1)
        (library,) = plan["libraries"]
        assert library["added"] == ["Tide (2010)/Tide (2010).mkv"]
    done = program.run("--once", "--dry-run")
    assert "missing: The Long Pier (2004)/The Long Pier (2004).mkv" in done.stdout


def test_only_a_folder(program: Program) -> None:
    program.film("Quiet Harbour (1999)")
    program.film("The Long Pier (2004)")
    program.add()
    report = program.json("--once", "--path", str(program.shelf / "Quiet Harbour (1999)"))
    assert report["added"] == 1
    inside = program.shelf / "The Long Pier (2004)" / "The Long Pier (2004).mkv"
    assert program.json("--once", "--path", str(inside))["added"] == 1
    done = program.run("--once", "--path", "/nowhere/at/all")
    assert done.returncode == 2
    assert "no library" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_run_ends_with_130_and_may_run_again(program: Program, number: signal.Signals) -> None:
    for film in range(1500):
        program.film(f"Film {film} ({1950 + film % 70})")
    program.add()
    process = program.start()
    log = program.home / "data" / "lobbycard.db-wal"
    until = time.monotonic() + 60
    while time.monotonic() < until and not (log.exists() and log.stat().st_size > 400_000):
        time.sleep(0.01)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert b"safe to run this again" in said
    assert b"Traceback" not in said
    report = program.json("--once")
    assert report["items"] == {"movie": 1500}


def test_whoever_ends_it_at_whatever_moment_gets_130(program: Program) -> None:
    for number in range(60):
        program.film(f"Film {number} ({1920 + number})")
    program.add()
    for number, wait in enumerate([0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0]):
        process = program.start()
        _wait_until_it_listens(process)
        time.sleep(wait)
        process.send_signal((signal.SIGINT, signal.SIGTERM)[number % 2])
        _, said = process.communicate(timeout=60)
        had_ended = process.returncode == 0
        assert had_ended or (process.returncode == 130 and b"safe to run this again" in said), (wait, said)
    assert program.json("--once")["items"] == {"movie": 60}


def _wait_until_it_listens(process: "subprocess.Popen[bytes]") -> None:
    """Before that it is Python alone that a signal ends."""
    if not os.path.isdir("/proc/self"):
        time.sleep(0.5)
        return
    until = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < until:
        status = Path(f"/proc/{process.pid}/status").read_text()
        caught = int(status.partition("SigCgt:")[2].split()[0], 16)
        if caught >> (signal.SIGTERM - 1) & 1:
            return
        time.sleep(0.002)


# --- bad input -----------------------------------------------------------------------------------------------------


def test_bad_folders_are_refused_in_words(program: Program, tmp_path: Path) -> None:
    program.film("Quiet Harbour (1999)")
    program.add()
    file = program.shelf / "Quiet Harbour (1999)" / "Quiet Harbour (1999).mkv"
    for path, said in (
        (tmp_path / "nowhere", "is not there"),
        (file, "is a file"),
        (program.shelf, "is a library already"),
        (program.shelf / "Quiet Harbour (1999)", "lies inside"),
        (tmp_path, "contains the library"),
    ):
        done = program.run("library", "add", str(path), "--kind", "movie")
        assert done.returncode == 2, path
        assert said in done.stderr, path
        assert "Traceback" not in done.stderr


def test_a_data_folder_that_cannot_be_made_is_told(program: Program) -> None:
    program.home.parent.mkdir(parents=True, exist_ok=True)
    program.home.write_text("a file where the folder should be")
    done = program.run("library", "list")
    assert done.returncode in {2, 3}
    assert str(program.home) in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")
def test_a_full_disk_is_told_and_harms_nothing(program: Program, tmp_path: Path) -> None:
    for film in range(300):
        program.film(f"Film {film} ({1950 + film % 70})")
    program.home.mkdir(parents=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", str(program.home)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("no mounts here")
    try:
        program.run("library", "add", str(program.shelf), "--kind", "movie", "--automation", "manual")
        done = program.run("--once")
        assert done.returncode in {1, 3}, done.stdout
        assert "disk" in done.stderr
        assert "Traceback" not in done.stderr
        subprocess.run(["mount", "-o", "remount,size=200m", str(program.home)], check=True)
        assert program.json("--once")["items"] == {"movie": 300}
    finally:
        subprocess.run(["umount", "-l", str(program.home)], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")
def test_a_data_folder_without_permission_to_write_is_told(program: Program) -> None:
    program.film("Quiet Harbour (1999)")
    program.add()
    home = str(program.home)
    if subprocess.run(["mount", "--bind", home, home], check=False, capture_output=True).returncode:
        pytest.skip("no mounts here")
    try:
        if subprocess.run(["mount", "-o", "remount,ro,bind", home], check=False, capture_output=True).returncode:
            pytest.skip("no read-only mounts here")
        done = program.run("--once")
        assert done.returncode in {2, 3}, (done.returncode, done.stderr)
        assert "Traceback" not in done.stderr
        assert home in done.stderr or "cannot be written" in done.stderr
    finally:
        subprocess.run(["umount", "-l", home], check=True)
