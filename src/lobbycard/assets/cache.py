"""The protected copies: pictures by the hash of their content, whole or not there."""

import contextlib
import hashlib
import os
import re
import time
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO, NamedTuple

from lobbycard.assets import files, pictures, sniff
from lobbycard.assets.thumbs import ThumbCache
from lobbycard.errors import FileError

_SHA256 = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1 << 20
_GRACE = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class BlobInfo:
    """What is known of a blob; the columns of its row."""

    sha256: str
    extension: str
    size: int
    mime: str
    width: int
    height: int
    has_alpha: bool
    foreground_ratio: float
    phash: int
    dhash: int


class Entry(NamedTuple):
    """A blob as it lies on disk."""

    sha256: str
    extension: str
    size: int
    modified: float
    path: str


class Health(StrEnum):
    """What a verification finds."""

    OK = "ok"
    MISSING = "missing"
    CORRUPT = "corrupt"


class Swept(NamedTuple):
    """What a sweep removed."""

    temporary: int
    unknown: int
    freed: int
    """Bytes."""


class BlobCache:
    """The folder of all blobs. Every function blocks; any number of threads and processes may use it at once."""

    def __init__(
        self,
        root: str | os.PathLike[str],
        thumbs: ThumbCache | None = None,
        limits: pictures.Limits = pictures.LIMITS,
    ) -> None:
        self.root = os.fspath(root)
        self.thumbs = thumbs
        self.limits = limits

    @property
    def incoming(self) -> str:
        """Where unfinished files lie: on the same disk, so that finishing is a rename."""
        return os.path.join(self.root, "tmp")

    def path_of(self, sha256: str, extension: str) -> str:
        """Where a blob is or would be."""
        if not _SHA256.fullmatch(sha256) or extension not in sniff.EXTENSIONS:
            raise FileError(f"{sha256}.{extension} is not the name of a picture in the cache.")
        return os.path.join(self.root, sha256[:2], sha256[2:4], f"{sha256}.{extension}")

    def put_bytes(self, data: bytes, name: str = "") -> BlobInfo:
        """Keep a picture; `name` is what a refusal calls it."""
        return self.put_stream((data,), name)

    def put_file(self, path: str | os.PathLike[str]) -> BlobInfo:
        """Keep a copy of a file, as it is at this moment."""
        name = os.path.basename(os.fspath(path))
        try:
            with open(path, "rb") as file:
                return self.put_stream(iter(lambda: file.read(_CHUNK), b""), name)
        except OSError as error:
            raise files.failure(error, f"read {name}") from error

    def put_stream(self, chunks: Iterable[bytes], name: str = "") -> BlobInfo:
        """Keep a picture that comes in pieces; it is cut short when it gets larger than the limit."""
        with storing(self.root), files.temporary(self.incoming) as (file, path):
            size = 0
            for chunk in chunks:
                size += len(chunk)
                if size > self.limits.max_bytes:
                    break
                file.write(chunk)
            return self.adopt(file, path, name, size)

    def adopt(self, file: BinaryIO, path: str, name: str, size: int) -> BlobInfo:
        """Examine a temporary file (of `files.temporary(cache.incoming)`) and make a blob of it."""
        file.flush()
        with open(path, "rb") as content:
            look = pictures.look_at(content, size, name, self.limits)
            content.seek(0)
            sha256 = hashlib.file_digest(content, "sha256").hexdigest()
            blob = _info(sha256, look.picture)
            target = self.path_of(sha256, blob.extension)
            # A copy that is there already but damaged is healed by the new one.
            if not _same_content(content, target, size):
                files.settle(file, path, target)
        if self.thumbs:
            self.thumbs.keep_small(sha256, look.small)
        return blob

    def verify(self, sha256: str, extension: str) -> Health:
        """Read a blob again and compare it with its name."""
        try:
            with open(self.path_of(sha256, extension), "rb") as file:
                read = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            return Health.MISSING
        except OSError as error:
            raise files.failure(error, f"read {sha256}.{extension}") from error
        return Health.OK if read == sha256 else Health.CORRUPT

    def remove(self, sha256: str, extension: str) -> bool:
        """Remove a blob and its thumbnails; False when it was not there."""
        if self.thumbs:
            self.thumbs.forget(sha256)
        try:
            os.unlink(self.path_of(sha256, extension))
        except FileNotFoundError:
            return False
        except OSError as error:
            raise files.failure(error, f"remove {sha256}.{extension} from the cache") from error
        return True

    def entries(self) -> Iterator[Entry]:
        """All blobs on disk."""
        for first in _folders(self.root):
            for second in _folders(first):
                for path, size, modified in _stats(second):
                    stem, _, extension = os.path.basename(path).partition(".")
                    if _SHA256.fullmatch(stem) and extension in sniff.EXTENSIONS:
                        yield Entry(stem, extension, size, modified, path)

    def sweep(self, known: Container[str], older_than: float = _GRACE) -> Swept:
        """Remove unfinished files and blobs whose hash is not `known`.

        Only what is older than so many seconds: another process may be about to finish or to record the young ones.
        """
        before = time.time() - older_than
        abandoned = [(path, size) for path, size, modified in _stats(self.incoming) if modified < before]
        unknown = [entry for entry in self.entries() if entry.sha256 not in known and entry.modified < before]
        for path, _ in abandoned:
            with contextlib.suppress(OSError):
                os.unlink(path)
        for blob in unknown:
            self.remove(blob.sha256, blob.extension)
        freed = sum(size for _, size in abandoned) + sum(blob.size for blob in unknown)
        return Swept(len(abandoned), len(unknown), freed)


@contextlib.contextmanager
def storing(root: str) -> Iterator[None]:
    """Turn what the system says while a picture is kept into an error for a person."""
    try:
        yield
    except OSError as error:
        raise files.failure(error, f"keep a picture in {root}") from error


def _info(sha256: str, picture: pictures.Picture) -> BlobInfo:
    return BlobInfo(
        sha256=sha256,
        extension=picture.extension,
        size=picture.size,
        mime=picture.mime,
        width=picture.width,
        height=picture.height,
        has_alpha=picture.has_alpha,
        foreground_ratio=picture.foreground_ratio,
        phash=picture.phash,
        dhash=picture.dhash,
    )


def _same_content(content: BinaryIO, target: str, size: int) -> bool:
    content.seek(0)
    try:
        with open(target, "rb") as kept:
            if os.fstat(kept.fileno()).st_size != size:
                return False
            while chunk := content.read(_CHUNK):
                if kept.read(_CHUNK) != chunk:
                    return False
    except OSError:
        return False
    return True


def _folders(folder: str) -> list[str]:
    try:
        with os.scandir(folder) as found:
            return sorted(entry.path for entry in found if len(entry.name) == 2 and entry.is_dir(follow_symlinks=False))
    except FileNotFoundError:
        return []


def _stats(folder: str) -> Iterator[tuple[str, int, float]]:
    try:
        with os.scandir(folder) as found:
            for entry in found:
                with contextlib.suppress(FileNotFoundError):
                    facts = entry.stat(follow_symlinks=False)
                    yield entry.path, facts.st_size, facts.st_mtime
    except FileNotFoundError:
        return
