"""Stream details."""

from collections.abc import Sequence

from lxml import etree
from lxml.etree import _Element as Element

from lobbycard.nfo import elements, lenient
from lobbycard.nfo.elements import Groups
from lobbycard.nfo.people import set_child
from lobbycard.nfo.values import AudioStream, Streams, SubtitleStream, VideoStream


def read(children: Groups) -> Streams | None:
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
    return Streams(
        tuple(_video(element) for element in found["video"]),
        tuple(_audio(element) for element in found["audio"]),
        tuple(SubtitleStream(elements.child_text(element, "language")) for element in found["subtitle"]),
    )


def _details(children: Groups) -> Element | None:
    for info in children.get("fileinfo", ()):
        for child in info:
            if elements.name_of(child) == "streamdetails":
                return child
    return None


def _video(element: Element) -> VideoStream:
    def number(name: str) -> int | None:
        return lenient.count(elements.child_text(element, name)) or None

    return VideoStream(
        elements.child_text(element, "codec").lower(),
        number("width"),
        number("height"),
        lenient.decimal(elements.child_text(element, "aspect")) or None,
        number("durationinseconds"),
        elements.child_text(element, "language"),
        elements.child_text(element, "hdrtype").lower(),
        elements.child_text(element, "stereomode").lower(),
    )


def _audio(element: Element) -> AudioStream:
    return AudioStream(
        elements.child_text(element, "codec").lower(),
        elements.child_text(element, "language"),
        lenient.count(elements.child_text(element, "channels")) or None,
    )


def write(children: Groups, streams: Streams) -> list[Element]:
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


def _video_texts(stream: VideoStream) -> dict[str, str]:
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


def _audio_texts(stream: AudioStream) -> dict[str, str]:
    return {"codec": stream.codec, "language": stream.language, "channels": str(stream.channels or "")}


def _tracks(old: Sequence[Element], name: str, tracks: list[dict[str, str]]) -> list[Element]:
    written: list[Element] = []
    for position, texts in enumerate(tracks):
        same = position < len(old) and _is_same(old[position], texts)
        element = old[position] if same else etree.Element(name)
        for child, text in texts.items():
            set_child(element, child, lenient.line(text))
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
