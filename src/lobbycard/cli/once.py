"""`lobbycard --once`: scan, do what automation allows, wait until the queue is empty, say what changed."""

import argparse
import asyncio
import json
import os
import sys
import time
from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

from lobbycard.cli.progress import Display
from lobbycard.cli.session import with_core
from lobbycard.core import Core
from lobbycard.errors import StoreError, UsageError
from lobbycard.model.columns import now
from lobbycard.model.kinds import JobStatus, Trigger
from lobbycard.model.library import Library
from lobbycard.store import jobs, libraries, overview
from lobbycard.store.jobs import JobRow
from lobbycard.tasks.scan_library import ScanLibrary

DONE, SOME_FAILED, COULD_NOT_RUN = 0, 1, 3


def run(options: argparse.Namespace) -> int:
    """Carry it out."""
    return with_core(lambda core: _once(core, options), kind="once", jobs=True)


async def _once(core: Core, options: argparse.Namespace) -> int:
    chosen = await _chosen(core, options)
    if options.dry_run:
        return _say_plan(chosen, options)
    started, clock = now(), time.monotonic()
    before = await core.store.read(overview.totals)
    requests = [ScanLibrary(library_id=library.id, folders=folders) for library, folders in chosen]
    with Display(core, is_quiet=options.json) as display:
        await core.enqueue(*requests, trigger=Trigger.SCHEDULE, batch=f"once-{started:%Y%m%dT%H%M%S}")
        waiting = asyncio.create_task(core.idle())
        await display.until(waiting)
    ended = await core.store.read(jobs.since, started)
    after = await core.store.read(overview.totals)
    reached = [library for library, _ in chosen if await _is_accessible(core, library)]
    report = _report(before, after, ended, await core.store.read(overview.gap_counts), time.monotonic() - clock)
    if options.json:
        print(json.dumps(report, ensure_ascii=False))
    else:
        _print(report, ended)
    if not reached:
        raise StoreError("No library could be reached; nothing was changed.", "Are the disks mounted?")
    return SOME_FAILED if report["failed"] else DONE


async def _chosen(core: Core, options: argparse.Namespace) -> list[tuple[Library, tuple[str, ...]]]:
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
        library = await core.store.read(libraries.find, path)
        inside = os.path.relpath(os.path.abspath(path), library.path)
        folders[library.id].append("" if inside == "." else inside)
        by_id[library.id] = library
    return [(by_id[key], tuple(sorted(set(paths)))) for key, paths in folders.items()]


def _say_plan(chosen: list[tuple[Library, tuple[str, ...]]], options: argparse.Namespace) -> int:
    rows = [
        {
            "library": library.name,
            "path": library.path,
            "folders": list(folders),
            "steps": ["scan", *[step for step in ("identify", "enrich", "select", "publish") if library.does(step)]],
        }
        for library, folders in chosen
    ]
    if options.json:
        print(json.dumps({"dry_run": True, "libraries": rows}, ensure_ascii=False))
        return DONE
    for row in rows:
        print(f"{row['library']} ({row['path']}): would {', then '.join(row['steps'])}")
    return DONE


async def _is_accessible(core: Core, library: Library) -> bool:
    return (await core.store.read(libraries.by_id, library.id)).accessible


def _report(
    before: overview.Totals,
    after: overview.Totals,
    ended: list[JobRow],
    gaps: dict[str, int],
    seconds: float,
) -> dict[str, Any]:
    failed = [
        {"job": row.title, "type": row.type, "reason": row.error, "hint": row.error_hint}
        for row in ended
        if row.status is JobStatus.FAILED
    ]
    changes = _scan_counts(ended)
    return {
        **changes,
        "unknown": after.unknown,
        "failed": failed,
        "needs_identification": after.needs_identification,
        "unpublished": after.unpublished,
        "gaps": gaps,
        "items": after.items,
        "libraries": _library_times(ended),
        "jobs": _job_times(ended),
        "seconds": round(seconds, 2),
    }


def _scan_counts(ended: list[JobRow]) -> dict[str, int]:
    totals: Counter[str] = Counter(dict.fromkeys(("added", "changed", "moved", "missing", "back"), 0))
    for row in ended:
        totals.update({key: value for key, value in overview.counts_in(row).items() if key in totals})
    return dict(totals)


def _seconds(start: datetime | None, end: datetime | None) -> float:
    return round((end - start).total_seconds(), 2) if start and end else 0.0


def _library_times(ended: list[JobRow]) -> dict[str, float]:
    times: dict[str, float] = defaultdict(float)
    for row in ended:
        if row.type == "ScanLibrary":
            times[row.result.partition(":")[0]] += _seconds(row.started_at, row.finished_at)
    return dict(times)


def _job_times(ended: list[JobRow]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for row in ended:
        entry = found.setdefault(row.type, {"count": 0, "failed": 0, "seconds": 0.0})
        entry["count"] += 1
        entry["failed"] += row.status is JobStatus.FAILED
        entry["seconds"] = round(entry["seconds"] + _seconds(row.started_at, row.finished_at), 2)
    return found


def _print(report: dict[str, Any], ended: list[JobRow]) -> None:
    for row in ended:
        if row.type == "ScanLibrary" and row.status is JobStatus.COMPLETED:
            print(row.result)
    said = [f"{report[key]:,} {word}" for key, word in _WORDS.items() if report[key]]
    print(f"Done in {report['seconds']:.1f} s: {', '.join(said) or 'nothing changed'}.")
    for failure in report["failed"]:
        sys.stderr.write(f"failed: {failure['job']}: {failure['reason']} {failure['hint']}\n")


_WORDS = {
    "added": "new",
    "changed": "changed",
    "moved": "moved",
    "missing": "missing",
    "needs_identification": "to be identified by you",
    "unpublished": "with unpublished changes",
    "unknown": "unknown files",
}
