"""What is inside a media file: values only, with the names of the columns that keep them."""

from dataclasses import asdict, dataclass
from typing import Any

from lobbycard.errors import FileError
from lobbycard.model.kinds import HdrFormat


class ProbeError(FileError):
    """A file that cannot be read as media; the message says why in plain words."""


@dataclass(frozen=True, slots=True)
class Video:
    """A video stream; attached pictures are none."""

    stream_index: int
    codec: str = ""
    """As players write it: h264, hevc, av1, vc1, mpeg2video, mpeg4, …"""
    profile: str = ""
    width: int | None = None
    height: int | None = None
    aspect_ratio: float | None = None
    """Of the picture as shown."""
    frame_rate: float | None = None
    bit_rate: int | None = None
    bit_depth: int | None = None
    pixel_format: str = ""
    color_primaries: str = ""
    color_transfer: str = ""
    color_space: str = ""
    hdr: HdrFormat = HdrFormat.NONE
    dolby_vision_profile: int | None = None
    stereo_mode: str = ""
    """left_right, top_bottom, …; empty for flat pictures."""
    scan_type: str = ""
    """progressive, interlaced or unknown (empty)."""
    language: str = ""
    title: str = ""
    duration: float | None = None
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Audio:
    """An audio stream. Languages are the three letters that stand in the file."""

    stream_index: int
    codec: str = ""
    """ac3, eac3, truehd, dca, dtshd_ma, dtshd_hra, aac, flac, opus, …"""
    profile: str = ""
    language: str = ""
    channels: int | None = None
    channel_layout: str = ""
    bit_rate: int | None = None
    sample_rate: int | None = None
    title: str = ""
    is_default: bool = False
    is_forced: bool = False
    is_commentary: bool = False


@dataclass(frozen=True, slots=True)
class Subtitle:
    """A subtitle stream."""

    stream_index: int
    codec: str = ""
    language: str = ""
    title: str = ""
    is_default: bool = False
    is_forced: bool = False
    is_sdh: bool = False
    is_commentary: bool = False


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """A whole file."""

    container: str
    """matroska, mp4, mpegts, mpeg, avi, …"""
    duration: float | None
    """Seconds."""
    bit_rate: int | None
    title: str
    """The one in the file's own tags."""
    video: tuple[Video, ...]
    audio: tuple[Audio, ...]
    subtitles: tuple[Subtitle, ...]
    chapters: int = 0
    is_cut_off: bool = False
    """The file is shorter than its header says."""


def to_json(info: MediaInfo) -> dict[str, Any]:  # Any: JSON
    """Plain values for the pipe between processes."""
    return asdict(info)


def from_json(raw: dict[str, Any]) -> MediaInfo:  # Any: JSON
    """The other way."""
    videos = tuple(Video(**{**one, "hdr": HdrFormat(one["hdr"])}) for one in raw["video"])
    audio = tuple(Audio(**one) for one in raw["audio"])
    subtitles = tuple(Subtitle(**one) for one in raw["subtitles"])
    return MediaInfo(**{**raw, "video": videos, "audio": audio, "subtitles": subtitles})
