"""From a file or bytes to what a terminal is sent for a box of cells."""

import io
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from lobbycard.errors import FileError
from lobbycard.tui.pictures import halfblock, kitty, palette, png, sixel
from lobbycard.tui.pictures.capabilities import Capabilities, Protocol
from lobbycard.tui.pictures.encoded import BYTES_PER_CELL, Box, Encoded, Source

MAX_PIXELS = 100_000_000
"""A picture that claims more is not opened."""

NEARLY = 0.07
"""A picture whose shape differs from the box by no more is cut to fill it."""


def encode(source: Source, box: Box, capabilities: Capabilities, bytes_per_cell: int = BYTES_PER_CELL) -> Encoded:
    """The picture in the box, as this terminal wants it. Slow: for a thread."""
    cell = capabilities.cell_width, capabilities.cell_height
    whole = fit(load(source, box.columns * cell[0], box.rows * cell[1]), box, cell)
    small = whole.resize((box.columns, box.rows * 2), Image.Resampling.BOX)
    pixels, numbers = palette.reduce(small, capabilities.colors)
    rows, image_id, transmission = _drawn(whole, numbers, box, capabilities, bytes_per_cell * box.columns * box.rows)
    blurred = tuple(palette.blur(small))
    return Encoded(box, tuple(rows), tuple(pixels), blurred, capabilities.colors, image_id, transmission)


def _drawn(
    whole: Image.Image, numbers: list[list[int]], box: Box, capabilities: Capabilities, budget: int
) -> tuple[list[str], int, str]:
    """The rows, and for Kitty the number of the picture and what has to be sent before."""
    if capabilities.protocol is Protocol.SIXEL:
        return [_over_blank(band, box.columns) for band in sixel.encode(whole, capabilities.cell_height, budget)], 0, ""
    if capabilities.protocol is Protocol.KITTY and box.rows <= kitty.MAX_ROWS:
        number = kitty.next_id()
        repeats = capabilities.terminal.startswith("kitty")
        rows = [kitty.placement(number, row, box.columns, repeats=repeats) for row in range(box.rows)]
        return rows, number, kitty.transmission(number, png.encode(whole, budget), box.columns, box.rows)
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return [halfblock.escape_row(upper, lower, capabilities.colors) for upper, lower in pairs], 0, ""


def _over_blank(band: str, columns: int) -> str:
    """A Sixel drawn over erased cells, with the cursor left behind it as after text."""
    return f"\x1b[{columns}X\x1b7{band}\x1b8\x1b[{columns}C"


def load(source: Source, width: int, height: int) -> Image.Image:
    """Decode a picture, no larger than needed where the format allows it."""
    try:
        picture = source if isinstance(source, Image.Image) else _open(source)
        if picture.width * picture.height > MAX_PIXELS:
            raise FileError("This picture is too large to be shown.", "It claims more than a hundred million pixels.")
        picture.draft("RGB", (width * 2, height * 2))
        return ImageOps.exif_transpose(picture)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, UnidentifiedImageError) as error:
        raise FileError("This picture cannot be read.", "The file is damaged or not a picture.") from error


def _open(source: Path | bytes) -> Image.Image:
    return Image.open(io.BytesIO(source) if isinstance(source, bytes) else source)


def fit(picture: Image.Image, box: Box, cell: tuple[int, int]) -> Image.Image:
    """The picture in the pixels of its box: whole, centred, on the background."""
    target = box.columns * cell[0], box.rows * cell[1]
    shape = (picture.width / picture.height) / (target[0] / target[1])
    try:
        flat = _flatten(picture, box.background)
    except (OSError, ValueError, SyntaxError) as error:
        raise FileError("This picture cannot be read.", "The file is damaged or not a picture.") from error
    if abs(shape - 1) <= NEARLY:
        return ImageOps.fit(flat, target, Image.Resampling.LANCZOS)
    scale = min(target[0] / flat.width, target[1] / flat.height)
    size = max(1, round(flat.width * scale)), max(1, round(flat.height * scale))
    whole = Image.new("RGB", target, box.background)
    shown = flat.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    whole.paste(shown, ((target[0] - size[0]) // 2, (target[1] - size[1]) // 2))
    return whole


def _flatten(picture: Image.Image, background: tuple[int, int, int]) -> Image.Image:
    """Without transparency, on the background."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    ground = Image.new("RGBA", picture.size, (*background, 255))
    return Image.alpha_composite(ground, picture.convert("RGBA")).convert("RGB")
