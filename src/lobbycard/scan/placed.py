"""What one file was taken for, and why."""

import os
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from lobbycard.model.kinds import AssetType, FileRole
from lobbycard.scan.listing import Entry


class Scope(StrEnum):
    """What a sidecar belongs to."""

    MOVIE = "movie"
    SERIES = "series"
    SEASON = "season"
    EPISODE = "episode"
    SET = "set"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Placed:
    """A file with its role. Paths are relative to the library's root."""

    path: str
    size: int
    mtime_ns: int
    inode: int
    role: FileRole
    scope: Scope = Scope.MOVIE
    video: str = ""
    """The video it goes with; empty when it is for the whole film, season or series."""
    season: int | None = None
    """Of a season's sidecar: its number, `artnames.ALL_SEASONS` for all."""
    asset_type: AssetType | None = None
    number: int = 0
    """Which one of several pictures of a type; 0 is the first."""
    part: int | None = None
    version: str = ""
    """What tells this version of a film from the others: `1080p`, `Director's Cut`."""
    disc: str = ""
    """dvd, bluray, hddvd or iso."""
    extra_type: str = ""
    language: str = ""
    """BCP-47."""
    forced: bool = False
    sdh: bool = False
    is_default: bool = False
    title: str = ""
    """What a subtitle's or extra's name says beyond language and flags."""
    person: str = ""
    pair: str = ""
    """The other half of an .idx and .sub pair."""
    total_size: int = 0
    """Of a disc: all its files together."""
    confidence: float = 1.0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Left:
    """A file without a role: junk, or nobody knows."""

    path: str
    size: int
    mtime_ns: int
    reason: str


@dataclass(slots=True)
class Pile:
    """Files as they are being sorted."""

    files: list[Placed] = field(default_factory=list)
    junk: list[Left] = field(default_factory=list)
    unknown: list[Left] = field(default_factory=list)

    def extend(self, other: "Pile") -> None:
        """Take over what another pile holds."""
        self.files += other.files
        self.junk += other.junk
        self.unknown += other.unknown


@dataclass(frozen=True, slots=True)
class FolderContents:
    """All files of a folder, each exactly once."""

    files: tuple[Placed, ...]
    junk: tuple[Left, ...]
    unknown: tuple[Left, ...]

    @classmethod
    def of(cls, pile: Pile) -> "FolderContents":
        """A finished pile, in order of paths."""
        return cls(tuple(sorted(pile.files, key=_path)), by_path(pile.junk), by_path(pile.unknown))


def by_path(left: Iterable[Left]) -> tuple[Left, ...]:
    """In order of paths."""
    return tuple(sorted(left, key=lambda one: one.path))


def _path(file: Placed) -> str:
    return file.path


def left(folder: str, entry: Entry, reason: str) -> Left:
    """An entry without a role."""
    return Left(join(folder, entry.name), entry.size, entry.mtime_ns, reason)


def join(folder: str, name: str) -> str:
    """A path inside a folder; the root is the empty text."""
    return f"{folder}/{name}" if folder else name


def key(stem: str) -> str:
    """A stem as it is compared: composed accents, no case. File systems and programs differ in both."""
    return unicodedata.normalize("NFC", stem).casefold()


class Stems:
    """The videos of a folder by their stems, to find the one that a sidecar's name starts with."""

    def __init__(self, videos: Iterable[tuple[str, str]]) -> None:
        self._paths: dict[str, str] = {}
        for stem, path in videos:
            self._paths.setdefault(key(stem), path)

    def __bool__(self) -> bool:
        return bool(self._paths)

    def add(self, stem: str, path: str) -> None:
        """Another name under which sidecars of a video go (a stack's common stem, the folder's name)."""
        if stem:
            self._paths.setdefault(key(stem), path)

    def match(self, stem: str) -> tuple[str, str] | None:
        """(path of the video, what follows its stem) for the longest stem that ends at a `.`, `-`, `_` or blank."""
        text = key(stem)
        if text in self._paths:
            return self._paths[text], ""
        for end in range(len(text) - 1, 0, -1):
            if text[end] in ".-_ " and text[:end] in self._paths:
                return self._paths[text[:end]], text[end:]
        return None


def stem_of(path: str) -> str:
    """The name of a file without its ending."""
    return os.path.splitext(path.rpartition("/")[2])[0]
