"""The asset picker: all pictures of one type that an item can have, and one key to choose."""

from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from lobbycard.errors import AppError
from lobbycard.model.fields import picture_label
from lobbycard.model.kinds import AssetType
from lobbycard.store import artwork
from lobbycard.store.artwork import CandidateRow
from lobbycard.store.items import ListQuery
from lobbycard.store.picking import Deck
from lobbycard.tasks.enrich_item import EnrichItem
from lobbycard.tasks.pictures import previewing
from lobbycard.tui import candidates, decisions
from lobbycard.tui.candidates import Sieve
from lobbycard.tui.screens.add_picture import AddPicture
from lobbycard.tui.screens.candidate_screen import CandidateScreen, place_of
from lobbycard.tui.screens.look import Compare, Look, Looked
from lobbycard.tui.screens.menu import Choice
from lobbycard.tui.screens.sieve import SieveScreen
from lobbycard.tui.widgets.candidate_grid import AREAS
from lobbycard.tui.widgets.picker_header import PickerHeader, part_name


class PickerScreen(CandidateScreen):
    """Choose the pictures of one item, or of several one after the other."""

    MODE = "library"
    HELP_TITLE: ClassVar[str] = "Picker"
    CSS_PATH = "picker.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Choose", id="picker.choose", tooltip="Choose it and lock the choice"),
        Binding("x", "reject", "Reject", id="picker.reject",
                tooltip="Never offer it again; on a rejected one: offer it"),
        Binding("space", "look", "Large", id="picker.look", tooltip="See it large"),
        Binding("m", "mark", "Mark", id="picker.mark", show=False, tooltip="Mark it, to compare or to choose several"),
        Binding("c", "compare", "Compare", id="picker.compare", tooltip="Side by side with the marked or chosen one"),
        Binding("i", "why", "Why", id="picker.why", tooltip="Why it has this score"),
        Binding("t", "type(1)", "Type", id="picker.type", tooltip="The next type of picture"),
        Binding("tab", "type(1)", "Type on", id="picker.type_on", show=False, tooltip="The next type of picture"),
        Binding("T,shift+tab", "type(-1)", "Type back", id="picker.type_back", show=False, tooltip="The type before"),
        Binding("f", "filter", "Filter", id="picker.filter", tooltip="By language, provider and size"),
        Binding("a", "add", "Add", id="picker.add", tooltip="Add a file or a link of your own"),
        Binding("plus,right_parenthesis", "unfold", "Unfold", id="picker.unfold", show=False, key_display="+",
                tooltip="Show the near duplicates behind it, or fold them again"),
        Binding("n", "next(1)", "Next", id="picker.next", tooltip="The next item that needs this decision"),
        Binding("p,N", "next(-1)", "Previous", id="picker.previous", show=False, tooltip="The item before"),
        Binding("L", "lock", "Lock", id="picker.lock", show=False,
                tooltip="Lock the choice of this type, or unlock it"),
        Binding("less_than_sign,shift+left", "move(-1)", "Earlier", id="picker.earlier", show=False,
                tooltip="Of several chosen ones, this one earlier"),
        Binding("greater_than_sign,shift+right", "move(1)", "Later", id="picker.later", show=False,
                tooltip="Of several chosen ones, this one later"),
        Binding("delete,backspace", "none", "None", id="picker.none", show=False, tooltip="Choose none, and lock that"),
        Binding("X", "rejected", "Rejected", id="picker.rejected", show=False, tooltip="Show or hide rejected ones"),
        Binding("left_square_bracket", "part(-1)", "Season back", id="picker.part_back", show=False,
                tooltip="The season before, or the series"),
        Binding("right_square_bracket", "part(1)", "Season on", id="picker.part", show=False,
                tooltip="The next season"),
        Binding("s", "parts", "Seasons", id="picker.parts", show=False, tooltip="Choose a season"),
        Binding("F", "enrich", "Fetch", id="picker.enrich", show=False,
                tooltip="Ask the providers for metadata and art"),
        Binding("r", "again", "Try again", id="picker.again", show=False,
                tooltip="Try pictures again that did not come"),
        Binding("minus", "zoom(-1)", "Smaller", id="picker.smaller", show=False, tooltip="Smaller pictures"),
        Binding("equals_sign", "zoom(1)", "Larger", id="picker.larger", show=False, key_display="=",
                tooltip="Larger pictures"),
    ]  # fmt: skip

    # -- deciding --

    def why_not(self, action: str) -> str | None:
        """Why an action cannot be carried out now."""
        if action in {"choose", "reject", "look", "mark", "compare", "why"} and self.grid.current is None:
            return "There is no picture here."
        if action == "move" and (self.most < 2 or not self._is_chosen()):
            return "Only chosen pictures of a type that takes several have an order."
        if action in {"part", "parts"} and (self.deck is None or len(self.deck.parts) < 2):
            return "Only series have seasons."
        return super().why_not(action)

    def _is_chosen(self) -> bool:
        entry = self.grid.current
        return entry is not None and entry.row.is_selected

    def on_board_chosen(self) -> None:
        """Clicked twice."""
        self.action_choose()

    @work(group="decide")
    async def action_choose(self) -> None:
        """Choose what the cursor stands on, or what is marked."""
        entry = self.grid.current
        if entry is None:
            return
        if entry.row.is_rejected:
            self.notify("It was rejected. x offers it again.", timeout=3)
            return
        async with self._one_at_a_time:
            deck = self.deck
            if deck is None or deck.item_id != entry.row.item_id or deck.asset_type is not entry.row.asset_type:
                return  # a key too many: the picture is not the one that was meant
            await self.decide(deck, self.chosen_by_enter(deck, entry.row.id))

    def chosen_by_enter(self, deck: Deck, candidate_id: int) -> list[int]:
        """The choice that enter makes."""
        if self.grid.marks:
            return self.grid.marks[: self.most]
        return decisions.toggled(deck, candidate_id, self.most) if self.most > 1 else [candidate_id]

    async def decide(self, deck: Deck, ids: Sequence[int], hold: int | None = None) -> None:
        """Make a choice and show it."""
        try:
            batch = await decisions.choose(self.core, deck, ids)
        except AppError as error:
            self.complain(error)
            return
        self.grid.marks.clear()
        await self.decided(deck, batch, hold)

    async def decided(self, deck: Deck, batch: str, hold: int | None) -> None:
        """A choice was made: show it."""
        await self.show_item(deck.item_id, hold=hold)

    @work(group="decide")
    async def action_none(self) -> None:
        """Choose nothing."""
        async with self._one_at_a_time:
            if self.deck is not None:
                await self.decide(self.deck, [])

    @work(group="decide")
    async def action_move(self, by: int) -> None:
        """Put a chosen picture earlier or later."""
        async with self._one_at_a_time:
            entry, deck = self.grid.current, self.deck
            if entry is not None and deck is not None and entry.row.id in deck.selected:
                await self.decide(deck, decisions.moved(deck, entry.row.id, by))

    @work(group="decide")
    async def action_reject(self) -> None:
        """Never again; or again after all."""
        entry = self.grid.current
        if entry is not None:
            async with self._one_at_a_time:
                await self.reject(entry.row)

    async def reject(self, row: CandidateRow) -> None:
        """Reject, or offer again what was rejected; the cursor goes on to the next."""
        back = row.is_rejected
        try:
            await decisions.reject(self.core, [row.id], back=back)
        except AppError as error:
            self.complain(error)
            return
        if self.item_id is not None:
            await self.show_item(self.item_id, hold=self._hold_after(row, back=back), fallback=self.grid.cursor)
        if not back:
            self.notify("Rejected for good. z takes it back.", timeout=2)

    def _hold_after(self, row: CandidateRow, *, back: bool) -> int:
        """What the cursor stands on after a rejection: the next one, or the same where it stays in sight."""
        if back or self.with_rejected:
            return row.id
        following = [entry.row.id for entry in self.grid.entries[self.grid.cursor :] if entry.row.id != row.id]
        return following[0] if following else -1

    @work(group="decide")
    async def action_lock(self) -> None:
        """Lock or unlock the type."""
        deck = self.deck
        if deck is None:
            return
        try:
            await decisions.lock(self.core, deck, on=not deck.is_locked)
        except AppError as error:
            self.complain(error)
            return
        now = "unlocked: the rules may choose" if deck.is_locked else "locked"
        self.notify(f"The {picture_label(deck.asset_type).lower()} is {now}.")
        self.reload()

    # -- looking --

    def action_mark(self) -> None:
        """Mark it."""
        self.grid.toggle_mark()
        self.refresh_bindings()

    @work(group="look")
    async def action_look(self) -> None:
        """See it large; what is decided there holds here."""
        rows = [entry.row for entry in self.grid.entries]
        if rows:
            await self._settle(await self.app.push_screen_wait(Look(self.desk, rows, [self.grid.cursor], self.shelf)))

    @work(group="look")
    async def action_compare(self) -> None:
        """See two side by side: the marked ones, or the marked or chosen one with the one under the cursor."""
        entry, deck = self.grid.current, self.deck
        if entry is None or deck is None:
            return
        pair = _pair(self.grid.marks, deck.selected, entry.row.id)
        rows = [one.row for one in self.grid.entries]
        places = [at for one in pair for at, row in enumerate(rows) if row.id == one]
        if len(places) < 2:
            self.notify("Mark one with m, go to the other, and press c.", timeout=3)
            return
        await self._settle(await self.app.push_screen_wait(Compare(self.desk, rows, places, self.shelf)))

    async def _settle(self, looked: Looked | None) -> None:
        if looked is None or self.deck is None:
            return
        at = place_of(self.grid.entries, looked.candidate_id)
        if at is not None:
            self.grid.go_to(at)
        row = next((row for row in self.deck.rows if row.id == looked.candidate_id), None)
        if row is None:
            return
        if looked.verb == "choose":
            await self.decide(self.deck, self.chosen_by_enter(self.deck, row.id))
        elif looked.verb == "reject":
            await self.reject(row)

    def action_why(self) -> None:
        """Explain the score, and go on explaining while the cursor moves; or stop."""
        self.why.display = not self.why.display
        self.explain()

    def action_unfold(self) -> None:
        """Show or hide near duplicates."""
        entry, deck = self.grid.current, self.deck
        if entry is None or deck is None:
            return
        head = candidates.head_of(deck.rows, entry.row.id)
        if not entry.folded and head not in self.unfolded:
            self.notify("Nothing is like this one.", timeout=2)
            return
        self.unfolded ^= {head}
        self._show(entry.row.id)

    def action_rejected(self) -> None:
        """Show or hide what was rejected."""
        self.with_rejected = not self.with_rejected
        entry = self.grid.current
        self._show(entry.row.id if entry else None)

    def action_zoom(self, by: int) -> None:
        """Larger or smaller."""
        if 0 <= self.grid.zoom + by < len(AREAS):
            self.grid.set_zoom(self.grid.zoom + by)

    def action_again(self) -> None:
        """Try again what could not be had, or cannot be shown."""
        self._try_again()

    @work(group="again", exclusive=True)
    async def _try_again(self) -> None:
        broken = self.grid.broken
        for row in [entry.row for entry in self.grid.entries]:
            if row.id in broken:
                await previewing.forget(self.core.tools, row)
            elif not isinstance(self.shelf.place(row.id), AppError):
                continue
            self.shelf.forget(row.id)
            self.grid.put(row.id, None)
        self.want_pictures()

    @work(group="ask")
    async def action_filter(self) -> None:
        """Choose what is shown."""
        if self.deck is None:
            return
        sieve = await self.app.push_screen_wait(SieveScreen(self.deck.rows, self.sieve))
        if sieve is not None:
            self.sieve = sieve
            entry = self.grid.current
            self._show(entry.row.id if entry else None)

    @work(group="ask")
    async def action_add(self) -> None:
        """A file or a link."""
        if self.deck is None:
            return
        deck = self.deck
        added = await self.app.push_screen_wait(AddPicture(self.core, deck.item_id, deck.asset_type, self.most > 1))
        if added is not None:
            if self.most > 1:
                await self.decide(deck, decisions.toggled(deck, added, self.most), added)
            await self.show_item(deck.item_id, hold=added)

    # -- going elsewhere --

    def on_picker_header_type_clicked(self, message: PickerHeader.TypeClicked) -> None:
        """To a type."""
        self.go_to_type(message.asset_type)

    def on_picker_header_part_clicked(self, message: PickerHeader.PartClicked) -> None:
        """To a season."""
        self.load(message.item_id)

    def action_type(self, by: int) -> None:
        """To the next type."""
        if self.deck is not None:
            types = [one.asset_type for one in self.deck.types]
            self.go_to_type(types[(types.index(self.deck.asset_type) + by) % len(types)])

    def go_to_type(self, asset_type: AssetType) -> None:
        """Show another type of the same item."""
        self._type = asset_type
        if self.item_id is not None:
            self.grid.marks.clear()
            self.load(self.item_id)

    def action_part(self, by: int) -> None:
        """To the next season."""
        if self.deck is not None and self.deck.parts:
            ids = [part.id for part in self.deck.parts]
            self.load(ids[(ids.index(self.deck.item_id) + by) % len(ids)])

    @work(group="ask")
    async def action_parts(self) -> None:
        """Choose a season."""
        if self.deck is None:
            return
        choices = [Choice(str(part.id), part_name(part), f"{part.candidates}") for part in self.deck.parts]
        chosen = await self.choose("Which part?", choices, str(self.deck.item_id))
        if chosen is not None:
            await self.show_item(int(chosen))

    @work(group="next", exclusive=True)
    async def action_next(self, by: int) -> None:
        """To the next item."""
        await self.go_on(by)

    async def go_on(self, by: int) -> None:
        """Along the items one came with, or to the next in the library that needs this decision."""
        if len(self.queue) > 1:
            target = self.at + by
            if not 0 <= target < len(self.queue):
                self.notify("This was the last one." if by > 0 else "This is the first one.", timeout=2)
                return
            self.at = target
            await self.show_item(self.queue[target])
            return
        await self._go_on_in_library(by)

    async def _go_on_in_library(self, by: int) -> None:
        deck = self.deck
        if deck is None:
            return
        if by < 0:
            if self._trail:
                await self.show_item(self._trail.pop())
            else:
                self.notify("This is where you began.", timeout=2)
            return
        found = await self.core.store.read(artwork.next_undecided, ListQuery(), deck.item_id, deck.asset_type)
        if found is None:
            self.notify(f"No other item waits for a {picture_label(deck.asset_type).lower()}.", timeout=3)
            return
        self._trail.append(deck.item_id)
        self._type = deck.asset_type
        await self.show_item(found)

    @work(group="ask")
    async def action_enrich(self) -> None:
        """Ask the providers."""
        if self.item_id is not None:
            await self.core.enqueue(EnrichItem(item_id=self.item_id))
            self.notify("The providers are asked. What they offer appears here.", timeout=3)

    def action_step_back(self) -> None:
        """One step: the filter, what is unfolded, the marks, then the screen."""
        if self.why.display:
            self.why.display = False
        elif self.grid.marks:
            self.grid.marks.clear()
            self._show(self.grid.current.row.id if self.grid.current else None)
        elif not self.sieve.is_open:
            self.sieve = Sieve()
            self._show(self.grid.current.row.id if self.grid.current else None)
        elif self.unfolded:
            self.unfolded.clear()
            self._show(self.grid.current.row.id if self.grid.current else None)
        else:
            super().action_step_back()


def _pair(marks: Sequence[int], chosen: Sequence[int], here: int) -> list[int]:
    """The two to compare."""
    if len(marks) >= 2 and here not in marks:
        return list(marks[:2])
    others = [one for one in (*marks, *chosen) if one != here]
    return [others[0], here] if others else []
