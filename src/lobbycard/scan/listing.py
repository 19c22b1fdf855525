"""One folder as a walk found it: its files, its folders, what was left out and why."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple
from zlib import crc32

from lobbycard.scan import extras


class FolderState(StrEnum):
    """How much a listing says."""

    LISTED = "listed"
    UNCHANGED = "unchanged"
    IGNORED = "ignored"
    """It holds a marker that leaves out it and all below."""
    VANISHED = "vanished"
    DENIED = "denied"
    FAILED = "failed"


class FolderStamp(NamedTuple):
    """What a quick pass compares; kept by the caller between passes."""

    mtime_ns: int
    ctime_ns: int
    inode: int
    device: int
    listed_ns: int
    """Our clock when the listing began."""
    fingerprint: int = 0
    """Of the files in it; zero when it was not taken."""


class Entry(NamedTuple):
    """One file."""

    name: str
    size: int
    mtime_ns: int
    inode: int


class Note(NamedTuple):
    """A name in a folder and what is to be said of it."""

    name: str
    text: str


class FolderListing(NamedTuple):
    """One folder as it was found."""

    path: str
    """Relative to the root; empty for the root itself."""
    state: FolderState
    stamp: FolderStamp | None = None
    """Of one that was listed or ignored; that of an unchanged one is the known one."""
    entries: tuple[Entry, ...] = ()
    """Files, in order of their names."""
    folders: tuple[str, ...] = ()
    """Names of the subfolders that are walked, too."""
    skipped: tuple[Note, ...] = ()
    """Left out on purpose, with the reason."""
    problems: tuple[Note, ...] = ()
    """Could not be looked at, or must not be (a link out of the library)."""
    disc: str = ""
    """dvd, bluray or hddvd when it is the inside of a disc."""
    error: str = ""
    looked_at: int = 0
    """Files of an unchanged folder whose size and time a full pass compared."""

    @property
    def unchanged(self) -> bool:
        """Whether it was not listed because nothing can have changed."""
        return self.state is FolderState.UNCHANGED

    def fingerprint(self) -> int:
        """A number that differs when any file in the folder does, or what its folders mean for these files."""
        return fingerprint(self.path, list(map(_NAME, self.entries)), map(_NUMBERS, self.entries), self.folders)


def fingerprint(
    path: str, names: Sequence[str], numbers: Iterable[tuple[int, int, int]], folders: Sequence[str]
) -> int:
    """The fingerprint of a folder with these files, given by name and by (size, time, inode), and these folders."""
    text = "\0".join([*names, "", *_telling(folders)] if path and folders else [*names, ""])
    # A hash of whole numbers is the same in every process, one of texts is not: hence the checksum.
    return hash((crc32(text.encode("utf-8", "surrogateescape")), tuple(numbers)))


def _telling(folders: Sequence[str]) -> list[str]:
    """The names of folders that say something of the files beside them.

    Of those that are looked at for themselves only that there are any: a film that comes into a folder of a
    thousand must not have the thousand looked at again.
    """
    special = [name for name in folders if extras.folder_use(name).kind is not extras.FolderUse.MAIN]
    return special if len(special) == len(folders) else [*special, "/"]


_NAME = itemgetter(0)
_NUMBERS = itemgetter(1, 2, 3)
"""Size, time and inode of a file: the cheapest way to them, which runs for each file of a full pass."""
