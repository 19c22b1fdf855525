"""Waits before the program ends until what was asked for is written, and says what that is."""

import asyncio
from typing import Any, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Label, Static

from lobbycard.core import Core
from lobbycard.tui import leaving, text
from lobbycard.tui.screens.dialog import Dialog

LOOK = 0.1
"""Seconds between looks at whether it is written."""
SHOWN = 8
"""Changes that are named."""


class LeaveScreen(Dialog[bool]):
    """Gives whether to leave."""

    HELP_TITLE: ClassVar[str] = "Leaving"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,ctrl+q,ctrl+c", "answer(True)", "Leave", id="leave.leave", tooltip="Leave without these changes"),
        Binding("escape", "answer(False)", "Stay", id="leave.stay", tooltip="Go on; they are written when they can be"),
    ]
    DEFAULT_CSS = """
    LeaveScreen {
        align: center middle;
        #leave { width: 64; max-width: 96%; height: auto; background: $surface; padding: 1 2; }
        #leave-title { color: $primary; text-style: bold; width: 100%; }
        #leave-held { color: $text-warning; width: 100%; }
        #leave-lines { height: auto; margin: 1 0; }
        #leave-note { color: $foreground-muted; width: 100%; }
    }
    """

    def __init__(self, core: Core) -> None:
        super().__init__()
        self._core = core

    def compose(self) -> ComposeResult:
        """What it waits for, and the keys."""
        with Vertical(id="leave"):
            yield Label("Lobbycard ends when your changes are written", id="leave-title")
            yield Label("", id="leave-held")
            yield Static("", id="leave-lines")
            yield Label("q leaves at once, without them; esc stays.", id="leave-note")

    def on_mount(self) -> None:
        """Look until it is done."""
        self._look()
        self.set_interval(LOOK, self._look)

    def _look(self) -> None:
        if not leaving.is_busy(self.app, self._core):
            self.dismiss(True)
            return
        held = self._core.store.is_held
        self.query_one("#leave-held", Label).update("Another program holds the database." if held else "")
        waiting = leaving.waiting(self._core) or ["what you asked for last"]
        more = [f"and {text.number(len(waiting) - SHOWN)} more"] if len(waiting) > SHOWN else []
        lines = "\n".join(f"  {text.safe(line)}" for line in [*waiting[:SHOWN], *more])
        self.query_one("#leave-lines", Static).update(Content(lines))

    def action_answer(self, leave: bool) -> None:
        """Answered by key."""
        self.dismiss(leave)


async def may_leave(app: App[Any], core: Core) -> bool:
    """Whether to leave: when what was asked for is written, or the person does not want to wait for it."""
    loop = asyncio.get_running_loop()
    until = loop.time() + leaving.WRITTEN_WITHIN
    while leaving.is_busy(app, core) and loop.time() < until and not core.store.is_held:
        await asyncio.sleep(LOOK / 5)
    if not core.store.is_held or not leaving.is_busy(app, core):
        return True
    if not await app.push_screen_wait(LeaveScreen(core)):
        return False
    if core.store.is_held and leaving.waiting(core):
        core.store.give_up()
    return True
