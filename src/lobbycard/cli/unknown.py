"""`lobbycard unknown`: list files that nobody recognised, and resolve them."""

import argparse
import json
from typing import Any

from lobbycard.cli.options import add_json
from lobbycard.cli.session import with_core
from lobbycard.core import Core
from lobbycard.errors import UsageError
from lobbycard.model.words import plural
from lobbycard.store import libraries, naming, unknown
from lobbycard.store.unknown import UnknownRow
from lobbycard.tasks import resolve_unknown


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    add_json(parser)
    parser.add_argument("--library", metavar="NAME", help="only this library")
    commands = parser.add_subparsers(dest="action", metavar="ACTION")
    listed = commands.add_parser("list", help="list them (also without an action)")
    assign = commands.add_parser("assign", help="say what a file is for")
    assign.add_argument("file", metavar="FILE", help="its number or path")
    assign.add_argument("item", metavar="ITEM", help="number, path or title of an item")
    assign.add_argument("type", metavar="TYPE", help="video, subtitle, trailer, extra, poster, fanart, …")
    ignore = commands.add_parser("ignore", help="never hear of such files again")
    ignore.add_argument("pattern", metavar="PATTERN", help="such as '*.txt' or 'Old/'")
    recycle = commands.add_parser("recycle", help="put a file into the recycle bin")
    recycle.add_argument("file", metavar="FILE", help="its number or path")
    for command in (listed, assign, ignore, recycle):
        # SUPPRESS: what was said before the action is not overwritten by what was not said after it.
        command.add_argument("--json", action="store_true", default=argparse.SUPPRESS)
        command.add_argument("--library", metavar="NAME", default=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    """Carry it out."""
    actions = {"assign": _assign, "ignore": _ignore, "recycle": _recycle}
    return with_core(lambda core: actions.get(options.action, _list)(core, options))


async def _list(core: Core, options: argparse.Namespace) -> int:
    library = await core.store.read(libraries.find, options.library) if options.library else None
    rows = await core.store.read(unknown.page, library_id=library.id if library is not None else None)
    for row in rows:
        if options.json:
            print(json.dumps(_plain(row), ensure_ascii=False))
        else:
            near = f"  (near {row.item_id} {row.item})" if row.item_id is not None else ""
            print(_printable(f"{row.id}  {row.root}/{row.path}  {row.reason}{near}"))
    if not rows and not options.json:
        print("Every file is recognised.")
    return 0


def _plain(row: UnknownRow) -> dict[str, Any]:
    said = row._asdict()
    return said | {"path": _printable(f"{row.root}/{row.path}"), "root": _printable(row.root)}


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


async def _assign(core: Core, options: argparse.Namespace) -> int:
    row = await core.store.read(unknown.find, options.file)
    item_id = await core.store.read(naming.find, options.item)
    batch = await resolve_unknown.assign(core.tools, row, item_id, options.type)
    return _done(options, batch, f"{row.path} is now the {options.type} of item {item_id}.")


async def _ignore(core: Core, options: argparse.Namespace) -> int:
    if options.library:
        chosen = [await core.store.read(libraries.find, options.library)]
    else:
        chosen = await core.store.read(libraries.all_of)
    if len(chosen) != 1:
        raise UsageError("Patterns belong to a library.", "Name it: lobbycard unknown --library NAME ignore PATTERN")
    batch, count = await resolve_unknown.ignore(core.tools, chosen[0], options.pattern)
    return _done(options, batch, f"“{options.pattern}” is ignored from now on; {plural(count, 'file')} left the list.")


async def _recycle(core: Core, options: argparse.Namespace) -> int:
    row = await core.store.read(unknown.find, options.file)
    batch = await resolve_unknown.recycle(core.tools, row)
    return _done(options, batch, f"{row.path} is in the recycle bin.")


def _done(options: argparse.Namespace, batch: str, said: str) -> int:
    if options.json:
        print(json.dumps({"batch": batch, "result": _printable(said)}, ensure_ascii=False))
    else:
        print(_printable(said))
        print(f"To take it back: lobbycard undo {batch}")
    return 0
