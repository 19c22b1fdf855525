"""Go on with options that were changed while the program runs, and leave all others as they are."""

from collections.abc import Iterable
from typing import TypeVar

from lobbycard.config.options import by_key
from lobbycard.config.settings import Section, Settings

READ_AT_START = ("database.", "jobs.", "logging.", "general.images", "general.columns")
"""Names (or their beginnings) of options that are looked at once, when the program starts."""


def needs_restart(key: str) -> bool:
    """Whether a change of this option is seen only when the program starts again."""
    return key.startswith(READ_AT_START)


def renewed(current: Settings, loaded: Settings, keys: Iterable[str]) -> Settings:
    """The current settings with these options as they are among the loaded ones."""
    known = by_key()
    for key in keys:
        current = _with(current, loaded, known[key].path)
    return current


S = TypeVar("S", bound=Section)


def _with(current: S, loaded: S, path: tuple[str, ...]) -> S:
    name, *rest = path
    mine, theirs = current.__dict__[name], loaded.__dict__[name]
    return current.model_copy(update={name: _with(mine, theirs, tuple(rest)) if rest else theirs})
