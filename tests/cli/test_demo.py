"""The demo: something for every screen, settings of its own, nothing left behind."""

import argparse
import contextlib
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from lobbycard.cli import demo
from lobbycard.config import load
from lobbycard.errors import UsageError
from lobbycard.paths import Paths
from tests.tui import terminal
from tests.tui.terminal import Terminal

pytestmark = pytest.mark.timeout(300)


def _options(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    demo.add_arguments(parser)
    return parser.parse_args(words)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("what", "least"),
    [
        ("item where kind in ('movie', 'series')", 44),
        ("item where state = 'needs_identification'", 4),
        ("item where state = 'published' and kind = 'movie'", 5),
        ("item where state = 'selected' and kind = 'movie'", 35),
        ("candidate where duplicate_of is not null", 3),
        ("unknown_file", 4),
        ("drift", 3),
        ("recycle_entry", 1),
        ("activity where action = 'publish'", 1),
        ("job where status = 'completed'", 100),
    ],
)
def test_every_screen_of_the_demo_has_something_to_show(finished_demo: Path, what: str, least: int) -> None:
    with contextlib.closing(sqlite3.connect(Paths.below(finished_demo / "home").database_file)) as database:
        (count,) = database.execute(f"select count(*) from {what}").fetchone()
    assert count >= least


@pytest.mark.slow
def test_a_demo_that_was_kept_is_not_made_again(finished_demo: Path) -> None:
    made = finished_demo / "library" / "Films" / "The Kid (1921)"
    before = {path: path.stat().st_mtime_ns for path in made.iterdir()}
    again = [sys.executable, "-m", "lobbycard", "demo", "--dir", str(finished_demo), "--prepare"]
    subprocess.run(again, check=True, capture_output=True)
    assert {path: path.stat().st_mtime_ns for path in made.iterdir()} == before


async def test_what_is_set_in_the_demo_is_kept_in_its_own_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOBBYCARD_DATABASE__URL", "postgresql://the.real.one/library")
    monkeypatch.setenv("LOBBYCARD_PROVIDERS__TMDB__API_KEY", "a-real-key")
    paths = Paths.below(tmp_path)
    settings = demo.settings_of(paths)
    assert settings.database.url.get_secret_value() == ""
    assert settings.providers.tmdb.api_key.get_secret_value() == ""
    assert settings.providers.demo.enabled
    assert not settings.providers.tmdb.enabled
    assert load(paths.config_file, {}) == settings
    paths.config_file.write_text(paths.config_file.read_text() + '\n[general]\ntheme = "light"\n')
    assert demo.settings_of(paths).general.theme == "light"


def test_a_folder_with_other_things_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match="not empty and not a demo"):
        demo.run(_options("--dir", str(tmp_path), "--prepare"))
    assert os.listdir(tmp_path) == ["thesis.txt"]


def test_the_screen_is_there_before_the_library_and_leaving_cleans_up(tmp_path: Path) -> None:
    with Terminal(terminal.PLAIN, size=(120, 40)) as far:
        far.run("-m", "lobbycard", "demo", "--images", "off", TMPDIR=str(tmp_path))
        far.wait_for(rb"Nothing was found yet", limit=60)
        folder = next(tmp_path.glob("lobbycard-demo-*"))
        assert not (folder / "home" / "data" / "steps").exists()
        far.wait_for(rb"Carnival of Souls", limit=60)
        far.press(b"q")
        assert far.process is not None
        assert far.process.wait(30) == 0
        assert not list(tmp_path.glob("lobbycard-demo-*"))
