"""What a step will do, in the words of the journal and of the bin's list, before it is done."""

import hashlib
import os
from collections.abc import Sequence
from datetime import UTC, datetime

from lobbycard.model.kinds import OperationKind
from lobbycard.model.operation import Operation
from lobbycard.organise import files
from lobbycard.organise.bins import Entry
from lobbycard.organise.plan import Plan, Source, Step
from lobbycard.organise.site import Prepared, Site


def operation(plan: Plan, site: Site, step: Step, sequence: int) -> Operation:
    seen = step.expected
    checksum = _new_checksum(step)
    replaces = seen is not None and step.kind in _REPLACING
    return Operation(
        id=0,
        batch=plan.batch,
        sequence=sequence,
        kind=step.kind,
        library_id=plan.library_id,
        item_id=step.item_id,
        original_path=step.path,
        new_path=_new_path(plan, site, step),
        temp_path=_temp_path(step),
        checksum=checksum,
        before_checksum=((seen.sha256 if seen else "") or "-") if replaces else "",
        size=step.new_size if step.content is not None else (seen.size if seen else 0),
        mtime_ns=seen.mtime_ns if seen is not None and step.content is None else 0,
        inverts_id=step.inverts,
    )


_REPLACING = (OperationKind.WRITE, OperationKind.RESTORE)


def _new_checksum(step: Step) -> str:
    if isinstance(step.content, bytes):
        return hashlib.sha256(step.content).hexdigest()
    if step.content is not None:
        return step.content.sha256
    if step.expected is None:
        return ""
    known = step.expected.sha256
    if known or step.expected.size > files.HASHED_UP_TO:
        return known or ""
    with files.told("read", step.path):
        now = files.fingerprint(step.path)
        return (now.sha256 if now else "") or ""


def _new_path(plan: Plan, site: Site, step: Step) -> str:
    if step.target:
        return step.target
    goes = step.expected is not None and step.kind in (*_REPLACING, OperationKind.DELETE)
    if not goes or not step.keep_existing or not site.is_kept:
        return ""
    return site.bin.reserve(plan.batch, step.path)


def _temp_path(step: Step) -> str:
    if step.kind is OperationKind.RESTORE and isinstance(step.content, Source):
        return step.content.path
    if step.kind is OperationKind.WRITE or step.kind is OperationKind.COPY:
        return _beside(step.lands)
    if step.target and os.path.dirname(step.path) == os.path.dirname(step.target) and _is_case_only(step):
        return _beside(step.target)
    return ""


def _is_case_only(step: Step) -> bool:
    return os.path.basename(step.path).casefold() == os.path.basename(step.target).casefold()


def _beside(path: str) -> str:
    return os.path.join(os.path.dirname(path), f".lobbycard-{os.urandom(8).hex()}.tmp")


def list_recycled(plan: Plan, site: Site, prepared: Sequence[Prepared]) -> None:
    """The bin's list names what will lie there before it does."""
    moment = datetime.now(UTC)
    entries: list[Entry] = []
    for one in prepared:
        if one.operation.new_path and not one.step.target and one.step.expected is not None:
            seen = one.step.expected
            if one.step.kind is OperationKind.DELETE:
                seen = seen._replace(sha256=one.operation.checksum or None)
            why = one.step.reason or plan.summary
            more = {"why": why, "batch": plan.batch, "item": one.step.item_id}
            entries.append(site.bin.entry(one.operation.new_path, one.step.path, seen, moment, **more))
    if entries:
        site.bin.make()
        site.bin.write_down(plan.batch, entries)
        site.checkpoint("bin listed")
