"""One of several answers, of which one holds."""

from textual.content import Content
from textual.widgets import RadioButton


class Radio(RadioButton):
    """Has its mark only when it is the one: Textual's has it always, in another colour, which says nothing without."""

    @property
    def _button(self) -> Content:
        style = self.get_visual_style("toggle--button", partial=True)
        return Content.styled(f"({self.BUTTON_INNER if self.value else ' '})", style)
