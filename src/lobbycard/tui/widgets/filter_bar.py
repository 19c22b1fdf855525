"""Search and filter: one line to type in, with completion, and errors that point at their word."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input, Label, Static

from lobbycard.store import filters
from lobbycard.store.filters import FilterError
from lobbycard.tui import text

LONGEST = 500
"""Characters of a filter; more was pasted by mistake."""


INVITATIONS = ("/ to search or filter", "/ to search", "/")
UNFINISHED = (":", "=", "<", ">")
"""What a test ends with whose value is still being typed: no fault yet."""


class Completion(Suggester):
    """Completes the word at the end."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The text with its last word completed."""
        return completed(value)


def completed(value: str) -> str | None:
    """The text with its last word completed; None when nothing is known to follow."""
    offers = filters.complete(value, len(value))
    if not offers:
        return None
    start = max(value.rfind(" "), value.rfind("(")) + 1
    word = value[start:].removeprefix("-")
    offer = offers[0]
    return value + offer[len(word) :] if offer.startswith(word.lower()) and offer != word else None


class FilterInput(Input):
    """The line itself; down and enter lead back to the list, tab completes."""

    HELP_TITLE: ClassVar[str] = "Search"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down", "leave", "To the list", id="search.done", tooltip="Keep the search and go to the list"),
        Binding("escape", "give_up", "Clear", id="search.clear", tooltip="Clear the search, then go to the list"),
        Binding("tab", "complete", "Complete", id="search.complete", tooltip="Complete the word"),
    ]

    class Left(Message):
        """Back to the list."""

    def action_leave(self) -> None:
        """Back to the list."""
        self.post_message(self.Left())

    def action_give_up(self) -> None:
        """Clear what is there, or go back."""
        if self.value:
            self.value = ""
        self.post_message(self.Left())

    def action_complete(self) -> None:
        """Take the completion, or go to the next part of the screen."""
        offer = completed(self.value)
        if offer is not None:
            self.value = offer
            self.cursor_position = len(offer)
        elif not self.value:
            self.screen.focus_next()


class FilterBar(Vertical):
    """The filter in words, how many it leaves, and below it what can follow or what is wrong."""

    class Changed(Message):
        """Something else is looked for."""

        def __init__(self, value: str) -> None:
            super().__init__()
            self.value = value

        def can_replace(self, message: Message) -> bool:
            """Only the last counts."""
            return isinstance(message, FilterBar.Changed)

    DEFAULT_CSS = """
    FilterBar {
        height: auto;
        #filter-line { height: 1; }
        &:focus-within #filter-line { background: $panel; }
        #filter-scope { width: auto; padding: 0 1; color: $secondary; }
        #filter-count { width: 34; padding: 0 1; color: $foreground-muted; text-align: right; }
        #filter-note { height: 1; display: none; color: $foreground-muted; }
        &.-noted #filter-note { display: block; }
        FilterInput {
            width: 1fr; height: 1; border: none; padding: 0; background: transparent;
            &:focus { border: none; background: transparent; }
        }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._scope = ""

    def compose(self) -> ComposeResult:
        """One line, and one below it when there is something to say."""
        with Horizontal(id="filter-line"):
            yield Label("", id="filter-scope")
            yield FilterInput(
                suggester=Completion(),
                max_length=LONGEST,
                compact=True,
                id="filter-input",
                select_on_focus=False,
            )
            yield Label("", id="filter-count")
        yield Static("", id="filter-note")

    def on_resize(self) -> None:
        """An invitation that is not cut."""
        field = self.query_one(FilterInput)
        field.placeholder = next((said for said in INVITATIONS if len(said) <= field.size.width), "")

    @property
    def value(self) -> str:
        """What is looked for."""
        return self.query_one(FilterInput).value

    def set_value(self, value: str) -> None:
        """Look for something else."""
        self.query_one(FilterInput).value = value

    def begin(self) -> None:
        """Let the person type."""
        self.query_one(FilterInput).focus()

    def show_scope(self, scope: str) -> None:
        """What the sidebar narrows the list to."""
        self._scope = scope
        self.query_one("#filter-scope", Label).update(Content(f"{text.safe(scope)} ▸"))

    def show_count(self, said: str) -> None:
        """How many there are."""
        self.query_one("#filter-count", Label).update(Content(said), layout=False)

    def show_error(self, error: FilterError | None) -> None:
        """Point at the word that is wrong, or say what can follow."""
        note = self.query_one("#filter-note", Static)
        said = _offers(self.value) if error is None else None
        self.set_class(error is not None or said is not None, "-noted")
        if error is not None and self.value.endswith(UNFINISHED):
            note.update(Content(" " * (len(self._scope) + 4 + error.start) + text.safe(error.hint)))
        elif error is not None:
            offset = len(self._scope) + 4 + error.start
            width = max(1, min(error.end, LONGEST) - error.start)
            message = f" {text.safe(error.message)} {text.safe(error.hint)}"
            room = self.size.width - offset - width
            if room < len(message):
                offset = max(0, offset - (len(message) - room))
            note.update(Content.assemble(" " * offset, ("▔" * width, "$error"), (message, "$text-error")))
        elif said is not None:
            note.update(Content(" " * (len(self._scope) + 4) + said))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Something was typed."""
        event.stop()
        self.post_message(self.Changed(event.value))


def _offers(value: str) -> str | None:
    """What can follow, in one line."""
    offers = filters.complete(value, len(value))
    return "  ".join(offers[:10]) if offers and offers != [value.split(" ")[-1]] else None
