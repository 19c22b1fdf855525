"""The panel of an item's artwork at a glance: each type with what is chosen, as real pictures."""

from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.widgets import Static

from lobbycard.errors import FileError
from lobbycard.model.fields import ARTWORK, FIELDS
from lobbycard.model.kinds import AssetType, SelectedBy
from lobbycard.store import fields, item_page
from lobbycard.store.item_page import ArtRow
from lobbycard.tui import text
from lobbycard.tui.item.metadata import LOCKED, source_name
from lobbycard.tui.item.panel import Panel
from lobbycard.tui.messages import OpenPicker
from lobbycard.tui.pictures.pictures import Pictures
from lobbycard.tui.widgets.board import ACCENT, BAD, FAINT, HEAD, PLAIN, QUIET, WARN, Board, Card, Geometry, Words
from lobbycard.tui.widgets.preview import thumbnail

GAP = 2
ABOVE, BELOW = 1, 2
NARROWEST = 22
"""Cells of a picture's width, at least."""


class ArtBoard(Board):
    """One cell for each type."""

    HELP_TITLE: ClassVar[str] = "Artwork"

    def __init__(self, pictures: Pictures) -> None:
        super().__init__(pictures)
        self.art: Sequence[ArtRow] = ()

    def show_art(self, art: Sequence[ArtRow]) -> None:
        """Show how the types stand."""
        self.art = art
        cards = [Card(_key(row), FIELDS[ARTWORK + row.standing.asset_type].label) for row in art]
        if len(cards) != len(self.cards):
            self.cards = cards
            self.lay_out()
        self.show(cards, self.cursor)

    @property
    def current(self) -> ArtRow | None:
        """The type under the cursor."""
        return self.art[self.cursor] if self.cursor < len(self.art) else None

    def measure(self, width: int, height: int, cards: int) -> Geometry:
        """All types at once where there is room, else as many as can be seen well."""
        count = max(1, len(self.cards))
        if not self.has_pictures:
            return Geometry(1, max(1, height // 2), (width, 2), None)
        columns = max(1, min(count, width // (NARROWEST + GAP)))
        rows = -(-count // columns)
        tallest = max(5, height // rows - ABOVE - BELOW)
        wide = width // columns - GAP
        tall = min(max(5, min(tallest, wide * 9 // 16)), max(2, height - ABOVE - BELOW))
        spare = 1 if rows * (tall + ABOVE + BELOW + 1) <= height else 0
        cell = (width // columns, tall + ABOVE + BELOW + spare)
        return Geometry(columns, max(1, height // cell[1]), cell, Region(1, ABOVE, cell[0] - GAP, tall))

    def cursor_lines(self) -> Sequence[int]:
        """What stands around the picture."""
        place = self.geometry.picture
        return (0, 1) if place is None else (0, place.bottom, place.bottom + 1)

    def lit_lines(self) -> Sequence[int]:
        """The name stands on the cursor's colour."""
        return (0,)

    def words(self, index: int, line: int, width: int) -> Words:
        """The name above the picture; below it what was chosen, and from how many."""
        row, place = self.art[index], self.geometry.picture
        below = line - 1 if place is None else line - place.bottom
        if place is not None and ABOVE <= line < place.bottom:
            return [(" " * width, "gap")]
        if line == 0:
            return [(" ", PLAIN), *name_line(row, width - 2), (" ", "gap")]
        said, role = choice_line(row) if below == 0 else offer_line(row) if below == 1 else ("", PLAIN)
        return [(" ", "gap"), (text.fit(said, width - 2), role), (" ", "gap")]


def _key(row: ArtRow) -> str | None:
    picture = row.chosen[0] if row.chosen else None
    return picture.blob[0] if picture is not None and picture.blob is not None else None


def name_line(row: ArtRow, width: int) -> Words:
    """The type, how many are chosen, the lock."""
    label = FIELDS[ARTWORK + row.standing.asset_type].label
    said = f"{label} ×{len(row.chosen)}" if len(row.chosen) > 1 else label
    lock = f" {LOCKED}" if row.standing.is_locked else ""
    return [(text.fit(said, max(0, width - len(lock))), HEAD if row.chosen else QUIET), (lock, ACCENT)]


def choice_line(row: ArtRow) -> tuple[str, str]:
    """Where the chosen picture comes from, or that there is none."""
    if not row.chosen:
        return ("missing", WARN) if row.is_gap else ("none", FAINT)
    one = row.chosen[0]
    if one.failure and one.blob is None:
        return f"✗ {one.failure}", BAD
    size = f"{one.width}×{one.height}" if one.width and one.height else ""
    length = text.duration(one.duration) if one.duration else ""
    by = {SelectedBy.USER: "you", SelectedBy.LOCAL: "local"}.get(row.standing.selected_by or SelectedBy.AUTO)
    said = [by or source_name(one.provider), size, one.language, length, "" if one.blob else "not fetched yet"]
    return "  ".join(part for part in said if part), PLAIN


def offer_line(row: ArtRow) -> tuple[str, str]:
    """How many there are to choose from."""
    rejected = f", {row.standing.rejected} rejected" if row.standing.rejected else ""
    if not row.standing.candidates:
        return f"no candidates{rejected}", FAINT
    return f"{text.plural(row.standing.candidates, 'candidate')}{rejected}", QUIET


class ArtworkPanel(Panel):
    """All types that the item can have."""

    NAME = "artwork"
    TITLE = "Artwork"
    HELP_TITLE: ClassVar[str] = "Artwork"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Choose", id="art.choose", tooltip="Choose pictures of this type"),
        Binding("L", "lock", "Lock", id="art.lock", tooltip="Lock or unlock the choice: automation leaves locked ones"),
        Binding("delete", "empty", "None", id="art.empty", show=False, tooltip="Choose none of this type, for good"),
    ]

    DEFAULT_CSS = """
    ArtworkPanel #art-place { height: 1; color: $foreground-disabled; padding: 0 1; }
    """

    def compose(self) -> ComposeResult:
        """The board."""
        yield ArtBoard(self.desk.pictures)
        yield Static("", id="art-place")

    @property
    def board(self) -> ArtBoard:
        """The board."""
        return self.query_one(ArtBoard)

    def focus_inside(self) -> None:
        """The board takes the keys."""
        self.board.focus()

    @property
    def subject(self) -> str:
        """The type under the cursor."""
        row = self.board.current
        return ARTWORK + row.standing.asset_type if row is not None else ""

    async def load(self) -> None:
        """Read how each type stands."""
        self.board.show_art(await self.read(item_page.art_rows, self.item_id))
        self.refresh_bindings()

    def on_board_turned(self) -> None:
        """Other pictures are in sight."""
        board, place = self.board, self.query_one("#art-place", Static)
        seen = board.seen
        is_part = len(seen) < len(board.cards)
        place.update(f"{seen.start + 1} to {seen.stop} of {len(board.cards)} types · ↑ ↓" if is_part else "")
        self._load_pictures()

    def on_board_moved(self) -> None:
        """Other keys may work here."""
        self.refresh_bindings()

    def on_board_chosen(self) -> None:
        """A double click chooses."""
        self.action_choose()

    @work(exclusive=True, group="pictures")
    async def _load_pictures(self) -> None:
        board, cell = self.board, self.desk.pictures.capabilities
        place = board.geometry.picture
        if place is None:
            return
        size = place.width * cell.cell_width, place.height * cell.cell_height
        for index in board.seen:
            blob = board.art[index].chosen[0].blob if board.art[index].chosen else None
            if blob is None or board.art[index].standing.asset_type is AssetType.TRAILER:
                continue
            try:
                board.put(blob[0], await self.core.tools.in_thread(thumbnail, self.core.tools, *blob, *size))
            except FileError as error:
                board.put(blob[0], error)

    def why_not(self, action: str) -> str | None:
        """What cannot be done here."""
        row = self.board.current if self.is_mounted else None
        if row is None:
            return "There is nothing here."
        if action == "empty" and not row.chosen and row.standing.is_locked:
            return "None is chosen, and that is locked already."
        return None

    def action_choose(self) -> None:
        """Open the picker on this type."""
        row = self.board.current
        if row is not None:
            self.post_message(OpenPicker([self.item_id], row.standing.asset_type))

    @work(group="edit")
    async def action_lock(self) -> None:
        """Lock or unlock the choice."""
        row = self.board.current
        if row is not None:
            await self.write(fields.set_locks, self.item_id, [self.subject], lock=not row.standing.is_locked)

    @work(group="edit")
    async def action_empty(self) -> None:
        """Choose none, and lock that."""
        await self.write(fields.edit, self.item_id, {self.subject: None})
