"""Everything that can be set: groups on the left, settings in the middle, what they are for beside them."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static

from lobbycard.errors import AppError
from lobbycard.events import Changed, Event
from lobbycard.tui import text
from lobbycard.tui.desk import Desk
from lobbycard.tui.messages import GoTo
from lobbycard.tui.modes import SETUP
from lobbycard.tui.roles import ACCENT, FAINT, QUIET, WARN
from lobbycard.tui.screens.ask_checked import AskCheckedScreen
from lobbycard.tui.screens.asking import AskingScreen
from lobbycard.tui.screens.listing import dense
from lobbycard.tui.screens.press_key import PressKeyScreen
from lobbycard.tui.settings.keys import SETTING as KEYS
from lobbycard.tui.settings.keys import KeysPage
from lobbycard.tui.settings.libraries import LibrariesPage
from lobbycard.tui.settings.options import OptionsPage
from lobbycard.tui.settings.others import AboutPage, ProvidersPage, UpkeepPage
from lobbycard.tui.settings.page import Entry, Page, Save
from lobbycard.tui.settings.rules import CompletenessPage, RulesPage
from lobbycard.tui.widgets.row_list import Line, OpenList, Row, RowList

SETTLE = 0.3
LABEL = 25
"""Cells of a setting's name."""
THEME = "general.theme"
LOOK = (THEME, "general.images")


class SettingRows(RowList):
    """Settings, which enter changes."""

    HELP_TITLE: ClassVar[str] = "Settings"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Change", id="settings.change", tooltip="Switch it, or give it another value"),
    ]


class SettingsScreen(AskingScreen):
    """All of it."""

    MODE = "settings"
    HELP_TITLE: ClassVar[str] = "Settings"
    CSS_PATH = "settings.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("delete,backspace", "reset", "Default", id="settings.reset", key_display="del",
                tooltip="Back to its default"),
        Binding("slash", "search", "Search", id="settings.search", key_display="/", tooltip="Look for a setting"),
        Binding("a", "add", "Add", id="settings.add", tooltip="Add a folder"),
        Binding("d", "remove", "Remove", id="settings.remove", show=False, tooltip="Forget this library"),
        Binding("t", "test", "Test", id="settings.test", tooltip="Ask the provider whether it takes the key"),
        Binding("w", "setup", "First steps", id="settings.setup", show=False, tooltip="The first steps again"),
        Binding("left,h", "side('groups')", "Groups", id="settings.groups", show=False, tooltip="To the groups"),
        Binding("right,l", "side('entries')", "Entries", id="settings.entries", show=False, tooltip="To the settings"),
    ]  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._pages: list[Page] = []
        self._page = 0
        self._read = -1
        """The group whose settings were read last."""
        self._entries: dict[str, tuple[Page, Entry]] = {}
        self._problem = ""
        """Why the settings cannot be read."""
        self._soon: Timer | None = None

    def compose_body(self) -> Iterable[Widget]:
        """Groups, settings, explanation."""
        with Horizontal(id="settings"):
            with Vertical(id="settings-side"):
                yield OpenList(id="settings-groups")
            with Vertical(id="settings-main"):
                yield Input(placeholder="look for a setting", id="settings-search", compact=True, max_length=100)
                yield SettingRows(id="settings-entries")
            with VerticalScroll(id="settings-about", can_focus=False):
                yield Static("", id="settings-text")

    def on_mount(self) -> None:
        """The first group."""
        super().on_mount()
        self._pages = pages(self, type(self.app))
        titles = [page.title for page in self._pages]
        self.groups.show([_group_row(number, title) for number, title in enumerate(titles)], cursor="0")
        self.groups.focus()
        self.look()

    def on_screen_resume(self) -> None:
        """The file may have been edited meanwhile."""
        if self._pages:
            self.look()

    @property
    def groups(self) -> RowList:
        """The list on the left."""
        return self.query_one("#settings-groups", RowList)

    @property
    def entries(self) -> RowList:
        """The list in the middle."""
        return self.query_one("#settings-entries", RowList)

    # -- reading --

    def on_core_event(self, event: Event) -> None:
        """Read again what somebody else changed."""
        topics = frozenset().union(*(page.topics for page in self._shown()))
        if isinstance(event, Changed) and event.about(*topics) and self._soon is None:
            self._soon = self.set_timer(SETTLE, self.look)

    def _shown(self) -> Sequence[Page]:
        words = self._words()
        return self._pages if words else self._pages[self._page : self._page + 1]

    def _words(self) -> list[str]:
        return self.query_one("#settings-search", Input).value.casefold().split()

    @work(exclusive=True, group="look")
    async def look(self) -> None:
        """Read the settings that are shown."""
        self._soon = None
        words = self._words()
        found: list[tuple[Page, Entry]] = []
        try:
            for page in self._shown():
                said = await page.entries()
                found += [(page, entry) for entry in (said if not words else fitting(page, said, words))]
        except AppError as error:
            found, self._problem = [], f"{error.message}\n\n{error.hint}"
        else:
            self._problem = ""
        self._entries = {f"{number} {entry.key}": (page, entry) for number, (page, entry) in enumerate(found)}
        held = self._held(self.entries.current_key)
        if self._page != self._read:
            held, self._read = held or next((key for key in self._entries if not key.endswith(" ")), None), self._page
        rows = [
            _entry_row(key, entry, is_first=not number)
            for number, (key, (_, entry)) in enumerate(self._entries.items())
        ]
        self.entries.show(rows, cursor=held)
        self._explain()
        self.refresh_bindings()

    def _held(self, before: str | None) -> str | None:
        """The same setting, though others above it came or went."""
        name = (before or "").partition(" ")[2]
        return next((key for key in self._entries if name and key.partition(" ")[2] == name), None)

    @property
    def current(self) -> tuple[Page, Entry] | None:
        """The setting under the cursor."""
        return self._entries.get(self.entries.current_key or "")

    def _explain(self) -> None:
        page = self._pages[self._page]
        current = self.current if not self.groups.has_focus else None
        said = explained(*current) if current is not None else about_page(page)
        if self._problem:
            said = Content.styled(text.safe_lines(self._problem), "$error")
        is_low = self.has_class("-tight") or self.has_class("-narrow")
        self.query_one("#settings-text", Static).update(dense(said) if is_low else said)

    # -- messages --

    def on_row_list_moved(self, message: RowList.Moved) -> None:
        """Another group, or another setting."""
        if message.rows is self.groups and message.key is not None:
            self._page = int(message.key)
            self.remove_class("-searching")
            self.query_one("#settings-search", Input).value = ""
            self.look()
        else:
            self._explain()
            self.refresh_bindings()

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Enter on a group leads into it, on a setting it changes it."""
        if message.rows is self.groups:
            self.entries.focus()
        else:
            self.action_change()

    def on_descendant_focus(self) -> None:
        """What is explained is what has the focus."""
        if self._pages:
            self._explain()
            self.refresh_bindings()

    def on_input_changed(self) -> None:
        """Search as one types."""
        self.look()

    def on_input_submitted(self) -> None:
        """To what was found."""
        self.entries.focus()

    # -- keys --

    def why_not(self, action: str) -> str | None:
        """Why something cannot be done now."""
        current = self.current
        if action == "add":
            return None if self._pages and self._pages[self._page].adds else "Nothing can be added to this group."
        if action not in {"reset", "remove", "test"}:
            return None
        if current is None or self.groups.has_focus:
            return "Choose a setting first."
        page, entry = current
        if action == "reset" and entry.fixed:
            return entry.fixed
        if action == "reset" and not entry.is_changed:
            return "It has its default."
        if action == "remove" and not page.can_remove:
            return "This cannot be removed."
        return "There is nothing to test here." if action == "test" and not page.can_test else None

    def action_step_back(self) -> None:
        """From the search to the settings, to the groups, to the library."""
        search = self.query_one("#settings-search", Input)
        if search.value or search.has_focus:
            search.value = ""
            self.remove_class("-searching")
            self.entries.focus()
        elif self.entries.has_focus:
            self.groups.focus()
        else:
            super().action_step_back()

    def action_side(self, name: str) -> None:
        """To the groups, or to the settings."""
        (self.groups if name == "groups" else self.entries).focus()

    def action_search(self) -> None:
        """Type what to look for."""
        self.add_class("-searching")
        self.query_one("#settings-search", Input).focus()

    def action_setup(self) -> None:
        """The first steps again."""
        self.post_message(GoTo(SETUP))

    @work(exclusive=True, group="ask")
    async def action_change(self) -> None:
        """Another value."""
        current = self.current
        if current is None:
            return
        page, entry = current
        if entry.fixed:
            self.tell(entry.fixed)
            return
        if entry.key == THEME:
            await self.run_action("app.choose_theme")
            return
        await self._do(page.change, entry.key)
        if entry.key.startswith(KEYS) or isinstance(page, KeysPage):
            self.app.set_keymap(dict(self.core.settings.general.keys))

    @work(exclusive=True, group="ask")
    async def action_reset(self) -> None:
        """The default."""
        current = self.current
        if current is not None:
            await self._do(current[0].reset, current[1].key)
            if isinstance(current[0], KeysPage):
                self.app.set_keymap(dict(self.core.settings.general.keys))

    @work(exclusive=True, group="ask")
    async def action_add(self) -> None:
        """One more."""
        await self._do(self._pages[self._page].add)

    @work(exclusive=True, group="ask")
    async def action_remove(self) -> None:
        """One less."""
        current = self.current
        if current is not None:
            await self._do(current[0].remove, current[1].key)

    @work(exclusive=True, group="ask")
    async def action_test(self) -> None:
        """Does the key work?"""
        current = self.current
        if current is not None:
            await self._do(current[0].test, current[1].key)

    async def _do(self, doing: Callable[..., Awaitable[None]], *arguments: str) -> None:
        try:
            await doing(*arguments)
        except AppError as error:
            self.complain(error)
        self.look()

    # -- what pages ask --

    async def ask_checked(
        self, title: str, save: Save, *, value: str = "", doc: str = "", known: Sequence[str] = (), secret: bool = False
    ) -> bool:
        """A line that is kept, or told what is wrong with it."""
        screen = AskCheckedScreen(title, save, value=value, doc=doc, known=known, secret=secret)
        return await self.app.push_screen_wait(screen)

    async def ask_key(self, title: str, current: str) -> str | None:
        """A key that is pressed."""
        return await self.app.push_screen_wait(PressKeyScreen(title, current))

    async def fill(self, form: object) -> bool:
        """A form of its own."""
        assert isinstance(form, Screen)  # pages hand over dialogs
        return bool(await self.app.push_screen_wait(form))

    def tell(self, said: str) -> None:
        """A line that passes."""
        self.notify(said, markup=False)


def pages(screen: SettingsScreen, app: type[Any]) -> list[Page]:
    """The groups, in the order in which they are shown."""
    core = screen.core

    def options(title: str, doc: str, *prefixes: str, without: Sequence[str] = ()) -> Page:
        return OptionsPage(
            core, screen, title, doc, lambda key: key.startswith(prefixes) and key not in without and key != KEYS
        )

    return [
        options("General", "Languages, country, columns.", "general.", without=LOOK),
        options("Look", "Colours and pictures.", *LOOK),
        LibrariesPage(core, screen),
        RulesPage(core, screen),
        CompletenessPage(core, screen),
        ProvidersPage(core, screen),
        options("Preference", "Whose word counts where sources differ.", "merge."),
        options("Publishing", "What is written beside your files.", "publish."),
        options("Recycle bin", "What happens to what is replaced or deleted.", "recycle.", "deletion."),
        UpkeepPage(core, screen),
        options("Scanning", "How folders are read.", "scan."),
        options("Jobs", "How much is done at the same time.", "jobs."),
        options("Picture cache", "What is fetched and kept.", "artwork."),
        KeysPage(core, screen, app),
        options("Log, database", "The log file, and where the library is kept.", "logging.", "database."),
        AboutPage(core, screen),
    ]


def fitting(page: Page, entries: Sequence[Entry], words: Sequence[str]) -> list[Entry]:
    """The settings in which all the words are; under the name of their group."""
    found: list[Entry] = []
    above = ""
    for entry in entries:
        if not entry.key:
            above = entry.label
            continue
        said = f"{page.title} {above} {entry.label} {entry.key} {entry.doc}".casefold()
        if all(word in said for word in words):
            found.append(entry)
    return [Entry("", page.title), *found] if found else []


def _group_row(number: int, title: str) -> Row:
    return Row(str(number), lambda width: [[(text.fit(title, width), "plain")]])


def _entry_row(key: str, entry: Entry, *, is_first: bool) -> Row:
    if not entry.key:
        return Row(key, lambda width: ([] if is_first else [[]]) + [[(text.fit(entry.label, width), "heading")]], True)
    return Row(key, lambda width: [entry_line(entry, width)])


def entry_line(entry: Entry, width: int) -> Line:
    """A setting in a line: its name, whether it differs from the default, its value."""
    label = min(LABEL, max(10, width // 2))
    note = f"  {text.safe(entry.note)}" if entry.note else ""
    room = max(0, width - label - 3)
    value = text.clip(entry.value, max(0, room - len(note)) if room > 30 else room)
    parts: Line = [
        (text.fit(entry.label, label), QUIET if entry.fixed else "plain"),
        (" ● " if entry.is_changed else "   ", ACCENT),
        (value, entry.role if not entry.fixed else FAINT),
    ]
    return [*parts, (note, WARN)] if note and room > 30 else parts


def explained(page: Page, entry: Entry) -> Content:
    """What a setting is for, and where it was set."""
    parts = [Content.styled(text.safe(entry.label.lstrip("☑☐ ")), "bold $primary")]
    if entry.doc:
        parts.append(Content(text.safe_lines(entry.doc)))
    if entry.note:
        parts.append(Content.styled(text.safe(entry.note[:1].upper() + entry.note[1:]), "$warning"))
    if entry.fixed:
        parts.append(Content.styled(text.safe(entry.fixed), "$warning"))
    if len(entry.value) > 40:
        parts.append(Content(text.safe(entry.value)))
    widest = max((len(name) for name, _ in entry.facts), default=0)
    lines = [
        Content.assemble((f"{name:<{widest}}  ", "$foreground 60%"), text.safe(said)) for name, said in entry.facts
    ]
    if lines:
        parts.append(Content("\n").join(lines))
    return Content("\n\n").join(parts)


def about_page(page: Page) -> Content:
    """What a group is for."""
    parts = [Content.styled(page.title, "bold $primary"), Content(page.doc)]
    if page.adds:
        parts.append(Content.assemble(("a", "bold $primary"), f"  add {page.adds}"))
    return Content("\n\n").join(parts)
