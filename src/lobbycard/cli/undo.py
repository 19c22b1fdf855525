"""`lobbycard undo`: take back the last change, or any one; and have it again."""

import argparse
import json

from lobbycard.cli import asking, history
from lobbycard.cli.options import add_json, add_yes
from lobbycard.cli.session import with_core
from lobbycard.core import Core
from lobbycard.model.kinds import Trigger
from lobbycard.model.words import plural
from lobbycard.tasks import undo_batch
from lobbycard.tasks.undo_batch import Preview, Undone

ASK_ABOVE = 1
"""Changes of more files than this are taken back only after a yes."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("batch", nargs="?", metavar="BATCH", help="as the history lists it; its first letters will do")
    parser.add_argument("--redo", action="store_true", help="take back the last undo: have the change again")
    parser.add_argument("--list", action="store_true", help="list what can be taken back")
    parser.add_argument("--dry-run", action="store_true", help="show what would be done, do nothing")
    add_yes(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Carry it out."""
    if options.list:
        return with_core(lambda core: history.list_undoable(core, as_json=options.json))
    return with_core(lambda core: _undo(core, options))


async def _undo(core: Core, options: argparse.Namespace) -> int:
    batch = await undo_batch.find(core.tools, options.batch, redo=options.redo)
    shown = await undo_batch.preview(core.tools, batch)
    if options.dry_run:
        _show(shown, as_json=options.json)
        return 0
    steps = sum(len(plan.steps) for plan in shown.plans)
    if steps > ASK_ABOVE and not options.yes:
        if not options.json:
            _show(shown, as_json=False)
        verb = "Do again" if shown.is_redo else "Take back"
        if not await asking.yes(core, f"{verb} “{shown.summary}” ({plural(steps, 'file')})?"):
            return 0
    undone = await undo_batch.undo(core.tools, batch)
    await core.enqueue(*await undo_batch.scans_after(core.tools, undone.undo), trigger=Trigger.AUTOMATION)
    if options.json:
        print(json.dumps(undone._asdict(), ensure_ascii=False))
    else:
        print(f"{'Done again' if undone.is_redo else 'Taken back'}: {undone.summary} ({_counted(undone)}).")
        print("To take it back: lobbycard undo" if undone.is_redo else "To have it again: lobbycard undo --redo")
    return 0


def _counted(undone: Undone) -> str:
    changes = plural(undone.changes, "change")
    return f"{changes}, {plural(undone.files, 'file')}" if undone.files else changes


def _show(shown: Preview, *, as_json: bool) -> None:
    rows = [row for plan in shown.plans for row in plan.describe()]
    if as_json:
        plain = {"batch": shown.batch, "changes": list(shown.changes), "files": [row.plain() for row in rows]}
        print(json.dumps(plain, ensure_ascii=False))
        return
    for line in shown.changes:
        print(f"redo: {line.removeprefix('Undo: ')}" if shown.is_redo else f"undo: {line}")
    for row in rows:
        print(f"  {row.line()}")
