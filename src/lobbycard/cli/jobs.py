"""`lobbycard jobs`: list, cancel, retry and pause background work."""

import argparse
import json
from typing import Any

from lobbycard.cli.options import add_json, add_limit
from lobbycard.cli.session import with_core
from lobbycard.core import Core
from lobbycard.errors import UsageError
from lobbycard.model.kinds import JobStatus
from lobbycard.store import jobs, naming
from lobbycard.store.jobs import JobRow


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    actions = ["list", "show", "cancel", "retry", "pause", "resume", "clear"]
    parser.add_argument(
        "action",
        nargs="?",
        default="list",
        choices=actions,
        help="what to do (default: list); `pause` starts nothing new until `resume`, `clear` forgets what ended",
    )
    parser.add_argument("ids", nargs="*", metavar="ID", help="jobs, or: all, failed")
    parser.add_argument(
        "--status",
        action="append",
        choices=[str(status) for status in JobStatus],
        help="list only these (may be repeated)",
    )
    add_limit(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Carry it out."""
    if options.ids and options.action in _NAMELESS:
        raise UsageError(f"`jobs {options.action}` takes no numbers.", "See: lobbycard jobs show 12")
    return with_core(lambda core: _ACTIONS[options.action](core, options))


async def _list(core: Core, options: argparse.Namespace) -> int:
    statuses = [JobStatus(word) for word in options.status] if options.status else list(JobStatus)
    rows = await core.store.read(jobs.page, statuses, limit=options.limit)
    for row in rows:
        print(json.dumps(_plain(row), ensure_ascii=False) if options.json else _line(row))
    if not options.json:
        counts = await core.store.read(jobs.counts)
        said = ", ".join(f"{count:,} {status}" for status, count in counts.items()) or "no jobs"
        paused = "; paused" if await core.store.read(jobs.is_paused) else ""
        print(f"{said}{paused}")
    return 0


def _line(row: JobRow) -> str:
    share = f" {row.done:,}/{row.total:,}" if row.done is not None and row.total else ""
    text = row.error or row.result or row.message
    return f"{row.id:>6}  {row.status:<9}{share}  {row.name}  {text}".rstrip()


def _plain(row: JobRow) -> dict[str, Any]:
    values = row._asdict() | {"name": row.name}
    return {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in values.items()}


async def _show(core: Core, options: argparse.Namespace) -> int:
    for job_id in _numbers(options.ids):
        row = await _existing(core, job_id)
        if options.json:
            print(json.dumps(_plain(row), ensure_ascii=False))
            continue
        for key, value in _plain(row).items():
            if value not in (None, "", 0):
                print(f"{key:<16} {value}")
    return 0


async def _existing(core: Core, job_id: int) -> JobRow:
    row = await core.store.read(jobs.by_id, job_id)
    if row is None:
        raise UsageError(f"There is no job {job_id}.", "See: lobbycard jobs")
    return row


async def _chosen(core: Core, options: argparse.Namespace, statuses: tuple[JobStatus, ...]) -> list[int]:
    if options.ids == ["all"] or options.ids == ["failed"]:
        wanted = (JobStatus.FAILED,) if options.ids == ["failed"] else statuses
        return [row.id for row in await core.store.read(jobs.page, wanted, limit=1_000_000)]
    return [(await _existing(core, job_id)).id for job_id in _numbers(options.ids)]


def _numbers(words: list[str]) -> list[int]:
    if not words:
        raise UsageError("Which jobs?", "Give their numbers, or: all")
    numbers = [number for word in words if (number := naming.number_of(word)) is not None]
    if len(numbers) < len(words):
        raise UsageError("Jobs are named by their numbers.", "See: lobbycard jobs")
    return numbers


async def _cancel(core: Core, options: argparse.Namespace) -> int:
    ids = await _chosen(core, options, (JobStatus.PENDING, JobStatus.RUNNING))
    return _tell(options, "cancelled", await core.store.write(jobs.cancel, ids), "Cancelled {}.")


async def _retry(core: Core, options: argparse.Namespace) -> int:
    ids = await _chosen(core, options, (JobStatus.FAILED, JobStatus.CANCELLED))
    count = await core.store.write(jobs.retry, ids)
    return _tell(options, "retried", count, "Queued {} again; the program or `lobbycard --once` runs them.")


async def _pause(core: Core, options: argparse.Namespace) -> int:
    await core.pause()
    said = "Paused: no new job is started until `lobbycard jobs resume`."
    print(json.dumps({"paused": True}) if options.json else said)
    return 0


async def _resume(core: Core, options: argparse.Namespace) -> int:
    await core.resume()
    print(json.dumps({"paused": False}) if options.json else "Goes on.")
    return 0


async def _clear(core: Core, options: argparse.Namespace) -> int:
    return _tell(options, "forgotten", await core.store.write(jobs.clear), "Forgot {} that had ended.")


def _tell(options: argparse.Namespace, word: str, count: int, said: str) -> int:
    """So many jobs: as JSON or in words."""
    counted = f"{count:,} job{'' if count == 1 else 's'}"
    print(json.dumps({word: count}) if options.json else said.format(counted))
    return 0


_NAMELESS = {"list", "pause", "resume", "clear"}


_ACTIONS = {
    "list": _list,
    "show": _show,
    "cancel": _cancel,
    "retry": _retry,
    "pause": _pause,
    "resume": _resume,
    "clear": _clear,
}
