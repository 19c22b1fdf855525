"""Pictures: examine, hash, thumbnail against Pillow's bare decode; download; scoring; folding.

python -m tests.benchmarks.bench_assets [--pictures 40]
"""

import argparse
import asyncio
import io
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import httpx
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from lobbycard.assets import fold, hashes, pictures, rules, score, thumbs
from lobbycard.assets.cache import BlobCache
from lobbycard.assets.download import Downloader
from lobbycard.assets.fold import Print
from lobbycard.assets.rules import Context
from lobbycard.assets.thumbs import ThumbCache
from lobbycard.model.kinds import AssetType, ItemKind
from lobbycard.model.scorable import Scorable
from tests.assets.server import running

T = TypeVar("T")
LATENCY = 0.08


def picture(seed: int) -> bytes:
    """A noisy 2000x3000 JPEG of about 2 MB, as posters are."""
    out = io.BytesIO()
    noise = Image.effect_noise((500, 750), 40 + seed % 30)
    other = Image.effect_noise((20, 30), 120).resize((500, 750))
    image = Image.merge("RGB", (noise, other, Image.blend(noise, other, 0.5)))
    image.resize((2000, 3000), Image.Resampling.BICUBIC).save(out, "JPEG", quality=88)
    return out.getvalue()


def bare(data: bytes) -> Image.Image:
    """The floor: draft and resize, nothing else."""
    image = Image.open(io.BytesIO(data))
    image.draft("RGB", (300, 450))
    return image.resize((300, 450), Image.Resampling.BILINEAR)


def rate(work: Callable[[bytes], object], contents: list[bytes]) -> float:
    """Pictures a second, by the median time of one."""
    took = []
    for data in contents:
        started = time.perf_counter()
        work(data)
        took.append(time.perf_counter() - started)
    return 1 / statistics.median(took)


def bench_pictures(contents: list[bytes]) -> None:
    """Each step against the floor, one thread."""
    with tempfile.TemporaryDirectory() as folder:
        thumbnails = ThumbCache(Path(folder) / "thumbs")
        cache = BlobCache(Path(folder) / "blobs", thumbnails)

        def chain(data: bytes) -> None:
            blob = cache.put_bytes(data)
            thumbnails.thumbnail(blob.sha256, cache.path_of(blob.sha256, blob.extension), 300, 450)

        bare(contents[0])
        floor = rate(bare, contents)
        print(f"bare draft + resize             {floor:8.1f} pictures/s")
        for name, work in (("examine (decode, check, hash)", pictures.examine), ("put + thumbnail 300x450", chain)):
            found = rate(work, contents)
            print(f"{name:30}  {found:8.1f} pictures/s  {found / floor:.2f} of the floor")
        blob = cache.put_bytes(contents[0])
        path = cache.path_of(blob.sha256, blob.extension)
        small = pictures.look(contents[0]).small
        for name, once in (
            ("thumbnail 200x300, new", lambda at: thumbnails.thumbnail(blob.sha256, path, 200, 300 + at)),
            (
                "thumbnail 200x300, kept + load",
                lambda at: thumbs.load(thumbnails.thumbnail(blob.sha256, path, 200, 300)),
            ),
            ("phash + dhash", lambda at: (hashes.phash(small), hashes.dhash(small))),
        ):
            started = time.perf_counter()
            for at in range(50):
                once(at)
            print(f"{name:30}  {(time.perf_counter() - started) * 20:8.2f} ms")


async def bench_download(contents: list[bytes]) -> None:
    """Download -> check -> hash -> thumbnail from a server with latency, two threads."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:

        async def in_thread(work: Callable[..., T], /, *args: Any) -> T:
            return await asyncio.get_running_loop().run_in_executor(pool, work, *args)

        cache = BlobCache(Path(folder) / "blobs", ThumbCache(Path(folder) / "thumbs"))
        async with running() as server, httpx.AsyncClient(trust_env=False) as client:

            def answer(data: bytes) -> Callable[[asyncio.StreamWriter], Any]:
                async def write(writer: asyncio.StreamWriter) -> None:
                    await asyncio.sleep(LATENCY)
                    writer.write(
                        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(data) + data
                    )

                return write

            urls = [server.does(f"/{at}.jpg", answer(data)) for at, data in enumerate(contents)]
            downloader = Downloader(client, in_thread)
            lags = asyncio.create_task(_lags())
            started = time.perf_counter()
            await asyncio.gather(*(downloader.blob(url, cache) for url in urls))
            took = time.perf_counter() - started
            lags.cancel()
        one_after_the_other = len(contents) / sum(_timed(bare, data) for data in contents)
        found = len(contents) / took
        stalls = sorted(_LAGS)
        print(
            f"download to thumbnail           {found:8.1f} pictures/s  {found / one_after_the_other:.2f} of the floor; "
            f"loop lag p50 {stalls[len(stalls) // 2] * 1e3:.1f} ms, p99 {stalls[len(stalls) * 99 // 100] * 1e3:.1f} ms"
        )


_LAGS: list[float] = []


async def _lags() -> None:
    while True:
        started = time.perf_counter()
        await asyncio.sleep(0.005)
        _LAGS.append(time.perf_counter() - started - 0.005)


def _timed(work: Callable[[bytes], object], data: bytes) -> float:
    started = time.perf_counter()
    work(data)
    return time.perf_counter() - started


def bench_scores(count: int = 100_000) -> None:
    """Score all candidates of a large library again."""
    chance = random.Random(1)
    candidates = [
        Scorable(
            at,
            chance.choice(("tmdb", "tvdb", "fanart")),
            f"https://pictures.example/{at}.jpg",
            *chance.choice(((1000, 1500), (2000, 3000), (680, 1000), (1000, 1426))),
            chance.choice(("de", "en", "textless", "", "fr", "pt-BR")),
            round(chance.uniform(3, 8), 3),
            chance.randrange(60),
        )
        for at in range(count)
    ]
    rule = rules.default(ItemKind.MOVIE, AssetType.POSTER)
    started = time.perf_counter()
    context = Context("ja", ("de", "en"))
    for candidate in candidates:
        score.score(candidate, rule, context)
    took = time.perf_counter() - started
    started = time.perf_counter()
    for candidate in candidates[:2000]:
        score.explain(candidate, rule, Context("ja", ("de", "en")))
    print(
        f"score {count:,}                   {took:8.2f} s ({count / took:,.0f}/s); "
        f"explain one {(time.perf_counter() - started) / 2:.3f} ms"
    )


def bench_folding() -> None:
    """Near duplicates among random hashes with a tenth of copies; all pairs as the peer for the small one."""
    for count in (1000, 10_000, 100_000):
        chance = random.Random(count)
        prints = [Print(chance.getrandbits(64), chance.getrandbits(64)) for _ in range(count * 9 // 10)]
        for _ in range(count - len(prints)):
            base = chance.choice(prints)
            assert base.phash is not None
            assert base.dhash is not None
            prints.append(Print(base.phash ^ 1 << chance.randrange(64), base.dhash ^ 3 << chance.randrange(60)))
        started = time.perf_counter()
        found = fold.groups(prints, 0.90)
        took = time.perf_counter() - started
        line = f"fold {count:7,} hashes             {took:8.3f} s, {len(found):,} groups"
        if count <= 1000:
            started = time.perf_counter()
            for at, one in enumerate(prints):
                for other in prints[:at]:
                    fold.are_near(one, other, 0.90)
            line += f" (all pairs {time.perf_counter() - started:.2f} s)"
        print(line)


def main() -> None:
    """Run all and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pictures", type=int, default=40)
    count = parser.parse_args().pictures
    contents = [picture(seed) for seed in range(count)]
    print(f"{count} pictures of 2000x3000, {sum(map(len, contents)) / count / 1e6:.1f} MB each")
    bench_pictures(contents)
    asyncio.run(bench_download(contents))
    bench_scores()
    bench_folding()
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
