"""Which candidates are shown: by language, provider and size."""

from collections import Counter
from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Label
from textual.widgets.selection_list import Selection

from lobbycard.store.artwork import CandidateRow
from lobbycard.tui import candidates, text
from lobbycard.tui.candidates import Sieve
from lobbycard.tui.screens.dialog import Dialog
from lobbycard.tui.widgets.ticks import Tick, Ticks


class SieveScreen(Dialog[Sieve | None]):
    """Gives what is to be shown, or None for no change."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give_up", "Cancel", id="sieve.cancel", tooltip="Change nothing"),
        Binding("ctrl+s,enter", "apply", "Show", id="sieve.apply", priority=True, tooltip="Show only these"),
        Binding("ctrl+r", "clear", "Everything", id="sieve.clear", tooltip="Show everything again"),
    ]
    DEFAULT_CSS = """
    SieveScreen {
        align: center middle;
        #sieve { width: 64; max-width: 96%; height: auto; max-height: 94%; background: $surface; padding: 1 2; }
        #sieve-title { color: $primary; text-style: bold; margin: 0 0 1 0; }
        #sieve-lists { height: auto; }
        .sieve-list { width: 1fr; height: auto; }
        .sieve-list Label { color: $text-muted; }
        SelectionList { height: auto; max-height: 9; border: none; background: $surface; padding: 0; }
        SelectionList > .selection-list--button, SelectionList > .selection-list--button-highlighted,
        Checkbox > .toggle--button { color: $text-muted; background: $surface; }
        SelectionList > .selection-list--button-selected, SelectionList > .selection-list--button-selected-highlighted,
        Checkbox.-on > .toggle--button { color: $success; background: $surface; text-style: bold; }
        SelectionList:focus { border: none; background: $panel; }
        #sieve-width { width: 24; }
        #sieve-row { height: 1; margin: 1 0 0 0; }
        #sieve-row Label { color: $text-muted; }
        Checkbox { border: none; background: $surface; padding: 0; }
        #sieve-problem { color: $error; height: 1; }
        #sieve-hint { color: $text-disabled; }
    }
    """

    def __init__(self, rows: Sequence[CandidateRow], sieve: Sieve) -> None:
        super().__init__()
        self._rows = rows
        self._sieve = sieve

    def compose(self) -> ComposeResult:
        """Two lists and a number."""
        languages = Counter(row.language for row in self._rows)
        providers = Counter(row.provider for row in self._rows)
        with Vertical(id="sieve"):
            yield Label("Show only", id="sieve-title")
            with Horizontal(id="sieve-lists"):
                with Vertical(classes="sieve-list"):
                    yield Label("Languages")
                    yield Ticks(
                        *(
                            Selection(
                                _line(candidates.language_name(code) if code else "not known", count),
                                code,
                                code in self._sieve.languages,
                            )
                            for code, count in languages.most_common()
                        ),
                        id="languages",
                    )
                with Vertical(classes="sieve-list"):
                    yield Label("Providers")
                    yield Ticks(
                        *(
                            Selection(_line(name, count), name, name in self._sieve.providers)
                            for name, count in providers.most_common()
                        ),
                        id="providers",
                    )
            with Horizontal(id="sieve-row"):
                yield Label("At least this wide, in pixels  ")
                wide = str(self._sieve.min_width or "")
                yield Input(wide, id="sieve-width", compact=True, type="integer", placeholder="any width")
            yield Tick("without what the rule leaves out", self._sieve.only_usable, id="usable", compact=True)
            yield Label("", id="sieve-problem")
            yield Label("space ticks · tab goes on · enter shows · ^r shows all", id="sieve-hint")

    def action_apply(self) -> None:
        """Done, if that leaves anything."""
        width = self.query_one("#sieve-width", Input).value.strip()
        problem = self.query_one("#sieve-problem", Label)
        if width and not (width.isdecimal() and len(width) < 10):
            problem.update("The width is a number of pixels.")
            return
        sieve = Sieve(
            frozenset(self.query_one("#languages", Ticks).selected),
            frozenset(self.query_one("#providers", Ticks).selected),
            int(width or 0),
            self.query_one("#usable", Tick).value,
        )
        if not any(sieve.lets(row) for row in self._rows):
            problem.update("Nothing would be left.")
            return
        self.dismiss(sieve)

    def action_clear(self) -> None:
        """No filter."""
        self.dismiss(Sieve())

    def action_give_up(self) -> None:
        """As before."""
        self.dismiss(None)


def _line(name: str, count: int) -> Content:
    return Content.assemble(text.fit(name, 14), (f"{count:4}", "$text-muted"))
