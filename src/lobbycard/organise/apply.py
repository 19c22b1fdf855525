"""Carries out a plan just as it was shown, or stops because the world has changed since.

A few steps at a time: what is to happen is written into the journal; new content is written beside its target,
synced and read again; then each step is done after one more look at what is there; then the folders are synced and
the journal is told. Whatever ends it in between, `recover` brings each file to wholly old or wholly new.
"""

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from lobbycard.errors import AppError
from lobbycard.model.kinds import OperationKind, OperationStatus
from lobbycard.model.operation import Done, Operation, Recycled
from lobbycard.organise import files, intents, recover, temporaries, world
from lobbycard.organise.plan import Fingerprint, Plan, Step, shown
from lobbycard.organise.site import Prepared, Site

STEPS_AT_ONCE = 48
BYTES_AT_ONCE = 32_000_000

Progress = Callable[[int, int, str], None]


class Applied(NamedTuple):
    """What was done."""

    steps: int
    bytes: int
    cancelled: bool = False


def apply(
    plan: Plan,
    site: Site,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Applied:
    """Carry out a plan. Blocking; hold the library's lock (`lock.held`) around it."""
    plan.check()
    world.check(plan)
    world.check_space(plan, site.bin, is_kept=site.is_kept)
    done = written = 0
    for steps in _portions(plan.steps):
        if cancelled is not None and cancelled():
            return Applied(done, written, cancelled=True)
        if progress is not None:
            progress(done, len(plan.steps), os.path.basename(shown(steps[0].path)))
        _apply_portion(plan, site, steps, done)
        done += len(steps)
        written += sum(step.new_size for step in steps)
    return Applied(done, written)


def _portions(steps: Sequence[Step]) -> Iterator[list[Step]]:
    portion: list[Step] = []
    size = 0
    for step in steps:
        if portion and (len(portion) >= STEPS_AT_ONCE or size + step.new_size > BYTES_AT_ONCE):
            yield portion
            portion, size = [], 0
        portion.append(step)
        size += step.new_size
    if portion:
        yield portion


def _apply_portion(plan: Plan, site: Site, steps: Sequence[Step], first: int) -> None:
    # A folder that is there already is not ours to remove when this is taken back.
    steps = [step for step in steps if step.kind is not OperationKind.MKDIR or not os.path.isdir(step.path)]
    operations = [intents.operation(plan, site, step, first + number) for number, step in enumerate(steps)]
    site.checkpoint("planned")
    ids = site.journal.begin(operations)
    prepared = [
        Prepared(step, operation._replace(id=id_)) for step, operation, id_ in zip(steps, operations, ids, strict=True)
    ]
    site.checkpoint("intended")
    done: list[Done] = []
    try:
        intents.list_recycled(plan, site, prepared)
        temporaries.write(plan, site, prepared)
        for one in prepared:
            world.check_step(plan.root, one.step)
            done.append(_carry_out(site, one))
        _sync_folders(one.operation for one in prepared)
    except AppError:
        _clean_up(site, done, [one.operation for one in prepared[len(done) :]])
        raise
    site.checkpoint("folders synced")
    site.journal.settle(done)
    site.checkpoint("marked")


def _clean_up(site: Site, done: Sequence[Done], left: Sequence[Operation]) -> None:
    """After a failure: what was done is kept as done, the rest is taken back to how it was."""
    site.journal.settle([*done, *(recover.settled(operation) for operation in left)])


def _carry_out(site: Site, one: Prepared) -> Done:
    step, operation = one.step, one.operation
    recycled: Recycled | None = None
    with files.told(_WORDS[step.kind], step.path):
        match step.kind:
            case OperationKind.WRITE | OperationKind.RESTORE:
                recycled = _put(site, one)
            case OperationKind.DELETE:
                recycled = _delete(site, one)
            case OperationKind.MOVE | OperationKind.RENAME:
                _move(site, operation)
            case OperationKind.COPY:
                files.rename_new(operation.temp_path, step.target)
                site.checkpoint("new in place")
            case OperationKind.MKDIR:
                pass
        left = files.fingerprint(operation.lands, hashed=False) if operation.lands else None
    if left is not None and not left.sha256:
        left = left._replace(sha256=operation.checksum or None)
    return Done(operation, OperationStatus.COMPLETED, left, recycled)


_WORDS = {
    OperationKind.WRITE: "written",
    OperationKind.RESTORE: "restored",
    OperationKind.DELETE: "recycled",
    OperationKind.MOVE: "moved",
    OperationKind.RENAME: "renamed",
    OperationKind.COPY: "copied",
    OperationKind.MKDIR: "made",
}


def _put(site: Site, one: Prepared) -> Recycled | None:
    """Bring the new file into place; what was there gets its place in the bin first."""
    step, operation = one.step, one.operation
    if step.expected is None:
        files.move_new(operation.temp_path, step.path)
        site.checkpoint("new in place")
        _freshen(step)
        return None
    if not operation.new_path:
        os.replace(operation.temp_path, step.path)
        site.checkpoint("new in place")
        return None
    os.makedirs(os.path.dirname(operation.new_path), exist_ok=True)
    is_one_disk = os.lstat(operation.temp_path).st_dev == os.lstat(os.path.dirname(step.path)).st_dev
    if not step.is_folder and is_one_disk and files.link(step.path, operation.new_path):
        # With a second name in the bin the old file needs no moment of absence: players watch.
        site.checkpoint("old in bin")
        os.replace(operation.temp_path, step.path)
    else:
        files.move_new(step.path, operation.new_path)
        site.checkpoint("old in bin")
        files.move_new(operation.temp_path, step.path)
    site.checkpoint("new in place")
    _freshen(step)
    return _recycled(one, step.expected)


def _freshen(step: Step) -> None:
    """An NFO that comes back from the bin must look new: Jellyfin reads none that is older than its last look."""
    if step.kind is OperationKind.RESTORE and step.path.endswith(".nfo"):
        with contextlib.suppress(OSError):
            os.utime(step.path)


def _delete(site: Site, one: Prepared) -> Recycled | None:
    step, operation = one.step, one.operation
    if not operation.new_path:
        _delete_for_good(step)
        site.checkpoint("deleted")
        return None
    os.makedirs(os.path.dirname(operation.new_path), exist_ok=True)
    files.move_new(step.path, operation.new_path)
    site.checkpoint("old in bin")
    return _recycled(one, step.expected or operation.fingerprint)


def _delete_for_good(step: Step) -> None:
    if not step.is_folder:
        os.unlink(step.path)
    elif step.keep_existing:
        world.remove_folder(step.path)
    else:
        # A folder that we made is removed again only while it is empty.
        with contextlib.suppress(OSError):
            os.rmdir(step.path)


def _move(site: Site, operation: Operation) -> None:
    source = operation.original_path
    if operation.temp_path:
        files.rename_new(source, operation.temp_path)
        site.checkpoint("half moved")
        source = operation.temp_path
    files.move_new(source, operation.new_path)
    site.checkpoint("new in place")


def _recycled(one: Prepared, seen: Fingerprint) -> Recycled:
    operation = one.operation
    if operation.kind is OperationKind.DELETE:
        seen = seen._replace(sha256=operation.checksum or None)
    why = one.step.reason
    is_folder = one.step.is_folder
    return Recycled(operation.new_path, operation.original_path, seen, is_folder, datetime.now(UTC), why)


def _sync_folders(operations: Iterator[Operation]) -> None:
    """Each folder once, however many files in it have changed."""
    folders: set[str] = set()
    for operation in operations:
        folders.update(os.path.dirname(path) for path in (operation.original_path, operation.new_path) if path)
    for folder in folders:
        if os.path.isdir(folder):
            with files.told("synced", folder):
                files.sync_folder(folder)
