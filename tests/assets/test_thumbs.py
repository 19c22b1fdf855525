"""Thumbnails and previews: the right size, made once, under a limit."""

import os
import time
from pathlib import Path

import pytest
from PIL import Image

from lobbycard.assets import hashes, pictures, thumbs
from lobbycard.assets.cache import BlobCache
from lobbycard.assets.lru import LruFolder
from lobbycard.assets.pictures import Refused
from lobbycard.assets.previews import PreviewCache
from lobbycard.assets.thumbs import Fit, ThumbCache
from lobbycard.errors import FileError
from tests.assets import drawing


@pytest.fixture
def cache(tmp_path: Path) -> ThumbCache:
    return ThumbCache(tmp_path / "thumbs")


@pytest.mark.parametrize("with_small", [True, False])
@pytest.mark.parametrize(
    ("box", "fit", "size"),
    [
        ((200, 300), Fit.CONTAIN, (200, 300)),
        ((200, 200), Fit.CONTAIN, (133, 200)),
        ((200, 200), Fit.COVER, (200, 200)),
        ((40, 12), Fit.COVER, (40, 12)),
        ((900, 1400), Fit.CONTAIN, (900, 1350)),
        ((1, 1), Fit.CONTAIN, (1, 1)),
    ],
)
def test_a_thumbnail_has_the_size_of_its_box(
    cache: ThumbCache, tmp_path: Path, box: tuple[int, int], fit: Fit, size: tuple[int, int], with_small: bool
) -> None:
    source = drawing.save(tmp_path / "a.jpg", drawing.jpeg(1))
    if with_small:
        cache.keep_small("a" * 64, pictures.look(source).small)
    assert thumbs.load(cache.thumbnail("a" * 64, source, *box, fit)).size == size


def test_a_thumbnail_shows_the_picture_upright(cache: ThumbCache, tmp_path: Path) -> None:
    lying = drawing.poster(1).transpose(Image.Transpose.ROTATE_90)
    source = drawing.save(tmp_path / "a.jpg", drawing.encoded(lying, "JPEG", exif=drawing.exif(6)))
    seen = thumbs.load(cache.thumbnail("key", source, 200, 300))
    drawn = drawing.poster(1, (200, 300))
    assert seen.size == (200, 300)
    apart = [
        abs(a - b)
        for at in ((20, 20), (180, 20), (20, 280), (180, 280))
        for a, b in zip(_pixel(seen, at), _pixel(drawn, at), strict=True)
    ]
    assert max(apart) < 40


def test_transparency_survives(cache: ThumbCache, tmp_path: Path) -> None:
    source = drawing.save(tmp_path / "logo.png", drawing.encoded(drawing.logo(), "PNG"))
    for keep in (False, True):
        if keep:
            cache.keep_small("other", pictures.look(source).small)
        seen = thumbs.load(cache.thumbnail("other" if keep else "key", source, 200, 100))
        assert seen.mode == "RGBA"
        assert seen.getchannel("A").getextrema() == (0, 255)


def test_a_thumbnail_is_made_once(cache: ThumbCache, tmp_path: Path) -> None:
    source = drawing.save(tmp_path / "a.jpg", drawing.jpeg(1))
    first = cache.thumbnail("key", source, 20, 30)
    source.unlink()
    assert cache.thumbnail("key", source, 20, 30) == first
    with pytest.raises(FileError, match="not there"):
        cache.thumbnail("key", source, 21, 30)


def test_a_damaged_small_picture_is_made_good_from_the_original(cache: ThumbCache, tmp_path: Path) -> None:
    source = drawing.save(tmp_path / "a.jpg", drawing.jpeg(1))
    cache.keep_small("key", pictures.look(source).small)
    Path(cache.folder.path_of("key-small")).write_bytes(b"\xff\xd8\xff")
    assert thumbs.load(cache.thumbnail("key", source, 20, 30)).size == (20, 30)


def test_a_picture_that_broke_in_the_meantime_is_refused(cache: ThumbCache, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"cut off|damaged"):
        cache.thumbnail("key", drawing.save(tmp_path / "a.jpg", drawing.jpeg(1)[:5000]), 20, 30)


def test_the_longest_unused_go_when_the_limit_is_reached(tmp_path: Path) -> None:
    folder = LruFolder(tmp_path, 10_000)
    for at in range(10):
        os.utime(folder.put(f"{at:02}", b"x" * 1000), (time.time() - 50_000 + at,) * 2)
    assert folder.find("00")
    folder.put("new", b"x" * 1000)
    assert folder.size() <= 10_000
    assert folder.find("00")
    assert folder.find("new")
    assert folder.find("01") is None


def test_a_restarted_program_goes_on_counting_what_is_there(tmp_path: Path) -> None:
    LruFolder(tmp_path, 1_000_000).put("old", b"x" * 5000)
    os.utime(tmp_path / "ol" / "old", (1, 1))
    LruFolder(tmp_path, 6000).put("new", b"x" * 2000)
    assert not (tmp_path / "ol" / "old").exists()
    assert (tmp_path / "ne" / "new").exists()


def test_a_preview_tells_hashes_and_gives_thumbnails(tmp_path: Path) -> None:
    thumbnails = ThumbCache(tmp_path / "thumbs")
    previews = PreviewCache(tmp_path / "previews", thumbnails)
    url = "https://pictures.example/w342/a.jpg"
    assert previews.thumbnail(url, 20, 30) is None
    preview = previews.put(url, drawing.jpeg(1, (342, 513)))
    original = pictures.examine(drawing.jpeg(1, (2000, 3000)))
    assert hashes.distance(preview.phash, original.phash) <= 2
    found = previews.thumbnail(url, 20, 30)
    assert found is not None
    assert thumbs.load(found).size == (20, 30)
    assert previews.find(url) == preview.path


def test_what_is_no_picture_does_not_become_a_preview(tmp_path: Path) -> None:
    previews = PreviewCache(tmp_path / "previews", ThumbCache(tmp_path / "thumbs"))
    with pytest.raises(Refused):
        previews.put("https://pictures.example/a.jpg", b"<html>")
    assert previews.find("https://pictures.example/a.jpg") is None


def test_a_blob_brings_its_small_picture(tmp_path: Path) -> None:
    thumbnails = ThumbCache(tmp_path / "thumbs")
    blob = BlobCache(tmp_path / "blobs", thumbnails).put_bytes(drawing.jpeg(1))
    assert thumbs.load(thumbnails.thumbnail(blob.sha256, "no such file", 200, 300)).size == (200, 300)


def _pixel(image: Image.Image, at: tuple[int, int]) -> tuple[int, ...]:
    pixel = image.getpixel(at)
    assert isinstance(pixel, tuple)
    return tuple(int(value) for value in pixel)
