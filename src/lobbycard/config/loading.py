"""Read the settings: defaults, then the file, then the environment."""

import logging
import os
import stat
from collections.abc import Mapping
from pathlib import Path

from lobbycard.config import document, environment, options
from lobbycard.config.problems import validated
from lobbycard.config.settings import Settings
from lobbycard.paths import PRIVATE_FILE, reason

log = logging.getLogger(__name__)


def load(file: Path, env: Mapping[str, str]) -> Settings:
    """The settings, or a `ConfigError` that names everything that is wrong.

    A file that holds a secret and that others can read is made private (0600), with a warning.
    """
    text = document.read(file)
    tree = document.parse(text, file)
    above = environment.read(env)
    if _holds_secret(tree):
        _make_private(file)
    known: dict[str, int] = {}

    def where(key: str) -> str:
        if key in above.variables:
            return above.variables[key]
        known.update(known or document.lines(text))
        line = document.line_of(key, known)
        return f"{file}, line {line}" if line else str(file)

    return validated(environment.merged(tree, above.tree), where, above.problems)


def origins(file: Path, env: Mapping[str, str]) -> dict[str, str]:
    """Where each value was set, by dotted name: a line of the file, or a variable."""
    text = document.read(file)
    document.parse(text, file)
    found = {
        ".".join(path): f"{file}:{statement.first + 1}"
        for statement in document.statements(text)
        for path in statement.paths()
        if len(path) > len(statement.section)
    }
    return found | environment.read(env).variables


def _holds_secret(tree: document.Tree) -> bool:
    return any(_value(tree, option.path) for option in options.by_key().values() if option.kind is options.Kind.SECRET)


def _value(tree: object, path: tuple[str, ...]) -> object:
    for name in path:
        if not isinstance(tree, dict):
            return None
        tree = tree.get(name)
    return tree


def _make_private(file: Path) -> None:
    try:
        mode = stat.S_IMODE(os.stat(file).st_mode)
        if not mode & 0o077:
            return
        os.chmod(file, PRIVATE_FILE)
    except OSError as error:
        log.warning("%s holds secrets and others can read it (mode %o), but: %s.", file, mode, reason(error))
    else:
        log.warning("%s holds secrets and others could read it (mode %o); only you can now.", file, mode)
