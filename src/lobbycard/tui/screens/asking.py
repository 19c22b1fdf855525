"""Screens that ask questions, one after the other, in the order in which they are written."""

from collections.abc import Sequence

from lobbycard.tui.screens.ask import AskScreen
from lobbycard.tui.screens.confirm import ConfirmScreen
from lobbycard.tui.screens.framed import FramedScreen
from lobbycard.tui.screens.menu import Choice, Menu


class AskingScreen(FramedScreen):
    """Waits for answers; call these from a worker."""

    async def confirm(
        self, title: str, lines: Sequence[str] = (), *, note: str = "", yes: str = "Do it", danger: bool = False
    ) -> bool:
        """Whether to go on."""
        return await self.app.push_screen_wait(ConfirmScreen(title, lines, note=note, yes=yes, danger=danger))

    async def choose(self, title: str, choices: Sequence[Choice], current: str = "") -> str | None:
        """One of several."""
        return await self.app.push_screen_wait(Menu(title, choices, current))

    async def ask(self, title: str, *, value: str = "", hint: str = "", known: Sequence[str] = ()) -> str | None:
        """A line of text."""
        return await self.app.push_screen_wait(AskScreen(title, value=value, hint=hint, known=known))
