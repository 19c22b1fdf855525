"""Files that nobody recognised: listed, assigned by a person, ignored. What is done here is undone as one batch."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlmodel import Session, col

from lobbycard.errors import NotFound, UsageError
from lobbycard.events import Topic
from lobbycard.model.file import FileItem, IgnorePattern, MediaFile, UnknownFile
from lobbycard.model.item import Item
from lobbycard.model.kinds import AssetType, FileRole, ItemKind
from lobbycard.store import fields, files, history, libraries, matching, tables
from lobbycard.store.chunks import chunks
from lobbycard.store.database import touched
from lobbycard.store.history import Change

VIDEO = "video"
ROLES: dict[str, FileRole] = {
    VIDEO: FileRole.MAIN,
    "trailer": FileRole.TRAILER,
    "extra": FileRole.EXTRA,
    "sample": FileRole.SAMPLE,
    "theme": FileRole.THEME,
    "subtitle": FileRole.SUBTITLE,
}
"""What a person may say a file is, besides a type of artwork."""


class UnknownRow(NamedTuple):
    """An unknown file as lists show it."""

    id: int
    library_id: int
    library: str
    root: str
    path: str
    size: int
    extension: str
    reason: str
    item_id: int | None
    """The nearest item."""
    item: str


def page(session: Session, *, library_id: int | None = None, text: str = "", limit: int = 100_000) -> list[UnknownRow]:
    """Unknown files by library and path."""
    names = {library.id: library for library in libraries.all_of(session)}
    query = select(UnknownFile, col(Item.title)).outerjoin(Item, col(Item.id) == col(UnknownFile.item_id))
    if library_id is not None:
        query = query.where(col(UnknownFile.library_id) == library_id)
    if text:
        query = query.where(matching.holds(col(UnknownFile.path), text))
    query = query.order_by(col(UnknownFile.library_id), col(UnknownFile.path)).limit(limit)
    return [
        UnknownRow(
            row.id,
            row.library_id,
            names[row.library_id].name,
            names[row.library_id].path,
            row.path,
            row.size,
            row.extension,
            row.reason,
            row.item_id,
            title or "",
        )
        for row, title in session.execute(query)
    ]


def find(session: Session, word: str) -> UnknownRow:
    """The one that a person means: by its number, or its path, whole or from its library's folder on."""
    every = page(session)
    found = [row for row in every if str(row.id) == word]
    found = found or [row for row in every if word in (f"{row.root}/{row.path}", row.path)]
    if len(found) != 1:
        raise UsageError(f"There is no unknown file “{word}”." if not found else f"“{word}” can be several files.")
    return found[0]


def assign(session: Session, row: UnknownRow, item_id: int, word: str, change: Change) -> None:
    """Say what a file is for. A scan leaves it so from now on."""
    unknown = session.get(UnknownFile, row.id)
    if unknown is None:
        raise NotFound(f"{row.path} is no unknown file any more.")
    item = fields.item_by_id(session, item_id)
    is_art = word in set(AssetType) and word not in ROLES
    role = FileRole.ARTWORK if is_art else ROLES[word]
    videos = [one.file for one in files.of_item(session, item_id) if one.file.missing_since is None]
    if word == VIDEO and item.kind not in {ItemKind.MOVIE, ItemKind.EPISODE}:
        raise UsageError(f"A {item.kind} has no video of its own.", "Name a film or an episode.")
    if word == VIDEO and videos:
        role = FileRole.VERSION
    file = MediaFile(
        library_id=unknown.library_id,
        path=unknown.path,
        unit=unknown.unit,
        size=unknown.size,
        mtime_ns=unknown.mtime_ns,
        role=role,
        asset_type=word if is_art else "",
        extra_type="other" if role is FileRole.EXTRA else "",
        reasons=["assigned by you"],
        is_assigned=True,
        video_id=videos[0].id if videos and word != VIDEO else None,
    )
    said = f"{item.title}: {row.path.rpartition('/')[2]} is its {word}"
    _drop(session, unknown, said, change)
    session.add(file)
    history.record_row(session, change, said, None, file, "media_file")
    if word == VIDEO:
        link = FileItem(file_id=file.id, item_id=item_id, position=len(videos))
        session.add(link)
        history.record_row(session, change, said, None, link, "file_item")
    touched(session, Topic.ITEM, [item_id])
    touched(session, Topic.FILE, [file.id])


def _drop(session: Session, unknown: UnknownFile, said: str, change: Change) -> None:
    before = history.row_values(unknown)
    session.delete(unknown)
    session.flush()
    history.record_row(session, change, said, before, None, "unknown_file")
    touched(session, Topic.UNKNOWN)


def ignore(session: Session, library_id: int, pattern: str, matching: Collection[int], change: Change) -> None:
    """Never hear of files like this again; those that are known to match leave at once."""
    known = select(IgnorePattern).where(
        col(IgnorePattern.library_id) == library_id, col(IgnorePattern.pattern) == pattern
    )
    if session.scalars(known).first() is None:
        row = IgnorePattern(library_id=library_id, pattern=pattern)
        session.add(row)
        history.record_row(session, change, f"Ignore “{pattern}”", None, row, "ignore_pattern")
    forget(session, list(matching), f"Ignored by “{pattern}”", change)
    touched(session, Topic.UNKNOWN)


def forget(session: Session, ids: Sequence[int], said: str, change: Change) -> None:
    """Take files out of the list, in a way that an undo takes back."""
    for start in range(0, len(ids), 400):
        for row in session.scalars(select(UnknownFile).where(col(UnknownFile.id).in_(ids[start : start + 400]))):
            _drop(session, row, f"{said}: {row.path}", change)


def drop_gone(session: Session, library_id: int, paths: Sequence[str]) -> None:
    """Files that were moved or recycled are unknown no more; an undo lets a scan find them again."""
    table = tables.of(UnknownFile)
    for some in chunks(paths):
        same = table.c.library_id == library_id, table.c.path.in_(some)
        if list(session.scalars(delete(table).where(*same).returning(table.c.id))):
            touched(session, Topic.UNKNOWN)


def patterns(session: Session) -> list[tuple[int, str]]:
    """(library, pattern) of all that is ignored."""
    query = select(col(IgnorePattern.library_id), col(IgnorePattern.pattern)).order_by(col(IgnorePattern.id))
    return [(library_id, pattern) for library_id, pattern in session.execute(query)]
