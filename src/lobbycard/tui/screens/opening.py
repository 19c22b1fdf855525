"""The first frame: shown before anything heavy is imported or opened."""

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Label

from lobbycard.tui import modes
from lobbycard.tui.widgets.top_bar import TopBar


class OpeningScreen(Screen[None]):
    """Stands where the library will be."""

    DEFAULT_CSS = """
    OpeningScreen {
        align: center middle;
        Label { color: $foreground-disabled; }
    }
    """

    def __init__(self, keys: dict[str, str]) -> None:
        super().__init__()
        self._keys = keys

    def compose(self) -> ComposeResult:
        """The frame, with a word instead of a list."""
        yield TopBar(modes.MODES, modes.HOME, self._keys)
        yield Label("Opening the library …")
