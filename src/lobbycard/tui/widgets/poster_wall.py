"""The list as a wall of posters: a fixed pool of cells that is bound to another page's items."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
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
from lobbycard.tui.widgets.room import growth

NARROWEST, WIDEST = 14, 24
"""Cells across that a poster may take with the blank beside it, on a screen of the usual size."""
CAPTION = 2
"""Lines below a poster: its title and its state."""
LIT = "bold $block-cursor-foreground on $block-cursor-background"
DIM = "$block-cursor-blurred-foreground on $block-cursor-blurred-background"


class Poster(NamedTuple):
    """The picture of a cell."""

    item_id: int
    source: Source
    key: str
    """Tells the picture from others."""


class Shape(NamedTuple):
    """How many cells there are, and of what size in the terminal's cells."""

    across: int
    down: int
    width: int
    """Of a poster; between two there are two blanks."""
    height: int

    @property
    def cells(self) -> int:
        """How many there are."""
        return self.across * self.down


def shape(width: int, height: int) -> Shape:
    """The cells that leave the least of a window empty; posters are three high for two wide."""
    larger = growth(width, height) ** 0.5
    found = [_with(across, width, height) for across in range(1, max(1, int(width / (NARROWEST * larger))) + 1)]
    fitting = [one for one in found if one.width + 2 <= WIDEST * larger] or found
    return max(fitting, key=lambda one: (one.cells * one.width * one.height, one.cells))


def _with(across: int, width: int, height: int) -> Shape:
    wide = max(4, min(width // across - 2, (height - CAPTION - 1) * 4 // 3))
    high = max(2, wide * 3 // 4)
    return Shape(across, max(1, height // (high + CAPTION + 1)), wide, high)


FetchEntries = Callable[[Sequence[int]], Awaitable[dict[int, Entry]]]
FetchPosters = Callable[[Sequence[int], int, int], AsyncIterator[Poster]]
"""Posters as they come, of these items, in so many cells."""


class Caption(Static):
    """What stands below a poster. Lit without a change of class, which would cost thirty times as much."""

    def __init__(self) -> None:
        super().__init__("", classes="wall-caption")
        self._entry: Entry | None = None
        self._mark = ""
        self._light = ""

    def show(self, entry: Entry | None, *, marked: bool) -> None:
        """About another item, or about none."""
        self._entry, self._mark = entry, "▌" if marked else ""
        self._write()

    def light(self, style: str) -> None:
        """Under the cursor or not."""
        if style != self._light:
            self._light = style
            self._write()

    def _write(self) -> None:
        if self._entry is None:
            self.update("", layout=False)
            return
        row, width = self._entry.row, max(1, self.size.width or self.container_size.width)
        state = columns.state_of(row)
        title = text.fit(self._mark + columns.label(row), width)
        said = Content.assemble(
            (title, self._light),
            "\n",
            (f"{state.sign} ", COLORS[state.role]),
            (str(row.year or ""), "$foreground-muted"),
        )
        self.update(said, layout=False)

    def on_resize(self) -> None:
        """Titles are cut elsewhere."""
        self._write()


class WallCell(Vertical):
    """A poster with two lines below it."""

    def __init__(self, pictures: Pictures) -> None:
        super().__init__()
        self.picture = Picture(pictures, classes="wall-picture")
        self.caption = Caption()
        self.item_id: int | None = None
        self._has_picture = False

    def compose(self) -> ComposeResult:
        """Picture, words."""
        yield self.picture
        yield self.caption

    def bind_item(self, item_id: int | None) -> None:
        """Stand for another item, of which nothing is known yet."""
        if item_id != self.item_id:
            self.item_id = item_id
            self._has_picture = False
            self.picture.set_source(None, title="")
            self.caption.show(None, marked=False)
        self.set_class(item_id is None, "-vacant")

    def show(self, entry: Entry, *, marked: bool) -> None:
        """What was read about it; the picture comes later, or stays."""
        if not self._has_picture:
            self.picture.set_source(None, title=text.safe(columns.label(entry.row)))
        self.caption.show(entry, marked=marked)

    def show_poster(self, poster: Poster) -> None:
        """Its picture is there."""
        self._has_picture = True
        self.picture.set_source(poster.source, key=poster.key)


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
        Grid { grid-gutter: 0; keyline: none; }
        WallCell { padding: 0 1; }
        .wall-picture { background: $surface; color: $foreground-muted; }
        .wall-caption { height: 2; margin-bottom: 1; }
        WallCell.-vacant .wall-picture { background: $background; }
    }
    """

    def __init__(
        self,
        pictures: Pictures,
        fetch_entries: FetchEntries,
        fetch_posters: FetchPosters,
        *,
        id: str | None = None,  # noqa: A002 - Textual's name for it
    ) -> None:
        super().__init__(id=id)
        self._pictures = pictures
        self._fetch_entries = fetch_entries
        self._fetch_posters = fetch_posters
        self._ids: Sequence[int] = ()
        self._cursor = 0
        self._cells: list[WallCell] = []
        self._shape = Shape(0, 0, 0, 0)
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
        if not self.size or (wanted := shape(self.size.width, self.size.height)) == self._shape:
            return
        self._shape = wanted
        grid = self.query_one("#wall-grid", Grid)
        grid.styles.grid_size_columns, grid.styles.grid_size_rows = wanted.across, wanted.down
        grid.styles.grid_columns = str(wanted.width + 2)
        grid.styles.grid_rows = str(wanted.height + CAPTION + 1)
        for cell in self._cells[wanted.cells :]:
            await cell.remove()
        del self._cells[wanted.cells :]
        new = [WallCell(self._pictures) for _ in range(wanted.cells - len(self._cells))]
        self._cells += new
        await grid.mount_all(new)
        for cell in self._cells:
            cell.picture.styles.width, cell.picture.styles.height = wanted.width, wanted.height
            cell.caption.styles.width = wanted.width
        self._bind()

    @property
    def _page_size(self) -> int:
        return max(1, self._shape.cells)

    def _bind(self) -> None:
        start = self._cursor // self._page_size * self._page_size
        for place, cell in enumerate(self._cells):
            index = start + place
            cell.bind_item(self._ids[index] if index < len(self._ids) else None)
        self._light()
        self._load()

    def _light(self) -> None:
        """Show where the cursor is."""
        style = LIT if self.has_focus else DIM
        here = self._cursor % self._page_size
        for place, cell in enumerate(self._cells):
            cell.caption.light(style if place == here and cell.item_id is not None else "")

    @work(exclusive=True, group="wall")
    async def _load(self) -> None:
        """Words first, then the pictures as they come."""
        cells = {cell.item_id: cell for cell in self._cells if cell.item_id is not None}
        try:
            for item_id, entry in (await self._fetch_entries(list(cells))).items():
                cells[item_id].show(entry, marked=item_id in self._marks)
            async for poster in self._fetch_posters(list(cells), self._shape.width, self._shape.height):
                cells[poster.item_id].show_poster(poster)
        except AppError as error:
            self.notify(error.message, severity="error", markup=False)

    def on_focus(self) -> None:
        """The cursor is lit."""
        self._light()

    def on_blur(self) -> None:
        """The cursor is dimmed."""
        self._light()

    # -- keys --

    def action_move(self, across: int, down: int) -> None:
        """To a neighbour."""
        self.go_to(self._cursor + across + down * self._shape.across)

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
            self._light()
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
