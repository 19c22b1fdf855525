"""The app: shows its first frame at once, opens the program behind it, and holds the modes together.

Nothing that knows the database is imported at the top of this module: that alone would double the time to the first
frame. The screens are imported in the opening thread and used afterwards.
"""

import asyncio
import gc
import logging
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual import work
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.signal import Signal
from textual.theme import Theme
from textual.timer import Timer

from lobbycard.errors import AppError
from lobbycard.events import Event, JobFinished, Notice
from lobbycard.paths import Paths, shipped_themes
from lobbycard.tui import bindings, glance, keys, modes, themes
from lobbycard.tui.desk import Desk
from lobbycard.tui.images import at_once
from lobbycard.tui.mended import MendedApp
from lobbycard.tui.messages import GoTo, OpenIdentify, OpenItem, OpenPicker, OpenReview, ShowItems
from lobbycard.tui.palette import Commands, Palette
from lobbycard.tui.pictures.capabilities import Choice, forced
from lobbycard.tui.pictures.kept import Folder
from lobbycard.tui.pictures.pictures import Pictures, listen
from lobbycard.tui.screens.opening import OpeningScreen
from lobbycard.tui.stylesheet import KeptStylesheet
from lobbycard.tui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from lobbycard.config import Settings
    from lobbycard.core import Core

log = logging.getLogger(__name__)
T = TypeVar("T")

BURST = 0.8
"""Failures of jobs within so many seconds are one toast."""
IMPORT_AFTER = 1.0
"""Seconds after the first screen, in which its list is read."""
AHEAD = ("screens.item", "item.metadata", "screens.picker", "screens.review", "screens.look")
"""Modules that the next keys will need."""
THEME_LOOK = 2.0
"""Seconds between looks at whether the user's themes changed."""


class LobbycardApp(MendedApp):
    """The program in the terminal. Ends with the error that kept it from opening, if one did."""

    TITLE = "Lobbycard"
    COMMANDS: ClassVar[set[Any]] = {Commands}
    CSS = "OptionList { min-width: 12; }"  # in less room than its margins Textual's list ends the program
    ENABLE_COMMAND_PALETTE = True
    HELP_TITLE = "Everywhere"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(
                mode.key, f"app.go('{mode.name}')", f"Go to {mode.title.lower()}", id=f"go.{mode.name}", show=False,
                tooltip=mode.tooltip,
            )
            for mode in modes.MODES
            if mode.key
        ),
        Binding("question_mark,f1", "help", "Help", id="app.help", key_display="?", tooltip="The keys that work here"),
        Binding("ctrl+t", "choose_theme", "Theme", id="app.theme", show=False, tooltip="Choose the colours"),
        Binding("ctrl+g", "next_images", "Pictures", id="app.images", show=False,
                tooltip="Draw pictures by the next means, or not at all"),
        Binding("q,ctrl+q", "quit", "Quit", id="app.quit", show=False, tooltip="Leave; what runs goes on next time"),
    ]  # fmt: skip

    def __init__(
        self,
        settings: "Settings | Callable[[], Settings]",
        paths: Paths,
        *,
        core: "Core | None" = None,
        images: str | None = None,
        theme: str | None = None,
        work: bool = True,
    ) -> None:
        """Settings may come as what reads them: that is done behind the first frame.

        `core` is used as it is (and not closed) when it is open already; `work` lets this process do jobs.
        """
        super().__init__()
        self.stylesheet = KeptStylesheet(self.get_css_variables())
        self._settings = settings
        looks = glance.at(paths.config_file, os.environ) if callable(settings) else _looks(settings)
        self._keys = looks.keys
        self.paths = paths
        self.core = core
        self._given = core is not None
        self._does_work = work
        self.unmade: list[str] = []
        """What was asked for and dropped, since another program held the database to the end."""
        self._opener = ThreadPoolExecutor(1, thread_name_prefix="open")
        self.heard: Signal[Event] = Signal(self, "heard")
        self._failures: list[JobFinished] = []
        self._failure_timer: Timer | None = None
        self._environment = dict(os.environ)
        choice = Choice(images or looks.images)
        capabilities = at_once(choice, self._environment, paths.state_file)
        self.pictures = Pictures(capabilities, self._in_thread, self._drawings)
        self._asked_theme = theme or looks.theme or themes.unasked(capabilities.colors)
        self._themes: dict[str, Theme] = {}
        self._theme_stamp = themes.stamp(paths.themes_dir)
        self._load_themes()

    # -- the start and the end --

    def get_default_screen(self) -> Screen[None]:
        """What the first frame shows."""
        return OpeningScreen(keys.overrides(self._keys))

    def on_mount(self) -> None:
        """Go on once the first frame is out."""
        self.is_opening = True
        self.set_keymap(dict(self._keys))
        self.pictures.attach(self)
        self.call_after_refresh(self._open)

    @work(group="open")
    async def _open(self) -> None:
        """Open the database and what works on it, then show the library."""
        try:
            await self._open_core()
        except AppError as error:
            self.exit(error)
            return
        assert self.core is not None  # just opened
        desk = Desk(self.core, self.pictures, self.heard)
        for mode in modes.MODES:
            self.add_mode(mode.name, modes.maker(mode, desk))
        await self.switch_mode(await self._first_mode())
        self.call_later(self.begin_to_listen)
        gc.freeze()  # what was imported stays: looking through it took a tenth of a second, again and again
        self.pictures.verify()
        self.set_timer(IMPORT_AFTER, self._import_ahead)
        self.set_interval(THEME_LOOK, self._look_at_themes)

    async def action_quit(self) -> None:
        """Leave, once what was asked for is written."""
        if self.core is None:
            self.exit()
        else:
            self._part(self.core)

    @work(exclusive=True, group="leave")
    async def _part(self, core: "Core") -> None:
        from lobbycard.tui.screens import leave

        if await leave.may_leave(self, core):
            self.exit()

    def exit(self, *arguments: Any, **options: Any) -> None:
        """End the program; what is still being read would come to screens whose parts are gone already."""
        self.pictures.rest(partial(self._leave, *arguments, **options))

    def _leave(self, *arguments: Any, **options: Any) -> None:
        self.workers.cancel_all()
        super().exit(*arguments, **options)

    async def _import_ahead(self) -> None:
        run = asyncio.get_running_loop().run_in_executor
        await run(self._opener, _import_next)
        if self._keys:
            said = await run(self._opener, bindings.unknown, type(self), self._keys)
            if said:
                self.notify(said, title="Keys", severity="warning", markup=False)

    async def _first_mode(self) -> str:
        """The library, or the first steps where there is none."""
        assert self.core is not None  # just opened
        from lobbycard.store import libraries

        known = await self.core.store.read(libraries.all_of)
        return modes.HOME if known else modes.SETUP

    async def _open_core(self) -> None:
        loop = asyncio.get_running_loop()
        if self.core is None:
            self.core = await loop.run_in_executor(self._opener, self._make_core)
            self.core.events.connect(self._tell)
            await self.core.start(work=self._does_work)
        else:
            await loop.run_in_executor(self._opener, _import_home)
            self.core.events.connect(self._tell)

    def _make_core(self) -> "Core":
        from lobbycard.core import Core

        settings = self._settings() if callable(self._settings) else self._settings
        core = Core(settings, self.paths)
        _import_home()
        return core

    async def close_core(self) -> None:
        """End the background work in order; after the screen is gone."""
        self.pictures.close()
        self._opener.shutdown(wait=True)
        if self.core is not None:
            self.core.events.disconnect(self._tell)
            if not self._given:
                from lobbycard.tui import leaving

                self.unmade = await leaving.closed(self.core)

    async def _in_thread(self, function: Callable[..., T], /, *arguments: object) -> T:
        """The program's own threads, for pictures; they are asked for only when a screen is there."""
        assert self.core is not None  # no picture is shown before
        return await self.core.tools.in_thread(function, *arguments)

    def _drawings(self) -> Folder:
        """Where pictures are kept as this terminal was sent them; asked for in such a thread."""
        assert self.core is not None  # as above
        return self.core.tools.drawings

    # -- going places --

    def action_go(self, mode: str) -> None:
        """Go to a mode, once the program is open."""
        if mode in self._modes and mode != self.current_mode:
            self.switch_mode(mode)

    def why_not(self, action: str) -> str | None:
        """Why an action cannot be carried out now."""
        if action in {"go", "help"} and self.core is None:
            return "The library is still being opened."
        return None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that cannot be used now are dim."""
        return None if self.why_not(action) is not None else True

    def on_top_bar_chosen(self, message: TopBar.Chosen) -> None:
        """A tab was clicked."""
        self.action_go(message.mode)

    def on_go_to(self, message: GoTo) -> None:
        """A screen leads to another."""
        self.action_go(message.mode)

    async def on_show_items(self, message: ShowItems) -> None:
        """Show the library with a filter."""
        from lobbycard.tui.screens.library import LibraryScreen

        await self.switch_mode(modes.HOME)
        if isinstance(self.screen, LibraryScreen):
            self.screen.show_filter(message.text)

    async def on_open_item(self, message: OpenItem) -> None:
        """Show one item over the list it was opened from."""
        await self._push("item", "ItemScreen", message.item_id, message.among)

    async def on_open_picker(self, message: OpenPicker) -> None:
        """Choose pictures over the screen one was on; of several items one after the other."""
        if len(message.item_ids) > 1:
            await self._push("review", "ReviewScreen", message.item_ids, message.asset_type)
        else:
            await self._push("picker", "PickerScreen", message.item_ids, message.asset_type)

    async def on_open_review(self, message: OpenReview) -> None:
        """Decide on pictures, one key each."""
        await self._push("review", "ReviewScreen", message.item_ids, message.asset_type, message.filter_text)

    async def on_open_identify(self, message: OpenIdentify) -> None:
        """Say what items are."""
        await self._push("identify", "IdentifyScreen", message.item_ids)

    async def _push(self, module: str, screen: str, *arguments: object) -> None:
        if self.core is None:
            return
        desk = Desk(self.core, self.pictures, self.heard)
        with self.batch_update():  # painted when it has its widgets, not before
            await self.push_screen(modes.made(module, screen, desk, *arguments))
        self.screen.check_idle()

    # -- what happens in the background --

    def _tell(self, event: Event) -> None:
        self.heard.publish(event)
        if isinstance(event, JobFinished) and event.status == "failed":
            self.call_later(self._note_failure, event)  # which may come from outside of all that Textual calls
        elif isinstance(event, Notice):
            severity = event.severity if event.severity in {"information", "warning", "error"} else "information"
            self.notify(event.message, severity=severity, markup=False)  # type: ignore[arg-type]  # checked above

    def _note_failure(self, event: JobFinished) -> None:
        self._failures.append(event)
        if self._failure_timer is None:
            self._failure_timer = self.set_timer(BURST, self._tell_failures)

    def _tell_failures(self) -> None:
        failures, self._failures, self._failure_timer = self._failures, [], None
        self.notify(failure_text(failures), title="Failed", severity="error", timeout=8, markup=False)

    # -- help, themes, pictures --

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """What Textual makes for other themes, but not for those of the terminal's own colours."""
        return {
            "foreground-disabled": "ansi_bright_black",
            "ansi-background": "ansi_black",
            "ansi-foreground": "ansi_white",
        }

    def get_css_variables(self) -> dict[str, str]:
        """Textual's, and how text looks on a fill: of sixteen colours, black in bold is grey in many terminals."""
        variables = super().get_css_variables()
        ansi = self.current_theme.ansi
        variables.setdefault("on-color", "ansi_black" if ansi else variables["background"])
        variables.setdefault("on-color-style", "none" if ansi else "bold")
        return variables

    def action_help(self) -> None:
        """Show the keys that work here."""
        from lobbycard.tui.screens.help import HelpScreen

        self.push_screen(HelpScreen(self.screen, self.screen.active_bindings))

    def action_command_palette(self) -> None:
        """Show everything that can be done here."""
        if not any(isinstance(screen, Palette) for screen in self.screen_stack):
            self.push_screen(Palette())  # without Textual's id: another mode may have its own open

    def action_choose_theme(self) -> None:
        """Choose the colours with a live preview."""
        from lobbycard.tui.screens.theme_picker import ThemePicker

        ordered = sorted(self._themes.values(), key=lambda theme: (not theme.dark, theme.name))
        self.push_screen(ThemePicker(ordered, self.theme), self._keep_theme)

    async def _keep_theme(self, name: str | None) -> None:
        if name is None or self.core is None:
            return
        self._asked_theme = name
        from lobbycard.config import change

        try:
            await self.core.tools.in_thread(change, self.paths.config_file, {"general.theme": name})
            await self.core.renew("general.theme")
        except AppError as error:
            self.notify(f"{error.message} The theme stays until you leave.", severity="warning", markup=False)

    def action_next_images(self) -> None:
        """Draw pictures by the next means."""
        order = [Choice.HALFBLOCK, Choice.KITTY, Choice.SIXEL, Choice.OFF]
        now = self.pictures.capabilities.protocol
        following = order[(order.index(Choice(now.value)) + 1) % len(order)]
        self.pictures.use(forced(following, self.pictures.capabilities))
        self.notify(f"Pictures: {following}")

    def _load_themes(self) -> None:
        loaded = themes.load([shipped_themes(), self.paths.themes_dir])
        self._themes = loaded.themes
        for theme in loaded.themes.values():
            self.register_theme(theme)
        for problem in loaded.problems.values():
            self.notify(problem, title="Theme", severity="warning", markup=False)
        name = self._asked_theme
        if name not in self.available_themes:
            self.notify(
                f"There is no theme “{name}”; the theme “{themes.FALLBACK}” is used.", severity="warning", markup=False
            )
            name = themes.FALLBACK
        if name in self.available_themes:
            self.theme = name

    def _look_at_themes(self) -> None:
        stamp = themes.stamp(self.paths.themes_dir)
        if stamp == self._theme_stamp:
            return
        self._theme_stamp = stamp
        before = self._themes.get(self.theme)
        self._load_themes()
        if self._themes.get(self.theme) != before:
            self._invalidate_css()
            self.refresh_css(animate=False)


def _looks(settings: "Settings") -> glance.Glance:
    general = settings.general
    theme = general.theme if "theme" in general.model_fields_set else ""
    return glance.Glance(theme, general.images, general.keys)


def _import_home() -> None:
    """Import the first screen where that does not hold up a frame."""
    home = next(mode for mode in modes.MODES if mode.name == modes.HOME)
    import_module(f"{modes.PACKAGE}.{home.name}")


def _import_next() -> None:
    """Import what is opened next, so that the first opening is no slower than the others."""
    for name in AHEAD:
        import_module(f"lobbycard.tui.{name}")


def failure_text(failures: Sequence[JobFinished]) -> str:
    """One toast for all failures of a burst."""
    first = failures[0]
    said = first.message if not first.hint else f"{first.message}\n{first.hint}"
    if len(failures) == 1:
        return said
    return f"{said}\nand {len(failures) - 1} more: see the jobs."


async def run(app: LobbycardApp) -> AppError | None:
    """Run the app until it ends, then end what works in the background."""
    listen(app.pictures, app._environment, app.paths.state_file)
    try:
        return await app.run_async()
    finally:
        await app.close_core()
