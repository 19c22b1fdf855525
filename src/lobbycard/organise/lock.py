"""One hand at a time in a library's files, over threads and processes."""

import contextlib
import errno
import fcntl
import hashlib
import logging
import os
import time
from collections.abc import Callable, Iterator

from lobbycard.errors import FileError
from lobbycard.organise import bins, files

log = logging.getLogger(__name__)

_AGAIN = 0.05
_FULL = (errno.ENOSPC, errno.EDQUOT)
"""A full disk must not keep anybody from emptying the bin that fills it."""
_CANNOT = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP, *_FULL)


@contextlib.contextmanager
def held(root: str, cancelled: Callable[[], bool] | None = None, *, instead: str = "") -> Iterator[bool]:
    """Wait for the library's turn; False when `cancelled` came first.

    The lock lies in the library, so that workers on other machines wait too; where that cannot be, in `instead`.
    """
    descriptor = _opened(root, instead)
    try:
        yield _wait(descriptor, cancelled)
    finally:
        os.close(descriptor)


def _opened(root: str, instead: str) -> int:
    try:
        return _lockable(os.path.join(bins.own_folder(root), "lock"))
    except FileError as error:
        cause = error.__cause__
        if not instead or not isinstance(cause, OSError) or cause.errno not in _CANNOT:
            raise
        log.info("no lock in %s (%s): kept in %s", root, cause.strerror, instead)
        os.makedirs(instead, exist_ok=True)
        name = hashlib.sha256(os.fsencode(os.path.realpath(root))).hexdigest()[:16]
        return _lockable(os.path.join(instead, f"{name}.lock"))


def _lockable(path: str) -> int:
    """The open file, once it is known that its file system has locks at all."""
    with files.told("locked", path):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
            fcntl.flock(descriptor, fcntl.LOCK_UN)
        except BlockingIOError:
            pass
        except OSError:
            os.close(descriptor)
            raise
    return descriptor


def _wait(descriptor: int, cancelled: Callable[[], bool] | None) -> bool:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if cancelled is not None and cancelled():
                return False
            time.sleep(_AGAIN)
