"""The library in figures, drawn with blocks."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Grid, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from lobbycard.errors import AppError
from lobbycard.events import Changed, Event, Topic
from lobbycard.model.kinds import ItemState
from lobbycard.store import libraries, statistics
from lobbycard.store.statistics import Month, Share, Statistics, Totals
from lobbycard.tui import text
from lobbycard.tui.columns import STATES
from lobbycard.tui.desk import Desk
from lobbycard.tui.screens.asking import AskingScreen
from lobbycard.tui.screens.menu import Choice
from lobbycard.tui.widgets.charts import Bar, Bars, Columns
from lobbycard.tui.widgets.nothing import Nothing
from lobbycard.tui.widgets.top_bar import TopBar

SETTLE = 2.0
"""Seconds in which changes are gathered: nobody watches a mean move."""
CHARTS = (
    ("completeness", "Completeness"),
    ("states", "State"),
    ("resolutions", "Resolution"),
    ("ranges", "Dynamic range"),
    ("codecs", "Video codec"),
    ("sources", "Source"),
    ("space", "Space by library"),
    ("space-resolutions", "Space by resolution"),
    ("decades", "Decade"),
    ("genres", "Genre"),
)


class StatisticsScreen(AskingScreen):
    """Counts, mixes, growth."""

    MODE = "statistics"
    HELP_TITLE: ClassVar[str] = "Statistics"
    CSS_PATH = "statistics.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "library", "Library", id="statistics.library", tooltip="Of all libraries, or of one"),
        Binding("down,j", "scroll(1)", "Down", id="statistics.down", show=False, tooltip="Scroll down"),
        Binding("up,k", "scroll(-1)", "Up", id="statistics.up", show=False, tooltip="Scroll up"),
        Binding("pagedown,space", "scroll(10)", "Page down", id="statistics.page_down", show=False,
                tooltip="A page down"),
        Binding("pageup", "scroll(-10)", "Page up", id="statistics.page_up", show=False, tooltip="A page up"),
    ]  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._library: int | None = None
        self._soon: Timer | None = None

    def compose_body(self) -> Iterable[Widget]:
        """Totals above, charts below."""
        with VerticalScroll(id="statistics", can_focus=False):
            yield Static("", id="statistics-totals")
            yield Columns("New by month", id="statistics-growth")
            with Grid(id="statistics-charts"):
                for name, title in CHARTS:
                    yield Bars(title, id=f"chart-{name}")
        yield Nothing(id="statistics-empty")

    def on_mount(self) -> None:
        """Read once it is seen."""
        super().on_mount()
        self.look()

    def on_screen_resume(self) -> None:
        """Things have happened meanwhile."""
        if self.is_mounted:
            self.look()

    def on_core_event(self, event: Event) -> None:
        """Keep up, at leisure."""
        if isinstance(event, Changed) and event.about(Topic.ITEM, Topic.FILE, Topic.LIBRARY) and self._soon is None:
            self._soon = self.set_timer(SETTLE, self.look)

    @work(exclusive=True, group="look")
    async def look(self) -> None:
        """Read and draw."""
        self._soon = None
        if not self.is_current:
            return
        try:
            known = {library.id: library.name for library in await self.core.store.read(libraries.all_of)}
            if self._library not in known:
                self._library = None
            found = await self.core.store.read(statistics.everything, self._library)
        except AppError as error:
            self._say_nothing(error.message, error.hint)
            return
        self.query_one(TopBar).subject = known.get(self._library, "all libraries") if self._library else "all libraries"
        if found.is_empty:
            self._say_nothing("There is nothing to count yet", "Figures appear when films and series were found.",
                              [("1", "to the library")])  # fmt: skip
            return
        self.remove_class("-empty")
        self._draw(found)

    def _say_nothing(self, heading: str, sentence: str, keys: Sequence[tuple[str, str]] = ()) -> None:
        self.add_class("-empty")
        self.query_one(Nothing).say(heading, sentence, keys)

    def _draw(self, found: Statistics) -> None:
        self.query_one("#statistics-totals", Static).update(totals(found.totals))
        self._draw_growth(found.growth)
        bars = {
            "completeness": counted(found.completeness),
            "states": [Bar(state_word(one.name), one.number, text.number(one.number)) for one in found.states],
            "resolutions": counted(found.resolutions, "unknown"),
            "ranges": counted(found.ranges, "SDR", _RANGES),
            "codecs": counted(found.codecs, "unknown"),
            "sources": counted(found.sources, "unknown"),
            "space": sized(found.libraries),
            "space-resolutions": sized(sorted(found.resolutions, key=lambda one: -one.size), "unknown"),
            "decades": [Bar(f"{one.name}s", one.number, text.number(one.number)) for one in found.decades],
            "genres": counted(found.genres),
        }
        for name, shown in bars.items():
            self.query_one(f"#chart-{name}", Bars).show(shown)

    def _draw_growth(self, growth: Sequence[Month]) -> None:
        chart = self.query_one("#statistics-growth", Columns)
        if not growth:
            chart.show((), "", "")
            return
        best = max(growth, key=lambda month: month.files)
        note = f"most in {best.start:%B %Y}: {text.plural(best.files, 'video')}, {text.size(best.size)}"
        chart.show([month.files for month in growth], f"{growth[0].start:%b %Y}", f"{growth[-1].start:%b %Y}", note)

    def action_scroll(self, by: int) -> None:
        """Up or down."""
        self.query_one("#statistics", VerticalScroll).scroll_relative(y=by, animate=False)

    @work(exclusive=True, group="ask")
    async def action_library(self) -> None:
        """Of all, or of one."""
        known = await self.core.store.read(libraries.all_of)
        choices = [Choice("", "All libraries"), *(Choice(str(one.id), one.name) for one in known)]
        chosen = await self.choose("Figures of", choices, str(self._library or ""))
        if chosen is not None:
            self._library = int(chosen) if chosen else None
            self.look()


_RANGES = {"hdr10": "HDR10", "hdr10plus": "HDR10+", "dolbyvision": "Dolby Vision", "hlg": "HLG"}


def counted(shares: Sequence[Share], unnamed: str = "", words: dict[str, str] | None = None) -> list[Bar]:
    """Bars of counts."""
    names = words or {}
    return [Bar(names.get(one.name, one.name) or unnamed, one.number, text.number(one.number)) for one in shares]


def sized(shares: Sequence[Share], unnamed: str = "") -> list[Bar]:
    """Bars of bytes."""
    return [Bar(one.name or unnamed, one.size, text.size(one.size) or "0") for one in shares]


def state_word(name: str) -> str:
    """A state as lists show it."""
    return STATES[ItemState(name)].word if name in set(ItemState) else name


def totals(found: Totals) -> Content:
    """The numbers at the top."""
    top = found.films + found.series
    days = found.minutes / 1440
    length = f"{days:.0f} days to watch" if days >= 3 else text.duration(found.minutes * 60) + " to watch"
    numbers = (
        (found.films, "film" if found.films == 1 else "films"),
        (found.series, "series"),
        (found.episodes, "episode" if found.episodes == 1 else "episodes"),
        (found.people, "people"),
    )
    first = Content("    ").join(
        Content.assemble((text.number(number), "bold $primary"), f" {word}") for number, word in numbers
    )
    share = f"{100 * found.complete / top:.0f} % complete" if top else ""
    rest = (text.plural(found.files, "video"), text.size(found.size), length, share,
            f"{text.number(found.published)} published")  # fmt: skip
    return Content("\n").join([first, Content.styled("  ·  ".join(part for part in rest if part), "$foreground 60%")])
