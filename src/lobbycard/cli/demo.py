"""`lobbycard demo`: the real program on a small made-up library; needs no key, network or media."""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from lobbycard.cli.main import add_screen_arguments
from lobbycard.config import Settings
from lobbycard.core import Core
from lobbycard.errors import UsageError
from lobbycard.model.kinds import Automation, LibraryKind, Trigger
from lobbycard.paths import Paths
from lobbycard.store import libraries
from lobbycard.tasks.scan_library import ScanLibrary

MARK = "lobbycard-demo"
"""Only a folder with this file in it is ever cleaned up."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    add_screen_arguments(parser)
    parser.add_argument("--dir", metavar="FOLDER", help="where to make it (default: a scratch folder)")
    parser.add_argument("--keep", action="store_true", help="do not clean up; the next demo goes on from there")
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
        elif options.keep or options.dir:
            sys.stderr.write(f"The demo is kept in {folder}; see it again: lobbycard demo --dir {folder}\n")


def _folder(options: argparse.Namespace) -> tuple[Path, bool]:
    if not options.dir:
        return Path(tempfile.mkdtemp(prefix="lobbycard-demo-")), True
    folder = Path(options.dir).absolute()
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise UsageError(f"{folder} is not empty and not a demo.", "Name a new folder.")
    folder.mkdir(parents=True, exist_ok=True)
    return folder, False


def _demo(folder: Path, options: argparse.Namespace) -> int:
    from lobbycard.demo import library

    (folder / MARK).touch()
    paths = Paths.below(folder / "home")
    settings = _settings()
    is_new = not paths.database_file.exists()
    if is_new:
        sys.stderr.write("Making a few dozen public-domain films and series…\n")
        made = library.build(folder / "library")
        _add_libraries(settings, paths, made.movies, made.series, work=options.prepare)
    if options.prepare:
        return 0
    from lobbycard.cli import screen

    return screen.show(settings, paths, images=options.images, theme=options.theme)


def _settings() -> Settings:
    """The defaults with the offline provider alone, whatever this user has configured for real."""
    off: dict[str, Any] = {"enabled": False}
    providers = dict.fromkeys(("tmdb", "tvdb", "fanart", "tvmaze", "omdb"), off) | {"demo": {"enabled": True}}
    return Settings.model_validate({"providers": providers, "general": _general()})


def _general() -> dict[str, str]:
    images = os.environ.get("LOBBYCARD_GENERAL__IMAGES")
    return {"images": images} if images else {}


def _add_libraries(settings: Settings, paths: Paths, movies: Path, series: Path, *, work: bool) -> None:
    """Add both libraries and ask for their first scan; the screens (or we, here) do the work."""
    import asyncio

    async def add() -> None:
        core = Core(settings, paths, kind="command")
        try:
            await core.start(work=work)
            for path, kind, name in ((movies, LibraryKind.MOVIE, "Films"), (series, LibraryKind.TV, "Series")):
                found = await core.store.write(libraries.add, str(path), kind, automation=Automation.HYBRID, name=name)
                await core.enqueue(ScanLibrary(library_id=found.id), trigger=Trigger.USER)
            if work:
                await core.idle()
        finally:
            await core.close()

    asyncio.run(add())
