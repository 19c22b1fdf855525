"""`lobbycard database`: bring the database up to date, back it up, check it, make it small."""

import argparse
import json
import os

from lobbycard.cli.options import add_json
from lobbycard.cli.session import with_core
from lobbycard.core import Core
from lobbycard.errors import StoreError, UsageError
from lobbycard.store import maintenance
from lobbycard.store.database import is_library
from lobbycard.tasks import back_up_database, check_database, vacuum_database

COULD_NOT_RUN = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument(
        "action",
        nargs="?",
        default="info",
        choices=["info", "migrate", "backup", "check", "vacuum"],
        help="what to do (default: info); `migrate` brings it up to date, `vacuum` gives unused space back",
    )
    parser.add_argument("target", nargs="?", metavar="FILE", help="of a backup: where it is written")
    add_json(parser, "print one JSON object")


def run(options: argparse.Namespace) -> int:
    """Carry it out."""
    actions = {"info": _info, "migrate": _migrate, "backup": _back_up, "check": _check, "vacuum": _vacuum}
    if options.target and options.action != "backup":
        raise UsageError("A file is named only for a backup.")
    return with_core(lambda core: actions[options.action](core, options))


async def _info(core: Core, options: argparse.Namespace) -> int:
    found = await core.store.read(maintenance.info)
    size = os.path.getsize(core.store.path) if core.store.is_sqlite else None
    place = core.store.path if core.store.is_sqlite else "PostgreSQL"
    if options.json:
        print(json.dumps({"database": place, "bytes": size, **found._asdict()}))
        return 0
    print(f"{place}: schema {found.schema}" + (f", {size / 1e6:,.1f} MB" if size is not None else ""))
    for name, count in found.rows.items():
        if count:
            print(f"{count:>12,}  {name}")
    return 0


async def _migrate(core: Core, options: argparse.Namespace) -> int:
    """Opening the database has done it."""
    found = await core.store.read(maintenance.info)
    print(
        json.dumps({"schema": found.schema}) if options.json else f"The database is up to date (schema {found.schema})."
    )
    return 0


async def _back_up(core: Core, options: argparse.Namespace) -> int:
    target = os.path.abspath(options.target) if options.target else ""
    if target and core.store.is_sqlite:
        await core.tools.in_thread(_require_free, target, core.store.path)
    written = await back_up_database.back_up(core.tools, target)
    print(json.dumps({"backup": written}) if options.json else f"Backed up the database to {written}")
    return 0


def _require_free(target: str, used: str) -> None:
    """A backup takes the place of nothing but an older backup."""
    if os.path.isdir(target):
        raise UsageError(f"{target} is a folder.", "Name a file.")
    if not os.path.isdir(os.path.dirname(target)):
        raise UsageError(f"There is no folder {os.path.dirname(target)}.", "Make it first; is its disk mounted?")
    if not os.path.lexists(target):
        return
    if not is_library(target) or os.path.samefile(target, used):
        raise UsageError(f"{target} is there already and is no backup.", "Name another file.")


async def _check(core: Core, options: argparse.Namespace) -> int:
    found = await check_database.problems(core.tools)
    if options.json:
        print(json.dumps({"problems": found}))
        return COULD_NOT_RUN if found else 0
    if found:
        raise StoreError(
            f"The database is damaged: {'; '.join(found)}.", f"Restore a backup from {core.paths.backup_dir}."
        )
    print("The database is in order.")
    return 0


async def _vacuum(core: Core, options: argparse.Namespace) -> int:
    said = await vacuum_database.compact(core.tools)
    print(json.dumps({"done": said}) if options.json else f"{said}.")
    return 0
