"""A terminal for tests: the far end of a real pseudo-terminal, which answers questions as real terminals do."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

ROOT = Path(__file__).parents[2]

_QUESTION = re.compile(rb"\x1b_G[^\x1b]*a=q[^\x1b]*\x1b\\|\x1b\[>q|\x1b\[16t|\x1b\[c|\x1b\[\?2026\$p")


class Kind(NamedTuple):
    """What a terminal answers."""

    name: bytes = b""
    kitty: bool = False
    attributes: bytes = b""
    cell: tuple[int, int] | None = None

    def answer(self, question: bytes) -> bytes:
        """The answer to one question, empty for those it does not know."""
        if question.startswith(b"\x1b_G"):
            return b"\x1b_Gi=4211;OK\x1b\\" if self.kitty else b""
        if question == b"\x1b[>q":
            return b"\x1bP>|" + self.name + b"\x1b\\" if self.name else b""
        if question == b"\x1b[16t" and self.cell is not None:
            return b"\x1b[6;%d;%dt" % (self.cell[1], self.cell[0])
        if question == b"\x1b[c" and self.attributes:
            return b"\x1b[?" + self.attributes + b"c"
        return b""


KITTY = Kind(b"kitty(0.41.1)", kitty=True, attributes=b"62;", cell=(9, 18))
OLD_KITTY = Kind(b"kitty(0.26.5)", kitty=True, attributes=b"62;")
XTERM = Kind(b"XTerm(379)", attributes=b"64;1;2;4;6;9;15;16;17;18;21;22;28", cell=(10, 20))
WEZTERM = Kind(b"WezTerm 20240203", kitty=True, attributes=b"65;4;6;18;22", cell=(8, 17))
PLAIN = Kind(attributes=b"1;2")
MUTE = Kind()


def _tasks(pid: int) -> list[Path]:
    """What Linux tells of a process's threads."""
    return list(Path(f"/proc/{pid}/task").glob("*/stat"))


class Terminal:
    """Runs until it is closed; what it was sent is in `received`."""

    def __init__(
        self,
        kind: Kind,
        *,
        delay: float = 0.0,
        size: tuple[int, int] = (100, 30),
        pixels: tuple[int, int] = (0, 0),
    ) -> None:
        self.kind = kind
        self.delay = delay
        self.received = b""
        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], *pixels))
        self.process: subprocess.Popen[bytes] | None = None
        self._answered = 0
        self._due: list[tuple[float, bytes]] = []
        self._closing = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.hang_up()
        if self.slave >= 0:
            os.close(self.slave)

    def run(self, *arguments: str, **environment: str) -> None:
        """Start a Python program in this terminal."""
        clean = {k: v for k, v in os.environ.items() if k not in ("TMUX", "STY", "NO_COLOR", "TERM_PROGRAM")}
        clean |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"} | environment
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=self.slave,
            stdout=self.slave,
            stderr=self.slave,
            cwd=ROOT,
            env=clean,
            start_new_session=True,
        )
        os.close(self.slave)
        self.slave = -1

    def resize(self, columns: int, rows: int) -> int:
        """Change the size, and say how much had been received before."""
        before = len(self.received)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        if self.process is not None:
            self.process.send_signal(signal.SIGWINCH)
        return before

    def press(self, keys: bytes) -> int:
        """Type, and say how much had been received before."""
        before = len(self.received)
        os.write(self.master, keys)
        return before

    def wait_for(self, pattern: bytes, *, since: int = 0, limit: float = 60.0) -> bytes:
        """What was received since then, as soon as the pattern is in it."""
        end = time.monotonic() + limit
        while time.monotonic() < end:
            seen = self.received[since:]
            if re.search(pattern, seen, re.DOTALL):
                return seen
            time.sleep(0.01)
        raise AssertionError(f"{pattern!r} did not come, but {self.received[since:][-600:]!r}")

    def wait_until_quiet(self, *, since: int = 0, quiet: float = 1.0, limit: float = 40.0) -> bytes:
        """What was received since then, once nothing more comes."""
        end = time.monotonic() + limit
        length, changed = len(self.received), time.monotonic()
        while time.monotonic() < min(end, changed + quiet):
            if len(self.received) != length or self._is_at_work():
                length, changed = len(self.received), time.monotonic()
            time.sleep(0.01)
        return self.received[since:]

    def _is_at_work(self) -> bool:
        """Whether the program runs, or would if it had a processor: it is silent then, but not done."""
        if self.process is None:
            return False
        try:
            states = [task.read_text().rpartition(") ")[2][:1] for task in _tasks(self.process.pid)]
        except OSError:  # it has ended, or this system does not tell
            return False
        return "R" in states or "D" in states

    def hang_up(self) -> None:
        """Vanish."""
        self._closing = True
        self._thread.join(timeout=2)
        if self.master >= 0:
            os.close(self.master)
            self.master = -1

    def _run(self) -> None:
        while not self._closing:
            ready = select.select([self.master], [], [], 0.01)[0]
            if ready:
                try:
                    self.received += os.read(self.master, 65536)
                except OSError:
                    return
                self._hear()
            while self._due and self._due[0][0] <= time.monotonic():
                os.write(self.master, self._due.pop(0)[1])

    def _hear(self) -> None:
        for question in _QUESTION.finditer(self.received, self._answered):
            self._answered = question.end()
            answer = self.kind.answer(question[0])
            if answer:
                self._due.append((time.monotonic() + self.delay, answer))
