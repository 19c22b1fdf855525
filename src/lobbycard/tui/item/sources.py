"""What each source says of a field, one below the other; enter takes one over."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Label

from lobbycard.store.item_page import FieldRow, Saying
from lobbycard.tui import columns, text
from lobbycard.tui.item import values
from lobbycard.tui.item.metadata import LOCKED, source_name, source_role
from lobbycard.tui.roles import FAINT, GOOD, PLAIN, QUIET
from lobbycard.tui.screens.dialog import Dialog
from lobbycard.tui.widgets.row_list import YOURS, Line, Row, RowList, heading, note, wrapped


class Taken(NamedTuple):
    """Whose value is to be taken over."""

    name: str
    provider: str
    language: str


class SourcesScreen(Dialog[Taken | None]):
    """Gives what is to be taken over, or None."""

    HELP_TITLE: ClassVar[str] = "Sources"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,s", "close", "Close", id="sources.close", tooltip="Change nothing"),
        Binding("right,right_square_bracket,tab", "turn(1)", "Next field", id="sources.next", tooltip="The next field"),
        Binding("left,left_square_bracket,shift+tab", "turn(-1)", "Previous field", id="sources.previous", show=False,
                tooltip="The field before"),
    ]  # fmt: skip
    DEFAULT_CSS = """
    SourcesScreen {
        align: center middle;
        #sources { width: 100; max-width: 96%; height: auto; max-height: 90%; background: $surface; padding: 1 2; }
        #sources-title { color: $primary; text-style: bold; width: 100%; }
        #sources-hint { color: $text-muted; margin: 1 0 0 0; }
        RowList { height: auto; max-height: 26; background: $surface; }
    }
    """

    def __init__(
        self, title: str, fields: Sequence[FieldRow], said: Mapping[str, Sequence[Saying]], current: str
    ) -> None:
        super().__init__()
        self._title = title
        self._fields = fields
        self._said = said
        self._index = next((n for n, row in enumerate(fields) if row.info.name == current), 0)

    def compose(self) -> ComposeResult:
        """A title, the values, what to press."""
        with Vertical(id="sources"):
            yield Label("", id="sources-title")
            yield RowList()
            yield Label("enter takes it over and locks it · ← → other fields · esc goes back", id="sources-hint")

    def on_mount(self) -> None:
        """Show the field that was asked for."""
        self.query_one(RowList).focus()
        self._show()

    def _show(self) -> None:
        row = self._fields[self._index]
        place = f"  {self._index + 1} of {len(self._fields)}" if len(self._fields) > 1 else ""
        title = Content.assemble(
            text.safe(f"{row.info.label} — {self._title}"), (place, "not bold $foreground-disabled")
        )
        self.query_one("#sources-title", Label).update(title)
        said = self._said.get(row.info.name, ())
        rows = [heading("now", "Now", gap=True), Row("now", partial(now_lines, row), is_heading=True)]
        rows.append(heading("said", "Said by"))
        rows += [Row(str(n), partial(said_lines, row, one)) for n, one in enumerate(said)]
        if not said:
            rows.append(note("none", "No source says anything of this."))
        self.query_one(RowList).show(rows, cursor="0" if said else None)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Take it over."""
        event.stop()
        name = self._fields[self._index].info.name
        chosen = self._said[name][int(event.key)]
        self.dismiss(Taken(name, chosen.provider, chosen.language))

    def action_turn(self, by: int) -> None:
        """Another field."""
        self._index = (self._index + by) % len(self._fields)
        self._show()

    def action_close(self) -> None:
        """Change nothing."""
        self.dismiss(None)


_NAME = 14


def now_lines(row: FieldRow, width: int) -> list[Line]:
    """The value as it is."""
    shown = values.shown(row.info, row.value) or "—"
    name = f"{source_name(row.source) or 'nobody'}{' ' + LOCKED if row.locked else ''}"
    return _lines(name, YOURS if row.locked else source_role(row.source), shown, width, "")


def said_lines(row: FieldRow, one: Saying, width: int) -> list[Line]:
    """What a source says, marked when it is what the item has."""
    shown = values.shown(row.info, one.value)
    name = f"{source_name(one.provider)}{' ' + one.language if one.language else ''}"
    mark = "=" if shown == values.shown(row.info, row.value) else columns.age(one.fetched_at)
    return _lines(name, source_role(one.provider), shown, width, mark)


def _lines(name: str, role: str, shown: str, width: int, mark: str) -> list[Line]:
    room = max(8, width - 2 - _NAME - 6)
    broken = wrapped(shown, room, 6)
    first: Line = [
        (text.fit(name, _NAME), role),
        (" ", PLAIN),
        (text.fit(broken[0], room), PLAIN),
        (text.fit(mark, 5, right=True), GOOD if mark == "=" else FAINT),
    ]
    return [first, *([(" " * (_NAME + 1), QUIET), (line, PLAIN)] for line in broken[1:])]
