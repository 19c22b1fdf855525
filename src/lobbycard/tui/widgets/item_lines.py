"""A list of any number of items, of which only those near the window are read."""

from collections.abc import Awaitable, Callable, Iterable, Sequence

from textual import work
from textual.message import Message

from lobbycard.errors import AppError
from lobbycard.tui.columns import Entry
from lobbycard.tui.widgets.line_list import LineList
from lobbycard.tui.widgets.outline import Outline

KEPT = 1500
"""Rows kept in memory; those far from the window go first."""

Fetch = Callable[[Sequence[int]], Awaitable[dict[int, Entry]]]


class ItemLines(LineList):
    """Rows by their ids. The parent gives ids and says how rows are read; what a row looks like is said by its heir."""

    class Moved(Message, namespace="item_table"):
        """The cursor stands on another item, or on none."""

        def __init__(self, item_id: int | None) -> None:
            super().__init__()
            self.item_id = item_id

        def can_replace(self, message: Message) -> bool:
            """Only the last place counts."""
            return isinstance(message, ItemLines.Moved)

    class Failed(Message, namespace="item_table"):
        """Rows could not be read."""

        def __init__(self, error: AppError) -> None:
            super().__init__()
            self.error = error

    def __init__(self, fetch: Fetch, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._fetch = fetch
        self.outline = Outline()
        self.entries: dict[int, Entry] = {}
        self._fetching = False

    # -- for its parent --

    def show(self, ids: Sequence[int], *, keep: bool = True) -> None:
        """Show another list. With `keep` the cursor stays on its item, and on its line of the window."""
        held, line = self.current_id, self.cursor - self.scroll_offset.y
        if keep and len(self.outline) and ids == self.outline.ids:
            self._want_rows()
            return
        self.outline.replace(ids)
        place = self.outline.index_of(held, self.cursor) if keep and held is not None else None
        self.cursor = place if place is not None else (min(self.cursor, max(0, len(self.outline) - 1)) if keep else 0)
        self._resize()
        if keep:
            self.scroll_to(y=max(0, self.cursor - line), animate=False, force=True)
        else:
            self.scroll_to(y=0, animate=False, force=True)
        self.refresh()
        self._want_rows()
        if self.current_id != held or not keep:
            self.post_message(self.Moved(self.current_id))

    def forget(self, ids: Iterable[int] | None = None) -> None:
        """These rows (all, when None) are not true any more: read them again when they are seen."""
        if ids is None:
            stale = dict(self.entries)
        else:
            stale = {item_id: self.entries[item_id] for item_id in ids if item_id in self.entries}
        if stale:
            self._refetch(list(stale))

    @property
    def current_id(self) -> int | None:
        """The item under the cursor."""
        return self.outline.at(self.cursor).id if 0 <= self.cursor < len(self.outline) else None

    @property
    def current(self) -> Entry | None:
        """Its row, if it was read already."""
        item_id = self.current_id
        return None if item_id is None else self.entries.get(item_id)

    # -- reading --

    def _window(self) -> range:
        return range(self.scroll_offset.y, min(len(self.outline), self.scroll_offset.y + self._height))

    def _wanted(self) -> list[int]:
        """Missing rows: those in the window first, then a page ahead and one behind."""
        window = self._window()
        page = max(8, len(window))
        seen = [*window, *range(window.stop, window.stop + page), *range(max(0, window.start - page), window.start)]
        ids = (self.outline.at(index).id for index in seen if index < len(self.outline))
        return [item_id for item_id in ids if item_id not in self.entries]

    def _want_rows(self) -> None:
        if not self._fetching and self.is_mounted and self._wanted():
            self._fetching = True
            self._read_rows()

    @work(group="rows")
    async def _read_rows(self) -> None:
        try:
            while wanted := self._wanted():
                found = await self._fetch(wanted)
                if not found:
                    break
                self._drop_far_rows()
                self.entries |= found
                self._repaint(found)
                if self.current_id in found:
                    self.post_message(self.Moved(self.current_id))
        except AppError as error:
            self.post_message(self.Failed(error))
        finally:
            self._fetching = False

    @work(group="refetch")
    async def _refetch(self, ids: list[int]) -> None:
        visible = {self.outline.at(index).id for index in self._window()}
        near = [item_id for item_id in ids if item_id in visible]
        for item_id in set(ids) - visible:
            self.entries.pop(item_id, None)
        if not near:
            return
        try:
            found = await self._fetch(near)
        except AppError as error:
            self.post_message(self.Failed(error))
            return
        changed = [item_id for item_id, entry in found.items() if self.entries.get(item_id) != entry]
        self.entries |= found
        self._repaint(changed)
        if self.current_id in changed:
            self.post_message(self.Moved(self.current_id))

    def _drop_far_rows(self) -> None:
        if len(self.entries) < KEPT:
            return
        window = self._window()
        near = {
            self.outline.at(index).id
            for index in range(max(0, window.start - 100), min(len(self.outline), window.stop + 100))
        }
        self.entries = {item_id: entry for item_id, entry in self.entries.items() if item_id in near}

    def _repaint(self, ids: Iterable[int]) -> None:
        """Refresh the lines of these items, and no others."""
        those = set(ids)
        for index in self._window():
            if self.outline.at(index).id in those:
                self._refresh_row(index)

    # -- moving --

    def row_count(self) -> int:
        """Lines of the list, with what is unfolded."""
        return len(self.outline)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Read what came into sight."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self._want_rows()

    # -- what Textual tells --

    def on_resize(self) -> None:
        """Other rows are in sight."""
        super().on_resize()
        self._want_rows()
