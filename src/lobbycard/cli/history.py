"""`lobbycard history`: what was changed, by whom."""

import argparse
import json
from collections.abc import Sequence
from typing import Any

from lobbycard.cli.options import add_json, add_limit
from lobbycard.cli.session import with_core
from lobbycard.core import Core
from lobbycard.model.words import plural
from lobbycard.store import history, naming, operations
from lobbycard.store.history import BatchRow

SHOWN = 12
"""Letters of a batch's name in the list: enough to name it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("batch", nargs="?", metavar="BATCH", help="show all of one change")
    parser.add_argument("--item", metavar="ITEM", help="only changes of this item: its number, title or path")
    parser.add_argument("--search", default="", metavar="TEXT", help="only changes whose text has this in it")
    add_limit(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Carry it out."""
    if options.batch:
        return with_core(lambda core: _show(core, options))
    return with_core(lambda core: _list(core, options))


async def _list(core: Core, options: argparse.Namespace) -> int:
    item_id = None
    if options.item is not None:
        number = naming.number_of(options.item)
        item_id = await core.store.read(naming.find, options.item) if number is None else number
    page = await core.store.read(history.batches, item_id=item_id, text=options.search, limit=options.limit)
    is_part = item_id is not None or bool(options.search)
    nothing = "There is nothing of that kind." if is_part else "Nothing was changed yet."
    return await _tell(core, [row for _, row in page], nothing, as_json=options.json)


async def list_undoable(core: Core, *, as_json: bool, limit: int = 50) -> int:
    """Print the newest batches that can be taken back, however many that cannot lie between them."""
    rows: list[BatchRow] = []
    before: int | None = None
    while len(rows) < limit and (page := await core.store.read(history.batches, before=before)):
        rows += [row for _, row in page if row.can_undo]
        before = page[-1][0]
    return await _tell(core, rows[:limit], "There is nothing to take back.", as_json=as_json)


async def _tell(core: Core, rows: Sequence[BatchRow], nothing: str, *, as_json: bool) -> int:
    counts = await core.store.read(operations.counts, [row.batch for row in rows])
    for row in rows:
        files = counts.get(row.batch, 0)
        print(json.dumps(_plain(row, files), ensure_ascii=False) if as_json else _line(row, files))
    if not rows and not as_json:
        print(nothing)
    return 0


def _line(row: BatchRow, files: int) -> str:
    state = " (taken back)" if row.undone_by else ""
    touched = f", {plural(files, 'file')}" if files else ""
    return f"{row.batch[:SHOWN]:<{SHOWN}}  {row.at:%Y-%m-%d %H:%M}  {row.actor:<12}  {row.summary}{touched}{state}"


def _plain(row: BatchRow, files: int) -> dict[str, Any]:
    return {
        "batch": row.batch,
        "at": row.at.isoformat(),
        "by": row.actor,
        "action": row.action,
        "summary": row.summary,
        "changes": row.changes,
        "files": files,
        "item": row.item_id,
        "undoes": row.undoes,
        "undone_by": row.undone_by,
        "can_undo": row.can_undo,
    }


async def _show(core: Core, options: argparse.Namespace) -> int:
    batch = await core.store.read(operations.find_batch, options.batch)
    changes = await core.store.read(history.details, batch)
    files = await core.store.read(operations.rows_of_batch, batch)
    if options.json:
        print(json.dumps(_detail(batch, changes, files), ensure_ascii=False))
        return 0
    for change in changes:
        print(f"{change.at:%Y-%m-%d %H:%M:%S}  {change.actor}  {change.summary}")
    for file in files:
        arrow = f" -> {_text(file.new_path)}" if file.new_path else ""
        print(f"  {file.kind:<8} {file.status:<11} {_text(file.original_path)}{arrow}  {file.error}".rstrip())
    return 0


def _detail(batch: str, changes: list[Any], files: list[operations.FileRow]) -> dict[str, Any]:
    return {
        "batch": batch,
        "changes": [
            {
                "at": change.at.isoformat(),
                "by": change.actor,
                "summary": change.summary,
                "subject": change.subject,
                "before": change.before,
                "after": change.after,
            }
            for change in changes
        ],
        "files": [
            {
                "kind": file.kind,
                "status": file.status,
                "path": _text(file.original_path),
                "new_path": _text(file.new_path),
                "size": file.size,
                "error": file.error,
            }
            for file in files
        ],
    }


def _text(path: str) -> str:
    return path.encode("utf-8", "replace").decode()
