"""The app in a test: opened on real folders, waited for, looked at as a person would."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual.pilot import Pilot
from textual.widgets._toast import Toast

from lobbycard.config import Settings
from lobbycard.errors import AppError
from lobbycard.paths import Paths
from lobbycard.tui.app import LobbycardApp
from lobbycard.tui.screens.library import LibraryScreen
from lobbycard.tui.widgets.item_table import ItemTable

TestPilot = Pilot[AppError]

PAUSE = 0.16
SHORT_PAUSE = 0.5
"""The pauses after keys are no longer than this."""
LONGEST_PAUSE = 4.0
"""Nor those after changes than this; what waits longer (a toast that goes away) is not waited for."""
PATIENCE = 20.0


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


async def settled(pilot: TestPilot, seconds: float = PAUSE) -> None:
    """Wait for what is read, and for pauses after typing and moving; for more seconds, also for longer pauses."""
    await pilot.pause(seconds)
    longest = LONGEST_PAUSE if seconds > PAUSE else SHORT_PAUSE
    end = time.monotonic() + PATIENCE
    while _is_under_way(pilot, longest) and time.monotonic() < end:
        await pilot.pause(0.02)
    await pilot.pause()


def _is_under_way(pilot: TestPilot, longest: float) -> bool:
    """Whether something is read, or a screen waits for a moment before it reads.

    That these moments are over when as many seconds have passed would hold on an idle machine only.
    """
    if any(worker.group not in {"ask", "do", "open"} and not worker.is_finished for worker in pilot.app.workers):
        return True
    nodes = (node for screen in pilot.app.screen_stack for node in screen.walk_children(with_self=True))
    timers = (timer for node in nodes if not isinstance(node, Toast) for timer in node._timers)
    return any(
        timer._repeat == 0 and timer._interval <= longest and timer._task is not None and not timer._task.done()
        for timer in timers
    )


async def press(pilot: TestPilot, *keys: str) -> None:
    """Press keys and wait for what follows; those after one that opens a screen, when that has read what it shows."""
    for key in keys:
        screen = pilot.app.screen
        await pilot.press(key)
        if pilot.app.screen is not screen:
            await settled(pilot)
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
