"""One line about what the cursor stands on."""

from collections.abc import Sequence

from textual.content import Content
from textual.widget import Widget

from lobbycard.tui import text

SEPARATOR = "  ·  "


class FactsLine(Widget):
    """Facts side by side, the most important first; those that do not fit are left out."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    FactsLine { height: 1; padding: 0 1; color: $text-muted; background: $surface; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._facts: tuple[str, ...] = ()
        self._place = ""

    def show(self, facts: Sequence[str], place: str = "") -> None:
        """Other facts; `place` stands on the right."""
        if (tuple(facts), place) != (self._facts, self._place):
            self._facts, self._place = tuple(facts), place
            self.refresh()

    def render(self) -> Content:
        """The line."""
        room = self.size.width - len(self._place) - 2
        said = text.clip(SEPARATOR.join(self._facts), max(0, room))
        blanks = self.size.width - Content(said).cell_length - len(self._place)
        return Content(said + " " * max(1, blanks) + self._place)
