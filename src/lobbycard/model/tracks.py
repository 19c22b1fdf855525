"""The tracks of a video, as an NFO tells them."""

from typing import NamedTuple


class VideoTrack(NamedTuple):
    """A picture track, in players' words."""

    codec: str = ""
    width: int | None = None
    height: int | None = None
    aspect: float | None = None
    duration: int | None = None
    """Seconds."""
    language: str = ""
    hdr: str = ""
    """One of `kinds.HdrFormat`, or as found."""
    stereo_mode: str = ""


class AudioTrack(NamedTuple):
    """A sound track."""

    codec: str = ""
    language: str = ""
    channels: int | None = None


class SubtitleTrack(NamedTuple):
    """A subtitle inside the file."""

    language: str = ""


class Tracks(NamedTuple):
    """The tracks of one video."""

    video: tuple[VideoTrack, ...] = ()
    audio: tuple[AudioTrack, ...] = ()
    subtitles: tuple[SubtitleTrack, ...] = ()
