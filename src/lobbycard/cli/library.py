"""`lobbycard library`: add, list, change and remove libraries."""

import argparse
import json
from typing import Any

from lobbycard.cli import asking
from lobbycard.cli.options import add_json, add_yes
from lobbycard.cli.session import with_core
from lobbycard.core import Core
from lobbycard.errors import UsageError
from lobbycard.model.kinds import Automation, LibraryKind
from lobbycard.model.library import Library
from lobbycard.model.words import plural
from lobbycard.store import libraries
from lobbycard.tasks.libraries import folders, removing


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    add_json(parser)
    commands = parser.add_subparsers(dest="action", metavar="ACTION")
    add = commands.add_parser("add", help="add a folder")
    add.add_argument("folder")
    add.add_argument("--kind", required=True, choices=[str(LibraryKind.MOVIE), str(LibraryKind.TV)])
    add.add_argument("--automation", choices=[str(word) for word in Automation], default=str(Automation.HYBRID))
    add.add_argument("--name", default="")
    listed = commands.add_parser("list", help="list all (also without an action)")
    add_json(listed)
    change = commands.add_parser("set", help="change properties: set NAME automation=yolo watch=true …")
    change.add_argument("library")
    change.add_argument("properties", nargs="+", metavar="KEY=VALUE")
    remove = commands.add_parser(
        "remove", help="forget a library; no file is touched, and a copy of the database is kept"
    )
    remove.add_argument("library")
    add_yes(remove)


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
    if options.json:
        for library in known:
            print(json.dumps(_plain(library, counts.get(library.id, 0)), ensure_ascii=False))
        return 0
    if not known:
        print("No libraries yet. Add one: lobbycard library add FOLDER --kind movie")
    for library in known:
        state = "" if library.accessible else "  (not reachable)"
        state += "" if library.enabled else "  (off)"
        held = plural(counts.get(library.id, 0), "item")
        print(f"{library.id}  {library.name}  {library.kind}  {library.automation}  {held}  {library.path}{state}")
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


_YES = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_LIKE_AUTOMATION = {"auto_identify", "auto_enrich", "auto_select", "auto_publish"}
"""The single switches: without a word of their own they follow the automation."""


def _value(key: str, value: str) -> Any:
    if key not in libraries.CHANGEABLE - {"naming"}:
        known = ", ".join(sorted(libraries.CHANGEABLE - {"naming"}))
        raise UsageError(f"A library has no property “{key}”.", f"Known: {known}.")
    if key in {"name", "path"}:
        return value
    if key == "automation":
        if value not in set(Automation):
            raise UsageError(f"“{value}” is no automation.", "manual, hybrid or yolo.")
        return Automation(value)
    if key == "auto_scan_interval":
        return _minutes(value)
    if value.lower() in _YES:
        return _YES[value.lower()]
    if key in _LIKE_AUTOMATION and value.lower() in {"none", ""}:
        return None
    also = ", or none: as the automation has it" if key in _LIKE_AUTOMATION else ""
    raise UsageError(f"“{value}” makes no sense for {key}.", f"yes or no{also}.")


def _minutes(value: str) -> int | None:
    if value.lower() in {"none", "", "0"}:
        return None
    if value.isascii() and value.isdigit() and int(value) <= libraries.LONGEST_INTERVAL:
        return int(value)
    raise UsageError(
        f"“{value}” is no number of minutes.",
        f"1 to {libraries.LONGEST_INTERVAL:,}; 0 switches the scans by the clock off.",
    )


async def _remove(core: Core, options: argparse.Namespace) -> int:
    library = await core.store.read(libraries.find, options.library)
    held = await core.store.read(libraries.holdings, library.id)
    lost = f"{plural(held.items, 'item')}, {plural(held.locks, 'lock')} and {plural(held.choices, 'chosen picture')}"
    question = f"Forget “{library.name}” with {lost} (no file is touched)?"
    if not options.yes and not await asking.yes(core, question):
        return 0
    copy = await removing.remove(core.tools, library)
    print(f"Removed “{library.name}” with {lost}. No file was touched.")
    if copy:
        print(f"The database as it was before is kept: {copy}")
    return 0
