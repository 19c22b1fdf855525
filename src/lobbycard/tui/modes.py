"""The screens one can go to. A new one is a line here and a module in `screens`; nothing else knows it by name.

The class takes the desk as its only argument.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

from textual.screen import Screen

from lobbycard.tui.desk import Desk


class Mode(NamedTuple):
    """A screen that one can go to from anywhere."""

    name: str
    """Also its module in `lobbycard.tui.screens`."""
    title: str
    key: str
    """One of 1 to 9 stands in the top bar; without a key it is reached by the palette."""
    screen: str
    """The class in that module."""
    tooltip: str
    short: str = ""
    """Its title where there is little room; empty when that is short already."""

    @property
    def brief(self) -> str:
        """The shorter title."""
        return self.short or self.title


MODES: tuple[Mode, ...] = (
    Mode("library", "Library", "1", "LibraryScreen", "Your films and series", "Lib"),
    Mode("review", "Review", "2", "ReviewScreen", "Decide what needs a decision, one key each", "Rev"),
    Mode("identify", "Identify", "3", "IdentifyScreen", "Say what the program could not make out", "Ident"),
    Mode("unknown", "Unknown", "4", "UnknownScreen", "Files that nobody recognised", "Unkn"),
    Mode("publish", "Publish", "5", "PublishScreen", "What will be written beside your files", "Publ"),
    Mode("drift", "Drift", "6", "DriftScreen", "What others changed in what you published"),
    Mode("gaps", "Gaps", "7", "GapsScreen", "What is missing across the library"),
    Mode("history", "History", "8", "HistoryScreen", "What was changed, by whom; take it back", "Hist"),
    Mode("jobs", "Jobs", "9", "JobsScreen", "What runs, waits, failed and is done"),
    Mode("recycle", "Recycle bin", "", "RecycleScreen", "Replaced and deleted files"),
    Mode("statistics", "Statistics", "", "StatisticsScreen", "Your library in figures"),
    Mode("settings", "Settings", "0", "SettingsScreen", "Everything that can be set", "Set"),
    Mode("setup", "Setup", "", "SetupScreen", "The first steps again"),
)
HOME = "library"
SETUP = "setup"
PACKAGE = "lobbycard.tui.screens"


def maker(mode: Mode, desk: Desk) -> Callable[[], Screen[None]]:
    """Makes the mode's screen, importing it when it is first gone to."""

    def make() -> Screen[None]:
        module = import_module(f"{PACKAGE}.{mode.name}")
        made: Screen[None] = vars(module)[mode.screen](desk)
        return made

    return make


def made(module: str, screen: str, desk: Desk, *arguments: object) -> Screen[Any]:
    """A screen that is opened over others: an item, the picker."""
    found: Screen[Any] = vars(import_module(f"{PACKAGE}.{module}"))[screen](desk, *arguments)
    return found
