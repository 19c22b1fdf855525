"""Pictures as Sixel, one small Sixel for each row of cells.

Rows on their own cost a fifth more bytes than one Sixel for the whole, and are what makes them behave like
text: whatever lines Textual repaints, crops or covers, each row is right by itself.
"""

import re

from PIL import Image

# The package's own modules ask the terminal when they are imported; the encoder alone does not.
from textual_image._sixel import SixelOptions, image_to_sixels

PALETTES = (128, 80, 48, 32, 20, 12)
"""Numbers of colours to try, best first, until the picture is small enough."""

_DEFINITION = re.compile(r"(#(\d+);2;\d+;\d+;\d+)")


def encode(picture: Image.Image, row_height: int, budget: int) -> list[str]:
    """The rows of the picture, in the most colours that keep it within the budget of bytes."""
    for colors in PALETTES:
        indexed = picture.quantize(colors, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        if _sample(indexed, row_height) <= budget or colors == PALETTES[-1]:
            break
    return [_row(indexed, y, row_height) for y in range(0, picture.height, row_height)]


def _sample(indexed: Image.Image, row_height: int) -> int:
    """The size of the whole, guessed from every fourth row."""
    tops = range(0, indexed.height, row_height)
    chosen = tops[1::4] or tops
    return sum(len(_row(indexed, y, row_height)) for y in chosen) * len(tops) // len(chosen)


def _row(indexed: Image.Image, top: int, height: int) -> str:
    band = indexed.crop((0, top, indexed.width, top + height))
    return select_after_defining(image_to_sixels(band, SixelOptions(colors=256)))


def select_after_defining(sixel: str) -> str:
    """Name each colour again after its definition, and end without a line feed.

    The encoder expects a definition to select the colour too; xterm and foot do not, and paint the first use of
    each colour in the one before. A line feed after the last band could scroll the screen.
    """
    return _DEFINITION.sub(r"\1#\2", sixel).replace("-\x1b\\", "\x1b\\")
