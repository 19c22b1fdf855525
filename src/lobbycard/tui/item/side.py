"""What stays at the side of a wide screen whatever panel is shown: the poster and the facts."""

from textual import work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from lobbycard.errors import FileError
from lobbycard.model.kinds import HdrFormat
from lobbycard.store.item_page import Head
from lobbycard.tui import text
from lobbycard.tui.desk import Desk
from lobbycard.tui.pictures.capabilities import Protocol
from lobbycard.tui.pictures.widget import Picture
from lobbycard.tui.widgets.preview import thumbnail
from lobbycard.tui.widgets.row_list import wrapped

COLUMNS, ROWS = 30, 22


class ItemSide(VerticalScroll, can_focus=False):
    """Poster and facts."""

    DEFAULT_CSS = """
    ItemSide {
        width: 34;
        height: 1fr;
        padding: 1 2;
        background: $background;
        scrollbar-size-vertical: 0;
        Picture { width: 30; height: 22; background: $surface; color: $text-disabled; }
        #side-facts { height: auto; margin: 1 0 0 0; }
        &.-no-picture Picture { display: none; }
        &.-no-picture #side-facts { margin: 0; }
    }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._tools = desk.core.tools
        self._pictures = desk.pictures
        self._wanted: tuple[int, tuple[str, str] | None] | None = None

    def compose(self) -> ComposeResult:
        """A picture above, words below."""
        yield Picture(self._pictures)
        yield Static("", id="side-facts")

    def show(self, head: Head) -> None:
        """Another item, or the same as it is now."""
        self.query_one("#side-facts", Static).update(facts(head))
        self._wanted = (head.item.id, head.picture)
        self.set_class(self._pictures.capabilities.protocol is Protocol.OFF or head.picture is None, "-no-picture")
        if self.display and head.picture is not None:
            self._load(head.item.title, head.picture)
        else:
            self.query_one(Picture).set_source(None, title=head.item.title)

    @work(exclusive=True, group="side")
    async def _load(self, title: str, blob: tuple[str, str]) -> None:
        cell, wanted = self._pictures.capabilities, self._wanted
        size = COLUMNS * cell.cell_width, ROWS * cell.cell_height
        picture = self.query_one(Picture)
        try:
            path = await self._tools.in_thread(thumbnail, self._tools, *blob, *size)
        except FileError:
            picture.set_source(None, title=title)
            return
        if wanted == self._wanted:
            picture.set_source(path, key=(blob[0], size), title=title)


_HDR = {
    HdrFormat.DOLBY_VISION: "Dolby Vision",
    HdrFormat.HDR10PLUS: "HDR10+",
    HdrFormat.HDR10: "HDR10",
    HdrFormat.HLG: "HLG",
}


def facts(head: Head) -> Content:
    """The facts, one a line."""
    item = head.item
    quality = " ".join(part for part in (item.resolution, _HDR.get(HdrFormat(item.hdr), ""), item.source) if part)
    rows = [
        ("Runs", f"{item.runtime} min" if item.runtime else ""),
        ("Rated", f"★ {item.sort_rating:.1f}" if item.sort_rating else ""),
        ("Age", item.certification or ""),
        ("Born", item.born or ""),
        ("Died", item.died or ""),
        ("Status", item.status or ""),
        ("Video", quality),
        ("Size", text.size(item.size)),
        ("Files", str(item.file_count) if item.file_count > 1 else ""),
        ("Added", f"{item.created_at:%-d %b %Y}"),
        ("Written", f"{item.published_at:%-d %b %Y}" if item.published_at else ""),
        ("Watched", "" if item.monitored else "not monitored"),
    ]
    lines: list[Content] = []
    for label, said in rows:
        if said:
            for number, part in enumerate(wrapped(said, COLUMNS - 9)):
                lines.append(Content.assemble((text.fit("" if number else label, 9), "$foreground-muted"), part))
    if item.error:
        lines += [Content(""), Content.styled(text.safe(item.error), "$text-error")]
    return Content("\n").join(lines)
