"""Taking private metadata (place, camera, comments, embedded previews) out of a picture without touching a pixel."""

import re
import struct

_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""The next marker after compressed data: not a stuffed byte, not a restart."""
_SOS, _EOI, _COMMENT = 0xDA, 0xD9, 0xFE
_APP0, _APP2, _APP14, _APP15 = 0xE0, 0xE2, 0xEE, 0xEF
_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(b"tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD pHYs sPLT hIST acTL fcTL fdAT".split())
"""What changes how a picture looks; all other extra chunks go (text, EXIF, time, editors' private ones)."""


def jpeg(data: bytes) -> bytes:
    """A JPEG with its frame header, colour profile and picture only; what follows the picture goes too.

    Raises ValueError when its parts cannot be followed.
    """
    kept = [data[:2]]
    at = 2
    while True:
        at = _next_marker(data, at)
        marker = data[at + 1]
        if marker == _EOI:
            kept.append(b"\xff\xd9")
            return b"".join(kept)
        end = at + 2 + _length(data, at + 2)
        if marker == _SOS:
            end = _end_of_scan(data, end)
        if not _is_private(marker, data[at + 4 : at + 18]):
            kept.append(data[at:end])
        at = end


def png(data: bytes) -> bytes:
    """A PNG with the chunks that make its look only. Raises ValueError when its parts cannot be followed."""
    kept = [_PNG_START]
    at = len(_PNG_START)
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        name, end = data[at + 4 : at + 8], at + 12 + length
        if end > len(data):
            break
        is_critical = not name[0] & 0x20
        if is_critical or name in _PNG_KEPT:
            kept.append(data[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end
    raise ValueError("the PNG has no end")


def _next_marker(data: bytes, at: int) -> int:
    while data[at : at + 2] == b"\xff\xff":
        at += 1
    if len(data) < at + 2 or data[at] != 0xFF:
        raise ValueError("the JPEG has no marker where one belongs")
    return at


def _length(data: bytes, at: int) -> int:
    length = int.from_bytes(data[at : at + 2], "big")
    if length < 2 or at + length > len(data):
        raise ValueError("a part of the JPEG is cut off")
    return length


def _end_of_scan(data: bytes, at: int) -> int:
    if not (found := _MARKER.search(data, at)):
        raise ValueError("the JPEG has no end")
    return found.start()


def _is_private(marker: int, start: bytes) -> bool:
    if marker == _COMMENT:
        return True
    if not _APP0 <= marker <= _APP15:
        return False
    if marker == _APP0:
        # JFXX holds a thumbnail, perhaps of what was cropped away.
        return not start.startswith(b"JFIF\x00")
    if marker == _APP2:
        return not start.startswith(b"ICC_PROFILE\x00")
    return marker != _APP14
