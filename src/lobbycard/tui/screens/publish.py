"""The publish queue: what waits for the word, and exactly what each publish would do."""

import os
from collections.abc import Sequence
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.timer import Timer

from lobbycard.errors import AppError
from lobbycard.events import Changed, Event, Topic
from lobbycard.model.kinds import ItemKind
from lobbycard.store import items, libraries
from lobbycard.store.items import ItemRow
from lobbycard.store.publish import publish_queue
from lobbycard.tasks.publish_item import PublishItem
from lobbycard.tasks.publish_many import PublishMany
from lobbycard.tui import text
from lobbycard.tui.columns import label, state_of
from lobbycard.tui.desk import Desk
from lobbycard.tui.item.files import shown_path
from lobbycard.tui.item.publish import diff_lines, file_lines
from lobbycard.tui.messages import OpenItem
from lobbycard.tui.roles import ACCENT, COLORS, FAINT, PLAIN, QUIET, WARN, Part
from lobbycard.tui.screens.listing import ListingScreen, Words, counts, titled
from lobbycard.tui.widgets.row_list import ADDED, REMOVED, Line, OpenList, Row, RowList, wrapped

if TYPE_CHECKING:
    from lobbycard.tasks.publishing.planned import Publication

LIMIT = 2000
RESTING = 0.2
"""Seconds the cursor rests before a preview is made."""
MOST_FILES = 300
MOST_DIFFS = 20
MOST_PLANNED = 60
"""Items whose files are counted before many are published; more than that is only told."""
_ORDER = ("written", "replaced", "moved", "copied", "recycled", "removed", "kept")
_COLORS = COLORS | {ADDED: "$success", REMOVED: "$error"}


class PublishScreen(ListingScreen):
    """Nothing is written that was not shown."""

    MODE = "publish"
    HELP_TITLE: ClassVar[str] = "Publish queue"
    ROWS = OpenList
    TOPICS: ClassVar[frozenset[Topic]] = frozenset({Topic.ITEM, Topic.ARTWORK, Topic.LIBRARY})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "publish", "Publish", id="publishing.publish", tooltip="Write what is shown, of all marked ones"),
        Binding("P", "publish_all", "Publish all", id="publishing.all", tooltip="Write everything that waits"),
        Binding("f", "library", "Library", id="publishing.library", tooltip="Of all libraries, or of one"),
    ]  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._ids: Sequence[int] = ()
        self._rows: dict[str, ItemRow] = {}
        self._library: int | None = None
        self._library_names: dict[int, str] = {}
        self._has_libraries = False
        self._plans: dict[str, Publication | AppError] = {}
        self._rest: Timer | None = None

    async def load(self) -> None:
        """The queue, by title."""
        read = self.core.store.read
        known = await read(libraries.all_of)
        self._library_names = {one.id: one.name for one in known}
        self._has_libraries = any(one.enabled and not one.read_only for one in known)
        self._ids = await read(publish_queue.ready, self._library)
        found = await read(items.rows, self._ids[:LIMIT])
        words = self.words.casefold()
        shown = (found[item_id] for item_id in self._ids[:LIMIT] if item_id in found)
        self._rows = {str(row.id): row for row in shown if words in row.title.casefold()}

    def on_core_event(self, event: Event) -> None:
        """What changed is planned anew."""
        super().on_core_event(event)
        if isinstance(event, Changed) and event.about(*self.TOPICS):
            self._plans.clear()

    # -- rows --

    def rows(self) -> list[Row]:
        """A line each."""
        return [Row(key, partial(line, row, self._library_of(row), self.sign(key))) for key, row in self._rows.items()]

    def _library_of(self, row: ItemRow) -> str:
        return self._library_names.get(row.library_id or 0, "") if len(self._library_names) > 1 else ""

    def head(self) -> Content:
        """How many wait."""
        waiting = f"{text.plural(len(self._ids), 'item')} to publish"
        where = self._library_names.get(self._library or 0, "")
        marked = f"{text.number(len(self.marks))} marked" if self.marks else ""
        return counts(
            (waiting, "$foreground"), (f"in {where}" if where else "", "$foreground 60%"), (marked, "$accent")
        )

    def nothing(self) -> Words:
        """All is in line."""
        if not self._has_libraries:
            return Words("There is no library that can be published to", "Add a folder first.", [("0", "settings")])
        return Words(
            "Everything is published",
            "What you change, and what is fetched or chosen, waits here until you say so.",
            [("1", "to the library"), ("6", "what others changed")],
        )

    def details(self, key: str) -> Content:
        """The preview, when it is made."""
        row = self._rows.get(key)
        if row is None:
            return Content("")
        plan = self._plans.get(key)
        if plan is None:
            return titled(label(row), Content.styled("Comparing with what lies beside the files …", "$foreground 50%"))
        if isinstance(plan, AppError):
            return titled(label(row), Content.styled(text.safe_lines(f"{plan.message}\n{plan.hint}"), "$error"))
        width = max(24, self.query_one("#listing-text").size.width)
        return titled(label(row), preview(plan, width))

    def on_row_list_moved(self, message: RowList.Moved) -> None:
        """Preview what is under the cursor when it rests."""
        super().on_row_list_moved(message)
        self._plan_soon()

    def redraw(self) -> None:
        """The preview follows."""
        super().redraw()
        self._plan_soon()

    def _plan_soon(self) -> None:
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(RESTING, self._plan)

    @work(exclusive=True, group="plan")
    async def _plan(self) -> None:
        """Plan the item under the cursor; a plan that comes late for another one is kept for it."""
        from lobbycard.tasks.publishing.planned import plan_publish

        key = self.listed.current_key
        if key is None or key in self._plans or key not in self._rows:
            return
        try:
            self._plans[key] = await plan_publish(self.core.tools, [int(key)])
        except AppError as error:
            self._plans[key] = error
        if key == self.listed.current_key:
            self.explain()

    # -- keys --

    def why_not(self, action: str) -> str | None:
        """Why something cannot be done now."""
        if self.has_loaded and action in {"publish", "publish_all"} and not self._rows:
            return "There is nothing to publish."
        return super().why_not(action)

    def on_row_list_chosen(self, message: RowList.Chosen) -> None:
        """The item itself."""
        self.post_message(OpenItem(int(message.key), [int(key) for key in self._rows]))

    @work(exclusive=True, group="ask")
    async def action_publish(self) -> None:
        """The marked ones after a word; a single one is what is shown beside it."""
        keys = self.chosen()
        if len(keys) == 1:
            plan = self._plans.get(keys[0])
            digest = "" if plan is None or isinstance(plan, AppError) else plan.digest
            asked = self.core.enqueue(PublishItem(item_id=int(keys[0]), digest=digest))
            await self.do(asked, f"Publishing “{label(self._rows[keys[0]])}”")
        else:
            await self._publish([int(key) for key in keys])

    @work(exclusive=True, group="ask")
    async def action_publish_all(self) -> None:
        """All of them, after a word."""
        await self._publish(self._ids)

    async def _publish(self, ids: Sequence[int]) -> None:
        try:
            lines = await self._summary(ids)
        except AppError as error:
            self.complain(error)
            return
        note = "What is replaced goes to the recycle bin; one z takes all of it back."
        if await self.confirm(f"Publish {text.plural(len(ids), 'item')}?", lines, note=note, yes="Publish"):
            asked = self.core.enqueue(PublishMany(item_ids=tuple(ids)))
            await self.do(asked, f"Publishing {text.plural(len(ids), 'item')}")

    async def _summary(self, ids: Sequence[int]) -> list[str]:
        """What happens to the files, where that can be told in a moment."""
        if len(ids) > MOST_PLANNED:
            return ["  NFO and artwork are written beside the files."]
        from lobbycard.tasks.publishing.planned import plan_publish

        plan = await plan_publish(self.core.tools, ids)
        told = plan.counts()
        return [f"  {told[word]:>5,} files {word}" for word in _ORDER if told.get(word)]

    @work(exclusive=True, group="ask")
    async def action_library(self) -> None:
        """Of all, or of one."""
        from lobbycard.tui.screens.menu import Choice

        choices = [Choice("", "All libraries"), *(Choice(str(key), name) for key, name in self._library_names.items())]
        chosen = await self.choose("The queue of", choices, str(self._library or ""))
        if chosen is not None:
            self._library = int(chosen) if chosen else None
            self.look()


def _beside(target: str, folder: str) -> str:
    """A target in the same folder is told by its name alone."""
    return os.path.basename(target) if os.path.dirname(target) == folder else target


def line(row: ItemRow, library: str, sign: Part, width: int) -> list[Line]:
    """A title that waits."""
    kind = "series" if row.kind is ItemKind.SERIES else "film" if row.kind is ItemKind.MOVIE else str(row.kind)
    state = state_of(row)
    beside = 14 if library and width > 60 else 0
    room = max(10, width - 4 - 6 - 9 - 15 - beside)
    return [
        [
            sign,
            (text.fit(label(row), room), PLAIN),
            (text.fit(str(row.year or ""), 6, right=True), QUIET),
            (text.fit(f"  {kind}", 9), FAINT),
            (text.fit(f"  {library}", beside), FAINT),
            (text.fit(f"  {state.sign} {state.word}", 15), state.role),
        ]
    ]


def preview(plan: "Publication", width: int) -> Content:
    """Every file with its fate and why; NFO files with their difference."""
    if not plan:
        return Content.styled("Everything is as it should be: only the state is brought up to date.", "$foreground 60%")
    lines: list[Line] = []
    planned = [row for row in plan.rows() if str(row.action) in _ORDER[:-1]]
    planned.sort(key=lambda row: os.path.dirname(row.path))
    for folder, files in groupby(planned[:MOST_FILES], key=lambda row: os.path.dirname(row.path)):
        lines.append([(text.clip(f"{shown_path(folder)}/", width - 2), QUIET)])
        for row in files:
            named = row._replace(path=os.path.basename(row.path), target=_beside(row.target, folder))
            lines += file_lines(str(row.action), named, False, None, width)
    if len(planned) > MOST_FILES:
        lines.append([(f"and {text.number(len(planned) - MOST_FILES)} more", QUIET)])
    for one in plan.skipped():
        lines += [[(said, WARN)] for said in wrapped(f"not published: {one.asset_type}, {one.reason}", width - 1, 4)]
    for path, diff in list(plan.diffs().items())[:MOST_DIFFS]:
        name = shown_path(path.rpartition("/")[2])
        lines += [[], [(text.clip(f"What changes in {name}", width), ACCENT)], *diff_lines(diff, width - 1, 0)]
    shown = (Content.assemble(*((part, _COLORS.get(role, "$foreground")) for part, role in line)) for line in lines)
    return Content("\n").join([Content.styled(plan.summary(), "$foreground 60%"), Content(""), *shown])
