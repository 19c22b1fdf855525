"""Fewer colours: those the terminal has, or few enough to be sent cheaply."""

from functools import lru_cache

from PIL import Image

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


DITHER_LESS = 0.5
"""How far pixels are moved to the nearest of sixteen colours before dithering: all of it at this size is noise."""

NEAREST_TO = 64
"""Colours up to which each pixel is given the nearest; the octree gives it the one of its branch, which is as good
where there are many, and faster."""

SMALL = 64
"""Pixels up to which all of a picture is looked at to choose its colours."""

BLURRED_SHADES = 8
"""Colours of a picture that a dialog covers: Textual paints a dialog three times before it stands."""

MOSAIC = (4, 2)
"""Cells of one colour in it."""


@lru_cache(maxsize=2)
def _palette(colors: int) -> Image.Image:
    entries = list(BASE_16) if colors == 16 else cube_256()
    image = Image.new("P", (1, 1))
    image.putpalette([channel for entry in entries for channel in entry])
    return image


def reduce(picture: Image.Image, colors: int) -> tuple[bytes, bytes]:
    """The pixels as red, green and blue, and as numbers in the terminal's palette where it has one."""
    if colors == 0:
        return picture.convert("L").convert("RGB").tobytes(), b""
    if colors in (16, 256):
        indexed = picture.quantize(palette=_palette(colors), dither=Image.Dither.NONE)
        if colors == 16:
            nearer = Image.blend(picture, indexed.convert("RGB"), DITHER_LESS)
            indexed = nearer.quantize(palette=_palette(colors), dither=Image.Dither.FLOYDSTEINBERG)
        first = 16 if colors == 256 else 0
        return indexed.convert("RGB").tobytes(), bytes(index + first for index in indexed.tobytes())
    return fewer(picture, TRUECOLOR_SHADES).convert("RGB").tobytes(), b""


def fewer(picture: Image.Image, colors: int) -> Image.Image:
    """The picture in its own best colours."""
    if colors > NEAREST_TO:
        return picture.quantize(colors, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    half = max(1, picture.width // 2), max(1, picture.height // 2)
    sample = picture if min(picture.size) <= SMALL else picture.resize(half, Image.Resampling.NEAREST)
    chosen = sample.quantize(colors, method=Image.Quantize.FASTOCTREE)
    return picture.quantize(palette=chosen, dither=Image.Dither.NONE)


def blur(small: Image.Image) -> bytes:
    """A colour for each cell, as a mosaic of so few colours that many neighbours are equal."""
    cells = small.width, small.height // 2
    mosaic = small.resize((-(-cells[0] // MOSAIC[0]), -(-cells[1] // MOSAIC[1])), Image.Resampling.BOX)
    return fewer(mosaic, BLURRED_SHADES).convert("RGB").resize(cells, Image.Resampling.NEAREST).tobytes()
