"""Pictures as small PNG files, for the Kitty protocol."""

import io

from PIL import Image

from lobbycard.tui.pictures import palette

PALETTES = (256, 128, 64, 40, 24, 16, 8)
"""Numbers of colours to try, best first, until the picture is small enough."""


def encode(picture: Image.Image, budget: int) -> bytes:
    """The picture as a palette PNG, in the most colours that keep it, in base64, within the budget of bytes."""
    for colors in PALETTES:
        png = _png(picture, colors)
        if len(png) * 4 // 3 <= budget:
            break
    return png


def _png(picture: Image.Image, colors: int) -> bytes:
    file = io.BytesIO()
    palette.fewer(picture, colors).save(file, "PNG", compress_level=6)
    return file.getvalue()
