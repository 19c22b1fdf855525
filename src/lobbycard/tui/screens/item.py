"""Everything about one item: a film, a series, a season, an episode, a set, a person."""

from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widget import Widget

from lobbycard.errors import AppError
from lobbycard.events import Changed, Event, Topic
from lobbycard.model.fields import ARTWORK
from lobbycard.model.kinds import ItemKind
from lobbycard.store import item_page
from lobbycard.store.item_page import Head
from lobbycard.tui import bulk, text
from lobbycard.tui.desk import Desk
from lobbycard.tui.item import panels
from lobbycard.tui.item.head import ItemHead, PanelTabs, named
from lobbycard.tui.item.panel import Panel
from lobbycard.tui.item.side import ItemSide
from lobbycard.tui.messages import OpenIdentify, OpenItem, OpenPicker
from lobbycard.tui.screens.asking import AskingScreen

SETTLE = 0.06
"""Seconds in which changes are gathered before the item is read again."""


class ItemScreen(AskingScreen):
    """One item, panel by panel."""

    MODE = "library"
    HELP_TITLE: ClassVar[str] = "Item"
    CSS_PATH = "item.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,right_square_bracket", "turn(1)", "Next panel", id="item.next_panel", key_display="tab",
                tooltip="The next panel"),
        Binding("shift+tab,left_square_bracket", "turn(-1)", "Previous panel", id="item.previous_panel", show=False,
                tooltip="The panel before"),
        Binding("n", "neighbour(1)", "Next", id="item.next", show=False, tooltip="The next item of the list"),
        Binding("N", "neighbour(-1)", "Previous", id="item.previous", show=False, tooltip="The item before it"),
        Binding("backspace", "up", "Up", id="item.up", show=False, tooltip="To its season or series"),
        Binding("c", "artwork", "Artwork", id="item.artwork", tooltip="Choose its pictures"),
        Binding("F", "bulk('enrich')", "Fetch", id="item.enrich", show=False,
                tooltip="Fetch metadata and artwork candidates"),
        Binding("i", "identify", "Identify", id="item.identify", show=False,
                tooltip="Say which film or series it is, from what the providers found"),
        Binding("I", "bulk('match')", "Identify alone", id="item.match", show=False,
                tooltip="Let the program find out which it is, where that is sure"),
        Binding("p", "bulk('publish')", "Publish", id="item.publish",
                tooltip="Write NFO and artwork beside the files"),
        Binding("m", "bulk('monitor')", "Monitor", id="item.monitor", show=False,
                tooltip="Let automation care for it, or leave it alone"),
        Binding("ctrl+r", "again", "Read again", id="item.again", show=False, tooltip="Read everything again"),
    ]  # fmt: skip
    HORIZONTAL_BREAKPOINTS = [(0, "-tight"), (60, "-narrow"), (110, "-normal"), (140, "-wide")]  # noqa: RUF012 - Textual's

    def __init__(self, desk: Desk, item_id: int, among: Sequence[int] = ()) -> None:
        super().__init__(desk)
        self.item_id = item_id
        self.head: Head | None = None
        self._among = among
        self._panel = "metadata"
        self._timer: Timer | None = None
        self._missed = False

    def compose_body(self) -> Iterable[Widget]:
        """Head, tabs, the panel, and at the side the poster."""
        yield ItemHead()
        yield PanelTabs()
        with Horizontal(id="item"):
            yield ItemSide(self.desk)
            yield Vertical(id="panels")

    def on_mount(self) -> None:
        """Read it."""
        super().on_mount()
        self._load()

    # -- reading --

    @work(exclusive=True, group="head")
    async def _load(self) -> None:
        with self.app.batch_update() if self.head is None else nullcontext():  # painted once, when it is whole
            await self._read()
        self.check_idle()  # what became due meanwhile is painted now

    async def _read(self) -> None:
        wanted = self.item_id
        try:
            head = await self.core.store.read(item_page.head, wanted)
        except AppError as error:
            self.complain(error)
            return
        if wanted != self.item_id:
            return
        was = self.head if self.head is not None and self.head.item.id == wanted else None
        if head is None:
            self._is_gone(named(was) if was is not None else "This item")
        elif was is not None and was.item.deleted_on is None and head.item.deleted_on is not None:
            self._is_gone(named(head))
        else:
            await self._show(head)

    def _is_gone(self, title: str) -> None:
        if not self.is_active:  # something above it is to be finished first
            self._missed = True
            return
        self.app.notify(f"“{title}” was deleted meanwhile.", severity="warning", markup=False)
        self.dismiss()

    async def _show(self, head: Head) -> None:
        self.head = head
        self._place()
        self.query_one(ItemHead).show(head)
        self.query_one(ItemSide).show(head)
        for panel in self.query(Panel):
            panel.show_head(head)
        await self._show_panel()

    def _place(self) -> None:
        index = self._index()
        said = (
            f"{text.number(index + 1)} of {text.number(len(self._among))}"
            if index is not None and len(self._among) > 1
            else ""
        )
        self.query_one(ItemHead).place = said

    def _index(self) -> int | None:
        try:
            return self._among.index(self.item_id)
        except ValueError:
            return None

    async def _show_panel(self) -> None:
        """Make the panel that is wanted if it is not there, show it and hide the others."""
        head = self.head
        if head is None:
            return
        offered = panels.offered(head.item.kind)
        entry = next((entry for entry in offered if entry.name == self._panel), offered[0])
        self.query_one(PanelTabs).show([(entry.name, entry.title) for entry in offered], entry.name)
        holder = self.query_one("#panels")
        found = next(iter(holder.query(f"#panel-{entry.name}").results(Panel)), None)
        is_new = found is None
        if found is None:
            found = panels.made(entry, self.desk, head)
            await holder.mount(found)
            await found.first_look()
        await found.composed()
        if not found.is_attached:
            return  # the screen was left meanwhile
        for panel in holder.query_children(Panel):
            panel.display = panel is found
        found.look()
        if is_new or self.focused is None or found not in self.focused.ancestors:
            found.focus_inside()
        self.refresh_bindings()

    @property
    def panel(self) -> Panel | None:
        """The panel that is shown."""
        return next((panel for panel in self.query(Panel) if panel.display), None)

    # -- what happens elsewhere --

    def on_core_event(self, event: Event) -> None:
        """Read again what was touched."""
        if not isinstance(event, Changed):
            return
        ids = event.ids(Topic.ITEM) | event.ids(Topic.ARTWORK) | event.ids(Topic.DRIFT)
        panel = self.panel
        if not event.about(Topic.EVERYTHING) and self.item_id not in ids and (panel is None or not panel.covers(ids)):
            return
        if self._timer is None:
            self._timer = self.set_timer(SETTLE, self._again)

    def _again(self) -> None:
        self._timer = None
        if self.is_current:
            self._load()
        else:
            self._missed = True

    def on_screen_resume(self) -> None:
        """Something may have changed while another screen was above."""
        if self._missed:
            self._missed = False
            self._load()

    # -- going on --

    def on_panel_tabs_chosen(self, message: PanelTabs.Chosen) -> None:
        """A tab was clicked."""
        self._panel = message.name
        self._turn()

    @work(exclusive=True, group="turn")
    async def _turn(self) -> None:
        await self._show_panel()

    def action_turn(self, by: int) -> None:
        """The next panel, or the one before."""
        if self.head is None:
            return
        names = [entry.name for entry in panels.offered(self.head.item.kind)]
        now = names.index(self._panel) if self._panel in names else 0
        self._panel = names[(now + by) % len(names)]
        self._turn()

    def action_neighbour(self, by: int) -> None:
        """Another item of the list, in the same panel."""
        index = self._index()
        if index is not None and 0 <= index + by < len(self._among):
            self._become(self._among[index + by])

    @work(exclusive=True, group="become")
    async def _become(self, item_id: int) -> None:
        self.item_id = item_id
        await self.query_one("#panels").query_children(Panel).remove()
        self._load()

    def on_item_head_crumb_clicked(self, message: ItemHead.CrumbClicked) -> None:
        """An item above."""
        self.post_message(OpenItem(message.item_id))

    def action_up(self) -> None:
        """The season or series above."""
        if self.head is not None and self.head.above:
            self.post_message(OpenItem(self.head.above[-1].id))

    def action_again(self) -> None:
        """Read everything again."""
        self._load()

    # -- doing --

    def why_not(self, action: str) -> str | None:
        """Why something cannot be done now."""
        if action == "up" and self.head is not None and not self.head.above:
            return "It belongs to nothing above it."
        if action == "identify" and self.head is not None and self.head.item.kind in {ItemKind.SET, ItemKind.PERSON}:
            return "Only films and series can be identified."
        if action == "neighbour" and self._index() is None:
            return "It was not opened from a list."
        return None

    def action_artwork(self) -> None:
        """Choose its pictures: of the type under the cursor, if there is one."""
        panel = self.panel
        wanted = panel.subject if panel is not None else ""
        asset_type = wanted.removeprefix(ARTWORK) if wanted.startswith(ARTWORK) else ""
        self.post_message(OpenPicker([self.item_id], asset_type))

    def action_identify(self) -> None:
        """Say which it is; of a season or an episode, which series."""
        if self.head is not None:
            top = self.head.above[0].id if self.head.above else self.item_id
            self.post_message(OpenIdentify([top]))

    @work(exclusive=True, group="ask")
    async def action_bulk(self, name: str) -> None:
        """Do to this item what the library does to many."""
        try:
            said = await bulk.BY_NAME[name].run(self.core, [self.item_id], self)
        except AppError as error:
            self.complain(error)
            return
        if said is not None:
            self.notify(said, markup=False)
