"""What lists of one line a row share: a cursor, keys and a mouse to move it, and lines painted one by one."""

from typing import ClassVar

from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView


class LineList(ScrollView, can_focus=True):
    """Rows of which each is a line. What it holds, and how a line looks, is said by its heirs."""

    HEADER: ClassVar[int] = 0
    """Lines at the top that do not scroll."""
    HELP_TITLE: ClassVar[str] = "List"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", id="list.up", show=False, tooltip="One up"),
        Binding("down,j", "move(1)", "Down", id="list.down", show=False, tooltip="One down"),
        Binding("pageup,ctrl+b", "page(-1)", "Page up", id="list.page_up", show=False, tooltip="A page up"),
        Binding("pagedown,ctrl+f", "page(1)", "Page down", id="list.page_down", show=False, tooltip="A page down"),
        Binding("home,g", "go(0)", "First", id="list.first", show=False, tooltip="To the first"),
        Binding("end,G", "go(-1)", "Last", id="list.last", show=False, tooltip="To the last"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "lines--plain", "lines--quiet", "lines--faint", "lines--good", "lines--warn", "lines--bad", "lines--accent",
        "lines--mark", "lines--cursor", "lines--cursor-blurred",
    }  # fmt: skip
    DEFAULT_CSS = """
    LineList {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        & > .lines--plain { color: $foreground; }
        & > .lines--quiet { color: $foreground-muted; }
        & > .lines--faint { color: $foreground-disabled; }
        & > .lines--good { color: $success; }
        & > .lines--warn { color: $warning; }
        & > .lines--bad { color: $error; }
        & > .lines--accent { color: $accent; }
        & > .lines--mark { color: $primary; }
        & > .lines--cursor {
            color: $block-cursor-foreground;
            background: $block-cursor-background;
            text-style: $block-cursor-text-style;
        }
        & > .lines--cursor-blurred {
            color: $block-cursor-blurred-foreground;
            background: $block-cursor-blurred-background;
        }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self.cursor = 0
        self._styles: dict[str, Style] = {}

    # -- for heirs --

    def row_count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def cursor_moved(self) -> None:
        """The cursor stands on another row."""
        raise NotImplementedError

    # -- places and painting --

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width

    @property
    def _height(self) -> int:
        """Rows that are seen at once."""
        return max(1, self.size.height - self.HEADER)

    def _resize(self) -> None:
        self.virtual_size = Size(self._width, self.row_count() + self.HEADER)

    def _refresh_row(self, index: int) -> None:
        y = index - self.scroll_offset.y
        if 0 <= y < self._height:
            self.refresh(Region(0, y + self.HEADER, self._width, 1))

    def _cursor_style(self) -> Style:
        return self._style("cursor" if self.has_focus else "cursor-blurred")

    def _style(self, name: str) -> Style:
        """Styles are asked for thousands of times a second, and change with the theme only."""
        found = self._styles.get(name)
        if found is None:
            found = self._styles[name] = self.get_component_rich_style(f"lines--{name}")
        return found

    def notify_style_update(self) -> None:
        """The theme has changed."""
        self._styles.clear()
        super().notify_style_update()

    # -- moving --

    def go_to(self, index: int, scroll: int = 0) -> None:
        """Put the cursor on a row, and scroll as little as needed (or by a page)."""
        count = self.row_count()
        if not count:
            return
        before, self.cursor = self.cursor, max(0, min(index, count - 1))
        top = self.scroll_offset.y + scroll
        top = max(min(top, self.cursor), self.cursor - self._height + 1)
        if top != self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, force=True)
        if before != self.cursor:
            self._refresh_row(before)
            self._refresh_row(self.cursor)
            self.cursor_moved()

    def action_move(self, by: int) -> None:
        """Up or down."""
        self.go_to(self.cursor + by)

    def action_page(self, by: int) -> None:
        """By what is seen at once."""
        page = max(1, self._height - 1)
        self.go_to(self.cursor + by * page, scroll=by * page)

    def action_go(self, index: int) -> None:
        """To a place; negative counts from the end."""
        self.go_to(index if index >= 0 else self.row_count() + index)

    # -- what Textual tells --

    def on_focus(self) -> None:
        """The cursor is lit."""
        self._refresh_row(self.cursor)

    def on_blur(self) -> None:
        """The cursor is dimmed."""
        self._refresh_row(self.cursor)

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._resize()
        self.go_to(self.cursor)
