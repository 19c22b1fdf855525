"""The first steps, the settings, the figures and the lists as pictures. After a wanted change: `--snapshot-update`."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.widgets import Input

from lobbycard.paths import Paths
from lobbycard.tui import modes
from lobbycard.tui.screens.settings import SettingsScreen
from lobbycard.tui.widgets.top_bar import TopBar
from tests.tui.opened import TestPilot, made, press, settled, until_shown

SIZES = [(80, 24), (140, 42)]
Compare = Callable[..., bool]


def at(mode: str, *keys: str, group: str = "") -> Any:
    """Wait for the program, go somewhere, press keys."""

    async def run(pilot: TestPilot) -> None:
        await until_shown(pilot)
        await pilot.app.run_action(f"app.go('{mode}')")
        await settled(pilot, 0.5)
        screen = pilot.app.screen
        if group and isinstance(screen, SettingsScreen):
            screen.groups.go_to(next(n for n, page in enumerate(screen._pages) if page.title == group))
            await settled(pilot, 0.4)
        for key in keys:
            await press(pilot, key)
        for field in pilot.app.screen.query(Input):
            field.cursor_blink = False
        for bar in pilot.app.screen_stack[0].query(TopBar):
            # Which other screens there are is not what these pictures are about.
            bar.modes = [one for one in modes.MODES if one.name in {"library", mode}]
            bar.refresh()
        await settled(pilot, 0.8)

    return run


EMPTY: dict[str, Any] = {
    "setup": at("setup"),
    "publish": at("publish"),
    "drift": at("drift"),
    "recycle": at("recycle"),
    "unknown": at("unknown"),
    "statistics": at("statistics"),
}
FULL: dict[str, Any] = {
    "general": at("settings", "l", group="General"),
    "rules": at("settings", "l", "down", "down", group="Artwork rules"),
    "rule": at("settings", "l", "down", "down", "enter", group="Artwork rules"),
    "completeness": at("settings", "l", group="Completeness"),
    "merge": at("settings", "l", group="Preference"),
    "gaps": at("gaps", "down"),
    "gap": at("gaps", "enter", "space"),
    "statistics": at("statistics"),
}


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES, ids=["narrow", "wide"])
@pytest.mark.parametrize("state", EMPTY)
def test_how_it_looks_when_empty(snap_compare: Compare, home: Paths, state: str, size: tuple[int, int]) -> None:
    assert snap_compare(made(home), terminal_size=size, run_before=EMPTY[state])


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES, ids=["narrow", "wide"])
@pytest.mark.parametrize("state", FULL)
def test_how_it_looks(snap_compare: Compare, seeded_home: Paths, state: str, size: tuple[int, int]) -> None:
    assert snap_compare(made(seeded_home), terminal_size=size, run_before=FULL[state])
