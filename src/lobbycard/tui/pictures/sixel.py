"""Pictures as Sixel, one small Sixel for each row of cells.

Rows on their own cost a fifth more bytes than one Sixel for the whole, and are what makes them behave like
text: whatever lines Textual repaints, crops or covers, each row is right by itself.
"""

import re
from collections.abc import Iterator

from PIL import Image, ImageChops, ImageFilter, ImageStat

# The package's own modules ask the terminal when they are imported; the encoder alone does not.
from textual_image._sixel import SixelOptions, image_to_sixels

from lobbycard.tui.pictures import palette

COLORS = (128, 64, 40, 32, 24, 16, 12)
"""Numbers of colours to try, best first, until the picture is small enough."""

SMOOTHED = ((16, 3), (12, 5), (6, 9), (3, 11))
"""What is tried then: colours, and how far grain is smoothed. Not with drawn pictures, logos above all: it would eat
their letters."""

FLAT, FLAT_COLORS = 20.0, 12
"""A picture that so few colours meet so well (of 255, at the mean) is drawn and not photographed."""

_DEFINITION = re.compile(r"(#(\d+);2;\d+;\d+;\d+)")


def encode(picture: Image.Image, row_height: int, budget: int) -> list[str]:
    """The rows of the picture, in the most colours that keep it within the budget of bytes."""
    for indexed in _reduced(picture, row_height, budget):
        rows = [_row(indexed, y, row_height) for y in range(0, picture.height, row_height)]
        if sum(map(len, rows)) <= budget:
            break
    return rows


def _reduced(picture: Image.Image, row_height: int, budget: int) -> Iterator[Image.Image]:
    """The picture in fewer and fewer colours, from what is likely to be within the budget."""
    first, last = 0, len(COLORS) - 1
    while first < last:  # fewer colours are fewer bytes: halving finds the step in three looks
        middle = (first + last) // 2
        if _sample(palette.fewer(picture, COLORS[middle]), row_height) <= budget:
            last = middle
        else:
            first = middle + 1
    for colors in COLORS[first:]:  # mostly the first of them: the look has seen but a part
        yield palette.fewer(picture, colors)
    if not _is_flat(picture):
        for colors, smooth in SMOOTHED:
            yield palette.fewer(picture.filter(ImageFilter.MedianFilter(smooth)), colors)


def _is_flat(picture: Image.Image) -> bool:
    small = picture.resize((max(1, picture.width // 2), max(1, picture.height // 2)), Image.Resampling.NEAREST)
    few = small.quantize(FLAT_COLORS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).convert("RGB")
    return sum(ImageStat.Stat(ImageChops.difference(small, few)).mean) / 3 < FLAT


def _sample(indexed: Image.Image, row_height: int) -> int:
    """The size of the whole, guessed from every fifth row."""
    tops = range(0, indexed.height, row_height)
    chosen = tops[2::5] or tops
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
