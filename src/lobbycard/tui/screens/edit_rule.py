"""A form for one rule of artwork; what is wrong is said before anything is kept."""

from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Label, Static

from lobbycard.core import Core
from lobbycard.errors import AppError, UsageError
from lobbycard.model.artwork import AssetRule
from lobbycard.store import asset_rules
from lobbycard.store.asset_rules import RuleKey
from lobbycard.tui import text
from lobbycard.tui.screens.dialog import Dialog


class Line(NamedTuple):
    """One field of the form."""

    name: str
    label: str
    doc: str


LINES = (
    Line("min_count", "At least", "fewer are a gap"),
    Line("max_count", "At most", "0 switches the type off"),
    Line("min_width", "Width from", "pixels; narrower ones are left out"),
    Line("min_height", "Height from", "pixels; lower ones are left out"),
    Line("aspect", "Shape", "width by height, such as 1.78; empty is any"),
    Line("aspect_tolerance", "May be off by", "a share: 0.1 is ten percent"),
    Line("languages", "Languages", "best first, with textless and original; empty: the general ones"),
    Line("providers", "Providers", "best first; empty: the usual order"),
    Line("weight_resolution", "Size counts", "the four together make 1"),
    Line("weight_votes", "Votes count", ""),
    Line("weight_language", "Language counts", ""),
    Line("weight_provider", "Provider counts", ""),
    Line("similarity", "Alike from", "0.9: pictures that are 90 % alike are one"),
)
WEIGHTS = tuple(line.name for line in LINES if line.name.startswith("weight_"))
WHOLE = frozenset({"min_count", "max_count", "min_width", "min_height"})
WORDS = frozenset({"languages", "providers"})


class EditRuleScreen(Dialog[bool]):
    """Gives whether the rule was changed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give_up", "Cancel", id="rule.cancel", tooltip="Change nothing"),
        Binding("ctrl+s", "keep", "Keep", id="rule.keep", tooltip="Keep the rule"),
        Binding("down", "app.focus_next", "Next", id="rule.next", show=False, tooltip="To the next field"),
        Binding("up", "app.focus_previous", "Previous", id="rule.previous", show=False, tooltip="To the field before"),
    ]
    DEFAULT_CSS = """
    EditRuleScreen {
        align: center middle;
        #rule { width: 84; max-width: 98%; height: auto; max-height: 96%; background: $surface; padding: 1 2; }
        #rule-title { color: $primary; text-style: bold; margin: 0 0 1 0; }
        .rule-line { height: 1; }
        .rule-label { width: 17; color: $text-muted; }
        .rule-doc {
            width: 1fr; height: 1; color: $text-disabled; padding: 0 0 0 2;
            text-wrap: nowrap; text-overflow: ellipsis;
        }
        Input { width: 24; background: $panel; }
        #rule-error { color: $error; height: auto; padding: 0 0 0 17; }
        #rule-buttons { height: auto; align-horizontal: right; }
        Button { margin: 0 0 0 2; }
    }
    """

    def __init__(self, core: Core, place: RuleKey, rule: AssetRule, title: str) -> None:
        super().__init__()
        self._core = core
        self._place = place
        self._rule = rule
        self._title = title

    def compose(self) -> ComposeResult:
        """A line for each property."""
        with VerticalScroll(id="rule", can_focus=False):
            yield Label(Content(text.safe(self._title)), id="rule-title")
            for line in LINES:
                with Horizontal(classes="rule-line"):
                    yield Label(line.label, classes="rule-label")
                    yield Input(
                        typed(vars(self._rule)[line.name]), id=f"rule-{line.name}", compact=True, max_length=200
                    )
                    yield Static(line.doc, classes="rule-doc", id=f"rule-doc-{line.name}")
            yield Static("", id="rule-error")
            with Horizontal(id="rule-buttons"):
                yield Button("Cancel", id="rule-no", compact=True)
                yield Button("Keep", id="rule-yes", variant="primary", compact=True)

    def on_mount(self) -> None:
        """The sum is there from the start."""
        self._show_sum()

    def on_input_changed(self, event: Input.Changed) -> None:
        """The sum of the weights, as it is typed."""
        self.query_one("#rule-error", Static).update("")
        if (event.input.id or "").removeprefix("rule-") in WEIGHTS:
            self._show_sum()

    def _show_sum(self) -> None:
        doc = self.query_one("#rule-doc-weight_provider", Static)
        try:
            total = sum(float(self._typed(name)) for name in WEIGHTS)
        except ValueError:
            doc.update(Content.styled("✗ one of the four is no number", "$error"))
            return
        right = abs(total - 1) < 0.001
        doc.update(Content.styled(f"{'✓' if right else '✗'} together {total:.2f}", "$success" if right else "$error"))

    def _typed(self, name: str) -> str:
        return self.query_one(f"#rule-{name}", Input).value.strip().replace(",", "." if name not in WORDS else ",")

    def on_input_submitted(self) -> None:
        """Enter keeps."""
        self.action_keep()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Keep or not."""
        if event.button.id == "rule-yes":
            self.action_keep()
        else:
            self.dismiss(False)

    def action_give_up(self) -> None:
        """As it was."""
        self.dismiss(False)

    @work(exclusive=True)
    async def action_keep(self) -> None:
        """Keep it, or say what is wrong."""
        try:
            said = {line.name: value(line, self._typed(line.name)) for line in LINES}
            await self._core.store.write(asset_rules.edit, self._place, self._changed(said))
        except AppError as error:
            self.query_one("#rule-error", Static).update(Content(text.safe(f"{error.message} {error.hint}")))
            return
        self.dismiss(True)

    def _changed(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """A new rule begins with all that was shown, not with what the database would begin it with."""
        return dict(said) | {"enabled": bool(said["max_count"])}


def typed(kept: object) -> str:
    """A property as a person would type it."""
    if isinstance(kept, list | tuple):
        return ", ".join(kept)
    if isinstance(kept, float):
        return f"{kept:.4g}"
    return "" if kept is None else str(kept)


def value(line: Line, said: str) -> Any:
    """What was typed, as the rule has it."""
    if line.name in WORDS:
        return [word.strip() for word in said.split(",") if word.strip()]
    if line.name == "aspect" and not said:
        return None
    try:
        return int(said) if line.name in WHOLE else float(said)
    except ValueError:
        wanted = "a whole number" if line.name in WHOLE else "a number"
        raise UsageError(f"“{line.label}” must be {wanted}.") from None
