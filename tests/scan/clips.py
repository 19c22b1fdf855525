"""Small valid videos made on the spot."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.stream import Disposition

_HEADER = (
    b"[Script Info]\nScriptType: v4.00+\n\n[V4+ Styles]\nFormat: Name, Fontname, Fontsize\nStyle: Default,Arial,16\n\n"
    b"[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
)
HDR10 = (9, 16, 9)
HLG = (9, 18, 9)
_X265 = "log-level=none:pools=1:frame-threads=1:hdr10=1:repeat-headers=1:colorprim=bt2020:colormatrix=bt2020nc"


def make(
    path: Path,
    codec: str = "libx264",
    size: tuple[int, int] = (320, 180),
    frames: int = 5,
    audio: tuple[tuple[str, str, str], ...] = (("aac", "stereo", "eng"),),
    subtitles: tuple[tuple[str, str], ...] = (),
    colours: tuple[int, int, int] | None = None,
    title: str = "",
    after: bytes = b"",
) -> Path:
    """A video of some black frames with audio streams (codec, layout, language) and subtitles (language, flags)."""
    with av.open(str(path), "w") as out:
        if title:
            out.metadata["title"] = title
        deep = codec == "libx265"
        options = {"preset": "ultrafast"}
        if deep:
            transfer = "smpte2084" if colours == HDR10 else "arib-std-b67"
            options["x265-params"] = f"{_X265}:transfer={transfer}"
        video = out.add_stream(codec, rate=25, options=options)
        assert isinstance(video, av.VideoStream)
        video.width, video.height = size
        video.pix_fmt = "yuv420p10le" if deep else "yuv420p"
        if colours is not None:
            video.codec_context.color_primaries, video.codec_context.color_trc, video.codec_context.colorspace = colours
        sounds = []
        for name, layout, language in audio:
            sound = out.add_stream(name, rate=48000, layout=layout)
            assert isinstance(sound, av.AudioStream)
            sound.metadata["language"] = language
            sounds.append((sound, layout))
        texts = []
        for language, flags in subtitles:
            text = out.add_stream("srt")
            text.codec_context.subtitle_header = _HEADER
            text.metadata["language"] = language
            for flag in flags.split():
                text.disposition |= Disposition[flag]
            texts.append(text)
        for number in range(frames):
            frame = av.VideoFrame(*size, video.pix_fmt)
            for plane in frame.planes:
                plane.update(bytes(plane.buffer_size))
            frame.pts, frame.time_base = number, Fraction(1, 25)
            out.mux(video.encode(frame))
        out.mux(video.encode(None))
        for sound, layout in sounds:
            _silence(out, sound, layout, frames)
    if after:
        path.write_bytes(path.read_bytes() + after)
    return path


def _silence(out: "av.container.OutputContainer", sound: "av.AudioStream", layout: str, frames: int) -> None:
    channels = av.AudioLayout(layout).nb_channels
    frame = av.AudioFrame.from_ndarray(
        np.zeros((channels, 1920 * frames), dtype="float32"), format="fltp", layout=layout
    )
    frame.sample_rate, frame.pts, frame.time_base = 48000, 0, Fraction(1, 48000)
    out.mux(sound.encode(frame))
    out.mux(sound.encode(None))


def with_unit(source: Path, target: Path, unit: bytes, at_end: bool) -> Path:
    """A copy of an HEVC video with one more unit in each picture's packet."""
    with av.open(str(source)) as old, av.open(str(target), "w") as new:
        stream = old.streams.video[0]
        copied = new.add_stream_from_template(stream)
        for packet in old.demux(stream):
            if packet.size:
                piece = len(unit).to_bytes(4, "big") + unit
                data = bytes(packet) + piece if at_end else piece + bytes(packet)
                changed = av.Packet(data)
                changed.pts, changed.dts, changed.time_base = packet.pts, packet.dts, packet.time_base
                changed.is_keyframe, changed.stream = packet.is_keyframe, copied
                new.mux(changed)
    return target
