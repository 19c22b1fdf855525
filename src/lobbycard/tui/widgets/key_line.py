"""The line at the bottom: the keys that work here and now, as many as there is room for; help is always there."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget

from lobbycard.tui import keys

HELP = "app.help"
"""The binding that is never left out: it lists all the others."""


class Shown(NamedTuple):
    """A key with what it does."""

    id: str
    key: str
    said: str
    action: str
    node: DOMNode
    works: bool
    """It can be used now; what cannot is dimmed, and goes first where room is short."""

    def width(self, gap: int) -> int:
        """Cells that it takes."""
        return cell_len(self.key) + 1 + cell_len(self.said) + gap


def fitting(keys: Sequence[Shown], width: int) -> tuple[list[Shown], int]:
    """The keys that have room on a line, and the blanks between two of them."""
    kept = list(keys)
    for gap in (2, 1):
        if sum(key.width(gap) for key in kept) <= width:
            return kept, gap
    for works in (False, True):
        for key in reversed([key for key in kept if key.works is works and key.id != HELP]):
            if sum(key.width(1) for key in kept) <= width:
                break
            kept.remove(key)
    return kept, 1


class KeyLine(Widget):
    """One widget for all keys: a widget for each had to be made anew whenever the focus changed."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"keys--key", "keys--said", "keys--key-off", "keys--said-off"}  # noqa: RUF012 - Textual's name
    DEFAULT_CSS = """
    KeyLine {
        height: 1;
        padding: 0 1;
        background: $footer-background;
        & > .keys--key { color: $footer-key-foreground; text-style: bold; }
        & > .keys--said { color: $footer-description-foreground; }
        & > .keys--key-off { color: $foreground-disabled; text-style: bold; }
        & > .keys--said-off { color: $foreground-disabled; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._keys: list[Shown] = []
        self._spans: list[tuple[int, int, Shown]] = []

    def on_mount(self) -> None:
        """Hear when other keys work."""
        self.screen.bindings_updated_signal.subscribe(self, self._look)
        self._look(self.screen)

    def _look(self, screen: Screen[object]) -> None:
        if not screen.is_current:
            return
        found = self._found(screen)
        if found != self._keys:
            self._keys = found
            self.refresh()

    def _found(self, screen: Screen[object]) -> list[Shown]:
        found: dict[tuple[int, str], Shown] = {}
        for key, (node, binding, works, _) in screen.active_bindings.items():
            place = (id(node), binding.action)
            if binding.show and place not in found and not _is_typed(screen, key):
                label = self.app.get_key_display(binding)
                label = keys.shown(key) if _is_typed(screen, label) else label
                found[place] = Shown(binding.id or "", label, binding.description, binding.action, node, works)
        return list(found.values())

    def render(self) -> Content:
        """What fits."""
        kept, gap = fitting(self._keys, self.size.width + 1)
        parts: list[tuple[str, str]] = []
        self._spans, start = [], 1
        for one in kept:
            off = "" if one.works else "-off"
            parts += [(one.key, f"keys--key{off}"), (f" {one.said}", f"keys--said{off}"), (" " * gap, "keys--said")]
            self._spans.append((start, start + one.width(0), one))
            start += one.width(gap)
        return Content.assemble(*((part, self.get_visual_style(style)) for part, style in parts))

    async def on_click(self, event: events.Click) -> None:
        """As if the key had been pressed."""
        for start, end, one in self._spans:
            if start <= event.x < end:
                await self.app.run_action(one.action, one.node)


def _is_typed(screen: Screen[object], key: str) -> bool:
    """What has the focus takes the key as a letter: nothing else hears it."""
    focused = screen.focused
    return focused is not None and focused.check_consume_key(key, keys.character(key))
