"""The command palette: every binding that works here, with the reason where one does not; modes and items of themes."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from textual import events
from textual.await_complete import AwaitComplete
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from lobbycard.tui import keys, modes
from lobbycard.tui.screens.dialog import keep_to_last


class Command(NamedTuple):
    """One line of the palette."""

    title: str
    help: str
    run: Callable[[], object]
    can_run: bool = True


_ANYWHERE = frozenset({"screen.back", "history.undo", "history.redo"})
_MOVES = frozenset({"up", "down", "left", "right", "page_up", "page_down", "first", "last"})


class Palette(CommandPalette):
    """Closes itself only: Textual's would close the screen below at the second of two clicks beside it."""

    DEFAULT_CSS = """
    Palette CommandList:ansi > .option-list--option { text-style: none; }  /* black in bold is grey, on yellow */
    """

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close, unless it is closed."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

    async def _on_resize(self, event: events.Resize) -> None:
        keep_to_last(event, self.app)

    def _action_command_list(self, action: str) -> None:
        """Hand a key on to the list; Textual's has no lines yet when it has just changed, and would end the program."""
        with suppress(KeyError):
            super()._action_command_list(action)


class Commands(Provider):
    """What the screen below the palette can do, and where one can go."""

    async def discover(self) -> Hits:
        """Everything, before anything is typed."""
        for command in self._commands():
            yield DiscoveryHit(self._display(command.title, command), command.run, command.title, command.help)

    async def search(self, query: str) -> Hits:
        """What fits the words."""
        matcher = self.matcher(query)
        for command in self._commands():
            score = matcher.match(command.title)
            if score > 0:
                shown = self._display(matcher.highlight(command.title), command)
                yield Hit(score, shown, command.run, command.title, command.help)

    def _display(self, title: str | Content, command: Command) -> Content:
        content = title if isinstance(title, Content) else Content(title)
        return content if command.can_run else content.stylize("dim")

    def _commands(self) -> list[Command]:
        entries = [entry for entry in keys.entries(self.screen) if entry.action != "command_palette"]
        found = [self._of_entry(entry) for entry in sorted(entries, key=self._place)]
        taken = {command.title for command in found}
        for mode in modes.MODES:
            title = f"Go to {mode.title.lower()}"
            if title not in taken:
                found.append(Command(title, mode.tooltip, partial(self.app.run_action, f"app.go('{mode.name}')")))
        return found

    def _place(self, entry: keys.Entry) -> int:
        """What the screen can do comes first; going up and down, which nobody looks for here, last."""
        if entry.node is self.screen:
            return 1 if entry.id in _ANYWHERE else 0
        if entry.node is self.app:
            return 1
        return 3 if entry.id.rpartition(".")[2] in _MOVES else 2

    def _of_entry(self, entry: keys.Entry) -> Command:
        about = f"{entry.keys}  ·  {entry.tooltip or entry.description}"
        if entry.reason is not None:
            told = partial(self.app.notify, entry.reason, markup=False)
            return Command(entry.description, f"{about} — not now: {entry.reason}", told, can_run=False)
        return Command(entry.description, about, partial(self.app.run_action, entry.action, entry.node))
