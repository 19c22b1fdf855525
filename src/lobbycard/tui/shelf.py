"""The files of small pictures, got as they are wanted: what is seen first, what is no longer wanted not at all."""

import asyncio
import re
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

AGAIN = "r tries again"
"""What stands below the reason."""

_ADDRESS = re.compile(r"^[^\s/]+/\S*?(?=:?\s)")


def briefly(error: AppError) -> str:
    """Why a picture is not to be had, for a few narrow lines: its address would fill them."""
    found = _ADDRESS.match(error.message)
    if found is None:
        return error.message
    rest = error.message[found.end() :]
    return rest[2:3].upper() + rest[3:] if rest.startswith(": ") else f"It{rest}"


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
        """Get a picture anew when it is wanted next."""
        self._places.pop(key, None)

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
