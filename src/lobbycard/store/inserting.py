"""Many new rows at a stroke, several times as fast as one statement for each: what a first scan is made of.

Beside `database` the one module that asks which database it speaks to.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import JSON, Boolean, Column, DateTime, Dialect, Table, TypeDecorator, func, insert, select
from sqlmodel import Session

from lobbycard.model.columns import Word

Process = Callable[[Any], Any]


class _Prepared(NamedTuple):
    """An insert of certain columns, as the driver takes it."""

    statement: str
    columns: tuple[tuple[str, Process | None], ...]
    """Given columns in order, and what makes a database value of theirs."""
    defaults: tuple[tuple[Any, bool, Process | None], ...]
    """Columns that are not given: value or function, whether it is to be called, and what makes a value of it."""


def rows(session: Session, table: Table, new: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows; those of the same columns go together."""
    groups: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for row in new:
        groups.setdefault(tuple(row), []).append(row)
    session.flush()
    dialect = session.get_bind().dialect
    for names, same in groups.items():
        if dialect.name != "sqlite":
            session.execute(insert(table), [dict(row) for row in same])
            continue
        prepared = _prepared(table, names, dialect)
        session.connection().exec_driver_sql(prepared.statement, [_values(prepared, row) for row in same])


def _values(prepared: _Prepared, row: Mapping[str, Any]) -> tuple[Any, ...]:
    given = [row[name] if process is None else process(row[name]) for name, process in prepared.columns]
    for value, is_called, process in prepared.defaults:
        value = value(None) if is_called else value
        given.append(value if process is None else process(value))
    return tuple(given)


@lru_cache(maxsize=64)
def _prepared(table: Table, names: tuple[str, ...], dialect: Dialect) -> _Prepared:
    own = [column for column in table.columns if column.name not in names and column.default is not None]
    quoted = [
        dialect.identifier_preparer.format_column(column) for column in (*(table.c[name] for name in names), *own)
    ]
    places = ", ".join("?" for _ in quoted)
    into = dialect.identifier_preparer.format_table(table)
    return _Prepared(
        f"INSERT INTO {into} ({', '.join(quoted)}) VALUES ({places})",  # noqa: S608  # names of our own tables
        tuple((name, _processor(table.c[name], dialect)) for name in names),
        tuple(_default(column, dialect) for column in own),
    )


def _processor(column: Column[Any], dialect: Dialect) -> Process | None:
    process = column.type.dialect_impl(dialect).bind_processor(dialect)
    if process is None:
        return None
    kind = column.type.dialect_impl(dialect)
    while isinstance(kind, TypeDecorator):
        kind = kind.impl_instance
    # The same moment, word and empty list stand in thousands of rows.
    if isinstance(kind, Boolean):
        return {value: process(value) for value in (True, False, None)}.__getitem__
    if isinstance(kind, DateTime) or isinstance(column.type, Word):
        return lru_cache(maxsize=64)(process)
    return _of_lists(process) if isinstance(kind, JSON) else process


def _of_lists(process: Process) -> Process:
    empty = process([])
    return lambda value: empty if value == [] else process(value)


def _default(column: Column[Any], dialect: Dialect) -> tuple[Any, bool, Process | None]:
    default: Any = column.default  # a scalar or a function of the context, by its own words
    return default.arg, bool(default.is_callable), _processor(column, dialect)


def next_ids(session: Session, table: Table, count: int) -> list[int]:
    """Ids for so many new rows, which must be inserted in the same transaction."""
    if session.get_bind().dialect.name != "sqlite":
        sequence = func.nextval(func.pg_get_serial_sequence(table.name, "id"))
        numbers = select(sequence).select_from(func.generate_series(1, count).alias("numbers"))
        return list(session.execute(numbers).scalars())
    last = session.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()
    return list(range(int(last) + 1, int(last) + 1 + count))
