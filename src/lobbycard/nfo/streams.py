"""Stream details."""

from collections.abc import Mapping, Sequence

from lxml import etree
from lxml.etree import _Element as Element

from lobbycard.model.tracks import AudioTrack, SubtitleTrack, Tracks, VideoTrack
from lobbycard.nfo import elements, lenient
from lobbycard.nfo.elements import Groups
from lobbycard.nfo.people import set_children


def read(children: Groups) -> Tracks | None:
    """The tracks that the file tells of, or None when it does not."""
    details = _details(children)
    if details is None:
        return None
    found: dict[str, list[Element]] = {"video": [], "audio": [], "subtitle": []}
    for child in details:
        name = elements.name_of(child)
        if name in found:
            found[name].append(child)
    if not any(found.values()):
        return None
    return Tracks(
        tuple(_video(element) for element in found["video"]),
        tuple(_audio(element) for element in found["audio"]),
        tuple(SubtitleTrack(elements.child_text(element, "language")) for element in found["subtitle"]),
    )


def _details(children: Groups) -> Element | None:
    for info in children.get("fileinfo", ()):
        for child in info:
            if elements.name_of(child) == "streamdetails":
                return child
    return None


def _video(element: Element) -> VideoTrack:
    texts = elements.texts(element)
    return VideoTrack(
        texts.get("codec", "").lower(),
        _count(texts, "width"),
        _count(texts, "height"),
        _aspect(texts.get("aspect", "")),
        _count(texts, "durationinseconds"),
        texts.get("language", ""),
        texts.get("hdrtype", "").lower(),
        texts.get("stereomode", "").lower(),
    )


def _aspect(raw: str) -> float | None:
    """2.39, 2.39:1 and 16:9."""
    width, _, height = raw.partition(":")
    value, unit = lenient.decimal(width), lenient.decimal(height) or 1.0
    return round(value / unit, 6) if value and unit > 0 else None


def _audio(element: Element) -> AudioTrack:
    texts = elements.texts(element)
    return AudioTrack(texts.get("codec", "").lower(), texts.get("language", ""), _count(texts, "channels"))


def _count(texts: Mapping[str, str], name: str) -> int | None:
    return lenient.count(texts.get(name, "")) or None


def write(children: Groups, streams: Tracks) -> list[Element]:
    """`fileinfo` with these tracks; what else the file says of an equal track is kept."""
    info = children["fileinfo"][0] if "fileinfo" in children else etree.Element("fileinfo")
    details = _details(children)
    if details is None or details.getparent() is not info:
        details = etree.SubElement(info, "streamdetails")
    old = elements.groups(details)
    for element in [element for name in ("video", "audio", "subtitle") for element in old.get(name, ())]:
        details.remove(element)
    details.extend(
        _tracks(old.get("video", []), "video", [_video_texts(stream) for stream in streams.video])
        + _tracks(old.get("audio", []), "audio", [_audio_texts(stream) for stream in streams.audio])
        + _tracks(old.get("subtitle", []), "subtitle", [{"language": stream.language} for stream in streams.subtitles])
    )
    return [info] if len(details) or len(info) > 1 else []


def _video_texts(stream: VideoTrack) -> dict[str, str]:
    return {
        "codec": stream.codec,
        "aspect": f"{stream.aspect:.6g}" if stream.aspect else "",
        "width": str(stream.width or ""),
        "height": str(stream.height or ""),
        "durationinseconds": str(stream.duration or ""),
        "stereomode": stream.stereo_mode,
        "language": stream.language,
        "hdrtype": stream.hdr,
    }


def _audio_texts(stream: AudioTrack) -> dict[str, str]:
    return {"codec": stream.codec, "language": stream.language, "channels": str(stream.channels or "")}


def _tracks(old: Sequence[Element], name: str, tracks: list[dict[str, str]]) -> list[Element]:
    written: list[Element] = []
    for position, texts in enumerate(tracks):
        same = position < len(old) and _is_same(old[position], texts)
        element = old[position] if same else etree.Element(name)
        set_children(element, {child: lenient.line(text) for child, text in texts.items()})
        if len(element):
            written.append(element)
    return written


def _is_same(element: Element, texts: dict[str, str]) -> bool:
    """The same track as before: then what we do not model still holds."""
    return all(
        elements.child_text(element, name).lower() in ("", texts[name].lower())
        for name in ("codec", "width", "height", "language", "channels")
        if name in texts
    )
