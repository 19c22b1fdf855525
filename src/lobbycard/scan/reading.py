"""Sorts what lies in one folder: files that are kept, folders to go into, what is skipped and what is wrong."""

import operator
import os
import stat
from collections.abc import Callable, Container
from typing import TYPE_CHECKING, NamedTuple

from lobbycard.scan import extensions, ignores, stamps
from lobbycard.scan.listing import Entry, FolderStamp, Note, fingerprint

if TYPE_CHECKING:
    from lobbycard.model.found import Stamp

NAME = operator.attrgetter("name")
_FOLDER = os.O_RDONLY | os.O_CLOEXEC | getattr(os, "O_DIRECTORY", 0)
_new_entry = tuple.__new__
"""Half the cost of calling the class, in the one place that runs for each file."""


class Reading:
    """What a folder's children turn out to be."""

    def __init__(self, base: str, rules: ignores.Rules, link_target: Callable[[str, bool], tuple[str, str]]) -> None:
        self.link_target = link_target
        self.base = base
        self.rules = rules
        self.has_rules = bool(rules.own or rules.git or rules.plex)
        self.entries: list[Entry] = []
        self.folders: list[str] = []
        self.skipped: list[Note] = []
        self.problems: list[Note] = []

    def take_all(self, children: list[os.DirEntry[str]]) -> None:
        """Sort all children into their lists; plain files, nearly all of them, on a short way."""
        keep = self.entries.append
        for child in children:
            name = child.name
            if self.has_rules or name[0] == "." or not child.is_file(follow_symlinks=False):
                self._take_safely(child)
                continue
            try:
                status = child.stat(follow_symlinks=False)
            except OSError:
                self._take_safely(child)
                continue
            keep(_new_entry(Entry, (name, status.st_size, status.st_mtime_ns, status.st_ino)))

    def _take_safely(self, child: os.DirEntry[str]) -> None:
        """Sort one child into its list."""
        try:
            self._take(child)
        except FileNotFoundError:
            if child.is_symlink():
                self.problems.append(Note(child.name, "It is a link to nothing."))
        except OSError as error:
            self.problems.append(Note(child.name, f"It could not be read: {error.strerror}."))

    def _take(self, child: os.DirEntry[str]) -> None:
        name = child.name
        linked = child.is_symlink()
        is_folder = child.is_dir(follow_symlinks=linked)
        reason = name_reason(name, is_folder)
        if not reason and self.has_rules:
            reason = ignores.reason(self.rules, self.base, name, is_folder)
        if reason:
            self.skipped.append(Note(name, reason))
        elif not linked or self._may_follow(child, is_folder):
            self._keep(child, is_folder, linked)

    def _keep(self, child: os.DirEntry[str], is_folder: bool, linked: bool) -> None:
        if is_folder:
            self.folders.append(child.name)
            return
        status = child.stat(follow_symlinks=linked)
        if stat.S_ISREG(status.st_mode):
            self.entries.append(Entry(child.name, status.st_size, status.st_mtime_ns, status.st_ino))
        else:
            self.skipped.append(Note(child.name, "neither a file nor a folder"))

    def _may_follow(self, child: os.DirEntry[str], is_folder: bool) -> bool:
        os.stat(child.path)  # raises for links to nothing and to themselves
        skipped, problem = self.link_target(self.base + child.name, is_folder)
        if skipped:
            self.skipped.append(Note(child.name, skipped))
        if problem:
            self.problems.append(Note(child.name, problem))
        return not (skipped or problem)


class Same(NamedTuple):
    """A folder in which nothing differs."""

    device: int
    files: int
    """How many are in it."""
    folders: list[str]
    """The names of those that are walked, too."""


def compared(root: str, path: str, before: "FolderStamp | Stamp", quiet_ns: int, known: Container[str]) -> Same | None:
    """A known folder of the library at `root`, if it is as it was, every size and time of its files included.

    The short way of a full pass, for folders in which no ignore file counts: nothing is built for the files, and going
    by descriptor spares the system the way from the root to each of them. None when something differs, and also when
    the folder holds what needs a closer look: a link, an ignore file, a special file.
    """
    try:
        folder = os.open(f"{root}/{path}", _FOLDER)
    except OSError:
        return None
    try:
        status = os.fstat(folder)
        if not stamps.is_same(status, before, quiet_ns):
            return None
        inside = _compared_inside(path, folder, before.fingerprint, known)
    except OSError:
        return None
    finally:
        os.close(folder)
    return None if inside is None else Same(status.st_dev, *inside)


def _compared_inside(path: str, folder: int, before: int, known: Container[str]) -> tuple[int, list[str]] | None:
    names: list[str] = []
    numbers: list[tuple[int, int, int]] = []
    folders: list[str] = []
    with os.scandir(folder) as found:
        children = sorted(found, key=NAME)
    for child in children:
        name = child.name
        if name[0] == "." and name not in extensions.KEPT_DOT_NAMES:
            if name in ignores.MARKERS:
                return None
        elif child.is_file(follow_symlinks=False):
            status = child.stat(follow_symlinks=False)
            names.append(name)
            numbers.append((status.st_size, status.st_mtime_ns, status.st_ino))
        elif not child.is_dir(follow_symlinks=False):
            return None
        elif (f"{path}/{name}" if path else name) in known or not name_reason(name, True):
            folders.append(name)
    return (len(names), folders) if fingerprint(path, names, numbers, folders) == before else None


def name_reason(name: str, is_folder: bool) -> str:
    """Why a name is never looked at, or an empty text."""
    if name[0] == "." and name not in extensions.KEPT_DOT_NAMES:
        return "our own folder" if name == extensions.OWN_FOLDER else "hidden"
    if not is_folder:
        return ""
    lower = name.lower()
    if lower in extensions.SYSTEM_FOLDERS:
        return "a folder of the system"
    if lower.startswith(extensions.UNFINISHED_FOLDERS):
        return "an unfinished download"
    if lower.endswith(".trickplay"):
        return "preview pictures of a player"
    return ""
