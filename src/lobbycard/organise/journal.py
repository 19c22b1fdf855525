"""Who keeps what is done to files, before it happens and after: by whom does not matter here."""

from collections.abc import Callable, Sequence
from typing import Protocol

from lobbycard.model.operation import Done, Operation


class Journal(Protocol):
    """Keeps operations; every call is on disk when it returns."""

    def begin(self, operations: Sequence[Operation]) -> list[int]:
        """Keep what is about to be done. Gives the operations' numbers."""
        ...

    def settle(self, done: Sequence[Done]) -> None:
        """Keep how operations ended, with what they left in the bin."""
        ...


Checkpoint = Callable[[str], None]
"""Called with a word at each point at which the process may die; the tests let it die there."""


def go_on(point: str) -> None:
    """The checkpoint of every day."""
