"""Drawn pictures on disk: the second time a picture is shown, now or after another start, nothing is drawn.

A file holds no more than what is drawn, under the hash of what it was drawn from. It is believed only when it is
whole and could do nothing else than show a picture of this size, whoever wrote it.
"""

import logging
import re
import struct
from hashlib import blake2b
from pathlib import Path
from typing import Protocol as Seam

from lobbycard.errors import FileError
from lobbycard.tui.pictures.capabilities import TRUECOLOR, Capabilities, Protocol
from lobbycard.tui.pictures.drawn import Drawn, is_by_kitty
from lobbycard.tui.pictures.encoded import Box

log = logging.getLogger(__name__)

VERSION = b"lobbycard drawing 2\n"
"""To be changed with everything that decides how pictures are drawn: older files are then not found any more."""

LARGEST = 8_000_000
"""Bytes of a file that may be read: a picture that fills a large screen has one of them."""

_CHECK = 16
_SIXEL = bytes((*range(0x3F, 0x7F), *b"#!$-;0123456789"))
_TOO_LONG = re.compile(rb"[0-9]{5}")
"""A repetition that no row needs, and that would keep a terminal busy."""


class Folder(Seam):
    """A folder of files that can be made again."""

    def find(self, name: str) -> str | None:
        """The path of a file, if it is there."""
        ...

    def put(self, name: str, content: bytes) -> str:
        """Keep a file. Raises `FileError`."""
        ...


def name(content: bytes, box: Box, capabilities: Capabilities, bytes_per_cell: int) -> str:
    """The name for a picture from these bytes: everything that decides how it is drawn."""
    decides = (
        box.columns, box.rows, *box.background, capabilities.protocol.value, capabilities.cell_width,
        capabilities.cell_height, capabilities.colors, bytes_per_cell,
    )  # fmt: skip
    return blake2b(VERSION + repr(decides).encode() + b"\n" + content, digest_size=24).hexdigest()


def read(folder: Folder, file: str, box: Box, capabilities: Capabilities) -> Drawn | None:
    """A picture that is kept; None where there is none, or none that can be believed."""
    path = folder.find(file)
    if path is None:
        return None
    try:
        with open(path, "rb") as kept:
            data = kept.read(LARGEST + 1)
    except OSError:
        return None
    drawn = unpacked(data) if len(data) <= LARGEST else None
    if drawn is None or not _fits(drawn, box, capabilities):
        log.warning("%s is damaged; the picture is drawn anew", Path(path).name)
        return None
    return drawn


def write(folder: Folder, file: str, drawn: Drawn) -> None:
    """Keep a picture; where that is impossible, only time is lost."""
    try:
        folder.put(file, packed(drawn))
    except FileError as error:
        log.debug("%s", error)


def packed(drawn: Drawn) -> bytes:
    """The content of a file."""
    parts = (drawn.pixels, drawn.numbers, drawn.blurred, *drawn.payload)
    body = b"".join((struct.pack("<H", len(parts)), struct.pack(f"<{len(parts)}I", *map(len, parts)), *parts))
    return VERSION + blake2b(body, digest_size=_CHECK).digest() + body


def unpacked(data: bytes) -> Drawn | None:
    """What is in a file; None for anything else than a whole one."""
    start = len(VERSION) + _CHECK
    body = data[start:]
    if len(body) < 2 or not data.startswith(VERSION):
        return None
    if blake2b(body, digest_size=_CHECK).digest() != data[len(VERSION) : start]:
        return None
    count = struct.unpack_from("<H", body)[0]
    at = 2 + 4 * count
    if count < 3 or len(body) < at:
        return None
    lengths = struct.unpack_from(f"<{count}I", body, 2)
    if at + sum(lengths) != len(body):
        return None
    parts = []
    for length in lengths:
        parts.append(body[at : at + length])
        at += length
    return Drawn(parts[0], parts[1], parts[2], tuple(parts[3:]))


def _fits(drawn: Drawn, box: Box, capabilities: Capabilities) -> bool:
    """It is a picture for this box and nothing else."""
    cells = box.columns * box.rows
    numbers = cells * 2 if capabilities.colors not in (0, TRUECOLOR) else 0
    if (len(drawn.pixels), len(drawn.numbers), len(drawn.blurred)) != (cells * 6, numbers, cells * 3):
        return False
    if numbers and max(drawn.numbers) >= capabilities.colors:
        return False
    width, height = box.columns * capabilities.cell_width, capabilities.cell_height
    if capabilities.protocol is Protocol.SIXEL:
        return len(drawn.payload) == box.rows and all(_is_sixel(band, width, height) for band in drawn.payload)
    if is_by_kitty(box, capabilities):
        return len(drawn.payload) == 1 and _is_png(drawn.payload[0], width, height * box.rows)
    return not drawn.payload


def _is_sixel(band: bytes, width: int, height: int) -> bool:
    """The inside of a Sixel of this size and no other sign: no escape ends it early, nothing keeps on painting."""
    head = b'"1;1;%d;%d' % (width, height)
    is_inside = not band[len(head) :].translate(None, _SIXEL)
    return band.startswith(head) and is_inside and _TOO_LONG.search(band) is None and band.count(b"-") * 6 < height


def _is_png(data: bytes, width: int, height: int) -> bool:
    """A PNG of this size: how much the terminal will take for it is in its head."""
    return data.startswith(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height))
