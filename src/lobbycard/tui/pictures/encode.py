"""From a file or bytes to what a terminal is sent for a box of cells."""

import io
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from lobbycard.errors import FileError
from lobbycard.tui.pictures import palette, png, sixel
from lobbycard.tui.pictures.capabilities import Capabilities, Protocol
from lobbycard.tui.pictures.drawn import SIXEL_END, SIXEL_HEAD, Drawn, finished, is_by_kitty
from lobbycard.tui.pictures.encoded import BYTES_PER_CELL, Box, Encoded, Source

MAX_PIXELS = 100_000_000
"""A picture that claims more is not opened."""

NEARLY = 0.07
"""A picture whose shape differs from the box by no more is cut to fill it."""


def encode(source: Source, box: Box, capabilities: Capabilities, bytes_per_cell: int = BYTES_PER_CELL) -> Encoded:
    """The picture in the box, as this terminal wants it. Slow: for a thread."""
    return finished(draw(source, box, capabilities, bytes_per_cell), box, capabilities)


def draw(source: Source, box: Box, capabilities: Capabilities, bytes_per_cell: int = BYTES_PER_CELL) -> Drawn:
    """What is slow about it."""
    cell = capabilities.cell_width, capabilities.cell_height
    whole = fit(load(source, box.columns * cell[0], box.rows * cell[1]), box, cell)
    small = whole.resize((box.columns, box.rows * 2), Image.Resampling.BOX)
    pixels, numbers = palette.reduce(small, capabilities.colors)
    payload = _payload(whole, box, capabilities, box.budget(bytes_per_cell))
    return Drawn(pixels, numbers, palette.blur(small), payload)


def _payload(whole: Image.Image, box: Box, capabilities: Capabilities, budget: int) -> tuple[bytes, ...]:
    if capabilities.protocol is Protocol.SIXEL:
        bands = sixel.encode(whole, capabilities.cell_height, budget)
        return tuple(band.removeprefix(SIXEL_HEAD).removesuffix(SIXEL_END).encode("ascii") for band in bands)
    return (png.encode(whole, budget),) if is_by_kitty(box, capabilities) else ()


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
