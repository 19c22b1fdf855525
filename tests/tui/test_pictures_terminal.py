"""The whole way in a real pseudo-terminal: what a terminal is really sent."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui import terminal
from tests.tui.terminal import Terminal

COUNT, COLUMNS, ROWS = 4, 10, 5
TRANSMIT = rb"\x1b_Ga=T"
DELETE = rb"\x1b_Ga=d"
SIXEL = rb"\x1bP0;0;0q"
UPPER = "▀".encode()


def start(far: Terminal, *arguments: str, **environment: str) -> bytes:
    options = ("--count", str(COUNT), "--box", f"{COLUMNS}x{ROWS}", *arguments)
    far.run("-m", "tests.benchmarks.picture_grid", *options, **environment)
    far.wait_for(rb"palette")
    return far.wait_until_quiet()


@pytest.fixture
def kitty() -> Iterator[Terminal]:
    with Terminal(terminal.KITTY) as far:
        yield far


@pytest.fixture
def xterm() -> Iterator[Terminal]:
    with Terminal(terminal.XTERM) as far:
        yield far


def count(pattern: bytes, text: bytes) -> int:
    return len(re.findall(pattern, text))


def test_kitty_is_sent_each_picture_once_and_shows_it_again_for_little(kitty: Terminal) -> None:
    seen = start(kitty)
    assert count(TRANSMIT, seen) == COUNT
    next_page = kitty.wait_until_quiet(since=kitty.press(b"\x1b[6~"))
    assert count(TRANSMIT, next_page) == COUNT
    back = kitty.wait_until_quiet(since=kitty.press(b"\x1b[5~"))
    assert count(TRANSMIT, back) == 0
    assert len(re.findall("\U0010eeee.\u0305", back.decode())) == COUNT * ROWS
    assert len(back) < COUNT * ROWS * 80


def test_kitty_is_told_to_forget_all_pictures_before_the_screen_is_left(kitty: Terminal) -> None:
    seen = start(kitty)
    sent = set(re.findall(rb"\x1b_Ga=T,U=1,i=(\d+)", seen))
    before = kitty.press(b"q")
    assert kitty.process is not None
    assert kitty.process.wait(30) == 0
    rest = kitty.wait_for(rb"\x1b\[\?1049l", since=before)
    assert set(re.findall(rb"\x1b_Ga=d,d=I,i=(\d+)", rest.split(b"\x1b[?1049l")[0])) == sent


def test_sixels_are_sent_once_a_row(xterm: Terminal) -> None:
    assert count(SIXEL, start(xterm)) == COUNT * ROWS


def test_a_dialog_makes_sixels_disappear_and_they_come_back_after_it(xterm: Terminal) -> None:
    start(xterm)
    under = xterm.wait_until_quiet(since=xterm.press(b"m"))
    assert b"A dialog" in under
    assert count(SIXEL, under) == 0
    after = xterm.wait_until_quiet(since=xterm.press(b"m"))
    assert count(SIXEL, after) == COUNT * ROWS


def test_another_screen_has_no_pictures_and_leaving_it_brings_them_back(xterm: Terminal) -> None:
    start(xterm)
    other = xterm.wait_until_quiet(since=xterm.press(b"s"))
    assert b"Another screen" in other
    assert count(SIXEL, other) == 0
    back = xterm.wait_until_quiet(since=xterm.press(b"s"))
    assert count(SIXEL, back) == COUNT * ROWS


def test_after_a_toast_that_covered_a_part_the_whole_rows_come_back() -> None:
    with Terminal(terminal.XTERM, size=(100, 25)) as far:
        begun = start(far, "--count", "40")
        assert count(SIXEL, begun) == 40 * ROWS
        with_toast = far.wait_until_quiet(since=far.press(b"n"))
        assert b"A toast" in with_toast
        assert count(SIXEL, with_toast) < 40 * ROWS / 5  # at most what stands beside the toast
        after = far.wait_until_quiet(since=far.press(b"n"))
        covered = re.findall(rb"\x1b\[(\d+);(\d+)H\x1b\[10X\x1b7\x1bP", after)
        assert {line for line, column in covered if int(column) > 50} == {b"22", b"23"}
        assert b"91" in {column for _, column in covered}  # of which the toast covered only a part


def test_what_a_smaller_window_has_lost_is_sent_again(xterm: Terminal) -> None:
    start(xterm, "--count", "40")
    xterm.wait_until_quiet(since=xterm.resize(60, 9))
    back = xterm.wait_until_quiet(since=xterm.resize(100, 30))
    placed = {int(line) for line in re.findall(rb"\x1b\[(\d+);1H\x1b\[10X\x1b7\x1bP", back)}
    assert placed == {line for line in range(1, 25) if line % 6}


def test_the_protocol_can_be_switched_while_it_runs(kitty: Terminal) -> None:
    start(kitty)
    switched = kitty.wait_until_quiet(since=kitty.press(b"i"))
    assert count(DELETE, switched) == COUNT
    assert count(SIXEL, switched) == COUNT * ROWS
    switched = kitty.wait_until_quiet(since=kitty.press(b"i"))
    assert count(SIXEL, switched) == 0
    assert UPPER in switched


def test_a_mute_terminal_gets_half_blocks_and_starts_without_delay() -> None:
    with Terminal(terminal.MUTE) as far:
        seen = start(far)
        assert UPPER in seen
        assert count(SIXEL, seen) == count(TRANSMIT, seen) == 0


def test_answers_after_the_start_are_not_taken_for_keys_and_bring_the_better_protocol(tmp_path: Path) -> None:
    memory = tmp_path / "terminals.json"
    with Terminal(terminal.KITTY, delay=1.2) as far:
        far.run(
            *("-m", "tests.benchmarks.picture_grid", "--count", str(COUNT), "--box", f"{COLUMNS}x{ROWS}"),
            *("--memory", str(memory)),
        )
        far.wait_for(TRANSMIT)
        seen = far.wait_until_quiet()
        assert count(TRANSMIT, seen) == COUNT
        assert b"A dialog" not in seen
        assert memory.exists()
        far.press(b"q")
        assert far.process is not None
        assert far.process.wait(30) == 0


def test_a_remembered_protocol_is_used_at_once_and_corrected_when_the_terminal_is_another(tmp_path: Path) -> None:
    memory = tmp_path / "terminals.json"
    with Terminal(terminal.KITTY) as far:
        start(far, "--memory", str(memory))
    with Terminal(terminal.XTERM, delay=0.8) as far:
        far.run(
            *("-m", "tests.benchmarks.picture_grid", "--count", str(COUNT), "--box", f"{COLUMNS}x{ROWS}"),
            *("--memory", str(memory)),
        )
        far.wait_for(TRANSMIT)
        far.wait_for(SIXEL)
        seen = far.wait_until_quiet()
        assert count(SIXEL, seen) == COUNT * ROWS


def test_inside_tmux_nothing_is_asked_and_half_blocks_are_drawn() -> None:
    with Terminal(terminal.KITTY) as far:
        seen = start(far, TMUX="/tmp/nowhere,1,0", TERM="tmux-256color")
        assert b"a=q" not in seen
        assert b"\x1b[>q" not in seen
        assert UPPER in seen


def test_without_colors_pictures_are_shades() -> None:
    with Terminal(terminal.MUTE) as far:
        seen = start(far, NO_COLOR="1")
        assert "▒".encode() in seen
        assert UPPER not in seen


def test_off_shows_words() -> None:
    with Terminal(terminal.KITTY) as far:
        seen = start(far, "--images", "off")
        assert count(b"Film 3", seen) >= 2
        assert count(TRANSMIT, seen) == count(SIXEL, seen) == seen.count(UPPER) == 0


def test_bytes_that_are_no_text_do_not_end_the_program(xterm: Terminal) -> None:
    start(xterm)
    for data in (b"\xff\xfe", b"\xe4", b"\x1b[200~Caf\xe9\x1b[201~", b"\xf0\x9f"):
        xterm.press(data)
        time.sleep(0.1)
    assert b"A dialog" in xterm.wait_until_quiet(since=xterm.press(b"m"))
    assert xterm.process is not None
    assert xterm.process.poll() is None
