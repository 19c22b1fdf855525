"""Bytes and times of a screenful of posters, for each way of drawing them, beside textual-image used plainly.

python -m tests.benchmarks.bench_pictures [--box 20x15] [--size 160x50] [--protocols kitty sixel halfblock]
"""

import argparse
import re
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks.picture_grid import poster
from tests.tui import terminal

KINDS = {"kitty": terminal.KITTY, "sixel": terminal.XTERM, "halfblock": terminal.PLAIN}
GOALS = {"kitty": (600, 30), "sixel": (600, 600), "halfblock": (250, 250)}
"""Kilobytes for a screenful of twenty: the first time, and when shown again."""

PICTURE = re.compile(rb"\x1b_G[^\x1b]*\x1b\\|\x1bP[^\x1b]*\x1b\\")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--box", default="20x15")
    parser.add_argument("--size", default="160x50")
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--protocols", nargs="+", default=list(KINDS))
    options = parser.parse_args()
    for number in range(3):
        poster(number)
    print(f"{options.count} posters of {options.box} cells in {options.size}; kB (pictures in them) and ms until quiet")
    for protocol in options.protocols:
        first, again = GOALS[protocol]
        print(f"\n{protocol}: goal {first} kB the first time, {again} kB again")
        ours(protocol, options)
        plain(protocol, options)
    encoding(options)


def ours(protocol: str, options: argparse.Namespace) -> None:
    """A walk through the states of the grid."""
    with opened(protocol, options, "--images", protocol) as far:
        report("start", started(far))
        for name, key in (
            ("next page, first time", b"\x1b[6~"),
            ("page back, shown again", b"\x1b[5~"),
            ("next page, shown again", b"\x1b[6~"),
            ("dialog opened", b"m"),
            ("dialog closed", b"m"),
            ("other screen", b"s"),
            ("back from it", b"s"),
        ):
            report(name, pressed(far, key))


def plain(protocol: str, options: argparse.Namespace) -> None:
    """textual-image's widgets in the same grid."""
    with opened(protocol, options, "--naive", protocol) as far:
        report("textual-image: start", started(far))
        report("textual-image: dialog opened", pressed(far, b"m"))
        report("textual-image: dialog closed", pressed(far, b"m"))


def opened(protocol: str, options: argparse.Namespace, *arguments: str) -> terminal.Terminal:
    """The grid in a terminal of its own."""
    columns, rows = map(int, options.size.split("x"))
    kind = KINDS[protocol]
    far = terminal.Terminal(kind, size=(columns, rows), pixels=(columns * 10, rows * 20))
    term = "xterm-kitty" if protocol == "kitty" else "xterm-256color"
    box = ("--box", options.box, "--count", str(options.count))
    far.run("-m", "tests.benchmarks.picture_grid", *arguments, *box, TERM=term)
    return far


def started(far: terminal.Terminal) -> tuple[bytes, float]:
    """From the first byte, since drawing the posters comes before."""
    far.wait_for(rb"\x1b\[\?1049h", limit=60)
    begun = time.perf_counter()
    far.wait_for(rb"Quit", limit=60)
    received, milliseconds = quiet(far, 0)
    return received, milliseconds + (time.perf_counter() - begun) * 1000 - milliseconds - 1000


def pressed(far: terminal.Terminal, key: bytes) -> tuple[bytes, float]:
    """What a key brings."""
    return quiet(far, far.press(key))


def quiet(far: terminal.Terminal, since: int) -> tuple[bytes, float]:
    """What comes until nothing more does, and how long that takes."""
    begun = time.perf_counter()
    received = far.wait_until_quiet(since=since, quiet=1.0)
    return received, (time.perf_counter() - begun - 1.0) * 1000


def report(name: str, measured: tuple[bytes, float]) -> None:
    """One line."""
    received, milliseconds = measured
    pictures = sum(map(len, PICTURE.findall(received)))
    print(f"  {name:30} {len(received) / 1000:8.1f} kB ({pictures / 1000:8.1f}) {milliseconds:7.0f} ms", flush=True)


def encoding(options: argparse.Namespace) -> None:
    """One thread, one poster after the other."""
    from lobbycard.tui.pictures import capabilities, encode, encoded

    columns, rows = map(int, options.box.split("x"))
    sources = [poster(number) for number in range(options.count)]
    print("\nencoding, one thread, ms a poster")
    for protocol in ("kitty", "sixel", "halfblock"):
        able = capabilities.Capabilities(capabilities.Protocol(protocol), 10, 20)
        begun = time.perf_counter()
        for source in sources:
            encode.encode(source, encoded.Box(columns, rows), able)
        print(f"  {protocol:10} {(time.perf_counter() - begun) * 1000 / len(sources):6.1f}")


if __name__ == "__main__":
    main()
