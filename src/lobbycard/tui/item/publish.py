"""The panel of what a publish would do now: each file with its fate and why, NFO files as differences."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from lobbycard.store.item_page import Head
from lobbycard.tui import text
from lobbycard.tui.desk import Desk
from lobbycard.tui.item.files import shown_path
from lobbycard.tui.item.panel import RowPanel
from lobbycard.tui.roles import ACCENT, BAD, FAINT, GOOD, PLAIN, QUIET, WARN
from lobbycard.tui.widgets.row_list import ADDED, REMOVED, Line, Row, RowList, heading, note, wrapped

if TYPE_CHECKING:
    from lobbycard.tasks.publishing.planned import Publication

MOST_ROWS = 1500
_ORDER = ("written", "replaced", "moved", "copied", "recycled", "removed", "made", "kept")
_ROLES = {
    "written": GOOD,
    "replaced": ACCENT,
    "moved": ACCENT,
    "copied": GOOD,
    "recycled": WARN,
    "removed": WARN,
    "made": QUIET,
    "kept": FAINT,
}
_SIGNS = {"written": "+", "replaced": "~", "moved": "→", "copied": "+", "recycled": "−", "removed": "−"}
_TITLES = {"made": "Folders made", "kept": "Left alone", "recycled": "To the recycle bin"}


class PublishPanel(RowPanel):
    """The plan, before it is carried out."""

    NAME = "publish"
    TITLE = "Publish"
    HELP_TITLE: ClassVar[str] = "Publish preview"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "publish", "Publish", id="preview.publish",
                tooltip="Do exactly what is shown here"),
        Binding("right,left,space", "unfold", "Difference", id="preview.diff", key_display="enter",
                tooltip="Show what changes in the NFO, or hide it"),
        Binding("asterisk", "unfold_all", "All", id="preview.diff_all", show=False, tooltip="Show or hide all of them"),
    ]  # fmt: skip

    def __init__(self, desk: Desk, head: Head) -> None:
        super().__init__(desk, head)
        self._plan: Publication | None = None
        self._diffs: dict[str, list[str]] = {}
        self._open: set[str] = set()
        self._is_first = True

    async def load(self) -> None:
        """Compare what is to be there with what is."""
        from lobbycard.tasks.publishing.planned import plan_publish

        if self._plan is None:
            self.rows.show([note("looking", "Comparing with what lies beside the files …")])
        self._plan = await plan_publish(self.core.tools, [self.item_id])
        self._diffs = {}
        for part in self._plan.parts:
            root = part.plan.root.rstrip("/") + "/"
            self._diffs |= {
                path.removeprefix(root): lines for path, lines in self._plan.diffs().items() if path.startswith(root)
            }
        if self._is_first and len(self._diffs) == 1:
            self._open = set(self._diffs)
        self._is_first = False
        self._show()

    def _show(self) -> None:
        plan = self._plan
        if plan is None:
            return
        rows: list[Row] = [Row("heading summary", partial(_summary, plan), is_heading=True)]
        planned = plan.rows()
        for action in _ORDER:
            those = [row for row in planned if str(row.action) == action]
            those.sort(key=lambda row: row.path not in self._diffs)
            if those:
                rows.append(heading(action, f"{_TITLES.get(action, action.capitalize())}  {len(those)}"))
            rows += [self._row(action, row) for row in those[:MOST_ROWS]]
        drifts, skipped = plan.drifts(), plan.skipped()
        if drifts:
            rows.append(heading("drift", f"Changed by others  {len(drifts)}"))
            for n, drift in enumerate(drifts[:MOST_ROWS]):
                rows.append(Row(f"drift {n}", partial(_told, shown_path(drift.path), drift.detail, WARN)))
        if skipped:
            rows.append(heading("skipped", f"Not published  {len(skipped)}"))
            for n, one in enumerate(skipped[:MOST_ROWS]):
                rows.append(
                    Row(f"skipped {n}", partial(_told, shown_path(one.path) or one.asset_type, one.reason, BAD))
                )
        self.show_rows(rows)

    def _row(self, action: str, row: Any) -> Row:
        """Lines of a file; of an NFO that is open, with the difference."""
        diff = self._diffs.get(row.path) if row.path in self._open else None
        has_diff = row.path in self._diffs
        return Row(f"{action} {row.path}", partial(file_lines, action, row, has_diff, diff))

    @property
    def _path(self) -> str:
        return (self.rows.current_key or "").partition(" ")[2]

    def why_not(self, action: str) -> str | None:
        """What cannot be done here."""
        if action == "publish" and self._plan is None:
            return "The preview is still being made."
        if action == "publish" and not self._plan:
            return "Everything is as it should be: there is nothing to publish."
        if action == "unfold" and self._path not in self._diffs:
            return "Only an NFO that is written has a difference."
        if action == "unfold_all" and not self._diffs:
            return "No NFO is written."
        return None

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Enter shows the difference."""
        event.stop()
        self.action_unfold()

    def action_unfold(self) -> None:
        """Show or hide a difference."""
        if self._path in self._diffs:
            self._open ^= {self._path}
            self._show()
            self.rows.go_to(self.rows.cursor)

    def action_unfold_all(self) -> None:
        """Show or hide all."""
        self._open = set() if self._open >= set(self._diffs) else set(self._diffs)
        self._show()

    @work(group="edit")
    async def action_publish(self) -> None:
        """Queue exactly this plan: were it another by then, nothing would be done."""
        from lobbycard.tasks.publish_item import PublishItem

        plan = self._plan
        if plan:
            await self.core.enqueue(PublishItem(item_id=self.item_id, digest=plan.digest))
            self.notify(f"Publishing: {plan.summary()}", markup=False)


def _summary(plan: "Publication", width: int) -> list[Line]:
    role = PLAIN if plan else GOOD
    said = plan.summary() if plan or plan.rows() else "Everything is as it should be."
    lead = "p publishes this: " if plan else ""
    first, *more = wrapped(said, width - 2 - len(lead), 2)
    return [[(lead, QUIET), (first, role)], *([(" " * len(lead), QUIET), (line, role)] for line in more)]


def _told(path: str, said: str, role: str, width: int) -> list[Line]:
    lines: list[Line] = [[("  ", PLAIN), (text.clip(path, width - 4), PLAIN)]]
    return lines + [[("    ", PLAIN), (line, role)] for line in wrapped(said, width - 8, 3)]


def file_lines(action: str, row: Any, has_diff: bool, diff: Sequence[str] | None, width: int) -> list[Line]:
    """A file with its fate, and the difference below it."""
    size = text.size(row.size) if action != "kept" else ""
    target = f" → {shown_path(row.target)}" if row.target and action != "recycled" else ""
    fold = ("▾ " if diff is not None else "▸ ") if has_diff else "  "
    room = max(8, width - 2 - 4 - len(size) - 1)
    lines: list[Line] = [
        [
            (fold, QUIET),
            (f"{_SIGNS.get(action, ' ')} ", _ROLES[action]),
            (text.fit(f"{shown_path(row.path)}{target}", room), FAINT if action == "kept" else PLAIN),
            (f" {size}", QUIET),
        ]
    ]
    if row.reason:
        lines += [[("      ", PLAIN), (line, QUIET)] for line in wrapped(row.reason, width - 10, 2)]
    return lines + diff_lines(diff or (), width - 8)


def diff_lines(diff: Sequence[str], width: int, indent: int = 6) -> list[Line]:
    """A unified difference in colours; its heads, which name no file here, are left out."""
    margin = " " * indent
    found: list[Line] = []
    for line in diff:
        if line.startswith(("---", "+++")):
            continue
        if line.startswith("@@"):
            if found:
                found.append([(f"{margin}┄", FAINT)])
            continue
        role = ADDED if line.startswith("+") else REMOVED if line.startswith("-") else FAINT
        sign = {"+": "+ ", "-": "− "}.get(line[:1], "  ")
        found.append([(margin, PLAIN), (text.clip(sign + line[1:], width), role)])
    return [*found, []] if found else []
