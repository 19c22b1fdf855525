"""What has been written to the terminal since: so that what is still there is not sent again.

Textual paints whole screens more often than they change (twice when a dialog opens, once for each toast), which costs
tens of kilobytes for text and half a megabyte for pictures. Whatever it writes begins by moving the cursor there, so
what a frame has touched can be read off it. A whole screen is written by lines, each from its first column; parts of a
screen are written by pieces that end where the next widget begins.
"""

import re

_MOVE = re.compile(r"\x1b\[(\d+);(\d+)H(?!\Z)")
"""A move of the cursor that something follows; the last one of a frame only parks it."""

_PARKED = re.compile(r"\x1b\[\d+;\d+H\Z")
"""That one."""

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
        self._texts: dict[int, str] = {}
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

    def note(self, text: str) -> tuple[str, bool]:
        """Something is to be written to the terminal: what of it is not there yet, and whether it is a frame."""
        moves = list(_MOVE.finditer(text))
        parked = _PARKED.search(text) if moves else None
        end = parked.start() if parked else len(text)
        self._frame += bool(moves)
        kept = [text[: moves[0].start()]] if moves else [text]
        for move, stop in zip(moves, [*(other.start() for other in moves[1:]), end], strict=False):
            piece = text[move.start() : stop]
            if self._is_new(int(move[1]) - 1, int(move[2]) - 1, piece):
                kept.append(piece)
        kept.append(text[end:])
        if _WIPES.search(text) or (not moves and len(text) > LONG and not text.startswith("\x1b_G")):
            self.wipe()
            return text, bool(moves)
        return "".join(kept), bool(moves)

    def _is_new(self, line: int, column: int, piece: str) -> bool:
        """A piece of a frame is not the last that was written to its line, word for word."""
        if column:
            self._pieces.setdefault(line, {})[column] = self._frame
            self._texts.pop(line, None)
            return True
        words = piece.rstrip("\n")
        if self._texts.get(line) == words:
            return False
        self._texts[line] = words
        self._lines[line] = self._frame
        self._pieces.pop(line, None)
        return True

    def sized(self, size: tuple[int, int]) -> None:
        """The size of the screen as it is now; another one means that the terminal has moved or lost things."""
        if size != self._size:
            self._size = size
            self.wipe()

    def wipe(self) -> None:
        """Anything may have happened to the screen: trust nothing that was written."""
        self._wiped = self._frame
        self._texts.clear()
