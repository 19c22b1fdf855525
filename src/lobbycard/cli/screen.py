"""Opens the screens."""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from lobbycard.errors import UsageError
from lobbycard.paths import Paths

if TYPE_CHECKING:
    from lobbycard.config import Settings
    from lobbycard.tui.app import LobbycardApp


def run(options: argparse.Namespace) -> int:
    """Open the screens on this user's library."""
    require_terminal()
    paths = Paths.from_environment(os.environ)
    return show(_settings, paths, images=options.images, theme=options.theme)


def _settings() -> "Settings":
    from lobbycard.cli.session import settings_and_paths

    return settings_and_paths()[0]


def require_terminal() -> None:
    """Screens need somewhere to be shown."""
    if not all(stream is not None and stream.isatty() for stream in (sys.__stdin__, sys.__stdout__, sys.__stderr__)):
        raise UsageError(
            "The screens need a terminal, and this is none.",
            "Use `lobbycard --once`, or a command (`lobbycard --help`).",
        )
    if os.environ.get("TERM", "") in {"", "dumb"}:
        raise UsageError(
            "The screens need a terminal that can move its cursor (TERM is not set, or “dumb”).",
            "Set TERM, or use `lobbycard --once`.",
        )


def show(
    settings: "Settings | Callable[[], Settings]",
    paths: Paths,
    *,
    images: str | None = None,
    theme: str | None = None,
) -> int:
    """Show the screens until the person leaves; raises what kept them from opening."""
    return asyncio.run(_show(settings, paths, images, theme))


async def _show(
    settings: "Settings | Callable[[], Settings]", paths: Paths, images: str | None, theme: str | None
) -> int:
    from lobbycard.tui.app import LobbycardApp

    return await show_app(LobbycardApp(settings, paths, images=images, theme=theme))


async def show_app(app: "LobbycardApp") -> int:
    """The same, with the app made already."""
    from lobbycard.tui import hangup
    from lobbycard.tui.app import run

    loop = asyncio.get_running_loop()
    with contextlib.suppress(NotImplementedError):
        loop.add_signal_handler(signal.SIGTERM, app.exit)

    def end() -> None:
        loop.call_soon_threadsafe(app.exit)

    watch = hangup.watch(end)
    try:
        error = await run(app)
    finally:
        if watch is not None:
            watch.stop()
    if app.unmade:
        print(f"Not written, since another program held the database: {', '.join(app.unmade)}.", file=sys.stderr)
    if error is not None:
        raise error
    return app.return_code or 0
