"""Files: what is to be probed, what was found in them, and what a screen shows of them."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, update
from sqlmodel import Session, SQLModel, col

from lobbycard.events import Topic
from lobbycard.model.columns import now
from lobbycard.model.file import AudioStream, FileItem, MediaFile, SubtitleStream, VideoStream
from lobbycard.model.found import VIDEO_ROLES
from lobbycard.model.item import Item
from lobbycard.model.kinds import FileRole
from lobbycard.store.database import touched

_PROBED = (*VIDEO_ROLES, FileRole.TRAILER)


class ToProbe(NamedTuple):
    """A file whose streams are not known."""

    id: int
    path: str
    size: int
    role: FileRole


def to_probe(session: Session, library_id: int, limit: int, after: int = 0) -> list[ToProbe]:
    """Videos that were never probed, or have changed since."""
    query = (
        select(col(MediaFile.id), col(MediaFile.path), col(MediaFile.size), col(MediaFile.role))
        .where(
            col(MediaFile.library_id) == library_id,
            col(MediaFile.id) > after,
            col(MediaFile.probed_at).is_(None),
            col(MediaFile.missing_since).is_(None),
            col(MediaFile.role).in_(_PROBED),
        )
        .order_by(col(MediaFile.id))
        .limit(limit)
    )
    return [ToProbe._make(row) for row in session.execute(query)]


def count_to_probe(session: Session, library_id: int) -> int:
    """How many there are."""
    query = select(func.count()).where(
        col(MediaFile.library_id) == library_id,
        col(MediaFile.probed_at).is_(None),
        col(MediaFile.missing_since).is_(None),
        col(MediaFile.role).in_(_PROBED),
    )
    return int(session.execute(query).scalar_one())


class Probed(NamedTuple):
    """What a probe found in a file, or why it found nothing."""

    file_id: int
    size: int
    """Of the file that was looked into."""
    quick_hash: str | None
    error: str | None = None
    container: str = ""
    duration: float | None = None
    bit_rate: int | None = None
    video: Sequence[Mapping[str, Any]] = ()
    audio: Sequence[Mapping[str, Any]] = ()
    subtitles: Sequence[Mapping[str, Any]] = ()


def twins(session: Session, marked: Sequence[tuple[int, str, int]]) -> dict[int, int]:
    """For each (file, quick hash, size) the probed file that is the same, where there is one."""
    query = select(col(MediaFile.quick_hash), col(MediaFile.size), col(MediaFile.id)).where(
        col(MediaFile.size).in_({size for _, _, size in marked}),
        col(MediaFile.quick_hash).in_({quick for _, quick, _ in marked}),
        col(MediaFile.id).not_in({file_id for file_id, _, _ in marked}),
        col(MediaFile.probed_at).is_not(None),
        col(MediaFile.probe_error).is_(None),
    )
    probed = {(quick, size): twin for quick, size, twin in session.execute(query)}
    return {file_id: probed[quick, size] for file_id, quick, size in marked if (quick, size) in probed}


def reuse_probes(session: Session, twins_: Mapping[int, int]) -> None:
    """Take over the streams of files with the same size and quick hash: a copy is not probed again."""
    for file_id, twin_id in twins_.items():
        twin = session.get(MediaFile, twin_id)
        if twin is not None and _sizes(session, [file_id]).get(file_id) == twin.size:
            _take_over(session, file_id, twin)


def _sizes(session: Session, file_ids: Sequence[int]) -> dict[int, int]:
    """Of the files that are still known."""
    query = select(col(MediaFile.id), col(MediaFile.size)).where(col(MediaFile.id).in_(file_ids))
    return {row.id: row.size for row in session.execute(query)}


def _take_over(session: Session, file_id: int, twin: MediaFile) -> None:
    for table in (VideoStream, AudioStream, SubtitleStream):
        own = SQLModel.metadata.tables[str(table.__tablename__)]
        internal = own.c.file_id == twin.id
        if table is not VideoStream:
            internal &= ~own.c.is_external
        columns = [column for column in own.columns if column.name not in {"id", "file_id"}]
        rows = [dict(row._mapping) | {"file_id": file_id} for row in session.execute(select(*columns).where(internal))]
        _drop_streams(session, file_id, own)
        if rows:
            session.execute(insert(own), rows)
    values = {"container": twin.container, "duration": twin.duration, "bit_rate": twin.bit_rate}
    _note_probe(session, file_id, {**values, "quick_hash": twin.quick_hash, "probe_error": None})


def _drop_streams(session: Session, file_id: int, table: Any) -> None:
    statement = delete(table).where(table.c.file_id == file_id)
    if "is_external" in table.c:
        statement = statement.where(~table.c.is_external)
    session.execute(statement)


def _note_probe(session: Session, file_id: int, values: Mapping[str, Any]) -> None:
    session.execute(update(MediaFile).where(col(MediaFile.id) == file_id).values(probed_at=now(), **values))
    items = session.scalars(select(col(FileItem.item_id)).where(col(FileItem.file_id) == file_id)).all()
    touched(session, Topic.ITEM, items)
    touched(session, Topic.FILE, [file_id])


def put_probes(session: Session, probes: Sequence[Probed]) -> None:
    """Keep what probes found, except of files that are known no more or were found to have changed meanwhile."""
    sizes = _sizes(session, [probe.file_id for probe in probes])
    for probe in probes:
        if sizes.get(probe.file_id) != probe.size:
            continue
        for table, rows in (
            (VideoStream, probe.video),
            (AudioStream, probe.audio),
            (SubtitleStream, probe.subtitles),
        ):
            own = SQLModel.metadata.tables[str(table.__tablename__)]
            _drop_streams(session, probe.file_id, own)
            kept = [
                {key: value for key, value in row.items() if key in own.c} | {"file_id": probe.file_id} for row in rows
            ]
            if kept:
                session.execute(insert(own), [_with_defaults(table, row) for row in kept])
        values: dict[str, Any] = {"quick_hash": probe.quick_hash, "probe_error": probe.error}
        if probe.error is None:
            values |= {"container": probe.container, "duration": probe.duration, "bit_rate": probe.bit_rate}
        _note_probe(session, probe.file_id, values)


def _with_defaults(table: Any, row: dict[str, Any]) -> dict[str, Any]:
    """The columns that a probe does not speak of."""
    full = table(**row).model_dump(exclude={"id"})
    return {key: full[key] for key in full}


class FileRow(NamedTuple):
    """A file of an item, with its streams."""

    file: MediaFile
    video: list[VideoStream]
    audio: list[AudioStream]
    subtitles: list[SubtitleStream]


def of_item(session: Session, item_id: int) -> list[FileRow]:
    """The videos of an item, main one first, each with its streams."""
    query = (
        select(MediaFile)
        .join(FileItem, col(FileItem.file_id) == col(MediaFile.id))
        .where(col(FileItem.item_id) == item_id)
        .order_by(col(FileItem.position), col(MediaFile.path))
    )
    files = list(session.scalars(query))
    ids = [file.id for file in files]
    video = _by_file(session, VideoStream, ids)
    audio = _by_file(session, AudioStream, ids)
    subtitles = _by_file(session, SubtitleStream, ids)
    return [FileRow(file, video.get(file.id, []), audio.get(file.id, []), subtitles.get(file.id, [])) for file in files]


def _by_file(session: Session, table: Any, ids: Sequence[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    rows = session.scalars(select(table).where(table.file_id.in_(ids)).order_by(table.id))
    for row in rows:
        found.setdefault(row.file_id, []).append(row)
    return found


def sidecars_of(session: Session, item_id: int) -> list[MediaFile]:
    """Files that go with an item's videos: subtitles, trailers, extras, NFO."""
    videos = select(col(FileItem.file_id)).where(col(FileItem.item_id) == item_id)
    item = session.get(Item, item_id)
    beside: ColumnElement[bool] = col(MediaFile.video_id).in_(videos)
    if item is not None and item.own_folder and item.folder is not None:
        inside = (col(MediaFile.library_id) == item.library_id) & (col(MediaFile.unit) == item.folder)
        beside = or_(beside, inside)
    query = select(MediaFile).where(beside, col(MediaFile.role).not_in(VIDEO_ROLES)).order_by(col(MediaFile.path))
    return list(session.scalars(query))


def paths_of_role(session: Session, library_id: int, role: FileRole) -> list[str]:
    """The paths of all files of a role in a library."""
    query = select(col(MediaFile.path)).where(col(MediaFile.library_id) == library_id, col(MediaFile.role) == role)
    return list(session.scalars(query.order_by(col(MediaFile.path))))


def by_path(session: Session, library_id: int, path: str) -> MediaFile | None:
    """A file by its path."""
    query = select(MediaFile).where(col(MediaFile.library_id) == library_id, col(MediaFile.path) == path)
    return session.scalars(query).one_or_none()


def items_of(session: Session, file_id: int) -> list[int]:
    """The items that a file is (part of)."""
    query = select(col(FileItem.item_id)).where(col(FileItem.file_id) == file_id).order_by(col(FileItem.position))
    return list(session.scalars(query))
