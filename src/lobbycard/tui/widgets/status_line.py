"""The line about background work: always there, never in the way."""

from collections.abc import Sequence
from typing import NamedTuple

from textual import work
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget

from lobbycard.errors import AppError
from lobbycard.events import Changed, DatabaseHeld, Event, JobProgress, QueuePaused, Topic
from lobbycard.model.kinds import JobStatus
from lobbycard.store import jobs
from lobbycard.tui import text
from lobbycard.tui.desk import Desk
from lobbycard.tui.pace import Pace

SETTLE = 0.25
"""Changes within so many seconds are read together."""
BAR = 16
HELD = "⧗ Another program holds the database: changes wait for it"


class Running(NamedTuple):
    """The job that the line shows."""

    title: str
    done: int | None
    total: int | None
    message: str


class Work(NamedTuple):
    """What goes on in the background."""

    running: tuple[Running, ...] = ()
    waiting: int = 0
    failed: int = 0
    paused: bool = False
    rate: float = 0.0
    """Steps a second of the job shown."""
    held: bool = False
    """A change waits for another program that writes to the database."""


class StatusLine(Widget):
    """Running job with progress and rate, what waits, what failed; quiet when there is nothing.

    While another program holds the database, it says that instead: else keys that change something seem dead.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {  # noqa: RUF012 - Textual's name
        "status--quiet",
        "status--running",
        "status--bar",
        "status--rest",
        "status--failed",
        "status--paused",
        "status--held",
    }
    DEFAULT_CSS = """
    StatusLine {
        height: 1;
        padding: 0 1;
        background: $surface;
        & > .status--quiet { color: $foreground-disabled; }
        & > .status--running { color: $foreground; }
        & > .status--bar { color: $primary; }
        & > .status--rest { color: $foreground-disabled; }
        & > .status--failed { color: $text-error; }
        & > .status--paused { color: $text-warning; }
        & > .status--held { color: $text-warning; }
    }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._core = desk.core
        self._heard = desk.heard
        self._work = Work()
        self._timer: Timer | None = None
        self._pace = Pace()

    def on_mount(self) -> None:
        """Listen, and look once the first frame is there."""
        self._heard.subscribe(self, self._on_event)
        self.call_after_refresh(self.look)

    def _on_event(self, event: Event) -> None:
        if isinstance(event, DatabaseHeld):
            self.show(self._work._replace(held=event.held))
        elif isinstance(event, JobProgress | QueuePaused) or (isinstance(event, Changed) and event.about(Topic.JOB)):
            self._soon()

    def _soon(self) -> None:
        if self._timer is None:
            self._timer = self.set_timer(SETTLE, self.look)

    @work(exclusive=True, group="status")
    async def look(self) -> None:
        """Read what goes on."""
        self._timer = None
        if not self.screen.is_current:
            return
        read = self._core.store.read
        try:
            counts = await read(jobs.counts)
            rows = await read(jobs.page, [JobStatus.RUNNING], limit=9) if counts.get(JobStatus.RUNNING) else []
            paused = await read(jobs.is_paused)
        except AppError:
            return  # the next change asks again
        running = tuple(self._with_progress(row) for row in rows)
        rate = self._pace.rate(rows[0].id, running[0].done) if running else 0.0
        waiting, failed = counts.get(JobStatus.PENDING, 0), counts.get(JobStatus.FAILED, 0)
        self.show(Work(running, waiting, failed, paused, rate, self._core.store.is_held))

    def show(self, work: Work) -> None:
        """Put it on the line."""
        if work != self._work:
            self._work = work
            self.refresh()

    def _with_progress(self, row: jobs.JobRow) -> Running:
        runner = self._core.runner
        here = runner.progress_of(row.id) if runner is not None else None
        title = row.name
        if here is None:
            return Running(title, row.done, row.total, row.message)
        return Running(title, here.done, here.total, here.message)

    def render(self) -> Content:
        """The line."""
        styles = {name: self.get_visual_style(name) for name in self.COMPONENT_CLASSES}
        return Content.assemble(*((part, styles[style]) for part, style in parts(self._work, self.size.width)))


Parts = list[tuple[str, str]]


def parts(work: Work, width: int) -> Parts:
    """The line's text with the style of each part, in so many cells."""
    tail = _tail(work)
    room = width - sum(len(part) for part, _ in tail)
    if work.held:
        return [(text.clip(HELD, room), "status--held"), *tail]
    if not work.running:
        if tail:
            return tail
        return [(text.clip("Nothing is running in the background", width), "status--quiet")]
    return _running(work.running, work.rate, room) + tail


def _tail(work: Work) -> Parts:
    found: Parts = []
    if work.paused:
        found.append(("  ‖ paused", "status--paused"))
    if work.waiting:
        found.append((f"  ◷ {text.number(work.waiting)} waiting", "status--quiet"))
    if work.failed:
        found.append((f"  ✗ {text.number(work.failed)} failed", "status--failed"))
    if found and not work.running and not work.held:
        found[0] = (found[0][0].lstrip(), found[0][1])
    return found


def _running(running: Sequence[Running], rate: float, room: int) -> Parts:
    job = running[0]
    title = text.safe(job.title) + (f" (+{len(running) - 1})" if len(running) > 1 else "")
    found: Parts = [("● ", "status--bar")]
    bar = _bar(job)
    told = _told(job, rate)
    used = 2 + sum(len(part) for part, _ in bar) + len(told)
    if room - used < 12:
        bar, used = [], 2 + len(told)
    if room - used < 8:
        told, used = "", 2
    head = text.clip(title, max(0, room - used))
    found.append((head, "status--running"))
    found += bar
    found.append((told, "status--quiet"))
    left = room - used - Content(head).cell_length
    if job.message and left > 12:
        found.append((text.clip(f"  {job.message}", left), "status--quiet"))
    return found


def _bar(job: Running) -> Parts:
    if not job.total or job.done is None:
        return []
    filled = round(BAR * min(1.0, job.done / job.total))
    return [("  ", "status--rest"), ("━" * filled, "status--bar"), ("─" * (BAR - filled), "status--rest")]


def _told(job: Running, rate: float) -> str:
    if job.done is None:
        return ""
    counted = f"  {text.number(job.done)}" + (f"/{text.number(job.total)}" if job.total else "")
    if rate >= 0.1:
        counted += f"  {rate:.0f}/s" if rate >= 10 else f"  {rate:.1f}/s"
        if job.total and job.total > job.done:
            counted += f"  {text.duration((job.total - job.done) / rate)} left"
    return counted
