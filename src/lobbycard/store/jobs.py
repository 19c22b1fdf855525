"""Jobs as people and tasks see them: queued, listed, cancelled, tried again, forgotten."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, case, delete, func, not_, or_, select, text, update
from sqlmodel import Session, col

from lobbycard.events import Topic
from lobbycard.model.columns import now
from lobbycard.model.history import Setting
from lobbycard.model.item import Item
from lobbycard.model.job import Job
from lobbycard.model.kinds import JobStatus, Trigger
from lobbycard.store import matching, subjects, tables
from lobbycard.store.database import insert_of, touched

PAUSED = "queue.paused"
CLOCKS_APART = timedelta(minutes=1)
"""How far the clocks of two machines on one queue may differ."""
OPEN = (JobStatus.PENDING, JobStatus.RUNNING)
ENDED = (JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED)

AWAITS = "awaits"
"""Among the details of a job that waits for somebody who is away: whom."""

_table = tables.of(Job)


class NewJob(NamedTuple):
    """Something to be done."""

    type: str
    request: dict[str, Any]
    title: str = ""
    queue: str = "network"
    key: str | None = None
    priority: int = 5
    trigger: Trigger = Trigger.USER
    batch: str | None = None
    parent_id: int | None = None
    item_id: int | None = None
    library_id: int | None = None
    max_attempts: int = 3
    run_after: datetime | None = None


class JobRow(NamedTuple):
    """What a list of jobs shows."""

    id: int
    type: str
    queue: str
    title: str
    status: JobStatus
    priority: int
    trigger: Trigger
    batch: str | None
    parent_id: int | None
    item_id: int | None
    library_id: int | None
    attempts: int
    max_attempts: int
    run_after: datetime
    worker: str | None
    heartbeat: datetime | None
    done: int | None
    total: int | None
    message: str
    cancel_requested: bool
    result: str
    error: str
    error_hint: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    details: dict[str, Any] | None = None
    subject: str = ""
    """The item it is about, in words."""

    @property
    def name(self) -> str:
        """What it does, and for which item."""
        title = self.title or self.type
        return f"{title}: {self.subject}" if self.subject else title

    @property
    def awaits(self) -> str:
        """Who is away and has to be back before it can go on."""
        return str((self.details or {}).get(AWAITS, "")) if self.status is JobStatus.PENDING else ""

    @property
    def went_wrong(self) -> bool:
        """Failed, or waiting to be tried again."""
        return self.status is JobStatus.FAILED or (self.status is JobStatus.PENDING and bool(self.error))


_ROW = [_table.c[name] for name in JobRow._fields if name != "subject"]


def add(session: Session, jobs: Sequence[NewJob]) -> list[int]:
    """Queue jobs; one that waits already under the same key is not added again, only raised. Gives their ids."""
    moment = now()
    statement = _add_statement(session.get_bind().dialect.name)
    connection = session.connection()
    ids: list[int] = []
    for job in jobs:
        row = job._asdict() | _FRESH | {"run_after": job.run_after or moment, "created_at": moment}
        ids.append(connection.execute(statement, row).scalar_one())
    if ids:
        touched(session, Topic.JOB, ids)
    return ids


_FRESH = {
    "status": JobStatus.PENDING,
    "attempts": 0,
    "message": "",
    "cancel_requested": False,
    "result": "",
    "error": "",
    "error_hint": "",
}


@lru_cache
def _add_statement(dialect: str) -> Any:
    """Kept, since building it costs several times what running it does. A job without a key is never a second one."""
    statement = insert_of(dialect, _table)
    excluded = statement.excluded
    raised = case((excluded.priority < _table.c.priority, excluded.priority), else_=_table.c.priority)
    sooner = case((excluded.run_after < _table.c.run_after, excluded.run_after), else_=_table.c.run_after)
    return statement.on_conflict_do_update(
        index_elements=["key"],
        index_where=text("status = 'pending' AND key IS NOT NULL"),
        set_={"priority": raised, "run_after": sooner},
    ).returning(_table.c.id)


def take_key_back(session: Session, job_id: int) -> None:
    """A job that waits again takes its key back, unless a twin waits under it by now: then it is dropped."""
    type_, request = session.execute(select(_table.c.type, _table.c.request).where(_table.c.id == job_id)).one()
    key = key_of(type_, request)
    twin = session.execute(
        select(_table.c.id).where(_table.c.key == key, _table.c.status == JobStatus.PENDING, _table.c.id != job_id)
    ).scalar_one_or_none()
    if twin is None:
        session.execute(update(_table).where(_table.c.id == job_id).values(key=key))
    else:
        values = {"status": JobStatus.CANCELLED, "finished_at": now(), "result": f"Job {twin} does the same."}
        session.execute(update(_table).where(_table.c.id == job_id).values(values))


def key_of(type_: str, request: Mapping[str, Any]) -> str:
    """The key under which a request waits: two equal requests are one job."""
    import json

    return f"{type_}:{json.dumps(request, sort_keys=True, separators=(',', ':'))}"


def is_open(session: Session, patience: float | None = None) -> bool:
    """Whether a job waits or runs; with patience, one that is not to be tried again after more than so many seconds."""
    query = select(_table.c.id).where(_table.c.status.in_(OPEN))
    if patience is not None:
        query = query.where(not_(_is_put_off(now() + timedelta(seconds=patience))))
    return session.execute(query.limit(1)).first() is not None


def is_running(session: Session, types: Sequence[str]) -> bool:
    """Whether a job of one of these types runs anywhere."""
    query = select(_table.c.id).where(_table.c.status == JobStatus.RUNNING, _table.c.type.in_(types))
    return session.execute(query.limit(1)).first() is not None


def _is_put_off(moment: datetime) -> Any:
    return (_table.c.status == JobStatus.PENDING) & (_table.c.run_after > moment) & (_table.c.error != "")


def counts(session: Session) -> dict[JobStatus, int]:
    """How many jobs there are in each state."""
    rows = session.execute(select(_table.c.status, func.count()).group_by(_table.c.status))
    return {JobStatus(status): count for status, count in rows}


def is_paused(session: Session) -> bool:
    """Whether no new job is started."""
    return bool(session.execute(select(Setting.value).where(col(Setting.key) == PAUSED)).scalar_one_or_none())


def pause(session: Session, paused: bool) -> None:
    """Stop starting jobs in all processes, or go on."""
    session.merge(Setting(key=PAUSED, value=paused, type="bool", description="No new job is started."))
    touched(session, Topic.JOB)
    touched(session, Topic.SETTING)


def cancel(session: Session, ids: Collection[int]) -> int:
    """End waiting jobs at once and ask running ones to end."""
    chosen = _table.c.id.in_(ids)
    waiting = session.execute(
        update(_table)
        .where(chosen, _table.c.status == JobStatus.PENDING)
        .values(status=JobStatus.CANCELLED, finished_at=now(), result="Cancelled.")
    )
    running = session.execute(
        update(_table).where(chosen, _table.c.status == JobStatus.RUNNING).values(cancel_requested=True)
    )
    touched(session, Topic.JOB, ids)
    return int(waiting.rowcount + running.rowcount)  # type: ignore[attr-defined]  # both are cursor results


def retry(session: Session, ids: Collection[int]) -> int:
    """Queue ended jobs again, with fresh attempts; what was put off is due now."""
    ended = _table.c.status.in_((JobStatus.FAILED, JobStatus.CANCELLED))
    rows = session.execute(select(_table.c.id).where(_table.c.id.in_(ids), ended | _is_put_off(now()))).scalars()
    again = list(rows)
    for job_id in again:
        values = {"status": JobStatus.PENDING, "attempts": 0, "run_after": now(), "finished_at": None, "worker": None}
        values |= {"error": "", "error_hint": "", "result": "", "cancel_requested": False, "key": None}
        values["details"] = None
        session.execute(update(_table).where(_table.c.id == job_id).values(values))
        take_key_back(session, job_id)
    touched(session, Topic.JOB, again)
    return len(again)


def follow_clock(session: Session, moment: datetime) -> int:
    """What was queued or begun at a time that is yet to come waits by a clock that was set back: it is due now."""
    soon = moment + CLOCKS_APART
    ahead = or_(_table.c.created_at > soon, _table.c.started_at > soon)
    waiting = update(_table).where(_table.c.status == JobStatus.PENDING, _table.c.run_after > moment, ahead)
    due = session.execute(waiting.values(run_after=moment, created_at=moment, started_at=None))
    return int(due.rowcount)  # type: ignore[attr-defined]  # a cursor result


def failed_ids(session: Session) -> list[int]:
    """All failed jobs."""
    return list(session.execute(select(_table.c.id).where(_table.c.status == JobStatus.FAILED)).scalars())


def move(session: Session, ids: Collection[int], by: int) -> None:
    """Raise (negative) or lower the priority of waiting jobs."""
    moved = _table.c.priority + by
    bounded = case((moved < 1, 1), (moved > 10, 10), else_=moved)
    session.execute(
        update(_table).where(_table.c.id.in_(ids), _table.c.status == JobStatus.PENDING).values(priority=bounded)
    )
    touched(session, Topic.JOB, ids)


def clear(session: Session, before: datetime | None = None, statuses: Sequence[JobStatus] = ENDED) -> int:
    """Forget ended jobs (those that ended before a moment)."""
    statement = delete(_table).where(_table.c.status.in_(statuses))
    if before is not None:
        statement = statement.where(_table.c.finished_at < before)
    done = session.execute(statement)
    touched(session, Topic.JOB)
    return int(done.rowcount)  # type: ignore[attr-defined]  # a cursor result


def page(
    session: Session,
    statuses: Sequence[JobStatus] = tuple(JobStatus),
    *,
    text: str = "",
    limit: int = 500,
    before: int | None = None,
) -> list[JobRow]:
    """Jobs for the screen: what runs first, then what waits by its turn, then what ended, newest first."""
    rank = case((_table.c.status == JobStatus.RUNNING, 0), (_table.c.status == JobStatus.PENDING, 1), else_=2)
    turn = case((_table.c.status == JobStatus.PENDING, _table.c.priority), else_=0)
    age = case((_table.c.status.in_(ENDED), -_table.c.id), else_=_table.c.id)
    statement = select(*_ROW).where(_table.c.status.in_(statuses)).order_by(rank, turn, age).limit(limit)
    if text:
        places = (_table.c.title, _table.c.type, _table.c.error, col(Item.title))
        statement = statement.where(or_(*(matching.holds(place, text) for place in places)))
    if before is not None:
        statement = statement.where(_table.c.id < before)
    return _rows(session, statement)


def _rows(session: Session, statement: "Select[Any]") -> list[JobRow]:
    found = session.execute(subjects.joined(statement, _table))
    end = -subjects.COUNT
    return [JobRow._make((*row[:end], subjects.of(*row[end:]))) for row in found]


def by_id(session: Session, job_id: int) -> JobRow | None:
    """One job."""
    return next(iter(_rows(session, select(*_ROW).where(_table.c.id == job_id))), None)


def since(session: Session, moment: datetime) -> list[JobRow]:
    """The jobs that ended after a moment, oldest first; then those that are put off because of what went wrong."""
    ended = select(*_ROW).where(_table.c.finished_at >= moment, _table.c.status.in_(ENDED))
    put_off = select(*_ROW).where(_is_put_off(now())).order_by(_table.c.run_after, _table.c.id)
    return _rows(session, ended.order_by(_table.c.finished_at)) + _rows(session, put_off)
