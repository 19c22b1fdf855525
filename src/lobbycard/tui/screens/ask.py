"""Asks for one line of text."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widgets import Input, Label

from lobbycard.tui import text
from lobbycard.tui.screens.dialog import Dialog


class AskScreen(Dialog[str | None]):
    """Gives the text, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give_up", "Cancel", id="ask.cancel", tooltip="Change nothing")
    ]
    DEFAULT_CSS = """
    AskScreen {
        align: center middle;
        #ask { width: 80; max-width: 96%; height: auto; background: $surface; padding: 1 2; }
        #ask-title { color: $primary; text-style: bold; margin: 0 0 1 0; }
        #ask-hint { color: $foreground-muted; margin: 1 0 0 0; width: 100%; height: auto; }
    }
    """

    def __init__(self, title: str, *, value: str = "", hint: str = "", known: Sequence[str] = ()) -> None:
        super().__init__()
        self._title = title
        self._value = value
        self._hint = hint
        self._known = known

    def compose(self) -> ComposeResult:
        """A line to type in."""
        with Vertical(id="ask"):
            yield Label(Content(text.safe(self._title)), id="ask-title")
            suggester = SuggestFromList(self._known, case_sensitive=False) if self._known else None
            yield Input(self._value, suggester=suggester, max_length=4000, compact=True)
            if self._hint:
                yield Label(Content(text.safe(self._hint)), id="ask-hint")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Done."""
        self.dismiss(event.value)

    def action_give_up(self) -> None:
        """Nothing."""
        self.dismiss(None)
