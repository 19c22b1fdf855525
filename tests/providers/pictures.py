"""Draws the pictures that the provider server serves."""

import io
import re
from functools import lru_cache

from PIL import Image, ImageDraw

_SIZE = re.compile(r"_(\d+)x(\d+)\.(jpg|png|svg)$")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="80" height="31"><rect width="80" height="31" fill="teal"/></svg>'


@lru_cache(maxsize=512)
def draw(name: str, size: str = "original") -> tuple[bytes, str] | None:
    """A picture and its type; the name ends in its size (`poster-1_1000x1500.jpg`), the colours follow from it."""
    found = _SIZE.search(name)
    if found is None:
        return None
    width, height, extension = int(found[1]), int(found[2]), found[3]
    if extension == "svg":
        return SVG, "image/svg+xml"
    width, height = _scaled(width, height, size)
    image = _drawn(name, width, height, alpha=extension == "png")
    written = io.BytesIO()
    image.save(written, "PNG" if extension == "png" else "JPEG", quality=85)
    return written.getvalue(), "image/png" if extension == "png" else "image/jpeg"


def _scaled(width: int, height: int, size: str) -> tuple[int, int]:
    if size[0] == "w" and size[1:].isdigit():
        return int(size[1:]), max(1, round(height * int(size[1:]) / width))
    if size[0] == "h" and size[1:].isdigit():
        return max(1, round(width * int(size[1:]) / height)), int(size[1:])
    return width, height


def _drawn(name: str, width: int, height: int, alpha: bool) -> Image.Image:
    seed = sum(ord(letter) * (position + 3) for position, letter in enumerate(name))
    colour = (40 + seed * 7 % 180, 40 + seed * 13 % 180, 40 + seed * 29 % 180)
    image = Image.new("RGBA" if alpha else "RGB", (width, height), (0, 0, 0, 0) if alpha else colour)
    canvas = ImageDraw.Draw(image)
    for step in range(6):
        left, top = (seed * (step + 5) * 31) % width, (seed * (step + 11) * 17) % height
        shade = tuple((channel + 37 * (step + 1)) % 256 for channel in colour)
        canvas.ellipse((left, top, left + width // 3, top + height // 3), fill=(*shade, 255) if alpha else shade)
    return image
