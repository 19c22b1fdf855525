"""What stands above the panels: where one is, how the item stands, and which panels there are."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from lobbycard.model.kinds import ItemKind
from lobbycard.store.item_page import Crumb, Head
from lobbycard.tui import columns, roles, text
from lobbycard.tui.item.state import missing, state_of
from lobbycard.tui.item.values import numbered

Span = tuple[str, str]
"""A text and its style."""
_BAR = 12


class ItemHead(Widget):
    """Two lines: the way to the item with its title, and how it stands."""

    class CrumbClicked(Message):
        """An item above was asked for."""

        def __init__(self, item_id: int) -> None:
            super().__init__()
            self.item_id = item_id

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    ItemHead { height: 2; padding: 0 1; background: $surface; }
    """
    place = reactive("")
    """Which of how many in the list it was opened from."""

    def __init__(self) -> None:
        super().__init__()
        self._head: Head | None = None
        self._crumbs: list[tuple[int, int, int]] = []

    def show(self, head: Head | None) -> None:
        """Another item, or the same as it is now."""
        self._head = head
        self.refresh()

    def render(self) -> Content:
        """The two lines."""
        if self._head is None:
            return Content("")
        width = self.size.width
        return Content("\n").join([self._where(self._head, width), standing(self._head, width)])

    def _where(self, head: Head, width: int) -> Content:
        room = width - cell_len(self.place) - 2
        title = named(head)
        crumbs = [(crumb.id, text.clip(crumb_title(crumb), 30)) for crumb in head.above]
        while crumbs and sum(cell_len(crumb) + 3 for _, crumb in crumbs) + min(cell_len(title), 30) > room:
            crumbs.pop(0)
        parts: list[Span] = []
        self._crumbs, start = [], 1
        for item_id, crumb in crumbs:
            self._crumbs.append((start, start + cell_len(crumb), item_id))
            parts += [(crumb, "$secondary"), (" › ", "$foreground-disabled")]
            start += cell_len(crumb) + 3
        title = text.clip(title, max(4, room - start + 1))
        year = f" ({head.item.year})" if head.item.year and start + cell_len(title) + 6 < room else ""
        parts += [(title, "bold $primary"), (year, "$foreground-muted")]
        blanks = width + 1 - start - cell_len(title) - len(year) - cell_len(self.place)
        return Content.assemble(*parts, " " * max(1, blanks), (self.place, "$foreground-disabled"))

    def on_click(self, event: events.Click) -> None:
        """The way back up."""
        for start, end, item_id in self._crumbs:
            if event.y == 0 and start <= event.x < end:
                self.post_message(self.CrumbClicked(item_id))


def named(head: Head) -> str:
    """The item's own title, with its number where it has one."""
    return text.safe(numbered(head.item.kind, head.item.title, head.item.number)) or "untitled"


def crumb_title(crumb: Crumb) -> str:
    """The title of what the item hangs under."""
    if crumb.kind is ItemKind.SEASON:
        return "Specials" if crumb.number == 0 else f"Season {crumb.number}"
    return text.safe(crumb.title)


def standing(head: Head, width: int) -> Content:
    """State, completeness, what is missing, locks."""
    sign, said = state_of(head.item)
    parts: list[Span] = [(f"{sign.sign} ", roles.COLORS[sign.role]), (said, "$foreground"), ("   ", "")]
    percent = head.item.completeness
    parts += [(bar, roles.COLORS[role]) for bar, role in columns.bar(percent, _BAR)]
    parts.append((f" {percent:.0f} %", "$foreground-muted"))
    tail = f"   ◆ {head.locks} locked" if head.locks else ""
    used = sum(cell_len(part) for part, _ in parts) + cell_len(tail)
    lacks = text.clip(missing(head.gaps), max(0, width - used - 12)) if head.gaps else ""
    if lacks:
        parts += [("   lacks ", "$foreground-muted"), (lacks, "$warning")]
    if used <= width:
        parts.append((tail, "$primary"))
    return Content.assemble(*parts)


class PanelTabs(Widget):
    """The names of the panels; a click goes there."""

    class Chosen(Message):
        """A panel was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"tabs--name", "tabs--active", "tabs--rule"}  # noqa: RUF012 - Textual's name
    DEFAULT_CSS = """
    PanelTabs {
        height: 1;
        background: $surface;
        & > .tabs--name { color: $text-muted; background: $surface; }
        & > .tabs--active { color: $primary; background: $background; text-style: bold; }
    }
    """
    active = reactive("")

    def __init__(self) -> None:
        super().__init__()
        self._tabs: Sequence[tuple[str, str]] = ()
        self._spans: list[tuple[int, int, str]] = []

    def show(self, tabs: Sequence[tuple[str, str]], active: str) -> None:
        """The panels by name and title."""
        self._tabs, self.active = tabs, active
        self.refresh()

    def render(self) -> Content:
        """As many names as there is room for, the active one among them."""
        pad = "  " if sum(len(title) + 4 for _, title in self._tabs) <= self.size.width else " "
        tabs = list(self._tabs)
        while len(tabs) > 1 and sum(len(title) + 2 * len(pad) for _, title in tabs) > self.size.width:
            tabs.pop(0 if tabs[-1][0] == self.active or tabs[0][0] != self.active else -1)
        parts: list[tuple[str, str]] = []
        self._spans, start = [], 0
        for name, title in tabs:
            label = f"{pad}{title}{pad}"
            parts.append((label, "active" if name == self.active else "name"))
            self._spans.append((start, start + len(label), name))
            start += len(label)
        return Content.assemble(*((label, self.get_visual_style(f"tabs--{style}")) for label, style in parts))

    def on_click(self, event: events.Click) -> None:
        """Go there."""
        for start, end, name in self._spans:
            if start <= event.x < end:
                self.post_message(self.Chosen(name))
