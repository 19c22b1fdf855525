"""What is published: JPEG or PNG, upright, without private metadata, without loss where it can be helped."""

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageCms

from lobbycard.assets import strip
from lobbycard.assets.publishable import Publishable, publishable
from lobbycard.errors import FileError
from tests.assets import drawing


def published(tmp_path: Path, data: bytes, transparent: bool = False) -> Publishable:
    return publishable(drawing.save(tmp_path / "blob", data), transparent)


def test_clean_pictures_are_published_byte_for_byte(tmp_path: Path) -> None:
    photo, logo = drawing.jpeg(1), drawing.encoded(drawing.logo(), "PNG")
    assert published(tmp_path, photo) == Publishable(photo, "jpg", False)
    assert published(tmp_path, logo) == Publishable(logo, "png", False)


@pytest.mark.parametrize("progressive", [False, True])
def test_private_metadata_leave_a_jpeg_without_touching_a_pixel(tmp_path: Path, progressive: bool) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = drawing.jpeg(
        1, exif=drawing.exif(), comment=b"taken at " + drawing.EXIF_PLACE, icc_profile=profile, progressive=progressive
    )
    data += b"\xff\xd8 a second picture " + drawing.EXIF_PLACE
    clean = published(tmp_path, data)
    assert drawing.EXIF_PLACE in data
    assert drawing.EXIF_PLACE not in clean.data
    assert (clean.extension, clean.changed) == ("jpg", True)
    assert _same_pixels(clean.data, data)
    assert Image.open(io.BytesIO(clean.data)).info["icc_profile"] == profile
    assert published(tmp_path, clean.data) == Publishable(clean.data, "jpg", False)


def test_private_metadata_leave_a_png_without_touching_a_pixel(tmp_path: Path) -> None:
    data = drawing.private_png()
    clean = published(tmp_path, data)
    assert drawing.EXIF_PLACE in data
    assert drawing.EXIF_PLACE not in clean.data
    assert clean.extension == "png"
    assert _same_pixels(clean.data, data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_turned_picture_is_published_upright(tmp_path: Path, kind: str) -> None:
    lying = drawing.poster(1).transpose(Image.Transpose.ROTATE_90)
    clean = published(tmp_path, drawing.encoded(lying, kind, exif=drawing.exif(6)))
    image = Image.open(io.BytesIO(clean.data))
    assert image.size == (600, 900)
    assert not image.getexif()
    assert drawing.EXIF_PLACE not in clean.data


@pytest.mark.parametrize("kind", ["WEBP", "AVIF", "GIF", "BMP"])
def test_other_formats_become_jpeg_for_photos_and_png_for_what_is_transparent(tmp_path: Path, kind: str) -> None:
    photo = drawing.encoded(drawing.poster(2), kind)
    assert published(tmp_path, photo).extension == "jpg"
    assert published(tmp_path, photo, transparent=True).extension == "png"
    if kind in ("WEBP", "AVIF"):
        logo = published(tmp_path, drawing.encoded(drawing.logo(), kind))
        assert logo.extension == "png"
        assert Image.open(io.BytesIO(logo.data)).mode == "RGBA"


def test_no_comment_survives_a_conversion(tmp_path: Path) -> None:
    lying = drawing.encoded(drawing.poster(1), "JPEG", exif=drawing.exif(6), comment=drawing.EXIF_PLACE)
    moving = drawing.encoded(drawing.poster(1), "GIF", comment=drawing.EXIF_PLACE)
    for data in (lying, moving):
        assert drawing.EXIF_PLACE in data
        assert drawing.EXIF_PLACE not in published(tmp_path, data).data


def test_cmyk_becomes_rgb(tmp_path: Path) -> None:
    clean = published(tmp_path, drawing.encoded(drawing.poster(2, mode="CMYK"), "JPEG", quality=95))
    image = Image.open(io.BytesIO(clean.data))
    assert (image.mode, clean.extension, clean.changed) == ("RGB", "jpg", True)
    assert _apart(image, drawing.poster(2)) < 12


def test_a_cmyk_jpeg_with_a_profile_of_another_kind_is_converted_all_the_same(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    clean = published(tmp_path, drawing.encoded(drawing.poster(2, mode="CMYK"), "JPEG", icc_profile=profile))
    image = Image.open(io.BytesIO(clean.data))
    assert image.mode == "RGB"
    assert "icc_profile" not in image.info


def test_sixteen_bit_png_is_published_as_it_is(tmp_path: Path) -> None:
    assert not published(tmp_path, drawing.sixteen_bit_png()).changed


def test_a_jpeg_whose_parts_are_odd_but_decodable_is_encoded_again(tmp_path: Path) -> None:
    data = drawing.jpeg(1)
    odd = data[:2] + b"\x00\x00" + data[2:]
    try:
        clean = published(tmp_path, odd)
    except FileError:
        return
    assert strip.jpeg(clean.data) == clean.data


def test_a_broken_or_missing_blob_is_an_error_for_a_person(tmp_path: Path) -> None:
    for data in (b"", drawing.encoded(drawing.poster(2), "WEBP")[:500], b"<html>"):
        with pytest.raises(FileError):
            published(tmp_path, data)
    with pytest.raises(FileError, match="not there"):
        publishable(tmp_path / "gone.jpg")


@settings(max_examples=400, deadline=None)
@given(st.sampled_from((strip.jpeg, strip.png)), st.integers(0, 4000), st.binary(max_size=30))
def test_stripping_damaged_files_ends_in_bytes_or_a_value_error(work: object, at: int, noise: bytes) -> None:
    assert work in (strip.jpeg, strip.png)
    function = strip.jpeg if work is strip.jpeg else strip.png
    data = _JPEG if function is strip.jpeg else _PNG
    try:
        stripped = function(data[:at] + noise + data[at + len(noise) :])
    except ValueError:
        return
    assert len(stripped) <= len(data) + len(noise)


_JPEG = drawing.jpeg(1, (60, 90), exif=drawing.exif())
_PNG = drawing.private_png()


def _same_pixels(one: bytes, other: bytes) -> bool:
    a, b = Image.open(io.BytesIO(one)), Image.open(io.BytesIO(other))
    return a.tobytes() == b.tobytes() and a.mode == b.mode


def _apart(one: Image.Image, other: Image.Image) -> float:
    histogram = ImageChops.difference(one.convert("L"), other.convert("L")).histogram()
    return sum(value * count for value, count in enumerate(histogram)) / sum(histogram)
