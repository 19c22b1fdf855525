"""The library: what can be done to the films and series in its list."""

from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from lobbycard.config import change
from lobbycard.errors import AppError
from lobbycard.store import libraries
from lobbycard.store.items import Sort
from lobbycard.tui import bulk, columns, listed, ordering, text
from lobbycard.tui.desk import Desk
from lobbycard.tui.messages import OpenIdentify, OpenPicker, OpenReview
from lobbycard.tui.screens.browsing import BrowsingScreen
from lobbycard.tui.widgets.filter_bar import FilterBar
from lobbycard.tui.widgets.sidebar import Sidebar


class LibraryScreen(BrowsingScreen):
    """Your films and series."""

    MODE = "library"
    HELP_TITLE: ClassVar[str] = "Library"
    CSS_PATH = "library.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "slash",
            "search",
            "Search",
            id="library.search",
            key_display="/",
            tooltip="Search, or filter: year>=1990 missing:poster",
        ),
        Binding("f", "filters", "Filters", id="library.filters", tooltip="Saved filters and libraries"),
        Binding("s", "sort", "Sort", id="library.sort", tooltip="Choose what the list is sorted by"),
        Binding("S", "reverse", "Reverse", id="library.reverse", show=False, tooltip="Turn the order round"),
        *(
            Binding(
                action.key,
                f"bulk('{action.name}')",
                action.label,
                id=f"library.{action.name}",
                tooltip=action.tooltip,
                show=action.name in {"enrich", "publish", "lock"},
            )
            for action in bulk.ACTIONS
        ),
        Binding("c", "artwork", "Artwork", id="library.artwork", tooltip="Choose pictures for it"),
        Binding(
            "R",
            "review",
            "Review",
            id="library.review",
            tooltip="Decide on the pictures of the marked ones, or of the whole list, one key each",
        ),
        Binding(
            "i",
            "identify",
            "Identify",
            id="library.identify",
            tooltip="Say which film or series it is, from what the providers found",
        ),
        Binding("C", "columns", "Columns", id="library.columns", show=False, tooltip="Choose which columns are shown"),
        Binding("w", "wall", "Wall", id="library.wall", show=False, tooltip="Posters instead of lines, and back"),
        Binding("o", "preview", "Preview", id="library.preview", show=False, tooltip="Show or hide the preview"),
        Binding(
            "r", "rescan", "Rescan", id="library.rescan", show=False, tooltip="Look for new, changed and vanished files"
        ),
        Binding(
            "a", "add_library", "Add folder", id="library.add", show=False, tooltip="Add a folder of films or series"
        ),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._asked: set[tuple[str, tuple[int, ...]]] = set()
        """What is being done to which items."""

    def why_not(self, action: str) -> str | None:
        """Why something cannot be done now."""
        if action in {"bulk", "artwork", "identify", "review"} and self.is_loaded and self.table.current_id is None:
            return "There is no item here."
        if action == "rescan" and self.is_loaded and not self._libraries:
            return "There is no library yet: add one with a."
        return None

    def action_step_back(self) -> None:
        """Unmark, clear the search, leave the saved filter: one step each time."""
        bar, sidebar = self.query_one(FilterBar), self.query_one(Sidebar)
        if self.has_class("-filters"):
            self.remove_class("-filters")
            self._list().focus()
        elif self.table.clear_marks():
            return
        elif bar.value:
            bar.set_value("")
        elif self._scope.key != "All":
            sidebar.choose("All")
        elif self.focused is not self._list():
            self._list().focus()

    def action_search(self) -> None:
        """Type what to look for."""
        self.query_one(FilterBar).begin()

    def action_filters(self) -> None:
        """Go to the saved filters, and back."""
        sidebar = self.query_one(Sidebar)
        if self.focused is sidebar:
            self.remove_class("-filters")
            self._list().focus()
        else:
            self.add_class("-filters")
            sidebar.focus()

    def on_option_list_option_selected(self) -> None:
        """Enter in the filters leads to the list."""
        self.remove_class("-filters")
        self._list().focus()

    def action_wall(self) -> None:
        """Posters instead of lines, and back."""
        self.toggle_class("-wall")
        self._show_wall()
        self._list().focus()

    def action_preview(self) -> None:
        """Show or hide the preview."""
        self.toggle_class("-no-preview")
        self._show_preview()

    def action_reverse(self) -> None:
        """The same order from the other end."""
        self._order(self._query.sort, descending=not self._query.descending)

    @work(exclusive=True, group="ask")
    async def action_sort(self) -> None:
        """Choose what to sort by; the present one turns round."""
        choices = ordering.choices(self._query.sort, descending=self._query.descending)
        chosen = await self.choose("Sort by", choices, self._query.sort)
        if chosen is not None:
            self._sort_by(Sort(chosen))

    @work(exclusive=True, group="ask")
    async def action_columns(self) -> None:
        """Name the columns of this view; they are kept in the settings."""
        general, view = self.core.settings.general, self.table.view
        said: str | None = ", ".join(column.name for column in columns.chosen(view, general.columns))
        hint = f"Separated by commas, in order; empty for the usual ones. There are {', '.join(columns.NAMES)}."
        try:
            said = await self.ask(f"Columns of the view “{view}”", value=said or "", hint=hint)
            if said is None:
                return
            key = f"general.columns.{view}"
            await self.core.tools.in_thread(change, self.core.paths.config_file, {key: columns.named(said) or None})
            await self.core.renew("general.columns")
        except AppError as error:
            self.complain(error)
        else:
            self.table.configure(dict(self.core.settings.general.columns))

    def action_bulk(self, name: str) -> None:
        """Do something to the marked items, or to the one under the cursor; asked for twice, it is done once."""
        ids = tuple(self.table.chosen())
        if ids and (name, ids) not in self._asked:
            self._asked.add((name, ids))
            self.in_turn(self._bulk(name, ids), "ask")

    async def _bulk(self, name: str, ids: Sequence[int]) -> None:
        try:
            said = await bulk.BY_NAME[name].run(self.core, ids, self)
        except AppError as error:
            self.complain(error)
            return
        finally:
            self._asked.discard((name, tuple(ids)))
        if said is not None:
            if self.table.marks <= set(ids):
                self.table.clear_marks()
            self.notify(said, markup=False)

    def action_artwork(self) -> None:
        """Choose pictures."""
        ids = self.table.chosen()
        if ids:
            self.post_message(OpenPicker(ids))

    def action_review(self) -> None:
        """Decide on pictures: of the marked items, else of the whole list."""
        if self.table.marks:
            self.post_message(OpenReview(self.table.chosen()))
        elif self._scope.library_id is not None:
            self.post_message(OpenReview(self.table.outline.ids))
        else:
            self.post_message(OpenReview(filter_text=self._query.filter))

    @work(exclusive=True, group="ask")
    async def action_identify(self) -> None:
        """Say what the marked items are, or the one under the cursor; of an episode, which series."""
        try:
            tops = await listed.tops_of(self.core, self.table.chosen())
        except AppError as error:
            self.complain(error)
        else:
            self.post_message(OpenIdentify(tops))

    @work(exclusive=True, group="ask")
    async def action_rescan(self) -> None:
        """Scan the library one looks at, or all."""
        from lobbycard.tasks.scan_library import ScanLibrary

        known = await self.core.store.read(libraries.all_of)
        chosen = [one for one in known if one.enabled and self._scope.library_id in {None, one.id}]
        await self.core.enqueue(*[ScanLibrary(library_id=one.id) for one in chosen])
        self.notify(f"Scanning {text.plural(len(chosen), 'library', 'libraries')}", markup=False)

    @work(exclusive=True, group="ask")
    async def action_add_library(self) -> None:
        """Add a folder, and look what is in it."""
        from lobbycard.tasks.scan_library import ScanLibrary
        from lobbycard.tui.screens.add_library import AddLibraryScreen

        library_id = await self.app.push_screen_wait(AddLibraryScreen(self.core))
        if library_id is not None:
            await self.core.enqueue(ScanLibrary(library_id=library_id))
            self._load(keep=True)
