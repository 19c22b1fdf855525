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

AMONG_OTHERS, ONE_OF_TWENTY, SPARING = 1_400, 30_000, 50
"""Up to so many cells a picture is one of those that fill a large screen: more than these bytes only at so many a
cell, or a screenful would be a megabyte."""


@dataclass(frozen=True)
class Box:
    """The cells a picture is to fill and the colour around it."""

    columns: int
    rows: int
    background: tuple[int, int, int] = (0, 0, 0)

    @property
    def cells(self) -> int:
        """How many there are."""
        return self.columns * self.rows

    def budget(self, bytes_per_cell: int) -> int:
        """The bytes that a picture may cost here, by Sixel or Kitty, at first sight."""
        most = bytes_per_cell * self.cells
        return most if self.cells > AMONG_OTHERS else min(most, max(ONE_OF_TWENTY, SPARING * self.cells))


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
