"""Everything about the job under the cursor, and how the providers are doing."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Protocol

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from lobbycard.tui import joblines, text
from lobbycard.tui.joblines import JobLine
from lobbycard.tui.roles import COLORS
from lobbycard.tui.widgets.row_list import wrapped


class Status(Protocol):
    """How a provider is doing; what `providers.status()` gives."""

    @property
    def label(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def until(self) -> float | None: ...
    @property
    def last_error(self) -> str: ...
    @property
    def requests(self) -> int: ...
    @property
    def failures(self) -> int: ...
    @property
    def from_cache(self) -> int: ...
    @property
    def waiting(self) -> int: ...
    @property
    def remaining(self) -> int | None: ...


class JobDetails(VerticalScroll, can_focus=False):
    """Words beside the list."""

    DEFAULT_CSS = """
    JobDetails {
        padding: 0 2;
        scrollbar-size-vertical: 1;
        Static { height: auto; }
        #job-providers { margin: 1 0 0 0; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._line: JobLine | None = None

    def compose(self) -> ComposeResult:
        """The job above, providers below."""
        yield Static("", id="job-text")
        yield Static("", id="job-providers")

    def show(self, line: JobLine | None) -> None:
        """Show a job or a batch."""
        self._line = line
        self._draw()

    def on_resize(self) -> None:
        """Lines are broken elsewhere."""
        self._draw()

    def _draw(self) -> None:
        width = self.scrollable_content_region.width or 40
        said = Content("") if self._line is None else described(self._line, width)
        self.query_one("#job-text", Static).update(said)

    def show_providers(self, found: Sequence[Status]) -> None:
        """Limits and failures of the providers that were used."""
        self.query_one("#job-providers", Static).update(providers(found))


def described(line: JobLine, width: int) -> Content:
    """A job in full."""
    name = text.safe((line.job.title or line.job.type) if line.batch else line.job.name)
    parts = [Content.styled(name, "bold $primary"), Content("")]
    if line.batch:
        total = sum(count for _, count in line.counts)
        parts.append(Content(f"{text.number(total)} jobs that were asked for together."))
        for status, count in line.counts:
            sign, role = joblines.SIGNS[status]
            parts.append(Content.assemble((f"{sign} ", COLORS[role]), f"{count} {joblines.WORDS[status].lower()}"))
        return Content("\n").join(parts)
    for label, said, role in joblines.details(line.job, datetime.now(UTC)):
        for number, part in enumerate(wrapped(said, width - 9)):
            parts.append(Content.assemble((f"{'' if number else label:<9}", "$foreground-muted"), (part, COLORS[role])))
    return Content("\n").join(parts)


def providers(found: Sequence[Status]) -> Content:
    """A line or two for each provider."""
    parts: list[Content] = []
    for status in found:
        if not (status.requests or status.from_cache or status.waiting or status.last_error):
            continue
        is_open = status.state != "closed"
        sign, color = ("✗", "$error") if is_open else ("●", "$success")
        counted = [f"{text.number(status.requests)} asked", f"{text.number(status.from_cache)} kept"]
        if status.waiting:
            counted.append(f"{text.number(status.waiting)} waiting")
        if status.failures:
            counted.append(f"{text.number(status.failures)} failed")
        if status.remaining is not None:
            counted.append(f"{text.number(status.remaining)} left")
        parts.append(
            Content.assemble(
                (f"{sign} ", color), text.safe(status.label), ("  " + ", ".join(counted), "$foreground-muted")
            )
        )
        if is_open:
            until = f"left alone for {text.duration(status.until)}" if status.until else "left alone for now"
            parts.append(Content.styled(f"  {until}: {text.safe(status.last_error)}", "$text-error"))
    if not parts:
        return Content("")
    return Content("\n").join([Content.styled("Providers", "$foreground-muted"), *parts])
