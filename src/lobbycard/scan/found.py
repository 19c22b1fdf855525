"""From groups of folders to the values that the store keeps. Pure: the NFO files were read before."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lobbycard.model import titles
from lobbycard.model.facts import Facts, Value
from lobbycard.model.found import FoundArt, FoundFile, FoundItem, FoundUnit, FoundUnknown
from lobbycard.model.kinds import FileRole, ItemKind
from lobbycard.model.preference import FILENAME, NFO
from lobbycard.scan import extensions
from lobbycard.scan.artnames import ALL_SEASONS
from lobbycard.scan.group import Group
from lobbycard.scan.movies import MovieUnit
from lobbycard.scan.numbered import EpisodeFile
from lobbycard.scan.placed import Placed, Scope
from lobbycard.scan.series import SeriesUnit
from lobbycard.scan.videos import Parsed

DAILY_SEASON = 0
UNNUMBERED_SEASON = 1
"""Where episodes go whose names count through without seasons, until a provider says better."""


@dataclass(frozen=True, slots=True)
class NfoPart:
    """One item in an NFO file."""

    kind: ItemKind
    facts: Facts
    season: int | None = None
    episode: int | None = None
    season_names: Mapping[int, str] = field(default_factory=dict)


ReadNfo = Callable[[str], tuple[NfoPart, ...]]


def unit_of(group: Group, read_nfo: ReadNfo) -> FoundUnit:
    """A group as values for the store."""
    files: list[FoundFile] = []
    items: list[FoundItem] = []
    for unit in group.units:
        files += [
            _file(placed, unit.parsed.get(placed.path) if isinstance(unit, MovieUnit) else None)
            for placed in unit.files
        ]
        items.append(_movie(unit, read_nfo) if isinstance(unit, MovieUnit) else _series(unit, read_nfo))
        if isinstance(unit, SeriesUnit):
            parsed = {episode.file.path: episode.parsed for episode in unit.episodes}
            files[-len(unit.files) :] = [_file(placed, parsed.get(placed.path)) for placed in unit.files]
    files += [_file(placed, None) for placed in group.rest.files]
    unknown = [FoundUnknown(left.path, left.size, left.mtime_ns, left.reason) for left in group.unknown]
    return FoundUnit(group.root, files, [item for item in items if item.files or item.children], unknown)


def _file(placed: Placed, parsed: Parsed | None) -> FoundFile:
    details: dict[str, Any] = {
        "confidence": placed.confidence,
        "reasons": list(placed.reasons),
        "part": placed.part,
        "version": placed.version,
        "disc": placed.disc,
        "extra_type": placed.extra_type,
        "asset_type": str(placed.asset_type) if placed.asset_type else "",
        "scope": _scope(placed),
        "language": placed.language,
        "forced": placed.forced,
        "sdh": placed.sdh,
        "is_default": placed.is_default,
        "title": placed.title,
        "container": extensions.of(placed.path).lstrip("."),
        "edition": "",
        "source": "",
        "resolution": "",
        "modifier": "",
        "proper": False,
        "release_group": "",
        "languages": [],
    }
    if parsed is not None:
        details |= {
            "edition": parsed.edition,
            "source": getattr(parsed, "source", ""),
            "resolution": parsed.resolution,
            "modifier": getattr(parsed, "modifier", ""),
            "proper": bool(getattr(parsed, "proper", False) or getattr(parsed, "repack", False)),
            "release_group": getattr(parsed, "group", ""),
            "languages": list(getattr(parsed, "languages", ())),
        }
    size = placed.total_size or placed.size
    return FoundFile(placed.path, size, placed.mtime_ns, placed.inode, placed.role, details, placed.video)


def _scope(placed: Placed) -> str:
    if placed.scope is Scope.SEASON:
        return f"season {'all' if placed.season == ALL_SEASONS else placed.season}"
    return f"person {placed.person}" if placed.scope is Scope.PERSON else str(placed.scope)


def _named(title: str, year: int | None, ids: Mapping[str, str], edition: str = "") -> Facts:
    values: dict[str, Value] = {"title": title}
    if year:
        values["year"] = year
    return Facts(values, dict(ids))


def _combined(parts: Iterable[Facts]) -> Facts | None:
    """Several NFO files of one item: the first that says something counts."""
    values: dict[str, Value] = {}
    ids: dict[str, str] = {}
    for facts in parts:
        for name, value in facts.fields.items():
            values.setdefault(name, value)
        for key, value_ in facts.ids.items():
            ids.setdefault(key, value_)
    return Facts(values, ids) if values or ids else None


def _with_year(facts: Facts | None) -> Facts | None:
    """Players take the year from the first showing; some writers name nothing else."""
    shown = facts.fields.get("premiered") if facts is not None else None
    if facts is None or not shown or "year" in facts.fields:
        return facts
    return Facts({**facts.fields, "year": int(str(shown)[:4])}, facts.ids)


def _movie(unit: MovieUnit, read_nfo: ReadNfo) -> FoundItem:
    sources = {FILENAME: _named(unit.title, unit.year, unit.ids)}
    nfos = sorted(_of(unit.sidecars, FileRole.NFO, Scope.MOVIE), key=_movie_nfo_rank)
    said = [part.facts for file in nfos for part in read_nfo(file.path) if part.kind is ItemKind.MOVIE]
    if (facts := _with_year(_combined(said))) is not None:
        sources[NFO] = facts
    item = FoundItem(ItemKind.MOVIE, unit.folder, unit.own_folder, sources)
    item.files = [file.path for file in unit.videos]
    item.nfos = [file.path for file in nfos]
    item.art = _art(_of(unit.sidecars, FileRole.ARTWORK, Scope.MOVIE))
    return item


def _movie_nfo_rank(file: Placed) -> tuple[bool, str]:
    """`movie.nfo` comes first, as players have it."""
    return file.path.rpartition("/")[2].lower() != "movie.nfo", file.path


def _of(files: Iterable[Placed], role: FileRole, scope: Scope) -> list[Placed]:
    return [file for file in files if file.role is role and file.scope is scope]


def _art(files: Iterable[Placed]) -> list[FoundArt]:
    return [FoundArt(file.path, file.asset_type, file.number) for file in files if file.asset_type is not None]


@dataclass(slots=True)
class _SeriesParts:
    """The seasons and episodes of a series while they are collected."""

    unit: SeriesUnit
    seasons: dict[int, FoundItem] = field(default_factory=dict)
    episodes: dict[tuple[int, int | None, str], FoundItem] = field(default_factory=dict)

    def season(self, number: int) -> FoundItem:
        if number not in self.seasons:
            folder = next((path for known, path in self.unit.seasons if known == number), self.unit.folder)
            own = any(known == number for known, _ in self.unit.seasons)
            item = FoundItem(ItemKind.SEASON, folder, own, {FILENAME: Facts({"title": season_title(number)})}, number)
            self.seasons[number] = item
        return self.seasons[number]

    def episode(self, season: int, number: int | None, aired: str, file: EpisodeFile) -> FoundItem:
        title = file.parsed.episode_title
        # Only its title tells a special without a number from another one.
        key = (season, number, aired or ("" if number is not None else titles.clean_title(title)))
        if key not in self.episodes:
            values: dict[str, Value] = {"title": title or _episode_title(number, aired)}
            if aired:
                values["aired"] = aired
            folder = file.file.path.rpartition("/")[0]
            item = FoundItem(ItemKind.EPISODE, folder, False, {FILENAME: Facts(values)}, number, aired=aired or None)
            self.episodes[key] = item
            self.season(season).children.append(item)
        return self.episodes[key]


def season_title(number: int) -> str:
    """What a season is called that has no name."""
    return "Specials" if number == 0 else f"Season {number}"


def _episode_title(number: int | None, aired: str) -> str:
    return aired if number is None else f"Episode {number}"


def _series(unit: SeriesUnit, read_nfo: ReadNfo) -> FoundItem:
    sources = {FILENAME: _named(unit.title, unit.year, unit.ids)}
    nfos = _of(unit.sidecars, FileRole.NFO, Scope.SERIES)
    parts = [part for file in nfos for part in read_nfo(file.path)]
    shows = [part for part in parts if part.kind is ItemKind.SERIES]
    if (facts := _with_year(_combined(part.facts for part in shows))) is not None:
        sources[NFO] = facts
    item = FoundItem(ItemKind.SERIES, unit.folder, unit.own_folder, sources)
    item.nfos = [file.path for file in nfos]
    collected = _SeriesParts(unit)
    beside: dict[str, list[Placed]] = {}
    for side in unit.sidecars:
        beside.setdefault(side.video, []).append(side)
    for file in unit.episodes:
        _add_episodes(collected, file, beside.get(file.file.path, []), read_nfo)
    _name_seasons(collected, unit, shows, read_nfo)
    item.art = _art(_of(unit.sidecars, FileRole.ARTWORK, Scope.SERIES))
    item.children = [collected.seasons[number] for number in sorted(collected.seasons)]
    return item


def _add_episodes(collected: _SeriesParts, file: EpisodeFile, beside: list[Placed], read_nfo: ReadNfo) -> None:
    path = file.file.path
    paths = [side.path for side in beside if side.role is FileRole.NFO]
    nfo = [part for side in paths for part in read_nfo(side)]
    art = _art(side for side in beside if side.role is FileRole.ARTWORK)
    slots = list(_slots(file))
    for position, (season, number, absolute, aired) in enumerate(slots):
        episode = collected.episode(season, number, aired, file)
        episode.absolute = episode.absolute or absolute
        if path not in episode.files:
            episode.files.append(path)
        episode.nfos += paths
        if position == 0:
            episode.art += art
        said = _block(nfo, number, len(slots))
        if said is not None and NFO not in episode.sources:
            episode.sources[NFO] = said


def _slots(file: EpisodeFile) -> Iterable[tuple[int, int | None, int | None, str]]:
    """(season, number, absolute, aired) of each episode in a file."""
    if file.episodes:
        season = file.season if file.season is not None else UNNUMBERED_SEASON
        for position, number in enumerate(file.episodes):
            absolute = file.absolute[position] if position < len(file.absolute) else None
            yield season, number, absolute, ""
    elif file.absolute:
        for number in file.absolute:
            yield file.season if file.season is not None else UNNUMBERED_SEASON, number, number, ""
    elif file.air_date:
        # Without a season's folder daily shows are numbered by year until a provider tells their season.
        year = int(file.air_date[:4]) if file.air_date[:4].isdigit() else DAILY_SEASON
        yield year if file.season is None else file.season, None, None, file.air_date
    else:
        yield file.season or 0, None, None, ""


def _block(parts: Iterable[NfoPart], number: int | None, slots: int) -> Facts | None:
    """The block of an episode NFO that is about this number; a lone block is, whatever it says."""
    episodes = [part for part in parts if part.kind is ItemKind.EPISODE]
    if len(episodes) == 1 and slots == 1:
        return episodes[0].facts
    return next((part.facts for part in episodes if part.episode == number), None)


def _name_seasons(collected: _SeriesParts, unit: SeriesUnit, shows: Iterable[NfoPart], read_nfo: ReadNfo) -> None:
    names = {number: name for part in shows for number, name in part.season_names.items()}
    for number, season in collected.seasons.items():
        own = [file for file in unit.sidecars if file.scope is Scope.SEASON and file.season == number]
        season.nfos = [file.path for file in own if file.role is FileRole.NFO]
        parts = [part for path in season.nfos for part in read_nfo(path)]
        facts = _combined(part.facts for part in parts if part.kind is ItemKind.SEASON)
        if number in names:
            season.nfos += [file.path for file in _of(unit.sidecars, FileRole.NFO, Scope.SERIES)]
            facts = Facts({**(facts.fields if facts else {}), "title": names[number]}, facts.ids if facts else {})
        if facts is not None:
            season.sources[NFO] = facts
        season.art = _art(file for file in own if file.role is FileRole.ARTWORK)
