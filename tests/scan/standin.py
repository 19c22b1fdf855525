"""A plain reader of names, enough to try grouping without the real one."""

import re
from dataclasses import dataclass, field

from lobbycard.model.kinds import LibraryKind
from lobbycard.scan import seasons

_TAGS = re.compile(
    r"\b(?:2160p|1080p|720p|480p|bluray|web-?dl|webrip|dvdrip|hdtv|remux|x26[45]|h\.?26[45]|hevc|xvid|proper|repack"
    r"|internal|multi|german|limited|uhd|amzn|dts|ac3|extended|unrated|remastered|theatrical|imax)\b.*",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:^|[ (\[])((?:19|20)\d\d)(?:[)\] ]|$)")
_IDS = re.compile(r"[\[{(](tmdb|tvdb|imdb)(?:id)?[-=](\w+)[\]})]|\((tt\d+)\)")
_CODE = re.compile(
    r"\bs(\d{1,4})((?:-?e\d{1,3}|-\d{2,3})+)(?!\d)|\b(\d{1,2})x(\d{2,3})(?:-(?:\d{1,2}x)?(\d{2,3}))?", re.IGNORECASE
)
_SEASON = re.compile(r"\bs(\d{1,2})\b", re.IGNORECASE)
_DATE = re.compile(r"\b((?:19|20)\d\d)[ -](\d\d)[ -](\d\d)\b")
_ABSOLUTE = re.compile(r" - (\d{2,4})(?:v\d)?\b")
_PART = re.compile(r"[ -]+(?:cd|dvd|part|pt|disc)[ ]?(\d)\b|\((?:disc) \d\)", re.IGNORECASE)
_EDITION = re.compile(r"[\[{(-] ?(?:edition-)?(?:director's cut|final cut|special edition|25th.*)\W*$", re.IGNORECASE)


@dataclass(frozen=True)
class Name:
    """What a name says."""

    title: str = ""
    year: int | None = None
    series: str = ""
    season: int | None = None
    episodes: tuple[int, ...] = ()
    absolute: tuple[int, ...] = ()
    air_date: str = ""
    edition: str = ""
    resolution: str = ""
    ids: dict[str, str] = field(default_factory=dict)


def parse(path: str, kind: LibraryKind) -> Name:
    """The last part of a path, completed by the folders above."""
    *folders, name = path.split("/")
    stem = name.rpartition(".")[0]
    return _movie(stem, folders) if kind is LibraryKind.MOVIE else _episode(stem, folders)


def _plain(stem: str) -> str:
    text = _IDS.sub("", stem)
    text = re.sub(r"^\[[^\]]*\]\s*", "", text) if re.search(r"\]\s*\S", text) else text
    return re.sub(r"[._]+", " ", text).strip()


def _movie(stem: str, folders: list[str]) -> Name:
    text = _PART.sub("", _EDITION.sub("", _plain(stem)))
    years = list(_YEAR.finditer(text))
    year = years[-1] if years and years[-1].start() > 0 else None
    title = _TAGS.sub("", text[: year.start()] if year else text).strip(" -([")
    ids = {(match[1] or "imdb"): match[2] or match[3] for match in _IDS.finditer(stem)}
    if folders and (not year or re.match(r"grp-|movie$", stem)):
        above = _movie(folders[-1], [])
        if above.year and (re.match(r"grp-|movie$", stem) or above.title.lower() == title.lower()):
            return above
    resolution = next(iter(re.findall(r"\d{3,4}p", text)), "")
    return Name(title, int(year[1]) if year else None, resolution=resolution, ids=ids)


def _episode(stem: str, folders: list[str]) -> Name:
    text = _plain(stem)
    season: int | None = None
    episodes: tuple[int, ...] = ()
    absolute: tuple[int, ...] = ()
    date, start = "", len(text)
    if match := _CODE.search(text):
        season = int(match[1] or match[3])
        found = [int(number) for number in re.findall(r"\d+", match[2] or f"{match[4]} {match[5] or ''}")]
        episodes, start = tuple(range(found[0], found[-1] + 1)), match.start()
    elif match := _DATE.search(text):
        date, start = "-".join(match.groups()), match.start()
    elif match := _ABSOLUTE.search(text):
        absolute, start = (int(match[1]),), match.start()
    elif match := _SEASON.search(text):
        season, start = int(match[1]), match.start()
    elif (number := seasons.number(text)) is not None:
        return Name(season=number)
    show = _movie(text[:start].strip(" -") + ".", [])
    above = next((_movie(folder, []) for folder in reversed(folders) if seasons.number(folder) is None), None)
    title = show.title or (above.title if above else "")
    ids = {(match[1] or "imdb"): match[2] or match[3] for match in _IDS.finditer(stem)}
    return Name(title, show.year, title, season, episodes, absolute, date, ids=ids)
