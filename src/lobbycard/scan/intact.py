"""Which known folders are as they were, every size and time of their files included: the better part of a full pass.

That is nothing but asking for the size and time of every file, which keeps one processor core busy and leaves the
others idle (threads are slower than one: they wait for each other at every file). So of a large library this process
compares the first folders and a second one the last ones, until they meet, whatever the share of each. The second one
is only ever a help: when it dies this one goes on to the end.
"""

import array
import marshal
import os
import queue
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from operator import itemgetter
from typing import TYPE_CHECKING

from lobbycard.scan import comparing, ignores, mounts, stamps, workers
from lobbycard.scan.comparing import Errand

if TYPE_CHECKING:
    from lobbycard.model.found import Stamp

WORTH_A_PROCESS = 1500
"""Folders; fewer are compared before a process has started."""
_path = itemgetter(0)


def counts(root: str, known: "Sequence[Stamp]", *, worth: int = WORTH_A_PROCESS) -> Iterator[dict[str, int]]:
    """By the paths of those that are as they were, how many files they hold; in portions.

    Only for libraries without ignore patterns of their own: ignore files are seen, patterns are not. All folders in
    one that is told are known, and it is on the root's file system.
    """
    try:
        device = os.stat(root).st_dev
    except OSError:
        return
    if any(os.path.lexists(os.path.join(root, name)) for name in ignores.MARKERS):
        return  # what it says counts everywhere
    mount = mounts.of(root, mounts.read())
    if mount.is_remote:
        return  # each question is a round trip there: the walk asks many at once
    quiet_ns = stamps.racy_ns(mount)
    ordered = sorted(known, key=_path)
    errand = Errand(root.rstrip("/"), device, quiet_ns, {stamp.path: stamp for stamp in ordered})
    with _helped(errand, ordered, len(ordered) >= worth and _cores() > 1) as end:
        for start in range(0, len(ordered), comparing.PORTION):
            if start >= len(ordered) - end.done:
                break
            told = (
                (stamp.path, comparing.count(errand, stamp.path))
                for stamp in ordered[start : start + comparing.PORTION]
            )
            yield {path: count for path, count in told if count != comparing.NOT}
            yield from end.arrived()
    yield from end.arrived()


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


# --- the second process ----------------------------------------------------------------------------------------------


class _End:
    """What the second process has told of the last folders."""

    def __init__(self) -> None:
        self.done = 0
        self.told: queue.SimpleQueue[dict[str, int]] = queue.SimpleQueue()

    def arrived(self) -> Iterator[dict[str, int]]:
        """What it has told since this was asked last."""
        with suppress(queue.Empty):
            while True:
                yield self.told.get_nowait()


@contextmanager
def _helped(errand: Errand, ordered: "Sequence[Stamp]", worth: bool) -> Iterator[_End]:
    end = _End()
    process = _started() if worth else None
    if process is None:
        yield end
        return
    talk = threading.Thread(target=_talk, args=(process, errand, ordered, end), name="intact", daemon=True)
    talk.start()
    try:
        yield end
    finally:
        process.kill()
        with suppress(subprocess.TimeoutExpired):  # it hangs in the kernel, and dies when that lets it go
            process.wait(2)
            talk.join()


def _started() -> "subprocess.Popen[bytes] | None":
    try:
        return workers.start("lobbycard.scan.comparing")
    except OSError:
        return None


def _talk(process: "subprocess.Popen[bytes]", errand: Errand, ordered: "Sequence[Stamp]", end: _End) -> None:
    """Ask, and take the answers as they come; in a thread of its own, until the process ends."""
    assert process.stdin is not None
    assert process.stdout is not None
    asked = *errand[:3], list(errand.known), [stamp[2:] for stamp in ordered]
    with suppress(OSError), process.stdin:
        process.stdin.write(marshal.dumps(asked))
    with process.stdout:
        while told := process.stdout.read(comparing.PORTION * comparing.SIZE):
            some = array.array(comparing.NUMBER, told[: len(told) // comparing.SIZE * comparing.SIZE])
            last = len(ordered) - end.done - 1
            counted = ((ordered[last - number].path, count) for number, count in enumerate(some))
            end.told.put({path: count for path, count in counted if count != comparing.NOT})
            end.done += len(some)
