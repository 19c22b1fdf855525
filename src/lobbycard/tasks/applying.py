"""Carries out plans of file operations with the journal in the database: what every task that touches files uses."""

import os
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from lobbycard.errors import FileError
from lobbycard.jobs.context import JobContext
from lobbycard.model.library import Library
from lobbycard.model.operation import Done, Operation
from lobbycard.store import libraries, operations
from lobbycard.store.database import Store
from lobbycard.store.history import Change

if TYPE_CHECKING:
    from lobbycard.config import Settings
    from lobbycard.organise.apply import Applied
    from lobbycard.organise.bins import Bin
    from lobbycard.organise.plan import Plan
    from lobbycard.organise.recover import Recovered
    from lobbycard.organise.site import Site
    from lobbycard.tools import Tools


@dataclass(frozen=True, slots=True)
class StoredJournal:
    """The journal in the database, for use in a thread."""

    store: Store
    keep: timedelta
    """How long what goes into the bin stays there."""
    change: Change | None = None
    """Told in the history; None for an undo, which the history tells by itself."""
    summary: str = ""

    def begin(self, operations_: Sequence[Operation]) -> list[int]:
        """Keep what is about to be done."""
        return self.store.write_now(operations.begin, operations_, self.change, self.summary)

    def settle(self, done: Sequence[Done]) -> None:
        """Keep how it ended."""
        self.store.write_now(operations.settle, done, self.keep)


def keep_time(settings: "Settings") -> timedelta:
    """How long files stay in the bins."""
    return timedelta(days=settings.recycle.keep_days)


def bin_of(settings: "Settings", root: str) -> "Bin":
    """The bin of a library."""
    from lobbycard.organise import bins

    return bins.of_library(root, settings.recycle.place)


def site_of(tools: "Tools", root: str, change: Change | None = None, summary: str = "") -> "Site":
    """Where and how plans for a library are carried out."""
    from lobbycard.organise import ownership
    from lobbycard.organise.site import Site

    words = tools.settings.publish
    return Site(
        bin_of(tools.settings, root),
        StoredJournal(tools.store, keep_time(tools.settings), change, summary),
        ownership.manner(words.file_mode, words.folder_mode, words.owner, words.group),
        is_kept=tools.settings.recycle.enabled,
    )


def lock_folder(tools: "Tools") -> str:
    """Where locks lie for libraries in whose own folder none can."""
    return os.path.join(tools.paths.data_dir, "locks")


async def apply_plan(tools: "Tools", plan: "Plan", change: Change | None, job: JobContext | None = None) -> "Applied":
    """Carry out a plan, after all others that want to touch this library, and tell the history (with a change)."""
    if plan.library_id is not None:
        require_writable(await tools.store.read(libraries.by_id, plan.library_id))
    return await tools.in_thread(_apply, tools, plan, change, job)


def settle(tools: "Tools", library_id: int, root: str, cancelled: Callable[[], bool] | None = None) -> "Recovered":
    """Bring to an end what a crash left under way in a library, once nobody else is at work there."""
    from lobbycard.organise import lock, recover

    if not os.path.isdir(root):
        return recover.Recovered(waiting=len(tools.store.read_now(operations.pending_of, library_id)))
    with lock.held(root, cancelled, instead=lock_folder(tools)) as is_ours:
        return settle_now(tools, library_id, cancelled) if is_ours else recover.Recovered()


def settle_now(tools: "Tools", library_id: int | None, cancelled: Callable[[], bool] | None = None) -> "Recovered":
    """With the library's lock, nothing that is pending can still be under way elsewhere."""
    from lobbycard.organise import recover

    # Read under the lock: what another process had under way is settled by now.
    interrupted = tools.store.read_now(operations.pending_of, library_id)
    return recover.recover(interrupted, StoredJournal(tools.store, keep_time(tools.settings)), cancelled)


def require_writable(library: Library) -> None:
    """Refuse to touch the files of a library that is only curated."""
    if library.read_only:
        raise FileError(
            f"The library “{library.name}” is read-only: none of its files is touched.",
            f"To change that: lobbycard library set {shlex.quote(library.name)} read_only=false",
        )


def _apply(tools: "Tools", plan: "Plan", change: Change | None, job: JobContext | None) -> "Applied":
    from lobbycard.organise import apply, lock

    site = site_of(tools, plan.root, change, plan.summary)
    cancelled: Callable[[], bool] | None = None if job is None else lambda: job.cancelled
    with lock.held(plan.root, cancelled, instead=lock_folder(tools)) as is_ours:
        if not is_ours:
            return apply.Applied(0, 0, cancelled=True)
        # Steps on top of a half-done one would leave nobody who could tell which is which.
        settle_now(tools, plan.library_id, cancelled)
        return apply.apply(plan, site, progress=None if job is None else job.progress, cancelled=cancelled)
