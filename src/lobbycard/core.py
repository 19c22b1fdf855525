"""Opens and closes everything; what a front end holds. The same for the screens and the command line."""

import asyncio
import gc
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from lobbycard import tasks
from lobbycard.config import Settings, load, renewed
from lobbycard.errors import AppError, StoreError
from lobbycard.events import Changed, Event, QueuePaused, Signal, Topic
from lobbycard.jobs.queue import DatabaseQueue
from lobbycard.jobs.registry import Request
from lobbycard.jobs.runner import Pace, Runner
from lobbycard.model.kinds import Trigger
from lobbycard.paths import Paths
from lobbycard.store import jobs
from lobbycard.store.database import Store
from lobbycard.tools import THREADS, Tools

if TYPE_CHECKING:
    from lobbycard.tasks.watching import Watcher

NOTICE_OTHERS = 1.0
"""Seconds between looks at whether another process has written."""
LOOK_ANYWAY = 30.0
"""Seconds between looks at the queue although nobody has told of anything new."""
WATCHING = frozenset({"tui", "worker"})
"""The kinds of programs that stay, and so watch the libraries."""
GARBAGE = (10_000, 20, 20)
"""How many objects are made before Python looks for cycles among them. Answers and rows come by the hundred thousand
and have none: looking after every 700, its own habit, costs a twentieth of the work and makes screens stutter."""
WATCH_AFTER = 1.0
"""Seconds after the start; setting up the watch of a large library takes a moment."""


def database_url(settings: Settings, paths: Paths) -> str:
    """The database that is configured, or the SQLite file in the data folder."""
    url = settings.database.url.get_secret_value()
    return url or f"sqlite:///{paths.database_file}"


class Core:
    """The open program."""

    def __init__(self, settings: Settings, paths: Paths, *, kind: str = "tui") -> None:
        """Open the database (and bring it up to date). Blocking: call it in a thread where that matters."""
        self.settings = settings
        self.paths = paths
        self.kind = kind
        self.events = Signal()
        paths.make()
        url = database_url(settings, paths)
        self.store = Store(url, emit=self.events.emit, backup_dir=str(paths.backup_dir))
        pool = ThreadPoolExecutor(THREADS, thread_name_prefix="tools")
        self.tools = Tools(settings, paths, self.store, self.events, pool)
        self._queue = DatabaseQueue(self.store)
        self.runner: Runner | None = None
        self._noticing: asyncio.Task[None] | None = None
        self._starting: asyncio.Task[None] | None = None
        self._watcher: Watcher | None = None

    async def start(self, *, work: bool = True) -> None:
        """Begin to listen to other processes and, unless told otherwise, to work on the queue."""
        self.store.bind_loop(asyncio.get_running_loop())
        self.events.connect(self._wake)
        await self.store.notice_others()
        self._noticing = asyncio.create_task(self._notice_others(), name="notice-others")
        if work:
            gc.set_threshold(*GARBAGE)
            limits = self.settings.jobs
            self.runner = Runner(
                self._queue,
                tasks.TASKS,
                self.tools,
                emit=self.events.emit,
                kind=self.kind,
                concurrency={name: getattr(limits, name) for name in ("network", "images", "files", "publish", "cpu")},
                pace=Pace(poll=LOOK_ANYWAY),
            )
            await self._resume()
            await self.runner.start()
            if self.kind in WATCHING:
                self._starting = asyncio.create_task(self._watch(), name="start-watching")

    async def _watch(self) -> None:
        """Watch the libraries, once the first screen is there."""
        await asyncio.sleep(WATCH_AFTER)
        from lobbycard.tasks.watching import Watcher

        self._watcher = Watcher(self.tools, self.enqueue)
        await self._watcher.start()

    async def _resume(self) -> None:
        """What a crash left in the libraries' files is brought to an end first; then comes what the clock asks for."""
        from lobbycard.tasks import recover_files, upkeep

        interrupted = await recover_files.pending(self.store)
        if interrupted is not None:
            await self.enqueue(interrupted, trigger=Trigger.AUTOMATION)
        await upkeep.schedule_all(self.store, self.settings)

    async def enqueue(
        self,
        *requests: Request,
        trigger: Trigger = Trigger.USER,
        priority: int | None = None,
        batch: str | None = None,
    ) -> list[int]:
        """Ask for work; what is asked for twice is one job."""
        rows = [request.as_job(trigger=trigger, priority=priority, batch=batch) for request in requests]
        return await self._queue.add(rows)

    async def renew(self, *keys: str) -> None:
        """Go on with these options as the configuration file (and the environment above it) now has them."""
        loaded = await self.tools.in_thread(load, self.paths.config_file, os.environ)
        self.settings = renewed(self.settings, loaded, keys)
        self.tools.use(self.settings)
        if any(key.startswith("upkeep.") for key in keys):
            from lobbycard.tasks import upkeep

            await upkeep.schedule_all(self.store, self.settings)

    async def cancel(self, job_ids: Sequence[int]) -> None:
        """End jobs, waiting or running, here or elsewhere."""
        await self.store.write(jobs.cancel, job_ids)
        if self.runner is not None:
            self.runner.cancel(list(job_ids))

    async def retry(self, job_ids: Sequence[int]) -> int:
        """Try jobs again, and now; the providers that were left alone are asked again."""
        opened = vars(self.tools).get("providers")
        if opened is not None:
            opened.reset()
        return await self.store.write(jobs.retry, job_ids)

    async def pause(self) -> None:
        """Start no new job, in any process."""
        await self._set_paused(True)

    async def resume(self) -> None:
        """Start jobs again."""
        await self._set_paused(False)

    async def _set_paused(self, paused: bool) -> None:
        await self.store.write(jobs.pause, paused)
        self.events.emit(QueuePaused(paused))

    async def idle(self, patience: float | None = None) -> None:
        """Wait until no job waits or runs; with patience, not for those that are put off for more seconds than that."""
        if self.runner is not None:
            await self.runner.idle(patience)

    async def close(self, grace: float = 3.0) -> None:
        """End in order: what runs is finished or handed back."""
        if self._noticing is not None:
            self._noticing.cancel()
            await asyncio.gather(self._noticing, return_exceptions=True)
        if self._starting is not None:
            self._starting.cancel()
            await asyncio.gather(self._starting, return_exceptions=True)
        if self._watcher is not None:
            await self._watcher.close()
        if self.runner is not None:
            await self.runner.stop(grace)
        await self.tools.close()
        try:
            await asyncio.get_running_loop().run_in_executor(None, self.store.close)
        except RuntimeError:  # no thread can be had any more
            self.store.close()

    def _wake(self, event: Event) -> None:
        if self.runner is not None and isinstance(event, Changed) and event.about(Topic.JOB):
            self.runner.wake()

    async def _notice_others(self) -> None:
        while True:
            await asyncio.sleep(NOTICE_OTHERS)
            try:
                await self.store.notice_others()
            except StoreError:
                continue


__all__ = ["AppError", "Core", "database_url"]
