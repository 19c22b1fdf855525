"""The line at the top: where you are, where you can go."""

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from lobbycard.tui import text
from lobbycard.tui.modes import Mode

NAME = " lobbycard "
LEAST = 12
"""Cells of the subject, below which it says nothing."""

Part = tuple[str, str, str]
"""A text, its style, and the mode that a click on it leads to."""


class TopBar(Widget):
    """The program's name, the modes with their keys, and on the right what the screen is about."""

    class Chosen(Message):
        """A mode was clicked."""

        def __init__(self, mode: str) -> None:
            super().__init__()
            self.mode = mode

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"bar--name", "bar--key", "bar--mode", "bar--active", "bar--subject"}  # noqa: RUF012 - Textual's name
    DEFAULT_CSS = """
    TopBar {
        dock: top;
        height: 1;
        background: $panel;
        & > .bar--name { color: $primary; text-style: bold; }
        & > .bar--key { color: $foreground-disabled; }
        & > .bar--mode { color: $foreground-muted; }
        & > .bar--active { color: $primary; background: $background; text-style: bold; }
        & > .bar--subject { color: $foreground-muted; }
    }
    """

    subject = reactive("")
    """What the screen is about: the library's name, an item's title."""

    def __init__(self, modes: tuple[Mode, ...], active: str, keys: dict[str, str]) -> None:
        super().__init__()
        self.modes = [mode for mode in modes if mode.key]
        self.active = active
        self._keys = keys
        self._spans: list[tuple[int, int, str]] = []

    def render(self) -> Content:
        """Names where there is room, else short ones, else only the keys."""
        for parts in (self._full(), self._brief(), self._bare()):
            if sum(len(part) for part, _, _ in parts) <= self.size.width:
                break
        self._note_spans(parts)
        used = sum(len(part) for part, _, _ in parts)
        room = self.size.width - used - 2
        subject = text.clip(self.subject, room) if room >= min(LEAST, cell_len(self.subject)) else ""
        styled = [(part, self.get_visual_style(f"bar--{style}")) for part, style, _ in parts]
        if subject:
            blanks = self.size.width - used - Content(subject).cell_length - 1
            styled.append((" " * max(1, blanks) + subject, self.get_visual_style("bar--subject")))
        return Content.assemble(*styled)

    def _full(self) -> list[Part]:
        parts: list[Part] = [(NAME, "name", "")]
        for mode in self.modes:
            if mode.name == self.active:
                parts.append(self._active(mode))
            else:
                parts += [(f" {self._key(mode)} ", "key", mode.name), (f"{mode.title} ", "mode", mode.name)]
        return parts

    def _brief(self) -> list[Part]:
        parts: list[Part] = []
        for mode in self.modes:
            if mode.name == self.active:
                parts.append(self._active(mode))
            else:
                parts += [(f" {self._key(mode)} ", "key", mode.name), (mode.brief, "mode", mode.name)]
        return parts

    def _bare(self) -> list[Part]:
        parts: list[Part] = [(NAME, "name", "")] if self.size.width >= 40 else []
        for mode in self.modes:
            is_active = mode.name == self.active
            parts.append(self._active(mode) if is_active else (f" {self._key(mode)}", "key", mode.name))
        return parts

    def _key(self, mode: Mode) -> str:
        return self._keys.get(f"go.{mode.name}", mode.key)

    def _active(self, mode: Mode) -> Part:
        return f" {self._key(mode)} {mode.title} ", "active", mode.name

    def _note_spans(self, parts: list[Part]) -> None:
        self._spans.clear()
        start = 0
        for part, _, name in parts:
            self._spans.append((start, start + len(part), name))
            start += len(part)

    def on_click(self, event: events.Click) -> None:
        """Go where was clicked."""
        for start, end, name in self._spans:
            if start <= event.x < end and name:
                self.post_message(self.Chosen(name))
