"""Whether a folder has the same names in it as when it was listed, at the cost of one `stat`.

Adding, removing or renaming anything in a folder changes the folder's own time. A stamp is

- mtime *and* ctime (rsync and `cp -a` set mtime back, nobody can set ctime) *and* inode (another folder moved here),
- trusted only if the folder had been quiet for a while when it was listed: `RACY_NS` on disks, `RACY_REMOTE_NS` on
  network mounts (coarse times, clocks that differ, attributes that are cached). Until then it is listed again.

In the usual case nothing differs anywhere: `unchanged` tells so without building anything.
"""

import functools
import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from lobbycard.scan import mounts
from lobbycard.scan.listing import FolderStamp
from lobbycard.scan.mounts import Mount

if TYPE_CHECKING:
    from lobbycard.model.found import Mark, Stamp

RACY_NS = 2_000_000_000
"""FAT keeps times to two seconds, and two changes within a clock tick look like one."""
RACY_REMOTE_NS = 65_000_000_000
"""NFS and SMB clients may show a folder's attributes as they were up to a minute ago."""
REMOTE_THREADS = 16
"""With a round trip for each folder this is eleven times as fast as one; on a local disk more than one is slower."""
PORTION = 500
"""Folders that are compared before a caller hears of it."""


def racy_ns(mount: Mount) -> int:
    """How long a folder must have been quiet there when it was listed."""
    return RACY_REMOTE_NS if mount.is_remote else RACY_NS


def threads(mount: Mount) -> int:
    """How many look at folders there at the same time."""
    return REMOTE_THREADS if mount.is_remote else 1


def is_same(now: os.stat_result, before: "FolderStamp | Mark | Stamp", quiet_ns: int) -> bool:
    """Whether a folder has the same names in it as when it was listed, after having been quiet for so long."""
    return (
        now.st_mtime_ns == before.mtime_ns
        and now.st_ctime_ns == before.ctime_ns
        and now.st_ino == before.inode
        and before.listed_ns - max(before.mtime_ns, before.ctime_ns) > quiet_ns
    )


def unchanged(root: str, known: "Sequence[Mark]", *, workers: int = 0) -> Iterator[bool]:
    """Of each portion of the known folders, whether a quick pass would tell all of them as UNCHANGED.

    With a Yes for every portion nothing was added, removed or renamed anywhere: that shows in some folder's time.
    """
    if all(stamp.path for stamp in known):
        yield False  # the root itself has to be listed
        return
    mount = mounts.of(root, mounts.read())
    compare = functools.partial(_are_same, root.rstrip("/") + "/", racy_ns(mount))
    portions = (known[start : start + PORTION] for start in range(0, len(known), PORTION))
    workers = workers or threads(mount)
    if workers == 1:
        yield from map(compare, portions)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(workers, "walk") as pool:
        yield from pool.map(compare, portions)


def _are_same(prefix: str, quiet_ns: int, portion: "Sequence[Mark]") -> bool:
    try:
        return all(is_same(os.stat(prefix + stamp.path), stamp, quiet_ns) for stamp in portion)
    except OSError:
        return False
