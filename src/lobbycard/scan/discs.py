"""Disc folders: a whole VIDEO_TS or BDMV is one film, and one file in it stands for it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from lobbycard.model.kinds import FileRole
from lobbycard.scan import extensions
from lobbycard.scan.listing import Entry
from lobbycard.scan.placed import Placed, Scope, join
from lobbycard.scan.tree import Node

_DVD_ENDINGS = frozenset({".ifo", ".bup", ".vob"})


class Disc(NamedTuple):
    """A disc found in a folder."""

    key: Placed
    """The file that stands for it, with the size of all."""
    files: list[Placed]
    """All other files of it."""


def is_image(path: str) -> bool:
    """Whether the file is a whole disc."""
    return extensions.of(path) in extensions.DISC_IMAGES


def is_part(node: Node) -> bool:
    """Whether a folder is a disc or belongs to one."""
    name = node.name.lower()
    return bool(node.disc) or name in extensions.DISC_FOLDERS or name in extensions.DISC_SIDE_FOLDERS


def take(node: Node) -> tuple[Disc | None, Sequence[Entry]]:
    """The disc in a folder (as VIDEO_TS, BDMV, … in it, or its files lying loose) and the entries that are not its."""
    inside = [
        (folder.path, entry)
        for child in node.children
        if is_part(child)
        for folder in child.all()
        for entry in folder.entries
    ]
    kind = next((child.disc for child in node.children if child.disc), "")
    entries: Sequence[Entry] = node.entries
    if any(entry.name.lower() == "video_ts.ifo" for entry in entries):
        kind = "dvd"
        inside += [(node.path, entry) for entry in entries if extensions.of(entry.name) in _DVD_ENDINGS]
        entries = [entry for entry in entries if extensions.of(entry.name) not in _DVD_ENDINGS]
    return _disc(kind, inside), entries


def _disc(kind: str, inside: list[tuple[str, Entry]]) -> Disc | None:
    """The disc of these files; a folder without any is none."""
    files = [_placed(folder, entry, kind) for folder, entry in inside]
    if not files or not kind:
        return None
    if all(file.role is FileRole.NFO for file in files):
        # Nothing else is left of it.
        files = [replace(file, role=FileRole.DISC) for file in files]
    total = sum(file.size for file in files)
    chosen = _key(kind, files)
    return Disc(
        _with_total(chosen, total),
        [file for file in files if file is not chosen],
    )


def _placed(folder: str, entry: Entry, kind: str) -> Placed:
    is_nfo = extensions.of(entry.name) in extensions.NFO
    reason = "the NFO of a disc" if is_nfo else f"a file of a {kind} disc"
    return Placed(
        join(folder, entry.name),
        entry.size,
        entry.mtime_ns,
        entry.inode,
        FileRole.NFO if is_nfo else FileRole.DISC,
        Scope.MOVIE,
        disc=kind,
        reasons=(reason,),
    )


def _key(kind: str, files: list[Placed]) -> Placed:
    """The index; without one the largest file."""
    wanted = extensions.DISC_KEYS[kind]
    named = [file for file in files if file.path.lower().endswith("/" + wanted) and "/backup/" not in file.path.lower()]
    if named:
        return min(named, key=lambda file: len(file.path))
    return max(files, key=lambda file: (file.role is FileRole.DISC, file.size))


def _with_total(file: Placed, total: int) -> Placed:
    return Placed(
        file.path,
        file.size,
        file.mtime_ns,
        file.inode,
        file.role,
        file.scope,
        disc=file.disc,
        total_size=total,
        reasons=(f"stands for a {file.disc} disc",),
    )
