"""The recycle bin of a library: files under their own names, and beside them a list that anybody can read."""

import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from lobbycard.organise import files, names
from lobbycard.organise.plan import Fingerprint

OWN = ".lobbycard"
"""Our folder in a library: hidden, and closed to all players."""
MARKERS = {".ignore": b"", ".nomedia": b"", ".plexignore": b"*\n"}
"""What keeps Jellyfin, Kodi and Plex out."""
LIST = ".jsonl"


class Entry(NamedTuple):
    """A line of a bin's list: enough to bring a file back by hand."""

    file: str
    """Where it lies, relative to the bin."""
    original: str
    """Where it lay: absolute."""
    size: int
    sha256: str
    when: str
    """UTC, ISO 8601."""
    why: str
    batch: str
    item: int | None = None

    def line(self) -> bytes:
        """As JSON: names that are not UTF-8 survive as escapes."""
        return json.dumps(self._asdict()).encode() + b"\n"


@dataclass(frozen=True)
class Bin:
    """Where what is replaced or deleted goes."""

    place: str
    root: str
    """The library that it serves."""
    _taken: set[str] = field(default_factory=set, compare=False, repr=False)

    @property
    def is_inside(self) -> bool:
        """Whether it lies in the library."""
        return self.place == inside(self.root)

    def make(self) -> None:
        """Make the folder, hidden and closed to players."""
        if self.is_inside:
            own_folder(self.root)
        with files.told("made", self.place):
            os.makedirs(self.place, exist_ok=True)
            _mark(self.place)

    def reserve(self, batch: str, path: str) -> str:
        """A place for a file of the library: its own path below the batch's folder, where nothing is yet."""
        folder, number = _plain(batch), 1
        while True:
            name = folder if number == 1 else f"{folder}-{number}"
            place = os.path.join(self.place, name, names.relative(self.root, path).lstrip("/"))
            if place not in self._taken and not os.path.lexists(place):
                self._taken.add(place)
                return place
            number += 1

    def write_down(self, batch: str, entries: Iterable[Entry]) -> None:
        """Add to the batch's list, before anything is moved: a line without a file does no harm."""
        path = os.path.join(self.place, _plain(batch) + LIST)
        lines = b"".join(entry.line() for entry in entries)
        with files.told("written", path):
            is_new = not os.path.exists(path)
            with open(path, "ab") as file:
                file.write(lines)
                file.flush()
                os.fsync(file.fileno())
            if is_new:
                files.sync_folder(self.place)

    def entry(self, path: str, original: str, seen: Fingerprint, when: datetime, **more: Any) -> Entry:
        """The line for a file at `path` in the bin."""
        relative = os.path.relpath(path, self.place)
        return Entry(relative, original, seen.size, seen.sha256 or "", when.isoformat(timespec="seconds"), **more)


def inside(root: str) -> str:
    """Where a library's own bin lies."""
    return os.path.join(root, OWN, "recycle")


def of_library(root: str, place: str) -> Bin:
    """The bin that the settings ask for: `library`, or the folder of one bin for all."""
    return Bin(inside(root) if place == "library" else place, root)


def own_folder(root: str) -> str:
    """Our hidden folder in a library, made when it is not there."""
    folder = os.path.join(root, OWN)
    with files.told("made", folder):
        if not os.path.isdir(root):
            raise FileNotFoundError(2, "the library is not there", root)
        if not os.path.isdir(folder):
            os.makedirs(folder, exist_ok=True)
            files.keep_owner(folder, os.stat(root))
        _mark(folder)
    return folder


def _mark(folder: str) -> None:
    for name, content in MARKERS.items():
        path = os.path.join(folder, name)
        if not os.path.lexists(path):
            with open(path, "wb") as file:
                file.write(content)


def _plain(batch: str) -> str:
    kept = "".join(char if char.isalnum() or char in "-_" else "-" for char in batch)
    return kept[:100] or "batch"


def listed(place: str) -> Iterator[tuple[str, Entry]]:
    """All lines of a bin's lists with where the file lies, also without the database; broken lines are passed over."""
    if not os.path.isdir(place):
        return
    for name in sorted(os.listdir(place)):
        if name.endswith(LIST):
            with files.told("read", name), open(os.path.join(place, name), "rb") as file:
                for line in file:
                    entry = _parsed(line)
                    if entry is not None:
                        yield os.path.normpath(os.path.join(place, entry.file)), entry


def _parsed(line: bytes) -> Entry | None:
    try:
        said = json.loads(line)
        entry = Entry(**{key: said[key] for key in Entry._fields})
    except (ValueError, KeyError, TypeError):
        return None
    parts = entry.file.split("/") if isinstance(entry.file, str) else [".."]
    return None if ".." in parts or os.path.isabs(entry.file) else entry


def place_of(path: str) -> str | None:
    """The bin that a recycled file lies in; None when it cannot be told (any more)."""
    own = f"/{OWN}/recycle/"
    if own in path:
        return path[: path.index(own) + len(own) - 1]
    folder = os.path.dirname(path)
    while folder not in ("", "/"):
        above, name = os.path.split(folder)
        if any(os.path.isfile(os.path.join(above, base + LIST)) for base in _bases(name)):
            return above
        folder = above
    return None


def is_gone(path: str) -> bool:
    """Whether a recycled file is certainly no more: its disk is there, and it is not on it.

    Where a disk is not mounted, the nearest folder that exists is its mount point, and empty.
    """
    if os.path.lexists(path):
        return False
    folder = os.path.dirname(path)
    while not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    with files.told("read", folder):
        return bool(os.listdir(folder))


def _bases(name: str) -> set[str]:
    """The batches that a folder may be of: there is `batch-2` when a path was recycled twice in one."""
    return {name, re.sub(r"-\d+$", "", name)}


def remove(path: str, place: str) -> None:
    """Delete a file or folder in the bin for good, with the folders that it leaves empty."""
    top = os.path.realpath(place)
    if not os.path.realpath(os.path.dirname(path)).startswith(top + os.sep):
        raise ValueError(f"{path} is not in the bin {place}")
    with files.told("removed", path):
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        else:
            files.discard(path)
        prune(os.path.dirname(path), place)


def prune(folder: str, place: str) -> None:
    """Remove empty folders upwards, and a batch's list once nothing of it is left."""
    top = place.rstrip("/")
    while folder.startswith(top + "/"):
        try:
            os.rmdir(folder)
        except OSError:
            return
        if os.path.dirname(folder) == top:
            _drop_list(os.path.basename(folder), top)
        folder = os.path.dirname(folder)


def _drop_list(batch: str, place: str) -> None:
    """A batch may have several folders (`batch`, `batch-2`), when a path was recycled twice; the list is of all."""
    for base in _bases(batch):
        of_batch = re.compile(re.escape(base) + r"(-\d+)?")
        if not any(of_batch.fullmatch(name) for name in os.listdir(place)):
            files.discard(os.path.join(place, base + LIST))
