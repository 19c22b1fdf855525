"""How fast a job goes, from what it told a while ago."""

import time
from collections.abc import Callable

WINDOW = 10.0
"""Seconds looked back."""


class Pace:
    """The rate of one job."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._job: int | None = None
        self._marks: list[tuple[float, int]] = []

    def rate(self, job: int, done: int | None) -> float:
        """Steps a second; 0 as long as nobody can tell."""
        if done is None:
            return 0.0
        now = self._clock()
        if job != self._job or (self._marks and done < self._marks[-1][1]):
            self._job, self._marks = job, []
        self._marks = [mark for mark in self._marks if now - mark[0] < WINDOW] + [(now, done)]
        (start, first), (end, last) = self._marks[0], self._marks[-1]
        return (last - first) / (end - start) if end - start > 0.5 else 0.0
