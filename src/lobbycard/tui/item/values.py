"""A field's value as people read it, as they type it, and back."""

from datetime import date
from typing import Any

from lobbycard.model.fields import FieldInfo, FieldType
from lobbycard.model.kinds import CreditKind, ItemKind
from lobbycard.model.plain import Plain
from lobbycard.tui import text

_MONEY = {"budget", "revenue"}


def shown(info: FieldInfo, value: Plain) -> str:
    """A value in words; not made safe for the terminal yet."""
    if value is None:
        return ""
    if info.type is FieldType.TERMS:
        return ", ".join(value)
    if info.type is FieldType.SET:
        return str(value.get("name", ""))
    if info.type is FieldType.INTEGER and info.name in _MONEY:
        return text.number(value)
    if info.type is FieldType.DATE:
        return _day(str(value))
    if info.type is FieldType.DECIMAL:
        return f"{float(value):.10g}"
    if info.type in _ROWS:
        return "\n".join(row(info, entry) for entry in value)
    if info.type is FieldType.IDS:
        return "\n".join(f"{provider} {value[provider]}" for provider in sorted(value))
    if info.type is FieldType.ARTWORK:
        return text.plural(len(value), "picture")
    return str(value)


_ROWS = {FieldType.CAST, FieldType.CREW, FieldType.RATINGS, FieldType.TITLES}


def _day(value: str) -> str:
    """The day with its weekday, which says more than figures."""
    try:
        return f"{value}  {date.fromisoformat(value):%a %-d %b %Y}"
    except ValueError:
        return value


def row(info: FieldInfo, entry: Any) -> str:
    """One person, rating or title of a list, as one line."""
    if info.type is FieldType.RATINGS:
        return rating(entry)
    if info.type is FieldType.TITLES:
        where = ", ".join(str(entry[key]) for key in ("country", "language", "comment") if entry.get(key))
        return f"{entry['title']} ({where})" if where else str(entry["title"])
    part = entry.get("role") or entry.get("job") or ("guest" if entry.get("kind") == CreditKind.GUEST else "")
    said = f"{entry['name']} — {part}" if part else str(entry["name"])
    return f"({said}, removed)" if entry.get("removed") else said


def rating(entry: Any) -> str:
    """A rating with its source."""
    votes = f", {text.plural(entry['votes'], 'vote')}" if entry.get("votes") is not None else ""
    return f"{entry['source']} {float(entry['value']):.4g}/{float(entry.get('max', 10.0)):.4g}{votes}"


def numbered(kind: ItemKind, title: str, number: int | None) -> str:
    """A title as its page names it."""
    if kind is ItemKind.SEASON:
        plain = "Specials" if number == 0 else f"Season {number}"
        return plain if title in {"", plain} else f"{plain} · {title}"
    if kind is ItemKind.EPISODE and number is not None:
        return f"{number}. {title}"
    return title
