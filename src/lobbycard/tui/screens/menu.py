"""A short list to choose one thing from, by arrows or first letters."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option

from lobbycard.tui import text
from lobbycard.tui.screens.dialog import Dialog


class Choice(NamedTuple):
    """One line of a menu."""

    id: str
    label: str
    hint: str = ""


class Menu(Dialog[str | None]):
    """Gives the id of what was chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "give_up", "Cancel", id="menu.cancel", tooltip="Choose nothing"),
        Binding("j", "step(1)", "Down", id="menu.down", show=False, tooltip="One down"),
        Binding("k", "step(-1)", "Up", id="menu.up", show=False, tooltip="One up"),
    ]
    DEFAULT_CSS = """
    Menu {
        align: center middle;
        #menu { width: 52; max-width: 96%; height: auto; max-height: 92%; background: $surface; padding: 1 1; }
        Label { color: $primary; text-style: bold; padding: 0 1 1 1; }
        OptionList { height: auto; max-height: 100%; border: none; background: $surface; &:focus { border: none; } }
    }
    """

    def __init__(self, title: str, choices: Sequence[Choice], current: str = "") -> None:
        super().__init__()
        self._title = title
        self._choices = choices
        self._current = current

    def compose(self) -> ComposeResult:
        """The lines."""
        with Vertical(id="menu"):
            yield Label(Content(text.safe(self._title)))
            yield OptionList(*[Option(_line(choice), id=choice.id) for choice in self._choices])

    def on_mount(self) -> None:
        """Begin at the present choice."""
        ids = [choice.id for choice in self._choices]
        self.query_one(OptionList).highlighted = ids.index(self._current) if self._current in ids else 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Chosen."""
        self.dismiss(event.option_id)

    def on_key(self, event: events.Key) -> None:
        """A letter that means nothing else leads to the next line that begins with it."""
        letter = (event.character or "").casefold()
        if not letter.isalnum() or event.key in self.active_bindings:
            return
        event.stop()
        chooser = self.query_one(OptionList)
        start = (chooser.highlighted or 0) + 1
        places = [*range(start, len(self._choices)), *range(start)]
        found = (place for place in places if self._choices[place].label.casefold().startswith(letter))
        chooser.highlighted = next(found, chooser.highlighted)

    def action_step(self, by: int) -> None:
        """Up or down."""
        chooser = self.query_one(OptionList)
        if by > 0:
            chooser.action_cursor_down()
        else:
            chooser.action_cursor_up()

    def action_give_up(self) -> None:
        """Nothing."""
        self.dismiss(None)


def _line(choice: Choice) -> Content:
    label = text.clip(choice.label, 46)
    blanks = " " * max(2, 46 - cell_len(label) - cell_len(choice.hint))
    return Content.assemble(label, blanks if choice.hint else "", (text.safe(choice.hint), "$foreground-muted"))
