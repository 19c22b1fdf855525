"""A picture ready for a terminal, as values; free of what makes it, so that the screen starts fast."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, Union

if TYPE_CHECKING:
    from PIL import Image

Source: TypeAlias = Union[Path, bytes, "Image.Image"]
"""Where a picture comes from: the nearer to its size on the screen, the faster."""

BYTES_PER_CELL = 95
"""What Sixel and Kitty may cost at first sight: a screenful of twenty posters stays under 600 kB."""


@dataclass(frozen=True)
class Box:
    """The cells a picture is to fill and the colour around it."""

    columns: int
    rows: int
    background: tuple[int, int, int] = (0, 0, 0)


@dataclass(frozen=True)
class Encoded:
    """A picture, ready for one box on one terminal."""

    box: Box
    rows: tuple[str, ...]
    """What the terminal is sent for each row of cells."""
    pixels: tuple[list[int], ...]
    """Two lines of 0xRRGGBB a row, for pictures of the screen."""
    blurred: tuple[list[int], ...]
    """A line of 0xRRGGBB a row, shown where the picture is covered or dimmed."""
    colors: int
    image_id: int = 0
    transmission: str = field(default="", repr=False)
    """What has to be sent once before the rows (Kitty)."""

    @property
    def size(self) -> int:
        """About the bytes it takes in memory."""
        return sum(map(len, self.rows)) + len(self.transmission) + 52 * self.box.columns * self.box.rows
