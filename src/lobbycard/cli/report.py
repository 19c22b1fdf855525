"""What a run has done: counts, failures with their reasons, gaps and times; as one JSON object or in words."""

import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from lobbycard.core import Core
from lobbycard.model.columns import now
from lobbycard.model.kinds import JobStatus
from lobbycard.model.words import plural
from lobbycard.store import jobs, overview
from lobbycard.store.jobs import JobRow

COUNTED = ("added", "changed", "moved", "missing", "back", "held")
SHOWN = 20
"""How many kinds of failure are printed."""
GO_ON = "What needs it goes on when it is back, at the latest in the next run."


async def of(core: Core, started: datetime) -> dict[str, Any]:
    """Counts, failures with their reasons, gaps and times since a moment: what `--json` prints."""
    ended = await core.store.read(jobs.since, started)
    after = await core.store.read(overview.totals)
    scans = [row for row in ended if row.type == "ScanLibrary" and row.details]
    details = [row.details or {} for row in scans]
    return {
        **{name: sum(int(one.get(name, 0)) for one in details) for name in COUNTED},
        "unknown": after.unknown,
        "new_unknown": sum(int(one.get("unknown", 0)) for one in details),
        "failed": failures(ended),
        "unasked": Counter((row.details or {})["unasked"] for row in ended if "unasked" in (row.details or {})),
        "needs_identification": after.needs_identification,
        "unpublished": after.unpublished,
        "gaps": await core.store.read(overview.gap_counts),
        "items": after.items,
        "scans": [row.result for row in scans if row.status is JobStatus.COMPLETED],
        "unreachable": [one["library"] for one in details if not one.get("reachable", True)],
        "libraries": _library_times(scans),
        "jobs": _job_times(ended),
        "seconds": _seconds(started, now()),
    }


Failure = dict[str, str | int]
"""One line of what went wrong: `job`, `type`, `reason`, `hint`, `count` of jobs, and whom they await (`awaits`)."""


def failures(ended: Sequence[JobRow]) -> list[Failure]:
    """Jobs that failed, files and folders that could not be read, libraries that were away; each with its reason.

    What waits for one who is away is one entry: there may be thousands.
    """
    failed = [_failure(row, row.error, row.error_hint) for row in ended if row.went_wrong and not row.awaits]
    for row in ended:
        details = row.details or {}
        if not details.get("reachable", True):
            failed.append(_failure(row, row.result, "Is its disk mounted?"))
        failed += [_failure(row, reason, "") for reason in details.get("failed", ())]
    return failed + _held(ended)


def _failure(row: JobRow, reason: str, hint: str) -> Failure:
    return {"job": row.name, "type": row.type, "reason": reason, "hint": hint, "count": 1, "awaits": row.awaits}


def _held(ended: Sequence[JobRow]) -> list[Failure]:
    by_whom: dict[str, list[JobRow]] = defaultdict(list)
    for row in ended:
        if row.awaits:
            by_whom[row.awaits].append(row)
    found = []
    for rows in by_whom.values():
        one = _failure(rows[-1], rows[-1].error, rows[-1].error_hint or GO_ON)
        if len(rows) > 1:
            one |= {"job": f"{len(rows):,} jobs", "count": len(rows)}
            one["type"] = ", ".join(sorted({row.type for row in rows}))
        found.append(one)
    return found


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


def say(report: dict[str, Any]) -> None:
    """The same in words: what was found on the way, one line of counts, then what failed and why."""
    for line in report["scans"]:
        print(line)
    for why, count in report["unasked"].items():
        print(f"{count:,} not identified. {why}")
    said = [f"{report[key]:,} {word}" for key, word in _WORDS.items() if report[key]]
    said += _counts_of(report["failed"])
    worked = sum(int(entry["count"]) for type_, entry in report["jobs"].items() if type_ != "ScanLibrary")
    nothing = f"nothing new in the folders, {plural(worked, 'job')} done" if worked else "nothing changed"
    print(f"Done in {report['seconds']:.1f} s: {', '.join(said) or nothing}.", flush=True)
    say_failures(report["failed"])


def _counts_of(failed: Sequence[Failure]) -> list[str]:
    broken = sum(not one["awaits"] for one in failed)
    return [f"{broken:,} failed"] * bool(broken) + [
        f"{one['count']:,} waiting for {one['awaits']}" for one in failed if one["awaits"]
    ]


def say_failures(failed: Sequence[Failure]) -> None:
    """What went wrong, beside the output; what went wrong for the same reason (a key was refused) in one line."""
    alike: dict[str, list[Failure]] = defaultdict(list)
    for one in failed:
        alike[f"{one['reason']} {one['hint']}".rstrip()].append(one)
    for why, (first, *others) in list(alike.items())[:SHOWN]:
        word = "waiting" if first["awaits"] else "failed"
        more = f" and {len(others):,} more" if others else ""
        sys.stderr.write(f"{word}: {first['job']}{more}: {why}\n")
    if len(alike) > SHOWN:
        sys.stderr.write(f"… and {len(alike) - SHOWN:,} more; `lobbycard jobs --status failed` lists them.\n")


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
