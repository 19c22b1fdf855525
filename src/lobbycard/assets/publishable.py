"""The bytes that are written next to the media: JPEG or PNG, upright, without anybody's private metadata."""

import io
import os
from typing import Literal, NamedTuple

from PIL import Image, ImageCms

from lobbycard.assets import files, pictures, sniff, strip

_QUALITY = 95
"""Where a picture has to be encoded again, no loss that can be seen."""

Extension = Literal["jpg", "png"]


class Publishable(NamedTuple):
    """What to write."""

    data: bytes
    extension: Extension
    changed: bool
    """False when it is the blob's own bytes, which may then be linked or copied as well."""


def publishable(path: str | os.PathLike[str], transparent: bool = False) -> Publishable:
    """What to publish for a blob. `transparent` marks types such as logos, whose other formats become PNG."""
    name = os.path.basename(os.fspath(path))
    try:
        with open(path, "rb") as file:
            data = file.read()
        return _from_bytes(data, name, transparent)
    except pictures.BROKEN as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise files.failure(error, f"read {name}") from error
        raise pictures.refusal(error, name) from error


def _from_bytes(data: bytes, name: str, transparent: bool) -> Publishable:
    file = io.BytesIO(data)
    known = pictures.identify(file, len(data), name)
    image = pictures.open_as(known, file, name)
    if known in (sniff.JPEG, sniff.PNG) and image.mode != "CMYK" and pictures.orientation(image) == 1:
        stripped = _stripped(data, known)
        if stripped is not None:
            return Publishable(stripped, "jpg" if known is sniff.JPEG else "png", stripped != data)
    image.load()
    as_png = known is sniff.PNG or (known is not sniff.JPEG and (transparent or image.has_transparency_data))
    return _encoded(image, "png" if as_png else "jpg")


def _stripped(data: bytes, known: sniff.Format) -> bytes | None:
    try:
        return strip.jpeg(data) if known is sniff.JPEG else strip.png(data)
    except ValueError:
        # Odd, but decodable: encoding it again makes a clean file.
        return None


def _encoded(image: Image.Image, extension: Extension) -> Publishable:
    turned = pictures.upright(_screen_colours(image), pictures.orientation(image))
    profile = turned.info.get("icc_profile")
    out = io.BytesIO()
    if extension == "png":
        turned.save(out, "PNG", icc_profile=profile)
    else:
        flat = turned if turned.mode in ("RGB", "L") else turned.convert("RGB")
        # The empty comment keeps the picture's own from being written again.
        flat.save(out, "JPEG", quality=_QUALITY, subsampling=0, optimize=True, icc_profile=profile, comment=b"")
    return Publishable(out.getvalue(), extension, True)


def _screen_colours(image: Image.Image) -> Image.Image:
    if image.mode != "CMYK":
        return pictures.plain_mode(image)
    converted = _by_profile(image) or image.convert("RGB")
    converted.info.pop("icc_profile", None)
    return converted


def _by_profile(image: Image.Image) -> Image.Image | None:
    """CMYK to RGB as the picture's own profile says, when it has a sound one."""
    profile = image.info.get("icc_profile")
    if not profile:
        return None
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None
