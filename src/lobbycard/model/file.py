"""Files and the streams in them. A file is not an item: it is linked to one or several."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from lobbycard.model import columns
from lobbycard.model.kinds import FileRole, HdrFormat


class MediaFile(SQLModel, table=True):
    """A file in a library that has a known role."""

    __tablename__ = "media_file"
    __table_args__ = (
        columns.one_of("role", FileRole),
        UniqueConstraint("library_id", "path"),
        Index("ix_media_file_unit", "library_id", "unit"),
        Index("ix_media_file_identity", "size", "quick_hash"),
        columns.partial("ix_media_file_missing", "missing_since", where="missing_since IS NOT NULL"),
    )

    id: int = columns.key()
    library_id: int = columns.link("library.id", index=False)
    path: str = columns.path()
    """Relative to the library."""
    unit: str = columns.path()
    """The folder that is looked at together when this file changes."""
    size: int = columns.big()
    mtime_ns: int = columns.big()
    inode: int | None = columns.file_number(None, nullable=True)
    quick_hash: str | None = None
    role: FileRole = columns.word(FileRole, FileRole.MAIN)
    confidence: float = 1.0
    reasons: list[str] = columns.json(list)
    part: int | None = None
    version: str = ""
    edition: str = ""
    source: str = ""
    resolution: str = ""
    modifier: str = ""
    proper: bool = False
    release_group: str = ""
    scene_name: str = ""
    languages: list[str] = columns.json(list)
    quality_grade: int | None = None
    custom_format_score: int | None = None
    title: str = ""
    """Of extras and subtitles: what the name says beyond its flags."""
    disc: str = ""
    extra_type: str = ""
    asset_type: str = ""
    """Of artwork: which type it is."""
    scope: str = ""
    """Of sidecars: what it belongs to."""
    language: str = ""
    forced: bool = False
    sdh: bool = False
    is_default: bool = False
    video_id: int | None = columns.link("media_file.id", on_delete="SET NULL", nullable=True)
    """Of sidecars: the video they go with."""
    container: str = ""
    duration: float | None = None
    """Seconds."""
    bit_rate: int | None = columns.big(None, nullable=True)
    probed_at: datetime | None = columns.moment()
    probe_error: str | None = None
    is_assigned: bool = False
    """A person said what it is: a scan leaves it so."""
    first_seen_at: datetime = columns.created()
    missing_since: datetime | None = columns.moment()


class FileItem(SQLModel, table=True):
    """A file is (part of) an item: a film's versions and parts, an episode's share of a file."""

    __tablename__ = "file_item"

    file_id: int = columns.link_key("media_file.id")
    item_id: int = columns.link_second_key("item.id")
    position: int = 0
    slot: str = ""
    """Of episodes: what the file's name said when it was linked. A provider may have given the episode another number
    since, and the file still is that episode's."""


class VideoStream(SQLModel, table=True):
    """A video stream of a file."""

    __tablename__ = "video_stream"
    __table_args__ = (UniqueConstraint("file_id", "stream_index"), columns.one_of("hdr", HdrFormat))

    id: int = columns.key()
    file_id: int = columns.link("media_file.id", index=False)
    stream_index: int = 0
    codec: str = Field(default="", index=True)
    profile: str = ""
    width: int | None = None
    height: int | None = None
    aspect_ratio: float | None = None
    frame_rate: float | None = None
    bit_rate: int | None = columns.big(None, nullable=True)
    bit_depth: int | None = None
    pixel_format: str = ""
    color_primaries: str = ""
    color_transfer: str = ""
    color_space: str = ""
    hdr: HdrFormat = columns.word(HdrFormat, HdrFormat.NONE)
    dolby_vision_profile: int | None = None
    stereo_mode: str = ""
    scan_type: str = ""
    language: str = ""
    title: str = ""
    duration: float | None = None
    is_default: bool = False


class AudioStream(SQLModel, table=True):
    """An audio stream of a file."""

    __tablename__ = "audio_stream"
    __table_args__ = (UniqueConstraint("file_id", "stream_index"),)

    id: int = columns.key()
    file_id: int = columns.link("media_file.id", index=False)
    stream_index: int = 0
    codec: str = ""
    profile: str = ""
    language: str = Field(default="", index=True)
    channels: int | None = None
    channel_layout: str = ""
    bit_rate: int | None = columns.big(None, nullable=True)
    sample_rate: int | None = None
    title: str = ""
    is_default: bool = False
    is_forced: bool = False
    is_commentary: bool = False
    is_external: bool = False


class SubtitleStream(SQLModel, table=True):
    """A subtitle, inside a video file or beside it."""

    __tablename__ = "subtitle_stream"
    __table_args__ = (Index("uq_subtitle_stream", "file_id", "stream_index", "path", unique=True),)

    id: int = columns.key()
    file_id: int = columns.link("media_file.id", index=False)
    stream_index: int | None = None
    path: str | None = columns.path(nullable=True)
    codec: str = ""
    language: str = Field(default="", index=True)
    title: str = ""
    is_default: bool = False
    is_forced: bool = False
    is_sdh: bool = False
    is_external: bool = False


class UnknownFile(SQLModel, table=True):
    """A file that nobody recognised; leaves the table once it is resolved."""

    __tablename__ = "unknown_file"
    __table_args__ = (UniqueConstraint("library_id", "path"), Index("ix_unknown_file_unit", "library_id", "unit"))

    id: int = columns.key()
    library_id: int = columns.link("library.id", index=False)
    path: str = columns.path()
    unit: str = columns.path()
    size: int = columns.big()
    mtime_ns: int = columns.big()
    extension: str = ""
    mime: str = ""
    reason: str = ""
    item_id: int | None = columns.link("item.id", on_delete="SET NULL", nullable=True)
    """The nearest item."""
    discovered_at: datetime = columns.created()


class IgnorePattern(SQLModel, table=True):
    """Files that a person never wants to hear of."""

    __tablename__ = "ignore_pattern"
    __table_args__ = (UniqueConstraint("library_id", "pattern"),)

    id: int = columns.key()
    library_id: int = columns.link("library.id", index=False)
    pattern: str
    """A glob against the path relative to the library, or against the name when it has no slash."""
    created_at: datetime = columns.created()
