"""Opens the program for one command and closes it in order, whatever ends it."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from lobbycard.config import Settings
from lobbycard.errors import FileError, StoreError
from lobbycard.paths import Paths

if TYPE_CHECKING:
    from lobbycard.core import Core

T = TypeVar("T")


def settings_and_paths() -> tuple[Settings, Paths]:
    """The configuration of this user; ConfigError says what is wrong with it."""
    from lobbycard import logs
    from lobbycard.config import loading, options

    paths = Paths.from_environment(os.environ)
    settings = loading.load(paths.config_file, os.environ)
    try:
        paths.make()
    except FileError as error:
        raise StoreError(error.message, error.hint) from error  # nothing at all can be done without these folders
    logs.open_log(paths.log_file, settings.logging.level, settings.logging.keep, options.secret_values(settings))
    return settings, paths


def with_core(work: Callable[["Core"], Awaitable[T]], *, kind: str = "command", jobs: bool = False) -> T:
    """Run `work` on the open program. SIGINT and SIGTERM end it cleanly; `jobs` lets it work on the queue."""
    # Until the loop runs, too: loading the program takes a moment, and whoever ends it then means it.
    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    settings, paths = settings_and_paths()
    from lobbycard.core import Core

    async def main() -> T:
        core = Core(settings, paths, kind=kind)
        task = asyncio.current_task()
        assert task is not None  # inside asyncio.run there is one
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            with contextlib.suppress(NotImplementedError, ValueError, RuntimeError):
                loop.add_signal_handler(number, task.cancel)
        try:
            await core.start(work=jobs)
            return await work(core)
        finally:
            await core.close()

    try:
        return asyncio.run(main())
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None
