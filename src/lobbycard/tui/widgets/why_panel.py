"""Why the candidate under the cursor has its score, over the lower edge of the grid."""

from textual import work
from textual.content import Content
from textual.widgets import Static

from lobbycard.core import Core
from lobbycard.errors import AppError
from lobbycard.store.artwork import CandidateRow
from lobbycard.tasks.pictures import ranking
from lobbycard.tui import text
from lobbycard.tui.screens.why import bars, heading


class WhyPanel(Static):
    """A few lines that follow the cursor; nothing else on the screen is painted again for them."""

    DEFAULT_CSS = """
    WhyPanel {
        layer: over;
        dock: bottom;
        height: 7;
        offset-y: -3;
        padding: 0 2;
        background: $panel;
        display: none;
    }
    """

    def __init__(self, core: Core) -> None:
        super().__init__()
        self._core = core

    @work(exclusive=True, group="why")
    async def explain(self, row: CandidateRow) -> None:
        """About another candidate."""
        try:
            reasons = await ranking.explain(self._core.tools, row.id)
        except AppError as error:
            self.update(Content(text.safe(error.message)))
            return
        width = max(20, self.size.width)
        self.update(heading(row) + "\n" + bars(reasons, width))
