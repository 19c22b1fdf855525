"""What an item may be, as the identify screen shows it: the same thing at several providers is one entry."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from lobbycard.store.identity import Proposal

_YEAR = re.compile(r"^(?P<title>.+?)[\s,]*[(\[]?(?P<year>(?:18|19|20)\d\d)[)\]]?$")
_ID = re.compile(r"^(?:https?://\S+|www\.\S+|\w+://\S+|tt\d{6,}|[a-z]+:\S+)$", re.IGNORECASE)


class Thing(NamedTuple):
    """A film or series that an item may be."""

    title: str
    original_title: str
    year: int | None
    overview: str
    poster_url: str
    runtime: int | None
    score: float
    reasons: tuple[str, ...]
    entries: tuple[tuple[str, str], ...]
    """Provider and id, the first one asked for first."""

    @property
    def providers(self) -> tuple[str, ...]:
        """Who knows it."""
        return tuple(provider for provider, _ in self.entries)


def merged(proposals: Iterable[Proposal]) -> list[Thing]:
    """Entries of several providers as things, the best first: those that share an id are one."""
    groups: list[list[Proposal]] = []
    for one in proposals:
        known = [group for group in groups if any(_is_same(one, other) for other in group)]
        joined = [entry for group in known for entry in group]
        groups = [group for group in groups if group not in known]
        groups.append([*joined, one])
    things = [_thing(sorted(group, key=lambda one: -one.score)) for group in groups]
    return sorted(things, key=lambda thing: -thing.score)


def _is_same(one: Proposal, other: Proposal) -> bool:
    if one.provider == other.provider:
        return one.provider_id == other.provider_id
    mine, theirs = _ids(one), _ids(other)
    shared = mine.keys() & theirs.keys()
    return bool(shared) and all(mine[name] == theirs[name] for name in shared)


def _ids(one: Proposal) -> dict[str, str]:
    return {**one.ids, one.provider: one.provider_id}


def _thing(group: Sequence[Proposal]) -> Thing:
    best = group[0]
    entries = dict.fromkeys((one.provider, one.provider_id) for one in group)
    return Thing(
        best.title,
        best.original_title,
        best.year,
        next((one.overview for one in group if one.overview), ""),
        next((one.poster_url for one in group if one.poster_url), ""),
        next((one.runtime for one in group if one.runtime), None),
        best.score,
        best.reasons,
        tuple(entries),
    )


def split_year(said: str) -> tuple[str, int | None]:
    """What was typed as a title and, where one stands behind it, a year: `Metropolis 1927`."""
    match = _YEAR.match(said.strip())
    if match is None:
        return said.strip(), None
    return match["title"].strip(), int(match["year"])


def looks_like_id(said: str) -> bool:
    """It is an address or an id, and not a title to search for."""
    return _ID.match(said.strip()) is not None


def runtime_note(theirs: int | None, minutes: float | None) -> tuple[str, bool | None]:
    """The length beside that of the file, and whether they go together (None: who knows)."""
    if theirs is None:
        return ("length not known" if minutes is None else f"length not known, the file has {minutes:.0f} min"), None
    if minutes is None or minutes < 1:
        return f"{theirs} min", None
    fits = abs(theirs - minutes) <= max(3.0, 0.06 * theirs)
    return f"{theirs} min, the file {minutes:.0f}", fits
