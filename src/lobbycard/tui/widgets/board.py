"""Pictures with words, on a fixed pool of cells: pages instead of scrolling, and no picture is sent twice."""

from collections.abc import Hashable, Sequence
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from lobbycard.errors import AppError
from lobbycard.tui import text
from lobbycard.tui.pictures.capabilities import Protocol
from lobbycard.tui.pictures.encoded import Box
from lobbycard.tui.pictures.pictures import Key, Pictures
from lobbycard.tui.pictures.widget import Picture
from lobbycard.tui.shelf import AGAIN, Place, briefly

Part = tuple[str, str]
"""A piece of text and its role, which has a style `board--ROLE`."""
Words = list[Part]

PLAIN, QUIET, FAINT, GOOD, WARN, BAD, ACCENT, HEAD = (
    "plain", "quiet", "faint", "good", "warn", "bad", "accent", "head",
)  # fmt: skip


class Card(NamedTuple):
    """One cell's content, as far as the board needs to know it."""

    key: Hashable
    """Of the picture: the same key is the same picture."""
    title: str


class Geometry(NamedTuple):
    """How cells are laid out."""

    columns: int
    rows: int
    cell: tuple[int, int]
    """Width and height, with what lies between the cells."""
    picture: Region | None
    """The picture's place in the cell; None without pictures."""

    @property
    def page(self) -> int:
        """How many cells are seen at once."""
        return self.columns * self.rows


class Cell(Widget, can_focus=False):
    """The words of one cell: a widget of its own, so that a change of them sends these words and no others."""

    ALLOW_SELECT = False

    def __init__(self, board: "Board", number: int) -> None:
        super().__init__()
        self._board = board
        self._number = number

    def refresh_lines(self, lines: Sequence[int], start: int, stop: int) -> None:
        """Paint some lines again, from one column to another."""
        self.refresh(*(Region(start, line, stop - start, 1) for line in lines))

    def render_line(self, y: int) -> Strip:
        """A line of it."""
        return self._board.cell_line(self._number, y)


class Board(Widget, can_focus=True):
    """Cells in rows. The parent gives cards and places of pictures; the subclass says how cells look."""

    class Moved(Message):
        """The cursor stands on another cell."""

        def __init__(self, board: "Board") -> None:
            super().__init__()
            self.board = board

        def can_replace(self, message: Message) -> bool:
            """Only the last place counts."""
            return isinstance(message, Board.Moved) and message.board is self.board

    class Turned(Message):
        """Other cells are in sight, or their size has changed."""

        def __init__(self, board: "Board") -> None:
            super().__init__()
            self.board = board

        def can_replace(self, message: Message) -> bool:
            """Only the last page counts."""
            return isinstance(message, Board.Turned) and message.board is self.board

    class Chosen(Message):
        """A cell was clicked twice."""

    ALLOW_SELECT = False
    HELP_TITLE: ClassVar[str] = "Pictures"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "step(-1)", "Left", id="board.left", show=False, tooltip="One to the left"),
        Binding("right,l", "step(1)", "Right", id="board.right", show=False, tooltip="One to the right"),
        Binding("up,k", "row(-1)", "Up", id="board.up", show=False, tooltip="One row up"),
        Binding("down,j", "row(1)", "Down", id="board.down", show=False, tooltip="One row down"),
        Binding("pageup,ctrl+b", "turn(-1)", "Page back", id="board.page_up", show=False, tooltip="A page back"),
        Binding("pagedown,ctrl+f", "turn(1)", "Page on", id="board.page_down", show=False, tooltip="A page on"),
        Binding("home,g", "go(0)", "First", id="board.first", show=False, tooltip="To the first"),
        Binding("end,G", "go(-1)", "Last", id="board.last", show=False, tooltip="To the last"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "board--plain", "board--quiet", "board--faint", "board--good", "board--warn", "board--bad", "board--accent",
        "board--head", "board--bar", "board--cursor", "board--cursor-blurred", "board--chosen",
    }  # fmt: skip
    DEFAULT_CSS = """
    Board {
        width: 1fr;
        height: 1fr;
        overflow: hidden;
        & > .board--plain { color: $foreground; }
        & > .board--quiet { color: $text-muted; }
        & > .board--faint { color: $text-disabled; }
        & > .board--good { color: $success; }
        & > .board--warn { color: $warning; }
        & > .board--bad { color: $error; }
        & > .board--accent { color: $accent; }
        & > .board--head { color: $foreground; text-style: bold; }
        & > .board--bar { color: $primary; }
        & > .board--chosen { color: $on-color; background: $success; text-style: $on-color-style; }
        & > .board--cursor { color: $on-color; background: $primary; text-style: $on-color-style; }
        & > .board--cursor-blurred {
            color: $block-cursor-blurred-foreground;
            background: $block-cursor-blurred-background;
        }
        Cell { position: absolute; }
        Picture { position: absolute; background: $surface; }
        Picture.-vacant { background: $background; }
    }
    """

    def __init__(self, pictures: Pictures, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.pictures = pictures
        self.cards: Sequence[Card] = ()
        self.cursor = 0
        self.geometry = Geometry(1, 1, (1, 1), None)
        self.laid_out_for = 0
        """So many cards."""
        self._pool: list[Picture] = []
        self._cells: list[Cell] = []
        self._places: dict[Hashable, Place | None] = {}
        self._styles_by_role: dict[str, Style] = {}

    # -- what a subclass says --

    def measure(self, width: int, height: int, cards: int) -> Geometry:
        """How the cells for so many cards are laid out in so much room."""
        raise NotImplementedError

    def words(self, index: int, line: int, width: int) -> Words:
        """The text of one line of a cell, in exactly so many cells; blank where the picture is."""
        raise NotImplementedError

    def cursor_lines(self) -> Sequence[int]:
        """The lines of a cell that look different under the cursor."""
        raise NotImplementedError

    def lit_lines(self) -> Sequence[int]:
        """Those of them that stand on the cursor's colour."""
        return self.cursor_lines()

    def changing_columns(self) -> tuple[int, int]:
        """From where to where a cell's lines change when the cursor comes or goes."""
        return 0, self.geometry.cell[0]

    # -- for its parent --

    def show(self, cards: Sequence[Card], cursor: int) -> None:
        """Show other cards."""
        self.cards = cards
        self.cursor = max(0, min(cursor, len(cards) - 1))
        self._bind()
        self._refresh_cells()
        self.post_message(self.Turned(self))
        self.post_message(self.Moved(self))

    def put(self, key: Hashable, place: Place | None) -> None:
        """Where a picture lies, or why it is not to be had; None while it is on its way."""
        self._places[key] = place
        for number, index in enumerate(self.seen):
            if self.cards[index].key == key and number < len(self._pool):
                self._show_picture(self._pool[number], self.cards[index])

    @property
    def broken(self) -> set[Hashable]:
        """Pictures in sight that were to be had and cannot be shown."""
        seen = zip(self.seen, self._pool, strict=False)
        return {self.cards[index].key for index, picture in seen if picture.is_broken}

    def touch(self, index: int) -> None:
        """A cell's words have changed."""
        self._refresh_cell(index, range(self.geometry.cell[1]))

    @property
    def seen(self) -> range:
        """The indexes of the cells in sight."""
        page = self.geometry.page
        start = self.cursor // page * page
        return range(start, min(len(self.cards), start + page))

    def among(self, cards: int) -> Geometry:
        """How so many cards would be laid out."""
        room = self.content_size
        return self.measure(room.width, room.height, cards) if room.area else self.geometry

    def box(self, cards: int) -> Box | None:
        """The cells and ground of a picture among so many cards; for those who have pictures made ahead."""
        place = self.among(cards).picture
        if place is None or not self._pool:
            return None
        ground = self._pool[0].background_colors[1]
        return Box(place.width, place.height, (ground.r, ground.g, ground.b))

    @property
    def has_pictures(self) -> bool:
        """Pictures are drawn at all."""
        return self.pictures.capabilities.protocol is not Protocol.OFF

    # -- for the pictures of the app: the board hears when they are drawn otherwise --

    def key_in_use(self) -> Key | None:
        """It shows none itself."""
        return None

    def start_over(self) -> None:
        """Pictures are drawn by other means now, or not at all."""
        self.lay_out()

    # -- layout --

    def on_mount(self) -> None:
        """Hear of changes of the terminal."""
        self.pictures.join(self)

    def on_unmount(self) -> None:
        """Gone."""
        self.pictures.leave(self)

    def on_resize(self) -> None:
        """More or less room."""
        self.lay_out()

    def lay_out(self) -> None:
        """Measure anew, and bring the pool to the right number and size."""
        room = self.content_size
        if not room.area:
            return
        self.geometry = self.measure(room.width, room.height, self.laid_out_for)
        place = self.geometry.picture
        while len(self._cells) < self.geometry.page:
            self._cells.append(Cell(self, len(self._cells)))
            self._pool.append(Picture(self.pictures))
            self.mount(self._cells[-1], self._pool[-1])
        for number, (cell, picture) in enumerate(zip(self._cells, self._pool, strict=True)):
            cell.display = number < self.geometry.page
            picture.display = cell.display and place is not None
            if cell.display:
                self._place(number, cell, picture)
        self._bind()
        self._refresh_cells()
        self.post_message(self.Turned(self))

    def _place(self, number: int, cell: "Cell", picture: Picture) -> None:
        width, height = self.geometry.cell
        row, column = divmod(number, self.geometry.columns)
        cell.styles.width, cell.styles.height = width, height
        cell.styles.offset = (column * width, row * height)
        place = self.geometry.picture
        if place is not None:
            picture.styles.width, picture.styles.height = place.width, place.height
            picture.styles.offset = (column * width + place.x, row * height + place.y)

    def _bind(self) -> None:
        """Give the pool what is in sight."""
        seen = self.seen
        for number, picture in enumerate(self._pool):
            is_used = number < len(seen)
            if picture.has_class("-vacant") is is_used:
                picture.set_class(not is_used, "-vacant")
            if is_used:
                self._show_picture(picture, self.cards[seen[number]])
            else:
                picture.set_source(None, key=None, title="", detail="")

    def _show_picture(self, picture: Picture, card: Card) -> None:
        place = self._places.get(card.key)
        if card.key is None:
            picture.set_source(None, title=text.clip(card.title, 12), detail="")
        elif isinstance(place, AppError):
            picture.set_source(None, title=f"✗\n{text.safe(briefly(place))}\n\n{AGAIN}", detail="")
        elif place is None:
            picture.set_source(None, title="·", detail="")
        else:
            picture.set_source(place, key=card.key, title=card.title, detail=AGAIN)

    # -- painting --

    def cell_line(self, number: int, line: int) -> Strip:
        """A line of the words of a cell in sight; the picture lies over it."""
        seen, width = self.seen, self.geometry.cell[0]
        index = seen.start + number
        base = plain = self._plain()
        if index not in seen or line >= self.geometry.cell[1]:
            return Strip.blank(width, plain)
        if index == self.cursor and line in self.lit_lines():
            base = self._style("cursor" if self.has_focus else "cursor-blurred")
        parts = self.words(index, line, width)
        return Strip([Segment(part, self._with_role(base, role)) for part, role in parts if part]).simplify()

    def _with_role(self, base: Style, role: str) -> Style:
        plain = self._plain()
        if role == "gap":
            return plain
        style = self._style(role)
        if role in ("chosen", "bar"):
            return style
        is_lit = base is not plain
        return base if is_lit else base + Style(color=style.color, bold=style.bold)

    def _plain(self) -> Style:
        """The board's own style: kept, since every piece of every line asks for it."""
        found = self._styles_by_role.get("")
        if found is None:
            found = self._styles_by_role[""] = self.rich_style
        return found

    def _style(self, role: str) -> Style:
        found = self._styles_by_role.get(role)
        if found is None:
            found = self._styles_by_role[role] = self.get_component_rich_style(f"board--{role}")
        return found

    def notify_style_update(self) -> None:
        """The theme has changed."""
        self._styles_by_role.clear()
        super().notify_style_update()

    def _refresh_cell(self, index: int, lines: Sequence[int]) -> None:
        seen = self.seen
        if index in seen and index - seen.start < len(self._cells):
            self._cells[index - seen.start].refresh_lines(lines, *self.changing_columns())

    def _refresh_cells(self) -> None:
        for cell in self._cells:
            cell.refresh()

    # -- moving --

    def go_to(self, index: int) -> None:
        """Put the cursor on a cell."""
        if not self.cards:
            return
        index = max(0, min(index, len(self.cards) - 1))
        if index == self.cursor:
            return
        page, before = self.seen, self.cursor
        self.cursor = index
        if index in page:
            self._refresh_cell(before, self.cursor_lines())
            self._refresh_cell(index, self.cursor_lines())
        else:
            self._bind()
            self._refresh_cells()
            self.post_message(self.Turned(self))
        self.post_message(self.Moved(self))

    def action_step(self, by: int) -> None:
        """Left or right."""
        self.go_to(self.cursor + by)

    def action_row(self, by: int) -> None:
        """Up or down; the last row may be short."""
        target = self.cursor + by * self.geometry.columns
        if target >= len(self.cards):
            last_row = (len(self.cards) - 1) // self.geometry.columns
            target = len(self.cards) - 1 if self.cursor // self.geometry.columns < last_row else self.cursor
        if target >= 0:
            self.go_to(target)

    def action_turn(self, by: int) -> None:
        """A page."""
        self.go_to(self.cursor + by * self.geometry.page)

    def action_go(self, index: int) -> None:
        """To a place; negative counts from the end."""
        self.go_to(index if index >= 0 else len(self.cards) + index)

    def on_focus(self) -> None:
        """The cursor is lit."""
        self._refresh_cell(self.cursor, self.cursor_lines())

    def on_blur(self) -> None:
        """The cursor is dimmed."""
        self._refresh_cell(self.cursor, self.cursor_lines())

    def on_mouse_scroll_down(self) -> None:
        """The wheel turns pages."""
        self.action_turn(1)

    def on_mouse_scroll_up(self) -> None:
        """The wheel turns pages."""
        self.action_turn(-1)

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor there, a second one chooses."""
        x, y = event.screen_x - self.content_region.x, event.screen_y - self.content_region.y
        column, row = x // self.geometry.cell[0], y // self.geometry.cell[1]
        index = self.seen.start + row * self.geometry.columns + column
        if column < self.geometry.columns and index in self.seen:
            self.go_to(index)
            if event.chain == 2:
                self.post_message(self.Chosen())
