"""Whether a file is as long as its own header says; a download that broke off looks whole to a probe."""

import os
from typing import BinaryIO

_EBML = b"\x1a\x45\xdf\xa3"
_SEGMENT = b"\x18\x53\x80\x67"
_BOXES = frozenset({b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"uuid", b"moof", b"mfra", b"styp", b"sidx"})
_MOST_BOXES = 10_000


def is_cut_off(path: str) -> bool:
    """True if a Matroska segment or an MP4 box reaches beyond the end of the file; False if nobody can tell."""
    try:
        size = os.path.getsize(path)
        with open(path, "rb") as file:
            head = file.read(64)
            if head.startswith(_EBML):
                return _segment_end(file) > size
            if head[4:8] in _BOXES:
                return _boxes_end(file, size) > size
    except (OSError, ValueError):
        return False
    return False


def _number(file: BinaryIO) -> tuple[int, int]:
    """(value, length) of EBML's number; unknown ones are -1."""
    first = file.read(1)
    if not first or first[0] == 0:
        return -1, 1
    length = 9 - first[0].bit_length()
    raw = first + file.read(length - 1)
    value = int.from_bytes(raw, "big") & ((1 << (7 * length)) - 1)
    return (-1 if value == (1 << (7 * length)) - 1 else value), length


def _segment_end(file: BinaryIO) -> int:
    """Where the first segment ends; 0 if that is unknown."""
    file.seek(4)
    header, _ = _number(file)
    if header < 0 or header > 4096:
        return 0
    file.seek(header, os.SEEK_CUR)
    if file.read(4) != _SEGMENT:
        return 0
    size, _ = _number(file)
    return file.tell() + size if size > 0 else 0


def _boxes_end(file: BinaryIO, size: int) -> int:
    """Where the last box ends."""
    at = 0
    for _ in range(_MOST_BOXES):
        file.seek(at)
        head = file.read(16)
        if len(head) < 8 or head[4:8] not in _BOXES:
            return at
        length = int.from_bytes(head[:4], "big")
        if length == 1 and len(head) == 16:
            length = int.from_bytes(head[8:16], "big")
        if length < 8 or length > 1 << 60:
            return at
        at += length
        if at >= size:
            return at
    return at
