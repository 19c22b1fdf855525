"""What a terminal can show, as values."""

import fcntl
import struct
import termios
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

DEFAULT_CELL = (10, 20)
"""Pixels of a cell where nobody tells; only the proportion matters for half blocks."""

TRUECOLOR = 1 << 24


class Choice(StrEnum):
    """What a person may ask for with `--images`."""

    AUTO = "auto"
    KITTY = "kitty"
    SIXEL = "sixel"
    HALFBLOCK = "halfblock"
    OFF = "off"


class Protocol(StrEnum):
    """How pictures are drawn."""

    KITTY = "kitty"
    SIXEL = "sixel"
    HALFBLOCK = "halfblock"
    OFF = "off"


@dataclass(frozen=True)
class Capabilities:
    """How this terminal gets its pictures."""

    protocol: Protocol
    cell_width: int = DEFAULT_CELL[0]
    cell_height: int = DEFAULT_CELL[1]
    colors: int = TRUECOLOR
    """0 (none), 16, 256 or `TRUECOLOR`; matters for half blocks."""
    why: str = ""
    """One sentence for the person who wonders about the choice."""
    terminal: str = ""
    """What the terminal calls itself, where it does."""
    sure: bool = True
    """False where the terminal has not answered since the start: ask it once the screen is up."""

    def with_cell(self, cell: tuple[int, int] | None) -> "Capabilities":
        """The same for another size of the cells (a changed font)."""
        return self if cell is None else replace(self, cell_width=cell[0], cell_height=cell[1])


def color_count(environment: Mapping[str, str]) -> int:
    """How many colours the environment promises, by the same rules as the rest of the screen."""
    if "NO_COLOR" in environment:
        return 0
    term = environment.get("TERM", "").lower()
    if environment.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return TRUECOLOR
    if term in ("dumb", "unknown", ""):
        return 0
    return 256 if term.endswith(("256color", "kitty", "direct")) else 16


def cell_size(fd: int) -> tuple[int, int] | None:
    """Pixels of a cell as the kernel knows them, None where the terminal did not tell it."""
    try:
        packed = fcntl.ioctl(fd, termios.TIOCGWINSZ, bytes(8))
    except OSError:
        return None
    rows, columns, width, height = struct.unpack("HHHH", packed)
    if not (rows and columns and width >= columns and height >= rows):
        return None
    return width // columns, height // rows


def forced(choice: Choice, capabilities: Capabilities) -> Capabilities:
    """The same terminal with pictures drawn as asked for: for a key that switches."""
    protocol = capabilities.protocol if choice is Choice.AUTO else Protocol(choice.value)
    return Capabilities(
        protocol,
        capabilities.cell_width,
        capabilities.cell_height,
        capabilities.colors,
        "asked for",
        capabilities.terminal,
    )
