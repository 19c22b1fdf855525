"""Read the streams of a media file with FFmpeg (PyAV): the header and a few packets, never the whole file.

Side data of a stream (the Dolby Vision record, 3D) has no attribute in PyAV, but FFmpeg's own description of the file
names it. HDR10+ and Dolby Vision without a record show only in the first picture's packet; finding their marks there
costs a read, decoding the picture would cost 0.2 s.
"""

import os
import re
from typing import Any

import av
import av.error
import av.logging
from av.codec import Codec, CodecContext
from av.container import InputContainer
from av.stream import Disposition, Stream

from lobbycard.model.kinds import HdrFormat
from lobbycard.scan import extensions, lengths
from lobbycard.scan.media import Audio, MediaInfo, ProbeError, Subtitle, Video

FIRST_TRY = {"probesize": "1000000", "analyzeduration": "2000000"}
"""Bytes and microseconds that are enough for nearly all files."""
SECOND_TRY = {"probesize": "20000000", "analyzeduration": "20000000"}
"""For streams that begin late: DVDs, recordings."""
OPEN_TIMEOUT = 20.0
"""Seconds; ends what can be ended from inside. A read that hangs in the kernel is the watchdog's business."""
HEAD = 65_536
"""Bytes; no kind of video begins with so many zeros."""
_LENIENT: dict[str, Any] = {"metadata_errors": "replace"} if int(av.__version__.split(".")[0]) < 19 else {}
"""Words in a file that are not UTF-8 are no reason not to read it; PyAV 19 always takes them."""
PACKETS = 40
PACKET_BYTES = 262_144

_PRIMARIES = {1: "bt709", 4: "bt470m", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 9: "bt2020", 11: "smpte431"} | {
    12: "smpte432"
}
_TRANSFERS = {1: "bt709", 4: "gamma22", 5: "gamma28", 6: "smpte170m", 7: "smpte240m", 8: "linear"} | {
    13: "iec61966-2-1",
    14: "bt2020-10",
    15: "bt2020-12",
    16: "smpte2084",
    18: "arib-std-b67",
}
_SPACES = {0: "gbr", 1: "bt709", 4: "fcc", 5: "bt470bg", 6: "smpte170m", 7: "smpte240m", 9: "bt2020nc"} | {
    10: "bt2020c",
    14: "ictcp",
    15: "ipt-c2",
}
_STEREO = {
    "side by side": "left_right",
    "side by side (quincunx subsampling)": "left_right",
    "top and bottom": "top_bottom",
    "frame alternate": "block_lr",
    "checkerboard": "checkerboard_lr",
    "interleaved lines": "row_interleaved_lr",
    "interleaved columns": "col_interleaved_lr",
}
_FLAT = frozenset({"", "mono", "2d"})
_NO_FILMS = frozenset({"image2", "gif", "apng", "tty", "ico"})
_CONTAINERS = {"matroska,webm": "matroska", "mov,mp4,m4a,3gp,3g2,mj2": "mp4"}
_HDR10_PLUS = b"\xb5\x00\x3c\x00\x01\x04"
"""ITU-T T.35: United States, Samsung, HDR10+ application 4."""
_DOLBY_VISION_UNIT = b"\x7c\x01"
"""The HEVC unit of type 62 that holds Dolby Vision's data."""
_STREAM_LINE = re.compile(r"^  Stream #0:(\d+)", re.MULTILINE)
_DOLBY_VISION = re.compile(r"DOVI configuration record:.*?profile: (\d+)")
_STEREO_LINE = re.compile(r"(?i)stereo ?3d: ([^,\n]+)")


def read(path: str) -> MediaInfo:
    """The streams of a media file; anything that is none raises `ProbeError`."""
    size = _size(path)
    try:
        info = _read(path, FIRST_TRY)
        return _read(path, SECOND_TRY) if _lacks_something(info) and size > 2_000_000 else info
    except (av.error.FFmpegError, OSError, ValueError, UnicodeError, OverflowError, MemoryError) as error:
        raise ProbeError(f"{_name(path)} {_why(error)}.") from error


def _size(path: str) -> int:
    if extensions.of(path) in extensions.STUBS:
        raise ProbeError(f"{_name(path)} only points to a film elsewhere; it is never opened.")
    if extensions.of(path) in extensions.DISC_IMAGES:
        raise ProbeError(f"{_name(path)} is a whole disc in one file; its streams are not read.")
    try:
        size = os.stat(path).st_size
    except (OSError, ValueError) as error:
        raise ProbeError(f"{_name(path)} {_why(error)}.") from error
    if size == 0:
        raise ProbeError(f"{_name(path)} is empty.")
    if _begins_with_nothing(path):
        raise ProbeError(f"{_name(path)} holds no data: it begins with nothing but zeros.")
    return size


def _begins_with_nothing(path: str) -> bool:
    """A file that was only reserved, or is being written from elsewhere; FFmpeg would search megabytes of it."""
    try:
        with open(path, "rb") as file:
            head = file.read(HEAD)
    except OSError:
        return False  # the message for it comes with the next look
    return not head.strip(b"\0")


def _why(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "is no longer there"
    if isinstance(error, PermissionError):
        return "may not be read"
    if isinstance(error, av.error.InvalidDataError | av.error.EOFError):
        return "is not a video or audio file, or its header is damaged"
    if isinstance(error, av.error.ExitError | TimeoutError):
        return "took too long to read"
    return "could not be read"


def _name(path: str) -> str:
    return os.path.basename(path).encode("utf-8", "replace").decode()


def _lacks_something(info: MediaInfo) -> bool:
    return any(not video.width or not video.codec for video in info.video) or any(
        not audio.channels for audio in info.audio
    )


def _read(path: str, options: dict[str, str]) -> MediaInfo:
    with av.open("file:" + path, options=options, timeout=(OPEN_TIMEOUT, OPEN_TIMEOUT), **_LENIENT) as container:
        if not isinstance(container, InputContainer) or not (container.streams.video or container.streams.audio):
            raise ProbeError(f"{_name(path)} has neither picture nor sound.")
        if container.format.name.endswith("_pipe") or container.format.name in _NO_FILMS:
            raise ProbeError(f"{_name(path)} is a picture or a text.")
        said = _described(container)
        videos = [
            _video(stream, said.get(stream.index, ""))
            for stream in container.streams.video
            if not stream.disposition & (Disposition.attached_pic | Disposition.still_image)
        ]
        videos = [_with_marks(container, video) if _may_have_marks(video) else video for video in videos]
        if not videos and not container.streams.audio:
            raise ProbeError(f"{_name(path)} is a picture.")
        return MediaInfo(
            container=_CONTAINERS.get(container.format.name, container.format.name),
            duration=_seconds(container.duration),
            bit_rate=container.bit_rate or None,
            title=_tag(container, "title"),
            video=tuple(videos),
            audio=tuple(_audio(stream) for stream in container.streams.audio),
            subtitles=tuple(_subtitle(stream) for stream in container.streams.subtitles),
            chapters=len(container.chapters()),
            is_cut_off=lengths.is_cut_off(path),
        )


def _described(container: InputContainer) -> dict[int, str]:
    """FFmpeg's description of each stream; it is written to its log, which has to be open for that."""
    level = av.logging.get_level()
    av.logging.set_level(av.logging.INFO)
    try:
        text: str = container.dumps_format()  # type: ignore[attr-defined]  # PyAV's stubs lack it
    finally:
        av.logging.set_level(level)
    starts = list(_STREAM_LINE.finditer(text))
    ends = [start.start() for start in starts[1:]] + [len(text)]
    return {int(start[1]): text[start.end() : end] for start, end in zip(starts, ends, strict=True)}


def _tag(of: InputContainer | Stream, name: str) -> str:
    """What the file says of itself or of a stream; words that are not UTF-8 with marks where letters are unknown."""
    return (of.metadata.get(name) or "").encode("utf-8", "replace").decode()


def _seconds(microseconds: int | None) -> float | None:
    return round(microseconds / 1_000_000, 3) if microseconds and microseconds > 0 else None


def _stream_seconds(stream: Stream) -> float | None:
    if stream.duration is None or stream.time_base is None or stream.duration <= 0:
        return _tagged_seconds(stream.metadata.get("DURATION", ""))
    return round(float(stream.duration * stream.time_base), 3)


def _tagged_seconds(text: str) -> float | None:
    match = re.fullmatch(r"(\d+):(\d\d):(\d\d(?:\.\d+)?)", text)
    return round(int(match[1]) * 3600 + int(match[2]) * 60 + float(match[3]), 3) if match else None


def _language(stream: Stream) -> str:
    found = _tag(stream, "language").strip().lower()
    return "" if found in ("und", "unk", "zxx", "mis") else found[:16]


def _bit_rate(stream: Stream, own: int | None) -> int | None:
    """The container's statistics (mkvmerge's BPS) where the codec does not say."""
    tagged = stream.metadata.get("BPS") or stream.metadata.get("BPS-eng") or ""
    return own or (int(tagged) if tagged.isdecimal() and len(tagged) < 12 else None)


def _is_known(stream: Stream) -> bool:
    """Whether FFmpeg has a decoder for it; without one PyAV gives no context, whatever its types say."""
    context: CodecContext | None = stream.codec_context
    return context is not None


def _codec(stream: Stream) -> str:
    codec: Codec | None = stream.codec_context.codec if _is_known(stream) else None
    return codec.canonical_name if codec is not None else ""


def _video(stream: "av.VideoStream", said: str) -> Video:
    if not _is_known(stream):
        return Video(stream.index, language=_language(stream), title=_tag(stream, "title"))
    context = stream.codec_context
    dolby_vision = _DOLBY_VISION.search(said)
    transfer = _TRANSFERS.get(context.color_trc, "")
    rate = stream.average_rate or stream.guessed_rate
    form = context.format
    return Video(
        stream_index=stream.index,
        codec=_codec(stream),
        profile=context.profile or "",
        width=context.width or None,
        height=context.height or None,
        aspect_ratio=_aspect(stream),
        frame_rate=round(float(rate), 3) if rate else None,
        bit_rate=_bit_rate(stream, context.bit_rate),
        bit_depth=form.components[0].bits if form is not None and form.components else None,
        pixel_format=form.name if form is not None else "",
        color_primaries=_PRIMARIES.get(context.color_primaries, ""),
        color_transfer=transfer,
        color_space=_SPACES.get(context.colorspace, ""),
        hdr=HdrFormat.DOLBY_VISION if dolby_vision else _by_transfer(transfer),
        dolby_vision_profile=int(dolby_vision[1]) if dolby_vision else None,
        stereo_mode=_stereo(stream, said),
        scan_type={0: "", 1: "progressive"}.get(int(context.field_order), "interlaced"),
        language=_language(stream),
        title=_tag(stream, "title"),
        duration=_stream_seconds(stream),
        is_default=bool(stream.disposition & Disposition.default),
    )


def _by_transfer(transfer: str) -> HdrFormat:
    return {"smpte2084": HdrFormat.HDR10, "arib-std-b67": HdrFormat.HLG}.get(transfer, HdrFormat.NONE)


def _aspect(stream: "av.VideoStream") -> float | None:
    width, height = stream.codec_context.width, stream.codec_context.height
    shown = stream.display_aspect_ratio
    if shown:
        return round(float(shown), 3)
    return round(width / height, 3) if width and height else None


def _stereo(stream: Stream, said: str) -> str:
    tagged = stream.metadata.get("stereo_mode", "")
    match = _STEREO_LINE.search(said)
    mode = tagged or (_STEREO.get(match[1].strip().lower(), "") if match else "")
    return "" if mode in _FLAT else mode


def _may_have_marks(video: Video) -> bool:
    return video.codec == "hevc" and video.hdr is HdrFormat.HDR10


def _with_marks(container: InputContainer, video: Video) -> Video:
    """HDR10+ or Dolby Vision, where the first packets of the stream show it."""
    stream = next(stream for stream in container.streams.video if stream.index == video.stream_index)
    try:
        packets = _first_packets(container, stream)
    except (av.error.FFmpegError, OSError, ValueError):
        return video
    hdr = video.hdr
    for packet in packets:
        if _has_unit(packet):
            return _with_hdr(video, HdrFormat.DOLBY_VISION)
        if _HDR10_PLUS in packet:
            hdr = HdrFormat.HDR10PLUS
    return _with_hdr(video, hdr)


def _with_hdr(video: Video, hdr: HdrFormat) -> Video:
    values = {name: getattr(video, name) for name in Video.__slots__}
    return Video(**{**values, "hdr": hdr})


def _first_packets(container: InputContainer, stream: "av.VideoStream") -> list[bytes]:
    """The beginnings (and the ends, where Dolby Vision's data lies) of the stream's first packets."""
    found = []
    for count, packet in enumerate(container.demux(stream)):
        if packet.size:
            data = bytes(packet)
            found.append(data if len(data) <= 2 * PACKET_BYTES else data[:PACKET_BYTES] + data[-PACKET_BYTES:])
        if len(found) >= 2 or count >= PACKETS:
            break
    return found


def _has_unit(packet: bytes) -> bool:
    """Whether a unit of type 62 begins somewhere: behind a start code, or behind its own length at the packet's end."""
    if b"\x00\x00\x01" + _DOLBY_VISION_UNIT in packet:
        return True
    at = packet.rfind(_DOLBY_VISION_UNIT)
    while at >= 4:
        if int.from_bytes(packet[at - 4 : at], "big") == len(packet) - at:
            return True
        at = packet.rfind(_DOLBY_VISION_UNIT, max(0, at - 4096), at)
    return False


def _audio(stream: "av.AudioStream") -> Audio:
    if not _is_known(stream):
        return Audio(stream.index, language=_language(stream), title=_tag(stream, "title"))
    context = stream.codec_context
    profile = context.profile or ""
    title = _tag(stream, "title")
    return Audio(
        stream_index=stream.index,
        codec=_audio_codec(_codec(stream), profile),
        profile=profile,
        language=_language(stream),
        channels=context.channels or None,
        channel_layout=context.layout.name if context.channels else "",
        bit_rate=_bit_rate(stream, context.bit_rate),
        sample_rate=context.sample_rate or None,
        title=title,
        is_default=bool(stream.disposition & Disposition.default),
        is_forced=bool(stream.disposition & Disposition.forced),
        is_commentary=_is_commentary(stream, title),
    )


def _audio_codec(codec: str, profile: str) -> str:
    """Kodi's words for the kinds of DTS."""
    if codec == "dts":
        return {"DTS-HD MA": "dtshd_ma", "DTS-HD HRA": "dtshd_hra"}.get(profile.split(" + ")[0], "dca")
    return codec


def _is_commentary(stream: Stream, title: str) -> bool:
    return bool(stream.disposition & Disposition.comment) or "commentary" in title.lower()


def _subtitle(stream: Stream) -> Subtitle:
    title = _tag(stream, "title")
    words = set(re.findall(r"\w+", title.lower()))
    return Subtitle(
        stream_index=stream.index,
        codec=_codec(stream),
        language=_language(stream),
        title=title,
        is_default=bool(stream.disposition & Disposition.default),
        is_forced=bool(stream.disposition & Disposition.forced) or "forced" in words,
        is_sdh=bool(stream.disposition & (Disposition.hearing_impaired | Disposition.captions))
        or bool(words & {"sdh", "cc"}),
        is_commentary=_is_commentary(stream, title),
    )
