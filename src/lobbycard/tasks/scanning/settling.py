"""The order in which folders' stamps may be kept while a scan applies what it found."""

from collections import Counter
from collections.abc import Collection, Iterable

from lobbycard.model.found import Stamp


class Settling:
    """A folder's stamp may be kept after those of all folders below it.

    Its next quick look would otherwise trust it, and never come to the folders that an interruption left out.
    """

    def __init__(self, paths: Collection[str]) -> None:
        """`paths` are all folders whose stamps are to be kept."""
        self._above = {path: _nearest(path, paths) for path in paths}
        self._open = Counter(self._above.values())
        """How many are not settled yet of those that have this one as the nearest above."""
        self._waiting: dict[str, Stamp] = {}

    def applied(self, stamps: Iterable[Stamp]) -> list[Stamp]:
        """What is in these folders is in the database; gives the stamps that may be kept now."""
        ready: list[Stamp] = []
        for stamp in stamps:
            self._waiting[stamp.path] = stamp
            path: str | None = stamp.path
            while path is not None and path in self._waiting and not self._open[path]:
                ready.append(self._waiting.pop(path))
                path = self._above[path]
                self._open[path] -= 1
        return ready

    def rest(self) -> list[Stamp]:
        """Those that waited until the end."""
        return list(self._waiting.values())


def _nearest(path: str, paths: Collection[str]) -> str | None:
    """The nearest folder above that is one of these."""
    while path:
        path = path.rpartition("/")[0]
        if path in paths:
            return path
    return None
