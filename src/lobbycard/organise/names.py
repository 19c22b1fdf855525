"""Which paths may be touched, and which names can be given: no way out of the library, nothing a disk cannot hold."""

import os
import re

from lobbycard.errors import FileError

MAX_BYTES = 255
"""What file systems allow one component of a path."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def relative(root: str, path: str) -> str:
    """The path below the library; a path elsewhere (the bin) stays whole."""
    top = root.rstrip("/") + "/"
    return path.removeprefix(top)


def require_inside(root: str, path: str) -> None:
    """Refuse, by its text alone, a path that is not below the library."""
    top = root.rstrip("/") + "/"
    parts = path.split("/")
    if not path.startswith(top) or len(path) == len(top) or ".." in parts or "." in parts or "" in parts[1:]:
        raise FileError(f"{_shown(path)} is not inside the library {_shown(root)}; nothing was touched.")


def require_possible(path: str) -> None:
    """Refuse a name that cannot be given, or that nobody could type."""
    name = os.path.basename(path)
    if _CONTROL.search(name):
        raise FileError(f"The name {_shown(name)!r} holds control characters and is not written.", _RENAME)
    if len(os.fsencode(name)) > MAX_BYTES:
        raise FileError(
            f"The name “{_shown(name)}” is longer than {MAX_BYTES} bytes.", "Shorten the title or the file's name."
        )
    if name in {"", ".", ".."}:
        raise FileError(f"“{_shown(path)}” does not name a file.", _RENAME)


def require_really_inside(root: str, path: str, known: set[str] | None = None) -> None:
    """Refuse a path whose folder, with every symlink followed, is not inside the library.

    `known` are folders that were found inside a moment ago, for a first look at many files.
    """
    require_inside(root, path)
    folder = os.path.dirname(path)
    if known is not None and folder in known:
        return
    top = os.path.realpath(root)
    real = os.path.realpath(folder)
    if real != top and not real.startswith(top.rstrip("/") + "/"):
        raise FileError(
            f"{_shown(path)} leads out of the library through a symbolic link, to {_shown(real)}; it is not touched.",
            "Make that folder a library of its own.",
        )
    if known is not None:
        known.add(folder)


_RENAME = "Rename the file or folder that it is named after."


def _shown(path: str) -> str:
    return path.encode("utf-8", "replace").decode()
