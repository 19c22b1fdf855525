"""Opens the program for one command and closes it in order, whatever ends it."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from lobbycard.config import Settings
from lobbycard.errors import FileError, StoreError
from lobbycard.paths import Paths

if TYPE_CHECKING:
    from types import FrameType

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
    """Run `work` on the open program. SIGINT, SIGTERM and SIGHUP end it cleanly; `jobs` lets it work on the queue."""
    settings, paths = settings_and_paths()
    from lobbycard.core import Core

    async def main() -> T:
        core = Core(settings, paths, kind=kind)
        task = asyncio.current_task()
        assert task is not None  # inside asyncio.run there is one
        loop = asyncio.get_running_loop()
        _catch(_ends(task, loop))
        try:
            await core.start(work=jobs)
            return await work(core)
        finally:
            await core.close()

    try:
        return asyncio.run(main())
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None
    finally:
        _catch(signal.default_int_handler)


Handler = Callable[[int, "FrameType | None"], Any]


def _catch(handler: Handler) -> None:
    ends = [signal.SIGTERM, signal.SIGINT]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup: it shall outlive its terminal
        ends.append(signal.SIGHUP)
    for number in ends:
        with contextlib.suppress(ValueError):  # only the main thread may
            signal.signal(number, handler)


def _ends(task: "asyncio.Task[Any]", loop: asyncio.AbstractEventLoop) -> Handler:
    """Not the loop's own handlers: where it is closed, SIGTERM would kill again."""

    def handle(number: int, frame: "FrameType | None") -> None:
        if task.done() or loop.is_closed():
            raise KeyboardInterrupt
        loop.call_soon_threadsafe(task.cancel)

    return handle
