"""What follows from other rows, recomputed for every touched item before each commit, so that it is never stale:
sort keys, the quality columns of lists, completeness with its gaps, and the text that search looks at.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, bindparam, delete, func, insert, select, update
from sqlmodel import Session, col

from lobbycard.model import fields, titles
from lobbycard.model.artwork import Candidate, CompletenessRule
from lobbycard.model.file import FileItem, MediaFile, VideoStream
from lobbycard.model.item import AlternateTitle, Credit, Gap, Item, ItemTerm, Rating, SearchText, Term
from lobbycard.model.kinds import CreditKind, FileRole, ItemKind, ItemState
from lobbycard.store import tables
from lobbycard.store.chunks import chunks

_STATES = {state: position for position, state in enumerate(ItemState)}
_VIDEO_ROLES = (FileRole.MAIN, FileRole.PART, FileRole.VERSION, FileRole.DISC)
_person = tables.of(Item).alias("person")
_HDR_RANK = ("dolbyvision", "hdr10plus", "hdr10", "hlg", "")
_SEARCHED_PEOPLE = 12
"""How many of a cast the search knows: more would make the index large for names nobody looks for."""

_TERM_FIELDS = {
    "genres": "genre",
    "studios": "studio",
    "countries": "country",
    "tags": "tag",
    "keywords": "keyword",
}


def state_rank(state: ItemState) -> int:
    """The place of a state in a list that is sorted by it."""
    return _STATES[state]


class Quality(NamedTuple):
    """What lists show of an item's files."""

    size: int = 0
    height: int = 0
    resolution: str = ""
    hdr: str = ""
    source: str = ""
    video_codec: str = ""
    file_count: int = 0


def refresh(session: Session, ids: Collection[int]) -> None:
    """Bring the derived columns and rows of these items up to date."""
    if not ids:
        return
    rules = {rule.kind: rule for rule in session.scalars(select(CompletenessRule))}
    for chunk in chunks(sorted(ids)):
        _refresh_chunk(session, chunk, rules)


def _refresh_chunk(session: Session, ids: Sequence[int], rules: dict[ItemKind, CompletenessRule]) -> None:
    table = tables.of(Item)
    items = session.execute(select(table).where(table.c.id.in_(ids))).all()
    if not items:
        return
    present = [item.id for item in items]
    qualities = _qualities(session, present)
    ratings = _ratings(session, present)
    gaps = _gaps(session, items, rules)
    values = [
        _sorting(item, ratings.get(item.id))
        | qualities.get(item.id, Quality())._asdict()
        | {"key": item.id, "completeness": gaps[item.id][0]}
        for item in items
    ]
    _update_items(session, values)
    _write_gaps(session, present, {key: names for key, (_, names) in gaps.items()})
    _write_search(session, items)


def _update_items(session: Session, values: list[dict[str, Any]]) -> None:
    table = tables.of(Item)
    names = [name for name in values[0] if name != "key"]
    statement = (
        update(table).where(table.c.id == bindparam("key")).values({name: bindparam(f"v_{name}") for name in names})
    )
    session.connection().execute(
        statement, [{"key": row["key"]} | {f"v_{name}": row[name] for name in names} for row in values]
    )


def _sorting(item: Row[Any], rating: float | None) -> dict[str, Any]:
    created: datetime = item.created_at
    number = item.number
    title = item.sort_title or item.title
    if item.kind in {ItemKind.SEASON, ItemKind.EPISODE} and number is not None:
        sort_key = f"{number:06d} {titles.sort_key(title)}"
    else:
        sort_key = titles.sort_key(title)
    date = item.premiered or item.aired or ""
    return {
        "sort_key": sort_key[:200],
        "clean_title": titles.clean_title(item.title),
        "sort_year": item.year or (int(date[:4]) if date[:4].isdigit() else 0),
        "sort_added": int(created.timestamp()),
        "sort_rating": rating or 0.0,
        "sort_runtime": item.runtime or 0,
        "sort_state": _STATES[item.state],
    }


def _ratings(session: Session, ids: Sequence[int]) -> dict[int, float]:
    """The rating a list is sorted by: the default one, else the first, on a scale of ten."""
    query = (
        select(col(Rating.item_id), col(Rating.value), col(Rating.max))
        .where(col(Rating.item_id).in_(ids))
        .order_by(col(Rating.item_id), col(Rating.is_default), col(Rating.position).desc())
    )
    return {item_id: value * 10 / (maximum or 10) for item_id, value, maximum in session.execute(query)}


def _qualities(session: Session, ids: Sequence[int]) -> dict[int, Quality]:
    query = (
        select(
            col(FileItem.item_id),
            col(MediaFile.size),
            col(MediaFile.resolution),
            col(MediaFile.source),
            col(VideoStream.height),
            col(VideoStream.width),
            col(VideoStream.hdr),
            col(VideoStream.codec),
        )
        .join(MediaFile, col(MediaFile.id) == col(FileItem.file_id))
        .outerjoin(VideoStream, col(VideoStream.file_id) == col(MediaFile.id))
        .where(
            col(FileItem.item_id).in_(ids),
            col(MediaFile.role).in_(_VIDEO_ROLES),
            col(MediaFile.missing_since).is_(None),
        )
    )
    found: dict[int, list[Quality]] = defaultdict(list)
    for item_id, size, named, source, height, width, hdr, codec in session.execute(query):
        lines = lines_of(width, height) or _named_lines(named)
        found[item_id].append(Quality(size, lines, _resolution(lines), hdr or "", source, codec or "", 1))
    return {item_id: _best(qualities) for item_id, qualities in found.items()}


def _best(qualities: list[Quality]) -> Quality:
    best = max(qualities, key=lambda quality: (quality.height, -_HDR_RANK.index(quality.hdr)))
    return best._replace(size=sum(quality.size for quality in qualities), file_count=len(qualities))


def lines_of(width: int | None, height: int | None) -> int:
    """The class of a picture by its width, since films are often cropped: 1920x800 counts as 1080."""
    if not width or not height:
        return 0
    for least_width, least_height, lines in (
        (7000, 4000, 4320),
        (3200, 2000, 2160),
        (2400, 1400, 1440),
        (1700, 1000, 1080),
        (1200, 700, 720),
        (960, 560, 576),
        (0, 540, 576),
    ):
        if (least_width and width >= least_width) or height >= least_height:
            return lines
    return 480


def _named_lines(resolution: str) -> int:
    digits = resolution.rstrip("ip")
    return int(digits) if digits.isdigit() and len(digits) <= 4 else 0


def _resolution(lines: int) -> str:
    return f"{lines}p" if lines else ""


def _gaps(
    session: Session, items: Sequence[Row[Any]], rules: dict[ItemKind, CompletenessRule]
) -> dict[int, tuple[float, list[str]]]:
    ids = [item.id for item in items]
    selected = _selected_counts(session, ids)
    filled = _filled_lists(session, ids, {name for rule in rules.values() for name in rule.fields})
    return {item.id: _missing(item, rules.get(item.kind), selected[item.id], filled[item.id]) for item in items}


def _missing(
    item: Row[Any], rule: CompletenessRule | None, selected: dict[str, int], filled: set[str]
) -> tuple[float, list[str]]:
    if rule is None:
        return 100.0, []
    names: list[str] = []
    for name in rule.fields:
        info = fields.FIELDS.get(name)
        if info is None or item.kind not in info.kinds:
            continue
        there = getattr(item, name) not in {None, ""} if info.is_scalar else name in filled
        if not there:
            names.append(name)
    wanted = {kind: count for kind, count in rule.assets.items() if count > 0}
    names += [fields.ARTWORK + kind for kind, count in wanted.items() if selected.get(kind, 0) < count]
    total = len(rule.fields) + len(wanted)
    return (100.0 if not total else round(100.0 * (total - len(names)) / total, 1)), names


def _selected_counts(session: Session, ids: Sequence[int]) -> dict[int, dict[str, int]]:
    query = (
        select(col(Candidate.item_id), col(Candidate.asset_type), func.count())
        .where(col(Candidate.item_id).in_(ids), col(Candidate.is_selected))
        .group_by(col(Candidate.item_id), col(Candidate.asset_type))
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for item_id, asset_type, count in session.execute(query):
        found[item_id][str(asset_type)] = count
    return found


def _filled_lists(session: Session, ids: Sequence[int], names: set[str]) -> dict[int, set[str]]:
    """Which of the list fields that rules ask for have anything in them."""
    found: dict[int, set[str]] = defaultdict(set)
    term_names = {kind: name for name, kind in _TERM_FIELDS.items() if name in names}
    if term_names:
        terms = (
            select(col(ItemTerm.item_id), col(Term.kind))
            .join(Term, col(Term.id) == col(ItemTerm.term_id))
            .where(col(ItemTerm.item_id).in_(ids))
            .distinct()
        )
        for item_id, kind in session.execute(terms):
            if kind in term_names:
                found[item_id].add(term_names[kind])
    for name, query in _list_queries(ids):
        if name in names:
            for item_id in session.scalars(query):
                found[item_id].add(name)
    return found


def _list_queries(ids: Sequence[int]) -> Iterable[tuple[str, Select[int]]]:
    people = select(col(Credit.item_id)).where(col(Credit.item_id).in_(ids), ~col(Credit.removed)).distinct()
    yield "cast", people.where(col(Credit.kind) != CreditKind.CREW)
    yield "crew", people.where(col(Credit.kind) == CreditKind.CREW)
    yield "ratings", select(col(Rating.item_id)).where(col(Rating.item_id).in_(ids)).distinct()
    yield "set", select(col(Item.id)).where(col(Item.id).in_(ids), col(Item.set_id).is_not(None))


def _write_gaps(session: Session, ids: Sequence[int], gaps: dict[int, list[str]]) -> None:
    session.execute(delete(Gap).where(col(Gap.item_id).in_(ids)))
    rows = [{"item_id": item_id, "name": name} for item_id, names in gaps.items() for name in names]
    if rows:
        session.execute(insert(tables.of(Gap)), rows)  # the ORM's bulk insert costs twice as much


def _write_search(session: Session, items: Sequence[Row[Any]]) -> None:
    ids = [item.id for item in items]
    bodies: dict[int, list[str]] = {
        item.id: [item.title, item.original_title or "", item.sort_title or ""] for item in items
    }
    others = select(col(AlternateTitle.item_id), col(AlternateTitle.title)).where(col(AlternateTitle.item_id).in_(ids))
    for item_id, title in session.execute(others):
        bodies[item_id].append(title)
    people = (
        select(col(Credit.item_id), _person.c.title)
        .join(_person, _person.c.id == col(Credit.person_id))
        .where(
            col(Credit.item_id).in_(ids),
            ~col(Credit.removed),
            (col(Credit.position) < _SEARCHED_PEOPLE) | (col(Credit.job) == "Director"),
        )
    )
    for item_id, name in session.execute(people):
        bodies[item_id].append(name)
    rows = [{"item_id": item.id, "kind": item.kind, "body": _body(bodies[item.id])} for item in items]
    old = dict(
        session.execute(
            select(col(SearchText.item_id), col(SearchText.body)).where(col(SearchText.item_id).in_(ids))
        ).all()
    )
    changed = [row for row in rows if old.get(row["item_id"]) != row["body"]]
    if changed:
        session.execute(delete(SearchText).where(col(SearchText.item_id).in_([row["item_id"] for row in changed])))
        session.execute(insert(tables.of(SearchText)), changed)


def _body(parts: list[str]) -> str:
    return "\n".join(dict.fromkeys(titles.search_text(part) for part in parts if part))
