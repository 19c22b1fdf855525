"""The open database: reader threads, one writer, one transaction per call, one `Changed` after a commit.

Everything that differs between SQLite and PostgreSQL in opening, locking and upserting is here.
"""

import asyncio
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache, partial
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, Insert, Table, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool
from sqlmodel import Session

from lobbycard.errors import Busy, StoreError
from lobbycard.events import Changed, DatabaseHeld, Event, Notice, Topic
from lobbycard.model import columns
from lobbycard.store import derived, failures, migrations

P = ParamSpec("P")
T = TypeVar("T")
Query = Callable[Concatenate[Session, P], T]

READERS = 4
BUSY_SECONDS = 20
PATIENCE = 1.0
"""Seconds that a change waits for another program before it is said that it does, or looked whether it still is to."""
AT_ONCE = 0.01
"""Seconds to wait once nobody wants to; on PostgreSQL none at all would mean for ever."""
APPLICATION_ID = 0x4C6F6279
"""What marks an SQLite file as ours ("Loby")."""

_TOUCHED = "touched"
_ONE_WRITER = text(
    f"SELECT set_config('lock_timeout', :wait, true), pg_advisory_xact_lock({APPLICATION_ID}),"
    f" set_config('lock_timeout', '{BUSY_SECONDS}s', true)"
)
"""On PostgreSQL transactions read what others are about to change; one writer at a time, as in SQLite, is safe."""
_HAS_WRITTEN = text("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
_BESIDE_OTHERS: set[Callable[..., Any]] = set()


def beside_others(query: Callable[Concatenate[Session, P], T]) -> Callable[Concatenate[Session, P], T]:
    """Declare a write function that needs no turn among processes: each of its statements is safe by itself."""
    _BESIDE_OTHERS.add(query)
    return query


def touched(session: Session, topic: Topic, ids: Iterable[int] = ()) -> None:
    """Note what a write function has changed; the store tells the listeners after the commit."""
    notes: dict[Topic, set[int]] = session.info.setdefault(_TOUCHED, {})
    notes.setdefault(topic, set()).update(ids)


def upsert(
    session: Session,
    table: Table,
    rows: Sequence[dict[str, Any]],
    keys: Sequence[str],
    update: Sequence[str] | None = None,
) -> None:
    """Insert rows; where `keys` are there already, set the columns `update` (None: all the others; empty: none)."""
    if not rows:
        return
    names = tuple(name for name in rows[0] if name not in keys) if update is None else tuple(update)
    session.execute(_upsert_statement(session.get_bind().dialect.name, table, tuple(keys), names), list(rows))


@lru_cache(maxsize=256)
def _upsert_statement(dialect: str, table: Table, keys: tuple[str, ...], names: tuple[str, ...]) -> Insert:
    """Kept, since building one costs more than running it."""
    statement = insert_of(dialect, table)
    if not names:
        return statement.on_conflict_do_nothing(index_elements=list(keys))
    return statement.on_conflict_do_update(
        index_elements=list(keys), set_={name: statement.excluded[name] for name in names}
    )


def insert_of(dialect: str, table: Table) -> "sqlite.Insert | postgresql.Insert":
    """An insert of a dialect, which knows what to do on a conflict."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


class Asked(NamedTuple):
    """A change that is not made yet."""

    query: Callable[..., Any]
    arguments: tuple[Any, ...]


class Store:
    """The database of one process. `read` and `write` take a function whose first argument is a session."""

    def __init__(self, url: str, *, emit: Callable[[Event], None] | None = None, backup_dir: str | None = None) -> None:
        self.url = url
        self._emit = emit
        self._loop: asyncio.AbstractEventLoop | None = None
        self._foreign: Any = None
        self._own_transactions = 0
        """On PostgreSQL: how many of the server's transaction numbers were taken here."""
        self._counting = threading.Lock()
        """Held by a transaction beside others: nobody counts while its number is taken and not yet counted."""
        self._closed = False
        self._lock = threading.Lock()
        self.is_held = False
        """A change waits for another program that writes."""
        self._asked: dict[int, Asked] = {}
        self._given_up = threading.Event()
        self.unmade: list[Asked] = []
        """Changes that were dropped after `give_up`."""
        self._writer_engine, self._reader_engine = _engines(url, Turn(self._tell_held, self._given_up.is_set))
        try:
            if self.is_sqlite:
                _refuse_foreign_file(self.path)
            failures.translated(lambda: migrations.bring_up_to_date(self._writer_engine, backup_dir, APPLICATION_ID))
        except BaseException:
            self._dispose()
            raise
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="store-read")
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="store-write")
        self._beside = self._writer if self.is_sqlite else ThreadPoolExecutor(1, thread_name_prefix="store-beside")
        """On PostgreSQL the queue's heart beats on, however long another change takes."""

    @property
    def is_sqlite(self) -> bool:
        """True for a file, False for a server."""
        return self.url.startswith("sqlite")

    @property
    def path(self) -> str:
        """The SQLite file."""
        return self._writer_engine.url.database or ""

    def bind_loop(self, loop: asyncio.AbstractEventLoop) -> None:
        """Events are emitted on this loop from now on."""
        self._loop = loop

    async def read(self, query: Query[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """What `query` gives, from a consistent view of the database."""
        return await asyncio.get_running_loop().run_in_executor(
            self._readers, lambda: self.read_now(query, *args, **kwargs)
        )

    async def write(self, query: Query[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `query` in one transaction: all of it happens or nothing, and listeners hear of it afterwards.

        What was asked for is done also when nobody waits for it any more, be it that it still stands in the queue.
        """
        writing = asyncio.wrap_future(self._in_queue(query, *args, **kwargs))
        try:
            return await asyncio.shield(writing)
        except asyncio.CancelledError:
            writing.add_done_callback(self._tell_failure)
            raise

    def read_now(self, query: Query[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """`read` for callers that are in a thread already."""

        def run() -> T:
            with Session(self._reader_engine, autoflush=False) as session:
                return query(session, *args, **kwargs)

        return failures.translated(run)

    def write_now(self, query: Query[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """`write` for callers that are in a thread already; waits for its turn."""
        return self._in_queue(query, *args, **kwargs).result()

    @property
    def asked(self) -> list[Asked]:
        """The changes that are not made yet, in their order."""
        return list(self._asked.values())

    def give_up(self) -> None:
        """Wait for other programs no longer: what cannot be written at once is `unmade`. For the end of the program."""
        self._given_up.set()

    def _in_queue(self, query: Query[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        asked = Asked(query, (*args, *kwargs.values()))
        self._asked[id(asked)] = asked
        writing = self._thread_for(query).submit(lambda: self._write_in_turn(query, *args, **kwargs))
        writing.add_done_callback(lambda done: self._forget(asked, done))
        return writing

    def _forget(self, asked: Asked, done: Future[Any]) -> None:
        del self._asked[id(asked)]
        if self._given_up.is_set() and not done.cancelled() and isinstance(done.exception(), Busy):
            self.unmade.append(asked)

    def _thread_for(self, query: Callable[..., Any]) -> ThreadPoolExecutor:
        return self._beside if query in _BESIDE_OTHERS else self._writer

    def _write_in_turn(self, query: Query[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        if query in _BESIDE_OTHERS:
            with self._counting:
                outcome, notes, taken = failures.translated(lambda: self._transaction(query, *args, **kwargs))
                self._own_transactions += taken
        else:
            outcome, notes, taken = failures.translated(lambda: self._transaction(query, *args, **kwargs))
            with self._counting:
                self._own_transactions += taken
        if notes:
            self._tell(Changed({topic: frozenset(ids) for topic, ids in notes.items()}))
        return outcome

    def _transaction(
        self, query: Query[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> tuple[T, dict[Topic, set[int]], int]:
        """Gives what `query` gave, what it touched, and how many of the server's transaction numbers it took."""
        with Session(self._writer_engine, expire_on_commit=False) as session:
            if not self.is_sqlite and query not in _BESIDE_OTHERS:
                _take_turn(partial(_lock_server, session), Turn(self._tell_held, self._given_up.is_set))
            outcome = query(session, *args, **kwargs)
            session.flush()
            notes: dict[Topic, set[int]] = session.info.get(_TOUCHED, {})
            derived.refresh(session, notes.get(Topic.ITEM, ()))
            taken = 0 if self.is_sqlite else int(session.execute(_HAS_WRITTEN).scalar_one())
            session.commit()
            return outcome, notes, taken

    def _tell_failure(self, writing: "asyncio.Future[Any]") -> None:
        """Nobody else hears of it."""
        error = None if writing.cancelled() else writing.exception()
        if isinstance(error, StoreError):
            self._tell(Notice(f"A change was not made. {error.message}", "error"))

    def _tell_held(self, held: bool) -> None:
        self.is_held = held
        self._tell(DatabaseHeld(held))

    def _tell(self, what: Event) -> None:
        if self._emit is None:
            return
        if self._loop is None or self._loop.is_closed():
            return
        self._loop.call_soon_threadsafe(self._emit, what)

    async def notice_others(self) -> None:
        """Emit `Changed` about everything when another process has written since the last call; cheap."""
        mark = await asyncio.get_running_loop().run_in_executor(self._writer, self._foreign_mark)
        if self._foreign is not None and mark != self._foreign:
            self._tell(Changed({Topic.EVERYTHING: frozenset()}))
        self._foreign = mark

    def _foreign_mark(self) -> Any:
        if self.is_sqlite:
            # The counter of the writer's connection moves only when somebody else commits.
            return failures.translated(lambda: self._ask("PRAGMA data_version"))
        with self._counting:
            newest = failures.translated(lambda: self._ask("SELECT pg_snapshot_xmax(pg_current_snapshot())::text"))
            return int(newest) - self._own_transactions

    def _ask(self, question: str) -> Any:
        with self._writer_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            return connection.execute(text(question)).scalar()

    def backup(self, target: str) -> None:
        """Copy the SQLite database while it is in use; the copy is whole or not there."""
        if not self.is_sqlite:
            raise StoreError("Only an SQLite database is backed up from here.", "Use pg_dump for PostgreSQL.")
        failures.translated(lambda: migrations.copy_sqlite(self.path, target))

    def maintain(self, statement: str) -> list[tuple[Any, ...]]:
        """Run a maintenance statement (VACUUM, PRAGMA optimize, …) outside a transaction."""

        def run() -> list[tuple[Any, ...]]:
            with self._writer_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                done = connection.execute(text(statement))
                return [tuple(row) for row in done] if done.returns_rows else []

        if not self.is_sqlite:
            return failures.translated(run)
        return self._writer.submit(lambda: failures.translated(run)).result()

    def close(self) -> None:
        """Finish what is under way and let go of the database."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
        self._readers.shutdown(wait=True)
        self._writer.shutdown(wait=True)
        self._beside.shutdown(wait=True)
        self._dispose()

    def _dispose(self) -> None:
        self._reader_engine.dispose()
        self._writer_engine.dispose()


Take = Callable[[float], None]
"""Waits for the turn to write, at most so many seconds."""


class Turn(NamedTuple):
    """What goes with waiting for the turn to write."""

    tell: Callable[[bool], None]
    """That it takes long; that it is over."""
    is_given_up: Callable[[], bool]


def _take_turn(take: Take, turn: Turn) -> None:
    """Wait until nobody else writes, or nobody wants to wait; say so when that takes long."""
    left, has_told = float(BUSY_SECONDS), False
    try:
        while True:
            is_last = turn.is_given_up()
            try:
                take(AT_ONCE if is_last else min(PATIENCE, left))
                return
            except OperationalError as error:
                left -= PATIENCE
                if is_last or left <= 0 or not isinstance(failures.told(error), Busy):
                    raise
            if not has_told:
                has_told = True
                turn.tell(True)
    finally:
        if has_told:
            turn.tell(False)


def _lock_file(connection: Connection, seconds: float) -> None:
    """Begin to write to an SQLite file."""
    file: Any = connection.connection.driver_connection  # SQLAlchemy cannot know which driver it is
    file.execute(f"PRAGMA busy_timeout = {seconds * 1000:.0f}")
    try:
        # IMMEDIATE: a transaction that starts as a reader and turns writer can lose to another and fail.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        file.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000:.0f}")


def _lock_server(session: Session, seconds: float) -> None:
    """Begin to write to PostgreSQL."""
    try:
        session.execute(_ONE_WRITER, {"wait": f"{seconds * 1000:.0f}ms"})
    except OperationalError:
        session.rollback()
        raise


def _engines(url: str, turn: Turn) -> tuple[Engine, Engine]:
    """The writer's engine and the readers'."""
    if url.startswith("sqlite"):
        return _sqlite_engine(url, turn), _sqlite_engine(url)
    if url.startswith(("postgresql", "postgres:")):
        url = url.replace("postgres:", "postgresql:", 1) if url.startswith("postgres:") else url
        try:
            engine = create_engine(
                url,
                hide_parameters=True,
                pool_size=READERS + 2,
                max_overflow=0,
                pool_pre_ping=True,
                json_serializer=columns.json_text,
                json_deserializer=columns.from_json_text,
            )
        except ModuleNotFoundError as error:
            raise StoreError(
                "PostgreSQL needs a driver that is not installed.",
                "Install it beside Lobbycard: pip install 'psycopg[binary]'",
            ) from error
        event.listen(engine, "connect", _read_plain_numbers)
        return engine, engine
    raise StoreError(
        f"{url.split(':', maxsplit=1)[0]}: is no database that Lobbycard knows.",
        "Use sqlite:///PATH or postgresql://…",
    )


def _read_plain_numbers(connection: Any, record: object) -> None:
    """PostgreSQL adds whole numbers up to a decimal: read it as the whole number that SQLite gives."""
    from psycopg.adapt import Loader

    class PlainNumber(Loader):
        """An `int`, or a `float` where there are decimals."""

        def load(self, data: Any) -> int | float:
            text = bytes(data).decode()
            return int(text) if text.lstrip("-").isdigit() else float(text)

    connection.adapters.register_loader("numeric", PlainNumber)


def _sqlite_engine(url: str, turn: Turn | None = None) -> Engine:
    """The writer's, which waits for its turn, or the readers'."""
    writer = turn is not None
    engine = create_engine(
        url,
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=1 if writer else READERS,
        max_overflow=0,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False, "cached_statements": 256},
    )

    def connected(connection: sqlite3.Connection, record: object) -> None:
        # The driver's own transaction handling is switched off: we say BEGIN ourselves, below.
        connection.isolation_level = None
        pragmas = ["foreign_keys = ON", "synchronous = NORMAL", "temp_store = MEMORY", "cache_size = -32000"]
        pragmas.append("mmap_size = 268435456" if not writer else "wal_autocheckpoint = 2000")
        if not writer:
            pragmas.append("query_only = ON")
        elif connection.execute("PRAGMA page_count").fetchone() == (0,):
            # A new file: unused pages are to be given back bit by bit. Said later, it takes a whole rewrite.
            pragmas.insert(0, "auto_vacuum = INCREMENTAL")
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    def begins(connection: Connection) -> None:
        if connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
            return
        if turn is None:
            connection.exec_driver_sql("BEGIN")
        else:
            _take_turn(partial(_lock_file, connection), turn)

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begins)
    return engine


def is_library(path: str) -> bool:
    """True for an SQLite file that this program has made."""
    if not os.path.isfile(path):
        return False
    with open(path, "rb") as file:
        head = file.read(100)
    return head.startswith(b"SQLite format 3\0") and int.from_bytes(head[68:72], "big") == APPLICATION_ID


def _refuse_foreign_file(path: str) -> None:
    """Say no, before anything is touched, to a file that is not an SQLite database of ours."""
    if not path or path == ":memory:" or not os.path.exists(path):
        return
    if os.path.isdir(path):
        raise StoreError(f"{path} is a folder, not a database.", "Name a file in database.url.")
    try:
        with open(path, "rb") as file:
            head = file.read(100)
    except OSError as error:
        raise StoreError(f"The database {path} cannot be read: {error.strerror}.", "Check its permissions.") from error
    if not head:
        return
    if not head.startswith(b"SQLite format 3\0"):
        raise StoreError(
            f"{path} is not a Lobbycard database; nothing was touched.", "Move it away or set database.url."
        )
    mark = int.from_bytes(head[68:72], "big")
    if mark not in {APPLICATION_ID, 0}:
        raise StoreError(
            f"{path} belongs to another program; nothing was touched.", "Move it away or set database.url."
        )


__all__ = ["Insert", "Store", "beside_others", "is_library", "touched", "upsert"]
