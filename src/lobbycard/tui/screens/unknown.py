"""Files that nobody recognised: said to be something, ignored, or put into the bin."""

import os
from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content

from lobbycard.errors import UsageError
from lobbycard.events import Topic
from lobbycard.model.fields import picture_label
from lobbycard.model.kinds import AssetType, FileRole
from lobbycard.store import files, libraries, unknown
from lobbycard.store.unknown import UnknownRow
from lobbycard.tasks import resolve_unknown
from lobbycard.tasks.libraries import ignore_preview
from lobbycard.tui import text
from lobbycard.tui.desk import Desk
from lobbycard.tui.item.files import shown_path
from lobbycard.tui.messages import OpenItem
from lobbycard.tui.roles import FAINT, PLAIN, QUIET, WARN, Part
from lobbycard.tui.screens.ask_checked import AskCheckedScreen
from lobbycard.tui.screens.find_item import FindItemScreen
from lobbycard.tui.screens.listing import ListingScreen, Words, counts, facts, keyed, titled
from lobbycard.tui.screens.menu import Choice
from lobbycard.tui.widgets.row_list import Line, Row, RowList

SHOWN = 8
LOST_SHOWN = 3
LIMIT = 3000
_IMAGES = frozenset("jpg jpeg png webp tbn gif bmp svg avif".split())
_SUBTITLES = frozenset("srt ass ssa sub idx sup vtt".split())
TYPES = {
    unknown.VIDEO: "The film or episode itself",
    "trailer": "A trailer",
    "extra": "An extra",
    "sample": "A sample",
    "theme": "Theme music",
    "subtitle": "Subtitles",
}


class UnknownScreen(ListingScreen):
    """One line for each file."""

    MODE = "unknown"
    HELP_TITLE: ClassVar[str] = "Unknown files"
    TOPICS: ClassVar[frozenset[Topic]] = frozenset({Topic.UNKNOWN, Topic.LIBRARY})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "assign", "Assign", id="unknown.assign", tooltip="Say what it is, and of which item"),
        Binding("i", "ignore", "Ignore", id="unknown.ignore", tooltip="Never hear of such files again"),
        Binding("x,delete", "recycle", "Recycle", id="unknown.recycle", tooltip="Put it into the recycle bin"),
        Binding("f", "library", "Library", id="unknown.library", tooltip="Of all libraries, or of one"),
        Binding("r", "rescan", "Look again", id="unknown.rescan", show=False, tooltip="Scan the libraries again"),
        Binding("o", "open_item", "Nearest", id="unknown.open", show=False, tooltip="Show the nearest item"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._files: dict[str, UnknownRow] = {}
        self._library: int | None = None
        self._libraries: dict[int, str] = {}

    async def load(self) -> None:
        """By library and path."""
        self._libraries = {one.id: one.name for one in await self.core.store.read(libraries.all_of)}
        found = await self.core.store.read(unknown.page, library_id=self._library, text=self.words, limit=LIMIT)
        self._files = {str(row.id): row for row in found}

    def rows(self) -> list[Row]:
        """A line each."""
        return [Row(key, partial(line, row, self.sign(key))) for key, row in self._files.items()]

    def head(self) -> Content:
        """How many."""
        where = self._libraries.get(self._library or 0, "")
        size = text.size(sum(row.size for row in self._files.values()))
        return counts(
            (text.plural(len(self._files), "unknown file"), "$foreground"),
            (size, "$foreground 60%"),
            (f"in {where}" if where else "", "$foreground 60%"),
            (f"{text.number(len(self.marks))} marked" if self.marks else "", "$accent"),
        )

    def nothing(self) -> Words:
        """Good news."""
        return Words(
            "Every file is recognised",
            "Files that belong to nothing are listed here, until you say what they are.",
            [("r", "look again"), ("1", "to the library")],
        )

    def details(self, key: str) -> Content:
        """Why nobody recognised it."""
        row = self._files[key]
        folder, name = os.path.split(row.path)
        return titled(
            shown_path(name),
            Content(text.safe(row.reason)) if row.reason else Content(""),
            facts(
                (
                    ("In", shown_path(folder) or "the library's top folder"),
                    ("Library", row.library),
                    ("Size", text.size(row.size) or "empty"),
                    ("Nearest", row.item),
                ),
                self.about_width,
            ),
            keyed(
                (
                    ("a", "say what it is, and of which film or series"),
                    ("i", "ignore it and others like it"),
                    ("x", "put it into the recycle bin"),
                    ("o", "show the nearest" if row.item_id else ""),
                ),
                self.about_width,
            ),
        )

    # -- keys --

    def why_not(self, action: str) -> str | None:
        """Why something cannot be done now."""
        if not self.has_loaded or action not in {"assign", "ignore", "recycle", "open_item"}:
            return super().why_not(action)
        row = self._files.get(self.listed.current_key or "")
        if row is None:
            return "There is no file here."
        if action == "open_item" and row.item_id is None:
            return "Nothing is near it."
        return None

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """Enter assigns."""
        self.action_assign()

    def _chosen(self) -> list[UnknownRow]:
        return [self._files[key] for key in self.chosen() if key in self._files]

    @work(exclusive=True, group="ask")
    async def action_assign(self) -> None:
        """What, then of which item; marked files get the same answers."""
        rows = self._chosen()
        if not rows:
            return
        name = shown_path(os.path.basename(rows[0].path)) if len(rows) == 1 else text.plural(len(rows), "file")
        word = await self.choose(f"{name}: what is it?", types_for(rows[0].extension))
        if word is None:
            return
        finder = FindItemScreen(
            self.core, f"{name}: of which title?", value=rows[0].item, playable=word == unknown.VIDEO
        )
        item_id = await self.app.push_screen_wait(finder)
        if item_id is not None:
            await self.do(self._assign(rows, item_id, word), f"Assigned {name}; z takes it back")

    async def _assign(self, rows: Sequence[UnknownRow], item_id: int, word: str) -> None:
        for row in rows:
            await resolve_unknown.assign(self.core.tools, row, item_id, word)

    @work(exclusive=True, group="ask")
    async def action_ignore(self) -> None:
        """A pattern, with how many files it means while one types."""
        rows = self._chosen()
        if not rows:
            return
        first = rows[0]
        library = await self.core.store.read(libraries.by_id, first.library_id)
        known = [row.path for row in await self.core.store.read(unknown.page, library_id=library.id)]
        used = [
            path
            for role in FileRole
            if role is not FileRole.OTHER
            for path in await self.core.store.read(files.paths_of_role, library.id, role)
        ]

        async def save(typed: str) -> None:
            pattern = typed.strip()
            found = await self.core.tools.in_thread(ignore_preview.matching, known, pattern)
            if not found:
                raise UsageError("No unknown file of this library is meant by this pattern.")
            lines = [f"  {shown_path(path)}" for path in found[:SHOWN]]
            if len(found) > SHOWN:
                lines.append(f"  and {text.number(len(found) - SHOWN)} more")
            title = f"Ignore {text.plural(len(found), 'file')} of “{library.name}”?"
            lost = await self.core.tools.in_thread(ignore_preview.matching, used, pattern)
            if lost:
                lines.append(f"and {text.plural(len(lost), 'file')} of your films and series, such as")
                lines += [f"  {shown_path(path)}" for path in lost[:LOST_SHOWN]]
            note = "No file is touched; others like them are ignored from now on. One z takes it back."
            if await self.confirm(title, lines, note=note, yes="Ignore", danger=bool(lost)):
                await resolve_unknown.ignore(self.core.tools, library, pattern)

        doc = "*.txt is every such file, Old/ a folder, Old/*.txt such files in it. What it means is shown before."
        asking = AskCheckedScreen(
            f"Ignore in “{library.name}”", save, value=ignore_preview.offered(first.path), doc=doc
        )
        if await self.app.push_screen_wait(asking):
            self.marks = set()
            self.look()

    @work(exclusive=True, group="ask")
    async def action_recycle(self) -> None:
        """To the bin, after a word."""
        rows = self._chosen()
        lines = [f"  {shown_path(row.path)}" for row in rows[:SHOWN]]
        if len(rows) > SHOWN:
            lines.append(f"  and {text.number(len(rows) - SHOWN)} more")
        title = f"Put {text.plural(len(rows), 'file')} into the recycle bin?"
        if rows and await self.confirm(title, lines, note="One z brings each back.", yes="Recycle"):
            await self.do(self._recycle(rows), f"Recycled {text.plural(len(rows), 'file')}")

    async def _recycle(self, rows: Sequence[UnknownRow]) -> None:
        for row in rows:
            await resolve_unknown.recycle(self.core.tools, row)

    @work(exclusive=True, group="ask")
    async def action_library(self) -> None:
        """Of all, or of one."""
        choices = [Choice("", "All libraries"), *(Choice(str(key), name) for key, name in self._libraries.items())]
        chosen = await self.choose("Unknown files of", choices, str(self._library or ""))
        if chosen is not None:
            self._library = int(chosen) if chosen else None
            self.look()

    @work(exclusive=True, group="ask")
    async def action_rescan(self) -> None:
        """Look through the libraries again."""
        from lobbycard.tasks.scan_library import ScanLibrary

        asked = self.core.enqueue(*(ScanLibrary(library_id=library_id) for library_id in self._libraries))
        await self.do(asked, f"Scanning {text.plural(len(self._libraries), 'library', 'libraries')}")

    def action_open_item(self) -> None:
        """The nearest one."""
        row = self._files.get(self.listed.current_key or "")
        if row is not None and row.item_id is not None:
            self.post_message(OpenItem(row.item_id))


def types_for(extension: str) -> list[Choice]:
    """What a file with this ending can be, the likely answers first."""
    roles = [Choice(word, said) for word, said in TYPES.items()]
    art = [Choice(kind, picture_label(kind), "artwork") for kind in AssetType if kind is not AssetType.TRAILER]
    ending = extension.lower().lstrip(".")
    if ending in _IMAGES:
        return art
    if ending in _SUBTITLES:
        return [roles[-1], *roles[:-1]]
    return roles


def line(row: UnknownRow, sign: Part, width: int) -> list[Line]:
    """A file, where it lies, why it is here."""
    folder, name = os.path.split(row.path)
    room = max(20, width - 4 - 8)
    named = max(12, room // 3)
    why = max(0, room - named) * 3 // 4
    return [
        [
            sign,
            (text.fit(shown_path(name), named), PLAIN),
            (text.fit(f"  {row.reason}", why), WARN if row.item_id is None else QUIET),
            (text.fit(f"  {shown_path(folder)}", room - named - why), FAINT),
            (text.fit(text.size(row.size), 8, right=True), QUIET),
        ]
    ]
