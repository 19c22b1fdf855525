"""The plan that takes a batch's file operations back, newest first. A redo is the same plan made of an undo."""

import os
from collections.abc import Iterator, Sequence

from lobbycard.errors import Conflict
from lobbycard.model.kinds import OperationKind, OperationStatus
from lobbycard.model.operation import TREE, Fingerprint, Operation
from lobbycard.organise import files
from lobbycard.organise.plan import Plan, Source, Step, make_folder, shown

EMPTY_FOLDER = Fingerprint(0, 0, TREE)
"""What is expected of a folder that we made and would remove again if nothing is in it."""


def inverse(operations: Sequence[Operation], root: str, batch: str, summary: str, library_id: int | None) -> Plan:
    """The plan that brings everything to how it was before; Conflict when something was not kept.

    That what is there is still what was left behind is looked at before the first step (`world.check`).
    """
    done = [operation for operation in operations if operation.status is OperationStatus.COMPLETED]
    newest_first = sorted(done, key=lambda operation: operation.id, reverse=True)
    steps: list[Step] = []
    made: set[str] = set()
    for operation in newest_first:
        step = _INVERSE[operation.kind](operation)
        if step.lands and step.kind is not OperationKind.MKDIR:
            steps += missing_folders(root, os.path.dirname(step.lands), made)
        made.add(step.lands)
        steps.append(step)
    return Plan(root, tuple(steps), batch, summary, library_id)


def missing_folders(root: str, folder: str, made: set[str]) -> Iterator[Step]:
    """A file comes back also where its folder has gone meanwhile."""
    missing: list[str] = []
    while folder not in made and folder.startswith(root.rstrip("/") + "/") and not os.path.lexists(folder):
        missing.append(folder)
        folder = os.path.dirname(folder)
    for path in reversed(missing):
        made.add(path)
        yield make_folder(path)


def _of_put(operation: Operation) -> Step:
    """What was written or restored: away with it, and back with what it replaced."""
    if not operation.before_checksum:
        return _away(operation, operation.original_path)
    if not operation.new_path:
        raise _not_kept(operation)
    known = "" if operation.before_checksum == "-" else operation.before_checksum
    return _back(operation, known, expected=operation.fingerprint)


def _of_delete(operation: Operation) -> Step:
    if not operation.new_path:
        if not operation.is_folder or operation.size:
            raise _not_kept(operation)
        return Step(OperationKind.MKDIR, operation.original_path, is_folder=True, inverts=operation.id)
    return _back(operation, operation.checksum, expected=None)


def _of_move(operation: Operation) -> Step:
    return Step(
        OperationKind.MOVE,
        operation.new_path,
        operation.original_path,
        expected=operation.fingerprint,
        is_folder=operation.is_folder,
        item_id=operation.item_id,
        inverts=operation.id,
        reason="moved back",
    )


def _of_copy(operation: Operation) -> Step:
    return _away(operation, operation.new_path)


def _of_folder(operation: Operation) -> Step:
    return Step(
        OperationKind.DELETE,
        operation.original_path,
        expected=EMPTY_FOLDER,
        keep_existing=False,
        is_folder=True,
        inverts=operation.id,
        reason="made by what is taken back",
    )


_INVERSE = {
    OperationKind.WRITE: _of_put,
    OperationKind.RESTORE: _of_put,
    OperationKind.DELETE: _of_delete,
    OperationKind.MOVE: _of_move,
    OperationKind.RENAME: _of_move,
    OperationKind.COPY: _of_copy,
    OperationKind.MKDIR: _of_folder,
}


def _away(operation: Operation, path: str) -> Step:
    return Step(
        OperationKind.DELETE,
        path,
        expected=operation.fingerprint,
        is_folder=operation.is_folder,
        item_id=operation.item_id,
        inverts=operation.id,
        reason="taken back",
    )


def _back(operation: Operation, checksum: str, expected: Fingerprint | None) -> Step:
    path = operation.original_path
    with files.told("examined", operation.new_path):
        there = files.fingerprint(operation.new_path, hashed=False)
    if there is None and expected is None and os.path.lexists(path):
        raise Conflict(f"{shown(path)} was brought back from the recycle bin since.", "Take that back first.")
    if there is None:
        raise Conflict(
            f"{shown(path)} cannot come back: it is no longer in the recycle bin.",
            "It has expired, or the bin was emptied.",
        )
    is_folder = (there.sha256 or "").startswith(TREE)
    source = Source(operation.new_path, checksum or there.sha256 or "", there.size)
    return Step(
        OperationKind.RESTORE,
        path,
        content=source,
        expected=expected,
        is_folder=is_folder,
        item_id=operation.item_id,
        inverts=operation.id,
        reason="back from the recycle bin",
    )


def _not_kept(operation: Operation) -> Conflict:
    return Conflict(
        f"{shown(operation.original_path)} cannot come back: it was not kept when it was replaced or deleted.",
        "The recycle bin was switched off (recycle.enabled).",
    )
