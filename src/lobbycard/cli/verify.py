"""`lobbycard verify`: compare what was published with what is there, and decide about what others changed."""

import argparse
import json
import os
from collections.abc import Sequence

from lobbycard.cli import chosen
from lobbycard.cli.options import add_json
from lobbycard.cli.session import with_core
from lobbycard.core import Core
from lobbycard.errors import UsageError
from lobbycard.jobs.registry import Request
from lobbycard.model.kinds import DriftKind
from lobbycard.model.library import Library
from lobbycard.store import libraries
from lobbycard.store.jobs import JobRow
from lobbycard.store.publish import drifts
from lobbycard.store.publish.drifts import DriftRow
from lobbycard.tasks.resolve_drift import How, ResolveDrift
from lobbycard.tasks.verify_library import VerifyLibrary


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--library", action="append", metavar="NAME", help="only this library (may be repeated)")
    parser.add_argument("--deep", action="store_true", help="read every file, not only those with another size or time")
    parser.add_argument("--list", action="store_true", help="only list what is known")
    add_json(parser, "print one JSON object")
    decide = parser.add_argument_group("decide (a path of the list, or `all`)")
    for how, told in _DECISIONS.items():
        decide.add_argument(f"--{told[0]}", nargs="+", metavar="PATH", dest=how, help=told[1])


_DECISIONS = {
    How.THEIRS: ("take-theirs", "what others made becomes your choice, locked"),
    How.OURS: ("restore-ours", "what was published comes back; theirs goes to the recycle bin"),
    How.MERGE: ("merge", "of an NFO: theirs where nothing is locked, ours where it is"),
    How.KEEP: ("keep", "a rival stays, and is not spoken of again"),
}


def run(options: argparse.Namespace) -> int:
    """Carry it out."""
    return with_core(lambda core: _verify(core, options), jobs=True)


async def _verify(core: Core, options: argparse.Namespace) -> int:
    known = [one for one in await core.store.read(libraries.all_of) if one.enabled]
    if options.library:
        known = [await core.store.read(libraries.find, word) for word in options.library]
    decisions = {how: getattr(options, how) for how in _DECISIONS if getattr(options, how)}
    ended: list[JobRow] = []
    if not options.list and not decisions:
        requests: list[Request] = [VerifyLibrary(library_id=one.id, deep=options.deep) for one in known]
        ended = await chosen.carry_out(core, requests, is_quiet=options.json)
    for how, paths in decisions.items():
        ids = await _ids(core, [one.id for one in known], paths)
        ended += await chosen.carry_out(core, [ResolveDrift(ids=ids, how=how)], is_quiet=options.json)
    rows = [row for one in known for row in await core.store.read(drifts.undecided, one.id)]
    roots = {one.id: one.path for one in known}
    failed = [row for row in ended if row.error]
    if options.json:
        print(json.dumps({"changed": [_plain(row, roots) for row in rows], "failed": len(failed)}, ensure_ascii=False))
        return 1 if failed else 0
    for job in ended:
        print(job.result or f"failed: {job.error} {job.error_hint}".rstrip())
    if not rows and not ended:
        print(_nothing(known))
    for row in rows:
        print(f"{_WORDS[row.kind]:<10} {_shown(os.path.join(roots[row.library_id], row.path))}  ({row.detail})")
    return 1 if failed else 0


def _nothing(known: Sequence[Library]) -> str:
    if not known:
        return "There is no library to verify. Add one: lobbycard library add FOLDER --kind movie"
    return "Nothing is known of changes by others. Look: lobbycard verify"


_WORDS = {
    DriftKind.MISSING: "missing",
    DriftKind.CHANGED: "changed",
    DriftKind.RIVAL: "rival",
    DriftKind.MISNAMED: "misnamed",
    DriftKind.CORRUPT_BLOB: "damaged",
}


async def _ids(core: Core, library_ids: Sequence[int], paths: Sequence[str]) -> tuple[int, ...]:
    """The changes at these paths; UsageError names one of which nothing is known."""
    rows: list[DriftRow] = []
    roots: dict[int, str] = {}
    for library_id in library_ids:
        rows += await core.store.read(drifts.undecided, library_id)
        roots[library_id] = (await core.store.read(libraries.by_id, library_id)).path
    if list(paths) == ["all"]:
        return tuple(row.id for row in rows)
    found: list[int] = []
    for path in paths:
        same = [row.id for row in rows if path in (row.path, os.path.join(roots[row.library_id], row.path))]
        same = same or [
            row.id for row in rows if os.path.abspath(path) == os.path.join(roots[row.library_id], row.path)
        ]
        if not same:
            raise UsageError(f"Nothing is known of a change of {path}.", "See: lobbycard verify --list")
        found += same
    return tuple(found)


def _plain(row: DriftRow, roots: dict[int, str]) -> dict[str, object]:
    return {
        "path": _shown(os.path.join(roots[row.library_id], row.path)),
        "item": row.item_id,
        "title": row.item_title,
        "kind": str(row.kind),
        "asset_type": row.asset_type,
        "detail": row.detail,
        "found_at": row.found_at.isoformat(),
    }


def _shown(path: str) -> str:
    return path.encode("utf-8", "replace").decode()
