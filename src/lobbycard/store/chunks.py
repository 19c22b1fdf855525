"""Long lists of values for `IN (…)`, some at a time: databases limit how many a statement may have."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

AT_ONCE = 400


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """All values in order, in lists of at most `AT_ONCE`."""
    every = list(values)
    for start in range(0, len(every), AT_ONCE):
        yield every[start : start + AT_ONCE]
