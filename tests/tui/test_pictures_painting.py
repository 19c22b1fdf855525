import itertools
from collections.abc import Iterable

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from lobbycard.tui.pictures import painting
from lobbycard.tui.pictures.ledger import Ledger
from lobbycard.tui.pictures.strip import PictureStrip

WIDTH, HEIGHT = 12, 3
SIZE = (WIDTH, HEIGHT)
CONSOLE = Console(color_system="truecolor", force_terminal=True, width=WIDTH, height=HEIGHT)
STYLES = [Style(color="red"), Style(bgcolor="blue", bold=True)]

WORDS = st.sampled_from(["lamp", "quiet harbour", "灯台守灯台守灯台守", "e\u0301clair", "   ", "a"])
PIECES = st.tuples(WORDS, st.sampled_from(STYLES))


def piece(words: str, style: Style, width: int) -> Strip:
    return Strip([Segment(words, style)]).crop(0, width).extend_cell_length(width, style)


@st.composite
def lines(draw: st.DrawFn) -> dict[int, Strip]:
    """One line of a screen, cut where widgets begin and end."""
    cuts = [0, *sorted(draw(st.sets(st.integers(1, WIDTH - 1), max_size=3))), WIDTH]
    return {first: piece(*draw(PIECES), end - first) for first, end in itertools.pairwise(cuts)}


@st.composite
def updates(draw: st.DrawFn) -> CompositorUpdate:
    """The whole screen or parts of it, as Textual's compositor puts them together."""
    chops = [draw(lines()) for _ in range(HEIGHT)]
    if draw(st.booleans()):
        return LayoutUpdate([list(line.values()) for line in chops], Region(0, 0, WIDTH, HEIGHT))
    spans = []
    for line in sorted(draw(st.sets(st.integers(0, HEIGHT - 1), min_size=1))):
        first = draw(st.integers(0, WIDTH - 1))
        spans.append((line, first, draw(st.integers(first + 1, WIDTH))))
    return ChopsUpdate(chops, spans, [[*list(line)[1:], WIDTH] for line in chops])


def shown(screen: pyte.Screen) -> list[list[object]]:
    return [[screen.buffer[line][column] for column in range(WIDTH)] for line in range(HEIGHT)]


@given(st.lists(updates(), max_size=8))
def test_the_terminal_shows_what_it_would_show_if_all_were_sent(changes: list[CompositorUpdate]) -> None:
    all_sent, less_sent = pyte.Screen(*SIZE), pyte.Screen(*SIZE)
    streams = pyte.Stream(all_sent), pyte.Stream(less_sent)
    for screen in (all_sent, less_sent):
        screen.reset_mode(pyte.modes.DECAWM)  # as the program sets it
    ledger = Ledger()
    for change in changes:
        less = painting.difference(change, ledger, SIZE).render_segments(CONSOLE)
        streams[0].feed(change.render_segments(CONSOLE))
        streams[1].feed(less)
        assert ledger.note(less)
        assert shown(less_sent) == shown(all_sent)


def screen_of(*rows: tuple[str, ...]) -> LayoutUpdate:
    strips: list[Iterable[Strip]] = [[piece(words, STYLES[0], WIDTH // len(row)) for words in row] for row in rows]
    return LayoutUpdate(strips, Region(0, 0, WIDTH, len(rows)))


def sent(ledger: Ledger, update: CompositorUpdate, size: tuple[int, int] = SIZE) -> str:
    text = str(painting.difference(update, ledger, size).render_segments(CONSOLE))
    ledger.note(text)
    return text


def test_of_a_screen_that_is_painted_again_only_the_piece_that_changed_is_sent() -> None:
    ledger = Ledger()
    first = sent(ledger, screen_of(("head",), ("left", "right"), ("foot",)))
    assert "head" in first
    assert "left" in first
    again = sent(ledger, screen_of(("head",), ("left", "other"), ("foot",)))
    assert "other" in again
    assert not any(words in again for words in ("head", "left", "foot"))
    assert sent(ledger, screen_of(("head",), ("left", "other"), ("foot",))) == ""


@pytest.mark.parametrize("meanwhile", ["\x1b[1;1Hother", "\x1b[2J", "\x1bc", "\x1b[?1049h", "x" * 1000])
def test_after_something_else_wrote_to_the_terminal_all_is_sent_again(meanwhile: str) -> None:
    ledger = Ledger()
    first = sent(ledger, screen_of(("head",)))
    ledger.note("\x1b[?2026h")
    assert sent(ledger, screen_of(("head",))) == ""
    ledger.note(meanwhile)
    assert sent(ledger, screen_of(("head",))) == first


def test_on_a_screen_of_another_size_all_is_sent_again() -> None:
    ledger = Ledger()
    first = sent(ledger, screen_of(("head",)))
    assert sent(ledger, screen_of(("head",)), (WIDTH, HEIGHT + 1)) == first


def test_a_picture_decides_for_itself_what_is_sent() -> None:
    ledger = Ledger()
    picture = PictureStrip(lambda: "the row", lambda: [Segment("▀" * WIDTH)], WIDTH, Style())
    update = LayoutUpdate([[picture]], Region(0, 0, WIDTH, 1))
    assert "the row" in sent(ledger, update)
    assert "the row" in sent(ledger, update)


def put(ledger: Ledger, column: int, text: str) -> int:
    """A frame with this text in the third line."""
    ledger.begin(SIZE)
    ledger.put(2, column, len(text), text)
    ledger.note("")
    return ledger.frame


def test_what_nothing_has_touched_since_is_still_there() -> None:
    ledger = Ledger()
    here = range(2, 6)
    frame = put(ledger, 2, "sail")
    put(ledger, 0, "ab")
    put(ledger, 6, "beside")
    assert ledger.still_there(2, here, frame)
    assert not ledger.still_there(2, here, frame + 9)
    put(ledger, 5, "xx")
    assert not ledger.still_there(2, here, frame)


def test_what_was_touched_stays_touched_when_that_is_painted_over_in_its_turn() -> None:
    ledger = Ledger()
    frame = put(ledger, 2, "sail")
    put(ledger, 4, "a dialog")
    put(ledger, 7, "toast")
    assert not ledger.still_there(2, range(2, 6), frame)


@pytest.mark.parametrize("text", ["\x1b[?1049l", "\x1b[2J", "\x1bc", "x" * 1000])
def test_after_a_wipe_no_picture_is_still_there(text: str) -> None:
    ledger = Ledger()
    frame = put(ledger, 2, "sail")
    ledger.note(text)
    assert not ledger.still_there(2, range(2, 6), frame)
