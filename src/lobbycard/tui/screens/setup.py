"""The first steps: a folder, what it holds, how much happens by itself, languages, keys. All on one screen."""

import os
from collections.abc import Iterable, Mapping
from typing import ClassVar, NamedTuple

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Button, Input, Label, RadioSet, Static

from lobbycard import config
from lobbycard.errors import AppError
from lobbycard.model.kinds import Automation, LibraryKind
from lobbycard.store import libraries
from lobbycard.tasks.libraries import first_look, folders
from lobbycard.tasks.libraries.first_look import Look
from lobbycard.tasks.providers import trying_keys
from lobbycard.tui import modes, text
from lobbycard.tui.desk import Desk
from lobbycard.tui.messages import GoTo
from lobbycard.tui.screens.add_library import FolderCompletion
from lobbycard.tui.screens.framed import FramedScreen
from lobbycard.tui.widgets.radio import Radio, Radios

TYPING = 0.4
"""Seconds after the last key before a folder is looked at or a key is tried."""
AUTOMATION: Mapping[Automation, str] = {
    Automation.MANUAL: "Nothing happens unless you ask for it.",
    Automation.HYBRID: "Finds, fetches, chooses; you say when to publish.",
    Automation.YOLO: "Publishes beside your files by itself, too.",
}


class Key(NamedTuple):
    """A key that can be pasted."""

    provider: str
    label: str
    hint: str


KEYS = (
    Key("tmdb", "TMDB", "free: themoviedb.org, films"),
    Key("tvdb", "TheTVDB", "optional; more on series"),
    Key("fanart", "fanart.tv", "optional; logos and more"),
)
GOOD, BAD, WAIT = "✓", "✗", "…"


class SetupScreen(FramedScreen):
    """From nothing to a library that fills."""

    MODE = "setup"
    HELP_TITLE: ClassVar[str] = "Setup"
    CSS_PATH = "setup.tcss"
    AUTO_FOCUS = "#setup-path"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "finish", "Add and look", id="setup.finish", tooltip="Add the folder and look what is in it"),
        Binding("tab,down", "app.focus_next", "Next field", id="setup.next", key_display="tab",
                tooltip="To the next field"),
        Binding("up", "app.focus_previous", "Previous", id="setup.previous", show=False, tooltip="To the field before"),
        Binding("ctrl+l", "skip", "Later", id="setup.skip", tooltip="Go to the library and do this another time"),
    ]  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._look: Look | None = None
        self._has_chosen_kind = False
        self._resting: dict[str, Timer] = {}
        self._tested: dict[str, str] = {}
        """The key of each provider that was found good."""

    # -- what is shown --

    def compose_body(self) -> Iterable[Widget]:
        """One question below the other."""
        with VerticalScroll(id="setup", can_focus=False), Vertical(id="setup-page"):
            yield Label("Welcome to Lobbycard", id="setup-title")
            yield Label("Nothing in your folders is changed before you say so.", id="setup-promise")
            yield from self._folder()
            yield from self._automation()
            yield from self._languages()
            yield from self._keys()
            yield Static("", id="setup-error", classes="said")
            with Horizontal(id="setup-buttons"):
                yield Button("Add and look", id="setup-add", variant="primary", compact=True)
                yield Button("Later", id="setup-later", compact=True)

    def _folder(self) -> Iterable[Widget]:
        with Horizontal(classes="line"):
            yield Label("Folder", classes="asked")
            yield Input(
                placeholder="/media/films   (→ completes)", suggester=FolderCompletion(self.core), id="setup-path",
                compact=True, max_length=4096,
            )  # fmt: skip
        yield Static("The folder that holds your films, or your series.", id="setup-path-said", classes="said")
        with Horizontal(classes="line group"):
            yield Label("It holds", classes="asked")
            with Radios(id="setup-kind", compact=True):
                yield Radio("Films", value=True, id="setup-movie")
                yield Radio("Series", id="setup-tv")

    def _automation(self) -> Iterable[Widget]:
        with Horizontal(classes="lines"):
            yield Label("By itself", classes="asked")
            with Radios(id="setup-automation", compact=True):
                for automation, said in AUTOMATION.items():
                    label = Content(f"{automation.capitalize():<8}{said}")
                    yield Radio(label, value=automation is Automation.HYBRID, id=f"setup-{automation}")

    def _languages(self) -> Iterable[Widget]:
        general = self.core.settings.general
        with Horizontal(classes="line group"):
            yield Label("Languages", classes="asked")
            yield Input(", ".join(general.language), id="setup-language", compact=True, max_length=100)
            yield Label("Country", classes="beside")
            yield Input(general.country, id="setup-country", compact=True, max_length=2)
        yield Static("", id="setup-language-said", classes="said")

    def _keys(self) -> Iterable[Widget]:
        for key in KEYS:
            has_key = bool(self._kept(key.provider))
            with Horizontal(classes="line key-line"):
                yield Label(f"{key.label} key", classes="asked")
                yield Input(
                    placeholder="is set; paste another to change it" if has_key else "paste it, or leave it empty",
                    password=True, id=f"setup-key-{key.provider}", compact=True, max_length=2000, classes="key",
                )  # fmt: skip
                yield Static(Content.styled(key.hint), id=f"setup-said-{key.provider}", classes="key-said")

    def _kept(self, provider: str) -> str:
        option = config.by_key()[f"providers.{provider}.api_key"]
        return str(option.value_in(self.core.settings))

    def on_mount(self) -> None:
        """The cursor of the choice stands on what is chosen."""
        super().on_mount()
        self.query_one("#setup-automation", RadioSet).action_next_button()

    # -- checks at the fields --

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look at a folder or try a key when the typing rests."""
        name = event.input.id or ""
        if name == "setup-path":
            self._look = None
            self.refresh_bindings()
            self._later(name, self._look_at_folder)
        elif name.startswith("setup-key-"):
            provider = name.removeprefix("setup-key-")
            self._tested.pop(provider, None)
            self._later(name, lambda: self._try_key(provider))
        else:
            self._say("setup-language-said", "")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter leads on, and from the last field to the library."""
        if event.input.id == f"setup-key-{KEYS[-1].provider}":
            self.action_finish()
        else:
            self.focus_next()

    def on_radio_set_changed(self, event: RadioSet.Changed) -> None:
        """What a person has said is not guessed any more."""
        if event.radio_set.id == "setup-kind":
            self._has_chosen_kind = self._look is None or event.pressed.id != _button_of(self._look)

    def _later(self, name: str, callback: "object") -> None:
        if name in self._resting:
            self._resting[name].stop()
        self._resting[name] = self.set_timer(TYPING, callback)  # type: ignore[arg-type]  # any callable

    @work(exclusive=True, group="folder")
    async def _look_at_folder(self) -> None:
        """Whether it can be a library, and of what."""
        typed, self._look = self._typed("setup-path"), None
        if not typed:
            self._say("setup-path-said", "The folder that holds your films, or your series.")
            return
        try:
            path = await self.core.tools.in_thread(folders.checked, typed)
            self._say("setup-path-said", "Looking …")
            self._look = await self.core.tools.in_thread(first_look.look, path)
        except AppError as error:
            self._say("setup-path-said", f"{error.message} {error.hint}", "$warning", BAD)
            return
        self._guess()
        self._show_look()

    def _guess(self) -> None:
        if self._look is not None and self._look.kind is not None and not self._has_chosen_kind:
            self.query_one(f"#{_button_of(self._look)}", Radio).value = True

    def _show_look(self) -> None:
        if self._look is None:
            return
        found = self._look.kind is not None
        self._say("setup-path-said", self._look.words, "$success" if found else "", GOOD if found else "")

    @work(group="key")
    async def _try_key(self, provider: str) -> None:
        """Ask the provider whether it takes the key; an answer to what was typed before is dropped."""
        name, typed = f"setup-said-{provider}", self._typed(f"setup-key-{provider}")
        if not typed:
            hint = next(key.hint for key in KEYS if key.provider == provider)
            self._say(name, hint)
            return
        self._say(name, "asking …", sign=WAIT)
        answer = await trying_keys.try_key(self.core.tools, provider, {"api_key": typed})
        if self._typed(f"setup-key-{provider}") != typed:
            return
        if answer.ok:
            self._tested[provider] = typed
            self._say(name, "works", "$success", GOOD)
        else:
            self._say(name, f"{answer.message} {answer.hint}".strip(), "$error", BAD)

    def _typed(self, name: str) -> str:
        return self.query_one(f"#{name}", Input).value.strip()

    def _say(self, name: str, said: str, color: str = "", sign: str = "") -> None:
        line = f"{sign} {said}" if sign else said
        self.query_one(f"#{name}", Static).update(Content.styled(text.safe(line), color))

    # -- the end --

    def why_not(self, action: str) -> str | None:
        """Why it cannot be finished now."""
        if action == "finish" and self.is_mounted and not self._typed("setup-path"):
            return "Name the folder first."
        return None

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Go on, or do it another time."""
        if event.button.id == "setup-add":
            self.action_finish()
        else:
            self.action_skip()

    def action_skip(self) -> None:
        """To the library, with or without one."""
        self.post_message(GoTo(modes.HOME))

    def action_step_back(self) -> None:
        """The same."""
        self.action_skip()

    def action_finish(self) -> None:
        """Keep everything and start."""
        self.run_worker(self._finish(), exclusive=True, group="finish")

    async def _finish(self) -> None:
        if not await self._kept_settings():
            return
        try:
            library_id = await self._added()
        except AppError as error:
            self._say("setup-path-said", f"{error.message} {error.hint}", "$error", BAD)
            self.query_one("#setup-path", Input).focus()
            return
        from lobbycard.tasks.scan_library import ScanLibrary

        await self.core.enqueue(ScanLibrary(library_id=library_id))
        self.query_one("#setup-path", Input).value = ""
        self.post_message(GoTo(modes.HOME))

    async def _added(self) -> int:
        path = await self.core.tools.in_thread(folders.checked, self._required_path())
        if self._look is None:  # before the typing rests
            self._look = await self.core.tools.in_thread(first_look.look, path)
            self._guess()
        is_series = self.query_one("#setup-tv", Radio).value
        automation = next(one for one in AUTOMATION if self.query_one(f"#setup-{one}", Radio).value)
        kind = LibraryKind.TV if is_series else LibraryKind.MOVIE
        library = await self.core.store.write(libraries.add, path, kind, automation=automation)
        return library.id

    def _required_path(self) -> str:
        typed = self._typed("setup-path")
        if not typed:
            raise AppError("Name the folder that holds your films or series.")
        return typed

    async def _kept_settings(self) -> bool:
        """Write what differs; False when the file would not be valid or cannot be written."""
        changes = self._changes()
        if not changes:
            return True
        try:
            await self.core.tools.in_thread(config.change, self.core.paths.config_file, changes)
            await self.core.renew(*changes)
        except AppError as error:
            self._say("setup-error", f"{error.message} {error.hint}".replace(f"{self.core.paths.config_file}: ", ""),
                      "$error", BAD)  # fmt: skip
            return False
        return True

    def _changes(self) -> dict[str, object]:
        options = config.by_key()
        languages = [word.strip() for word in self._typed("setup-language").split(",") if word.strip()]
        wanted: dict[str, object] = {
            "general.language": languages,
            "general.country": self._typed("setup-country").upper(),
        }
        for key in KEYS:
            typed = self._typed(f"setup-key-{key.provider}")
            if typed:
                wanted[f"providers.{key.provider}.api_key"] = typed
        return {
            name: value
            for name, value in wanted.items()
            if value != options[name].value_in(self.core.settings) and options[name].variable not in os.environ
        }


def _button_of(look: Look) -> str:
    return f"setup-{look.kind or ''}"
