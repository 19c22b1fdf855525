"""What is taken as a picture, what is found out about it, and what is refused."""

import os
import random
import subprocess
import sys
from pathlib import Path

import imagehash
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from lobbycard.assets import hashes, pictures, sniff, thumbs
from lobbycard.assets.pictures import Limits, Refused
from lobbycard.errors import FileError
from tests.assets import drawing

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP")


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_is_known_by_its_bytes_and_looks_the_same(kind: str) -> None:
    reference = pictures.examine(drawing.jpeg(5))
    picture = pictures.examine(drawing.encoded(drawing.poster(5), kind))
    assert picture.mime == f"image/{kind.lower()}"
    assert picture.extension == {"JPEG": "jpg"}.get(kind, kind.lower())
    assert (picture.width, picture.height) == (600, 900)
    assert not picture.has_alpha
    assert picture.foreground_ratio == 1.0
    assert hashes.distance(picture.phash, reference.phash) <= 2
    assert hashes.distance(picture.dhash, reference.dhash) <= 2


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK"])
def test_every_colour_mode_of_a_picture_is_read(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    picture = pictures.examine(drawing.encoded(drawing.poster(6).convert(mode), kind))
    assert (picture.width, picture.height, picture.has_alpha) == (600, 900, False)
    if mode != "1":
        assert hashes.distance(picture.phash, pictures.examine(drawing.jpeg(6)).phash) <= 6


def test_sixteen_bits_are_scaled_and_not_clipped_to_white() -> None:
    look = pictures.look(drawing.sixteen_bit_png())
    shades = look.small.convert("L").tobytes()
    assert min(shades) < 10
    assert max(shades) > 240
    assert 110 < int(look.picture.colour[1:3], 16) < 145


def test_an_interlaced_png_is_read() -> None:
    assert pictures.examine(drawing.interlaced_png()).width == 2


def test_a_progressive_jpeg_is_the_same_picture() -> None:
    assert pictures.examine(drawing.jpeg(7, progressive=True)).phash == pictures.examine(drawing.jpeg(7)).phash


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_width_height_and_hashes_are_those_of_the_upright_picture(kind: str, orientation: int) -> None:
    upright = drawing.poster(8)
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = upright.transpose(undo[orientation]) if orientation in undo else upright
    picture = pictures.examine(drawing.encoded(stored, kind, exif=drawing.exif(orientation)))
    assert (picture.width, picture.height) == (600, 900)
    assert hashes.distance(picture.phash, pictures.examine(drawing.jpeg(8)).phash) <= 2


def test_transparency_is_what_can_be_seen_through_not_what_the_mode_says() -> None:
    see_through = pictures.examine(drawing.encoded(drawing.logo(), "PNG"))
    opaque = pictures.examine(drawing.encoded(drawing.poster(1).convert("RGBA"), "PNG"))
    assert see_through.has_alpha
    assert 0.2 < see_through.foreground_ratio < 0.5
    assert not opaque.has_alpha
    assert opaque.foreground_ratio == 1.0


def test_a_palette_with_a_transparent_colour_is_transparent() -> None:
    image = Image.new("P", (40, 40), 0)
    image.putpalette([0, 0, 0, 255, 255, 255] + [0] * 762)
    image.paste(1, (10, 10, 30, 30))
    for kind in ("PNG", "GIF"):
        picture = pictures.examine(drawing.encoded(image, kind, transparency=0))
        assert picture.has_alpha
        assert 0.2 < picture.foreground_ratio < 0.3


def test_white_and_black_logos_both_leave_a_trace_in_their_hashes() -> None:
    for colour in ("white", "black"):
        assert pictures.examine(drawing.encoded(drawing.logo(colour=colour), "PNG")).dhash != 0


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_of_a_moving_picture_the_first_frame_counts(kind: str) -> None:
    frames = [drawing.poster(seed, (60, 90)) for seed in (1, 2, 3)]
    moving = pictures.examine(drawing.encoded(frames[0], kind, save_all=True, append_images=frames[1:]))
    still = pictures.examine(drawing.encoded(frames[0], "PNG"))
    assert moving.animated
    assert not still.animated
    assert hashes.distance(moving.phash, still.phash) <= 4


def test_the_extension_and_the_name_are_not_believed(tmp_path: Path) -> None:
    assert pictures.examine(drawing.save(tmp_path / "poster.png", drawing.jpeg(1))).extension == "jpg"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "web page"),
        (b"\xef\xbb\xbf\n <HTML>", "web page"),
        (b'{"status_code": 34}', "JSON"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        (b'<?xml version="1.0"?>\n<!-- drawn --><svg/>', "SVG"),
        (b"Not found", "text"),
        (b"II*\x00" + b"\x00" * 60, "TIFF"),
        (b"\x00" * 5000, "zeros"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "HEIC"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2", "video"),
        (b"\x1aE\xdf\xa3" + b"\x01" * 60, "video"),
        (b"\x03\x02\x01\x00" * 40, "known"),
    ],
)
def test_what_is_no_picture_is_refused_with_the_reason(content: bytes, words: str) -> None:
    with pytest.raises(Refused) as refused:
        pictures.examine(content)
    assert words in refused.value.reason


def test_a_refusal_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"^folder\.jpg was refused: it is a web page\.$"):
        pictures.examine(drawing.save(tmp_path / "folder.jpg", b"<html></html>"))


def test_a_missing_file_and_a_folder_are_errors_for_a_person(tmp_path: Path) -> None:
    for path in (tmp_path / "gone.jpg", tmp_path):
        with pytest.raises(FileError, match="Could not read") as failed:
            pictures.examine(path)
        assert not isinstance(failed.value, Refused)


def test_a_picture_that_claims_to_be_enormous_is_refused_before_it_is_decoded() -> None:
    for size in ((30_000, 30_000), (40_000, 2), (2_000_000_000, 2)):
        with pytest.raises(Refused, match=r"too large|damaged"):
            pictures.examine(drawing.bomb_png(*size))


def test_the_limits_can_be_set() -> None:
    with pytest.raises(Refused, match="too large"):
        pictures.examine(drawing.jpeg(), Limits(max_pixels=1000))
    with pytest.raises(Refused, match="larger than"):
        pictures.examine(drawing.jpeg(), Limits(max_bytes=1000))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP"])
def test_a_picture_cut_off_in_the_middle_is_refused(kind: str) -> None:
    data = drawing.encoded(drawing.poster(2), kind)
    for share in (0.3, 0.5, 0.9):
        with pytest.raises(Refused, match=r"cut off|damaged"):
            pictures.examine(data[: int(len(data) * share)])


@pytest.mark.parametrize("kind", FORMATS)
def test_cut_off_anywhere_nothing_but_a_refusal_comes_out(kind: str) -> None:
    data = drawing.encoded(drawing.poster(2, (24, 36)), kind, **({"exif": drawing.exif(6)} if kind == "JPEG" else {}))
    for end in range(len(data)):
        _takes_or_refuses(data[:end])


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(FORMATS), st.data())
def test_flipped_bytes_end_in_a_picture_or_a_refusal(kind: str, chance: st.DataObject) -> None:
    data = bytearray(_SAMPLES[kind])
    for _ in range(chance.draw(st.integers(1, 12))):
        at = chance.draw(st.integers(0, min(len(data), 400) - 1) | st.integers(0, len(data) - 1))
        data[at] = chance.draw(st.integers(0, 255))
    _takes_or_refuses(bytes(data))


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\x00\x01\x00\x00WEBP", b"BM", b"")),
    st.binary(max_size=600),
)
@example(b"\x00\x00\x00\x20ftypavif", b"\x00\x00\x00\x00avifmif1")
@example(b"BM", b"\x00" * 60)
def test_random_bytes_after_a_true_beginning_end_in_a_refusal(start: bytes, rest: bytes) -> None:
    _takes_or_refuses(start + rest)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
@example(b"II*\x00\x08\x00\x00\x00\xff\xff")
@example(b"Exif\x00\x00MM\x00*\xff\xff\xff\xff")
def test_broken_exif_means_upright(exif: bytes) -> None:
    assert 1 <= pictures.exif_orientation(exif) <= 8


def test_hostile_exif_does_not_cost_the_picture() -> None:
    data = drawing.encoded(
        drawing.poster(1), "JPEG", exif=b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\xff"
    )
    assert pictures.examine(data).width == 600


def test_the_hashes_have_the_same_bits_as_those_of_imagehash() -> None:
    for seed in range(60):
        small = pictures.look(drawing.jpeg(seed, (random.Random(seed).randrange(150, 900), 700))).small
        assert hashes.phash(small) & _MASK == int(str(imagehash.phash(small)), 16)
        assert hashes.dhash(small) & _MASK == int(str(imagehash.dhash(small)), 16)


def test_hashes_are_signed_and_compare_by_bits() -> None:
    assert hashes.distance(-1, 0) == 64
    assert hashes.distance(-(1 << 63), (1 << 63) - 1) == 64
    assert hashes.distance(-1, (1 << 64) - 1) == 0
    found = {pictures.examine(drawing.jpeg(seed)).phash for seed in range(20)}
    assert all(-(1 << 63) <= value < 1 << 63 for value in found)
    assert any(value < 0 for value in found)


def test_a_flat_picture_has_the_same_hash_at_every_size() -> None:
    found = {
        pictures.examine(drawing.encoded(Image.new("RGB", (side, side * 2), "teal"), "PNG")).phash
        for side in (7, 64, 333, 1000)
    }
    assert len(found) == 1


def test_scaled_and_recompressed_copies_stay_near_and_other_pictures_far() -> None:
    originals = [pictures.examine(drawing.jpeg(seed, (1000, 1500))) for seed in range(30)]
    for seed, original in enumerate(originals):
        copy = pictures.examine(drawing.jpeg(seed, (342, 513), quality=60))
        assert hashes.distance(copy.phash, original.phash) <= 6
        assert hashes.distance(copy.dhash, original.dhash) <= 6
    nearest = min(hashes.distance(a.phash, b.phash) for i, a in enumerate(originals) for b in originals[:i])
    assert nearest > 6


def test_a_cmyk_jpeg_with_a_profile_is_read() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = drawing.encoded(drawing.poster(4, mode="CMYK"), "JPEG", icc_profile=profile)
    assert pictures.examine(data).width == 600


def test_heads_shorter_than_any_magic_are_no_format() -> None:
    for known in _SAMPLES.values():
        for end in range(3):
            assert sniff.format_of(known[:end]) is None


def test_neither_numpy_nor_scipy_is_loaded_for_hashing() -> None:
    script = (
        "import sys; from lobbycard.assets import cache, choose, download, hashes; from PIL import Image;"
        "hashes.phash(Image.new('L', (40, 40)));"
        "print([name for name in ('numpy', 'scipy', 'imagehash') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "[]\n"


_MASK = (1 << 64) - 1
_SAMPLES = {kind: drawing.encoded(drawing.poster(2, (24, 36)), kind) for kind in FORMATS}


def _takes_or_refuses(data: bytes) -> None:
    try:
        picture = pictures.examine(data)
    except FileError:
        return
    assert picture.width > 0
    assert picture.height > 0
    assert picture.size == len(data)


def test_a_pipe_or_a_device_is_no_picture(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "poster.jpg")
    for path in (tmp_path / "poster.jpg", Path("/dev/zero")):
        with pytest.raises(FileError, match="not a file"):
            pictures.examine(path)
        with pytest.raises(FileError, match="not a file"):
            thumbs.opened(path, 100, 100)
