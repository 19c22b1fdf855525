"""Change settings in the file without touching anything else that somebody wrote there."""

import contextlib
import copy
import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from lobbycard.config import document, editing, options
from lobbycard.config.document import Tree
from lobbycard.config.problems import Problem, as_error, shown, validated
from lobbycard.errors import ConfigError, FileError
from lobbycard.paths import PRIVATE_FILE, PRIVATE_FOLDER, hint_for, reason, write_atomic

_TRIES = 5

Step = tuple[tuple[str, ...], object]
"""A place in the file and its new value; `None` takes it away."""


def change(file: Path, changes: Mapping[str, object]) -> None:
    """Set each dotted name to its value (`None` takes the setting out), keeping comments, order and layout.

    Nothing is written when the result would not be valid. An edit that somebody saves meanwhile is read again
    and kept.
    """
    with _locked(file.parent):
        for _ in range(_TRIES):
            before = document.read(file)
            after = changed(before, changes, file)
            if document.read(file) != before:
                continue
            if after != before:
                write_atomic(file, after, PRIVATE_FILE)
            return
    raise ConfigError(f"{file} is being changed by something else all the time.", "Try again.")


def changed(text: str, changes: Mapping[str, object], file: Path) -> str:
    """The text with these changes, or a `ConfigError` when it cannot be changed or would not be valid."""
    before = document.parse(text, file)
    steps = [step for key, value in changes.items() for step in _steps(before, key, value, file)]
    wanted = copy.deepcopy(before)
    for path, value in steps:
        _apply(wanted, path, value)
    _validate(wanted, text, file, [".".join(path) for path, value in steps if value is not None])
    after = text
    for path, value in steps:
        after = editing.without(after, path) if value is None else editing.with_value(after, path, value)
    if not _says(after, wanted):
        raise ConfigError(
            f"{file} cannot be changed without disturbing what is written there.",
            "Edit it by hand: " + ", ".join(shown(key) for key in changes) + ".",
        )
    return after


def _steps(tree: Tree, key: str, value: object, file: Path) -> list[Step]:
    target = options.find(key)
    if target is None:
        path = _locate(tree, key)
        if value is None and path:
            return [(path, None)]
        raise as_error([Problem(str(file), f"there is no setting {shown(key)}", options.nearest(key))])
    option = target.option
    if target.entry:
        return [(_locate(tree, key) or (*option.path, target.entry), options.plain(value))]
    if option.kind.is_mapping and (value is None or isinstance(value, Mapping)):
        return _mapping_steps(tree, option, dict(value or {}))
    return [(option.path, options.plain(value))]


def _mapping_steps(tree: Tree, option: options.Option, wanted: Mapping[str, object]) -> list[Step]:
    """Name by name, so that what stands beside the names stays."""
    present = {".".join(path): path for path in _leaves(tree, option.path)}
    steps: list[Step] = []
    for key, path in present.items():
        if key.removeprefix(option.key + ".") not in wanted:
            steps.append((path, None))
    for name, value in wanted.items():
        path = present.get(f"{option.key}.{name}", (*option.path, name))
        steps.append((path, options.plain(value)))
    return steps


def _leaves(tree: Tree, below: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    node: object = tree
    for name in below:
        node = node.get(name) if isinstance(node, dict) else None
    yield from _leaves_of(node, below)


def _leaves_of(node: object, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if isinstance(node, dict):
        for name, inner in node.items():
            yield from _leaves_of(inner, (*path, name))
    elif node is not None:
        yield path


def _locate(tree: object, key: str) -> tuple[str, ...] | None:
    """The way to a dotted name; dots may stand inside names, as in `"library.fetch"`."""
    if not isinstance(tree, dict):
        return None
    if key in tree:
        return (key,)
    for name, below in tree.items():
        rest = _locate(below, key[len(name) + 1 :]) if key.startswith(f"{name}.") else None
        if rest:
            return (name, *rest)
    return None


def _apply(tree: Tree, path: Sequence[str], value: object) -> None:
    node = tree
    for name in path[:-1]:
        below = node.setdefault(name, {})
        if not isinstance(below, dict):
            below = node[name] = {}
        node = below
    if value is None:
        node.pop(path[-1], None)
    else:
        node[path[-1]] = value


def _validate(wanted: Tree, text: str, file: Path, touched: Sequence[str]) -> None:
    known = document.lines(text)

    def where(key: str) -> str:
        line = None if key in touched else document.line_of(key, known)
        return f"{file}, line {line}" if line else str(file)

    validated(_without_empty(wanted), where)


def _says(text: str, wanted: Tree) -> bool:
    """The proof that an edit did what it should, and nothing else."""
    try:
        return _without_empty(tomllib.loads(text)) == _without_empty(wanted)
    except ValueError:
        return False


def _without_empty(tree: Tree) -> Tree:
    kept: Tree = {}
    for name, value in tree.items():
        inner = _without_empty(value) if isinstance(value, dict) else value
        if inner != {}:
            kept[name] = inner
    return kept


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One of our processes at a time. A folder that cannot be locked (some network mounts) is used without."""
    import fcntl

    try:
        folder.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise FileError(f"The folder {folder} cannot be used: {reason(error)}.", hint_for(error)) from error
    try:
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
