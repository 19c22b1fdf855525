"""From a folder with episodes somewhere below to series with seasons, episodes and all their files."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from lobbycard.model import titles
from lobbycard.model.kinds import FileRole, LibraryKind
from lobbycard.scan import discs, extensions, extras, films, numbered, sidecars, videos
from lobbycard.scan.discs import Disc
from lobbycard.scan.extras import FolderUse, Use
from lobbycard.scan.numbered import EpisodeFile
from lobbycard.scan.placed import FolderContents, Left, Pile, Placed, Scope, Stems, by_path, join, left, stem_of
from lobbycard.scan.sidecars import Measure, Place
from lobbycard.scan.tree import Node
from lobbycard.scan.videos import Names, Parsed, Video

KIND = LibraryKind.TV


@dataclass(frozen=True, slots=True)
class SeriesUnit:
    """One series as it lies in one place of the library; the same series elsewhere has the same key."""

    folder: str
    own_folder: bool
    title: str
    year: int | None
    ids: Mapping[str, str]
    key: tuple[str, int | None]
    """Title to compare and year; ids, where both have them, say more."""
    seasons: tuple[tuple[int, str], ...]
    """(number, folder) of each season folder; 0 is specials."""
    episodes: tuple[EpisodeFile, ...]
    sidecars: tuple[Placed, ...]
    junk: tuple[Left, ...]
    unknown: tuple[Left, ...]
    confidence: float
    reasons: tuple[str, ...]

    @property
    def files(self) -> tuple[Placed, ...]:
        """Everything with a role."""
        return tuple(episode.file for episode in self.episodes) + self.sidecars


@dataclass(slots=True)
class _Gathered:
    """A series' folders taken apart."""

    episodes: list[EpisodeFile] = field(default_factory=list)
    seasons: list[tuple[int, str]] = field(default_factory=list)
    pile: Pile = field(default_factory=Pile)


def series_units(node: Node, names: Names, measure: Measure | None = None) -> tuple[list[SeriesUnit], FolderContents]:
    """The series of one unit root, and what in it belongs to none."""
    reader = _Reader(names, measure)
    found: list[SeriesUnit] = []
    rest = Pile()
    stack = [node]
    while stack:
        folder = stack.pop()
        reason = reader.why_series(folder)
        if reason:
            found += reader.units(folder, reason)
        else:
            rest.extend(reader.loose(folder))
            inner = [child for child in folder.children if child.use.kind in (FolderUse.MAIN, FolderUse.PART)]
            stack += reversed(inner)
            for child in folder.children:
                for lost in child.all() if child not in inner else ():
                    rest.extend(reader.loose(lost))
    return found, FolderContents.of(rest)


class _Reader:
    """Reads folders with the parser of names; what a path says is asked once."""

    def __init__(self, names: Names, measure: Measure | None) -> None:
        self.measure = measure
        self._names = names
        self._known: dict[str, Parsed] = {}

    def parse(self, path: str) -> Parsed:
        """What a path says."""
        if path not in self._known:
            self._known[path] = self._names.parse(path, KIND)
        return self._known[path]

    def folder(self, node: Node) -> Parsed:
        """What a folder's name says."""
        return self._names.parse_folder(node.name, KIND)

    def season(self, node: Node) -> int | None:
        """The season that a folder's whole name says."""
        told = self.folder(node)
        if told.season is None and node.name.isdecimal() and len(node.name) < 3:
            return int(node.name)
        return None if numbered.has_number(told) or told.title else told.season

    def is_episode_name(self, stem: str) -> bool:
        """Whether a name has an episode's number or date in it."""
        return numbered.has_number(self.parse(stem + extensions.STAND_IN))

    def why_series(self, node: Node) -> str:
        """Why a folder is a series' (or holds loose episodes), empty if it only holds other folders."""
        names = {entry.name.casefold() for entry in node.entries}
        if node.path and "tvshow.nfo" in names:
            return "it holds a tvshow.nfo"
        if node.path and any(self.season(child) is not None for child in node.children):
            return "it holds season folders"
        if any(numbered.has_number(self.parse(join(node.path, name))) for name in self._videos(node)):
            return "it holds episodes"
        if node.path and not films.is_generic(node.name) and any(map(self._is_year, node.children)):
            return "it holds the videos of years"
        if any(self._is_release(child) for child in node.children):
            return "it holds folders of episodes"
        if node.path and not films.is_generic(node.name) and self._videos(node):
            return "it holds videos"
        return ""

    def _is_year(self, node: Node) -> bool:
        """A folder of a year with videos in it."""
        return (
            len(node.name) == 4 and node.name[:2] in ("19", "20") and node.name.isdecimal() and bool(self._videos(node))
        )

    def _videos(self, node: Node) -> list[str]:
        names = [entry.name for entry in node.entries if entry.size and extensions.of(entry.name) in extensions.VIDEO]
        return [name for name in names if not extras.is_sample(name) and not extras.is_trailer(stem_of(name))]

    def _is_release(self, node: Node) -> bool:
        """A folder named like an episode's or a season's release."""
        told = self.folder(node)
        return node.use.kind is FolderUse.MAIN and _names_part(told) and any(map(self._videos, node.all()))

    def units(self, node: Node, reason: str) -> list[SeriesUnit]:
        """The series in a folder: usually one; in a folder like Downloads one for each title."""
        gathered = self.gather(node)
        named = self.folder(node)
        shares = self._shares(node, gathered, named, reason)
        if len(shares) <= 1 and node.path and not (films.is_generic(node.name) and shares and reason != _PLAIN):
            return [_unit(node, gathered, named, reason, own=True)]
        return self._divided(node, gathered, shares)

    def _shares(
        self, node: Node, gathered: _Gathered, named: Parsed, reason: str
    ) -> dict[tuple[str, int | None], list[EpisodeFile]]:
        """Episodes by the series that they say themselves; one share if the folder names the series."""
        shares: dict[tuple[str, int | None], list[EpisodeFile]] = {}
        if node.path and reason in _CERTAIN:
            return shares
        wanted = titles.clean_title(named.series or named.title)
        for episode in gathered.episodes:
            own = self.parse(episode.file.path[len(node.path) :].lstrip("/"))
            title = titles.clean_title(own.series or own.title)
            is_loose = not own.episodes and (own.air_date or numbered.is_titled(episode.parsed))
            if is_loose and titles.clean_title(episode.parsed.series) == wanted:
                # What was on that day or in that year, with a title of its own.
                title = wanted
            shares.setdefault((title, own.year if title else None), []).append(episode)
        alike = sum(len(episodes) for (title, _), episodes in shares.items() if _alike(title, wanted))
        if node.path and alike * 2 >= len(gathered.episodes):
            return {}
        return _without_years(shares)

    def _divided(
        self, node: Node, gathered: _Gathered, shares: Mapping[tuple[str, int | None], list[EpisodeFile]]
    ) -> list[SeriesUnit]:
        """One unit for each title; sidecars go with the episode that they are named after, the rest with the first."""
        by_video = {episode.file.path: identity for identity, episodes in shares.items() for episode in episodes}
        first = next(iter(shares), ("", None))
        parts = {identity: _Gathered(list(episodes)) for identity, episodes in shares.items()}
        for file in gathered.pile.files:
            parts.setdefault(by_video.get(file.video, first), _Gathered()).pile.files.append(file)
        target = parts.setdefault(first, _Gathered()).pile
        target.junk += gathered.pile.junk
        target.unknown += gathered.pile.unknown
        return [self._divided_unit(node, part) for part in parts.values()]

    def _divided_unit(self, node: Node, part: _Gathered) -> SeriesUnit:
        named = part.episodes[0].parsed if part.episodes else self.folder(node)
        if part.episodes:
            named = self.parse(part.episodes[0].file.path[len(node.path) :].lstrip("/"))
        return _unit(node, part, named, "its name is in its episodes' names", own=False)

    def gather(self, node: Node) -> _Gathered:
        """All folders of a series."""
        found = _Gathered()
        stack = [_Level(node, extras.MAIN, Scope.SERIES if node.path else Scope.EPISODE, None)]
        while stack:
            level = stack.pop()
            below = self._gather_folder(level, found)
            stack += reversed(below)
        return found

    def _gather_folder(self, level: "_Level", found: _Gathered) -> list["_Level"]:
        node = level.node
        disc, entries = discs.take(node)
        taken = videos.sort(node.path, entries, level.use, level.video_scope, self.is_episode_name)
        found.pile.junk += taken.junk
        episodes = [self._episode(video, level) for video in taken.main]
        known = numbered.recounted([episode for episode in episodes if episode is not None])
        known += self._disc(disc, level, found.pile) if disc is not None else ()
        found.pile.unknown += [
            left(video.folder, video.entry, self._why_unknown(video))
            for video, episode in zip(taken.main, episodes, strict=True)
            if episode is None
        ]
        found.episodes += known
        stems = level.stems or Stems((stem_of(episode.file.path), episode.file.path) for episode in known)
        level = level.settled(known, stems, numbered.by_number(known))
        found.pile.files += [_beside(file, level) for file in taken.beside]
        found.pile.extend(sidecars.place_all(self._place(level), taken.rest))
        inner = [child for child in node.children if disc is None or not discs.is_part(child)]
        return [self._level(child, level, found) for child in inner]

    def _place(self, level: "_Level") -> Place:
        """A folder as its sidecars see it, which may have an episode's numbers where they have not its name."""

        def video(stem: str) -> str:
            told = self.parse(join(level.node.path, stem + extensions.STAND_IN))
            season = told.season if told.season is not None else level.season
            return (level.numbers or {}).get((season, tuple(told.episodes)), "") if told.episodes else ""

        return replace(level.place(self.measure), by_number=video)

    def _disc(self, disc: Disc, level: "_Level", pile: Pile) -> list[EpisodeFile]:
        """A disc that is one episode; of one with several nobody could tell which file is which."""
        told = self.parse(disc.key.path)
        if not numbered.is_placed(told):
            pile.unknown += [
                Left(file.path, file.size, file.mtime_ns, "a disc without an episode's number")
                for file in (disc.key, *disc.files)
            ]
            return []
        key = replace(disc.key, scope=Scope.EPISODE, reasons=(*disc.key.reasons, numbered.said(told)))
        pile.files += [replace(file, scope=Scope.EPISODE, video=key.path) for file in disc.files]
        return [numbered.read(key, told, level.season)]

    def _episode(self, video: Video, level: "_Level") -> EpisodeFile | None:
        told = self.parse(video.path)
        if not (numbered.is_placed(told) or numbered.is_titled(told)):
            return None
        return numbered.read(video.placed(FileRole.MAIN, Scope.EPISODE, numbered.said(told)), told, level.season)

    def _why_unknown(self, video: Video) -> str:
        half = self.parse(video.path).half
        return f"number {half}: a recap between two episodes" if half else "a video without an episode's number"

    def _level(self, child: Node, above: "_Level", found: _Gathered) -> "_Level":
        """How a folder inside a series is to be read."""
        if child.use.kind not in (FolderUse.MAIN, FolderUse.PART, FolderUse.DISC):
            return above.beside(child)
        if above.use.kind not in (FolderUse.MAIN, FolderUse.PART):
            return replace(above, node=child, stems=above.stems)
        number = self.season(child)
        if number is None and above.scope is Scope.SERIES:
            told = self.folder(child)
            number = told.season if not numbered.has_number(told) else None
        if number is not None:
            found.seasons.append((number, child.path))
            return _Level(child, extras.MAIN, Scope.SEASON, number)
        return _Level(child, extras.MAIN, Scope.EPISODE, above.season)

    def loose(self, node: Node) -> Pile:
        """A folder that holds no series itself: its videos are unknown, its pictures nobody's."""
        taken = videos.sort(node.path, node.entries, extras.MAIN, Scope.SERIES, self.is_episode_name)
        pile = Pile(junk=taken.junk)
        pile.unknown += [left(video.folder, video.entry, "a video without an episode's number") for video in taken.main]
        placed = sidecars.place_all(Place(node.path, Scope.SERIES, Stems([])), taken.rest)
        pile.junk += placed.junk
        pile.unknown += placed.unknown
        for file in taken.beside + placed.files:
            reason = f"{file.role.value} of a series that is not here"
            pile.unknown.append(Left(file.path, file.size, file.mtime_ns, reason))
        return pile


_PLAIN = "it holds season folders"
_CERTAIN = frozenset({"it holds a tvshow.nfo", _PLAIN})


@dataclass(frozen=True, slots=True)
class _Level:
    """A folder on the way down, and what bare names in it belong to."""

    node: Node
    use: Use
    scope: Scope
    season: int | None
    stems: Stems | None = None
    owner: str | None = None
    numbers: Mapping[tuple[int | None, tuple[int, ...]], str] | None = None
    """Videos by season and episodes."""

    @property
    def video_scope(self) -> Scope:
        """What an extra or a trailer in this folder belongs to."""
        return Scope.SERIES if self.scope is Scope.EPISODE else self.scope

    def settled(
        self,
        episodes: Sequence[EpisodeFile],
        stems: Stems,
        numbers: Mapping[tuple[int | None, tuple[int, ...]], str],
    ) -> "_Level":
        """With the episodes known; a folder of one episode belongs to it."""
        owner = self.owner
        if owner is None and self.scope is Scope.EPISODE and len(episodes) == 1 and self.node.path:
            owner = episodes[0].file.path
        return replace(self, stems=stems, owner=owner, numbers=numbers or self.numbers)

    def beside(self, child: Node) -> "_Level":
        """A folder for extras, subtitles, actors, … inside this one."""
        return replace(self, node=child, use=child.use if self.use.kind is FolderUse.MAIN else self.use)

    def place(self, measure: Measure | None) -> Place:
        """For its sidecars."""
        stems = self.stems or Stems([])
        owner = self.owner
        if self.use.kind is FolderUse.SUBTITLES and owner is None:
            found = stems.match(self.node.name)
            owner = found[0] if found is not None else None
        return Place(self.node.path, self.scope, stems, Scope.EPISODE, self.season, owner, self.use, measure)


def _beside(file: Placed, level: _Level) -> Placed:
    """A trailer, sample or extra with its episode, its season or the series."""
    found = level.stems.match(stem_of(file.path)) if level.stems is not None else None
    video = found[0] if found is not None else (level.owner or "")
    scope = Scope.EPISODE if video else file.scope
    return replace(file, video=video, scope=scope, season=level.season if scope is Scope.SEASON else None)


def _names_part(told: Parsed) -> bool:
    return numbered.has_number(told) or told.season is not None


def _alike(one: str, other: str) -> bool:
    """The same title, none at all, or one inside the other (releases shorten, folders add)."""
    return not one or one == other or (min(len(one), len(other)) > 3 and (one in other or other in one))


def _without_years(
    shares: dict[tuple[str, int | None], list[EpisodeFile]],
) -> dict[tuple[str, int | None], list[EpisodeFile]]:
    """A title with a year and the same without are one series when there is only one such year."""
    years = Counter(title for title, year in shares if year is not None)
    merged: dict[tuple[str, int | None], list[EpisodeFile]] = {}
    for (title, year), episodes in shares.items():
        only = next((own for name, own in shares if name == title and own is not None), None)
        identity = (title, only if year is None and years[title] == 1 else year)
        merged.setdefault(identity, []).extend(episodes)
    return merged


def _unit(node: Node, gathered: _Gathered, named: Parsed, reason: str, own: bool) -> SeriesUnit:
    title = named.series or named.title
    year = named.year
    if not title and gathered.episodes:
        title = gathered.episodes[0].parsed.series or gathered.episodes[0].parsed.title
    title = title or node.name
    episodes = tuple(sorted(gathered.episodes, key=numbered.in_order))
    return SeriesUnit(
        folder=node.path,
        own_folder=own and bool(node.path),
        title=title,
        year=year,
        ids=dict(named.ids),
        key=(titles.clean_title(title), year),
        seasons=tuple(sorted(gathered.seasons)) if own else (),
        episodes=episodes,
        sidecars=tuple(sorted(gathered.pile.files, key=_path)),
        junk=by_path(gathered.pile.junk),
        unknown=by_path(gathered.pile.unknown),
        confidence=1.0 if reason in _CERTAIN else 0.9 if own else 0.7,
        reasons=(reason,),
    )


def _path(file: Placed) -> str:
    return file.path
