"""What is dear about a picture: decoded, resized, its colours chosen and packed. Finishing it takes no time.

Free of what makes it, so that a picture that is kept on disk is shown without loading that.
"""

import base64
from typing import NamedTuple

from lobbycard.tui.pictures import halfblock, kitty
from lobbycard.tui.pictures.capabilities import Capabilities, Protocol
from lobbycard.tui.pictures.encoded import Box, Encoded

SIXEL_HEAD, SIXEL_END = "\x1bP0;0;0q", "\x1b\\"


class Drawn(NamedTuple):
    """A picture for one box on one kind of terminal, without anything a terminal would obey."""

    pixels: bytes
    """The red, green and blue of two lines of pixels for each row of cells."""
    numbers: bytes
    """The same as numbers in the terminal's palette; empty where it has no palette."""
    blurred: bytes
    """The red, green and blue of each cell, when it is covered."""
    payload: tuple[bytes, ...] = ()
    """What stands between head and end of each row's Sixel, or the one PNG for Kitty."""


def is_by_kitty(box: Box, capabilities: Capabilities) -> bool:
    """Kitty's own protocol draws it: not where the box has more rows than that can name."""
    return capabilities.protocol is Protocol.KITTY and box.rows <= kitty.MAX_ROWS


def finished(drawn: Drawn, box: Box, capabilities: Capabilities) -> Encoded:
    """The picture, ready for the terminal."""
    pixels, blurred = _lines(drawn.pixels, box.columns), _lines(drawn.blurred, box.columns)
    rows, image_id, transmission = _sent(drawn, pixels, box, capabilities)
    return Encoded(box, tuple(rows), tuple(pixels), tuple(blurred), capabilities.colors, image_id, transmission)


def _sent(
    drawn: Drawn, pixels: list[halfblock.Pixels], box: Box, capabilities: Capabilities
) -> tuple[list[str], int, str]:
    """The rows, and for Kitty the number of the picture and what has to be sent before."""
    if capabilities.protocol is Protocol.SIXEL:
        return [_over_blank(band.decode("ascii"), box.columns) for band in drawn.payload], 0, ""
    if is_by_kitty(box, capabilities):
        number = kitty.next_id()
        repeats = capabilities.terminal.startswith("kitty")
        rows = [kitty.placement(number, row, box.columns, repeats=repeats) for row in range(box.rows)]
        png = base64.b64encode(drawn.payload[0]).decode("ascii")
        return rows, number, kitty.transmission(number, png, box.columns, box.rows)
    lines = pixels
    if drawn.numbers:
        lines = [list(drawn.numbers[at : at + box.columns]) for at in range(0, len(drawn.numbers), box.columns)]
    pairs = zip(lines[::2], lines[1::2], strict=True)
    return [halfblock.escape_row(upper, lower, capabilities.colors) for upper, lower in pairs], 0, ""


def _over_blank(band: str, columns: int) -> str:
    """A Sixel drawn over erased cells, with the cursor left behind it as after text."""
    return f"\x1b[{columns}X\x1b7{SIXEL_HEAD}{band}{SIXEL_END}\x1b8\x1b[{columns}C"


def _lines(raw: bytes, columns: int) -> list[halfblock.Pixels]:
    """The pixels of an RGB picture as numbers, line by line."""
    numbers = [red << 16 | green << 8 | blue for red, green, blue in zip(raw[::3], raw[1::3], raw[2::3], strict=True)]
    return [numbers[at : at + columns] for at in range(0, len(numbers), columns)]
