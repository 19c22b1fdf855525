"""The panel of an item's files: versions, parts, discs, what is in them, what lies beside them."""

import os
from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType

from lobbycard.model.file import AudioStream, MediaFile, SubtitleStream, VideoStream
from lobbycard.model.kinds import FileRole, HdrFormat
from lobbycard.store import item_page
from lobbycard.store.files import FileRow
from lobbycard.store.item_page import FilesPage, Head
from lobbycard.tui import text
from lobbycard.tui.desk import Desk
from lobbycard.tui.item.panel import RowPanel
from lobbycard.tui.roles import ACCENT, BAD, FAINT, PLAIN, QUIET, WARN
from lobbycard.tui.widgets.row_list import STRONG, Line, Row, heading, note, wrapped

_HDR = {
    HdrFormat.NONE: "",
    HdrFormat.HDR10: "HDR10",
    HdrFormat.HDR10PLUS: "HDR10+",
    HdrFormat.DOLBY_VISION: "Dolby Vision",
    HdrFormat.HLG: "HLG",
}
_CHANNELS = {1: "mono", 2: "stereo", 3: "2.1", 6: "5.1", 7: "6.1", 8: "7.1"}
_SIDECARS: tuple[tuple[str, tuple[FileRole, ...]], ...] = (
    ("Subtitles and sound", (FileRole.SUBTITLE, FileRole.AUDIO)),
    ("Trailers", (FileRole.TRAILER,)),
    ("Extras", (FileRole.EXTRA, FileRole.SAMPLE, FileRole.THEME)),
    ("NFO", (FileRole.NFO,)),
    ("Pictures", (FileRole.ARTWORK,)),
    ("Other files", (FileRole.OTHER,)),
)


class FilesPanel(RowPanel):
    """What is on the disk."""

    NAME = "files"
    TITLE = "Files"
    HELP_TITLE: ClassVar[str] = "Files"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", "Copy path", id="files.copy", tooltip="Copy the path of the file"),
    ]

    def __init__(self, desk: Desk, head: Head) -> None:
        super().__init__(desk, head)
        self._paths: dict[str, str] = {}

    async def load(self) -> None:
        """Read the files."""
        page = await self.read(item_page.files_page, self.item_id)
        self._paths = {}
        rows: list[Row] = []
        for row in page.files:
            key = f"file {row.file.id}"
            self._paths[key] = os.path.join(page.root, row.file.path)
            rows.append(Row(key, partial(file_lines, row, page.shared.get(row.file.id, ()))))
        if not rows:
            rows.append(note("none", "There is no video file of it."))
        rows += self._beside(page)
        self.show_rows(rows)

    def _beside(self, page: FilesPage) -> Iterable[Row]:
        for title, roles in _SIDECARS:
            those = [file for file in page.sidecars if file.role in roles]
            if those:
                yield heading(title, f"{title}  {len(those)}")
            for file in those:
                key = f"file {file.id}"
                self._paths[key] = os.path.join(page.root, file.path)
                yield Row(key, partial(sidecar_lines, file, self.head.item.folder or ""))

    def why_not(self, action: str) -> str | None:
        """There may be no file."""
        return "There is no file here." if action == "copy" and self.rows.current_key not in self._paths else None

    def action_copy(self) -> None:
        """Copy the path."""
        path = self._paths.get(self.rows.current_key or "")
        if path is not None:
            self.app.copy_to_clipboard(shown_path(path))
            self.notify(f"Copied: {text.safe(shown_path(path))}", markup=False)


def shown_path(path: str) -> str:
    """A path for a person: bytes that are not UTF-8 become a sign."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def file_lines(row: FileRow, shared: Sequence[str], width: int) -> list[Line]:
    """A video: what it is, where it is, what is in it."""
    file, room = row.file, width - 2
    lines: list[Line] = [_title(file, room)]
    role = BAD if file.missing_since else QUIET
    lines += [[("  ", PLAIN), (line, role)] for line in wrapped(shown_path(file.path), room - 2, 3)]
    if file.missing_since:
        lines.append([("  ", PLAIN), (f"missing since {file.missing_since:%-d %b %Y %H:%M}", BAD)])
    if file.probe_error:
        reason = wrapped(f"cannot be read: {file.probe_error}", room - 2, 2)
        lines += [[("  ", PLAIN), (line, BAD)] for line in reason]
    if shared:
        lines.append([("  ", PLAIN), (text.clip(f"also {', '.join(shared)}", room - 2), ACCENT)])
    lines += [_stream("video", video_words(stream), room) for stream in row.video]
    lines += [_stream("audio", audio_words(stream), room) for stream in row.audio]
    if row.subtitles:
        said = ", ".join(subtitle_words(stream) for stream in row.subtitles)
        label = "subs"
        for line in wrapped(said, room - 10, 4):
            lines.append([("  ", PLAIN), (text.fit(label, 7), FAINT), (line, PLAIN)])
            label = ""
    return [*lines, []]


def _title(file: MediaFile, room: int) -> Line:
    named = {FileRole.PART: f"Part {file.part or ''}".strip(), FileRole.VERSION: "Version", FileRole.DISC: "Disc"}
    head = named.get(file.role, "Main file")
    details = (file.version, file.edition, file.resolution, file.source, file.modifier, file.disc)
    words = " · ".join(dict.fromkeys(part for part in details if part))
    size = text.size(file.size) or "empty"
    length = text.duration(file.duration) if file.duration else ""
    group = f"-{file.release_group}" if file.release_group else ""
    extra = "  ".join(part for part in (words, "proper" if file.proper else "", group) if part)
    tail = "  ".join(part for part in (length, size) if part)
    left = room - len(head) - len(tail) - 4
    return [
        (head, STRONG),
        ("  ", PLAIN),
        (text.fit(extra, max(0, left)), ACCENT),
        ("  ", PLAIN),
        (tail, PLAIN if file.size else WARN),
    ]


def _stream(label: str, said: str, room: int) -> Line:
    return [("  ", PLAIN), (text.fit(label, 7), FAINT), (text.clip(said, max(8, room - 10)), PLAIN)]


def _words(*parts: str) -> str:
    return "  ".join(part for part in parts if part)


def video_words(stream: VideoStream) -> str:
    """A video stream in one line."""
    hdr = _HDR[stream.hdr]
    if stream.dolby_vision_profile is not None:
        hdr = f"{hdr} {stream.dolby_vision_profile}"
    return _words(
        stream.codec,
        f"{stream.width}×{stream.height}" if stream.width and stream.height else "",
        hdr,
        f"{stream.bit_depth} bit" if stream.bit_depth else "",
        f"{stream.frame_rate:.3f}".rstrip("0").rstrip(".") + " fps" if stream.frame_rate else "",
        _rate(stream.bit_rate),
        stream.stereo_mode,
    )


def audio_words(stream: AudioStream) -> str:
    """An audio stream in one line."""
    layout = stream.channel_layout or _CHANNELS.get(stream.channels or 0, "")
    return _words(
        stream.language or "?",
        stream.codec,
        layout,
        _rate(stream.bit_rate),
        stream.title,
        "commentary" if stream.is_commentary else "",
        "default" if stream.is_default else "",
        "beside the file" if stream.is_external else "",
    )


def subtitle_words(stream: SubtitleStream) -> str:
    """A subtitle in a few words."""
    flags = [
        word
        for word, is_so in (
            ("forced", stream.is_forced),
            ("SDH", stream.is_sdh),
            ("beside", stream.is_external),
        )
        if is_so
    ]
    return " ".join([stream.language or "?", stream.codec, *(f"({flag})" for flag in flags)]).strip()


def _rate(bits: int | None) -> str:
    if not bits:
        return ""
    return f"{bits / 1_000_000:.1f} Mbit/s" if bits >= 1_000_000 else f"{bits // 1000} kbit/s"


def sidecar_lines(file: MediaFile, folder: str, width: int) -> list[Line]:
    """A file that goes with the video."""
    path = shown_path(file.path)
    if folder and path.startswith(shown_path(folder) + "/"):
        path = path[len(shown_path(folder)) + 1 :]
    said = [
        file.language,
        "forced" if file.forced else "",
        "SDH" if file.sdh else "",
        file.asset_type,
        file.extra_type,
        "missing" if file.missing_since else "",
    ]
    tail = " ".join(part for part in (*said, text.size(file.size)) if part)
    room = max(8, width - 4 - len(tail) - 2)
    return [[("  ", PLAIN), (text.fit(path, room), BAD if file.missing_since else PLAIN), ("  ", PLAIN), (tail, QUIET)]]
