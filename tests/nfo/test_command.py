"""`lobbycard nfo`."""

import argparse
import json
import subprocess
import sys
from pathlib import Path

import pytest

from lobbycard.cli import nfo
from tests.nfo import samples


def run(*files: str) -> int:
    parser = argparse.ArgumentParser()
    nfo.add_arguments(parser)
    return nfo.run(parser.parse_args(list(files)))


def test_each_file_is_one_line_of_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "movie.nfo").write_text(samples.RADARR_MOVIE, encoding="utf-8")
    (tmp_path / "episodes.nfo").write_text(
        samples.SONARR_EPISODES.replace("<episode>1<", "<episode>0<"), encoding="utf-8"
    )
    assert run(str(tmp_path / "movie.nfo"), str(tmp_path / "episodes.nfo")) == 0
    film, episodes = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (film["form"], film["ids"]) == ("mixed", {"tmdb": "900001", "imdb": "tt9000001"})
    assert film["blocks"][0]["fields"]["set"] == {"name": "Harbour Collection", "ids": {"tmdb": "8000"}}
    assert film["blocks"][0]["streams"]["video"][0]["codec"] == "hevc"
    assert [(block["kind"], block["season"], block["episode"]) for block in episodes["blocks"]] == [
        ("episode", 1, 0),
        ("episode", 1, 2),
    ]
    assert episodes["problems"]


def test_a_missing_file_is_named_and_the_others_go_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "b\udcff.nfo").write_bytes(b"\xff\x00")
    assert run(str(tmp_path / "none.nfo"), str(tmp_path), str(tmp_path / "b\udcff.nfo")) == 1
    said = capsys.readouterr()
    assert "none.nfo: No such file" in said.err
    assert len(said.err.splitlines()) == 2
    assert json.loads(said.out)["path"].endswith("b\\xff.nfo")


def test_the_command_is_known_without_the_xml_library() -> None:
    code = "import sys; import lobbycard.cli.nfo; print('lxml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
