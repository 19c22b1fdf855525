"""Names that every file system, share and player takes."""

import os
import re
import unicodedata
from collections.abc import Sequence

from lobbycard.model.kinds import AssetType

MAX_BYTES = 255
"""What file systems allow one name."""

TRANSPARENT = frozenset({AssetType.CLEARLOGO, AssetType.CLEARART, AssetType.DISCART, AssetType.CHARACTERART})
"""Types that are published as PNG."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_ILLEGAL = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')


def legal(name: str) -> str:
    """A title as the name of a file or folder, as Kodi looks for it; empty when nothing is left of it.

    Accents stay composed or not, as they are in the title: Kodi compares the bytes. Names of devices (CON, NUL) stay
    what they are: Kodi looks for no other, and a disk that cannot hold them says so.
    """
    text = re.sub(r"\s+", " ", name.encode("utf-8", "replace").decode())
    return _ILLEGAL.sub("_", text).strip().rstrip(". ")


def shortened(name: str, room: int) -> str:
    """As much of a name as so many bytes hold, never half a character."""
    data = name.encode()
    return name if len(data) <= room else data[:room].decode(errors="ignore").rstrip(". ")


def actor(name: str) -> str:
    """The stem of an actor's picture: blanks become underscores, as Kodi looks for it."""
    return legal(name).replace(" ", "_")


def season_prefix(number: int) -> str:
    """`season02`, `season-specials`, `season2023`."""
    return "season-specials" if number == 0 else f"season{number:02d}"


def counted(asset_type: AssetType, position: int) -> str:
    """`fanart`, `fanart1`, `fanart2`: Kodi's way of counting."""
    return f"{asset_type}{position}" if position else str(asset_type)


def extension(asset_type: AssetType, blob_extension: str, *, has_alpha: bool) -> str:
    """The ending that a blob is published with: JPEG and PNG stay, everything else becomes one of them."""
    if blob_extension in ("jpg", "jpeg"):
        return "jpg"
    return "png" if blob_extension == "png" or has_alpha or asset_type in TRANSPARENT else "jpg"


def impossible(path: str) -> str:
    """Why no file of this name is made; empty when it can be."""
    name = os.path.basename(path)
    if len(os.fsencode(name)) > MAX_BYTES:
        return f"its name would be longer than {MAX_BYTES} bytes"
    return "its name would hold control characters" if _CONTROL.search(name) else ""


def folded(name: str) -> str:
    """How names are compared where letters' case and the composing of accents do not count."""
    return unicodedata.normalize("NFC", name).casefold()


def join(folder: str, name: str) -> str:
    """A path inside a folder; the library's root is the empty text."""
    return f"{folder}/{name}" if folder else name


def folder_of(path: str) -> str:
    """The folder of a path; the library's root is the empty text."""
    return path.rpartition("/")[0]


def stem_of(path: str) -> str:
    """The name of a file without its ending."""
    return os.path.splitext(path.rpartition("/")[2])[0]


_VOLUME = re.compile(r"[ _.-]*(?:cd|dvd|part|pt|dis[ck])[ _.-]*(?:\d+|[a-d])(?![0-9a-z])", re.IGNORECASE)


def stack_stem(stems: Sequence[str]) -> str:
    """The name of parts without the words for the part, as Kodi has it; empty when they have none in common."""
    shared = {_VOLUME.sub("", stem) for stem in stems}
    return shared.pop() if len(shared) == 1 else ""
