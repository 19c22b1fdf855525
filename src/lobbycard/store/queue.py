"""The workers' side of the queue: claim, settle, give signs of life, take over from the dead."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, Update, bindparam, delete, func, or_, select, update
from sqlmodel import Session, col

from lobbycard.events import Topic
from lobbycard.model.columns import UtcDateTime, now
from lobbycard.model.job import Job, Worker
from lobbycard.model.kinds import JobStatus, Trigger
from lobbycard.store import jobs, tables
from lobbycard.store.database import beside_others, touched

FORGOTTEN = timedelta(days=7)
"""A worker of which nothing was heard for so long is gone."""

_table = tables.of(Job)


class Claimed(NamedTuple):
    """A job that this worker has taken."""

    id: int
    type: str
    queue: str
    request: dict[str, Any]
    attempts: int
    max_attempts: int
    priority: int
    trigger: Trigger
    batch: str | None
    title: str
    item_id: int | None
    library_id: int | None


class Awaited(NamedTuple):
    """Somebody who is away, and until when nobody has to look again."""

    who: str
    until: datetime


class Outcome(NamedTuple):
    """How a run of a job ended."""

    job_id: int
    status: JobStatus
    result: str = ""
    error: str = ""
    hint: str = ""
    run_after: datetime | None = None
    """For a retry (status pending)."""
    refund: bool = False
    """The run does not count as an attempt: it was handed back, not tried and failed."""
    awaited: Awaited | None = None
    """Whom it needs and could not have: all that is known to wait for the same waits on with it."""
    details: dict[str, Any] | None = None
    """The numbers behind the result."""


class Beat(NamedTuple):
    """A running job's progress, written with its heartbeat."""

    job_id: int
    done: int | None
    total: int | None
    message: str


_CLAIMED = [_table.c[name] for name in Claimed._fields]


@beside_others
def claim(session: Session, worker: str, wanted: Mapping[str, int]) -> list[Claimed]:
    """Take up to so many due jobs of each queue, in one atomic statement each: no job goes to two workers."""
    if jobs.is_paused(session):
        return []
    names = tuple(sorted(name for name, count in wanted.items() if count > 0))
    moment = now()
    found: list[Claimed] = []
    for queue in _with_due(session, names, moment):
        values = {"of": queue, "most": wanted[queue], "moment": moment, "who": worker}
        found += [Claimed._make(row) for row in session.execute(_CLAIM, values)]
    touched_ids = [job.id for job in found]
    if touched_ids:
        touched(session, Topic.JOB, touched_ids)
    return sorted(found, key=lambda job: (job.priority, job.id))


_MOMENT = bindparam("moment", type_=UtcDateTime)


def _waiting(queue: Any) -> Any:
    """What may start, in a queue."""
    return (_table.c.status == JobStatus.PENDING) & (_table.c.queue == queue) & (_table.c.run_after <= _MOMENT)


def _with_due(session: Session, names: tuple[str, ...], moment: datetime) -> list[str]:
    """Those of these queues in which something may start."""
    if not names:
        return []
    (has_due,) = session.execute(_has_due(names), {"moment": moment})
    return [name for name, is_there in zip(names, has_due, strict=True) if is_there]


@cache
def _has_due(names: tuple[str, ...]) -> Any:
    """One look at each, of which the index answers: where thousands wait, they are not counted."""
    return select(*(select(_table.c.id).where(_waiting(name)).exists() for name in names))


def _claim_statement() -> Any:
    # PostgreSQL may run a sub-select with LIMIT more than once; as a materialised CTE it is one answer.
    chosen = _due().cte("due").prefix_with("MATERIALIZED", dialect="postgresql")
    begun = {"status": JobStatus.RUNNING, "worker": bindparam("who"), "heartbeat": _MOMENT, "started_at": _MOMENT}
    fresh = {"finished_at": None, "error": "", "error_hint": "", "cancel_requested": False}
    progress = {"done": None, "total": None, "message": ""}
    return (
        update(_table)
        .where(_table.c.id.in_(select(chosen.c.id)))
        .values(begun | fresh | progress | {"attempts": _table.c.attempts + 1})
        .returning(*_CLAIMED)
        .execution_options(synchronize_session=False)
    )


def _due() -> Any:
    """The first jobs that may start; none whose twin runs.

    In the order of the index: where thousands wait, no more of them are read than are taken.
    """
    other = _table.alias("other")
    same_runs = (
        select(other.c.id)
        .where(other.c.status == JobStatus.RUNNING, other.c.key == _table.c.key)
        .correlate(_table)
        .exists()
    )
    return (
        select(_table.c.id)
        .where(_waiting(bindparam("of")), or_(_table.c.key.is_(None), ~same_runs))
        .order_by(_table.c.priority, _table.c.run_after, _table.c.id)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True)
    )


_CLAIM = _claim_statement()
"""Made once: that costs several times what running it does."""


@beside_others
def turn(session: Session, worker: str, outcomes: Sequence[Outcome], wanted: Mapping[str, int]) -> list[Claimed]:
    """Settle what ended and claim what may start."""
    settle(session, worker, outcomes)
    return claim(session, worker, wanted)


@beside_others
def settle(session: Session, worker: str, outcomes: Sequence[Outcome]) -> None:
    """Write how runs ended; only those that still belong to this worker."""
    if not outcomes:
        return
    moment = now()
    ended = [outcome for outcome in outcomes if outcome.status is not JobStatus.PENDING]
    if ended:
        session.connection().execute(
            _END,
            [
                {
                    "job": outcome.job_id,
                    "who": worker,
                    "how": outcome.status,
                    "said": outcome.result,
                    "numbers": outcome.details,
                    "wrong": outcome.error,
                    "advice": outcome.hint,
                    "moment": moment,
                }
                for outcome in ended
            ],
        )
    for outcome in outcomes:
        if outcome.status is JobStatus.PENDING:
            _hold_others(session, outcome)
            _give_back(session, worker, outcome)
    touched(session, Topic.JOB, [outcome.job_id for outcome in outcomes])


_END = (
    update(_table)
    .where(_table.c.id == bindparam("job"), _table.c.worker == bindparam("who"), _table.c.status == JobStatus.RUNNING)
    .values(
        status=bindparam("how"),
        result=bindparam("said"),
        details=bindparam("numbers"),
        error=bindparam("wrong"),
        error_hint=bindparam("advice"),
        finished_at=bindparam("moment"),
    )
)


_AWAITS = _table.c.details[jobs.AWAITS].as_string()


def _hold_others(session: Session, outcome: Outcome) -> None:
    """One that comes back and finds whom it waited for still away speaks for all that wait for the same.

    So thousands of them need not be begun one by one, each time that somebody may be back.
    """
    if outcome.awaited is None:
        return
    who, until = outcome.awaited
    if session.execute(select(_AWAITS).where(_table.c.id == outcome.job_id)).scalar_one_or_none() != who:
        return
    held = (_table.c.status == JobStatus.PENDING) & (_table.c.run_after < until) & (who == _AWAITS)
    told = {"run_after": until, "error": outcome.error, "error_hint": outcome.hint}
    session.execute(update(_table).where(held).values(told).execution_options(synchronize_session=False))
    touched(session, Topic.JOB)


def _give_back(session: Session, worker: str, outcome: Outcome) -> None:
    """Let a job wait again. Its key is given up first: a twin may be waiting under it."""
    statement = (
        update(_table)
        .where(_table.c.id == outcome.job_id, _table.c.status == JobStatus.RUNNING, _table.c.worker == worker)
        .values(
            status=JobStatus.PENDING,
            worker=None,
            heartbeat=None,
            key=None,
            error=outcome.error,
            error_hint=outcome.hint,
            details={jobs.AWAITS: outcome.awaited.who} if outcome.awaited else None,
            run_after=outcome.run_after or now(),
            attempts=_table.c.attempts - (1 if outcome.refund else 0),
        )
        .returning(_table.c.id)
        .execution_options(synchronize_session=False)
    )
    if session.execute(statement).scalar_one_or_none() is not None:
        jobs.take_key_back(session, outcome.job_id)


@beside_others
def beat(session: Session, worker: str, beats: Sequence[Beat]) -> tuple[set[int], set[int]]:
    """Sign of life of this worker's running jobs. Gives the ids to cancel, and those that are no longer its own."""
    moment = now()
    session.execute(update(Worker).where(col(Worker.id) == worker).values(heartbeat=moment))
    if not beats:
        return set(), set()
    statement: Update = (
        update(_table)
        .where(_table.c.id == bindparam("job"), _table.c.worker == worker, _table.c.status == JobStatus.RUNNING)
        .values(heartbeat=moment, done=bindparam("n"), total=bindparam("m"), message=bindparam("text"))
    )
    session.connection().execute(
        statement, [{"job": b.job_id, "n": b.done, "m": b.total, "text": b.message[:500]} for b in beats]
    )
    ids = [b.job_id for b in beats]
    rows = session.execute(
        select(_table.c.id, _table.c.cancel_requested).where(
            _table.c.id.in_(ids), _table.c.worker == worker, _table.c.status == JobStatus.RUNNING
        )
    ).all()
    kept = {row.id for row in rows}
    return {row.id for row in rows if row.cancel_requested}, set(ids) - kept


def running_elsewhere(session: Session, worker: str) -> list[tuple[int, str, datetime, str, int]]:
    """Jobs that other workers run: id, worker, heartbeat, and where that worker lives (host and pid)."""
    rows = session.execute(
        select(_table.c.id, _table.c.worker, _table.c.heartbeat, col(Worker.host), col(Worker.pid))
        .outerjoin(Worker, col(Worker.id) == _table.c.worker)
        .where(_table.c.status == JobStatus.RUNNING, _table.c.worker != worker)
    )
    return [(row[0], row[1] or "", row[2], row[3] or "", row[4] or 0) for row in rows]


def take_over(session: Session, dead: Sequence[tuple[int, datetime]]) -> int:
    """Give jobs of dead workers back to the queue, each only if its heartbeat is still the one that was seen."""
    count = 0
    for job_id, heartbeat in dead:
        lost = (_table.c.id == job_id) & (_table.c.status == JobStatus.RUNNING) & (_table.c.heartbeat == heartbeat)
        row = session.execute(select(_table.c.attempts, _table.c.max_attempts).where(lost)).one_or_none()
        if row is None:
            continue
        count += 1
        if row.attempts > row.max_attempts:
            values = {"status": JobStatus.FAILED, "finished_at": now(), "error": "It ended its worker several times."}
            session.execute(update(_table).where(lost).values(values))
        else:
            values = {"status": JobStatus.PENDING, "worker": None, "heartbeat": None, "run_after": now(), "key": None}
            session.execute(update(_table).where(lost).values(values))
            jobs.take_key_back(session, job_id)
        touched(session, Topic.JOB, [job_id])
    return count


@beside_others
def enter(session: Session, worker: str, kind: str, host: str, pid: int) -> None:
    """A worker begins. Those that were killed long ago, and so never left, are forgotten."""
    session.execute(delete(Worker).where(col(Worker.heartbeat) < now() - FORGOTTEN))
    session.add(Worker(id=worker, kind=kind, host=host, pid=pid))


@beside_others
def leave(session: Session, worker: str) -> None:
    """A worker ends in order."""
    session.execute(delete(Worker).where(col(Worker.id) == worker))


def workers(session: Session) -> list[Worker]:
    """All workers that have not left."""
    return list(session.scalars(select(Worker).order_by(col(Worker.started_at))))


def next_due(session: Session, queues: Collection[str]) -> datetime | None:
    """When the first job that waits in one of these queues may run."""
    query = select(func.min(_table.c.run_after)).where(_table.c.status == JobStatus.PENDING, _table.c.queue.in_(queues))
    due: datetime | None = session.execute(query).scalar_one_or_none()
    return due
