"""What a person may write into a field, by its type; UsageError says what makes no sense."""

import math
from datetime import date
from typing import Any

from sqlmodel import Session

from lobbycard.errors import UsageError
from lobbycard.model.facts import LARGEST, LONGEST_NAME
from lobbycard.model.fields import FieldInfo, FieldType
from lobbycard.model.plain import Plain
from lobbycard.store import people, values


def checked(session: Session, info: FieldInfo, value: Plain) -> Plain:
    """The value as it will be kept; UsageError when it makes no sense for the field."""
    value = _cleaned(value)
    if value is None or value in ("", [], {}):
        if info.name == "title":
            raise UsageError("A title cannot be empty.")
        return None
    if info.type is FieldType.SET:
        return people.set_of(session, people.set_id_of(session, value))
    if info.type in {FieldType.CAST, FieldType.CREW}:
        return people.resolved(session, value) or None
    check = _CHECKS.get(info.type)
    return check(info, value) if check else value


def _cleaned(value: Plain) -> Plain:
    """Without what no database takes, in every text of it."""
    if isinstance(value, str):
        return values.clean(value)
    if isinstance(value, list):
        return [_cleaned(one) for one in value]
    return {_cleaned(key): _cleaned(one) for key, one in value.items()} if isinstance(value, dict) else value


def _text(info: FieldInfo, value: Plain) -> Plain:
    return str(value) or None


_MONEY = {"budget", "revenue"}


def _integer(info: FieldInfo, value: Plain) -> Plain:
    number = _whole(info.label, value, 2**53 if info.name in _MONEY else LARGEST)
    if info.name == "year" and not 1870 <= number <= 2200:
        raise UsageError(f"{number} cannot be the year of a film.", "Give four digits, e.g. 1927.")
    if number < 0:
        raise UsageError(f"{info.label} cannot be negative.")
    return number


def _whole(label: str, value: Plain, most: int) -> int:
    try:
        number = int(str(value).strip())
    except ValueError:
        raise UsageError(f"{label} must be a whole number, not “{_shown(value)}”.") from None
    if abs(number) > most:
        raise UsageError(f"{label}: {_shown(number)} is too large a number.")
    return number


def _shown(value: Plain) -> str:
    said = str(value)
    return said if len(said) <= 40 else f"{said[:40]}…"


def _decimal(info: FieldInfo, value: Plain) -> Plain:
    try:
        number = float(str(value).strip().replace(",", "."))
    except ValueError:
        raise UsageError(f"{info.label} must be a number, not “{_shown(value)}”.") from None
    if not math.isfinite(number):
        raise UsageError(f"{info.label} must be a number, not “{_shown(value)}”.")
    if info.name == "user_rating" and not 0 <= number <= 10:
        raise UsageError("A rating lies between 0 and 10.")
    return number


def _date(info: FieldInfo, value: Plain) -> Plain:
    try:
        return date.fromisoformat(str(value).strip()).isoformat()
    except ValueError:
        raise UsageError(
            f"{info.label}: “{_shown(value)}” is no date.", "Give it as YYYY-MM-DD, e.g. 1927-01-10."
        ) from None


def _term_list(info: FieldInfo, value: Plain) -> Plain:
    names = value.split(",") if isinstance(value, str) else value
    return values.distinct([str(name) for name in names]) or None


def _rating_list(info: FieldInfo, value: Plain) -> Plain:
    found: dict[str, dict[str, Any]] = {}
    for row in value:
        source = _name(info, row.get("source", ""))
        if not source:
            raise UsageError("A rating needs the name of its source.", "For example: imdb 7.8")
        if source in found:
            raise UsageError(f"There are two ratings of {source}.")
        number, most = float(row["value"]), float(row.get("max", 10.0))
        if not 0 <= number <= most < math.inf:
            raise UsageError(f"A rating of {source} lies between 0 and {most:g}.")
        found[source] = {"source": source, "value": number} | ({"max": most} if most != 10.0 else {})
        found[source] |= {"votes": _whole("Votes", row["votes"], LARGEST)} if row.get("votes") is not None else {}
        found[source] |= {"is_default": True} if row.get("is_default") else {}
    return list(found.values()) or None


def _title_list(info: FieldInfo, value: Plain) -> Plain:
    found = []
    for row in value:
        entry: dict[str, Any] = {"title": str(row.get("title", ""))}
        entry |= {key: row[key] for key in ("country", "language", "comment") if row.get(key)}
        entry |= {"season": _whole("A season", row["season"], LARGEST)} if row.get("season") is not None else {}
        if entry["title"] and entry not in found:
            found.append(entry)
    return found or None


def _id_map(info: FieldInfo, value: Plain) -> Plain:
    return {_name(info, name): _name(info, id_) for name, id_ in value.items() if str(id_)} or None


def _name(info: FieldInfo, value: Plain) -> str:
    """What something is found by."""
    name = str(value)
    if len(name) > LONGEST_NAME:
        raise UsageError(f"{info.label}: “{_shown(name)}” is too long a name.")
    return name


_CHECKS = {
    FieldType.RATINGS: _rating_list,
    FieldType.TITLES: _title_list,
    FieldType.IDS: _id_map,
    FieldType.TEXT: _text,
    FieldType.LONG_TEXT: _text,
    FieldType.INTEGER: _integer,
    FieldType.DECIMAL: _decimal,
    FieldType.DATE: _date,
    FieldType.TERMS: _term_list,
}
