"""What the picker and the review share: the candidates of one item read, shown, and their pictures fetched."""

import asyncio
from collections.abc import Hashable, Iterable, Sequence
from functools import partial

from textual import work
from textual.timer import Timer
from textual.widget import Widget

from lobbycard.errors import AppError
from lobbycard.events import Changed, Event, Topic
from lobbycard.model.kinds import AssetType
from lobbycard.store import choosing, history, picking
from lobbycard.store.artwork import CandidateRow
from lobbycard.store.picking import Deck
from lobbycard.tasks.pictures import previewing, ranking
from lobbycard.tui import candidates
from lobbycard.tui.candidates import Shown, Sieve
from lobbycard.tui.desk import Desk
from lobbycard.tui.screens.asking import AskingScreen
from lobbycard.tui.shelf import Shelf, Wanted
from lobbycard.tui.widgets.board import Board
from lobbycard.tui.widgets.candidate_grid import CandidateGrid
from lobbycard.tui.widgets.facts_line import FactsLine
from lobbycard.tui.widgets.nothing import Nothing
from lobbycard.tui.widgets.picker_header import PickerHeader
from lobbycard.tui.widgets.why_panel import WhyPanel

SETTLE = 0.15
"""Seconds in which changes are gathered before the candidates are read again."""
SEE_THROUGH = frozenset({AssetType.CLEARLOGO, AssetType.CLEARART, AssetType.CHARACTERART, AssetType.DISCART})


class CandidateScreen(AskingScreen):
    """Shows the candidates of one type of one item; what is done with them is the subclass's business."""

    def __init__(self, desk: Desk, item_ids: Sequence[int] = (), asset_type: str = "") -> None:
        super().__init__(desk)
        self.queue = list(item_ids)
        self.at = 0
        self.deck: Deck | None = None
        self.sieve = Sieve()
        self.unfolded: set[int] = set()
        self.with_rejected = False
        self.most = 1
        """How many pictures the rule lets one choose."""
        self.grid = CandidateGrid(desk.pictures, id="grid")
        self.header = PickerHeader()
        self.facts = FactsLine()
        self.nothing = Nothing(id="nothing")
        self.why = WhyPanel(desk.core)
        self.shelf = Shelf(self._arrived)
        self._type = AssetType(asset_type) if asset_type in set(AssetType) else None
        self._judged: set[tuple[int, AssetType]] = set()
        self._trail: list[int] = []
        self._timer: Timer | None = None
        self._one_at_a_time = asyncio.Lock()
        self.target: int | None = None
        """The item that is being gone to, or looked at."""
        self._reading = 0

    def compose_body(self) -> Iterable[Widget]:
        """Header, grid, facts."""
        yield self.header
        yield self.grid
        yield self.nothing
        yield self.facts
        yield self.why

    def on_mount(self) -> None:
        """Show the first item."""
        super().on_mount()
        self.grid.focus()
        if self.queue:
            self.load(self.queue[0])

    def on_unmount(self) -> None:
        """Stop fetching."""
        self.shelf.close()

    # -- reading --

    @property
    def item_id(self) -> int | None:
        """The item that is looked at."""
        return self.deck.item_id if self.deck is not None else None

    @work(exclusive=True, group="deck")
    async def load(self, item_id: int) -> None:
        """Read and show an item."""
        await self.show_item(item_id)

    async def show_item(self, item_id: int, *, hold: int | None = None, fallback: int | None = None) -> None:
        """The same, for flows that wait for it.

        The cursor goes to the candidate `hold`; else it stays on its own, and on a new item goes to what is chosen.
        """
        self._reading += 1
        mine, self.target = self._reading, item_id
        try:
            deck = await self.core.store.read(picking.deck, item_id, self._type)
        except AppError as error:
            if item_id == self.target:
                self.show_none()  # or the keys would go to the item before
                self.say_nothing(error.message, error.hint, [("n", "the next one"), ("esc", "back")])
            return
        if item_id != self.target or (mine != self._reading and hold is None):
            return  # one has gone on meanwhile, or a later answer is under way
        if self.deck is None or deck.item_id != self.deck.item_id or deck.asset_type is not self.deck.asset_type:
            self.unfolded.clear()
            fallback = 0 if fallback is None else fallback
        elif hold is None and self.grid.current is not None:
            hold = self.grid.current.row.id  # as it stands now: a key may have moved it meanwhile
        self.deck = deck
        self.most = ranking.rule_of(deck.kind, deck.asset_type, deck.rule).max_count
        self._show(hold, fallback)

    def _show(self, hold: int | None = None, fallback: int | None = None) -> None:
        """Put the deck on the screen; the cursor stays on its candidate where that is still there."""
        deck = self.deck
        if deck is None:
            return
        entries = candidates.shown(deck.rows, self.sieve, self.unfolded, with_rejected=self.with_rejected)
        cursor = place_of(entries, hold if hold is not None else next(iter(deck.selected), None))
        if cursor is None:
            head = candidates.head_of(deck.rows, hold) if hold is not None else None
            cursor = place_of(entries, head)
        order = {candidate_id: number for number, candidate_id in enumerate(deck.selected, 1)}
        self.set_class(not entries, "-nothing")
        self.set_class(deck.asset_type in SEE_THROUGH, "-see-through")
        self.grid.show_entries(
            deck.asset_type,
            entries,
            order,
            cursor if cursor is not None else self.grid.cursor if fallback is None else fallback,
            takes_many=self.most > 1,
        )
        self._show_header()
        self._show_facts()
        if not entries:
            self._explain_nothing(deck)
        self.refresh_bindings()

    def _show_header(self) -> None:
        notes = []
        if not self.sieve.is_open:
            notes.append(f"filter: {self.sieve.told()}")
        if self.with_rejected:
            notes.append("with rejected")
        self.header.show(self.deck, place=self.place(), notes=notes, progress=self.progress())

    def place(self) -> str:
        """Where one is among several items."""
        return f"{self.at + 1} of {len(self.queue)}" if len(self.queue) > 1 else ""

    def progress(self) -> tuple[int, int] | None:
        """How far one is, where that is known."""
        return None

    def _show_facts(self) -> None:
        entry, count = self.grid.current, len(self.grid.entries)
        if entry is None:
            self.facts.show(())
            return
        pages = -(-count // max(1, self.grid.geometry.page))
        page = f"  page {self.grid.cursor // max(1, self.grid.geometry.page) + 1}/{pages}" if pages > 1 else ""
        self.facts.show(candidates.facts(entry.row), f"{self.grid.cursor + 1}/{count}{page}")

    def _explain_nothing(self, deck: Deck) -> None:
        name, count = deck.asset_type, len(deck.rows)
        if not count:
            self.say_nothing(
                f"No {name} is known for this item yet", "Ask the providers, or add a picture of your own.",
                [("F", "ask the providers"), ("a", "add a file or a link"), ("t", "another type")],
            )  # fmt: skip
        elif not self.sieve.is_open:
            self.say_nothing(
                f"The filter hides all {count}" if count > 1 else "The filter hides the only one",
                self.sieve.told(),
                [("esc", "show everything"), ("f", "another filter")],
            )
        else:
            self.say_nothing(
                f"All {count} were rejected or are no longer offered" if count > 1
                else "The only one was rejected or is no longer offered", "",
                [("X", "show them"), ("a", "add a file or a link"), ("F", "ask the providers again")],
            )  # fmt: skip

    def show_none(self) -> None:
        """Nothing of an item is shown any more."""
        self.deck = self.target = None
        self.grid.show_entries(self._type or AssetType.POSTER, (), {}, 0, takes_many=False)
        self.header.show(None)
        self.facts.show(())
        self.refresh_bindings()

    def say_nothing(self, heading: str, sentence: str = "", keys: Sequence[tuple[str, str]] = ()) -> None:
        """Words in place of the grid."""
        self.add_class("-nothing")
        self.nothing.say(heading, sentence, keys)

    # -- pictures --

    def on_board_turned(self, message: Board.Turned) -> None:
        """Other cells are in sight: get their pictures, then those of the next page."""
        self.want_pictures()
        self._show_facts()

    def on_board_moved(self, message: Board.Moved) -> None:
        """Say what the cursor stands on."""
        self._show_facts()
        self.explain()

    def explain(self) -> None:
        """Follow the cursor with the explanation, where it is open."""
        entry = self.grid.current
        if self.why.display and entry is not None:
            self.why.explain(entry.row)

    def want_pictures(self) -> None:
        """Ask for what is in sight, then for what comes next."""
        if not self.grid.has_pictures:
            return
        seen, entries = self.grid.seen, self.grid.entries
        ahead = entries[seen.stop : seen.stop + len(seen)]
        rows = [entry.row for entry in (*entries[seen.start : seen.stop], *ahead)]
        for row in rows:
            place = self.shelf.place(row.id)
            if place is not None:
                self.grid.put(row.id, place)
        self.shelf.want([self._wanted(row) for row in rows] + self.wanted_ahead())

    def wanted_ahead(self) -> list[Wanted]:
        """Pictures of what will be shown afterwards."""
        return []

    def _wanted(self, row: CandidateRow) -> Wanted:
        return Wanted(row.id, partial(previewing.preview, self.core.tools, row))

    def _arrived(self, key: Hashable) -> None:
        place = self.shelf.place(key)
        if place is not None:
            self.grid.put(key, place)
        if not self.shelf.is_busy:
            self.all_arrived()

    def all_arrived(self) -> None:
        """Nothing is on its way any more: now near duplicates can be told."""
        deck = self.deck
        if deck is None or (deck.item_id, deck.asset_type) in self._judged:
            return
        if any(row.phash is None and isinstance(self.shelf.place(row.id), object) for row in deck.rows):
            self._judged.add((deck.item_id, deck.asset_type))
            self.judge([deck.item_id])

    @work(group="judge")
    async def judge(self, item_ids: Sequence[int]) -> None:
        """Score again, now that hashes are known; what is alike is folded. The choice stays as it is."""
        judge = ranking.judge(self.core.settings.general.language)
        change = history.by_user("score")
        try:
            await self.core.store.write(choosing.decide, list(item_ids), judge, change, choose=False)
        except AppError as error:
            self.complain(error)

    # -- what happens elsewhere --

    def on_core_event(self, event: Event) -> None:
        """Read again what was changed, here or by a job."""
        if self.item_id is None or not isinstance(event, Changed) or not event.about(Topic.ARTWORK, Topic.ITEM):
            return
        touched = event.ids(Topic.ARTWORK) | event.ids(Topic.ITEM)
        if Topic.EVERYTHING in event.touched or self.item_id in touched:
            if self._timer is not None:
                self._timer.stop()
            self._timer = self.set_timer(SETTLE, self.reload)

    def reload(self) -> None:
        """Read the same item again; the cursor stays."""
        self._timer = None
        if self.target is not None:
            self._load_again(self.target)

    @work(exclusive=True, group="deck")
    async def _load_again(self, item_id: int) -> None:
        if item_id == self.target:  # it begins a moment later: one may have gone on meanwhile
            await self.show_item(item_id)


def place_of(entries: Sequence[Shown], candidate_id: int | None) -> int | None:
    """Where a candidate stands."""
    return next((at for at, entry in enumerate(entries) if entry.row.id == candidate_id), None)
