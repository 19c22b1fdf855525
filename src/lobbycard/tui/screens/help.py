"""Help: the keys that work on the screen one came from, made from its bindings."""

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Label, Static

from lobbycard.tui import keys, text
from lobbycard.tui.screens.dialog import Dialog


class HelpScreen(Dialog[None]):
    """All keys of a screen, by the part that they belong to."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1", "dismiss", "Close", id="help.close", tooltip="Back to the screen"),
    ]
    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        #help { width: 116; max-width: 96%; height: auto; max-height: 92%; background: $surface; padding: 1 2; }
        #help-title { color: $primary; text-style: bold; }
        #help-keys {
            height: auto; max-height: 100%; margin: 1 0 0 0;
            scrollbar-size-vertical: 1; scrollbar-gutter: stable;
        }
        #help-hint { color: $foreground-disabled; margin: 1 0 0 0; }
    }
    """

    def __init__(self, of: Screen[object], active: Mapping[str, ActiveBinding]) -> None:
        super().__init__()
        self._title = vars(type(of)).get("HELP_TITLE") or "Keys"
        self._entries = keys.entries(of, active)

    def compose(self) -> ComposeResult:
        """A table of keys."""
        with Vertical(id="help"):
            yield Label(Content(self._title), id="help-title")
            with VerticalScroll(id="help-keys"):
                yield Static(id="help-table")
            yield Label(
                "^p finds every command by name. Keys can be changed in the settings, by the id in grey.",
                id="help-hint",
            )

    def on_resize(self) -> None:
        """Lines are cut elsewhere."""
        holder = self.query_one("#help-keys")
        self.call_after_refresh(
            lambda: self.query_one("#help-table", Static).update(self._table(holder.scrollable_content_region.width))
        )

    def _table(self, width: int) -> Content:
        """Each key on one line; ids stand at the end where there is room for them."""
        longest = max((len(entry.id) for entry in self._entries), default=0)
        room = width - 13 - longest - 1
        said = max(20, min(78, room if room >= 30 else width - 14))
        lines: list[Content] = []
        part = None
        for entry in self._entries:
            heading = part_of(entry)
            if heading != part:
                part = heading
                lines += (
                    [Content(""), Content.styled(heading, "bold $secondary")]
                    if lines
                    else [Content.styled(heading, "bold $secondary")]
                )
            lines.append(
                Content.assemble(
                    (text.fit(entry.keys, 12), "$primary"),
                    " ",
                    text.fit(entry.tooltip or entry.description, said),
                    (f" {entry.id}" if room >= 30 else "", "$foreground-disabled"),
                )
            )
        return Content("\n").join(lines)


def part_of(entry: keys.Entry) -> str:
    """The heading that an entry stands under."""
    named: str | None = next(
        (vars(kind)["HELP_TITLE"] for kind in type(entry.node).__mro__ if vars(kind).get("HELP_TITLE")), None
    )
    return named or "Everywhere"
