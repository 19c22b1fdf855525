"""One row of a picture among Textual's lines."""

from collections.abc import Callable, Iterable

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip


class PictureStrip(Strip):
    """A line that is a row of the picture when it is shown whole, and half blocks otherwise.

    Textual cuts, tints, joins and exports lines through their segments, and does so exactly where a dialog, a
    toast or an edge covers a part: there a real picture could not be drawn right. The segments are made only then.
    """

    __slots__ = ["_ground", "_half_blocks", "_made", "_row"]

    def __init__(
        self, row: Callable[[], str | None], half_blocks: Callable[[], Iterable[Segment]], width: int, ground: Style
    ) -> None:
        self._row = row
        self._ground = ground
        self._half_blocks = half_blocks
        self._made: list[Segment] | None = None
        super().__init__((), width)

    @property
    def _segments(self) -> list[Segment]:
        if self._made is None:
            self._made = list(self._half_blocks())
        return self._made

    @_segments.setter
    def _segments(self, _segments: list[Segment]) -> None:
        """The base class sets them when it is made; ours are made when they are needed."""

    @property
    def cell_count(self) -> int:
        """Number of characters, without making the segments."""
        return self.cell_length

    def __bool__(self) -> bool:
        return True

    def crop(self, start: int, end: int | None = None) -> Strip:
        """The whole row for a part from its beginning.

        That is what is asked for when something went away that covered the middle of the row: the rest of it may be
        painted over what is there, a part of it could not be painted at all.
        """
        return self if start == 0 else self.cut(start, end)

    def cut(self, start: int, end: int | None = None) -> Strip:
        """Really a part, for a row of which a part is out of sight."""
        return super().crop(start, end)

    def render(self, console: Console) -> str:
        """What the terminal is sent; asked for each time, since the first time may have to send more, or later."""
        row = self._row()
        return Strip.blank(self.cell_length, self._ground).render(console) if row is None else row
