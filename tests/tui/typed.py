"""A program that shows the last key that was typed, with the driver of ours."""

from textual import events
from textual.app import App, ComposeResult
from textual.driver import Driver
from textual.widgets import Label

from lobbycard.tui import driver


class Typed(App[None]):
    """Ends with q."""

    def get_driver_class(self) -> type[Driver]:
        """Ours."""
        return driver.Driver

    def compose(self) -> ComposeResult:
        """One line."""
        yield Label("<here>", markup=False)

    def on_key(self, event: events.Key) -> None:
        """Show it."""
        self.query_one(Label).update(f"<{event.character or event.key}>")
        if event.key == "q":
            self.exit()


if __name__ == "__main__":
    Typed().run()
