"""A small library with artwork to choose from, made by the program itself from the demo's provider: no network."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from lobbycard.config import Settings
from lobbycard.core import Core
from lobbycard.model.kinds import Automation, ItemKind, LibraryKind
from lobbycard.paths import Paths
from lobbycard.store import choosing, history, items, libraries
from lobbycard.store.items import ListQuery
from lobbycard.tasks.enrich_item import EnrichItem
from lobbycard.tasks.identify_item import IdentifyItem
from lobbycard.tasks.pictures import ranking
from lobbycard.tasks.scan_library import ScanLibrary
from tests.tui.opened import App, TestPilot, made

FILMS = ("Metropolis (1927)", "The General (1926)", "The Kid (1921)", "Detour (1945)", "Nosferatu (1922)")
UNSURE = ("The 39 Steps", "Zzyzx Home Movie")
"""The first may be one of two films, the second is none that anybody knows."""
SERIES = ("Flash Gordon/Flash Gordon - S01E01.mkv", "Flash Gordon/Flash Gordon - S02E01.mkv")
_OFF = {name: {"enabled": False} for name in ("tmdb", "tvdb", "fanart", "tvmaze", "omdb")}


def settings() -> Settings:
    """Nobody but the demo is asked."""
    return Settings.model_validate({"providers": {"demo": {"enabled": True}, **_OFF}, "scan": {"probe": False}})


def build(home: Path) -> None:
    """Scan, identify, enrich and choose, into this folder; a few seconds, so do it once."""
    asyncio.run(_build(home))


async def _build(home: Path) -> None:
    films, series = home / "films", home / "series"
    for name in (*FILMS, *UNSURE):
        (films / name).mkdir(parents=True)
        (films / name / f"{name}.mkv").write_bytes(b"\x1aE\xdf\xa3" + name.encode() * 400)
    for path in SERIES:
        (series / path).parent.mkdir(parents=True, exist_ok=True)
        (series / path).write_bytes(b"\x1aE\xdf\xa3" + path.encode() * 400)
    core = Core(settings(), Paths.below(home / "program"))
    await core.start()
    kinds = ((films, LibraryKind.MOVIE), (series, LibraryKind.TV))
    found = [
        await core.store.write(libraries.add, str(path), kind, automation=Automation.MANUAL) for path, kind in kinds
    ]
    await core.enqueue(*(ScanLibrary(library_id=one.id) for one in found))
    await core.idle()
    ids = await core.store.read(items.ids, ListQuery())
    for request in (IdentifyItem, EnrichItem):
        await core.enqueue(*(request(item_id=item_id) for item_id in ids))
        await core.idle()
    family = await core.store.read(items.family, list(ids))
    judge = ranking.judge(core.settings.general.language)
    await core.store.write(choosing.decide, family, judge, history.Change("built", "auto", "select"))
    await core.close()


def copied(reels: Path, to: Path) -> Paths:
    """A copy to play with; the libraries' files stay where they were made and are not touched."""
    shutil.copytree(reels / "program", to)
    return Paths.below(to)


@asynccontextmanager
async def running(
    paths: Paths, size: tuple[int, int] = (140, 42), images: str = "halfblock", **options: Any
) -> AsyncIterator[tuple[App, TestPilot]]:
    """The app on such a library."""
    app = made(paths, settings=options.pop("settings", settings()), images=images, **options)
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: app.core is not None and app.current_mode == "library")
        await pilot.pause()
        yield app, pilot
        app.exit()


async def until(pilot: TestPilot, condition: Callable[[], Any], seconds: float = 60) -> None:
    """Wait for something that is going to happen."""
    for _ in range(int(seconds / 0.02)):
        if condition():
            await pilot.pause()
            return
        await pilot.pause(0.02)
    raise AssertionError("it did not happen")


async def item_id(app: App, title: str, kind: ItemKind | None = None) -> int:
    """An item by its title."""
    assert app.core is not None
    kinds = (kind,) if kind is not None else items.TOP_LEVEL
    found = await app.core.store.read(items.ids, ListQuery(kinds=kinds, filter=f'"{title}"'))
    assert found, f"there is no {title}"
    return found[0]
