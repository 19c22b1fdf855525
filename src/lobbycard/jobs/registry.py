"""How a task is declared: a request class, and the function that carries it out. Knows no task by name."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from lobbycard.errors import speakable
from lobbycard.model.kinds import Trigger
from lobbycard.store.jobs import NewJob, key_of

PRIORITY_USER = 2
PRIORITY_AUTOMATION = 5
PRIORITY_SCAN = 7
PRIORITY_UPKEEP = 10


class Request(BaseModel):
    """Something that can be asked for; kept as JSON in its job's row. Two equal requests are one job."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    queue: ClassVar[str] = "network"
    """network, images, files, publish or cpu: each has its own number of runs at once."""
    priority: ClassVar[int] = PRIORITY_AUTOMATION
    max_attempts: ClassVar[int] = 3

    @classmethod
    def type_name(cls) -> str:
        """The name under which jobs of this class are kept."""
        return cls.__name__

    def title(self) -> str:
        """What the job list shows."""
        return self.type_name()

    def item(self) -> int | None:
        """The item it is about, if it is about one."""
        return None

    def library(self) -> int | None:
        """The library it is about, if it is about one."""
        return None

    def as_job(
        self,
        *,
        trigger: Trigger = Trigger.USER,
        priority: int | None = None,
        batch: str | None = None,
        parent_id: int | None = None,
        title: str = "",
    ) -> NewJob:
        """The row for the queue."""
        request = self.model_dump(mode="json")
        if priority is None:
            priority = min(self.priority, PRIORITY_USER) if trigger is Trigger.USER else self.priority
        return NewJob(
            type=self.type_name(),
            request=request,
            title=speakable(title or self.title()),
            queue=self.queue,
            key=key_of(self.type_name(), request),
            priority=priority,
            trigger=trigger,
            batch=batch,
            parent_id=parent_id,
            item_id=self.item(),
            library_id=self.library(),
            max_attempts=self.max_attempts,
        )


Run = Callable[[Any, Any, Any], Awaitable[str]]  # tools, its JobContext, and the request class of that very task


@dataclass(frozen=True, slots=True)
class Task:
    """A request class with the function that carries it out: `run(tools, job, request)` gives the line to show."""

    request: type[Request]
    run: Run


class Tasks:
    """The tasks of a program, by name."""

    def __init__(self) -> None:
        self._by_name: dict[str, Task] = {}

    def add(self, request: type[Request]) -> Callable[[Run], Run]:
        """Declare the decorated function as what carries out `request`."""

        def declare(run: Run) -> Run:
            self._by_name[request.type_name()] = Task(request, run)
            return run

        return declare

    def get(self, name: str) -> Task | None:
        """The task of that name; None for a job of another version of the program."""
        return self._by_name.get(name)

    def names(self) -> list[str]:
        """All names."""
        return sorted(self._by_name)
