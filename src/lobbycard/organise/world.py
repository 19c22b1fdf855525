"""Compares a plan with what is there now: once before it begins, and again right before each step."""

import os
import shutil
import stat
import unicodedata
from collections import defaultdict

from lobbycard.errors import Conflict, FileError
from lobbycard.model.kinds import OperationKind
from lobbycard.organise import files, names
from lobbycard.organise.bins import Bin
from lobbycard.organise.plan import Fingerprint, Plan, Source, Step, shown

MARGIN = 8_000_000
"""Bytes that stay free on the library's disk."""

_AGAIN = "Look at the preview again."


def check(plan: Plan) -> None:
    """Every step against what is there, before anything is touched; Conflict says what has changed."""
    touched = Touched()
    inside: set[str] = set()
    for step in plan.steps:
        if step.path in touched or step.target in touched or os.path.dirname(step.lands or step.path) in touched:
            # An earlier step of this plan decides over it; it is looked at when its turn comes.
            names.require_inside(plan.root, step.lands or step.path)
        else:
            check_step(plan.root, step, inside)
        touched.add(step.path, step.target)


class Touched:
    """Paths that a plan's steps so far decide over, under whichever spelling the disk takes for the same name."""

    def __init__(self) -> None:
        self._paths: set[str] = set()
        self._spellings: dict[str, list[str]] = {}

    def add(self, *paths: str) -> None:
        """Note what a step touches."""
        for path in filter(None, paths):
            self._paths.add(path)
            self._spellings.setdefault(_folded(path), []).append(path)

    def __contains__(self, path: str) -> bool:
        if path in self._paths:
            return True
        others = self._spellings.get(_folded(path), ())
        return any(files.is_other_spelling(other, path) for other in others)


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def check_step(root: str, step: Step, inside: set[str] | None = None) -> None:
    """One step against what is there."""
    for path in filter(None, (step.path, step.target)):
        names.require_really_inside(root, path, inside)
    with files.told("examined", step.path):
        _check_path(step)
        if step.target:
            _check_target(step)
        if step.kind is OperationKind.RESTORE and isinstance(step.content, Source):
            _check_source(step, step.content)


def _check_path(step: Step) -> None:
    try:
        info = os.lstat(step.path)
    except FileNotFoundError:
        info = None
    if step.kind is OperationKind.MKDIR:
        if info is not None and not stat.S_ISDIR(info.st_mode):
            raise FileError(f"{shown(step.path)} is a file where a folder is needed.", "Move it away.")
        return
    if step.is_folder and not step.keep_existing:
        return
    if info is None:
        if step.expected is not None:
            raise Conflict(f"{shown(step.path)} is no longer there.", _AGAIN)
        return
    _refuse_kind(step, info)
    if step.expected is None:
        raise Conflict(f"{shown(step.path)} is there now; it was not when this was planned.", _AGAIN)
    if not files.is_still(step.path, step.expected):
        raise changed(step.path)


def _refuse_kind(step: Step, info: os.stat_result) -> None:
    if step.kind is OperationKind.WRITE or (step.kind is OperationKind.RESTORE and not step.is_folder):
        if stat.S_ISDIR(info.st_mode):
            raise FileError(f"{shown(step.path)} is a folder; no file is written over it.", "Move it away.")
        if stat.S_ISLNK(info.st_mode):
            raise FileError(
                f"{shown(step.path)} is a symbolic link; it is not replaced.", "Remove the link to have a file there."
            )
    if not (stat.S_ISREG(info.st_mode) or stat.S_ISDIR(info.st_mode) or stat.S_ISLNK(info.st_mode)):
        raise FileError(f"{shown(step.path)} is not a regular file; it is not touched.")


def _check_target(step: Step) -> None:
    if os.path.lexists(step.target) and not files.is_other_spelling(step.path, step.target):
        raise Conflict(f"{shown(step.target)} is there already; it is not overwritten.", "Move it away first.")
    if not os.path.isdir(os.path.dirname(step.target)):
        raise FileError(f"The folder {shown(os.path.dirname(step.target))} is not there.")


def _check_source(step: Step, source: Source) -> None:
    if not os.path.lexists(source.path):
        raise Conflict(
            f"{shown(step.path)} cannot come back: it is no longer in the recycle bin.",
            "It has expired, or the bin was emptied.",
        )
    if source.sha256 and not files.is_still(source.path, Fingerprint(source.size, -1, source.sha256)):
        raise Conflict(f"{shown(step.path)} cannot come back: its copy in the recycle bin was changed.")


def changed(path: str) -> Conflict:
    """What is said when a file is not what was seen."""
    return Conflict(f"{shown(path)} has changed since this was planned; it was not touched.", _AGAIN)


def check_space(plan: Plan, bin_: Bin, *, is_kept: bool = True) -> None:
    """Refuse to begin what the disks cannot hold."""
    needed: dict[int, int] = defaultdict(int)
    places: dict[int, str] = {}
    with files.told("examined", plan.root):
        device = os.stat(plan.root).st_dev
        needed[device] += plan.new_bytes
        places[device] = plan.root
        above = _existing(bin_.place)
        bin_device = os.stat(above).st_dev
        if is_kept and bin_device != device:
            needed[bin_device] += sum(step.expected.size for step in plan.steps if step.expected and not step.target)
            places[bin_device] = above
        for number, size in needed.items():
            total, _, free = shutil.disk_usage(places[number])
            # Some network mounts do not tell their size: what does not fit shows when it is written.
            if total and size and free < size + min(MARGIN, size):
                raise FileError(
                    f"There is not enough space in {shown(places[number])}: "
                    f"{size / 1e6:,.1f} MB are needed, {free / 1e6:,.1f} MB are free. Nothing was touched.",
                    "Free some space on that disk, or empty the recycle bin.",
                )


def _existing(path: str) -> str:
    while not os.path.isdir(path):
        path = os.path.dirname(path)
    return path


def remove_folder(path: str) -> None:
    """Delete a folder with all that is in it, for good: only when the bin is switched off."""
    shutil.rmtree(path)
