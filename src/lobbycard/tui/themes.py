"""Themes are files: the shipped ones and the user's own, read the same way."""

import logging
import tomllib
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple

from textual.color import Color, ColorParseError
from textual.theme import Theme

log = logging.getLogger(__name__)

FALLBACK = "dark"
SIXTEEN = "ansi"
"""For terminals of sixteen colours: shades of any other theme become the same colour there."""
_COLORS = (
    "primary",
    "secondary",
    "warning",
    "error",
    "success",
    "accent",
    "foreground",
    "background",
    "surface",
    "panel",
    "boost",
)
_KEYS = frozenset(field.name for field in fields(Theme))


class BrokenTheme(Exception):
    """A theme file that cannot be used, and why."""


class Loaded(NamedTuple):
    """All themes by name, and one sentence for each file that is none."""

    themes: dict[str, Theme]
    problems: dict[Path, str]


def unasked(colors: int) -> str:
    """The theme where nobody chose one, for a terminal of so many colours."""
    return SIXTEEN if colors == 16 else FALLBACK


def load(folders: Iterable[Path]) -> Loaded:
    """The themes in these folders; a later folder's theme replaces an earlier one of the same name."""
    themes: dict[str, Theme] = {}
    problems: dict[Path, str] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.toml")):
            try:
                theme = read(path)
            except BrokenTheme as problem:
                problems[path] = str(problem)
            else:
                themes[theme.name] = theme
    return Loaded(themes, problems)


def read(path: Path) -> Theme:
    """One theme; BrokenTheme says what is wrong with it."""
    try:
        tree = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BrokenTheme(f"The theme {path.name} cannot be read: {error}.") from error
    return from_plain(path.stem, tree, path.name)


def from_plain(name: str, tree: dict[str, Any], where: str) -> Theme:
    """The theme that a file's content describes."""
    unknown = sorted(set(tree) - _KEYS)
    if unknown:
        raise BrokenTheme(f"The theme {where} has a key that no theme has: {unknown[0]}.")
    if "primary" not in tree:
        raise BrokenTheme(f"The theme {where} names no primary colour.")
    for key in _COLORS:
        if key in tree:
            _check_color(key, tree[key], where)
    variables = tree.get("variables", {})
    if not isinstance(variables, dict) or not all(isinstance(value, str) for value in variables.values()):
        raise BrokenTheme(f"The theme {where}: variables must be a table of texts.")
    try:
        theme = Theme(**{"name": name} | tree)
        theme.to_color_system().generate()
    except (TypeError, ValueError, AttributeError, ColorParseError) as error:
        raise BrokenTheme(f"The theme {where} cannot be used: {error}.") from error
    return theme


def _check_color(key: str, value: Any, where: str) -> None:
    try:
        Color.parse(value)
    except (ColorParseError, TypeError, AttributeError, ValueError):
        raise BrokenTheme(f"The theme {where}: {key} is no colour: {value!r}.") from None


def stamp(folder: Path) -> tuple[tuple[str, int], ...]:
    """What changes when a theme in the folder is added, changed or removed."""
    try:
        return tuple(sorted((path.name, path.stat().st_mtime_ns) for path in folder.glob("*.toml")))
    except OSError:
        return ()
