"""Finds an item by typing: films, series, seasons and episodes."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Label, Static

from lobbycard.core import Core
from lobbycard.errors import AppError
from lobbycard.model.kinds import ItemKind
from lobbycard.store import items
from lobbycard.store.items import ItemRow, ListQuery
from lobbycard.tui import text
from lobbycard.tui.columns import label
from lobbycard.tui.roles import FAINT, PLAIN, QUIET
from lobbycard.tui.screens.dialog import Dialog
from lobbycard.tui.widgets.row_list import Line, Row, RowList

TYPING = 0.12
MOST = 50
KINDS = (ItemKind.MOVIE, ItemKind.SERIES, ItemKind.SEASON, ItemKind.EPISODE)


class FindItemScreen(Dialog[int | None]):
    """Gives the item's id, or None. Enter on a series or season leads into it where an episode is wanted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give_up", "Cancel", id="find.cancel", tooltip="Choose nothing"),
        Binding("down", "step(1)", "Down", id="find.down", show=False, priority=True, tooltip="One down"),
        Binding("up", "step(-1)", "Up", id="find.up", show=False, priority=True, tooltip="One up"),
    ]
    DEFAULT_CSS = """
    FindItemScreen {
        align: center middle;
        #find { width: 80; max-width: 98%; height: 22; max-height: 96%; background: $surface; padding: 1 2; }
        #find-title { color: $primary; text-style: bold; margin: 0 0 1 0; }
        #find-said { color: $text-muted; height: 1; margin: 1 0 0 0; }
        Input { background: $panel; margin: 0 0 1 0; }
        RowList { height: 1fr; background: $surface; }
    }
    """

    def __init__(self, core: Core, title: str, *, value: str = "", playable: bool = False) -> None:
        """`playable`: only a film or an episode will do."""
        super().__init__()
        self._core = core
        self._title = title
        self._line = Input(text.safe(value), placeholder="title", compact=True, max_length=200)
        self.listed = RowList(id="find-rows")
        """What fits."""
        self._said = Static("", id="find-said")
        self._playable = playable
        self._rows: dict[str, tuple[ItemRow, str]] = {}
        self._rest: Timer | None = None

    def compose(self) -> ComposeResult:
        """What is typed, and what fits."""
        with Vertical(id="find"):
            yield Label(Content(text.safe(self._title)), id="find-title")
            yield self._line
            yield self.listed
            yield self._said

    def on_mount(self) -> None:
        """What is known already is looked for at once."""
        self.look()

    def on_input_changed(self) -> None:
        """Look when the typing rests."""
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(TYPING, self.look)

    @work(exclusive=True, group="look")
    async def look(self) -> None:
        """Read what fits."""
        typed = self._line.value.strip()
        try:
            ids = await self._core.store.read(items.ids, ListQuery(kinds=KINDS, filter=_quoted(typed)))
            await self._show(list(ids[:MOST]))
            said = f"{text.plural(len(ids), 'title')}" if ids else "Nothing fits."
        except AppError as error:
            said = error.message
        self._said.update(Content(text.safe(said)))

    async def _show(self, ids: Sequence[int]) -> None:
        found = await self._core.store.read(items.rows, ids)
        above = await self._core.store.read(items.rows, _parents(found.values()))
        top = await self._core.store.read(items.rows, _parents(above.values()))
        self._rows = {
            str(item_id): (found[item_id], _where(found[item_id], above | top)) for item_id in ids if item_id in found
        }
        self.listed.show([Row(key, partial(line, *shown)) for key, shown in self._rows.items()])

    def on_input_submitted(self) -> None:
        """The one under the cursor."""
        self._choose(self.listed.current_key)

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """The one clicked."""
        self._choose(message.key)

    def _choose(self, key: str | None) -> None:
        if key is None or key not in self._rows:
            return
        row, _ = self._rows[key]
        if self._playable and row.kind in {ItemKind.SERIES, ItemKind.SEASON}:
            self._lead_into(row.id)
        else:
            self.dismiss(row.id)

    @work(exclusive=True, group="look")
    async def _lead_into(self, item_id: int) -> None:
        """Its seasons, its episodes."""
        below = await self._core.store.read(items.children, item_id)
        await self._show([row.id for row in below])
        self._said.update("A film or an episode is wanted.")

    def action_step(self, by: int) -> None:
        """Up or down, while typing."""
        self.listed.action_move(by)

    def action_give_up(self) -> None:
        """Nothing."""
        self.dismiss(None)


def _quoted(typed: str) -> str:
    """Words to look for, none of which is a filter."""
    words = "".join(sign if sign.isalnum() else " " for sign in typed).split()
    return " ".join(f'"{word}"' for word in words)


def _parents(rows: Iterable[ItemRow]) -> list[int]:
    return [row.parent_id for row in rows if row.parent_id is not None]


def _where(row: ItemRow, above: dict[int, ItemRow]) -> str:
    names: list[str] = []
    while row.parent_id is not None and row.parent_id in above:
        row = above[row.parent_id]
        names.insert(0, label(row))
    return " › ".join(names)


def line(row: ItemRow, where: str, width: int) -> list[Line]:
    """An item with where it belongs."""
    named = max(10, (width - 8) // 2) if where else max(10, width - 16)
    return [
        [
            (text.fit(label(row), named), PLAIN),
            (text.fit(f"  {where}" if where else f"{row.year or ''}".rjust(6), width - named - 9), QUIET),
            (text.fit(str(row.kind), 8, right=True), FAINT),
        ]
    ]
