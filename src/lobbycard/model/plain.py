"""Facts as plain JSON values and back: what provider records, activities and exports are kept as."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from lobbycard.model import fields
from lobbycard.model.facts import AlternateTitle, Credit, Facts, Rating, SetLink, Value
from lobbycard.model.fields import FieldType
from lobbycard.model.kinds import CreditKind

Plain = Any
"""A JSON value: text, number, None, list or dict."""

Row = Credit | Rating | AlternateTitle

_ROWS: dict[FieldType, type[Credit] | type[Rating] | type[AlternateTitle]] = {
    FieldType.CAST: Credit,
    FieldType.CREW: Credit,
    FieldType.RATINGS: Rating,
    FieldType.TITLES: AlternateTitle,
}


def to_plain(name: str, value: Value) -> Plain:
    """A field's value as JSON; empty things become None, so that two ways of saying nothing are equal."""
    if value is None or value == () or value == "":
        return None
    if isinstance(value, SetLink):
        return {"name": value.name, "overview": value.overview, "ids": dict(value.ids)}
    if isinstance(value, tuple):
        return [row if isinstance(row, str) else _row_to_plain(cast(Row, row)) for row in value]
    return value


def _row_to_plain(row: Row) -> dict[str, Any]:
    defaults = row._field_defaults
    kept = {key: value for key, value in row._asdict().items() if key not in defaults or value != defaults[key]}
    if "ids" in kept:
        kept["ids"] = dict(kept["ids"])
    return kept


def from_plain(name: str, plain: Plain) -> Value:
    """The value that `to_plain` made JSON of."""
    info = fields.FIELDS[name]
    if info.is_scalar:
        return cast(Value, plain)
    if info.type is FieldType.SET:
        return None if plain is None else SetLink(plain["name"], plain.get("overview", ""), plain.get("ids", {}))
    rows: Sequence[Any] = plain or ()
    if info.type in {FieldType.TERMS, FieldType.ARTWORK, FieldType.IDS}:
        return tuple(rows)
    return tuple(_row_from_plain(info.type, row) for row in rows)  # type: ignore[return-value]  # one type per field


def _row_from_plain(type_: FieldType, row: Mapping[str, Any]) -> Row:
    values = {key: value for key, value in row.items() if key in _ROWS[type_]._fields}
    if "kind" in values:
        values["kind"] = CreditKind(values["kind"])
    return _ROWS[type_](**values)


def facts_to_plain(facts: Facts) -> dict[str, Plain]:
    """Facts as JSON."""
    return {"fields": {name: to_plain(name, value) for name, value in facts.fields.items()}, "ids": dict(facts.ids)}


def facts_from_plain(plain: Mapping[str, Any]) -> Facts:
    """Facts that were JSON; fields of another version of the program are left out."""
    said = plain.get("fields", {})
    return Facts(
        {name: from_plain(name, value) for name, value in said.items() if name in fields.FIELDS},
        dict(plain.get("ids", {})),
    )
