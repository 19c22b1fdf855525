"""Every state of the library and the jobs as a picture, narrow and wide. After a wanted change: `--snapshot-update`."""

from collections.abc import Callable
from typing import Any

import pytest

from lobbycard.paths import Paths
from lobbycard.tui import modes
from lobbycard.tui.widgets.sidebar import Sidebar
from lobbycard.tui.widgets.top_bar import TopBar
from tests.tui.opened import TestPilot, made, press, settled, until_shown
from tests.tui.test_jobs import busy_home

__all__ = ["busy_home"]

SIZES = [(80, 24), (140, 42)]
Compare = Callable[..., bool]


def steps(*keys: str, scope: str = "") -> Any:
    """Wait for the library, choose a scope, press keys."""

    async def run(pilot: TestPilot) -> None:
        await until_shown(pilot)
        pilot.app.screen.query_one("#filter-input").cursor_blink = False  # type: ignore[attr-defined]  # an Input
        if scope:
            pilot.app.screen.query_one(Sidebar).choose(scope)
            await settled(pilot, 0.3)
        for key in keys:
            await press(pilot, key)
        for bar in pilot.app.screen_stack[0].query(TopBar):
            # Which other screens there are is not what these pictures are about.
            bar.modes = [mode for mode in modes.MODES if mode.name in {"library", "jobs"}]
            bar.refresh()
        await settled(pilot, 1.4)

    return run


STATES: dict[str, Any] = {
    "list": steps("j", "j"),
    "series": steps("right", "down", "right", scope="Series"),
    "marked": steps("space", "space", "d"),
    "error": steps("slash", *"yeer:1990"),
    "nothing": steps("slash", *"year:1815"),
    "wall": steps("w", "right"),
    "menu": steps("s"),
    "jobs": steps("9", "down", "right"),
}


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES, ids=["narrow", "wide"])
@pytest.mark.parametrize("state", STATES)
def test_how_it_looks(snap_compare: Compare, busy_home: Paths, state: str, size: tuple[int, int]) -> None:
    assert snap_compare(made(busy_home), terminal_size=size, run_before=STATES[state])


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES, ids=["narrow", "wide"])
def test_how_the_empty_library_looks(snap_compare: Compare, home: Paths, size: tuple[int, int]) -> None:
    assert snap_compare(made(home), terminal_size=size, run_before=steps())


@pytest.mark.slow
@pytest.mark.parametrize(
    "theme", ["light", "contrast-dark", "contrast-light", "ansi", "clear", "harbour", "amber", "meadow"]
)
def test_how_each_theme_looks(snap_compare: Compare, busy_home: Paths, theme: str) -> None:
    assert snap_compare(made(busy_home, theme=theme), terminal_size=(110, 24), run_before=steps("j", "space", "j"))
