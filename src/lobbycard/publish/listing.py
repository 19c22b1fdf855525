"""The folders concerned, as they are now."""

import os
import stat
from collections.abc import Iterable

from lobbycard.model.operation import kept_time
from lobbycard.publish.rivals import Entry


def listings(root: str, folders: Iterable[str]) -> tuple[dict[str, dict[str, Entry]], dict[str, str]]:
    """The files of these folders (relative to the root, or absolute), and why some could not be read.

    A folder that is not there has no files.
    """
    found: dict[str, dict[str, Entry]] = {}
    failed: dict[str, str] = {}
    for folder in folders:
        try:
            found[folder] = _listing(os.path.join(root, folder))
        except (FileNotFoundError, NotADirectoryError):
            found[folder] = {}
        except OSError as error:
            found[folder] = {}
            failed[folder] = error.strerror or "it cannot be read"
    return found, failed


def _listing(path: str) -> dict[str, Entry]:
    with os.scandir(path) as entries:
        return {entry.name: one for entry in entries if (one := _entry(entry)) is not None}


def _entry(entry: "os.DirEntry[str]") -> Entry | None:
    try:
        info = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return None
    is_file = stat.S_ISREG(info.st_mode)
    return Entry(entry.name, info.st_size, kept_time(info), is_file, "file" if is_file else what(info.st_mode))


def what(mode: int) -> str:
    """What something is that is no file, for a sentence."""
    if stat.S_ISDIR(mode):
        return "folder"
    return "symbolic link" if stat.S_ISLNK(mode) else "special file"
