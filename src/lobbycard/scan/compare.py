"""What a walk means for the files that are known: new, changed, moved, gone, back. A pure plan; nothing is applied."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from lobbycard.scan.listing import Entry, FolderListing, FolderState
from lobbycard.scan.placed import join

SHARE = 0.2
LEAST = 20
"""When more than this share of a library, and at least this many files, vanish at once, a person has to say so."""


class KnownFile(NamedTuple):
    """A file as the library knows it."""

    id: int
    path: str
    size: int
    mtime_ns: int
    inode: int | None = None
    quick_hash: str | None = None
    missing: bool = False


class Found(NamedTuple):
    """A file as it was found."""

    path: str
    size: int
    mtime_ns: int
    inode: int


class Pair(NamedTuple):
    """A known file and what it is now."""

    known: KnownFile
    found: Found


@dataclass(slots=True)
class Changes:
    """Each known file is in one list at most: in none if it is the same or nobody can tell."""

    new: list[Found] = field(default_factory=list)
    changed: list[Pair] = field(default_factory=list)
    """Rewritten in place: size or time differ."""
    moved: list[Pair] = field(default_factory=list)
    back: list[Pair] = field(default_factory=list)
    """Was missing and is there again."""
    gone: list[KnownFile] = field(default_factory=list)


def compare(
    known: Iterable[KnownFile], listings: Iterable[FolderListing], hash_of: Callable[[str], str | None]
) -> Changes:
    """What became of the known files, and which files are new.

    A file is gone only if its folder was read and it was not in it, or a folder above is certainly gone; what could
    not be read or was not walked says nothing. A new file is a moved one if it has the size of a gone (or missing)
    one and the same inode and time, or the same quick hash; `hash_of(path)` is asked only when sizes agree.
    """
    folders = {listing.path: listing for listing in listings}
    there = _entries(folders)
    changes = Changes()
    lost: list[KnownFile] = []
    for file in known:
        found = there.pop(file.path, None)
        if found is not None:
            _met(changes, file, found)
        elif file.missing or _is_gone(file.path, folders):
            lost.append(file)
    matched = _moves(lost, list(there.values()), hash_of, changes)
    changes.gone = [file for file in lost if not file.missing and file.id not in matched]
    return changes


def _entries(folders: dict[str, FolderListing]) -> dict[str, Found]:
    return {
        path: Found(path, entry.size, entry.mtime_ns, entry.inode)
        for folder, listing in folders.items()
        for path, entry in _named(folder, listing.entries)
    }


def _named(folder: str, entries: Iterable[Entry]) -> Iterable[tuple[str, Entry]]:
    return ((join(folder, entry.name), entry) for entry in entries)


def _met(changes: Changes, file: KnownFile, found: Found) -> None:
    if file.missing:
        changes.back.append(Pair(file, found))
    elif (file.size, file.mtime_ns) != (found.size, found.mtime_ns):
        changes.changed.append(Pair(file, found))


def _is_gone(path: str, folders: dict[str, FolderListing]) -> bool:
    """Whether the nearest folder that was looked at proves that there is no such file."""
    rest = path
    while True:
        parent, _, name = rest.rpartition("/")
        listing = folders.get(parent)
        if listing is not None:
            return _proves(listing, name, is_file=rest == path)
        if not parent:
            return False
        rest = parent


def _proves(listing: FolderListing, name: str, is_file: bool) -> bool:
    if listing.state in (FolderState.IGNORED, FolderState.VANISHED):
        return True
    if listing.state is not FolderState.LISTED or any(note.name == name for note in listing.problems):
        return False
    return is_file or name not in listing.folders


def _moves(lost: list[KnownFile], new: list[Found], hash_of: Callable[[str], str | None], changes: Changes) -> set[int]:
    """Pair new files with lost ones of the same size; what stays alone is new. Gives the ids that were paired."""
    by_size: dict[int, list[KnownFile]] = {}
    for file in lost:
        if file.size:
            by_size.setdefault(file.size, []).append(file)
    matched: set[int] = set()
    for found in new:
        candidates = [file for file in by_size.get(found.size, ()) if file.id not in matched]
        same = _same_file(candidates, found, hash_of)
        if same is None:
            changes.new.append(found)
        else:
            matched.add(same.id)
            changes.moved.append(Pair(same, found))
    return matched


def _same_file(candidates: list[KnownFile], found: Found, hash_of: Callable[[str], str | None]) -> KnownFile | None:
    for file in candidates:
        if found.inode and (file.inode, file.mtime_ns) == (found.inode, found.mtime_ns):
            return file
    if not any(file.quick_hash for file in candidates):
        return None
    mark = hash_of(found.path)
    alike = [file for file in candidates if mark is not None and file.quick_hash == mark]
    name = found.path.rpartition("/")[2]
    return next((file for file in alike if file.path.rpartition("/")[2] == name), alike[0] if alike else None)


def is_suspicious(gone: int, total: int, share: float = SHARE, least: int = LEAST) -> bool:
    """Whether so much vanished at once that a disk is likelier to be away than the files."""
    return gone >= least and gone > total * share
