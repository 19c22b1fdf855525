"""What is started by the clock."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from lobbycard.model.columns import now
from lobbycard.model.job import Schedule
from lobbycard.model.kinds import Trigger
from lobbycard.store import jobs
from lobbycard.store.jobs import NewJob


def put(session: Session, name: str, job: NewJob, interval: int) -> None:
    """Set up or change a schedule; a changed interval counts from the last run."""
    row = session.get(Schedule, name)
    wanted: dict[str, Any] = {
        "type": job.type,
        "queue": job.queue,
        "title": job.title,
        "request": job.request,
        "interval": interval,
    }
    if row is None:
        session.add(Schedule(name=name, next_run_at=now() + timedelta(seconds=interval), **wanted))
        return
    if any(getattr(row, key) != value for key, value in wanted.items()):
        for key, value in wanted.items():
            setattr(row, key, value)
        row.next_run_at = (row.last_run_at or now()) + timedelta(seconds=interval)
        session.add(row)


def drop(session: Session, name: str) -> None:
    """Forget a schedule."""
    row = session.get(Schedule, name)
    if row is not None:
        session.delete(row)


def start_due(session: Session) -> int:
    """Queue what the clock asks for; what was missed several times runs once. Gives how many jobs are due by that.

    A next run further off than the interval was set while the clock was ahead: it is due, and so is what was queued.
    """
    moment = now()
    due: list[NewJob] = []
    for row in session.scalars(select(Schedule).where(col(Schedule.enabled))):
        if moment < row.next_run_at <= moment + timedelta(seconds=row.interval):
            continue
        ours = session.execute(
            update(Schedule)
            .where(col(Schedule.name) == row.name, col(Schedule.next_run_at) == row.next_run_at)
            .values(last_run_at=moment, next_run_at=moment + timedelta(seconds=row.interval))
            .execution_options(synchronize_session=False)
        )
        if ours.rowcount:  # type: ignore[attr-defined]  # a cursor result
            due.append(_job_of(row))
    jobs.add(session, due)
    return len(due) + jobs.follow_clock(session, moment)


def _job_of(row: Schedule) -> NewJob:
    key = jobs.key_of(row.type, row.request)
    library_id = row.request.get("library_id")
    return NewJob(
        row.type,
        row.request,
        title=row.title,
        queue=row.queue,
        key=key,
        priority=10,
        trigger=Trigger.SCHEDULE,
        library_id=library_id,
    )


def all_of(session: Session) -> list[Schedule]:
    """Every schedule, next first."""
    return list(session.scalars(select(Schedule).order_by(col(Schedule.next_run_at))))
