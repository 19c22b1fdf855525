"""Makes `screenshots/` anew from the demo, in a real terminal: needs Xvfb, xterm, xdotool and ImageMagick.

python -m tests.screenshots

Each picture carries in its file the words that its screen shows, so that a test without any terminal can tell when
the program says something else by now. Times and figures that differ from run to run are left out of the words.
"""

import asyncio
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from lobbycard.cli.demo import settings_of
from lobbycard.paths import Paths
from tests import demos
from tests.tui import opened

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "screenshots"
COLUMNS, ROWS = 140, 42


WORDS = "Words"
"""The name of the text in the PNG."""


class Shot(NamedTuple):
    """One screen, and the keys that lead to it from the start of the program."""

    name: str
    keys: tuple[str, ...]
    theme: str = "dark"
    rows: slice = slice(None)
    """The lines that are the same each time the demo is made."""


SHOTS = (
    Shot("library", ("j",) * 3),
    Shot("picker", (*("j",) * 3, "c")),
    Shot("compare", (*("j",) * 3, "c", "m", "l", "l", "c")),
    Shot("item", ("/", *"metropolis", "enter", "enter")),
    Shot("drift", ("6",)),
    Shot("jobs", ("9",), rows=slice(2)),
)


@contextmanager
def demo() -> Iterator[Path]:
    """A demo with all its background work done."""
    with tempfile.TemporaryDirectory(prefix="lobbycard-shots-") as folder:
        home = Path(folder) / "demo"
        demos.prepare(home)
        yield home


_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_PASSING = re.compile(
    rf"/\S*finished-demo\S*|/\S*lobbycard-shots-\S*|\b(?:{_MONTHS}|ago|just now|today|yesterday|seconds?|minutes?)\b"
)
_WORD = re.compile(r"[^\W\d_]{2,}")


async def words(home: Path, shot: Shot) -> str:
    """What a screen says, line by line, without figures and signs."""
    paths = Paths.below(home / "home")
    looks = {"settings": settings_of(paths), "images": "halfblock", "theme": shot.theme}
    async with opened.running(paths, (COLUMNS, ROWS), **looks) as (app, pilot):
        for key in shot.keys:
            await pilot.press(key)
            await pilot.pause(0.25)
        said, since = "", 0
        while since < 5:  # pictures that arrive, and what follows from them
            await pilot.pause(0.2)
            now = "\n".join(_words_of(line) for line in opened.lines(app)[shot.rows])
            said, since = now, since + 1 if now == said else 0
        return said


def _words_of(line: str) -> str:
    return " ".join(_WORD.findall(_PASSING.sub(" ", line)))


def words_in(picture: Path) -> str:
    """What the screen said when the picture was taken."""
    with Image.open(picture) as image:
        return str(image.info.get(WORDS, ""))


def command_of(home: Path, shot: Shot, images: str) -> list[str]:
    """What is run in the terminal."""
    program = [sys.executable, "-m", "lobbycard", "demo", "--dir", str(home)]
    return [*program, "--theme", shot.theme, "--images", images]


_NAMES = {
    "/": "slash",
    "enter": "Return",
    "escape": "Escape",
    "space": "space",
    "tab": "Tab",
    "down": "Down",
    "right": "Right",
}
_TOOLS = ("Xvfb", "xterm", "xdotool", "xwd", "convert")


class Display:
    """A screen that nobody sees, with an xterm on it that shows real pictures."""

    def __init__(self, command: Sequence[str]) -> None:
        read, write = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "2400x1400x24", "-nolisten", "tcp", "-noreset"],
            pass_fds=[write],
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as pipe:
            self.env = os.environ | {"DISPLAY": f":{pipe.readline().strip()}", "LANG": "C.UTF-8"}
        resources = {
            "cursorBlink": "false",
            "directColor": "true",
            "utf8": "1",
            "decTerminalID": "vt340",
            "numColorRegisters": "1024",
            "maxGraphicSize": "4000x4000",
            "privateColorRegisters": "true",
        }
        settings = [part for name, value in resources.items() for part in ("-xrm", f"XTerm*{name}: {value}")]
        font = ["-fa", "DejaVu Sans Mono", "-fs", "11", "-bg", "black", "-b", "0", "-bw", "0"]
        place = ["+sb", "-geometry", f"{COLUMNS}x{ROWS}+0+0", "-ti", "vt340", "-tn", "xterm-256color"]
        self.terminal = subprocess.Popen(
            ["xterm", *place, *font, *settings, "-e", "env", "COLORTERM=truecolor", *command],
            env=self.env,
            stderr=subprocess.DEVNULL,
        )
        self.window = self._find_window()

    def _find_window(self) -> str:
        for _ in range(200):
            found = self._tool("xdotool", "search", "--onlyvisible", "--class", "XTerm").split()
            if found:
                self._tool("xdotool", "windowfocus", found[-1].decode())
                return found[-1].decode()
            time.sleep(0.1)
        raise SystemExit("xterm did not open a window.")

    def _tool(self, *arguments: str) -> bytes:
        return subprocess.run(arguments, env=self.env, capture_output=True, check=False).stdout

    def press(self, key: str) -> None:
        """One key."""
        self._tool("xdotool", "key", "--clearmodifiers", _NAMES.get(key, key))
        time.sleep(0.3)

    def grab(self) -> bytes:
        """What the window shows."""
        return self._tool("xwd", "-silent", "-id", self.window)

    def settle(self, seconds: float, longest: float = 30) -> None:
        """Wait until the picture has stood still so long."""
        last, since, end = b"", time.monotonic(), time.monotonic() + longest
        while time.monotonic() < end and time.monotonic() - since < seconds:
            mark = hashlib.sha256(self.grab()).digest()
            if mark != last:
                last, since = mark, time.monotonic()
            time.sleep(0.1)

    def save(self, target: Path, said: str) -> None:
        """As a PNG with few colours, so that the page loads fast."""
        info = PngInfo()
        info.add_itxt(WORDS, said, zip=True)
        with tempfile.TemporaryDirectory() as folder:
            raw, full = Path(folder) / "shot.xwd", Path(folder) / "shot.png"
            raw.write_bytes(self.grab())
            subprocess.run(["convert", f"xwd:{raw}", str(full)], check=True)
            with Image.open(full) as picture:
                few = picture.convert("RGB").quantize(192, dither=Image.Dither.NONE)
                few.save(target, optimize=True, pnginfo=info)

    def close(self) -> None:
        """End both."""
        for process in (self.terminal, self.server):
            process.terminate()
            process.wait()


def take_pictures(home: Path) -> None:
    """All screens as PNGs."""
    FOLDER.mkdir(exist_ok=True)
    for shot in SHOTS:
        said = asyncio.run(words(home, shot))
        display = Display(command_of(home, shot, "sixel"))
        try:
            display.settle(4.0)
            for key in shot.keys:
                display.press(key)
            display.settle(2.0)
            display.save(FOLDER / f"{shot.name}.png", said)
        finally:
            display.close()
        print(FOLDER / f"{shot.name}.png")


def main() -> None:
    """Make them all."""
    missing = [tool for tool in _TOOLS if shutil.which(tool) is None]
    if missing:
        raise SystemExit(f"The pictures need {', '.join(missing)}.")
    with demo() as home:
        take_pictures(home)


if __name__ == "__main__":
    main()
