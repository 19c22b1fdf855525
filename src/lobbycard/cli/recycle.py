"""`lobbycard recycle`: what is in the recycle bins; bring it back, or let it go for good."""

import argparse
import json
from typing import Any

from lobbycard.cli import asking
from lobbycard.cli.options import add_json, add_limit, add_yes
from lobbycard.cli.options import count as number
from lobbycard.cli.session import with_core
from lobbycard.core import Core
from lobbycard.errors import UsageError
from lobbycard.model.kinds import Trigger
from lobbycard.model.words import plural
from lobbycard.store import history, libraries, recycling
from lobbycard.store.recycling import BinRow
from lobbycard.tasks import delete_items, purge_recycle, restore_recycled


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument(
        "action",
        nargs="?",
        default="list",
        choices=["list", "restore", "purge", "empty"],
        help="what to do (default: list); `purge` removes what has expired, `empty` everything",
    )
    parser.add_argument("ids", nargs="*", type=number, metavar="ID", help="entries, by the numbers of the list")
    parser.add_argument("--library", metavar="NAME", help="list only what was in this library")
    parser.add_argument("--search", default="", metavar="TEXT", help="list only paths with this in them")
    add_limit(parser)
    add_yes(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Carry it out."""
    if options.ids and options.action in {"list", "empty"}:
        raise UsageError(f"`recycle {options.action}` takes no numbers.", "To bring one back: recycle restore 12")
    actions = {"list": _list, "restore": _restore, "purge": _purge, "empty": _empty}
    return with_core(lambda core: actions[options.action](core, options))


async def _list(core: Core, options: argparse.Namespace) -> int:
    library = await core.store.read(libraries.find, options.library) if options.library else None
    library_id = library.id if library else None
    rows = await core.store.read(recycling.page, limit=options.limit, library_id=library_id, text=options.search)
    for row in rows:
        print(json.dumps(_plain(row), ensure_ascii=False) if options.json else _line(row))
    if not rows and not options.json:
        words = f" with “{options.search}” in its path" if options.search else ""
        print(f"Nothing{words} is in the recycle bins.")
    elif not options.json:
        count, size = await core.store.read(recycling.total, library_id)
        print(f"{plural(count, 'file')}, {size / 1e6:,.1f} MB")
    return 0


def _line(row: BinRow) -> str:
    why = f"  ({row.reason})" if row.reason else ""
    return f"{row.id:>6}  until {row.expires_at:%Y-%m-%d}  {row.size / 1e6:>9,.1f} MB  {_text(row.original_path)}{why}"


def _plain(row: BinRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "path": _text(row.original_path),
        "recycled_to": _text(row.recycle_path),
        "size": row.size,
        "type": row.type,
        "reason": row.reason,
        "sha256": row.sha256 or None,
        "batch": row.batch,
        "item": row.item_id,
        "deleted_at": row.deleted_at.isoformat(),
        "expires_at": row.expires_at.isoformat(),
    }


def _text(path: str) -> str:
    return path.encode("utf-8", "replace").decode()


async def _restore(core: Core, options: argparse.Namespace) -> int:
    if not options.ids:
        raise UsageError("Which files are to come back?", "Give their numbers: lobbycard recycle restore 12 13")
    change = history.by_user("restore")
    restoring = await restore_recycled.plan(core.tools, options.ids, change.batch)
    rows = [row for plan in restoring.plans for row in plan.describe()]
    count = await restore_recycled.carry_out(core.tools, restoring, change)
    await core.enqueue(*delete_items.scans(restoring.plans), trigger=Trigger.AUTOMATION)
    if options.json:
        plain = {"restored": [row.plain() for row in rows], "problems": restoring.problems, "batch": change.batch}
        print(json.dumps(plain, ensure_ascii=False))
    else:
        for row in rows:
            print(row.line())
        for problem in restoring.problems:
            print(f"not restored: {problem}")
        print(f"Brought back {plural(count, 'file')}.")
    return 1 if restoring.problems else 0


async def _purge(core: Core, options: argparse.Namespace) -> int:
    if options.ids and not options.yes:
        question = f"Delete {plural(len(options.ids), 'file')} for good?"
        if not await asking.yes(core, question):
            return 0
    return _say(await purge_recycle.purge(core.tools, ids=options.ids), options)


async def _empty(core: Core, options: argparse.Namespace) -> int:
    count, size = await core.store.read(recycling.total)
    question = f"Delete all {count:,} files ({size / 1e6:,.1f} MB) in the recycle bins for good?"
    if not options.yes and not await asking.yes(core, question):
        return 0
    return _say(await purge_recycle.purge(core.tools, everything=True), options)


def _say(purged: purge_recycle.Purged, options: argparse.Namespace) -> int:
    if options.json:
        print(json.dumps(purged._asdict()))
    else:
        print(f"Removed {plural(purged.files, 'file')} ({purged.bytes / 1e6:,.1f} MB) for good.")
        if purged.waiting:
            print(f"{purged.waiting:,} are in bins that cannot be reached now.")
    return 0
