"""A dialog closes once, however often it is told to, and lives in the smallest window."""

import pytest
from textual.app import App

from lobbycard.paths import Paths
from lobbycard.tui.screens.ask import AskScreen
from lobbycard.tui.screens.menu import Choice, Menu
from tests.tui.opened import running, shown


async def test_a_key_that_comes_twice_leaves_the_screen_below() -> None:
    app: App[None] = App()
    answers: list[str | None] = []
    async with app.run_test() as pilot:
        await app.push_screen(AskScreen("Which one?"))
        await app.push_screen(AskScreen("Really?", value="yes"), answers.append)
        dialog = app.screen
        dialog.dismiss("yes")
        dialog.dismiss("no")
        await pilot.pause()
        assert answers == ["yes"]
        assert len(app.screen_stack) == 2


@pytest.mark.parametrize("size", [(20, 5), (5, 5), (1, 1)])
async def test_lists_live_in_the_smallest_window(seeded_home: Paths, size: tuple[int, int]) -> None:
    async with running(seeded_home, size=(80, 24)) as (app, pilot):
        app.push_screen(Menu("Which?", [Choice("one", "A choice with many words in it"), Choice("two", "Another")]))
        await pilot.pause()
        await pilot.resize_terminal(*size)
        await pilot.pause()
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "A choice with many words in it" in shown(app)
