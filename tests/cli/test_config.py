import argparse
import io
import json
import os
import pty
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lobbycard.cli import config as command
from lobbycard.errors import ConfigError, UsageError

Run = Callable[..., str]
KEY = "0123456789abcdef-hush"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for variable in [name for name in os.environ if name.startswith("LOBBYCARD_")]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("LOBBYCARD_HOME", str(tmp_path))
    return tmp_path / "config" / "config.toml"


@pytest.fixture
def run(file: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run_command(*arguments: str) -> str:
        parser = argparse.ArgumentParser()
        command.add_arguments(parser)
        assert command.run(parser.parse_args(arguments)) == 0
        return capsys.readouterr().out

    return run_command


def test_path_says_where_the_file_is(run: Run, file: Path) -> None:
    assert run("path") == f"{file}\n"


def test_show_says_what_is_set_and_where(run: Run, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Everything has its default" in run()
    run("set", "general.theme", "light")
    run("set", "general.keys.library.fetch", "g")
    monkeypatch.setenv("LOBBYCARD_JOBS__NETWORK", "2")
    assert run("show").splitlines() == [
        f'general.theme = "light"  # {file}:2',
        f'general.keys = {{"library.fetch" = "g"}}  # {file}:5',
        "jobs.network = 2  # LOBBYCARD_JOBS__NETWORK",
    ]
    everything = run("show", "--all")
    assert "jobs.images = 2\n" in everything
    assert json.loads(run("show", "--json"))["jobs.network"] == {"value": 2, "from": "LOBBYCARD_JOBS__NETWORK"}


def test_secrets_are_masked_everywhere(run: Run, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("set", "providers.tmdb.api_key", KEY)
    monkeypatch.setenv("LOBBYCARD_PROVIDERS__FANART__CLIENT_KEY", KEY)
    monkeypatch.setenv("LOBBYCARD_DATABASE__URL", f"postgresql://me:{KEY}@db.example/x")
    said = run("show") + run("show", "--all") + run("show", "--json") + run("get", "providers.tmdb.api_key")
    assert KEY not in said
    assert "postgresql://me:********@db.example/x" in said
    assert 'providers.tmdb.api_key = "********"' in said
    assert KEY in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://u@h/x?password={KEY}",
        f"postgresql://[{KEY}",
        f"postgresql://a:{KEY}/x@h",
        f"postgresql://a:{KEY}@b@h/x",
        f"postgresql://a:b@{KEY}@h/x",
    ],
)
def test_a_database_address_with_the_password_elsewhere_is_masked_too(
    url: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOBBYCARD_DATABASE__URL", url)
    assert KEY not in run("show") + run("get", "database.url")


@pytest.mark.parametrize(
    ("key", "text", "shown"),
    [
        ("general.theme", "light", "light"),
        ("general.language", "de,en", '["de", "en"]'),
        ("scan.probe", "off", "false"),
        ("scan.mass_absence_share", "0.5", "0.5"),
        ("merge.fields", '{"plot": ["omdb"]}', '{"plot": ["omdb"]}'),
        ("merge.fields.series.plot", "tvdb, tmdb", '["tvdb", "tmdb"]'),
    ],
)
def test_what_is_set_can_be_got_and_unset(key: str, text: str, shown: str, run: Run, file: Path) -> None:
    before = run("show", "--all")
    run("set", key, text)
    assert run("get", key) == f"{shown}\n"
    run("unset", key)
    assert run("show", "--all") == before


def test_a_wrong_key_or_value_is_refused(run: Run, file: Path) -> None:
    with pytest.raises(UsageError, match=r"Did you mean general\.theme"):
        run("set", "general.tehme", "x")
    with pytest.raises(UsageError, match="no setting nonsense"):
        run("get", "nonsense")
    with pytest.raises(ConfigError, match="whole number"):
        run("set", "jobs.network", "many")
    with pytest.raises(UsageError, match="not set"):
        run("get", "general.keys.library.fetch")
    assert not file.exists()


def test_a_key_can_come_from_standard_input(run: Run, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{KEY}\nmore\n"))
    run("set", "providers.tmdb.api_key", "-")
    assert f'api_key = "{KEY}"\n' in file.read_text()


def test_a_key_typed_on_a_terminal_is_not_echoed(file: Path) -> None:
    program = (
        "import argparse; from lobbycard.cli import config as c\n"
        "p = argparse.ArgumentParser(); c.add_arguments(p)\n"
        "c.run(p.parse_args(['set', 'providers.tmdb.api_key']))"
    )
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    ) as child:
        os.close(theirs)
        said = os.read(ours, 1000)
        assert said == b"providers.tmdb.api_key: "
        os.write(ours, f"{KEY}\n".encode())
        assert child.wait(20) == 0
        assert KEY.encode() not in os.read(ours, 1000)
    os.close(ours)
    assert KEY in file.read_text()


def test_a_value_that_the_environment_overrides_is_said(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOBBYCARD_GENERAL__THEME", "contrast")
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    command.run(parser.parse_args(["set", "general.theme", "light"]))
    assert "LOBBYCARD_GENERAL__THEME is set and wins" in capsys.readouterr().err
    assert run("get", "general.theme") == "contrast\n"


def test_edit_opens_an_explained_file_and_checks_what_was_saved(
    run: Run, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "my editor"
    editor.write_text('#!/bin/sh\necho "$2" > "$3.opened"; printf "[general]\\ntheme = 3\\n" >> "$3"\n')
    editor.chmod(0o700)
    monkeypatch.setenv("VISUAL", f"'{editor}' -x --wait")
    with pytest.raises(ConfigError, match="line"):
        run("edit")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "# The settings of Lobbycard." in file.read_text()
    monkeypatch.setenv("VISUAL", str(tmp_path / "gone"))
    with pytest.raises(UsageError, match="editor cannot be started"):
        run("edit")
    monkeypatch.setenv("VISUAL", "false")
    with pytest.raises(UsageError, match="code 1"):
        run("edit")


def test_the_file_can_be_found_edited_and_explained_while_it_is_broken(
    run: Run, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.parent.mkdir()
    file.write_text("[general\n")
    assert run("path")
    assert run("example").startswith("# The settings")
    with pytest.raises(ConfigError, match="line 1"):
        run("show")
    monkeypatch.setenv("VISUAL", "sh -c ': > \"$0\"'")
    run("edit")
    assert file.read_text() == ""


def test_a_theme_that_is_not_there_yet_is_set_with_a_note(
    run: Run, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    themes = file.parent / "themes"
    themes.mkdir(parents=True)
    (themes / "mine.toml").write_text('primary = "#336699"\n')
    command.run(argparse.Namespace(action="set", key="general.theme", value="nosuch"))
    noted = capsys.readouterr().err
    assert "no theme nosuch" in noted
    assert "dark" in noted
    assert "mine" in noted
    command.run(argparse.Namespace(action="set", key="general.theme", value="mine"))
    assert capsys.readouterr().err == ""
    assert run("get", "general.theme") == "mine\n"


def test_a_key_for_what_nothing_has_is_set_with_a_note(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    command.run(argparse.Namespace(action="set", key="general.keys.library.sort", value="o"))
    assert capsys.readouterr().err == ""
    command.run(argparse.Namespace(action="set", key="general.keys.library.srot", value="o"))
    assert "library.srot (did you mean library.sort?)" in capsys.readouterr().err


def test_a_section_is_told_from_a_setting(run: Run, file: Path) -> None:
    with pytest.raises(UsageError, match="a section of several settings"):
        run("get", "providers.tmdb")


def test_an_input_that_has_ended_takes_no_key_away(run: Run, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("set", "providers.tmdb.api_key", KEY)
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    with pytest.raises(UsageError, match="No value"):
        run("set", "providers.tmdb.api_key")
    assert KEY in file.read_text()
