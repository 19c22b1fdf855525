"""Text that a column holds, whatever its capitals and whatever signs are in it."""

from typing import Any

from sqlalchemy import ColumnElement, func, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import Boolean

Test = ColumnElement[bool]


def holds(column: Any, text: str) -> Test:
    """Whether a column has this text anywhere."""
    return _Matches(column, literal(like(text)), literal(f"*{_classes(text)}*"))


def equals(column: Any, text: str) -> Test:
    """Whether a column has this text and no other."""
    return _Matches(column, literal(_escaped(text)), literal(_classes(text)))


def like(text: str) -> str:
    """A pattern for LIKE that finds text anywhere, where all is in small letters already."""
    return f"%{_escaped(text)}%"


class _Matches(GenericFunction[bool]):
    """A column, and a pattern for each kind of database. The capitals that SQLite knows are those of English."""

    type = Boolean()
    inherit_cache = True


@compiles(_Matches)
def _like(element: _Matches, compiler: SQLCompiler, **options: Any) -> str:
    column, like, _ = element.clauses
    return str(compiler.process(func.lower(column).like(like, escape="\\"), **options))


@compiles(_Matches, "sqlite")
def _glob(element: _Matches, compiler: SQLCompiler, **options: Any) -> str:
    column, _, glob = element.clauses
    return str(compiler.process(column.op("GLOB")(glob), **options))


def _escaped(text: str) -> str:
    return text.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _classes(text: str) -> str:
    return "".join(_class(letter) for letter in text)


def _class(letter: str) -> str:
    forms = dict.fromkeys(form for form in (letter, letter.lower(), letter.upper(), letter.title()) if len(form) == 1)
    return f"[{''.join(forms)}]" if len(forms) > 1 or letter in "*?[" else letter
