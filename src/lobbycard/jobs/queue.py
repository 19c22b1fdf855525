"""The seam to the queue: one narrow protocol, and the one queue there is, in the database.

On PostgreSQL an existing engine could take its place by meeting this protocol.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from lobbycard.store import jobs, queue, schedules
from lobbycard.store.database import Store
from lobbycard.store.jobs import NewJob
from lobbycard.store.queue import Beat, Claimed, Outcome


class Queue(Protocol):
    """What a runner needs of a queue."""

    async def enter(self, worker: str, kind: str, host: str, pid: int) -> None:
        """A worker begins."""
        ...

    async def leave(self, worker: str) -> None:
        """A worker ends in order."""
        ...

    async def add(self, new: Sequence[NewJob]) -> list[int]:
        """Queue jobs."""
        ...

    async def turn(self, worker: str, outcomes: Sequence[Outcome], wanted: Mapping[str, int]) -> list[Claimed]:
        """Settle what ended and claim what may start, in one step."""
        ...

    async def beat(self, worker: str, beats: Sequence[Beat]) -> tuple[set[int], set[int]]:
        """Sign of life; gives the ids to cancel and the ids lost to another worker."""
        ...

    async def running_elsewhere(self, worker: str) -> list[tuple[int, str, datetime, str, int]]:
        """What other workers run."""
        ...

    async def take_over(self, dead: Sequence[tuple[int, datetime]]) -> int:
        """Give the jobs of dead workers back to the queue."""
        ...

    async def next_due(self, queues: Collection[str]) -> datetime | None:
        """When the first job that waits in one of these queues may run."""
        ...

    async def is_open(self, patience: float | None = None) -> bool:
        """Whether a job waits or runs, anywhere; with patience, one that is not put off for more seconds than that."""
        ...

    async def start_due(self) -> int:
        """Queue what the clock asks for."""
        ...


class DatabaseQueue:
    """The queue in the library's own database."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def enter(self, worker: str, kind: str, host: str, pid: int) -> None:
        """A worker begins."""
        await self._store.write(queue.enter, worker, kind, host, pid)

    async def leave(self, worker: str) -> None:
        """A worker ends in order."""
        await self._store.write(queue.leave, worker)

    async def add(self, new: Sequence[NewJob]) -> list[int]:
        """Queue jobs."""
        return await self._store.write(jobs.add, new)

    async def turn(self, worker: str, outcomes: Sequence[Outcome], wanted: Mapping[str, int]) -> list[Claimed]:
        """Settle what ended and claim what may start, in one transaction."""
        return await self._store.write(queue.turn, worker, outcomes, wanted)

    async def beat(self, worker: str, beats: Sequence[Beat]) -> tuple[set[int], set[int]]:
        """Sign of life."""
        return await self._store.write(queue.beat, worker, beats)

    async def running_elsewhere(self, worker: str) -> list[tuple[int, str, datetime, str, int]]:
        """What other workers run."""
        return await self._store.read(queue.running_elsewhere, worker)

    async def take_over(self, dead: Sequence[tuple[int, datetime]]) -> int:
        """Give the jobs of dead workers back to the queue."""
        return await self._store.write(queue.take_over, dead)

    async def next_due(self, queues: Collection[str]) -> datetime | None:
        """When the first job that waits in one of these queues may run."""
        return await self._store.read(queue.next_due, queues)

    async def is_open(self, patience: float | None = None) -> bool:
        """Whether a job waits or runs, anywhere; with patience, one that is not put off for more seconds than that."""
        return await self._store.read(jobs.is_open, patience)

    async def start_due(self) -> int:
        """Queue what the clock asks for."""
        return await self._store.write(schedules.start_due)
