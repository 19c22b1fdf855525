"""The life of an item: which state may follow which."""

from lobbycard.errors import IllegalMove
from lobbycard.model.kinds import ItemState as S

_ERRORS = frozenset({S.ERROR_PROVIDER, S.ERROR_NETWORK, S.ERROR_FILE})
_NEXT: dict[S, frozenset[S]] = {
    S.DISCOVERED: frozenset({S.IDENTIFIED, S.NEEDS_IDENTIFICATION, S.SELECTED, S.PUBLISHED}) | _ERRORS,
    S.NEEDS_IDENTIFICATION: frozenset({S.IDENTIFIED, S.DISCOVERED, S.PUBLISHED}) | _ERRORS,
    S.IDENTIFIED: frozenset({S.ENRICHING, S.ENRICHED, S.NEEDS_IDENTIFICATION, S.DISCOVERED, S.PUBLISHED}) | _ERRORS,
    S.ENRICHING: frozenset({S.ENRICHED, S.IDENTIFIED, S.NEEDS_IDENTIFICATION}) | _ERRORS,
    S.ENRICHED: frozenset({S.SELECTED, S.ENRICHING, S.IDENTIFIED, S.NEEDS_IDENTIFICATION, S.PUBLISHED}) | _ERRORS,
    S.SELECTED: frozenset({S.PUBLISHED, S.ENRICHING, S.ENRICHED, S.IDENTIFIED, S.NEEDS_IDENTIFICATION}) | _ERRORS,
    # An edit after publishing keeps `published` and raises `has_unpublished_changes`.
    S.PUBLISHED: frozenset({S.ENRICHING, S.IDENTIFIED, S.NEEDS_IDENTIFICATION}) | _ERRORS,
    # An error is left to wherever the work goes on from.
    S.ERROR_PROVIDER: frozenset(S),
    S.ERROR_NETWORK: frozenset(S),
    S.ERROR_FILE: frozenset(S),
}


def may_move(old: S, new: S) -> bool:
    """Whether `new` may follow `old`; staying is always allowed."""
    return old is new or new in _NEXT[old]


def move(old: S, new: S) -> S:
    """The new state; an impossible move is a bug and raises."""
    if not may_move(old, new):
        raise IllegalMove(f"An item cannot go from {old} to {new}.")
    return new
