"""The real core on a scratch library of a few files, without any provider."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from lobbycard.config import Settings
from lobbycard.core import Core
from lobbycard.jobs.registry import Request
from lobbycard.model.item import Item
from lobbycard.model.kinds import Automation, JobStatus, LibraryKind
from lobbycard.paths import Paths
from lobbycard.store import jobs, libraries
from lobbycard.store.database import Store
from lobbycard.tasks.scan_library import ScanLibrary
from tests import databases

OFF = {name: {"enabled": False} for name in ("tmdb", "tvdb", "fanart", "tvmaze", "omdb")}


@dataclass
class Shelf:
    """The open program and its library."""

    core: Core
    root: Path
    library_id: int

    @property
    def store(self) -> Store:
        return self.core.store

    def put(self, relative: str, content: bytes | str = b"x") -> str:
        path = self.root / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    def tree(self) -> dict[str, bytes]:
        found = {}
        for folder, folders, names in os.walk(self.root):
            folders[:] = [name for name in folders if not name.startswith(".lobbycard")]
            for name in names:
                path = Path(folder) / name
                found[str(path.relative_to(self.root))] = path.read_bytes()
        return found

    async def scan(self) -> None:
        await self.run(ScanLibrary(library_id=self.library_id, full=True, confirm_absence=True))

    async def run(self, request: Request) -> str:
        """Carry a job and all that follows from it to the end."""
        ids = await self.core.enqueue(request)
        await asyncio.wait_for(self.core.idle(), 60)
        row = await self.store.read(jobs.by_id, ids[0])
        assert row is not None
        assert row.status is JobStatus.COMPLETED, row.error
        return row.result

    async def items(self) -> dict[str, Item]:
        """Every item by its title."""
        return await self.store.read(_items)


def _items(session: Session) -> dict[str, Item]:
    found = list(session.exec(select(Item)))
    session.expunge_all()
    return {item.title if item.number is None else f"{item.title}#{item.number}": item for item in found}


@asynccontextmanager
async def opened(
    tmp_path: Path, *, kind: LibraryKind = LibraryKind.MOVIE, **sections: dict[str, Any]
) -> AsyncIterator[Shelf]:
    """A core that works on its queue, with an empty library of its own."""
    root = tmp_path / "library"
    root.mkdir(exist_ok=True)
    settings = Settings.model_validate({"providers": OFF, "scan": {"probe": False, "quiet_seconds": 0.0}} | sections)
    paths = Paths.below(tmp_path / "home")
    paths.make()
    databases.begin(paths.database_file)
    core = Core(settings, paths)
    await core.start()
    try:
        known = await core.store.read(libraries.all_of)
        library = (
            known[0] if known else await core.store.write(libraries.add, str(root), kind, automation=Automation.MANUAL)
        )
        yield Shelf(core, root, library.id)
    finally:
        await core.close()
