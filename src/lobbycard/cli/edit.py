"""`lobbycard edit`: a person's word on items: values, locks, tags, whether they are cared for, or there at all."""

import argparse
import difflib
from collections.abc import Sequence
from functools import partial

from sqlmodel import Session

from lobbycard.cli import asking, chosen
from lobbycard.cli.options import add_yes
from lobbycard.cli.session import with_core
from lobbycard.core import Core
from lobbycard.errors import UsageError
from lobbycard.model import fields, typed
from lobbycard.model.fields import FieldInfo, FieldType
from lobbycard.model.kinds import Trigger
from lobbycard.model.plain import Plain
from lobbycard.model.words import plural
from lobbycard.store import bulk, history, items
from lobbycard.store.history import Change
from lobbycard.tasks import delete_items
from lobbycard.tasks.delete_items import Deletion

GROUPS = ("everything", "texts", "artwork")
"""What can be locked besides single fields."""
NOT_AS_TEXT = frozenset(
    {FieldType.CAST, FieldType.CREW, FieldType.RATINGS, FieldType.TITLES, FieldType.IDS, FieldType.ARTWORK}
)
"""Types that hold more than a line of text: they are edited on the screens."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    chosen.add_arguments(parser)
    parser.add_argument("--filter", metavar="WORDS", help="all items that match, in the filter language of the screens")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="write a field and lock it; empty clears it, a list is separated by commas",
    )
    of_which = f"a field, or one of: {', '.join(GROUPS)}"
    parser.add_argument("--lock", action="append", default=[], metavar="FIELD", help=of_which)
    parser.add_argument("--unlock", action="append", default=[], metavar="FIELD", help="likewise")
    parser.add_argument("--tag", action="append", default=[], metavar="TAG", help="add a tag")
    parser.add_argument("--untag", action="append", default=[], metavar="TAG", help="take a tag away")
    parser.add_argument(
        "--monitor", action=argparse.BooleanOptionalAction, help="let automation care for them, or leave them alone"
    )
    there = parser.add_mutually_exclusive_group()
    there.add_argument("--delete", action="store_true", help="take them out of the library; their files stay")
    there.add_argument("--restore", action="store_true", help="bring deleted ones back")
    parser.add_argument(
        "--with-files", action="store_true", help="with --delete: their files go, too, into the recycle bin"
    )
    add_yes(parser)


def run(options: argparse.Namespace) -> int:
    """Carry it out."""
    edits = dict(_edit(word) for word in options.set)
    for word in (*options.lock, *options.unlock):
        _require_field(word, GROUPS)
    asked = (options.lock, options.unlock, options.tag, options.untag, options.delete, options.restore)
    if not edits and not any(asked) and options.monitor is None:
        raise UsageError("Nothing is to be changed.", "Say what: --set FIELD=VALUE, --lock FIELD, --tag TAG, …")
    if options.with_files and not options.delete:
        raise UsageError("--with-files goes with --delete.")
    return with_core(partial(_change, options=options, edits=edits))


def _edit(word: str) -> tuple[str, Plain]:
    name, is_there, said = word.partition("=")
    if not is_there:
        raise UsageError(f"“{word}” does not say what to write.", "Give it as FIELD=VALUE, e.g. --set year=1927")
    info = _require_field(name)
    if info is None or info.type in NOT_AS_TEXT:
        raise UsageError(f"{name} holds more than a line of text.", "Edit it on the item's page.")
    return name, typed.parsed(info, said)


def _require_field(name: str, groups: Sequence[str] = ()) -> FieldInfo | None:
    """The field of this name, None for a group of fields."""
    if name in groups:
        return None
    if name in fields.FIELDS:
        return fields.FIELDS[name]
    near = difflib.get_close_matches(name, (*groups, *fields.FIELDS), 1)
    hint = f"Did you mean {near[0]}?" if near else f"Fields are {', '.join(fields.FIELDS)}."
    raise UsageError(f"There is no field “{name}”.", hint)


async def _change(core: Core, options: argparse.Namespace, edits: dict[str, Plain]) -> int:
    ids = await _ids(core, options)
    if not ids:
        raise UsageError("No item is meant.", "Name items, or say which by --filter, --library or --all.")
    change = history.by_user("edit")
    deletion = None
    if options.with_files:
        deletion = await delete_items.plan_delete(core.tools, ids, files=True, batch=change.batch)
    if not options.yes and not await _is_meant(core, ids, deletion, is_quiet=options.json):
        return 0
    count = await core.store.write(_write, ids, options, edits, core.settings.deletion.grace_days, change)
    done = f"Changed {plural(count, 'item')}. To take it back: lobbycard undo" if count else "Nothing to change."
    if deletion is not None:
        done = f"{await delete_items.carry_out(core.tools, deletion, change)}. To take it back: lobbycard undo"
        await core.enqueue(*delete_items.scans(deletion.plans), trigger=Trigger.AUTOMATION)
    if not options.json:
        print(done)
    return await chosen.tell(core, ids, [], as_json=options.json)


async def _is_meant(core: Core, ids: Sequence[int], deletion: Deletion | None, *, is_quiet: bool) -> bool:
    """What changes much, or files, wants a yes; of files it is shown which."""
    if deletion is None:
        return len(ids) == 1 or await asking.yes(core, f"Change {plural(len(ids), 'item')}?")
    rows = [row for plan in deletion.plans for row in plan.describe()]
    for row in rows if not is_quiet else ():
        print(row.line(), flush=True)
    where = "into the recycle bin" if core.settings.recycle.enabled else "for good: the recycle bin is switched off"
    return await asking.yes(core, f"Delete {plural(len(ids), 'item')}, and these files {where}?")


async def _ids(core: Core, options: argparse.Namespace) -> list[int]:
    if options.filter is not None:
        if options.items or options.library or options.all:
            raise UsageError("Name items, or say which by a filter, not both.")
        return list(await core.store.read(items.ids, items.ListQuery(filter=options.filter)))
    if not (options.items or options.library or options.all):
        return []
    if options.restore and not options.items:
        options.all = False  # of what a list shows, nothing is deleted
        return await chosen.ids(core, options, "is:deleted")
    return await chosen.ids(core, options)


def _write(
    session: Session,
    ids: Sequence[int],
    options: argparse.Namespace,
    edits: dict[str, Plain],
    days: int,
    change: Change,
) -> int:
    """All of it as one change, which is taken back as one; gives for how many items most of it was news."""
    counts = [bulk.restore(session, ids, change)] if options.restore else []
    counts += [bulk.edit(session, ids, name, value, change) for name, value in edits.items()]
    if options.tag or options.untag:
        counts.append(bulk.change_tags(session, ids, options.tag, options.untag, change))
    for words, lock in ((options.unlock, False), (options.lock, True)):
        names = [name for word in words for name in fields.meant(word)]
        if names:
            counts.append(bulk.set_locks(session, ids, names, lock=lock, change=change))
    if options.monitor is not None:
        counts.append(bulk.set_monitored(session, ids, monitored=options.monitor, change=change))
    if options.delete and not options.with_files:
        counts.append(bulk.delete(session, ids, days, change))
    return max(counts, default=0)
