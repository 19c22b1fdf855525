"""The grid of the asset picker: a picture, and above and below it what there is to know."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.geometry import Region

from lobbycard.model.kinds import AssetType
from lobbycard.tui import candidates, text
from lobbycard.tui.candidates import Shown
from lobbycard.tui.pictures.pictures import Pictures
from lobbycard.tui.widgets.board import (
    ACCENT,
    BAD,
    FAINT,
    GOOD,
    HEAD,
    PLAIN,
    QUIET,
    WARN,
    Board,
    Card,
    Geometry,
    Words,
)
from lobbycard.tui.widgets.room import growth

ABOVE, BELOW = 1, 2
"""Lines of text over and under a picture."""
GAP = 2
"""Columns between cells."""
AREAS = (110, 220, 520)
"""Cells a picture covers, about: small, middle, large."""
MIDDLE = 1
ONE_OF_FEW = 1200
"""Cells that a picture covers at most, where there is room for all of an item's pictures anyway."""
SMALLER = 0.95
"""Steps from there down to the usual."""


class CandidateGrid(Board):
    """Candidates of one type, best first."""

    HELP_TITLE: ClassVar[str] = "Pictures"

    def __init__(self, pictures: Pictures, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(pictures, id=id)
        self.asset_type = AssetType.POSTER
        self.entries: Sequence[Shown] = ()
        self.order: Mapping[int, int] = {}
        """The place in the choice, from 1, of each chosen candidate."""
        self.takes_many = False
        self.marks: list[int] = []
        """Candidates marked for what comes next, in order."""
        self.zoom = MIDDLE
        self._item: int | None = None

    # -- for its parent --

    def show_entries(
        self,
        asset_type: AssetType,
        entries: Sequence[Shown],
        order: Mapping[int, int],
        cursor: int,
        *,
        takes_many: bool,
    ) -> None:
        """Show these candidates."""
        self.entries, self.order, self.takes_many = entries, order, takes_many
        there = {entry.row.id for entry in entries}
        self.marks = [mark for mark in self.marks if mark in there]
        item = entries[0].row.item_id if entries else None
        count = len(entries)
        is_other = asset_type is not self.asset_type or item != self._item
        changed = is_other or (count > self.geometry.page and count > self.laid_out_for)
        self.asset_type, self._item = asset_type, item
        cards = [Card(entry.row.id, entry.row.provider) for entry in entries]
        # Cells keep their size while one looks at an item: pictures would jump about with each that is rejected.
        self.laid_out_for = count if changed else self.laid_out_for
        if self.among(self.laid_out_for) != self.geometry:
            self.cards, self.cursor = cards, max(0, min(cursor, len(cards) - 1))
            self.lay_out()
        self.show(cards, cursor)

    @property
    def current(self) -> Shown | None:
        """What the cursor stands on."""
        return self.entries[self.cursor] if self.cursor < len(self.entries) else None

    def set_zoom(self, zoom: int) -> None:
        """Larger or smaller pictures."""
        self.zoom = max(0, min(zoom, len(AREAS) - 1))
        self.lay_out()

    def toggle_mark(self) -> None:
        """Mark the candidate under the cursor, or no longer."""
        entry = self.current
        if entry is None:
            return
        if entry.row.id in self.marks:
            self.marks.remove(entry.row.id)
        else:
            self.marks.append(entry.row.id)
        self.touch(self.cursor)

    # -- how cells look --

    def measure(self, width: int, height: int, cards: int) -> Geometry:
        """As many cells as fit; on a large screen so few and so large ones that the cards fill it."""
        if not self.has_pictures:
            return Geometry(1, max(1, height), (width, 1), None)
        larger = growth(width, height)
        usual = area = AREAS[self.zoom] * larger
        if larger > 1 and self.zoom == MIDDLE:
            area = max(usual, ONE_OF_FEW)
            while area > usual and self._drawn_at(width, height, area).page < cards:
                area *= SMALLER
        return self._drawn_at(width, height, max(usual, area))

    @property
    def _shape(self) -> float:
        """Cells across for each cell down."""
        capabilities = self.pictures.capabilities
        return candidates.SHAPES[self.asset_type] * capabilities.cell_height / capabilities.cell_width

    def _drawn_at(self, width: int, height: int, area: float) -> Geometry:
        """Pictures of about this area, a little larger or smaller so that they fill the room."""
        shape = self._shape
        chrome = ABOVE + BELOW
        most = max(2, height - chrome)
        wished = min(max(2, round((area / shape) ** 0.5)), most)
        columns = max(1, (width + GAP) // (max(6, round(wished * shape)) + GAP))
        rows = max(1, round(height / (wished + chrome)))
        wide = max(6, (width + GAP) // columns - GAP)
        tall = min(max(2, round(wide / shape)), max(2, height // rows - chrome))
        wide = min(width, max(6, min(wide, round(tall * shape))))
        columns = max(1, (width + GAP) // (wide + GAP))
        cell = ((width + GAP) // columns, tall + chrome)
        return Geometry(columns, max(1, height // cell[1]), cell, Region(0, ABOVE, wide, tall))

    def cursor_lines(self) -> Sequence[int]:
        """What stands around the picture; the picture itself is never painted again."""
        place = self.geometry.picture
        return (0,) if place is None else (0, place.bottom, place.bottom + 1)

    def changing_columns(self) -> tuple[int, int]:
        """As wide as the picture."""
        place = self.geometry.picture
        return (0, self.geometry.cell[0]) if place is None else (place.x, place.right)

    def words(self, index: int, line: int, width: int) -> Words:
        """A line of a cell."""
        entry = self.entries[index]
        place = self.geometry.picture
        if place is None:
            return self._all_in_a_line(entry, width)
        if ABOVE <= line < place.bottom:
            return [(" " * width, "gap")]
        left, right = place.x, width - place.right
        if line == 0:
            inside = self._state_line(entry, place.width)
        elif line == place.bottom:
            inside = self._source_line(entry, place.width)
        else:
            inside = self._size_line(entry, place.width)
        return [(" " * left, "gap"), *inside, (" " * right, "gap")]

    def _state_line(self, entry: Shown, width: int) -> Words:
        """What the person and the rule say of it, and how many are behind it."""
        badge = f" +{entry.folded} " if entry.folded else ""
        mark = f"◆{self.marks.index(entry.row.id) + 1} " if entry.row.id in self.marks else ""
        room = width - len(badge) - len(mark)
        return [(mark, ACCENT), *_fill(self._state(entry), room), (badge, ACCENT)]

    def _state(self, entry: Shown) -> tuple[str, str]:
        row = entry.row
        if row.is_selected:
            place = f"{self.order.get(row.id, 0)} " if self.takes_many else ""
            return f" ✓ {place}chosen ", "chosen"
        said = candidates.standing(row)
        if row.is_rejected:
            return f"✗ {said}", BAD
        if said:
            return f"! {said}", WARN
        return ("╰ copy", FAINT) if entry.is_copy else ("", PLAIN)

    def _source_line(self, entry: Shown, width: int) -> Words:
        score = f"{entry.row.score:.0f}"
        said = candidates.votes(entry.row)
        name = text.clip(entry.row.provider, max(3, width - len(score) - len(said) - 2))
        middle = f" {said} " if len(name) + len(said) + len(score) + 2 <= width else " "
        blanks = " " * max(0, width - len(name) - len(middle) - len(score))
        return [(name, PLAIN), (blanks, PLAIN), (middle, QUIET), (score, HEAD)][: 4 if width > 6 else 1]

    def _size_line(self, entry: Shown, width: int) -> Words:
        size = candidates.measure(entry.row)
        name = text.clip(candidates.language_name(entry.row.language), max(0, width - len(size) - 1))
        if width <= len(size):
            return _fill((name, QUIET), width)
        return [*_fill((name, QUIET), width - len(size)), (size, FAINT)]

    def _all_in_a_line(self, entry: Shown, width: int) -> Words:
        """Everything in one line, where no pictures are shown."""
        row = entry.row
        mark = "◆" if row.id in self.marks else " "
        tick = ("✓" + (str(self.order.get(row.id, "")) if self.takes_many else "")) if row.is_selected else ""
        role = BAD if row.is_rejected else WARN if candidates.standing(row) else PLAIN
        badge = f"+{entry.folded}" if entry.folded else "copy" if entry.is_copy else ""
        parts: Words = [
            (mark, ACCENT),
            (text.fit(tick, 3), GOOD),
            (text.fit(f"{row.score:.0f}", 3, right=True) + "  ", HEAD),
            (text.fit(row.provider, 9), PLAIN),
            (text.fit(candidates.language_name(row.language), 12), QUIET),
            (text.fit(candidates.measure(row), 13), PLAIN),
            (text.fit(candidates.votes(row), 11), QUIET),
            (text.fit(badge, 5), ACCENT),
        ]
        used = sum(len(part) for part, _ in parts)
        if used > width:
            return _cut(parts, width)
        rest = row.title or ""
        said = candidates.standing(row)
        return parts + _fill((said or text.clip(rest, width - used), role if said else QUIET), width - used)


def _fill(part: tuple[str, str], width: int) -> Words:
    """A part in exactly so many cells: the style of its own text, and plain blanks after it."""
    said, role = part
    if width <= 0:
        return []
    shown = text.clip(said.rstrip() if len(said) > width else said, width)
    fitted = text.fit(shown, width)
    return [(shown, role), (fitted[len(shown) :], PLAIN)] if len(fitted) > len(shown) else [(fitted, role)]


def _cut(parts: Words, width: int) -> Words:
    found: Words = []
    for part, role in parts:
        if width <= 0:
            break
        found.append((text.fit(part, min(width, len(part))), role))
        width -= len(part)
    return found
