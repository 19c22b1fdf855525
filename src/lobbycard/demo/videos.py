"""Small video files with real streams: one drawn picture, a breath of silence, the length of the film they stand for.

Each picture and each sound is encoded once; a file is those packets put into a container with times of their own, so a
library of a hundred films takes a second or two.
"""

import io
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple, TypeAlias

import av
import numpy as np
from av.container import OutputContainer
from av.stream import Stream
from PIL import Image

from lobbycard.demo.draw import Brief, picture
from lobbycard.model.kinds import AssetType

_HDR10 = (
    "log-level=none:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc:hdr10=1:max-cll=1000,400:"
    "master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,1)"
)

_LONGEST_AVI = 4
"""Seconds: this container writes an entry for each frame that is not there."""


class Look(NamedTuple):
    """How the picture of a file is encoded."""

    codec: str
    width: int
    height: int
    pixels: str = "yuv420p"
    options: tuple[tuple[str, str], ...] = (("preset", "ultrafast"), ("crf", "32"))


class Sound(NamedTuple):
    """One audio track."""

    codec: str
    layout: str
    language: str
    """ISO 639-2."""
    title: str = ""


LOOKS = {
    "480": Look("mpeg4", 640, 480, options=()),
    "576": Look("libx264", 768, 576),
    "720": Look("libx264", 960, 720),
    "1080": Look("libx264", 1440, 1080),
    "1080w": Look("libx264", 1920, 1080),
    "1080hevc": Look(
        "libx265", 1920, 1038, options=(("preset", "ultrafast"), ("crf", "34"), ("x265-params", "log-level=none"))
    ),
    "2160": Look(
        "libx265", 3840, 2076, "yuv420p10le", (("preset", "ultrafast"), ("crf", "36"), ("x265-params", _HDR10))
    ),
    "dvd": Look("mpeg2video", 720, 480, options=()),
}
"""Kinds of picture by the names used in the plan of the library."""


@lru_cache(maxsize=16)
def _video(look: Look) -> bytes:
    """One key frame in a container of its own."""
    brief = Brief(AssetType.LANDSCAPE, "curtain", "crimson", "lens", "test card", "Lobbycard Demo")
    still = picture(brief, (640, 360)).resize((look.width, look.height), Image.Resampling.BILINEAR)
    out = io.BytesIO()
    with av.open(out, "w", format="matroska") as container:
        stream = container.add_stream(look.codec, rate=24, options=dict(look.options))
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = look.width, look.height, look.pixels
        container.mux(stream.encode(av.VideoFrame.from_ndarray(np.asarray(still), "rgb24")))
        container.mux(stream.encode(None))
    return out.getvalue()


@lru_cache(maxsize=16)
def _audio(codec: str, layout: str) -> bytes:
    """A tenth of a second of silence in a container of its own."""
    out = io.BytesIO()
    with av.open(out, "w", format="matroska") as container:
        stream = container.add_stream(codec, rate=48000, layout=layout)
        assert isinstance(stream, av.AudioStream)
        planar = stream.format.name.endswith("p")
        channels, count = stream.layout.nb_channels, 4608
        kind = np.float32 if stream.format.name.startswith("flt") else np.int16
        shape = (channels, count) if planar else (1, count * channels)
        frame = av.AudioFrame.from_ndarray(np.zeros(shape, kind), stream.format.name, layout)
        frame.sample_rate = 48000
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()


def _subtitles(language: str) -> bytes:
    return f"1\n00:00:01,000 --> 00:00:04,000\n[{language}]\n\n".encode()


def _format(path: str) -> str:
    """The container that belongs to a file name."""
    known = {
        "mkv": "matroska",
        "mp4": "mp4",
        "m4v": "mp4",
        "avi": "avi",
        "m2ts": "mpegts",
        "vob": "dvd",
        "ts": "mpegts",
    }
    return known[path.rpartition(".")[2].lower()]


_Packet: TypeAlias = "av.Packet[Stream]"


class _Track(NamedTuple):
    source: bytes
    format: str
    language: str
    title: str
    times: tuple[float, ...]
    """Seconds at which the first packet is put again; empty means all packets at their own times."""


def _tracks(look: str, seconds: int, sounds: tuple[Sound, ...], subtitles: tuple[str, ...]) -> list[_Track]:
    tracks = [_Track(_video(LOOKS[look]), "matroska", "", "", (0.0, seconds - 0.5))]
    tracks += [_Track(_audio(s.codec, s.layout), "matroska", s.language, s.title, ()) for s in sounds]
    return tracks + [_Track(_subtitles(code), "srt", code, "", ()) for code in subtitles]


def made(
    path: str, look: str, seconds: int, sounds: tuple[Sound, ...] = (), subtitles: tuple[str, ...] = (), title: str = ""
) -> bytes:
    """The bytes of a video file whose container follows from the ending of `path`; subtitles go into mkv only."""
    out = io.BytesIO()
    container_format = _format(path)
    seconds = min(seconds, _LONGEST_AVI) if container_format == "avi" else seconds
    tracks = _tracks(look, seconds, sounds, subtitles if container_format == "matroska" else ())
    with av.open(out, "w", format=container_format, options={"fflags": "+bitexact"}) as container:
        if title:
            container.metadata["title"] = title
        packets = [packet for track in tracks for packet in _placed(container, track)]
        for packet in sorted(packets, key=lambda p: float((p.dts or p.pts or 0) * (p.time_base or Fraction(1)))):
            container.mux(packet)
    return out.getvalue()


def _placed(container: OutputContainer, track: _Track) -> list[_Packet]:
    """Packets of a track for this container, with their new times."""
    packets: list[_Packet] = []
    for time in track.times or (None,):
        with av.open(io.BytesIO(track.source), "r", format=track.format) as source:
            stream = source.streams[0]
            if not packets:
                target = container.add_stream_from_template(stream)
                target.metadata.update({"language": track.language} if track.language else {})
                target.metadata.update({"title": track.title} if track.title else {})
            for packet in source.demux(stream):
                if packet.size == 0:  # the end
                    continue
                packet.stream = target
                if time is not None and packet.time_base is not None:
                    packet.pts = packet.dts = round(time / packet.time_base)
                packets.append(packet)
    return packets
