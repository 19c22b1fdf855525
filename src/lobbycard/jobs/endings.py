"""How a run that was not finished ends: handed back, held until somebody is back, tried again, or failed."""

import random
from datetime import UTC, datetime, timedelta

from lobbycard.errors import AppError, Away, Temporary
from lobbycard.model.kinds import JobStatus
from lobbycard.store.queue import Awaited, Claimed, Outcome

BACKOFF = 5.0
LONGEST_BACKOFF = 600.0


def handed_back(job: int) -> Outcome:
    """It could not be finished here, and begins anew elsewhere or later."""
    return Outcome(job, JobStatus.PENDING, refund=True)


def held(job: Claimed, error: Away) -> Outcome:
    """Waiting for whoever is away costs no try."""
    until = datetime.now(UTC) + timedelta(seconds=error.retry_after or BACKOFF)
    return Outcome(
        job.id,
        JobStatus.PENDING,
        error=error.message,
        hint=error.hint,
        run_after=until + timedelta(seconds=error.behind),
        refund=True,
        awaited=Awaited(error.who, until),
    )


def again_or_failed(job: Claimed, error: AppError) -> Outcome:
    """What may pass is tried again, as often as the job allows."""
    if job.attempts >= job.max_attempts:
        return Outcome(job.id, JobStatus.FAILED, error=error.message, hint=error.hint)
    wait = error.retry_after if isinstance(error, Temporary) and error.retry_after else backoff(job.attempts)
    return Outcome(
        job.id,
        JobStatus.PENDING,
        error=error.message,
        hint=error.hint,
        run_after=datetime.now(UTC) + timedelta(seconds=wait),
    )


def backoff(attempt: int) -> float:
    """Seconds before the next try: doubling, with jitter, so that many failures do not come back at one moment."""
    return float(min(BACKOFF * 2 ** (attempt - 1), LONGEST_BACKOFF) * random.uniform(0.7, 1.3))  # noqa: S311  # no secret
