"""A screen over another that gives an answer, once."""

from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen

T = TypeVar("T")


class Dialog(ModalScreen[T]):
    """Closes itself only: Textual would close the screen below when the same key comes twice in a row."""

    DEFAULT_CSS = """
    Dialog:ansi > * { border: solid $primary; }
    """
    # sixteen colours have no shade that would set it apart from what lies below

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Give the answer, unless it was given."""
        return super().dismiss(result) if self.is_active else AwaitComplete()
