"""Items as publishing needs them, gathered for many at once: a dozen queries for a film or for a hundred."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session, col

from lobbycard.model import fields
from lobbycard.model.artwork import PublishedFile
from lobbycard.model.facts import Facts, SetLink, Value
from lobbycard.model.file import FileItem
from lobbycard.model.item import Credit, Item
from lobbycard.model.kinds import CreditKind, ItemKind, ItemState
from lobbycard.model.library import Library
from lobbycard.model.publishing import Portrait, Published, Subject
from lobbycard.store import tables
from lobbycard.store.chunks import chunks
from lobbycard.store.publish import publishing_facts, publishing_files

_item = tables.of(Item)
_SCALARS = {kind: [info.name for info in fields.of_kind(kind) if info.is_scalar] for kind in ItemKind}


class Gathered(NamedTuple):
    """Items of one library, with everything that was published of them."""

    library: Library
    subjects: list[Subject]
    published: list[Published]


# --- which items ---------------------------------------------------------------------------------------------------


def expanded(session: Session, item_ids: Iterable[int]) -> list[int]:
    """These items and all that is published with them: seasons, episodes, their series, their film's set."""
    asked = list(item_ids)
    found: dict[int, None] = dict.fromkeys(_below(session, _below(session, asked)))
    found |= dict.fromkeys(_sharing(session, found))
    for chunk in chunks(asked):
        rows = session.execute(
            select(_item.c.id, _item.c.kind, _item.c.parent_id, _item.c.set_id).where(_item.c.id.in_(chunk))
        ).all()
        found |= dict.fromkeys(row.set_id for row in rows if row.set_id is not None)
        found |= dict.fromkeys(row.parent_id for row in rows if row.kind is ItemKind.SEASON)
    return list(found)


def _below(session: Session, ids: Iterable[int]) -> list[int]:
    """These and their children."""
    found = list(ids)
    for chunk in chunks(found):
        query = select(_item.c.id).where(
            _item.c.parent_id.in_(chunk), _item.c.kind.in_([ItemKind.SEASON, ItemKind.EPISODE])
        )
        found += session.scalars(query)
    return found


def _sharing(session: Session, ids: Iterable[int]) -> list[int]:
    """Episodes that share a file with one of these: their NFO is one file."""
    found: list[int] = []
    for chunk in chunks(ids):
        files = (
            select(col(FileItem.file_id))
            .join(_item, _item.c.id == col(FileItem.item_id))
            .where(col(FileItem.item_id).in_(chunk), _item.c.kind == ItemKind.EPISODE)
        )
        found += session.scalars(select(col(FileItem.item_id)).where(col(FileItem.file_id).in_(files)).distinct())
    return found


# --- gathering -----------------------------------------------------------------------------------------------------


def gather(session: Session, item_ids: Sequence[int], *, people: bool = False) -> list[Gathered]:
    """These items, by library; `people` also gathers the portraits of their cast."""
    ids = expanded(session, item_ids)
    rows = [
        row
        for chunk in chunks(ids)
        for row in session.execute(select(_item).where(_item.c.id.in_(chunk), _item.c.deleted_on.is_(None)))
    ]
    parts = _Parts(session, rows, people=people)
    by_library: dict[int, list[Subject]] = defaultdict(list)
    for subject in parts.subjects():
        by_library[subject.library_id].append(subject)
    found: list[Gathered] = []
    for library_id, subjects in by_library.items():
        library = session.get(Library, library_id)
        if library is not None:
            found.append(Gathered(library, subjects, published_of(session, [one.item_id for one in subjects])))
    return found


_PUBLISHED = [getattr(PublishedFile, name) for name in Published._fields]


def published_of(session: Session, item_ids: Sequence[int]) -> list[Published]:
    """What was published of these items."""
    found: list[Published] = []
    for chunk in chunks(item_ids):
        query = select(*_PUBLISHED).where(col(PublishedFile.item_id).in_(chunk)).order_by(col(PublishedFile.id))
        found += [Published._make(row) for row in session.execute(query)]
    return found


class _Parts:
    """Everything about some items, each part read once for all of them."""

    def __init__(self, session: Session, rows: Sequence[Any], *, people: bool) -> None:
        self.session = session
        self.rows = {row.id: row for row in rows}
        self.ids = list(self.rows)
        self.above = self._above()
        self.external = publishing_facts.external_ids(session, self.ids)
        self.terms = publishing_facts.terms(session, self.ids)
        self.ratings = publishing_facts.ratings(session, self.ids)
        self.people = publishing_facts.people(session, self.ids)
        self.locked = publishing_facts.locked(session, self.ids)
        self.season_names = publishing_facts.season_names(session, self._of(ItemKind.SERIES))
        self.videos = publishing_files.videos(session, self.ids)
        self.chosen = publishing_files.pictures(session, self.ids)
        owners = self._of(ItemKind.MOVIE, ItemKind.SERIES)
        self.local_trailers = publishing_files.local_trailers(session, owners)
        self.portraits = self._portraits() if people else {}
        self.set_libraries = self._set_libraries()

    def _of(self, *kinds: ItemKind) -> list[int]:
        return [row.id for row in self.rows.values() if row.kind in kinds]

    def subjects(self) -> Iterator[Subject]:
        """The values, in the order of the rows."""
        for row in self.rows.values():
            library_id = row.library_id
            if row.kind is ItemKind.SET:
                library_id = self.set_libraries.get(row.id)
            if library_id is not None and row.kind is not ItemKind.PERSON:
                yield self._subject(row, library_id)

    def _subject(self, row: Any, library_id: int) -> Subject:
        series = self._series_of(row)
        season = self.above.get(row.parent_id) if row.kind is ItemKind.EPISODE else None
        home = series.folder if series is not None and series.own_folder and series.folder else None
        trailer = self.chosen.trailers.get(row.id)
        return Subject(
            item_id=row.id,
            kind=row.kind,
            library_id=library_id,
            title=row.title,
            state=row.state,
            monitored=row.monitored,
            folder=row.folder,
            own_folder=row.own_folder,
            number=row.number,
            season=season.number if season is not None else None,
            home=home,
            show_title=series.title if series is not None else "",
            season_names=self.season_names.get(row.id, {}),
            facts=self._facts(row, trailer),
            cleared=frozenset(self.locked.get(row.id, ())),
            videos=tuple(self.videos.get(row.id, ())),
            pictures=tuple(self.chosen.pictures.get(row.id, ())),
            portraits=tuple(self.portraits.get(row.id, ())),
            trailer_file=(trailer.path or "") if trailer is not None else "",
            has_local_trailer=row.id in self.local_trailers,
            lost_pictures=tuple(self.chosen.lost.get(row.id, ())),
            published_nfo_hash=row.published_nfo_hash,
            has_changes=row.has_unpublished_changes or row.state is not ItemState.PUBLISHED,
            updated_at=row.updated_at,
        )

    def _series_of(self, row: Any) -> Any:
        if row.kind is ItemKind.SEASON:
            return self.above.get(row.parent_id)
        if row.kind is ItemKind.EPISODE:
            season = self.above.get(row.parent_id)
            return self.above.get(season.parent_id) if season is not None else None
        return None

    def _above(self) -> dict[int, Any]:
        """Seasons and series above these items."""
        found: dict[int, Any] = {}
        wanted = {row.parent_id for row in self.rows.values() if row.parent_id is not None}
        while wanted:
            below = wanted - found.keys()
            wanted = set()
            for chunk in chunks(below):
                for row in session_rows(self.session, chunk):
                    found[row.id] = row
                    if row.parent_id is not None and row.parent_id not in found:
                        wanted.add(row.parent_id)
        return found

    def _set_libraries(self) -> dict[int, int]:
        """A set is no library's own: it goes with its films."""
        found: dict[int, int] = {}
        for chunk in chunks(self._of(ItemKind.SET)):
            query = (
                select(_item.c.set_id, func.min(_item.c.library_id))
                .where(_item.c.set_id.in_(chunk), _item.c.library_id.is_not(None), _item.c.deleted_on.is_(None))
                .group_by(_item.c.set_id)
            )
            found |= {row[0]: row[1] for row in self.session.execute(query)}
        return found

    def _facts(self, row: Any, trailer: Any) -> Facts:
        values: dict[str, Value] = {
            name: value for name in _SCALARS[row.kind] if (value := getattr(row, name)) not in (None, "")
        }
        values |= self.terms.get(row.id, {})
        cast, crew = self.people.get(row.id, ((), ()))
        listed: dict[str, Value] = {"cast": cast, "crew": crew, "ratings": self.ratings.get(row.id, ())}
        values |= {name: value for name, value in listed.items() if value}
        if row.set_id is not None and (link := self._set_link(row.set_id)) is not None:
            values["set"] = link
        if trailer is not None and trailer.url.startswith(("http://", "https://")):
            values["trailer"] = trailer.url
        return Facts(values, self.external.get(row.id, {}))

    def _set_link(self, set_id: int) -> SetLink | None:
        row = self.rows.get(set_id)
        if row is None or not row.title:
            return None
        return SetLink(row.title, row.plot or "", self.external.get(set_id, {}))

    def _portraits(self) -> dict[int, list[Portrait]]:
        """The cast's portraits that are in the cache."""
        cast: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for chunk in chunks(self.ids):
            query = (
                select(col(Credit.item_id), col(Credit.person_id), _item.c.title)
                .join(_item, _item.c.id == col(Credit.person_id))
                .where(col(Credit.item_id).in_(chunk), ~col(Credit.removed), col(Credit.kind) != CreditKind.CREW)
                .order_by(col(Credit.item_id), col(Credit.position))
            )
            for item_id, person, name in self.session.execute(query):
                cast[self._top(item_id)].append((person, name))
        people = {person for entries in cast.values() for person, _ in entries}
        rows = publishing_files.chosen(self.session, people)
        faces = {row.item_id: publishing_files.picture(row, 0) for row in rows if row.blob_id is not None}
        return {
            item_id: [Portrait(name, faces[person]) for person, name in dict.fromkeys(entries) if person in faces]
            for item_id, entries in cast.items()
        }

    def _top(self, item_id: int) -> int:
        """Guests of an episode are shown from the series' folder."""
        row = self.rows[item_id]
        series = self._series_of(row)
        return item_id if series is None else int(series.id)


def session_rows(session: Session, ids: Sequence[int]) -> list[Any]:
    """What is needed of seasons and series above an item."""
    columns = [_item.c[name] for name in ("id", "kind", "parent_id", "number", "title", "folder", "own_folder")]
    return list(session.execute(select(*columns).where(_item.c.id.in_(ids))))
