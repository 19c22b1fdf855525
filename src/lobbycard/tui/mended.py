"""What the app does otherwise than Textual: keys in their order, less painting, toasts and clicks that come too late.

Each of these would be right in Textual itself; nothing here knows what the program is about.
"""

import asyncio
from collections import deque
from collections.abc import Iterable
from typing import Any

from textual import events
from textual.app import App, SystemCommand
from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.dom import DOMNode
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, TextArea
from textual.widgets._toast import Toast

from lobbycard.errors import AppError
from lobbycard.tui import driver, keys

LONGEST_BATCH = 0.1
"""Seconds for which nothing may be painted."""
LONGEST_MOUNT = 2.0
"""Seconds for which a key waits for its screen."""
SHORTEST_TOAST = 0.1
"""Seconds that a toast stays at least."""


class MendedApp(App[AppError]):
    """Ends with the error that kept it from going on, if one did."""

    def __init__(self) -> None:
        super().__init__()
        self._typed: deque[events.Key] = deque()
        self.is_opening = False
        """Keys wait until `begin_to_listen`."""

    def get_driver_class(self) -> type[Driver]:
        """Textual's driver for this terminal; on Linux and the like ours, which wakes for keys only."""
        chosen = super().get_driver_class()
        return driver.Driver if chosen is LinuxDriver else chosen

    def get_key_display(self, binding: Binding) -> str:
        """Keys look the same in footer, help and palette."""
        return binding.key_display or keys.shown(binding.key)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Textual's own commands are left out: ours are all bindings."""
        return ()

    # -- what Textual does otherwise --

    def pop_screen(self) -> AwaitComplete:
        """Go back to the screen below, which is painted once: not again when the one above is gone."""
        popped = super().pop_screen()

        async def gone() -> None:
            with self.batch_update():
                await asyncio.wait([asyncio.ensure_future(popped)], timeout=LONGEST_BATCH)
            if self.is_running:
                self.screen.check_idle()

        return AwaitComplete(gone())

    @property
    def _background_screens(self) -> list[Screen[Any]]:
        """Nothing shines through a full screen.

        Textual asks only the screens below whether they do, and paints the whole screen again whenever anything
        changes on the one below: hundreds of kilobytes a second while jobs change the list under an item.
        """
        return [] if self.screen.styles.background.a == 1 else super()._background_screens

    def _register(self, parent: DOMNode, *widgets: Widget, **places: Any) -> list[Widget]:
        """As Textual does it; a toast whose time is over before it is shown would be waited for without end."""
        for widget in widgets:
            if isinstance(widget, Toast):
                widget._timeout = max(SHORTEST_TOAST, widget._timeout)
        return super()._register(parent, *widgets, **places)

    # -- keys --

    async def on_event(self, event: events.Event) -> None:
        """As Textual does it, but keys one after the other: each goes where those before it have led.

        Textual gives all keys that came together to what has the focus when they are read, and looks for their
        bindings when they come back: of `/edge` typed quickly, `e`, `d` and `g` would have been commands.
        """
        if not isinstance(event, events.Key) or event.is_forwarded:
            if not isinstance(event, events.MouseDown) or not self._is_on_what_is_gone(event):
                await super().on_event(event)
            return
        if self.is_opening and self._leaves(event):
            await self._check_bindings(event.key)
            return
        self._typed.append(event)
        if len(self._typed) == 1 and not self.is_opening:
            await self._act_on_key(event)

    async def begin_to_listen(self) -> None:
        """What was typed before there was anything to type at is done now; else `/edge` would begin with its `e`."""
        self.is_opening = False
        if self._typed:
            await self._act_on_key(self._typed[0])

    def _leaves(self, event: events.Key) -> bool:
        active = self.screen.active_bindings.get(event.key)
        return active is not None and active.binding.action == "quit"

    def _is_on_what_is_gone(self, event: events.MouseDown) -> bool:
        """A widget was clicked that has been removed and is still to be seen: Textual looks for its parent."""
        widget, _ = self.screen.get_widget_and_offset_at(event.x, event.y)
        return widget is not None and widget is not self.screen and widget.parent is None

    async def _act_on_key(self, event: events.Key) -> None:
        if not self.screen.is_mounted:  # it has been opened by the key before, and has not yet made its widgets
            await asyncio.wait([asyncio.ensure_future(self.screen._mounted_event.wait())], timeout=LONGEST_MOUNT)
        if self._is_typed_into(event):
            await super().on_event(event)
        elif not await self._check_bindings(event.key, priority=True):
            await self._check_bindings(event.key)
        self.call_later(self._next_key)  # behind what the key has asked for, such as another focus

    async def _next_key(self) -> None:
        self._typed.popleft()
        if self._typed:
            await self._act_on_key(self._typed[0])

    def _is_typed_into(self, event: events.Key) -> bool:
        """Whether a widget may take the key for itself, before any binding."""
        focused = self.focused
        if "on_key" in vars(type(self.screen)):
            return True
        return focused is not None and (
            isinstance(focused, Input | TextArea) or focused.check_consume_key(event.key, event.character)
        )

    async def run_action(
        self,
        action: Any,  # what Textual takes: text or its parsed form
        default_namespace: DOMNode | None = None,
        namespaces: Any = None,  # the same
    ) -> bool:
        """As Textual does it; a key that cannot be used now tells why."""
        done = await super().run_action(action, default_namespace, namespaces)
        if not done and isinstance(action, str) and default_namespace is not None:
            reason = keys.reason(default_namespace, action)
            if reason is not None:
                self.notify(reason, timeout=3, markup=False)
        return done
