"""A dialog closes once, however often it is told to."""

from textual.app import App

from lobbycard.tui.screens.ask import AskScreen


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
