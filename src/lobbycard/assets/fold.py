"""Near duplicates: the same picture at several providers, sizes and compressions, found by two perceptual hashes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, combinations, pairwise, product
from typing import NamedTuple

from lobbycard.assets import hashes

_DIFFERENT = 18
"""Different pictures are at least 19 bits apart: where one hash says so, the other one's likeness is chance."""
_FEW = 300
"""Up to so many, comparing all with all is quicker than sorting them into bands."""
_MASK = (1 << 64) - 1


class Print(NamedTuple):
    """The two hashes of a picture; either may be missing."""

    phash: int | None
    dhash: int | None


def groups(prints: Sequence[Print], similarity: float) -> list[list[int]]:
    """Positions of pictures that are the same one, groups and members in their first order; most are alone."""
    bits = hashes.bits(similarity)
    parents = list(range(len(prints)))
    for one, other in _near_pairs(prints, bits):
        _unite(parents, one, other)
    found: dict[int, list[int]] = {}
    for at in range(len(prints)):
        found.setdefault(_root(parents, at), []).append(at)
    return list(found.values())


def are_near(one: Print, other: Print, similarity: float) -> bool:
    """Whether two pictures are the same one."""
    return _are_near(one, other, hashes.bits(similarity))


def _are_near(one: Print, other: Print, bits: int) -> bool:
    """Either hash says the same and the other one does not say different."""
    # Written out: nearly all pairs are told apart by their first hash, and there are fifty times as many as pictures.
    first: int | None = None
    if one[0] is not None and other[0] is not None:
        first = ((one[0] ^ other[0]) & _MASK).bit_count()
        if first > _DIFFERENT and first > bits:
            return False
    if one[1] is None or other[1] is None:
        return first is not None and first <= bits
    second = ((one[1] ^ other[1]) & _MASK).bit_count()
    if second > _DIFFERENT and second > bits:
        return False
    return second <= bits or (first is not None and first <= bits)


def _near_pairs(prints: Sequence[Print], bits: int) -> Iterator[tuple[int, int]]:
    if len(prints) <= _FEW:
        pairs: Iterable[tuple[int, int]] = combinations(range(len(prints)), 2)
    else:
        firsts: dict[Print, int] = {}
        for at, seen in enumerate(prints):
            if (first := firsts.setdefault(seen, at)) != at and seen != (None, None):
                yield first, at
        pairs = chain(*(_close(_places(prints, firsts.values(), which), bits) for which in (0, 1)))
    yield from (pair for pair in pairs if _are_near(prints[pair[0]], prints[pair[1]], bits))


def _places(prints: Sequence[Print], positions: Iterable[int], which: int) -> dict[int, list[int]]:
    """Where each value of one of the hashes occurs."""
    places: dict[int, list[int]] = defaultdict(list)
    for at in positions:
        if (value := prints[at][which]) is not None:
            places[value & _MASK].append(at)
    return places


def _close(places: dict[int, list[int]], bits: int) -> Iterator[tuple[int, int]]:
    """Pairs of positions whose values differ by at most `bits`.

    Of `bits` + 2 bands at least two are equal in such values, so only values that share two bands are compared.
    """
    for positions in places.values():
        yield from combinations(positions, 2)
    seen: set[tuple[int, int]] = set()
    edges = [64 * band // (bits + 2) for band in range(bits + 3)]
    masks = [(1 << end) - (1 << start) for start, end in pairwise(edges)]
    for one, other in combinations(masks, 2):
        mask = one | other
        buckets: dict[int, list[int]] = defaultdict(list)
        for value in places:
            buckets[value & mask].append(value)
        for values in buckets.values():
            if len(values) > 1:
                for a, b in combinations(values, 2):
                    if (a ^ b).bit_count() <= bits and (a, b) not in seen:
                        seen.add((a, b))
                        yield from product(places[a], places[b])


def _root(parents: list[int], at: int) -> int:
    while parents[at] != at:
        parents[at] = at = parents[parents[at]]
    return at


def _unite(parents: list[int], one: int, other: int) -> None:
    first, second = sorted((_root(parents, one), _root(parents, other)))
    parents[second] = first
