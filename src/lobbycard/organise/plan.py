"""What is to be done to a library's files, as a value: shown first, then carried out just as shown, or not at all."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from lobbycard.errors import Conflict, FileError
from lobbycard.model.kinds import OperationKind
from lobbycard.model.operation import Fingerprint as Fingerprint
from lobbycard.organise import names


class Source(NamedTuple):
    """A file whose bytes are to be written elsewhere (a blob of the cache)."""

    path: str
    sha256: str
    size: int


_WITH_CONTENT = (OperationKind.WRITE, OperationKind.RESTORE)


class Action(StrEnum):
    """What a person sees in a preview."""

    WRITTEN = "written"
    REPLACED = "replaced"
    RECYCLED = "recycled"
    REMOVED = "removed"
    MOVED = "moved"
    COPIED = "copied"
    RESTORED = "restored"
    MADE = "made"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Step:
    """One touch of the file system. Paths are absolute."""

    kind: OperationKind
    path: str
    """What is written, restored, made, deleted, or (move, copy) where it comes from."""
    target: str = ""
    """Of a move or copy: where it goes. Nothing may be there."""
    content: bytes | Source | None = field(default=None, repr=False)
    """Of a write, or of a restore: what in the bin goes back to `path`."""
    expected: Fingerprint | None = None
    """What must be at `path` when the step is carried out; None: nothing."""
    keep_existing: bool = True
    """What is replaced or deleted goes to the bin."""
    is_folder: bool = False
    item_id: int | None = None
    asset_type: str = ""
    position: int = 0
    blob_id: int | None = None
    reason: str = ""
    inverts: int | None = None
    """The number of the file operation that this step takes back."""

    @property
    def lands(self) -> str:
        """The path at which something is afterwards; empty for a deletion."""
        if self.kind is OperationKind.DELETE:
            return ""
        return self.target or self.path

    @property
    def new_size(self) -> int:
        """Bytes that this step writes."""
        if isinstance(self.content, bytes):
            return len(self.content)
        return self.content.size if self.content is not None else 0

    @property
    def action(self) -> Action:
        """In a person's words."""
        match self.kind:
            case OperationKind.WRITE:
                return Action.REPLACED if self.expected is not None else Action.WRITTEN
            case OperationKind.DELETE:
                return Action.RECYCLED if self.keep_existing else Action.REMOVED
            case OperationKind.MOVE | OperationKind.RENAME:
                return Action.MOVED
            case OperationKind.COPY:
                return Action.COPIED
            case OperationKind.RESTORE:
                return Action.RESTORED
            case OperationKind.MKDIR:
                return Action.MADE


class Kept(NamedTuple):
    """A file that the plan leaves alone, and why."""

    path: str
    reason: str
    item_id: int | None = None
    asset_type: str = ""


class Row(NamedTuple):
    """A line of a preview."""

    action: Action
    path: str
    """Relative to the library."""
    target: str
    size: int
    reason: str
    item_id: int | None
    asset_type: str

    def plain(self) -> dict[str, Any]:
        """As JSON; a name that is not UTF-8 is shown, not kept."""
        row: dict[str, Any] = {"action": str(self.action), "path": shown(self.path)}
        if self.target:
            row["target"] = shown(self.target)
        return row | {
            "size": self.size,
            "reason": self.reason,
            "item": self.item_id,
            "asset_type": self.asset_type or None,
        }

    def line(self) -> str:
        """As text."""
        arrow = f" -> {shown(self.target)}" if self.target else ""
        why = f"  ({self.reason})" if self.reason else ""
        return f"{self.action:<9} {shown(self.path)}{arrow}{why}"


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps for one library, in order."""

    root: str
    """The library's folder; nothing outside of it is touched, except its bin."""
    steps: tuple[Step, ...]
    batch: str
    summary: str
    library_id: int | None = None
    kept: tuple[Kept, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.steps)

    @property
    def new_bytes(self) -> int:
        """How much it writes."""
        return sum(step.new_size for step in self.steps)

    def check(self) -> None:
        """Refuse what can never be right: paths outside the library, impossible names, two steps with one result."""
        landed: set[str] = set()
        for step in self.steps:
            for path in filter(None, (step.path, step.target)):
                names.require_inside(self.root, path)
            if (step.lands and step.expected is None) or step.target:
                names.require_possible(step.lands)
            if step.lands in landed:
                raise Conflict(f"Two files would be written to {shown(step.lands)}.", "Change one of their names.")
            if step.lands:
                landed.add(step.lands)
            if (step.kind in _WITH_CONTENT) != (step.content is not None):
                raise FileError(f"There is nothing to write to {shown(step.path)}.")

    def describe(self) -> list[Row]:
        """The preview: every step, then what is kept."""
        return list(self._rows())

    def _rows(self) -> Iterator[Row]:
        for step in self.steps:
            size = step.new_size or (step.expected.size if step.expected else 0)
            relative = (names.relative(self.root, path) if path else "" for path in (step.path, step.target))
            path, target = relative
            yield Row(step.action, path, target, size, step.reason, step.item_id, step.asset_type)
        for kept in self.kept:
            path = names.relative(self.root, kept.path)
            yield Row(Action.KEPT, path, "", 0, kept.reason, kept.item_id, kept.asset_type)

    def counts(self) -> dict[str, int]:
        """How many files have which fate."""
        found: dict[str, int] = {}
        for row in self._rows():
            found[str(row.action)] = found.get(str(row.action), 0) + 1
        return found


def shown(path: str) -> str:
    """A path for a person: bytes that are not UTF-8 become question marks."""
    return path.encode("utf-8", "replace").decode()


def write(
    path: str,
    content: bytes | Source,
    *,
    expected: Fingerprint | None = None,
    item_id: int | None = None,
    asset_type: str = "",
    position: int = 0,
    blob_id: int | None = None,
    reason: str = "",
) -> Step:
    """Write a file, new or (when `expected` says what is there) in place of one, which goes to the bin."""
    return Step(
        OperationKind.WRITE,
        path,
        content=content,
        expected=expected,
        item_id=item_id,
        asset_type=asset_type,
        position=position,
        blob_id=blob_id,
        reason=reason,
    )


def recycle(
    path: str,
    expected: Fingerprint,
    *,
    item_id: int | None = None,
    asset_type: str = "",
    is_folder: bool = False,
    reason: str = "",
) -> Step:
    """Put a file, or a folder with all that is in it, into the bin."""
    return Step(
        OperationKind.DELETE,
        path,
        expected=expected,
        is_folder=is_folder,
        item_id=item_id,
        asset_type=asset_type,
        reason=reason,
    )


def move(
    path: str,
    target: str,
    expected: Fingerprint,
    *,
    item_id: int | None = None,
    asset_type: str = "",
    is_folder: bool = False,
    reason: str = "",
) -> Step:
    """Move or rename; nothing may be at the target (only the letters' case of a name may be what changes)."""
    return Step(
        OperationKind.MOVE,
        path,
        target,
        expected=expected,
        is_folder=is_folder,
        item_id=item_id,
        asset_type=asset_type,
        reason=reason,
    )


def copy(path: str, target: str, expected: Fingerprint, *, item_id: int | None = None, reason: str = "") -> Step:
    """Copy a file of the library to another place in it, where nothing may be."""
    return Step(OperationKind.COPY, path, target, expected=expected, item_id=item_id, reason=reason)


def restore(
    path: str,
    source: Source,
    *,
    expected: Fingerprint | None = None,
    item_id: int | None = None,
    is_folder: bool = False,
    reason: str = "",
) -> Step:
    """Bring something back from the bin; what is there now, when `expected` says so, goes to the bin in its turn."""
    return Step(
        OperationKind.RESTORE,
        path,
        content=source,
        expected=expected,
        is_folder=is_folder,
        item_id=item_id,
        reason=reason,
    )


def make_folder(path: str, *, item_id: int | None = None, reason: str = "") -> Step:
    """Make a folder; its parent is there or made by an earlier step. No harm when it is there already."""
    return Step(OperationKind.MKDIR, path, is_folder=True, item_id=item_id, reason=reason)


def joined(root: str, steps: Iterable[Step], batch: str, summary: str, library_id: int | None = None) -> Plan:
    """A plan of steps from several hands."""
    return Plan(root, tuple(steps), batch, summary, library_id)
