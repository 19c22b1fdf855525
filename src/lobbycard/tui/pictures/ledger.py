"""What has been written to the terminal since: so that a picture that is still there is not sent again.

Textual paints whole screens more often than they change (twice when a dialog closes, once for each toast), which for
text costs little and for pictures half a megabyte. Whatever it writes begins by moving the cursor there, so what a
frame has touched can be read off it. A whole screen is written by lines, each from its first column; parts of a
screen are written by pieces that end where the next widget begins.
"""

import re

_MOVE = re.compile(r"\x1b\[(\d+);(\d+)H(?!\Z)")
"""A move of the cursor that something follows; the last one of a frame only parks it."""

_WIPES = re.compile(r"\x1b\[\?1049|\x1b\[\d*J|\x1bc|\x1b\[!p")
"""Other screen, erased screen, reset."""

LONG = 400
"""Text of unknown kind from this length on may have touched anything."""


class Ledger:
    """Numbers the frames and knows the last one that touched each place."""

    def __init__(self) -> None:
        self._frame = 0
        self._lines: dict[int, int] = {}
        self._pieces: dict[int, dict[int, int]] = {}
        self._wiped = 0
        self._size = (0, 0)

    @property
    def next_frame(self) -> int:
        """The number of the frame that is being made."""
        return self._frame + 1

    def still_there(self, line: int, columns: range, frame: int) -> bool:
        """Nothing has touched these columns of the line since that frame wrote them."""
        if not self._wiped < frame <= self._frame or self._lines.get(line, 0) > frame:
            return False
        pieces = self._pieces.get(line, {})
        return all(frame >= touched for column, touched in pieces.items() if column in columns)

    def note(self, text: str) -> bool:
        """Something is written to the terminal; whether it is a frame."""
        places = [(int(line) - 1, int(column) - 1) for line, column in _MOVE.findall(text)]
        self._frame += bool(places)
        for line, column in places:
            if column == 0:
                self._lines[line] = self._frame
                self._pieces.pop(line, None)
            else:
                self._pieces.setdefault(line, {})[column] = self._frame
        if _WIPES.search(text) or (not places and len(text) > LONG and not text.startswith("\x1b_G")):
            self.wipe()
        return bool(places)

    def sized(self, size: tuple[int, int]) -> None:
        """The size of the screen as it is now; another one means that the terminal has moved or lost things."""
        if size != self._size:
            self._size = size
            self.wipe()

    def wipe(self) -> None:
        """Anything may have happened to the screen: trust nothing that was written."""
        self._wiped = self._frame
