"""What can be done to the marked items: one line each in a table, with its key and its summary.

A new action is a function and a line in `ACTIONS`; the library binds its key, the palette and the help list it.
"""

from collections.abc import Awaitable, Callable, Sequence
from importlib import import_module
from typing import NamedTuple, Protocol

from lobbycard.core import Core
from lobbycard.jobs.registry import Request
from lobbycard.model import fields, typed
from lobbycard.model.fields import FieldType
from lobbycard.model.kinds import TermKind
from lobbycard.store import bulk, history, items
from lobbycard.tasks import module_of
from lobbycard.tui import text
from lobbycard.tui.screens.menu import Choice

SHOWN = 8
"""Titles named in a summary."""


class Asker(Protocol):
    """How an action asks the person."""

    async def confirm(
        self, title: str, lines: Sequence[str], *, note: str = "", yes: str = "Do it", danger: bool = False
    ) -> bool:
        """Whether to go on."""
        ...

    async def choose(self, title: str, choices: Sequence[Choice]) -> str | None:
        """One of several."""
        ...

    async def ask(self, title: str, *, value: str = "", hint: str = "", known: Sequence[str] = ()) -> str | None:
        """A line of text."""
        ...


Run = Callable[[Core, Sequence[int], Asker], Awaitable[str | None]]
"""Carries an action out on these items; gives the line to show, or None when the person thought better of it."""


class Action(NamedTuple):
    """Something that can be done to many items."""

    name: str
    key: str
    label: str
    tooltip: str
    run: Run


async def confirmed(core: Core, ids: Sequence[int], asker: Asker, title: str, note: str = "", **more: bool) -> bool:
    """Ask before many items are changed; one item is changed at once, for it can be taken back."""
    if len(ids) == 1 and not more.get("danger"):
        return True
    named = await core.store.read(history.titles_of, list(ids[:SHOWN]))
    lines = [f"  {named.get(item_id, f'item {item_id}')}" for item_id in ids[:SHOWN]]
    if len(ids) > SHOWN:
        lines.append(f"  and {text.number(len(ids) - SHOWN)} more")
    return await asker.confirm(title, lines, note=note or UNDO_NOTE, danger=bool(more.get("danger")))


UNDO_NOTE = "One z takes all of it back."


def many(ids: Sequence[int]) -> str:
    """The number of items in words."""
    return text.plural(len(ids), "item")


# --- requests ------------------------------------------------------------------------------------------------------


def requested(verb: str, note: str, request: str) -> Run:
    """An action that queues a job for each item; the class of the request is imported when it is first made."""

    async def run(core: Core, ids: Sequence[int], asker: Asker) -> str | None:
        if not await confirmed(core, ids, asker, f"{verb} {many(ids)}?", note):
            return None
        made: type[Request] = vars(import_module(module_of(request)))[request]
        await core.enqueue(*[made(item_id=item_id) for item_id in ids], batch=history.new_batch())
        return f"{verb}: {many(ids)} queued"

    return run


# --- locks ---------------------------------------------------------------------------------------------------------


def lock_choices() -> list[Choice]:
    """What can be locked at a stroke."""
    named = ["title", "plot", "genres", "cast", "artwork.poster", "artwork.fanart", "artwork.clearlogo"]
    return [
        Choice("everything", "Everything", "fields and artwork"),
        Choice("artwork", "All artwork"),
        Choice("texts", "All fields", "no artwork"),
        *(Choice(name, fields.FIELDS[name].label) for name in named),
    ]


def _locking(*, lock: bool) -> Run:
    verb, done = ("Lock", "Locked") if lock else ("Unlock", "Unlocked")

    async def run(core: Core, ids: Sequence[int], asker: Asker) -> str | None:
        chosen = await asker.choose(f"{verb} what of {many(ids)}?", lock_choices())
        if chosen is None or not await confirmed(core, ids, asker, f"{verb} {_choice_label(chosen)} of {many(ids)}?"):
            return None
        change = history.by_user(verb.lower())
        count = await core.store.write(bulk.set_locks, ids, fields.meant(chosen), lock=lock, change=change)
        return f"{done} {_choice_label(chosen)} of {text.plural(count, 'item')}" if count else "Nothing to change"

    return run


def _choice_label(choice: str) -> str:
    return next(entry.label for entry in lock_choices() if entry.id == choice).lower()


# --- fields --------------------------------------------------------------------------------------------------------


async def _tag(core: Core, ids: Sequence[int], asker: Asker) -> str | None:
    known = await core.store.read(items.known_terms, TermKind.TAG)
    said = await asker.ask(
        f"Tags for {many(ids)}", hint="Several: separated by commas. A minus in front takes a tag away.", known=known
    )
    words = [word.strip() for word in (said or "").split(",") if word.strip()]
    new = [word for word in words if not word.startswith("-")]
    gone = [word.removeprefix("-").strip() for word in words if word.startswith("-")]
    if not words or not await confirmed(core, ids, asker, f"Tag {many(ids)}: {', '.join(words)}?"):
        return None
    count = await core.store.write(bulk.change_tags, ids, new, gone, history.by_user("tag"))
    return f"Tagged {text.plural(count, 'item')}" if count else "Nothing to change"


_EDITABLE = {FieldType.TEXT, FieldType.LONG_TEXT, FieldType.DATE, FieldType.INTEGER, FieldType.DECIMAL, FieldType.TERMS}


async def _edit(core: Core, ids: Sequence[int], asker: Asker) -> str | None:
    kinds = {item.kind for item in await core.store.read(items.by_ids, list(ids))}
    choices = [
        Choice(info.name, info.label)
        for info in fields.FIELDS.values()
        if info.type in _EDITABLE and kinds & info.kinds
    ]
    chosen = await asker.choose(f"Set which field of {many(ids)}?", choices)
    if chosen is None:
        return None
    info = fields.FIELDS[chosen]
    is_list = info.type is FieldType.TERMS
    said = await asker.ask(
        f"{info.label} for {many(ids)}",
        hint="Separated by commas; empty clears it." if is_list else "Empty clears it. It is locked afterwards.",
    )
    if said is None:
        return None
    value = typed.parsed(info, said)
    if not await confirmed(core, ids, asker, f"Set {info.label.lower()} of {many(ids)} to “{said}”?"):
        return None
    count = await core.store.write(bulk.edit, ids, chosen, value, history.by_user("edit"))
    return f"{info.label} set for {text.plural(count, 'item')}" if count else "Nothing to change"


# --- the rest ------------------------------------------------------------------------------------------------------


async def _monitor(core: Core, ids: Sequence[int], asker: Asker) -> str | None:
    found = await core.store.read(items.by_ids, list(ids))
    wanted = not all(item.monitored for item in found)
    verb = "Monitor" if wanted else "Stop monitoring"
    note = "Automation leaves what is not monitored alone; its files are still kept true. " + UNDO_NOTE
    if not await confirmed(core, ids, asker, f"{verb} {many(ids)}?", note):
        return None
    count = await core.store.write(bulk.set_monitored, ids, monitored=wanted, change=history.by_user("monitor"))
    return f"{'Monitored' if wanted else 'No longer monitored'}: {text.plural(count, 'item')}"


async def _delete(core: Core, ids: Sequence[int], asker: Asker) -> str | None:
    days = core.settings.deletion.grace_days
    found = await core.store.read(items.by_ids, list(ids))
    if found and all(item.deleted_on is not None for item in found):
        count = await core.store.write(bulk.restore, ids, history.by_user("restore"))
        return f"Brought back: {text.plural(count, 'item')}"
    kept = f"They can come back, with all your choices, for {days} days; z brings them back."
    note = f"No file is touched (D deletes those, too). {kept}"
    if not await confirmed(core, ids, asker, f"Delete {many(ids)} from the library?", note, danger=True):
        return None
    count = await core.store.write(bulk.delete, ids, days, history.by_user("delete"))
    return f"Deleted {text.plural(count, 'item')}; z brings them back"


async def _delete_files(core: Core, ids: Sequence[int], asker: Asker) -> str | None:
    from lobbycard.tasks import delete_items

    planned = await delete_items.plan_delete(core.tools, ids, files=True)
    rows = [row for plan in planned.plans for row in plan.describe()]
    kept = {row.path for row in rows if row.action == "kept"}
    lines = [f"  {row.path}{f'  stays: {row.reason}' if row.path in kept else ''}" for row in rows[:SHOWN]]
    if len(rows) > SHOWN:
        lines.append(f"  and {text.number(len(rows) - SHOWN)} more")
    bin_ = core.settings.recycle
    note = (
        f"They lie in the recycle bin for {bin_.keep_days} days; one z brings everything back."
        if bin_.enabled
        else "The recycle bin is switched off: what is deleted is gone for good."
    )
    title = f"Delete {many(ids)} and {text.plural(len(rows) - len(kept), 'file or folder', 'files and folders')}?"
    if not await asker.confirm(title, lines, note=note, yes="Delete", danger=True):
        return None
    request = delete_items.DeleteItems(item_ids=tuple(ids), files=True)
    await core.enqueue(request, batch=history.new_batch())
    return f"Deleting {many(ids)} with all files"


_enrich = requested("Fetch metadata for", "What you locked stays.", "EnrichItem")
_match = requested("Identify", "What is sure is taken.", "IdentifyItem")
_publish = requested(
    "Publish",
    "NFO and artwork are written beside the files; what is replaced goes to the recycle bin.",
    "PublishItem",
)

ACTIONS: tuple[Action, ...] = (
    Action("enrich", "F", "Fetch", "Fetch metadata and artwork candidates", _enrich),
    Action(
        "match",
        "I",
        "Identify alone",
        "Let the program find out which it is, where that is sure",
        _match,
    ),
    Action("publish", "p", "Publish", "Write NFO and artwork beside the files", _publish),
    Action("lock", "L", "Lock", "Protect fields or artwork from automation", _locking(lock=True)),
    Action("unlock", "U", "Unlock", "Let automation change them again", _locking(lock=False)),
    Action("tag", "t", "Tag", "Add or take away tags", _tag),
    Action("edit", "e", "Edit field", "Set one field of all of them", _edit),
    Action("monitor", "m", "Monitor", "Let automation care for it, or leave it alone", _monitor),
    Action(
        "delete", "d,delete", "Delete", "Take it out of the library (no file is touched), or bring it back", _delete
    ),
    Action("delete_files", "D", "Delete with files", "Delete it with its files: into the recycle bin", _delete_files),
)
BY_NAME = {action.name: action for action in ACTIONS}
