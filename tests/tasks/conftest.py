"""What the tests of tasks share: the real core on a scratch folder, and the provider server."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from lobbycard.config import Settings
from lobbycard.core import Core
from lobbycard.model.facts import Facts
from lobbycard.model.item import HttpAnswer, Item
from lobbycard.model.kinds import Automation, ItemKind, JobStatus, LibraryKind
from lobbycard.model.preference import FILENAME, Preference
from lobbycard.paths import Paths
from lobbycard.providers.base import Clock
from lobbycard.providers.registry import open_providers
from lobbycard.providers.transport import Shared
from lobbycard.store import fields, items, jobs, libraries, sources
from lobbycard.store.history import Change
from lobbycard.tools import USER_AGENT, KeptAnswers
from tests.providers.server import KEYS, ProviderServer

SCAN = Change("scan", "scan", "scan")


@pytest.fixture
def server() -> Iterator[ProviderServer]:
    """A provider server with a small invented catalogue."""
    with ProviderServer() as running:
        yield running


def provider_settings(server: ProviderServer, *names: str, **common: Any) -> dict[str, Any]:
    """The section `providers` that leads to the server; providers that are not named are off."""
    sections: dict[str, Any] = {}
    for name in KEYS:
        section: dict[str, Any] = {"base_url": server.url(name), "enabled": name in (names or KEYS)}
        section |= {"requests_per_second": 500.0, "concurrency": 16, **common}
        if KEYS[name]:
            section["api_key"] = KEYS[name]
        sections[name] = section
    return sections


class Desk:
    """The open program with shortcuts."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self.tools = core.tools
        self.store = core.store

    async def library(self, kind: LibraryKind = LibraryKind.MOVIE, automation: Automation = Automation.MANUAL) -> int:
        """A library in the scratch folder."""
        path = Path(self.core.paths.data_dir).parent / f"media-{kind}"
        path.mkdir(exist_ok=True)
        library = await self.store.write(libraries.add, str(path), kind, automation=automation)
        return library.id

    async def item(self, title: str, year: int | None = None, kind: ItemKind = ItemKind.MOVIE, **values: Any) -> int:
        """An item as a scan makes it."""
        ids = values.pop("ids", {})
        said: dict[str, Any] = {"title": title} | ({"year": year} if year else {})
        return await self.store.write(_make, kind, said, ids, values)

    async def run(self, *requests: Any, **options: Any) -> list[jobs.JobRow]:
        """Ask for work, wait until all of it (and what follows) is done or put off, give the asked jobs."""
        ids = await self.core.enqueue(*requests, **options)
        await asyncio.wait_for(self.core.idle(patience=5), 60)
        rows = [await self.store.read(jobs.by_id, job_id) for job_id in ids]
        return [row for row in rows if row is not None]

    async def get(self, item_id: int) -> Item:
        """An item as it is now."""
        item = await self.store.read(items.by_id, item_id)
        assert item is not None
        return item

    async def forget_answers(self) -> None:
        """Drop the kept answers: everything is asked anew, without conditions."""
        await self.store.write(lambda session: session.execute(delete(HttpAnswer)))

    async def all_jobs(self) -> list[jobs.JobRow]:
        """Every job there was."""
        return await self.store.read(jobs.page, tuple(JobStatus))


def _make(session: Any, kind: ItemKind, said: dict[str, Any], ids: dict[str, str], values: dict[str, Any]) -> int:
    item = Item(kind=kind, title=str(said["title"]), **values)
    session.add(item)
    session.flush()
    facts = Facts(said, ids)
    sources.remember(session, item.id, FILENAME, facts)
    fields.merge(session, item, Preference(), SCAN, {FILENAME: facts}, is_new=True)
    return item.id


@asynccontextmanager
async def opened(
    folder: Path,
    sections: dict[str, Any] | None = None,
    *,
    work: bool = True,
    clock: Clock | None = None,
    grace: float = 3.0,
    **more: Any,
) -> AsyncIterator[Desk]:
    """The real program on a folder."""
    environment = {"LOBBYCARD_HOME": str(folder / "home"), "HOME": str(folder)}
    paths = Paths.from_environment(environment)
    settings = Settings.model_validate({"providers": sections or {}, **more})
    core = Core(settings, paths, kind="test")
    if clock is not None:
        # The same providers, with a clock that does not wait between tries.
        shared = Shared(KeptAnswers(core.store), clock, core.tools.in_thread, USER_AGENT)
        core.tools.__dict__["providers"] = open_providers(core.tools.provider_sections, shared)
    await core.start(work=work)
    try:
        yield Desk(core)
    finally:
        await core.close(grace)
