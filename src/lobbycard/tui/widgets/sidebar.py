"""The saved filters and libraries beside the list, each with how many it holds."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from lobbycard.tui import text


class Scope(NamedTuple):
    """What the sidebar narrows the list to."""

    name: str
    filter: str = ""
    library_id: int | None = None

    @property
    def key(self) -> str:
        """Tells scopes apart."""
        return self.name if self.library_id is None else f"library {self.library_id}"


class Sidebar(OptionList):
    """Saved filters, then libraries. Moving chooses; the list follows."""

    class Chosen(Message):
        """Another scope."""

        def __init__(self, scope: Scope) -> None:
            super().__init__()
            self.scope = scope

        def can_replace(self, message: Message) -> bool:
            """Only the last choice counts."""
            return isinstance(message, Sidebar.Chosen)

    HELP_TITLE: ClassVar[str] = "Filters"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "To the list", id="filters.select", tooltip="Show this in the list, and go there"),
        Binding("j", "cursor_down", "Down", id="filters.down", show=False, tooltip="One down"),
        Binding("k", "cursor_up", "Up", id="filters.up", show=False, tooltip="One up"),
    ]
    DEFAULT_CSS = """
    Sidebar {
        width: 28;
        height: 1fr;
        border: none;
        padding: 0 0 0 1;
        background: $surface;
        scrollbar-size-vertical: 1;
        &:focus { border: none; }
        & > .option-list--option { padding: 0 1; }
        & > .option-list--option-disabled { color: $foreground-disabled; }
        & > .option-list--option-highlighted { background: $block-cursor-blurred-background; color: $foreground; }
        &:focus > .option-list--option-highlighted {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
        }
    }
    """

    def __init__(self, saved: Mapping[str, str], *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._saved = [Scope(name, filter_) for name, filter_ in saved.items()]
        self._libraries: list[Scope] = []
        self._counts: dict[str, int] = {}
        self._quiet = False

    def on_mount(self) -> None:
        """The filters are known at once, their counts later."""
        self._rebuild()

    def show_libraries(self, libraries: Sequence[tuple[int, str]]) -> None:
        """The libraries by id and name."""
        scopes = [Scope(name, library_id=library_id) for library_id, name in libraries]
        if scopes != self._libraries:
            self._libraries = scopes
            self._rebuild()

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """How many each holds, by the scope's key."""
        changed = [scope for scope in self._scopes if counts.get(scope.key) != self._counts.get(scope.key)]
        self._counts = dict(counts)
        for scope in changed:
            self.replace_option_prompt(scope.key, self._line(scope))

    @property
    def scope(self) -> Scope:
        """What is chosen."""
        option = None if self.highlighted is None else self.get_option_at_index(self.highlighted)
        return next((scope for scope in self._scopes if option is not None and scope.key == option.id), self._saved[0])

    def choose(self, key: str) -> None:
        """Choose a scope by its key."""
        keys = [option.id for option in self.options]
        if key in keys:
            self.highlighted = keys.index(key)

    @property
    def _scopes(self) -> list[Scope]:
        return [*self._saved, *self._libraries]

    def _rebuild(self) -> None:
        chosen = self.scope.key
        options = [Option("Show", id="head show", disabled=True)]
        options += [Option(self._line(scope), id=scope.key) for scope in self._saved]
        if self._libraries:
            options += [Option("", id="gap", disabled=True), Option("Libraries", id="head libraries", disabled=True)]
            options += [Option(self._line(scope), id=scope.key) for scope in self._libraries]
        self._quiet = True
        self.clear_options()
        self.add_options(options)
        self.choose(chosen)
        self._quiet = False

    def _line(self, scope: Scope) -> Content:
        count = self._counts.get(scope.key)
        shown = "" if count is None else text.number(count)
        room = 24 - len(shown)
        name = text.clip(scope.name, room - 1)
        blanks = " " * max(1, room - cell_len(name))
        quiet = "$foreground-disabled" if not count else "$foreground-muted"
        return Content.assemble(name, blanks, (shown, quiet))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """The list follows."""
        event.stop()
        if not self._quiet:
            self.post_message(self.Chosen(self.scope))
