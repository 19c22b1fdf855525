"""How much of pictures may be on its way to the terminal, so that keys never wait behind them.

Whatever is written is taken at once by buffers between here and a far terminal, and the answer to the next key would
come after all of it. So the terminal is asked now and then how far it has come: what it has not reached yet is kept
below what the line carries in a moment. A terminal that does not answer is sent everything at once.
"""

import time
from collections import deque
from collections.abc import Callable

QUESTION = "\x1b[c"
"""Asks for the attributes of the terminal, which all of them tell when they have come to it."""

FIRST, LEAST, MOST = 32_000, 6_000, 1_000_000
"""Bytes under way: at the start, on the thinnest line, on the fastest."""

BEHIND = 0.1
"""Seconds that a key may have to wait behind pictures."""

EVERY = 3_000
"""Bytes after which the terminal is asked again."""

LOST = 3.0
"""Seconds after which an answer is not waited for any more."""


class Flow:
    """Counts what is written and what has arrived."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._window = FIRST
        self._asked: deque[tuple[float, int, int]] = deque()
        self._written = self._arrived = self._planned = 0
        self._shortest = 10.0
        self._hears = False

    @property
    def room(self) -> int:
        """How many bytes of pictures may be written now."""
        if self._asked and self._clock() - self._asked[0][0] > LOST:
            self._start_over()
        if not self._hears:
            return MOST
        return self._window - self._planned - (self._written - self._arrived)

    @property
    def is_waiting(self) -> bool:
        """An answer is under way."""
        return bool(self._asked)

    def plan(self, size: int) -> None:
        """So much of a picture is in the frame that is being made."""
        self._planned += size

    def wrote(self, size: int, *, ask: bool) -> str:
        """So much was written; what to write after it."""
        self._written += size
        if not ask:
            return ""
        self._planned = 0
        if not self._hears or (self._asked and self._written - self._asked[-1][1] < EVERY):
            return ""
        return self.ask()

    def ask(self) -> str:
        """The question, which has to be written now."""
        self._asked.append((self._clock(), self._written, self._written - self._arrived))
        return QUESTION

    def heard(self, at: float) -> None:
        """The terminal has answered the oldest question."""
        if not self._asked:
            return
        asked, reached, under_way = self._asked.popleft()
        self._hears, self._arrived = True, reached
        took = max(0.001, at - asked)
        self._shortest = min(self._shortest, took)
        # What was under way took so long; so much of it would take as long as it may.
        right = int(under_way * (self._shortest + BEHIND) / took)
        if took > self._shortest + BEHIND:
            self._window = max(LEAST, right)
        else:
            self._window = min(MOST, max(self._window, min(right, self._window * 2)))

    def stop(self) -> None:
        """Ask nothing any more: the program ends."""
        self._hears = False

    def _start_over(self) -> None:
        """Answers were lost, as when the terminal was reset: believe that all has arrived, until one comes again."""
        self._asked.clear()
        self._arrived = self._written
        self._hears = False
