"""What each place of the terminal shows: so that what is there already is not sent again.

Textual paints whole screens more often than they change (when a line appears, twice when a dialog opens, once for each
toast), which costs tens of kilobytes for text and half a megabyte for pictures. It does so in pieces, one for each
widget and line; the ledger has the last ones, word for word.
"""

import re
from typing import NamedTuple

_MOVE = re.compile(r"\x1b\[\d+;\d+H")
_WIPES = re.compile(r"\x1b\[\?1049|\x1b\[\d*J|\x1bc|\x1b\[!p")
"""Other screen, erased screen, reset."""

LONG = 400
"""Text of unknown kind from this length on may have touched anything."""


class Piece(NamedTuple):
    """What was written to some columns of a line."""

    width: int
    text: str | None
    """None when it cannot be compared: a picture, or what is left of a piece that was written over."""
    frame: int

    def cut(self, width: int) -> "Piece":
        """What is left of it."""
        return Piece(width, None, self.frame)


class Ledger:
    """Numbers the frames and knows the last one that touched each place."""

    def __init__(self) -> None:
        self.frame = 0
        """The number of the frame that is being made, or was made last."""
        self._is_new = False
        self._lines: dict[int, dict[int, Piece]] = {}
        self._wiped = 0
        self._size = (0, 0)

    def begin(self, size: tuple[int, int]) -> None:
        """A frame is made, for a screen of this size; another size means that the terminal has moved or lost things."""
        if size != self._size:
            self._size = size
            self.wipe()
        self.frame += 1
        self._is_new = True

    def put(self, line: int, column: int, width: int, text: str | None) -> bool:
        """Whether this piece of the frame has to be sent, because something else is there."""
        pieces = self._lines.setdefault(line, {})
        before = pieces.get(column)
        if before is None or before.width != width:
            _clear(pieces, column, column + width)
        elif text is not None and before.text == text:
            return False
        pieces[column] = Piece(width, text, self.frame)
        return True

    def still_there(self, line: int, columns: range, frame: int) -> bool:
        """Nothing has touched these columns of the line since that frame wrote them."""
        if not self._wiped < frame <= self.frame:
            return False
        pieces = self._lines.get(line, {})
        return all(
            piece.frame <= frame
            for start, piece in pieces.items()
            if start < columns.stop and start + piece.width > columns.start
        )

    def note(self, text: str) -> bool:
        """Something is written to the terminal; whether it is the frame that was made."""
        is_frame, self._is_new = self._is_new, False
        if is_frame or text.startswith("\x1b_G"):
            return is_frame
        if _WIPES.search(text) or _MOVE.search(text) or len(text) > LONG:
            self.wipe()
        return False

    def wipe(self) -> None:
        """Anything may have happened to the screen: trust nothing that was written."""
        self._wiped = self.frame
        self._lines.clear()


def _clear(pieces: dict[int, Piece], first: int, end: int) -> None:
    """Make room for a piece; what sticks out on either side stays where it is."""
    for start, piece in list(pieces.items()):
        stop = start + piece.width
        if start >= end or stop <= first:
            continue
        del pieces[start]
        if start < first:
            pieces[start] = piece.cut(first - start)
        if stop > end:
            pieces[end] = piece.cut(stop - end)
