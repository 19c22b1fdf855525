"""How good a picture is for its purpose, from 0 to 100, and why: a pure function of what is known of it."""

from functools import lru_cache
from typing import NamedTuple

from lobbycard.assets import rules
from lobbycard.assets.rules import Context, Rule
from lobbycard.model.kinds import TEXTLESS, AssetFailure
from lobbycard.model.scorable import Scorable

PRIOR = 5.5
"""What a picture without votes is worth, of 10."""
_PRIOR_VOTES = 10
_VOTE_FLOOR = 3
"""Below this, providers' means are artefacts of their damping."""
_ASSUMED_VOTES = 5
"""Of a mean whose number of votes is not told."""
_LIKES_GAIN, _LIKES_HALF = 3.0, 10
"""Likes only ever add: at most so much, half of it for so many."""
_UNKNOWN_SIZE = 0.6
_UNKNOWN_LANGUAGE, _UNLISTED_LANGUAGE = 0.3, 0.0
_RELATED_LANGUAGE = 0.9
"""The same language of another region, as a share of the wanted one."""


class Score(NamedTuple):
    """A total and the parts it is made of, each 0 to 1 before its weight."""

    total: float
    """0 to 100."""
    resolution: float
    votes: float
    language: float
    provider: float
    excluded: str = ""
    """Why the rule leaves the picture out, in words; empty when it does not."""


class Part(NamedTuple):
    """One line of an explanation."""

    name: str
    points: float
    """Of `most`."""
    most: float
    reason: str


class _Tables(NamedTuple):
    """What a rule means in a context, looked up instead of worked out for each picture."""

    languages: dict[str, float]
    order: tuple[str, ...]
    providers: dict[str, float]


def score(candidate: Scorable, rule: Rule, context: Context) -> Score:
    """How good a picture is."""
    tables = _tables(rule, context)
    size = candidate.size
    resolution = _resolution(size, rule.good_width, rule.good_height)
    votes = _votes(candidate.rating, candidate.votes, candidate.likes)
    language = _language(candidate.language, tables)
    provider = tables.providers.get(candidate.provider, 0.0)
    weights = rule.weights
    total = (
        resolution * weights.resolution
        + votes * weights.votes
        + language * weights.language
        + provider * weights.provider
    )
    return Score(
        round(100 * total, 2), resolution, votes, language, provider, _excluded(candidate, size, rule, language)
    )


def rank(candidate: Scorable, scored: Score) -> tuple[bool, float, int, str, int]:
    """A sort key, best first, the same on every run: usable ones by score, then area, address and id."""
    area = (candidate.width or 0) * (candidate.height or 0)
    return bool(scored.excluded), -scored.total, -area, candidate.url, candidate.key


def explain(candidate: Scorable, rule: Rule, context: Context) -> tuple[Part, ...]:
    """Each part of a picture's score with its reason."""
    scored = score(candidate, rule, context)
    weights = rule.weights
    lines = (
        ("Size", scored.resolution, weights.resolution, _size_reason(candidate, rule)),
        ("Votes", scored.votes, weights.votes, _votes_reason(candidate)),
        ("Language", scored.language, weights.language, _language_reason(candidate, rule, context)),
        ("Source", scored.provider, weights.provider, _provider_reason(candidate, rule)),
    )
    return tuple(Part(name, round(100 * value * w, 1), round(100 * w, 1), reason) for name, value, w, reason in lines)


@lru_cache(maxsize=256)
def _tables(rule: Rule, context: Context) -> _Tables:
    order = rules.order(rule, context)
    languages = {language: (len(order) - at) / len(order) for at, language in enumerate(order)}
    # The first place counts most: what was asked for beats what would do.
    languages = {language: value if value == 1 else value * 0.75 for language, value in languages.items()}
    count = len(rule.providers)
    return _Tables(languages, order, {name: (count - at) / count for at, name in enumerate(rule.providers)})


@lru_cache(maxsize=4096)
def _resolution(size: tuple[int, int] | None, good_width: int, good_height: int) -> float:
    if size is None:
        return _UNKNOWN_SIZE
    return float(min(size[0] / good_width, size[1] / good_height, 1.0) ** 0.5)


@lru_cache(maxsize=65536)
def _votes(rating: float | None, votes: int | None, likes: int | None) -> float:
    """The Bayesian mean: few votes say little, so one of 10 does not beat 200 of 8."""
    value = PRIOR
    if rating is not None and (count := _ASSUMED_VOTES if votes is None else votes) >= _VOTE_FLOOR:
        value = (PRIOR * _PRIOR_VOTES + min(10.0, max(0.0, rating)) * count) / (_PRIOR_VOTES + count)
    if likes and likes > 0:
        value = max(value, PRIOR + _LIKES_GAIN * likes / (likes + _LIKES_HALF))
    return value / 10


def _language(language: str, tables: _Tables) -> float:
    if (value := tables.languages.get(language)) is not None:
        return value
    if not language:
        return 0.8 if tables.order[:1] == (TEXTLESS,) else _UNKNOWN_LANGUAGE
    family = language.partition("-")[0]
    related = [value for wanted, value in tables.languages.items() if wanted.partition("-")[0] == family]
    return max(related) * _RELATED_LANGUAGE if related else _UNLISTED_LANGUAGE


def _excluded(candidate: Scorable, size: tuple[int, int] | None, rule: Rule, language: float) -> str:
    if candidate.is_rejected:
        return "rejected"
    if candidate.is_stale:
        return "no longer offered"
    if candidate.failure in (AssetFailure.UNAVAILABLE, AssetFailure.REFUSED):
        return "cannot be fetched" if candidate.failure is AssetFailure.UNAVAILABLE else "not a usable picture"
    if rule.max_count == 0:
        return "this type is switched off"
    if size and (wrong := _wrong_size(size, rule)):
        return wrong
    if rule.asset_type in rules.BARE and candidate.language and language == _UNLISTED_LANGUAGE:
        return "has words on it"
    return _wrong_transparency(candidate, rule)


@lru_cache(maxsize=4096)
def _wrong_size(size: tuple[int, int], rule: Rule) -> str:
    width, height = size
    if width < rule.min_width or height < rule.min_height:
        return f"too small: {width}x{height}, at least {rule.min_width}x{rule.min_height} is wanted"
    if rule.aspect is not None and abs(width / height / rule.aspect - 1) > rule.aspect_tolerance:
        return f"wrong shape: {width / height:.2f}:1 instead of {rule.aspect:.2f}:1"
    return ""


def _wrong_transparency(candidate: Scorable, rule: Rule) -> str:
    if rule.asset_type not in rules.SEE_THROUGH:
        return ""
    if candidate.has_alpha is False:
        return "not transparent"
    if candidate.foreground_ratio is not None and candidate.foreground_ratio < 0.01:
        return "nothing to be seen on it"
    return ""


def _size_reason(candidate: Scorable, rule: Rule) -> str:
    if candidate.size is None:
        return "size not known"
    return f"{candidate.width}x{candidate.height} of {rule.good_width}x{rule.good_height}"


def _votes_reason(candidate: Scorable) -> str:
    said = []
    if candidate.rating is not None and candidate.votes is None:
        said.append(f"{candidate.rating:.1f} by an unknown number of votes")
    elif candidate.rating is not None and candidate.votes:
        few = ", too few to count" if candidate.votes < _VOTE_FLOOR else ""
        said.append(f"{candidate.rating:.1f} by {candidate.votes} {'vote' if candidate.votes == 1 else 'votes'}{few}")
    if candidate.likes:
        said.append(f"{candidate.likes} {'like' if candidate.likes == 1 else 'likes'}")
    return ", ".join(said) or "no votes"


def _language_reason(candidate: Scorable, rule: Rule, context: Context) -> str:
    order = rules.order(rule, context)
    if not candidate.language:
        return "language not known"
    if candidate.language in order:
        return f"{candidate.language}, choice {order.index(candidate.language) + 1} of {len(order)}"
    return f"{candidate.language}, not among {', '.join(order) or 'any'}"


def _provider_reason(candidate: Scorable, rule: Rule) -> str:
    if candidate.provider in rule.providers:
        place = rule.providers.index(candidate.provider) + 1
        return f"{candidate.provider}, choice {place} of {len(rule.providers)}"
    return f"{candidate.provider or 'unknown'}, not in the list"
