"""The recycle bin: what was replaced or deleted, to be brought back or let go."""

import os
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content

from lobbycard.events import Topic
from lobbycard.store import recycling
from lobbycard.store.recycling import BinRow
from lobbycard.tasks.purge_recycle import PurgeRecycle
from lobbycard.tasks.restore_recycled import RestoreRecycled
from lobbycard.tui import text
from lobbycard.tui.columns import age
from lobbycard.tui.desk import Desk
from lobbycard.tui.messages import OpenItem
from lobbycard.tui.roles import FAINT, PLAIN, QUIET, WARN, Part
from lobbycard.tui.screens.listing import ListingScreen, Words, counts, facts, titled
from lobbycard.tui.settings.others import when
from lobbycard.tui.widgets.row_list import Line, Row, RowList

LIMIT = 2000
SHOWN = 8
SOON_DAYS = 3


class RecycleScreen(ListingScreen):
    """Nothing is gone before its time."""

    MODE = "recycle"
    HELP_TITLE: ClassVar[str] = "Recycle bin"
    TOPICS: ClassVar[frozenset[Topic]] = frozenset({Topic.HISTORY, Topic.FILE})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "restore", "Bring back", id="recycle.restore", tooltip="Put it back where it was"),
        Binding("x,delete", "purge", "Delete", id="recycle.purge", tooltip="Delete it for good"),
        Binding("E", "empty", "Empty", id="recycle.empty", tooltip="Delete everything in the bin for good"),
        Binding("o", "open_item", "Its item", id="recycle.open", show=False, tooltip="Show the item it belonged to"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._entries: dict[str, BinRow] = {}
        self._total = (0, 0)

    async def load(self) -> None:
        """The newest first."""
        found = await self.core.store.read(recycling.page, limit=LIMIT, text=self.words)
        self._entries = {str(row.id): row for row in found}
        self._total = await self.core.store.read(recycling.total)

    def rows(self) -> list[Row]:
        """One line each."""
        now = datetime.now(UTC)
        return [Row(key, partial(line, row, self.sign(key), now)) for key, row in self._entries.items()]

    def head(self) -> Content:
        """How much lies here."""
        count, size = self._total
        shown = "" if len(self._entries) >= count else f"{text.number(len(self._entries))} shown"
        return counts(
            (text.plural(count, "file"), "$foreground"),
            (text.size(size), "$foreground"),
            (shown, "$foreground 60%"),
            (f"{text.number(len(self.marks))} marked" if self.marks else "", "$accent"),
        )

    def nothing(self) -> Words:
        """An empty bin is good news."""
        days = self.core.settings.recycle.keep_days
        kept = f"What is replaced or deleted is kept here for {days} days, and can be brought back."
        if not self.core.settings.recycle.enabled:
            kept = "The bin is switched off: what is replaced or deleted is gone. Settings › Recycle bin."
        return Words("The recycle bin is empty", kept)

    def details(self, key: str) -> Content:
        """Where it was, why it is here, how long."""
        row = self._entries[key]
        return titled(
            os.path.basename(row.original_path),
            facts(
                (
                    ("From", os.path.dirname(row.original_path)),
                    ("Why", row.reason),
                    ("Size", text.size(row.size) or "empty"),
                    ("Since", f"{row.deleted_at.astimezone():%Y-%m-%d %H:%M}"),
                    ("Until", f"{row.expires_at.astimezone():%Y-%m-%d}  ({when(row.expires_at)})"),
                    ("Kept at", row.recycle_path),
                ),
                self.about_width,
            ),
        )

    def why_not(self, action: str) -> str | None:
        """Why something cannot be done now."""
        if not self.has_loaded or action not in {"restore", "purge", "empty", "open_item"}:
            return super().why_not(action)
        key = self.listed.current_key
        if key is None or key not in self._entries:
            return "There is nothing in the bin."
        if action == "open_item" and self._entries[key].item_id is None:
            return "It belonged to no item that is still there."
        return None

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Enter brings back."""
        self.action_restore()

    def _chosen(self) -> list[BinRow]:
        return [self._entries[key] for key in self.chosen() if key in self._entries]

    @work(exclusive=True, group="ask")
    async def action_restore(self) -> None:
        """Put them back where they were; nothing that is there now is overwritten."""
        rows = self._chosen()
        if len(rows) > 1 and not await self.confirm(
            f"Bring back {text.plural(len(rows), 'file')}?",
            _named(rows),
            note="What is there now stays.",
            yes="Bring back",
        ):
            return
        asked = self.core.enqueue(RestoreRecycled(ids=tuple(row.id for row in rows)))
        await self.do(asked, f"Bringing back {text.plural(len(rows), 'file')}")

    @work(exclusive=True, group="ask")
    async def action_purge(self) -> None:
        """Delete for good, after a word."""
        rows = self._chosen()
        size = text.size(sum(row.size for row in rows))
        title = f"Delete {text.plural(len(rows), 'file')} ({size or 'empty'}) for good?"
        if await self.confirm(title, _named(rows), note="This cannot be taken back.", yes="Delete", danger=True):
            await self.do(self.core.enqueue(PurgeRecycle(ids=tuple(row.id for row in rows))))

    @work(exclusive=True, group="ask")
    async def action_empty(self) -> None:
        """Delete everything for good, after a word."""
        count, size = self._total
        title = f"Delete all {text.plural(count, 'file')} ({text.size(size)}) for good?"
        note = "Publishes and deletions can no longer be taken back. This cannot be undone."
        if await self.confirm(title, note=note, yes="Empty the bin", danger=True):
            await self.do(self.core.enqueue(PurgeRecycle(everything=True)), "Emptying the recycle bin")

    def action_open_item(self) -> None:
        """The item it belonged to."""
        row = self._entries.get(self.listed.current_key or "")
        if row is not None and row.item_id is not None:
            self.post_message(OpenItem(row.item_id))


def _named(rows: list[BinRow]) -> list[str]:
    found = [f"  {os.path.basename(row.original_path)}" for row in rows[:SHOWN]]
    return found if len(rows) <= SHOWN else [*found, f"  and {text.number(len(rows) - SHOWN)} more"]


def line(row: BinRow, sign: Part, now: datetime, width: int) -> list[Line]:
    """An entry in a line: its name and folder, its size, how long it is here, how long it stays."""
    folder, name = os.path.split(row.original_path)
    left = (row.expires_at - now).total_seconds() / 86400
    stays = f"{max(0, int(left))} d left"
    room = width - 4 - 8 - 6 - 10 - 1
    named = min(room, max(24, room // 2))
    return [
        [
            sign,
            (text.fit(name + ("/" if row.type == "folder" else ""), named), PLAIN),
            (text.fit(f"  {os.path.basename(folder)}", room - named), FAINT),
            (text.fit(text.size(row.size), 8, right=True), QUIET),
            (text.fit(age(row.deleted_at, now), 6, right=True), QUIET),
            (text.fit(stays, 10, right=True), WARN if left < SOON_DAYS else FAINT),
        ]
    ]
