"""The command `parse`."""

import argparse
import io
import json
import subprocess
import sys

import pytest

from lobbycard.cli import parse


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, object]]:
    parser = argparse.ArgumentParser()
    parse.add_arguments(parser)
    assert parse.run(parser.parse_args(arguments)) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_each_name_gives_one_line_with_every_key(capsys: pytest.CaptureFixture[str]) -> None:
    one, other = _run(capsys, "--kind", "tv", "Show.S01E02.720p.mkv", "Show/Season 1/03.mkv")
    keys = set(
        "title year series season episodes absolute air_date episode_title edition part ids source resolution modifier "
        "proper group languages special why".split()
    )
    assert keys <= set(one) == set(other)
    assert (one["kind"], one["series"], one["season"], one["episodes"]) == ("episode", "Show", 1, [2])
    assert (other["series"], other["season"], other["episodes"]) == ("Show", 1, [3])


def test_an_absolute_number_is_one_number_and_a_range_is_listed_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    one, several, none = _run(capsys, "[Grp] Show - 12 [720p].mkv", "[Grp] Show - 12-13 [720p].mkv", "Show.S01E02.mkv")
    assert (one["absolute"], one["absolutes"]) == (12, [12])
    assert (several["absolute"], several["absolutes"]) == (12, [12, 13])
    assert (none["absolute"], none["absolutes"]) == (None, [])


def test_names_come_from_standard_input_whatever_their_bytes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = io.TextIOWrapper(io.BytesIO(b"The Matrix (1999).mkv\n\nAm\xe9lie (2001).mkv\r\n"))
    monkeypatch.setattr(sys, "stdin", given)
    assert [(line["title"], line["year"]) for line in _run(capsys)] == [("The Matrix", 1999), ("Amélie", 2001)]


def test_a_folder_is_read_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    (line,) = _run(capsys, "--folder", "Staffel 2")
    assert (line["kind"], line["season"]) == ("season", 2)


def test_the_command_loads_nothing_heavy() -> None:
    heavy = ("textual", "sqlmodel", "httpx", "PIL", "pydantic")
    code = f"import sys, lobbycard.cli.parse; print([m for m in sys.modules if m.split('.')[0] in {heavy}])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
