"""A list of rows of one or more lines each, some of them headings: what the panels of an item are made of.

For up to a few thousand rows, all in memory; the library's own table reads its rows as they are seen.
"""

from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len, chop_cells
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from lobbycard.tui import text
from lobbycard.tui.roles import ACCENT, BAD, FAINT, GOOD, PLAIN, QUIET, WARN, Part

Line = list[Part]
"""Texts, safe already, with their roles."""

STRONG, HEADING, STRUCK = "strong", "heading", "struck"
YOURS, FOUND, ADDED, REMOVED = "yours", "found", "added", "removed"


class Row(NamedTuple):
    """One row: what names it, and what it looks like in so many cells."""

    key: str
    lines: Callable[[int], list[Line]]
    is_heading: bool = False
    """The cursor passes over it."""


class RowList(ScrollView, can_focus=True):
    """Rows with a cursor that stays on its row, by key, when they change."""

    class Moved(Message):
        """The cursor stands on another row, or on none."""

        def __init__(self, rows: "RowList", key: str | None) -> None:
            super().__init__()
            self.rows = rows
            self.key = key

        def can_replace(self, message: Message) -> bool:
            """Only the last place counts."""
            return isinstance(message, RowList.Moved) and message.rows is self.rows

    class Chosen(Message):
        """A row was asked for: enter, or a double click."""

        def __init__(self, rows: "RowList", key: str) -> None:
            super().__init__()
            self.rows = rows
            self.key = key

    class NearEnd(Message):
        """The last rows are in sight: more may be read."""

        def can_replace(self, message: Message) -> bool:
            """Once is enough."""
            return isinstance(message, RowList.NearEnd)

    HELP_TITLE: ClassVar[str] = "Rows"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", id="rows.up", show=False, tooltip="One up"),
        Binding("down,j", "move(1)", "Down", id="rows.down", show=False, tooltip="One down"),
        Binding("pageup,ctrl+b", "page(-1)", "Page up", id="rows.page_up", show=False, tooltip="A page up"),
        Binding("pagedown,ctrl+f", "page(1)", "Page down", id="rows.page_down", show=False, tooltip="A page down"),
        Binding("home,g", "go(0)", "First", id="rows.first", show=False, tooltip="To the first"),
        Binding("end,G", "go(-1)", "Last", id="rows.last", show=False, tooltip="To the last"),
        Binding("enter", "choose", "Open", id="rows.choose", show=False, tooltip="Open or change it"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"rows--{role}"
        for role in (
            PLAIN, QUIET, FAINT, STRONG, HEADING, GOOD, WARN, BAD, ACCENT, STRUCK, YOURS, FOUND, ADDED, REMOVED,
            "cursor", "cursor-blurred",
        )
    }  # fmt: skip
    DEFAULT_CSS = """
    RowList {
        height: 1fr;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        & > .rows--plain { color: $foreground; }
        & > .rows--quiet { color: $foreground-muted; }
        & > .rows--faint { color: $foreground-disabled; }
        & > .rows--strong { color: $foreground; text-style: bold; }
        & > .rows--heading { color: $secondary; text-style: bold; }
        & > .rows--good { color: $success; }
        & > .rows--warn { color: $warning; }
        & > .rows--bad { color: $error; }
        & > .rows--accent { color: $accent; }
        & > .rows--struck { color: $foreground-disabled; text-style: strike; }
        & > .rows--yours { color: $primary; }
        & > .rows--found { color: $secondary; }
        & > .rows--added { color: $success; }
        & > .rows--removed { color: $error; }
        & > .rows--cursor {
            color: $block-cursor-foreground;
            background: $block-cursor-background;
            text-style: $block-cursor-text-style;
        }
        & > .rows--cursor-blurred {
            color: $block-cursor-blurred-foreground;
            background: $block-cursor-blurred-background;
        }
        &:nocolor > .rows--cursor-blurred { text-style: bold; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._rows: Sequence[Row] = ()
        self._laid: list[list[Line]] = []
        self._tops: list[int] = []
        self._flat: list[tuple[int, int]] = []
        """Of each line of the whole list, its row and which line of that."""
        self._width = 0
        self._styles: dict[str, Style] = {}
        self.cursor = -1

    # -- for its parent --

    def show(self, rows: Sequence[Row], *, cursor: str | None = None) -> None:
        """Show other rows; the cursor stays on its row, or as near to it as can be. `cursor` puts it on one."""
        held, before = cursor or self.current_key, self.cursor
        self._rows = rows
        keys = [row.key for row in rows]
        self.cursor = keys.index(held) if held in keys else self._nearest(max(0, before))
        self._lay_out()
        if cursor is not None or keys[self.cursor : self.cursor + 1] != [held]:
            self.go_to(self.cursor)
        self.refresh()
        if self.current_key != held or before < 0:
            self.post_message(self.Moved(self, self.current_key))

    @property
    def current_key(self) -> str | None:
        """The row under the cursor."""
        return self._rows[self.cursor].key if 0 <= self.cursor < len(self._rows) else None

    def move_to(self, key: str) -> None:
        """Put the cursor on a row."""
        keys = [row.key for row in self._rows]
        if key in keys:
            self.go_to(keys.index(key))

    def place_of(self, key: str) -> Region | None:
        """Where a row's lines are seen, relative to this widget."""
        index = next((n for n, row in enumerate(self._rows) if row.key == key), None)
        if index is None:
            return None
        return Region(0, self._tops[index] - self.scroll_offset.y, self._width, len(self._laid[index]))

    # -- places --

    def _nearest(self, index: int) -> int:
        """The row at a place, or the nearest that the cursor can stand on."""
        able = [n for n, row in enumerate(self._rows) if not row.is_heading]
        return min(able, key=lambda n: abs(n - index)) if able else -1

    @property
    def _room(self) -> int:
        return self.scrollable_content_region.width or self.size.width

    def _lay_out(self) -> None:
        self._width = self._room
        if not self._width:
            self._laid, self._tops, self._flat = [[[]] for _ in self._rows], list(range(len(self._rows))), []
            return
        self._laid = [row.lines(max(8, self._width)) or [[]] for row in self._rows]
        self._tops, self._flat = [], []
        for index, lines in enumerate(self._laid):
            self._tops.append(len(self._flat))
            self._flat += [(index, n) for n in range(len(lines))]
        self.virtual_size = Size(self._width, len(self._flat))

    def go_to(self, index: int) -> None:
        """Put the cursor on a row and scroll as little as is needed to see it, with headings right above it."""
        if not 0 <= index < len(self._rows):
            return
        before, self.cursor = self.cursor, index
        top = self._tops[index]
        bottom = top + len(self._laid[index])
        while index and self._rows[index - 1].is_heading:
            index -= 1
            top = self._tops[index]
        height = max(1, self.size.height)
        now = self.scroll_offset.y
        wanted = max(min(now, top), min(bottom - height, self._tops[self.cursor]))
        if wanted != now:
            self.scroll_to(y=wanted, animate=False, force=True)
        self.refresh()
        if before != self.cursor:
            self.post_message(self.Moved(self, self.current_key))
        if self.cursor >= len(self._rows) - 20:
            self.post_message(self.NearEnd())

    # -- painting --

    def render_line(self, y: int) -> Strip:
        """One line of a row."""
        if self._width != self._room:
            self._lay_out()  # rows that came before the size was known
        place = self.scroll_offset.y + y
        width = self.size.width
        if not 0 <= place < len(self._flat):
            return Strip.blank(width, self.rich_style)
        index, inside = self._flat[place]
        line = self._laid[index][inside]
        one_colour = index == self.cursor and inside == 0 and self.has_focus
        base = self._style("cursor") if one_colour else self._ground(index == self.cursor and bool(line))
        segments = [Segment(" ", base)]
        for part, role in line:
            segments.append(Segment(part, self._with_role(base, role, one_colour=one_colour)))
        return Strip(segments).adjust_cell_length(width, base).simplify()

    def _ground(self, is_current: bool) -> Style:
        """The first line of the row under the cursor is lit, those below it only a little."""
        return self._style("cursor-blurred") if is_current else self.rich_style

    def _with_role(self, base: Style, role: str, *, one_colour: bool) -> Style:
        style = self._style(role)
        if one_colour:
            return base + Style(strike=style.strike)
        color = base.color if style.color == base.bgcolor else style.color  # of sixteen colours, grey is both
        return base + Style(color=color, bold=style.bold or base.bold, strike=style.strike)

    def _style(self, role: str) -> Style:
        found = self._styles.get(role)
        if found is None:
            found = self._styles[role] = self.get_component_rich_style(f"rows--{role}")
        return found

    def notify_style_update(self) -> None:
        """The theme has changed."""
        self._styles.clear()
        super().notify_style_update()

    # -- what Textual tells --

    def on_resize(self) -> None:
        """Lines are broken elsewhere."""
        if self._width != self._room:
            self._lay_out()
            self.refresh()
        self.go_to(self.cursor)

    def on_focus(self) -> None:
        """The cursor is lit."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor is dimmed."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor there, a second one opens."""
        place = self.scroll_offset.y + event.y
        if not 0 <= place < len(self._flat):
            return
        index = self._flat[place][0]
        if self._rows[index].is_heading:
            return
        self.go_to(index)
        if event.chain == 2:
            self.action_choose()

    def action_move(self, by: int) -> None:
        """Up or down, over headings; first to the end of a row that is longer than what is seen of it."""
        if self._scroll_inside(by):
            return
        index = self.cursor + by
        while 0 <= index < len(self._rows) and self._rows[index].is_heading:
            index += by
        if 0 <= index < len(self._rows):
            self.go_to(index)
        else:
            self.scroll_relative(y=by, animate=False)

    def _scroll_inside(self, by: int) -> bool:
        """Scroll within the row under the cursor when part of it is beyond the window on that side."""
        if not 0 <= self.cursor < len(self._rows):
            return False
        top, seen, height = self._tops[self.cursor], self.scroll_offset.y, max(1, self.size.height)
        hidden = top + len(self._laid[self.cursor]) - (seen + height) if by > 0 else seen - top
        if hidden <= 0 or len(self._laid[self.cursor]) <= height:
            return False
        step = min(hidden, abs(by))
        self.scroll_to(y=seen + (step if by > 0 else -step), animate=False, force=True)
        return True

    def action_page(self, by: int) -> None:
        """By what is seen at once."""
        if self._scroll_inside(by * max(1, self.size.height - 2)):
            return
        if self.cursor < 0 or not self._flat:
            self.scroll_relative(y=by * max(1, self.size.height - 2), animate=False)
            return
        line = self._tops[self.cursor] + by * max(1, self.size.height - 2)
        line = max(0, min(line, len(self._flat) - 1))
        target = self._nearest(self._flat[line][0])
        if target == self.cursor:
            self.action_move(by)
        else:
            self.go_to(target)

    def action_go(self, index: int) -> None:
        """To the first or the last."""
        if self._rows:
            self.go_to(self._nearest(0 if index == 0 else len(self._rows) - 1))

    def action_choose(self) -> None:
        """Open it."""
        if self.current_key is not None:
            self.post_message(self.Chosen(self, self.current_key))


class OpenList(RowList):
    """Rows that lead somewhere: the line of keys says so."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Open", id="rows.open", tooltip="Open it"),
    ]


# -- lines ----------------------------------------------------------------------------------------------------------


def heading(key: str, title: str, *, gap: bool = True) -> Row:
    """A heading, with an empty line above it."""
    lines: list[Line] = [[(text.safe(title), HEADING)]]
    return Row(f"heading {key}", lambda width: ([[]] if gap else []) + lines, is_heading=True)


def note(key: str, said: str, role: str = QUIET) -> Row:
    """Words that the cursor passes over."""
    return Row(f"note {key}", lambda width: [[(line, role)] for line in wrapped(said, width - 2)], is_heading=True)


def wrapped(long: str, width: int, most: int = 0) -> list[str]:
    """Long text in lines of at most so many cells, broken between words; no more than `most`, with an ellipsis."""
    width = max(1, width)
    lines: list[str] = []
    for paragraph in text.safe_lines(long).split("\n"):
        lines += _broken(paragraph, width)
        if most and len(lines) > most:
            break
    if most and len(lines) > most:
        lines = [*lines[: most - 1], text.clip(f"{lines[most - 1]}{text.ELLIPSIS}", width)]
    return lines or [""]


def _broken(paragraph: str, width: int) -> list[str]:
    lines: list[str] = []
    line, used = "", 0
    for word in paragraph.split(" "):
        length = cell_len(word)
        if line and used + 1 + length <= width:
            line, used = f"{line} {word}", used + 1 + length
            continue
        if line:
            lines.append(line)
        while length > width:
            head = chop_cells(word, width)[0]
            head = head[: head.rfind("/") + 1] or head  # a path between its folders
            lines.append(head)
            word = word[len(head) :]
            length = cell_len(word)
        line, used = word, length
    lines.append(line)
    return lines
