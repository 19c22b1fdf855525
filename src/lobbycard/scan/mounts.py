"""What kind of file system a path lies on: decides threads for the walk and watching by inotify or by polling."""

import os
import re
from collections.abc import Iterable
from typing import NamedTuple

NETWORK = frozenset(
    "nfs nfs4 cifs smb3 smbfs afs ceph glusterfs 9p davfs davfs2 ncpfs coda lustre beegfs gpfs vboxsf prl_fs"
    " vmhgfs afpfs sshfs webdav macfuse osxfuse".split()
)
LOCAL_FUSE = frozenset({"fuse.mergerfs", "fuse.ntfs-3g", "fuse.unionfs", "fuse.exfat", "fuse.lxcfs", "fuse.bindfs"})
"""FUSE, but over disks of this machine: quick to list. They may still not report changes."""

_OCTAL = re.compile(r"\\([0-7]{3})")


class Mount(NamedTuple):
    """One line of the table of mounts."""

    point: str
    kind: str

    @property
    def is_remote(self) -> bool:
        """Whether each look costs a round trip."""
        return self.kind in NETWORK or (self.kind.startswith("fuse.") and self.kind not in LOCAL_FUSE)

    @property
    def reports_changes(self) -> bool:
        """Whether inotify sees what others change here; through FUSE and the network it does not."""
        return not (self.is_remote or self.kind.startswith("fuse"))


def read(table: str = "/proc/self/mounts") -> list[Mount]:
    """The mounts of this machine; empty where there is no such table."""
    try:
        with open(table, encoding="utf-8", errors="surrogateescape") as lines:
            return list(parse(lines))
    except OSError:
        return []


def parse(lines: Iterable[str]) -> Iterable[Mount]:
    """Lines of /proc/mounts; blanks in names are written as octal numbers there."""
    for line in lines:
        words = line.split(" ")
        if len(words) >= 3:
            yield Mount(_OCTAL.sub(lambda number: chr(int(number[1], 8)), words[1]), words[2])


def of(path: str, mounts: Iterable[Mount]) -> Mount:
    """The mount that a path lies on: the longest point that is a parent; later mounts hide earlier ones."""
    real = os.path.realpath(path)
    best = Mount("/", "")
    for mount in mounts:
        inside = real == mount.point or real.startswith(mount.point.rstrip("/") + "/")
        if inside and len(mount.point) >= len(best.point):
            best = mount
    return best
