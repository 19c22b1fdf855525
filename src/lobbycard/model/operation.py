"""One touch of the file system as a value: what the journal keeps of it before it happens and after."""

import os
from datetime import datetime
from typing import NamedTuple

from lobbycard.model.kinds import OperationKind, OperationStatus

TREE = "tree:"
"""How the hash of a folder's listing begins, so that it is not taken for that of a file."""


class Fingerprint(NamedTuple):
    """A file as it was seen; a folder has the sum of its files, the newest time, and the hash of its listing."""

    size: int
    mtime_ns: int
    sha256: str | None = None


_LEAST, _MOST = -(2**63), 2**63 - 1


def kept_time(info: os.stat_result) -> int:
    """A file's time as a database keeps it: of a file of 1601 or 2446 the nearest one that 64 bits hold.

    Times that are compared with kept ones must all come from here.
    """
    return min(max(info.st_mtime_ns, _LEAST), _MOST)


class Operation(NamedTuple):
    """One touch of the file system as the journal holds it. Paths are absolute.

    | kind | original | new | temporary |
    |---|---|---|---|
    | write | the file | where what was replaced goes in the bin, or empty | the new content, before it is in place |
    | restore | the file | as for a write | where it lies in the bin |
    | delete | the file or folder | where it goes in the bin, or empty | |
    | move | from | to | between, when only the letters' case changes |
    | copy | from | to | the copy, before it is in place |
    | mkdir | the folder | empty | |
    """

    id: int
    batch: str
    sequence: int
    kind: OperationKind
    library_id: int | None
    item_id: int | None
    original_path: str
    new_path: str
    temp_path: str
    checksum: str
    """sha256 of what is there afterwards; empty for a large file that is only moved, `tree:…` for a folder."""
    before_checksum: str
    """sha256 of what was replaced, `-` when there was something of unknown hash, empty when nothing was there."""
    size: int
    mtime_ns: int
    inverts_id: int | None
    """The operation that this one takes back."""
    status: OperationStatus = OperationStatus.PENDING

    @property
    def is_folder(self) -> bool:
        """Whether it is about a folder."""
        return self.kind is OperationKind.MKDIR or self.checksum.startswith(TREE)

    @property
    def fingerprint(self) -> Fingerprint:
        """What was left behind."""
        return Fingerprint(self.size, self.mtime_ns, self.checksum or None)

    @property
    def lands(self) -> str:
        """Where what it is about is afterwards."""
        return self.new_path if self.kind in _TO_NEW else self.original_path


_TO_NEW = (OperationKind.MOVE, OperationKind.RENAME, OperationKind.COPY, OperationKind.DELETE)


class Recycled(NamedTuple):
    """What an operation put into the bin."""

    path: str
    original: str
    seen: Fingerprint
    is_folder: bool
    at: datetime
    reason: str = ""


class Done(NamedTuple):
    """How an operation ended: with what is there now, or with what stood in its way."""

    operation: Operation
    status: OperationStatus
    left: Fingerprint | None = None
    recycled: Recycled | None = None
    error: str = ""
