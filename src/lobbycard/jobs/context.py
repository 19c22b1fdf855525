"""What a running task holds of its own job."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from lobbycard.errors import AppError, speakable
from lobbycard.jobs.registry import Request
from lobbycard.model.kinds import Trigger
from lobbycard.store.jobs import NewJob
from lobbycard.store.queue import Claimed


class Cancelled(AppError):
    """The job was asked to end, and did."""


@dataclass(slots=True)
class Progress:
    """How far a job is; set from any thread, told by the runner's ticker."""

    done: int | None = None
    total: int | None = None
    message: str = ""


class Enqueue(Protocol):
    """Adds jobs to the queue."""

    async def __call__(self, jobs: Sequence[NewJob]) -> list[int]: ...


@dataclass(slots=True)
class JobContext:
    """A running job: tell how far it is, ask whether to end, queue what follows."""

    job: Claimed
    enqueue_all: Enqueue
    state: Progress = field(default_factory=Progress)
    details: dict[str, Any] | None = None
    """The numbers behind the result, kept with it; set by the task."""
    _cancelled: threading.Event = field(default_factory=threading.Event)

    @property
    def id(self) -> int:
        """The job's number."""
        return self.job.id

    @property
    def trigger(self) -> Trigger:
        """Who asked for it."""
        return self.job.trigger

    @property
    def batch(self) -> str:
        """What its changes are undone by together."""
        return self.job.batch or f"job-{self.job.id}"

    @property
    def actor(self) -> str:
        """Who its changes are by, in the history."""
        return "user" if self.job.trigger is Trigger.USER else self.job.type

    @property
    def cancelled(self) -> bool:
        """True once the job is to end; loops in threads look at it."""
        return self._cancelled.is_set()

    def progress(self, done: int | None = None, total: int | None = None, message: str = "") -> None:
        """Tell how far it is. Cheap: the screen hears of it at most every 300 ms."""
        self.state.done, self.state.total, self.state.message = done, total, speakable(message)

    def checkpoint(self) -> None:
        """Raise `Cancelled` when the job is to end."""
        if self.cancelled:
            raise Cancelled("Cancelled.")

    def cancel(self) -> None:
        """Ask the job to end."""
        self._cancelled.set()

    async def enqueue(
        self,
        *requests: Request,
        priority: int | None = None,
        trigger: Trigger | None = None,
        batch: str | None = None,
    ) -> list[int]:
        """Queue what follows from this job, as its children; with its batch, what they change is undone with it."""
        trigger = trigger or (Trigger.AUTOMATION if self.trigger is Trigger.USER else self.trigger)
        if priority is None and self.job.trigger is Trigger.USER:
            # What a person waits for goes on before what was guessed.
            priority = min(self.job.priority + 1, 5)
        rows = [
            request.as_job(trigger=trigger, priority=priority, batch=batch or self.job.batch, parent_id=self.id)
            for request in requests
        ]
        return await self.enqueue_all(rows)
