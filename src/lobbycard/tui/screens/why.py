"""Why a candidate has its score."""

from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Label, Static

from lobbycard.core import Core
from lobbycard.errors import AppError
from lobbycard.store.artwork import CandidateRow
from lobbycard.tasks.pictures import ranking
from lobbycard.tasks.pictures.ranking import Reason
from lobbycard.tui import candidates, text
from lobbycard.tui.screens.dialog import Dialog

BAR = 14


class Why(Dialog[None]):
    """The parts of a score with their reasons."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,i,q,enter,space", "dismiss", "Close", id="why.close", tooltip="Back to the pictures"),
    ]
    DEFAULT_CSS = """
    Why {
        align: center middle;
        background: transparent;
        #why { width: 72; max-width: 96%; height: auto; background: $surface; padding: 1 2; }
        #why-title { color: $primary; text-style: bold; width: 100%; }
        #why-parts { height: auto; margin: 1 0; }
        #why-notes { color: $text-muted; height: auto; }
    }
    """

    def __init__(self, core: Core, row: CandidateRow) -> None:
        super().__init__()
        self._core = core
        self._row = row

    def compose(self) -> ComposeResult:
        """Score, parts, what else counts."""
        with Vertical(id="why"):
            yield Label(Content(f"Score {self._row.score:.0f} of 100"), id="why-title")
            yield Static("", id="why-parts")
            yield Static(Content("\n".join(_notes(self._row))), id="why-notes")

    def on_mount(self) -> None:
        """Work it out."""
        self._explain()

    @work
    async def _explain(self) -> None:
        shown = self.query_one("#why-parts", Static)
        try:
            reasons = await ranking.explain(self._core.tools, self._row.id)
        except AppError as error:
            shown.update(Content(text.safe(error.message)))
            return
        shown.update(bars(reasons, min(68, self.size.width - 6)))


def heading(row: CandidateRow) -> Content:
    """The score, and what else is to be said."""
    return Content.assemble(
        (f"Score {row.score:.0f} of 100", "bold $primary"), "   ", ("   ".join(_notes(row)[1:]), "$text-muted")
    )


def bars(reasons: Sequence[Reason], width: int, *, brief: bool = False) -> Content:
    """A line for each part: how much of what it could give, and the reason."""
    lines = []
    for one in reasons:
        filled = round(BAR * one.points / one.most) if one.most else 0
        bar = 0 if brief and width < 50 else BAR
        head: list[tuple[str, str]] = [(text.fit(one.name, 9), "$foreground")]
        if bar:
            head += [("━" * filled, "$primary"), ("─" * (BAR - filled), "$text-disabled")]
        head.append((f" {one.points:4.0f}/{one.most:.0f}", "$foreground"))
        used = sum(len(part) for part, _ in head) + 2
        lines.append(Content.assemble(*head, ("  " + text.clip(one.reason, max(0, width - used)), "$text-muted")))
    return Content("\n").join(lines)


def _notes(row: CandidateRow) -> list[str]:
    said = ["  ·  ".join(candidates.facts(row)[:4])]
    if row.excluded:
        said.append(f"The rule leaves it out: {row.excluded}.")
    if row.duplicate_of is not None:
        said.append("It is nearly the same picture as a better one.")
    if row.failure is not None:
        said.append(row.failure_message or "It could not be fetched.")
    if row.is_selected:
        said.append(f"It was chosen by {candidates.chosen_by(row)}.")
    return [text.safe(line) for line in said]
