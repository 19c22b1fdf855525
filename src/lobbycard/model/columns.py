"""Column types that behave the same on SQLite and PostgreSQL."""

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from json import dumps, loads
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    String,
    Text,
    TypeDecorator,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.sqlite import INTEGER
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
"""Every constraint has a name, so that a migration can speak of it."""

_ESCAPED = re.compile(r"//([0-9a-f]{2})")
_STRAY = re.compile("[\udc80-\udcff]")


def escape_path(path: str) -> str:
    """A path as storable text: bytes that are not UTF-8 (surrogate escapes) become `//` and two hex digits.

    A relative path never has an empty component, so `//` cannot occur in one and every name survives the round trip.
    """
    if path.isascii():
        return path
    return _STRAY.sub(lambda match: f"//{ord(match[0]) - 0xDC00:02x}", path)


def unescape_path(text: str) -> str:
    """The path that `escape_path` made text of."""
    if "//" not in text:
        return text
    return _ESCAPED.sub(lambda match: os.fsdecode(bytes.fromhex(match[1])), text)


_LONE = re.compile("[\ud800-\udfff]")
_HIDDEN = re.compile("[\U0010f800-\U0010ffff]")
_HIDE = 0x10F800 - 0xD800
"""To the very end of Unicode, where no text has anything."""
_ZERO = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


def json_text(value: object) -> str:
    """JSON as PostgreSQL takes it, which refuses lone surrogates (in names of files) and zeros; these are left out."""
    said = dumps(value, ensure_ascii=False)
    if not said.isascii():
        said = _LONE.sub(lambda match: chr(ord(match[0]) + _HIDE), said)
    return _ZERO.sub(r"\1", said) if "\\u0000" in said else said


def from_json_text(said: str | bytes) -> Any:
    """The value that `json_text` made text of."""
    said = said if isinstance(said, str) else said.decode()
    return loads(said if said.isascii() else _HIDDEN.sub(lambda match: chr(ord(match[0]) - _HIDE), said))


class PathText(TypeDecorator[str]):
    """A relative path: bytes at heart, kept as readable text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else escape_path(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else unescape_path(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[str | None], str | None]:
        """The same in one call instead of three, for rows by the ten thousand."""
        return lambda value: value if value is None or "//" not in value else unescape_path(value)


_LEAST, _MOST = -(2**63), 2**63 - 1


class Big(TypeDecorator[int]):
    """A number of 64 bits; what the outside world has beyond that (a file of the year 2400) is the nearest one."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        return value if value is None or _LEAST <= value <= _MOST else min(max(value, _LEAST), _MOST)


class FileNumber(TypeDecorator[int]):
    """The number of a file or a device: 64 bits without a sign, of which mergerfs and network mounts use all."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        return value if value is None or value <= _MOST else value - 2**64

    def process_result_value(self, value: int | None, dialect: Dialect) -> int | None:
        return value if value is None or value >= 0 else value + 2**64

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[int | None], int | None]:
        """The same in one call instead of three, for rows by the ten thousand."""
        return lambda value: value if value is None or value >= 0 else value + 2**64


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC; SQLite hands back naive values, this gives them their zone again."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Word(TypeDecorator[str]):
    """A StrEnum kept as its text, so that adding a word needs no change of a database type."""

    impl = String
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else str(self.words(value).value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.words(value)


JSON_TYPE = JSON().with_variant(JSONB(), "postgresql")
BIG = BigInteger().with_variant(INTEGER(), "sqlite")
BINARY_TEXT = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that sorts by its bytes on both databases."""


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


# SQLModel's own signature of `sa_type` admits classes only, while instances are what it passes on: hence Any.


def word(words: type[StrEnum], default: StrEnum | None = None, *, nullable: bool = False, index: bool = False) -> Any:
    """A column with one of the words of an enum."""
    if default is None and not nullable:
        return Field(sa_type=Word(words), index=index)
    return Field(default=default, sa_type=Word(words), nullable=nullable, index=index)


def moment(*, index: bool = False) -> Any:
    """A moment that may be unknown."""
    return Field(default=None, sa_type=UtcDateTime, nullable=True, index=index)


def created(*, index: bool = False) -> Any:
    """The moment at which the row was made."""
    return Field(default_factory=now, sa_type=UtcDateTime, nullable=False, index=index)


def path(*, nullable: bool = False) -> Any:
    """A path relative to its library."""
    return Field(default=None, sa_type=PathText, nullable=True) if nullable else Field(sa_type=PathText)


def json(default_factory: Any = dict) -> Any:
    """A JSON value."""
    return Field(default_factory=default_factory, sa_type=JSON_TYPE, nullable=False)


def maybe_json() -> Any:
    """A JSON value that may be missing."""
    kind = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
    return Field(default=None, sa_type=kind, nullable=True)


def big(default: int | None = 0, *, nullable: bool = False) -> Any:
    """A 64-bit number."""
    return Field(default=default, sa_type=Big, nullable=nullable)


def file_number(default: int | None = 0, *, nullable: bool = False) -> Any:
    """The number of a file (its inode) or of the device that it is on."""
    return Field(default=default, sa_type=FileNumber, nullable=nullable)


def key() -> Any:
    """The primary key; the database gives it."""
    return Field(default=None, primary_key=True, sa_type=BIG)


def sort_text() -> Any:
    """Text that a list is sorted by."""
    return Field(default="", sa_type=BINARY_TEXT)


def word_key(words: type[StrEnum]) -> Any:
    """A primary key that is one of the words of an enum."""
    return Field(primary_key=True, sa_type=Word(words))


def link_second_key(target: str) -> Any:
    """A foreign key that is a further part of the primary key, with an index of its own."""
    reference = ForeignKey(target, ondelete="CASCADE")
    return Field(primary_key=True, sa_type=BigInteger, index=True, sa_column_args=[reference])


def link(target: str, *, on_delete: str = "CASCADE", nullable: bool = False, index: bool = True) -> Any:
    """A foreign key; every link is a real one with a real cascade."""
    reference = ForeignKey(target, ondelete=on_delete)
    if nullable:
        return Field(default=None, sa_type=BigInteger, nullable=True, index=index, sa_column_args=[reference])
    return Field(sa_type=BigInteger, nullable=False, index=index, sa_column_args=[reference])


def link_key(target: str) -> Any:
    """A foreign key that is part of the primary key."""
    reference = ForeignKey(target, ondelete="CASCADE")
    return Field(primary_key=True, sa_type=BigInteger, sa_column_args=[reference])


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """A check that a column holds only these words."""
    listed = ", ".join(f"'{item.value}'" for item in words)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index of the rows for which `where` holds, `yes(column)` in it being a boolean that is true.

    A query uses it only when it says the same in the same words: SQLite has no booleans, so they are 1 there.
    """
    return Index(
        name,
        *columns,
        unique=unique,
        sqlite_where=text(_YES.sub(r"\1 = 1", _NO.sub(r"\1 = 0", where))),
        postgresql_where=text(_YES.sub(r"\1", _NO.sub(r"NOT \1", where))),
    )


_YES = re.compile(r"yes\((\w+)\)")
_NO = re.compile(r"no\((\w+)\)")
