"""What screens share that are a list with details beside it: reading, marks, search, emptiness, live changes."""

from collections.abc import Awaitable, Iterable, Sequence
from typing import ClassVar, NamedTuple

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static

from lobbycard.errors import AppError
from lobbycard.events import Changed, Event, Topic
from lobbycard.tui import text
from lobbycard.tui.desk import Desk
from lobbycard.tui.roles import ACCENT, FAINT, Part
from lobbycard.tui.screens.asking import AskingScreen
from lobbycard.tui.widgets.nothing import Nothing
from lobbycard.tui.widgets.row_list import Row, RowList, wrapped

SETTLE = 0.4
"""Seconds in which changes are gathered before the list is read again."""
TYPING = 0.15


class Words(NamedTuple):
    """Why there is nothing, and what to do."""

    heading: str
    sentence: str = ""
    keys: Sequence[tuple[str, str]] = ()


class ListingScreen(AskingScreen):
    """A list. Give `load`, `rows`, `head`, `nothing` and `details`; list the topics that it lives from."""

    TOPICS: ClassVar[frozenset[Topic]] = frozenset()
    ROWS: ClassVar[type[RowList]] = RowList
    CSS_PATH = "listing.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", "Mark", id="rows.mark", tooltip="Mark it for what comes next; again to unmark"),
        Binding("asterisk", "mark_all", "Mark all", id="rows.mark_all", show=False, key_display="*",
                tooltip="Mark the whole list, or nothing"),
        Binding("slash", "search", "Search", id="rows.search", key_display="/", tooltip="Look for words in the list"),
        Binding("right_square_bracket", "scroll_details(4)", "Details down", id="rows.details_down", show=False,
                tooltip="Scroll the details"),
        Binding("left_square_bracket", "scroll_details(-4)", "Details up", id="rows.details_up", show=False,
                tooltip="Scroll the details back"),
    ]  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.marks: set[str] = set()
        self.has_loaded = False
        self._soon: Timer | None = None
        self._typing: Timer | None = None

    # -- what a screen gives --

    async def load(self) -> None:
        """Read what is shown."""
        raise NotImplementedError

    def rows(self) -> list[Row]:
        """What was read, as rows."""
        raise NotImplementedError

    def head(self) -> Content:
        """The line above the list."""
        return Content("")

    def nothing(self) -> Words:
        """What is said when there are no rows."""
        return Words("There is nothing here")

    def details(self, key: str) -> Content:
        """What is said about the row under the cursor."""
        return Content("")

    # -- frame --

    def compose_body(self) -> Iterable[Widget]:
        """A line, the list, details."""
        with Horizontal(id="listing-head"):
            yield Static("", id="listing-counts")
            yield Input(placeholder="/ to search", id="listing-search", compact=True, max_length=200)
        with Horizontal(id="listing"):
            with Vertical(id="listing-list"):
                yield self.ROWS(id="listing-rows")
                yield Nothing(id="listing-nothing")
            with VerticalScroll(id="listing-about", can_focus=False):
                yield Static("", id="listing-text")

    def on_mount(self) -> None:
        """Read, and keep reading."""
        super().on_mount()
        self.listed.focus()
        self.look()

    def on_screen_resume(self) -> None:
        """Things have happened meanwhile."""
        if self.is_mounted:
            self.look()

    @property
    def listed(self) -> RowList:
        """The list."""
        return self.query_one("#listing-rows", RowList)

    @property
    def words(self) -> str:
        """What is looked for."""
        return self.query_one("#listing-search", Input).value.strip()

    # -- reading --

    def on_core_event(self, event: Event) -> None:
        """Keep up."""
        if isinstance(event, Changed) and event.about(*self.TOPICS) and self._soon is None:
            self._soon = self.set_timer(SETTLE, self.look)

    @work(exclusive=True, group="look")
    async def look(self) -> None:
        """Read again."""
        self._soon = None
        if not self.is_current:
            return
        try:
            await self.load()
        except AppError as error:
            self._show_nothing(Words(error.message, error.hint))
            return
        is_first, self.has_loaded = not self.has_loaded, True
        self.redraw()
        if is_first:
            self.call_after_refresh(self.explain)  # the place for the details had no width yet

    def redraw(self) -> None:
        """Show what was read."""
        rows = self.rows()
        self.marks &= {row.key for row in rows}
        self.listed.show(rows)
        self.query_one("#listing-counts", Static).update(self.head())
        if rows:
            self.remove_class("-empty")
        elif self.words:
            self._show_nothing(Words(f"Nothing fits “{self.words}”", "", [("esc", "show everything again")]))
        else:
            self._show_nothing(self.nothing())
        self.explain()

    def _show_nothing(self, words: Words) -> None:
        self.add_class("-empty")
        self.query_one(Nothing).say(*words)

    @property
    def about_width(self) -> int:
        """How many cells the details have."""
        return max(30, self.query_one("#listing-text").size.width)

    def explain(self) -> None:
        """Say what there is to say about the row under the cursor."""
        key = self.listed.current_key
        said = Content("") if key is None else self.details(key)
        is_low = self.has_class("-tight") or self.has_class("-narrow")
        self.query_one("#listing-text", Static).update(dense(said) if is_low else said)
        self.refresh_bindings()

    # -- marks --

    def sign(self, key: str) -> Part:
        """What stands before a row: whether it is marked."""
        return ("● ", ACCENT) if key in self.marks else ("  ", FAINT)

    def chosen(self) -> list[str]:
        """The marked rows in order, or the one under the cursor."""
        marked = [row.key for row in self.rows() if row.key in self.marks]
        key = self.listed.current_key
        return marked or ([key] if key is not None else [])

    def action_mark(self) -> None:
        """Mark, and go on."""
        key = self.listed.current_key
        if key is not None:
            self.marks ^= {key}
            self.redraw()
            self.listed.action_move(1)

    def action_mark_all(self) -> None:
        """All, or none."""
        every = {row.key for row in self.rows() if not row.is_heading}
        self.marks = set() if self.marks >= every else every
        self.redraw()

    # -- messages --

    def on_resize(self) -> None:
        """Details are broken elsewhere."""
        if self.has_loaded:
            self.call_after_refresh(self.explain)

    def on_row_list_moved(self, message: RowList.Moved) -> None:
        """Details of what is under the cursor."""
        self.query_one("#listing-about", VerticalScroll).scroll_home(animate=False)
        self.explain()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as one types."""
        if event.input.id == "listing-search":
            if self._typing is not None:
                self._typing.stop()
            self._typing = self.set_timer(TYPING, self.look)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Done with typing."""
        self.listed.focus()

    # -- keys --

    def why_not(self, action: str) -> str | None:
        """Marks need something to be marked."""
        if action in {"mark", "mark_all"} and self.is_mounted and self.listed.current_key is None:
            return "There is nothing here."
        return None

    def action_search(self) -> None:
        """Type what to look for."""
        self.query_one("#listing-search", Input).focus()

    def action_scroll_details(self, by: int) -> None:
        """Long details."""
        self.query_one("#listing-about", VerticalScroll).scroll_relative(y=by, animate=False)

    def action_step_back(self) -> None:
        """Unmark, clear the search, leave: one step each time."""
        search = self.query_one("#listing-search", Input)
        if self.marks:
            self.marks = set()
            self.redraw()
        elif search.value or search.has_focus:
            search.value = ""
            self.listed.focus()
        else:
            super().action_step_back()

    async def do(self, doing: Awaitable[object], said: str = "") -> bool:
        """Carry something out, or tell what went wrong; the marks have done their service."""
        try:
            await doing
        except AppError as error:
            self.complain(error)
            return False
        self.marks = set()
        if said:
            self.notify(said, markup=False)
        self.look()
        return True


def facts(pairs: Iterable[tuple[str, str]], width: int = 41) -> Content:
    """Labels with what they say, broken to the right of the labels; what says nothing is left out."""
    shown = [(name, said) for name, said in pairs if said]
    widest = max((len(name) for name, _ in shown), default=0)
    lines: list[Content] = []
    for name, said in shown:
        for number, part in enumerate(wrapped(said, width - widest - 2)):
            lines.append(Content.assemble((f"{'' if number else name:<{widest}}  ", "$foreground 60%"), part))
    return Content("\n").join(lines)


def keyed(pairs: Iterable[tuple[str, str]], width: int = 41) -> Content:
    """Keys with what they do, broken to the right of the keys; what does nothing is left out."""
    shown = [(key, said) for key, said in pairs if said]
    widest = max((len(key) for key, _ in shown), default=0)
    lines: list[Content] = []
    for key, said in shown:
        for number, part in enumerate(wrapped(said, width - widest - 2)):
            lines.append(Content.assemble((f"{'' if number else key:>{widest}}", "bold $primary"), f"  {part}"))
    return Content("\n").join(lines)


def dense(said: Content) -> Content:
    """The same without empty lines, for a place of a few lines."""
    return Content("\n").join(line for line in said.split("\n") if line.plain.strip())


def titled(title: str, *parts: Content) -> Content:
    """Details under a heading."""
    return Content("\n\n").join([Content.styled(text.safe(title), "bold $primary"), *(one for one in parts if one)])


def counts(*parts: tuple[str, str]) -> Content:
    """The line above a list: (text, colour) with room between."""
    return Content.assemble(" ", *((f"{said}   ", color) for said, color in parts if said))
