"""The app in a test: opened on real folders, waited for, looked at as a person would."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from lobbycard.config import Settings
from lobbycard.errors import AppError
from lobbycard.paths import Paths
from lobbycard.tui.app import LobbycardApp
from lobbycard.tui.screens.library import LibraryScreen
from lobbycard.tui.widgets.item_table import ItemTable

TestPilot = Pilot[AppError]


class App(LobbycardApp):
    """Closes what it opened when it is unmounted: the test runs it without the command line around it."""

    async def on_unmount(self) -> None:
        """End the background work."""
        await self.close_core()


def made(paths: Paths, **options: Any) -> App:
    """The app without pictures and without working on jobs."""
    settings = options.pop("settings", None) or Settings()
    chosen: dict[str, Any] = {"images": "off", "work": False} | options
    return App(settings, paths, **chosen)


@asynccontextmanager
async def running(
    paths: Paths, size: tuple[int, int] = (140, 42), **options: Any
) -> AsyncIterator[tuple[App, TestPilot]]:
    """The app with its library shown."""
    app = made(paths, **options)
    async with app.run_test(size=size, notifications=True) as pilot:
        await until_shown(pilot)
        yield app, pilot
        app.exit()


async def until_shown(pilot: TestPilot) -> None:
    """Wait until the library has read its list."""
    for _ in range(400):
        screen = pilot.app.screen
        if isinstance(screen, LibraryScreen) and screen.is_loaded:
            break
        if pilot.app.current_mode not in {"_default", "library"}:
            await pilot.app.switch_mode("library")  # an empty program begins with the first steps
        await pilot.pause(0.02)
    await settled(pilot)


async def settled(pilot: TestPilot, seconds: float = 0.16) -> None:
    """Wait for what is read, and for pauses after typing and moving."""
    await pilot.pause(seconds)
    busy = [worker for worker in pilot.app.workers if worker.group not in {"ask", "do", "open"}]
    if busy:
        with suppress(WorkerCancelled):  # a newer reading has taken its place
            await pilot.app.workers.wait_for_complete(busy)
    await pilot.pause()


async def press(pilot: TestPilot, *keys: str) -> None:
    """Press keys and wait for what follows."""
    await pilot.press(*keys)
    await settled(pilot)


def lines(app: LobbycardApp) -> list[str]:
    """The screen as text, line by line."""
    width, height = app.size
    strips = app.screen._compositor.render_strips(app.size)
    return [strip.text[:width].rstrip() for strip in strips[:height]]


def shown(app: LobbycardApp) -> str:
    """The screen as text."""
    return "\n".join(lines(app))


def table(app: LobbycardApp) -> ItemTable:
    """The library's list."""
    return app.screen.query_one(ItemTable)
