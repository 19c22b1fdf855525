"""Answers of which any number holds: ticked or not, also where there are no colours.

Textual's boxes have their mark always, in another colour.
"""

from rich.segment import Segment
from textual.content import Content
from textual.strip import Strip
from textual.widgets import Checkbox, SelectionList

BUTTON = 3
"""The segments of a line that are its box."""


class Tick(Checkbox):
    """One."""

    @property
    def _button(self) -> Content:
        return Content.styled(_box(is_on=self.value), self.get_visual_style("toggle--button", partial=True))


class Ticks(SelectionList[str]):
    """Several."""

    def render_line(self, y: int) -> Strip:
        """As Textual does it, with another box."""
        strip = super().render_line(y)
        place = self.scroll_offset.y + y
        if place >= self.option_count:
            return strip
        is_on = self.get_option_at_index(place).value in self.selected
        box, rest = list(strip)[:BUTTON], list(strip)[BUTTON:]
        style = box[1].style
        return Strip([Segment(_box(is_on=is_on), style), *rest])


def _box(*, is_on: bool) -> str:
    return "[✓]" if is_on else "[ ]"
