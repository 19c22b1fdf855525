"""The list as a wall of posters: a fixed pool of cells that is bound to another page's items."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import ClassVar, NamedTuple

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from lobbycard.errors import AppError
from lobbycard.tui import columns, text
from lobbycard.tui.columns import Entry
from lobbycard.tui.pictures.encoded import Source
from lobbycard.tui.pictures.pictures import Pictures
from lobbycard.tui.pictures.widget import Picture
from lobbycard.tui.roles import COLORS

COLUMNS, ROWS = 16, 12
"""A poster's box."""
WIDE, HIGH = COLUMNS + 3, ROWS + 3
"""A cell: the poster, its title and state, and the space between."""


class Poster(NamedTuple):
    """What a cell shows."""

    entry: Entry
    source: Source | None
    key: str
    """Tells the picture from others."""


Fetch = Callable[[Sequence[int]], Awaitable[dict[int, Poster]]]


class WallCell(Vertical):
    """A poster with two lines below it."""

    def __init__(self, pictures: Pictures) -> None:
        super().__init__()
        self._picture = Picture(pictures, classes="wall-picture")
        self._title = Static("", classes="wall-title")
        self._state = Static("", classes="wall-state")
        self.item_id: int | None = None

    def compose(self) -> ComposeResult:
        """Picture, title, state."""
        yield self._picture
        yield self._title
        yield self._state

    def bind_item(self, item_id: int | None) -> None:
        """Stand for another item, of which nothing is known yet."""
        if item_id != self.item_id:
            self.item_id = item_id
            self._picture.set_source(None, title="")
            self._title.update("", layout=False)
            self._state.update("", layout=False)
        self.set_class(item_id is None, "-vacant")

    def show(self, poster: Poster, *, marked: bool) -> None:
        """What was read about it."""
        row = poster.entry.row
        title = columns.label(row)
        self._picture.set_source(poster.source, key=poster.key or None, title=text.safe(title))
        mark = "▌" if marked else ""
        self._title.update(Content(mark + text.clip(title, COLUMNS - len(mark))), layout=False)
        state = columns.state_of(row)
        said = Content.assemble((f"{state.sign} ", COLORS[state.role]), (str(row.year or ""), "$foreground-muted"))
        self._state.update(said, layout=False)


class PosterWall(Widget, can_focus=True):
    """As many posters as fit. Arrows move, beyond the edge comes another page."""

    class Moved(Message):
        """The cursor stands on another item."""

        def __init__(self, item_id: int) -> None:
            super().__init__()
            self.item_id = item_id

    class Opened(Message):
        """An item was asked for."""

        def __init__(self, item_id: int) -> None:
            super().__init__()
            self.item_id = item_id

    class Toggled(Message):
        """An item is to be marked, or not any more."""

        def __init__(self, item_id: int) -> None:
            super().__init__()
            self.item_id = item_id

    HELP_TITLE: ClassVar[str] = "Wall"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "move(-1, 0)", "Left", id="wall.left", show=False, tooltip="One to the left"),
        Binding("right,l", "move(1, 0)", "Right", id="wall.right", show=False, tooltip="One to the right"),
        Binding("up,k", "move(0, -1)", "Up", id="wall.up", show=False, tooltip="A row up"),
        Binding("down,j", "move(0, 1)", "Down", id="wall.down", show=False, tooltip="A row down"),
        Binding("pageup,ctrl+b", "page(-1)", "Page up", id="wall.page_up", show=False, tooltip="A page up"),
        Binding("pagedown,ctrl+f", "page(1)", "Page down", id="wall.page_down", show=False, tooltip="A page down"),
        Binding("home,g", "go(0)", "First", id="wall.first", show=False, tooltip="To the first"),
        Binding("end,G", "go(-1)", "Last", id="wall.last", show=False, tooltip="To the last"),
        Binding("enter", "open", "Open", id="wall.open", tooltip="Show everything about it"),
        Binding("space", "mark", "Mark", id="wall.mark", tooltip="Mark it for what comes next; again to unmark"),
    ]
    DEFAULT_CSS = """
    PosterWall {
        height: 1fr;
        Grid { grid-gutter: 0; padding: 1 0 0 1; keyline: none; }
        WallCell { width: 18; height: 15; padding: 0 1; }
        .wall-picture { width: 16; height: 12; background: $surface; color: $foreground-muted; }
        .wall-title { width: 16; height: 1; }
        .wall-state { width: 16; height: 1; }
        WallCell.-vacant .wall-picture { background: $background; }
        WallCell.-cursor .wall-title {
            background: $block-cursor-blurred-background;
            color: $block-cursor-blurred-foreground;
        }
        &:focus WallCell.-cursor .wall-title {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: $block-cursor-text-style;
        }
    }
    """

    def __init__(self, pictures: Pictures, fetch: Fetch, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._pictures = pictures
        self._fetch = fetch
        self._ids: Sequence[int] = ()
        self._cursor = 0
        self._shape = (0, 0)
        self._marks: Collection[int] = ()

    def compose(self) -> ComposeResult:
        """The cells come when the size is known."""
        yield Grid(id="wall-grid")

    # -- for its parent --

    def show(self, ids: Sequence[int], item_id: int | None, marks: Collection[int]) -> None:
        """Show a list, with the cursor on an item of it."""
        self._ids, self._marks = ids, marks
        known = item_id is not None and item_id in ids
        self._cursor = ids.index(item_id) if known and item_id is not None else min(self._cursor, max(0, len(ids) - 1))
        self._bind()

    # -- cells --

    async def on_resize(self) -> None:
        """Make as many cells as fit; they stay the same for every page."""
        shape = max(1, (self.size.width - 1) // 18), max(1, (self.size.height - 1) // 15)
        if shape == self._shape or not self.size:
            return
        self._shape = shape
        grid = self.query_one("#wall-grid", Grid)
        grid.styles.grid_size_columns, grid.styles.grid_size_rows = shape
        grid.styles.grid_columns = "18"
        grid.styles.grid_rows = "15"
        cells = list(self.query(WallCell))
        wanted = shape[0] * shape[1]
        for cell in cells[wanted:]:
            await cell.remove()
        if len(cells) < wanted:
            await grid.mount_all([WallCell(self._pictures) for _ in range(wanted - len(cells))])
        self._bind()

    @property
    def _page_size(self) -> int:
        return max(1, self._shape[0] * self._shape[1])

    def _bind(self) -> None:
        start = self._cursor // self._page_size * self._page_size
        for place, cell in enumerate(self.query(WallCell)):
            index = start + place
            cell.bind_item(self._ids[index] if index < len(self._ids) else None)
            cell.set_class(index == self._cursor and index < len(self._ids), "-cursor")
        self._load()

    @work(exclusive=True, group="wall")
    async def _load(self) -> None:
        cells = [cell for cell in self.query(WallCell) if cell.item_id is not None]
        try:
            found = await self._fetch([cell.item_id for cell in cells if cell.item_id is not None])
        except AppError as error:
            self.notify(error.message, severity="error", markup=False)
            return
        for cell in cells:
            poster = found.get(cell.item_id or 0)
            if poster is not None:
                cell.show(poster, marked=cell.item_id in self._marks)

    # -- keys --

    def action_move(self, across: int, down: int) -> None:
        """To a neighbour."""
        self.go_to(self._cursor + across + down * self._shape[0])

    def action_page(self, by: int) -> None:
        """By what is seen at once."""
        self.go_to(self._cursor + by * self._page_size)

    def action_go(self, index: int) -> None:
        """To a place; negative counts from the end."""
        self.go_to(index if index >= 0 else len(self._ids) + index)

    def go_to(self, index: int) -> None:
        """Put the cursor on an item; only another page is read."""
        if not self._ids:
            return
        before, self._cursor = self._cursor, max(0, min(index, len(self._ids) - 1))
        if before == self._cursor:
            return
        if before // self._page_size == self._cursor // self._page_size:
            cells = list(self.query(WallCell))
            cells[before % self._page_size].remove_class("-cursor")
            cells[self._cursor % self._page_size].add_class("-cursor")
        else:
            self._bind()
        self.post_message(self.Moved(self._ids[self._cursor]))

    def action_open(self) -> None:
        """Show the item."""
        if self._ids:
            self.post_message(self.Opened(self._ids[self._cursor]))

    def action_mark(self) -> None:
        """Mark or unmark, and go on."""
        if self._ids:
            self.post_message(self.Toggled(self._ids[self._cursor]))

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor there, a second one opens."""
        cell = (
            next((node for node in event.widget.ancestors_with_self if isinstance(node, WallCell)), None)
            if (event.widget is not None)
            else None
        )
        if cell is not None and cell.item_id is not None:
            self.go_to(list(self._ids).index(cell.item_id))
            if event.chain == 2:
                self.action_open()
