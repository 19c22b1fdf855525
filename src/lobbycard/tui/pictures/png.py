"""Pictures as small PNG files, for the Kitty protocol."""

import base64
import io

from PIL import Image

PALETTES = (256, 128, 64, 40, 24, 12)
"""Numbers of colours to try, best first, until the picture is small enough."""


def encode(picture: Image.Image, budget: int) -> str:
    """The picture as a palette PNG in base64, in the most colours that keep it within the budget of bytes."""
    for colors in PALETTES:
        png = _png(picture, colors)
        if len(png) * 4 // 3 <= budget:
            break
    return base64.b64encode(png).decode("ascii")


def _png(picture: Image.Image, colors: int) -> bytes:
    indexed = picture.quantize(colors, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    file = io.BytesIO()
    indexed.save(file, "PNG", optimize=False, compress_level=9)
    return file.getvalue()
