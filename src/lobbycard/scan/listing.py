"""One folder as a walk found it: its files, its folders, what was left out and why."""

from enum import StrEnum
from typing import NamedTuple


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

    @property
    def unchanged(self) -> bool:
        """Whether it was not listed because nothing can have changed."""
        return self.state is FolderState.UNCHANGED
