"""A folder of files that can be made again: kept under a size limit, the longest unused ones go first."""

import contextlib
import os
import threading
import time
from collections.abc import Iterator

from lobbycard.assets import files

_TOUCH = 3600.0
"""Noting a use costs a write, so once an hour is enough."""
_KEEP = 0.9
"""A clean-up goes down to this share, so that not every new file needs one."""
_ABANDONED = 3600.0


class LruFolder:
    """Files by name in two levels of folders. Safe between threads, and enough so between processes."""

    def __init__(self, root: str | os.PathLike[str], limit: int) -> None:
        self.root = os.fspath(root)
        self.limit = limit
        """Bytes."""
        self._lock = threading.Lock()
        self._held: int | None = None

    def path_of(self, name: str) -> str:
        """Where a file of this name is or would be."""
        return os.path.join(self.root, name[:2], name)

    def find(self, name: str) -> str | None:
        """The path of a kept file, whose use is noted; None when it is not there."""
        path = self.path_of(name)
        try:
            last_used = os.stat(path).st_mtime
            now = time.time()
            if not now - _TOUCH < last_used <= now:
                os.utime(path)
        except OSError:
            # Even a file that cannot be touched (another owner, a read-only disk) can be used.
            return path if os.path.exists(path) else None
        return path

    def put(self, name: str, content: bytes) -> str:
        """Keep a file and return its path. It is not synced: it can be made again."""
        path = self.path_of(name)
        try:
            with files.temporary(os.path.join(self.root, "tmp")) as (file, new):
                file.write(content)
                file.close()
                os.makedirs(os.path.dirname(path), exist_ok=True)
                os.replace(new, path)
        except OSError as error:
            raise files.failure(error, f"keep a small picture in {self.root}") from error
        self._count(len(content))
        return path

    def remove(self, name: str) -> None:
        """Forget one file."""
        with contextlib.suppress(OSError):
            os.unlink(self.path_of(name))

    def size(self) -> int:
        """The bytes of all kept files."""
        return sum(size for _, size, _ in self._files())

    def clean(self) -> int:
        """Remove what was longest unused until the limit is kept; returns the bytes that became free."""
        kept = sorted(self._files())
        held = sum(size for _, size, _ in kept)
        freed = 0
        if held > self.limit:
            for _, size, path in kept:
                if held - freed <= self.limit * _KEEP:
                    break
                with contextlib.suppress(OSError):
                    os.unlink(path)
                    freed += size
        with self._lock:
            self._held = held - freed
        self._remove_abandoned()
        return freed

    def _count(self, added: int) -> None:
        with self._lock:
            if self._held is not None:
                self._held += added
            crowded = self._held is None or self._held > self.limit
        if crowded:
            self.clean()

    def _files(self) -> Iterator[tuple[float, int, str]]:
        for folder in _entries(self.root):
            if folder.name != "tmp" and folder.is_dir(follow_symlinks=False):
                for entry in _entries(folder.path):
                    with contextlib.suppress(OSError):
                        facts = entry.stat(follow_symlinks=False)
                        yield facts.st_mtime, facts.st_size, entry.path

    def _remove_abandoned(self) -> None:
        for entry in _entries(os.path.join(self.root, "tmp")):
            with contextlib.suppress(OSError):
                if time.time() - entry.stat(follow_symlinks=False).st_mtime > _ABANDONED:
                    os.unlink(entry.path)


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []
