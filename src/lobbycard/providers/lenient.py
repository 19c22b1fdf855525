"""Reads values out of JSON that may lack anything and hold anything: what does not fit reads as absent."""

import html
import math
import re
from collections.abc import Iterator
from datetime import date as calendar_date
from typing import Any

from lobbycard.model.facts import LARGEST, LONGEST_NAME

Json = Any
"""Parsed JSON of a foreign service: nothing about it is certain."""

Object = dict[str, Any]
"""A JSON object; its values are uncertain."""

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_TAG = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"</p>\s*<p>|<br\s*/?>", re.IGNORECASE)
_IMDB = re.compile(r"(tt|nm)(\d{1,20})", re.ASCII)
_EXACT = 2**53
"""Beyond it a number is no longer told from the next one."""


def mapping(value: Json, *keys: str) -> Object:
    """The object at the end of a path of keys, or an empty one."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def items(value: Json, *keys: str) -> Iterator[Object]:
    """The objects in the list at the end of a path of keys."""
    for entry in values(value, *keys):
        if isinstance(entry, dict):
            yield entry


def values(value: Json, *keys: str) -> list[Json]:
    """The list at the end of a path of keys, or an empty one."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, list) else []


def text(value: Json, *keys: str) -> str:
    """The first of these keys that holds a text with something in it."""
    for key in keys:
        found = as_text(value.get(key)) if isinstance(value, dict) else ""
        if found:
            return found
    return ""


def as_text(value: Json) -> str:
    """A text without blanks around it; numbers become text, all else is empty."""
    if isinstance(value, bool):
        return ""
    if isinstance(value, int | float):
        return str(value) if abs(value) < _EXACT else ""
    if not isinstance(value, str):
        return ""
    found: str = value if value.isascii() else value.encode("utf-8", "replace").decode()
    return found.replace("\0", "").strip()


def number(value: Json, key: str) -> float | None:
    """A finite number, also when it comes as text."""
    found = value.get(key) if isinstance(value, dict) else None
    if isinstance(found, bool) or not isinstance(found, int | float | str):
        return None
    try:
        parsed = float(found)
    except (ValueError, OverflowError):
        return None
    return parsed if math.isfinite(parsed) and abs(parsed) < _EXACT else None


def integer(value: Json, key: str) -> int | None:
    """A whole number, also when it comes as text."""
    found = number(value, key)
    return int(found) if found is not None and abs(found) <= LARGEST else None


def positive(value: Json, key: str) -> int | None:
    """A whole number above zero; zero stands for unknown."""
    found = integer(value, key)
    return found if found is not None and found > 0 else None


def money(value: Json, key: str) -> int | None:
    """An amount above zero; the largest ones are too large for any other number."""
    found = number(value, key)
    return int(found) if found is not None and found >= 1 else None


def flag(value: Json, key: str) -> bool:
    """True only for JSON's true."""
    return isinstance(value, dict) and value.get(key) is True


def identifier(value: Json, key: str) -> str:
    """An id as text; 0, blanks and whole sentences are none."""
    found = text(value, key)
    return "" if found == "0" or len(found) > LONGEST_NAME else found


def imdb(value: Json, key: str = "imdb_id") -> str:
    """An IMDb id in its usual shape: two letters and at least seven digits."""
    found = _IMDB.fullmatch(text(value, key))
    return found[1] + found[2].lstrip("0").rjust(7, "0") if found and found[2].strip("0") else ""


def date(value: Json, key: str) -> str:
    """A date that exists in the calendar, as YYYY-MM-DD, or nothing."""
    found = _DATE.match(text(value, key))
    if found is None:
        return ""
    try:
        calendar_date.fromisoformat(found[0])
    except ValueError:
        return ""
    return found[0]


def year(value: Json, *keys: str) -> int | None:
    """The year at the head of the first of these keys that has one."""
    for key in keys:
        head = text(value, key)[:4]
        if len(head) == 4 and head.isascii() and head.isdigit() and int(head) >= 1800:
            return int(head)
    return None


def plain_text(marked_up: str) -> str:
    """A text without HTML tags and entities; paragraphs stay apart."""
    if "<" not in marked_up and "&" not in marked_up:
        return marked_up
    return html.unescape(_TAG.sub("", _BREAK.sub("\n\n", marked_up))).strip()


def distinct(*found: str) -> tuple[str, ...]:
    """The texts that are not empty, each once, in order."""
    return tuple(dict.fromkeys(entry for entry in found if entry))
