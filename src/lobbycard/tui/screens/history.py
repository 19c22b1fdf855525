"""What was changed, by whom: the history of everything, and the way back."""

from collections.abc import Iterable
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static

from lobbycard.errors import AppError
from lobbycard.events import Changed, Event, Topic
from lobbycard.store import history
from lobbycard.tui import text
from lobbycard.tui.desk import Desk
from lobbycard.tui.item.editors import LineInput
from lobbycard.tui.screens.asking import AskingScreen
from lobbycard.tui.screens.menu import Choice
from lobbycard.tui.widgets.change_list import ChangeList, Wanted

TYPING = 0.15
SETTLE = 0.3
_BY = {"": "everyone", "user": "you", "automation": "automation"}


class HistoryScreen(AskingScreen):
    """All changes, newest first."""

    MODE = "history"
    HELP_TITLE: ClassVar[str] = "History"
    CSS_PATH = "history.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search", id="changes.search", key_display="/", tooltip="Find changes by words"),
        Binding("f", "filter", "Who", id="changes.who", tooltip="Only yours, only automation's, or everyone's"),
        Binding("t", "kind", "What", id="changes.kind", tooltip="Only one kind of change"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._wanted = Wanted()
        self._pauses: dict[str, Timer] = {}
        self._missed = False

    def compose_body(self) -> Iterable[Widget]:
        """What is looked for, and the list."""
        with Horizontal(id="history-bar"):
            yield LineInput(placeholder="/ to search", id="history-search", max_length=200, compact=True)
            yield Static("", id="history-said")
        yield ChangeList(self.core, self._wanted)

    @property
    def changes(self) -> ChangeList:
        """The list."""
        return self.query_one(ChangeList)

    def on_mount(self) -> None:
        """Read it."""
        super().on_mount()
        self.changes.focus()
        self._want(self._wanted)

    def _want(self, wanted: Wanted) -> None:
        self._wanted = wanted
        said = [_BY[wanted.by]] + ([wanted.action] if wanted.action else [])
        self.query_one("#history-said", Static).update(Content(text.safe(" · ".join(said))))
        self.changes.want(wanted)

    def _later(self, name: str, seconds: float) -> None:
        if name in self._pauses:
            self._pauses[name].stop()
        self._pauses[name] = self.set_timer(seconds, self._typed if name == "typing" else self._again)

    def on_core_event(self, event: Event) -> None:
        """Something was changed."""
        if isinstance(event, Changed) and event.about(Topic.HISTORY):
            if self.is_current:
                self._later("again", SETTLE)
            else:
                self._missed = True

    def _again(self) -> None:
        self.changes.look()

    def on_screen_resume(self) -> None:
        """Something may have changed meanwhile."""
        if self._missed:
            self._missed = False
            self._again()

    # -- filters --

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look for it when the typing rests."""
        event.stop()
        self._later("typing", TYPING)

    def _typed(self) -> None:
        self._want(self._wanted._replace(text=self.query_one("#history-search", Input).value.strip()))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """To the list."""
        event.stop()
        self.changes.focus()

    def action_search(self) -> None:
        """Type what to look for."""
        self.query_one("#history-search").focus()

    def action_step_back(self) -> None:
        """Out of the search, out of the filters, then back to the library."""
        search = self.query_one("#history-search", Input)
        if search.has_focus:
            search.value = ""
            self.changes.focus()
        elif any(self._wanted[1:]):
            search.value = ""
            self._want(Wanted())
        else:
            super().action_step_back()

    @work(exclusive=True, group="ask")
    async def action_filter(self) -> None:
        """Whose changes."""
        choices = [Choice(by, f"By {said}") for by, said in _BY.items()]
        chosen = await self.choose("Show changes", choices, self._wanted.by)
        if chosen is not None:
            self._want(self._wanted._replace(by=chosen))

    @work(exclusive=True, group="ask")
    async def action_kind(self) -> None:
        """Which kind."""
        try:
            known = await self.core.store.read(history.actions)
        except AppError as error:
            self.complain(error)
            return
        choices = [Choice("", "Everything"), *(Choice(name, name, text.number(count)) for name, count in known)]
        chosen = await self.choose("Show", choices, self._wanted.action)
        if chosen is not None:
            self._want(self._wanted._replace(action=chosen))
