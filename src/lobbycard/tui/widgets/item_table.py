"""The table of the library: columns, series that unfold, and marks."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events, work
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from lobbycard.errors import AppError
from lobbycard.model.kinds import ItemKind
from lobbycard.tui import columns, roles, text
from lobbycard.tui.columns import Entry, Placed
from lobbycard.tui.roles import Part
from lobbycard.tui.widgets.item_lines import Fetch, ItemLines
from lobbycard.tui.widgets.outline import Line

MARKED = "▌"
OPENED, CLOSED = "▾ ", "▸ "

FetchChildren = Callable[[int], Awaitable[list[int]]]


class ItemTable(ItemLines):
    """Items as lines: what each column says of them, and which are marked."""

    class Opened(Message):
        """An item was asked for."""

        def __init__(self, item_id: int) -> None:
            super().__init__()
            self.item_id = item_id

    class Marked(Message):
        """Other items are marked than before."""

        def can_replace(self, message: Message) -> bool:
            """Only the last state counts."""
            return isinstance(message, ItemTable.Marked)

    class HeaderClicked(Message):
        """A column's title was clicked."""

        def __init__(self, column: columns.Column) -> None:
            super().__init__()
            self.column = column

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", id="list.open", tooltip="Show everything about it"),
        Binding("right,l", "unfold", "Unfold", id="list.unfold", show=False, tooltip="Seasons and episodes below it"),
        Binding("left,h", "fold", "Fold", id="list.fold", show=False, tooltip="Close it, or go up to its series"),
        Binding("space", "mark", "Mark", id="list.mark", tooltip="Mark it for what comes next; again to unmark"),
        Binding(
            "v", "range", "Range", id="list.range", show=False, tooltip="Begin a range, move, and v again to mark it"
        ),
        Binding(
            "shift+down", "mark_on(1)", "Mark down", id="list.mark_down", show=False, tooltip="Mark it and go down"
        ),
        Binding("shift+up", "mark_on(-1)", "Mark up", id="list.mark_up", show=False, tooltip="Mark it and go up"),
        Binding("asterisk", "mark_all", "Mark all", id="list.mark_all", show=False, tooltip="Mark the whole list"),
        Binding("backslash", "invert", "Invert marks", id="list.invert", show=False, tooltip="Marked becomes unmarked"),
    ]
    HELP_TITLE: ClassVar[str] = "List"
    HEADER: ClassVar[int] = 1
    COMPONENT_CLASSES: ClassVar[set[str]] = {"lines--header", "lines--header-sorted", "lines--marked"}
    DEFAULT_CSS = """
    ItemTable {
        overflow-y: scroll;
        & > .lines--header { color: $foreground-muted; background: $surface; }
        & > .lines--header-sorted { color: $primary; background: $surface; text-style: bold; }
        & > .lines--marked { color: $foreground; background: $boost; text-style: bold; }
    }
    """

    view = reactive("library", repaint=True)
    """Which set of columns is shown."""
    sort_column = reactive("title")
    descending = reactive(False)

    def __init__(
        self,
        fetch: Fetch,
        fetch_children: FetchChildren,
        configured: Mapping[str, Sequence[str]],
        *,
        id: str | None = None,  # noqa: A002 - Textual's name for it
    ) -> None:
        super().__init__(fetch, id=id)
        self._fetch_children = fetch_children
        self._configured = configured
        self.marks: set[int] = set()
        self._anchor: int | None = None
        self._layout_key: tuple[str, int] | None = None
        self._layout: list[Placed] = []

    # -- for its parent --

    def show(self, ids: Sequence[int], *, keep: bool = True) -> None:
        """Show another list; a range that was begun in the one before is given up."""
        if not keep or ids != self.outline.ids:
            self._anchor = None
        super().show(ids, keep=keep)

    def configure(self, configured: Mapping[str, Sequence[str]]) -> None:
        """Show other columns."""
        self._configured = configured
        self._layout_key = None
        self.refresh()

    def clear_marks(self) -> bool:
        """Unmark everything; false when nothing was marked."""
        had = bool(self.marks) or self._anchor is not None
        self.marks.clear()
        self._anchor = None
        if had:
            self._marks_changed()
        return had

    def chosen(self) -> list[int]:
        """What an action is for: the marked items, else the one under the cursor."""
        self._commit_range()
        if self.marks:
            order = {item_id: place for place, item_id in enumerate(self.outline.ids)}
            return sorted(self.marks, key=lambda item_id: order.get(item_id, len(order)))
        return [] if self.current_id is None else [self.current_id]

    # -- painting --

    def render_line(self, y: int) -> Strip:
        """The titles of the columns, or a row."""
        width = self._width
        if y == 0:
            return self._header(width)
        index = self.scroll_offset.y + y - 1
        if index >= len(self.outline):
            return Strip.blank(width, self.rich_style)
        line = self.outline.at(index)
        return self._row_strip(line, self.entries.get(line.id), index, width)

    def _columns(self, width: int) -> list[Placed]:
        key = (self.view, width)
        if key != self._layout_key:
            self._layout = columns.placed(columns.chosen(self.view, self._configured), width - 2)
            self._layout_key = key
        return self._layout

    def _header(self, width: int) -> Strip:
        plain = self._style("header")
        segments = [Segment("  ", plain)]
        for number, (column, cells) in enumerate(self._columns(width)):
            if number:
                segments.append(Segment(" ", plain))
            is_sorted = column.name == self.sort_column
            arrow = (" ↓" if self.descending else " ↑") if is_sorted and cells > 3 else ""
            if arrow and len(column.title) + 2 > cells:
                arrow = arrow.strip()
            title = text.fit(text.clip(column.title, cells - len(arrow)) + arrow, cells, right=column.right)
            segments.append(Segment(title, self._style("header-sorted") if is_sorted else plain))
        return Strip(segments).adjust_cell_length(width, plain).simplify()

    def _row_strip(self, line: Line, entry: Entry | None, index: int, width: int) -> Strip:
        is_marked = line.id in self.marks or self._in_range(index)
        base = self._row_style(index, is_marked=is_marked)
        one_colour = index == self.cursor
        mark_style = base if one_colour else base + Style(color=self._style("mark").color)
        segments = [Segment(f"{MARKED} ", mark_style)] if is_marked else []
        blanks = "" if is_marked else "  "
        for column, cells in self._columns(width):
            for part, role in self._cells(column, cells, line, entry):
                if not part.strip():
                    blanks += part  # blanks have no colour of their own: every change of colour is 40 bytes
                    continue
                segments.append(Segment(blanks + part, base if one_colour else self._with_role(base, role, entry)))
                blanks = ""
            blanks += " "
        return Strip(segments).adjust_cell_length(width, base).simplify()

    def _cells(self, column: columns.Column, cells: int, line: Line, entry: Entry | None) -> list[Part]:
        if entry is None:
            return [(text.fit("…" if column.name == "title" else "", cells), roles.FAINT)]
        if column.name != "title":
            return column.cells(entry, cells)
        indent = "  " * line.depth + self._fold_sign(entry)
        return [
            (text.fit(indent, min(cells, len(indent))), roles.QUIET),
            *column.cells(entry, max(0, cells - len(indent))),
        ]

    def _fold_sign(self, entry: Entry) -> str:
        if entry.row.kind in {ItemKind.SERIES, ItemKind.SEASON}:
            return OPENED if self.outline.is_open(entry.row.id) else CLOSED
        return "" if self.view == "films" else "  "

    def _row_style(self, index: int, *, is_marked: bool) -> Style:
        if index == self.cursor:
            return self._cursor_style()
        return self._style("marked") if is_marked else self.rich_style

    def _with_role(self, base: Style, role: str, entry: Entry | None) -> Style:
        if entry is not None and not entry.row.monitored and role == roles.PLAIN:
            role = roles.FAINT
        return base + Style(color=self._style(role).color)

    # -- moving --

    def cursor_moved(self) -> None:
        """Tell which item it is; a range that was begun changes with it."""
        if self._anchor is not None:
            self.refresh()
        self.post_message(self.Moved(self.current_id))

    # -- seasons and episodes --

    @work(exclusive=True, group="unfold")
    async def action_unfold(self) -> None:
        """Show what is below the item, or step into it."""
        entry = self.current
        if entry is None or entry.row.kind not in {ItemKind.SERIES, ItemKind.SEASON}:
            return
        if self.outline.is_open(entry.row.id):
            self.go_to(self.cursor + 1)
            return
        try:
            children = await self._fetch_children(entry.row.id)
        except AppError as error:
            self.post_message(self.Failed(error))
            return
        self.outline.open(entry.row.id, children)
        self._lines_changed(entry.row.id)

    def action_fold(self) -> None:
        """Close the item, or go to what it hangs under."""
        item_id = self.current_id
        if item_id is None:
            return
        if self.outline.is_open(item_id):
            self.outline.close(item_id)
            self._lines_changed(item_id)
            return
        above = self.outline.parent_of(self.cursor)
        if above is not None:
            self.go_to(above)

    def _lines_changed(self, item_id: int) -> None:
        place = self.outline.index_of(item_id, self.cursor)
        self.cursor = place if place is not None else self.cursor
        self._resize()
        self.refresh()
        self._want_rows()

    def action_open(self) -> None:
        """Show the item; of a series, first its seasons."""
        if self.current_id is not None:
            self.post_message(self.Opened(self.current_id))

    # -- marks --

    def action_mark(self) -> None:
        """Mark or unmark, and go on."""
        if self._commit_range() or self.current_id is None:
            return
        self.marks ^= {self.current_id}
        self._marks_changed(everything=False)
        self.go_to(self.cursor + 1)

    def action_mark_on(self, by: int) -> None:
        """Mark and go on, up or down."""
        if self.current_id is not None:
            self.marks.add(self.current_id)
            self._marks_changed(everything=False)
            self.go_to(self.cursor + by)

    def action_range(self) -> None:
        """Begin a range, or mark it."""
        if not self._commit_range() and self.current_id is not None:
            self._anchor = self.cursor
            self.refresh()

    def action_mark_all(self) -> None:
        """Mark the list, or unmark it when it is."""
        everything = set(self.outline.ids)
        self.marks = set() if everything <= self.marks else self.marks | everything
        self._marks_changed()

    def action_invert(self) -> None:
        """Mark what is not marked, and the other way round."""
        self.marks = set(self.outline.ids) ^ self.marks
        self._marks_changed()

    def _in_range(self, index: int) -> bool:
        return self._anchor is not None and min(self._anchor, self.cursor) <= index <= max(self._anchor, self.cursor)

    def _commit_range(self) -> bool:
        if self._anchor is None:
            return False
        start, stop = sorted((self._anchor, self.cursor))
        self._anchor = None
        self.marks |= {line.id for line in self.outline.lines(start, stop + 1)}
        self._marks_changed()
        return True

    def _marks_changed(self, *, everything: bool = True) -> None:
        if everything:
            self.refresh()
        else:
            self._refresh_row(self.cursor)
        self.post_message(self.Marked())

    # -- what Textual tells --

    def watch_view(self) -> None:
        """Other columns."""
        self._layout_key = None

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor there, a second one opens; on a title it sorts."""
        if event.y == 0:
            column = self._column_at(event.x)
            if column is not None:
                self.post_message(self.HeaderClicked(column))
            return
        index = self.scroll_offset.y + event.y - 1
        if index >= len(self.outline):
            return
        self.go_to(index)
        if event.x < 2:
            self.marks ^= {self.outline.at(index).id}
            self._marks_changed(everything=False)
        elif event.chain == 2:
            self.action_open()

    def _column_at(self, x: int) -> columns.Column | None:
        start = 2
        for column, cells in self._columns(self._width):
            if start <= x <= start + cells:
                return column
            start += cells + 1
        return None
