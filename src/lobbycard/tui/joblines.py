"""The lines of the job list: jobs and batches, and what each says. Pure functions of rows and the time."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from lobbycard.model.kinds import JobStatus, Trigger
from lobbycard.store.jobs import JobRow
from lobbycard.tui import text
from lobbycard.tui.roles import ACCENT, BAD, FAINT, GOOD, PLAIN, QUIET, WARN, Part

BAR = 14
SIGNS: dict[JobStatus, tuple[str, str]] = {
    JobStatus.RUNNING: ("●", ACCENT),
    JobStatus.PENDING: ("◷", QUIET),
    JobStatus.FAILED: ("✗", BAD),
    JobStatus.COMPLETED: ("✓", GOOD),
    JobStatus.CANCELLED: ("–", FAINT),
}
WORDS: dict[JobStatus, str] = {
    JobStatus.RUNNING: "Running",
    JobStatus.PENDING: "Waiting",
    JobStatus.FAILED: "Failed",
    JobStatus.COMPLETED: "Done",
    JobStatus.CANCELLED: "Cancelled",
}
TRIGGERS: dict[Trigger, str] = {
    Trigger.USER: "you",
    Trigger.AUTOMATION: "automation",
    Trigger.SCHEDULE: "the clock",
    Trigger.WATCH: "a changed folder",
    Trigger.WEBHOOK: "another program",
}


class JobLine(NamedTuple):
    """One line: a job, or a batch of several."""

    job: JobRow
    """The job, or the first of the batch."""
    batch: str = ""
    """Of a batch's own line."""
    counts: tuple[tuple[JobStatus, int], ...] = ()
    depth: int = 0

    @property
    def key(self) -> str:
        """Tells lines apart."""
        return f"batch {self.batch}" if self.batch else f"job {self.job.id}"


def lines(jobs: Sequence[JobRow], *, grouped: bool, opened: Collection[str] = ()) -> list[JobLine]:
    """The lines in order; grouped, several jobs of one batch are one line until it is opened."""
    if not grouped:
        return [JobLine(job) for job in jobs]
    members: dict[str, list[JobRow]] = {}
    for job in jobs:
        if job.batch:
            members.setdefault(job.batch, []).append(job)
    found: list[JobLine] = []
    told: set[str] = set()
    for job in jobs:
        batch = job.batch or ""
        if len(members.get(batch, ())) < 2:
            found.append(JobLine(job))
        elif batch not in told:
            told.add(batch)
            found.append(JobLine(job, batch, _counted(members[batch])))
            if batch in opened:
                found += [JobLine(member, depth=1) for member in members[batch]]
    return found


def _counted(jobs: Sequence[JobRow]) -> tuple[tuple[JobStatus, int], ...]:
    counts = {status: sum(job.status is status for job in jobs) for status in WORDS}
    return tuple((status, count) for status, count in counts.items() if count)


class Progress(NamedTuple):
    """How far a running job is, and how fast."""

    done: int | None
    total: int | None
    message: str
    rate: float = 0.0


def title(line: JobLine, width: int) -> str:
    """What a line is called."""
    name = line.job.name
    if line.batch:
        name = line.job.title or line.job.type
        name = f"{name} and {text.number(sum(count for _, count in line.counts) - 1)} more"
    return text.fit("  " * line.depth + text.safe(name), width)


def said(line: JobLine, progress: Progress | None, now: datetime, width: int) -> list[Part]:
    """What a line says beside its title."""
    if line.batch:
        return _fitted([(_tally(line.counts), QUIET)], width)
    job = line.job
    if job.status is JobStatus.RUNNING:
        return _fitted(_running(job, progress, width), width)
    if job.status is JobStatus.PENDING:
        return _fitted(_pending(job, now), width)
    if job.status is JobStatus.FAILED:
        return _fitted([(job.error, BAD)], width)
    return _fitted([(job.result or job.error, QUIET)], width)


def _tally(counts: Sequence[tuple[JobStatus, int]]) -> str:
    return "  ".join(f"{SIGNS[status][0]} {text.number(count)} {WORDS[status].lower()}" for status, count in counts)


def _running(job: JobRow, progress: Progress | None, width: int) -> list[Part]:
    progress = progress or Progress(job.done, job.total, job.message)
    if job.cancel_requested:
        return [("ending …", WARN)]
    found: list[Part] = []
    if progress.total and progress.done is not None:
        filled = round(BAR * min(1.0, progress.done / progress.total))
        found += [("━" * filled, ACCENT), ("─" * (BAR - filled), FAINT), (" ", FAINT)]
        found.append((f"{text.number(progress.done)}/{text.number(progress.total)}", PLAIN))
    elif progress.done is not None:
        found.append((text.number(progress.done), PLAIN))
    if progress.rate >= 0.1:
        found.append((f"  {progress.rate:.0f}/s" if progress.rate >= 10 else f"  {progress.rate:.1f}/s", QUIET))
        if progress.total and progress.done is not None and progress.total > progress.done:
            found.append((f"  {text.duration((progress.total - progress.done) / progress.rate)} left", QUIET))
    if progress.message and width > 40:
        found.append((("  " if found else "") + progress.message, QUIET))
    return found


def _pending(job: JobRow, now: datetime) -> list[Part]:
    wait = (job.run_after - now).total_seconds()
    found: list[Part] = []
    if wait > 1:
        found.append((f"again in {text.duration(wait)}" if job.attempts else f"in {text.duration(wait)}", WARN))
    if job.attempts:
        found.append((f"  try {job.attempts + 1} of {job.max_attempts}", QUIET))
    if job.error:
        found.append((f"  {job.error}", QUIET))
    return found or [(f"priority {job.priority}", FAINT)]


def _fitted(parts: Sequence[Part], width: int) -> list[Part]:
    found: list[Part] = []
    left = width
    for part, role in parts:
        if left <= 0:
            break
        shown = text.clip(part, left)
        found.append((shown, role))
        left -= len(text.fit(shown, left).rstrip()) if not shown.isascii() else len(shown)
    return found


def when(line: JobLine, now: datetime) -> str:
    """How long a job has run or took, or how long ago it ended."""
    job = line.job
    if line.batch or job.started_at is None or job.status is JobStatus.PENDING:
        return ""
    return text.duration(((job.finished_at or now) - job.started_at).total_seconds())


def details(job: JobRow, now: datetime) -> list[tuple[str, str, str]]:
    """Everything about a job: label, text, role."""
    found = [("State", WORDS[job.status], SIGNS[job.status][1])]
    if job.error:
        found.append(("Error", job.error, BAD))
    if job.error_hint:
        found.append(("Do", job.error_hint, PLAIN))
    if job.result:
        found.append(("Result", job.result, PLAIN))
    if job.message and job.status is JobStatus.RUNNING:
        found.append(("Now", job.message, PLAIN))
    if job.status is JobStatus.PENDING and job.run_after > now:
        found.append(("Next try", f"in {text.duration((job.run_after - now).total_seconds())}", WARN))
    found.append(("Tries", f"{job.attempts} of {job.max_attempts}", QUIET))
    found.append(("Priority", f"{job.priority} (1 is first)", QUIET))
    found.append(("Asked by", TRIGGERS.get(job.trigger, job.trigger), QUIET))
    found.append(("Queue", job.queue, QUIET))
    for name, moment in (("Added", job.created_at), ("Started", job.started_at), ("Ended", job.finished_at)):
        if moment is not None:
            found.append((name, f"{moment.astimezone():%Y-%m-%d %H:%M:%S}", QUIET))
    if job.started_at is not None and job.finished_at is not None:
        found.append(("Took", text.duration((job.finished_at - job.started_at).total_seconds()), QUIET))
    return found
