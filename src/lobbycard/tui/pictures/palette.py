"""Fewer colours: those the terminal has, or few enough to be sent cheaply."""

from functools import lru_cache

from PIL import Image

from lobbycard.tui.pictures.halfblock import Pixels

TRUECOLOR_SHADES = 96
"""Colours of a picture in true colour: neighbours that are equal need not be sent."""

BASE_16 = (
    *((0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229)),
    *((127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255)),
    (255, 255, 255),
)
"""xterm's own sixteen; other terminals differ, nobody can know how."""


def cube_256() -> list[tuple[int, int, int]]:
    """The colours 16 to 255 of a terminal with 256."""
    steps = (0, 95, 135, 175, 215, 255)
    cube = [(r, g, b) for r in steps for g in steps for b in steps]
    return cube + [(grey, grey, grey) for grey in range(8, 248, 10)]


@lru_cache(maxsize=2)
def _palette(colors: int) -> Image.Image:
    entries = list(BASE_16) if colors == 16 else cube_256()
    image = Image.new("P", (1, 1))
    image.putpalette([channel for entry in entries for channel in entry])
    return image


def reduce(picture: Image.Image, colors: int) -> tuple[list[Pixels], list[Pixels]]:
    """The lines of pixels as RGB numbers and as the numbers the terminal is sent."""
    if colors == 0:
        reduced, first = picture.convert("L").convert("RGB"), None
    elif colors in (16, 256):
        dither = Image.Dither.FLOYDSTEINBERG if colors == 16 else Image.Dither.NONE
        indexed = picture.quantize(palette=_palette(colors), dither=dither)
        reduced, first = indexed.convert("RGB"), 16 if colors == 256 else 0
    else:
        indexed = picture.quantize(TRUECOLOR_SHADES, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        reduced, first = indexed.convert("RGB"), None
    width, height = picture.size
    raw = reduced.tobytes()
    numbers = [int.from_bytes(raw[at : at + 3], "big") for at in range(0, len(raw), 3)]
    lines = [numbers[y * width : (y + 1) * width] for y in range(height)]
    if first is None:
        return lines, lines
    indices = [index + first for index in indexed.tobytes()]
    return lines, [indices[y * width : (y + 1) * width] for y in range(height)]
