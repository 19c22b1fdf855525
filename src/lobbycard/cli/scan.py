"""`lobbycard scan`: look for new, changed and vanished files."""

import argparse
import asyncio

from lobbycard.cli.once import one_object, place_of, told
from lobbycard.cli.options import add_json
from lobbycard.cli.progress import PATIENCE, Display
from lobbycard.cli.session import with_core
from lobbycard.core import Core
from lobbycard.errors import UsageError
from lobbycard.model.columns import now
from lobbycard.store import libraries
from lobbycard.tasks.scan_library import ScanLibrary


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("folders", nargs="*", metavar="FOLDER", help="only these folders of a library")
    parser.add_argument("--library", action="append", metavar="NAME", help="only this library")
    parser.add_argument("--full", action="store_true", help="look at every file, not only at changed folders")
    parser.add_argument(
        "--confirm-absence", action="store_true", help="believe that files are gone though very many are"
    )
    add_json(parser, "print one JSON object, like --once")


def run(options: argparse.Namespace) -> int:
    """Carry it out."""
    with one_object(options.json):
        return with_core(lambda core: _scan(core, options), jobs=True)


async def _scan(core: Core, options: argparse.Namespace) -> int:
    started = now()
    requests = await _requests(core, options)
    with Display(core, is_quiet=options.json) as display:
        await core.enqueue(*requests)
        await display.until(asyncio.create_task(core.idle(PATIENCE)))
    return await told(core, started, len(requests), as_json=options.json)


async def _requests(core: Core, options: argparse.Namespace) -> list[ScanLibrary]:
    flags = {"full": options.full, "confirm_absence": options.confirm_absence}
    if options.folders:
        folders: dict[int, list[str]] = {}
        for folder in options.folders:
            library, inside = await place_of(core, folder)
            folders.setdefault(library.id, []).append(inside)
        return [
            ScanLibrary(library_id=key, folders=() if "" in paths else tuple(paths), **flags)
            for key, paths in folders.items()
        ]
    if options.library:
        chosen = [await core.store.read(libraries.find, word) for word in options.library]
    else:
        chosen = [library for library in await core.store.read(libraries.all_of) if library.enabled]
    if not chosen:
        raise UsageError("There is no library yet.", "Add one: lobbycard library add FOLDER --kind movie")
    return [ScanLibrary(library_id=library.id, **flags) for library in chosen]
