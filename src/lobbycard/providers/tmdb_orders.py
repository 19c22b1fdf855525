"""Other orders of a series' episodes: TMDB keeps them as groups of episodes beside the order of airing."""

from collections.abc import Iterator
from dataclasses import replace

from lobbycard.model.facts import Facts, Part, Record
from lobbycard.providers import lenient
from lobbycard.providers.lenient import Json, Object

TYPES = {"absolute": 2, "dvd": 3}
"""The type of group that holds each order."""
_Number = tuple[int, int]


def group_id(answer: Json, order: str) -> str:
    """The id of the fullest group of this order, or nothing when the series has none."""
    fitting = [one for one in lenient.items(answer, "results") if lenient.integer(one, "type") == TYPES.get(order)]
    fullest = max(fitting, key=lambda one: lenient.integer(one, "episode_count") or 0, default=None)
    return lenient.text(fullest, "id") if fullest is not None else ""


def in_order(record: Record, group: Json, order: str) -> Record:
    """The record with its episodes numbered by a group; what the group leaves out is left out, specials stay."""
    numbers = _absolute(group) if order == "absolute" else _by_group(group)
    if not numbers:
        return record
    facts = Facts({**record.facts.fields, "episode_order": order}, record.facts.ids)
    others = tuple(replace(other, parts=tuple(_renumbered(other.parts, numbers, order))) for other in record.others)
    return replace(record, facts=facts, parts=tuple(_renumbered(record.parts, numbers, order)), others=others)


def _groups(group: Json) -> list[Object]:
    return sorted(lenient.items(group, "groups"), key=lambda one: lenient.integer(one, "order") or 0)


def _episodes(group: Object) -> Iterator[_Number]:
    """Season and number by airing, in the order of the group (its own count starts at 0)."""
    ordered = sorted(lenient.items(group, "episodes"), key=lambda one: lenient.integer(one, "order") or 0)
    for episode in ordered:
        season, number = lenient.integer(episode, "season_number"), lenient.integer(episode, "episode_number")
        if season is not None and number is not None:
            yield season, number


def _by_group(group: Json) -> dict[_Number, _Number]:
    """Each group is a season, the one of order 0 holds the specials."""
    found: dict[_Number, _Number] = {}
    for season in _groups(group):
        number = lenient.integer(season, "order")
        if number is not None and number >= 0:
            for position, aired in enumerate(_episodes(season), start=1):
                found.setdefault(aired, (number, position))
    return found


def _absolute(group: Json) -> dict[_Number, _Number]:
    """All groups but the specials' counted through, as one season."""
    through = [aired for season in _groups(group) for aired in _episodes(season) if aired[0] != 0]
    return {aired: (1, position) for position, aired in enumerate(dict.fromkeys(through), start=1)}


def _renumbered(parts: tuple[Part, ...], numbers: dict[_Number, _Number], order: str) -> Iterator[Part]:
    kept = {season for season, _ in numbers.values()} | {0}
    found = [part for part in parts if part.number is None and part.season in kept]
    for part in parts:
        if part.number is None:
            continue
        new = numbers.get((part.season, part.number))
        if new is not None:
            absolute = new[1] if order == "absolute" else part.absolute
            found.append(replace(part, season=new[0], number=new[1], absolute=absolute))
        elif part.season == 0 and (0, part.number) not in numbers.values():
            found.append(part)
    yield from sorted(found, key=lambda part: (part.season, -1 if part.number is None else part.number))
