"""Adds a folder as a library: which, what it holds, how much happens by itself."""

import asyncio
import os
from typing import ClassVar, NamedTuple

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.suggester import Suggester
from textual.widgets import Button, Input, Label, RadioSet, Static

from lobbycard.core import Core
from lobbycard.errors import AppError
from lobbycard.model.kinds import Automation, LibraryKind
from lobbycard.store import libraries
from lobbycard.tasks.libraries import first_look, folders
from lobbycard.tui import text
from lobbycard.tui.screens.dialog import Dialog
from lobbycard.tui.widgets.radio import Radio, Radios

MOST_ENTRIES = 2000
"""Folders looked at for a completion."""
TYPING = 0.3
"""Seconds after a key before a folder is looked at."""


class FolderCompletion(Suggester):
    """Completes the path of a folder."""

    def __init__(self, core: Core) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._core = core

    async def get_suggestion(self, value: str) -> str | None:
        """The path with its last name completed."""
        return await self._core.tools.in_thread(completed, value)


def completed(value: str) -> str | None:
    """The first folder, by name, whose path begins so; None when there is none."""
    if not value.startswith(("/", "~", "./", "../")):
        return None
    head, name = os.path.split(os.path.expanduser(value))
    try:
        with os.scandir(head or "/") as entries:
            found = [entry.name for entry, _ in zip(entries, range(MOST_ENTRIES), strict=False) if _fits(entry, name)]
    except OSError:
        return None
    return value + min(found)[len(name) :] + "/" if found else None


def _fits(entry: "os.DirEntry[str]", name: str) -> bool:
    hidden = entry.name.startswith(".") and not name.startswith(".")
    return entry.name.startswith(name) and not hidden and entry.is_dir()


class New(NamedTuple):
    """A library as it is to be."""

    path: str
    kind: LibraryKind
    automation: Automation


_AUTOMATION = {
    Automation.HYBRID: "Find, fetch and choose by itself; publish when I say",
    Automation.YOLO: "Publish by itself too",
    Automation.MANUAL: "Only what I ask for",
}


class AddLibraryScreen(Dialog[int | None]):
    """Gives the new library's number, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give_up", "Cancel", id="add_library.cancel", tooltip="Add nothing"),
        Binding("ctrl+s", "add", "Add", id="add_library.add", tooltip="Add the library"),
    ]
    DEFAULT_CSS = """
    AddLibraryScreen {
        align: center middle;
        #add {
            width: 72; max-width: 98%; height: auto; max-height: 98%;
            background: $surface; padding: 1 2; overflow-y: auto;
        }
        .heading { color: $primary; text-style: bold; }
        .title { color: $foreground-muted; margin: 1 0 0 0; }
        RadioSet { border: none; padding: 0; background: transparent; width: 100%; &:focus { border: none; } }
        #add-kind { layout: horizontal; Radio { width: auto; margin: 0 3 0 0; } }
        #add-seen { color: $text-muted; height: auto; }
        #add-error { color: $text-error; height: auto; }
        #add-buttons { height: auto; align-horizontal: right; margin: 1 0 0 0; }
        Button { margin: 0 0 0 2; }
    }
    """

    def __init__(self, core: Core) -> None:
        super().__init__()
        self._core = core
        self._has_chosen_kind = False
        self._seen: LibraryKind | None = None

    def compose(self) -> ComposeResult:
        """Three questions."""
        with Vertical(id="add"):
            yield Label("Add a folder of films or series", classes="heading")
            yield Label("Folder (→ completes)", classes="title")
            yield Input(
                placeholder="/media/films", suggester=FolderCompletion(self._core), id="add-path", compact=True,
                max_length=4096,
            )  # fmt: skip
            yield Static("", id="add-seen")
            yield Static("", id="add-error")
            yield Label("It holds", classes="title")
            with Radios(id="add-kind", compact=True):
                yield Radio("Films", value=True, id="movie")
                yield Radio("Series", id="tv")
            yield Label("What happens by itself", classes="title")
            with Radios(id="add-automation", compact=True):
                for automation, said in _AUTOMATION.items():
                    yield Radio(said, value=automation is Automation.HYBRID, id=str(automation))
            with Horizontal(id="add-buttons"):
                yield Button("Add and scan", id="ok", variant="primary", compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look, when the typing rests, whether it holds films or series."""
        self._look(event.value.strip())

    @work(exclusive=True, group="look")
    async def _look(self, typed: str) -> None:
        await asyncio.sleep(TYPING)
        try:
            path = await self._core.tools.in_thread(folders.checked, typed)
            seen = await self._core.tools.in_thread(first_look.look, path)
        except AppError:
            seen = None  # said when it is added: it may not be typed to its end
        self.query_one("#add-seen", Static).update(seen.words if seen is not None else "")
        if seen is not None and seen.kind is not None and not self._has_chosen_kind:
            self._seen = seen.kind
            self.query_one(f"#{seen.kind}", Radio).value = True

    def on_radio_set_changed(self, event: RadioSet.Changed) -> None:
        """What a person has said is not guessed any more."""
        if event.radio_set.id == "add-kind":
            self._has_chosen_kind = event.pressed.id != self._seen

    def on_input_submitted(self) -> None:
        """Enter in the path adds."""
        self.action_add()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Add or not."""
        if event.button.id == "ok":
            self.action_add()
        else:
            self.dismiss(None)

    def action_give_up(self) -> None:
        """Add nothing."""
        self.dismiss(None)

    def action_add(self) -> None:
        """Add it, or say what is wrong beside the field."""
        self.run_worker(self._add(self._said()), exclusive=True, group="add")

    def _said(self) -> New:
        kind = self.query_one("#add-kind", RadioSet).pressed_button
        automation = self.query_one("#add-automation", RadioSet).pressed_button
        return New(
            self.query_one("#add-path", Input).value.strip(),
            LibraryKind(kind.id) if kind is not None and kind.id else LibraryKind.MOVIE,
            Automation(automation.id) if automation is not None and automation.id else Automation.HYBRID,
        )

    async def _add(self, new: New) -> None:
        if not new.path:
            self._complain("Name the folder that holds your films or series.")
            return
        try:
            path = await self._core.tools.in_thread(folders.checked, new.path)
            kind = new.kind if self._has_chosen_kind else await self._guessed(path) or new.kind
            library = await self._core.store.write(libraries.add, path, kind, automation=new.automation)
        except AppError as error:
            self._complain(f"{error.message} {error.hint}".strip())
            return
        self.dismiss(library.id)

    async def _guessed(self, path: str) -> LibraryKind | None:
        """Enter may come before the typing rests."""
        return (await self._core.tools.in_thread(first_look.look, path)).kind

    def _complain(self, said: str) -> None:
        if not self.is_active:  # closed while the folder was looked at
            return
        self.query_one("#add-error", Static).update(Content(text.safe(said)))
        self.query_one("#add-path", Input).focus()
