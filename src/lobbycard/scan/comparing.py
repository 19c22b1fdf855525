"""The work of `intact.counts`, and the process that shares it: little is imported here, for it to start fast.

The process reads one errand and tells of its folders in portions of numbers, the last folder first.
"""

import array
import gc
import marshal
import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from lobbycard.scan import reading
from lobbycard.scan.listing import FolderStamp

if TYPE_CHECKING:
    from lobbycard.model.found import Stamp

PORTION = 200
"""Folders that are told of at once."""
NOT = -1
"""Told of a folder that is not as it was, or needs a closer look."""
NUMBER = "q"
SIZE = array.array(NUMBER).itemsize


class Errand(NamedTuple):
    """What is compared with what."""

    root: str
    device: int
    quiet_ns: int
    known: "Mapping[str, Stamp] | Mapping[str, FolderStamp]"


def count(errand: Errand, path: str) -> int:
    """How many files a folder holds, if it is as it was; all folders in it are known then."""
    same = reading.compared(errand.root, path, errand.known[path], errand.quiet_ns, errand.known)
    if same is None or same.device != errand.device:
        return NOT
    prefix = f"{path}/" if path else ""
    return same.files if all(prefix + name in errand.known for name in same.folders) else NOT


def answer(asked: BinaryIO, told: BinaryIO) -> None:
    """Compare the folders of one errand, the last one first."""
    root, device, quiet_ns, paths, before = marshal.load(asked)  # noqa: S302  # our own process wrote it
    errand = Errand(root, device, quiet_ns, dict(zip(paths, map(FolderStamp._make, before), strict=True)))
    paths.reverse()
    for start in range(0, len(paths), PORTION):
        some = array.array(NUMBER, [count(errand, path) for path in paths[start : start + PORTION]])
        told.write(some.tobytes())
        told.flush()


def main() -> None:
    """Answer; a bit more politely than the rest, so that the screen stays quick."""
    gc.disable()
    os.nice(3)
    try:
        answer(sys.stdin.buffer, sys.stdout.buffer)
    except BrokenPipeError:  # who asked has met us halfway, or is gone
        os._exit(0)


if __name__ == "__main__":
    main()
