"""The library as it is shown: read by a filter, in an order, kept up with what happens elsewhere.

What can be done there is in `screens.library`.
"""

import time
from array import array
from collections.abc import Iterable, Sequence
from functools import partial

from textual import work
from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widget import Widget

from lobbycard.errors import AppError
from lobbycard.events import Changed, Event, Topic
from lobbycard.store import filters, items, libraries
from lobbycard.store.items import SAVED_FILTERS, Badges, ListQuery, Sort
from lobbycard.tui import listed, ordering, text
from lobbycard.tui.columns import Entry
from lobbycard.tui.desk import Desk
from lobbycard.tui.messages import OpenItem
from lobbycard.tui.screens.asking import AskingScreen
from lobbycard.tui.widgets.empty import EmptyState, Situation
from lobbycard.tui.widgets.filter_bar import FilterBar, FilterInput
from lobbycard.tui.widgets.item_table import ItemTable
from lobbycard.tui.widgets.poster_wall import PosterWall
from lobbycard.tui.widgets.preview import PreviewPane
from lobbycard.tui.widgets.sidebar import Scope, Sidebar
from lobbycard.tui.widgets.top_bar import TopBar

TYPING = 0.09
"""Seconds after a key before a search starts."""
RESTING = 0.12
"""Seconds the cursor rests before the preview is read."""
SETTLE = 0.3
"""Seconds in which changes are gathered before the list is read again."""
LONGEST_SETTLE = 2.0
COUNTING = 0.8
FIRST_PAGE = 60
"""Rows read before the ids of the whole list."""


class BrowsingScreen(AskingScreen):
    """Filters, list and preview."""

    HORIZONTAL_BREAKPOINTS = [(0, "-tight"), (60, "-narrow"), (100, "-slim"), (132, "-normal"), (160, "-wide")]  # noqa: RUF012 - Textual's

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._query = ListQuery()
        self._scope = Scope("All")
        self._error: filters.FilterError | None = None
        self._generation = 0
        self._loaded_in = 0.0
        self._stale: set[int] | None = set()
        self._pending: dict[str, Timer] = {}
        self._libraries = 0
        self._unreachable: list[str] = []
        self._missed = False
        self.is_loaded = False
        """The list was read at least once."""

    def compose_body(self) -> Iterable[Widget]:
        """Filters, list, preview."""
        configured = dict(self.core.settings.general.columns)
        with Horizontal(id="library"):
            yield Sidebar(SAVED_FILTERS, id="sidebar")
            with Vertical(id="list"):
                yield FilterBar(id="filter")
                fetch = partial(listed.entries, self.core)
                yield ItemTable(fetch, partial(listed.children, self.core), configured, id="table")
                yield PosterWall(self.desk.pictures, fetch, partial(listed.posters, self.desk), id="wall")
                yield EmptyState(id="empty")
            yield PreviewPane(self.desk, id="preview")

    def on_mount(self) -> None:
        """The list first, counts later."""
        super().on_mount()
        self._list().focus()
        self.query_one(FilterBar).show_scope(self._scope.name)
        self._load(keep=False)
        self._later("counts", COUNTING, self._load_counts)

    @property
    def table(self) -> ItemTable:
        """The list."""
        return self.query_one(ItemTable)

    # -- reading --

    @work(exclusive=True, group="list")
    async def _load(self, *, keep: bool) -> None:
        """Read the list; what comes late for a list that is not wanted any more is dropped."""
        self._generation += 1
        generation, query = self._generation, self._query
        try:
            if not self.is_loaded:
                await self._show_first_page(query)
            start = time.monotonic()
            ids = await self.core.store.read(items.ids, query)
            self._loaded_in = time.monotonic() - start
            known = await self.core.store.read(libraries.all_of)
        except filters.FilterError as error:
            self._show_error(error)
            return
        except AppError as error:
            self._show_situation(Situation.FAILED, error.message)
            return
        if generation != self._generation:
            return
        if not self.is_loaded:
            self.table.forget()  # the first page came without what is counted elsewhere
        self.is_loaded = True
        self._libraries = len(known)
        self._unreachable = [library.path for library in known if not library.accessible]
        self.query_one(Sidebar).show_libraries([(library.id, library.name) for library in known])
        self.table.show(ids, keep=keep)
        self._show_wall()
        self._show_count()
        self._show_emptiness(ids)

    async def _show_first_page(self, query: ListQuery) -> None:
        """Rows by keyset are there long before the ids of a long list."""
        rows, _ = await self.core.store.read(items.page, query, None, FIRST_PAGE)
        if rows:
            self.table.entries |= {row.id: Entry(row, Badges()) for row in rows}
            self.table.show(array("q", [row.id for row in rows]), keep=False)

    def _show_emptiness(self, ids: Sequence[int]) -> None:
        if ids:
            self._show_situation(None)
        elif not self._libraries:
            self._show_situation(Situation.NO_LIBRARY)
        elif self._query.filter or self._query.library_id is not None:
            self._show_situation(Situation.NO_MATCH, self._words())
        elif self._unreachable:
            self._show_situation(Situation.UNREACHABLE, self._unreachable[0])
        else:
            self._show_situation(Situation.NOTHING_YET)

    def _words(self) -> str:
        return self.query_one(FilterBar).value or self._scope.name

    def _show_situation(self, situation: Situation | None, detail: str = "") -> None:
        self.set_class(situation is not None, "-empty")
        self.query_one(EmptyState).show(situation, detail)
        if situation is not None:
            self.query_one(PreviewPane).show(None)
        elif self.focused is None:
            self.call_after_refresh(self._list().focus)  # it lost the keys when there was nothing in it

    def _show_error(self, error: filters.FilterError) -> None:
        """Errors point into the text that was typed, not into what the sidebar adds."""
        self._error = error
        self.query_one(FilterBar).show_error(error)

    @work(exclusive=True, group="counts")
    async def _load_counts(self) -> None:
        """How many each saved filter has; after everything else, for it takes longest."""
        start = time.monotonic()
        try:
            counts = dict(await self.core.store.read(items.saved_counts, ListQuery()))
            by_library = await self.core.store.read(libraries.item_counts)
        except AppError:
            return  # the counts are an extra; the list itself says what is wrong
        counts |= {Scope("", library_id=library_id).key: count for library_id, count in by_library.items()}
        self.query_one(Sidebar).show_counts(counts)
        self._counted_in = time.monotonic() - start

    _counted_in = 0.0

    def _later(self, name: str, seconds: float, callback: "object") -> None:
        """Once, after a pause; asked for again, the pause begins anew."""
        if name in self._pending:
            self._pending[name].stop()
        self._pending[name] = self.set_timer(seconds, callback)  # type: ignore[arg-type]  # any callable

    # -- what happens elsewhere --

    def on_core_event(self, event: Event) -> None:
        """Read again what was touched, without losing the place."""
        if not isinstance(event, Changed) or not event.about(Topic.ITEM, Topic.LIBRARY, Topic.FILE, Topic.ARTWORK):
            return
        if event.about(Topic.EVERYTHING):
            self._stale = None
        elif self._stale is not None:
            self._stale |= event.ids(Topic.ITEM) | event.ids(Topic.ARTWORK)
        if not self.is_current:
            self._missed = True  # nobody sees it now
        elif "reload" not in self._pending:
            self._pending["reload"] = self.set_timer(
                min(LONGEST_SETTLE, max(SETTLE, 4 * self._loaded_in)), self._reload
            )

    def on_screen_resume(self) -> None:
        """Catch up with what happened while another screen was above."""
        super().on_screen_resume()
        if self._missed:
            self._reload()

    def _reload(self) -> None:
        self._missed = False
        self._pending.pop("reload", None)
        stale, self._stale = self._stale, set()
        self.table.forget(stale)
        self._load(keep=True)
        self._later("counts", max(COUNTING, 8 * self._counted_in), self._load_counts)

    def show_filter(self, value: str) -> None:
        """Show what fits a filter, as another screen asks for it."""
        self.query_one(Sidebar).choose("All")
        self.query_one(FilterBar).set_value(value)
        self._list().focus()

    # -- filters and order --

    def on_sidebar_chosen(self, message: Sidebar.Chosen) -> None:
        """Another saved filter or library."""
        if message.scope == self._scope:
            return
        self._scope = message.scope
        self.query_one(FilterBar).show_scope(self._scope.name)
        self.query_one(TopBar).subject = self._scope.name if self._scope.library_id is not None else ""
        self.table.view = {"kind:movie": "films", "kind:series": "series"}.get(self._scope.filter, "library")
        self._requery()

    def on_filter_bar_changed(self, message: FilterBar.Changed) -> None:
        """Something was typed: check it at once, search when the typing rests."""
        self._error = None
        try:
            filters.compile_filter(message.value)
        except filters.FilterError as error:
            self._error = error
        self._later("typing", TYPING, self._requery)

    def _requery(self) -> None:
        bar = self.query_one(FilterBar)
        bar.show_error(self._error if bar.value else None)
        if self._error is not None:
            if self.has_class("-empty") and self._libraries:
                self._show_situation(Situation.NO_FILTER)
            return
        scope, typed = self._scope.filter, bar.value.strip()
        both = f"{scope} ({typed})" if scope and typed else scope or typed
        self._query = ListQuery(
            kinds=self._query.kinds,
            filter=both,
            library_id=self._scope.library_id,
            sort=self._query.sort,
            descending=self._query.descending,
        )
        # What was looked for stays under the cursor when everything is shown again.
        self._load(keep=not both and self._query.library_id is None)

    def on_filter_input_left(self, message: FilterInput.Left) -> None:
        """Done with typing."""
        self._list().focus()

    def on_item_table_header_clicked(self, message: ItemTable.HeaderClicked) -> None:
        """Sort by the column, or turn it round."""
        if message.column.sort is not None:
            self._sort_by(message.column.sort)

    def _sort_by(self, sort: Sort) -> None:
        descending = not self._query.descending if sort is self._query.sort else sort in ordering.DESCENDING_FIRST
        self._order(sort, descending=descending)

    def _order(self, sort: Sort, *, descending: bool) -> None:
        self._query = ListQuery(self._query.kinds, self._query.filter, self._query.library_id, None, sort, descending)
        self.table.sort_column = ordering.column_of(sort)
        self.table.descending = descending
        self._load(keep=True)

    # -- the list --

    def on_item_table_moved(self, message: ItemTable.Moved) -> None:
        """Show what stands under the cursor when it rests."""
        self._show_count()
        self._later("preview", RESTING, self._show_preview)

    def _show_preview(self) -> None:
        self.query_one(PreviewPane).show(self.table.current_id)

    def on_item_table_opened(self, message: ItemTable.Opened) -> None:
        """The item's own screen."""
        self.post_message(OpenItem(message.item_id, self.table.outline.ids))

    def on_item_table_marked(self, message: ItemTable.Marked) -> None:
        """Tell how many."""
        self._show_count()

    def on_item_table_failed(self, message: ItemTable.Failed) -> None:
        """Rows could not be read."""
        self.complain(message.error)

    def _show_wall(self) -> None:
        if self.has_class("-wall"):
            table = self.table
            self.query_one(PosterWall).show(table.outline.ids, table.current_id, table.marks)

    def on_poster_wall_moved(self, message: PosterWall.Moved) -> None:
        """The list stands where the wall stands: keys for items go by it."""
        place = self.table.outline.index_of(message.item_id)
        if place is not None:
            self.table.go_to(place)

    def on_poster_wall_opened(self, message: PosterWall.Opened) -> None:
        """The item's own screen."""
        self.post_message(OpenItem(message.item_id, self.table.outline.ids))

    def on_poster_wall_toggled(self, message: PosterWall.Toggled) -> None:
        """Marks are the list's."""
        self.table.action_mark()
        self._show_wall()
        self.on_poster_wall_moved(PosterWall.Moved(self.table.current_id or message.item_id))

    def _list(self) -> Widget:
        """What shows the items now."""
        return self.query_one(PosterWall) if self.has_class("-wall") else self.table

    def _show_count(self) -> None:
        table = self.table
        total = len(table.outline)
        said = f"{text.number(min(table.cursor + 1, total))} of {text.number(total)}" if total else "0"
        if table.marks:
            said = f"{text.number(len(table.marks))} marked · {said}"
        self.query_one(FilterBar).show_count(said)
