"""What an item may be: posters with title, year, length, reasons and plot beside them."""

from collections.abc import Sequence
from functools import lru_cache
from typing import ClassVar

from rich.cells import cell_len
from textual.geometry import Region

from lobbycard.tui import identities, text
from lobbycard.tui.identities import Thing
from lobbycard.tui.widgets.board import BAD, FAINT, GOOD, HEAD, PLAIN, QUIET, WARN, Board, Card, Geometry, Part, Words

POSTER = 2 / 3
TWO_COLUMNS = 150
"""From so many columns on, two stand side by side."""


class MatchList(Board):
    """Things, the likeliest first."""

    HELP_TITLE: ClassVar[str] = "Found"
    things: Sequence[Thing] = ()
    minutes: float | None = None
    """The length of the file."""
    current_ids: frozenset[tuple[str, str]] = frozenset()
    """What the item is now."""

    def show_things(
        self, things: Sequence[Thing], minutes: float | None, current: frozenset[tuple[str, str]] = frozenset()
    ) -> None:
        """Show these."""
        self.things, self.minutes, self.current_ids = things, minutes, current
        self.show([Card(thing.poster_url or None, thing.title) for thing in things], 0)

    @property
    def current(self) -> Thing | None:
        """What the cursor stands on."""
        return self.things[self.cursor] if self.cursor < len(self.things) else None

    # -- how cells look --

    def measure(self, width: int, height: int, cards: int) -> Geometry:
        """As many as fit, tall enough for a few lines of the plot."""
        columns = 2 if width >= TWO_COLUMNS else 1
        rows = max(1, round(height / 9))
        tall = max(5, min(12, height // rows))
        rows = max(1, height // tall)
        cell = (width // columns, tall)
        if not self.has_pictures:
            return Geometry(columns, max(1, height // 6), (cell[0], 6), None)
        capabilities = self.pictures.capabilities
        wide = max(4, round((tall - 1) * POSTER * capabilities.cell_height / capabilities.cell_width))
        return Geometry(columns, rows, cell, Region(2, 0, wide, tall - 1))

    def cursor_lines(self) -> Sequence[int]:
        """The whole text changes a little."""
        return range(self.geometry.cell[1] - 1)

    def lit_lines(self) -> Sequence[int]:
        """The title is lit."""
        return (0,)

    def words(self, index: int, line: int, width: int) -> Words:
        """A line of a cell."""
        place = self.geometry.picture
        start = place.right + 2 if place is not None else 3
        last = self.geometry.cell[1] - 1
        if line == last:
            return [(" " * width, "gap")]
        here = index == self.cursor
        room = width - start - 2
        edge: Part = ("▌ ", "bar") if here else ("  ", "gap")
        return [edge, (" " * (start - 2), "gap"), *self._line_of(self.things[index], line, room), ("  ", "gap")]

    def _line_of(self, thing: Thing, line: int, width: int) -> Words:
        if line == 0:
            return self._title_line(thing, width)
        if line == 1:
            return self._about_line(thing, width)
        if line == 2:
            return [(text.fit("; ".join(thing.reasons), width), QUIET)]
        plot = _wrapped(thing.overview, width, max(0, self.geometry.cell[1] - 4))
        number = line - 3
        return [(text.fit(plot[number] if number < len(plot) else "", width), PLAIN)]

    def _title_line(self, thing: Thing, width: int) -> Words:
        score = f"{thing.score:4.0%} "
        year = f"  {thing.year}" if thing.year else ""
        now = " now " if self.current_ids & frozenset(thing.entries) else ""
        title = text.clip(thing.title, max(4, width - len(score) - len(year) - len(now) - 1))
        blanks = " " * max(0, width - cell_len(title) - len(year) - len(now) - len(score))
        role = GOOD if thing.score >= 0.85 else WARN if thing.score >= 0.6 else BAD
        return [(title, HEAD), (year, QUIET), (blanks, PLAIN), (now, "chosen"), (score, role)]

    def _about_line(self, thing: Thing, width: int) -> Words:
        said, fits = identities.runtime_note(thing.runtime, self.minutes)
        sign = {True: " ✓", False: " ✗", None: ""}[fits]
        role = {True: GOOD, False: BAD, None: FAINT}[fits]
        who = " ".join(thing.providers)
        parts: Words = [(who, "accent"), ("  ", PLAIN), (said, QUIET), (sign, role)]
        used = sum(cell_len(part) for part, _ in parts)
        if used > width:
            return [(text.fit(f"{who}  {said}", width), QUIET)]
        other = thing.original_title if thing.original_title != thing.title else ""
        return [*parts, (text.fit(f"  {other}" if other else "", width - used), FAINT)]


@lru_cache(maxsize=256)
def _wrapped(said: str, width: int, lines: int) -> list[str]:
    """Text in lines of so many cells; what does not fit is told by an ellipsis."""
    found: list[str] = []
    line = ""
    for word in text.safe(said).split():
        longer = f"{line} {word}" if line else word
        if cell_len(longer) <= width:
            line = longer
            continue
        found.append(line)
        line = word
        if len(found) == lines:
            break
    else:
        found.append(line)
        return found[:lines]
    if found:
        found[-1] = text.clip(f"{found[-1]} …", width)
    return found
