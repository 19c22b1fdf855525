"""Scans that nobody asked for: at start, by the clock, and as soon as something changes in a watched library.

Disks of this machine are watched through the kernel and left asleep otherwise; network mounts are looked at now and
then (`scan.poll_seconds`). What is told is only "look into this folder": the scan finds out what happened.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from lobbycard.errors import AppError
from lobbycard.events import Changed, Event, Notice, Topic
from lobbycard.jobs.registry import Request
from lobbycard.model.kinds import Trigger
from lobbycard.store import libraries, schedules
from lobbycard.tasks.scan_library import ScanLibrary

if TYPE_CHECKING:
    from lobbycard.scan.hold import Changed as ChangedFolder
    from lobbycard.scan.watch import Timing
    from lobbycard.tools import Tools

log = logging.getLogger(__name__)
MOST_FOLDERS = 40
"""When more folders than these changed at once, the library is looked at as a whole: the walk is quick."""
SETTLE = 0.5
"""Seconds in which changes of libraries are gathered before the watch is set up anew."""


class Enqueue(Protocol):
    """Asks for work."""

    async def __call__(self, *requests: Request, trigger: Trigger = Trigger.USER) -> list[int]: ...


class Watched(NamedTuple):
    """A library as far as watching is concerned."""

    id: int
    path: str


class Watcher:
    """Keeps watching whatever libraries there are, from `start` to `close`."""

    def __init__(self, tools: "Tools", enqueue: Enqueue, timing: "Timing | None" = None) -> None:
        self._tools = tools
        self._enqueue = enqueue
        self._timing = timing
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.watched: tuple[Watched, ...] = ()

    async def start(self) -> None:
        """Queue what is to be scanned at start, and begin to watch."""
        at_start = [
            ScanLibrary(library_id=library.id)
            for library in await self._tools.store.read(libraries.all_of)
            if library.enabled and library.scan_on_startup
        ]
        if at_start:
            await self._enqueue(*at_start, trigger=Trigger.SCHEDULE)
        self._tools.events.connect(self._hear)
        self._task = asyncio.create_task(self._run(), name="watch-libraries")

    async def close(self) -> None:
        """Stop watching."""
        self._tools.events.disconnect(self._hear)
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def _hear(self, event: Event) -> None:
        if isinstance(event, Changed) and event.about(Topic.LIBRARY):
            self._changed.set()

    async def _run(self) -> None:
        """Watch the libraries that there are; when they change, others."""
        while True:
            self._changed.clear()
            try:
                self.watched = await self._wanted()
                await self._schedule()
            except AppError as error:
                log.warning("the libraries to watch could not be read: %s", error)
            stop = asyncio.Event()
            watch = asyncio.create_task(self._watch(self.watched, stop))
            try:
                await self._until_others(watch)
            finally:
                stop.set()
                watch.cancel()
                await asyncio.gather(watch, return_exceptions=True)

    async def _until_others(self, watch: "asyncio.Task[None]") -> None:
        """Return when other libraries are to be watched."""
        while True:
            await self._changed.wait()
            await asyncio.sleep(SETTLE)
            self._changed.clear()
            if watch.done() or await self._wanted() != self.watched:
                return
            await self._schedule()

    async def _wanted(self) -> tuple[Watched, ...]:
        every = await self._tools.store.read(libraries.all_of)
        return tuple(Watched(library.id, library.path) for library in every if library.enabled and library.watch)

    async def _schedule(self) -> None:
        """The libraries' own intervals as schedules."""
        known = {row.name: row.interval for row in await self._tools.store.read(schedules.all_of)}
        wanted: dict[str, tuple[ScanLibrary, int]] = {}
        for library in await self._tools.store.read(libraries.all_of):
            if library.enabled and library.auto_scan_interval:
                seconds = library.auto_scan_interval * 60
                wanted[f"scan.{library.id}"] = (ScanLibrary(library_id=library.id), seconds)
        for name, (request, seconds) in wanted.items():
            if known.get(name) != seconds:
                await self._tools.store.write(schedules.put, name, request.as_job(trigger=Trigger.SCHEDULE), seconds)
        for name in known:
            if name.startswith("scan.") and name not in wanted:
                await self._tools.store.write(schedules.drop, name)

    async def _watch(self, watched: Sequence[Watched], stop: asyncio.Event) -> None:
        if not watched:
            return
        from lobbycard.scan import watch

        scan = self._tools.settings.scan
        timing = self._timing or watch.Timing(
            quiet=scan.quiet_seconds, longest=max(300.0, 4 * scan.quiet_seconds), poll=float(scan.poll_seconds)
        )
        ids = {library.path.rstrip("/") or "/": library.id for library in watched}
        async for changes in watch.watch([library.path for library in watched], stop, timing, self._tell):
            for request in requests(changes, ids.get):
                log.info("%s", request.title())
                await self._enqueue(request, trigger=Trigger.WATCH)

    def _tell(self, message: str) -> None:
        log.info("%s", message)
        self._tools.emit(Notice(message))


def requests(changes: "frozenset[ChangedFolder]", id_of: Callable[[str], int | None]) -> list[ScanLibrary]:
    """The scans that changed folders ask for: one for each library."""
    folders: dict[int, set[str]] = defaultdict(set)
    for change in changes:
        library_id = id_of(change.root)
        if library_id is not None:
            folders[library_id].add("" if change.everything else change.folder)
    return [
        ScanLibrary(library_id=key, folders=() if "" in names or len(names) > MOST_FOLDERS else tuple(sorted(names)))
        for key, names in folders.items()
    ]
