"""The panel of an item's fields: value, where it comes from, whether it is locked; edited in place."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from lobbycard.model import fields as registry
from lobbycard.model import typed
from lobbycard.model.fields import FieldType
from lobbycard.model.kinds import ItemKind
from lobbycard.model.plain import Plain
from lobbycard.model.preference import FILENAME, NFO, USER
from lobbycard.store import fields, item_page
from lobbycard.store.item_page import FieldRow, Head
from lobbycard.tui import text
from lobbycard.tui.desk import Desk
from lobbycard.tui.item import values
from lobbycard.tui.item.editors import Find
from lobbycard.tui.item.panel import RowPanel
from lobbycard.tui.roles import ACCENT, FAINT, PLAIN, QUIET, WARN
from lobbycard.tui.widgets.row_list import FOUND, HEADING, YOURS, Line, Row, RowList, note, wrapped

LOCKED, OPEN = "◆", "·"
MOST_LINES = 5
"""Lines of a value; the editor has the rest."""
WIDEST = 84
"""Cells of a line of text: longer ones are hard to read."""
TYPES = (*registry.SCALARS, FieldType.TERMS, FieldType.SET)
_REPEATED = {"status", "network", "certification", "original_language", "episode_order", "birthplace", "air_time"}
_HINTS = {
    FieldType.DATE: "YYYY-MM-DD",
    FieldType.TERMS: "Separated by commas; tab completes",
    FieldType.SET: "Tab completes the name of a set you have",
}
_HINTS_OF = {"episode_order": "aired, dvd or absolute; then fetch the series anew with F in the library"}


def source_role(source: str) -> str:
    """The colour of a source."""
    return {USER: YOURS, NFO: ACCENT, FILENAME: QUIET, "": FAINT}.get(source, FOUND)


def source_name(source: str) -> str:
    """A source as people call it."""
    return {USER: "you", NFO: "NFO", FILENAME: "file name"}.get(source, source)


class Measures:
    """The columns of a line in so many cells: label, value, source, lock."""

    def __init__(self, width: int) -> None:
        self.label = 20 if width >= 60 else 14
        self.source = 10 if width >= 60 else 0
        rest = width - 2 - self.label - 1 - (self.source + 1 if self.source else 0) - 2
        self.value = max(4, min(rest, WIDEST))
        self.x = 1 + self.label + 1


def lines_of(row: FieldRow, width: int) -> list[Line]:
    """A field as lines."""
    measures = Measures(width)
    said = values.shown(row.info, row.value)
    role = PLAIN
    if not said:
        said, role = ("missing", WARN) if row.is_gap else ("—", FAINT)
    broken = wrapped(said, measures.value, MOST_LINES)
    label_role = WARN if row.is_gap and row.value is None else QUIET if row.value is not None else FAINT
    source = f"{source_name(row.source)}?" if row.stale else source_name(row.source)
    first: Line = [
        (text.fit(row.info.label, measures.label), label_role),
        (" ", PLAIN),
        (text.fit(broken[0], measures.value), role),
        (" ", PLAIN),
    ]
    if measures.source:
        first += [(text.fit(source, measures.source), source_role(row.source)), (" ", PLAIN)]
    first.append((LOCKED, YOURS) if row.locked else (OPEN, FAINT))
    rest: list[Line] = [[(" " * (measures.label + 1), PLAIN), (line, role)] for line in broken[1:]]
    return [first, *rest]


def head_line(width: int) -> list[Line]:
    """The titles of the columns."""
    measures = Measures(width)
    said = text.fit("Field", measures.label + 1) + text.fit("Value", measures.value + 1)
    return [[(said + (text.fit("From", measures.source + 1) if measures.source else "") + LOCKED, HEADING)]]


class MetadataPanel(RowPanel):
    """All fields with one value."""

    NAME = "metadata"
    TITLE = "Metadata"
    HELP_TITLE: ClassVar[str] = "Metadata"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", "Edit", id="item.edit", tooltip="Change the value; it is locked then"),
        Binding("L,l", "lock", "Lock", id="item.lock", key_display="L",
                tooltip="Lock or unlock the field: automation leaves locked ones"),
        Binding("A", "lock_all", "Lock all", id="item.lock_all", show=False, tooltip="Lock all fields, or unlock all"),
        Binding("s", "sources", "Sources", id="item.sources", tooltip="What each source says; take one's value over"),
        Binding("delete", "empty", "Empty", id="item.empty", show=False, tooltip="Empty the field and lock it so"),
        Binding("full_stop", "toggle_empty", "Hide empty", id="item.hide_empty", show=False,
                tooltip="Hide or show fields without a value"),
    ]  # fmt: skip

    def __init__(self, desk: Desk, head: Head) -> None:
        super().__init__(desk, head)
        self._found: Mapping[str, FieldRow] = {}
        self._hides_empty = False

    async def load(self) -> None:
        """Read the fields."""
        found = await self.read(item_page.field_rows, self.item_id, TYPES)
        self._found = {row.info.name: row for row in found}
        self._show()

    def _show(self) -> None:
        rows = [Row("heading fields", head_line, is_heading=True)]
        seen = [row for row in self._found.values() if not self._hides_empty or row.value is not None or row.is_gap]
        rows += [Row(row.info.name, partial(lines_of, row)) for row in seen]
        if len(seen) < len(self._found):
            rows.append(note("hidden", f"{len(self._found) - len(seen)} empty fields are hidden; . shows them"))
        self.show_rows(rows)

    @property
    def current(self) -> FieldRow | None:
        """The field under the cursor."""
        return self._found.get(self.rows.current_key or "")

    def why_not(self, action: str) -> str | None:
        """What cannot be done with the field under the cursor."""
        row = self.current
        if action in {"edit", "lock", "sources", "empty"} and row is None:
            return "There is no field here."
        if action == "empty" and row is not None and row.value is None and row.locked:
            return "It is empty and locked already."
        if action == "empty" and row is not None and row.info.name == "title":
            return "A title cannot be empty."
        return None

    # -- editing --

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Enter edits."""
        event.stop()
        self.action_edit()

    def action_edit(self) -> None:
        """Change the value."""
        row = self.current
        if row is None or self.is_busy:
            return
        if row.info.type is FieldType.LONG_TEXT:
            self._edit_long(row)
            return
        self.begin_edit(
            row.info.name,
            typed.shown(row.info, row.value),
            Measures(self.rows.size.width).x,
            find=self._find_for(row),
            of_list=row.info.type is FieldType.TERMS,
            hint=_HINTS_OF.get(row.info.name) or _HINTS.get(row.info.type, ""),
        )

    @work(exclusive=True, group="ask")
    async def _edit_long(self, row: FieldRow) -> None:
        from lobbycard.tui.item.long_text import LongTextScreen

        screen = LongTextScreen(f"{row.info.label} — {self.head.item.title}", typed.shown(row.info, row.value))
        said = await self.app.push_screen_wait(screen)
        if said is not None:
            await self.write(fields.edit, self.item_id, {row.info.name: said or None})

    def _find_for(self, row: FieldRow) -> Find | None:
        name = row.info.name
        known: list[str] = []

        async def words(begun: str) -> Sequence[str]:
            if not known:
                if row.info.type is FieldType.TERMS:
                    known.extend(await self.read(item_page.known_terms, name))
                else:
                    known.extend(await self.read(item_page.known_values, name, self.head.item.kind))
            return known

        async def sets(begun: str) -> Sequence[str]:
            return [title for _, title in await self.read(item_page.known_titles, ItemKind.SET, begun)]

        if row.info.type is FieldType.SET:
            return sets
        return words if row.info.type is FieldType.TERMS or name in _REPEATED else None

    async def accept(self, key: str, value: str) -> None:
        """Keep a typed value, locked."""
        new: Plain = typed.parsed(self._found[key].info, value)
        await self.core.store.write(fields.edit, self.item_id, {key: new})

    @work(group="edit")
    async def action_empty(self) -> None:
        """Empty the field; locked, so that it stays so."""
        row = self.current
        if row is not None:
            await self.write(fields.edit, self.item_id, {row.info.name: None})

    # -- locks --

    @work(group="edit")
    async def action_lock(self) -> None:
        """Lock or unlock the field."""
        row = self.current
        if row is not None:
            await self.write(fields.set_locks, self.item_id, [row.info.name], lock=not row.locked)

    @work(group="edit")
    async def action_lock_all(self) -> None:
        """Lock all that have a value; when they are, unlock all."""
        open_ = [row.info.name for row in self._found.values() if not row.locked and row.value is not None]
        locked = [row.info.name for row in self._found.values() if row.locked]
        await self.write(fields.set_locks, self.item_id, open_ or locked, lock=bool(open_))

    # -- sources --

    @work(exclusive=True, group="ask")
    async def action_sources(self) -> None:
        """What each source says."""
        from lobbycard.tui.item.sources import SourcesScreen

        row = self.current
        if row is None:
            return
        said = await self.read(item_page.sayings, self.item_id)
        names = [name for name in self._found if name == row.info.name or name in said]
        rows = [self._found[name] for name in names]
        taken = await self.app.push_screen_wait(SourcesScreen(self.head.item.title, rows, said, row.info.name))
        if taken is not None:
            self.rows.move_to(taken.name)
            await self.write(item_page.take, self.item_id, taken.name, taken.provider, taken.language)

    def action_toggle_empty(self) -> None:
        """Hide or show what is empty."""
        self._hides_empty = not self._hides_empty
        self._show()
