"""The whole library as plain rows, for scripts; read in pages, so that 100,000 items need no memory."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import inspect, select
from sqlmodel import Session, col

from lobbycard.model.artwork import Candidate
from lobbycard.model.file import AudioStream, FileItem, MediaFile, SubtitleStream, VideoStream
from lobbycard.model.item import ExternalId, FieldState, Item
from lobbycard.model.kinds import ItemKind
from lobbycard.model.library import Library
from lobbycard.store import filters, search, tables

KINDS = (ItemKind.MOVIE, ItemKind.SERIES, ItemKind.EPISODE)
PAGE = 400


def page(session: Session, after: int, filter_text: str = "", library_id: int | None = None) -> list[dict[str, Any]]:
    """The next items after an id, each with its files, artwork and locks. Empty at the end."""
    query = select(Item).where(col(Item.id) > after, col(Item.kind).in_(KINDS), col(Item.deleted_on).is_(None))
    if filter_text:
        wanted = filters.compile_filter(filter_text)
        query = query.where(wanted.condition)
        if wanted.words:
            query = query.where(col(Item.id).in_(search.find(session, wanted.words, KINDS)))
    if library_id is not None:
        query = query.where(col(Item.library_id) == library_id)
    items = list(session.scalars(query.order_by(col(Item.id)).limit(PAGE)))
    if not items:
        return []
    ids = [item.id for item in items]
    above = _above(session, items)
    files = _files(session, ids)
    art = _artwork(session, ids)
    external = _grouped(session, ExternalId, ids)
    locks = _locks(session, ids)
    return [
        _row(item, above, {row.provider: row.value for row in external[item.id]}, files[item.id], art[item.id], locks)
        for item in items
    ]


def _row(
    item: Item,
    above: dict[int, tuple[str, int | None]],
    ids: dict[str, str],
    files: list[dict[str, Any]],
    art: dict[str, list[dict[str, Any]]],
    locks: dict[int, list[str]],
) -> dict[str, Any]:
    is_episode = item.kind is ItemKind.EPISODE
    series, season = above.get(item.parent_id or 0, ("", None)) if is_episode else ("", None)
    return {
        "id": item.id,
        "kind": str(item.kind),
        "title": item.title,
        "year": item.year,
        "series": series or None,
        "season": season,
        "episode": item.number if is_episode else None,
        "absolute": item.absolute_number,
        "air_date": item.aired,
        "ids": ids,
        "state": str(item.state),
        "completeness": item.completeness,
        "folder": item.folder,
        "files": files,
        "artwork": art,
        "locked": locks.get(item.id, []),
    }


def _above(session: Session, items: Sequence[Item]) -> dict[int, tuple[str, int | None]]:
    """By season: the series' title and the season's number."""
    wanted = {item.parent_id for item in items if item.kind is ItemKind.EPISODE and item.parent_id is not None}
    series = tables.of(Item).alias("series")
    query = (
        select(col(Item.id), series.c.title, col(Item.number))
        .join(series, series.c.id == col(Item.parent_id))
        .where(col(Item.id).in_(wanted))
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(query)}


def _files(session: Session, ids: Sequence[int]) -> defaultdict[int, list[dict[str, Any]]]:
    query = (
        select(col(FileItem.item_id), MediaFile, col(Library.path))
        .join(MediaFile, col(MediaFile.id) == col(FileItem.file_id))
        .join(Library, col(Library.id) == col(MediaFile.library_id))
        .where(col(FileItem.item_id).in_(ids))
        .order_by(col(FileItem.item_id), col(FileItem.position))
    )
    rows = list(session.execute(query))
    files = [row[1].id for row in rows]
    video = _grouped(session, VideoStream, files, "file_id")
    audio = _grouped(session, AudioStream, files, "file_id")
    subtitles = _grouped(session, SubtitleStream, files, "file_id")
    found: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for item_id, file, root in rows:
        streams = {"video": video[file.id], "audio": audio[file.id], "subtitles": subtitles[file.id]}
        found[item_id].append(_file_row(file, root, streams))
    return found


def _file_row(file: MediaFile, root: str, streams: dict[str, list[Any]]) -> dict[str, Any]:
    return {
        "path": f"{root}/{file.path}",
        "role": str(file.role),
        "size": file.size,
        "part": file.part,
        "version": file.version,
        "edition": file.edition,
        "source": file.source,
        "resolution": file.resolution,
        "duration": file.duration,
        "missing": file.missing_since is not None,
        "error": file.probe_error,
        "streams": {
            "video": [
                {"codec": s.codec, "width": s.width, "height": s.height, "hdr": str(s.hdr)} for s in streams["video"]
            ],
            "audio": [{"codec": s.codec, "language": s.language, "channels": s.channels} for s in streams["audio"]],
            "subtitles": [
                {"language": s.language, "forced": s.is_forced, "sdh": s.is_sdh, "external": s.is_external}
                for s in streams["subtitles"]
            ],
        },
    }


def _artwork(session: Session, ids: Sequence[int]) -> defaultdict[int, dict[str, list[dict[str, Any]]]]:
    query = (
        select(Candidate)
        .where(col(Candidate.item_id).in_(ids), col(Candidate.is_selected))
        .order_by(col(Candidate.item_id), col(Candidate.asset_type), col(Candidate.position))
    )
    found: defaultdict[int, dict[str, list[dict[str, Any]]]] = defaultdict(dict)
    for row in session.scalars(query):
        entry = {
            "provider": row.provider,
            "url": row.url,
            "width": row.width,
            "height": row.height,
            "language": row.language,
            "selected_by": str(row.selected_by) if row.selected_by else None,
        }
        found[row.item_id].setdefault(str(row.asset_type), []).append(entry)
    return found


def _locks(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    query = (
        select(col(FieldState.item_id), col(FieldState.field))
        .where(col(FieldState.item_id).in_(ids), col(FieldState.locked))
        .order_by(col(FieldState.field))
    )
    found: dict[int, list[str]] = {}
    for item_id, name in session.execute(query):
        found.setdefault(item_id, []).append(name)
    return found


def _grouped(session: Session, table: Any, ids: Sequence[int], key: str = "item_id") -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in session.scalars(select(table).where(getattr(table, key).in_(ids)).order_by(*inspect(table).primary_key)):
        found[getattr(row, key)].append(row)
    return found


def flat(row: dict[str, Any]) -> dict[str, Any]:
    """A row for a table: lists become text."""
    ids = " ".join(f"{key}:{value}" for key, value in row["ids"].items())
    paths = " | ".join(file["path"] for file in row["files"])
    art = " ".join(sorted(row["artwork"]))
    texts = {"ids": ids, "files": paths, "artwork": art, "locked": " ".join(row["locked"])}
    texts["streams"] = " | ".join(_streams_text(file["streams"]) for file in row["files"])
    return {name: "" if value is None else value for name, value in (row | texts).items()}


def _streams_text(streams: dict[str, list[dict[str, Any]]]) -> str:
    """`hevc 3840x2160 hdr10, eac3 de 6, srt en`."""
    said = [" ".join(str(value) for value in one.values() if value not in (None, "", False)) for one in _sized(streams)]
    return ", ".join(said)


def _sized(streams: dict[str, list[dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    for one in streams["video"]:
        size = f"{one['width']}x{one['height']}" if one["width"] and one["height"] else ""
        yield {"codec": one["codec"], "size": size, "hdr": one["hdr"]}
    for one in streams["audio"]:
        yield one
    for one in streams["subtitles"]:
        # What is only true or false is told by its name.
        yield {name: name if value is True else value for name, value in one.items()}
