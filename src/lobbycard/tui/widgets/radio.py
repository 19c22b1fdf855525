"""One of several answers, of which one holds."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import RadioButton, RadioSet


class Radio(RadioButton):
    """Has its mark only when it is the one: Textual's has it always, in another colour, which says nothing without."""

    @property
    def _button(self) -> Content:
        style = self.get_visual_style("toggle--button", partial=True)
        return Content.styled(f"({self.BUTTON_INNER if self.value else ' '})", style)


class Radios(RadioSet):
    """The answers to one question. Enter leads on as it does in every other field; space only answers."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "Take it, go on", id="radio.take", show=False,
                tooltip="Answer with what is under the cursor, and go to the next field"),
    ]  # fmt: skip

    def action_take(self) -> None:
        """Answer, and go on."""
        if self._selected is not None:
            self.query(Radio)[self._selected].value = True
        self.screen.focus_next()
