"""The picker in a real pseudo-terminal: first screenful from a provider's server and from the cache, keys, a review.

python -m tests.benchmarks.bench_picker [--size 140x42] [--films 100] [--protocols kitty sixel halfblock off]

A server on loopback plays the provider; each protocol gets a program of its own on a copy of the same library.
"""

import argparse
import asyncio
import http.server
import os
import re
import shutil
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from lobbycard.config import Settings
from lobbycard.core import Core
from lobbycard.demo import gallery
from lobbycard.model.facts import Facts, Offer
from lobbycard.model.kinds import AssetType, Automation, ItemKind, ItemState, LibraryKind
from lobbycard.paths import Paths
from lobbycard.store import choosing, history, libraries
from lobbycard.store import offers as offers_
from lobbycard.store.scan import new_items
from lobbycard.store.scan.new_items import NewItem
from lobbycard.tasks.pictures import ranking
from tests.tui import terminal
from tests.tui.terminal import Terminal

KINDS = {"kitty": terminal.KITTY, "sixel": terminal.XTERM, "halfblock": terminal.PLAIN, "off": terminal.PLAIN}
PICTURE = re.compile(rb"\x1b_G[^\x1b]*\x1b\\|\x1bP[^\x1b]*\x1b\\")
QUIET = 0.25


def main() -> None:
    """Measure and print; or, called by itself, show the program."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", default="140x42")
    parser.add_argument("--films", type=int, default=100)
    parser.add_argument("--protocols", nargs="+", default=list(KINDS))
    parser.add_argument("--show", help=argparse.SUPPRESS)
    parser.add_argument("--images", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.show:
        show(Path(options.show), options.images)
        return
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), options)


def settings() -> Settings:
    """Nobody is asked but the server that the candidates name."""
    names = ("tmdb", "tvdb", "fanart", "tvmaze", "omdb")
    return Settings.model_validate({"providers": {name: {"enabled": False} for name in names}})


def show(home: Path, images: str) -> None:
    """The program, without background work."""
    from lobbycard.cli.screen import show_app
    from lobbycard.tui.app import LobbycardApp

    async def shown() -> int:
        return await show_app(LobbycardApp(settings(), Paths.below(home), images=images, work=False))

    sys.exit(asyncio.run(shown()))


# --- the library and its provider ----------------------------------------------------------------------------------


class Provider(http.server.BaseHTTPRequestHandler):
    """Gives the same dozen of pictures under any number of addresses."""

    pictures: tuple[bytes, ...] = ()
    asked = 0
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """A picture."""
        type(self).asked += 1
        body = self.pictures[int(self.path.rpartition("/")[2].partition(".")[0]) % len(self.pictures)]
        self.send_response(200)
        self.send_header("Content-Type", "image/jpeg")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Quiet."""


def serve() -> http.server.ThreadingHTTPServer:
    """The provider, on a free port."""
    variants = [one for one in gallery.variants("metropolis-1927", AssetType.POSTER) if not one.copy]
    Provider.pictures = tuple(gallery.drawn(one, 342) for one in variants)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


async def build(home: Path, films: int, port: int) -> None:
    """A library of films with fourteen posters each, not fetched yet."""
    core = Core(settings(), Paths.below(home))
    await core.start(work=False)
    (home / "films").mkdir()
    library = await core.store.write(
        libraries.add, str(home / "films"), LibraryKind.MOVIE, automation=Automation.MANUAL
    )
    change = history.Change("bench", "auto", "scan")
    new = [
        NewItem(
            {"kind": ItemKind.MOVIE, "library_id": library.id, "state": ItemState.ENRICHED, "folder": f"Film {n}"},
            {"tmdb": Facts({"title": f"Film {n:03}", "year": 1900 + n})},
        )
        for n in range(films)
    ]
    ids = await core.store.write(new_items.create, new, core.tools.preference, change)
    offers = {
        item_id: [
            Offer(
                AssetType.POSTER, "tmdb", f"http://127.0.0.1:{port}/w/{item_id}/{n}.jpg", width=1000, height=1500,
                preview_url=f"http://127.0.0.1:{port}/s/{item_id}/{n}.jpg", language="en", rating=8.0 - n / 5, votes=40,
            )
            for n in range(14)
        ]
        for item_id in ids
    }  # fmt: skip
    await core.store.write(offers_.offer_all, {"tmdb": offers})
    judge = ranking.judge(core.settings.general.language)
    await core.store.write(choosing.decide, ids, judge, change)
    await core.close()


# --- measuring -----------------------------------------------------------------------------------------------------


class Reply:
    """What came after a key."""

    def __init__(self, far: Terminal, since: int, start: float, until: bytes, quiet: float) -> None:
        self.first = self.last = 0.0
        if until:
            far.wait_for(until, since=since)
        seen, end, changed = since, start + 15, time.perf_counter()
        while time.perf_counter() < min(end, changed + quiet) or (seen == since and time.perf_counter() < start + 2):
            length = len(far.received)
            if length != seen:
                changed = time.perf_counter()
                self.last = (changed - start) * 1000
                self.first = self.first or self.last
                seen = length
            time.sleep(0.0005)
        self.data = far.received[since:]
        self.bytes = len(self.data)
        self.pictures = sum(len(found[0]) for found in PICTURE.finditer(self.data))


def press(far: Terminal, key: bytes, until: bytes = b"", quiet: float = QUIET) -> Reply:
    """A key and what it brings; `until` is what has to come."""
    start = time.perf_counter()
    return Reply(far, far.press(key), start, until, quiet)


def report(name: str, reply: Reply) -> None:
    """One line."""
    print(
        f"  {name:<34} first byte {reply.first:6.1f} ms   last {reply.last:7.1f} ms   "
        f"{reply.bytes / 1000:8.1f} kB (pictures {reply.pictures / 1000:7.1f})"
    )


def measure(folder: Path, options: argparse.Namespace) -> None:
    """Everything, for each protocol."""
    server = serve()
    base = folder / "base"
    base.mkdir()
    asyncio.run(build(base, options.films, server.server_address[1]))
    print(f"{options.films} films, 14 posters each, in {options.size}")
    for protocol in options.protocols:
        home = folder / protocol
        shutil.copytree(base, home)
        print(f"\n{protocol}")
        for name in ("first screenful from the server", "first screenful from the cache"):
            with opened(protocol, home, options.size) as far:
                before = processor_ms(far)
                report(name, press(far, b"2", rb" poster \d", 0.8))
                print(f"  {'':<34} {processor_ms(far) - before:.0f} ms of processor")
                if "cache" in name:
                    keys(far)
        review(protocol, home, options)


def opened(protocol: str, home: Path, size: str) -> Terminal:
    """The program at its library."""
    columns, rows = (int(part) for part in size.split("x"))
    far = Terminal(KINDS[protocol], size=(columns, rows), pixels=(columns * 10, rows * 20))
    far.run(__file__, "--show", str(home), "--images", protocol)
    far.wait_for(rb"Film 001")
    far.wait_until_quiet(quiet=0.4)
    return far


def processor_ms(far: Terminal) -> float:
    """What the program has used of a processor so far: the truth on a busy machine."""
    assert far.process is not None
    fields_ = Path(f"/proc/{far.process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields_[11]) + int(fields_[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def keys(far: Terminal) -> None:
    """What each key costs."""
    before = processor_ms(far)
    moves = [press(far, key) for key in (b"l", b"l", b"l", b"l", b"j", b"h", b"h", b"k") * 3]
    spent = (processor_ms(far) - before) / len(moves)
    sizes = sorted(reply.bytes for reply in moves)
    times = sorted(reply.last for reply in moves)
    print(
        f"  {'cursor (24 keys)':<34} p50 {statistics.median(times):6.1f} ms   p95 {times[-2]:6.1f} ms   "
        f"{spent:4.1f} ms of processor   {statistics.median(sizes):6.0f} bytes, at most {sizes[-1]} "
        "(goal 10 ms, 1000 bytes)"
    )
    for name, key in (
        ("large view", b" "), ("back from it", b" "), ("why this score", b"i"), ("closed", b"i"),
        ("filter opened", b"f"), ("closed", b"\x1b"), ("skip to the next item", b"n"), ("back to it", b"p"),
    ):  # fmt: skip
        report(name, press(far, key))


def review(protocol: str, home: Path, options: argparse.Namespace) -> None:
    """One key a film."""
    with opened(protocol, home, options.size) as far:
        press(far, b"2", rb" poster \d", 0.8)
        times, sizes, pressed = [], [], 0
        for number in range(2, options.films + 2):
            until = rb"That was the last" if number > options.films else rb"[^0-9]%d of %d" % (number, options.films)
            reply = press(far, b"\r", until)
            pressed += 1
            times.append(reply.last)
            sizes.append(reply.bytes)
    database = sqlite3.connect(Paths.below(home).database_file)
    locked = database.execute("select count(*) from field_state where field='artwork.poster' and locked").fetchone()[0]
    database.close()
    times.sort()
    print(
        f"  review: {pressed} keys, {locked} choices locked; all painted p50 {statistics.median(times):.0f} ms, "
        f"p95 {times[int(len(times) * 0.95) - 1]:.0f} ms; {statistics.median(sizes) / 1000:.0f} kB a film"
    )


if __name__ == "__main__":
    main()
