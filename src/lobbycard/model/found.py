"""What a scan found, as values for the store: files with their roles, and the items they make."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lobbycard.model.facts import Facts
from lobbycard.model.kinds import AssetType, FileRole, ItemKind

VIDEO_ROLES = frozenset({FileRole.MAIN, FileRole.PART, FileRole.VERSION, FileRole.DISC})
"""Files that are (part of) the thing itself."""


class FoundFile(NamedTuple):
    """A file with a role."""

    path: str
    size: int
    mtime_ns: int
    inode: int
    role: FileRole
    details: Mapping[str, Any]
    """The other columns of its row."""
    video: str = ""
    """Of sidecars: the path of the video they go with."""


class FoundArt(NamedTuple):
    """A picture beside the media."""

    path: str
    asset_type: AssetType
    number: int = 0


class FoundUnknown(NamedTuple):
    """A file that nobody recognised."""

    path: str
    size: int
    mtime_ns: int
    reason: str


@dataclass(slots=True)
class FoundItem:
    """An item as it lies in the library, with what is below it."""

    kind: ItemKind
    folder: str
    own_folder: bool
    sources: dict[str, Facts]
    """What the name (`filename`) and the NFO (`nfo`) say."""
    number: int | None = None
    absolute: int | None = None
    aired: str | None = None
    files: list[str] = field(default_factory=list)
    """Paths of its videos, in order."""
    art: list[FoundArt] = field(default_factory=list)
    nfos: list[str] = field(default_factory=list)
    """Paths of the NFO files that are about it."""
    children: "list[FoundItem]" = field(default_factory=list)


@dataclass(slots=True)
class FoundUnit:
    """All that one unit root holds; replaces whatever was known of it."""

    root: str
    files: list[FoundFile]
    items: list[FoundItem]
    unknown: list[FoundUnknown]


class Mark(NamedTuple):
    """What tells whether anything was added to a folder, renamed or removed there since it was listed."""

    path: str
    mtime_ns: int
    ctime_ns: int
    inode: int
    listed_ns: int


class Stamp(NamedTuple):
    """A folder as it was seen; the columns of `scanned_folder`."""

    path: str
    unit: str
    mtime_ns: int
    ctime_ns: int
    inode: int
    device: int
    listed_ns: int
    fingerprint: int
