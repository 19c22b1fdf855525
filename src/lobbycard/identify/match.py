"""Which of the hits is meant: scored with reasons, identified only when it is sure, else left to the person."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from lobbycard.identify import titles_alike
from lobbycard.model.facts import Hit
from lobbycard.model.kinds import ItemKind

ACCEPTED = 0.86
LEAD = 0.06
ACCEPTED_ALONE = 0.80
"""Enough when title and year are the same and nothing else has this title."""
PROPOSED = 0.60
CONTRADICTED = 0.05
"""A length below this speaks against a thing, whatever else fits."""
CONFIRMED = 0.3
"""A length of at least this confirms a title whose year is unknown or a little off."""
MOST_SEARCHES = 6
_TITLE, _YEAR, _LENGTH, _POPULARITY, _KIND = 0.60, 0.20, 0.12, 0.05, 0.03
_OTHER_TITLE = 0.97
"""A translated or alternative title counts a little less than a thing's own."""
_MAIN_PART = 0.90
"""A title without its subtitle."""
_WRONG_COUNTRY = 0.15
_YEAR_OFF = 0.8
"""The value of a year that is one apart."""
_FAR_YEARS = (0.0, 0.4)
"""Values of years too far apart to be two people's count of the same year."""
_PAL = 25 / 24
"""Films for European television run faster."""


class Outcome(StrEnum):
    """What is to be done about the hits."""

    IDENTIFIED = "identified"
    ASK = "ask"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class MatchQuery:
    """What is known of the files."""

    kind: ItemKind
    titles: tuple[str, ...]
    """The likeliest first."""
    year: int | None = None
    minutes: float | None = None
    """The real duration of the film, all parts together."""
    episodes: frozenset[tuple[int, int]] = frozenset()
    """Season and number of the files of a series."""
    country: str = ""
    """A country tag in the name (US, GB)."""

    def with_country(self) -> "MatchQuery":
        """The same, the country behind a title read as such; providers find the title without it."""
        told = [titles_alike.without_country(title) for title in self.titles]
        country = next((code for _, code in told if code), self.country)
        return replace(
            self, titles=tuple(dict.fromkeys((*(title for title, _ in told), *self.titles))), country=country
        )


class Evidence(NamedTuple):
    """One part of a score, with the reason for people."""

    name: str
    weight: float
    value: float
    reason: str


@dataclass(frozen=True, slots=True)
class Scored:
    """A thing with its score; `hits` are the same thing at several providers, the preferred one first."""

    hits: tuple[Hit, ...]
    score: float
    evidence: tuple[Evidence, ...]
    is_same_title: bool
    """The title is the same, in whatever spelling."""

    @property
    def hit(self) -> Hit:
        """The preferred provider's."""
        return self.hits[0]

    @property
    def ids(self) -> dict[str, str]:
        """The ids that all providers tell together."""
        found: dict[str, str] = {}
        for hit in self.hits:
            for name, value in {hit.provider: hit.provider_id, **hit.ids}.items():
                found.setdefault(name, value)
        return found

    def value(self, name: str) -> float | None:
        """The value of one part, or None when there was no evidence of it."""
        return next((part.value for part in self.evidence if part.name == name), None)


class Decision(NamedTuple):
    """What follows from the scores."""

    outcome: Outcome
    best: Scored | None
    candidates: tuple[Scored, ...]
    """The best first; what is kept for the person to choose from."""
    reason: str


def queries(query: MatchQuery) -> list[tuple[str, int | None]]:
    """Texts and years to search by, in order; stop at the first that leads to an identification."""
    found: list[tuple[str, int | None]] = []
    for title in query.titles:
        found += [(title, query.year), (title, None)]
    for title in query.titles:
        found += [(variant, None) for variant in titles_alike.variants(title)]
    return list(dict.fromkeys(found))[:MOST_SEARCHES]


def rank(query: MatchQuery, hits: Sequence[Hit]) -> list[Scored]:
    """The things behind the hits, best first; equal scores in the order of their hits."""
    things = _merged([hit for hit in hits if hit.kind is query.kind])
    popularity = _popularity(things)
    scored = [_scored(query, thing, popularity) for thing in things]
    return sorted(scored, key=lambda one: -one.score)


def decide(query: MatchQuery, scored: Sequence[Scored]) -> Decision:
    """Identified when one is sure and clearly ahead; else ask, or none when nothing comes near."""
    candidates = tuple(one for one in scored if one.score >= PROPOSED)
    if not candidates:
        return Decision(Outcome.NONE, None, tuple(scored[:5]), "Nothing with such a title was found.")
    best, rivals = candidates[0], candidates[1:]
    objection = _objection(query, best, rivals)
    if objection:
        return Decision(Outcome.ASK, best, candidates, objection)
    return Decision(Outcome.IDENTIFIED, best, candidates, "; ".join(part.reason for part in best.evidence))


def is_settled(decision: Decision) -> bool:
    """True when further searches are useless: it is identified, or things of the same title are known and details
    (length, episodes, other titles) must tell more."""
    return decision.outcome is Outcome.IDENTIFIED or (decision.best is not None and decision.best.is_same_title)


def _objection(query: MatchQuery, best: Scored, rivals: Sequence[Scored]) -> str:
    """Why the best must not be taken without asking; empty when it may."""
    if best.hit.is_video:
        return "The best one is a home video or adult title."
    if _length_value(best, 1.0) < CONTRADICTED:
        return next(part.reason for part in best.evidence if part.name == "length")
    if best.value("country") == 0.0:
        return next(part.reason for part in best.evidence if part.name == "country")
    if not best.is_same_title:
        return _other_title_objection(query, best, rivals)
    namesakes = [one for one in rivals if one.is_same_title and not one.hit.is_video]
    same_year = best.value("year") == 1.0
    if best.score < (ACCEPTED if namesakes or not same_year else ACCEPTED_ALONE):
        return f"The best one is not sure enough ({best.score:.0%})."
    if (best.value("year") or 0.0) in _FAR_YEARS and query.year is not None:
        return next(part.reason for part in best.evidence if part.name == "year")
    if not same_year and _length_value(best, 0.0) < CONFIRMED:
        return "The title is the same, but neither year nor length confirm it."
    if any(_is_as_good(query, best, one) for one in namesakes):
        return "Several things have this title" + (" and year." if query.year else ", and there is no year.")
    near = next((one for one in rivals if _is_near(best, one)), None)
    return f"“{near.hit.title}” comes as close." if near else ""


def _length_value(one: Scored, unknown: float) -> float:
    value = one.value("length")
    return unknown if value is None else value


def _is_as_good(query: MatchQuery, best: Scored, namesake: Scored) -> bool:
    """True when another of the same title has as good a year or, without a year, a length that may fit.

    A year is easily one off: of two namesakes in a row the nearer one needs its length to speak for it. A country in
    the name settles it between namesakes of different countries.
    """
    if best.value("country") == 1.0 and namesake.value("country") == 0.0:
        return False
    if query.year is not None:
        theirs = namesake.value("year") or 0.0
        return theirs == best.value("year") or (theirs >= _YEAR_OFF and _length_value(best, 0.0) < CONFIRMED)
    return _length_value(namesake, 1.0) > 2 * CONTRADICTED


def _is_near(best: Scored, rival: Scored) -> bool:
    """True when the lead is too small; where title and year agree, another title must fit better by length to count."""
    if best.score - rival.score >= LEAD or rival.hit.is_video:
        return False
    if rival.is_same_title or best.value("year") != 1.0:
        return True
    return _length_value(rival, 0.0) > _length_value(best, 0.0)


def _other_title_objection(query: MatchQuery, best: Scored, rivals: Sequence[Scored]) -> str:
    """A title that is not the same is taken only when year and length agree to the point and nothing else is near."""
    title, length = best.value("title") or 0.0, best.value("length")
    numbers = any(titles_alike.has_same_numbers(one, other) for one in query.titles for other in _titles(best.hit))
    enough_files = query.kind is not ItemKind.SERIES or len(query.episodes) >= 5
    sure = title >= 0.9 and numbers and best.value("year") == 1.0 and length == 1.0 and enough_files
    if sure and not any(one.score > best.score - 2 * LEAD for one in rivals):
        return ""
    return f"No title is the same; “{best.hit.title}” is the nearest."


def _scored(query: MatchQuery, thing: tuple[Hit, ...], popularity: dict[int, float]) -> Scored:
    title, is_same = _title(query, thing)
    parts = [title, _year(query, thing), _length(query, thing), _kind(thing)]
    if id(thing[0]) in popularity:
        parts.append(Evidence("popularity", _POPULARITY, popularity[id(thing[0])], "more or less known"))
    evidence = tuple(part for part in parts if part is not None)
    score = sum(part.weight * part.value for part in evidence) / sum(part.weight for part in evidence)
    country = next((hit.country for hit in thing if hit.country), "")
    if query.country and country:
        fits = query.country.upper() == country.upper()
        evidence += (Evidence("country", 0.0, float(fits), f"made in {country}"),)
        score -= 0.0 if fits else _WRONG_COUNTRY
    return Scored(thing, max(0.0, round(score, 6)), evidence, is_same)


def _title(query: MatchQuery, thing: tuple[Hit, ...]) -> tuple[Evidence, bool]:
    best, best_title, is_same = 0.0, thing[0].title, False
    for hit in thing:
        for factor, known in ((1.0, (hit.title, hit.original_title)), (_OTHER_TITLE, hit.other_titles)):
            for title in filter(None, known):
                for asked in query.titles:
                    alike = titles_alike.similarity(asked, title)
                    if alike < _MAIN_PART and titles_alike.is_main_part(asked, title):
                        alike = _MAIN_PART
                    same = alike == 1.0
                    if (same, alike * factor) > (is_same, best):
                        best, best_title, is_same = alike * factor, title, same
    words = "same title" if is_same else f"title {best:.0%} alike"
    return Evidence("title", _TITLE, best, f"{words}: {best_title}"), is_same


def _year(query: MatchQuery, thing: tuple[Hit, ...]) -> Evidence | None:
    if query.year is None:
        return None
    known = [hit.year for hit in thing if hit.year]
    if not known:
        return Evidence("year", _YEAR, 0.5, "its year is not known")
    elsewhere = {year for hit in thing for year in hit.years}
    distance = min(abs(query.year - year) for year in known)
    if distance == 0:
        return Evidence("year", _YEAR, 1.0, f"same year: {query.year}")
    if query.year in elsewhere and distance <= 2:
        return Evidence("year", _YEAR, 1.0, f"released in another country in {query.year}")
    value = {1: _YEAR_OFF, 2: 0.4}.get(distance, 0.0)
    return Evidence("year", _YEAR, value, f"{distance} year{'s' * (distance > 1)} apart: {known[0]}")


def _length(query: MatchQuery, thing: tuple[Hit, ...]) -> Evidence | None:
    if query.kind is ItemKind.SERIES:
        return _episodes(query, thing)
    known = next((hit.runtime for hit in thing if hit.runtime), None)
    if not query.minutes or not known:
        return None
    reason = f"{query.minutes:.0f} min, expected {known}"
    apart = min(abs(query.minutes - known), abs(query.minutes * _PAL - known))
    share = apart / known
    if abs(query.minutes - known) <= 2 or share <= 0.02:
        value = 1.0
    elif share <= 0.06:
        value = 0.7
    elif share <= 0.15:
        value = 0.3
    else:
        value = 0.1 if 0.6 <= query.minutes / known <= 1.6 else 0.0  # long cuts exist; a third is another thing
    return Evidence("length", _LENGTH, value, reason)


def _episodes(query: MatchQuery, thing: tuple[Hit, ...]) -> Evidence | None:
    known = [hit.episodes for hit in thing if hit.episodes]
    if not query.episodes or not known:
        return None
    present = max(len(query.episodes & episodes) for episodes in known)
    share = present / len(query.episodes)
    reason = f"{present} of {len(query.episodes)} episodes exist"
    return Evidence("length", _LENGTH, share if share >= 0.5 else 0.0, reason)


def _kind(thing: tuple[Hit, ...]) -> Evidence:
    odd = thing[0].is_video
    return Evidence("kind", _KIND, 0.0 if odd else 1.0, "home video or adult title" if odd else "the right kind")


def _popularity(things: Iterable[tuple[Hit, ...]]) -> dict[int, float]:
    """For each thing with votes the share of its logarithm in the most voted's: a tie-breaker, no more."""
    votes = {id(thing[0]): max(hit.votes for hit in thing) for thing in things}
    most = max(votes.values(), default=0)
    if most <= 0:
        return {}
    return {key: math.log1p(max(0, count)) / math.log1p(most) for key, count in votes.items()}


def _merged(hits: Sequence[Hit]) -> list[tuple[Hit, ...]]:
    """The hits of several providers that mean the same thing, together."""
    things: list[list[Hit]] = []
    for hit in hits:
        linked = [thing for thing in things if any(_is_linked(hit, other) for other in thing)]
        if not linked:
            linked = [thing for thing in things if _fits(hit, thing)]
            linked = linked if len(linked) == 1 else []
        if linked:
            linked[0].append(hit)
            for other in linked[1:]:
                linked[0] += other
                things.remove(other)
        else:
            things.append([hit])
    return [tuple(_unrepeated(thing)) for thing in things]


def _unrepeated(thing: list[Hit]) -> list[Hit]:
    """One hit per provider's entry, the one that knows most of it: a search found it, then its details were asked."""
    found: dict[tuple[str, str], Hit] = {}
    for hit in thing:
        key = (hit.provider, hit.provider_id)
        found[key] = _fuller(found[key], hit) if key in found else hit
    return list(found.values())


def _fuller(one: Hit, other: Hit) -> Hit:
    return replace(
        one,
        other_titles=tuple(dict.fromkeys((*one.other_titles, *other.other_titles))),
        years=tuple(sorted({*one.years, *other.years})),
        runtime=one.runtime or other.runtime,
        votes=max(one.votes, other.votes),
        country=one.country or other.country,
        ids={**other.ids, **one.ids},
        episodes=one.episodes | other.episodes,
        is_video=one.is_video or other.is_video,
    )


def _own_ids(hit: Hit) -> dict[str, str]:
    return {**hit.ids, hit.provider: hit.provider_id}


def _is_linked(one: Hit, other: Hit) -> bool:
    """Linked by an id that both name, unless another id contradicts."""
    left, right = _own_ids(one), _own_ids(other)
    shared = [left[name] == right[name] for name in left.keys() & right.keys()]
    return bool(shared) and all(shared)


def _fits(hit: Hit, thing: list[Hit]) -> bool:
    """The same title and year as one of the others, and no id that contradicts any of them."""
    if not any(_is_alike(hit, other) for other in thing):
        return False
    own = _own_ids(hit)
    known = [_own_ids(other) for other in thing]
    return all(own[name] == ids[name] for ids in known for name in own.keys() & ids.keys())


def _is_alike(one: Hit, other: Hit) -> bool:
    if one.provider == other.provider or one.year is None or one.year != other.year:
        return False
    return any(titles_alike.is_same(a, b) for a in _own_titles(one) for b in _own_titles(other))


def _own_titles(hit: Hit) -> tuple[str, ...]:
    return tuple(filter(None, (hit.title, hit.original_title)))


def _titles(hit: Hit) -> tuple[str, ...]:
    return (*_own_titles(hit), *hit.other_titles)
