"""A field's value as the text that a person types."""

import csv
import io

from lobbycard.errors import UsageError
from lobbycard.model.fields import FieldInfo, FieldType
from lobbycard.model.plain import Plain


def shown(info: FieldInfo, value: Plain) -> str:
    """A value as it stands in an editor."""
    if value is None:
        return ""
    if info.type is FieldType.TERMS:
        return joined(value)
    if info.type is FieldType.SET:
        return str(value.get("name", ""))
    if info.type is FieldType.DECIMAL:
        return f"{float(value):.10g}"
    return str(value)


def parsed(info: FieldInfo, said: str) -> Plain:
    """What was typed, as `fields.edit` takes it; UsageError says what is wrong with it."""
    said = said.strip()
    if not said:
        return None
    if info.type is FieldType.TERMS:
        return split(said)
    if info.type is FieldType.SET:
        return {"name": said}
    if info.type is FieldType.INTEGER:
        return said.replace(",", "").replace("\u2009", "").replace(" ", "")
    return said


def whole(said: str, what: str = "This") -> int:
    """A whole number; UsageError when it is none, or one that nobody means."""
    said = said.strip()
    if not (said.isascii() and said.isdigit() and len(said) < 10):
        raise UsageError(f"{what} must be a whole number.")
    return int(said)


def joined(names: list[str]) -> str:
    """Terms in one line; one that has a comma of its own is quoted."""
    file = io.StringIO()
    csv.writer(file, lineterminator="").writerow(names)
    return file.getvalue().replace(",", ", ") if not any("," in name for name in names) else file.getvalue()


def split(line: str) -> list[str]:
    """Terms that were typed in one line."""
    try:
        rows = list(csv.reader([line], skipinitialspace=True, strict=False))
    except csv.Error as error:
        raise UsageError("This list cannot be read.", "Separate by commas; quote what has one.") from error
    return [name.strip() for name in rows[0] if name.strip()] if rows else []


def last_term(line: str) -> tuple[str, str]:
    """What stands before the term being typed at the end of a line, and that term."""
    head, comma, last = line.rpartition(",")
    blank = last[: len(last) - len(last.lstrip())]
    return head + comma + blank, last.lstrip()
