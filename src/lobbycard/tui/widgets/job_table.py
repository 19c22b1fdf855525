"""The list of jobs, a line each; only the lines that differ are painted again."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from lobbycard.model.kinds import JobStatus
from lobbycard.store.jobs import JobRow
from lobbycard.tui import joblines
from lobbycard.tui.joblines import JobLine, Progress
from lobbycard.tui.widgets.line_list import LineList

OPENED, CLOSED = "▾ ", "▸ "


class JobTable(LineList):
    """Jobs as they were read, with the progress that the runner tells."""

    class Moved(Message):
        """The cursor stands on another job, or what it stands on has changed."""

        def can_replace(self, message: Message) -> bool:
            """Only the last place counts."""
            return isinstance(message, JobTable.Moved)

    HELP_TITLE: ClassVar[str] = "List"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l", "fold(True)", "Unfold", id="jobs.unfold", show=False, tooltip="Show a batch's jobs"),
        Binding("left,h", "fold(False)", "Fold", id="jobs.fold", show=False, tooltip="Hide a batch's jobs"),
        Binding("space", "mark", "Mark", id="jobs.mark", tooltip="Mark it for what comes next; again to unmark"),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._jobs: list[JobRow] = []
        self._lines: list[JobLine] = []
        self._progress: dict[int, Progress] = {}
        self._opened: set[str] = set()
        self.is_grouped = True
        self.marks: set[int] = set()

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
                self._refresh_row(index)

    def tick(self) -> None:
        """Time has passed: lines that show it are painted again."""
        for index, line in enumerate(self._lines):
            if line.job.status in {JobStatus.RUNNING, JobStatus.PENDING}:
                self._refresh_row(index)

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
        self._resize()
        if [line.key for line in before] != keys:
            self.refresh()
        else:
            for index, (old, new) in enumerate(zip(before, self._lines, strict=True)):
                if old != new:
                    self._refresh_row(index)
        self.post_message(self.Moved())

    # -- painting --

    def render_line(self, y: int) -> Strip:
        """A job or a batch."""
        index = y + self.scroll_offset.y
        if index >= len(self._lines):
            return Strip.blank(self._width, self.rich_style)
        return self._strip(self._lines[index], index, datetime.now(UTC))

    def _strip(self, line: JobLine, index: int, now: datetime) -> Strip:
        is_cursor = index == self.cursor
        base = self._cursor_style() if is_cursor else self.rich_style

        def styled(role: str) -> Style:
            return base if is_cursor else base + Style(color=self._style(role).color)

        width = self._width
        took = joblines.when(line, now)
        titled = max(12, min(60, width * 9 // 20))
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

    # -- keys --

    def row_count(self) -> int:
        """Jobs and batches that are shown."""
        return len(self._lines)

    def cursor_moved(self) -> None:
        """Tell it."""
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

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor there; on a batch's sign it opens."""
        index = event.y + self.scroll_offset.y
        if index >= len(self._lines):
            return
        self.go_to(index)
        line = self._lines[index]
        if line.batch and (event.x < 4 or event.chain == 2):
            self.action_fold(line.batch not in self._opened)
