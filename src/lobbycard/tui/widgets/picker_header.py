"""What the picker is about: the item, where one is among many, the types with what is chosen, the seasons."""

from collections.abc import Sequence
from typing import NamedTuple

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from lobbycard.model.fields import picture_label
from lobbycard.model.kinds import AssetType, ItemKind
from lobbycard.store.artwork import TypeCount
from lobbycard.store.picking import Deck, Part
from lobbycard.tui import text

LOCKED = "▪"
_BRIEF = {
    AssetType.CLEARLOGO: "logo",
    AssetType.CLEARART: "clear",
    AssetType.LANDSCAPE: "land",
    AssetType.CHARACTERART: "char",
    AssetType.DISCART: "disc",
    AssetType.KEYART: "key",
}
"""Types where there is little room."""


class Span(NamedTuple):
    """Something that can be clicked."""

    line: int
    start: int
    end: int
    target: AssetType | int


class PickerHeader(Widget):
    """Two lines, and a third for the seasons of a series."""

    class TypeClicked(Message):
        """A type was clicked."""

        def __init__(self, asset_type: AssetType) -> None:
            super().__init__()
            self.asset_type = asset_type

    class PartClicked(Message):
        """A season was clicked."""

        def __init__(self, item_id: int) -> None:
            super().__init__()
            self.item_id = item_id

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {  # noqa: RUF012 - Textual's name
        "head--title", "head--quiet", "head--faint", "head--good", "head--warn", "head--active", "head--filter",
        "head--bar", "head--rest",
    }  # fmt: skip
    DEFAULT_CSS = """
    PickerHeader {
        height: 2;
        padding: 0 1;
        background: $surface;
        &.-parts { height: 3; }
        & > .head--title { color: $foreground; text-style: bold; }
        & > .head--quiet { color: $text-muted; }
        & > .head--faint { color: $text-disabled; }
        & > .head--good { color: $success; }
        & > .head--warn { color: $warning; }
        & > .head--filter { color: $warning; text-style: bold; }
        & > .head--active { color: $on-color; background: $primary; text-style: $on-color-style; }
        & > .head--bar { color: $primary; }
        & > .head--rest { color: $text-disabled; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._deck: Deck | None = None
        self._place = ""
        self._notes: tuple[str, ...] = ()
        self._progress: tuple[int, int] | None = None
        self._spans: list[Span] = []

    def show(
        self, deck: Deck | None, *, place: str = "", notes: Sequence[str] = (), progress: tuple[int, int] | None = None
    ) -> None:
        """Say what is looked at."""
        self._deck, self._place, self._notes, self._progress = deck, place, tuple(notes), progress
        self.set_class(deck is not None and len(deck.parts) > 1, "-parts")
        self.refresh()

    def render(self) -> Content:
        """The lines."""
        self._spans.clear()
        deck, width = self._deck, self.size.width
        if deck is None:
            return Content("")
        lines = [self._first(deck, width), self._types(deck, width)]
        if len(deck.parts) > 1:
            lines.append(self._parts(deck, width))
        return Content("\n").join(lines)

    def _first(self, deck: Deck, width: int) -> Content:
        right: list[tuple[str, str]] = [(f"{note}  ", "filter") for note in self._notes]
        if self._progress is not None:
            done, total = self._progress
            filled = round(12 * done / total) if total else 12
            right += [("━" * filled, "bar"), ("─" * (12 - filled), "rest"), ("  ", "quiet")]
        right.append((self._place, "quiet"))
        used = sum(Content(part).cell_length for part, _ in right)
        if used > width - 16:
            right, used = [(self._place, "quiet")], Content(self._place).cell_length
        above = " › ".join(deck.above)
        title = text.clip(deck.title or "Untitled", max(4, width - used - 2))
        left = [(f"{above} › " if above else "", "quiet"), (title, "title")]
        if deck.year:
            left.append((f"  {deck.year}", "quiet"))
        room = width - used - sum(Content(part).cell_length for part, _ in left)
        if room < 1:
            left, room = [(text.clip(title, width - used - 1), "title")], 1
        return self._styled([*left, (" " * max(1, room), "quiet"), *right])

    def _types(self, deck: Deck, width: int) -> Content:
        for brief in (False, True):
            parts = self._type_parts(deck, brief=brief)
            if sum(len(part) for part, _, _ in parts) <= width:
                break
        else:
            parts = _around(parts, deck.asset_type, width)
        return self._spanned(1, parts)

    def _type_parts(self, deck: Deck, *, brief: bool) -> list[tuple[str, str, AssetType | int | None]]:
        found: list[tuple[str, str, AssetType | int | None]] = []
        for one in deck.types:
            state, role = _state(one)
            is_active = one.asset_type is deck.asset_type
            name = picture_label(one.asset_type).lower()
            name = name if is_active or not brief else _BRIEF.get(one.asset_type, name)
            lock = LOCKED if one.is_locked else ""
            count = "" if brief and not is_active else f" {one.candidates}"
            found.append((f" {name}{count} {state}{lock} ", "active" if is_active else role, one.asset_type))
        return found

    def _parts(self, deck: Deck, width: int) -> Content:
        parts: list[tuple[str, str, AssetType | int | None]] = []
        for part in deck.parts:
            is_active = part.id == deck.item_id
            role = "active" if is_active else "quiet" if part.candidates else "faint"
            parts.append((f" {part_name(part)} {part.candidates} ", role, part.id))
        if sum(len(part) for part, _, _ in parts) > width:
            parts = _around(parts, deck.item_id, width)
        return self._spanned(2, parts)

    def _spanned(self, line: int, parts: Sequence[tuple[str, str, AssetType | int | None]]) -> Content:
        x = 0
        for part, _, target in parts:
            if target is not None:
                self._spans.append(Span(line, x, x + len(part), target))
            x += len(part)
        return self._styled([(part, role) for part, role, _ in parts])

    def _styled(self, parts: Sequence[tuple[str, str]]) -> Content:
        return Content.assemble(*((part, self.get_visual_style(f"head--{role}")) for part, role in parts))

    def on_click(self, event: events.Click) -> None:
        """Go where was clicked."""
        x = event.x - 1
        for span in self._spans:
            if span.line == event.y and span.start <= x < span.end:
                if isinstance(span.target, AssetType):
                    self.post_message(self.TypeClicked(span.target))
                else:
                    self.post_message(self.PartClicked(span.target))


def part_name(part: Part) -> str:
    """A series or season, briefly."""
    if part.kind is ItemKind.SERIES:
        return "Series"
    return "Specials" if part.number == 0 else f"S{part.number}" if part.number is not None else part.title


def _state(one: TypeCount) -> tuple[str, str]:
    """Whether a type is decided."""
    if one.selected:
        return ("✓" if one.selected == 1 else f"✓{one.selected}"), "good" if one.is_locked else "quiet"
    return ("○", "warn") if one.candidates else ("·", "faint")


def _around(
    parts: list[tuple[str, str, AssetType | int | None]], active: AssetType | int, width: int
) -> list[tuple[str, str, AssetType | int | None]]:
    """As many neighbours of the active part as fit."""
    at = next((number for number, part in enumerate(parts) if part[2] == active), 0)
    start, stop, used = at, at + 1, len(parts[at][0]) + 4
    while True:
        grown = False
        if stop < len(parts) and used + len(parts[stop][0]) <= width:
            used += len(parts[stop][0])
            stop, grown = stop + 1, True
        if start > 0 and used + len(parts[start - 1][0]) <= width:
            used += len(parts[start - 1][0])
            start, grown = start - 1, True
        if not grown:
            break
    before = [("‹ ", "faint", None)] if start else []
    after = [(" ›", "faint", None)] if stop < len(parts) else []
    return [*before, *parts[start:stop], *after]
