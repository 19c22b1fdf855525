"""What commands that work on items share: which items, asking for the work, saying what came of it."""

import argparse
import asyncio
import json
from collections.abc import Sequence

from lobbycard.cli import report
from lobbycard.cli.options import add_json
from lobbycard.cli.progress import PATIENCE, Display
from lobbycard.core import Core
from lobbycard.errors import UsageError
from lobbycard.jobs.registry import Request
from lobbycard.model.columns import now
from lobbycard.store import items, jobs, libraries, naming
from lobbycard.store.jobs import JobRow


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which items, and how it is told."""
    parser.add_argument("items", nargs="*", metavar="ITEM", help="number, title (in quotes) or path of an item")
    parser.add_argument("--library", action="append", metavar="NAME", help="all items of this library")
    parser.add_argument("--all", action="store_true", help="all items of all libraries")
    add_json(parser, "print one JSON object an item")


async def ids(core: Core, options: argparse.Namespace, filter_: str = "") -> list[int]:
    """The items that are meant; `filter_` is what is meant when none is named."""
    if options.items and (options.library or options.all):
        raise UsageError("Name items or libraries, not both.")
    if options.items:
        return [await core.store.read(naming.find, word) for word in options.items]
    libraries_: list[int | None] = [None]
    if options.library:
        libraries_ = [(await core.store.read(libraries.find, word)).id for word in options.library]
    found: list[int] = []
    for library_id in libraries_:
        query = items.ListQuery(filter="" if options.all else filter_, library_id=library_id)
        found += await core.store.read(items.ids, query)
    return found


async def carry_out(core: Core, requests: Sequence[Request], *, is_quiet: bool) -> list[JobRow]:
    """Ask for work and wait for it and what follows; gives what ended of that, and not of what ran beside it."""
    started = now()
    ours: set[int] = set()
    with Display(core, is_quiet=is_quiet) as display:
        for start in range(0, len(requests), 500):
            ours.update(await core.enqueue(*requests[start : start + 500]))
        await display.until(asyncio.create_task(core.idle(PATIENCE)))
    ended = await core.store.read(jobs.since, started)
    for row in sorted(ended):  # by number: what follows from a job comes after it
        if row.parent_id in ours:
            ours.add(row.id)
    return [row for row in ended if row.id in ours]


async def tell(core: Core, ids_: Sequence[int], ended: Sequence[JobRow], *, as_json: bool) -> int:
    """Print what came of it; 1 when something failed."""
    rows = await core.store.read(naming.described, ids_)
    results: dict[int, JobRow] = {}
    for job in ended:
        # The first is what was asked for; the others followed from it.
        if job.item_id is not None:
            results.setdefault(job.item_id, job)
    for row in rows:
        first = results.get(row["id"])
        row["result"] = "" if first is None else first.error or first.result
        if as_json:
            print(json.dumps(row, ensure_ascii=False))
        else:
            year = f" ({row['year']})" if row["year"] else ""
            print(f"{row['id']}  {row['title']}{year}  {row['state']}, {row['completeness']:.0f}%  {row['result']}")
    failed = report.failures(ended)
    if not as_json:
        report.say_failures(failed)
    return 1 if failed else 0
