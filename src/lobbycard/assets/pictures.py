"""What a picture is: its real kind, size, shape and hashes; and why something is not taken as one.

Pictures come from strangers. Everything that decoding one may do ends here in a value or in `Refused`.
"""

import io
import os
import struct
import zlib
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
    features,
)

from lobbycard import paths
from lobbycard.assets import files, hashes, sniff
from lobbycard.errors import FileError

SMALL = 480
"""The box, in pixels, of the one small picture from which hashes are made and which the screens start from."""


class Refused(FileError):
    """Something that is not taken as a picture, with the reason."""

    def __init__(self, reason: str, subject: str = "") -> None:
        super().__init__(f"{subject or 'The picture'} was refused: {reason}.")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a picture may be."""

    max_bytes: int = 64 * 1024 * 1024
    max_pixels: int = 50_000_000
    """A decoded pixel takes four bytes."""
    max_side: int = 32_000


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Picture:
    """What was found out about a picture."""

    mime: str
    extension: str
    size: int
    """Bytes."""
    width: int
    """Upright: after the orientation in its metadata."""
    height: int
    has_alpha: bool
    """Some part of it is really transparent."""
    foreground_ratio: float
    """The share that is not transparent, 0 to 1."""
    animated: bool
    """Only its first frame is looked at."""
    phash: int
    dhash: int
    colour: str
    """The average, as #rrggbb."""


class Look(NamedTuple):
    """A picture's facts and the small picture that they were taken from."""

    picture: Picture
    small: Image.Image
    """RGB, or RGBA when transparent; upright, at most `SMALL` pixels wide and high, never enlarged."""


# Decoders of broken files raise nearly everything there is; what is listed here is what fuzzing them brought up.
BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    EOFError,
    RuntimeError,
    MemoryError,
    Warning,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)


class _Jpeg(JpegImagePlugin.JpegImageFile):
    """Without Pillow's look for a resolution in the EXIF, which costs time and warns on the terminal about bad EXIF."""

    def _read_dpi_from_exif(self) -> None:
        pass


_READERS: dict[sniff.Format, type[ImageFile.ImageFile]] = {
    sniff.JPEG: _Jpeg,
    sniff.PNG: PngImagePlugin.PngImageFile,
    sniff.GIF: GifImagePlugin.GifImageFile,
    sniff.WEBP: WebPImagePlugin.WebPImageFile,
    sniff.AVIF: AvifImagePlugin.AvifImageFile,
    sniff.BMP: BmpImagePlugin.BmpImageFile,
}
_MOVING = (
    GifImagePlugin.GifImageFile,
    PngImagePlugin.PngImageFile,
    WebPImagePlugin.WebPImageFile,
    AvifImagePlugin.AvifImageFile,
)
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def examine(source: bytes | str | os.PathLike[str], limits: Limits = LIMITS) -> Picture:
    """The facts of a picture, from its bytes or its file."""
    return look(source, limits).picture


def look(source: bytes | str | os.PathLike[str], limits: Limits = LIMITS) -> Look:
    """The facts of a picture and its small version, from one decoding."""
    if isinstance(source, bytes):
        return look_at(io.BytesIO(source), len(source), "", limits)
    name = os.path.basename(os.fspath(source))
    try:
        with open(source, "rb", opener=paths.plain_file) as file:
            return look_at(file, os.fstat(file.fileno()).st_size, name, limits)
    except OSError as error:
        raise files.failure(error, f"read {name}") from error


def look_at(file: BinaryIO, size: int, name: str, limits: Limits = LIMITS) -> Look:
    """The same, from an open file."""
    known = identify(file, size, name, limits)
    try:
        image = open_as(known, file, name, limits)
        animated = isinstance(image, _MOVING) and bool(image.is_animated)
        width, height = image.size
        small = shrink(image, SMALL, SMALL)
        if sideways(image):
            width, height = height, width
    except BROKEN as error:
        raise refusal(error, name) from error
    small, flat, foreground = _split(small)
    grey = flat.convert("L")
    picture = Picture(
        mime=known.mime,
        extension=known.extension,
        size=size,
        width=width,
        height=height,
        has_alpha=small.mode == "RGBA",
        foreground_ratio=foreground,
        animated=animated,
        phash=hashes.phash(grey),
        dhash=hashes.dhash(grey),
        colour=_average(flat),
    )
    return Look(picture, small)


def identify(file: BinaryIO, size: int, name: str, limits: Limits = LIMITS) -> sniff.Format:
    """The kind of picture in an open file, which is left at its start."""
    file.seek(0)
    head = file.read(sniff.HEAD)
    file.seek(0)
    known = sniff.format_of(head)
    if known is None:
        raise Refused(f"it is {sniff.describe(head)}", name)
    if size > limits.max_bytes:
        raise Refused(f"it is larger than {limits.max_bytes / 1e6:.0f} MB", name)
    if known is sniff.AVIF and not features.check("avif"):
        raise Refused("AVIF pictures cannot be read on this computer", name)
    return known


def open_as(known: sniff.Format, file: BinaryIO, name: str, limits: Limits = LIMITS) -> ImageFile.ImageFile:
    """The picture with its header read and its size checked, before anything is decoded.

    The reader is named, not found by trying all: fewer strangers' bytes reach fewer decoders. May raise `BROKEN`.
    """
    image = _READERS[known](file)
    width, height = image.size
    if width * height > limits.max_pixels or max(width, height) > limits.max_side:
        raise Refused(f"it has {width}x{height} pixels, which is too large", name)
    if isinstance(image, BmpImagePlugin.BmpImageFile) and image.tile and image.tile[0].codec_name != "raw":
        raise Refused("compressed BMP pictures are not taken", name)
    return image


def shrink(image: ImageFile.ImageFile, width: int, height: int) -> Image.Image:
    """An upright RGB or RGBA version that fits in a box; never enlarged. May raise `BROKEN`."""
    if image.size[0] * image.size[1] == 0:
        raise ValueError("no pixels")
    if sideways(image):
        width, height = height, width
    size = fitting(image.size, width, height)
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        image.draft(None, size)
    image.load()
    plain = plain_mode(image)
    if plain.size != size:
        plain = plain.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
    return upright(plain if plain.mode in ("RGB", "RGBA") else plain.convert("RGB"), orientation(image))


def plain_mode(image: Image.Image) -> Image.Image:
    """Eight bits a channel, palettes resolved, transparency as a channel."""
    if image.mode.startswith(("I", "F")):
        # A plain conversion would clip 16 bits to white instead of scaling them.
        image = image.point(lambda value: value * (1 / 256)).convert("L")
        image.info.pop("transparency", None)
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image if image.mode in ("L", "RGB", "CMYK") else image.convert("RGB")


def fitting(size: tuple[int, int], width: int, height: int) -> tuple[int, int]:
    """The largest size of the same shape inside a box, never larger than it was."""
    factor = min(width / size[0], height / size[1], 1.0)
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))


def upright(image: Image.Image, orientation: int) -> Image.Image:
    """The picture turned as its metadata say."""
    return image.transpose(_UPRIGHT[orientation]) if orientation in _UPRIGHT else image


def sideways(image: Image.Image) -> bool:
    """True when width and height change places."""
    return orientation(image) >= 5


def orientation(image: Image.Image) -> int:
    """The orientation in a picture's EXIF, 1 to 8; 1 when there is none or it is broken."""
    exif = image.info.get("exif")
    return exif_orientation(exif) if isinstance(exif, bytes) else 1


def exif_orientation(exif: bytes) -> int:
    """The orientation tag of the first directory; read by hand since hostile EXIF is a trap for a full parser."""
    exif = exif.removeprefix(b"Exif\x00\x00")
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack_from(order + "I", exif, 4)
        (count,) = struct.unpack_from(order + "H", exif, start)
        for entry in range(start + 2, start + 2 + 12 * count, 12):
            tag, kind = struct.unpack_from(order + "HH", exif, entry)
            if tag == 0x0112 and kind == 3:
                (value,) = struct.unpack_from(order + "H", exif, entry + 8)
                return value if 1 <= value <= 8 else 1
    except struct.error:
        pass
    return 1


def refusal(error: BaseException, name: str) -> FileError:
    """What to raise for one of `BROKEN`."""
    if isinstance(error, OSError) and error.errno is not None:
        return files.failure(error, f"read {name or 'a picture'}")
    if isinstance(error, MemoryError):
        return Refused("it takes more memory than there is", name)
    if "truncated" in str(error) or isinstance(error, EOFError):
        return Refused("it is cut off", name)
    return Refused("it is damaged", name)


def _split(small: Image.Image) -> tuple[Image.Image, Image.Image, float]:
    """The small picture, with its transparency only if there is some; the same on grey; the share in front."""
    if small.mode != "RGBA":
        return small, small, 1.0
    alpha = small.getchannel("A")
    histogram = alpha.histogram()
    # On grey neither a white nor a black logo vanishes.
    flat = Image.new("RGB", small.size, (128, 128, 128))
    flat.paste(small, mask=alpha)
    foreground = round(sum(histogram[32:]) / sum(histogram), 4)
    return (small if any(histogram[:250]) else flat), flat, foreground


def _average(flat: Image.Image) -> str:
    return "#" + flat.resize((1, 1), Image.Resampling.BOX).tobytes().hex()
