"""Bring a database to the schema of this program: numbered steps, applied at start, with a backup before."""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from importlib import resources

from sqlalchemy import Connection, Engine, inspect, text

from lobbycard.errors import StoreError

_ADVISORY_LOCK = 0x4C6F6279


def versions() -> list[str]:
    """The numbers of all steps, oldest first."""
    folder = resources.files(__name__) / "versions"
    return sorted(entry.name[:4] for entry in folder.iterdir() if entry.name[:4].isdigit())


def current(connection: Connection) -> str | None:
    """The step that a database is at, None when it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def bring_up_to_date(engine: Engine, backup_dir: str | None, application_id: int, target: str = "head") -> None:
    """Apply the steps that are missing. Alembic is imported only when there are any."""
    known = versions()
    with engine.connect() as connection:
        at = current(connection)
        has_tables = bool(at) or bool(inspect(connection).get_table_names())
    if at == known[-1] and target == "head":
        return
    _refuse(at, known, has_tables=has_tables)
    sqlite_file = engine.url.database if engine.dialect.name == "sqlite" else None
    if at and sqlite_file and backup_dir:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        copy_sqlite(sqlite_file, os.path.join(backup_dir, f"before-{known[-1]}-from-{at}-{stamp}.db"))
    if sqlite_file:
        _prepare_sqlite(engine, application_id)
    _apply(engine, target)


def _refuse(at: str | None, known: list[str], *, has_tables: bool) -> None:
    if at is None and has_tables:
        raise StoreError(
            "The database belongs to another program; nothing was touched.", "Set database.url to an empty one."
        )
    if at is not None and at not in known:
        raise StoreError(
            f"The database was made by a newer Lobbycard (schema {at}, newest here {known[-1]}); nothing was touched.",
            "Upgrade Lobbycard, or set database.url to another database.",
        )


def _prepare_sqlite(engine: Engine, application_id: int) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        connection.exec_driver_sql(f"PRAGMA application_id = {application_id}")


def _apply(engine: Engine, target: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", os.path.dirname(__file__))
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})"))
        # Another process may have done it while this one waited for the lock; Alembic looks again.
        config.attributes["connection"] = connection
        command.upgrade(config, target)


def copy_sqlite(source: str, target: str) -> None:
    """Copy a database with SQLite's own backup, beside and then over `target`, so that it is whole or not there."""
    os.makedirs(os.path.dirname(target), exist_ok=True)
    temporary = f"{target}.part"
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(temporary)) as new:
            old.backup(new, pages=2000)
        os.replace(temporary, target)
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)
