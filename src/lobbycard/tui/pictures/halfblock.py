"""Pictures as half blocks: two pixels a cell, in as many colours as there are."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from rich.color import Color
from rich.segment import Segment
from rich.style import Style

UPPER, LOWER, FULL = "▀", "▄", "█"
SHADES = " ░▒▓█"
"""Without colours a cell shows only how bright it is."""

Pixels = list[int]
"""One line of pixels as colour numbers: 0xRRGGBB, or an index into the terminal's palette."""


def escape_row(upper: Pixels, lower: Pixels, colors: int) -> str:
    """One row of cells as a terminal is sent it, naming only the colours that change."""
    if colors == 0:
        return "".join(_shade(top, bottom) for top, bottom in zip(upper, lower, strict=True))
    parts: list[str] = []
    front = back = -1
    for top, bottom in zip(upper, lower, strict=True):
        glyph, new_front, new_back = _cheapest(top, bottom, front, back)
        codes = [_code(new_front, 38, colors)] if new_front != front else []
        codes += [_code(new_back, 48, colors)] if new_back != back else []
        parts.append(f"\x1b[{';'.join(codes)}m{glyph}" if codes else glyph)
        front, back = new_front, new_back
    return "".join(parts) + "\x1b[m"


def _cheapest(top: int, bottom: int, front: int, back: int) -> tuple[str, int, int]:
    """The glyph for two pixels, with the colours it needs, that changes least."""
    if top == bottom:
        return (FULL, front, back) if front == top and back != top else (" ", front, top)
    upright = (top != front) + (bottom != back)
    turned = (bottom != front) + (top != back)
    return (LOWER, bottom, top) if turned < upright else (UPPER, top, bottom)


def _code(color: int, plane: int, colors: int) -> str:
    """The SGR parameters for a colour; plane is 38 for the front and 48 for the back."""
    if colors == 16:
        return str(color - 8 + plane + 52 if color > 7 else color + plane - 8)
    if colors == 256:
        return f"{plane};5;{color}"
    return f"{plane};2;{color >> 16};{color >> 8 & 255};{color & 255}"


def _shade(top: int, bottom: int) -> str:
    return SHADES[((top & 255) + (bottom & 255)) * 5 // 511]


def segments(upper: Pixels, lower: Pixels, colors: int) -> Iterator[Segment]:
    """One row of cells as Textual wants them, for exported pictures and where there are no colours."""
    for top, bottom in zip(upper, lower, strict=True):
        if colors == 0:
            yield Segment(_shade(top, bottom))
        else:
            yield Segment(UPPER, _style(top, bottom))


def blurred_segments(cells: Pixels) -> Iterator[Segment]:
    """One row of cells in a colour each, for covered and dimmed pictures: a tenth of the bytes of half blocks."""
    for color, run in groupby(cells):
        yield Segment(" " * len(list(run)), _ground(color))


@lru_cache(maxsize=16384)
def _style(top: int, bottom: int) -> Style:
    return Style(color=_rich(top), bgcolor=_rich(bottom))


@lru_cache(maxsize=4096)
def _ground(color: int) -> Style:
    return Style(bgcolor=_rich(color))


def _rich(color: int) -> Color:
    return Color.from_rgb(color >> 16, color >> 8 & 255, color & 255)
