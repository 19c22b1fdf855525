"""Which pictures of one type an item gets: by the rule, around what a person has decided."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from lobbycard.assets import fold, score
from lobbycard.assets.fold import Print
from lobbycard.assets.rules import Context, Rule
from lobbycard.assets.score import Score
from lobbycard.model.kinds import SelectedBy
from lobbycard.model.scorable import Scorable

LIKE_REJECTED = "like one that was rejected"


class Ranked(NamedTuple):
    """A candidate in its place."""

    candidate: Scorable
    score: Score
    duplicate_of: int | None
    """The key of the better picture that stands for it."""


class Choice(NamedTuple):
    """What comes of a rule."""

    selected: tuple[Scorable, ...]
    """In the order in which they are published."""
    ranked: tuple[Ranked, ...]
    """All candidates, best first, those left out last."""
    missing: int
    """How many more the rule wants at least."""


def rank(candidates: Sequence[Scorable], rule: Rule, context: Context) -> tuple[Ranked, ...]:
    """All candidates with scores, best first, near duplicates marked."""
    rejected = [_print(candidate) for candidate in candidates if candidate.is_rejected]
    scored = [(candidate, _scored(candidate, rule, context, rejected)) for candidate in candidates]
    scored.sort(key=lambda pair: score.rank(*pair))
    heads: dict[int, int] = {}
    for group in fold.groups([_print(candidate) for candidate, _ in scored], rule.similarity):
        heads.update(dict.fromkeys(group[1:], scored[group[0]][0].key))
    return tuple(Ranked(candidate, value, heads.get(at)) for at, (candidate, value) in enumerate(scored))


def choose(candidates: Sequence[Scorable], rule: Rule, context: Context, locked: bool = False) -> Choice:
    """The selection that automation may make.

    Locked: what is selected stays as it is. Otherwise what a person chose or had beside the media stays first, and the
    best of the rest fills up to `max_count`; no two that look alike, none that was rejected or looks like one.
    """
    ranked = rank(candidates, rule, context)
    chosen = _current(candidates, locked)
    if not locked:
        for entry in ranked:
            if len(chosen) >= rule.max_count:
                break
            if not entry.score.excluded and not _is_like(entry.candidate, chosen, rule.similarity):
                chosen.append(entry.candidate)
    return Choice(tuple(chosen), ranked, max(0, rule.min_count - len(chosen)))


def _current(candidates: Iterable[Scorable], locked: bool) -> list[Scorable]:
    """What stays, in its order."""
    kept = [candidate for candidate in candidates if candidate.is_selected and (locked or _is_protected(candidate))]
    return sorted(kept, key=lambda candidate: (candidate.position, candidate.key))


def _is_protected(candidate: Scorable) -> bool:
    return candidate.selected_by in (SelectedBy.USER, SelectedBy.LOCAL) and not candidate.is_rejected


def _scored(candidate: Scorable, rule: Rule, context: Context, rejected: Sequence[Print]) -> Score:
    scored = score.score(candidate, rule, context)
    if rejected and not scored.excluded:
        seen = _print(candidate)
        if any(fold.are_near(seen, other, rule.similarity) for other in rejected):
            return scored._replace(excluded=LIKE_REJECTED)
    return scored


def _is_like(candidate: Scorable, chosen: Iterable[Scorable], similarity: float) -> bool:
    seen = _print(candidate)
    return any(candidate.key == other.key or fold.are_near(seen, _print(other), similarity) for other in chosen)


def _print(candidate: Scorable) -> Print:
    return Print(candidate.phash, candidate.dhash)
