"""Pages of options with something beside them: providers with their state, the clock, and what the program is."""

from datetime import UTC, datetime

from lobbycard import __version__
from lobbycard.core import Core
from lobbycard.errors import AppError, UsageError
from lobbycard.store import schedules
from lobbycard.tasks import upkeep
from lobbycard.tasks.providers import asking, trying_keys
from lobbycard.tasks.providers.trying_keys import Answer
from lobbycard.tui import text
from lobbycard.tui.roles import BAD, GOOD, QUIET, WARN
from lobbycard.tui.settings.options import OptionsPage
from lobbycard.tui.settings.page import Asker, Entry, Page, heading

_NEED_KEY = ("tmdb", "tvdb", "fanart", "omdb")


class ProvidersPage(OptionsPage):
    """Keys, addresses and limits; `t` asks the provider whether it takes the key."""

    can_test = True

    def __init__(self, core: Core, asker: Asker) -> None:
        doc = "Who is asked for metadata and artwork. Keys are kept in the configuration file, which only you can read."
        super().__init__(core, asker, "Providers", doc, lambda key: key.startswith("providers."))
        self._answers: dict[str, Answer] = {}

    async def entries(self) -> list[Entry]:
        """The state of each stands first."""
        found: list[Entry] = []
        for entry in await super().entries():
            provider = entry.key.split(".")[1] if entry.key else ""
            if entry.key.endswith(".enabled"):
                found.append(self._state(provider))
            found.append(entry)
        return found

    def _state(self, provider: str) -> Entry:
        answer = self._answers.get(provider)
        doc = "How it is doing. t asks it one cheap question."
        if answer is not None:
            said = f"{answer.message} {answer.hint}".strip()
            return Entry(f"state.{provider}", "State", said, GOOD if answer.ok else BAD, doc)
        opened = vars(self.core.tools).get("providers")
        for status in opened.status() if opened is not None else ():
            if status.name == provider and status.state != "closed":
                return Entry(f"state.{provider}", "State", status.last_error or "left alone for now", BAD, doc)
        if provider in _NEED_KEY and not asking.has_key(self.core.settings, provider):
            return Entry(f"state.{provider}", "State", "not asked: it has no key", WARN, doc)
        return Entry(f"state.{provider}", "State", "not tested (t)", QUIET, doc)

    async def change(self, key: str) -> None:
        """A changed key is tried at once."""
        if key.startswith("state."):
            await self.test(key)
            return
        await super().change(key)
        provider = key.split(".")[1]
        if key.endswith((".api_key", ".pin", ".client_key", ".base_url")):
            self._answers.pop(provider, None)
            if asking.has_key(self.core.settings, provider):
                await self.test(key)

    async def test(self, key: str) -> None:
        """Ask it."""
        provider = key.split(".")[1]
        if provider not in trying_keys.NAMES:
            raise UsageError("This one needs no network; there is nothing to test.")
        self._answers[provider] = Answer(True, "asking …")
        self._answers[provider] = await trying_keys.try_key(self.core.tools, provider)


class UpkeepPage(OptionsPage):
    """How often, with when it runs next."""

    def __init__(self, core: Core, asker: Asker) -> None:
        doc = "What is done by itself, each so many hours; 0 is never. It runs while Lobbycard or its worker does."
        super().__init__(core, asker, "Upkeep", doc, lambda key: key.startswith("upkeep."))

    async def entries(self) -> list[Entry]:
        """The times of the clock stand beside the options."""
        rows = {row.name: row for row in await self.core.store.read(schedules.all_of)}
        settings = {f"upkeep.{setting}": f"upkeep.{name}" for name, (_, setting) in upkeep.SCHEDULED.items()}
        found: list[Entry] = []
        for entry in await super().entries():
            row = rows.get(settings.get(entry.key, ""))
            if row is not None:
                entry = entry._replace(
                    note=f"next {when(row.next_run_at)}", facts=(*entry.facts, ("Last run", when(row.last_run_at)))
                )
            found.append(entry)
        return found


def when(moment: datetime | None, now: datetime | None = None) -> str:
    """A time from now, or ago."""
    if moment is None:
        return "never"
    seconds = (moment - (now or datetime.now(UTC))).total_seconds()
    return f"in {text.duration(seconds)}" if seconds > 0 else f"{text.duration(-seconds)} ago"


class AboutPage(Page):
    """What the program is, where it keeps its things, and whom it thanks."""

    title = "About"
    doc = "Version, folders, and the sources of metadata and pictures."

    async def entries(self) -> list[Entry]:
        """Nothing here can be changed."""
        paths = self.core.paths
        places = (
            ("Configuration", paths.config_file),
            ("Your themes", paths.themes_dir),
            ("Data", paths.data_dir),
            ("Cache", paths.cache_dir),
            ("Log", paths.log_file),
        )
        return [
            heading("Lobbycard"),
            _told("version", "Version", __version__, "Lobbycard is free software."),
            _told("database", "Database", "SQLite" if self.core.store.is_sqlite else "PostgreSQL", "What it runs on."),
            heading("Where things are"),
            *(_told(name, name, str(place), str(place)) for name, place in places),
            heading("Metadata and pictures come from"),
            *await self._attributions(),
        ]

    async def _attributions(self) -> list[Entry]:
        try:
            opened = await self.core.tools.in_thread(lambda: self.core.tools.providers)
        except AppError as error:
            return [_told("providers", "Providers", error.message, error.hint)]
        return [
            _told(f"from {name}", provider.label, provider.attribution.text, provider.attribution.text,
                  ("Address", provider.attribution.url))
            for name, provider in opened.by_name.items()
        ]  # fmt: skip


def _told(key: str, label: str, value: str, doc: str, *facts: tuple[str, str]) -> Entry:
    return Entry(key, label, value, doc=doc, facts=facts, fixed="This is only told, not set.")
