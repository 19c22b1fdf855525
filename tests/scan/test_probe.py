"""Streams of real small videos, and what happens with files that are none."""

import json
import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lobbycard.errors import FileError
from lobbycard.model.kinds import HdrFormat
from lobbycard.scan import media, probe, streams
from lobbycard.scan.media import ProbeError
from tests.scan import clips

HDR10_PLUS_SEI = b"\x4e\x01\x04\x10\xb5\x00\x3c\x00\x01\x04" + bytes([1] * 10) + b"\x80"
DOLBY_VISION_UNIT = b"\x7c\x01\x19" + bytes([7] * 30)


@pytest.fixture(scope="module")
def prober() -> Iterator[probe.Prober]:
    with probe.Prober(workers=2, timeout=20) as prober:
        yield prober


def test_a_film_with_several_tracks(tmp_path: Path, prober: probe.Prober) -> None:
    path = clips.make(
        tmp_path / "film.mkv",
        audio=(("ac3", "5.1", "ger"), ("aac", "stereo", "eng")),
        subtitles=(("ger", "forced"), ("eng", "hearing_impaired"), ("fre", "")),
        title="In the file",
    )
    info = prober.probe(str(path))
    (video,) = info.video
    assert (info.container, info.title, info.is_cut_off) == ("matroska", "In the file", False)
    assert (video.codec, video.width, video.height, video.aspect_ratio) == ("h264", 320, 180, 1.778)
    assert (video.frame_rate, video.bit_depth, video.scan_type) == (25.0, 8, "progressive")
    assert [(one.codec, one.channels, one.language) for one in info.audio] == [("ac3", 6, "ger"), ("aac", 2, "eng")]
    assert [(one.codec, one.language, one.is_forced, one.is_sdh) for one in info.subtitles] == [
        ("subrip", "ger", True, False),
        ("subrip", "eng", False, True),
        ("subrip", "fre", False, False),
    ]


@pytest.mark.parametrize(("colours", "hdr"), [(clips.HDR10, HdrFormat.HDR10), (clips.HLG, HdrFormat.HLG)])
def test_dynamic_range_by_its_transfer(tmp_path: Path, colours: tuple[int, int, int], hdr: HdrFormat) -> None:
    path = clips.make(tmp_path / "film.mkv", "libx265", frames=2, audio=(), colours=colours)
    (video,) = streams.read(str(path)).video
    assert (video.codec, video.hdr, video.bit_depth, video.color_primaries) == ("hevc", hdr, 10, "bt2020")


@pytest.mark.parametrize(
    ("unit", "at_end", "hdr"),
    [(HDR10_PLUS_SEI, False, HdrFormat.HDR10PLUS), (DOLBY_VISION_UNIT, True, HdrFormat.DOLBY_VISION)],
)
def test_dynamic_range_that_only_the_pictures_tell(tmp_path: Path, unit: bytes, at_end: bool, hdr: HdrFormat) -> None:
    plain = clips.make(tmp_path / "plain.mkv", "libx265", frames=2, audio=(), colours=clips.HDR10)
    marked = clips.with_unit(plain, tmp_path / "marked.mkv", unit, at_end)
    assert streams.read(str(marked)).video[0].hdr is hdr


def test_what_goes_through_the_pipe_comes_out_the_same(tmp_path: Path, prober: probe.Prober) -> None:
    path = clips.make(tmp_path / "film.mp4")
    assert prober.probe(str(path)) == streams.read(str(path)) == media.from_json(media.to_json(streams.read(str(path))))


def test_a_name_that_is_no_utf8_is_probed(tmp_path: Path, prober: probe.Prober) -> None:
    path = tmp_path / "film.mkv"
    clips.make(path)
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9 #1 %s.mkv")
    os.rename(path, odd)
    assert prober.probe(odd).video[0].codec == "h264"


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("empty.mkv", b"", "is empty"),
        ("text.mkv", b"This is a text.\n" * 100, "is not a video"),
        pytest.param("zeros.mp4", bytes(100_000), "holds no data", id="zeros"),
        ("film.strm", b"http://127.0.0.1/x", "no video in it"),
        ("film.iso", b"CD001" * 1000, "a whole disc"),
    ],
)
def test_files_that_are_no_videos_say_so(
    tmp_path: Path, prober: probe.Prober, name: str, content: bytes, why: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ProbeError, match=why):
        prober.probe(str(tmp_path / name))


def test_missing_files_and_folders_say_so(tmp_path: Path, prober: probe.Prober) -> None:
    with pytest.raises(ProbeError, match="no longer there"):
        prober.probe(str(tmp_path / "gone.mkv"))
    with pytest.raises(ProbeError, match="no video in it"):
        prober.probe(str(tmp_path))


def test_a_picture_is_no_video(tmp_path: Path, prober: probe.Prober) -> None:
    (tmp_path / "text.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(50))
    with pytest.raises(ProbeError):
        prober.probe(str(tmp_path / "text.jpg"))


@pytest.mark.parametrize("name", ["film.mkv", "film.mp4"])
def test_a_download_that_broke_off_is_cut_off(tmp_path: Path, name: str) -> None:
    whole = clips.make(tmp_path / name, frames=50).read_bytes()
    assert not streams.read(str(tmp_path / name)).is_cut_off
    (tmp_path / name).write_bytes(whole[: len(whole) - 200])
    if name == "film.mkv":
        assert streams.read(str(tmp_path / name)).is_cut_off
    else:
        with pytest.raises(ProbeError):
            streams.read(str(tmp_path / name))


@pytest.mark.parametrize(
    ("name", "codec", "audio"),
    [
        ("film.mkv", "libx264", (("aac", "stereo", "eng"),)),
        ("film.mp4", "libx264", (("aac", "stereo", "eng"),)),
        ("film.avi", "mpeg4", (("mp2", "stereo", "eng"),)),
        ("film.ts", "mpeg2video", (("mp2", "stereo", "eng"),)),
    ],
)
def test_headers_cut_or_damaged_anywhere_never_stop_a_scan(
    tmp_path: Path, name: str, codec: str, audio: tuple[tuple[str, str, str], ...]
) -> None:
    whole = clips.make(tmp_path / name, codec, audio=audio, frames=3).read_bytes()
    damaged = [whole[:cut] for cut in [*range(0, 900, 7), *range(900, len(whole), 613)]]
    damaged += [whole[:at] + bytes([byte]) + whole[at + 1 :] for at in range(4, 600, 5) for byte in (0, 255)]
    good = 0
    for content in damaged:
        (tmp_path / name).write_bytes(content)
        try:
            good += bool(streams.read(str(tmp_path / name)))
        except ProbeError:
            continue
    assert 0 < good < len(damaged)


def test_a_worker_that_is_stopped_counts_as_hanging_and_is_replaced(tmp_path: Path) -> None:
    good = clips.make(tmp_path / "good.mkv")
    with probe.Prober(workers=1) as prober:
        prober.probe(str(good))
        os.kill(_pid(prober), signal.SIGSTOP)
        with pytest.raises(ProbeError, match="took longer than 0"):
            prober.probe(str(good), timeout=0.3)
        assert prober.probe(str(good)).video


def test_a_worker_that_crashes_costs_one_file(tmp_path: Path) -> None:
    good = clips.make(tmp_path / "good.mkv")
    with probe.Prober(workers=1) as prober:
        prober.probe(str(good))
        os.kill(_pid(prober), signal.SIGSTOP)
        timer = threading.Timer(0.2, lambda: os.kill(_pid(prober), signal.SIGKILL))
        timer.start()
        with pytest.raises(ProbeError, match="crash"):
            prober.probe(str(good), timeout=10)
        timer.join()
        assert prober.probe(str(good)).video


def test_words_that_are_no_utf8_are_shown_with_marks(tmp_path: Path, prober: probe.Prober) -> None:
    path = clips.make(tmp_path / "film.mkv", title="Amelie QQ", subtitles=(("ger", ""),))
    path.write_bytes(path.read_bytes().replace(b"Amelie QQ", b"Am\xe9lie \xff\xfe"))
    title = prober.probe(str(path)).title
    assert title.startswith("Am")
    assert title.encode() == title.encode("utf-8", "replace"), "it can be kept and shown"


def _pid(prober: probe.Prober) -> int:
    """The one worker's process."""
    children = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    pids = {int(word) for file in children for word in file.read_text().split()}
    return max(pid for pid in pids if b"probe_worker" in Path(f"/proc/{pid}/cmdline").read_bytes())


def test_several_threads_share_the_workers(tmp_path: Path, prober: probe.Prober) -> None:
    path = str(clips.make(tmp_path / "good.mkv"))
    with ThreadPoolExecutor(6) as pool:
        assert len({prober.probe(path).duration for _ in pool.map(lambda _: prober.probe(path), range(24))}) == 1


def test_a_disc_is_probed_by_its_largest_title(tmp_path: Path, prober: probe.Prober) -> None:
    video_ts = tmp_path / "Film/VIDEO_TS"
    stream = tmp_path / "Blu/BDMV/STREAM"
    video_ts.mkdir(parents=True)
    stream.mkdir(parents=True)
    clip = clips.make(tmp_path / "x.ts", "mpeg2video", audio=(("mp2", "stereo", "fra"),))
    os.rename(clip, stream / "00002.m2ts")
    (stream / "00001.m2ts").write_bytes(b"x")
    clip = clips.make(tmp_path / "x.mpg", "mpeg2video", audio=(("mp2", "stereo", "fra"),))
    os.rename(clip, video_ts / "VTS_01_1.VOB")
    (video_ts / "VIDEO_TS.IFO").write_bytes(b"DVDVIDEO-VMG")
    (tmp_path / "Blu/BDMV/index.bdmv").write_bytes(b"INDX0200")
    for path in ("Film", "Film/VIDEO_TS", "Film/VIDEO_TS/VIDEO_TS.IFO", "Blu", "Blu/BDMV", "Blu/BDMV/index.bdmv"):
        assert prober.probe(str(tmp_path / path)).video[0].codec == "mpeg2video"


def test_the_quick_hash_follows_content_and_not_names(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    content = os.urandom(1_000_000)
    one.write_bytes(content)
    two.write_bytes(content)
    assert probe.quick_hash(str(one)) == probe.quick_hash(str(two))
    for at in (0, 500_000, 999_999):
        changed = bytearray(content)
        changed[at] ^= 1
        two.write_bytes(changed)
        assert probe.quick_hash(str(one)) != probe.quick_hash(str(two))
    two.write_bytes(content + b"x")
    assert probe.quick_hash(str(one)) != probe.quick_hash(str(two))
    with pytest.raises(FileError):
        probe.quick_hash(str(tmp_path / "gone"))


TOOL = Path(__file__).resolve().parents[3] / "shared/tools/make-samples"
SAMPLES = (
    "multi-audio-subs.mkv dolby-vision-p8.mkv dts-truehd-flac.mkv pgs-subs-chapters-attachments.mkv sbs-3d.mkv"
    " pal-interlaced-anamorphic.ts cover-chapters-tx3g.mp4"
).split()
SAME = {"deu": "ger", "fra": "fre", "nld": "dut"}


@pytest.mark.slow
@pytest.mark.skipif(not TOOL.exists(), reason="the maker of samples is not here")
def test_made_samples_are_what_they_are_expected_to_be(tmp_path: Path, prober: probe.Prober) -> None:
    made = subprocess.run([TOOL, tmp_path, "--only", *SAMPLES], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("ffmpeg or mkvmerge is missing")
    expected = json.loads((tmp_path / "expected.json").read_text())
    for name, wanted in expected.items():
        info = prober.probe(str(tmp_path / name))
        if wanted["video"]:
            (video,) = info.video
            assert (video.codec, [video.width, video.height]) == (wanted["video"], wanted["size"]), name
            assert (video.hdr or None) == wanted.get("hdr"), name
            assert video.stereo_mode == wanted.get("stereo", ""), name
            assert (video.scan_type == "interlaced") == wanted.get("interlaced", False), name
        assert [
            [one.codec, one.channels, SAME.get(one.language, one.language), one.is_commentary] for one in info.audio
        ] == [
            [codec.replace("dts", "dca"), channels, SAME.get(language, language), "commentary" in flags]
            for codec, channels, language, flags in wanted["audio"]
        ], name
        assert [[one.codec, one.language, one.is_forced, one.is_sdh] for one in info.subtitles] == [
            [codec, language, "forced" in flags, "hearing_impaired" in flags]
            for codec, language, flags in wanted["subs"]
        ], name
        assert info.chapters == wanted.get("chapters", info.chapters), name
