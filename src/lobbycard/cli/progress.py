"""What is going on, while a command waits: bars on a terminal, plain lines elsewhere."""

import asyncio
import contextlib
import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from lobbycard.cli.harmless import harmless
from lobbycard.core import Core
from lobbycard.errors import Busy, StoreError
from lobbycard.model.kinds import JobStatus
from lobbycard.store import jobs

if TYPE_CHECKING:
    from rich.live import Live
    from rich.table import Table

LINE_EVERY = 5.0
"""Least seconds between plain lines of progress; one that says the same again is left out."""
PATIENCE = 150.0
"""Seconds that a command waits for what is to be tried again; what is put off for longer is told and left to the next
run."""


class Display:
    """Shows the running jobs until something is done."""

    def __init__(self, core: Core, *, is_quiet: bool = False) -> None:
        self._core = core
        self._is_quiet = is_quiet
        self._is_terminal = sys.stderr.isatty() and not is_quiet
        self._live: Live | None = None
        self._last = time.monotonic()
        self._said = ""

    def __enter__(self) -> Self:
        if self._is_terminal:
            from rich.console import Console
            from rich.live import Live

            self._live = Live(console=Console(file=sys.__stderr__), refresh_per_second=8, transient=True)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    async def until(self, waiting: "asyncio.Task[None]") -> None:
        """Show progress until the task is done; StoreError when that would take until somebody resumes the queue."""
        try:
            while not waiting.done():
                await asyncio.wait({waiting}, timeout=0.3)
                with contextlib.suppress(Busy):  # who waits knows for how long
                    await self._require_going_on()
                    await self._show()
            await waiting
        finally:
            if not waiting.done():
                waiting.cancel()

    async def _require_going_on(self) -> None:
        runner = self._core.runner
        if runner is not None and not runner.running and await self._core.store.read(jobs.is_paused):
            raise StoreError("The queue is paused: nothing new is started.", "Let it go on: lobbycard jobs resume")

    async def _show(self) -> None:
        if self._live is not None:
            self._live.update(await self._table())
        elif not self._is_quiet and time.monotonic() - self._last >= LINE_EVERY:
            self._last = time.monotonic()
            line = await self._plain()
            if line != self._said:
                self._said = line
                print(line, flush=True)

    async def _plain(self) -> str:
        counts = await self._core.store.read(jobs.counts)
        said = f"{counts.get(JobStatus.RUNNING, 0):,} running, {counts.get(JobStatus.PENDING, 0):,} waiting"
        for row in await self._core.store.read(jobs.page, jobs.OPEN, limit=1):
            if row.status is JobStatus.RUNNING:
                return f"{said}: {row.name} {self._progress_text(row)}".rstrip()
            return f"{said}: {row.error}" if row.error else said
        return said

    def _progress_text(self, row: jobs.JobRow) -> str:
        state = self._core.runner.progress_of(row.id) if self._core.runner else None
        done, total, message = (state.done, state.total, state.message) if state else (row.done, row.total, row.message)
        share = f"{done:,}/{total:,} " if done is not None and total else ""
        return f"{share}{message}".strip()

    async def _table(self) -> "Table":
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        counts = await self._core.store.read(jobs.counts)
        table = Table.grid(padding=(0, 1))
        for row in await self._core.store.read(jobs.page, (JobStatus.RUNNING,), limit=6):
            state = self._core.runner.progress_of(row.id) if self._core.runner else None
            total = state.total if state else row.total
            done = state.done if state else row.done
            bar = ProgressBar(total=total or None, completed=done or 0, width=24, pulse=not total)
            text = Text(harmless(self._progress_text(row)), overflow="ellipsis", no_wrap=True, style="dim")
            table.add_row(Text(harmless(row.name), no_wrap=True), bar, text)
        table.add_row(Text(f"{counts.get(JobStatus.PENDING, 0):,} waiting", style="dim"))
        return table
