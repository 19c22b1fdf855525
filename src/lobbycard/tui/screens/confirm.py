"""Says what will happen before it happens."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Label, Static

from lobbycard.tui import text
from lobbycard.tui.screens.dialog import Dialog


class ConfirmScreen(Dialog[bool]):
    """A question with what follows from a yes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,n", "answer(False)", "No", id="confirm.no", tooltip="Change nothing"),
        Binding("y", "answer(True)", "Yes", id="confirm.yes", tooltip="Do it"),
        Binding("left,right", "switch", "Other button", id="confirm.switch", show=False, tooltip="To the other button"),
    ]
    DEFAULT_CSS = """
    ConfirmScreen {
        align: center middle;
        #confirm { width: 72; max-width: 96%; height: auto; max-height: 92%; background: $surface; padding: 1 2; }
        #confirm-title { color: $primary; text-style: bold; width: 100%; }
        #confirm-lines { height: auto; max-height: 16; margin: 1 0; }
        #confirm-note { color: $foreground-muted; width: 100%; }
        #confirm-buttons { height: auto; margin: 1 0 0 0; align-horizontal: right; }
        Button { margin: 0 0 0 2; background: $panel; color: $foreground-muted; }
        Button:focus { background: $primary; color: $on-color; text-style: $on-color-style !important; }
        #yes.-error { background: $panel !important; color: $error; }
        #yes.-primary { background: $panel !important; color: $primary; }
        #yes.-error:focus { background: $error !important; color: $on-color; }
        #yes.-primary:focus { background: $primary !important; color: $on-color; }
    }
    """

    def __init__(
        self, title: str, lines: Sequence[str] = (), *, note: str = "", yes: str = "Do it", danger: bool = False
    ) -> None:
        super().__init__()
        self._title = title
        self._lines = lines
        self._note = note
        self._yes = yes
        self._danger = danger

    def compose(self) -> ComposeResult:
        """The question, what will happen, two buttons."""
        with Vertical(id="confirm"):
            yield Label(Content(text.safe(self._title)), id="confirm-title")
            if self._lines:
                with VerticalScroll(id="confirm-lines", can_focus=False):
                    yield Static(Content("\n".join(text.safe(line) for line in self._lines)))
            if self._note:
                yield Label(Content(text.safe(self._note)), id="confirm-note")
            with Horizontal(id="confirm-buttons"):
                yield Button("Cancel", id="no", compact=True)
                yield Button(self._yes, id="yes", variant="error" if self._danger else "primary", compact=True)

    def on_mount(self) -> None:
        """Enter answers yes, unless that is dangerous."""
        self.query_one("#no" if self._danger else "#yes", Button).focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answered."""
        self.dismiss(event.button.id == "yes")

    def action_answer(self, answer: bool) -> None:
        """Answered by key."""
        self.dismiss(answer)

    def action_switch(self) -> None:
        """To the other button."""
        self.focus_next()
