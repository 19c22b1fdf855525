"""What a command says while it waits."""

from datetime import timedelta

from lobbycard.cli.progress import Display
from lobbycard.core import Core
from lobbycard.model.columns import now
from lobbycard.model.kinds import JobStatus
from lobbycard.store import jobs, queue
from lobbycard.store.jobs import NewJob
from lobbycard.store.queue import Outcome


async def test_a_command_that_waits_says_for_what(core: Core) -> None:
    display = Display(core)
    assert await display._plain() == "0 running, 0 waiting"
    (job_id,) = await core.store.write(jobs.add, [NewJob("Look", {}, title="Look around")])
    assert await display._plain() == "0 running, 1 waiting"
    await core.store.write(queue.claim, "somebody", {"network": 1})
    assert await display._plain() == "1 running, 0 waiting: Look around"
    later = Outcome(job_id, JobStatus.PENDING, error="TMDB is away.", run_after=now() + timedelta(hours=1))
    await core.store.write(queue.settle, "somebody", [later])
    assert await display._plain() == "0 running, 1 waiting: TMDB is away."
