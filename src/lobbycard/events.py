"""What has happened, told on the event loop. Events carry ids, never rows."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum


class Topic(StrEnum):
    """What a change in the database was about."""

    ITEM = "item"
    LIBRARY = "library"
    FILE = "file"
    ARTWORK = "artwork"
    JOB = "job"
    HISTORY = "history"
    UNKNOWN = "unknown"
    DRIFT = "drift"
    RULE = "rule"
    SETTING = "setting"
    EVERYTHING = "everything"
    """Another process has written: nobody here knows what."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened."""


@dataclass(frozen=True, slots=True)
class Changed(Event):
    """A transaction was committed that touched these rows of these topics."""

    touched: dict[Topic, frozenset[int]] = field(default_factory=dict)

    def about(self, *topics: Topic) -> bool:
        """Whether any of the topics was touched."""
        return Topic.EVERYTHING in self.touched or any(topic in self.touched for topic in topics)

    def ids(self, topic: Topic) -> frozenset[int]:
        """The rows of one topic."""
        return self.touched.get(topic, frozenset())


@dataclass(frozen=True, slots=True)
class JobProgress(Event):
    """Running jobs of this process got further."""

    job_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class JobFinished(Event):
    """A job of this process ended."""

    job_id: int
    type: str
    status: str
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class QueuePaused(Event):
    """The queue was paused or goes on."""

    paused: bool


@dataclass(frozen=True, slots=True)
class DatabaseHeld(Event):
    """A change waits because another program writes to the database; or waits no longer."""

    held: bool


@dataclass(frozen=True, slots=True)
class Notice(Event):
    """Something that a person should read, but that is nobody's failure."""

    message: str
    severity: str = "information"


Listener = Callable[[Event], None]


class Signal:
    """Hands each event to all who listen, in the order in which they came."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def connect(self, listener: Listener) -> None:
        """Call `listener` for each event from now on."""
        self._listeners.append(listener)

    def disconnect(self, listener: Listener) -> None:
        """Stop calling `listener`."""
        if listener in self._listeners:
            self._listeners.remove(listener)

    def emit(self, event: Event) -> None:
        """Tell everyone."""
        for listener in tuple(self._listeners):
            listener(event)
