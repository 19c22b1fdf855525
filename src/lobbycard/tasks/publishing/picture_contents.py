"""The bytes that are published of pictures, each read and checked once."""

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from lobbycard.assets import publishable
from lobbycard.errors import FileError
from lobbycard.model.publishing import Picture
from lobbycard.organise.plan import Source
from lobbycard.publish import names

if TYPE_CHECKING:
    from lobbycard.tools import Tools


class Content(NamedTuple):
    """What is written of a picture."""

    sha256: str
    extension: str
    data: bytes | Source


class Contents:
    """Of the pictures of one plan. The same picture under two names is one content."""

    def __init__(self, tools: "Tools") -> None:
        self._tools = tools
        self._known: dict[tuple[int, bool], Content] = {}

    def of(self, picture: Picture) -> Content:
        """The content of a picture; FileError when its copy in the cache is lost or damaged."""
        is_transparent = picture.asset_type in names.TRANSPARENT
        key = (picture.blob_id, is_transparent)
        if key not in self._known:
            self._known[key] = self._made(picture, is_transparent)
        return self._known[key]

    def _made(self, picture: Picture, is_transparent: bool) -> Content:
        path = self._tools.blobs.path_of(picture.sha256, picture.extension)
        _check(path, picture)
        made = publishable.publishable(path, is_transparent)
        if not made.changed:
            return Content(picture.sha256, made.extension, Source(path, picture.sha256, len(made.data)))
        return Content(hashlib.sha256(made.data).hexdigest(), made.extension, made.data)


def _check(path: str, picture: Picture) -> None:
    """A damaged copy is not published: what lies in the library may be the last good one."""
    try:
        with open(path, "rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        found = ""
    except OSError as error:
        raise FileError(f"The chosen {picture.asset_type} cannot be read: {error.strerror}.") from error
    if not found:
        raise FileError(f"the chosen {picture.asset_type} is missing in the picture cache", _HINT)
    if found != picture.sha256:
        raise FileError(f"the chosen {picture.asset_type} is damaged in the picture cache", _HINT)


_HINT = "Fetch the artwork again."
