"""The panel of what an item is made of: seasons with their episodes, the films of a set."""

from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType

from lobbycard.model.kinds import ItemKind
from lobbycard.store import item_page
from lobbycard.store.item_page import Branch, Head
from lobbycard.store.items import ItemRow
from lobbycard.tui import columns, text
from lobbycard.tui.desk import Desk
from lobbycard.tui.item.panel import RowPanel
from lobbycard.tui.item.values import numbered
from lobbycard.tui.messages import OpenItem
from lobbycard.tui.roles import ACCENT, FAINT, GOOD, PLAIN, QUIET, WARN
from lobbycard.tui.widgets.row_list import STRONG, Line, OpenList, Row, RowList, note

MANY = 300
"""Episodes from which on seasons are closed at first."""


class TreePanel(RowPanel):
    """Seasons that can be opened and closed, with their episodes; or films."""

    NAME = "tree"
    TITLE = "Seasons"
    ROWS = OpenList
    HELP_TITLE: ClassVar[str] = "Seasons and episodes"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l", "unfold", "Unfold", id="tree.unfold", show=False, tooltip="Show the episodes of the season"),
        Binding("left,h", "fold", "Fold", id="tree.fold", show=False, tooltip="Close the season"),
        Binding(
            "asterisk", "fold_all", "Fold all", id="tree.fold_all", show=False, tooltip="Close or open all seasons"
        ),
    ]

    def __init__(self, desk: Desk, head: Head) -> None:
        super().__init__(desk, head)
        self._branches: list[Branch] = []
        self._folded: set[int] | None = None

    async def load(self) -> None:
        """Read the tree."""
        self._branches = await self.read(item_page.tree, self.item_id)
        if self._folded is None:
            many = sum(len(branch.episodes) for branch in self._branches) > MANY
            self._folded = {branch.row.id for branch in self._branches} if many else set()
        self._show()

    def _show(self) -> None:
        rows: list[Row] = []
        for branch in self._branches:
            is_open = branch.row.id not in (self._folded or ())
            rows.append(Row(str(branch.row.id), partial(branch_lines, branch, is_open)))
            if is_open:
                rows += [Row(str(row.id), partial(leaf_lines, row, "    ")) for row in branch.episodes]
        if not rows:
            rows.append(note("none", "Nothing is there yet."))
        self.show_rows(rows)

    def covers(self, ids: frozenset[int]) -> bool:
        """Any of the tree."""
        return any(branch.row.id in ids or any(row.id in ids for row in branch.episodes) for branch in self._branches)

    @property
    def _season(self) -> Branch | None:
        """The season under the cursor, or that of the episode there."""
        key = self.rows.current_key
        for branch in self._branches:
            if str(branch.row.id) == key or any(str(row.id) == key for row in branch.episodes):
                return branch
        return None

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Enter opens the page of a season, an episode, a film."""
        event.stop()
        chosen = int(event.key)
        siblings = [branch.row.id for branch in self._branches]
        for branch in self._branches:
            if any(row.id == chosen for row in branch.episodes):
                siblings = [row.id for row in branch.episodes]
        self.post_message(OpenItem(chosen, siblings))

    def action_unfold(self) -> None:
        """Open the season, or go on to its first episode."""
        branch = self._season
        if branch is None or not branch.episodes:
            return
        if branch.row.id in (self._folded or ()):
            self._folded = (self._folded or set()) - {branch.row.id}
            self._show()
        elif self.rows.current_key == str(branch.row.id):
            self.rows.action_move(1)

    def action_fold(self) -> None:
        """Close the season; from an episode, go up to it first."""
        branch = self._season
        if branch is None or not branch.episodes:
            return
        if self.rows.current_key != str(branch.row.id):
            self.rows.move_to(str(branch.row.id))
        else:
            self._folded = (self._folded or set()) | {branch.row.id}
            self._show()

    def action_fold_all(self) -> None:
        """Close all, or open all when they are closed."""
        every = {branch.row.id for branch in self._branches if branch.episodes}
        self._folded = set() if self._folded == every else every
        branch = self._season
        if branch is not None:
            self.rows.move_to(str(branch.row.id))
        self._show()


def branch_lines(branch: Branch, is_open: bool, width: int) -> list[Line]:
    """A season with how many of its episodes are there; or a leaf."""
    row = branch.row
    if row.kind is not ItemKind.SEASON:
        return leaf_lines(row, "", width)
    there = sum(episode.file_count > 0 for episode in branch.episodes)
    known = branch.known or len(branch.episodes)
    role = GOOD if there >= known else WARN
    sign = columns.state_of(row)
    fold = "▾ " if is_open and branch.episodes else "▸ "
    tail = 12 + 9 + (14 if width >= 70 else 2)
    title = text.fit(numbered(row.kind, row.title, row.number), max(8, width - 2 - 2 - tail))
    return [
        [
            (fold, QUIET),
            (title, STRONG),
            (text.fit(f"{there} of {known}", 9, right=True), role),
            ("  ", PLAIN),
            *columns.bar(row.completeness, 8),
            ("  ", PLAIN),
            (text.fit(f"{sign.sign} {sign.word}" if width >= 70 else sign.sign, 14 if width >= 70 else 1), sign.role),
        ]
    ]


def leaf_lines(row: ItemRow, indent: str, width: int) -> list[Line]:
    """An episode or a film."""
    sign = columns.state_of(row)
    has_file = row.file_count > 0
    number = "" if row.kind is ItemKind.MOVIE else text.fit(str(row.number or ""), 3, right=True) + "  "
    date = str(row.year or "") if row.kind is ItemKind.MOVIE else row.aired or ""
    quality = row.resolution.removesuffix("p") if has_file else "no file"
    wide = width >= 70
    tail = 2 + 10 + 2 + 8 + 2 + (14 if wide else 1)
    title = text.fit(row.title or "untitled", max(8, width - 2 - len(indent) - len(number) - tail))
    return [
        [
            (indent, PLAIN),
            (number, QUIET),
            (title, PLAIN if has_file else FAINT),
            ("  ", PLAIN),
            (text.fit(date, 10), QUIET),
            ("  ", PLAIN),
            (text.fit(quality, 8), ACCENT if has_file else WARN),
            ("  ", PLAIN),
            (text.fit(f"{sign.sign} {sign.word}" if wide else sign.sign, 14 if wide else 1), sign.role),
        ]
    ]
