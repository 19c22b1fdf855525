"""The queue's rows, on both databases."""

import asyncio
import threading
from datetime import datetime, timedelta

from sqlmodel import Session

from lobbycard.events import Event
from lobbycard.model.columns import now
from lobbycard.model.item import Item
from lobbycard.model.job import Job, Worker
from lobbycard.model.kinds import ItemKind, JobStatus
from lobbycard.store import jobs, queue, schedules
from lobbycard.store.database import Store
from lobbycard.store.jobs import NewJob
from lobbycard.store.queue import Awaited, Beat, Outcome

WANTED = {"network": 100}


def _job(name: str, **columns: object) -> NewJob:
    return NewJob(type=name, request={"name": name}, key=jobs.key_of(name, {"name": name}), **columns)  # type: ignore[arg-type]


def _claimed(store: Store, worker: str = "w1", count: int = 100) -> list[str]:
    return [job.type for job in store.write_now(queue.claim, worker, {"network": count})]


def test_what_the_user_asked_for_goes_first_then_by_age(store: Store) -> None:
    store.write_now(jobs.add, [_job("late", priority=7), _job("a"), _job("b"), _job("soon", priority=2)])
    assert _claimed(store) == ["soon", "a", "b", "late"]


def test_what_waits_is_not_sorted_anew_for_each_that_begins(store: Store) -> None:
    if not store.is_sqlite:
        return  # the other's plan follows from how many rows there are

    def plan(session: Session) -> str:
        statement = str(queue._CLAIM.compile(session.connection()))
        rows = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", (None,) * statement.count("?"))
        return str(rows.all())

    assert "ix_job_claim" in store.read_now(plan)
    assert "TEMP B-TREE" not in store.read_now(plan)


def test_a_second_waiting_job_with_the_same_key_is_not_added_only_raised(store: Store) -> None:
    first = store.write_now(jobs.add, [_job("scan", priority=7)])
    again = store.write_now(jobs.add, [_job("scan", priority=2)])
    assert first == again
    row = store.read_now(jobs.by_id, first[0])
    assert row is not None
    assert row.priority == 2
    store.write_now(jobs.add, [_job("scan", priority=9)])
    row = store.read_now(jobs.by_id, first[0])
    assert row is not None
    assert row.priority == 2, "asking again never lowers"


def test_a_job_does_not_run_beside_its_twin(store: Store) -> None:
    store.write_now(jobs.add, [_job("scan")])
    assert _claimed(store) == ["scan"]
    store.write_now(jobs.add, [_job("scan")])
    assert _claimed(store, "w2") == []
    done = store.read_now(jobs.page, (JobStatus.RUNNING,))[0].id
    store.write_now(queue.settle, "w1", [Outcome(done, JobStatus.COMPLETED, "fine")])
    assert _claimed(store, "w2") == ["scan"]


def test_a_retry_meets_a_waiting_twin_and_steps_aside(store: Store) -> None:
    store.write_now(jobs.add, [_job("scan")])
    claimed = store.write_now(queue.claim, "w1", WANTED)[0]
    store.write_now(jobs.add, [_job("scan")])
    store.write_now(queue.settle, "w1", [Outcome(claimed.id, JobStatus.PENDING, error="down")])
    assert store.read_now(jobs.counts) == {JobStatus.PENDING: 1, JobStatus.CANCELLED: 1}


def test_a_retry_waits_until_its_time(store: Store) -> None:
    store.write_now(jobs.add, [_job("a")])
    claimed = store.write_now(queue.claim, "w1", WANTED)[0]
    later = now() + timedelta(hours=1)
    store.write_now(queue.settle, "w1", [Outcome(claimed.id, JobStatus.PENDING, error="down", run_after=later)])
    assert _claimed(store) == []
    due = store.read_now(queue.next_due, ["network"])
    assert due is not None
    assert abs((due - later).total_seconds()) < 1


def test_one_that_finds_it_still_away_speaks_for_all_that_wait_for_the_same(store: Store) -> None:
    def away(name: str, who: str, until: datetime, why: str, behind: int = 0) -> None:
        awaited, after = Awaited(who, until), until + timedelta(seconds=behind)
        outcome = Outcome(ids[name], JobStatus.PENDING, error=why, run_after=after, refund=True, awaited=awaited)
        store.write_now(queue.settle, "w1", [outcome])

    ids = dict(zip("abcd", store.write_now(jobs.add, [_job(name) for name in "abcd"]), strict=True))
    earlier, later = now() - timedelta(minutes=1), now() + timedelta(hours=1)
    assert _claimed(store) == ["a", "b", "c", "d"]
    for name, who in {"a": "TMDB", "b": "TMDB", "c": "TMDB", "d": "TVmaze"}.items():
        away(name, who, earlier, "it hung up")
    assert _claimed(store, count=1) == ["a"]
    away("a", "TMDB", later, "its name is unknown", behind=2)
    assert _claimed(store) == ["d"], "what waits for somebody else is begun"
    rows = {row.type: row for row in store.read_now(jobs.page, (JobStatus.PENDING,))}
    assert {name: (row.awaits, row.error) for name, row in rows.items()} == dict.fromkeys(
        "abc", ("TMDB", "its name is unknown")
    )
    assert rows["b"].run_after == rows["c"].run_after == later
    assert rows["a"].run_after > later, "else a broken entry would always be the first to ask"
    assert {row.attempts for row in rows.values()} == {0}
    store.write_now(jobs.retry, [ids["b"]])
    assert _claimed(store) == ["b"], "a person says so"


def test_only_its_own_worker_settles_a_job(store: Store) -> None:
    store.write_now(jobs.add, [_job("a")])
    claimed = store.write_now(queue.claim, "w1", WANTED)[0]
    store.write_now(queue.settle, "w2", [Outcome(claimed.id, JobStatus.COMPLETED)])
    row = store.read_now(jobs.by_id, claimed.id)
    assert row is not None
    assert row.status is JobStatus.RUNNING


def test_no_job_goes_to_two_workers(store: Store) -> None:
    store.write_now(jobs.add, [_job(f"j{n}") for n in range(200)])
    stores = [Store(store.url) for _ in range(3)]
    taken: list[list[str]] = [[], [], []]

    def take(position: int) -> None:
        while found := _claimed(stores[position], f"w{position}", 7):
            taken[position] += found

    threads = [threading.Thread(target=take, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for other in stores:
        other.close()
    everything = [name for names in taken for name in names]
    assert len(everything) == 200
    assert len(set(everything)) == 200


def test_cancelling_ends_the_waiting_and_asks_the_running(store: Store) -> None:
    ids = store.write_now(jobs.add, [_job("a"), _job("b")])
    store.write_now(queue.claim, "w1", {"network": 1})
    assert store.write_now(jobs.cancel, ids) == 2
    cancelled, lost = store.write_now(queue.beat, "w1", [Beat(ids[0], 1, 2, "half")])
    assert cancelled == {ids[0]}
    assert lost == set()
    assert store.read_now(jobs.counts) == {JobStatus.RUNNING: 1, JobStatus.CANCELLED: 1}


def test_a_heartbeat_tells_what_was_lost(store: Store) -> None:
    ids = store.write_now(jobs.add, [_job("a")])
    store.write_now(queue.claim, "w1", WANTED)
    rows = store.read_now(queue.running_elsewhere, "w2")
    assert store.write_now(queue.take_over, [(rows[0][0], rows[0][2])]) == 1
    assert store.write_now(queue.beat, "w1", [Beat(ids[0], None, None, "")]) == (set(), {ids[0]})


def test_a_job_whose_heart_beats_again_is_not_taken_over(store: Store) -> None:
    ids = store.write_now(jobs.add, [_job("a")])
    store.write_now(queue.claim, "w1", WANTED)
    rows = store.read_now(queue.running_elsewhere, "w2")
    store.write_now(queue.beat, "w1", [Beat(ids[0], None, None, "")])
    assert store.write_now(queue.take_over, [(rows[0][0], rows[0][2])]) == 0


def test_a_job_that_kills_its_workers_is_given_up(store: Store) -> None:
    ids = store.write_now(jobs.add, [_job("bad", max_attempts=2)])
    for _ in range(3):
        store.write_now(queue.claim, "w1", WANTED)
        rows = store.read_now(queue.running_elsewhere, "w2")
        store.write_now(queue.take_over, [(rows[0][0], rows[0][2])])
    row = store.read_now(jobs.by_id, ids[0])
    assert row is not None
    assert row.status is JobStatus.FAILED
    assert row.error


def test_paused_nothing_is_claimed(store: Store) -> None:
    store.write_now(jobs.add, [_job("a")])
    store.write_now(jobs.pause, True)
    assert _claimed(store) == []
    store.write_now(jobs.pause, False)
    assert _claimed(store) == ["a"]


def test_a_failed_job_can_be_tried_again(store: Store) -> None:
    ids = store.write_now(jobs.add, [_job("a")])
    store.write_now(queue.claim, "w1", WANTED)
    store.write_now(queue.settle, "w1", [Outcome(ids[0], JobStatus.FAILED, error="no", hint="fix it")])
    row = store.read_now(jobs.page, (JobStatus.FAILED,))[0]
    assert (row.error, row.error_hint) == ("no", "fix it")
    assert store.write_now(jobs.retry, ids) == 1
    assert _claimed(store) == ["a"]


def test_a_missed_schedule_runs_once(store: Store) -> None:
    store.write_now(schedules.put, "backup", _job("Backup"), 60)

    def pretend_past(session: Session) -> None:
        for row in schedules.all_of(session):
            row.next_run_at = now() - timedelta(days=9)
            session.add(row)

    store.write_now(pretend_past)
    assert store.write_now(schedules.start_due) == 1
    assert store.write_now(schedules.start_due) == 0
    assert _claimed(store) == ["Backup"]


async def test_looking_at_the_clock_tells_nobody_of_a_change_where_nothing_is_due(store: Store) -> None:
    heard: list[Event] = []
    store._emit = heard.append  # the listener that core gives at opening
    store.bind_loop(asyncio.get_running_loop())
    await store.write(schedules.put, "backup", _job("Backup"), 60)
    await store.write(schedules.start_due)
    await asyncio.sleep(0)
    assert heard == []


def test_finished_jobs_are_forgotten_by_age(store: Store) -> None:
    ids = store.write_now(jobs.add, [_job("a"), _job("b")])
    store.write_now(queue.claim, "w1", WANTED)
    store.write_now(queue.settle, "w1", [Outcome(ids[0], JobStatus.COMPLETED)])
    assert store.write_now(jobs.clear, now() - timedelta(days=1)) == 0
    assert store.write_now(jobs.clear) == 1
    assert store.read_now(jobs.counts) == {JobStatus.RUNNING: 1}


def test_a_worker_that_was_killed_long_ago_is_forgotten(store: Store) -> None:
    def enter_long_ago(session: Session) -> None:
        session.add(Worker(id="old", kind="tui", host="here", pid=1, heartbeat=now() - timedelta(days=8)))

    store.write_now(enter_long_ago)
    store.write_now(queue.enter, "young", "tui", "here", 2)
    store.write_now(queue.enter, "new", "tui", "here", 3)
    assert {worker.id for worker in store.read_now(queue.workers)} == {"young", "new"}


def test_a_job_is_called_by_what_it_does_and_for_what(store: Store) -> None:
    def add(session: Session) -> list[int]:
        film = Item(kind=ItemKind.MOVIE, title="Nosferatu", year=1922)
        series = Item(kind=ItemKind.SERIES, title="The Ferry", year=1931)
        session.add_all([film, series])
        session.flush()
        season = Item(kind=ItemKind.SEASON, title="Season 2", number=2, parent_id=series.id)
        session.add(season)
        session.flush()
        episode = Item(kind=ItemKind.EPISODE, title="Fog", number=5, parent_id=season.id)
        session.add(episode)
        session.flush()
        about = [film.id, series.id, season.id, episode.id, None]
        return jobs.add(session, [_job(f"j{n}", title="Fetch pictures", item_id=item) for n, item in enumerate(about)])

    store.write_now(add)
    assert [row.name for row in store.read_now(jobs.page)] == [
        "Fetch pictures: Nosferatu (1922)",
        "Fetch pictures: The Ferry (1931)",
        "Fetch pictures: The Ferry S02",
        "Fetch pictures: The Ferry S02E05",
        "Fetch pictures",
    ]
    assert [row.subject for row in store.read_now(jobs.page, text="nosfer")] == ["Nosferatu (1922)"]


def test_a_clock_that_was_set_back_keeps_nothing_waiting(store: Store) -> None:
    ahead = now() + timedelta(days=400)
    (job_id,) = store.write_now(jobs.add, [_job("scan", run_after=ahead)])
    put_off = store.write_now(jobs.add, [_job("later", run_after=now() + timedelta(hours=1))])
    store.write_now(schedules.put, "backup", _job("Backup"), 60)

    def go_ahead(session: Session) -> None:
        session.get_one(Job, job_id).created_at = ahead
        for row in schedules.all_of(session):
            row.next_run_at = ahead

    store.write_now(go_ahead)
    assert _claimed(store) == []
    assert store.write_now(schedules.start_due) == 2
    assert sorted(_claimed(store)) == ["Backup", "scan"]
    assert store.write_now(schedules.start_due) == 0
    assert [row.id for row in store.read_now(jobs.page, (JobStatus.PENDING,))] == put_off
