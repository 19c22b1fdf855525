"""One video and the episodes in it, as far as its name and the others beside it say."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lobbycard.scan.placed import Placed, stem_of
from lobbycard.scan.videos import Parsed

_PADDED = re.compile(r"(?<!\d)0\d\d(?!\d)")
_HUNDREDS = re.compile(r"(?<!\d)[1-9]\d\d(?!\d)")
_THOUSANDS = re.compile(r"(?<!\d)0[1-9]\d\d(?!\d)")
_NO_SEASON = re.compile(r"(?<!\d)(?:00\d\d|0[1-9]00|0[1-9][6-9]\d)(?!\d)")
"""Of four digits, the first two cannot be a season, or the last two an episode of it."""
_FIRST_YEAR = 1900
"""Seasons from here on are named by their year."""


@dataclass(frozen=True, slots=True)
class EpisodeFile:
    """One video and the episodes in it."""

    file: Placed
    parsed: Parsed
    season: int | None
    episodes: tuple[int, ...]
    absolute: tuple[int, ...]
    air_date: str


def read(file: Placed, told: Parsed, season: int | None) -> EpisodeFile:
    """A video with what its name says; `season` is the folder's, for a name without one."""
    season = told.season if told.season is not None else season
    return EpisodeFile(file, told, season, tuple(told.episodes), tuple(told.absolute), told.air_date)


def has_number(told: Parsed) -> bool:
    """Whether a name has anything that only episodes have."""
    return is_placed(told) or bool(told.half)


def is_placed(told: Parsed) -> bool:
    """Whether there is a place for it: a recap between two episodes has none."""
    return bool(told.episodes or told.absolute or told.air_date)


def is_titled(told: Parsed) -> bool:
    """Whether it is told from others by its title alone, as specials are, and what belongs to a year: the sessions of
    a race, the videos of a channel."""
    by_title = told.season is not None and (told.season == 0 or told.season >= _FIRST_YEAR)
    return by_title and not has_number(told) and bool(told.episode_title)


def said(told: Parsed) -> str:
    """What the name says, as a reason."""
    if told.episodes:
        return f"its name says season {told.season}, episode {', '.join(map(str, told.episodes))}"
    if told.air_date:
        return f"its name says {told.air_date}"
    if is_titled(told):
        kind = "a special" if told.season == 0 else f"of season {told.season}"
        return f"{kind} called “{told.episode_title}”, without a number"
    return f"its name says number {', '.join(map(str, told.absolute))}"


def recounted(files: list[EpisodeFile]) -> list[EpisodeFile]:
    """The videos of a folder with `101` as the 101st where another one is called `001`, or `99` or `100`, which can
    only be counted through; `0745` as the 745th beside `0001`."""
    counted = {
        one.parsed.series
        for one in files
        if _is_counted(one) or _is_padded(stem_of(one.file.path), one.absolute or one.episodes)
    }
    through = {one.parsed.series for one in files if not one.air_date and _NO_SEASON.search(stem_of(one.file.path))}
    if not counted and not through:
        return files
    files = [_as_counted(one, _HUNDREDS) if one.parsed.series in counted else one for one in files]
    return [_as_counted(one, _THOUSANDS) if one.parsed.series in through else one for one in files]


def _is_counted(one: EpisodeFile) -> bool:
    """Whether a number was read that is neither a season's nor taken for the first season's."""
    return one.season is None and bool(one.absolute) and not one.episodes


def _is_padded(stem: str, numbers: Sequence[int]) -> bool:
    return any(int(found[0]) in numbers and int(found[0]) > 0 for found in _PADDED.finditer(stem))


def _as_counted(one: EpisodeFile, numbers: re.Pattern[str]) -> EpisodeFile:
    if one.season is None or len(one.episodes) != 1:
        return one
    number = one.season * 100 + one.episodes[0]
    if not any(int(found[0]) == number for found in numbers.finditer(stem_of(one.file.path))):
        return one
    return replace(one, season=None, episodes=(), absolute=(number,))


def by_number(files: Sequence[EpisodeFile]) -> dict[tuple[int | None, tuple[int, ...]], str]:
    """The video of each season and episodes, where there is just one."""
    paths: dict[tuple[int | None, tuple[int, ...]], str] = {}
    for one in files:
        key = (one.season, one.episodes)
        paths[key] = "" if key in paths or not one.episodes else one.file.path
    return paths


def in_order(one: EpisodeFile) -> tuple[int, tuple[int, ...], tuple[int, ...], str, str]:
    """To sort by."""
    return -1 if one.season is None else one.season, one.episodes, one.absolute, one.air_date, one.file.path
