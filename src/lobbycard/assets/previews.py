"""The small versions of candidates that providers offer: kept by their address, for the picker's grid."""

import hashlib
import os
from dataclasses import dataclass

from lobbycard.assets import pictures
from lobbycard.assets.lru import LruFolder
from lobbycard.assets.thumbs import Fit, ThumbCache

DEFAULT_LIMIT = 1024 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Preview:
    """A preview and what it tells of the picture behind it."""

    key: str
    """Of its thumbnails."""
    path: str
    phash: int
    dhash: int
    has_alpha: bool
    foreground_ratio: float
    width: int
    """Of the preview, not of the picture: only the shape is the same."""
    height: int


class PreviewCache:
    """A folder of previews with a size limit; what was not seen for longest goes first."""

    def __init__(self, root: str | os.PathLike[str], thumbs: ThumbCache, limit: int = DEFAULT_LIMIT) -> None:
        self.folder = LruFolder(root, limit)
        self.thumbs = thumbs

    def find(self, url: str) -> str | None:
        """The path of a preview that is there."""
        return self.folder.find(key_of(url))

    def put(self, url: str, data: bytes) -> Preview:
        """Examine and keep a preview."""
        look = pictures.look(data)
        key = key_of(url)
        path = self.folder.put(key, data)
        self.thumbs.keep_small(key, look.small)
        seen = look.picture
        return Preview(
            key, path, seen.phash, seen.dhash, seen.has_alpha, seen.foreground_ratio, seen.width, seen.height
        )

    def forget(self, url: str) -> None:
        """Remove a preview that cannot be shown: it is fetched again."""
        self.folder.remove(key_of(url))
        self.thumbs.forget(key_of(url))

    def thumbnail(self, url: str, width: int, height: int, fit: Fit = Fit.CONTAIN) -> str | None:
        """The path of a preview's thumbnail for a box; None when the preview has to be fetched first."""
        path = self.find(url)
        return self.thumbs.thumbnail(key_of(url), path, width, height, fit) if path else None


def key_of(url: str) -> str:
    """The name under which the preview of an address is kept."""
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()
