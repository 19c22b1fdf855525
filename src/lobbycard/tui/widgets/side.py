"""One of the pictures that are looked at closely: a heading, the picture as large as there is room, facts."""

from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Label, Static

from lobbycard.errors import AppError, Temporary
from lobbycard.tui import text
from lobbycard.tui.desk import Desk
from lobbycard.tui.pictures.capabilities import Protocol
from lobbycard.tui.pictures.widget import Picture


class Side(Vertical):
    """One picture with what there is to know of it."""

    DEFAULT_CSS = """
    Side {
        width: 1fr;
        height: 1fr;
        align-horizontal: center;
        Label { width: 100%; text-align: center; height: 1; color: $text-disabled; }
        .side-room { height: 1fr; width: 100%; align: center middle; }
        .side-facts { width: 100%; height: 2; text-align: center; color: $text-muted; }
        .side-why { width: 100%; height: auto; color: $text-muted; padding: 0 2; display: none; }
        &.-two .side-why { display: block; }
        &.-here Label { color: $on-color; background: $primary; text-style: $on-color-style; }
    }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.picture = Picture(desk.pictures)
        self.why = Static(classes="side-why")
        self._head = Label()
        self._facts = Static(classes="side-facts")

    def compose(self) -> ComposeResult:
        """A heading, the picture, facts."""
        yield self._head
        with Vertical(classes="side-room"):
            yield self.picture
        yield self._facts
        yield self.why

    def say(self, heading: str, *facts: str) -> None:
        """What stands above it, and lines below."""
        self._head.update(Content(text.safe(heading)))
        self._facts.update(Content("\n".join(text.safe(line) for line in facts)))

    def fit(self, shape: float, room: tuple[int, int]) -> None:
        """As large as the room allows, in the picture's own shape: width by height."""
        cell = self.desk.pictures.capabilities
        shape *= cell.cell_height / cell.cell_width
        wide = max(2, min(room[0], round(room[1] * shape)))
        self.picture.styles.width = wide
        self.picture.styles.height = max(1, min(room[1], round(wide / shape)))

    def put(self, place: str | Path | AppError | None, key: object, title: str) -> None:
        """The picture, why it is not to be had, or nothing yet; the title is for where no pictures are shown."""
        if isinstance(place, AppError):
            hint = "" if isinstance(place, Temporary) else place.hint  # which speaks of jobs: here nothing waits
            self.picture.set_source(None, title=f"✗\n{text.safe(place.message)}\n{text.safe(hint)}".rstrip())
        elif place is None:
            self.picture.set_source(None, title="…")
        else:
            self.picture.set_source(Path(place), key=key, title=title)

    @property
    def is_off(self) -> bool:
        """No pictures are shown."""
        return self.desk.pictures.capabilities.protocol is Protocol.OFF
