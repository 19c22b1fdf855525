"""The job list as a person uses it."""

import contextvars
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from lobbycard.events import JobFinished, Topic
from lobbycard.model.job import Job
from lobbycard.model.kinds import JobStatus
from lobbycard.paths import Paths
from lobbycard.store import jobs
from lobbycard.store.database import Store, touched
from lobbycard.tui import joblines
from lobbycard.tui.app import failure_text
from lobbycard.tui.pace import Pace
from tests.tui.opened import lines, press, running, settled, shown

LONG_AGO = datetime(2024, 3, 1, 12, tzinfo=UTC)


def fill(session: Session) -> None:
    """Jobs in every state; nobody works on them."""
    session.add(
        Job(id=1, type="Scan", title="Scan Films", done=30, total=120, message="Film 30", attempts=1, worker="once-1",
            status=JobStatus.RUNNING, heartbeat=datetime(2999, 1, 1, tzinfo=UTC))
    )  # fmt: skip
    for number in range(2, 6):
        session.add(Job(id=number, type="Fetch", title=f"Fetch Film {number}", batch="b", queue="none"))
    session.add(
        Job(id=6, type="Publish", title="Publish Film 6", status=JobStatus.FAILED, attempts=3, started_at=LONG_AGO,
            error="The folder /films/6 cannot be written: permission denied.",
            error_hint="Check the owner and the permissions of the folder.",
            finished_at=LONG_AGO + timedelta(seconds=3))
    )  # fmt: skip
    session.add(
        Job(id=7, type="Fetch", title="Fetch \x1b[2JFilm 7‮", status=JobStatus.COMPLETED, result="12 fields from TMDB",
            started_at=LONG_AGO, finished_at=LONG_AGO + timedelta(minutes=2), attempts=1)
    )  # fmt: skip
    session.flush()
    touched(session, Topic.JOB)


@pytest.fixture
def busy_home(seeded_home: Paths) -> Paths:
    """A library with jobs in every state."""
    store = Store(f"sqlite:///{seeded_home.database_file}")
    store.write_now(fill)
    store.close()
    return seeded_home


async def test_what_runs_waits_failed_and_is_done_stands_in_that_order(busy_home: Paths) -> None:
    async with running(busy_home) as (app, pilot):
        await press(pilot, "9")
        seen = shown(app)
        places = [seen.index(word) for word in ("Scan Films", "Fetch Film 2", "Publish Film 6", "Fetch Film 7")]
        assert places == sorted(places)
        assert "30/120" in seen
        assert "2 min" in seen
        assert "\x1b" not in seen


async def test_a_failed_job_tells_its_error_in_full_with_what_to_do(busy_home: Paths) -> None:
    async with running(busy_home, (80, 24)) as (app, pilot):
        await press(pilot, "9", "down", "down")
        seen = shown(app)
        assert "cannot be written: permission denied" in seen
        assert "Check the owner and the permissions" in seen


async def test_a_batch_is_one_line_until_it_is_opened(busy_home: Paths) -> None:
    async with running(busy_home) as (app, pilot):
        await press(pilot, "9", "down")
        assert "and 3 more" in shown(app)
        assert "Fetch Film 4" not in shown(app)
        await press(pilot, "right")
        assert "Fetch Film 4" in shown(app)
        await press(pilot, "left", "b")
        assert "and 3 more" not in shown(app)


async def test_everything_is_paused_and_goes_on_with_one_key(busy_home: Paths) -> None:
    async with running(busy_home) as (app, pilot):
        await press(pilot, "9", "p")
        await settled(pilot, 0.6)
        assert "Paused" in shown(app)
        await press(pilot, "1")
        assert "paused" in lines(app)[-2]
        await press(pilot, "9", "p")
        await settled(pilot, 0.6)
        assert "Paused" not in shown(app)


async def test_a_waiting_job_is_cancelled_and_tried_again(busy_home: Paths) -> None:
    async with running(busy_home) as (app, pilot):
        assert app.core is not None
        await press(pilot, "9", "down", "right", "down", "x")
        await settled(pilot, 0.6)
        assert "Cancelled 1" in shown(app)
        await press(pilot, "f")
        await press(pilot, *(["down"] * 5), "enter", "r")
        await settled(pilot, 0.6)
        assert (await app.core.store.read(jobs.counts)).get(JobStatus.CANCELLED) is None


async def test_all_failed_jobs_are_tried_again_with_one_key(busy_home: Paths) -> None:
    async with running(busy_home) as (app, pilot):
        assert app.core is not None
        await press(pilot, "9", "R")
        await settled(pilot, 0.6)
        assert (await app.core.store.read(jobs.counts)).get(JobStatus.FAILED) is None


async def test_raising_changes_the_turn_of_a_waiting_job(busy_home: Paths) -> None:
    async with running(busy_home) as (app, pilot):
        assert app.core is not None
        await press(pilot, "9", "down", "right", "down", "down", "plus")
        await settled(pilot, 0.6)
        raised = [job.id for job in await app.core.store.read(jobs.page, [JobStatus.PENDING]) if job.priority == 4]
        assert len(raised) == 1


async def test_a_key_that_does_not_fit_tells_why(busy_home: Paths) -> None:
    async with running(busy_home) as (app, pilot):
        await press(pilot, "9", "end", "x")
        assert "It has ended already." in shown(app)


async def test_escape_leads_back_to_the_library(busy_home: Paths) -> None:
    async with running(busy_home) as (app, pilot):
        await press(pilot, "9", "escape")
        assert app.current_mode == "library"


async def test_failures_of_one_burst_are_one_toast(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        assert app.core is not None
        for number in range(5):
            app.core.events.emit(JobFinished(number, "Fetch", "failed", "TMDB did not answer.", "Try later."))
        await settled(pilot, 1.2)
        assert "and 4 more" in shown(app)
        assert shown(app).count("TMDB did not answer.") == 1


async def test_a_failure_that_is_told_from_a_thread_of_the_database_is_shown(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        failed = JobFinished(1, "Fetch", "failed", "TMDB did not answer.", "Try later.")
        contextvars.Context().run(app._tell, failed)  # as what the loop was given by another thread
        for _ in range(200):
            if "TMDB did not answer" in shown(app):
                break
            await pilot.pause(0.05)
        assert "TMDB did not answer" in shown(app)


def test_one_failure_is_told_with_its_hint() -> None:
    assert failure_text([JobFinished(1, "x", "failed", "It broke.", "Mend it.")]) == "It broke.\nMend it."


def test_the_rate_of_a_job_is_measured_over_the_last_seconds() -> None:
    now = 0.0
    pace = Pace(lambda: now)
    assert pace.rate(1, 0) == 0.0
    for now in (1.0, 2.0, 3.0):
        rate = pace.rate(1, int(now * 20))
    assert rate == pytest.approx(20)
    assert pace.rate(2, 5) == 0.0


def test_lines_of_a_job_fit_any_width() -> None:
    ended = jobs.JobRow._make([None] * len(jobs.JobRow._fields))
    row = ended._replace(
        id=1, type="Fetch", title="映画", status=JobStatus.RUNNING, done=30, total=120, message="映画館の灯り and so on"
    )
    for width in range(80):
        said = joblines.said(joblines.JobLine(row), None, LONG_AGO, width)
        assert sum(len(part) for part, _ in said) <= width
