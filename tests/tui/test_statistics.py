"""Figures and their drawings."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from lobbycard.paths import Paths
from lobbycard.tui.widgets import charts
from lobbycard.tui.widgets.charts import Bar
from tests.tui.opened import App, TestPilot, running, settled, shown


async def opened(app: App, pilot: TestPilot) -> None:
    """Go there as the palette does."""
    await app.run_action("app.go('statistics')")
    await settled(pilot, 0.5)


async def test_an_empty_program_says_when_figures_appear(home: Paths) -> None:
    async with running(home, (80, 24)) as (app, pilot):
        await opened(app, pilot)
        assert "There is nothing to count yet" in shown(app)


async def test_counts_and_charts_of_the_library(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        await opened(app, pilot)
        seen = shown(app)
        for word in ("24 films", "2 series", "Completeness", "Resolution", "Space by library", "1930s", "━"):
            assert word in seen


async def test_figures_fit_into_a_small_terminal(seeded_home: Paths) -> None:
    async with running(seeded_home, (80, 24)) as (app, pilot):
        await opened(app, pilot)
        assert "24 films" in shown(app)
        await pilot.press("pagedown", "pagedown", "pagedown")
        await settled(pilot)
        assert "Decade" in shown(app)


@given(st.floats(0, 1e12), st.floats(1e-3, 1e12), st.integers(0, 200))
def test_a_bar_never_leaves_its_room_and_something_is_never_nothing(value: float, most: float, width: int) -> None:
    drawn = charts.horizontal(value, most, width)
    assert len(drawn) <= width
    assert bool(drawn) == (value > 0 and width > 0)


@given(st.lists(st.floats(0, 1e9), max_size=300), st.integers(1, 120))
def test_gathering_neighbours_keeps_the_sum_and_fits(values: list[float], width: int) -> None:
    found = charts.gathered(values, width)
    assert len(found) <= width or not values
    assert abs(sum(found) - sum(values)) <= 1e-6 * max(1.0, sum(values))


def test_columns_are_as_high_as_the_largest_value() -> None:
    assert charts.columns([1, 0, 4], 2) == ["  █", "▄ █"]


def test_hostile_labels_stay_in_their_room() -> None:
    lines = charts.bar_lines([Bar("\x1b[31mrot\u202e", 3, "3"), Bar("映画" * 30, 1, "1")], 40)
    for line in lines:
        joined = "".join(part for part, _ in line)
        assert cell_len(joined) <= 40
        assert not set("\x1b\u202e") & set(joined)
