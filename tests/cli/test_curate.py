"""The commands of curation, as a person runs them: real processes' code, real database, a real server."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lobbycard.cli.main import run
from tests.providers import server as faults
from tests.providers.server import KEYS, ProviderServer

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def server() -> Iterator[ProviderServer]:
    """A provider server with a small invented catalogue."""
    with ProviderServer() as running:
        yield running


@pytest.fixture
def call(
    server: ProviderServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    """Runs a command; gives its exit code and what it printed."""
    monkeypatch.setenv("LOBBYCARD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in KEYS:
        prefix = f"LOBBYCARD_PROVIDERS__{name.upper()}__"
        monkeypatch.setenv(prefix + "ENABLED", str(name == "tmdb").lower())
        monkeypatch.setenv(prefix + "BASE_URL", server.url(name))
        if KEYS[name]:
            monkeypatch.setenv(prefix + "API_KEY", KEYS[name])
    monkeypatch.setenv("LOBBYCARD_SCAN__PROBE", "false")

    def called(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(list(arguments))
        said = capsys.readouterr()
        return code, said.out, said.err

    return called


@pytest.fixture
def films(call: Call, server: ProviderServer, tmp_path: Path) -> Path:
    """A library of two films: one that is easy, one that nobody knows."""
    root = tmp_path / "films"
    movie = server.catalogue.movies[1010]
    for name in (f"{movie.title} ({movie.year})", "Nobody Knows This (1931)"):
        (root / name).mkdir(parents=True)
        (root / name / f"{name}.mkv").write_bytes(b"\x1a\x45\xdf\xa3" + bytes(100_000))
    assert call("library", "add", str(root), "--kind", "movie", "--automation", "manual")[0] == 0
    assert call("scan")[0] == 0
    return root


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def test_from_identify_to_pictures_by_hand(call: Call, films: Path, server: ProviderServer) -> None:
    movie = server.catalogue.movies[1010]
    code, out, _ = call("identify", "--json")
    found = {row["title"]: row for row in rows(out)}
    assert code == 0
    assert found[movie.title]["state"] == "identified"
    assert found["Nobody Knows This"]["state"] == "needs_identification"
    assert call("enrich", movie.title)[0] == 0
    code, out, _ = call("select", str(films / f"{movie.title} ({movie.year})"), "--json")
    assert code == 0
    (row,) = rows(out)
    assert row["state"] == "selected"
    assert "artwork.poster" not in row["missing"]
    code, out, _ = call("cache", "--json")
    assert rows(out)[0]["used"]["selected"]["count"] > 0
    assert rows(out)[0]["made_again"]["thumbnails"] > 0
    assert "made again when needed" in call("cache")[1]
    assert call("cache", "verify")[1].strip().endswith("0 damaged or gone")


def test_what_failed_beside_a_command_is_not_its_failure(call: Call, films: Path) -> None:
    assert call("identify", "Nobody Knows This (1931)", "--pick", "tmdb:424242")[0] == 1
    assert call("jobs", "retry", "failed")[0] == 0
    code, out, _ = call("cache", "verify")
    assert (code, len(out.splitlines())) == (0, 1)
    assert "0 damaged or gone" in out
    assert "Nobody knows" in call("jobs", "--status", "failed")[1]


def test_all_that_waits_for_one_who_is_away_is_one_line(call: Call, films: Path, server: ProviderServer) -> None:
    server.fail("/tmdb/*", faults.status(503, retry_after="3600"))
    code, out, err = call("identify")
    assert code == 1
    assert len(out.splitlines()) == 2, "one for each item"
    (line,) = err.splitlines()
    assert line.startswith("waiting: 2 jobs: TMDB is left alone for now: TMDB has trouble (status 503)")
    assert call("library", "set", "films", "automation=hybrid")[0] == 0
    code, out, err = call("--once", "--json")
    (held,) = json.loads(out)["failed"]
    assert code == 1
    assert (held["count"], held["awaits"], held["type"]) == (2, "TMDB", "IdentifyItem")
    code, out, err = call("--once")
    assert out.splitlines()[-1].endswith("2 waiting for TMDB.")
    assert len(err.splitlines()) == 1


def test_what_fails_for_the_same_reason_is_one_line(call: Call, films: Path, server: ProviderServer) -> None:
    server.fail("/tmdb/*", faults.status(401))
    code, out, err = call("identify")
    assert code == 1
    assert len(out.splitlines()) == 2, "one for each item"
    (line,) = err.splitlines()
    assert line.startswith("failed: Identify: ")
    assert " and 1 more: TMDB refused the key. Check the key" in line


def test_a_person_says_what_it_is(call: Call, films: Path, server: ProviderServer) -> None:
    call("identify")
    code, out, _ = call("identify", "Nobody Knows This", "--pick", "tmdb:1017")
    assert code == 0
    assert server.catalogue.movies[1017].title in out
    code, out, _ = call("identify", server.catalogue.movies[1017].title, "--matches", "--json")
    assert rows(out)[0]["provider_id"] == "1017"


def test_a_pick_that_leads_nowhere_says_so(call: Call, films: Path) -> None:
    code, out, _ = call("identify", "Nobody Knows This (1931)", "--pick", "tmdb:424242")
    assert code == 1
    assert "Nobody knows" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("identify", "No Such Thing At All"), "There is no item"),
        (("identify", "--pick", "tmdb:1"), "exactly one item"),
        (("enrich", "1", "--all"), "not both"),
        (("cache", "why", "ab"), "at least four"),
        (("select", "--library", "Nowhere"), "no library"),
    ],
)
def test_what_makes_no_sense_is_refused(call: Call, films: Path, arguments: tuple[str, ...], said: str) -> None:
    code, _, err = call(*arguments)
    assert code == 2
    assert said in err


def test_the_doctor_finds_nothing_wrong_with_a_healthy_program(call: Call, films: Path) -> None:
    code, out, _ = call("doctor", "--json")
    findings = {row["subject"]: row for row in rows(out)}
    assert findings["TMDB"]["level"] == "ok"
    assert findings["library films"]["level"] == "ok"
    wrong = [row for row in findings.values() if row["level"] == "wrong"]
    # Without TheTVDB, TMDB alone finds series as well.
    assert wrong == []
    assert code == 0


def test_the_doctor_says_in_words_what_is_wrong(
    call: Call, films: Path, server: ProviderServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOBBYCARD_PROVIDERS__TMDB__API_KEY", "f" * 32)
    films.rename(films.with_name("unplugged"))
    code, out, _ = call("doctor")
    assert code == 1
    assert "WRONG  TMDB: TMDB refused the key." in out
    assert "WRONG  library films" in out
    assert "f" * 32 not in out
