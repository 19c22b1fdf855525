"""What all full screens share: the bars at the top and the bottom, steps back, reasons why not."""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.widget import Widget

from lobbycard.errors import AppError
from lobbycard.events import Event
from lobbycard.tui import keys, modes
from lobbycard.tui.desk import Desk
from lobbycard.tui.messages import GoTo
from lobbycard.tui.screens.dialog import keep_to_last
from lobbycard.tui.widgets.key_line import KeyLine
from lobbycard.tui.widgets.status_line import StatusLine
from lobbycard.tui.widgets.top_bar import TopBar


class FramedScreen(Screen[None]):
    """A full screen of the program. Give `compose_body`; hear events in `on_core_event`; explain in `why_not`."""

    MODE: ClassVar[str] = ""
    """The mode in the top bar that this screen belongs to."""

    HELP_TITLE: ClassVar[str] = ""
    """What the help screen calls this screen's keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "step_back", "Back", id="screen.back", show=False, tooltip="One step back"),
        Binding("z", "undo", "Undo", id="history.undo", show=False, tooltip="Take back your last change"),
        Binding("Z", "redo", "Redo", id="history.redo", show=False, tooltip="Do again what you just took back"),
    ]

    HORIZONTAL_BREAKPOINTS = [(0, "-tight"), (60, "-narrow"), (110, "-normal"), (160, "-wide")]  # noqa: RUF012 - Textual's
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (12, "-low"), (30, "-high")]  # noqa: RUF012 - Textual's

    DEFAULT_CSS = """
    FramedScreen {
        layout: vertical;
        #bottom { dock: bottom; height: 2; }
        &.-flat TopBar { display: none; }
        &.-flat #bottom { display: none; }
    }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.core = desk.core
        self._one_at_a_time = asyncio.Lock()

    def compose(self) -> ComposeResult:
        """The frame and what the screen puts into it."""
        yield TopBar(modes.MODES, self.MODE, keys.overrides(self.core.settings.general.keys))
        yield from self.compose_body()
        with Vertical(id="bottom"):
            yield StatusLine(self.desk)
            yield KeyLine()

    def compose_body(self) -> Iterable[Widget]:
        """The screen's own widgets."""
        return ()

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close this screen and not the one below, when the key comes twice."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def on_mount(self) -> None:
        """Hear what happens."""
        self.desk.heard.subscribe(self, self.on_core_event)

    async def _on_resize(self, event: events.Resize) -> None:
        keep_to_last(event, self.app)

    def on_screen_resume(self) -> None:
        """Work went on while another screen was shown."""
        for line in self.query(StatusLine):
            line.look()

    def _compositor_refresh(self) -> None:
        """As Textual does it, but not while updates are held together: it paints what is laid out meanwhile."""
        if self.app._batch_count:
            self.refresh()
        else:
            super()._compositor_refresh()

    def on_core_event(self, event: Event) -> None:
        """Something happened in the program; screens that show it override this."""

    def why_not(self, action: str) -> str | None:
        """Why an action cannot be carried out now, in one sentence; None when it can."""
        return None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What has a reason against it is dimmed, not hidden."""
        return None if self.why_not(action) is not None else super().check_action(action, parameters)

    def complain(self, error: AppError) -> None:
        """Tell what went wrong."""
        self.notify(error.message + (f"\n{error.hint}" if error.hint else ""), severity="error", markup=False)

    def action_step_back(self) -> None:
        """Close this screen, or go to the library from another mode."""
        if len(self.app.screen_stack) > 1:
            self.dismiss()
        elif self.MODE != modes.HOME:
            self.post_message(GoTo(modes.HOME))

    def in_turn(self, doing: Coroutine[Any, Any, None], group: str) -> None:
        """Do it once what was asked for before is done, and to its end, though this screen be left meanwhile."""
        self.app.run_worker(self._after_others(doing), group=group)

    async def _after_others(self, doing: Coroutine[Any, Any, None]) -> None:
        async with self._one_at_a_time:
            await doing

    def action_undo(self) -> None:
        """Take back the person's last change."""
        self.in_turn(self._turn_back(again=False), "undo")

    def action_redo(self) -> None:
        """Take back the last undo."""
        self.in_turn(self._turn_back(again=True), "undo")

    async def _turn_back(self, *, again: bool) -> None:
        from lobbycard.tui import undoing

        try:
            said = await (undoing.redo(self.core) if again else undoing.undo(self.core))
        except AppError as error:
            self.complain(error)
        else:
            self.notify(said, markup=False)
