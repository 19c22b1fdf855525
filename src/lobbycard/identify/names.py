"""Turns the name of any file or folder of films and episodes into a structured, explained result.

`parse` takes a path relative to the library: the folders above a file are read where its own name is not enough.
Nothing here touches the disk, and nothing raises, whatever the text.
"""

import re
from dataclasses import dataclass, field, replace

from lobbycard.identify import bare, clean, films, folders, homes, marks, release, shows, tags
from lobbycard.identify.markers import Marker, season_and_episode
from lobbycard.model import titles
from lobbycard.model.kinds import ItemKind, LibraryKind

_DEEPEST = 12
_OBSCURE = re.compile(
    r"(?i)^(?:movie|film|video|index|title\d*|main|vts_\d+_\d+|video_ts|feature|full|untitled|file|[0-9a-f]{16,}|[a-z0-9]{20,})$"
)

_ABBREVIATED = re.compile(r"(?i)^[a-z0-9]{2,12}-[a-z0-9]+(?:[._-][a-z0-9]+){0,8}$")
"""`grp-mtrx.1080p`: how release groups shorten file names; their folder has the full name."""
_SHORT_RELEASE = re.compile(r"[a-z0-9]{2,8}-[a-z0-9]{2,16}")
"""`grp-lntrn.s01e03`: the group and what it made of the series' name."""
_PLACE_IN_A_ROW = re.compile(r"^\d{1,2}(?:\.\s|\s-\s|\)\s)(?=\S)")
"""`2. Title` in a folder of several films."""
_YEAR_IN_FRONT = re.compile(r"(?P<year>(?:19|20)\d\d)[\s._]+(?=\S)")
_APART = re.compile(r"[\s._]*-[\s._]")
"""Between the word for a special and its title."""
_TOO_LONG = 100
"""No title has so many letters; the folder's is believed."""
_NO_NUMBERS = Marker(0, 0, "")


@dataclass(frozen=True, slots=True)
class ParsedName:
    """All that was understood of a name, and why."""

    kind: ItemKind | None = None
    """What it was taken for."""
    title: str = ""
    """A film's title; of episodes, seasons and series the series' name."""
    year: int | None = None
    """Of the film, or of the series if the name has it."""
    series: str = ""
    season: int | None = None
    episodes: tuple[int, ...] = ()
    absolute: tuple[int, ...] = ()
    """Numbers counted from the first episode on, whatever the season."""
    half: str = ""
    """`12.5` of a recap that stands between two episodes and has no number of its own."""
    air_date: str = ""
    episode_title: str = ""
    edition: str = ""
    part: int | None = None
    version: str = ""
    """The label of one of several versions of a film."""
    ids: dict[str, str] = field(default_factory=dict)
    source: str = ""
    """bluray, webdl, webrip, hdtv, tv, dvd, hddvd, hdrip, cam, telesync, telecine, workprint or vhs."""
    resolution: str = ""
    modifier: str = ""
    """remux, brdisk, rawhd, screener or regional."""
    proper: bool = False
    repack: bool = False
    revision: int = 1
    group: str = ""
    languages: tuple[str, ...] = ()
    """ISO 639-1 of the sound, `mul` for several unnamed ones."""
    subtitles: tuple[str, ...] = ()
    special: bool = False
    hdr: str = ""
    three_d: str = ""
    codec: str = ""
    audio: str = ""
    disc: bool = False
    """The file lies in a disc's own folder structure."""
    other_titles: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


def parse(path: str, kind: LibraryKind | None = None) -> ParsedName:
    """What the file at a path relative to its library is, by its name and those of the folders above."""
    parts = _components(path)
    if not parts:
        return ParsedName(reasons=("nothing there to read",))
    disc, part = False, None
    top = next((index for index, name in enumerate(parts[:-1]) if index and folders.is_disc_top(name)), None)
    if top is not None:
        parts, disc = parts[:top], True
    above = [folders.read(name) for name in parts[:-1]]
    while above and above[-1].part is not None:
        part = above.pop().part
    is_part_of_episode = bool(above) and above[-1].marker is not None
    own = folders.read(parts[-1]) if disc else None
    if disc and own is not None and own.part is not None and above:
        part = own.part
        parts = [above.pop().name]
    if disc and (of_season := folders.read(parts[-1])).season is not None and of_season.marker is None:
        home = homes.read([*above, of_season], kind)
        return ParsedName(
            ItemKind.EPISODE,
            title=home.title,
            year=home.year,
            series=home.title,
            season=home.season,
            ids=home.ids,
            part=part,
            disc=True,
            reasons=("a disc with several episodes of a season",),
        )
    parsed = _read_file(parts[-1], above, kind, is_folder=disc)
    if parsed.kind is ItemKind.EPISODE and not disc and not is_part_of_episode:
        # A season that came on several discs; each file is an episode, not a part of one.
        part = None
    if not disc and part is None:
        return parsed
    reasons = parsed.reasons + (("the folder above the disc's own folders",) if disc else ())
    if part is None:
        return replace(parsed, disc=disc, reasons=reasons)
    return replace(parsed, disc=disc, part=part, reasons=(*reasons, f"part {part} by its folder"))


def parse_folder(name: str, kind: LibraryKind | None = None) -> ParsedName:
    """What a folder is by its own name alone: a season, a series or a film; kind None if it says nothing."""
    folder = folders.read(_components(name)[-1] if _components(name) else "")
    if folder.is_season or (folder.season is not None and folder.title):
        return ParsedName(
            ItemKind.SEASON,
            title=folder.title,
            series=folder.title,
            year=folder.year,
            season=folder.season,
            ids=folder.ids,
            special=folder.season == 0,
            reasons=("season folder" if folder.is_season else "series and season in one folder",),
        )
    if folder.is_generic or folder.is_disc or folder.part is not None or not folder.title:
        return ParsedName(part=folder.part, disc=folder.is_disc, reasons=("a folder that names nothing",))
    if kind is LibraryKind.TV or folder.marker:
        is_series = not folder.marker
        return ParsedName(
            ItemKind.SERIES if is_series else ItemKind.EPISODE,
            title=folder.show,
            series=folder.show,
            year=folder.show_year,
            ids=folder.ids,
            season=folder.marker.season if folder.marker else None,
            episodes=folder.marker.episodes if folder.marker else (),
            reasons=("series folder" if is_series else "folder of one episode",),
        )
    own = marks.read(name, is_folder=True)
    parsed = _film(own, [], tags.read(own.text))
    return parsed if kind is LibraryKind.MOVIE else replace(parsed, kind=None)


def _components(path: str) -> list[str]:
    if "/" not in path and "\\" in path:
        path = path.replace("\\", "/")
    return [name for name in path.split("/") if name and name != "."][-_DEEPEST:]


def _read_file(file: str, above: list[folders.Folder], kind: LibraryKind | None, *, is_folder: bool) -> ParsedName:
    name = marks.read(file, is_folder=is_folder)
    found = tags.read(name.text)
    if kind is LibraryKind.MOVIE:
        marker = season_and_episode(name.text)
        if marker is None:
            return _film(name, above, found)
    home = homes.read(above, kind)
    tv = kind is LibraryKind.TV or home.is_tv
    marker = shows.find(name, found, shows.Around(tv, home.season, home.title))
    if marker is None and home.episode is not None and home.episode.marker is not None:
        return _episode(name, found, replace(home.episode.marker, start=0, end=len(name.text)), home)
    if marker is not None and not (kind is None and not tv and shows.is_titled_by_day(found, marker)):
        return _episode(name, found, marker, home)
    return _unnumbered(name, found, home) if tv else _film(name, above, found)


def _episode(name: marks.Name, found: tags.Words, marker: Marker, home: homes.Home) -> ParsedName:
    episode = shows.read(name, found, marker)
    marker, quality = episode.marker, episode.quality
    reasons = [marker.reason]
    series, year, ids = episode.series, episode.year, name.ids
    if not series and name.group and not home.title:
        series, quality = name.group, quality._replace(group="")
    title = _without_series(episode.title, home.title)
    if not series and not home.title:
        series, title = _series_behind(title, marker)
    if home.title and (not series or home.certain or _is_less(series, marker, home)):
        same = clean.key(series) == clean.key(home.title)
        if not same:
            reasons.append(f"series by its folder, not “{series}”" if series else "series by its folder")
        series, year, ids = home.title, home.year or (year if same else None), {**home.ids, **ids}
    if marker.is_unnumbered_special and not (title and _APART.match(name.text, marker.end)):
        whole = films.read(name, found).title
        if home.title and home.season != 0 and not _says_special(whole, home.title):
            return _unnumbered(name, found, home)
        series, title = _special(whole, series, home)
    season = marker.season
    if season is None and home.season is not None and marker is not _NO_NUMBERS:
        season = home.season
        reasons.append("season by its folder")
    if season is None and marker.episodes:
        season = 1
    return _parsed(
        ItemKind.EPISODE,
        quality,
        tuple(reasons),
        title=series,
        year=year,
        ids=ids,
        marker=marker,
        season=season,
        episode_title=title,
        special=episode.special or season == 0,
    )


def _without_series(title: str, series: str) -> str:
    """An episode's title without its series' in front: `05 Series - Title`."""
    first, dash, rest = title.partition(" - ")
    return rest if dash and clean.same(first, series) else title


def _is_less(series: str, marker: Marker, home: homes.Home) -> bool:
    """Whether the file's name for the series says less than the folder's: alike, shortened or no name at all."""
    of_folder = home.episode.marker if home.episode is not None else None
    if of_folder is not None and (of_folder.season, of_folder.episodes) == (marker.season, marker.episodes):
        return True
    if _SHORT_RELEASE.fullmatch(series) or folders.read(series).part is not None:
        return True
    return homes.alike(series, home.title) or _OBSCURE.match(series) is not None


def _series_behind(title: str, marker: Marker) -> tuple[str, str]:
    """Series and episode's title where both stand behind the numbers: `2021-03-05 - Show`, `[1x05] Show - Title`."""
    first, dash, rest = title.partition(" - ")
    if dash:
        return first, rest
    return (title, "") if marker.air_date else ("", title)


def _unnumbered(name: marks.Name, found: tags.Words, home: homes.Home) -> ParsedName:
    """A file among episodes that has no number: its name is a title."""
    film = films.read(name, found)
    title = clean.behind(film.title, home.title)
    return _parsed(
        ItemKind.EPISODE,
        film.quality,
        ("no episode number in the name",),
        title=home.title or film.title,
        year=home.year if home.title else film.year,
        ids={**home.ids, **name.ids},
        season=home.season if home.season is not None else home.shelf,
        episode_title=title if home.title else "",
        part=film.part,
        special=home.season == 0,
    )


def _special(whole: str, series: str, home: homes.Home) -> tuple[str, str]:
    """Series and title of a special without a number: its whole name is the title, `Christmas Special`."""
    if home.title:
        return series, clean.behind(whole, home.title)
    first, dash, rest = whole.partition(" - ")
    return (first, rest) if dash else (series, "")


def _says_special(whole: str, series: str) -> bool:
    """Whether a name does so beside the series' own, which may be called so."""
    return not clean.same(whole, series) and bare.special(clean.behind(whole, series)) is not None


def _film(name: marks.Name, above: list[folders.Folder], found: tags.Words) -> ParsedName:
    film = films.read(name, found)
    parent = above[-1] if above else None
    title, year, reasons = film.title, film.year, list(film.reasons)
    if parent is not None and parent.is_container:
        title = _PLACE_IN_A_ROW.sub("", title)
    quality, ids, others = film.quality, name.ids, film.other_titles
    if name.group and not name.group.isascii():
        others, quality = (*others, name.group), quality._replace(group=release.release_group(found, 0))
    if parent is not None and _names_the_film(parent, film, name.text):
        if parent.year == year and clean.key(parent.title) == clean.key(title):
            title = clean.better_spelled(parent.title, title)
        elif parent.title != title or parent.year != year:
            reasons.append(f"title and year by its folder “{parent.name}”")
            title, year = parent.title, parent.year or year
        if parent.has_release_words and not quality.resolution and not quality.source:
            quality = release.completed(quality, parent.quality)
        elif parent.quality.edition and not quality.edition:
            quality = quality._replace(edition=parent.quality.edition)
        ids, others = {**parent.ids, **ids} if parent.ids else ids, others or parent.other_titles
    in_front = _YEAR_IN_FRONT.match(parent.name) if year is None and parent is not None else None
    if in_front and parent is not None and clean.same(parent.name[in_front.end() :], title):
        year = int(in_front["year"])
        reasons.append(f"year by its folder “{parent.name}”")
    if year is None and (shelf := _shelf(above, title)) is not None:
        year = shelf.year
        reasons.append("year by the shelf it stands on")
    return _parsed(
        ItemKind.MOVIE,
        quality,
        tuple(reasons),
        title=title or next(iter(ids.values()), ""),
        year=year,
        ids=ids,
        part=film.part,
        version=film.version,
        other_titles=others,
    )


def _shelf(above: list[folders.Folder], title: str) -> folders.Folder | None:
    """The folder of a year that the film stands in, alone or in a folder of its name."""
    own = bool(above) and clean.same(above[-1].title, title)
    shelf = above[-2] if own and len(above) > 1 else above[-1] if above else None
    return shelf if shelf is not None and shelf.is_generic and shelf.year and shelf.name != title else None


def _names_the_film(parent: folders.Folder, film: films.Film, file: str) -> bool:
    """Whether the folder above is the film's own and knows better than the file."""
    if parent.is_generic or not parent.title or parent.is_container or parent.season is not None:
        return False
    if _OBSCURE.match(film.title) or not clean.has_words(film.title):
        return True
    if parent.has_release_words and _ABBREVIATED.match(file):
        return True
    own, theirs = clean.key(film.title), clean.key(parent.title)
    if film.year is not None:
        return parent.year == film.year and (own == theirs or _related(film.title, parent.title))
    return (
        parent.year is not None
        or bool(parent.ids)
        or own == theirs
        or (len(own) > _TOO_LONG and own.startswith(theirs))
    )


def _related(one: str, other: str) -> bool:
    """Whether two titles share most of their words, or one is the start of the other."""
    first, second = set(titles.search_text(one).split()), set(titles.search_text(other).split())
    shared = len(first & second)
    return shared * 2 >= min(len(first), len(second)) or clean.key(one).startswith(clean.key(other))


def _parsed(
    kind: ItemKind,
    quality: release.Quality,
    reasons: tuple[str, ...],
    *,
    title: str,
    year: int | None,
    ids: dict[str, str],
    marker: Marker = _NO_NUMBERS,
    season: int | None = None,
    episode_title: str = "",
    part: int | None = None,
    version: str = "",
    special: bool = False,
    other_titles: tuple[str, ...] = (),
) -> ParsedName:
    """All at once: a second pass over so many fields would cost as much as the reading."""
    return ParsedName(
        kind=kind,
        title=title,
        year=year,
        series="" if kind is ItemKind.MOVIE else title,
        season=season,
        episodes=marker.episodes,
        absolute=marker.absolute,
        half=marker.half,
        air_date=marker.air_date,
        episode_title=episode_title,
        edition=quality.edition,
        part=part,
        version=version,
        ids=ids,
        source=quality.source,
        resolution=quality.resolution,
        modifier=quality.modifier,
        proper=quality.proper or marker.revision > 1,
        repack=quality.repack,
        revision=marker.revision,
        group=quality.group,
        languages=quality.languages,
        subtitles=quality.subtitles,
        special=special,
        hdr=quality.hdr,
        three_d=quality.three_d,
        codec=quality.codec,
        audio=quality.audio,
        other_titles=other_titles,
        reasons=reasons,
    )
