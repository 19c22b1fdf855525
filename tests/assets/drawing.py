"""Pictures for the tests, drawn on the spot."""

import io
import random
import struct
import zlib
from pathlib import Path

from PIL import Image, ImageDraw, PngImagePlugin

EXIF_PLACE = b"GPS 48.1374N 11.5755E"


def poster(seed: int = 1, size: tuple[int, int] = (600, 900), mode: str = "RGB") -> Image.Image:
    """A picture with broad shapes and some texture; another one for each seed."""
    chance = random.Random(seed)
    image = Image.new("RGB", (200, 300), tuple(chance.randrange(256) for _ in range(3)))
    draw = ImageDraw.Draw(image)
    for _ in range(14):
        left, top = chance.randrange(-40, 180), chance.randrange(-40, 280)
        colour = tuple(chance.randrange(256) for _ in range(3))
        box = (left, top, left + chance.randrange(20, 120), top + chance.randrange(20, 160))
        chance.choice((draw.ellipse, draw.rectangle))(box, fill=colour)
    return image.resize(size, Image.Resampling.BICUBIC).convert(mode)


def logo(size: tuple[int, int] = (800, 310), colour: str = "white") -> Image.Image:
    """A title on nothing: transparent around it."""
    image = Image.new("RGBA", size, (255, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.rectangle((size[0] * 0.1, size[1] * 0.2, size[0] * 0.9, size[1] * 0.5), fill=colour)
    draw.ellipse((size[0] * 0.3, size[1] * 0.4, size[0] * 0.5, size[1] * 0.9), fill=colour)
    return image


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    """The bytes of a picture in some format."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def jpeg(seed: int = 1, size: tuple[int, int] = (600, 900), **options: object) -> bytes:
    """A drawn picture as JPEG."""
    return encoded(poster(seed, size), "JPEG", **{"quality": 90, **options})


def sixteen_bit_png(size: tuple[int, int] = (64, 96)) -> bytes:
    """Grey from black to white in 16 bits, written by hand."""
    width, height = size
    rows = b"".join(
        b"\x00" + b"".join(struct.pack(">H", 65535 * (x + y) // (width + height)) for x in range(width))
        for y in range(height)
    )
    return png_of(
        chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, 0, 0, 0, 0)), chunk(b"IDAT", zlib.compress(rows))
    )


def interlaced_png() -> bytes:
    """Four grey pixels in the order of Adam7 (one pass holds them all but the last three)."""
    rows = b"\x00\x10" + b"\x00\x80" + b"\x00\xa0\xf0"
    return png_of(chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 0, 0, 0, 1)), chunk(b"IDAT", zlib.compress(rows)))


def bomb_png(width: int, height: int) -> bytes:
    """A small file that claims to be enormous."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return png_of(chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(b"\x00" * 1_000_000)))


def png_of(*chunks: bytes) -> bytes:
    """A PNG of these chunks."""
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks) + chunk(b"IEND", b"")


def chunk(name: bytes, content: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def exif(orientation: int = 1) -> bytes:
    """EXIF with an orientation and a telltale description."""
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x010E] = EXIF_PLACE.decode()
    return data.tobytes()


def private_png() -> bytes:
    """A PNG with a comment and EXIF."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", EXIF_PLACE.decode())
    return encoded(poster(3, (60, 90)), "PNG", pnginfo=info, exif=exif())


def save(path: Path, data: bytes) -> Path:
    """The path, written."""
    path.write_bytes(data)
    return path
