"""The database itself: its health and its size."""

from typing import NamedTuple

from sqlalchemy import text
from sqlmodel import Session

from lobbycard.model import schema
from lobbycard.store import migrations


def integrity(session: Session) -> list[str]:
    """What is wrong in an SQLite database; nothing when it is in order. Readers and writers go on meanwhile."""
    found = [str(row[0]) for row in session.connection().exec_driver_sql("PRAGMA integrity_check(20)")]
    links = session.connection().exec_driver_sql("PRAGMA foreign_key_check").fetchmany(20)
    damaged = [line for line in found if line != "ok"]
    return damaged + [f"a row of {row[0]} points to one of {row[2]} that is not there" for row in links]


PAGES = 1000
"""How many unused pages are given back in one step: some tens of milliseconds, in which others wait."""


def give_back(session: Session) -> int:
    """Give some unused pages of an SQLite database back to the disk. Gives how many are left."""
    connection = session.connection()
    left = _unused(session)
    for _ in range(min(left, PAGES)):
        # The driver takes one step of a statement that gives no rows, and one step is one page.
        connection.exec_driver_sql("PRAGMA incremental_vacuum(1)")
    now_left = _unused(session)
    return 0 if now_left == left else now_left


def _unused(session: Session) -> int:
    return int(session.connection().exec_driver_sql("PRAGMA freelist_count").scalar_one())


class Info(NamedTuple):
    """What a database holds."""

    schema: str
    newest_schema: str
    rows: dict[str, int]


def info(session: Session) -> Info:
    """Schema and number of rows of each table."""
    rows: dict[str, int] = {}
    for name in sorted(schema.metadata.tables):
        counted = session.connection().execute(text(f'SELECT count(*) FROM "{name}"')).scalar()  # noqa: S608
        rows[name] = int(counted or 0)
    return Info(migrations.current(session.connection()) or "", migrations.versions()[-1], rows)
