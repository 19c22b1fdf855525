"""Asks for one line and keeps it; what is wrong with it is said at the field."""

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widgets import Input, Label, Static

from lobbycard.errors import AppError
from lobbycard.tui import text
from lobbycard.tui.screens.dialog import Dialog


class AskCheckedScreen(Dialog[bool]):
    """Gives whether something was kept."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give_up", "Cancel", id="ask_checked.cancel", tooltip="Change nothing")
    ]
    DEFAULT_CSS = """
    AskCheckedScreen {
        align: center middle;
        #ask-checked { width: 72; max-width: 96%; height: auto; background: $surface; padding: 1 2; }
        #ask-checked-title { color: $primary; text-style: bold; margin: 0 0 1 0; }
        #ask-checked-doc { color: $text-muted; margin: 1 0 0 0; width: 100%; height: auto; }
        #ask-checked-error { color: $error; height: auto; }
        Input { background: $panel; }
    }
    """

    def __init__(
        self,
        title: str,
        save: Callable[[str], Awaitable[None]],
        *,
        value: str = "",
        doc: str = "",
        known: Sequence[str] = (),
        secret: bool = False,
    ) -> None:
        super().__init__()
        self._title = title
        self._save = save
        self._value = value
        self._doc = doc
        self._known = known
        self._secret = secret

    def compose(self) -> ComposeResult:
        """A line to type in, and what it is for."""
        with Vertical(id="ask-checked"):
            yield Label(Content(text.safe(self._title)), id="ask-checked-title")
            suggester = SuggestFromList(self._known, case_sensitive=False) if self._known else None
            yield Input(self._value, suggester=suggester, max_length=4000, compact=True, password=self._secret)
            yield Static("", id="ask-checked-error")
            if self._doc:
                yield Label(Content(text.safe(self._doc)), id="ask-checked-doc")

    def on_input_changed(self) -> None:
        """What was wrong may be right now."""
        self.query_one("#ask-checked-error", Static).update("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep it."""
        self._keep(event.value)

    @work(exclusive=True, group="ask")
    async def _keep(self, typed: str) -> None:
        try:
            await self._save(typed)
        except AppError as error:
            self.query_one("#ask-checked-error", Static).update(Content(text.safe(f"{error.message} {error.hint}")))
            return
        self.dismiss(True)

    def action_give_up(self) -> None:
        """Keep what was."""
        self.dismiss(False)
