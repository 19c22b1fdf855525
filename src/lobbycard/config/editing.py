"""Edits of TOML text, one statement at a time: every line that is not the subject stays as it is, byte for byte."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lobbycard.config import document
from lobbycard.config.document import Statement

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.items import Array


def with_value(text: str, path: tuple[str, ...], value: object) -> str:
    """The text with this setting: replaced where it stands, else added where it belongs."""
    found = list(document.statements(text))
    holding = _holding(found, path)
    if holding:
        return _edited(text, holding, path, value)
    dotted = [each for each in found if len(each.section) < len(path) - 1 and path[:-1] in each.paths()]
    if dotted and not dotted[-1].is_heading:
        return _inserted(text, dotted[-1].last, _assignment(path[len(dotted[-1].section) :], value))
    return _inserted_in_section(text, found, path, value)


def without(text: str, path: tuple[str, ...]) -> str:
    """The text without this setting, or without this whole section; comments stay."""
    rows = text.split("\n")
    for statement in reversed(list(document.statements(text))):
        if statement.path[: len(path)] == path:
            del rows[statement.first : statement.last]
        elif not statement.is_heading and path in statement.paths():
            rows[statement.first : statement.last] = _removed(rows, statement, path)
    return "\n".join(rows)


def _holding(found: Sequence[Statement], path: tuple[str, ...]) -> Statement | None:
    """The assignment that has this setting, or an inline table that it must go into."""
    for statement in found:
        if statement.is_heading:
            continue
        if path in statement.paths() or _opens_inline(statement, path):
            return statement
    return None


def _opens_inline(statement: Statement, path: tuple[str, ...]) -> bool:
    """An assignment whose own name is a part of the way there: only an inline table has anything below it."""
    own = statement.path
    return len(own) < len(path) and path[: len(own)] == own


def _edited(text: str, statement: Statement, path: tuple[str, ...], value: object) -> str:
    rows = text.split("\n")
    chunk = _chunk(rows, statement)
    keys = path[len(statement.section) :]
    after = _set(chunk, keys, value)
    rows[statement.first : statement.last] = after.removesuffix("\n").split("\n")
    return "\n".join(rows)


def _removed(rows: list[str], statement: Statement, path: tuple[str, ...]) -> list[str]:
    """An entry of an inline table goes; the table stays."""
    content = _parsed(_chunk(rows, statement))
    keys = path[len(statement.section) :]
    _table(content, keys[:-1]).pop(keys[-1])
    return content.as_string().removesuffix("\n").split("\n")


def _set(chunk: str, keys: Sequence[str], value: object) -> str:
    content = _parsed(chunk)
    if isinstance(value, list) and _adapt_array(content, keys, value):
        return content.as_string()
    content = _parsed(chunk)
    _table(content, keys[:-1])[keys[-1]] = value
    return content.as_string()


def _adapt_array(content: "TOMLDocument", keys: Sequence[str], wanted: list[object]) -> bool:
    """Take out and append entries of a list, so that comments between the others stay; False when order changes."""
    import tomllib

    from tomlkit.items import Array

    array = _table(content, keys[:-1]).get(keys[-1])
    if not isinstance(array, Array) or not wanted:
        return False
    _take_out(array, wanted)
    kept = array.unwrap()
    if kept != wanted[: len(kept)]:
        return False
    for entry in wanted[len(kept) :]:
        array.append(entry)
    node: object = tomllib.loads(content.as_string())
    for key in keys:
        node = node[key] if isinstance(node, dict) else None
    return node == wanted


def _take_out(array: "Array", wanted: list[object]) -> None:
    for index in range(len(array) - 1, -1, -1):
        if array[index] not in wanted:
            del array[index]


def _table(content: "TOMLDocument", keys: Sequence[str]) -> dict[str, object]:
    """The table at this place, made inline where there is none; tomlkit's tables are dictionaries."""
    import tomlkit

    node: dict[str, object] = content
    for key in keys:
        if not isinstance(node.get(key), dict):
            node[key] = tomlkit.inline_table()
        below = node[key]
        if isinstance(below, dict):
            node = below
    return node


def _parsed(chunk: str) -> "TOMLDocument":
    import tomlkit

    return tomlkit.parse(chunk)


def _chunk(rows: list[str], statement: Statement) -> str:
    return "\n".join([*rows[statement.first : statement.last], ""])


def _assignment(keys: Sequence[str], value: object) -> str:
    import tomlkit

    name = ".".join(tomlkit.key(key).as_string() if key else '""' for key in keys)
    return f"{name} = {tomlkit.item(value).as_string()}"


def _inserted(text: str, at: int, line: str) -> str:
    """A new line before row `at`, ending and indented like the one above it."""
    rows = text.split("\n")
    above = rows[at - 1] if at else ""
    ending = "\r" if "\r\n" in text else ""
    if at == len(rows) or (at and not above.endswith("\r")):
        rows[at - 1] = above + ending
    indent = re.match(r"[ \t]*", above)
    rows.insert(at, (indent[0] if indent else "") + line + ending)
    if at == len(rows) - 1:
        rows.append("")
    return "\n".join(rows)


def _inserted_in_section(text: str, found: Sequence[Statement], path: tuple[str, ...], value: object) -> str:
    section = path[:-1]
    inside = [each for each in found if each.section == section]
    line = _assignment(path[-1:], value)
    if not inside:
        return _with_section(text, section, line)
    rows = text.split("\n")
    until = next((each.first for each in found if each.is_heading and each.first > inside[-1].first), len(rows))
    example = re.compile(rf"\s*#\s*{re.escape(path[-1])}\s*=")
    for row in range(inside[0].last, until):
        if example.match(rows[row]):
            return _inserted(text, row + 1, line)
    return _inserted(text, inside[-1].last, line)


def _with_section(text: str, section: Sequence[str], line: str) -> str:
    import tomlkit

    ending = "\r\n" if "\r\n" in text else "\n"
    heading = ".".join(tomlkit.key(part).as_string() for part in section)
    above = text if not text or text.endswith("\n") else text + ending
    gap = ending if above.strip() else ""
    return f"{above}{gap}[{heading}]{ending}{line}{ending}"
