"""Libraries: added, changed, removed, found again."""

import os
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, func, or_, select
from sqlmodel import Session, col

from lobbycard.errors import NotFound, UsageError
from lobbycard.events import Topic
from lobbycard.model.artwork import Candidate
from lobbycard.model.columns import now
from lobbycard.model.item import FieldState, Item
from lobbycard.model.kinds import Automation, LibraryKind, SelectedBy
from lobbycard.model.library import Library
from lobbycard.store import history
from lobbycard.store.database import touched
from lobbycard.store.history import Change


def all_of(session: Session) -> list[Library]:
    """Every library, by name."""
    return list(session.scalars(select(Library).order_by(func.lower(col(Library.name)))))


def by_id(session: Session, library_id: int) -> Library:
    """One library; NotFound when it is gone."""
    library = session.get(Library, library_id)
    if library is None:
        raise NotFound(f"Library {library_id} is not there any more.")
    return library


def find(session: Session, word: str) -> Library:
    """The library that a person means: by number, name or path."""
    everyone = all_of(session)
    for library in everyone:
        if word in {str(library.id), library.name, library.path} or word.casefold() == library.name.casefold():
            return library
    for library in everyone:
        if word and os.path.abspath(word) == library.path:
            return library
    raise _no_such(word, everyone)


def holding(session: Session, path: str) -> Library:
    """The library in which a full path lies."""
    everyone = all_of(session)
    for library in everyone:
        if path == library.path or path.startswith(library.path.rstrip("/") + "/"):
            return library
    raise _no_such(path, everyone)


def _no_such(word: str, everyone: Sequence[Library]) -> UsageError:
    names = ", ".join(library.name for library in everyone) or "none yet"
    return UsageError(f"There is no library “{word}”.", f"Known: {names}.")


def add(
    session: Session,
    path: str,
    kind: LibraryKind,
    *,
    automation: Automation = Automation.HYBRID,
    name: str = "",
    change: Change | None = None,
) -> Library:
    """Add a folder as a library. Refuses one that is there already or lies inside (or around) another."""
    path = os.path.normpath(path)
    others = all_of(session)
    _require_apart(path, others)
    library = Library(
        name=_free_name(name or os.path.basename(path) or path, {other.name for other in others}),
        path=path,
        kind=kind,
        automation=automation,
    )
    session.add(library)
    session.flush()
    change = change or history.by_user("library")
    history.record(session, change, f"Added the library “{library.name}” ({path})", library_id=library.id)
    touched(session, Topic.LIBRARY, [library.id])
    return library


def _require_apart(path: str, others: Sequence[Library]) -> None:
    """No file belongs to two libraries."""
    for other in others:
        if other.path == path:
            raise UsageError(f"{path} is a library already (“{other.name}”).")
        if path.startswith(other.path.rstrip("/") + "/"):
            raise UsageError(f"{path} lies inside the library “{other.name}” ({other.path}).", "Scan that one instead.")
        if other.path.startswith(path.rstrip("/") + "/"):
            raise UsageError(f"{path} contains the library “{other.name}” ({other.path}).", "Remove that one first.")


def _free_name(name: str, taken: set[str]) -> str:
    if name not in taken:
        return name
    number = 2
    while f"{name} {number}" in taken:
        number += 1
    return f"{name} {number}"


LONGEST_INTERVAL = 525_600
"""Minutes between scans by the clock: a year."""
CHANGEABLE = {
    "name",
    "path",
    "enabled",
    "automation",
    "auto_identify",
    "auto_enrich",
    "auto_select",
    "auto_publish",
    "restore_after_upgrade",
    "read_only",
    "scan_on_startup",
    "watch",
    "auto_scan_interval",
    "naming",
}


def update(session: Session, library_id: int, new: Mapping[str, Any], change: Change | None = None) -> str:
    """Change a library's properties. Gives the batch."""
    change = change or history.by_user("library")
    library = by_id(session, library_id)
    before = history.row_values(library)
    others = [other for other in all_of(session) if other.id != library_id]
    if "path" in new:
        _require_apart(os.path.normpath(new["path"]), others)
    if "name" in new and (not new["name"].strip() or new["name"] in {other.name for other in others}):
        raise UsageError(f"A library cannot be called “{new['name']}”.", "Its name is its own and not empty.")
    if not 0 < (new.get("auto_scan_interval") or 1) <= LONGEST_INTERVAL:
        raise UsageError(f"Between scans lie 1 to {LONGEST_INTERVAL:,} minutes.")
    for key, value in new.items():
        if key not in CHANGEABLE:
            raise UsageError(f"A library has no property “{key}”.", "Known: " + ", ".join(sorted(CHANGEABLE)))
        setattr(library, key, value)
    library.updated_at = now()
    history.record_row(session, change, f"Changed the library “{library.name}”", before, library, "library")
    touched(session, Topic.LIBRARY, [library_id])
    return change.batch


class Holdings(NamedTuple):
    """What a person put into a library."""

    items: int
    locks: int
    choices: int
    """Pictures that a person chose or rejected."""


def holdings(session: Session, library_id: int) -> Holdings:
    """What would be lost with a library."""
    inside = select(col(Item.id)).where(col(Item.library_id) == library_id)
    locked = select(func.count()).where(col(FieldState.item_id).in_(inside), col(FieldState.locked))
    chosen = select(func.count()).where(
        col(Candidate.item_id).in_(inside),
        or_(
            col(Candidate.is_rejected), and_(col(Candidate.is_selected), col(Candidate.selected_by) == SelectedBy.USER)
        ),
    )
    there = select(func.count()).where(col(Item.library_id) == library_id, col(Item.deleted_on).is_(None))
    return Holdings(*(int(session.execute(query).scalar_one()) for query in (there, locked, chosen)))


def remove(session: Session, library_id: int, change: Change | None = None) -> None:
    """Forget a library and its items. No file is touched."""
    change = change or history.by_user("library")
    library = by_id(session, library_id)
    history.record(session, change, f"Removed the library “{library.name}” ({library.path})")
    session.delete(library)
    touched(session, Topic.LIBRARY, [library_id])
    touched(session, Topic.ITEM)


def note_scan(session: Session, library_id: int, values: Mapping[str, Any]) -> None:
    """What a scan found out about the library itself: accessible, space, when it was scanned."""
    library = by_id(session, library_id)
    for key, value in values.items():
        setattr(library, key, value)
    touched(session, Topic.LIBRARY, [library_id])


def item_counts(session: Session) -> dict[int, int]:
    """How many items each library has."""
    rows = session.execute(
        select(col(Item.library_id), func.count()).where(col(Item.deleted_on).is_(None)).group_by(col(Item.library_id))
    )
    return {library_id: count for library_id, count in rows if library_id is not None}
