"""The lines of a list whose entries can be opened in place, without a line's worth of memory for each."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple


class Line(NamedTuple):
    """One line: which item, how deep."""

    id: int
    depth: int


class Outline:
    """Item ids in order, some of them opened: then their children stand below them."""

    def __init__(self, ids: Sequence[int] = ()) -> None:
        self._ids: Sequence[int] = ids
        self._children: dict[int, tuple[int, ...]] = {}
        self._places: list[int] = []
        """Positions (in the list without children) of the opened entries, in order."""
        self._inserted: list[list[Line]] = []
        self._before: list[int] = []
        """How many lines were inserted up to and with each place."""

    def __len__(self) -> int:
        return len(self._ids) + (self._before[-1] if self._before else 0)

    def at(self, index: int) -> Line:
        """The line at a position."""
        low, high = 0, len(self._places)
        while low < high:
            middle = (low + high) // 2
            if self._places[middle] + (self._before[middle - 1] if middle else 0) < index:
                low = middle + 1
            else:
                high = middle
        if low == 0:
            return Line(self._ids[index], 0)
        top = self._places[low - 1] + (self._before[low - 2] if low > 1 else 0)
        inside = index - top - 1
        if inside < len(self._inserted[low - 1]):
            return self._inserted[low - 1][inside]
        return Line(self._ids[index - self._before[low - 1]], 0)

    def lines(self, start: int, stop: int) -> Iterator[Line]:
        """The lines of a stretch."""
        for index in range(max(0, start), min(stop, len(self))):
            yield self.at(index)

    def index_of(self, item_id: int, near: int | None = None) -> int | None:
        """Where an item stands; `near` is where it probably is."""
        if near is not None and 0 <= near < len(self) and self.at(near).id == item_id:
            return near
        for number, lines in enumerate(self._inserted):
            for inside, line in enumerate(lines):
                if line.id == item_id:
                    return self._top(number) + 1 + inside
        base = _find(self._ids, item_id)
        return None if base is None else self._from_base(base)

    def parent_of(self, index: int) -> int | None:
        """The position of the line that the one at `index` hangs under."""
        depth = self.at(index).depth
        if depth == 0:
            return None
        while index > 0 and self.at(index).depth >= depth:
            index -= 1
        return index

    def is_open(self, item_id: int) -> bool:
        """Whether an item's children stand below it."""
        return item_id in self._children

    def open(self, item_id: int, children: Sequence[int]) -> None:
        """Show an item's children below it."""
        self._children[item_id] = tuple(children)
        self._rebuild()

    def close(self, item_id: int) -> None:
        """Hide an item's children, and theirs."""
        for child in self._children.pop(item_id, ()):
            self._children.pop(child, None)
        self._rebuild()

    @property
    def opened(self) -> Mapping[int, tuple[int, ...]]:
        """The opened items and their children."""
        return self._children

    def replace(self, ids: Sequence[int]) -> None:
        """Another list; what is opened stays so where it is still there."""
        self._ids = ids
        self._rebuild()

    @property
    def ids(self) -> Sequence[int]:
        """The ids without the opened children."""
        return self._ids

    def _top(self, number: int) -> int:
        return self._places[number] + (self._before[number - 1] if number else 0)

    def _from_base(self, base: int) -> int:
        number = bisect_left(self._places, base)
        return base + (self._before[number - 1] if number else 0)

    def _rebuild(self) -> None:
        found: list[tuple[int, list[Line]]] = []
        below = {child for children in self._children.values() for child in children}
        for item_id in self._children:
            if item_id in below:
                continue
            base = _find(self._ids, item_id)
            if base is not None:
                found.append((base, list(self._flat(item_id, 1))))
        found.sort(key=lambda entry: entry[0])
        self._places = [base for base, _ in found]
        self._inserted = [lines for _, lines in found]
        total, self._before = 0, []
        for lines in self._inserted:
            total += len(lines)
            self._before.append(total)

    def _flat(self, item_id: int, depth: int) -> Iterator[Line]:
        for child in self._children.get(item_id, ()):
            yield Line(child, depth)
            yield from self._flat(child, depth + 1)


def _find(ids: Sequence[int], item_id: int) -> int | None:
    try:
        return ids.index(item_id)
    except ValueError:
        return None
