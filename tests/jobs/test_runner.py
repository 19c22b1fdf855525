"""The runner: carries out, retries, cancels, hands back, starts what the clock asks for."""

import asyncio
import os
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlmodel import Session

from lobbycard.errors import AppError, Away, Busy, StoreError, Temporary
from lobbycard.events import Event, JobFinished, JobProgress, Signal
from lobbycard.jobs import endings, processes, runner
from lobbycard.jobs.context import JobContext
from lobbycard.jobs.queue import DatabaseQueue
from lobbycard.jobs.registry import Request, Run, Tasks
from lobbycard.jobs.runner import Pace, Runner
from lobbycard.model.kinds import JobStatus
from lobbycard.store import jobs, queue
from lobbycard.store.database import Store
from lobbycard.store.jobs import JobRow
from lobbycard.store.queue import Claimed, Outcome
from tests import databases

SLOW = Pace()
QUICK = Pace(tick=0.02, heartbeat=0.1, watch=0.15)


class Do(Request):
    """Whatever the test gives it to do."""

    name: str = "one"
    max_attempts = 3


class Unscheduled(DatabaseQueue):
    """A queue without a clock: looking for what is due would itself wait for the database."""

    async def start_due(self) -> int:
        return 0


class Desk:
    """A queue with one kind of task on it."""

    def __init__(self, store: Store, run: Run, pace: Pace) -> None:
        self.store = store
        self.events: list[Event] = []
        self.signal = Signal()
        self.signal.connect(self.events.append)
        store._emit = self.signal.emit  # the listener that core gives at opening
        self.tasks = Tasks()
        self.tasks.add(Do)(run)
        self.queue = Unscheduled(store)
        self.runner = Runner(self.queue, self.tasks, None, emit=self.signal.emit, pace=pace)

    async def add(self, *names: str) -> list[int]:
        return await self.queue.add([Do(name=name).as_job() for name in names])

    def row(self, job_id: int) -> JobRow:
        row = self.store.read_now(jobs.by_id, job_id)
        assert row is not None
        return row


@asynccontextmanager
async def _desk(place: Path | str, run: Run, pace: Pace = SLOW) -> AsyncIterator[Desk]:
    if isinstance(place, Path):
        databases.begin(place / "a.db")
    store = Store(place if isinstance(place, str) else f"sqlite:///{place}/a.db")
    store.bind_loop(asyncio.get_running_loop())
    desk = Desk(store, run, pace)
    await desk.runner.start()
    try:
        yield desk
    finally:
        await desk.runner.stop(grace=0.5)
        store.close()


async def _until(check: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, "it did not come to that"
        await asyncio.sleep(0.01)


async def test_a_job_is_carried_out_and_its_line_kept(tmp_path: Path) -> None:
    async def run(tools: object, job: JobContext, request: Do) -> str:
        return f"did {request.name}"

    async with _desk(tmp_path, run) as desk:
        (job_id,) = await desk.add("it")
        await desk.runner.idle()
        assert desk.row(job_id).status is JobStatus.COMPLETED
        assert desk.row(job_id).result == "did it"
        assert [event.message for event in desk.events if isinstance(event, JobFinished)] == ["did it"]


async def test_a_temporary_error_is_tried_again_and_then_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endings, "BACKOFF", 0.01)
    tries: list[int] = []

    async def run(tools: object, job: JobContext, request: Do) -> str:
        tries.append(job.job.attempts)
        raise Temporary("TMDB is down.", "It is tried again.")

    async with _desk(tmp_path, run) as desk:
        (job_id,) = await desk.add("it")
        await desk.runner.idle()
        assert tries == [1, 2, 3]
        row = desk.row(job_id)
        assert (row.status, row.error, row.error_hint) == (JobStatus.FAILED, "TMDB is down.", "It is tried again.")


async def test_of_those_that_wait_for_the_same_few_look_whether_it_is_back(tmp_path: Path) -> None:
    looks: Counter[str] = Counter()
    is_back = False

    async def run(tools: object, job: JobContext, request: Do) -> str:
        looks[request.name] += 1
        if not is_back:
            raise Away("TMDB", "It hung up.", retry_after=0.01 if looks[request.name] == 1 else 3600)
        return "done"

    async with _desk(tmp_path, run, QUICK) as desk:
        ids = await desk.add(*(f"film {number}" for number in range(40)))
        await desk.runner.idle(patience=60)
        assert looks.keys() == {f"film {number}" for number in range(40)}
        assert sum(looks.values()) <= 40 + 2 * runner.CONCURRENCY["network"], "but for those that ran just then"
        is_back = True
        desk.store.write_now(jobs.retry, ids)
        await desk.runner.idle()
        assert {(desk.row(job_id).status, desk.row(job_id).attempts) for job_id in ids} == {(JobStatus.COMPLETED, 1)}
        assert desk.row(ids[0]).details is None


async def test_an_error_for_a_person_is_not_tried_again(tmp_path: Path) -> None:
    async def run(tools: object, job: JobContext, request: Do) -> str:
        raise AppError("The key is wrong.", "Set another.")

    async with _desk(tmp_path, run) as desk:
        (job_id,) = await desk.add("it")
        await desk.runner.idle()
        assert desk.row(job_id).attempts == 1
        assert desk.row(job_id).status is JobStatus.FAILED


async def test_a_bug_in_a_job_ends_that_job_only(tmp_path: Path) -> None:
    async def run(tools: object, job: JobContext, request: Do) -> str:
        if request.name == "bad":
            raise ZeroDivisionError
        return "fine"

    async with _desk(tmp_path, run) as desk:
        bad, good = await desk.add("bad", "good")
        await desk.runner.idle()
        assert desk.row(bad).status is JobStatus.FAILED
        assert "unexpectedly" in desk.row(bad).error
        assert desk.row(good).status is JobStatus.COMPLETED


async def test_a_running_job_can_be_cancelled(tmp_path: Path) -> None:
    async def run(tools: object, job: JobContext, request: Do) -> str:
        await asyncio.sleep(60)
        return "never"

    async with _desk(tmp_path, run) as desk:
        (job_id,) = await desk.add("it")
        await _until(lambda: desk.runner.running == 1)
        await desk.store.write(jobs.cancel, [job_id])
        await _until(lambda: desk.row(job_id).status is JobStatus.CANCELLED)


async def test_a_job_in_a_thread_hears_that_it_is_to_end(tmp_path: Path) -> None:
    ended = threading.Event()

    async def run(tools: object, job: JobContext, request: Do) -> str:
        def work() -> None:
            while not job.cancelled:
                time.sleep(0.01)
            ended.set()

        await asyncio.get_running_loop().run_in_executor(None, work)
        job.checkpoint()
        return "never"

    async with _desk(tmp_path, run) as desk:
        (job_id,) = await desk.add("it")
        await _until(lambda: desk.runner.running == 1)
        desk.runner.cancel([job_id])
        await _until(lambda: desk.row(job_id).status is JobStatus.CANCELLED)
        assert ended.wait(30)


async def test_at_the_end_a_running_job_is_handed_back_without_costing_an_attempt(tmp_path: Path) -> None:
    async def run(tools: object, job: JobContext, request: Do) -> str:
        await asyncio.sleep(60)
        return "never"

    async with _desk(tmp_path, run) as desk:
        (job_id,) = await desk.add("it")
        await _until(lambda: desk.runner.running == 1)
        await desk.runner.stop(grace=0.1)
        row = desk.row(job_id)
        assert (row.status, row.attempts, row.worker) == (JobStatus.PENDING, 0, None)
        assert desk.store.read_now(queue.workers) == []


async def test_what_is_claimed_while_the_program_ends_is_handed_back(tmp_path: Path) -> None:
    claimed = asyncio.Event()

    class Slow(Unscheduled):
        """A database that takes its time."""

        async def turn(self, worker: str, outcomes: Sequence[Outcome], wanted: Mapping[str, int]) -> list[Claimed]:
            found = await super().turn(worker, outcomes, wanted)
            claimed.set()
            await asyncio.sleep(0.3)
            return found

    store = Store(f"sqlite:///{tmp_path}/a.db")
    (job_id,) = store.write_now(jobs.add, [Do().as_job()])
    worker = Runner(Slow(store), Tasks(), None, emit=lambda event: None)
    await worker.start()
    await claimed.wait()
    await worker.stop()
    row = store.read_now(jobs.by_id, job_id)
    store.close()
    assert row is not None
    assert (row.status, row.attempts) == (JobStatus.PENDING, 0)


async def test_who_waits_is_told_that_the_end_of_a_job_cannot_be_noted(tmp_path: Path) -> None:
    class Full(Unscheduled):
        """A database on a disk without room for the end of a job."""

        async def turn(self, worker: str, outcomes: Sequence[Outcome], wanted: Mapping[str, int]) -> list[Claimed]:
            if outcomes:
                raise StoreError("The disk is full.")
            return await super().turn(worker, outcomes, wanted)

    async def run(tools: object, job: JobContext, request: Do) -> str:
        return "done"

    async with _desk(tmp_path, run) as desk:
        await desk.runner.stop()
        worker = Runner(Full(desk.store), desk.tasks, None, emit=desk.signal.emit, pace=Pace(again=0.01, give_up=0.05))
        await worker.start()
        await desk.add("it")
        with pytest.raises(StoreError, match="full"):
            await worker.idle(patience=1)
        await worker.stop()


async def test_at_the_end_a_short_job_is_finished(tmp_path: Path) -> None:
    async def run(tools: object, job: JobContext, request: Do) -> str:
        await asyncio.sleep(0.2)
        return "done"

    async with _desk(tmp_path, run) as desk:
        (job_id,) = await desk.add("it")
        await _until(lambda: desk.runner.running == 1)
        await desk.runner.stop(grace=5)
        assert desk.row(job_id).status is JobStatus.COMPLETED


async def test_no_more_run_at_once_than_the_queue_allows(tmp_path: Path) -> None:
    running: list[int] = []
    most: list[int] = []

    async def run(tools: object, job: JobContext, request: Do) -> str:
        running.append(1)
        most.append(len(running))
        await asyncio.sleep(0.02)
        running.pop()
        return ""

    async with _desk(tmp_path, run) as desk:
        await desk.add(*[f"n{n}" for n in range(20)])
        await desk.runner.idle()
        assert max(most) == runner.CONCURRENCY["network"]


async def test_progress_is_told_and_kept_with_the_heartbeat(tmp_path: Path) -> None:
    go_on = asyncio.Event()

    async def run(tools: object, job: JobContext, request: Do) -> str:
        job.progress(3, 10, "Metropolis")
        await go_on.wait()
        return ""

    async with _desk(tmp_path, run, QUICK) as desk:
        (job_id,) = await desk.add("it")
        await _until(lambda: desk.row(job_id).done == 3)
        assert desk.row(job_id).message == "Metropolis"
        assert any(isinstance(event, JobProgress) and job_id in event.job_ids for event in desk.events)
        go_on.set()
        await desk.runner.idle()


async def test_what_a_job_queues_is_its_child_and_done_too(tmp_path: Path) -> None:
    done: list[str] = []

    async def run(tools: object, job: JobContext, request: Do) -> str:
        done.append(request.name)
        if request.name == "parent":
            await job.enqueue(Do(name="child"))
        return ""

    async with _desk(tmp_path, run) as desk:
        (parent,) = await desk.add("parent")
        await desk.runner.idle()
        assert done == ["parent", "child"]
        child = next(row for row in desk.store.read_now(jobs.page) if row.id != parent)
        assert child.parent_id == parent
        assert child.priority > desk.row(parent).priority


async def test_a_job_of_another_version_fails_with_a_word(tmp_path: Path) -> None:
    async def run(tools: object, job: JobContext, request: Do) -> str:
        return ""

    async with _desk(tmp_path, run) as desk:
        (job_id,) = await desk.queue.add([jobs.NewJob(type="FromTheFuture", request={})])
        await desk.runner.idle()
        assert "FromTheFuture" in desk.row(job_id).error


async def test_a_job_whose_worker_is_gone_is_taken_over_at_once(tmp_path: Path) -> None:
    async def run(tools: object, job: JobContext, request: Do) -> str:
        return "done by another"

    store = Store(f"sqlite:///{tmp_path}/a.db")
    store.write_now(queue.enter, "dead", "test", processes.here(), 2**22 - 1)
    (job_id,) = store.write_now(jobs.add, [Do().as_job()])
    store.write_now(queue.claim, "dead", {"network": 1})
    store.close()
    async with _desk(tmp_path, run) as desk:
        await _until(lambda: desk.row(job_id).status is JobStatus.COMPLETED)
        assert desk.row(job_id).result == "done by another"


async def test_a_worker_elsewhere_is_dead_when_its_heart_stands_still(tmp_path: Path) -> None:
    async def run(tools: object, job: JobContext, request: Do) -> str:
        return ""

    store = Store(f"sqlite:///{tmp_path}/a.db")
    store.write_now(queue.enter, "far", "test", "another-machine", 1)
    (job_id,) = store.write_now(jobs.add, [Do().as_job()])
    store.write_now(queue.claim, "far", {"network": 1})
    store.close()
    async with _desk(tmp_path, run, QUICK) as desk:
        await asyncio.sleep(0.15)
        assert desk.row(job_id).status is JobStatus.RUNNING, "one look is no proof"
        await _until(lambda: desk.row(job_id).status is JobStatus.COMPLETED)


async def test_while_another_holds_the_database_for_long_nobody_is_taken_for_dead(tmp_path: Path) -> None:
    """A compaction or a large change holds the database so long that no heart can beat."""
    go_on = asyncio.Event()
    runs: list[str] = []

    def runs_as(name: str) -> Run:
        async def run(tools: object, job: JobContext, request: Do) -> str:
            runs.append(name)
            await go_on.wait()
            return name

        return run

    third = Store(f"sqlite:///{tmp_path}/a.db")
    async with _desk(tmp_path, runs_as("first"), QUICK) as first:
        (job_id,) = await first.add("it")
        await _until(lambda: bool(runs))
        async with _desk(tmp_path, runs_as("second"), QUICK):
            for _ in range(8):
                await third.write(_linger, 0.8)
                await asyncio.sleep(0.3)
            assert runs == ["first"]
            go_on.set()
            await first.runner.idle()
        third.close()
        assert first.row(job_id).result == "first"
        assert first.row(job_id).attempts == 1


def _linger(session: Session, seconds: float) -> None:
    """A change that takes its time."""
    session.connection().exec_driver_sql("UPDATE setting SET value = value")
    time.sleep(seconds)


def _hold(session: Session, held: threading.Event, over: threading.Event) -> None:
    """A change that takes as long as it is let."""
    session.connection().exec_driver_sql("UPDATE setting SET value = value")
    held.set()
    assert over.wait(60)


async def test_a_long_change_stops_no_heart_on_postgresql(new_postgres: Callable[[], str]) -> None:
    go_on = asyncio.Event()

    async def run(tools: object, job: JobContext, request: Do) -> str:
        await go_on.wait()
        return ""

    async with _desk(new_postgres(), run, QUICK) as desk:
        (job_id,) = await desk.add("it")
        await _until(lambda: desk.row(job_id).status is JobStatus.RUNNING)
        held, over = threading.Event(), threading.Event()
        long = asyncio.create_task(desk.store.write(_hold, held, over))
        await _until(held.is_set)
        before = desk.row(job_id).heartbeat
        await _until(lambda: desk.row(job_id).heartbeat != before)
        over.set()
        await long
        go_on.set()
        await desk.runner.idle()


async def test_a_name_that_is_no_utf8_in_what_a_job_says_stops_nothing(tmp_path: Path) -> None:
    stray = os.fsdecode(b"caf\xe9\x00.mkv")
    seen = asyncio.Event()

    async def run(tools: object, job: JobContext, request: Do) -> str:
        job.progress(1, 2, stray)
        await seen.wait()
        if request.name == "bad":
            raise AppError(f"{stray} cannot be read.", f"Look at {stray}.")
        return f"did {stray}"

    async with _desk(tmp_path, run, QUICK) as desk:
        ids = [*await desk.add("good"), *await desk.add("bad")]
        await _until(lambda: all(desk.row(job_id).message == "caf??.mkv" for job_id in ids))
        seen.set()
        await desk.runner.idle()
        good, bad = map(desk.row, ids)
        assert (good.status, good.result) == (JobStatus.COMPLETED, "did caf??.mkv")
        assert (bad.status, bad.error, bad.error_hint) == (
            JobStatus.FAILED,
            "caf??.mkv cannot be read.",
            "Look at caf??.mkv.",
        )


class Restarting(DatabaseQueue):
    """A queue whose server is away for some calls."""

    away = 5

    async def is_open(self, patience: float | None = None) -> bool:
        """Whether jobs wait or run, once it is back."""
        if self.away:
            self.away -= 1
            raise Busy("The database cannot be reached.")
        return await super().is_open(patience)


async def test_a_server_that_restarts_ends_neither_the_work_nor_the_wait_for_it(tmp_path: Path) -> None:
    async def run(tools: object, job: JobContext, request: Do) -> str:
        if job.job.attempts == 1:
            raise Busy("The database cannot be reached.")
        return "done"

    async with _desk(tmp_path, run, QUICK) as desk:
        desk.runner._queue = Restarting(desk.store)
        (job_id,) = await desk.add("it")
        await desk.runner.idle(patience=60)
        assert desk.row(job_id).status is JobStatus.COMPLETED


def test_a_server_that_is_not_there_may_be_there_later() -> None:
    with pytest.raises(Busy, match="cannot be reached"):
        Store("postgresql://nobody@127.0.0.1:9/nothing?connect_timeout=2")
