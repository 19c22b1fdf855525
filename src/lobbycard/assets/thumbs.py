"""Small pictures of exactly the size that a screen needs, made once and kept on disk."""

import io
import logging
import os
from enum import StrEnum

from PIL import Image

from lobbycard import paths
from lobbycard.assets import pictures
from lobbycard.assets.lru import LruFolder
from lobbycard.errors import FileError

log = logging.getLogger(__name__)

DEFAULT_LIMIT = 512 * 1024 * 1024


class Fit(StrEnum):
    """How a picture gets into a box."""

    CONTAIN = "contain"
    """All of it is seen; one side may be shorter than the box."""
    COVER = "cover"
    """The box is full; what sticks out is cut off evenly."""


class ThumbCache:
    """Thumbnails by the key of their picture (its hash) and the box."""

    def __init__(self, root: str | os.PathLike[str], limit: int = DEFAULT_LIMIT) -> None:
        self.folder = LruFolder(root, limit)

    def thumbnail(
        self, key: str, source: str | os.PathLike[str], width: int, height: int, fit: Fit = Fit.CONTAIN
    ) -> str:
        """The path of a picture's thumbnail for a box of so many pixels, made if it is not there yet."""
        name = f"{key}-{width}x{height}-{fit}"
        if path := self.folder.find(name):
            return path
        return self.folder.put(name, encode(self._drawn(key, source, width, height, fit)))

    def keep_small(self, key: str, small: Image.Image) -> None:
        """Keep the small picture that came with examining one: most thumbnails are made from it in a millisecond."""
        name = _small_name(key)
        try:
            if not self.folder.find(name):
                self.folder.put(name, encode(small, quality=90))
        except FileError as error:
            # Only speed is lost, and the picture itself may well have been kept.
            log.warning("%s", error)

    def forget(self, key: str) -> None:
        """Remove the thumbnails of a picture that is gone."""
        shelf = os.path.dirname(self.folder.path_of(key))
        if os.path.isdir(shelf):
            for name in os.listdir(shelf):
                if name.startswith(f"{key}-"):
                    self.folder.remove(name)

    def _drawn(self, key: str, source: str | os.PathLike[str], width: int, height: int, fit: Fit) -> Image.Image:
        small = self._small(key, width, height, fit)
        return fitted(small or opened(source, width, height, fit), width, height, fit)

    def _small(self, key: str, width: int, height: int, fit: Fit) -> Image.Image | None:
        if max(width, height) > pictures.SMALL or not (path := self.folder.find(_small_name(key))):
            return None
        try:
            small = load(path)
        except FileError:
            return None
        at_most_as_large = max(small.size) < pictures.SMALL or _factor(small.size, width, height, fit) <= 1
        return small if at_most_as_large else None


def load(path: str | os.PathLike[str]) -> Image.Image:
    """A thumbnail, decoded and ready to be drawn."""
    try:
        with Image.open(path) as image:
            image.load()
            return image.copy() if image.mode in ("RGB", "RGBA") else image.convert("RGB")
    except pictures.BROKEN as error:
        raise pictures.refusal(error, os.path.basename(os.fspath(path))) from error


def opened(source: str | os.PathLike[str], width: int, height: int, fit: Fit = Fit.CONTAIN) -> Image.Image:
    """A picture from its file, decoded no larger than the box needs."""
    name = os.path.basename(os.fspath(source))
    try:
        with open(source, "rb", opener=paths.plain_file) as file:
            known = pictures.identify(file, os.fstat(file.fileno()).st_size, name)
            image = pictures.open_as(known, file, name)
            if fit is Fit.COVER:
                width, height = _covering(image, width, height)
            return pictures.shrink(image, width, height)
    except pictures.BROKEN as error:
        raise pictures.refusal(error, name) from error


def fitted(image: Image.Image, width: int, height: int, fit: Fit) -> Image.Image:
    """A picture scaled for a box, enlarged if need be."""
    factor = _factor(image.size, width, height, fit)
    size = max(1, round(image.width * factor)), max(1, round(image.height * factor))
    if fit is Fit.CONTAIN:
        size = min(size[0], width), min(size[1], height)
    scaled = image if image.size == size else image.resize(size, Image.Resampling.BILINEAR)
    if fit is Fit.CONTAIN:
        return scaled
    left, top = (scaled.width - width) // 2, (scaled.height - height) // 2
    return scaled.crop((left, top, left + width, top + height))


def encode(image: Image.Image, quality: int = 82) -> bytes:
    """The bytes to keep: JPEG, or WebP where something is transparent (PNG takes five times as long)."""
    out = io.BytesIO()
    if image.mode == "RGBA":
        image.save(out, "WEBP", lossless=True, quality=0, method=0)
    else:
        image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _small_name(key: str) -> str:
    return f"{key}-small"


def _factor(size: tuple[int, int], width: int, height: int, fit: Fit) -> float:
    across, down = width / size[0], height / size[1]
    return max(across, down) if fit is Fit.COVER else min(across, down)


def _covering(image: Image.Image, width: int, height: int) -> tuple[int, int]:
    size = image.size[::-1] if pictures.sideways(image) else image.size
    factor = max(width / size[0], height / size[1])
    return max(width, round(size[0] * factor)), max(height, round(size[1] * factor))
