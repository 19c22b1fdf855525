"""The runner: claims jobs, carries them out side by side, keeps their heartbeat, hands back what it cannot finish.

Plain asyncio, so that it lives as long as the program and not as long as a screen. The only place that catches
`Exception` in a job.
"""

import asyncio
import logging
import time
import uuid
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from lobbycard import logs
from lobbycard.errors import AppError, Away, Busy, Temporary, speakable
from lobbycard.events import Event, JobFinished, JobProgress
from lobbycard.jobs import endings, processes
from lobbycard.jobs.context import Cancelled, JobContext, Progress
from lobbycard.jobs.queue import Queue
from lobbycard.jobs.registry import Tasks
from lobbycard.model.kinds import JobStatus
from lobbycard.store.jobs import NewJob
from lobbycard.store.queue import Beat, Claimed, Outcome

log = logging.getLogger(__name__)
CONCURRENCY = {"network": 4, "images": 2, "files": 1, "publish": 2, "cpu": 2}


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a runner does what, in seconds."""

    tick: float = 0.3
    """Between two tellings of progress to the screens."""
    heartbeat: float = 1.0
    poll: float = 2.0
    """Between two looks at the queue for jobs that another process added, of which nobody may have told."""
    again: float = 2.0
    """Before a queue that could not be read is asked again."""
    watch: float = 5.0
    """Between two looks for the dead and for what the clock asks for."""
    patience: int = 3
    """In so many looks, one after another, a heartbeat must stand still before its worker counts as dead."""
    give_up: float = 20.0
    """For how long the end of a job cannot be noted (the disk is full) before a command that waits for it is told."""


class Seen(NamedTuple):
    """A heartbeat as it was last seen, and in how many looks since then it stood still."""

    heartbeat: datetime
    still: int


class Runner:
    """Carries out the jobs of one process."""

    def __init__(
        self,
        queue: Queue,
        tasks: Tasks,
        tools: Any,  # what tasks are handed; nothing here knows what it is
        *,
        emit: Callable[[Event], None],
        kind: str = "tui",
        concurrency: Mapping[str, int] = CONCURRENCY,
        pace: Pace = Pace(),  # frozen
    ) -> None:
        self.worker = f"{kind}-{uuid.uuid4().hex[:12]}"
        self._queue = queue
        self._tasks = tasks
        self._tools = tools
        self._emit = emit
        self._kind = kind
        self._concurrency = dict(concurrency)
        self._pace = pace
        self._contexts: dict[int, JobContext] = {}
        self._runs: dict[int, asyncio.Task[Outcome | None]] = {}
        self._outcomes: list[tuple[Outcome, Claimed]] = []
        self._wake = asyncio.Event()
        self._begun = asyncio.Event()
        """A job runs: there may be progress to tell."""
        self._settled = asyncio.Condition()
        self._trouble: tuple[float, AppError] | None = None
        """Since when the queue cannot be read or written, and why."""
        self._loops: list[asyncio.Task[None]] = []
        self._stopping = False
        self._seen: dict[int, Seen] = {}
        self._shown: dict[int, tuple[int | None, int | None, str]] = {}

    @property
    def running(self) -> int:
        """How many jobs this process carries out now."""
        return len(self._runs)

    def progress_of(self, job: int) -> Progress | None:
        """How far a job of this process is."""
        context = self._contexts.get(job)
        return context.state if context else None

    async def start(self) -> None:
        """Begin to work."""
        await self._queue.enter(self.worker, self._kind, processes.here(), processes.own())
        self._loops = [
            asyncio.create_task(self._keep(self._work), name="jobs-work"),
            asyncio.create_task(self._keep(self._tick), name="jobs-tick"),
            asyncio.create_task(self._keep(self._watch), name="jobs-watch"),
        ]

    async def stop(self, grace: float = 3.0) -> None:
        """End in order: start nothing new, let what runs finish within `grace` seconds, hand back the rest."""
        self._stopping = True
        self._wake.set()
        if self._loops:
            # What it is claiming right now would else be nobody's.
            await asyncio.wait(self._loops[:1], timeout=grace)
        if self._runs:
            await asyncio.wait(set(self._runs.values()), timeout=grace)
        for context in self._contexts.values():
            context.cancel()
        for run in self._runs.values():
            run.cancel()
        if self._runs:
            await asyncio.wait(set(self._runs.values()), timeout=grace)
        for loop in self._loops:
            loop.cancel()
        await asyncio.gather(*self._loops, return_exceptions=True)
        self._loops = []
        await self._settle_rest()
        try:
            await self._queue.leave(self.worker)
        except AppError as error:
            log.warning("could not leave the queue: %s", error)

    async def _settle_rest(self) -> None:
        for job, context in self._contexts.items():
            if not any(outcome.job_id == job for outcome, _ in self._outcomes):
                self._outcomes.append((endings.handed_back(job), context.job))
        outcomes, self._outcomes = self._outcomes, []
        if outcomes:
            try:
                await self._queue.turn(self.worker, [outcome for outcome, _ in outcomes], {})
            except AppError as error:
                log.warning("could not hand back jobs: %s", error)

    def wake(self) -> None:
        """Look at the queue now."""
        self._wake.set()

    def cancel(self, jobs: Collection[int]) -> None:
        """Ask running jobs of this process to end; those elsewhere hear of it through the queue."""
        for job in jobs:
            if job in self._contexts:
                self._contexts[job].cancel()
                self._end_soon(job)

    def _end_soon(self, job: int) -> None:
        run = self._runs.get(job)
        if run is not None:
            run.cancel()

    async def idle(self, patience: float | None = None) -> None:
        """Wait until no job waits or runs; with patience, not for those put off for longer, nor for room on a disk."""
        while True:
            if self._trouble and patience is not None and time.monotonic() - self._trouble[0] > self._pace.give_up:
                raise self._trouble[1]
            if await self._is_empty(patience):
                return
            self._wake.set()
            async with self._settled:
                try:
                    await asyncio.wait_for(self._settled.wait(), timeout=0.5)
                except TimeoutError:
                    continue

    async def _is_empty(self, patience: float | None) -> bool:
        if self._runs or self._outcomes:
            return False
        try:
            return not await self._queue.is_open(patience)
        except Busy as error:
            self._note_trouble(error)
            return False

    def _note_trouble(self, error: AppError) -> None:
        self._trouble = (self._trouble[0] if self._trouble else time.monotonic(), error)

    async def _keep(self, loop: Callable[[], Awaitable[None]]) -> None:
        """A loop outlives a busy or unreachable database."""
        while True:
            try:
                await loop()
                return
            except AppError as error:
                self._note_trouble(error)
                log.warning("the queue could not be read: %s", error)
                await asyncio.sleep(self._pace.again)

    async def _work(self) -> None:
        while not self._is_ending():
            self._wake.clear()
            free = self._free()
            outcomes = self._outcomes[:]
            if outcomes or any(free.values()):
                claimed = await self._queue.turn(self.worker, [outcome for outcome, _ in outcomes], free)
                self._trouble = None
                del self._outcomes[: len(outcomes)]
                await self._tell(outcomes)
                if self._is_ending():
                    self._outcomes += [(endings.handed_back(job.id), job) for job in claimed]
                    return
                for job in claimed:
                    self._begin(job)
                if claimed and any(self._free().values()):
                    continue
            await self._rest()

    def _is_ending(self) -> bool:
        return self._stopping

    def _free(self) -> dict[str, int]:
        if self._stopping:
            return {}
        free = dict(self._concurrency)
        for context in self._contexts.values():
            free[context.job.queue] = free.get(context.job.queue, 0) - 1
        return {queue: count for queue, count in free.items() if count > 0}

    async def _rest(self) -> None:
        """Sleep until something ends, is added, or is due."""
        pause = self._pace.poll
        due = await self._queue.next_due(self._free())
        if due is not None:
            wait = (due - datetime.now(UTC)).total_seconds()
            if wait > 0:
                pause = min(pause, wait + 0.01)
        try:
            await asyncio.wait_for(self._wake.wait(), timeout=pause)
        except TimeoutError:
            return

    def _begin(self, job: Claimed) -> None:
        context = JobContext(job, self._queue_and_wake)
        self._contexts[job.id] = context
        self._begun.set()
        run = asyncio.create_task(self._carry_out(context), name=f"job-{job.id}")
        self._runs[job.id] = run
        run.add_done_callback(lambda done: self._ended(job, done))

    async def _queue_and_wake(self, jobs: Sequence[NewJob]) -> list[int]:
        ids = await self._queue.add(jobs)
        self._wake.set()
        return ids

    def _ended(self, job: Claimed, run: asyncio.Task[Outcome | None]) -> None:
        self._runs.pop(job.id, None)
        self._contexts.pop(job.id, None)
        self._shown.pop(job.id, None)
        outcome = endings.handed_back(job.id) if run.cancelled() else run.result()
        if outcome is not None:
            self._outcomes.append((outcome, job))
        self._wake.set()

    async def _carry_out(self, context: JobContext) -> Outcome | None:
        with logs.of_job(context.id):
            return await self._outcome_of(context)

    async def _outcome_of(self, context: JobContext) -> Outcome | None:
        job = context.job
        try:
            task = self._tasks.get(job.type)
            if task is None:
                raise AppError(f"This version does not know the work “{job.type}”.", "Upgrade, or clear the job.")
            request = task.request.model_validate(job.request)
            result = await task.run(self._tools, context, request)
            return Outcome(job.id, JobStatus.COMPLETED, result=speakable(result), details=context.details)
        except Cancelled:
            return self._cancelled(context)
        except asyncio.CancelledError:
            if self._stopping:
                return endings.handed_back(job.id)
            return self._cancelled(context)
        except Away as error:
            return endings.held(job, error)
        except (Temporary, Busy) as error:
            return endings.again_or_failed(job, error)
        except AppError as error:
            return Outcome(job.id, JobStatus.FAILED, error=error.message, hint=error.hint)
        except Exception as error:
            log.exception("job %s (%s) failed unexpectedly", job.id, job.type)
            return Outcome(
                job.id, JobStatus.FAILED, error=f"Failed unexpectedly ({type(error).__name__}).", hint="See the log."
            )

    def _cancelled(self, context: JobContext) -> Outcome | None:
        if self._stopping:
            return endings.handed_back(context.id)
        return Outcome(context.id, JobStatus.CANCELLED, result="Cancelled.")

    async def _tell(self, outcomes: list[tuple[Outcome, Claimed]]) -> None:
        for outcome, job in outcomes:
            if outcome.status is not JobStatus.PENDING:
                message = outcome.error or outcome.result
                self._emit(JobFinished(job.id, job.type, outcome.status, message, outcome.hint))
        if outcomes:
            async with self._settled:
                self._settled.notify_all()

    async def _tick(self) -> None:
        """Tell screens of progress, and the database with the heartbeat; sleep while nothing runs."""
        last = 0.0
        while True:
            if not self._contexts:
                self._begun.clear()
                await self._begun.wait()
            await asyncio.sleep(self._pace.tick)
            changed = {job for job, context in self._contexts.items() if self._is_news(job, context.state)}
            if changed:
                self._emit(JobProgress(frozenset(changed)))
            if self._contexts and time.monotonic() - last >= self._pace.heartbeat:
                last = time.monotonic()
                await self._beat()

    def _is_news(self, job: int, state: Progress) -> bool:
        now = (state.done, state.total, state.message)
        if self._shown.get(job) == now:
            return False
        self._shown[job] = now
        return True

    async def _beat(self) -> None:
        beats = [
            Beat(job, context.state.done, context.state.total, context.state.message)
            for job, context in self._contexts.items()
        ]
        to_cancel, lost = await self._queue.beat(self.worker, beats)
        self.cancel(to_cancel)
        for job in lost:
            # Settled a moment ago, or taken over while this process stood still: then it is somebody else's now.
            if job in self._runs:
                log.warning("job %s was taken over by another worker", job)
                self.cancel([job])

    async def _watch(self) -> None:
        """Take over from the dead, and start what the clock asks for."""
        while True:
            await self._bury()
            if await self._queue.start_due():
                self._wake.set()
            await asyncio.sleep(self._pace.watch)

    async def _bury(self) -> None:
        rows = await self._queue.running_elsewhere(self.worker)
        seen = {job: self._look(job, heartbeat) for job, _, heartbeat, _, _ in rows}
        if any(one.still for one in seen.values()):
            # While one process holds the database for long (a compaction, a large change), nobody's heart can beat.
            # So we write ourselves first: only a silence in which others could have written says anything.
            await self._queue.beat(self.worker, [])
        self._seen = seen
        dead = [
            (job, heartbeat)
            for job, _, heartbeat, host, pid in rows
            if seen[job].still >= self._pace.patience or (host == processes.here() and not processes.is_alive(pid))
        ]
        if dead and await self._queue.take_over(dead):
            self._wake.set()

    def _look(self, job: int, heartbeat: datetime) -> Seen:
        before = self._seen.get(job)
        return Seen(heartbeat, before.still + 1 if before is not None and before.heartbeat == heartbeat else 0)
