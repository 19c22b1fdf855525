"""The dialog for long text. Apart from the other editor: what it is made of takes long to import."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Label, TextArea

from lobbycard.tui import text
from lobbycard.tui.screens.dialog import Dialog

MOST_TEXT = 100_000
"""Characters of a plot: what is pasted beyond that is left out."""


def whole(long: str) -> str:
    """Long text made safe with nothing left out of it, however long its lines are."""
    kept = long[:MOST_TEXT].expandtabs(4).splitlines()
    return "\n".join("".join(text.safe(line[n : n + 4000]) for n in range(0, len(line), 4000)) for line in kept)


class LongText(TextArea):
    """Long text in which nothing can be that the terminal would obey."""

    async def _on_paste(self, event: events.Paste) -> None:
        """Pasted text without control characters, and no longer than a plot may be."""
        room = max(0, MOST_TEXT - len(self.text))
        event.stop()
        event.prevent_default()
        pasted = whole(event.text[:room])
        if len(event.text) > room:
            self.notify(f"Only {text.number(MOST_TEXT)} characters fit; the rest was left out.", severity="warning")
        if pasted and (done := self._replace_via_keyboard(pasted, *self.selection)):
            self.move_cursor(done.end_location)


class LongTextScreen(Dialog[str | None]):
    """Edits long text. Gives it, or None when nothing is to be changed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", id="text.save", priority=True, tooltip="Keep the text and lock the field"),
        Binding("escape", "give_up", "Cancel", id="text.cancel", priority=True, tooltip="Change nothing"),
    ]
    DEFAULT_CSS = """
    LongTextScreen {
        align: center middle;
        #long { width: 90; max-width: 96%; height: 22; max-height: 92%; background: $surface; padding: 1 2; }
        #long-title { color: $primary; text-style: bold; }
        #long-hint { color: $text-muted; }
        LongText { height: 1fr; border: none; padding: 0 1; margin: 1 0; background: $panel; }
    }
    """

    def __init__(self, title: str, value: str) -> None:
        super().__init__()
        self._title = title
        self._before = whole(value)
        self._warned = False

    def compose(self) -> ComposeResult:
        """A title, the text, what to press."""
        with Vertical(id="long"):
            yield Label(Content(text.safe(self._title)), id="long-title")
            yield LongText(self._before, soft_wrap=True, show_line_numbers=False, tab_behavior="focus")
            yield Label("^s keeps it and locks the field · esc changes nothing", id="long-hint")

    def on_mount(self) -> None:
        """Begin at the end of the text."""
        area = self.query_one(LongText)
        area.move_cursor(area.document.end)
        area.focus()

    def action_save(self) -> None:
        """Keep it."""
        said = self.query_one(LongText).text.strip()
        self.dismiss(None if said == self._before.strip() else said)

    def action_give_up(self) -> None:
        """Close; the first time, what would be lost is said."""
        changed = self.query_one(LongText).text != self._before
        if changed and not self._warned:
            self._warned = True
            self.query_one("#long-hint", Label).update(
                "Your changes are not kept yet: ^s keeps them, esc again drops them"
            )
            return
        self.dismiss(None)
