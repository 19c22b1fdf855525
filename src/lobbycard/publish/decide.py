"""What is to be done about one file: nothing, write, replace, take over, or leave to its owner. Pure."""

from enum import StrEnum
from typing import NamedTuple

from lobbycard.model.kinds import DriftKind
from lobbycard.model.publishing import Published


class Mode(StrEnum):
    """Who wants it published."""

    ASKED = "asked"
    """A person: what was removed comes back; what others changed stays, unless something else was chosen since."""
    AUTOMATIC = "automatic"
    """Automation: what others removed or changed is theirs."""
    RETURN = "return"
    """After a download manager's upgrade: what was removed comes back, what was changed stays."""
    FORCE = "force"
    """A person who saw what others changed, and wants ours."""


class Act(StrEnum):
    """What to do."""

    NOTHING = "nothing"
    WRITE = "write"
    ADOPT = "adopt"
    """It is there already, exactly: only the row is missing or old."""
    KEEP = "keep"
    """Left as others made it."""
    GONE = "gone"
    """Left away, as others made it."""


class Seen(NamedTuple):
    """What is at a path. The hash is known when it was needed."""

    size: int
    mtime_ns: int
    sha256: str = ""
    is_file: bool = True
    what: str = "file"
    """folder, link, …, when it is no file."""


class Verdict(NamedTuple):
    """What to do, and why."""

    act: Act
    reason: str = ""
    drift: DriftKind | None = None


def is_untouched(seen: Seen | None, row: Published | None) -> bool:
    """Whether a file is just as we left it, by size and time."""
    return seen is not None and row is not None and (seen.size, seen.mtime_ns) == (row.size, row.mtime_ns)


def picture(
    seen: Seen | None,
    row: Published | None,
    blob_id: int,
    hashes: tuple[str, ...],
    mode: Mode,
) -> Verdict:
    """About a picture. `hashes`: of what would be written, and of the picture as it is in the cache."""
    same_choice = row is not None and row.blob_id == blob_id
    if seen is None:
        if row is not None and same_choice and mode is Mode.AUTOMATIC:
            return Verdict(Act.GONE, "somebody removed it", DriftKind.MISSING)
        return Verdict(Act.WRITE, "somebody removed it" if row is not None else "")
    if not seen.is_file:
        return Verdict(Act.KEEP, f"there is a {seen.what} of this name, which is not replaced")
    if is_untouched(seen, row):
        if same_choice:
            return Verdict(Act.NOTHING)
        return Verdict(Act.ADOPT) if seen.sha256 in hashes else Verdict(Act.WRITE, "another one was chosen")
    if seen.sha256 in hashes:
        return Verdict(Act.ADOPT)
    if row is None:
        return Verdict(Act.WRITE, "in place of one that is not from here")
    if seen.sha256 == row.sha256:
        return Verdict(Act.ADOPT) if same_choice else Verdict(Act.WRITE, "another one was chosen")
    return _changed(same_choice, mode)


def _changed(is_same_choice: bool, mode: Mode) -> Verdict:
    """Somebody else has written this file since we did."""
    if mode is Mode.FORCE:
        return Verdict(Act.WRITE, "ours instead of what somebody changed")
    if mode is Mode.ASKED and not is_same_choice:
        return Verdict(Act.WRITE, "another one was chosen; somebody had changed the file")
    return Verdict(Act.KEEP, "somebody changed it since; decide in the list of changes by others", DriftKind.CHANGED)


def stale(seen: Seen | None, row: Published) -> Verdict:
    """About a file that we wrote and that has no place any more."""
    if seen is None:
        return Verdict(Act.GONE)
    if not seen.is_file:
        return Verdict(Act.KEEP, f"there is a {seen.what} of this name now")
    if is_untouched(seen, row) or seen.sha256 == row.sha256:
        return Verdict(Act.WRITE, "no longer wanted")
    return Verdict(Act.KEEP, "somebody changed it since we wrote it")
