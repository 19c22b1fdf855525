"""The library in figures: a few aggregates, each one statement, fast on a hundred thousand items."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlmodel import Session, col

from lobbycard.model.file import MediaFile
from lobbycard.model.item import Item, ItemTerm, Term
from lobbycard.model.kinds import FileRole, ItemKind, TermKind
from lobbycard.model.library import Library

MONTH_NS = 2_629_746_000_000_000
"""A twelfth of a year."""
MOST_MONTHS = 240
TOP = 12
VIDEOS = (FileRole.MAIN, FileRole.PART, FileRole.VERSION, FileRole.DISC)


class Share(NamedTuple):
    """One part of a whole."""

    name: str
    number: int
    size: int = 0


class Month(NamedTuple):
    """What came in a month."""

    start: datetime
    files: int
    size: int


class Totals(NamedTuple):
    """The numbers at the top."""

    films: int = 0
    series: int = 0
    seasons: int = 0
    episodes: int = 0
    people: int = 0
    minutes: int = 0
    files: int = 0
    size: int = 0
    complete: int = 0
    """Films and series that lack nothing."""
    published: int = 0
    monitored: int = 0


class Statistics(NamedTuple):
    """Everything that the screen draws."""

    totals: Totals
    completeness: tuple[Share, ...]
    """Films and series by fifths: 0 to 19 %, …, 100 %."""
    resolutions: tuple[Share, ...]
    ranges: tuple[Share, ...]
    """Dynamic range; SDR is one, too."""
    codecs: tuple[Share, ...]
    sources: tuple[Share, ...]
    states: tuple[Share, ...]
    genres: tuple[Share, ...]
    decades: tuple[Share, ...]
    libraries: tuple[Share, ...]
    growth: tuple[Month, ...]
    """By the dates of the files, oldest first, without gaps."""

    @property
    def is_empty(self) -> bool:
        """True before anything was found."""
        return not (self.totals.films or self.totals.series)


def everything(session: Session, library_id: int | None = None) -> Statistics:
    """All figures, of all libraries or of one."""
    there = _there(library_id)
    top = and_(there, col(Item.kind).in_((ItemKind.MOVIE, ItemKind.SERIES)))
    seen = and_(there, col(Item.kind).in_((ItemKind.MOVIE, ItemKind.EPISODE)), col(Item.file_count) > 0)
    fifth = case(*((col(Item.completeness) < 20 * n, n - 1) for n in range(1, 6)), else_=5)
    decade = col(Item.year) // 10 * 10
    return Statistics(
        _totals(session, library_id, top),
        _fifths(_shares(session, fifth, top)),
        _shares(session, col(Item.resolution), seen),
        _shares(session, col(Item.hdr), seen),
        _shares(session, col(Item.video_codec), seen, limit=8),
        _shares(session, col(Item.source), seen, limit=8),
        _shares(session, col(Item.state), top),
        _genres(session, top),
        tuple(sorted(_shares(session, decade, and_(top, col(Item.year).is_not(None))), key=lambda one: int(one.name))),
        _libraries(session, library_id),
        _growth(session, library_id),
    )


def _there(library_id: int | None) -> ColumnElement[bool]:
    there = col(Item.deleted_on).is_(None)
    return there if library_id is None else and_(there, col(Item.library_id) == library_id)


def _totals(session: Session, library_id: int | None, top: ColumnElement[bool]) -> Totals:
    there = or_(_there(library_id), and_(col(Item.kind) == ItemKind.PERSON, col(Item.deleted_on).is_(None)))
    rows = session.execute(
        select(col(Item.kind), func.count(), func.coalesce(func.sum(col(Item.runtime)), 0))
        .where(there)
        .group_by(col(Item.kind))
    )
    counted = {kind: (count, minutes) for kind, count, minutes in rows}

    def count(kind: ItemKind) -> int:
        return int(counted.get(kind, (0, 0))[0])

    complete, published, monitored = session.execute(
        select(
            _counted(col(Item.completeness) >= 100),
            _counted(col(Item.published_at).is_not(None)),
            _counted(col(Item.monitored).is_(True)),
        ).where(top)
    ).one()
    files, size = session.execute(
        select(func.count(), func.coalesce(func.sum(col(MediaFile.size)), 0)).where(_videos(library_id))
    ).one()
    minutes = sum(int(counted.get(kind, (0, 0))[1]) for kind in (ItemKind.MOVIE, ItemKind.EPISODE))
    return Totals(
        count(ItemKind.MOVIE), count(ItemKind.SERIES), count(ItemKind.SEASON), count(ItemKind.EPISODE),
        count(ItemKind.PERSON), minutes, files, int(size), complete, published, monitored,
    )  # fmt: skip


def _counted(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _shares(session: Session, column: Any, where: ColumnElement[bool], limit: int | None = None) -> tuple[Share, ...]:
    """How many, and how many bytes, of each value; the most frequent first."""
    query = (
        select(column.label("name"), func.count(), func.coalesce(func.sum(col(Item.size)), 0))
        .where(where)
        .group_by(column)
        .order_by(func.count().desc(), column)
    )
    rows = session.execute(query).all()
    found = tuple(Share(str(name), count, int(size)) for name, count, size in rows)
    if limit is None or len(found) <= limit:
        return found
    rest = found[limit - 1 :]
    return (*found[: limit - 1], Share("others", sum(one.number for one in rest), sum(one.size for one in rest)))


def _fifths(found: Iterable[Share]) -> tuple[Share, ...]:
    counts = {int(one.name): one.number for one in found}
    return tuple(Share("100 %" if n == 5 else f"{n * 20}–{n * 20 + 19} %", counts.get(n, 0)) for n in range(6))


def _genres(session: Session, top: ColumnElement[bool]) -> tuple[Share, ...]:
    query = (
        select(col(Term.name), func.count())
        .join(ItemTerm, col(ItemTerm.term_id) == col(Term.id))
        .join(Item, col(Item.id) == col(ItemTerm.item_id))
        .where(col(Term.kind) == TermKind.GENRE, top)
        .group_by(col(Term.name))
        .order_by(func.count().desc(), col(Term.name))
        .limit(TOP)
    )
    return tuple(Share(name, count) for name, count in session.execute(query))


def _videos(library_id: int | None) -> ColumnElement[bool]:
    condition = and_(col(MediaFile.role).in_(VIDEOS), col(MediaFile.missing_since).is_(None))
    return condition if library_id is None else and_(condition, col(MediaFile.library_id) == library_id)


def _libraries(session: Session, library_id: int | None) -> tuple[Share, ...]:
    query = (
        select(col(Library.name), func.count(), func.sum(col(MediaFile.size)))
        .join(Library, col(Library.id) == col(MediaFile.library_id))
        .where(_videos(library_id))
        .group_by(col(Library.id), col(Library.name))
        .order_by(func.sum(col(MediaFile.size)).desc())
    )
    return tuple(Share(name, count, int(size or 0)) for name, count, size in session.execute(query))


def _growth(session: Session, library_id: int | None) -> tuple[Month, ...]:
    month = col(MediaFile.mtime_ns) // MONTH_NS
    query = (
        select(month.label("month"), func.count(), func.sum(col(MediaFile.size)))
        .where(_videos(library_id), col(MediaFile.mtime_ns) > 0)
        .group_by(month)
        .order_by(month)
    )
    rows = {int(number): (count, int(size or 0)) for number, count, size in session.execute(query)}
    if not rows:
        return ()
    last = max(rows)
    first = max(min(rows), last - MOST_MONTHS + 1)
    return tuple(Month(_start(number), *rows.get(number, (0, 0))) for number in range(first, last + 1))


def _start(month: int) -> datetime:
    """The middle of it tells the month's name even though months differ in length."""
    return datetime.fromtimestamp((month + 0.5) * MONTH_NS / 1e9, UTC)
