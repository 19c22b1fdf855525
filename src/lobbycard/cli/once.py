"""`lobbycard --once`: scan, do what automation allows, wait until the queue is empty, say what changed."""

import argparse
import asyncio
import json
import os
import sys
import time
from collections import defaultdict
from dataclasses import asdict
from datetime import datetime
from typing import Any

from lobbycard.cli.progress import PATIENCE, Display
from lobbycard.cli.session import with_core
from lobbycard.core import Core
from lobbycard.errors import StoreError, UsageError
from lobbycard.model.columns import now
from lobbycard.model.kinds import JobStatus, Trigger
from lobbycard.model.library import Library
from lobbycard.store import jobs, libraries, overview
from lobbycard.store.jobs import JobRow
from lobbycard.tasks import scan_preview
from lobbycard.tasks.scan_library import ScanLibrary
from lobbycard.tasks.scan_preview import Preview

DONE, SOME_FAILED, COULD_NOT_RUN = 0, 1, 3
COUNTED = ("added", "changed", "moved", "missing", "back", "held")
SHOWN = 20
"""How many failures are printed one by one; all are in the JSON."""

Chosen = list[tuple[Library, tuple[str, ...]]]


def run(options: argparse.Namespace) -> int:
    """Carry it out."""
    return with_core(lambda core: _once(core, options), kind="once", jobs=not options.dry_run)


async def _once(core: Core, options: argparse.Namespace) -> int:
    chosen = await _chosen(core, options)
    if options.dry_run:
        return await _say_plan(core, chosen, options)
    started, clock = now(), time.monotonic()
    requests = [ScanLibrary(library_id=library.id, folders=folders) for library, folders in chosen]
    with Display(core, is_quiet=options.json) as display:
        await core.enqueue(*requests, trigger=Trigger.SCHEDULE, batch=f"once-{started:%Y%m%dT%H%M%S}")
        await display.until(asyncio.create_task(core.idle(PATIENCE)))
    ended = await core.store.read(jobs.since, started)
    after = await core.store.read(overview.totals)
    report = _report(after, ended, await core.store.read(overview.gap_counts), time.monotonic() - clock)
    if options.json:
        print(json.dumps(report, ensure_ascii=False))
    else:
        _print(report, ended)
    if len(report["unreachable"]) == len(chosen):
        raise StoreError("No library could be reached; nothing was changed.", "Are the disks mounted?")
    return SOME_FAILED if report["failed"] else DONE


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
    full = os.path.abspath(path)
    library = await core.store.read(libraries.find, full)
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
        text = json.dumps({"dry_run": True, **counts, "libraries": rows}, ensure_ascii=False)
        print(text.encode("utf-8", "replace").decode())
    else:
        for plan in plans:
            _say_preview(plan)
    if all(not plan.reachable for plan in plans):
        raise StoreError("No library could be reached.", "Are the disks mounted?")
    return DONE


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


# --- what was done -------------------------------------------------------------------------------------------------


def _report(after: overview.Totals, ended: list[JobRow], gaps: dict[str, int], seconds: float) -> dict[str, Any]:
    scans = [row for row in ended if row.type == "ScanLibrary" and row.details]
    details = [row.details or {} for row in scans]
    return {
        **{name: sum(int(one.get(name, 0)) for one in details) for name in COUNTED},
        "unknown": after.unknown,
        "new_unknown": sum(int(one.get("unknown", 0)) for one in details),
        "failed": _failures(ended),
        "needs_identification": after.needs_identification,
        "unpublished": after.unpublished,
        "gaps": gaps,
        "items": after.items,
        "unreachable": [one["library"] for one in details if not one.get("reachable", True)],
        "libraries": _library_times(scans),
        "jobs": _job_times(ended),
        "seconds": round(seconds, 2),
    }


def _failures(ended: list[JobRow]) -> list[dict[str, str]]:
    """Jobs that failed, files and folders that could not be read, libraries that were away; each with its reason."""
    failed = [
        {"job": row.name, "type": row.type, "reason": row.error, "hint": row.error_hint}
        for row in ended
        if row.went_wrong
    ]
    for row in ended:
        details = row.details or {}
        if not details.get("reachable", True):
            failed.append({"job": row.name, "type": row.type, "reason": row.result, "hint": "Is its disk mounted?"})
        failed += [
            {"job": row.name, "type": row.type, "reason": reason, "hint": ""} for reason in details.get("failed", ())
        ]
    return failed


def _seconds(start: datetime | None, end: datetime | None) -> float:
    return round((end - start).total_seconds(), 2) if start and end else 0.0


def _library_times(scans: list[JobRow]) -> dict[str, float]:
    times: dict[str, float] = defaultdict(float)
    for row in scans:
        times[(row.details or {})["library"]] += _seconds(row.started_at, row.finished_at)
    return dict(times)


def _job_times(ended: list[JobRow]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for row in ended:
        entry = found.setdefault(row.type, {"count": 0, "failed": 0, "seconds": 0.0})
        entry["count"] += 1
        entry["failed"] += row.went_wrong
        entry["seconds"] = round(entry["seconds"] + _seconds(row.started_at, row.finished_at), 2)
    return found


def _print(report: dict[str, Any], ended: list[JobRow]) -> None:
    for row in ended:
        if row.type == "ScanLibrary" and row.status is JobStatus.COMPLETED:
            print(row.result)
    said = [f"{report[key]:,} {word}" for key, word in _WORDS.items() if report[key]]
    print(f"Done in {report['seconds']:.1f} s: {', '.join(said) or 'nothing changed'}.")
    for failure in report["failed"][:SHOWN]:
        sys.stderr.write(f"failed: {failure['job']}: {failure['reason']} {failure['hint']}".rstrip() + "\n")
    if len(report["failed"]) > SHOWN:
        sys.stderr.write(f"… and {len(report['failed']) - SHOWN:,} more; --json lists them all.\n")


_WORDS = {
    "added": "new",
    "changed": "changed",
    "moved": "moved",
    "back": "back again",
    "missing": "missing",
    "held": "absent files that wait for your word (lobbycard scan --confirm-absence)",
    "needs_identification": "to be identified by you",
    "unpublished": "with unpublished changes",
    "unknown": "unknown files",
}
