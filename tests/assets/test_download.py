"""Fetching pictures from servers that are slow, wrong, endless or hostile."""

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from email.utils import formatdate
from pathlib import Path
from time import time
from typing import Any, TypeVar

import httpx
import pytest

from lobbycard.assets import download
from lobbycard.assets.cache import BlobCache, Health
from lobbycard.assets.download import Downloader, DownloadLimits, RateLimited
from lobbycard.assets.pictures import Limits, Refused
from lobbycard.assets.previews import PreviewCache
from lobbycard.assets.thumbs import ThumbCache
from lobbycard.errors import AppError, Denied, NotFound, Temporary
from lobbycard.model.kinds import AssetFailure
from tests.assets import drawing
from tests.assets.server import Server, running

T = TypeVar("T")
QUICK = DownloadLimits(seconds=0.6, idle_seconds=0.3, connect_seconds=0.3, per_host=2)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with running() as server:
        yield server


@pytest.fixture
async def downloader() -> AsyncIterator[Downloader]:
    with ThreadPoolExecutor(2) as pool:

        async def in_thread(work: Callable[..., T], /, *args: Any) -> T:
            return await asyncio.get_running_loop().run_in_executor(pool, work, *args)

        async with httpx.AsyncClient(trust_env=False) as client:
            yield Downloader(client, in_thread, QUICK)


@pytest.fixture
def cache(tmp_path: Path) -> BlobCache:
    return BlobCache(tmp_path / "blobs", ThumbCache(tmp_path / "thumbs"), Limits(max_bytes=3_000_000))


async def test_a_picture_gets_into_the_cache_whatever_the_server_calls_it(
    server: Server, downloader: Downloader, cache: BlobCache
) -> None:
    data = drawing.jpeg(1)
    blob = await downloader.blob(server.says("/a.png", data, Content_Type="text/plain"), cache)
    assert blob == cache.put_bytes(data)
    assert os.listdir(cache.incoming) == []


async def test_a_large_picture_comes_through_in_pieces(
    server: Server, downloader: Downloader, cache: BlobCache
) -> None:
    data = drawing.jpeg(1, (1400, 2100), quality=100) + b"\x00" * 2_000_000
    blob = await downloader.blob(server.says("/a.jpg", data), cache)
    assert blob.size == len(data)
    assert cache.verify(blob.sha256, blob.extension) is Health.OK


async def test_a_preview_is_kept_by_its_address(server: Server, downloader: Downloader, tmp_path: Path) -> None:
    previews = PreviewCache(tmp_path / "previews", ThumbCache(tmp_path / "thumbs"))
    url = server.says("/small.jpg", drawing.jpeg(1, (92, 138)))
    preview = await downloader.preview(url, previews)
    assert previews.find(url) == preview.path


@pytest.mark.parametrize(
    ("status", "error", "failure"),
    [
        (404, NotFound, AssetFailure.UNAVAILABLE),
        (410, NotFound, AssetFailure.UNAVAILABLE),
        (429, RateLimited, AssetFailure.RATE_LIMITED),
        (500, Temporary, AssetFailure.DOWNLOAD_ERROR),
        (502, Temporary, AssetFailure.DOWNLOAD_ERROR),
        (503, Temporary, AssetFailure.DOWNLOAD_ERROR),
        (403, Denied, AssetFailure.DOWNLOAD_ERROR),
        (400, Refused, AssetFailure.REFUSED),
        (304, Refused, AssetFailure.REFUSED),
        (206, Refused, AssetFailure.REFUSED),
    ],
)
async def test_each_status_ends_in_its_own_error(
    server: Server, downloader: Downloader, cache: BlobCache, status: int, error: type[AppError], failure: AssetFailure
) -> None:
    url = server.says("/a.jpg?key=secret", b"<html>", status)
    with pytest.raises(error) as failed:
        await downloader.blob(url, cache)
    assert download.failure_of(failed.value) is failure
    assert "127.0.0.1/a.jpg" in failed.value.message
    assert "secret" not in str(failed.value)
    assert _nothing_is_left(cache)


@pytest.mark.parametrize(
    ("said", "low", "high"),
    [
        ("7", 7, 7),
        ("1.5", 1.5, 1.5),
        ("999999", 3600, 3600),
        ("-3", None, None),
        ("soon", None, None),
        ("", None, None),
    ],
)
async def test_the_wait_that_a_server_asks_for_is_passed_on(
    server: Server, downloader: Downloader, cache: BlobCache, said: str, low: float | None, high: float | None
) -> None:
    with pytest.raises(Temporary) as failed:
        await downloader.blob(server.says("/a", b"", 429, Retry_After=said), cache)
    wait = failed.value.retry_after
    assert wait == low if low is None or high is None or wait is None else low <= wait <= high


async def test_a_wait_may_be_a_date(server: Server, downloader: Downloader, cache: BlobCache) -> None:
    with pytest.raises(Temporary) as failed:
        await downloader.blob(server.says("/a", b"", 503, Retry_After=formatdate(time() + 90, usegmt=True)), cache)
    assert failed.value.retry_after is not None
    assert 80 < failed.value.retry_after <= 90


@pytest.mark.parametrize(
    ("body", "words"), [(b"<html>gone</html>", "web page"), (b'{"error": 1}', "JSON"), (b"", "empty"), (b"no", "text")]
)
async def test_other_things_served_as_a_picture_are_refused(
    server: Server, downloader: Downloader, cache: BlobCache, body: bytes, words: str
) -> None:
    with pytest.raises(Refused, match=words) as failed:
        await downloader.blob(server.says("/a.jpg", body, Content_Type="image/jpeg"), cache)
    assert download.failure_of(failed.value) is AssetFailure.REFUSED
    assert _nothing_is_left(cache)


async def test_a_picture_that_is_cut_off_by_the_server_is_tried_again(
    server: Server, downloader: Downloader, cache: BlobCache
) -> None:
    data = drawing.jpeg(1)
    url = server.does("/a.jpg", b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n" + data[:20_000])
    with pytest.raises(Temporary, match="could not be fetched"):
        await downloader.blob(url, cache)
    assert _nothing_is_left(cache)


async def test_a_server_that_is_away_and_one_that_hangs_up_are_told_apart_in_plain_words(
    server: Server, downloader: Downloader, cache: BlobCache
) -> None:
    downloader.limits = DownloadLimits()
    with socket.socket() as nobody:  # bound but not listening: refuses for certain
        nobody.bind(("127.0.0.1", 0))
        with pytest.raises(Temporary, match=r"a\.jpg could not be fetched: 127\.0\.0\.1 cannot be reached\. ") as away:
            await downloader.blob(f"http://127.0.0.1:{nobody.getsockname()[1]}/a.jpg", cache)
    assert away.value.hint
    for number, answer in enumerate((b"", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort")):
        with pytest.raises(Temporary, match=r"could not be fetched: the connection broke\. "):
            await downloader.blob(server.does(f"/{number}.jpg", answer), cache)


async def test_an_endless_picture_and_an_endless_page_are_given_up(
    server: Server, downloader: Downloader, cache: BlobCache
) -> None:
    async def endless(start: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n" + start)
        while True:
            writer.write(b" " * 50_000)
            await writer.drain()

    with pytest.raises(Refused, match="larger than 3 MB"):
        await downloader.blob(server.does("/a", lambda writer: endless(drawing.jpeg(1), writer)), cache)
    with pytest.raises(Refused, match="web page"):
        await downloader.blob(server.does("/b", lambda writer: endless(b"<html>", writer)), cache)
    assert _nothing_is_left(cache)


async def test_what_announces_itself_as_too_large_is_not_fetched(
    server: Server, downloader: Downloader, cache: BlobCache
) -> None:
    url = server.does("/a", b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n" + drawing.jpeg(1))
    with pytest.raises(Refused, match="larger than"):
        await downloader.blob(url, cache)


async def test_a_picture_that_drips_is_given_up_long_before_its_time(
    server: Server, downloader: Downloader, cache: BlobCache
) -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        for byte in drawing.jpeg(1):
            writer.write(bytes((byte,)))
            await writer.drain()
            await asyncio.sleep(0.02)

    patient = replace(downloader.limits, seconds=60.0, idle_seconds=60.0, patient_seconds=0.2)
    with pytest.raises(Temporary, match="too slow"):
        await Downloader(downloader.client, downloader.in_thread, patient).blob(server.does("/drip", drip), cache)
    assert _nothing_is_left(cache)


async def test_slow_and_silent_servers_are_given_up(server: Server, downloader: Downloader, cache: BlobCache) -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        for byte in drawing.jpeg(1):
            writer.write(bytes((byte,)))
            await writer.drain()
            await asyncio.sleep(0.05)

    async def silent(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(5)

    for path, answer in (("/drip", drip), ("/silent", silent)):
        with pytest.raises(Temporary, match="too slow"):
            await downloader.blob(server.does(path, answer), cache)
    assert _nothing_is_left(cache)


async def test_nobody_there_a_wrong_name_and_no_http_are_tried_again(
    server: Server, downloader: Downloader, cache: BlobCache
) -> None:
    for url in (
        "http://127.0.0.1:1/a.jpg",
        "http://no-such-host.invalid/a.jpg",
        f"https://127.0.0.1:{server.port}/a.jpg",
        server.does("/odd", b"\x00\x01\x02 what\r\n\r\n"),
    ):
        with pytest.raises(Temporary):
            await downloader.blob(url, cache)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://example.org/a.jpg", "/a.jpg", "", "http://", "http://[::1", "http://a\x00b/"]
)
async def test_only_addresses_of_the_web_are_fetched(downloader: Downloader, cache: BlobCache, url: str) -> None:
    with pytest.raises(Refused, match="address"):
        await downloader.blob(url, cache)


async def test_redirects_are_followed_within_the_web_only(
    server: Server, downloader: Downloader, cache: BlobCache
) -> None:
    server.says("/picture", drawing.jpeg(1))
    server.says("/second", status=302, Location=server.url("/picture"))
    assert (await downloader.blob(server.says("/first", status=301, Location="second"), cache)).width == 600
    for at, location in enumerate(
        ("file:///etc/passwd", "ftp://example.org/x", "javascript:alert(1)", "", "http://[::1")
    ):
        with pytest.raises(Refused, match="redirected"):
            await downloader.blob(server.says(f"/{at}", status=302, Location=location), cache)


async def test_redirects_in_a_circle_end(server: Server, downloader: Downloader, cache: BlobCache) -> None:
    with pytest.raises(Refused, match="again and again"):
        await downloader.blob(server.says("/round", status=302, Location="/round"), cache)
    assert len(server.asked) == QUICK.redirects + 1


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.2", "[::1]", "10.0.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0"]
)
async def test_a_redirect_does_not_lead_into_the_private_network(
    server: Server, downloader: Downloader, cache: BlobCache, host: str
) -> None:
    server.says("/secret", drawing.jpeg(1))
    url = server.says("/a", status=302, Location=server.url("/secret", host))
    with pytest.raises(Refused, match="private network"):
        await downloader.blob(url, cache)
    assert server.asked == ["/a"]


async def test_no_more_connections_at_once_than_the_host_may_get(
    server: Server, downloader: Downloader, cache: BlobCache
) -> None:
    async def slow(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.02)
        data = drawing.jpeg(1, (60, 90))
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(data) + data)

    urls = [server.does(f"/{at}", slow) for at in range(8)]
    await asyncio.gather(*(downloader.blob(url, cache) for url in urls))
    assert len(server.asked) == 8
    assert server.most_open <= QUICK.per_host


async def test_a_cancelled_download_leaves_nothing_and_frees_its_place(
    server: Server, downloader: Downloader, cache: BlobCache
) -> None:
    async def stuck(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n" + drawing.jpeg(1)[:5000])
        await writer.drain()
        await asyncio.sleep(5)

    for at in range(4):
        task = asyncio.create_task(downloader.blob(server.does(f"/{at}", stuck), cache))
        await asyncio.sleep(0.05)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        assert task.cancelled()
    assert _nothing_is_left(cache)
    assert (await downloader.blob(server.says("/good", drawing.jpeg(2)), cache)).width == 600


def _nothing_is_left(cache: BlobCache) -> bool:
    return not [path for path in Path(cache.root).rglob("*") if path.is_file()]
