"""The panel of cast and crew: order, roles, jobs, removals, locks."""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from lobbycard.model.fields import FieldType
from lobbycard.model.kinds import CreditKind, ItemKind
from lobbycard.store import fields, item_page
from lobbycard.store.item_page import Entries, FieldRow, Head
from lobbycard.tui import text
from lobbycard.tui.desk import Desk
from lobbycard.tui.item.editors import MOST_LINE
from lobbycard.tui.item.metadata import LOCKED, source_name
from lobbycard.tui.item.panel import RowPanel
from lobbycard.tui.messages import OpenItem
from lobbycard.tui.roles import FAINT, PLAIN, QUIET, WARN
from lobbycard.tui.widgets.row_list import STRUCK, YOURS, Line, Row, RowList, heading, note

CAST, CREW = "cast", "crew"
_TITLES = {CAST: "Cast", CREW: "Crew"}
Entry = dict[str, Any]


class PeoplePanel(RowPanel):
    """Who was before and behind the camera."""

    NAME = "people"
    TITLE = "Cast & crew"
    HELP_TITLE: ClassVar[str] = "Cast & crew"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", "Role", id="people.edit", tooltip="Change the role or job; it is locked then"),
        Binding("shift+down,alt+down,J", "shift(1)", "Move down", id="people.down", show=False,
                tooltip="Move the person down; the order is locked then"),
        Binding("shift+up,alt+up,K", "shift(-1)", "Move up", id="people.up", show=False, key_display="⇧↑",
                tooltip="Move the person up; the order is locked then"),
        Binding("a", "add", "Add", id="people.add", tooltip="Add a person"),
        Binding("delete,x", "remove", "Remove", id="people.remove",
                tooltip="Take the person out for good, or back in"),
        Binding("L,l", "lock_role", "Lock role", id="people.lock_role", key_display="L",
                tooltip="Lock or unlock the role"),
        Binding("A", "lock", "Lock all", id="people.lock", show=False, tooltip="Lock or unlock the whole cast or crew"),
        Binding("s", "sources", "Sources", id="people.sources", show=False, tooltip="Whom each source names"),
        Binding("full_stop", "toggle_removed", "Hide removed", id="people.hide", show=False,
                tooltip="Hide or show those who were removed"),
    ]  # fmt: skip

    def __init__(self, desk: Desk, head: Head) -> None:
        super().__init__(desk, head)
        self._fields: dict[str, FieldRow] = {}
        self._entries: dict[str, tuple[str, Entry]] = {}
        self._hides_removed = False
        self._wanted: str | None = None

    async def load(self) -> None:
        """Read cast and crew."""
        found = await self.read(item_page.field_rows, self.item_id, (FieldType.CAST, FieldType.CREW))
        self._fields = {row.info.name: row for row in found}
        self._show()

    def _show(self) -> None:
        rows: list[Row] = []
        self._entries = {}
        for name, row in self._fields.items():
            rows.append(heading(name, _heading(row), gap=bool(rows)))
            entries = row.value or []
            seen = 0
            for key, entry in keyed(name, entries):
                self._entries[key] = (name, entry)
                if not (entry.get("removed") and self._hides_removed):
                    seen += 1
                    rows.append(Row(key, partial(lines_of, seen, entry)))
            if not entries:
                said = f"Nobody yet; a adds {'an actor' if name == CAST else 'somebody'}, F fetches from providers"
                rows.append(note(name, said, WARN if row.is_gap else QUIET))
        cursor, self._wanted = self._wanted, None
        self.show_rows(rows, cursor=cursor)

    def covers(self, ids: frozenset[int]) -> bool:
        """Names of people who are here."""
        return any(entry["person"] in ids for _, entry in self._entries.values())

    @property
    def current(self) -> tuple[str, Entry] | None:
        """The field and the entry under the cursor."""
        return self._entries.get(self.rows.current_key or "")

    def why_not(self, action: str) -> str | None:
        """What cannot be done here."""
        if action in {"edit", "shift", "remove", "lock_role"} and self.current is None:
            return "There is nobody here."
        if action in {"edit", "lock_role"} and self.current is not None and self.current[1].get("removed"):
            return "That person was removed; x takes them back in."
        return None

    # -- what is done --

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Enter opens the person."""
        event.stop()
        if self.current is not None:
            people = list(dict.fromkeys(entry["person"] for _, entry in self._entries.values()))
            self.post_message(OpenItem(self.current[1]["person"], people))

    def action_edit(self) -> None:
        """Type another role."""
        key = self.rows.current_key
        if key is not None and self.current is not None:
            name, entry = self.current
            said = entry.get("role" if name == CAST else "job", "")
            self.begin_edit(key, said, Measures(self.rows.size.width).x)

    async def accept(self, key: str, value: str) -> None:
        """Keep a role; it alone is locked."""
        name, _ = self._entries[key]
        change = partial(with_part, name=name, key=key, said=value.strip())
        await self.core.store.write(item_page.change_people, self.item_id, name, change, keeps_lock=True)

    def action_shift(self, by: int) -> None:
        """Move the person."""
        self._change(partial(shifted, by=by))

    def action_remove(self) -> None:
        """Take the person out, or back in."""
        self._change(toggled_removal, keeps_lock=True)

    def action_lock_role(self) -> None:
        """Lock or unlock the role."""
        self._change(toggled_lock, keeps_lock=True)

    @work(group="edit")
    async def _change(self, change: Callable[..., Entries], *, keeps_lock: bool = False) -> None:
        key = self.rows.current_key
        if key is None or self.current is None:
            return
        name = self.current[0]
        self._wanted = key
        changed = partial(change, name=name, key=key)
        await self.write(item_page.change_people, self.item_id, name, changed, keeps_lock=keeps_lock)

    @work(group="edit")
    async def action_lock(self) -> None:
        """Lock or unlock the whole list that the cursor is in."""
        name = self.current[0] if self.current is not None else CAST
        row = self._fields.get(name)
        if row is not None:
            await self.write(fields.set_locks, self.item_id, [name], lock=not row.locked)

    @work(exclusive=True, group="ask")
    async def action_add(self) -> None:
        """Add a person below the cursor."""
        from lobbycard.tui.item.add_person import AddPersonScreen

        name = self.current[0] if self.current is not None else CAST

        async def find(words: str) -> list[str]:
            found = await self.read(item_page.known_titles, ItemKind.PERSON, words)
            return [title for _, title in found]

        added = await self.app.push_screen_wait(AddPersonScreen(find, is_crew=name == CREW))
        if added is not None:
            entry = {"name": added.name, "role" if name == CAST else "job": added.part}
            change = partial(with_added, name=name, key=self.rows.current_key, entry=entry)
            await self.write(item_page.change_people, self.item_id, name, change)

    @work(exclusive=True, group="ask")
    async def action_sources(self) -> None:
        """Whom each source names."""
        from lobbycard.tui.item.sources import SourcesScreen

        said = await self.read(item_page.sayings, self.item_id)
        name = self.current[0] if self.current is not None else CAST
        screen = SourcesScreen(self.head.item.title, list(self._fields.values()), said, name)
        taken = await self.app.push_screen_wait(screen)
        if taken is not None:
            await self.write(item_page.take, self.item_id, taken.name, taken.provider, taken.language)

    def action_toggle_removed(self) -> None:
        """Hide or show those who were removed."""
        self._hides_removed = not self._hides_removed
        self._show()


# -- entries --------------------------------------------------------------------------------------------------------


def keyed(name: str, entries: Entries) -> Iterable[tuple[str, Entry]]:
    """Each entry with what names it whatever its place: the person, the job, and which one of equals it is."""
    seen: Counter[tuple[int, str]] = Counter()
    for entry in entries:
        part = (entry["person"], entry.get("job", "") if name == CREW else "")
        seen[part] += 1
        yield f"{name} {part[0]} {seen[part]} {part[1]}", entry


def _place(entries: Entries, name: str, key: str | None) -> int | None:
    return next((n for n, (known, _) in enumerate(keyed(name, entries)) if known == key), None)


def with_part(entries: Entries, *, name: str, key: str, said: str) -> Entries:
    """With another role (which is locked then) or job."""
    index = _place(entries, name, key)
    if index is not None:
        entries[index]["role" if name == CAST else "job"] = text.safe(said)[:MOST_LINE]
        entries[index]["role_locked"] = True
    return entries


def shifted(entries: Entries, *, name: str, key: str, by: int) -> Entries:
    """With a person moved among those who are not removed."""
    index = _place(entries, name, key)
    target = index + by if index is not None else -1
    if index is None or not 0 <= target < len(entries) or entries[target].get("removed"):
        return entries
    entries.insert(target, entries.pop(index))
    return entries


def toggled_removal(entries: Entries, *, name: str, key: str) -> Entries:
    """With a person taken out for good, or back in at the end."""
    index = _place(entries, name, key)
    if index is not None:
        entries[index]["removed"] = not entries[index].get("removed")
    return sorted(entries, key=lambda entry: bool(entry.get("removed")))


def toggled_lock(entries: Entries, *, name: str, key: str) -> Entries:
    """With a role locked or not."""
    index = _place(entries, name, key)
    if index is not None:
        entries[index]["role_locked"] = not entries[index].get("role_locked")
    return entries


def with_added(entries: Entries, *, name: str, key: str | None, entry: Entry) -> Entries:
    """With somebody new below a row, or at the end."""
    index = _place(entries, name, key)
    present = sum(not known.get("removed") for known in entries)
    entries.insert(present if index is None else min(index + 1, present), entry)
    return entries


# -- lines ----------------------------------------------------------------------------------------------------------


class Measures:
    """The columns of a line: number, name, role, lock."""

    def __init__(self, width: int) -> None:
        self.name = max(12, min(34, (width - 10) * 2 // 5))
        self.part = max(4, min(60, width - 2 - 4 - self.name - 1 - 3))
        self.x = 1 + 4 + self.name + 1


def lines_of(number: int, entry: Entry, width: int) -> list[Line]:
    """A person as a line."""
    measures = Measures(width)
    removed = bool(entry.get("removed"))
    part = entry.get("role") or entry.get("job") or ""
    if entry.get("kind") == CreditKind.GUEST:
        part = f"{part} (guest)" if part else "guest"
    role = STRUCK if removed else PLAIN
    return [
        [
            (text.fit("✗" if removed else str(number), 3, right=True), FAINT),
            (" ", PLAIN),
            (text.clip(entry["name"], measures.name), role),
            _blank(text.clip(entry["name"], measures.name), measures.name),
            (" ", PLAIN),
            (text.fit("removed" if removed else part, measures.part), FAINT if removed else QUIET),
            (f" {LOCKED}", YOURS) if entry.get("role_locked") and not removed else ("  ", PLAIN),
        ]
    ]


def _blank(said: str, width: int) -> tuple[str, str]:
    """What fills a column after a text that must not be struck through beyond its end."""
    return text.fit(said, width)[len(said) :], PLAIN


def _heading(row: FieldRow) -> str:
    people = [entry for entry in row.value or () if not entry.get("removed")]
    said = f"{_TITLES[row.info.name]}  {len(people)}"
    if row.source:
        said += f" · {source_name(row.source)}"
    return f"{said} · {LOCKED} order and names locked" if row.locked else said
