"""The list of jobs, a line each; only the lines that differ are painted again."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from lobbycard.model.kinds import JobStatus
from lobbycard.store.jobs import JobRow
from lobbycard.tui import joblines
from lobbycard.tui.joblines import JobLine, Progress

OPENED, CLOSED = "▾ ", "▸ "


class JobTable(ScrollView, can_focus=True):
    """Jobs as they were read, with the progress that the runner tells."""

    class Moved(Message):
        """The cursor stands on another job, or what it stands on has changed."""

        def can_replace(self, message: Message) -> bool:
            """Only the last place counts."""
            return isinstance(message, JobTable.Moved)

    HELP_TITLE: ClassVar[str] = "List"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", id="jobs.up", show=False, tooltip="One up"),
        Binding("down,j", "move(1)", "Down", id="jobs.down", show=False, tooltip="One down"),
        Binding("pageup,ctrl+b", "page(-1)", "Page up", id="jobs.page_up", show=False, tooltip="A page up"),
        Binding("pagedown,ctrl+f", "page(1)", "Page down", id="jobs.page_down", show=False, tooltip="A page down"),
        Binding("home,g", "go(0)", "First", id="jobs.first", show=False, tooltip="To the first"),
        Binding("end,G", "go(-1)", "Last", id="jobs.last", show=False, tooltip="To the last"),
        Binding("right,l", "fold(True)", "Unfold", id="jobs.unfold", show=False, tooltip="Show a batch's jobs"),
        Binding("left,h", "fold(False)", "Fold", id="jobs.fold", show=False, tooltip="Hide a batch's jobs"),
        Binding("space", "mark", "Mark", id="jobs.mark", tooltip="Mark it for what comes next; again to unmark"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"jobs--{name}"
        for name in ("plain", "quiet", "faint", "good", "warn", "bad", "accent", "cursor", "dim-cursor", "mark")
    }
    DEFAULT_CSS = """
    JobTable {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        & > .jobs--plain { color: $foreground; }
        & > .jobs--quiet { color: $foreground-muted; }
        & > .jobs--faint { color: $foreground-disabled; }
        & > .jobs--good { color: $success; }
        & > .jobs--warn { color: $warning; }
        & > .jobs--bad { color: $error; }
        & > .jobs--accent { color: $accent; }
        & > .jobs--mark { color: $primary; }
        & > .jobs--cursor {
            color: $block-cursor-foreground;
            background: $block-cursor-background;
            text-style: $block-cursor-text-style;
        }
        & > .jobs--dim-cursor {
            color: $block-cursor-blurred-foreground;
            background: $block-cursor-blurred-background;
        }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._jobs: list[JobRow] = []
        self._lines: list[JobLine] = []
        self._progress: dict[int, Progress] = {}
        self._opened: set[str] = set()
        self.is_grouped = True
        self.marks: set[int] = set()
        self.cursor = 0
        self._styles: dict[str, Style] = {}

    # -- for its parent --

    def show(self, jobs: Sequence[JobRow]) -> None:
        """Show these jobs; the cursor stays on its job."""
        self._jobs = list(jobs)
        self.marks &= {job.id for job in jobs}
        self._rebuild()

    def show_progress(self, progress: dict[int, Progress]) -> None:
        """How far the running jobs are."""
        changed = {job for job, state in progress.items() if self._progress.get(job) != state}
        self._progress = progress
        for index, line in enumerate(self._lines):
            if not line.batch and line.job.id in changed:
                self._refresh_line(index)

    def tick(self) -> None:
        """Time has passed: lines that show it are painted again."""
        for index, line in enumerate(self._lines):
            if line.job.status in {JobStatus.RUNNING, JobStatus.PENDING}:
                self._refresh_line(index)

    @property
    def has_time(self) -> bool:
        """Whether any line shows how time passes."""
        now = datetime.now(UTC)
        return any(
            job.status is JobStatus.RUNNING or (job.status is JobStatus.PENDING and job.run_after > now)
            for job in self._jobs
        )

    @property
    def current(self) -> JobLine | None:
        """The line under the cursor."""
        return self._lines[self.cursor] if 0 <= self.cursor < len(self._lines) else None

    def chosen(self) -> list[JobRow]:
        """What an action is for: the marked jobs, else the one (or the batch) under the cursor."""
        if self.marks:
            return [job for job in self._jobs if job.id in self.marks]
        line = self.current
        if line is None:
            return []
        return [job for job in self._jobs if job.batch == line.batch] if line.batch else [line.job]

    def clear_marks(self) -> bool:
        """Unmark everything; false when nothing was marked."""
        had = bool(self.marks)
        self.marks.clear()
        if had:
            self.refresh()
        return had

    def group(self, grouped: bool) -> None:
        """Batches as one line, or every job."""
        self.is_grouped = grouped
        self._rebuild()

    def _rebuild(self) -> None:
        line = self.current
        before, held = self._lines, line.key if line is not None else None
        self._lines = joblines.lines(self._jobs, grouped=self.is_grouped, opened=self._opened)
        keys = [line.key for line in self._lines]
        if held in keys and self.cursor:
            self.cursor = keys.index(held)
        self.cursor = max(0, min(self.cursor, len(self._lines) - 1))
        self.virtual_size = Size(self._width, len(self._lines))
        if [line.key for line in before] != keys:
            self.refresh()
        else:
            for index, (old, new) in enumerate(zip(before, self._lines, strict=True)):
                if old != new:
                    self._refresh_line(index)
        self.post_message(self.Moved())

    # -- painting --

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width

    def _refresh_line(self, index: int) -> None:
        y = index - self.scroll_offset.y
        if 0 <= y < self.size.height:
            self.refresh(Region(0, y, self._width, 1))

    def render_line(self, y: int) -> Strip:
        """A job or a batch."""
        index = y + self.scroll_offset.y
        if index >= len(self._lines):
            return Strip.blank(self._width, self.rich_style)
        return self._strip(self._lines[index], index, datetime.now(UTC))

    def _strip(self, line: JobLine, index: int, now: datetime) -> Strip:
        is_cursor = index == self.cursor
        base = self._style("cursor" if self.has_focus else "dim-cursor") if is_cursor else self.rich_style

        def styled(role: str) -> Style:
            return base if is_cursor else base + Style(color=self._style(role).color)

        width = self._width
        took = joblines.when(line, now)
        titled = max(12, min(44, width * 2 // 5))
        room = max(0, width - titled - 6 - len(took) - 1)
        sign, role = joblines.SIGNS[line.job.status]
        if line.batch:
            sign, role = (OPENED if line.batch in self._opened else CLOSED).strip(), "quiet"
        mark = "▌" if line.job.id in self.marks and not line.batch else " "
        segments = [Segment(mark, styled("mark")), Segment(f"{sign} ", styled(role))]
        segments.append(Segment(joblines.title(line, titled) + "  ", styled("plain")))
        said = joblines.said(line, self._progress.get(line.job.id), now, room)
        segments += [Segment(part, styled(role)) for part, role in said]
        strip = Strip(segments).adjust_cell_length(max(0, width - len(took) - 1), base)
        return (
            Strip.join([strip, Strip([Segment(f"{took} ", styled("quiet"))])])
            .adjust_cell_length(width, base)
            .simplify()
        )

    def _style(self, role: str) -> Style:
        found = self._styles.get(role)
        if found is None:
            found = self._styles[role] = self.get_component_rich_style(f"jobs--{role}")
        return found

    def notify_style_update(self) -> None:
        """The theme has changed."""
        self._styles.clear()
        super().notify_style_update()

    # -- keys --

    def action_move(self, by: int) -> None:
        """Up or down."""
        self.go_to(self.cursor + by)

    def action_page(self, by: int) -> None:
        """By what is seen at once."""
        self.go_to(self.cursor + by * max(1, self.size.height - 1))

    def action_go(self, index: int) -> None:
        """To a place; negative counts from the end."""
        self.go_to(index if index >= 0 else len(self._lines) + index)

    def go_to(self, index: int) -> None:
        """Put the cursor on a line."""
        if not self._lines:
            return
        before, self.cursor = self.cursor, max(0, min(index, len(self._lines) - 1))
        top = max(min(self.scroll_offset.y, self.cursor), self.cursor - self.size.height + 1)
        if top != self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, force=True)
        if before != self.cursor:
            self._refresh_line(before)
            self._refresh_line(self.cursor)
            self.post_message(self.Moved())

    def action_fold(self, open_: bool) -> None:
        """Open or close the batch."""
        line = self.current
        if line is None:
            return
        batch = line.batch or (line.job.batch or "" if line.depth else "")
        if open_ and line.batch:
            self._opened.add(batch)
        elif not open_ and batch:
            self._opened.discard(batch)
            self.cursor = next((n for n, other in enumerate(self._lines) if other.batch == batch), self.cursor)
        self._rebuild()

    def action_mark(self) -> None:
        """Mark or unmark, and go on."""
        line = self.current
        if line is None:
            return
        ids = {job.id for job in self._jobs if job.batch == line.batch} if line.batch else {line.job.id}
        self.marks = self.marks - ids if ids <= self.marks else self.marks | ids
        self.refresh()
        self.go_to(self.cursor + 1)

    # -- what Textual tells --

    def on_focus(self) -> None:
        """The cursor is lit."""
        self._refresh_line(self.cursor)

    def on_blur(self) -> None:
        """The cursor is dimmed."""
        self._refresh_line(self.cursor)

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self.virtual_size = Size(self._width, len(self._lines))
        self.go_to(self.cursor)

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor there; on a batch's sign it opens."""
        index = event.y + self.scroll_offset.y
        if index >= len(self._lines):
            return
        self.go_to(index)
        line = self._lines[index]
        if line.batch and (event.x < 4 or event.chain == 2):
            self.action_fold(line.batch not in self._opened)
