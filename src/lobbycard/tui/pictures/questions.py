"""The one batch of questions a terminal is asked, and the reading of its answers."""

import contextlib
import os
import re
import select
import termios
import time
import tty
from typing import NamedTuple

QUERY = "\x1b_Gi=4211,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\x1b[>q\x1b[16t\x1b[c"
"""Kitty graphics, name, cell size, device attributes; the last is answered by all, so it closes the batch."""

ANSWER = re.compile(
    r"\x1b_G(?P<graphics>[^\x1b]*)\x1b\\"
    r"|\x1bP>\|(?P<name>[^\x1b]*)\x1b\\"
    r"|\x1b\[6;(?P<height>\d+);(?P<width>\d+)t"
    r"|\x1b\[\?(?P<attributes>[\d;]*)c"
)


class Answers(NamedTuple):
    """What a terminal said about itself."""

    kitty: bool = False
    sixel: bool = False
    name: str = ""
    cell: tuple[int, int] | None = None
    complete: bool = False
    """The closing answer came."""


def read_answers(text: str) -> Answers:
    """The answers within what a terminal sent, whatever else is there."""
    answers = Answers()
    for match in ANSWER.finditer(text):
        if match["graphics"] is not None:
            answers = answers._replace(kitty=match["graphics"].endswith(";OK"))
        elif match["name"] is not None:
            answers = answers._replace(name="".join(c for c in match["name"][:60] if c.isprintable()))
        elif match["width"] is not None:
            cell = int(match["width"][:5]), int(match["height"][:5])
            answers = answers._replace(cell=cell if all(2 <= side <= 200 for side in cell) else None)
        else:
            answers = answers._replace(sixel="4" in match["attributes"].split(";"), complete=True)
    return answers


def ask(fd_in: int, fd_out: int, *, first_byte: float = 0.3, all_bytes: float = 1.5) -> Answers:
    """Ask the terminal before anything else owns it.

    A mute terminal costs `first_byte` seconds; one that has begun to answer gets `all_bytes`.
    Keys typed meanwhile are lost, as with every program that asks.
    """
    try:
        before = termios.tcgetattr(fd_in)
        tty.setcbreak(fd_in, termios.TCSANOW)
    except (termios.error, OSError):
        return Answers()
    try:
        os.write(fd_out, QUERY.encode())
        return _listen(fd_in, time.monotonic(), first_byte, all_bytes)
    except OSError:
        return Answers()
    finally:
        with contextlib.suppress(termios.error, OSError):  # the terminal may be gone
            termios.tcsetattr(fd_in, termios.TCSANOW, before)


def _listen(fd: int, start: float, first_byte: float, all_bytes: float) -> Answers:
    """Read until the closing answer or the end of patience."""
    received = b""
    while True:
        patience = (all_bytes if received else first_byte) - (time.monotonic() - start)
        if patience <= 0 or not select.select([fd], [], [], patience)[0]:
            break
        chunk = os.read(fd, 4096)
        received += chunk
        answers = read_answers(received.decode("utf-8", "replace"))
        if answers.complete or not chunk or len(received) > 65536:
            break
    return read_answers(received.decode("utf-8", "replace"))
