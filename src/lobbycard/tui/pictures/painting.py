"""Textual's updates of the screen, with only those pieces in them that differ from what is there.

Over a slow line this is what makes a key quick: a line that appears has Textual paint the whole screen, thirty
kilobytes of which nearly all is there already.
"""

from collections.abc import Iterator
from typing import Any

from rich.console import Console, ConsoleOptions, RenderResult
from rich.control import Control
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

from lobbycard.tui.pictures.ledger import Ledger
from lobbycard.tui.pictures.strip import PictureStrip

PlacedStrip = tuple[int, int, Strip]
"""A line, a column, and what is painted there."""


def difference(update: Any, ledger: Ledger, size: tuple[int, int]) -> Any:
    """What an update changes on a terminal of this size; whatever else Textual shows as it is."""
    return _Difference(update, ledger, size) if isinstance(update, (LayoutUpdate, ChopsUpdate)) else update


class _Difference(CompositorUpdate):
    def __init__(self, update: LayoutUpdate | ChopsUpdate, ledger: Ledger, size: tuple[int, int]) -> None:
        self._update = update
        self._ledger = ledger
        self._size = size

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """All of it: nobody knows where this goes."""
        yield from self._update.__rich_console__(console, options)

    def render_segments(self, console: Console) -> str:
        """What the terminal is to be sent."""
        self._ledger.begin(self._size)
        sent: list[str] = []
        for line, column, strip in _pieces(self._update):
            text = strip.render(console)
            known = None if isinstance(strip, PictureStrip) else text
            if self._ledger.put(line, column, strip.cell_length, known):
                sent.append(Control.move_to(column, line).segment.text + text)
        return "".join(sent)


def _pieces(update: LayoutUpdate | ChopsUpdate) -> Iterator[PlacedStrip]:
    return _of_screen(update) if isinstance(update, LayoutUpdate) else _of_parts(update)


def _of_screen(update: LayoutUpdate) -> Iterator[PlacedStrip]:
    for line, strips in enumerate(update.strips, update.region.y):
        column = update.region.x
        for strip in strips:
            yield line, column, strip
            column += strip.cell_length


def _of_parts(update: ChopsUpdate) -> Iterator[PlacedStrip]:
    """The pieces that touch a span; of one that goes on behind it only what is before its end."""
    for line, first, end in update.spans:
        for stop, (column, strip) in zip(update.chop_ends[line], update.chops[line].items(), strict=False):
            if strip is None or column >= end or stop <= first:
                continue
            is_whole = first <= column < end and stop <= end
            yield line, column, strip if is_whole else strip.crop(0, min(stop, end) - column)
