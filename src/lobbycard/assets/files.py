"""Writing files whole or not at all, and what the system says about them in words for a person."""

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator
from typing import BinaryIO

from lobbycard.errors import FileError

_FULL = (errno.ENOSPC, errno.EDQUOT)


def failure(error: OSError, doing: str) -> FileError:
    """The error to raise for one of the system's. `doing` reads like `keep a picture in /var/cache/x`."""
    if error.errno in _FULL:
        return FileError(f"Could not {doing}: the disk is full.", "Free some space there and try again.")
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return FileError(f"Could not {doing}: no permission.", "Look at the owner and the mode of the folder.")
    if isinstance(error, FileNotFoundError):
        return FileError(f"Could not {doing}: it is not there.")
    return FileError(f"Could not {doing}: {error.strerror or error}.")


@contextlib.contextmanager
def temporary(folder: str) -> Iterator[tuple[BinaryIO, str]]:
    """A new file in `folder`, with its path; it is gone afterwards unless it was renamed."""
    os.makedirs(folder, exist_ok=True)
    handle, path = tempfile.mkstemp(prefix="new-", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file, path
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)


def settle(file: BinaryIO, path: str, target: str) -> None:
    """Put a finished temporary file in its place, so that a power cut leaves the whole file or none."""
    file.flush()
    os.fsync(file.fileno())
    os.makedirs(os.path.dirname(target), exist_ok=True)
    os.replace(path, target)
    sync_folder(os.path.dirname(target))


def sync_folder(folder: str) -> None:
    """Make the names in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
