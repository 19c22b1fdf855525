"""Choose a theme with a live preview: moving changes the colours, enter keeps them, escape puts the old ones back."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.theme import Theme
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option

from lobbycard.tui.screens.dialog import Dialog


class ThemePicker(Dialog[str | None]):
    """Gives the name of the chosen theme, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give_up", "Keep the old one", id="theme.cancel", tooltip="Close without a change")
    ]
    DEFAULT_CSS = """
    ThemePicker {
        align: right middle;
        background: transparent;
        #themes { width: 34; height: auto; max-height: 90%; background: $surface; padding: 1 1; margin: 0 2; }
        Label { color: $primary; text-style: bold; padding: 0 1 1 1; }
        OptionList {
            height: auto; max-height: 20; border: none; background: $surface;
            &:focus { border: none; }
        }
    }
    """

    def __init__(self, themes: Sequence[Theme], current: str) -> None:
        super().__init__()
        self._themes = themes
        self._before = current

    def compose(self) -> ComposeResult:
        """The names."""
        with Vertical(id="themes"):
            yield Label("Theme")
            yield OptionList(*[Option(_line(theme), id=theme.name) for theme in self._themes])

    def on_mount(self) -> None:
        """Begin at the present one."""
        names = [theme.name for theme in self._themes]
        if self._before in names:
            self.query_one(OptionList).highlighted = names.index(self._before)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show what it looks like."""
        if event.option_id and event.option_id != self.app.theme:
            self.app.theme = event.option_id

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Keep it."""
        self.dismiss(event.option_id)

    def action_give_up(self) -> None:
        """Put the old one back."""
        self.app.theme = self._before
        self.dismiss(None)


def _line(theme: Theme) -> str:
    return f"{'☾' if theme.dark else '☀'} {theme.name}"
