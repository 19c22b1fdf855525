"""Workers are killed at random: every job is done all the same, none at the same time twice, none is lost."""

import collections
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lobbycard.model.kinds import JobStatus
from lobbycard.store import jobs
from lobbycard.store.database import Store
from tests.jobs.toil import Toil

JOBS = 2000
PROCESSES = 3
KILLS = 12
LONGEST = 110


def _start(url: str) -> "subprocess.Popen[bytes]":
    root = Path(__file__).parents[2]
    return subprocess.Popen([sys.executable, "-m", "tests.jobs.toil", url], cwd=root)


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_killed_workers_lose_nothing_and_do_nothing_twice_at_once(database_url: str, tmp_path: Path) -> None:
    store = Store(database_url)
    marks = tmp_path / "marks"
    marks.mkdir()
    store.write_now(jobs.add, [Toil(number=n, folder=str(marks)).as_job() for n in range(JOBS)])
    chance = random.Random(7)
    workers = [_start(database_url) for _ in range(PROCESSES)]
    killed = 0
    deadline = time.monotonic() + LONGEST
    while store.read_now(jobs.is_open) and time.monotonic() < deadline:
        time.sleep(chance.uniform(0.2, 0.6))
        for position, worker in enumerate(workers):
            if worker.poll() is not None:
                workers[position] = _start(database_url)
        if killed < KILLS:
            victim = chance.randrange(PROCESSES)
            os.kill(workers[victim].pid, signal.SIGKILL)
            workers[victim].wait()
            workers[victim] = _start(database_url)
            killed += 1
    for worker in workers:
        worker.terminate()
        worker.wait(timeout=20)
    counts = store.read_now(jobs.counts)
    store.close()
    assert counts == {JobStatus.COMPLETED: JOBS}
    assert killed >= 3, "the test must have killed somebody"
    runs = _runs(marks)
    assert set(runs) == set(range(JOBS)), "every job was really carried out"
    assert not [number for number, spans in runs.items() if _overlap(spans)]


def _runs(folder: Path) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = collections.defaultdict(list)
    for file in folder.iterdir():
        for line in file.read_text().splitlines():
            parts = line.split()
            if len(parts) == 4:
                found[int(parts[0])].append((int(parts[2]), int(parts[3])))
    return found


def _overlap(spans: list[tuple[int, int]]) -> bool:
    ordered = sorted(spans)
    return any(ordered[n][1] > ordered[n + 1][0] for n in range(len(ordered) - 1))
