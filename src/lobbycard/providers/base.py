"""What every provider gives and takes; the seam at which a new one is added."""

import asyncio
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, Protocol

from lobbycard.model.facts import Hit, Record
from lobbycard.model.kinds import ItemKind


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """One provider's section of the configuration; empty and zero values mean the provider's own default."""

    enabled: bool = True
    api_key: str = field(default="", repr=False)
    pin: str = field(default="", repr=False)
    """TheTVDB: the subscriber's PIN."""
    client_key: str = field(default="", repr=False)
    """fanart.tv: the personal key beside the project's."""
    base_url: str = ""
    requests_per_second: float = 0.0
    concurrency: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """In which words and numbers a record is asked for."""

    language: str = "en"
    """BCP-47."""
    fallback: str = "en"
    """Texts in this language come beside the record, in `Record.others`."""
    country: str = ""
    """ISO 3166-1: whose certificates and release dates come first; empty means the language's region, then US."""
    order: str = "aired"
    """Which numbering of episodes: aired, dvd or absolute."""
    art_languages: tuple[str, ...] = ()
    """Pictures in these languages too; `language`, `fallback`, the original's and textless ones always come."""
    numbers_from: str = ""
    """The provider whose episode numbers the library follows; another one leaves out what it cannot number alike."""
    refresh: bool = False
    """Ask again though a kept answer is young enough."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The language and the fallback, without repetition."""
        return tuple(dict.fromkeys(code for code in (self.language, self.fallback) if code))


PLAIN = Wanted()
"""English, by the order of airing."""


class Attribution(NamedTuple):
    """The words and the link that a provider's terms ask for."""

    text: str
    url: str


class CheckResult(NamedTuple):
    """The answer to a cheap question to a provider, for `doctor` and the settings screen."""

    ok: bool
    message: str
    hint: str = ""


class BreakerState(StrEnum):
    """Whether requests go through."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"
    DENIED = "denied"
    """The key was refused: nothing is asked until it is changed."""


@dataclass(frozen=True, slots=True)
class ProviderStatus:
    """How a provider is doing, for the job screen."""

    name: str
    label: str
    state: BreakerState = BreakerState.CLOSED
    until: float | None = None
    """Seconds from now until it is tried again, while open."""
    last_error: str = ""
    requests: int = 0
    failures: int = 0
    from_cache: int = 0
    waiting: int = 0
    """Requests that wait for their turn or run."""
    remaining: int | None = None
    """What the provider says is left of its limit, where it says so."""


class StoredAnswer(NamedTuple):
    """An answer of a provider as it is kept."""

    status: int
    body: bytes
    etag: str
    last_modified: str
    fetched_at: float
    """Seconds since 1970, UTC."""
    expires_at: float
    """Until then it is used without asking; after it the provider is asked whether it has changed."""


class AnswerCache(Protocol):
    """Where answers are kept. Keys are provider, path and sorted query and never hold a secret."""

    async def get(self, key: str) -> StoredAnswer | None:
        """The answer kept under this key."""

    async def put(self, key: str, answer: StoredAnswer) -> None:
        """Keep an answer in place of an older one."""


class MemoryCache:
    """Keeps answers as long as the process lives."""

    def __init__(self) -> None:
        self.answers: dict[str, StoredAnswer] = {}

    async def get(self, key: str) -> StoredAnswer | None:
        """The answer kept under this key."""
        return self.answers.get(key)

    async def put(self, key: str, answer: StoredAnswer) -> None:
        """Keep an answer in place of an older one."""
        self.answers[key] = answer


class Clock(Protocol):
    """The time, so that tests need not wait for it."""

    def now(self) -> float:
        """Seconds since 1970; may jump when the computer's clock is set."""

    def steady(self) -> float:
        """Seconds that never jump."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""


class SystemClock:
    """The computer's own clock."""

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def steady(self) -> float:
        """Seconds that never jump, and pass while the computer sleeps: what was left alone is asked when it wakes."""
        return time.clock_gettime(time.CLOCK_BOOTTIME) if sys.platform == "linux" else time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait without blocking."""
        await asyncio.sleep(seconds)


class Provider(Protocol):
    """A source of metadata and pictures. Every method raises `ProviderError` and its kin, and nothing else."""

    @property
    def name(self) -> str:
        """The word in configuration and database: tmdb, tvdb, …."""

    @property
    def label(self) -> str:
        """The name for people."""

    @property
    def attribution(self) -> Attribution:
        """What its terms ask to be shown."""

    @property
    def needs_key(self) -> bool:
        """True when nothing works without a key."""

    @property
    def searches(self) -> frozenset[ItemKind]:
        """Kinds that can be looked for by title."""

    @property
    def accepts(self) -> Mapping[ItemKind, tuple[str, ...]]:
        """For each kind it has records of: the ids (its own first) by which it finds them."""

    async def search(self, kind: ItemKind, query: str, year: int | None = None, wanted: Wanted = PLAIN) -> list[Hit]:
        """Things with such a title, in the provider's order; nothing found is an empty list."""

    async def find(self, kind: ItemKind, ids: Mapping[str, str], wanted: Wanted = PLAIN) -> str | None:
        """The provider's own id of the thing that has one of these ids."""

    async def detail(self, hit: Hit, wanted: Wanted = PLAIN) -> Hit:
        """The hit with all that helps to score it: other titles, years, runtime, episodes, ids.

        Asks the same as `record`, so that the record of the one that is chosen costs no further request.
        """

    async def record(self, kind: ItemKind, ids: Mapping[str, str], wanted: Wanted = PLAIN) -> Record | None:
        """All that it says of one thing, found by its own or a foreign id; None when it has no such thing."""

    async def check(self) -> CheckResult:
        """One cheap call that tells whether the provider answers and takes the key."""

    def from_url(self, url: str) -> tuple[ItemKind, str] | None:
        """Kind and id in the address of one of its pages, as pasted by a person."""

    def status(self) -> ProviderStatus:
        """How it is doing."""

    def reset(self) -> None:
        """Forget failures and a refused key, after the person has changed something."""
