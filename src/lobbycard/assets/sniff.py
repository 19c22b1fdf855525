"""What a file is by its first bytes. Neither names nor servers are believed."""

from typing import NamedTuple


class Format(NamedTuple):
    """A kind of picture that is taken."""

    name: str
    mime: str
    extension: str


JPEG = Format("JPEG", "image/jpeg", "jpg")
PNG = Format("PNG", "image/png", "png")
GIF = Format("GIF", "image/gif", "gif")
WEBP = Format("WebP", "image/webp", "webp")
AVIF = Format("AVIF", "image/avif", "avif")
BMP = Format("BMP", "image/bmp", "bmp")

FORMATS = (JPEG, PNG, GIF, WEBP, AVIF, BMP)
EXTENSIONS = frozenset(known.extension for known in FORMATS)

HEAD = 512
"""So many first bytes are enough to tell."""

_AVIF_BRANDS = (b"avif", b"avis")
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"II*\x00", "a TIFF picture, which players do not show"),
    (b"MM\x00*", "a TIFF picture, which players do not show"),
    (b"8BPS", "a Photoshop document"),
    (b"%PDF", "a PDF document"),
    (b"\x00\x00\x01\x00", "an icon file"),
    (b"\xff\x0a", "a JPEG XL picture, which players do not show"),
    (b"\x00\x00\x00\x0cJXL ", "a JPEG XL picture, which players do not show"),
    (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 picture, which players do not show"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x1aE\xdf\xa3", "a video"),
    (b"OggS", "a video or sound file"),
    (b"ID3", "a sound file"),
)
_PRINTABLE = frozenset(b"\t\n\r\f\x1b") | frozenset(range(0x20, 0x7F)) | frozenset(range(0x80, 0x100))


def format_of(head: bytes) -> Format | None:
    """The kind of picture that starts like this, or None."""
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith((b"GIF87a", b"GIF89a")):
        return GIF
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp" and any(brand in _brands(head) for brand in _AVIF_BRANDS):
        return AVIF
    if head[:2] == b"BM" and head[6:10] == b"\x00\x00\x00\x00" and len(head) > 26:
        return BMP
    return None


def describe(head: bytes) -> str:
    """What something that is not a picture seems to be, in plain words."""
    if not head:
        return "an empty file"
    for magic, words in _OTHERS:
        if head.startswith(magic):
            return words
    if head[4:8] == b"ftyp":
        return "a HEIC picture, which players do not show" if b"heic" in _brands(head) else "a video"
    if not head.strip(b"\x00"):
        return "a file full of zeros"
    return _describe_text(head)


def _brands(head: bytes) -> tuple[bytes, ...]:
    end = min(int.from_bytes(head[:4], "big"), 64, len(head))
    return (head[8:12], *(head[at : at + 4] for at in range(16, end, 4)))


def _describe_text(head: bytes) -> str:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith(b"<svg") or (text.startswith((b"<?xml", b"<!--", b"<!doctype svg")) and b"<svg" in text):
        return "an SVG drawing, which players do not show"
    if text.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<title")) or b"<html" in text:
        return "a web page"
    if text.startswith(b"<?xml"):
        return "an XML document"
    if text.startswith((b"{", b"[")):
        return "a JSON answer"
    if set(head) <= _PRINTABLE:
        return "a text"
    return "no picture that is known here"
