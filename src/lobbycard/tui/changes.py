"""What was changed, as lines: a batch in one, its changes with before and after below it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.cells import cell_len

from lobbycard.model.fields import FIELDS, FieldInfo, FieldType
from lobbycard.model.history import Activity
from lobbycard.model.kinds import Severity
from lobbycard.store.history import USER, BatchRow
from lobbycard.tui import text
from lobbycard.tui.item import values
from lobbycard.tui.roles import ACCENT, BAD, FAINT, GOOD, PLAIN, QUIET, WARN
from lobbycard.tui.widgets.row_list import ADDED, REMOVED, STRUCK, YOURS, Line, wrapped

MOST_SHOWN = 40
"""Changes of a batch that are shown in full."""
_HUMP = re.compile(r"(?<=[a-z])([A-Z])")
_HIDDEN = {"batch", "clean_title", "has_unpublished_changes", "id", "sort_key"}
_BOOKKEEPING = ("_at", "_hash", "_id", "_ns")
"""How columns end that only the program needs."""
_SEVERITY = {Severity.INFO: PLAIN, Severity.SUCCESS: GOOD, Severity.WARNING: WARN, Severity.ERROR: BAD}


def when(moment: datetime) -> str:
    """The time, in the person's own zone."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


_WORK = {
    "enrich item": "fetch metadata",
    "fetch art": "fetch pictures",
    "select artwork": "choose artwork",
    "identify item": "identify",
}
"""Work by itself, in the words of the job list."""


def who(actor: str) -> str:
    """Who made a change, as people say it."""
    said = _HUMP.sub(r" \1", actor).replace("_", " ").lower().strip()
    return "you" if actor == USER else _WORK.get(said, said)


def batch_lines(row: BatchRow, title: str, is_open: bool, width: int) -> list[Line]:
    """A batch in one line: when, who, what; struck out when it was taken back."""
    sign = "▾" if is_open else "▸"
    actor_width = 15 if width >= 70 else 7
    moment = when(row.at) if width >= 70 else f"{row.at.astimezone():%m-%d %H:%M}"
    room = max(8, width - 2 - 2 - len(moment) - 2 - actor_width - 1 - 2)
    summary = row.summary.removeprefix(f"{title}: ") if title else row.summary
    role = STRUCK if row.undone_by else FAINT if row.undoes else _SEVERITY[row.severity]
    said = text.clip(summary, room)
    tail = "↶" if row.undone_by else " " if row.can_undo else "·"
    return [
        [
            (f"{sign} ", QUIET),
            (moment, QUIET),
            ("  ", PLAIN),
            (text.fit(who(row.actor), actor_width), YOURS if row.actor == USER else ACCENT),
            (" ", PLAIN),
            (said, role),
            (text.fit(said, room)[len(said) :], PLAIN),
            (f" {tail}", QUIET),
        ]
    ]


def detail_lines(changes: Sequence[Activity], width: int) -> list[Line]:
    """All changes of a batch with before and after."""
    lines: list[Line] = []
    for change in changes[:MOST_SHOWN]:
        if len(changes) > 1 or not change.subject:
            lines += [[("    ", PLAIN), (line, QUIET)] for line in wrapped(change.summary, width - 6, 3)]
        lines += [[("    ", PLAIN), *line] for line in change_lines(change, width - 6)]
    if len(changes) > MOST_SHOWN:
        lines.append([(f"    and {text.number(len(changes) - MOST_SHOWN)} more changes", FAINT)])
    return [*(lines or [[("    nothing more is known", FAINT)]]), []]


def change_lines(change: Activity, width: int) -> Iterator[Line]:
    """What one change did."""
    before = change.before if isinstance(change.before, Mapping) else {}
    after = change.after if isinstance(change.after, Mapping) else {}
    if change.subject == "fields":
        for name in dict.fromkeys([*before, *after]):
            yield from _field_lines(name, before.get(name) or {}, after.get(name) or {}, width)
        return
    for key in dict.fromkeys([*before, *after]):
        if key not in _HIDDEN and not key.endswith(_BOOKKEEPING):
            yield from _column_lines(key.replace("_", " "), before.get(key), after.get(key), width)


def _column_lines(label: str, old: Any, new: Any, width: int) -> Iterator[Line]:
    if old == new:
        return
    if isinstance(old or new, list):
        yield from _came_and_went(label, [_short(one) for one in old or []], [_short(one) for one in new or []], width)
    elif _short(old) != _short(new):
        yield from _pair(label, _short(old), _short(new), width)


def _short(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        named = next((value[name] for name in ("path", "title", "name") if value.get(name)), None)
        return str(named) if named else ", ".join(f"{key} {_short(one)}" for key, one in value.items())
    return "" if value in (None, "", []) else str(value)


def _field_lines(name: str, before: Mapping[str, Any], after: Mapping[str, Any], width: int) -> Iterator[Line]:
    info = FIELDS.get(name)
    if info is None:
        return
    old, new = before.get("value"), after.get("value")
    if old != new and isinstance(old or new, list) and info.type is not FieldType.ARTWORK:
        yield from _list_lines(info, old or [], new or [], width)
    elif old != new:
        yield from _pair(info.label, values.shown(info, old), values.shown(info, new), width)
    if old != new and before.get("source") != after.get("source") and after.get("source"):
        source = f"{values_source(before.get('source', ''))} → {values_source(after['source'])}"
        yield [(_beside(""), PLAIN), (text.clip(f"from {source}", max(8, width - _LABEL)), FAINT)]
    if bool(before.get("locked")) != bool(after.get("locked")):
        said = "◆ locked" if after.get("locked") else "· unlocked"
        label = info.label if old == new else ""
        yield [(_beside(label), QUIET), (said, ACCENT)]


def values_source(source: str) -> str:
    """A source as people call it."""
    return {"user": "you", "nfo": "NFO", "filename": "file name", "": "nobody"}.get(source, source)


_LABEL = 18


def _beside(label: str) -> str:
    return f"{text.fit(label, _LABEL - 1)} "


def _pair(label: str, old: str, new: str, width: int) -> Iterator[Line]:
    """Before and after: in one line where they are short, else one below the other."""
    room = max(8, width - _LABEL)
    flat = f"{old or '—'} → {new or '—'}"
    if "\n" not in flat and cell_len(flat) <= room:
        yield [
            (_beside(label), QUIET),
            (text.safe(old) or "—", REMOVED if old else FAINT),
            (" → ", FAINT),
            (text.safe(new) or "—", ADDED if new else FAINT),
        ]
        return
    for sign, said, role in (("− ", old, REMOVED), ("+ ", new, ADDED)):
        for line in wrapped(said, room - 2, 6) if said else []:
            yield [(_beside(label), QUIET), (sign, role), (line, role)]
            label, sign = "", "  "


def _named(info: FieldInfo, rows: list[Any]) -> list[str]:
    return [entry if isinstance(entry, str) else values.row(info, entry) for entry in rows]


def _list_lines(info: FieldInfo, old: list[Any], new: list[Any], width: int) -> Iterator[Line]:
    yield from _came_and_went(info.label, _named(info, old), _named(info, new), width)


def _came_and_went(label: str, olds: list[str], news: list[str], width: int) -> Iterator[Line]:
    """What went out of a list and what came in; when neither, its order."""
    room = max(8, width - _LABEL - 2)
    found = [("− ", one, REMOVED) for one in olds if one not in news]
    found += [("+ ", one, ADDED) for one in news if one not in olds]
    if not found:
        said = "in another order" if olds != news else "changed"
        found = [("~ ", said, ACCENT)]
    for sign, said, role in found[:12]:
        yield [(_beside(label), QUIET), (sign, role), (text.clip(said, room), role)]
        label = ""
    if len(found) > 12:
        yield [(_beside(""), QUIET), (f"and {len(found) - 12} more", FAINT)]
