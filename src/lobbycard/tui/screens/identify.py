"""Identify: say what an item is, from what all providers found, or by an id or address."""

from collections.abc import Hashable, Iterable, Sequence
from functools import partial
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Label, Static

from lobbycard.errors import AppError
from lobbycard.model.kinds import ItemKind
from lobbycard.store import picking
from lobbycard.store.picking import Puzzle
from lobbycard.tasks.pick_identity import PickIdentity
from lobbycard.tasks.pictures import viewing
from lobbycard.tasks.providers import searching
from lobbycard.tui import identities, text
from lobbycard.tui.desk import Desk
from lobbycard.tui.identities import Thing
from lobbycard.tui.screens.asking import AskingScreen
from lobbycard.tui.shelf import Shelf, Wanted
from lobbycard.tui.widgets.board import Board
from lobbycard.tui.widgets.match_list import MatchList
from lobbycard.tui.widgets.nothing import Nothing

WHAT_FOLLOWS = "Choosing fetches everything anew; your locks and your own choices stay."


class IdentifyScreen(AskingScreen):
    """One item after the other, until all are named."""

    MODE = "identify"
    HELP_TITLE: ClassVar[str] = "Identify"
    CSS_PATH = "identify.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "pick", "It is this", id="identify.pick", tooltip="Make it this, and fetch everything anew"),
        Binding("slash,e", "search", "Search", id="identify.search", key_display="/",
                tooltip="Search by another title, or paste an id or address"),
        Binding("n,s", "next(1)", "Skip", id="identify.next", tooltip="Leave it for later"),
        Binding("p,N", "next(-1)", "Back", id="identify.previous", show=False, tooltip="The item before"),
        Binding("r", "again", "Ask again", id="identify.again", tooltip="Search all providers once more"),
    ]  # fmt: skip

    def __init__(self, desk: Desk, item_ids: Sequence[int] = ()) -> None:
        super().__init__(desk)
        self._given = list(item_ids)
        self.queue: list[int] = []
        self.at = 0
        self.puzzle: Puzzle | None = None
        self.named = 0
        self._is_over = False
        self.head = Static(id="head")
        self.search = Input(id="search", compact=True, max_length=2000, placeholder="Title, id or address")
        self.told = Label("", id="told")
        self.matches = MatchList(desk.pictures, id="matches")
        self.nothing = Nothing(id="nothing")
        self.shelf = Shelf(self._arrived)

    def compose_body(self) -> Iterable[Widget]:
        """What is known of the file, the search, what was found."""
        yield self.head
        with Horizontal(id="ask"):
            yield Label("Search ", id="ask-label")
            yield self.search
        yield self.told
        yield self.matches
        yield self.nothing
        yield Label(WHAT_FOLLOWS, id="what-follows")

    def on_mount(self) -> None:
        """Find out what has to be named."""
        super().on_mount()
        self.matches.focus()
        self.gather()

    def on_unmount(self) -> None:
        """Stop fetching."""
        self.shelf.close()

    def on_screen_resume(self) -> None:
        """One comes back: there may be more by now."""
        super().on_screen_resume()
        if self._is_over:
            self.gather()

    # -- reading --

    @work(exclusive=True, group="show")
    async def gather(self) -> None:
        """Read which items nobody could make out, and show the first."""
        try:
            self.queue = await self.core.store.read(picking.unidentified, self._given)
        except AppError as error:
            self.say_nothing(error.message, error.hint)
            return
        self.at, self.named, self._is_over = 0, 0, False
        if self.queue:
            await self._show_item()
        else:
            self._end("Everything is identified", "Nothing waits for you here.")

    async def _show_item(self) -> None:
        try:
            puzzle = await self.core.store.read(picking.puzzle, self.queue[self.at])
        except AppError as error:
            self.say_nothing(error.message, error.hint, [("n", "the next one")])
            return
        self.puzzle = puzzle
        self.set_class(False, "-nothing")
        self.head.update(self._about(puzzle))
        self.search.value = text.safe(f"{puzzle.title} ({puzzle.year})" if puzzle.year else puzzle.title)
        self.told.update("")
        self._show_things(identities.merged(puzzle.matches))
        if not puzzle.matches:
            self._ask_providers(puzzle, puzzle.title, puzzle.year)

    def _about(self, puzzle: Puzzle) -> Content:
        width = max(20, self.size.width - 2)
        place = f"{self.at + 1} of {len(self.queue)}" if len(self.queue) > 1 else ""
        name = text.clip(puzzle.path or puzzle.title, width - len(place) - 2)
        blanks = " " * max(1, width - Content(name).cell_length - len(place))
        what = "series" if puzzle.kind is ItemKind.SERIES else "film"
        said = [f"{what} read as “{puzzle.title}”" + (f" of {puzzle.year}" if puzzle.year else ", year unknown")]
        if puzzle.minutes and puzzle.minutes >= 1:
            said.append(f"{puzzle.minutes:.0f} minutes long")
        said += [f"{name} {value}" for name, value in sorted(puzzle.ids.items())]
        return Content("\n").join(
            [
                Content.assemble((name, "bold $foreground"), blanks, place),
                Content(text.clip(" · ".join(said), width)),
                Content.styled(text.clip(puzzle.reason or "Nobody has looked yet.", width), "$warning"),
            ]
        )

    def _show_things(self, things: Sequence[Thing]) -> None:
        puzzle = self.puzzle
        if puzzle is None:
            return
        now = frozenset(puzzle.ids.items())
        self.matches.show_things(things, puzzle.minutes, now)
        if things:
            self.remove_class("-nothing")
        self.refresh_bindings()

    # -- asking --

    @work(exclusive=True, group="search")
    async def _ask_providers(self, puzzle: Puzzle, title: str, year: int | None) -> None:
        self.told.update(Content.styled(f"Asking for “{text.clip(title, 40)}” …", "$text-muted"))
        try:
            columns = await searching.search(self.core.tools, puzzle.item_id, title, year)
        except AppError as error:
            self.told.update(Content.styled(text.safe(str(error)), "$error"))
            return
        if self.puzzle is None or self.puzzle.item_id != puzzle.item_id:
            return
        things = identities.merged(hit for column in columns for hit in column.hits)
        failures = [f"{column.label}: {column.error}" for column in columns if column.error]
        counts = [f"{column.label} {len(column.hits)}" for column in columns if not column.error]
        said = Content.styled("Found: " + ", ".join(counts) if counts else "", "$text-muted")
        self.told.update(Content("   ").join([said, Content.styled(text.safe("; ".join(failures)), "$error")]))
        self._show_things(things)
        if not things:
            self._nothing_found(title, has_providers=bool(columns))

    def _nothing_found(self, title: str, *, has_providers: bool) -> None:
        sentence = "Another spelling, the original title, or the id of its page may help."
        if not has_providers:
            sentence = "No provider can be asked: give one a key, or switch one on, in the settings."
        self.say_nothing(
            f"Nobody knows “{title}”", sentence,
            [("/", "search by another title, or paste an id"), ("n", "leave it for later"), ("r", "ask again")],
        )  # fmt: skip

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Search, or take an id at its word."""
        said, puzzle = event.value.strip(), self.puzzle
        if not said or puzzle is None:
            return
        if identities.looks_like_id(said):
            self._take_id(puzzle, said)
            return
        title, year = identities.split_year(said)
        self.matches.focus()
        self._ask_providers(puzzle, title, year)

    @work(exclusive=True, group="pick")
    async def _take_id(self, puzzle: Puzzle, said: str) -> None:
        pasted = self.core.tools.providers.from_url(said)
        if pasted is None:
            self.told.update(
                Content.styled("This is no address or id that is known. Try tt0017136, tmdb:19 or the page.", "$error")
            )
            return
        if pasted.kind is not None and pasted.kind is not puzzle.kind:
            self.told.update(Content.styled(f"That is a {pasted.kind}, and this is a {puzzle.kind}.", "$error"))
            return
        await self._settle(PickIdentity(item_id=puzzle.item_id, pasted=said), said)

    # -- deciding --

    def why_not(self, action: str) -> str | None:
        """Why an action cannot be carried out now."""
        if action == "pick" and self.matches.current is None:
            return "Nothing was found to choose."
        if action in {"search", "again", "next"} and self.puzzle is None:
            return "There is nothing to identify."
        return super().why_not(action)

    def on_board_chosen(self) -> None:
        """Clicked twice."""
        self.action_pick()

    @work(exclusive=True, group="pick")
    async def action_pick(self) -> None:
        """It is this."""
        thing, puzzle = self.matches.current, self.puzzle
        if thing is None or puzzle is None:
            return
        provider, provider_id = thing.entries[0]
        request = PickIdentity(item_id=puzzle.item_id, provider=provider, provider_id=provider_id)
        await self._settle(request, f"{thing.title}{f' ({thing.year})' if thing.year else ''}")

    async def _settle(self, request: PickIdentity, name: str) -> None:
        try:
            await self.core.enqueue(request)
        except AppError as error:
            self.complain(error)
            return
        self.named += 1
        self.notify(f"It is {name}. Everything is fetched anew.", timeout=3, markup=False)
        self.matches.focus()
        await self._advance(1)

    @work(exclusive=True, group="show")
    async def action_next(self, by: int) -> None:
        """Leave it for later."""
        await self._advance(by)

    async def _advance(self, by: int) -> None:
        if not 0 <= self.at + by < len(self.queue):
            if by > 0:
                self._sum_up()
            return
        self.at += by
        await self._show_item()

    def _sum_up(self) -> None:
        left = len(self.queue) - self.named
        if len(self.app.screen_stack) > 1 and self._given:
            self.dismiss()
            return
        said = f"{text.plural(self.named, 'item')} identified" + (f", {left} left for later" if left > 0 else "")
        self._end("That was the last one", f"{said}.")

    def _end(self, heading: str, sentence: str) -> None:
        self._is_over = True
        self.puzzle = None
        self.matches.show_things((), None)
        self.head.update("")
        self.search.value = ""
        self.told.update("")
        keys = [("1", "the library")]
        if self.named < len(self.queue):
            keys.insert(0, ("3", "those left for later"))
        self.say_nothing(heading, sentence, keys)

    def say_nothing(self, heading: str, sentence: str = "", keys: Sequence[tuple[str, str]] = ()) -> None:
        """Words in place of the list."""
        self.add_class("-nothing")
        self.nothing.say(heading, sentence, keys)
        self.refresh_bindings()

    def action_search(self) -> None:
        """Type something else."""
        self.search.focus()
        self.search.action_select_all()

    def action_again(self) -> None:
        """Ask once more."""
        if self.puzzle is not None:
            title, year = identities.split_year(self.search.value)
            self._ask_providers(self.puzzle, title or self.puzzle.title, year)

    def action_step_back(self) -> None:
        """Out of the search first."""
        if self.focused is self.search:
            self.matches.focus()
        else:
            super().action_step_back()

    # -- posters --

    def on_board_turned(self, message: Board.Turned) -> None:
        """Get the posters in sight."""
        if not self.matches.has_pictures:
            return
        urls = [card.key for card in self.matches.cards[self.matches.seen.start : self.matches.seen.stop]]
        for url in urls:
            place = self.shelf.place(url)
            if place is not None:
                self.matches.put(url, place)
        tools = self.core.tools
        self.shelf.want([Wanted(url, partial(viewing.at, tools, str(url))) for url in urls if url is not None])

    def _arrived(self, key: Hashable) -> None:
        place = self.shelf.place(key)
        if place is not None:
            self.matches.put(key, place)
