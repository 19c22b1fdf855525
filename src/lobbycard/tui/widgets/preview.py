"""What stands beside the list about the item under the cursor."""

from pathlib import Path

from rich.cells import cell_len
from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget

from lobbycard.errors import AppError, FileError
from lobbycard.model.fields import FIELDS
from lobbycard.model.kinds import HdrFormat, ItemKind, ItemState
from lobbycard.store import items
from lobbycard.store.items import Preview
from lobbycard.tools import Tools
from lobbycard.tui import columns, text
from lobbycard.tui.desk import Desk
from lobbycard.tui.pictures.capabilities import Protocol
from lobbycard.tui.pictures.widget import Picture
from lobbycard.tui.roles import COLORS

COLUMNS, ROWS = 24, 18
"""The poster's box: two to three, as cells are one to two."""

_STATE_TEXT = {
    ItemState.DISCOVERED: "New: not looked up yet",
    ItemState.NEEDS_IDENTIFICATION: "Waits for you to say which one it is",
    ItemState.IDENTIFIED: "Identified; metadata not fetched yet",
    ItemState.ENRICHING: "Metadata is being fetched",
    ItemState.ENRICHED: "Metadata fetched; artwork not chosen yet",
    ItemState.SELECTED: "Ready to be published",
    ItemState.PUBLISHED: "Published beside the files",
    ItemState.ERROR_PROVIDER: "A provider failed",
    ItemState.ERROR_NETWORK: "The network failed",
    ItemState.ERROR_FILE: "A file cannot be read",
}


class Words(Widget):
    """A text of which only the lines that hold something, now or before, are painted again."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._content = Content("")
        self._height = 0

    def show(self, content: Content) -> None:
        """Show another text."""
        before, self._content = self._height, content
        self._height = len(content.wrap(max(1, self.size.width))) if self.size else 0
        if self.size:
            self.refresh(Region(0, 0, self.size.width, min(self.size.height, max(before, self._height))))
        else:
            self.refresh()

    def render(self) -> Content:
        """The text."""
        return self._content


class PreviewPane(Vertical, can_focus=False):
    """Poster, state, what is missing, what is locked, plot."""

    DEFAULT_CSS = """
    PreviewPane {
        width: 42;
        height: 1fr;
        padding: 0 2;
        background: $background;
        #preview-picture { width: 24; height: 18; margin: 1 0; background: $surface; color: $foreground-disabled; }
        #preview-text { height: 1fr; }
        &.-no-picture #preview-picture { display: none; }
    }
    """

    def __init__(self, desk: Desk, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._core = desk.core
        self._pictures = desk.pictures
        self._wanted: int | None = None

    def compose(self) -> ComposeResult:
        """A picture above, words below: what has no room there is on the item's own screen."""
        yield Picture(self._pictures, id="preview-picture")
        yield Words(id="preview-text")

    def show(self, item_id: int | None) -> None:
        """Show an item, or nothing; what was asked for before is forgotten."""
        self._wanted = item_id
        if item_id is None:
            self.query_one(Picture).set_source(None, title="")
            self.query_one(Words).show(Content(""))
        elif self.display:
            self._load(item_id)

    @work(exclusive=True, group="preview")
    async def _load(self, item_id: int) -> None:
        try:
            found = await self._core.store.read(items.preview, item_id)
        except AppError as error:
            self.query_one(Words).show(Content(text.safe(error.message)))
            return
        if found is None or item_id != self._wanted:
            return
        words = self.query_one(Words)
        words.show(described(found, words.size.width or COLUMNS))
        await self._load_picture(found)

    async def _load_picture(self, found: Preview) -> None:
        picture = self.query_one(Picture)
        protocol = self._pictures.capabilities.protocol
        self.set_class(protocol is Protocol.OFF or (found.poster is None), "-no-picture")
        if found.poster is None or protocol is Protocol.OFF:
            picture.set_source(None, title=found.item.title)
            return
        cell = self._pictures.capabilities
        size = COLUMNS * cell.cell_width, ROWS * cell.cell_height
        try:
            path = await self._core.tools.in_thread(thumbnail, self._core.tools, *found.poster, *size)
        except FileError:
            picture.set_source(None, title=found.item.title)
            return
        if found.item.id == self._wanted:
            picture.set_source(path, key=(found.poster[0], size), title=found.item.title)


def thumbnail(tools: Tools, sha256: str, extension: str, width: int, height: int) -> Path:
    """The small version of a kept picture; in a thread, for it loads what pictures need."""
    return Path(tools.thumbs.thumbnail(sha256, tools.blobs.path_of(sha256, extension), width, height))


def described(found: Preview, width: int) -> Content:
    """The words beside the picture."""
    item = found.item
    parts: list[Content] = []
    if found.parents:
        parts.append(Content.styled(text.safe(" › ".join(found.parents)), "$foreground-muted"))
    parts.append(Content.styled(text.safe(item.title or item.folder or "untitled"), "bold $primary"))
    if item.original_title and item.original_title != item.title:
        parts.append(Content.styled(text.safe(item.original_title), "$foreground-muted italic"))
    parts += [Content.styled(line, "$foreground-muted") for line in _flowed(_facts(found), width)]
    parts.append(Content(""))
    parts += _state(found)
    if found.locks:
        parts.append(Content.assemble(("Locked   ", "$foreground-muted"), (names(found.locks), "$accent")))
    if item.plot:
        parts += [Content(""), Content(text.safe_lines(item.plot))]
    return Content("\n").join(parts)


def _flowed(facts: list[str], width: int) -> list[str]:
    """Facts side by side, none of them broken."""
    lines: list[str] = []
    for fact in facts:
        if lines and cell_len(lines[-1]) + 2 + cell_len(fact) <= width:
            lines[-1] += f"  {fact}"
        else:
            lines.append(fact)
    return lines


def _facts(found: Preview) -> list[str]:
    item = found.item
    hdr = item.hdr.upper() if item.hdr and item.hdr != HdrFormat.DOLBY_VISION else "Dolby Vision" if item.hdr else ""
    facts = [
        str(item.year or item.aired or ""),
        f"{item.runtime} min" if item.runtime else "",
        item.certification or "",
        f"★ {item.sort_rating:.1f}" if item.sort_rating else "",
        item.resolution,
        hdr,
        text.size(item.size),
        text.plural(item.file_count, "version") if item.file_count > 1 else "",
    ]
    return [text.safe(fact) for fact in facts if fact]


def _state(found: Preview) -> list[Content]:
    item = found.item
    sign = columns.STATES[item.state]
    said = _STATE_TEXT[item.state]
    if item.state is ItemState.PUBLISHED and item.has_unpublished_changes:
        sign, said = columns.CHANGED, "Changed since it was published"
    lines = [Content.assemble((f"{sign.sign} ", COLORS[sign.role]), said)]
    if item.error:
        lines.append(Content.styled(f"  {text.safe(item.error)}", "$text-error"))
    if not item.monitored:
        lines.append(Content.styled("  Not monitored: automation leaves it alone", "$foreground-muted"))
    if item.deleted_on is not None:
        lines.append(
            Content.styled(f"  Deleted; can be brought back until {item.deleted_on:%d %B %Y}", "$text-warning")
        )
    percent = Content.assemble(
        ("Complete ", "$foreground-muted"),
        *((part, COLORS[role]) for part, role in columns.bar(item.completeness, 10)),
        f" {item.completeness:.0f} %",
    )
    lines.append(percent)
    if found.gaps:
        lines.append(Content.assemble(("Missing  ", "$foreground-muted"), (names(found.gaps), "$warning")))
    if item.kind is ItemKind.SERIES and item.status:
        lines.append(Content.assemble(("Status   ", "$foreground-muted"), text.safe(item.status)))
    return lines


def names(fields: list[str]) -> str:
    """Fields by the names that people read."""
    return ", ".join(FIELDS[name].label.lower() if name in FIELDS else name for name in fields)
