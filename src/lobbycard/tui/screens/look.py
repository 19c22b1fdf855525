"""Pictures seen large: one, with the next a key away, or two side by side."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from lobbycard.errors import AppError
from lobbycard.store.artwork import CandidateRow
from lobbycard.tasks.pictures import previewing, ranking, viewing
from lobbycard.tui import candidates
from lobbycard.tui.desk import Desk
from lobbycard.tui.screens.dialog import Dialog
from lobbycard.tui.screens.why import bars
from lobbycard.tui.shelf import Place, Shelf
from lobbycard.tui.widgets.key_line import KeyLine
from lobbycard.tui.widgets.side import Side


class Looked(NamedTuple):
    """What came of looking."""

    candidate_id: int
    verb: str = ""
    """`choose`, `reject`, or empty."""


class CandidateSide(Side):
    """A candidate."""

    def __init__(self, desk: Desk, shelf: Shelf) -> None:
        super().__init__(desk)
        self._core = desk.core
        self._shelf = shelf
        self.row: CandidateRow | None = None

    def show(self, row: CandidateRow, heading: str, room: tuple[int, int]) -> None:
        """Another candidate, in so much room."""
        self.row = row
        said = candidates.facts(row)
        self.say(heading, f"{'✓ ' if row.is_selected else ''}{'  ·  '.join(said[:4])}", "  ·  ".join(said[4:]))
        self.fit(row.width / row.height if row.width and row.height else candidates.SHAPES[row.asset_type], room)
        self._load(row)

    @work(exclusive=True)
    async def _load(self, row: CandidateRow) -> None:
        """The small picture at once, where it is there; then the whole one."""
        if self.has_class("-two"):
            self._explain(row)
        place = self._shelf.place(row.id)
        if row.sha256 is None:
            self._put(row, place, "small")
        try:
            self._put(row, await viewing.full(self._core.tools, row), "full")
        except AppError as error:
            if place is None or isinstance(place, AppError):
                try:
                    self._put(row, await previewing.preview(self._core.tools, row), "small")
                except AppError:
                    self._put(row, error, "none")

    def _put(self, row: CandidateRow, place: str | Place | None, size: str) -> None:
        if self.row is not None and row.id == self.row.id:
            self.put(place, (row.id, size), "\n".join(candidates.facts(row)) if self.is_off else row.provider)

    @work(exclusive=True, group="why")
    async def _explain(self, row: CandidateRow) -> None:
        try:
            reasons = await ranking.explain(self._core.tools, row.id)
        except AppError:
            return
        self.why.update(bars(reasons, max(20, self.size.width - 4), brief=True))


class Look(Dialog[Looked | None]):
    """One picture large."""

    HELP_TITLE: ClassVar[str] = "Large picture"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,space,q", "leave", "Back", id="look.back", tooltip="Back to the grid"),
        Binding("enter", "settle('choose')", "Choose", id="look.choose", tooltip="Choose it and lock the choice"),
        Binding("x", "settle('reject')", "Reject", id="look.reject", tooltip="Never offer it again"),
        Binding("left,h,up,k,p", "step(-1)", "Before", id="look.before", tooltip="The one before"),
        Binding("right,l,down,j,n", "step(1)", "Next", id="look.next", tooltip="The next one"),
        Binding("i", "why", "Why", id="look.why", show=False, tooltip="Why it has this score"),
    ]
    DEFAULT_CSS = """
    Look {
        background: $background;
        #sides { height: 1fr; }
        &:ansi > #sides, &:ansi > KeyLine { border: none; }
    }
    """

    def __init__(self, desk: Desk, rows: Sequence[CandidateRow], places: Sequence[int], shelf: Shelf) -> None:
        super().__init__()
        self._core = desk.core
        self._rows = rows
        self._places = list(places[:2])
        self._here = 0
        self.sides = [CandidateSide(desk, shelf) for _ in self._places]

    @property
    def row(self) -> CandidateRow:
        """What a key is about."""
        return self._rows[self._places[self._here]]

    def compose(self) -> ComposeResult:
        """One side or two."""
        with Horizontal(id="sides"):
            yield from self.sides
        yield KeyLine()

    def on_mount(self) -> None:
        """Two sides look a little different."""
        for side in self.sides:
            side.set_class(len(self.sides) > 1, "-two")

    def on_resize(self) -> None:
        """More or less room."""
        self._show()

    def _show(self) -> None:
        two = len(self.sides) > 1
        width = self.size.width // len(self.sides) - (2 if two else 0)
        height = self.size.height - 4 - (5 if two else 0)
        for number, (side, place) in enumerate(zip(self.sides, self._places, strict=True)):
            row = self._rows[place]
            heading = f"{'AB'[number]}" if two else f"{place + 1} of {len(self._rows)}"
            side.set_class(two and number == self._here, "-here")
            side.show(row, heading, (width, max(3, height)))

    def action_step(self, by: int) -> None:
        """To the next picture."""
        place = max(0, min(self._places[0] + by, len(self._rows) - 1))
        if place != self._places[0]:
            self._places[0] = place
            self._show()

    @work
    async def action_why(self) -> None:
        """Explain the score."""
        from lobbycard.tui.screens.why import Why

        await self.app.push_screen_wait(Why(self._core, self.row))

    def action_settle(self, verb: str) -> None:
        """Decided."""
        self.dismiss(Looked(self.row.id, verb))

    def action_leave(self) -> None:
        """Only looked."""
        self.dismiss(Looked(self.row.id))


class Compare(Look):
    """Two pictures side by side."""

    HELP_TITLE: ClassVar[str] = "Side by side"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,left,right,h,l,up,down,k,j,p,n", "switch", "Other side", id="compare.switch", key_display="← →",
                tooltip="To the other side"),
    ]  # fmt: skip

    def action_switch(self) -> None:
        """To the other side."""
        self._here = 1 - self._here
        for number, side in enumerate(self.sides):
            side.set_class(number == self._here, "-here")
