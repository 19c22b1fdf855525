"""The library in figures: a few aggregates, each one statement, fast on a hundred thousand items."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, select
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


class _Group(NamedTuple):
    """Items that are alike in everything that is drawn: some hundreds of groups even in a large library."""

    kind: ItemKind
    has_file: bool
    state: str
    fifth: int
    resolution: str
    hdr: str
    codec: str
    source: str
    decade: int | None
    is_published: bool
    number: int
    size: int
    minutes: int


def everything(session: Session, library_id: int | None = None) -> Statistics:
    """All figures, of all libraries or of one. The items are passed over once: that is what takes the time."""
    groups = _groups(session, library_id)
    top = [group for group in groups if group.kind in (ItemKind.MOVIE, ItemKind.SERIES)]
    seen = [group for group in groups if group.kind in (ItemKind.MOVIE, ItemKind.EPISODE) and group.has_file]
    fifths = {share.name: share.number for share in _shares(top, lambda group: str(group.fifth))}
    decades = _shares([group for group in top if group.decade is not None], lambda group: str(group.decade))
    return Statistics(
        _totals(session, library_id, groups, top),
        tuple(Share("100 %" if n == 5 else f"{n * 20}–{n * 20 + 19} %", fifths.get(str(n), 0)) for n in range(6)),
        _shares(seen, lambda group: group.resolution),
        _shares(seen, lambda group: group.hdr),
        _shares(seen, lambda group: group.codec, 8),
        _shares(seen, lambda group: group.source, 8),
        _shares(top, lambda group: group.state),
        _genres(session, _top(library_id)),
        tuple(sorted(decades, key=lambda share: int(share.name))),
        _libraries(session, library_id),
        _growth(session, library_id),
    )


def _groups(session: Session, library_id: int | None) -> list[_Group]:
    columns = (
        col(Item.kind),
        col(Item.file_count) > 0,
        col(Item.state),
        case(*((col(Item.completeness) < 20 * n, n - 1) for n in range(1, 6)), else_=5),
        col(Item.resolution),
        col(Item.hdr),
        col(Item.video_codec),
        col(Item.source),
        col(Item.year) // 10 * 10,
        col(Item.published_at).is_not(None),
    )
    named: list[Any] = [column.label(f"c{n}") for n, column in enumerate(columns)]
    sums = (func.count(), func.coalesce(func.sum(col(Item.size)), 0), func.coalesce(func.sum(col(Item.runtime)), 0))
    there = _there(library_id)
    if library_id is None:
        there = and_(there, col(Item.kind) != ItemKind.PERSON)
    query = select(*named, *sums).where(there).group_by(*(column.name for column in named))
    return [_Group._make((*row[:11], int(row[11]), int(row[12]))) for row in session.execute(query)]


def _there(library_id: int | None) -> ColumnElement[bool]:
    there = col(Item.deleted_on).is_(None)
    return there if library_id is None else and_(there, col(Item.library_id) == library_id)


def _top(library_id: int | None) -> ColumnElement[bool]:
    return and_(_there(library_id), col(Item.kind).in_((ItemKind.MOVIE, ItemKind.SERIES)))


def _totals(session: Session, library_id: int | None, groups: Sequence[_Group], top: Sequence[_Group]) -> Totals:
    def count(kind: ItemKind) -> int:
        return sum(group.number for group in groups if group.kind is kind)

    people = select(func.count()).where(col(Item.kind) == ItemKind.PERSON, col(Item.deleted_on).is_(None))
    files, size = session.execute(
        select(func.count(), func.coalesce(func.sum(col(MediaFile.size)), 0)).where(_videos(library_id))
    ).one()
    return Totals(
        count(ItemKind.MOVIE),
        count(ItemKind.SERIES),
        count(ItemKind.SEASON),
        count(ItemKind.EPISODE),
        int(session.execute(people).scalar_one()),
        sum(group.minutes for group in groups if group.kind in (ItemKind.MOVIE, ItemKind.EPISODE)),
        files,
        int(size),
        sum(group.number for group in top if group.fifth == 5),
        sum(group.number for group in top if group.is_published),
    )


def _shares(groups: Sequence[_Group], by: Callable[[_Group], str], limit: int | None = None) -> tuple[Share, ...]:
    """How many, and how many bytes, of each value; the most frequent first."""
    counts: dict[str, tuple[int, int]] = {}
    for group in groups:
        number, size = counts.get(by(group), (0, 0))
        counts[by(group)] = (number + group.number, size + group.size)
    found = tuple(sorted((Share(name, *counted) for name, counted in counts.items()), key=lambda one: -one.number))
    if limit is None or len(found) <= limit:
        return found
    rest = found[limit - 1 :]
    return (*found[: limit - 1], Share("others", sum(one.number for one in rest), sum(one.size for one in rest)))


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
