"""Watch libraries and tell which folders changed.

On disks of this machine the kernel tells (inotify, through watchfiles). On network mounts and FUSE it stays silent
about what others do, and where there are more folders than watches are allowed it refuses; there the folders' own times
are looked at now and then, which costs one `stat` a folder (watchfiles' own polling reads every file and costs most of
a core). Either way the answer is only "look into this folder": bursts lose events, so nobody may rely on single ones.

A root that goes away is waited for. When it is back, all of it is told as changed.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import watchfiles
from watchfiles._rust_notify import WatchfilesRustInternalError

from lobbycard.scan import ignores, mounts, reading, walk
from lobbycard.scan.hold import Changed, Hold
from lobbycard.scan.listing import FolderStamp

T = TypeVar("T")

LIMIT_HINT = (
    "More folders than this system lets one user watch; looking at them every {seconds:g} seconds instead. "
    "To be told at once, raise the limit: sudo sysctl fs.inotify.max_user_watches=1048576 (and put that line in "
    "/etc/sysctl.d/ to keep it; fs.inotify.max_user_instances=512 if many programs watch)."
)

STEP = 250
"""Milliseconds between two looks at what the kernel has told; the end of a watch takes as long. Each wakes the
processor, of each library."""
REST = 60_000
"""Milliseconds after which a wait in which nothing happened begins anew."""


@dataclass(frozen=True, slots=True)
class Timing:
    """All in seconds."""

    quiet: float = 5.0
    """How long a folder has to be quiet before it is told."""
    longest: float = 300.0
    """One that never is gets told after this time."""
    poll: float = 60.0
    """Between two looks at the folders of a network mount."""
    guard: float = 5.0
    """Between two looks whether a root is still there."""
    tick: float = 0.5
    """How often waiting folders are looked at."""


async def watch(
    roots: Sequence[str],
    stop: asyncio.Event,
    timing: Timing | None = None,
    tell: Callable[[str], None] = lambda message: None,
    mounted: Callable[[], Iterable[mounts.Mount]] = mounts.read,
) -> AsyncIterator[frozenset[Changed]]:
    """Sets of changed folders until `stop` is set; `tell` gets sentences about how it is watched."""
    timing = timing or Timing()
    queue: asyncio.Queue[Changed] = asyncio.Queue()
    with ThreadPoolExecutor(len(roots) + 1, "watch") as pool:
        watchers = [_Root(root, queue, timing, tell, mounted, pool, stop) for root in roots]
        tasks = [asyncio.create_task(watcher.run()) for watcher in watchers]
        hold = Hold(timing.quiet, timing.longest)
        try:
            while not stop.is_set():
                await _collect(queue, hold, timing, pool)
                for task in tasks:
                    if task.done():
                        task.result()
                if hold and (ready := await _in(pool, lambda: hold.ready(time.monotonic()))):
                    yield ready
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _in(pool: ThreadPoolExecutor, work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(pool, work)


async def _collect(queue: "asyncio.Queue[Changed]", hold: Hold, timing: Timing, pool: ThreadPoolExecutor) -> None:
    """Wait for events, while folders wait to be quiet no longer than a tick, and take all that are there."""
    try:
        changes = [await asyncio.wait_for(queue.get(), timing.tick if hold else timing.guard)]
    except TimeoutError:
        return
    while not queue.empty():
        changes.append(queue.get_nowait())
    for change in changes:
        hold.add(change, time.monotonic())
    await _in(pool, lambda: hold.look(set(changes)))


class _Root:
    """One library's root."""

    def __init__(
        self,
        root: str,
        queue: "asyncio.Queue[Changed]",
        timing: Timing,
        tell: Callable[[str], None],
        mounted: Callable[[], Iterable[mounts.Mount]],
        pool: ThreadPoolExecutor,
        stop: asyncio.Event,
    ) -> None:
        self.root = root.rstrip("/") or "/"
        self.real = os.path.realpath(self.root)
        self.queue = queue
        self.timing = timing
        self.tell = tell
        self.mounted = mounted
        self.pool = pool
        self.stop = stop
        self.stamps: dict[str, FolderStamp] = {}
        self.allowed = True
        """Whether inotify has room for this root."""

    async def run(self) -> None:
        """Watch, wait while the root is away, and watch again."""
        away = lost = False
        while not self.stop.is_set():
            identity = await self._identity()
            if identity is None:
                if not away:
                    self.tell(f"{_shown(self.root)} is not there; it will be watched again when it is back.")
                away = lost = True
                await asyncio.sleep(self.timing.guard)
                continue
            if away:
                self.tell(f"{_shown(self.root)} is back.")
            if lost:
                self.queue.put_nowait(Changed(self.root, "", everything=True))
            away = False
            await self._watch(identity)
            lost = True

    async def _identity(self) -> tuple[int, int] | None:
        return await _in(self.pool, lambda: _identity(self.root))

    async def _watch(self, identity: tuple[int, int]) -> None:
        """Until the root is away or another one lies there."""
        mount = mounts.of(self.root, self.mounted())
        if mount.reports_changes and self.allowed:
            try:
                await self._listen(identity)
            except (OSError, WatchfilesRustInternalError) as error:
                self._broken(error)
            except ExceptionGroup as group:
                ours, others = group.split((OSError, WatchfilesRustInternalError))
                if others is not None or ours is None:
                    raise
                self._broken(_first(ours))
        else:
            await self._look(identity)

    def _broken(self, error: Exception) -> None:
        """Too many watches, or inotify is not to be had: look instead. A vanished root is the guard's business.

        watchfiles dies of any event, even of our own reading, at a name that is no UTF-8.
        """
        if _identity(self.root) is None:
            return
        self.allowed = False
        if _is_limit(error):
            self.tell(LIMIT_HINT.format(seconds=self.timing.poll))
        else:
            why = "has names that are no UTF-8" if "decode path" in str(error) else "cannot be watched"
            self.tell(f"{_shown(self.root)} {why}; looking at it every {self.timing.poll:g} seconds instead.")

    async def _listen(self, identity: tuple[int, int]) -> None:
        """Let the kernel tell."""
        ended = asyncio.Event()
        guard = asyncio.create_task(self._guard(identity, ended))
        try:
            async for events in watchfiles.awatch(
                self.root,
                watch_filter=None,
                debounce=STEP,
                step=STEP,
                rust_timeout=REST,
                stop_event=ended,
                ignore_permission_denied=True,
            ):
                for _, path in events:
                    self._happened(path)
        finally:
            guard.cancel()
            await asyncio.gather(guard, return_exceptions=True)

    async def _guard(self, identity: tuple[int, int], ended: asyncio.Event) -> None:
        while not self.stop.is_set() and await self._identity() == identity:
            await asyncio.sleep(self.timing.guard)
        ended.set()

    def _happened(self, path: str) -> None:
        """An event: its folder changed, and if it is a folder itself, that one too (files may have been faster)."""
        inside = _inside(path, self.root)
        inside = _inside(path, self.real) if inside is None else inside
        if inside is None or _is_left_out(inside):
            return
        self.queue.put_nowait(Changed(self.root, inside.rpartition("/")[0]))
        if os.path.isdir(path):
            self.queue.put_nowait(Changed(self.root, inside))

    async def _look(self, identity: tuple[int, int]) -> None:
        """Compare the folders' times now and then."""
        if self.allowed:
            self.tell(f"{_shown(self.root)} is on a file system that does not tell of changes; looking now and then.")
        while not self.stop.is_set():
            try:
                changed = await _in(self.pool, self._changed)
            except walk.RootUnavailable:
                return
            for folder in changed:
                self.queue.put_nowait(Changed(self.root, folder))
            await asyncio.sleep(self.timing.poll)
            if await self._identity() != identity:
                return

    def _changed(self) -> list[str]:
        """The folders whose stamps differ from the last look; the first look has nothing to compare with."""
        before = self.stamps
        now: dict[str, FolderStamp] = {}
        for listing in walk.walk(self.root, before, full=not before):
            stamp = before[listing.path] if listing.unchanged else listing.stamp
            if stamp is not None:
                now[listing.path] = stamp
        self.stamps = now
        if not before:
            return []
        return [path for path, stamp in now.items() if path not in before or before[path][:4] != stamp[:4]]


def _identity(root: str) -> tuple[int, int] | None:
    try:
        status = os.stat(root)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _inside(path: str, root: str) -> str | None:
    """The path relative to the root, None if it lies elsewhere."""
    return path[len(root) :].lstrip("/") if path == root or path.startswith(root.rstrip("/") + "/") else None


def _is_left_out(path: str) -> bool:
    """Whether a walk never comes here, so that nothing has to be looked at."""
    *folders, name = path.split("/")
    if any(folder and reading.name_reason(folder, True) for folder in folders):
        return True
    return bool(name and reading.name_reason(name, False)) and name not in ignores.MARKERS


def _first(group: "ExceptionGroup[Exception]") -> Exception:
    error: Exception = group
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error


def _is_limit(error: Exception) -> bool:
    """ENOSPC for watches, EMFILE for watchers; watchfiles tells them by words."""
    text = str(error).lower()
    return any(words in text for words in ("limit", "too many open files", "no space left"))


def _shown(path: str) -> str:
    return path.encode("utf-8", "replace").decode()
