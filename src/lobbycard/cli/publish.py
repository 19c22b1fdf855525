"""`lobbycard publish`: write NFO and artwork beside the media, after showing what will be done."""

import argparse
import json
import os
import sys
from collections.abc import Sequence

from lobbycard.cli import asking, chosen
from lobbycard.cli.session import with_core
from lobbycard.core import Core
from lobbycard.jobs.registry import Request
from lobbycard.store import history, libraries
from lobbycard.store.jobs import JobRow
from lobbycard.store.publish import publish_queue as queue
from lobbycard.tasks.publish_item import PublishItem
from lobbycard.tasks.publish_many import PublishMany, portions
from lobbycard.tasks.publishing import planned
from lobbycard.tasks.publishing.planned import Publication

ASK_ABOVE = 24
"""More items than this are published only after a yes."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    chosen.add_arguments(parser)
    parser.add_argument("--dry-run", action="store_true", help="show what would be done, do nothing")
    parser.add_argument(
        "--keep", action="append", default=[], metavar="PATTERN", help="leave these files where they are"
    )
    parser.add_argument("--force", action="store_true", help="also over what others changed since (it goes to the bin)")
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(options: argparse.Namespace) -> int:
    """Carry it out."""
    return with_core(lambda core: _publish(core, options), jobs=not options.dry_run)


async def _publish(core: Core, options: argparse.Namespace) -> int:
    ids = await _ids(core, options)
    if not ids and not options.json:
        print(_NOTHING_KNOWN if options.all else _NOTHING_WAITS)
        return 0
    if options.dry_run:
        return await _show_all(core, ids, options)
    if len(ids) > ASK_ABOVE and not options.yes and not await asking.yes(core, f"Publish {len(ids):,} items?"):
        return 0
    mode = "force" if options.force else "asked"
    keep = tuple(options.keep)
    requests: list[Request] = [PublishMany(item_ids=tuple(ids), keep=keep, mode=mode)] if ids else []
    if len(ids) == 1:
        requests = [PublishItem(item_id=ids[0], keep=keep, mode=mode)]
    before = await core.store.read(history.last_undoable)
    code = _tell(await chosen.carry_out(core, requests, is_quiet=options.json), options)
    if not options.json and await core.store.read(history.last_undoable) != before:
        print("To take it back: lobbycard undo")
    return code


_NOTHING_WAITS = "Everything that is ready is published. All again: lobbycard publish --all"
_NOTHING_KNOWN = "Nothing is known well enough to be published. What waits for you: lobbycard identify"


async def _ids(core: Core, options: argparse.Namespace) -> list[int]:
    """What is named; without a name the publish queue, with --all everything that is known well enough."""
    if options.items:
        return await chosen.ids(core, options)
    found = queue.everything if options.all else queue.ready
    if not options.library:
        return await core.store.read(found)
    named = [await core.store.read(libraries.find, word) for word in options.library]
    return [item_id for library in named for item_id in await core.store.read(found, library.id)]


def _tell(ended: Sequence[JobRow], options: argparse.Namespace) -> int:
    ours = [row for row in ended if row.type in {"PublishItem", "PublishMany"}]
    failed = [row for row in ours if row.error]
    if options.json:
        rows = [{"job": row.name, "status": row.status, "result": row.result, "error": row.error} for row in ours]
        print(json.dumps({"jobs": rows, "failed": len(failed)}, ensure_ascii=False))
        return 1 if failed else 0
    for row in ours:
        print(row.result or f"failed: {row.error} {row.error_hint}".rstrip())
    return 1 if failed else 0


# --- preview -------------------------------------------------------------------------------------------------------


async def _show_all(core: Core, ids: Sequence[int], options: argparse.Namespace) -> int:
    mode = "force" if options.force else "asked"
    for portion in portions(ids):
        shown = await planned.plan_publish(core.tools, portion, mode=mode, keep=tuple(options.keep))
        if options.json:
            print(planned.dumps(shown))
        else:
            _show(shown)
    return 0


def _show(publication: Publication) -> None:
    diffs = publication.diffs()
    for part in publication.parts:
        for row in part.plan.describe():
            print(row.line())
            for line in diffs.get(f"{part.plan.root}/{row.path}", ()):
                print(f"    {_coloured(line)}")
    for one in publication.skipped():
        title = publication.titles.get(one.item_id, "")
        print(f"{'skipped':<9} {title}: {one.path or one.asset_type}  ({one.reason})")
    print(publication.summary())


_COLOURS = {"+": "32", "-": "31", "@": "36"}


def _coloured(line: str) -> str:
    colour = _COLOURS.get(line[:1])
    if colour is None or not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return line
    return f"\x1b[{colour}m{line}\x1b[0m"
