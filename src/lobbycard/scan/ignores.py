"""Ignore files of three players: `.ignore` (Jellyfin, gitignore rules), `.plexignore` (Plex), `.nomedia` (Kodi).

`.nomedia` and an empty `.ignore` leave out the folder and all below. An `.ignore` with content holds gitignore rules;
the nearest one upward counts alone; if none of its lines is valid it leaves out everything, as Jellyfin does. In
`.plexignore` a pattern without a slash means names in that folder only (in the library's root: everywhere), one with
a slash a path relative to the folder.
"""

import fnmatch
import functools
import os
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from lobbycard import paths

MARKERS = frozenset({".ignore", ".plexignore", ".nomedia"})
LIMIT = 64 * 1024
"""Bytes read of an ignore file; more is no ignore file."""


class Pattern(NamedTuple):
    """One gitignore line."""

    matches: re.Pattern[str]
    negated: bool
    folders_only: bool


class Rules(NamedTuple):
    """What applies inside one folder. Bases end in a slash (or are empty: the root)."""

    git: tuple[str, tuple[Pattern, ...]] | None = None
    plex: tuple[tuple[str, re.Pattern[str], bool], ...] = ()
    """(base, pattern, whether it is a path)."""
    own: tuple[Pattern, ...] = ()
    """The library's own patterns, relative to its root."""
    everything: str = ""
    """The marker that leaves out this folder and all below."""


NO_RULES = Rules()
"""Nothing is left out by a file; compared by identity where it is asked for each folder."""


def own_rules(patterns: Iterable[str]) -> Rules:
    """Rules out of a library's settings: gitignore lines relative to its root."""
    compiled = compile_all(patterns)
    return Rules(own=compiled) if compiled else NO_RULES


def compile_all(lines: Iterable[str]) -> tuple[Pattern, ...]:
    """All valid lines."""
    return tuple(pattern for line in lines if (pattern := compile_line(line)) is not None)


@functools.lru_cache(maxsize=1024)
def compile_line(line: str) -> Pattern | None:
    """One gitignore line; None for a comment, a blank or an invalid one."""
    line = line.rstrip("\r\n")
    line = re.sub(r"(?<!\\)\s+$", "", line)
    if not line or line.startswith("#"):
        return None
    negated = line.startswith("!")
    line = line.removeprefix("!").removeprefix("\\") if line[0] in "!\\" else line
    folders_only = line.endswith("/")
    body = line.strip("/")
    if not body:
        return None
    anchored = "/" in line.rstrip("/")
    try:
        expression = re.compile(("" if anchored else "(?:.*/)?") + _translate(body) + r"\Z", re.DOTALL)
    except re.error:
        return None
    return Pattern(expression, negated, folders_only)


_PIECES = re.compile(r"\*\*/|/\*\*\Z|\*+|\?|\[[!^]?\]?[^\]/]*\]|\\.|[^*?\[\\/]+|.", re.DOTALL)


def _translate(body: str) -> str:
    return "".join(_piece(piece) for piece in _PIECES.findall(body))


def _piece(piece: str) -> str:
    if piece == "**/":
        return "(?:.*/)?"
    if piece == "/**":
        return "/.*"
    if piece[0] == "*":
        return "[^/]*"
    if piece == "?":
        return "[^/]"
    if piece[0] == "[":
        return _set(piece)
    return re.escape(piece[1:] if piece[0] == "\\" and len(piece) > 1 else piece)


def _set(piece: str) -> str:
    if len(piece) < 3:
        raise re.error("unclosed set")
    inner = re.sub(r"[\\\[&|~]", r"\\\g<0>", piece[1:-1]).replace("--", "-\\-")
    if inner[0] in "!^":
        inner = "^" + inner[1:] + "/"
    return f"[{inner}]"


def extend(above: Rules, base: str, names: Iterable[str], folder: str) -> Rules:
    """The rules inside a folder (absolute `folder`, `base` relative to the root) whose markers are `names`."""
    rules = above
    for name in names:
        if name == ".nomedia":
            rules = rules._replace(everything=name)
        elif name == ".ignore":
            rules = _with_ignore(rules, base, _lines(folder, name))
        elif name == ".plexignore":
            rules = rules._replace(plex=rules.plex + _plex(base, _lines(folder, name)))
    return rules


def _with_ignore(rules: Rules, base: str, lines: Sequence[str]) -> Rules:
    patterns = compile_all(lines)
    if patterns or any(line.lstrip().startswith("#") for line in lines):
        return rules._replace(git=(base, patterns))
    return rules._replace(everything=".ignore")


def _plex(base: str, lines: Iterable[str]) -> tuple[tuple[str, re.Pattern[str], bool], ...]:
    found = []
    for line in lines:
        line = line.strip()
        if line and not line.startswith("#"):
            pattern = re.compile(fnmatch.translate(line.lstrip("/")), re.IGNORECASE)
            found.append((base, pattern, "/" in line))
    return tuple(found)


def _lines(folder: str, name: str) -> list[str]:
    """The lines of an ignore file; one that cannot be read counts as empty, so that what it hides stays hidden."""
    try:
        with open(os.path.join(folder, name), "rb", opener=paths.plain_file) as file:
            text = file.read(LIMIT)
    except OSError:
        return []
    return text.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape").splitlines()


def reason(rules: Rules, base: str, name: str, is_folder: bool) -> str:
    """Why a name in the folder `base` is left out, or an empty text."""
    if rules.own and _git(rules.own, base + name, is_folder):
        return "matches an ignore pattern of this library"
    if rules.git and _git(rules.git[1], (base + name)[len(rules.git[0]) :], is_folder):
        return f"left out by {rules.git[0]}.ignore"
    for place, pattern, is_path in rules.plex:
        path = (base + name)[len(place) :]
        if (is_path and pattern.match(path)) or (not is_path and place in ("", base) and pattern.match(name)):
            return f"left out by {place}.plexignore"
    return ""


def _git(patterns: tuple[Pattern, ...], path: str, is_folder: bool) -> bool:
    """The last pattern that matches decides."""
    for pattern in reversed(patterns):
        if (is_folder or not pattern.folders_only) and pattern.matches.match(path):
            return not pattern.negated
    return False
