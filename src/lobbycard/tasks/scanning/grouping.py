"""Listings to items: names parsed, NFO files read, pictures measured. In a process of its own when there is much.

It is pure Python by the second: in a thread it would hold up the event loop and the thread that writes the database.
"""

import os
import pickle
import subprocess
import threading
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Self

from lobbycard import paths
from lobbycard.errors import AppError
from lobbycard.model.facts import Facts
from lobbycard.model.found import FoundUnit
from lobbycard.model.kinds import ItemKind, LibraryKind
from lobbycard.scan import workers
from lobbycard.tasks.scanning.looking import Unit, shown

if TYPE_CHECKING:
    from lobbycard.scan.found import NfoPart
    from lobbycard.scan.group import Group

LARGEST_NFO = 5_000_000
WORTH_A_PROCESS = 2000
"""Files; fewer are grouped before a process has started."""


class Grouped(NamedTuple):
    """A batch of units as items, and what could not be read."""

    units: list[FoundUnit]
    problems: list[str]


def group(root: str, kind: LibraryKind, batch: Sequence[Unit], ours: Collection[str] = ()) -> Grouped:
    """Listings to items. `ours` are NFO files that we wrote: what they say we know, and more of it than they do."""
    from lobbycard.identify import names
    from lobbycard.scan import found, group

    listings = [listing for unit in batch for listing in unit.listings]
    problems: list[str] = []
    reader = _NfoReader(root, problems, ours)
    groups = group.group(listings, kind, names, _Measure(root))
    problems += [f"{shown(path)}: an empty video." for entry in groups for path in _empty(entry)]
    by_root = {entry.root: found.unit_of(entry, reader) for entry in groups}
    return Grouped([by_root.get(unit.root) or FoundUnit(unit.root, [], [], []) for unit in batch], problems)


def _empty(entry: "Group") -> list[str]:
    """Videos without a byte in them: players cannot show them, so they are no items, but somebody should know."""
    from lobbycard.scan.videos import EMPTY

    junk = (*entry.rest.junk, *(one for unit in entry.units for one in unit.junk))
    return [one.path for one in junk if one.reason == EMPTY]


class Grouper:
    """Groups batches of one library, in another process if there are many files. For one thread at a time."""

    def __init__(self, root: str, kind: LibraryKind, files: int, ours: Collection[str] = ()) -> None:
        self.root = root
        self.kind = kind
        self.ours = frozenset(ours)
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        if files >= WORTH_A_PROCESS:
            with suppress(OSError):
                self._process = workers.start("lobbycard.tasks.scanning.grouping_worker")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()

    def group(self, batch: Sequence[Unit]) -> Grouped:
        """Listings to items."""
        with self._lock:
            return self._group(batch)

    def _group(self, batch: Sequence[Unit]) -> Grouped:
        process = self._process
        ours = self._ours_among(batch)
        if process is None:
            return group(self.root, self.kind, batch, ours)
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            pickle.dump((self.root, self.kind, list(batch), ours), process.stdin, pickle.HIGHEST_PROTOCOL)
            process.stdin.flush()
            answer = pickle.load(process.stdout)  # noqa: S301  # our own process wrote it
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            if self._process is None:
                raise AppError("The scan was ended.") from error
            # Killed for want of memory, say: here it takes longer, but it goes on.
            self._process = None
            process.kill()
            return group(self.root, self.kind, batch, ours)
        grouped: Grouped = answer
        return grouped

    def _ours_among(self, batch: Sequence[Unit]) -> frozenset[str]:
        if not self.ours:
            return self.ours
        return frozenset(
            path
            for unit in batch
            for listing in unit.listings
            for entry in listing.entries
            if entry.name.endswith(".nfo")
            and (path := f"{listing.path}/{entry.name}" if listing.path else entry.name) in self.ours
        )


class _NfoReader:
    """Reads NFO files, each once; one that cannot be read is told and passed over."""

    def __init__(self, root: str, problems: list[str], ours: Collection[str]) -> None:
        self.root = root
        self.problems = problems
        self.ours = ours
        self._last: tuple[str, tuple[NfoPart, ...]] = ("", ())

    def __call__(self, path: str) -> "tuple[NfoPart, ...]":
        if path in self.ours:
            # Our own words, first in the order of sources, would stand in the way of every better answer; and what
            # others changed in them is for a person to decide.
            return ()
        if self._last[0] != path:
            self._last = (path, self._read(path))
        return self._last[1]

    def _read(self, path: str) -> "tuple[NfoPart, ...]":
        from lobbycard.nfo import read
        from lobbycard.scan.found import NfoPart

        try:
            with open(os.path.join(self.root, path), "rb", opener=paths.plain_file) as file:
                data = file.read(LARGEST_NFO + 1)
        except OSError as error:
            self.problems.append(f"{shown(path)}: {error.strerror}")
            return ()
        if len(data) > LARGEST_NFO:
            self.problems.append(f"{shown(path)}: too large for an NFO file")
            return ()
        nfo = read.read(data)
        parts = [
            NfoPart(block.kind, block.facts, block.season, block.episode, block.season_names) for block in nfo.blocks
        ]
        if len(parts) == 1 and parts[0].kind in _SCRAPED:
            # An address behind the XML says which one it is; what the XML says itself goes before.
            facts = parts[0].facts
            parts = [replace(parts[0], facts=Facts(facts.fields, {**nfo.ids, **facts.ids}))]
        if not parts and nfo.ids:
            return _hints(dict(nfo.ids))
        return tuple(parts)


_SCRAPED = (ItemKind.MOVIE, ItemKind.SERIES)


def _hints(ids: dict[str, str]) -> "tuple[NfoPart, ...]":
    """A text or address that names ids is a hint for whatever it lies beside."""
    from lobbycard.scan.found import NfoPart

    return tuple(NfoPart(kind, Facts({}, ids)) for kind in _SCRAPED)


class _Measure:
    """The size of a picture whose name alone does not say its type (`folder.jpg`)."""

    def __init__(self, root: str) -> None:
        self.root = root

    def __call__(self, path: str) -> tuple[int, int] | None:
        from PIL import Image, UnidentifiedImageError

        try:
            with Image.open(os.path.join(self.root, path)) as image:
                return image.size
        except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError):
            return None
