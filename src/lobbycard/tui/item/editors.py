"""The editor of a field: a line in place of the value, with completion and its errors."""

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input, Static

from lobbycard.model import typed
from lobbycard.tui import text

MOST_LINE = 4000
"""Characters of a line; more than any title or list has."""
Find = Callable[[str], Awaitable[Sequence[str]]]
"""Known values that begin with, or else have in them, what was typed."""


class Completion(Suggester):
    """Completes from what is known; of a list, the last term."""

    def __init__(self, find: Find, *, of_list: bool = False) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._find = find
        self._of_list = of_list

    async def get_suggestion(self, value: str) -> str | None:
        """The line with its end completed."""
        head, begun = typed.last_term(value) if self._of_list else ("", value)
        if not begun:
            return None
        taken = {name.casefold() for name in typed.split(head)} if head else set()
        for known in await self._find(begun):
            safe = text.safe(known)
            if safe.casefold().startswith(begun.casefold()) and safe.casefold() not in taken and len(safe) > len(begun):
                return value + safe[len(begun) :]
        return None


class LineInput(Input):
    """A line in which nothing can be that the terminal would obey."""

    def _on_paste(self, event: events.Paste) -> None:
        """Pasted lines become one, without control characters, and no longer than fits."""
        room = max(0, MOST_LINE - len(self.value) + len(self.selected_text))
        pasted = text.safe(" ".join(event.text[: room * 2].split("\n")))[:room].strip()
        event.stop()
        event.prevent_default()
        if pasted:
            self.replace(pasted, *self.selection)


class LineEditor(Vertical):
    """A line over a row of a list: enter saves, escape gives up, and what is wrong is said right below."""

    class Done(Message):
        """The line is to be saved."""

        def __init__(self, editor: "LineEditor", value: str) -> None:
            super().__init__()
            self.editor = editor
            self.value = value

    class GivenUp(Message):
        """Nothing is to be changed."""

    HELP_TITLE: ClassVar[str] = "Editing"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "keep", "Keep", id="edit.keep", priority=True, tooltip="Keep what was typed"),
        Binding("escape", "give_up", "Cancel", id="edit.cancel", priority=True, tooltip="Change nothing"),
        Binding("tab", "complete", "Complete", id="edit.complete", priority=True, tooltip="Take the completion"),
    ]
    DEFAULT_CSS = """
    LineEditor {
        layer: over;
        position: absolute;
        height: auto;
        background: $panel;
        LineInput { background: $boost; color: $foreground; border: none; height: 1; padding: 0 1; }
        .editor-said { height: auto; color: $text-error; background: $panel; padding: 0 1; }
        .editor-said.-hint { color: $text-muted; }
    }
    """

    def __init__(
        self, key: str, value: str, *, find: Find | None = None, of_list: bool = False, hint: str = ""
    ) -> None:
        super().__init__()
        self.key = key
        """What is edited."""
        self.before = text.safe(value)[:MOST_LINE]
        self._suggester = Completion(find, of_list=of_list) if find is not None else None
        self._hint = hint

    def compose(self) -> ComposeResult:
        """The line, and what is to be said about it."""
        yield LineInput(
            self.before, suggester=self._suggester, max_length=MOST_LINE, compact=True, select_on_focus=False
        )
        said = Static(Content(text.safe(self._hint)), classes="editor-said -hint")
        said.display = bool(self._hint)
        yield said

    def on_mount(self) -> None:
        """Type at once."""
        for line in self.query(LineInput):  # there is none when the editor was closed as soon as it was opened
            line.focus()

    def put(self, x: int, y: int, width: int) -> None:
        """Where it stands in its parent."""
        self.styles.offset = (x, y)
        self.styles.width = width

    def complain(self, said: str) -> None:
        """Say what is wrong."""
        below = self.query_one(".editor-said", Static)
        below.remove_class("-hint")
        below.display = True
        below.update(Content(text.safe(said)))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Save, or close when nothing was changed."""
        event.stop()
        if event.value == self.before:
            self.post_message(self.GivenUp())
        else:
            self.post_message(self.Done(self, event.value))

    def on_input_changed(self, event: Input.Changed) -> None:
        """What was wrong may be right now."""
        event.stop()
        below = self.query_one(".editor-said", Static)
        if not below.has_class("-hint"):
            below.display = False

    async def action_keep(self) -> None:
        """Save what was typed."""
        await self.query_one(LineInput).action_submit()

    def action_give_up(self) -> None:
        """Change nothing."""
        self.post_message(self.GivenUp())

    def action_complete(self) -> None:
        """Take what is suggested."""
        line = self.query_one(LineInput)
        if not line.cursor_at_end:
            line.action_end()
        line.action_cursor_right()
