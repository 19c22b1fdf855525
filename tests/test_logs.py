import logging
import multiprocessing
import os
import re
import stat
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lobbycard import logs
from lobbycard.errors import FileError

SECRETS = ("0123456789abcdef0123456789abcdef", "pass word/with+signs&'quotes'", "q7")
log = logging.getLogger("lobbycard.test")


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[tuple[logs.Log, Path]]:
    file = tmp_path / "lobbycard.log"
    with logs.open_log(file, "debug", 2, SECRETS) as handle:
        yield handle, file


def test_secrets_appear_in_no_message_argument_or_traceback(opened: tuple[logs.Log, Path]) -> None:
    for secret in SECRETS:
        log.info(f"in the message {secret}")  # noqa: G004 - what must be caught
        log.info("as argument %s and %r", secret, {"any": secret})
        log.info("as mapping %(key)s", {"key": secret})
        log.info("as an object %s", ValueError(secret))
        try:
            raise ValueError(secret)
        except ValueError:
            log.exception("it failed")
        log.info("with stack", stack_info=True)
    written = opened[1].read_text()
    assert written.count("it failed") == 3
    assert "Traceback" in written
    for secret in SECRETS:
        assert secret not in written


@pytest.mark.parametrize(
    "line",
    [
        'HTTP Request: GET https://api.example/3/movie/1?api_key=HUSHHUSH&language=en "HTTP/1.1 401"',
        "GET /?apikey=HUSHHUSH&i=tt0000001",
        "https://art.example/v3/movies/1?client_key=HUSHHUSH",
        "headers {'api-key': 'HUSHHUSH', 'accept': 'x'}",
        "[(b'api-key', b'HUSHHUSH')]",
        '{"apikey": "HUSHHUSH", "pin": "HUSHHUSH"}',
        "https://player.example/?X-Plex-Token=HUSHHUSH",
        "X-Plex-Token: HUSHHUSH",
        "Authorization: Bearer HUSHHUSH",
        "authorization: Basic HUSHHUSH==",
        "(b'authorization', b'Bearer HUSHHUSH')",
        "{'Authorization': 'Bearer HUSHHUSH'}",
        "sent Bearer HUSHHUSH.more-_~",
        "token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJIUSHHUSHHUSH.sgn",
        "postgresql://curator:HUSHHUSH@db.example/library",
        "API_KEY = HUSHHUSH",
        "LOBBYCARD_PROVIDERS__TMDB__API_KEY=HUSHHUSH",
    ],
)
def test_what_looks_like_a_secret_is_hidden_without_knowing_it(line: str, opened: tuple[logs.Log, Path]) -> None:
    log.warning(line)
    logging.getLogger("another.library").warning("%s", line)
    written = opened[1].read_text()
    assert "HUSH" not in written
    assert written.count(logs.HIDDEN) >= 2


def test_what_is_around_a_secret_stays() -> None:
    clean = logs.Redaction(["opensesame"]).clean
    assert (
        clean("GET https://a.example/x?api_key=12345&page=2 opensesame!")
        == "GET https://a.example/x?api_key=***&page=2 ***!"
    )
    assert (
        clean("A Key to Tokens (1999): spinning pins, author unknown")
        == "A Key to Tokens (1999): spinning pins, author unknown"
    )
    assert clean("https://a.example:8080/b@c") == "https://a.example:8080/b@c"


def test_a_secret_is_hidden_also_as_an_address_writes_it() -> None:
    clean = logs.Redaction(["pass word/1"]).clean
    assert "1" not in clean("pass%20word%2F1 pass+word%2F1 'pass word/1'")


def test_a_short_secret_does_not_eat_words() -> None:
    assert logs.Redaction(["in"]).clean("pin=x in within") == "pin=*** *** within"


@given(st.text(min_size=1), st.text(), st.text())
def test_no_secret_survives_whatever_it_is_made_of(secret: str, before: str, after: str) -> None:
    cleaned = logs.Redaction([secret]).clean(f"{before} {secret} {after}")
    if len(secret) >= 6 and secret not in before and secret not in after and logs.HIDDEN not in secret:
        assert secret not in cleaned


@given(st.text())
def test_cleaning_never_fails(text: str) -> None:
    assert isinstance(logs.Redaction(["a", "längeres"]).clean(text), str)


def test_a_secret_entered_later_is_hidden_from_then_on(opened: tuple[logs.Log, Path]) -> None:
    handle, file = opened
    handle.hide(["newly-entered"])
    log.info("now newly-entered")
    assert "newly-entered" not in file.read_text()
    assert handle.clean("for a report: newly-entered") == "for a report: ***"


def test_a_line_says_for_which_job_it_is(opened: tuple[logs.Log, Path]) -> None:
    log.info("before")
    with logs.of_job(12):
        log.info("within")
    log.info("after")
    rows = opened[1].read_text().splitlines()
    assert [" [job 12] " in row for row in rows] == [False, True, False]


def test_a_file_name_can_neither_fake_a_line_nor_move_the_cursor(opened: tuple[logs.Log, Path]) -> None:
    log.info("found %s", "a\n2024-01-01 ERROR fake\x1b[2J\udcff.mkv")
    rows = opened[1].read_bytes().splitlines()
    assert len(rows) == 1
    assert b"\\x0a2024" in rows[0]
    assert b"\x1b" not in rows[0]
    assert b"\\udcff.mkv" in rows[0]


def test_arguments_that_do_not_fit_disturb_nobody(
    opened: tuple[logs.Log, Path], capfd: pytest.CaptureFixture[str]
) -> None:
    log.info("%d files", "no number")
    log.info("%s %s", SECRETS[0])
    written = opened[1].read_text()
    assert written.count("do not fit") == 2
    assert capfd.readouterr() == ("", "")


def test_libraries_are_heard_from_warnings_on_and_we_from_the_level_set(tmp_path: Path) -> None:
    file = tmp_path / "a.log"
    with logs.open_log(file, "warning", 1):
        log.info("quiet")
        logging.getLogger("library").info("chatty")
        logging.getLogger("library").warning("loud")
    assert re.findall(r"quiet|chatty|loud", file.read_text()) == ["loud"]


def test_warnings_go_to_the_log_and_not_to_the_screen(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.log"
    with warnings.catch_warnings(), logs.open_log(file, "info", 1):
        warnings.simplefilter("always")
        warnings.warn("old thing", stacklevel=1)
    assert "old thing" in file.read_text()
    assert capfd.readouterr().err == ""


def test_the_log_is_private(opened: tuple[logs.Log, Path]) -> None:
    assert stat.S_IMODE(opened[1].stat().st_mode) == 0o600


def test_a_log_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"a\.log"):
        logs.open_log(tmp_path / "gone" / "a.log", "info", 1)


def test_after_closing_nothing_more_is_written(tmp_path: Path) -> None:
    file = tmp_path / "a.log"
    logs.open_log(file, "info", 1).close()
    log.warning("too late")
    assert file.read_text() == ""


def _write_many(file: Path, name: str, count: int) -> None:
    handler = logs.LogFile(file, maxBytes=20_000, backupCount=50, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(message)s"))
    for number in range(count):
        handler.emit(logging.makeLogRecord({"msg": f"{name} {number:05}"}))
    handler.close()


def test_processes_that_share_a_log_lose_no_line_when_one_begins_a_new_file(tmp_path: Path) -> None:
    file = tmp_path / "a.log"
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_write_many, args=(file, f"writer{n}", 3000)) for n in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    rows = [row for part in os.scandir(tmp_path) for row in Path(part).read_text().splitlines()]
    assert sorted(rows) == sorted(f"writer{n} {number:05}" for n in range(3) for number in range(3000))
    assert len(os.listdir(tmp_path)) > 3


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /dev/full")
def test_a_full_disk_silences_the_log_and_nothing_else(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.log"
    file.symlink_to("/dev/full")
    handle = logs.open_log(file, "info", 1)
    log.warning("no room")
    assert capfd.readouterr() == ("", "")
    handle.close()
