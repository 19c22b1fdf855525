"""How fast the screens answer keys at 100,000 items, in a real pseudo-terminal; processor time and memory.

python tests/benchmarks/bench_screens.py [ITEMS]      BENCH_HOME=DIR takes a database that is there already
"""

import asyncio
import fcntl
import os
import pty
import select
import sqlite3
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[2]))

from lobbycard.config import Settings
from lobbycard.core import Core
from lobbycard.paths import Paths
from lobbycard.store import items
from lobbycard.store.items import ListQuery
from lobbycard.tasks.select_artwork import SelectArtwork
from tests.benchmarks import library

SIZE = (140, 42)
QUIET = 0.06
"""Seconds without a byte after which an answer is whole."""
LABEL = """
from textual.app import App
from textual.widgets import Label
class One(App):
    def compose(self):
        yield Label("one label")
One().run()
"""
FRAME = {"label": b"one label", "lobbycard": b"lobbycard"}


class Answer(NamedTuple):
    """What came back for a key."""

    first: float
    """Milliseconds to the first byte."""
    quiet: float
    """Milliseconds to the last one."""
    size: int


class Screen:
    """A program in a pseudo-terminal."""

    def __init__(self, arguments: list[str], home: str = "") -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", SIZE[1], SIZE[0], 0, 0))
        environment = {k: v for k, v in os.environ.items() if k not in {"TMUX", "NO_COLOR", "PYTHONDONTWRITEBYTECODE"}}
        environment |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LOBBYCARD_HOME": home}
        self.start = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
            start_new_session=True,
        )
        os.close(slave)
        self.seen = b""

    def read(self, seconds: float) -> bytes:
        """What comes within so many seconds; empty when nothing does."""
        if not select.select([self.master], [], [], seconds)[0]:
            return b""
        try:
            piece = os.read(self.master, 1 << 20)
        except OSError:
            return b""
        self.seen += piece
        return piece

    def wait_for(self, mark: bytes, limit: float = 60) -> float:
        """Milliseconds since the start until the mark was seen."""
        while mark not in self.seen:
            if time.perf_counter() - self.start > limit:
                raise SystemExit(f"{mark!r} did not appear: {self.seen[-500:]!r}")
            self.read(0.01)
        return (time.perf_counter() - self.start) * 1000

    def settle(self, quiet: float = 0.8) -> None:
        """Wait until nothing comes any more."""
        while self.read(quiet):
            pass

    def press(self, keys: bytes, quiet: float = QUIET) -> Answer:
        """Press a key and wait until the answer is whole."""
        start, first, last, size = time.perf_counter(), 0.0, 0.0, 0
        os.write(self.master, keys)
        while piece := self.read(0.5 if not first else quiet):
            last = (time.perf_counter() - start) * 1000
            first = first or last
            size += len(piece)
        return Answer(first, last, size)

    def memory(self) -> float:
        """Megabytes of its own (the mapped database file counts for everybody)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("RssAnon")).split()[1]) / 1024

    def processor(self) -> float:
        """Seconds of processor time used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def end(self) -> None:
        """Close the terminal."""
        self.process.kill()
        self.process.wait()
        os.close(self.master)


@contextmanager
def screen(arguments: list[str], home: str = "") -> Iterator[Screen]:
    """A program that is ended afterwards."""
    opened = Screen(arguments, home)
    try:
        yield opened
    finally:
        opened.end()


def first_frame(home: str, runs: int = 7) -> None:
    """Milliseconds to the first frame, against a Textual app with one label."""
    times: dict[str, list[float]] = {"label": [], "lobbycard": [], "list": []}
    for number in range(runs + 1):
        with screen(["-c", LABEL]) as peer:
            label = peer.wait_for(FRAME["label"])
        with screen(["-m", "lobbycard"], home) as ours:
            frame, rows = ours.wait_for(FRAME["lobbycard"]), ours.wait_for("━".encode())
        if number:  # the first run compiles
            times["label"].append(label)
            times["lobbycard"].append(frame)
            times["list"].append(rows)
    middle = {name: statistics.median(found) for name, found in times.items()}
    ratio = middle["lobbycard"] / middle["label"]
    print(f"first frame   one label {middle['label']:6.0f} ms   lobbycard {middle['lobbycard']:6.0f} ms   {ratio:.2f}x")
    print(f"list visible  {middle['list']:6.0f} ms   {middle['list'] / middle['label']:.2f}x")


def measured(name: str, count: int, press: Callable[[int], Answer]) -> None:
    """Print how a key was answered, over many presses."""
    print_answers(name, [press(number) for number in range(count)])


def print_answers(name: str, answers: list[Answer]) -> None:
    """The middle and the slowest of them."""
    count = len(answers)
    firsts = sorted(answer.first for answer in answers)
    quiets = sorted(answer.quiet for answer in answers)
    sizes = sorted(answer.size for answer in answers)
    at = int(count * 0.95)
    print(
        f"{name:<18} first byte p50 {firsts[count // 2]:6.1f}  p95 {firsts[at]:6.1f} ms   "
        f"quiet p50 {quiets[count // 2]:6.1f}  p95 {quiets[at]:6.1f} ms   bytes {sizes[count // 2]:>6}  {sizes[at]:>6}"
    )


def _opened(ours: Screen, back: list[Answer]) -> Answer:
    """Open the item under the cursor, and note how fast one is back; the next time it is another one."""
    answer = ours.press(b"\r", 0.3)
    back.append(ours.press(b"\x1b", 0.3))
    ours.press(b"j", 0.3)
    return answer


def keys(home: str) -> None:
    """How keys are answered."""
    with screen(["-m", "lobbycard", "--images", "off"], home) as ours:
        ours.wait_for(b" of 1")
        ours.settle(2.5)
        print(f"memory with the list open: {ours.memory():.0f} MB")
        measured("cursor down", 30, lambda number: ours.press(b"j"))
        ours.press(b"g", 0.3)
        measured("page down", 40, lambda number: ours.press(b"\x1b[6~"))
        measured("end and home", 10, lambda number: ours.press(b"G" if number % 2 else b"g", 0.2))
        ours.press(b"g", 0.5)
        ours.press(b"/", 0.5)
        words = b"harbour of lisbon"
        measured("search key", len(words), lambda number: ours.press(words[number : number + 1], 0.25))
        ours.press(b"\x1b", 0.8)
        measured("reverse the order", 6, lambda number: ours.press(b"S", 0.4))
        ours.press(b"g", 0.5)
        opened: list[Answer] = []
        measured("open an item", 12, lambda number: _opened(ours, opened))
        print_answers("back to the list", opened)
        ours.press(b"w", 1.0)
        measured("cursor on the wall", 20, lambda number: ours.press(b"h" if number % 2 else b"l", 0.1))
        ours.press(b"w", 1.0)
        ours.settle(3)
        before, start = ours.processor(), time.perf_counter()
        time.sleep(5)
        used = (ours.processor() - before) / (time.perf_counter() - start)
        print(f"processor while idle: {used * 100:.1f} %   memory at the end: {ours.memory():.0f} MB")


async def queue(home: str, count: int) -> None:
    """Let so many jobs wait, each for another film."""
    core = Core(Settings(), Paths.below(Path(home)))
    try:
        films = (await core.store.read(items.ids, ListQuery(filter="kind:movie")))[-count:]
        await core.enqueue(*[SelectArtwork(item_id=film) for film in films])
    finally:
        await core.close()


def waiting(home: str) -> int:
    """How many jobs are not done."""
    with sqlite3.connect(f"file:{Paths.below(Path(home)).database_file}?mode=ro", uri=True) as connection:
        found: int = connection.execute("select count(*) from job where status in ('pending', 'running')").fetchone()[0]
        return found


def work(home: str, jobs: int = 500) -> None:
    """Processor time of the program while it works through many jobs, with its screen and without."""
    runs = {"without a screen": ["worker", "--until-empty"], "with the list open": [], "with the jobs open": []}
    for name, arguments in runs.items():
        asyncio.run(queue(home, jobs))
        with screen(["-m", "lobbycard", *arguments], home) as ours:
            if not arguments:
                ours.wait_for(b" of 1")
            if "jobs" in name:
                ours.press(b"9", 0.2)
            start, before = time.perf_counter(), 0.0 if arguments else ours.processor()
            while waiting(home) and time.perf_counter() - start < 300:
                ours.read(0.2)
            took, used = time.perf_counter() - start, ours.processor() - before
        print(f"{jobs} jobs {name:<20} {took:6.1f} s   processor {used:6.1f} s   {used / took * 100:.0f} %")


def main() -> None:
    """Measure everything."""
    items = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        home = os.environ.get("BENCH_HOME") or folder
        if home == folder:
            library.make_database(Path(folder), items)
        print(f"{items} items, {SIZE[0]}x{SIZE[1]}")
        first_frame(home)
        keys(home)
        work(home)


if __name__ == "__main__":
    main()
