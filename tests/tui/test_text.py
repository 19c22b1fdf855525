"""Text from outside in the cells of the terminal."""

import unicodedata
from array import array

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from lobbycard.tui import text
from lobbycard.tui.widgets.outline import Outline

ANY = st.text(st.characters(), max_size=60)
HOSTILE = st.text(st.sampled_from("a\x1b[31m\x9b\x07\n\t\r‮⁦​‍️́映🎬👩‍🚀é\ud800\ue000"), max_size=40)


@given(ANY | HOSTILE)
def test_nothing_that_controls_the_terminal_is_left(said: str) -> None:
    found = text.safe(said)
    assert all(unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for character in found)
    assert "\n" not in found


@given(ANY | HOSTILE, st.integers(0, 30))
def test_fitted_text_takes_exactly_its_cells(said: str, width: int) -> None:
    assert cell_len(text.fit(said, width)) == width
    assert cell_len(text.fit(said, width, right=True)) == width
    assert cell_len(text.clip(said, width)) <= width


@given(ANY | HOSTILE)
def test_being_made_safe_twice_changes_nothing_more(said: str) -> None:
    once = text.safe(said)
    assert text.safe(once) == once


def test_what_was_cut_ends_with_an_ellipsis() -> None:
    assert text.clip("The Cartographer's Daughter", 10) == "The Carto…"
    assert text.clip("映画館の灯り", 7) == "映画館…"


def test_a_tower_of_accents_stays_on_its_line() -> None:
    found = unicodedata.normalize("NFD", text.safe("z" + "\u0302" * 50))
    assert found == "z" + "\u0302" * text.MOST_MARKS


def test_long_text_keeps_its_lines() -> None:
    assert text.safe_lines("one\r\ntwo\x1b[2J\tthree") == "one\ntwo    three"


def test_sizes_and_durations_are_short() -> None:
    assert [text.size(octets) for octets in (0, 999, 742_000_000, 8_100_000_000, 81_000_000_000)] == [
        "", "999 B", "742 MB", "8.1 GB", "81 GB",
    ]  # fmt: skip
    assert [text.duration(seconds) for seconds in (2, 70, 200, 6000, 400_000)] == [
        "2.0 s",
        "70 s",
        "3 min",
        "1:40 h",
        "4 d",
    ]


@given(st.lists(st.integers(0, 40), unique=True), st.lists(st.integers(0, 40), max_size=6), st.data())
def test_an_outline_is_the_list_with_children_below_their_parents(
    ids: list[int], opened: list[int], data: st.DataObject
) -> None:
    outline = Outline(array("q", ids))
    children: dict[int, list[int]] = {}
    for parent in opened:
        children[parent] = [parent * 100 + 1000 + n for n in range(data.draw(st.integers(0, 3)))]
        outline.open(parent, children[parent])
    grown = [line for one in ids for line in [(one, 0), *((child, 1) for child in children.get(one, ()))]]
    assert [tuple(outline.at(index)) for index in range(len(outline))] == grown
    for index, (item_id, _) in enumerate(grown):
        assert outline.index_of(item_id) == index
    for parent in opened:
        outline.close(parent)
    assert [outline.at(index).id for index in range(len(outline))] == ids
