"""What all panels of an item's page share."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Concatenate, ParamSpec, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical

from lobbycard.errors import AppError
from lobbycard.store.item_page import Head
from lobbycard.tui.desk import Desk
from lobbycard.tui.item.editors import Find, LineEditor
from lobbycard.tui.roles import BAD, QUIET
from lobbycard.tui.widgets.row_list import Row, RowList, note

P = ParamSpec("P")
T = TypeVar("T")
Query = Callable[Concatenate[Any, P], T]
"""A function of the store; only the store knows what a session is."""


class Panel(Vertical):
    """One panel: reads what it shows by itself, when it is first seen and when that has changed."""

    NAME: ClassVar[str] = ""
    TITLE: ClassVar[str] = ""
    DEFAULT_CSS = """
    Panel { height: 1fr; layers: base over; }
    """

    def __init__(self, desk: Desk, head: Head) -> None:
        super().__init__(id=f"panel-{self.NAME}")
        self.desk = desk
        self.core = desk.core
        self.head = head
        self.is_stale = True

    @property
    def item_id(self) -> int:
        """The item it is about."""
        return self.head.item.id

    @property
    def subject(self) -> str:
        """What the cursor stands on, by name."""
        return ""

    def covers(self, ids: frozenset[int]) -> bool:
        """Whether it shows something of these items, besides its own."""
        return False

    def show_head(self, head: Head) -> None:
        """The item has changed."""
        self.head = head
        self.is_stale = True

    def look(self) -> None:
        """Read again what is shown, if that is not up to date."""
        if self.is_stale and not self.is_busy:
            self.is_stale = False
            self._look()

    async def first_look(self) -> None:
        """Read it for the first time, before it is seen."""
        self.is_stale = False
        await self._load()

    async def composed(self) -> None:
        """Wait for its widgets: a key may come while it is made, for which its first reading was given up."""
        while self.is_attached and not self.children:
            await asyncio.sleep(0.01)

    @property
    def is_busy(self) -> bool:
        """Somebody types: nothing may move now."""
        return False

    @work(exclusive=True, group="panel")
    async def _look(self) -> None:
        await self._load()

    async def _load(self) -> None:
        if not self.children:  # opened and left within one breath
            self.is_stale = True
            return
        try:
            await self.load()
        except AppError as error:
            self.failed(error)

    async def load(self) -> None:
        """Read and show; an AppError is shown in place of it."""

    def failed(self, error: AppError) -> None:
        """What it shows cannot be read."""
        self.complain(error)

    def focus_inside(self) -> None:
        """Put the focus on what keys are for."""

    def complain(self, error: AppError) -> None:
        """Tell what went wrong."""
        self.notify(error.message + (f"\n{error.hint}" if error.hint else ""), severity="error", markup=False)

    async def read(self, query: Query[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Ask the store."""
        return await self.core.store.read(query, *args, **kwargs)

    async def write(self, query: Query[P, T], /, *args: P.args, **kwargs: P.kwargs) -> bool:
        """Have the store do something; false when it could not, which has been told."""
        try:
            await self.core.store.write(query, *args, **kwargs)
        except AppError as error:
            self.complain(error)
            return False
        return True

    def why_not(self, action: str) -> str | None:
        """Why an action cannot be carried out now, in one sentence; None when it can."""
        return None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What has a reason against it is dimmed, not hidden."""
        return None if self.why_not(action) is not None else super().check_action(action, parameters)


class RowPanel(Panel):
    """A panel that is a list of rows, some of which are edited in place."""

    ROWS: ClassVar[type[RowList]] = RowList

    def compose(self) -> ComposeResult:
        """The list."""
        yield self.ROWS()

    @property
    def rows(self) -> RowList:
        """The list."""
        return self.query_one(RowList)

    def on_mount(self) -> None:
        """The cursor is here from the start."""
        self.on_row_list_moved()

    def focus_inside(self) -> None:
        """The list takes the keys."""
        self.rows.focus()

    def failed(self, error: AppError) -> None:
        """The panel itself says so."""
        said = [note("error", f"{error.message} {error.hint}".strip(), BAD), note("again", "^r tries again", QUIET)]
        self.rows.show(said)

    def show_rows(self, rows: Sequence[Row], cursor: str | None = None) -> None:
        """Show other rows, and tell the footer what can be done now."""
        self.rows.show(rows, cursor=cursor)
        self.refresh_bindings()

    def on_row_list_moved(self) -> None:
        """Other keys may work here."""
        self.refresh_bindings()

    # -- editing in place --

    @property
    def is_busy(self) -> bool:
        """A line is being edited."""
        return bool(self.query(LineEditor))

    def begin_edit(
        self, key: str, value: str, x: int, *, find: Find | None = None, of_list: bool = False, hint: str = ""
    ) -> None:
        """Open a line over a row, from so many cells on."""
        place = self.rows.place_of(key)
        if place is None or self.is_busy:
            return
        editor = LineEditor(key, value, find=find, of_list=of_list, hint=hint)
        editor.put(x, max(0, min(place.y, self.size.height - 2)), max(12, self.rows.size.width - x))
        self.mount(editor)

    def on_line_editor_given_up(self, event: LineEditor.GivenUp) -> None:
        """Nothing is changed."""
        event.stop()
        self._end_edit()

    def on_line_editor_done(self, event: LineEditor.Done) -> None:
        """Save it, or say what is wrong."""
        event.stop()
        self._accept(event.editor, event.value)

    @work(exclusive=True, group="accept")
    async def _accept(self, editor: LineEditor, value: str) -> None:
        try:
            await self.accept(editor.key, value)
        except AppError as error:
            editor.complain(f"{error.message} {error.hint}".strip())
            return
        self._end_edit()

    async def accept(self, key: str, value: str) -> None:
        """Save what was typed over a row; an AppError is said below the line."""

    def _end_edit(self) -> None:
        self.query(LineEditor).remove()
        self.focus_inside()
        self.is_stale = True
        self.call_after_refresh(self.look)
