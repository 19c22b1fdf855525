"""Pictures are sent as fast as the terminal takes them, and no faster: keys do not wait behind them."""

import re
import time

from lobbycard.tui.pictures import flow
from lobbycard.tui.pictures.flow import Flow
from tests.tui import terminal
from tests.tui.terminal import Terminal

SIXEL = b"\x1bP0;0;0q"


class Line:
    """A line of so many bytes a second, with so many seconds to the far end and back, and its own clock."""

    def __init__(self, rate: float, there_and_back: float) -> None:
        self.now = 0.0
        self.flow = Flow(lambda: self.now)
        self.rate, self.distance = rate, there_and_back
        self.free_at = 0.0
        self.due: list[float] = []
        self.flow.ask()
        self.due.append(there_and_back)
        self.pass_until(there_and_back)

    def write(self, size: int) -> None:
        self.flow.plan(size)
        self.free_at = max(self.free_at, self.now) + size / self.rate
        if self.flow.wrote(size, ask=True):
            self.due.append(self.free_at + self.distance)

    def pass_until(self, moment: float) -> None:
        while self.due and self.due[0] <= moment:
            self.now = self.due.pop(0)
            self.flow.heard(self.now)
        self.now = moment


def test_a_terminal_that_never_answers_is_sent_everything() -> None:
    mute = Flow()
    assert not mute.wrote(10_000_000, ask=True)
    assert mute.room == flow.MOST


def test_a_thin_line_is_never_filled_for_longer_than_a_moment_once_it_is_known() -> None:
    line = Line(rate=125_000, there_and_back=0.08)
    waits = []
    for step in range(1, 400):
        while line.flow.room > 0:
            line.write(1_500)
        waits.append(line.free_at - line.now)
        line.pass_until(0.08 + step * 0.01)
    assert max(waits[50:]) < 3 * flow.BEHIND
    assert line.free_at - line.now > 0, "and it is never left empty for long"


def test_a_fast_line_soon_takes_whole_screens() -> None:
    line = Line(rate=50_000_000, there_and_back=0.002)
    for step in range(1, 60):
        if line.flow.room > 0:
            line.write(20_000)
        line.pass_until(0.002 + step * 0.01)
    assert line.flow.room > 500_000


def test_answers_that_were_lost_do_not_hold_pictures_up_for_ever() -> None:
    line = Line(rate=125_000, there_and_back=0.08)
    while line.flow.room > 0:
        line.write(1_500)
    line.now += flow.LOST + 1
    assert line.flow.room == flow.MOST
    assert not line.flow.is_waiting


def test_all_pictures_come_whole_over_a_far_line_a_part_after_each_answer() -> None:
    with Terminal(terminal.XTERM, delay=0.1, size=(110, 40)) as far:
        far.run("-m", "tests.benchmarks.picture_grid", "--count", "10", "--box", "20x15", "--images", "sixel")
        rows, end = 10 * 15, time.monotonic() + 60
        while far.received.count(SIXEL) < rows and time.monotonic() < end:
            time.sleep(0.02)
        seen = far.received
        assert seen.count(SIXEL) == rows, "each row is sent once"
        before_the_second_answer = seen.split(b"\x1b[c")[1]
        assert len(before_the_second_answer) < len(seen) / 3


def test_the_program_ends_when_the_terminal_has_answered_all_its_questions() -> None:
    with Terminal(terminal.XTERM, delay=0.3, size=(110, 40)) as far:
        far.run("-m", "tests.benchmarks.picture_grid", "--count", "10", "--box", "20x15", "--images", "sixel")
        far.wait_for(SIXEL)
        far.press(b"q")
        assert far.process is not None
        assert far.process.wait(20) == 0
        assert not far._due


def given_to_kitty(received: bytes) -> dict[int, bytes]:
    """The pictures that a terminal has whole, as long as all commands keep to the protocol."""
    whole: dict[int, bytes] = {}
    begun, payload = 0, b""
    for keys, data in re.findall(rb"\x1b_G([^;\x1b]*);?([^\x1b]*)\x1b\\", received):
        if number := re.match(rb"a=T,U=1,i=(\d+)", keys):
            assert not begun, "the picture before was not ended"
            begun, payload = int(number[1]), b""
        elif keys.startswith(b"a="):
            assert not begun, "a command between two pieces"
            continue
        payload += data
        if keys.endswith(b"m=0"):
            if data:  # else it was given up
                whole[begun] = payload
            begun = 0
    return whole


def placed(received: bytes) -> set[int]:
    """The pictures that stand somewhere."""
    found = re.findall("\x1b\\[38;2;(\\d+);(\\d+);(\\d+)m\U0010eeee".encode(), received)
    return {int(red) << 16 | int(green) << 8 | int(blue) for red, green, blue in found}


def test_a_large_kitty_picture_goes_in_pieces_with_room_for_keys_between_them() -> None:
    with Terminal(terminal.KITTY, delay=0.1, size=(140, 42)) as far:
        far.run("-m", "tests.benchmarks.picture_grid", "--count", "2", "--box", "60x40", "--images", "kitty")
        end = time.monotonic() + 60
        while len(placed(far.received)) < 2 and time.monotonic() < end:
            time.sleep(0.02)
        far.wait_until_quiet()
        seen = far.received
        whole = given_to_kitty(seen)
        assert set(whole) == placed(seen)
        assert len(whole) == 2
        assert seen.count(b"\x1b_Ga=T") == 2, "each is sent once"
        between = [len(part) for part in seen.split(b"\x1b[c")]
        assert max(between) < min(map(len, whole.values())), "the terminal is asked in the middle of each"


def test_a_large_kitty_picture_that_is_left_in_the_middle_does_not_hold_up_the_next() -> None:
    with Terminal(terminal.KITTY, delay=0.3, size=(140, 42)) as far:
        far.run("-m", "tests.benchmarks.picture_grid", "--count", "2", "--box", "60x40", "--images", "kitty")
        far.wait_for(rb"\x1b_Ga=T")
        before = far.press(b"\x1b[6~")  # other pictures, while the first is still on its way
        end = time.monotonic() + 60
        while len(placed(far.received[before:])) < 2 and time.monotonic() < end:
            time.sleep(0.02)
        far.wait_until_quiet()
        far.press(b"q")
        assert far.process is not None
        assert far.process.wait(20) == 0
        assert placed(far.received) <= set(given_to_kitty(far.received))
        assert len(placed(far.received[before:])) >= 2
