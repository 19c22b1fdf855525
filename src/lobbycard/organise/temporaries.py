"""New content, written beside its target, synced and read again, while nothing has changed yet.

Everything that can fail for want of space or permission fails here.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from lobbycard.errors import FileError
from lobbycard.model.kinds import OperationKind
from lobbycard.model.operation import Operation
from lobbycard.organise import files, names, ownership, world
from lobbycard.organise.plan import Plan, Source, Step, shown
from lobbycard.organise.site import Prepared, Site

WRITERS = 4


def write(plan: Plan, site: Site, prepared: Sequence[Prepared]) -> None:
    """Everything that can fail for want of space or permission happens here, while nothing has changed yet.

    Several files at once: what costs time is waiting for the disk, and a disk that syncs two files syncs both in one.
    """
    inside: set[str] = set()
    touched = world.Touched()
    for one in prepared:
        if one.step.kind not in _BEFOREHAND:
            touched.add(one.step.path)
        elif one.step.path in touched:
            # What an earlier step takes away is still there now; it is looked at again when its turn comes.
            names.require_really_inside(plan.root, one.step.path, inside)
        else:
            world.check_step(plan.root, one.step, inside)
        if one.step.kind is OperationKind.MKDIR:
            _write(site, one)
    files_ = [one for one in prepared if one.step.kind in _BEFOREHAND and one.step.kind is not OperationKind.MKDIR]
    twins = _twins(files_)
    _write_all(site, [one for one in files_ if one.operation.temp_path not in twins])
    for one in files_:
        if (first := twins.get(one.operation.temp_path)) is not None:
            _link(site, first, one)


def _twins(prepared: Sequence[Prepared]) -> dict[str, Prepared]:
    """Pictures that another one of the same folder is the same as: by their temporary name, with that other.

    Not texts: a program that writes one of two NFO files in place must not change the other as well.
    """
    firsts: dict[tuple[str, str], Prepared] = {}
    found: dict[str, Prepared] = {}
    for one in prepared:
        if one.step.kind is OperationKind.WRITE and isinstance(one.step.content, Source):
            first = firsts.setdefault((os.path.dirname(one.step.path), one.operation.checksum), one)
            if first is not one:
                found[one.operation.temp_path] = first
    return found


def _link(site: Site, first: Prepared, twin: Prepared) -> None:
    """A second name costs no space and no waiting; where there can be none, or it has another owner, a second file."""
    if _owned(site, first.step) == _owned(site, twin.step):
        with files.told("written", twin.step.path):
            if files.link(first.operation.temp_path, twin.operation.temp_path):
                site.checkpoint("temporary checked")
                return
    _write(site, twin)


def _owned(site: Site, step: Step) -> ownership.Owned:
    replaced = os.lstat(step.path) if step.expected is not None else None
    return ownership.of_file(site.manner, os.path.dirname(step.path), replaced)


def _write_all(site: Site, files_: Sequence[Prepared]) -> None:
    if len(files_) == 1:
        _write(site, files_[0])
        return
    with ThreadPoolExecutor(WRITERS, thread_name_prefix="write") as pool:
        waiting = [pool.submit(_write, site, one) for one in files_]
        try:
            for future in waiting:
                future.result()
        finally:
            # After a failure: those that have not begun need not; those that have are waited for.
            for future in waiting:
                future.cancel()


def _write(site: Site, one: Prepared) -> None:
    step, operation = one.step, one.operation
    with files.told(_BEFOREHAND[step.kind], step.path):
        if step.kind is OperationKind.MKDIR:
            _make_folder(site, step.path)
        elif step.kind is OperationKind.COPY:
            _copy_temporary(step, operation, site)
        elif step.content is not None:
            _write_temporary(site, step, step.content, operation)


_BEFOREHAND = {OperationKind.MKDIR: "made", OperationKind.COPY: "copied", OperationKind.WRITE: "written"}


def _make_folder(site: Site, path: str) -> None:
    if os.path.isdir(path):
        return
    owned = ownership.of_folder(site.manner, os.path.dirname(path))
    os.mkdir(path)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        ownership.give(descriptor, owned)
    finally:
        os.close(descriptor)
    site.checkpoint("folder made")


def _write_temporary(site: Site, step: Step, content: bytes | Source, operation: Operation) -> None:
    owned = _owned(site, step)
    with open(operation.temp_path, "xb") as file:
        site.checkpoint("temporary made")
        if isinstance(content, bytes):
            file.write(content)
        else:
            _pour(content, file.fileno())
        file.flush()
        ownership.give(file.fileno(), owned)
        site.checkpoint("temporary written")
        os.fsync(file.fileno())
    if files.sha256_of(operation.temp_path) != operation.checksum:
        raise _wrong_bytes(step, content)
    site.checkpoint("temporary checked")


def _pour(source: Source, target: int) -> None:
    """From file to file inside the kernel where it can."""
    try:
        with open(source.path, "rb") as reader:
            offset, size = 0, os.fstat(reader.fileno()).st_size
            while offset < size:
                sent = os.sendfile(target, reader.fileno(), offset, size - offset)
                if not sent:
                    return
                offset += sent
    except FileNotFoundError as error:
        raise FileError(
            f"The picture cache has lost {os.path.basename(source.path)}.", "Fetch the artwork of this item again."
        ) from error


def _wrong_bytes(step: Step, content: bytes | Source) -> FileError:
    if isinstance(content, Source) and files.sha256_of(content.path) != content.sha256:
        name = os.path.basename(content.path)
        return FileError(f"{name} in the picture cache is damaged; nothing was written.", "Fetch the artwork again.")
    return FileError(f"{shown(step.path)} was written but reads differently.", "Check the disk for errors.")


def _copy_temporary(step: Step, operation: Operation, site: Site) -> None:
    found = files.copy_checked(step.path, operation.temp_path)
    if operation.checksum and found != operation.checksum:
        raise world.changed(step.path)
    owned = ownership.of_file(site.manner, os.path.dirname(step.target), None)
    descriptor = os.open(operation.temp_path, os.O_RDONLY)
    try:
        ownership.give(descriptor, owned)
    finally:
        os.close(descriptor)
    site.checkpoint("temporary checked")
