"""The files of small pictures, got as they are wanted: what is seen first, what is no longer wanted not at all."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterable
from pathlib import Path
from typing import NamedTuple

from lobbycard.errors import AppError

LANES = 6
"""Pictures fetched at the same time."""


class Wanted(NamedTuple):
    """A picture somebody wants to show."""

    key: Hashable
    get: Callable[[], Awaitable[str]]
    """Gives the path of its file; raises `AppError`."""


Place = Path | AppError
"""Where a picture lies, or why it is not to be had."""


class Shelf:
    """Remembers where pictures lie. `arrived` is told of each one that was waited for."""

    def __init__(self, arrived: Callable[[Hashable], None]) -> None:
        self._arrived = arrived
        self._places: dict[Hashable, Place] = {}
        self._waiting: list[Wanted] = []
        self._running: dict[Hashable, asyncio.Task[None]] = {}

    def place(self, key: Hashable) -> Place | None:
        """Where the picture lies, as far as that is known."""
        return self._places.get(key)

    def want(self, wanted: Iterable[Wanted]) -> None:
        """Get these, the first ones first; what was wanted before and is not among them is forgotten."""
        self._waiting = [one for one in wanted if one.key not in self._places and one.key not in self._running]
        self._start()

    def forget(self, key: Hashable) -> None:
        """Try a picture that could not be had again when it is wanted next."""
        if isinstance(self._places.get(key), AppError):
            del self._places[key]

    @property
    def is_busy(self) -> bool:
        """Something is still on its way."""
        return bool(self._waiting or self._running)

    def close(self) -> None:
        """Stop everything."""
        self._waiting.clear()
        for task in self._running.values():
            task.cancel()

    def _start(self) -> None:
        while self._waiting and len(self._running) < LANES:
            one = self._waiting.pop(0)
            if one.key not in self._running:
                self._running[one.key] = asyncio.create_task(self._get(one))

    async def _get(self, one: Wanted) -> None:
        try:
            self._places[one.key] = Path(await one.get())
        except AppError as error:
            self._places[one.key] = error
        finally:
            del self._running[one.key]
        self._start()
        self._arrived(one.key)
