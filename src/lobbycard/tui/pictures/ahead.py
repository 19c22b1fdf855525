"""Pictures made before they are shown, when nothing that is seen waits."""

from collections.abc import Hashable
from pathlib import Path

from lobbycard.errors import FileError
from lobbycard.tui.pictures.encoded import Box, Source
from lobbycard.tui.pictures.pictures import Key, Pictures
from lobbycard.tui.pictures.shown import Shown

LAST = 1_000_000
"""A rank behind everything on the screen."""


class Ahead:
    """A wish of nobody: what it brings is kept for the widget that will ask."""

    def __init__(self, source: Source, key: Key) -> None:
        self.source: Source = source
        self.key = key

    def rank(self) -> tuple[int, ...]:
        """After everything that is seen."""
        return (LAST,)

    def granted(self, picture: Shown) -> None:
        """It is kept already."""

    def refused(self, error: FileError | None) -> None:
        """The widget will find out itself."""


def make(pictures: Pictures, source: Path, content: Hashable, box: Box) -> None:
    """Have a picture made for a box, if it is not kept already."""
    key = Key(content, box, pictures.capabilities)
    if pictures.ready(key) is None:
        pictures.ask(Ahead(source, key))
