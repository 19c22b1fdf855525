"""Text that a column holds, whatever its capitals and whatever signs are in it."""

from typing import Any

from sqlalchemy import ColumnElement, func, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import Boolean

from lobbycard.model import columns

Test = ColumnElement[bool]


def holds(column: Any, text: str) -> Test:
    """Whether a column has this text anywhere."""
    text = columns.escape_path(text)  # nothing but a path has stray bytes
    return _test(column, like(text), f"*{_classes(text)}*")


def equals(column: Any, text: str) -> Test:
    """Whether a column has this text and no other."""
    text = columns.escape_path(text)
    return _test(column, _escaped(text), _classes(text))


def like(text: str) -> str:
    """A pattern for LIKE that finds text anywhere, where all is in small letters already."""
    return f"%{_escaped(text)}%"


def _test(column: Any, small: str, glob: str) -> Test:
    if small.isascii():
        return _like(column, small)  # four times as fast on SQLite
    return _Matches(column, literal(small), literal(glob))


def _like(column: Any, small: Any) -> Test:
    found: Test = func.lower(column).like(small, escape="\\")  # in a variable: SQLAlchemy's own types lose track of it
    return found


class _Matches(GenericFunction[bool]):
    """A column, and a pattern for each kind of database. The capitals that SQLite knows are those of English."""

    type = Boolean()
    inherit_cache = True


@compiles(_Matches)
def _as_like(element: _Matches, compiler: SQLCompiler, **options: Any) -> str:
    column, small, _ = element.clauses
    return str(compiler.process(_like(column, small), **options))


@compiles(_Matches, "sqlite")
def _as_glob(element: _Matches, compiler: SQLCompiler, **options: Any) -> str:
    column, _, glob = element.clauses
    return str(compiler.process(column.op("GLOB")(glob), **options))


def _escaped(text: str) -> str:
    return text.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _classes(text: str) -> str:
    return "".join(_class(letter) for letter in text)


def _class(letter: str) -> str:
    forms = dict.fromkeys(form for form in (letter, letter.lower(), letter.upper(), letter.title()) if len(form) == 1)
    return f"[{''.join(forms)}]" if len(forms) > 1 or letter in "*?[" else letter
