"""The panel of what happened to an item."""

from typing import ClassVar

from textual.app import ComposeResult

from lobbycard.tui.item.panel import Panel
from lobbycard.tui.widgets.change_list import ChangeList, Wanted


class ChangesPanel(Panel):
    """Batches with before and after; each can be taken back."""

    NAME = "changes"
    TITLE = "History"
    HELP_TITLE: ClassVar[str] = "History"

    def compose(self) -> ComposeResult:
        """The list."""
        yield ChangeList(self.core, Wanted(item_id=self.item_id), self.head.item.title)

    async def load(self) -> None:
        """Read them."""
        self.query_one(ChangeList).look()

    def focus_inside(self) -> None:
        """The list takes the keys."""
        self.query_one(ChangeList).focus()
