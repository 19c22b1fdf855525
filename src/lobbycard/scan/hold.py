"""Hold changed folders back until they are quiet, so that a file that is still being copied is not scanned half-way."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

Snapshot = dict[str, tuple[int, int]]
"""Size and time of each file of a folder."""


class Changed(NamedTuple):
    """A folder in which something changed."""

    root: str
    folder: str
    """Relative to the root, empty for the root itself."""
    growing: frozenset[str] = frozenset()
    """Files in it that are still growing: leave them out, the folder will be told again."""
    everything: bool = False
    """The root came back after an absence: all of it may have changed."""


@dataclass(slots=True)
class _Held:
    first: float
    due: float
    seen: Snapshot = field(default_factory=dict)
    everything: bool = False
    is_fresh: bool = False
    """Seen after the last event."""


class Hold:
    """Folders that wait. Times are seconds of one clock."""

    def __init__(self, quiet: float, longest: float) -> None:
        self.quiet = quiet
        self.longest = longest
        self._held: dict[tuple[str, str], _Held] = {}

    def __len__(self) -> int:
        return len(self._held)

    def add(self, change: Changed, now: float) -> None:
        """Something happened in a folder: it has to be quiet from now on."""
        place = (change.root, change.folder)
        held = self._held.setdefault(place, _Held(now, now))
        held.due = now + self.quiet
        held.is_fresh = False
        held.everything = held.everything or change.everything

    def ready(self, now: float) -> frozenset[Changed]:
        """The folders that were quiet long enough: neither an event nor a file that grew since the last look.

        Nor in any folder below, since who looks at a folder goes into these. One that is never quiet is told after the
        longest time, with the files that are still growing.
        """
        told = {place: change for place, held in self._held.items() if (change := self._told(place, held, now))}
        busy = {(root, above) for root, folder in self._held.keys() - told.keys() for above in _above(folder)}
        for place in told.keys() & busy:
            held = self._held[place]
            if not held.everything and now - held.first < self.longest:
                held.due = now + self.quiet
                del told[place]
        for place, change in told.items():
            held = self._held.pop(place)
            if change.growing:
                self._held[place] = _Held(now, now + self.quiet, held.seen)
        return frozenset(told.values())

    def _told(self, place: tuple[str, str], held: _Held, now: float) -> Changed | None:
        """What is to be said of a folder, if anything yet."""
        if held.due > now and now - held.first < self.longest:
            self._look_once(place, held, now)
            return None
        before, held.seen = held.seen, snapshot(*place)
        growing = frozenset(name for name, state in held.seen.items() if before.get(name) != state)
        if not growing or held.everything:
            return Changed(*place, frozenset(), held.everything)
        if now - held.first >= self.longest:
            return Changed(*place, growing)
        held.due = now + self.quiet
        return None

    def _look_once(self, place: tuple[str, str], held: _Held, now: float) -> None:
        """A little after the last event: what is the same at the end of the quiet time has not grown meanwhile."""
        if not held.is_fresh and held.due - now <= self.quiet - min(1.0, self.quiet / 2):
            held.seen, held.is_fresh = snapshot(*place), True

    def look(self, changes: Iterable[Changed]) -> None:
        """Remember how the folders' files are now, to see whether they grow."""
        for change in changes:
            held = self._held.get((change.root, change.folder))
            if held is not None and not held.seen:
                held.seen = snapshot(change.root, change.folder)


def _above(folder: str) -> Iterator[str]:
    """The folders above, up to the root."""
    while folder:
        folder = folder.rpartition("/")[0]
        yield folder


def snapshot(root: str, folder: str) -> Snapshot:
    """Size and time of each file in a folder; nothing for one that is gone."""
    found: Snapshot = {}
    try:
        with os.scandir(os.path.join(root, folder)) as entries:
            for entry in entries:
                if entry.is_file(follow_symlinks=False):
                    status = entry.stat(follow_symlinks=False)
                    found[entry.name] = (status.st_size, status.st_mtime_ns)
    except OSError:
        return found
    return found
