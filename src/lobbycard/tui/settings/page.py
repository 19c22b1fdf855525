"""What a page of the settings gives, and how it asks."""

from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple, Protocol

from lobbycard.core import Core
from lobbycard.errors import UsageError
from lobbycard.events import Topic
from lobbycard.tui.roles import PLAIN
from lobbycard.tui.screens.menu import Choice

Save = Callable[[str], Awaitable[None]]
"""Takes what was typed; an AppError says what is wrong with it."""


class Entry(NamedTuple):
    """One line of a page."""

    key: str
    """Names it within its page; empty for a heading."""
    label: str
    value: str = ""
    role: str = PLAIN
    doc: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    """Further things to know: its default, where it was set."""
    is_changed: bool = False
    """It differs from the default."""
    note: str = ""
    """Something to look out for: it waits for a restart, it cannot be reached."""
    fixed: str = ""
    """Why it cannot be changed here."""


class Asker(Protocol):
    """The screen, as pages see it."""

    async def confirm(
        self, title: str, lines: Sequence[str] = (), *, note: str = "", yes: str = "Do it", danger: bool = False
    ) -> bool:
        """Whether to go on."""
        ...

    async def choose(self, title: str, choices: Sequence[Choice], current: str = "") -> str | None:
        """One of several."""
        ...

    async def ask_checked(
        self, title: str, save: Save, *, value: str = "", doc: str = "", known: Sequence[str] = (), secret: bool = False
    ) -> bool:
        """A line that is kept, or told what is wrong with it."""
        ...

    async def ask_key(self, title: str, current: str) -> str | None:
        """A key that is pressed."""
        ...

    async def fill(self, form: object) -> bool:
        """A form of its own, as a screen that gives whether something was changed."""
        ...

    def tell(self, said: str) -> None:
        """A line that passes."""
        ...


class Page:
    """A group of settings. A page overrides what it can do."""

    title = ""
    doc = ""
    topics: frozenset[Topic] = frozenset()
    """Changes in the database after which it is read again."""
    adds = ""
    """What `a` adds, in a word; empty when nothing can be added."""
    can_remove = False
    can_test = False

    def __init__(self, core: Core, asker: Asker) -> None:
        self.core = core
        self.asker = asker

    async def entries(self) -> list[Entry]:
        """What is set, read anew."""
        raise NotImplementedError

    async def change(self, key: str) -> None:
        """Ask for another value and keep it."""
        raise UsageError("This cannot be changed here.")

    async def reset(self, key: str) -> None:
        """Go back to the default."""
        raise UsageError("This has no default to go back to.")

    async def add(self) -> None:
        """Add one more."""
        raise UsageError("Nothing can be added here.")

    async def remove(self, key: str) -> None:
        """Take one away."""
        raise UsageError("This cannot be removed.")

    async def test(self, key: str) -> None:
        """Try whether it works."""
        raise UsageError("There is nothing to test here.")


def heading(label: str, doc: str = "") -> Entry:
    """A line that only names what follows."""
    return Entry("", label, doc=doc)
