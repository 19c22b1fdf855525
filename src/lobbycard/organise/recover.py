"""Finishes or takes back what was under way when the process died, by what is found on the disk.

Each operation is looked at by itself, and twice gives the same as once. Nothing is deleted that is not known to be a
copy of something that stays.
"""

import logging
import os
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from lobbycard.errors import AppError
from lobbycard.model.kinds import OperationKind, OperationStatus
from lobbycard.model.operation import Done, Operation, Recycled
from lobbycard.organise import bins, files
from lobbycard.organise.journal import Journal
from lobbycard.organise.plan import shown

log = logging.getLogger(__name__)

_LOST = "Neither the file nor its copy was found; is the disk mounted?"
_FOREIGN = "Something else wrote this file meanwhile; it was left as it is."


class Recovered(NamedTuple):
    """How many operations ended how."""

    finished: int = 0
    taken_back: int = 0
    failed: int = 0
    waiting: int = 0


def recover(
    operations: Iterable[Operation], journal: Journal, cancelled: Callable[[], bool] | None = None
) -> Recovered:
    """Settle what is pending. What cannot be decided now (the disk is not there) stays pending."""
    counts = dict.fromkeys(OperationStatus, 0)
    for operation in operations:
        if cancelled is not None and cancelled():
            break
        done = settled(operation)
        counts[done.status] += 1
        if done.status is not OperationStatus.PENDING:
            journal.settle([done])
    return Recovered(
        counts[OperationStatus.COMPLETED],
        counts[OperationStatus.ROLLED_BACK],
        counts[OperationStatus.FAILED],
        counts[OperationStatus.PENDING],
    )


def settled(operation: Operation) -> Done:
    """Bring one operation to an end: wholly done or wholly undone."""
    try:
        with files.told("brought in order", operation.original_path):
            done = _SETTLE[operation.kind](operation)
    except AppError as error:
        log.warning("operation %s: %s", operation.id, error)
        return Done(operation, OperationStatus.PENDING, error=error.message)
    if done.status is OperationStatus.FAILED:
        log.warning("operation %s on %s: %s", operation.id, shown(operation.original_path), done.error)
    return done


def _settle_put(operation: Operation) -> Done:
    """A write or a restore: the new content waits in `temp_path`, the old one may be in the bin already."""
    path, waiting, old = operation.original_path, operation.temp_path, operation.new_path
    _drop_halves((waiting, path), (path, old))
    has_waiting, has_old = os.path.lexists(waiting), bool(old) and os.path.lexists(old)
    if os.path.lexists(path):
        if has_old and _is_one(old, path):
            # The old file got its second name in the bin, no more.
            os.unlink(old)
            return _take_back(operation)
        if _is_new(path, operation):
            if has_waiting:
                # Nothing but a restore over file systems leaves both.
                _discard_copy(waiting, path)
            return _completed(operation)
        if has_old:
            return _failed(operation, _FOREIGN)
        if operation.kind is OperationKind.RESTORE and not has_waiting and _came_back(operation):
            # What was taken back by it stays taken back, though somebody wrote over it since.
            return Done(operation, OperationStatus.COMPLETED, operation.fingerprint, _recycled(operation))
        return _take_back(operation)
    if has_waiting and has_old and (operation.kind is OperationKind.RESTORE or _is_new(waiting, operation)):
        files.move_new(waiting, path)
        return _completed(operation)
    if has_old:
        files.move_new(old, path)
        return _take_back(operation)
    if not has_waiting and (operation.before_checksum or operation.kind is OperationKind.RESTORE):
        return _missing(operation)
    return _take_back(operation)


def _came_back(operation: Operation) -> bool:
    """Whether the file had come back: it is no longer in the bin, and what it was to replace is not there either."""
    before = operation.before_checksum
    is_as_before = before == "-" or (before != "" and _hash(operation.original_path) == before)
    # A bin whose disk is not mounted has no list either.
    return not is_as_before and bins.place_of(operation.temp_path) is not None


def _hash(path: str) -> str:
    return files.sha256_of(path) if os.path.isfile(path) else ""


def _settle_delete(operation: Operation) -> Done:
    path, goes = operation.original_path, operation.new_path
    _drop_halves((path, goes))
    is_there = os.path.lexists(path)
    if not goes:
        return _take_back(operation) if is_there else _completed(operation)
    has_gone = os.path.lexists(goes)
    if is_there and has_gone:
        if not files.is_listed(path):
            # The disk takes it for what was written since under another spelling.
            return _completed(operation)
        if operation.is_folder and not _is_one_disk(path, goes):
            files.merge_folder(path, goes)
            return _completed(operation)
        if _is_one(path, goes):
            os.unlink(goes)
            return _take_back(operation)
        return _completed(operation) if _has_gone(operation) else _failed(operation, _FOREIGN)
    if has_gone:
        return _completed(operation)
    return _take_back(operation) if is_there else _missing(operation)


def _settle_move(operation: Operation) -> Done:
    source, target, between = operation.original_path, operation.new_path, operation.temp_path
    _drop_halves((source, target), (between, target))
    if between and os.path.lexists(between):
        if not os.path.lexists(target):
            files.move_new(between, target)
            return _completed(operation)
        files.rename_new(between, source)
        return _take_back(operation)
    has_source, has_target = os.path.lexists(source), os.path.lexists(target)
    if has_source and has_target:
        return _settle_both(operation)
    if has_target:
        return _completed(operation)
    return _take_back(operation) if has_source else _missing(operation)


def _settle_both(operation: Operation) -> Done:
    """Both names of a move are there: one file under two spellings, or a copy to another disk that was not ended."""
    source, target = operation.original_path, operation.new_path
    if files.is_other_spelling(source, target):
        return _take_back(operation)
    if files.is_other_spelling(target, source):
        return _completed(operation)
    if not _is_one_disk(source, target):
        return _settle_across(operation)
    if files.is_same(source, target) and not operation.is_folder:
        # Without a rename that overwrites nothing, a file gets its second name before it loses the first.
        os.unlink(target)
        return _take_back(operation)
    return _completed(operation) if _has_gone(operation) else _take_back(operation)


def _settle_across(operation: Operation) -> Done:
    source, target = operation.original_path, operation.new_path
    if operation.is_folder:
        files.merge_folder(source, target)
        return _completed(operation)
    if files.is_same(source, target):
        os.unlink(source)
        return _completed(operation)
    return _completed(operation) if _has_gone(operation) else _take_back(operation)


def _settle_copy(operation: Operation) -> Done:
    files.discard(operation.temp_path)
    target = operation.new_path
    return _completed(operation) if os.path.lexists(target) and _is_new(target, operation) else _take_back(operation)


def _settle_folder(operation: Operation) -> Done:
    return _completed(operation) if os.path.isdir(operation.original_path) else _take_back(operation)


_SETTLE: dict[OperationKind, Callable[[Operation], Done]] = {
    OperationKind.WRITE: _settle_put,
    OperationKind.RESTORE: _settle_put,
    OperationKind.DELETE: _settle_delete,
    OperationKind.MOVE: _settle_move,
    OperationKind.RENAME: _settle_move,
    OperationKind.COPY: _settle_copy,
    OperationKind.MKDIR: _settle_folder,
}


def _completed(operation: Operation) -> Done:
    left = files.fingerprint(operation.lands) if operation.lands else None
    return Done(operation, OperationStatus.COMPLETED, left, _recycled(operation))


def _take_back(operation: Operation) -> Done:
    if operation.kind is OperationKind.WRITE:
        files.discard(operation.temp_path)
    return Done(operation, OperationStatus.ROLLED_BACK, error="It was interrupted before it took effect.")


def _failed(operation: Operation, why: str) -> Done:
    if operation.kind is OperationKind.WRITE:
        files.discard(operation.temp_path)
    return Done(operation, OperationStatus.FAILED, recycled=_recycled(operation), error=why)


def _missing(operation: Operation) -> Done:
    return Done(operation, OperationStatus.PENDING, error=_LOST)


def _recycled(operation: Operation) -> Recycled | None:
    if operation.kind in (OperationKind.MOVE, OperationKind.RENAME, OperationKind.COPY) or not operation.new_path:
        return None
    seen = files.fingerprint(operation.new_path)
    if seen is None:
        return None
    is_folder = os.path.isdir(operation.new_path)
    why = "deleted" if operation.kind is OperationKind.DELETE else "replaced"
    return Recycled(operation.new_path, operation.original_path, seen, is_folder, datetime.now(UTC), why)


def _is_new(path: str, operation: Operation) -> bool:
    if operation.is_folder:
        return os.path.isdir(path)
    if not os.path.isfile(path) or os.lstat(path).st_size != operation.size:
        return False
    # A large file from the bin was never hashed: its size is what is known of it.
    return not operation.checksum or files.sha256_of(path) == operation.checksum


def _has_gone(operation: Operation) -> bool:
    """Whether what was to go is where it was to go; what is in its old place then came after it (a new NFO)."""
    seen = operation.fingerprint
    return files.is_still(operation.new_path, seen) and not files.is_still(operation.original_path, seen)


def _is_one_disk(one: str, other: str) -> bool:
    return os.lstat(one).st_dev == os.lstat(other).st_dev


def _is_one(one: str, other: str) -> bool:
    return not os.path.isdir(other) and files.is_same(one, other)


def _discard_copy(copy: str, kept: str) -> None:
    if _is_one(copy, kept):
        os.unlink(copy)
    elif os.path.isdir(copy) and os.path.isdir(kept):
        files.merge_folder(copy, kept)


def _drop_halves(*pairs: tuple[str, str]) -> None:
    for source, target in pairs:
        if source and target:
            files.discard(files.halfway(source, target))
