"""`lobbycard library`: add, list, change and remove libraries."""

import argparse
import json
import sys
from typing import Any

from lobbycard.cli.session import with_core
from lobbycard.core import Core
from lobbycard.errors import UsageError
from lobbycard.model.kinds import Automation, LibraryKind
from lobbycard.model.library import Library
from lobbycard.store import libraries
from lobbycard.tasks import folders


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    commands = parser.add_subparsers(dest="action", metavar="ACTION")
    add = commands.add_parser("add", help="add a folder")
    add.add_argument("folder")
    add.add_argument("--kind", required=True, choices=[str(LibraryKind.MOVIE), str(LibraryKind.TV)])
    add.add_argument("--automation", choices=list(Automation), default=Automation.HYBRID)
    add.add_argument("--name", default="")
    listed = commands.add_parser("list", help="list all (also without an action)")
    listed.add_argument("--json", action="store_true")
    change = commands.add_parser("set", help="change properties: set NAME automation=yolo watch=true …")
    change.add_argument("library")
    change.add_argument("properties", nargs="+", metavar="KEY=VALUE")
    remove = commands.add_parser("remove", help="forget a library; no file is touched")
    remove.add_argument("library")
    remove.add_argument("--yes", action="store_true", help="do not ask")


def run(options: argparse.Namespace) -> int:
    """Carry it out."""
    actions = {"add": _add, "set": _set, "remove": _remove}
    return with_core(lambda core: actions.get(options.action, _list)(core, options))


async def _add(core: Core, options: argparse.Namespace) -> int:
    path = await core.tools.in_thread(folders.checked, options.folder)
    library = await core.store.write(
        libraries.add,
        path,
        LibraryKind(options.kind),
        automation=Automation(options.automation),
        name=options.name,
    )
    print(f"Added “{library.name}” ({library.path}), {library.kind}, {library.automation}.")
    print("It is scanned when the program opens, or now with: lobbycard --once")
    return 0


async def _list(core: Core, options: argparse.Namespace) -> int:
    known = await core.store.read(libraries.all_of)
    counts = await core.store.read(libraries.item_counts)
    if getattr(options, "json", False):
        for library in known:
            print(json.dumps(_plain(library, counts.get(library.id, 0)), ensure_ascii=False))
        return 0
    if not known:
        print("No libraries yet. Add one: lobbycard library add FOLDER --kind movie")
    for library in known:
        state = "" if library.accessible else "  (not reachable)"
        state += "" if library.enabled else "  (off)"
        count = counts.get(library.id, 0)
        print(
            f"{library.id}  {library.name}  {library.kind}  {library.automation}  {count} items  {library.path}{state}"
        )
    return 0


def _plain(library: Library, count: int) -> dict[str, Any]:
    return {
        "id": library.id,
        "name": library.name,
        "path": library.path,
        "kind": library.kind,
        "automation": library.automation,
        "enabled": library.enabled,
        "accessible": library.accessible,
        "items": count,
        "last_scanned_at": library.last_scanned_at.isoformat() if library.last_scanned_at else None,
    }


_WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False, "none": None, "": None}


async def _set(core: Core, options: argparse.Namespace) -> int:
    library = await core.store.read(libraries.find, options.library)
    new: dict[str, Any] = {}
    for entry in options.properties:
        key, equals, value = entry.partition("=")
        if not equals:
            raise UsageError(f"“{entry}” is not of the form KEY=VALUE.")
        new[key] = _value(key, value)
    if "path" in new:
        new["path"] = await core.tools.in_thread(folders.checked, new["path"])
    await core.store.write(libraries.update, library.id, new)
    print(f"Changed “{library.name}”.")
    return 0


def _value(key: str, value: str) -> Any:
    if key in {"name", "path"}:
        return value
    if key == "automation":
        if value not in set(Automation):
            raise UsageError(f"“{value}” is no automation.", "manual, hybrid or yolo.")
        return Automation(value)
    if key == "auto_scan_interval":
        if value.isdigit():
            return int(value) or None
    elif value.lower() in _WORDS:
        return _WORDS[value.lower()]
    raise UsageError(f"“{value}” makes no sense for {key}.")


async def _remove(core: Core, options: argparse.Namespace) -> int:
    library = await core.store.read(libraries.find, options.library)
    if not options.yes:
        if not sys.stdin.isatty():
            raise UsageError("Removing a library wants a yes.", "Add --yes.")
        answer = await core.tools.in_thread(
            input, f"Forget “{library.name}” and all that was chosen in it (no file is touched)? [y/N] "
        )
        if answer.strip().lower() not in {"y", "yes"}:
            print("Nothing was changed.")
            return 0
    await core.store.write(libraries.remove, library.id)
    print(f"Removed “{library.name}”. No file was touched.")
    return 0
