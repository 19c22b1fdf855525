"""The queue, the processes that work on it, and what runs by the clock."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from lobbycard.model import columns
from lobbycard.model.kinds import JobStatus, Trigger


class Job(SQLModel, table=True):
    """One piece of work that survives a restart."""

    __table_args__ = (
        columns.one_of("status", JobStatus),
        columns.one_of("trigger", Trigger),
        CheckConstraint("priority BETWEEN 1 AND 10", name="priority"),
        Index("ix_job_claim", "status", "queue", "priority", "run_after", "id"),
        columns.partial("uq_job_key", "key", where="status = 'pending' AND key IS NOT NULL", unique=True),
        Index("ix_job_batch", "batch"),
        Index("ix_job_finished", "status", "finished_at"),
    )

    id: int = columns.key()
    type: str = Field(index=True)
    queue: str = "network"
    key: str | None = None
    """A second waiting job with the same key is not added; asking again raises its priority."""
    priority: int = 5
    status: JobStatus = columns.word(JobStatus, JobStatus.PENDING)
    trigger: Trigger = columns.word(Trigger, Trigger.USER)
    batch: str | None = None
    """What was asked for at one stroke, for grouping on screen."""
    parent_id: int | None = columns.link("job.id", on_delete="SET NULL", nullable=True)
    item_id: int | None = columns.link("item.id", on_delete="SET NULL", nullable=True)
    library_id: int | None = columns.link("library.id", on_delete="SET NULL", nullable=True)
    title: str = ""
    """What the job list shows."""
    request: dict[str, Any] = columns.json()
    attempts: int = 0
    max_attempts: int = 3
    run_after: datetime = columns.created()
    worker: str | None = Field(default=None, index=True)
    heartbeat: datetime | None = columns.moment()
    progress: float | None = None
    """0 to 1; None when it cannot be told."""
    done: int | None = None
    total: int | None = None
    message: str = ""
    cancel_requested: bool = False
    result: str = ""
    details: dict[str, Any] | None = columns.maybe_json()
    """The numbers behind the result, for those who count: what a scan added, changed, …"""
    error: str = ""
    error_hint: str = ""
    created_at: datetime = columns.created()
    started_at: datetime | None = columns.moment()
    finished_at: datetime | None = columns.moment()


class Worker(SQLModel, table=True):
    """A process that works on the queue, with its last sign of life."""

    id: str = Field(primary_key=True)
    kind: str = ""
    """tui, once, worker or command."""
    host: str = ""
    pid: int = 0
    is_leader: bool = False
    """The one that starts what runs by the clock and takes over from the dead."""
    started_at: datetime = columns.created()
    heartbeat: datetime = columns.created()


class Schedule(SQLModel, table=True):
    """Work that is started by the clock."""

    name: str = Field(primary_key=True)
    type: str
    queue: str
    title: str
    request: dict[str, Any] = columns.json()
    interval: int
    """Seconds."""
    enabled: bool = True
    last_run_at: datetime | None = columns.moment()
    next_run_at: datetime = columns.created(index=True)
