"""The library: the first screen."""

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget
from textual.widgets import Label

from lobbycard.tui.screens.framed import FramedScreen


class LibraryScreen(FramedScreen):
    """Your films and series."""

    MODE = "library"
    HELP_TITLE: ClassVar[str] = "Library"

    def compose_body(self) -> Iterable[Widget]:
        """The list."""
        yield Label("No libraries yet.")
