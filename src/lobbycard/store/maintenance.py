"""The database itself: its health and its size."""

from typing import NamedTuple

from sqlalchemy import text
from sqlmodel import Session

from lobbycard.model import tables
from lobbycard.store import migrations


def integrity(session: Session) -> list[str]:
    """What is wrong in an SQLite database; nothing when it is in order. Readers and writers go on meanwhile."""
    found = [str(row[0]) for row in session.connection().exec_driver_sql("PRAGMA integrity_check(20)")]
    links = session.connection().exec_driver_sql("PRAGMA foreign_key_check").fetchmany(20)
    damaged = [line for line in found if line != "ok"]
    return damaged + [f"a row of {row[0]} points to one of {row[2]} that is not there" for row in links]


class Info(NamedTuple):
    """What a database holds."""

    schema: str
    newest_schema: str
    rows: dict[str, int]


def info(session: Session) -> Info:
    """Schema and number of rows of each table."""
    rows: dict[str, int] = {}
    for name in sorted(tables.metadata.tables):
        counted = session.connection().execute(text(f'SELECT count(*) FROM "{name}"')).scalar()  # noqa: S608
        rows[name] = int(counted or 0)
    return Info(migrations.current(session.connection()) or "", migrations.versions()[-1], rows)
