"""`lobbycard --once`: scan, do what automation allows, wait until the queue is empty, say what changed."""

import argparse
import asyncio
import contextlib
import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from lobbycard.cli import report
from lobbycard.cli.progress import PATIENCE, Display
from lobbycard.cli.session import with_core
from lobbycard.core import Core
from lobbycard.errors import AppError, StoreError, UsageError
from lobbycard.model.columns import now
from lobbycard.model.kinds import Trigger
from lobbycard.model.library import Library
from lobbycard.store import libraries
from lobbycard.tasks.scan_library import ScanLibrary
from lobbycard.tasks.scanning import scan_preview
from lobbycard.tasks.scanning.scan_preview import Preview

DONE, SOME_FAILED, COULD_NOT_RUN = 0, 1, 3
SHOWN = 20
"""How many files are listed of each kind; all are in the JSON."""

Chosen = list[tuple[Library, tuple[str, ...]]]


def run(options: argparse.Namespace) -> int:
    """Carry it out."""
    with one_object(options.json):
        return with_core(lambda core: _once(core, options), kind="once", jobs=not options.dry_run)


@contextlib.contextmanager
def one_object(as_json: bool) -> Iterator[None]:
    """With `--json`, what kept a run from being done is an object as well: who reads it finds one in any case."""
    try:
        yield
    except AppError as error:
        if as_json:
            print(json.dumps({"error": error.message, "hint": error.hint}, ensure_ascii=False), flush=True)
        raise


UNREACHABLE = StoreError("No library could be reached; nothing was changed.", "Are the disks mounted?")


def _could_not_run() -> int:
    """For what has printed its object already."""
    sys.stderr.write(f"lobbycard: {UNREACHABLE.message}\n  {UNREACHABLE.hint}\n")
    return COULD_NOT_RUN


async def _once(core: Core, options: argparse.Namespace) -> int:
    chosen = await _chosen(core, options)
    if options.dry_run:
        return await _say_plan(core, chosen, options)
    started = now()
    requests = [ScanLibrary(library_id=library.id, folders=folders) for library, folders in chosen]
    with Display(core, is_quiet=options.json) as display:
        await core.enqueue(*requests, trigger=Trigger.SCHEDULE, batch=f"once-{started:%Y%m%dT%H%M%S}")
        await display.until(asyncio.create_task(core.idle(PATIENCE)))
    return await told(core, started, len(chosen), as_json=options.json)


async def told(core: Core, started: datetime, scanned: int, *, as_json: bool) -> int:
    """Print what was done since a moment, when so many libraries were to be scanned. Gives the exit code."""
    done = await report.of(core, started)
    is_lost = len(done["unreachable"]) == scanned
    if is_lost:
        done |= {"error": UNREACHABLE.message, "hint": UNREACHABLE.hint}
    if as_json:
        print(json.dumps(done, ensure_ascii=False))
    else:
        report.say(done)
    if is_lost:
        return _could_not_run()
    return SOME_FAILED if done["failed"] else DONE


async def _chosen(core: Core, options: argparse.Namespace) -> Chosen:
    known = [library for library in await core.store.read(libraries.all_of) if library.enabled]
    if not known:
        raise UsageError("There is no library yet.", "Add one: lobbycard library add FOLDER --kind movie")
    if options.library:
        known = [await core.store.read(libraries.find, word) for word in options.library]
    if not options.path:
        return [(library, ()) for library in known]
    folders: dict[int, list[str]] = defaultdict(list)
    by_id: dict[int, Library] = {}
    for path in options.path:
        library, inside = await place_of(core, path)
        folders[library.id].append(inside)
        by_id[library.id] = library
    return [(by_id[key], () if "" in paths else tuple(sorted(set(paths)))) for key, paths in folders.items()]


async def place_of(core: Core, path: str) -> tuple[Library, str]:
    """The library in which a path lies, and the folder in it; of a file, the one that holds it."""
    if not path:
        raise UsageError("A folder has a name.", "Is the variable that should hold it empty?")
    full = os.path.abspath(path)
    library = await core.store.read(libraries.holding, full)
    if await core.tools.in_thread(os.path.isfile, full):
        full = os.path.dirname(full)
    inside = os.path.relpath(full, library.path)
    return library, "" if inside == "." else inside


# --- without doing anything ----------------------------------------------------------------------------------------


async def _say_plan(core: Core, chosen: Chosen, options: argparse.Namespace) -> int:
    plans = [await scan_preview.preview(core.tools, library.id, folders) for library, folders in chosen]
    if options.json:
        rows = [asdict(plan) for plan in plans]
        counts = {name: sum(len(getattr(plan, name)) for plan in plans) for name in ("added", *_CHANGES)}
        lost = {} if any(plan.reachable for plan in plans) else {"error": UNREACHABLE.message, "hint": UNREACHABLE.hint}
        text = json.dumps({"dry_run": True, **counts, "libraries": rows, **lost}, ensure_ascii=False)
        print(text.encode("utf-8", "replace").decode())
    else:
        for plan in plans:
            _say_preview(plan)
    return DONE if any(plan.reachable for plan in plans) else _could_not_run()


_CHANGES = {"added": "new", "changed": "changed", "moved": "moved", "missing": "missing", "back": "back again"}


def _say_preview(plan: Preview) -> None:
    if not plan.reachable:
        print(f"{plan.library}: {plan.why}")
        return
    said = [f"{len(getattr(plan, name)):,} {word}" for name, word in _CHANGES.items() if getattr(plan, name)]
    print(f"{plan.library} ({plan.path}): {', '.join(said) or 'nothing new'}; would {', then '.join(plan.steps)}")
    for name, word in _CHANGES.items():
        entries = getattr(plan, name)
        for entry in entries[:SHOWN]:
            text = entry if isinstance(entry, str) else f"{entry[0]} -> {entry[1]}"
            print(f"  {word}: {text}".encode("utf-8", "replace").decode())
        if len(entries) > SHOWN:
            print(f"  … and {len(entries) - SHOWN:,} more {word}")
    if plan.held:
        print(f"  {plan.held:,} videos are not there: nothing would be marked as gone until you confirm it.")
    for problem in plan.failed[:SHOWN]:
        sys.stderr.write(f"not readable: {problem}\n")
