"""Items as publishing needs them, gathered for many at once: a dozen queries for a film or for a hundred."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, func, select
from sqlmodel import Session, col

from lobbycard.model import fields
from lobbycard.model.artwork import Blob, Candidate, PublishedFile
from lobbycard.model.facts import Credit as CreditFact
from lobbycard.model.facts import Facts, SetLink, Value
from lobbycard.model.facts import Rating as RatingFact
from lobbycard.model.fields import FieldType
from lobbycard.model.file import AudioStream, FileItem, MediaFile, SubtitleStream, VideoStream
from lobbycard.model.found import VIDEO_ROLES
from lobbycard.model.item import Credit, ExternalId, FieldState, Item, ItemTerm, Rating, Term
from lobbycard.model.kinds import AssetType, CreditKind, FileRole, ItemKind, ItemState, TermKind
from lobbycard.model.library import Library
from lobbycard.model.publishing import (
    AudioTrack,
    Picture,
    Portrait,
    Published,
    Subject,
    SubtitleTrack,
    Tracks,
    Video,
    VideoTrack,
)

_CHUNK = 400
_item: Any = Item.__table__  # type: ignore[attr-defined]  # SQLModel does not type it
_TERM_FIELDS = {
    TermKind.GENRE: "genres",
    TermKind.STUDIO: "studios",
    TermKind.COUNTRY: "countries",
    TermKind.TAG: "tags",
    TermKind.KEYWORD: "keywords",
}
_SCALARS = {kind: [info.name for info in fields.of_kind(kind) if info.is_scalar] for kind in ItemKind}
_WRITTEN = ("", "Specials")


class Gathered(NamedTuple):
    """Items of one library, with everything that was published of them."""

    library: Library
    subjects: list[Subject]
    published: list[Published]


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    known = list(dict.fromkeys(ids))
    for start in range(0, len(known), _CHUNK):
        yield known[start : start + _CHUNK]


# --- which items ---------------------------------------------------------------------------------------------------


def expanded(session: Session, item_ids: Iterable[int]) -> list[int]:
    """These items and all that is published with them: seasons, episodes, their series, their film's set."""
    asked = list(item_ids)
    found: dict[int, None] = dict.fromkeys(_below(session, _below(session, asked)))
    found |= dict.fromkeys(_sharing(session, found))
    for chunk in _chunks(asked):
        rows = session.execute(
            select(_item.c.id, _item.c.kind, _item.c.parent_id, _item.c.set_id).where(_item.c.id.in_(chunk))
        ).all()
        found |= dict.fromkeys(row.set_id for row in rows if row.set_id is not None)
        found |= dict.fromkeys(row.parent_id for row in rows if row.kind is ItemKind.SEASON)
    return list(found)


def _below(session: Session, ids: Iterable[int]) -> list[int]:
    """These and their children."""
    found = list(ids)
    for chunk in _chunks(found):
        query = select(_item.c.id).where(
            _item.c.parent_id.in_(chunk), _item.c.kind.in_([ItemKind.SEASON, ItemKind.EPISODE])
        )
        found += session.scalars(query)
    return found


def _sharing(session: Session, ids: Iterable[int]) -> list[int]:
    """Episodes that share a file with one of these: their NFO is one file."""
    found: list[int] = []
    for chunk in _chunks(ids):
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
        for chunk in _chunks(ids)
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
    for chunk in _chunks(item_ids):
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
        self.external = self._external()
        self.terms = self._terms()
        self.ratings = self._ratings()
        self.people = self._people()
        self.portraits = self._portraits() if people else {}
        self.cleared = self._cleared()
        self.videos = self._videos()
        self.pictures, self.lost, self.trailers = self._pictures()
        self.local_trailers = self._local_trailers()
        self.season_names = self._season_names()
        self.set_libraries = self._set_libraries()

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
        trailer = self.trailers.get(row.id)
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
            cleared=frozenset(self.cleared.get(row.id, ())),
            videos=tuple(self.videos.get(row.id, ())),
            pictures=tuple(self.pictures.get(row.id, ())),
            portraits=tuple(self.portraits.get(row.id, ())),
            trailer_file=(trailer.path or "") if trailer is not None else "",
            has_local_trailer=row.id in self.local_trailers,
            lost_pictures=tuple(self.lost.get(row.id, ())),
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
            for chunk in _chunks(below):
                for row in session_rows(self.session, chunk):
                    found[row.id] = row
                    if row.parent_id is not None and row.parent_id not in found:
                        wanted.add(row.parent_id)
        return found

    def _set_libraries(self) -> dict[int, int]:
        """A set is no library's own: it goes with its films."""
        sets = [row.id for row in self.rows.values() if row.kind is ItemKind.SET]
        found: dict[int, int] = {}
        for chunk in _chunks(sets):
            query = (
                select(_item.c.set_id, func.min(_item.c.library_id))
                .where(_item.c.set_id.in_(chunk), _item.c.library_id.is_not(None), _item.c.deleted_on.is_(None))
                .group_by(_item.c.set_id)
            )
            found |= {row[0]: row[1] for row in self.session.execute(query)}
        return found

    # facts

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

    def _external(self) -> dict[int, dict[str, str]]:
        found: dict[int, dict[str, str]] = defaultdict(dict)
        for chunk in _chunks(self.ids):
            query = select(ExternalId).where(col(ExternalId.item_id).in_(chunk))
            for one in self.session.scalars(query):
                found[one.item_id][one.provider] = one.value
        return found

    def _terms(self) -> dict[int, dict[str, Value]]:
        lists: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for chunk in _chunks(self.ids):
            query = (
                select(col(ItemTerm.item_id), col(Term.kind), col(Term.name))
                .join(Term, col(Term.id) == col(ItemTerm.term_id))
                .where(col(ItemTerm.item_id).in_(chunk))
                .order_by(col(ItemTerm.item_id), col(ItemTerm.position))
            )
            for item_id, kind, name in self.session.execute(query):
                lists[item_id][_TERM_FIELDS[kind]].append(name)
        return {key: {name: tuple(entries) for name, entries in one.items()} for key, one in lists.items()}

    def _ratings(self) -> dict[int, tuple[RatingFact, ...]]:
        found: dict[int, list[RatingFact]] = defaultdict(list)
        for chunk in _chunks(self.ids):
            query = select(Rating).where(col(Rating.item_id).in_(chunk)).order_by(col(Rating.position))
            for row in self.session.scalars(query):
                found[row.item_id].append(RatingFact(row.source, row.value, row.max, row.votes, row.is_default))
        return {key: tuple(entries) for key, entries in found.items()}

    def _people(self) -> dict[int, tuple[tuple[CreditFact, ...], tuple[CreditFact, ...]]]:
        """Cast and crew, without those that a person removed."""
        rows: list[Any] = []
        for chunk in _chunks(self.ids):
            query = (
                select(
                    col(Credit.item_id),
                    col(Credit.person_id),
                    col(Credit.kind),
                    col(Credit.role),
                    col(Credit.job),
                    col(Credit.department),
                    _item.c.title,
                )
                .join(_item, _item.c.id == col(Credit.person_id))
                .where(col(Credit.item_id).in_(chunk), ~col(Credit.removed))
                .order_by(col(Credit.item_id), col(Credit.position), col(Credit.id))
            )
            rows += self.session.execute(query).all()
        faces = self._faces({row.person_id for row in rows if row.kind is not CreditKind.CREW})
        ids = self._person_ids({row.person_id for row in rows if row.kind is not CreditKind.CREW})
        cast: dict[int, list[CreditFact]] = defaultdict(list)
        crew: dict[int, list[CreditFact]] = defaultdict(list)
        for row in rows:
            side = crew if row.kind is CreditKind.CREW else cast
            key, url = ids.get(row.person_id, {}), faces.get(row.person_id, "")
            side[row.item_id].append(CreditFact(row.title, row.kind, row.role, row.job, row.department, key, url))
        return {key: (tuple(cast[key]), tuple(crew[key])) for key in {*cast, *crew}}

    def _faces(self, people: Iterable[int]) -> dict[int, str]:
        """Addresses of portraits: the chosen one, else the best."""
        found: dict[int, str] = {}
        for chunk in _chunks(people):
            query = (
                select(col(Candidate.item_id), col(Candidate.url))
                .where(
                    col(Candidate.item_id).in_(chunk),
                    col(Candidate.asset_type) == AssetType.PORTRAIT,
                    ~col(Candidate.is_rejected),
                    col(Candidate.url).like("http%"),
                )
                .order_by(col(Candidate.is_selected), col(Candidate.score), col(Candidate.id).desc())
            )
            found |= {item_id: url for item_id, url in self.session.execute(query)}  # noqa: C416
        return found

    def _person_ids(self, people: Iterable[int]) -> dict[int, dict[str, str]]:
        found: dict[int, dict[str, str]] = defaultdict(dict)
        for chunk in _chunks(people):
            query = select(ExternalId).where(col(ExternalId.item_id).in_(chunk))
            for one in self.session.scalars(query):
                found[one.item_id][one.provider] = one.value
        return found

    def _cleared(self) -> dict[int, list[str]]:
        """Locked fields: an empty one was emptied by a person."""
        found: dict[int, list[str]] = defaultdict(list)
        for chunk in _chunks(self.ids):
            query = select(col(FieldState.item_id), col(FieldState.field)).where(
                col(FieldState.item_id).in_(chunk), col(FieldState.locked)
            )
            for item_id, name in self.session.execute(query):
                info = fields.FIELDS.get(name)
                if info is not None and info.type not in (FieldType.ARTWORK, FieldType.IDS):
                    found[item_id].append(name)
        return found

    def _season_names(self) -> dict[int, dict[int, str]]:
        """Of series: the seasons that have names of their own."""
        series = [row.id for row in self.rows.values() if row.kind is ItemKind.SERIES]
        found: dict[int, dict[int, str]] = defaultdict(dict)
        for chunk in _chunks(series):
            query = select(_item.c.parent_id, _item.c.number, _item.c.title).where(
                _item.c.parent_id.in_(chunk), _item.c.kind == ItemKind.SEASON, _item.c.number.is_not(None)
            )
            for parent, number, title in self.session.execute(query):
                if title not in (*_WRITTEN, f"Season {number}"):
                    found[parent][number] = title
        return found

    # files

    def _videos(self) -> dict[int, list[Video]]:
        rows: list[Any] = []
        for chunk in _chunks(self.ids):
            query = (
                select(
                    col(FileItem.item_id),
                    col(MediaFile.id),
                    col(MediaFile.path),
                    col(MediaFile.role),
                    col(MediaFile.part),
                    col(MediaFile.disc),
                    col(MediaFile.duration),
                    col(MediaFile.probed_at),
                )
                .join(MediaFile, col(MediaFile.id) == col(FileItem.file_id))
                .where(
                    col(FileItem.item_id).in_(chunk),
                    col(MediaFile.role).in_(VIDEO_ROLES),
                    col(MediaFile.missing_since).is_(None),
                )
                .order_by(col(FileItem.item_id), col(FileItem.position), col(MediaFile.path))
            )
            rows += self.session.execute(query).all()
        tracks = _tracks(self.session, {row.id: row.duration for row in rows if row.probed_at is not None})
        found: dict[int, list[Video]] = defaultdict(list)
        for row in rows:
            video = Video(row.path, row.role, row.part, row.disc, tracks.get(row.id))
            found[row.item_id].append(video)
        for videos in found.values():
            videos.sort(key=lambda video: video.role is FileRole.VERSION)
        return found

    def _local_trailers(self) -> set[int]:
        """Items beside which a trailer lies already."""
        found: set[int] = set()
        owners = [row for row in self.rows.values() if row.kind in (ItemKind.MOVIE, ItemKind.SERIES)]
        for chunk in _chunks(row.id for row in owners):
            tied = (
                select(col(FileItem.item_id))
                .join(MediaFile, col(MediaFile.video_id) == col(FileItem.file_id))
                .where(col(FileItem.item_id).in_(chunk), col(MediaFile.role) == FileRole.TRAILER)
            )
            found.update(self.session.scalars(tied))
            inside = (
                select(_item.c.id)
                .join(
                    MediaFile,
                    and_(col(MediaFile.library_id) == _item.c.library_id, col(MediaFile.unit) == _item.c.folder),
                )
                .where(_item.c.id.in_(chunk), _item.c.own_folder, col(MediaFile.role) == FileRole.TRAILER)
            )
            found.update(self.session.scalars(inside))
        return found

    # pictures

    def _pictures(self) -> tuple[dict[int, list[Picture]], dict[int, list[AssetType]], dict[int, Any]]:
        pictures: dict[int, list[Picture]] = defaultdict(list)
        lost: dict[int, list[AssetType]] = defaultdict(list)
        trailers: dict[int, Any] = {}
        for row in _chosen(self.session, self.ids):
            if row.asset_type is AssetType.TRAILER:
                trailers.setdefault(row.item_id, row)
            elif row.blob_id is None:
                if row.asset_type not in lost[row.item_id]:
                    lost[row.item_id].append(row.asset_type)
            else:
                taken = sum(one.asset_type is row.asset_type for one in pictures[row.item_id])
                pictures[row.item_id].append(_picture(row, taken))
        return pictures, lost, trailers

    def _portraits(self) -> dict[int, list[Portrait]]:
        """The cast's portraits that are in the cache."""
        cast: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for chunk in _chunks(self.ids):
            query = (
                select(col(Credit.item_id), col(Credit.person_id), _item.c.title)
                .join(_item, _item.c.id == col(Credit.person_id))
                .where(col(Credit.item_id).in_(chunk), ~col(Credit.removed), col(Credit.kind) != CreditKind.CREW)
                .order_by(col(Credit.item_id), col(Credit.position))
            )
            for item_id, person, name in self.session.execute(query):
                cast[self._top(item_id)].append((person, name))
        faces = {
            row.item_id: _picture(row, 0)
            for row in _chosen(self.session, {person for entries in cast.values() for person, _ in entries})
            if row.blob_id is not None
        }
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


def _chosen(session: Session, ids: Iterable[int]) -> list[Any]:
    """Selected candidates with their blobs, in order."""
    found: list[Any] = []
    for chunk in _chunks(ids):
        query = (
            select(
                col(Candidate.item_id),
                col(Candidate.asset_type),
                col(Candidate.url),
                col(Candidate.path),
                col(Candidate.blob_id),
                col(Blob.sha256),
                col(Blob.extension),
                col(Blob.size),
                col(Blob.has_alpha),
            )
            .outerjoin(Blob, col(Blob.id) == col(Candidate.blob_id))
            .where(col(Candidate.item_id).in_(chunk), col(Candidate.is_selected))
            .order_by(col(Candidate.item_id), col(Candidate.asset_type), col(Candidate.position), col(Candidate.id))
        )
        found += session.execute(query).all()
    return found


def _picture(row: Any, position: int) -> Picture:
    return Picture(row.asset_type, position, row.blob_id, row.sha256, row.extension, row.size, row.has_alpha)


def _tracks(session: Session, durations: dict[int, float | None]) -> dict[int, Tracks]:
    """The tracks of these files; external subtitles and sounds are not the video's."""
    video: dict[int, list[VideoTrack]] = defaultdict(list)
    audio: dict[int, list[AudioTrack]] = defaultdict(list)
    subtitles: dict[int, list[SubtitleTrack]] = defaultdict(list)
    for chunk in _chunks(durations):
        for v in session.scalars(_of_files(VideoStream, chunk)):
            seconds = v.duration or durations[v.file_id]
            length = round(seconds) if seconds else None
            video[v.file_id].append(
                VideoTrack(v.codec, v.width, v.height, v.aspect_ratio, length, v.language, v.hdr, v.stereo_mode)
            )
        for a in session.scalars(_of_files(AudioStream, chunk).where(~col(AudioStream.is_external))):
            audio[a.file_id].append(AudioTrack(a.codec, a.language, a.channels))
        for s in session.scalars(_of_files(SubtitleStream, chunk).where(~col(SubtitleStream.is_external))):
            subtitles[s.file_id].append(SubtitleTrack(s.language))
    return {
        key: Tracks(tuple(video[key]), tuple(audio[key]), tuple(subtitles[key])) for key in {*video, *audio, *subtitles}
    }


def _of_files(table: Any, ids: Sequence[int]) -> Any:
    return select(table).where(table.file_id.in_(ids)).order_by(table.file_id, table.stream_index)
