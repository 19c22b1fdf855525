"""A worker process for tests: carries out small jobs that leave a mark, until the queue is empty."""

import asyncio
import os
import sys
import time

from lobbycard.events import Signal
from lobbycard.jobs.context import JobContext
from lobbycard.jobs.queue import DatabaseQueue
from lobbycard.jobs.registry import Request, Tasks
from lobbycard.jobs.runner import Pace, Runner
from lobbycard.store.database import Store

TASKS = Tasks()


class Toil(Request):
    """Work of a few milliseconds that notes when it began and ended."""

    number: int
    folder: str
    seconds: float = 0.002


@TASKS.add(Toil)
async def run(tools: object, job: JobContext, request: Toil) -> str:
    """One line per run: began and ended, on a clock that all processes of a machine share."""
    began = time.monotonic_ns()
    await asyncio.sleep(request.seconds)
    line = f"{request.number} {os.getpid()} {began} {time.monotonic_ns()}\n"
    with open(os.path.join(request.folder, f"{os.getpid()}.log"), "a") as file:  # noqa: ASYNC230  # a line is quick
        file.write(line)
    return str(request.number)


async def main(url: str) -> None:
    """Work until nothing waits or runs any more, anywhere."""
    signal = Signal()
    store = Store(url, emit=signal.emit)
    store.bind_loop(asyncio.get_running_loop())
    worker = Runner(DatabaseQueue(store), TASKS, None, emit=signal.emit, kind="test", pace=Pace(watch=0.3, patience=50))
    await worker.start()
    await worker.idle()
    await worker.stop()
    store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
