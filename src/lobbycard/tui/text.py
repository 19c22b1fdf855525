"""Text from outside, made safe for a cell of the terminal: no control, no direction, no surprise in width."""

import re
import unicodedata
from functools import lru_cache

from rich.cells import cell_len, chop_cells, set_cell_size

from lobbycard.model.words import plural as plural  # what a screen says of a count, it says by this module, too

REPLACEMENT = "�"
ELLIPSIS = "…"

MOST_MARKS = 2
"""Combining marks kept on one letter: enough for any script, too few to climb into the next line."""

_ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|\x9b[0-?]*[ -/]*[@-~]")


def safe(text: str) -> str:
    """The text on one line, without anything that could move the cursor, turn the direction or hide."""
    if text.isascii() and text.isprintable():
        return text
    return _safe(text[:4000])


def safe_lines(text: str) -> str:
    """The same for long text, whose line breaks stay."""
    lines = (safe(line.replace("\t", "    ")) for line in text[:100_000].splitlines())
    return "\n".join(lines)


@lru_cache(maxsize=4096)
def _safe(text: str) -> str:
    found: list[str] = []
    marks = 0
    for character in unicodedata.normalize("NFC", _ESCAPES.sub("", text)):
        category = unicodedata.category(character)
        if category in {"Mn", "Me"}:
            if marks < MOST_MARKS and found and not _is_selector(character):
                found.append(character)
                marks += 1
            continue
        plain = _harmless(character, category)
        if plain:
            marks = sum(unicodedata.category(part) == "Mn" for part in unicodedata.normalize("NFD", plain))
            found.append(plain)
    return unicodedata.normalize("NFC", "".join(found))


def _harmless(character: str, category: str) -> str:
    if character in "\t\n\r\v\f" or category in {"Zs", "Zl", "Zp"}:
        return " "
    if category == "Cf":  # directions, joiners, soft hyphens: no width, or one nobody agrees on
        return ""
    if category == "Cc":
        return "·"
    return REPLACEMENT if category in {"Cs", "Co", "Cn"} else character


def _is_selector(character: str) -> bool:
    """Variation selectors make a sign one or two cells wide, depending on whom you ask."""
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def fit(text: str, width: int, *, right: bool = False) -> str:
    """The text in exactly so many cells: cut with an ellipsis, or filled with blanks."""
    if width <= 0:
        return ""
    text = safe(text)
    length = len(text) if text.isascii() else cell_len(text)
    if length > width:
        return set_cell_size(clip(text, width), width)
    blanks = " " * (width - length)
    return blanks + text if right else text + blanks


def clip(text: str, width: int) -> str:
    """The text in at most so many cells, with an ellipsis where something is left out."""
    text = safe(text)
    if cell_len(text) <= width:
        return text
    if width <= 1:
        return ELLIPSIS[:width]
    head = chop_cells(text, width - 1)
    return (head[0].rstrip() if head else "") + ELLIPSIS


def number(value: int) -> str:
    """A count as people read it: 12,345."""
    return f"{value:,}"


def size(octets: int) -> str:
    """The size of a file in at most six cells: 742 MB, 8.1 GB."""
    if octets <= 0:
        return ""
    value = float(octets)
    for unit in ("B", "kB", "MB", "GB", "TB", "PB"):
        if value < 999.5 or unit == "PB":
            digits = 1 if value < 9.95 and unit in {"GB", "TB", "PB"} else 0
            return f"{value:.{digits}f} {unit}"
        value /= 1000
    return ""


def duration(seconds: float) -> str:
    """A span of time in at most six cells: 4 s, 3 min, 1:20 h, 2 d."""
    seconds = max(0.0, seconds)
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60}:{minutes % 60:02} h"
    return f"{minutes // 1440} d"
