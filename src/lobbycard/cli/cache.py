"""`lobbycard cache`: what the picture cache holds and why; verify it, clear it of what nothing uses."""

import argparse
import json

from lobbycard.cli import chosen
from lobbycard.cli.options import add_json, count_or_none
from lobbycard.cli.session import with_core
from lobbycard.core import Core
from lobbycard.errors import UsageError
from lobbycard.jobs.registry import Request
from lobbycard.store import blobs
from lobbycard.tasks.collect_garbage import CollectGarbage
from lobbycard.tasks.verify_cache import VerifyCache


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument(
        "action",
        nargs="?",
        choices=["show", "why", "verify", "clean"],
        default="show",
        help="what to do (default: show); `why` tells who uses a picture, `clean` removes what nothing uses",
    )
    parser.add_argument("hash", nargs="?", metavar="NAME", help="why: the beginning of a picture's name in the cache")
    parser.add_argument("--days", type=count_or_none, metavar="N", help="clean: what nothing has used for so many days")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Carry it out."""
    return with_core(lambda core: _cache(core, options), jobs=options.action in {"verify", "clean"})


async def _cache(core: Core, options: argparse.Namespace) -> int:
    if options.action == "verify":
        return await _work(core, VerifyCache(), as_json=options.json)
    if options.action == "clean":
        return await _work(core, CollectGarbage(grace_days=options.days), as_json=options.json)
    return await (_why(core, options) if options.action == "why" else _show(core, options))


async def _work(core: Core, request: Request, *, as_json: bool) -> int:
    ended = await chosen.carry_out(core, [request], is_quiet=as_json)
    failed = False
    for row in ended:
        failed = failed or bool(row.error)
        said = row.error or row.result
        print(json.dumps({"job": row.name, "result": said}, ensure_ascii=False) if as_json else said)
    return 1 if failed else 0


async def _show(core: Core, options: argparse.Namespace) -> int:
    rows = await core.store.read(blobs.usage)
    failed = await core.store.read(blobs.failed_count)
    again = {name: await core.tools.in_thread(folder.size) for name, folder in core.tools.made_again.items()}
    if options.json:
        used = {row.purpose: {"count": row.blobs, "bytes": row.size} for row in rows}
        failures = {str(key): count for key, count in failed.items()}
        print(json.dumps({"used": used, "failed": failures, "made_again": again}))
        return 0
    for row in rows:
        print(f"{row.blobs:>9,}  {row.size / 1e6:>10,.1f} MB  {row.purpose}")
    print(f"{sum(row.blobs for row in rows):>9,}  {sum(row.size for row in rows) / 1e6:>10,.1f} MB  altogether")
    for name, size in again.items():
        print(f"{'':>9}  {size / 1e6:>10,.1f} MB  {name}, made again when needed")
    for failure, count in failed.items():
        print(f"{count:>9,}  chosen pictures could not be fetched: {str(failure).replace('_', ' ')}")
    print(f"in {core.tools.blobs.root}")
    return 0


async def _why(core: Core, options: argparse.Namespace) -> int:
    if not options.hash or len(options.hash) < 4:
        raise UsageError("Give at least four letters of the picture's name.", "lobbycard cache why 3fa9")
    uses = await core.store.read(blobs.uses, options.hash.lower())
    for use in uses:
        fields = {"item": use.item_id, "title": use.title, "type": use.asset_type, "why": use.why}
        print(
            json.dumps(fields, ensure_ascii=False)
            if options.json
            else f"{use.item_id}  {use.title}  {use.asset_type}  {use.why}"
        )
    if not uses and not options.json:
        print("Nothing uses it; it goes when its time of grace is over.")
    return 0
