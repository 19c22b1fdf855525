"""Review: everything that needs a decision, one after the other, one key each."""

from collections.abc import Hashable, Sequence
from typing import ClassVar, NamedTuple

from textual import work
from textual.binding import Binding, BindingType

from lobbycard.errors import AppError
from lobbycard.model.fields import picture_label
from lobbycard.model.kinds import AssetType
from lobbycard.store import picking
from lobbycard.store.artwork import CandidateRow
from lobbycard.store.picking import Deck
from lobbycard.tui import candidates, decisions, text
from lobbycard.tui.desk import Desk
from lobbycard.tui.pictures import ahead
from lobbycard.tui.pictures.encoded import Box
from lobbycard.tui.screens.picker import PickerScreen
from lobbycard.tui.shelf import Wanted

LOOK_AHEAD = 2
"""So many items are prepared before they are shown."""


class Decision(NamedTuple):
    """What was done with an item."""

    at: int
    """Its place in the queue."""
    batch: str | None
    """None for one that was skipped."""


class Upcoming(NamedTuple):
    """What an item will be shown with."""

    rows: list[CandidateRow]
    """Its first page."""
    box: Box | None


class ReviewScreen(PickerScreen):
    """Decide and go on."""

    MODE = "review"
    HELP_TITLE: ClassVar[str] = "Review"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Choose, go on", id="review.choose", tooltip="Choose it, lock it, and go on"),
        Binding("n", "next(1)", "Skip", id="review.skip", tooltip="Leave this one for later"),
        Binding("p,N", "next(-1)", "Back", id="review.back", show=False, tooltip="The item before; nothing is changed"),
        Binding("z", "undo", "Undo", id="review.undo", tooltip="Take the last decision back, and decide anew"),
        Binding("slash", "which", "Which", id="review.which", key_display="/", tooltip="Say which items are reviewed"),
    ]
    CSS_PATH = "picker.tcss"

    def __init__(self, desk: Desk, item_ids: Sequence[int] = (), asset_type: str = "", filter_: str = "") -> None:
        super().__init__(desk, item_ids, asset_type or AssetType.POSTER)
        self._given = list(item_ids)
        self._filter = filter_
        self._done: list[Decision] = []
        self._is_over = False
        self._ahead: dict[int, Upcoming] = {}
        self.queue = []

    def on_mount(self) -> None:
        """Find out what there is to decide."""
        super().on_mount()
        self.gather()

    def on_screen_resume(self) -> None:
        """One comes back: there may be more by now."""
        super().on_screen_resume()
        if self._is_over:
            self.gather()

    # -- what is to be decided --

    @property
    def wanted_type(self) -> AssetType:
        """What is decided about."""
        return self._type or AssetType.POSTER

    @work(exclusive=True, group="deck")
    async def gather(self) -> None:
        """Read which items wait for a decision, and show the first."""
        try:
            self.queue = await self.core.store.read(picking.open_decisions, self._filter, self.wanted_type, self._given)
        except AppError as error:
            self.say_nothing(error.message, error.hint, [("/", "other items")])
            return
        self.at, self._is_over = 0, False
        self._done.clear()
        self._ahead.clear()
        if self.queue:
            await self.show_item(self.queue[0])
        else:
            self._nothing_to_do()

    def _nothing_to_do(self) -> None:
        self._is_over = True
        name = picture_label(self.wanted_type).lower()
        among = f" among “{self._filter}”" if self._filter else ""
        self.show_none()
        self.say_nothing(
            f"No {name} waits for your decision{among}",
            "Everything that has one to choose from was decided by you.",
            [("t", "another type of picture"), ("/", "other items"), ("1", "the library")],
        )

    def _sum_up(self) -> None:
        self._is_over = True
        decided = sum(one.batch is not None for one in self._done)
        skipped = {self.queue[one.at] for one in self._done if one.batch is None}
        skipped -= {self.queue[one.at] for one in self._done if one.batch is not None}
        name = picture_label(self.wanted_type).lower()
        said = [text.plural(decided, f"{name} chosen", f"{name}s chosen")]
        if skipped:
            said.append(f"{text.number(len(skipped))} left for later")
        keys = [("t", "another type of picture"), ("z", "take the last one back"), ("1", "the library")]
        if skipped:
            keys.insert(0, ("r", "those left for later"))
        self.show_none()
        self.say_nothing("That was the last one", ", ".join(said) + ". Your choices are locked.", keys)

    # -- one after the other --

    def place(self) -> str:
        """How far one is."""
        return f"{self.at + 1} of {len(self.queue)}" if self.queue else ""

    def progress(self) -> tuple[int, int] | None:
        """A bar."""
        return (self.at, len(self.queue)) if self.queue else None

    def chosen_by_enter(self, deck: Deck, candidate_id: int) -> list[int]:
        """One key is one decision: what is marked, or this one; of types that take several the others stay."""
        if self.grid.marks:
            return self.grid.marks[: self.most]
        if self.most < 2:
            return [candidate_id]
        chosen = deck.selected
        return chosen if candidate_id in chosen else decisions.toggled(deck, candidate_id, self.most)

    async def decided(self, deck: Deck, batch: str, hold: int | None) -> None:
        """Go on; a decision about another type or a season of the item is made on the way."""
        if deck.item_id != self.queue[self.at] or deck.asset_type is not self.wanted_type:
            await super().decided(deck, batch, hold)
            return
        self._done.append(Decision(self.at, batch))
        await self._advance()

    async def go_on(self, by: int) -> None:
        """Skip, or go back without changing anything."""
        if self._is_over or not self.queue:
            return
        if by > 0:
            self._done.append(Decision(self.at, None))
            await self._advance()
        elif self.at > 0:
            self.at -= 1
            await self.show_item(self.queue[self.at])
        else:
            self.notify("This is the first one.", timeout=2)

    async def _advance(self) -> None:
        self.at += 1
        if self.at < len(self.queue):
            await self.show_item(self.queue[self.at])
        else:
            self._sum_up()

    def action_undo(self) -> None:
        """Take the last decision back and stand before it again."""
        self.run_worker(self._undo(), group="decide")

    async def _undo(self) -> None:
        async with self._one_at_a_time:
            if not self._done:
                await self._turn_back(again=False)
                return
            last = self._done.pop()
            if last.batch is not None:
                try:
                    await decisions.take_back(self.core, last.batch)
                except AppError as error:
                    self.complain(error)
            self.at, self._is_over = last.at, False
            self.remove_class("-nothing")
            await self.show_item(self.queue[last.at])

    def action_again(self) -> None:
        """What was left for later; while reviewing, pictures that did not come."""
        if not self._is_over:
            super().action_again()
            return
        skipped = dict.fromkeys(self.queue[one.at] for one in self._done if one.batch is None)
        if skipped:
            self._given = list(skipped)
            self.gather()

    def action_type(self, by: int) -> None:
        """Review another type."""
        kinds = [one.asset_type for one in self.deck.types] if self.deck is not None else list(AssetType)
        offered = [one for one in kinds if one is not AssetType.TRAILER]
        at = offered.index(self.wanted_type) if self.wanted_type in offered else 0
        self.go_to_type(offered[(at + by) % len(offered)])

    def go_to_type(self, asset_type: AssetType) -> None:
        """The decisions about another type."""
        self._type = asset_type
        self.grid.marks.clear()
        self.remove_class("-nothing")
        self.gather()

    @work(group="ask")
    async def action_which(self) -> None:
        """Say which items are reviewed."""
        said = await self.ask(
            "Review which items?", value=self._filter, hint="A filter as in the library: genre:noir year<1950"
        )
        if said is not None:
            self._filter, self._given = said.strip(), []
            self.gather()

    # -- the next ones --

    async def show_item(self, item_id: int, *, hold: int | None = None, fallback: int | None = None) -> None:
        """Show one, and prepare those after it."""
        await super().show_item(item_id, hold=hold, fallback=fallback)
        self._prepare()

    @work(exclusive=True, group="prepare")
    async def _prepare(self) -> None:
        following = self.queue[self.at + 1 : self.at + 1 + LOOK_AHEAD]
        found: dict[int, Upcoming] = {}
        for item_id in following:
            if item_id in self._ahead and (item_id, self.wanted_type) not in self._judged:
                found[item_id] = self._ahead[item_id]
                continue  # what was judged meanwhile may be fewer now
            try:
                deck = await self.core.store.read(picking.deck, item_id, self._type)
            except AppError:
                continue  # it will say so itself when its turn comes
            found[item_id] = self._upcoming(deck)
        self._ahead = found
        for upcoming in found.values():
            for row in upcoming.rows:
                self._make_ahead(upcoming, row.id)
        self.want_pictures()

    def _upcoming(self, deck: Deck) -> Upcoming:
        rows = [entry.row for entry in candidates.shown(deck.rows, self.sieve, ())]
        return Upcoming(rows[: self.grid.among(len(rows)).page], self.grid.box(len(rows)))

    def wanted_ahead(self) -> list[Wanted]:
        """The first pages of the next items."""
        return [self._wanted(row) for upcoming in self._ahead.values() for row in upcoming.rows]

    def _arrived(self, key: Hashable) -> None:
        for upcoming in self._ahead.values():
            if any(row.id == key for row in upcoming.rows):
                self._make_ahead(upcoming, key)
        super()._arrived(key)

    def _make_ahead(self, upcoming: Upcoming, key: Hashable) -> None:
        place = self.shelf.place(key)
        if upcoming.box is not None and place is not None and not isinstance(place, AppError):
            ahead.make(self.desk.pictures, place, key, upcoming.box)

    def all_arrived(self) -> None:
        """Near duplicates of the next items are told before they are shown."""
        super().all_arrived()
        fresh = [
            item_id
            for item_id, upcoming in self._ahead.items()
            if (item_id, self.wanted_type) not in self._judged and any(row.phash is None for row in upcoming.rows)
        ]
        if fresh:
            self._judged |= {(item_id, self.wanted_type) for item_id in fresh}
            self.judge(fresh)

    def why_not(self, action: str) -> str | None:
        """Why an action cannot be carried out now."""
        if action == "next" and self._is_over:
            return "There is nothing left to decide."
        return super().why_not(action)
