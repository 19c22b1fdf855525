"""The files of scanned units: their rows compared with what was found, and only what differs written."""

import os
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, delete, select, update
from sqlmodel import Session

from lobbycard.events import Topic
from lobbycard.model.artwork import PublishedFile
from lobbycard.model.columns import now
from lobbycard.model.file import MediaFile, SubtitleStream, UnknownFile
from lobbycard.model.found import VIDEO_ROLES, FoundFile, FoundUnit
from lobbycard.model.kinds import FileRole
from lobbycard.store import inserting, tables
from lobbycard.store.chunks import chunks
from lobbycard.store.database import touched
from lobbycard.store.scan.scanning import Bounds, Counts

_files = tables.of(MediaFile)
_unknown = tables.of(UnknownFile)
_published = tables.of(PublishedFile)
_subtitles = tables.of(SubtitleStream)

_LEFT_ALONE = {"library_id", "path", "first_seen_at", "scene_name", "is_assigned", "quality_grade"} | {
    "custom_format_score",
    "duration",
    "bit_rate",
    "id",
}
"""Columns that a scan does not set on a known file."""
_SET = [column.name for column in _files.columns if column.name not in _LEFT_ALONE]
_UPDATE = (
    update(_files)
    .where(_files.c.id == bindparam("key"))
    .values({name: bindparam(f"v_{name}", type_=_files.c[name].type) for name in _SET})
)
_ASSIGNED_SET = {"size", "mtime_ns", "inode", "unit", "missing_since"}
"""What a scan may say of a file that a person assigned."""


class Files:
    """The files of one batch of units."""

    def __init__(
        self, session: Session, library_id: int, units: Sequence[FoundUnit], bounds: Bounds, counts: Counts
    ) -> None:
        self.session = session
        self.library_id = library_id
        self.units = units
        self.bounds = bounds
        self.counts = counts
        self.moment = now()
        self.present: dict[str, FoundFile] = {file.path: file for unit in units for file in unit.files}
        self.rows: dict[str, Row[Any]] = self._load()
        self.ids: dict[str, int] = {path: row.id for path, row in self.rows.items()}
        self.ours = self._published()
        self.news: set[str] = set()
        """Paths that are new, rewritten or back."""
        self.touched: set[int] = set()
        """Known files of which something changed."""
        self.gone: list[Row[Any]] = []
        """Rows of what is not there any more and was until now."""

    def _load(self) -> dict[str, Row[Any]]:
        """The rows of these units, and of these paths should they have been in another unit."""
        of_library = select(_files).where(_files.c.library_id == self.library_id)
        found: dict[str, Row[Any]] = {}
        for roots in chunks(unit.root for unit in self.units):
            found.update({row.path: row for row in self.session.execute(of_library.where(_files.c.unit.in_(roots)))})
        for paths in chunks(path for path in self.present if path not in found):
            found.update({row.path: row for row in self.session.execute(of_library.where(_files.c.path.in_(paths)))})
        return found

    def _published(self) -> set[str]:
        """The files among these that we wrote ourselves and nobody changed since."""
        of_library = _published.c.library_id == self.library_id
        if self.session.execute(select(_published.c.id).where(of_library).limit(1)).first() is None:
            return set()
        query = select(_published.c.path, _published.c.size, _published.c.mtime_ns).where(of_library)
        ours: set[str] = set()
        for paths in chunks(self.present):
            for path, size, mtime_ns in self.session.execute(query.where(_published.c.path.in_(paths))):
                if (size, mtime_ns) == (self.present[path].size, self.present[path].mtime_ns):
                    ours.add(path)
        return ours

    def is_live(self, path: str) -> bool:
        """Whether a known file of these units is there, or must be taken to be."""
        if path in self.present:
            return True
        row = self.rows.get(path)
        return row is not None and row.missing_since is None and self.bounds.keeps(path)

    # writing

    def put(self) -> None:
        """Videos first, since the files beside them point to them."""
        roots = {file.path: unit.root for unit in self.units for file in unit.files}
        changed: list[dict[str, Any]] = []
        for is_beside in (False, True):
            new: list[dict[str, Any]] = []
            for path, file in self.present.items():
                if bool(file.video) is not is_beside:
                    continue
                row = self.rows.get(path)
                if row is None:
                    new.append(self._new(roots[path], file))
                elif (values := self._changed(row, roots[path], file)) is not None:
                    changed.append(values)
            self._insert(new)
        if changed:
            self.session.connection().execute(_UPDATE, changed)
        self._put_gone()
        self._put_subtitles()
        if self.news or self.touched or self.gone:
            touched(self.session, Topic.FILE, self.touched)

    def _insert(self, new: list[dict[str, Any]]) -> None:
        if new:
            ids = inserting.next_ids(self.session, _files, len(new))
            inserting.rows(self.session, _files, [{"id": key, **row} for key, row in zip(ids, new, strict=True)])
            self.ids.update((row["path"], key) for key, row in zip(ids, new, strict=True))
            self.news.update(row["path"] for row in new)

    def _wanted(self, root: str, file: FoundFile) -> dict[str, Any]:
        return {
            "unit": root,
            "size": file.size,
            "mtime_ns": file.mtime_ns,
            "inode": file.inode,
            "role": file.role,
            "missing_since": None,
            "video_id": self.ids.get(file.video) if file.video else None,
            **file.details,
        }

    def _new(self, root: str, file: FoundFile) -> dict[str, Any]:
        return {
            "library_id": self.library_id,
            "path": file.path,
            "first_seen_at": self.moment,
            **self._wanted(root, file),
        }

    def _changed(self, row: Row[Any], root: str, file: FoundFile) -> dict[str, Any] | None:
        """The whole row as it is to be; None when it is so already."""
        before = row._mapping
        wanted = self._wanted(root, file)
        if row.is_assigned:
            wanted = {name: value for name, value in wanted.items() if name in _ASSIGNED_SET}
        elif row.probed_at is not None and row.container:
            del wanted["container"]  # the one inside the file, which may not be what its name says
        if all(before[name] == value for name, value in wanted.items()):
            return None
        is_rewritten = (row.size, row.mtime_ns) != (file.size, file.mtime_ns)
        if is_rewritten:
            wanted |= {"quick_hash": None, "probed_at": None, "probe_error": None}
        self.touched.add(row.id)
        if row.missing_since is not None or is_rewritten:
            self.news.add(file.path)
        if row.missing_since is not None:
            self.counts.back += 1
        elif is_rewritten and file.path not in self.ours:
            self.counts.changed += 1
        return {f"v_{name}": wanted.get(name, before[name]) for name in _SET} | {"key": row.id}

    def _put_gone(self) -> None:
        """Videos are kept as missing; what lies beside them is forgotten, unless a person assigned it."""
        unknown = {file.path for unit in self.units for file in unit.unknown}
        lost = [
            row
            for path, row in self.rows.items()
            if path not in self.present and not self.bounds.keeps(path) and not (row.is_assigned and path in unknown)
        ]
        kept = [row for row in lost if row.role in VIDEO_ROLES or row.is_assigned]
        missing = [row for row in kept if row.missing_since is None]
        dropped = [row for row in lost if not (row.role in VIDEO_ROLES or row.is_assigned)]
        for ids in chunks(row.id for row in missing):
            self.session.execute(update(_files).where(_files.c.id.in_(ids)).values(missing_since=now()))
        for ids in chunks(row.id for row in dropped):
            self.session.execute(delete(_files).where(_files.c.id.in_(ids)))
        self.gone = missing + dropped
        self.touched.update(row.id for row in missing)
        self.counts.missing += sum(row.role in VIDEO_ROLES for row in missing)

    def _put_subtitles(self) -> None:
        """The subtitles beside the videos, as streams of these."""
        wanted = {
            (self.ids[file.video], path): _subtitle(self.ids[file.video], file)
            for path, file in self.present.items()
            if file.role is FileRole.SUBTITLE and file.video in self.ids
        }
        known: dict[tuple[int, str], Row[Any]] = {}
        for ids in chunks(row.id for row in self.rows.values() if row.role in VIDEO_ROLES):
            external = _subtitles.c.file_id.in_(ids), _subtitles.c.is_external
            known |= {(row.file_id, row.path): row for row in self.session.execute(select(_subtitles).where(*external))}
        stale = [
            row.id
            for place, row in known.items()
            if not self._is_same_subtitle(row, wanted.get(place)) and not self.bounds.keeps(row.path)
        ]
        for ids in chunks(stale):
            self.session.execute(delete(_subtitles).where(_subtitles.c.id.in_(ids)))
        new = [row for place, row in wanted.items() if place not in known or known[place].id in set(stale)]
        if new:
            inserting.rows(self.session, _subtitles, new)

    @staticmethod
    def _is_same_subtitle(row: Row[Any], wanted: Mapping[str, Any] | None) -> bool:
        return wanted is not None and all(row._mapping[name] == value for name, value in wanted.items())

    # what nobody recognised

    def put_unknown(self, items: Mapping[str, int]) -> None:
        """The unknown files of these units, each with the nearest item; what a person assigned is none."""
        known: dict[str, Row[Any]] = {}
        query = select(_unknown).where(_unknown.c.library_id == self.library_id)
        for roots in chunks(unit.root for unit in self.units):
            known |= {row.path: row for row in self.session.execute(query.where(_unknown.c.unit.in_(roots)))}
        wanted: dict[str, dict[str, Any]] = {}
        for unit in self.units:
            for file in unit.unknown:
                row = self.rows.get(file.path)
                if row is not None and row.is_assigned:
                    self._back(row)
                    continue
                wanted[file.path] = {
                    "library_id": self.library_id,
                    "path": file.path,
                    "unit": unit.root,
                    "size": file.size,
                    "mtime_ns": file.mtime_ns,
                    "extension": os.path.splitext(file.path)[1].lstrip(".").lower(),
                    "reason": file.reason,
                    "item_id": items.get(unit.root),
                }
        self._write_unknown(known, wanted)

    def _back(self, row: Row[Any]) -> None:
        """A file that a person assigned is there, though its name says nothing."""
        if row.missing_since is not None:
            self.session.execute(update(_files).where(_files.c.id == row.id).values(missing_since=None))

    def _write_unknown(self, known: Mapping[str, Row[Any]], wanted: Mapping[str, dict[str, Any]]) -> None:
        gone = [row.id for path, row in known.items() if path not in wanted and not self.bounds.keeps(path)]
        new = [row for path, row in wanted.items() if path not in known]
        other = [
            (known[path].id, row)
            for path, row in wanted.items()
            if path in known and any(known[path]._mapping[name] != value for name, value in row.items())
        ]
        for ids in chunks(gone):
            self.session.execute(delete(_unknown).where(_unknown.c.id.in_(ids)))
        for row_id, row in other:
            self.session.execute(update(_unknown).where(_unknown.c.id == row_id).values(row))
        if new:
            moment = now()
            inserting.rows(self.session, _unknown, [row | {"mime": "", "discovered_at": moment} for row in new])
        self.counts.unknown += len(new)
        if gone or new or other:
            touched(self.session, Topic.UNKNOWN)


def _subtitle(video: int, file: FoundFile) -> dict[str, Any]:
    return {
        "file_id": video,
        "path": file.path,
        "codec": os.path.splitext(file.path)[1].lstrip(".").lower(),
        "language": file.details["language"],
        "title": file.details["title"],
        "is_default": file.details["is_default"],
        "is_forced": file.details["forced"],
        "is_sdh": file.details["sdh"],
        "is_external": True,
    }
