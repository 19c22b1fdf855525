"""An encoded picture together with what the terminal has of it."""

from collections.abc import Iterable

from rich.segment import Segment

from lobbycard.tui.pictures import halfblock, kitty
from lobbycard.tui.pictures.encoded import Encoded


class Shown:
    """An encoded picture that the terminal can be given."""

    def __init__(self, encoded: Encoded, stock: kitty.Stock, *, exported: bool = False) -> None:
        self.encoded = encoded
        self._stock = stock
        self._exported = exported

    def row(self, row: int) -> str:
        """What the terminal is sent for a row: the first time with the picture itself, where it keeps that."""
        encoded = self.encoded
        if not encoded.transmission:
            return encoded.rows[row]
        return self._stock.provide(encoded.image_id, encoded.transmission) + encoded.rows[row]

    @property
    def missing(self) -> int:
        """Bytes that the terminal has to be given before the first row."""
        encoded = self.encoded
        return 0 if self._stock.has(encoded.image_id) else len(encoded.transmission)

    def pieces(self, room: int) -> str:
        """The next of those bytes: about so many, at least one piece."""
        return self._stock.pieces(self.encoded.image_id, self.encoded.transmission, room)

    def cost(self, row: int) -> int:
        """The bytes of a row with what is missing."""
        return len(self.encoded.rows[row]) + self.missing

    def covered(self, row: int) -> Iterable[Segment]:
        """The row where it is covered, dimmed or exported."""
        encoded = self.encoded
        if self._exported or encoded.colors == 0:
            return self.half_blocks(row)
        return halfblock.blurred_segments(encoded.blurred[row])

    def half_blocks(self, row: int) -> Iterable[Segment]:
        """The row as half blocks."""
        encoded = self.encoded
        return halfblock.segments(encoded.pixels[row * 2], encoded.pixels[row * 2 + 1], encoded.colors)
