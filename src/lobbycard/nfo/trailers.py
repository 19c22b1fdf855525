"""Trailers: links of people in, links of players out."""

import re

_YOUTUBE = re.compile(
    r"(?:youtube(?:-nocookie)?\.com/(?:watch\?(?:[^#\s]*&)?v=|embed/|v/|shorts/)|youtu\.be/"
    r"|plugin://plugin\.video\.youtube/[^\s]*?[?&/](?:video_id|videoid)=)([A-Za-z0-9_-]{11})(?![A-Za-z0-9_-])",
    re.IGNORECASE,
)
_VIMEO = re.compile(r"plugin://plugin\.video\.vimeo/[^\s]*?[?&/](?:video_id|videoid)=(\d+)", re.IGNORECASE)


def from_nfo(raw: str) -> str | None:
    """A link that a browser understands where there is one, else as it is (a file, a stream)."""
    raw = raw.strip()
    youtube = _YOUTUBE.search(raw)
    if youtube:
        return f"https://www.youtube.com/watch?v={youtube[1]}"
    vimeo = _VIMEO.search(raw)
    if vimeo:
        return f"https://vimeo.com/{vimeo[1]}"
    return " ".join(raw.split()) or None


def to_nfo(trailer: str) -> str:
    """YouTube in the form that Kodi's and Jellyfin's add-ons play; anything else as it is."""
    youtube = _YOUTUBE.search(trailer)
    if youtube:
        return f"plugin://plugin.video.youtube/play/?video_id={youtube[1]}"
    return trailer
