"""What the page of one item shows, each panel in one question."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session, col

from lobbycard.errors import NotFound
from lobbycard.model import fields as registry
from lobbycard.model import plain, titles
from lobbycard.model.artwork import Blob, Candidate
from lobbycard.model.facts import Facts
from lobbycard.model.fields import FieldInfo, FieldType
from lobbycard.model.file import MediaFile
from lobbycard.model.item import Credit, FieldState, Item, ItemTerm, ProviderRecord, Term
from lobbycard.model.kinds import AssetType, ItemKind, TermKind
from lobbycard.model.library import Library
from lobbycard.model.plain import Plain
from lobbycard.store import artwork, fields, files, history, items, matching, search, tables, values
from lobbycard.store.artwork import TypeCount
from lobbycard.store.files import FileRow
from lobbycard.store.history import Change
from lobbycard.store.items import ItemRow


class Crumb(NamedTuple):
    """What an item hangs under."""

    id: int
    kind: ItemKind
    title: str
    number: int | None


class Head(NamedTuple):
    """What stands above all panels, and at the side."""

    item: Item
    above: list[Crumb]
    gaps: list[str]
    locks: int
    ids: dict[str, str]
    picture: tuple[str, str] | None
    """The chosen poster's (still's, portrait's) blob, when it is in the cache."""


def head(session: Session, item_id: int) -> Head | None:
    """The item itself; None when it is gone."""
    item = session.get(Item, item_id)
    if item is None:
        return None
    counted = select(func.count()).where(col(FieldState.item_id) == item_id, col(FieldState.locked))
    return Head(
        item,
        _above(session, item),
        items.gaps(session, item_id),
        session.execute(counted).scalar_one(),
        items.external_ids(session, item_id),
        items.picture(session, item_id),
    )


def _above(session: Session, item: Item) -> list[Crumb]:
    found: list[Crumb] = []
    parent = session.get(Item, item.parent_id) if item.parent_id is not None else None
    while parent is not None:
        found.insert(0, Crumb(parent.id, parent.kind, parent.title, parent.number))
        parent = session.get(Item, parent.parent_id) if parent.parent_id is not None else None
    return found


class FieldRow(NamedTuple):
    """A field of an item with all that is known about it."""

    info: FieldInfo
    value: Plain
    source: str
    locked: bool
    stale: bool
    is_gap: bool
    changed_at: datetime | None


def field_rows(session: Session, item_id: int, types: Sequence[FieldType] = ()) -> list[FieldRow]:
    """The fields that an item of its kind has, in screen order; only those of some types, when they are given."""
    item = fields.item_by_id(session, item_id)
    states = fields.states(session, item_id)
    missing = set(items.gaps(session, item_id))
    found: list[FieldRow] = []
    for info in registry.of_kind(item.kind):
        if types and info.type not in types:
            continue
        state = states.get(info.name)
        found.append(
            FieldRow(
                info,
                values.get(session, item, info),
                state.source if state else "",
                bool(state and state.locked),
                bool(state and state.stale),
                info.name in missing,
                state.changed_at if state else None,
            )
        )
    return found


# --- sources -------------------------------------------------------------------------------------------------------


class Saying(NamedTuple):
    """What one source says of one field."""

    provider: str
    language: str
    fetched_at: datetime
    value: Plain


def sayings(session: Session, item_id: int) -> dict[str, list[Saying]]:
    """What each source says of each field, each language by itself."""
    rows = session.scalars(
        select(ProviderRecord)
        .where(col(ProviderRecord.item_id) == item_id)
        .order_by(col(ProviderRecord.provider), col(ProviderRecord.id))
    )
    found: dict[str, list[Saying]] = {}
    for row in rows:
        for name, value in _said(plain.facts_from_plain(row.payload)).items():
            found.setdefault(name, []).append(Saying(row.provider, row.language, row.fetched_at, value))
    return found


def _said(facts: Facts) -> dict[str, Plain]:
    spoken = {name: plain.to_plain(name, value) for name, value in facts.fields.items()}
    spoken["ids"] = dict(facts.ids)
    return {name: value for name, value in spoken.items() if value not in (None, "", [], {})}


def take(
    session: Session, item_id: int, name: str, provider: str, language: str = "", change: Change | None = None
) -> str:
    """Take over what a source says of a field, and lock it. Gives the batch."""
    said = [one for one in sayings(session, item_id).get(name, ()) if one.provider == provider]
    chosen = next((one for one in said if one.language == language), None)
    if chosen is None:
        raise NotFound(f"{provider} does not say anything of that any more.")
    item = fields.item_by_id(session, item_id)
    info = registry.FIELDS[name]
    old = values.get(session, item, info)
    value = values.settle(session, item, info, chosen.value, provider, old)
    return fields.edit(session, item_id, {name: value}, change, source=provider)


# --- completion ----------------------------------------------------------------------------------------------------

_TERMS = {
    "genres": TermKind.GENRE,
    "studios": TermKind.STUDIO,
    "countries": TermKind.COUNTRY,
    "tags": TermKind.TAG,
    "keywords": TermKind.KEYWORD,
}


def known_terms(session: Session, field: str, limit: int = 5000) -> list[str]:
    """The words that items have in a field, the most used first."""
    query = (
        select(col(Term.name))
        .outerjoin(ItemTerm, col(ItemTerm.term_id) == col(Term.id))
        .where(col(Term.kind) == _TERMS[field])
        .group_by(col(Term.id), col(Term.name))
        .order_by(func.count().desc(), col(Term.name))
        .limit(limit)
    )
    return list(session.scalars(query))


def known_titles(session: Session, kind: ItemKind, words: str = "", limit: int = 20) -> list[tuple[int, str]]:
    """Sets or people by name: those that begin so first, then those in which the words occur."""
    there = col(Item.kind) == kind, col(Item.deleted_on).is_(None)
    query = select(col(Item.id), col(Item.title)).where(*there).order_by(col(Item.sort_key)).limit(limit)
    if not words.strip():
        return [(row[0], row[1]) for row in session.execute(query)]
    begin = matching.like(titles.clean_title(words))[1:]
    found = {row[0]: row[1] for row in session.execute(query.where(col(Item.clean_title).like(begin, escape="\\")))}
    others = [hit for hit in search.find(session, words, [kind])[:limit] if hit not in found]
    for row in session.execute(select(col(Item.id), col(Item.title)).where(*there, col(Item.id).in_(others))):
        found[row[0]] = row[1]
    return list(found.items())[:limit]


def known_values(session: Session, field: str, kind: ItemKind, limit: int = 200) -> list[str]:
    """What other items have in a field of short texts that come again and again (status, network, certification)."""
    column = tables.of(Item).c[field]
    query = (
        select(column)
        .where(col(Item.kind) == kind, column.is_not(None))
        .group_by(column)
        .order_by(func.count().desc())
        .limit(limit)
    )
    return [str(value) for value in session.scalars(query)]


# --- below and around ----------------------------------------------------------------------------------------------


class Part(NamedTuple):
    """A person's part in an item, from the person's side."""

    row: ItemRow
    kind: str
    role: str
    job: str
    above: str
    """For an episode, the series."""


def parts_of(session: Session, person_id: int, limit: int = 2000) -> list[Part]:
    """What a person has a part in, the newest first."""
    query = (
        select(Credit)
        .join(Item, col(Item.id) == col(Credit.item_id))
        .where(col(Credit.person_id) == person_id, ~col(Credit.removed), col(Item.deleted_on).is_(None))
        .order_by(col(Item.sort_year).desc(), col(Item.sort_key), col(Credit.kind))
        .limit(limit)
    )
    credits_ = list(session.scalars(query))
    rows = items.rows(session, list({credit.item_id for credit in credits_}))
    series = _series_of(session, [row for row in rows.values() if row.kind is ItemKind.EPISODE])
    return [
        Part(rows[one.item_id], str(one.kind), one.role, one.job, series.get(one.item_id, ""))
        for one in credits_
        if one.item_id in rows
    ]


def _series_of(session: Session, episodes: Sequence[ItemRow]) -> dict[int, str]:
    """The titles of the series that episodes belong to."""
    if not episodes:
        return {}
    season = tables.of(Item).alias("season")
    seasons = {row.parent_id for row in episodes if row.parent_id is not None}
    query = select(season.c.id, col(Item.title)).join(Item, col(Item.id) == season.c.parent_id)
    titles_ = {row[0]: row[1] for row in session.execute(query.where(season.c.id.in_(seasons)))}
    return {row.id: titles_.get(row.parent_id or 0, "") for row in episodes}


class Branch(NamedTuple):
    """A season with its episodes, or an episode (without)."""

    row: ItemRow
    episodes: list[ItemRow]
    known: int | None
    """How many episodes the provider knows."""


def tree(session: Session, item_id: int) -> list[Branch]:
    """The seasons of a series with their episodes; of a season, its episodes; of a set, its films."""
    item = fields.item_by_id(session, item_id)
    if item.kind is ItemKind.SET:
        query = select(col(Item.id)).where(col(Item.set_id) == item_id, col(Item.deleted_on).is_(None))
        found = items.rows(session, list(session.scalars(query)))
        members = sorted(found.values(), key=lambda row: (row.year or 9999, row.title))
        return [Branch(row, [], None) for row in members]
    below = items.children(session, item_id)
    if item.kind is not ItemKind.SERIES:
        return [Branch(row, [], None) for row in below]
    badges = items.badges(session, [row.id for row in below])
    return [
        Branch(row, items.children(session, row.id), badges[row.id].known_episodes if row.id in badges else None)
        for row in below
    ]


# --- people --------------------------------------------------------------------------------------------------------

Entries = list[dict[str, Any]]


def change_people(
    session: Session,
    item_id: int,
    field: str,
    change_entries: Callable[[Entries], Entries],
    *,
    keeps_lock: bool = False,
    change: Change | None = None,
) -> str:
    """Change the cast or crew as it is now. Locks it, unless only what has a lock of its own is changed."""
    change = change or history.by_user()
    item = fields.item_by_id(session, item_id)
    is_locked = field in fields.locked(session, item_id)
    now = values.get(session, item, registry.FIELDS[field]) or []
    fields.edit(session, item_id, {field: change_entries([dict(entry) for entry in now])}, change)
    if keeps_lock and not is_locked:
        fields.set_locks(session, item_id, [field], lock=False, change=change)
    return change.batch


# --- artwork -------------------------------------------------------------------------------------------------------


class ChosenPicture(NamedTuple):
    """A chosen picture."""

    provider: str
    width: int | None
    height: int | None
    language: str
    title: str
    duration: int | None
    blob: tuple[str, str] | None
    """Its copy in the cache, when there is one."""
    failure: str


class ArtRow(NamedTuple):
    """How an item stands with one type of artwork."""

    standing: TypeCount
    chosen: list[ChosenPicture]
    source: str
    is_gap: bool


def art_rows(session: Session, item_id: int) -> list[ArtRow]:
    """All types of artwork that an item can have, with what is chosen."""
    states = fields.states(session, item_id)
    missing = set(items.gaps(session, item_id))
    chosen = _chosen(session, item_id)
    found: list[ArtRow] = []
    for count in artwork.overview(session, item_id):
        name = registry.ARTWORK + count.asset_type
        state = states.get(name)
        found.append(ArtRow(count, chosen.get(count.asset_type, []), state.source if state else "", name in missing))
    return found


def _chosen(session: Session, item_id: int) -> dict[AssetType, list[ChosenPicture]]:
    query = (
        select(Candidate, col(Blob.sha256), col(Blob.extension))
        .outerjoin(Blob, col(Blob.id) == col(Candidate.blob_id))
        .where(col(Candidate.item_id) == item_id, col(Candidate.is_selected))
        .order_by(col(Candidate.asset_type), col(Candidate.position), col(Candidate.id))
    )
    found: dict[AssetType, list[ChosenPicture]] = {}
    for one, sha256, extension in session.execute(query):
        blob = (sha256, extension) if sha256 else None
        picture = ChosenPicture(
            one.provider, one.width, one.height, one.language, one.title, one.duration, blob, one.failure_message
        )
        found.setdefault(one.asset_type, []).append(picture)
    return found


# --- files ---------------------------------------------------------------------------------------------------------


class FilesPage(NamedTuple):
    """The files of an item and what lies beside them."""

    root: str
    files: list[FileRow]
    sidecars: list[MediaFile]
    shared: dict[int, list[str]]
    """By file, the titles of other items that it is as well."""


def files_page(session: Session, item_id: int) -> FilesPage:
    """Everything on the disk that belongs to an item."""
    item = fields.item_by_id(session, item_id)
    library = session.get(Library, item.library_id) if item.library_id is not None else None
    rows = files.of_item(session, item_id)
    shared: dict[int, list[str]] = {}
    for row in rows:
        others = [other for other in files.items_of(session, row.file.id) if other != item_id]
        if others:
            shared[row.file.id] = [other.title for other in items.by_ids(session, others)]
    return FilesPage(library.path if library else "", rows, files.sidecars_of(session, item_id), shared)
