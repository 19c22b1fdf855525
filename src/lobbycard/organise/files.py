"""Files as the journal needs them: seen, hashed, synced, moved without ever overwriting. OSError becomes FileError."""

import contextlib
import ctypes
import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Iterator
from functools import cache
from typing import Any

from lobbycard import paths
from lobbycard.errors import Conflict, FileError
from lobbycard.model.operation import TREE, Fingerprint, kept_time
from lobbycard.organise.plan import shown

HASHED_UP_TO = 16_000_000
"""Files larger than this are known by size and time; reading a film for its hash takes minutes."""

_CHUNK = 1 << 20
_NO_LINK = (errno.EPERM, errno.EACCES, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EXDEV, errno.EMLINK, errno.ENOSYS)
_NO_FLAG = (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP)
_FDCWD, _NOREPLACE = -100, 1


@contextlib.contextmanager
def told(doing: str, path: str) -> Iterator[None]:
    """Turn what the system refuses into a sentence about the file."""
    try:
        yield
    except OSError as error:
        raise FileError(f"{shown(path)} cannot be {doing}: {paths.reason(error)}.", paths.hint_for(error)) from error


def sha256_of(path: str) -> str:
    """The hash of a file's content."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fingerprint(path: str, *, hashed: bool = True) -> Fingerprint | None:
    """What is at a path, symlinks not followed; None when there is nothing. Small files are hashed."""
    try:
        info = os.lstat(path)
        if stat.S_ISDIR(info.st_mode):
            return _of_folder(path)
        is_read = hashed and stat.S_ISREG(info.st_mode) and info.st_size <= HASHED_UP_TO
        return Fingerprint(info.st_size, kept_time(info), sha256_of(path) if is_read else None)
    except (FileNotFoundError, NotADirectoryError):
        return None


def _of_folder(path: str) -> Fingerprint:
    """Everything below a folder in one value: any file added, removed or changed makes another."""
    size = newest = 0
    listing = hashlib.sha256()
    for name, info in sorted(_files_below(path)):
        listing.update(os.fsencode(name) + b"\0%d %d\n" % (info.st_size, info.st_mtime_ns))
        size += info.st_size
        newest = max(newest, kept_time(info))
    return Fingerprint(size, newest, TREE + listing.hexdigest())


def _files_below(path: str) -> Iterator[tuple[str, os.stat_result]]:
    for folder, _, names in os.walk(path, onerror=_raise):
        for name in names:
            full = os.path.join(folder, name)
            yield os.path.relpath(full, path), os.lstat(full)


def _raise(error: OSError) -> None:
    raise error


def is_still(path: str, expected: Fingerprint) -> bool:
    """Whether what is there is what was seen: size and time, or where the time differs, the content."""
    try:
        info = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    if stat.S_ISDIR(info.st_mode) or (expected.sha256 or "").startswith(TREE):
        return stat.S_ISDIR(info.st_mode) and _of_folder(path).sha256 == expected.sha256
    if info.st_size != expected.size:
        return False
    if kept_time(info) == expected.mtime_ns:
        return True
    return bool(expected.sha256) and stat.S_ISREG(info.st_mode) and sha256_of(path) == expected.sha256


def is_same(one: str, other: str) -> bool:
    """Whether two paths hold the same: one inode, or equal content."""
    if os.path.samestat(os.lstat(one), os.lstat(other)):
        return True
    first, second = fingerprint(one, hashed=False), fingerprint(other, hashed=False)
    if first is None or second is None or first.size != second.size:
        return False
    if first.sha256 or second.sha256:
        return first.sha256 == second.sha256
    if os.path.islink(one) or os.path.islink(other):
        return os.path.islink(one) and os.path.islink(other) and os.readlink(one) == os.readlink(other)
    return sha256_of(one) == sha256_of(other)


def sync_folder(folder: str) -> None:
    """Make renames in a folder durable; some network file systems cannot, and need not."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES):
            raise
    finally:
        os.close(descriptor)


def halfway(source: str, target: str) -> str:
    """Where a copy to another file system is made before it is renamed; the same name each time it is asked for."""
    digest = hashlib.sha256(os.fsencode(f"{source}\0{target}")).hexdigest()[:16]
    return os.path.join(os.path.dirname(target), f".lobbycard-{digest}.tmp")


def rename_new(source: str, target: str) -> None:
    """Rename, but never over something that is there, not even when it appeared this moment."""
    outcome = _rename_noreplace(source, target)
    if outcome in _NO_FLAG:
        outcome = _rename_by_link(source, target)
    if outcome == errno.EEXIST:
        raise Conflict(f"{shown(target)} is there already; it was not overwritten.")
    if outcome:
        raise OSError(outcome, os.strerror(outcome), source, None, target)


@cache
def _libc() -> Any:  # Any: ctypes knows no types of functions
    return ctypes.CDLL(None, use_errno=True)


def _rename_noreplace(source: str, target: str) -> int:
    """The error's number, 0 for done."""
    try:
        rename = _libc().renameat2
    except (AttributeError, OSError):
        return errno.ENOSYS
    if rename(_FDCWD, os.fsencode(source), _FDCWD, os.fsencode(target), _NOREPLACE) == 0:
        return 0
    return ctypes.get_errno()


def _rename_by_link(source: str, target: str) -> int:
    try:
        if os.path.isdir(source) and not os.path.islink(source):
            raise OSError(errno.EPERM, "folders have no hard links")
        os.link(source, target, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_LINK:
            return error.errno or errno.EIO
        if os.path.lexists(target):
            return errno.EEXIST
        os.rename(source, target)
        return 0
    os.unlink(source)
    return 0


def link(source: str, target: str) -> bool:
    """A second name for a file; False where the file system, or the file's owner, does not allow one."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as error:
        if error.errno in _NO_LINK:
            return False
        raise
    return True


def move_new(source: str, target: str) -> None:
    """Move to where nothing is: by a rename, or to another file system by copy, check and removal."""
    try:
        rename_new(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        if os.path.isdir(source) and not os.path.islink(source):
            merge_folder(source, target)
        else:
            _move_across(source, target)


def _move_across(source: str, target: str) -> None:
    between = halfway(source, target)
    discard(between)
    try:
        if os.path.islink(source):
            os.symlink(os.readlink(source), between)
        else:
            copy_checked(source, between)
            with contextlib.suppress(OSError):
                # Some shares know no times or modes.
                shutil.copystat(source, between, follow_symlinks=False)
            keep_owner(between, os.lstat(source))
        rename_new(between, target)
        sync_folder(os.path.dirname(target))
    finally:
        discard(between)
    os.unlink(source)


def merge_folder(source: str, target: str) -> None:
    """Bring a folder to another file system file by file; can be repeated, and removes nothing that is not there."""
    os.makedirs(target, exist_ok=True)
    for folder, _, names in os.walk(source, onerror=_raise):
        there = os.path.normpath(os.path.join(target, os.path.relpath(folder, source)))
        os.makedirs(there, exist_ok=True)
        for name in names:
            old, new = os.path.join(folder, name), os.path.join(there, name)
            if os.path.lexists(new) and is_same(old, new):
                os.unlink(old)
            else:
                move_new(old, new)
        sync_folder(there)
    for folder, _, _ in os.walk(source, topdown=False):
        os.rmdir(folder)


def copy_checked(source: str, target: str) -> str:
    """Copy the bytes to a new file, sync them, read them again. Gives their hash."""
    digest = hashlib.sha256()
    with open(source, "rb") as reader, open(target, "xb") as writer:
        while block := reader.read(_CHUNK):
            digest.update(block)
            writer.write(block)
        writer.flush()
        os.fsync(writer.fileno())
    wanted = digest.hexdigest()
    if sha256_of(target) != wanted:
        raise FileError(f"{shown(target)} was written but reads differently.", "Check the disk for errors.")
    return wanted


def keep_owner(path: str, like: os.stat_result) -> None:
    """Give a file the owner of another, as far as this user may and the disk knows owners."""
    with contextlib.suppress(OSError):
        os.chown(path, like.st_uid, like.st_gid, follow_symlinks=False)


def discard(path: str) -> None:
    """Remove a temporary file of ours, if it is there."""
    # Asked first: a read-only disk refuses to remove even what is not there.
    if os.path.lexists(path):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)


def is_listed(path: str) -> bool:
    """Whether a file has just this name, and not one that the disk takes for the same."""
    return os.path.basename(path) in os.listdir(os.path.dirname(path))


def is_other_spelling(source: str, target: str) -> bool:
    """Whether the target is there only since the file system takes both names for one (`Poster.jpg`, `poster.jpg`)."""
    if os.path.dirname(source) != os.path.dirname(target) or source == target:
        return False
    try:
        if not os.path.samestat(os.lstat(source), os.lstat(target)):
            return False
        # Two hard links are two entries of the listing; two spellings are one.
        return os.path.basename(target) not in os.listdir(os.path.dirname(target))
    except FileNotFoundError:
        return False
