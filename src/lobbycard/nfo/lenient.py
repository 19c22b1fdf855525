"""Numbers, dates and texts in the odd forms that NFO files have; what makes no sense reads as None."""

import datetime as dt
import html
import math
import re

from lxml.etree import _Element as Element

from lobbycard.model.facts import LARGEST
from lobbycard.nfo.decoding import ILLEGAL

_NUMBER = re.compile(r"[-+]?\d[\d.,'\u00a0\u202f ]*(?:[eE][-+]?\d{1,4}(?!\w))?")
_REFERENCE = re.compile(r"&(?:amp;)*(#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,30};)")
_BREAK = re.compile(r"<br\s*/?>|</p>|</div>|</li>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:p|i|b|u|em|strong|span|div|font|ul|ol|li|small|sup|sub|h\d|a)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")
_ROUNDS = 4

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?!\d)")
_DAY_FIRST = re.compile(r"(\d{1,2})([./-])\s?(\d{1,2})[./-]\s?(\d{4})(?!\d)")
_WORDS = re.compile(r"(?:(\d{1,2})\.?\s+)?([A-Za-z]{3,9})\.?\s+(?:(\d{1,2}),?\s+)?(\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = re.compile(r"(\d{1,3}):(\d\d)(?::(\d\d))?")
_HOURS = re.compile(
    r"(\d{1,2})\s*(?:h|hr|hrs|hours?|std\.?)\s*(?:(\d{1,3})\s*(?:m|min|mins|minutes?)?)?\b", re.IGNORECASE
)
_LONGEST = 5
"""Hours that a film may have; a larger number before a single colon counts minutes."""
FIRST_YEAR = 1870
LAST_YEAR = 2200


def flatten(element: Element) -> str:
    """The text of an element; markup inside it becomes line breaks or nothing."""
    if not len(element):
        return element.text or ""
    parts = [element.text or ""]
    for child in element:
        parts.append(_inside(child))
        parts.append(child.tail or "")
    if all(not stray.strip() for stray in parts[::2]):
        # Blanks between elements that hold everything are indentation, which comes and goes.
        return " ".join(parts[1::2])
    return "".join(parts)


def _inside(child: Element) -> str:
    tag: object = child.tag
    if not isinstance(tag, str):
        return ""
    name = tag.lower()
    if name in ("p", "div", "li"):
        return f"\n{flatten(child)}\n"
    return "\n" if name == "br" else flatten(child)


def text(raw: str) -> str:
    """A text of several lines, without HTML."""
    if "<" not in raw and "&" not in raw and raw.isprintable():
        return raw.strip()
    for _ in range(_ROUNDS):
        plain = _plain(raw)
        if plain == raw:
            break
        raw = plain
    return "\n".join(part.strip() for part in tidy(raw).split("\n"))


def line(raw: str) -> str:
    """A text of one line."""
    if "&" not in raw and "  " not in raw and raw.isprintable():
        return raw.strip()
    for _ in range(_ROUNDS):
        plain = _unescape(raw)
        if plain == raw:
            break
        raw = plain
    return _BLANKS.sub(" ", tidy(raw))


def tidy(raw: str) -> str:
    """A text that can be written: legal characters, plain line ends, nothing blank around it."""
    raw = ILLEGAL.sub("", raw)
    if "\r" in raw:
        raw = raw.replace("\r\n", "\n").replace("\r", "\n")
    return raw.strip()


def _plain(raw: str) -> str:
    if "<" in raw:
        raw = _TAG.sub("", _BREAK.sub("\n", raw))
    return _unescape(raw)


def _unescape(raw: str) -> str:
    return _REFERENCE.sub(lambda found: html.unescape("&" + found[1]), raw) if "&" in raw else raw


def decimal(raw: str) -> float | None:
    """7.5, 7,5, 1,234.5 and 7.5/10."""
    found = _NUMBER.match(raw.strip())
    if found is None:
        return None
    digits = _BLANKS.sub("", found[0]).replace("'", "").rstrip(".,")
    if "," in digits and "." in digits:
        thousands = "," if digits.rindex(".") > digits.rindex(",") else "."
        digits = digits.replace(thousands, "")
    digits = digits.replace(",", ".")
    if digits.count(".") > 1:
        digits = digits.replace(".", "")
    return _finite(digits)


def _finite(digits: str) -> float | None:
    try:
        value = float(digits)
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) < 1e15 else None


def integer(raw: str) -> int | None:
    """A whole number; 12.0 is one, thousands may be marked."""
    found = _NUMBER.search(raw)
    if found is None:
        return None
    digits = _BLANKS.sub("", found[0]).replace("'", "").rstrip(".,")
    if re.fullmatch(r"[-+]?\d{1,3}([.,]\d{3})+", digits):
        digits = re.sub(r"[.,]", "", digits)
    value = _finite(digits.replace(",", "."))
    return int(value) if value is not None and abs(value) <= LARGEST else None


def count(raw: str) -> int | None:
    """A whole number that is not negative."""
    value = integer(raw)
    return value if value is not None and value >= 0 else None


def year(raw: str) -> int | None:
    """The first number of four digits that can be a year."""
    found = re.search(r"(?<!\d)\d{4}(?!\d)", raw)
    value = int(found[0]) if found else 0
    return value if FIRST_YEAR <= value <= LAST_YEAR else None


def minutes(raw: str) -> int | None:
    """105, 105 min, 1h 45min, 1:45:00; 12:34 are minutes and seconds."""
    clock = _CLOCK.search(raw)
    hours = _HOURS.search(raw)
    if clock:
        hours_first = clock[3] is not None or int(clock[1]) <= _LONGEST
        value: int | None = (
            int(clock[1]) * 60 + int(clock[2]) if hours_first else round(int(clock[1]) + int(clock[2]) / 60)
        )
    elif hours:
        value = int(hours[1]) * 60 + int(hours[2] or 0)
    else:
        value = integer(raw)
    return value if value is not None and 0 < value < 100_000 else None


def date(raw: str) -> str | None:
    """A day as YYYY-MM-DD. Where day and month could be swapped (03/04/2019) nobody knows, so it is none."""
    raw = raw.strip()
    iso = _ISO.match(raw) or _COMPACT.match(raw)
    if iso:
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    numbers = _DAY_FIRST.match(raw)
    if numbers:
        return _day_first(int(numbers[1]), int(numbers[3]), int(numbers[4]), numbers[2])
    words = _WORDS.match(raw)
    if words and words[2][:3].lower() in _MONTHS and (words[1] or words[3]):
        return _day(int(words[4]), _MONTHS.index(words[2][:3].lower()) + 1, int(words[1] or words[3]))
    return None


def _day_first(first: int, second: int, in_year: int, separator: str) -> str | None:
    if separator == "." or first > 12 or first == second:
        return _day(in_year, second, first)
    return _day(in_year, first, second) if second > 12 else None


def _day(in_year: int, month: int, day: int) -> str | None:
    if not FIRST_YEAR <= in_year <= LAST_YEAR:
        return None
    try:
        return dt.date(in_year, month, day).isoformat()
    except ValueError:
        return None


def yes_or_no(raw: str) -> bool | None:
    """true, 1, yes; false, 0, no."""
    word = raw.strip().lower()
    return True if word in ("true", "1", "yes") else False if word in ("false", "0", "no") else None
