"""Asks for a key by having it pressed."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Label

from lobbycard.tui import text
from lobbycard.tui.screens.dialog import Dialog

RESERVED = frozenset({"ctrl+c", "ctrl+z", "ctrl+s", "ctrl+q", "ctrl+p", "ctrl+m", "ctrl+i", "ctrl+h", "ctrl+j"})
"""Keys that terminals keep for themselves or send as another, and the way to the palette."""


class PressKeyScreen(Dialog[str | None]):
    """Gives the name of the key, or None."""

    BINDINGS: ClassVar[list[BindingType]] = []
    DEFAULT_CSS = """
    PressKeyScreen {
        align: center middle;
        #press { width: 56; max-width: 96%; height: auto; background: $surface; padding: 1 2; }
        #press-title { color: $primary; text-style: bold; margin: 0 0 1 0; }
        #press-said { width: 100%; height: auto; }
        #press-hint { color: $text-muted; margin: 1 0 0 0; }
    }
    """

    def __init__(self, title: str, current: str) -> None:
        super().__init__()
        self._title = title
        self._current = current

    def compose(self) -> ComposeResult:
        """A sentence."""
        with Vertical(id="press"):
            yield Label(Content(text.safe(self._title)), id="press-title")
            yield Label(f"Press the key to use instead of  {self._current}", id="press-said", markup=False)
            yield Label("esc keeps it as it is", id="press-hint")

    def on_key(self, event: events.Key) -> None:
        """Any key is the answer."""
        event.stop()
        event.prevent_default()
        if event.key == "escape":
            self.dismiss(None)
        elif event.key in RESERVED or event.key.startswith("<"):
            said = f"{event.key} cannot be used: terminals or the program need it. Another one?"
            self.query_one("#press-said", Label).update(Content(said))
        else:
            self.dismiss(event.key)
