"""Pages of the configuration file: made from the registry of options, written without touching anything else in it."""

import os
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from lobbycard import config
from lobbycard.config import Kind, Option, Settings
from lobbycard.core import Core
from lobbycard.errors import AppError, UsageError
from lobbycard.tui import text
from lobbycard.tui.roles import ACCENT, FAINT, PLAIN, QUIET
from lobbycard.tui.screens.menu import Choice
from lobbycard.tui.settings.page import Asker, Entry, Page, heading

MASK = "••••••••"


class State(NamedTuple):
    """The settings as they are in use, as the file now says, and where each was said."""

    used: Settings
    loaded: Settings
    origins: Mapping[str, str]
    folder: str
    """Of the configuration file: left out where its name is told."""


class OptionsPage(Page):
    """Options of one or more sections."""

    def __init__(
        self,
        core: Core,
        asker: Asker,
        title: str,
        doc: str,
        belongs: Callable[[str], bool],
        labels: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(core, asker)
        self.title = title
        self.doc = doc
        self._belongs = belongs
        self._labels = labels or {}

    # -- reading --

    async def entries(self) -> list[Entry]:
        """Each option under the heading of its section, where there is more than one."""
        state = await self.read_state()
        groups = [(info, [one for one in info.options if self._belongs(one.key)]) for info in config.sections()]
        groups = [(info, options) for info, options in groups if options]
        found: list[Entry] = []
        for info, options in groups:
            if len(groups) > 1:
                found.append(heading(section_title(info.path), info.doc))
            for option in options:
                found.append(self.entry(option, state))
                found += _named(option, state)
        return found

    async def read_state(self) -> State:
        """Read the file again: somebody may have edited it."""
        file = self.core.paths.config_file
        loaded = await self.core.tools.in_thread(config.load, file, os.environ)
        origins = await self.core.tools.in_thread(config.origins, file, os.environ)
        return State(self.core.settings, loaded, origins, f"{file.parent}/")

    def entry(self, option: Option, state: State) -> Entry:
        """The line of one option."""
        value, is_late = current(option, state)
        fixed = f"{option.variable} is set in the environment and wins over the file: change it there."
        shown, role = shown_value(option, value)
        return Entry(
            option.key,
            self._labels.get(option.key) or label_of(option),
            shown,
            role,
            option.doc,
            facts_of(option, state),
            is_changed=value != option.default,
            note="from the next start" if is_late else "",
            fixed=fixed if option.variable in os.environ else "",
        )

    # -- changing --

    async def change(self, key: str) -> None:
        """By the editor that fits its kind."""
        option, name = _target(key)
        value, _ = current(option, await self.read_state())
        if option.kind is Kind.SWITCH:
            await self.write(key, not value)
        elif option.kind is Kind.CHOICE:
            choices = [Choice(word, word, "default" if word == option.default else "") for word in option.choices]
            chosen = await self.asker.choose(self._title(option), choices, str(value))
            if chosen is not None:
                await self.write(key, chosen)
        elif option.kind.is_mapping and not name:
            await self._add_named(option)
        else:
            await self._ask(option, name, value)

    async def _ask(self, option: Option, name: str, value: object) -> None:
        if name and isinstance(value, Mapping):
            value = value.get(name, "")
        key = f"{option.key}.{name}" if name else option.key
        is_secret = option.kind is Kind.SECRET

        async def save(typed: str) -> None:
            await self.write(key, option.parsed(typed, name))

        doc = option.doc + (" Separated by commas." if option.kind in {Kind.WORDS, Kind.WORDS_BY_NAME} else "")
        before = "" if is_secret else as_typed(value)
        await self.asker.ask_checked(self._title(option, name), save, value=before, doc=doc, secret=is_secret)

    async def _add_named(self, option: Option) -> None:
        async def save(typed: str) -> None:
            name, _, value = typed.partition(":")
            if not name.strip() or not value.strip():
                raise UsageError("Write a name, a colon and the value.", "For example: plot: tvdb, tmdb")
            key = f"{option.key}.{name.strip()}"
            await self.write(key, option.parsed(value.strip(), name.strip()))

        await self.asker.ask_checked(self._title(option), save, doc=f"{option.doc} Name, colon, value.")

    async def reset(self, key: str) -> None:
        """Take it out of the file."""
        await self.write(key, None)

    async def write(self, key: str, value: object) -> None:
        """Keep it in the file, and go on with it where that can be done at once."""
        await write(self.core, key, value)

    def _title(self, option: Option, name: str = "") -> str:
        return name or self._labels.get(option.key) or label_of(option)


async def write(core: Core, key: str, value: object) -> None:
    """Keep one setting; the error that forbids it speaks of the setting, not of the file."""
    option, _ = _target(key)
    if option.variable in os.environ:
        raise UsageError(f"{option.variable} is set in the environment and wins over the file.", "Change it there.")
    try:
        await core.tools.in_thread(config.change, core.paths.config_file, {key: value})
    except AppError as error:
        plain = error.message.removeprefix(f"{core.paths.config_file}: ").removeprefix(f"{key} ")
        raise UsageError(plain[:1].upper() + plain[1:], error.hint) from error
    if not config.needs_restart(option.key):
        await core.renew(option.key)


def _target(key: str) -> tuple[Option, str]:
    found = config.find(key)
    if found is None:
        raise UsageError(f"There is no setting {key}.")
    return found.option, found.entry


def current(option: Option, state: State) -> tuple[object, bool]:
    """The value to show, and whether it is used only after the next start."""
    used, said = option.value_in(state.used), option.value_in(state.loaded)
    if config.needs_restart(option.key) and used != said and option.key in state.origins:
        return said, True
    return used, False


def shown_value(option: Option, value: object) -> tuple[str, str]:
    """A value in words, with its role."""
    if option.kind is Kind.SECRET:
        return (f"{MASK} set", PLAIN) if value else ("not set", FAINT)
    if option.kind is Kind.SWITCH:
        return ("on", PLAIN) if value else ("off", QUIET)
    if isinstance(value, Mapping):
        return (text.plural(len(value), "entry", "entries"), QUIET) if value else ("none", FAINT)
    said = as_typed(value)
    return (said, PLAIN) if said else ("empty", FAINT)


def as_typed(value: object) -> str:
    """A value as a person would type it."""
    if isinstance(value, list):
        return ", ".join(str(word) for word in value)
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else str(value)


def facts_of(option: Option, state: State) -> tuple[tuple[str, str], ...]:
    """Its name, its default, where it was set, and by which variable it could be."""
    default = "none" if option.kind is Kind.SECRET else shown_value(option, option.default)[0]
    origin = state.origins.get(option.key, "")
    if origin.startswith(state.folder):
        name, _, line = origin.removeprefix(state.folder).rpartition(":")
        origin = f"{name}, line {line}"
    facts = [("Name", option.key), ("Default", default), ("Set in", origin or "nowhere; this is the default")]
    if config.needs_restart(option.key):
        facts.append(("Used", "from the next start"))
    facts.append(("Or by", option.variable))
    return tuple(facts)


def _named(option: Option, state: State) -> list[Entry]:
    """The named values in a mapping, each on a line of its own."""
    value, _ = current(option, state)
    if not isinstance(value, Mapping):
        return []
    return [
        Entry(f"{option.key}.{name}", f"  {name}", as_typed(words), ACCENT, option.doc, is_changed=True)
        for name, words in value.items()
    ]


_WORDS = {"url": "URL", "nfo": "NFO", "cpu": "CPU", "tmdb": "TMDB", "api": "API", "pin": "PIN", "id": "id"}


def label_of(option: Option) -> str:
    """The last part of its name in words."""
    words = [_WORDS.get(word, word) for word in option.path[-1].split("_")]
    said = " ".join(words)
    return said[:1].upper() + said[1:]


_SECTIONS = {"tmdb": "TMDB", "tvdb": "TheTVDB", "fanart": "fanart.tv", "tvmaze": "TVmaze", "omdb": "OMDb"}


def section_title(path: Sequence[str]) -> str:
    """The last part of a section's name in words."""
    return _SECTIONS.get(path[-1], path[-1].capitalize())
