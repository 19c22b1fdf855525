"""Adds a person's own picture: a file or a link, checked before anything is changed."""

import os
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Label

from lobbycard.core import Core
from lobbycard.errors import AppError
from lobbycard.model.fields import picture_label
from lobbycard.model.kinds import AssetType
from lobbycard.tasks.pictures import own_art
from lobbycard.tui import text
from lobbycard.tui.screens.dialog import Dialog

HINT = "A path on this machine, or an address that begins with https://. It is checked, kept, chosen and locked."


class AddPicture(Dialog[int | None]):
    """Gives the new candidate, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give_up", "Cancel", id="add.cancel", tooltip="Add nothing"),
    ]
    DEFAULT_CSS = """
    AddPicture {
        align: center middle;
        #add { width: 76; max-width: 96%; height: auto; background: $surface; padding: 1 2; }
        #add-title { color: $primary; text-style: bold; margin: 0 0 1 0; }
        #add-told { color: $text-muted; margin: 1 0 0 0; width: 100%; height: auto; }
        #add-told.-wrong { color: $error; }
    }
    """

    def __init__(self, core: Core, item_id: int, asset_type: AssetType, takes_many: bool) -> None:
        super().__init__()
        self._core = core
        self._item_id = item_id
        self._asset_type = asset_type
        self._takes_many = takes_many

    def compose(self) -> ComposeResult:
        """A line to type in, and what is wrong with it."""
        with Vertical(id="add"):
            yield Label(Content(f"Add a {picture_label(self._asset_type).lower()}"), id="add-title")
            yield Input(placeholder="/path/to/picture.jpg or https://…", max_length=4000, compact=True)
            yield Label(HINT, id="add-told")

    def on_input_changed(self, event: Input.Changed) -> None:
        """What was wrong may be right now."""
        self._tell(HINT, wrong=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Check and add."""
        source = event.value.strip().strip("'\"")
        problem = _problem(source)
        if problem:
            self._tell(problem, wrong=True)
            return
        self._tell("Fetching and checking …" if "://" in source else "Checking …", wrong=False)
        self._add(os.path.expanduser(source) if "://" not in source else source)

    @work(exclusive=True)
    async def _add(self, source: str) -> None:
        try:
            added = await own_art.add(
                self._core.tools, self._item_id, self._asset_type, source, select=not self._takes_many
            )
        except AppError as error:
            self._tell(error.message + (f"\n{error.hint}" if error.hint else ""), wrong=True)
        else:
            self.dismiss(added)

    def _tell(self, said: str, *, wrong: bool) -> None:
        label = self.query_one("#add-told", Label)
        label.update(Content(text.safe_lines(said)))
        label.set_class(wrong, "-wrong")

    def action_give_up(self) -> None:
        """Nothing."""
        self.dismiss(None)


def _problem(source: str) -> str:
    """What is wrong with an entry before anything is tried."""
    if not source:
        return "Type a path or paste an address."
    if "://" in source:
        fine = source.startswith(("http://", "https://"))
        return "" if fine else "Only addresses that begin with http:// or https:// can be fetched."
    path = os.path.expanduser(source)
    if not os.path.isabs(path):
        return "Give the whole path, from / on (or from ~)."
    if os.path.isdir(path):
        return "This is a folder. Name the picture in it."
    return "" if os.path.exists(path) else "There is no such file."
