import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lobbycard.tui.pictures import detect, late, questions
from lobbycard.tui.pictures.capabilities import TRUECOLOR, Capabilities, Choice, Protocol, cell_size, color_count
from tests.tui import terminal
from tests.tui.terminal import Kind, Terminal

TRUE = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}


def ask(
    kind: Kind, *, delay: float = 0.0, environment: dict[str, str] | None = None, memory: Path | None = None
) -> Capabilities:
    with Terminal(kind, delay=delay) as far:
        return detect.detect(Choice.AUTO, environment or TRUE, memory, fd_in=far.slave, fd_out=far.slave)


@pytest.mark.parametrize(
    ("kind", "protocol"),
    [
        (terminal.KITTY, Protocol.KITTY),
        (terminal.OLD_KITTY, Protocol.HALFBLOCK),
        (terminal.XTERM, Protocol.SIXEL),
        (terminal.WEZTERM, Protocol.SIXEL),
        (terminal.PLAIN, Protocol.HALFBLOCK),
    ],
)
def test_each_terminal_gets_the_best_it_can_really_draw(kind: Kind, protocol: Protocol) -> None:
    found = ask(kind)
    assert found.protocol is protocol
    assert found.sure


def test_the_cell_size_comes_from_the_answer_where_the_kernel_does_not_know_it() -> None:
    found = ask(terminal.KITTY)
    assert (found.cell_width, found.cell_height) == (9, 18)


def test_the_kernel_knows_the_cell_size_best() -> None:
    with Terminal(terminal.XTERM, size=(100, 30), pixels=(1100, 660)) as far:
        assert cell_size(far.slave) == (11, 22)
        found = detect.detect(Choice.AUTO, TRUE, fd_in=far.slave, fd_out=far.slave)
    assert (found.cell_width, found.cell_height) == (11, 22)


def test_a_mute_terminal_is_not_waited_for_and_gets_half_blocks() -> None:
    found = ask(terminal.MUTE)
    assert found.protocol is Protocol.HALFBLOCK
    assert not found.sure


def test_a_slow_terminal_is_waited_for() -> None:
    assert ask(terminal.XTERM, delay=0.2).protocol is Protocol.SIXEL


def test_a_terminal_known_to_answer_is_given_longer() -> None:
    assert ask(terminal.KITTY, delay=0.6, environment={"TERM": "xterm-kitty"}).protocol is Protocol.KITTY


def test_asking_leaves_the_terminal_as_it_was() -> None:
    import termios

    with Terminal(terminal.XTERM) as far:
        before = termios.tcgetattr(far.slave)
        questions.ask(far.slave, far.slave)
        assert termios.tcgetattr(far.slave) == before


def test_no_terminal_at_all_is_no_terminal_with_pictures() -> None:
    reader, writer = os.pipe()
    assert questions.ask(reader, writer) == questions.Answers()
    os.close(reader)
    os.close(writer)


@pytest.mark.parametrize(
    "environment",
    [{**TRUE, "TMUX": "/tmp/tmux-0/default,1,0"}, {"TERM": "screen-256color"}, {"TERM": "linux"}, {"TERM": "dumb"}, {}],
)
def test_some_terminals_are_never_asked(environment: dict[str, str]) -> None:
    with Terminal(terminal.KITTY) as far:
        found = detect.detect(Choice.AUTO, environment, fd_in=far.slave, fd_out=far.slave)
        assert far.wait_until_quiet(quiet=0.1) == b""
    assert found.protocol is Protocol.HALFBLOCK


@pytest.mark.parametrize("choice", [choice for choice in Choice if choice is not Choice.AUTO])
def test_what_is_asked_for_is_taken_without_a_question(choice: Choice) -> None:
    with Terminal(terminal.MUTE) as far:
        found = detect.detect(choice, TRUE, fd_in=far.slave, fd_out=far.slave)
        assert far.wait_until_quiet(quiet=0.1) == b""
    assert found.protocol.value == choice.value


def test_what_a_terminal_answered_is_remembered_and_marked_as_to_be_checked(tmp_path: Path) -> None:
    memory = tmp_path / "state" / "terminals.json"
    ask(terminal.KITTY, memory=memory)
    again = ask(terminal.MUTE, memory=memory)
    assert again.protocol is Protocol.KITTY
    assert not again.sure
    assert ask(terminal.PLAIN, memory=memory, environment={"TERM": "foot"}).protocol is Protocol.HALFBLOCK


def test_a_mute_terminal_is_not_remembered(tmp_path: Path) -> None:
    memory = tmp_path / "terminals.json"
    ask(terminal.MUTE, memory=memory)
    assert not memory.exists()


@pytest.mark.parametrize("broken", ["", "[]", "{", '{"x": 3}', "\x00"])
def test_a_broken_memory_is_as_good_as_none(tmp_path: Path, broken: str) -> None:
    memory = tmp_path / "terminals.json"
    memory.write_text(broken)
    assert ask(terminal.XTERM, memory=memory).protocol is Protocol.SIXEL
    assert isinstance(json.loads(memory.read_text()), dict)


def test_the_memory_does_not_grow_for_ever(tmp_path: Path) -> None:
    memory = tmp_path / "terminals.json"
    for number in range(detect.MEMORY_LIMIT + 5):
        detect.remember(memory, {"TERM": f"t{number}"}, questions.Answers(complete=True))
    assert len(json.loads(memory.read_text())) == detect.MEMORY_LIMIT
    assert detect.recall(memory, {"TERM": "t0"}) is None
    assert detect.recall(memory, {"TERM": f"t{detect.MEMORY_LIMIT}"}) is not None


@pytest.mark.parametrize(
    ("environment", "colors"),
    [
        (TRUE, TRUECOLOR),
        ({"TERM": "xterm-256color"}, 256),
        ({"TERM": "xterm"}, 16),
        ({**TRUE, "NO_COLOR": "1"}, 0),
        ({"TERM": "dumb"}, 0),
    ],
)
def test_colors_follow_the_environment(environment: dict[str, str], colors: int) -> None:
    assert color_count(environment) == colors


@given(st.text(), st.lists(st.sampled_from(["\x1b[", "\x1b_G", ";OK\x1b\\", "\x1bP>|", "?62;4c", "6;18;9t", "\x1b"])))
def test_no_answer_is_too_strange_to_be_read(text: str, pieces: list[str]) -> None:
    answers = questions.read_answers(text + "".join(pieces) + text)
    assert "\x1b" not in answers.name


ANSWERS = "\x1b_Gi=4211;OK\x1b\\\x1bP>|kitty(0.41.1)\x1b\\\x1b[6;18;9t\x1b[?62;c"


@given(st.lists(st.integers(0, len(ANSWERS)), max_size=4))
def test_late_answers_never_reach_the_keyboard_in_whatever_pieces_they_come(cuts: list[int]) -> None:
    # The first two characters of an answer may come alone only as a human's Escape does.
    starts = [0, *(place + 1 for place, sign in enumerate(ANSWERS) if sign == "\x1b")]
    places = sorted({cut for cut in cuts if all(cut - start not in (0, 1, 2) for start in starts)})
    heard: list[questions.Answers] = []
    catcher = late.AnswerCatcher(heard.append)
    pieces = [ANSWERS[a:b] for a, b in zip([0, *places], [*places, len(ANSWERS)], strict=True)]
    typed = "".join(catcher.without_answers(piece) for piece in [f"a{pieces[0]}", *pieces[1:], "b"])
    assert typed == "ab"
    assert heard == [questions.Answers(True, False, "kitty(0.41.1)", (9, 18), True)]


KEYS = ["\x1b", "\x1b[A", "\x1b[<0;3;4M", "\x1b[I", "\x1b[97;5u", "é", "\x1b[200~text\x1b[201~"]


@pytest.mark.parametrize("keys", KEYS)
def test_keys_pass_the_catcher_untouched(keys: str) -> None:
    catcher = late.AnswerCatcher(lambda _: pytest.fail("no answer was there"))
    assert catcher.without_answers(keys) == keys


def test_a_mode_report_is_not_an_answer() -> None:
    catcher = late.AnswerCatcher(lambda _: pytest.fail("no answer was there"))
    assert catcher.without_answers("\x1b[?2026;2") == ""
    assert catcher.without_answers("$y") == "\x1b[?2026;2$y"
