"""The files of items, as publishing needs them: videos with their tracks, trailers, chosen pictures."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, select
from sqlmodel import Session, col

from lobbycard.model.artwork import Blob, Candidate
from lobbycard.model.file import AudioStream, FileItem, MediaFile, SubtitleStream, VideoStream
from lobbycard.model.found import VIDEO_ROLES
from lobbycard.model.item import Item
from lobbycard.model.kinds import AssetType, FileRole
from lobbycard.model.publishing import Picture, Video
from lobbycard.model.tracks import AudioTrack, SubtitleTrack, Tracks, VideoTrack
from lobbycard.store import tables
from lobbycard.store.chunks import chunks

_item = tables.of(Item)


class Chosen(NamedTuple):
    """What was chosen, by item."""

    pictures: Mapping[int, list[Picture]]
    lost: Mapping[int, list[AssetType]]
    """Types with a chosen picture that is not in the cache."""
    trailers: Mapping[int, Any]


def videos(session: Session, ids: Iterable[int]) -> dict[int, list[Video]]:
    """The files that are there, the main version first."""
    rows: list[Any] = []
    for chunk in chunks(ids):
        query = (
            select(
                col(FileItem.item_id),
                col(MediaFile.id),
                col(MediaFile.path),
                col(MediaFile.role),
                col(MediaFile.part),
                col(MediaFile.disc),
                col(MediaFile.duration),
                col(MediaFile.probed_at),
            )
            .join(MediaFile, col(MediaFile.id) == col(FileItem.file_id))
            .where(
                col(FileItem.item_id).in_(chunk),
                col(MediaFile.role).in_(VIDEO_ROLES),
                col(MediaFile.missing_since).is_(None),
            )
            .order_by(col(FileItem.item_id), col(FileItem.position), col(MediaFile.path))
        )
        rows += session.execute(query).all()
    tracks = _tracks(session, {row.id: row.duration for row in rows if row.probed_at is not None})
    found: dict[int, list[Video]] = defaultdict(list)
    for row in rows:
        video = Video(row.path, row.role, row.part, row.disc, tracks.get(row.id))
        found[row.item_id].append(video)
    for videos in found.values():
        videos.sort(key=lambda video: video.role is FileRole.VERSION)
    return found


def _tracks(session: Session, durations: dict[int, float | None]) -> dict[int, Tracks]:
    """The tracks of these files; external subtitles and sounds are not the video's."""
    video: dict[int, list[VideoTrack]] = defaultdict(list)
    audio: dict[int, list[AudioTrack]] = defaultdict(list)
    subtitles: dict[int, list[SubtitleTrack]] = defaultdict(list)
    for chunk in chunks(durations):
        for v in session.scalars(_of_files(VideoStream, chunk)):
            seconds = v.duration or durations[v.file_id]
            length = round(seconds) if seconds else None
            video[v.file_id].append(
                VideoTrack(v.codec, v.width, v.height, v.aspect_ratio, length, v.language, v.hdr, v.stereo_mode)
            )
        for a in session.scalars(_of_files(AudioStream, chunk).where(~col(AudioStream.is_external))):
            audio[a.file_id].append(AudioTrack(a.codec, a.language, a.channels))
        for s in session.scalars(_of_files(SubtitleStream, chunk).where(~col(SubtitleStream.is_external))):
            subtitles[s.file_id].append(SubtitleTrack(s.language))
    return {
        key: Tracks(tuple(video[key]), tuple(audio[key]), tuple(subtitles[key])) for key in {*video, *audio, *subtitles}
    }


def _of_files(table: Any, ids: Sequence[int]) -> Any:
    return select(table).where(table.file_id.in_(ids)).order_by(table.file_id, table.stream_index)


def local_trailers(session: Session, owners: Iterable[int]) -> set[int]:
    """Items beside which a trailer lies already."""
    found: set[int] = set()
    for chunk in chunks(owners):
        tied = (
            select(col(FileItem.item_id))
            .join(MediaFile, col(MediaFile.video_id) == col(FileItem.file_id))
            .where(col(FileItem.item_id).in_(chunk), col(MediaFile.role) == FileRole.TRAILER)
        )
        found.update(session.scalars(tied))
        inside = (
            select(_item.c.id)
            .join(
                MediaFile,
                and_(col(MediaFile.library_id) == _item.c.library_id, col(MediaFile.unit) == _item.c.folder),
            )
            .where(_item.c.id.in_(chunk), _item.c.own_folder, col(MediaFile.role) == FileRole.TRAILER)
        )
        found.update(session.scalars(inside))
    return found


def pictures(session: Session, ids: Iterable[int]) -> Chosen:
    """What was chosen of each type, in order."""
    pictures: dict[int, list[Picture]] = defaultdict(list)
    lost: dict[int, list[AssetType]] = defaultdict(list)
    trailers: dict[int, Any] = {}
    for row in chosen(session, ids):
        if row.asset_type is AssetType.TRAILER:
            trailers.setdefault(row.item_id, row)
        elif row.blob_id is None:
            if row.asset_type not in lost[row.item_id]:
                lost[row.item_id].append(row.asset_type)
        else:
            taken = sum(one.asset_type is row.asset_type for one in pictures[row.item_id])
            pictures[row.item_id].append(picture(row, taken))
    return Chosen(pictures, lost, trailers)


def chosen(session: Session, ids: Iterable[int]) -> list[Any]:
    """Selected candidates with their blobs, in order."""
    found: list[Any] = []
    for chunk in chunks(ids):
        query = (
            select(
                col(Candidate.item_id),
                col(Candidate.asset_type),
                col(Candidate.url),
                col(Candidate.path),
                col(Candidate.blob_id),
                col(Blob.sha256),
                col(Blob.extension),
                col(Blob.size),
                col(Blob.has_alpha),
            )
            .outerjoin(Blob, col(Blob.id) == col(Candidate.blob_id))
            .where(col(Candidate.item_id).in_(chunk), col(Candidate.is_selected))
            .order_by(col(Candidate.item_id), col(Candidate.asset_type), col(Candidate.position), col(Candidate.id))
        )
        found += session.execute(query).all()
    return found


def picture(row: Any, position: int) -> Picture:
    """A chosen picture as a value."""
    return Picture(row.asset_type, position, row.blob_id, row.sha256, row.extension, row.size, row.has_alpha)
