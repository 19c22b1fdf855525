"""The configuration file as text: its values, and which line says what."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lobbycard.errors import ConfigError
from lobbycard.paths import hint_for, plain_file, reason

Tree = dict[str, object]
"""What TOML parses to."""

MOST_BYTES = 1 << 20
"""A configuration is a few kilobytes; anything above this is another file."""

_DEEPEST = 32
_AT = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")
_CLOSING = re.compile(r"""[\]}]|\"\"\"|'''""")


class Statement(NamedTuple):
    """A heading or an assignment, with the lines it takes (first is 0, last is excluded)."""

    first: int
    last: int
    section: tuple[str, ...]
    """The heading it stands under; its own path for a heading."""
    is_heading: bool
    name: tuple[str, ...]
    """What stands before the equals sign; nothing for a heading."""
    values: Tree
    """What it says, seen from its section."""

    @property
    def path(self) -> tuple[str, ...]:
        """The whole name of what it sets or opens."""
        return self.section + self.name

    def paths(self) -> Iterator[tuple[str, ...]]:
        """Every name it says something about, the tables on the way included."""
        yield from _paths(self.section, self.values)


def read(file: Path) -> str:
    """The text of the file; empty when there is none."""
    try:
        with open(file, "rb", opener=plain_file) as stream:
            content = stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {reason(error)}.", hint_for(error)) from error
    if len(content) > MOST_BYTES:
        raise ConfigError(f"{file} is too large for a configuration.", "Is it another file?")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{file}, line {line}: this is not UTF-8 text.", "Save the file as UTF-8.") from error


def parse(text: str, file: Path) -> Tree:
    """The values, or an error that names the line."""
    try:
        tree = tomllib.loads(text)
    except RecursionError as error:
        raise ConfigError(f"{file}: the values are nested too deeply.") from error
    except ValueError as error:
        raise _broken(file, text, str(error)) from error
    if _is_deeper(tree, _DEEPEST):
        raise ConfigError(f"{file}: the values are nested too deeply.")
    return tree


def statements(text: str) -> Iterator[Statement]:
    """The statements of a text that parses.

    `tomllib` tells no lines. But no beginning of a statement that ends at a line end is a statement itself, so the
    first lines that parse by themselves are one.
    """
    section: tuple[str, ...] = ()
    for first, last, chunk in _chunks(text.split("\n")):
        values: Tree = tomllib.loads(chunk)
        is_heading = chunk.lstrip().startswith("[")
        if is_heading:
            section = _only_path(values)
            yield Statement(first, last, section, True, (), {})
        elif values:
            yield Statement(first, last, section, False, _name(chunk), values)


def lines(text: str) -> dict[str, int]:
    """The line, counted from 1, on which each dotted name is first mentioned."""
    found: dict[str, int] = {}
    for statement in statements(text):
        for path in statement.paths():
            found.setdefault(".".join(path), statement.first + 1)
    return found


def line_of(key: str, known: dict[str, int]) -> int | None:
    """The line of this name, or of what stands in it, or of the table that it stands in."""
    inside = [line for name, line in known.items() if name.startswith(f"{key}.")]
    while key and key not in known and not inside:
        key = key.rpartition(".")[0]
    return known.get(key) or min(inside, default=None)


def _broken(file: Path, text: str, message: str) -> ConfigError:
    at = _AT.search(message)
    line = int(at[1]) if at and at[1] else text.rstrip("\n").count("\n") + 1
    what = _AT.sub("", message).rstrip(".")
    what = what[:1].lower() + what[1:]
    # tomllib names a value that is there already as one that cannot be overwritten, or a section as declared twice.
    is_twice = "overwrite" in what or "twice" in what
    hint = "It is there already, further up." if is_twice else 'Text needs quotes: name = "text".'
    return ConfigError(f"{file}, line {line}: this is not valid TOML ({what}).", hint)


def _is_deeper(tree: object, most: int) -> bool:
    level = [tree]
    for _ in range(most):
        level = [below for node in level for below in _children(node)]
        if not level:
            return False
    return True


def _children(node: object) -> list[object]:
    if isinstance(node, dict):
        return list(node.values())
    return node if isinstance(node, list) else []


def _chunks(rows: list[str]) -> Iterator[tuple[int, int, str]]:
    first = 0
    while first < len(rows):
        last = first + 1
        while not _is_whole(rows, first, last):
            last += 1
        yield first, last, "\n".join([*rows[first:last], ""])
        first = last


def _is_whole(rows: list[str], first: int, last: int) -> bool:
    if last >= len(rows):
        return True
    if last > first + 1 and not _CLOSING.search(rows[last - 1]):
        return False
    try:
        tomllib.loads("\n".join([*rows[first:last], ""]))
    except tomllib.TOMLDecodeError:
        return False
    return True


def _name(assignment: str) -> tuple[str, ...]:
    """The part before the first equals sign that is not inside quotes."""
    end = assignment.find("=")
    while end >= 0:
        try:
            return _only_path(tomllib.loads(assignment[:end] + "= 0"))
        except tomllib.TOMLDecodeError:
            end = assignment.find("=", end + 1)
    return ()


def _only_path(values: Tree) -> tuple[str, ...]:
    path: list[str] = []
    node: object = values
    while isinstance(node, dict | list) and node:
        if isinstance(node, dict):
            name, node = next(iter(node.items()))
            path.append(name)
        else:
            node = node[0]
    return tuple(path)


def _paths(above: tuple[str, ...], node: object) -> Iterator[tuple[str, ...]]:
    if above:
        yield above
    if isinstance(node, dict):
        for name, below in node.items():
            yield from _paths((*above, name), below)
