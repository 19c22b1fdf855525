"""What runs, waits, failed and is done."""

from collections.abc import Awaitable, Iterable, Sequence
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Label, Static

from lobbycard.errors import AppError
from lobbycard.events import Changed, Event, JobProgress, QueuePaused, Topic
from lobbycard.model.kinds import JobStatus
from lobbycard.store import jobs
from lobbycard.store.jobs import JobRow
from lobbycard.tui import text
from lobbycard.tui.desk import Desk
from lobbycard.tui.joblines import SIGNS, WORDS, Progress
from lobbycard.tui.messages import OpenItem
from lobbycard.tui.pace import Pace
from lobbycard.tui.screens.asking import AskingScreen
from lobbycard.tui.screens.menu import Choice
from lobbycard.tui.widgets.job_details import JobDetails, Status
from lobbycard.tui.widgets.job_table import JobTable

SETTLE = 0.5
TICK = 1.0
LIMIT = 300
"""Jobs of each state read at once; the newest of those that ended."""
ORDER = ((JobStatus.RUNNING, JobStatus.PENDING), (JobStatus.FAILED,), (JobStatus.COMPLETED, JobStatus.CANCELLED))
"""What failed stands above what is done: it wants to be seen."""
EVERYTHING = tuple(JobStatus)
CAN_CANCEL = frozenset({JobStatus.PENDING, JobStatus.RUNNING})


class JobsScreen(AskingScreen):
    """Background work."""

    MODE = "jobs"
    HELP_TITLE: ClassVar[str] = "Jobs"
    CSS_PATH = "jobs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "pause", "Pause", id="jobs.pause", tooltip="Start nothing new, or go on"),
        Binding("x", "cancel", "Cancel", id="jobs.cancel", tooltip="End it, waiting or running"),
        Binding("r", "retry", "Retry", id="jobs.retry", tooltip="Try it again now"),
        Binding("R", "retry_all", "Retry failed", id="jobs.retry_all", tooltip="Try all failed ones again"),
        Binding("plus", "raise(-1)", "Sooner", id="jobs.raise", tooltip="Raise its priority", key_display="+"),
        Binding("minus", "raise(1)", "Later", id="jobs.lower", tooltip="Lower its priority", key_display="-"),
        Binding("f", "filter", "Filter", id="jobs.filter", tooltip="Show only what runs, waits, failed, …"),
        Binding("slash", "search", "Search", id="jobs.search", key_display="/", tooltip="Look for a job by its words"),
        Binding("b", "group", "Batches", id="jobs.group", show=False, tooltip="Batches as one line, or every job"),
        Binding("C", "clear", "Clear ended", id="jobs.clear", show=False, tooltip="Forget the jobs that ended"),
        Binding("enter", "open_item", "Its item", id="jobs.open", show=False, tooltip="Show the item it is about"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._statuses: tuple[JobStatus, ...] = EVERYTHING
        self._paces: dict[int, Pace] = {}
        self._rows: list[JobRow] = []
        self._counts: dict[JobStatus, int] = {}
        self._paused = False
        self._soon: Timer | None = None

    def compose_body(self) -> Iterable[Widget]:
        """Counts, the list, details."""
        with Horizontal(id="jobs-head"):
            yield Static("", id="jobs-counts")
            yield Input(placeholder="/ to search", id="jobs-search", compact=True, max_length=200)
        with Horizontal(id="jobs-body"):
            with Vertical(id="jobs-list"):
                yield JobTable(id="jobs-table")
                yield Label("", id="jobs-empty")
            yield JobDetails(id="jobs-details")

    def on_mount(self) -> None:
        """Read, and keep reading."""
        super().on_mount()
        self.table.focus()
        self.look()
        self.set_interval(TICK, self._tick)

    def on_screen_resume(self) -> None:
        """Things have happened meanwhile."""
        if self.is_mounted:
            self.look()

    @property
    def table(self) -> JobTable:
        """The list."""
        return self.query_one(JobTable)

    # -- reading --

    def on_core_event(self, event: Event) -> None:
        """Keep up."""
        if isinstance(event, JobProgress):
            self._show_progress()
        elif (isinstance(event, QueuePaused) or (isinstance(event, Changed) and event.about(Topic.JOB))) and (
            self._soon is None
        ):
            self._soon = self.set_timer(SETTLE, self.look)

    @work(exclusive=True, group="jobs")
    async def look(self) -> None:
        """Read the jobs."""
        self._soon = None
        if not self.is_current:
            return
        read, words = self.core.store.read, self.query_one("#jobs-search", Input).value.strip()
        try:
            self._rows = [
                row
                for statuses in ORDER
                if (wanted := [status for status in statuses if status in self._statuses])
                for row in await read(jobs.page, wanted, text=words, limit=LIMIT)
            ]
            self._counts = await read(jobs.counts)
            self._paused = await read(jobs.is_paused)
        except AppError as error:
            self._say_empty(error.message)
            return
        self.table.show(self._rows)
        self._show_progress()
        self.query_one("#jobs-counts", Static).update(counted(self._counts, self._statuses, paused=self._paused))
        self._say_empty("" if self._rows else self._why_empty(words))
        self.query_one(JobDetails).show_providers(self._providers())
        self.refresh_bindings()

    def _why_empty(self, words: str) -> str:
        if words or self._statuses != EVERYTHING:
            return "No job fits. esc shows all."
        return "Nothing was done yet.\n\nScans, downloads and everything else that takes time appears here."

    def _say_empty(self, said: str) -> None:
        self.set_class(bool(said), "-empty")
        self.query_one("#jobs-empty", Label).update(Content(said))

    def _providers(self) -> Sequence[Status]:
        """Only of providers that were opened already: a look at this screen connects to nobody."""
        opened = vars(self.core.tools).get("providers")
        return opened.status() if opened is not None else ()

    def _show_progress(self) -> None:
        runner = self.core.runner
        found: dict[int, Progress] = {}
        running = [job for job in self._rows if job.status is JobStatus.RUNNING]
        for job in running:
            here = runner.progress_of(job.id) if runner is not None else None
            done, total, message = (here.done, here.total, here.message) if here else (job.done, job.total, job.message)
            rate = self._paces.setdefault(job.id, Pace()).rate(job.id, done)
            found[job.id] = Progress(done, total, message, rate)
        self._paces = {job.id: self._paces[job.id] for job in running}
        self.table.show_progress(found)

    def _tick(self) -> None:
        if self.is_current and self.table.has_time:
            self.table.tick()

    # -- messages --

    def on_job_table_moved(self, message: JobTable.Moved) -> None:
        """Details of what is under the cursor."""
        self.query_one(JobDetails).show(self.table.current)
        self.refresh_bindings()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as one types."""
        self.look()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Done with typing."""
        self.table.focus()

    # -- keys --

    def why_not(self, action: str) -> str | None:
        """Why something cannot be done now."""
        chosen = {job.status for job in self.table.chosen()} if self.is_mounted else set()
        if action in {"cancel", "retry", "raise", "open_item"} and not chosen:
            return "There is no job here."
        if action == "cancel" and not chosen & CAN_CANCEL:
            return "It has ended already."
        if action == "retry" and not any(can_retry(job) for job in self.table.chosen()):
            return "Only what failed, was put off or cancelled can be tried again."
        if action == "raise" and JobStatus.PENDING not in chosen:
            return "Only what waits can change its turn."
        if action == "retry_all" and not self._counts.get(JobStatus.FAILED):
            return "Nothing failed."
        return None

    def action_step_back(self) -> None:
        """Unmark, clear the search, show everything, then leave."""
        search = self.query_one("#jobs-search", Input)
        if self.table.clear_marks():
            return
        if search.value or self.focused is search:
            search.value = ""
            self.table.focus()
        elif self._statuses != EVERYTHING:
            self._statuses = EVERYTHING
            self.look()
        else:
            super().action_step_back()

    @work(group="do")
    async def action_pause(self) -> None:
        """Start nothing new, or go on."""
        await self._do(self.core.resume() if self._paused else self.core.pause())

    @work(group="do")
    async def action_cancel(self) -> None:
        """End the chosen jobs."""
        ids = [job.id for job in self.table.chosen() if job.status in CAN_CANCEL]
        if len(ids) <= 1 or await self.confirm(f"Cancel {text.plural(len(ids), 'job')}?", yes="Cancel them"):
            await self._do(self.core.cancel(ids))

    @work(group="do")
    async def action_retry(self) -> None:
        """Try the chosen jobs again."""
        await self._do(self.core.retry([job.id for job in self.table.chosen() if can_retry(job)]))

    @work(group="do")
    async def action_retry_all(self) -> None:
        """Try all failed jobs again."""
        ids = await self.core.store.read(jobs.failed_ids)
        await self._do(self.core.retry(ids))
        self.notify(f"{text.plural(len(ids), 'job')} queued again")

    @work(group="do")
    async def action_raise(self, by: int) -> None:
        """Sooner or later."""
        await self._do(self.core.store.write(jobs.move, [job.id for job in self.table.chosen()], by))

    @work(group="do")
    async def action_clear(self) -> None:
        """Forget what ended."""
        if await self.confirm(
            "Forget all jobs that ended?", note="What they did stays done; only this list is cleared."
        ):
            await self._do(self.core.store.write(jobs.clear))

    async def _do(self, doing: Awaitable[object]) -> None:
        try:
            await doing
        except AppError as error:
            self.complain(error)
            return
        self.table.clear_marks()
        self.look()

    @work(exclusive=True, group="ask")
    async def action_filter(self) -> None:
        """Choose which jobs are shown."""
        total = sum(self._counts.values())
        choices = [Choice("", "Everything", text.number(total))]
        choices += [
            Choice(status, f"{SIGNS[status][0]} {word}", text.number(self._counts.get(status, 0)))
            for status, word in WORDS.items()
        ]
        present = self._statuses[0] if len(self._statuses) == 1 else ""
        chosen = await self.choose("Show", choices, present)
        if chosen is not None:
            self._statuses = (JobStatus(chosen),) if chosen else EVERYTHING
            self.look()

    def action_search(self) -> None:
        """Type what to look for."""
        self.query_one("#jobs-search", Input).focus()

    def action_group(self) -> None:
        """Batches as one line, or every job."""
        self.table.group(not self.table.is_grouped)

    def action_open_item(self) -> None:
        """Show the item that the job is about."""
        line = self.table.current
        if line is not None and line.job.item_id is not None:
            self.post_message(OpenItem(line.job.item_id))


def can_retry(job: JobRow) -> bool:
    """Failed, put off because of what went wrong, or cancelled."""
    return job.went_wrong or job.status is JobStatus.CANCELLED


def counted(counts: dict[JobStatus, int], shown: Sequence[JobStatus], *, paused: bool) -> Content:
    """The jobs of each state, in one line."""
    parts: list[Content | tuple[str, str]] = [Content(" ")]
    if paused:
        parts.append(("‖ Paused: nothing new is started. p goes on.   ", "bold $warning"))
    for status, word in WORDS.items():
        count = counts.get(status, 0)
        if not count and status not in {JobStatus.RUNNING, JobStatus.PENDING, JobStatus.FAILED}:
            continue
        color = (
            "$text-error"
            if status is JobStatus.FAILED and count
            else "$foreground"
            if count
            else "$foreground-disabled"
        )
        weight = "bold " if len(shown) == 1 and status in shown else ""
        parts.append((f"{word} {text.number(count)}   ", weight + color))
    return Content.assemble(*parts)
