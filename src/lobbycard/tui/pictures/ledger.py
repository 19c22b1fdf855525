"""What has been written to the terminal since: so that a picture that is still there is not sent again.

Textual paints whole screens more often than they change (twice when a dialog closes), which for text costs little
and for pictures half a megabyte. Every line it writes begins by moving the cursor there, so the lines a frame has
touched can be read off it; a row of a picture on a line that nothing has touched since is still to be seen.
"""

import re

_MOVE = re.compile(r"\x1b\[(\d+);\d+H(?!\Z)")
"""A move of the cursor that something follows; the last one of a frame only parks it."""

_WIPES = re.compile(r"\x1b\[\?1049|\x1b\[\d*J|\x1bc|\x1b\[!p")
"""Other screen, erased screen, reset."""

LONG = 400
"""Text of unknown kind from this length on may have touched anything."""


class Ledger:
    """Numbers the frames and knows the last one that touched each line."""

    def __init__(self) -> None:
        self._frame = 0
        self._touched: dict[int, int] = {}
        self._wiped = 0

    @property
    def next_frame(self) -> int:
        """The number of the frame that is being made."""
        return self._frame + 1

    def still_there(self, line: int, frame: int) -> bool:
        """Nothing has touched the line since that frame wrote it."""
        return frame > self._wiped and self._touched.get(line) == frame

    def note(self, text: str) -> None:
        """Something is written to the terminal."""
        lines = {int(line) - 1 for line in _MOVE.findall(text)}
        if lines:
            self._frame += 1
            self._touched.update(dict.fromkeys(lines, self._frame))
        if _WIPES.search(text) or (not lines and len(text) > LONG and not text.startswith("\x1b_G")):
            self.wipe()

    def wipe(self) -> None:
        """Anything may have happened to the screen: trust nothing that was written."""
        self._wiped = self._frame
