"""A screen over another that gives an answer, once."""

from typing import TypeVar

from textual import events
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen

T = TypeVar("T")


def keep_to_last(event: events.Resize, app: App[object]) -> None:
    """Drop a size that the terminal has no more.

    Textual lays a screen out for each size it is told and tells it that it has got that size: of two in a row, as
    when a window is dragged, each calls for the other again, for ever.
    """
    if event.size != app.size:
        event.prevent_default().stop()


class Dialog(ModalScreen[T]):
    """Closes itself only: Textual would close the screen below when the same key comes twice in a row."""

    DEFAULT_CSS = """
    Dialog:ansi > * { border: solid $primary; }
    """
    # sixteen colours have no shade that would set it apart from what lies below

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Give the answer, unless it was given."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

    async def _on_resize(self, event: events.Resize) -> None:
        keep_to_last(event, self.app)
