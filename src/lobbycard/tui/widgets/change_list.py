"""The history as a list of batches that open in place; any of them can be taken back."""

from functools import partial
from typing import Any, ClassVar, NamedTuple

from textual import work
from textual.binding import Binding, BindingType

from lobbycard.core import Core
from lobbycard.errors import AppError
from lobbycard.model.history import Activity
from lobbycard.store import history
from lobbycard.store.history import BatchRow
from lobbycard.tui import changes, text
from lobbycard.tui.messages import OpenItem
from lobbycard.tui.roles import BAD
from lobbycard.tui.screens.confirm import ConfirmScreen
from lobbycard.tui.widgets.row_list import Row, RowList, note

PAGE = 100
FILES_SHOWN = 30


class Wanted(NamedTuple):
    """Which changes are shown."""

    item_id: int | None = None
    by: str = ""
    """`user`, `automation`, or empty for everyone."""
    action: str = ""
    text: str = ""


class ChangeList(RowList):
    """Batches, newest first, read page by page."""

    HELP_TITLE: ClassVar[str] = "Changes"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space,right,left", "unfold", "Details", id="changes.unfold", key_display="enter",
                tooltip="Show what was before and after"),
        Binding("u", "take_back", "Take back", id="changes.undo",
                tooltip="Take this change back; on one that was taken back, do it again"),
        Binding("o", "open_item", "Item", id="changes.item", show=False, tooltip="Open the item that it was about"),
    ]  # fmt: skip

    def __init__(self, core: Core, wanted: Wanted, title: str = "") -> None:
        super().__init__()
        self._core = core
        self._title = title
        self.wanted = wanted
        self._batches: list[tuple[int, BatchRow]] = []
        self._details: dict[str, list[Activity]] = {}
        self._is_whole = False

    # -- reading --

    def want(self, wanted: Wanted) -> None:
        """Show other changes."""
        self.wanted = wanted
        self.look(keep=False)

    @work(exclusive=True, group="history")
    async def look(self, *, keep: bool = True) -> None:
        """Read from the newest on, as many as were read before."""
        count = max(PAGE, len(self._batches) if keep else 0)
        try:
            found = await self._page(None, count)
            opened = list(self._details)  # a key may open or close one meanwhile
            details = {batch: await self._core.store.read(history.details, batch) for batch in opened}
        except AppError as error:
            self.show([note("error", f"{error.message} {error.hint}".strip(), BAD)])
            return
        self._details = {batch: details.get(batch, was) for batch, was in self._details.items()} if keep else {}
        self._batches, self._is_whole = found, len(found) < count
        self._show_all()

    async def _page(self, before: int | None, limit: int) -> list[tuple[int, BatchRow]]:
        wanted = self.wanted
        return await self._core.store.read(
            history.batches,
            item_id=wanted.item_id,
            before=before,
            limit=limit,
            by=wanted.by,
            action=wanted.action,
            text=wanted.text,
        )

    @work(exclusive=True, group="history")
    async def _read_on(self) -> None:
        if self._is_whole or not self._batches:
            return
        try:
            found = await self._page(self._batches[-1][0], PAGE)
        except AppError:
            return  # the next move asks again
        self._is_whole = len(found) < PAGE
        self._batches += found
        self._show_all()

    def _show_all(self) -> None:
        rows: list[Row] = []
        for _, batch in self._batches:
            details = self._details.get(batch.batch)
            rows.append(Row(batch.batch, partial(_lines, batch, self._title, details)))
        if not rows:
            rows.append(note("none", "Nothing was changed yet." if not any(self.wanted[1:]) else "Nothing fits."))
        self.show(rows)
        self.refresh_bindings()

    @property
    def current(self) -> BatchRow | None:
        """The batch under the cursor."""
        return next((batch for _, batch in self._batches if batch.batch == self.current_key), None)

    def on_row_list_near_end(self, event: RowList.NearEnd) -> None:
        """Read on."""
        event.stop()
        self._read_on()

    def on_row_list_moved(self, event: RowList.Moved) -> None:
        """Other keys may work here."""
        self.refresh_bindings()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """A double click opens."""
        event.stop()
        self.action_unfold()

    # -- doing --

    def why_not(self, action: str) -> str | None:
        """What cannot be done with this change."""
        batch = self.current
        if action in {"unfold", "take_back", "open_item"} and batch is None:
            return "There is no change here."
        if action == "take_back" and batch is not None and not batch.can_undo and not batch.undone_by:
            return "This only tells what happened; there is nothing to take back."
        if action == "open_item" and batch is not None and batch.item_id is None:
            return "It was not about one item."
        return None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What has a reason against it is dimmed, not hidden."""
        return None if self.why_not(action) is not None else super().check_action(action, parameters)

    @work(exclusive=True, group="details")
    async def action_unfold(self) -> None:
        """Show what was before and after, or hide it."""
        batch = self.current
        if batch is None:
            return
        if batch.batch in self._details:
            del self._details[batch.batch]
        else:
            try:
                self._details[batch.batch] = await self._core.store.read(history.details, batch.batch)
            except AppError as error:
                self._complain(error)
                return
        self._show_all()
        self.go_to(self.cursor)

    def action_open_item(self) -> None:
        """Open the item."""
        batch = self.current
        if batch is not None and batch.item_id is not None:
            self.post_message(OpenItem(batch.item_id))

    @work(exclusive=True, group="do")
    async def action_take_back(self) -> None:
        """Say what taking it back means where files are touched, then do it."""
        from lobbycard.tasks import undo_batch

        batch = self.current
        if batch is None:
            return
        wanted = batch.undone_by or batch.batch
        try:
            preview = await undo_batch.preview(self._core.tools, wanted)
            if not await self._is_meant(batch, preview):
                return
            undone = await undo_batch.undo(self._core.tools, wanted)
            await self._core.enqueue(*await undo_batch.scans_after(self._core.tools, undone.undo))
        except AppError as error:
            self._complain(error)
            return
        word = "Done again" if batch.undone_by else "Taken back"
        self.notify(f"{word}: {text.safe(batch.summary)}", markup=False)

    async def _is_meant(self, batch: BatchRow, preview: Any) -> bool:
        rows = [row for plan in preview.plans for row in plan.describe()]
        if not rows and len(preview.changes) <= 1:
            return True
        lines = [row.line() for row in rows] or list(preview.changes)
        more = [f"and {text.number(len(lines) - FILES_SHOWN)} more"] if len(lines) > FILES_SHOWN else []
        verb = "Do it again?" if batch.undone_by else "Take it back?"
        screen = ConfirmScreen(f"{text.safe(batch.summary)} — {verb}", lines[:FILES_SHOWN] + more, yes=verb.rstrip("?"))
        return await self.app.push_screen_wait(screen)

    def _complain(self, error: AppError) -> None:
        said = error.message + (f"\n{error.hint}" if error.hint else "")
        self.notify(said, severity="error", timeout=8, markup=False)


def _lines(batch: BatchRow, title: str, details: list[Activity] | None, width: int) -> Any:
    head = changes.batch_lines(batch, title, details is not None, width)
    return head if details is None else head + changes.detail_lines(details, width)
