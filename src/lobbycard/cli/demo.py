"""`lobbycard demo`: the real program on a small made-up library; needs no key, network or media."""

import argparse
import asyncio
import contextlib
import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

from lobbycard.cli.main import add_screen_arguments
from lobbycard.errors import FileError, UsageError
from lobbycard.paths import Paths, hint_for, reason

if TYPE_CHECKING:
    from lobbycard.config import Settings
    from lobbycard.core import Core

MARK = "lobbycard-demo"
"""Only a folder with this file in it is ever cleaned up."""
CONFIGURATION = """\
# The demo's own settings: it asks nobody but itself. What is changed in the demo is written here.
[providers]
demo = { enabled = true }
tmdb = { enabled = false }
tvdb = { enabled = false }
fanart = { enabled = false }
tvmaze = { enabled = false }
omdb = { enabled = false }
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    add_screen_arguments(parser)
    parser.add_argument("--dir", metavar="FOLDER", help="where to make it (default: a scratch folder)")
    parser.add_argument(
        "--keep",
        action="store_true",
        help="do not clean up; --dir with the folder that is named at the end goes on from there",
    )
    parser.add_argument("--prepare", action="store_true", help="make it, do all the background work, show nothing")


def run(options: argparse.Namespace) -> int:
    """Carry it out."""
    if not options.prepare:
        from lobbycard.cli import screen

        screen.require_terminal()
    folder, is_scratch = _folder(options)
    try:
        return _demo(folder, options)
    finally:
        if is_scratch and not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            again = f"lobbycard demo --dir {shlex.quote(str(folder))}"
            sys.stderr.write(f"The demo is kept in {folder}; see it again: {again}\n")


def _folder(options: argparse.Namespace) -> tuple[Path, bool]:
    if not options.dir:
        return Path(tempfile.mkdtemp(prefix="lobbycard-demo-")), True
    folder = Path(options.dir).absolute()
    try:
        if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).exists():
            raise UsageError(f"{folder} is not empty and not a demo.", "Name a new folder.")
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(f"The demo cannot be made in {folder}: {reason(error)}.", hint_for(error)) from error
    return folder, False


def _demo(folder: Path, options: argparse.Namespace) -> int:
    paths = Paths.below(folder / "home")
    (folder / MARK).touch()
    if not paths.database_file.exists():
        sys.stderr.write("Making a few dozen public-domain films and series…\n")
    settings = settings_of(paths)
    if options.prepare:
        return asyncio.run(_prepare(settings, paths, folder))
    return asyncio.run(_show(settings, paths, folder, options))


def settings_of(paths: Paths) -> "Settings":
    """The demo's own, whatever this user has configured for real; only how it looks comes from the environment."""
    from lobbycard import logs
    from lobbycard.config import load

    paths.make()
    if not paths.config_file.exists():
        paths.config_file.write_text(CONFIGURATION, "utf-8")
    looks = {name: value for name, value in os.environ.items() if name.startswith("LOBBYCARD_GENERAL__")}
    settings = load(paths.config_file, looks)
    logs.open_log(paths.log_file, settings.logging.level, settings.logging.keep)
    return settings


@contextlib.asynccontextmanager
async def _opened(settings: "Settings", paths: Paths, folder: Path, kind: str) -> "AsyncIterator[Core]":
    """The program on the demo's libraries, empty as they may be."""
    from lobbycard.cli import demo_life
    from lobbycard.core import Core

    core = Core(settings, paths, kind=kind)
    try:
        await core.start()
        await demo_life.add_libraries(core, folder)
        yield core
    finally:
        await core.close()


async def _prepare(settings: "Settings", paths: Paths, folder: Path) -> int:
    from lobbycard.cli import demo_life

    async with _opened(settings, paths, folder, "command") as core:
        await demo_life.live(core, folder)
    return 0


async def _show(settings: "Settings", paths: Paths, folder: Path, options: argparse.Namespace) -> int:
    """The screens at once; the library fills while one looks."""
    from lobbycard.cli import demo_life, screen
    from lobbycard.tui.app import LobbycardApp

    async with _opened(settings, paths, folder, "tui") as core:
        living = asyncio.create_task(demo_life.live(core, folder), name="demo")
        try:
            return await screen.show_app(
                LobbycardApp(settings, paths, core=core, images=options.images, theme=options.theme)
            )
        finally:
            living.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await living
