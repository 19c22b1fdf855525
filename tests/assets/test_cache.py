"""The blob cache: whole or not there, whatever happens."""

import hashlib
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from lobbycard.assets.cache import BlobCache, BlobInfo, Health
from lobbycard.assets.pictures import Limits, Refused
from lobbycard.assets.thumbs import ThumbCache
from lobbycard.errors import FileError
from tests.assets import drawing


@pytest.fixture
def cache(tmp_path: Path) -> BlobCache:
    return BlobCache(tmp_path / "blobs", ThumbCache(tmp_path / "thumbs"))


def test_a_blob_lies_under_the_hash_of_its_content(cache: BlobCache) -> None:
    data = drawing.jpeg(1)
    blob = cache.put_bytes(data)
    assert blob.sha256 == hashlib.sha256(data).hexdigest()
    path = Path(cache.path_of(blob.sha256, blob.extension))
    assert path.read_bytes() == data
    assert path.parent.parent.name + path.parent.name == blob.sha256[:4]
    assert (blob.width, blob.height, blob.size, blob.mime) == (600, 900, len(data), "image/jpeg")


def test_bytes_files_and_streams_end_in_the_same_blob(cache: BlobCache, tmp_path: Path) -> None:
    data = drawing.jpeg(2)
    file = drawing.save(tmp_path / "poster.tbn", data)
    pieces = (data[at : at + 1000] for at in range(0, len(data), 1000))
    assert cache.put_bytes(data) == cache.put_file(file) == cache.put_stream(pieces)
    assert len(list(cache.entries())) == 1
    assert file.read_bytes() == data


def test_a_refused_picture_leaves_nothing_behind(cache: BlobCache) -> None:
    with pytest.raises(Refused, match=r"example\.org/x\.jpg was refused: it is a web page"):
        cache.put_bytes(b"<html></html>", "example.org/x.jpg")
    with pytest.raises(Refused):
        cache.put_bytes(drawing.jpeg(1)[:9000])
    assert _files(cache) == []


def test_an_endless_stream_is_cut_short(tmp_path: Path) -> None:
    taken = 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        yield drawing.jpeg(1)
        while True:
            taken += 1
            yield b"\x00" * 1000

    cache = BlobCache(tmp_path, limits=Limits(max_bytes=200_000))
    with pytest.raises(Refused, match="larger than"):
        cache.put_stream(endless())
    assert taken < 250
    assert _files(cache) == []


def test_verification_tells_sound_missing_and_corrupt_apart_and_putting_again_heals(cache: BlobCache) -> None:
    data = drawing.jpeg(3)
    blob = cache.put_bytes(data)
    path = Path(cache.path_of(blob.sha256, blob.extension))
    assert cache.verify(blob.sha256, blob.extension) is Health.OK
    path.write_bytes(data[:-1] + b"\x00")
    assert cache.verify(blob.sha256, blob.extension) is Health.CORRUPT
    cache.put_bytes(data)
    assert cache.verify(blob.sha256, blob.extension) is Health.OK
    path.unlink()
    assert cache.verify(blob.sha256, blob.extension) is Health.MISSING


def test_removing_takes_the_thumbnails_along(cache: BlobCache, tmp_path: Path) -> None:
    blob = cache.put_bytes(drawing.jpeg(4))
    other = cache.put_bytes(drawing.jpeg(5))
    assert cache.thumbs is not None
    cache.thumbs.thumbnail(blob.sha256, cache.path_of(blob.sha256, blob.extension), 20, 30)
    assert cache.remove(blob.sha256, blob.extension)
    assert not cache.remove(blob.sha256, blob.extension)
    left = {path.name for path in (tmp_path / "thumbs").rglob("*") if path.is_file()}
    assert left == {f"{other.sha256}-small"}


@pytest.mark.parametrize(
    ("sha256", "extension"), [("../../etc/passwd", "jpg"), ("a" * 64, "../x"), ("A" * 64, "jpg"), ("", "")]
)
def test_no_name_leads_out_of_the_cache(cache: BlobCache, sha256: str, extension: str) -> None:
    with pytest.raises(FileError, match="not the name"):
        cache.path_of(sha256, extension)


def test_a_sweep_removes_old_strays_and_keeps_what_is_known_or_young(cache: BlobCache) -> None:
    known, unknown, young = (cache.put_bytes(drawing.jpeg(seed)) for seed in (1, 2, 3))
    stray = drawing.save(Path(cache.incoming) / "new-abc", b"half a pict")
    fresh = drawing.save(Path(cache.incoming) / "new-def", b"another")
    foreign = drawing.save(Path(cache.root) / "README", b"not ours")
    past = time.time() - 100_000
    for path in (stray, foreign, *(Path(cache.path_of(blob.sha256, "jpg")) for blob in (known, unknown))):
        os.utime(path, (past, past))
    swept = cache.sweep({known.sha256})
    assert (swept.temporary, swept.unknown, swept.freed) == (1, 1, unknown.size + 11)
    assert {entry.sha256 for entry in cache.entries()} == {known.sha256, young.sha256}
    assert fresh.exists()
    assert foreign.exists()


def test_many_threads_with_the_same_and_other_pictures_agree(cache: BlobCache) -> None:
    contents = [drawing.jpeg(seed) for seed in range(4)]
    failed: list[BaseException] = []

    def work() -> None:
        try:
            for data in contents * 3:
                blob = cache.put_bytes(data)
                assert cache.verify(blob.sha256, blob.extension) is Health.OK
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(list(cache.entries())) == 4
    assert os.listdir(cache.incoming) == []


@pytest.mark.parametrize("delay", [0.0, 0.003, 0.01, 0.03, 0.08])
def test_a_process_killed_while_putting_leaves_only_whole_blobs_and_strays(tmp_path: Path, delay: float) -> None:
    script = textwrap.dedent(
        """
        import sys
        from lobbycard.assets.cache import BlobCache
        from tests.assets import drawing
        cache = BlobCache(sys.argv[1])
        print("ready", flush=True)
        for seed in range(10_000):
            cache.put_bytes(drawing.jpeg(seed, (120, 180)))
        """
    )
    cache = BlobCache(tmp_path / "blobs")
    with subprocess.Popen([sys.executable, "-c", script, str(cache.root)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        deadline = time.monotonic() + 60
        while not os.path.exists(cache.incoming) and time.monotonic() < deadline:
            time.sleep(0.001)
        time.sleep(delay)
        os.kill(process.pid, signal.SIGKILL)
    for entry in cache.entries():
        assert cache.verify(entry.sha256, entry.extension) is Health.OK
    cache.sweep({entry.sha256 for entry in cache.entries()}, older_than=-1)
    assert os.listdir(cache.incoming) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 1 MB."""
    where = tmp_path / "disk"
    where.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(where)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("needs the right to mount")
    yield where
    subprocess.run(["umount", str(where)], check=True)


def test_a_full_disk_is_said_plainly_and_leaves_no_half_file(small_disk: Path, tmp_path: Path) -> None:
    cache = BlobCache(small_disk, ThumbCache(tmp_path / "thumbs"))
    kept: list[BlobInfo] = []

    def fill() -> None:
        for seed in range(100):
            kept.append(cache.put_bytes(drawing.jpeg(seed, (900, 1350), quality=98)))  # noqa: PERF401 - what fits counts

    with pytest.raises(FileError, match="the disk is full"):
        fill()
    assert kept
    assert {entry.sha256 for entry in cache.entries()} == {blob.sha256 for blob in kept}
    assert all(cache.verify(blob.sha256, blob.extension) is Health.OK for blob in kept)
    assert os.listdir(cache.incoming) == []
    assert cache.remove(kept[0].sha256, kept[0].extension)
    cache.put_bytes(drawing.jpeg(500, (300, 450)))


def test_a_full_disk_of_thumbnails_does_not_lose_the_blob(small_disk: Path, tmp_path: Path) -> None:
    drawing.save(small_disk / "ballast", b"\x00" * (1024 * 1024 - 8192))
    cache = BlobCache(tmp_path / "blobs", ThumbCache(small_disk))
    blob = cache.put_bytes(drawing.jpeg(1))
    assert cache.verify(blob.sha256, blob.extension) is Health.OK


def test_a_cache_where_nothing_may_be_written_is_an_error_for_a_person(tmp_path: Path) -> None:
    in_the_way = drawing.save(tmp_path / "blobs", b"a file, no folder")
    with pytest.raises(FileError, match="Could not keep a picture"):
        BlobCache(in_the_way).put_bytes(drawing.jpeg(1))


def _files(cache: BlobCache) -> list[Path]:
    return [path for path in Path(cache.root).rglob("*") if path.is_file()]
