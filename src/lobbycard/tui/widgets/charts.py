"""Small drawings made of blocks: bars beside words, columns over time."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from lobbycard.tui import text

HEIGHTS = " ▁▂▃▄▅▆▇█"

Part = tuple[str, str]


class Bar(NamedTuple):
    """One bar."""

    label: str
    value: float
    shown: str


def horizontal(value: float, most: float, width: int) -> str:
    """A bar, half a cell exact; something is never nothing."""
    if most <= 0 or value <= 0 or width <= 0:
        return ""
    halves = max(1, round(2 * width * min(1.0, value / most)))
    return "━" * (halves // 2) + "╸" * (halves % 2)


def columns(values: Sequence[float], height: int) -> list[str]:
    """Columns of blocks, one cell wide, as lines from the top."""
    most = max(values, default=0)
    if most <= 0:
        return [" " * len(values)] * height
    eighths = [max(1, round(8 * height * value / most)) if value > 0 else 0 for value in values]
    return [
        "".join(HEIGHTS[min(8, max(0, eighth - 8 * (height - 1 - line)))] for eighth in eighths)
        for line in range(height)
    ]


def gathered(values: Sequence[float], width: int) -> list[float]:
    """At most so many values: neighbours are added up where there are more."""
    if len(values) <= width:
        return list(values)
    each = -(-len(values) // max(1, width))
    first = len(values) % each
    cuts = [0, *range(first or each, len(values) + 1, each)]
    return [sum(values[start:end]) for start, end in pairwise(cuts)]


class Bars(Widget):
    """A heading, and a bar for each thing."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"bars--title", "bars--label", "bars--bar", "bars--value"}  # noqa: RUF012 - Textual's name
    DEFAULT_CSS = """
    Bars {
        height: auto;
        & > .bars--title { color: $secondary; text-style: bold; }
        & > .bars--label { color: $text-muted; }
        & > .bars--bar { color: $primary; }
        & > .bars--value { color: $foreground; }
    }
    """

    def __init__(self, title: str, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._title = title
        self._bars: tuple[Bar, ...] = ()

    def show(self, bars: Sequence[Bar]) -> None:
        """Other figures."""
        self._bars = tuple(bars)
        self.refresh(layout=True)

    def render(self) -> Content:
        """The lines."""
        lines = [[(text.clip(self._title, self.size.width), "bars--title")], *bar_lines(self._bars, self.size.width)]
        styles = {name: self.get_visual_style(name) for name in self.COMPONENT_CLASSES}
        return Content("\n").join(Content.assemble(*((part, styles[style]) for part, style in line)) for line in lines)


def bar_lines(bars: Sequence[Bar], width: int) -> list[list[Part]]:
    """The bars in so many cells, as parts with their styles."""
    if not bars:
        return [[("nothing yet", "bars--label")]]
    label = min(max(cell_len(text.safe(bar.label)) for bar in bars), max(6, width // 3))
    value = max(len(bar.shown) for bar in bars)
    room = max(1, width - label - value - 3)
    most = max(bar.value for bar in bars)
    return [
        [
            (text.fit(bar.label, label) + " ", "bars--label"),
            (horizontal(bar.value, most, room).ljust(room), "bars--bar"),
            (" " + bar.shown.rjust(value), "bars--value"),
        ]
        for bar in bars
    ]


class Columns(Widget):
    """A heading, columns over time, and when that was."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"columns--title", "columns--column", "columns--axis"}  # noqa: RUF012 - Textual's name
    DEFAULT_CSS = """
    Columns {
        height: auto;
        & > .columns--title { color: $secondary; text-style: bold; }
        & > .columns--column { color: $accent; }
        & > .columns--axis { color: $text-muted; }
    }
    """
    HIGH = 5

    def __init__(self, title: str, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._title = title
        self._values: tuple[float, ...] = ()
        self._ends = ("", "")
        self._most = ""

    def show(self, values: Sequence[float], first: str, last: str, note: str = "") -> None:
        """Other figures, from one time to another."""
        self._values, self._ends, self._most = tuple(values), (first, last), note
        self.refresh(layout=True)

    def render(self) -> Content:
        """The lines."""
        width = self.size.width
        title = self.get_visual_style("columns--title")
        axis = self.get_visual_style("columns--axis")
        if not self._values:
            return Content("\n").join([Content.styled(self._title, title), Content.styled("nothing yet", axis)])
        values = gathered(self._values, width)
        wide = max(1, min(4, width // len(values)))
        column = self.get_visual_style("columns--column")
        lines = [Content.assemble((self._title, title), ("  " + self._most, axis))]
        drawn = ("".join(_widened(sign, wide) for sign in line) for line in columns(values, self.HIGH))
        lines += [Content.styled(line, column) for line in drawn]
        used = len(values) * wide
        first, last = self._ends
        lines.append(Content.styled(first + last.rjust(max(1, used - len(first))), axis))
        return Content("\n").join(lines)


def _widened(sign: str, width: int) -> str:
    """Columns keep a gap between them where there is room for one."""
    return sign if width == 1 else sign * (width - 1) + " "
