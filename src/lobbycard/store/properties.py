"""What a filter can test: each property with its help, its test in SQL, and the values that completion offers."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select, tuple_
from sqlmodel import col

from lobbycard.errors import UsageError
from lobbycard.model import fields
from lobbycard.model.artwork import Candidate, Drift
from lobbycard.model.file import AudioStream, FileItem, MediaFile, SubtitleStream, UnknownFile
from lobbycard.model.item import Credit, ExternalId, FieldState, Gap, Item, ItemTerm, Term
from lobbycard.model.kinds import AssetType, CreditKind, ItemKind, ItemState, TermKind
from lobbycard.model.library import Library
from lobbycard.store import matching

Test = ColumnElement[bool]


def nearest(word: str, known: Sequence[str] | dict[str, Any]) -> str:
    """A hint towards what may have been meant."""
    import difflib

    near = difflib.get_close_matches(word, list(known), 1)
    return f"Did you mean “{near[0]}”?" if near else "Known: " + ", ".join(known)


@dataclass(frozen=True, slots=True)
class Property:
    """Something that a filter can test."""

    help: str
    test: Callable[[str, str], Test]
    values: Sequence[str] = ()
    """What completion offers, where the values are known."""


def _compare(column: Any, operator: str, value: Any) -> Test:
    tests: dict[str, Test] = {
        ":": column == value,
        "=": column == value,
        "!=": or_(column != value, column.is_(None)),
        ">": column > value,
        ">=": column >= value,
        "<": column < value,
        "<=": column <= value,
    }
    return tests[operator]


def _number(column: Any) -> Callable[[str, str], Test]:
    def test(operator: str, value: str) -> Test:
        low, dots, high = value.partition("..")
        if dots:
            return and_(column >= _to_number(low), column <= _to_number(high))
        return _compare(column, operator, _to_number(value))

    return test


_MOST, _MOST_BYTES = 2e9, 1e18
"""More than anything that is counted here, and no more than a column's whole numbers hold."""


def _to_number(value: str, most: float = _MOST) -> float:
    try:
        number = float(value.replace(",", "."))
    except ValueError:
        number = math.nan
    if math.isnan(number):
        raise UsageError(f"“{value}” is not a number.", "E.g. year>=1990 or year:1990..1999.")
    return max(-most, min(most, number))


_SIZES = {"k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12}


def _size(operator: str, value: str) -> Test:
    text = value.lower().removesuffix("b").removesuffix("i")
    scale = _SIZES.get(text[-1:], 1.0)
    bytes_ = _to_number(text.rstrip("kmgt"), _MOST_BYTES) * scale
    return _compare(col(Item.size), operator, int(min(_MOST_BYTES, bytes_)))


def _word(column: Any, words: Sequence[str]) -> Callable[[str, str], Test]:
    def test(operator: str, value: str) -> Test:
        chosen = [word for word in words if word.startswith(value.lower().replace(" ", "_"))]
        if not chosen:
            raise UsageError(f"“{value}” is not known here.", nearest(value, list(words)))
        found: Test = column.in_(chosen)
        return not_(found) if operator == "!=" else found

    return test


def _text(column: Any) -> Callable[[str, str], Test]:
    def test(operator: str, value: str) -> Test:
        if operator == "=":
            return matching.equals(column, value)
        found = matching.holds(func.coalesce(column, ""), value)
        return not_(found) if operator == "!=" else found

    return test


def bool_of(element: Any) -> Test:
    """The element as a condition; SQLAlchemy's own types lose track of it."""
    test: Test = element
    return test


def _term(kind: TermKind) -> Callable[[str, str], Test]:
    def test(operator: str, value: str) -> Test:
        named = matching.equals(col(Term.name), value) if operator == "=" else matching.holds(col(Term.name), value)
        found = col(Item.id).in_(
            select(col(ItemTerm.item_id))
            .join(Term, col(Term.id) == col(ItemTerm.term_id))
            .where(col(Term.kind) == kind, named)
        )
        return not_(found) if operator == "!=" else found

    return test


def _person(kinds: Sequence[CreditKind], job: str = "") -> Callable[[str, str], Test]:
    def test(operator: str, value: str) -> Test:
        person = select(col(Item.id)).where(col(Item.kind) == ItemKind.PERSON, matching.holds(col(Item.title), value))
        query = select(col(Credit.item_id)).where(
            col(Credit.person_id).in_(person), col(Credit.kind).in_(kinds), ~col(Credit.removed)
        )
        if job:
            query = query.where(col(Credit.job) == job)
        return col(Item.id).in_(query)

    return test


_FIELD_ALIASES = {"mpaa": "certification", "rating": "ratings", "genre": "genres", "studio": "studios", "tag": "tags"}


def field_name(value: str) -> str:
    """The field that a filter's word means: `poster`, `artwork.poster`, `plot`, `genre`."""
    name = _FIELD_ALIASES.get(value.lower(), value.lower())
    if name in fields.FIELDS:
        return name
    if fields.ARTWORK + name in fields.FIELDS:
        return fields.ARTWORK + name
    known = [*fields.FIELDS, *AssetType]
    raise UsageError(f"There is no field “{value}”.", nearest(value, known))


def _missing(operator: str, value: str) -> Test:
    if value.lower() in {"any", "anything", "something"}:
        return exists(select(col(Gap.item_id)).where(col(Gap.item_id) == col(Item.id)))
    picture, _, language = value.lower().removeprefix(fields.ARTWORK).partition(".")
    name = field_name(picture if language and picture in set(AssetType) else value)
    asked = exists(select(col(Gap.item_id)).where(col(Gap.item_id) == col(Item.id), col(Gap.name) == name))
    info = fields.FIELDS[name]
    if info.is_scalar:
        return (
            or_(getattr(Item, name).is_(None), getattr(Item, name) == "")
            if info.type
            in {
                fields.FieldType.TEXT,
                fields.FieldType.LONG_TEXT,
            }
            else bool_of(getattr(Item, name).is_(None))
        )
    if name.startswith(fields.ARTWORK):
        kinds = [str(kind) for kind in info.kinds]
        return and_(col(Item.kind).in_(kinds), not_(_has_art(name.removeprefix(fields.ARTWORK), language)))
    return asked


def _has_art(asset_type: str, language: str) -> Test:
    """Something is chosen, of whatever language when none is named."""
    chosen = select(col(Candidate.id)).where(
        col(Candidate.item_id) == col(Item.id), col(Candidate.asset_type) == asset_type, col(Candidate.is_selected)
    )
    return exists(chosen.where(col(Candidate.language) == language) if language else chosen)


def _has(operator: str, value: str) -> Test:
    special: dict[str, Test] = {
        # Few rows beside very many items: from them to the items, not the other way round.
        "drift": col(Item.id).in_(select(col(Drift.item_id))),
        "unknown": col(Item.id).in_(select(col(UnknownFile.item_id)).where(col(UnknownFile.item_id).is_not(None))),
        "error": col(Item.error).is_not(None),
        "locks": exists(
            select(col(FieldState.item_id)).where(col(FieldState.item_id) == col(Item.id), col(FieldState.locked))
        ),
        "versions": col(Item.file_count) > 1,
        "set": col(Item.set_id).is_not(None),
    }
    if value.lower() in special:
        return special[value.lower()]
    return not_(_missing(":", value))


def _lock(operator: str, value: str) -> Test:
    query = select(col(FieldState.item_id)).where(col(FieldState.item_id) == col(Item.id), col(FieldState.locked))
    if value.lower() not in {"any", "*"}:
        query = query.where(col(FieldState.field) == field_name(value))
    return exists(query)


def _double() -> Test:
    """A film or series that is there more than once, by its ids or by title and year: in two folders, say."""
    kinds = col(Item.kind).in_([ItemKind.MOVIE, ItemKind.SERIES]) & col(Item.deleted_on).is_(None)
    ids = (
        select(col(ExternalId.provider), col(ExternalId.value))
        .join(Item, col(Item.id) == col(ExternalId.item_id))
        .where(kinds)
        .group_by(col(ExternalId.provider), col(ExternalId.value), col(Item.kind))
        .having(func.count() > 1)
    )
    names = (
        select(col(Item.clean_title), col(Item.year), col(Item.kind))
        .where(kinds, col(Item.year).is_not(None))
        .group_by(col(Item.clean_title), col(Item.year), col(Item.kind))
        .having(func.count() > 1)
    )
    same_id = select(col(ExternalId.item_id)).where(tuple_(col(ExternalId.provider), col(ExternalId.value)).in_(ids))
    same_name = tuple_(col(Item.clean_title), col(Item.year), col(Item.kind)).in_(names)
    return and_(kinds, or_(col(Item.id).in_(same_id), same_name))


_IS: dict[str, Callable[[], Test]] = {
    "unpublished": lambda: bool_of(col(Item.has_unpublished_changes)),
    "published": lambda: col(Item.published_at).is_not(None),
    "monitored": lambda: bool_of(col(Item.monitored)),
    "unmonitored": lambda: ~col(Item.monitored),
    "deleted": lambda: col(Item.deleted_on).is_not(None),
    "incomplete": lambda: col(Item.completeness) < 100,
    "complete": lambda: col(Item.completeness) >= 100,
    "missing": lambda: and_(col(Item.file_count) == 0, col(Item.kind).in_([ItemKind.MOVIE, ItemKind.EPISODE])),
    "failed": lambda: col(Item.state).in_([ItemState.ERROR_FILE, ItemState.ERROR_NETWORK, ItemState.ERROR_PROVIDER]),
    "unidentified": lambda: col(Item.state).in_([ItemState.NEEDS_IDENTIFICATION, ItemState.DISCOVERED]),
    "locked": lambda: _lock(":", "any"),
    "double": _double,
    **{str(kind): (lambda kind=kind: col(Item.kind) == kind) for kind in ItemKind},  # type: ignore[misc]
}


def _is(operator: str, value: str) -> Test:
    make = _IS.get(value.lower())
    if make is None:
        raise UsageError(f"Nothing is “{value}”.", nearest(value, list(_IS)))
    return make()


_LONG_AGO = 200_000
"""Days; no moment can be much earlier."""
_AGES = {"d": 1, "w": 7, "m": 30, "y": 365}


def _added(operator: str, value: str) -> Test:
    """`added:7d` within the last week; `added<2024-01-01` before a day."""
    unit = value[-1:].lower()
    if unit in _AGES and value[:-1].isascii() and value[:-1].isdigit():
        days = min(int(value[:-1][:9]) * _AGES[unit], _LONG_AGO)
        then = int((datetime.now(UTC) - timedelta(days=days)).timestamp())
        older = operator in {"<", "<=", "!="}
        return col(Item.sort_added) < then if older else col(Item.sort_added) >= then
    try:
        moment = datetime.fromisoformat(value).replace(tzinfo=UTC)
    except ValueError:
        raise UsageError(f"“{value}” is neither an age nor a day.", "E.g. added:7d or added>=2024-01-31.") from None
    return _compare(col(Item.created_at), ">=" if operator == ":" else operator, moment)


def _library(operator: str, value: str) -> Test:
    return col(Item.library_id).in_(select(col(Library.id)).where(matching.holds(col(Library.name), value)))


def _path(operator: str, value: str) -> Test:
    return or_(
        matching.holds(func.coalesce(col(Item.folder), ""), value),
        col(Item.id).in_(
            select(col(FileItem.item_id))
            .join(MediaFile, col(MediaFile.id) == col(FileItem.file_id))
            .where(matching.holds(col(MediaFile.path), value))
        ),
    )


def _stream(table: Any) -> Callable[[str, str], Test]:
    def test(operator: str, value: str) -> Test:
        return col(Item.id).in_(
            select(col(FileItem.item_id))
            .join(table, table.file_id == col(FileItem.file_id))
            .where(func.lower(table.language).like(f"{value.lower()}%"))
        )

    return test


def _id(operator: str, value: str) -> Test:
    provider, colon, number = value.partition("-")
    query = select(col(ExternalId.item_id)).where(col(ExternalId.value) == (number if colon else value))
    if colon:
        query = query.where(col(ExternalId.provider) == provider.lower())
    return col(Item.id).in_(query)


def _set(operator: str, value: str) -> Test:
    named = select(col(Item.id)).where(col(Item.kind) == ItemKind.SET, matching.holds(col(Item.title), value))
    return col(Item.set_id).in_(named)


def _resolution(operator: str, value: str) -> Test:
    text = value.lower().rstrip("p")
    lines = {"4k": 2160, "uhd": 2160, "8k": 4320, "hd": 1080, "fhd": 1080, "sd": 576}.get(text)
    if lines is None:
        lines = int(_to_number(text))
    if text == "sd" and operator in {":", "="}:
        return and_(col(Item.height) > 0, col(Item.height) <= lines)
    return _compare(col(Item.height), operator, lines)


def _hdr(operator: str, value: str) -> Test:
    words = {"any": "", "dv": "dolbyvision", "dolby": "dolbyvision", "none": "sdr", "no": "sdr", "hdr": ""}
    wanted = words.get(value.lower(), value.lower())
    if wanted == "sdr":
        return col(Item.hdr) == ""
    return col(Item.hdr) != "" if not wanted else bool_of(col(Item.hdr).like(f"{wanted}%"))


_FIELD_WORDS = [name.removeprefix(fields.ARTWORK) for name in fields.FIELDS]

PROPERTIES: dict[str, Property] = {
    "title": Property("part of the title", _text(Item.title)),
    "year": Property("year of release", _number(col(Item.sort_year))),
    "kind": Property(
        "movie, series, season, episode, set, person", _word(col(Item.kind), list(ItemKind)), list(ItemKind)
    ),
    "state": Property("where it is in its life", _word(col(Item.state), list(ItemState)), list(ItemState)),
    "is": Property("unpublished, incomplete, deleted, missing, …", _is, list(_IS)),
    "missing": Property(
        "lacks a field or picture; clearlogo.de: lacks one in German", _missing, ["any", *_FIELD_WORDS]
    ),
    "has": Property(
        "has a field, picture, drift, versions, …",
        _has,
        ["drift", "unknown", "error", "locks", "versions", *_FIELD_WORDS],
    ),
    "lock": Property("this field is locked", _lock, ["any", *_FIELD_WORDS]),
    "genre": Property("one of its genres", _term(TermKind.GENRE)),
    "studio": Property("one of its studios", _term(TermKind.STUDIO)),
    "country": Property("one of its countries", _term(TermKind.COUNTRY)),
    "tag": Property("one of its tags", _term(TermKind.TAG)),
    "keyword": Property("one of its keywords", _term(TermKind.KEYWORD)),
    "actor": Property("who plays in it", _person([CreditKind.CAST, CreditKind.GUEST])),
    "director": Property("who directed it", _person([CreditKind.CREW], "Director")),
    "crew": Property("who worked on it", _person([CreditKind.CREW])),
    "person": Property("who has any part in it", _person(list(CreditKind))),
    "set": Property("the set it belongs to", _set),
    "library": Property("the library's name", _library),
    "path": Property("part of the folder or file name", _path),
    "resolution": Property("2160p, 1080p, 4k, sd", _resolution, ["2160p", "1080p", "720p", "576p", "480p"]),
    "hdr": Property("dv, hdr10, hlg, any, none", _hdr, ["any", "none", "dv", "hdr10", "hdr10plus", "hlg"]),
    "codec": Property("video codec", _text(Item.video_codec), ["hevc", "h264", "av1", "mpeg2video", "mpeg4"]),
    "source": Property("bluray, webdl, hdtv, dvd", _text(Item.source)),
    "size": Property("size of its files, e.g. size>20g", _size),
    "files": Property("number of its video files", _number(col(Item.file_count))),
    "runtime": Property("minutes", _number(col(Item.runtime))),
    "rating": Property("the rating shown, 0 to 10", _number(col(Item.sort_rating))),
    "my": Property("your own rating", _number(col(Item.user_rating))),
    "complete": Property("completeness in per cent", _number(col(Item.completeness))),
    "certification": Property("e.g. PG-13", _text(Item.certification)),
    "language": Property("original language", _text(Item.original_language)),
    "status": Property("e.g. ended", _text(Item.status)),
    "network": Property("who broadcast it", _text(Item.network)),
    "audio": Property("language of an audio track, 3 letters", _stream(AudioStream)),
    "subtitle": Property("language of a subtitle, 3 letters", _stream(SubtitleStream)),
    "added": Property("added:7d, added>=2024-01-31", _added, ["1d", "7d", "30d", "1y"]),
    "id": Property("an id: tt0017136, tmdb-19", _id),
    "error": Property("part of its error", _text(Item.error)),
}


def example(name: str) -> str:
    """A hint towards how a property is used."""
    return f"{name}: {PROPERTIES[name].help}."
