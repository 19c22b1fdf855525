"""Asks for a person and what they did."""

from collections.abc import Awaitable, Callable
from typing import ClassVar, NamedTuple

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option

from lobbycard.errors import AppError
from lobbycard.tui import text
from lobbycard.tui.item.editors import LineInput
from lobbycard.tui.screens.dialog import Dialog


class Added(NamedTuple):
    """A person and their role or job."""

    name: str
    part: str


class AddPersonScreen(Dialog[Added | None]):
    """Gives who was chosen or typed, or None."""

    HELP_TITLE: ClassVar[str] = "Adding a person"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give_up", "Cancel", id="person.cancel", tooltip="Add nobody"),
        Binding("down", "to_list", "Known people", id="person.list", show=False, tooltip="To the people who are known"),
    ]
    DEFAULT_CSS = """
    AddPersonScreen {
        align: center middle;
        #person { width: 64; max-width: 96%; height: auto; background: $surface; padding: 1 2; }
        .person-title { color: $primary; text-style: bold; }
        .person-label { color: $foreground-muted; margin: 1 0 0 0; }
        OptionList { height: 7; border: none; background: $surface; padding: 0; }
    }
    """

    def __init__(self, find: Callable[[str], Awaitable[list[str]]], *, is_crew: bool) -> None:
        super().__init__()
        self._find = find
        self._is_crew = is_crew
        self._known: list[str] = []

    def compose(self) -> ComposeResult:
        """Name with those who are known below it, then the role."""
        with Vertical(id="person"):
            yield Label("Add to the crew" if self._is_crew else "Add to the cast", classes="person-title")
            yield Label("Name", classes="person-label")
            yield LineInput(id="person-name", max_length=300, compact=True)
            yield OptionList(id="person-known")
            yield Label("Job" if self._is_crew else "Role", classes="person-label")
            yield LineInput(id="person-part", max_length=300, compact=True)

    def on_mount(self) -> None:
        """Begin with the name."""
        self.query_one("#person-name").focus()
        self._look("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show whom that may be."""
        if event.input.id == "person-name":
            self._look(event.value)

    @work(exclusive=True, group="known")
    async def _look(self, words: str) -> None:
        try:
            known = await self._find(words)
        except AppError:
            return  # typing the name is enough
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(Content(text.clip(name, 56)), id=str(n)) for n, name in enumerate(known)])
        self._known = known

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """This one."""
        self.query_one("#person-name", Input).value = text.safe(self._known[event.option_index])
        self.query_one("#person-part").focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """From the name to the role, from there back to the list."""
        name = self.query_one("#person-name", Input).value.strip()
        if not name:
            self.query_one("#person-name").focus()
        elif event.input.id == "person-name":
            self.query_one("#person-part").focus()
        else:
            self.dismiss(Added(name, event.value.strip()))

    def action_to_list(self) -> None:
        """To the people who are known."""
        known = self.query_one(OptionList)
        known.focus()
        if known.highlighted is None and self._known:
            known.highlighted = 0

    def action_give_up(self) -> None:
        """Nobody."""
        self.dismiss(None)
