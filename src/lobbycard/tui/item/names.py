"""The panel of ratings, ids and other titles."""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar, NamedTuple

from textual import work
from textual.binding import Binding, BindingType

from lobbycard.errors import UsageError
from lobbycard.model import links
from lobbycard.model.fields import FieldType
from lobbycard.model.plain import Plain
from lobbycard.store import fields, item_page
from lobbycard.store.item_page import FieldRow, Head
from lobbycard.tui import browse, text
from lobbycard.tui.desk import Desk
from lobbycard.tui.item.metadata import LOCKED, source_name
from lobbycard.tui.item.panel import RowPanel
from lobbycard.tui.roles import ACCENT, FAINT, GOOD, PLAIN, QUIET
from lobbycard.tui.screens.ask import AskScreen
from lobbycard.tui.screens.menu import Choice, Menu
from lobbycard.tui.widgets.row_list import Line, Row, RowList, heading, note

_TYPES = (FieldType.RATINGS, FieldType.IDS, FieldType.TITLES)
_NAME = 24
_BAR = 20
_HINTS = {
    "ratings": "source value/scale votes — e.g. imdb 7.8/10 12034",
    "ids": "provider id — e.g. imdb tt0017136",
    "alternate_titles": "title | country | language | comment — all but the title may be left out",
}


class Place(NamedTuple):
    """What a row is of."""

    field: str
    key: str
    """The source, the provider, or the title's position."""


class NamesPanel(RowPanel):
    """Lists of small things, each edited in place."""

    NAME = "names"
    TITLE = "Ratings & ids"
    HELP_TITLE: ClassVar[str] = "Ratings, ids and titles"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", "Edit", id="names.edit", tooltip="Change it; the list is locked then"),
        Binding("a", "add", "Add", id="names.add", tooltip="Add a rating, an id or a title"),
        Binding("delete,x", "remove", "Remove", id="names.remove", show=False,
                tooltip="Take it out; the list is locked"),
        Binding("d", "default", "Main rating", id="names.default", show=False,
                tooltip="Make it the rating that lists show and that is published first"),
        Binding("o", "open", "Open page", id="names.open", show=False, tooltip="Open its page, or copy the address"),
        Binding("y", "copy", "Copy", id="names.copy", show=False, tooltip="Copy the id, title or rating"),
        Binding("L,l", "lock", "Lock", id="names.lock", key_display="L", tooltip="Lock or unlock the whole list"),
        Binding("s", "sources", "Sources", id="names.sources", tooltip="What each source says"),
    ]  # fmt: skip

    def __init__(self, desk: Desk, head: Head) -> None:
        super().__init__(desk, head)
        self._fields: dict[str, FieldRow] = {}
        self._places: dict[str, Place] = {}

    async def load(self) -> None:
        """Read them."""
        found = await self.read(item_page.field_rows, self.item_id, _TYPES)
        order = [FieldType.RATINGS, FieldType.IDS, FieldType.TITLES]
        found.sort(key=lambda row: order.index(row.info.type))
        self._fields = {row.info.name: row for row in found}
        rows: list[Row] = []
        self._places = {}
        for name, row in self._fields.items():
            rows.append(heading(name, _heading(row), gap=bool(rows)))
            for place, entry in entries_of(row):
                key = f"{place.field} {place.key}"
                self._places[key] = place
                rows.append(Row(key, partial(entry_lines, row, place.key, entry, self.head)))
            if row.value is None:
                rows.append(note(name, "none; a adds one"))
        self.show_rows(rows)

    @property
    def place(self) -> Place | None:
        """What the cursor stands on."""
        return self._places.get(self.rows.current_key or "")

    @property
    def field(self) -> FieldRow | None:
        """The list that the cursor is in."""
        if self.place is not None:
            return self._fields.get(self.place.field)
        return next(iter(self._fields.values()), None)

    def _entry(self, place: Place) -> Any:
        return dict(_by_key(self._fields[place.field]))[place.key]

    def why_not(self, action: str) -> str | None:
        """What cannot be done here."""
        if action in {"edit", "remove", "copy", "open", "default"} and self.place is None:
            return "There is nothing here."
        if action == "open" and self._address() is None:
            return "Only ids of known providers have a page."
        if action == "default" and self.place is not None and self.place.field != "ratings":
            return "Only a rating can be the main one."
        return None

    def _address(self) -> str | None:
        place = self.place
        if place is None or place.field != "ids":
            return None
        return links.page(place.key, self.head.item.kind, str(self._entry(place)))

    # -- changing --

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Enter edits."""
        event.stop()
        self.action_edit()

    def action_edit(self) -> None:
        """Type another value."""
        place = self.place
        if place is not None:
            said = typed(place, self._entry(place))
            self.begin_edit(f"{place.field} {place.key}", said, 1, hint=_HINTS[place.field])

    async def accept(self, key: str, value: str) -> None:
        """Keep what was typed."""
        place = self._places[key]
        await self._keep(place.field, replaced(self._fields[place.field], place.key, value))

    async def _keep(self, field: str, value: Plain) -> None:
        await self.core.store.write(fields.edit, self.item_id, {field: value})

    @work(exclusive=True, group="ask")
    async def action_add(self) -> None:
        """Ask what, then add it."""
        choices = [Choice(row.info.name, row.info.label) for row in self._fields.values()]
        current = self.field.info.name if self.field is not None else ""
        name = await self.app.push_screen_wait(Menu("Add to", choices, current))
        if name is None:
            return
        said = await self.app.push_screen_wait(AskScreen(self._fields[name].info.label, hint=_HINTS[name]))
        if not said or not said.strip():
            return
        try:
            value = replaced(self._fields[name], None, said)
        except UsageError as error:
            self.complain(error)
            return
        await self.write(fields.edit, self.item_id, {name: value})

    @work(group="edit")
    async def action_remove(self) -> None:
        """Take it out."""
        place = self.place
        if place is not None:
            await self.write(
                fields.edit, self.item_id, {place.field: replaced(self._fields[place.field], place.key, "")}
            )

    @work(group="edit")
    async def action_default(self) -> None:
        """Make it the main rating."""
        place = self.place
        if place is None or place.field != "ratings":
            return
        rows = [{**row, "is_default": row["source"] == place.key} for row in self._fields["ratings"].value or []]
        await self.write(fields.edit, self.item_id, {"ratings": rows})

    @work(group="edit")
    async def action_lock(self) -> None:
        """Lock or unlock the list."""
        row = self.field
        if row is not None:
            await self.write(fields.set_locks, self.item_id, [row.info.name], lock=not row.locked)

    @work(exclusive=True, group="ask")
    async def action_sources(self) -> None:
        """What each source says."""
        from lobbycard.tui.item.sources import SourcesScreen

        if self.field is None:
            return
        said = await self.read(item_page.sayings, self.item_id)
        screen = SourcesScreen(self.head.item.title, list(self._fields.values()), said, self.field.info.name)
        taken = await self.app.push_screen_wait(screen)
        if taken is not None:
            await self.write(item_page.take, self.item_id, taken.name, taken.provider, taken.language)

    def action_open(self) -> None:
        """Open its page."""
        address = self._address()
        if address is not None:
            browse.open_page(self.app, address)

    def action_copy(self) -> None:
        """Copy it."""
        place = self.place
        if place is None:
            return
        entry = self._entry(place)
        said = str(entry) if place.field == "ids" else str(entry.get("title") or typed(place, entry))
        self.app.copy_to_clipboard(said)
        self.notify(f"Copied: {text.clip(said, 200)}", markup=False)


# -- entries --------------------------------------------------------------------------------------------------------


def _by_key(row: FieldRow) -> list[tuple[str, Any]]:
    """The entries of a list with what names them."""
    value = row.value or []
    if isinstance(value, Mapping):
        return [(provider, value[provider]) for provider in sorted(value)]
    if row.info.type is FieldType.RATINGS:
        return [(entry["source"], entry) for entry in value]
    return [(str(n), entry) for n, entry in enumerate(value)]


def entries_of(row: FieldRow) -> list[tuple[Place, Any]]:
    """The entries of a list with their places."""
    return [(Place(row.info.name, key), entry) for key, entry in _by_key(row)]


def typed(place: Place, entry: Any) -> str:
    """An entry as it stands in an editor."""
    if place.field == "ids":
        return f"{place.key} {entry}"
    if place.field == "ratings":
        votes = f" {entry['votes']}" if entry.get("votes") is not None else ""
        return f"{entry['source']} {float(entry['value']):.4g}/{float(entry.get('max', 10.0)):.4g}{votes}"
    parts = [entry["title"], *(entry.get(key, "") for key in ("country", "language", "comment"))]
    return " | ".join(parts).rstrip("| ")


def replaced(row: FieldRow, key: str | None, said: str) -> Plain:
    """The list with one entry as it was typed: changed, added (no key), or taken out (nothing typed)."""
    entry = parsed(row.info.name, said) if said.strip() else None
    if row.info.type is FieldType.IDS:
        ids = {name: value for name, value in (row.value or {}).items() if name != key}
        return ids | (entry or {}) or None
    entries = [known for name, known in _by_key(row) if name != key or entry is not None]
    if entry is None:
        return entries or None
    keys = [name for name, _ in _by_key(row)]
    if key is None:
        return [*entries, entry]
    kept = {name: value for name, value in entries[keys.index(key)].items() if name in {"is_default", "season"}}
    entries[keys.index(key)] = kept | entry
    return entries


_RATING = re.compile(r"(\S+)\s+([\d.,]+)(?:\s*/\s*([\d.,]+))?(?:\s+(\d[\d.,]*))?\s*(?:votes?)?")


def parsed(field: str, said: str) -> Any:
    """An entry as it was typed; UsageError says what is wrong."""
    if field == "ids":
        name, _, value = said.strip().partition(" ")
        if not value.strip():
            raise UsageError("Name the provider, then the id.", "For example: imdb tt0017136")
        return {name.lower().rstrip(":"): value.strip()}
    if field == "alternate_titles":
        title, country, language, comment = ([part.strip() for part in said.split("|")] + [""] * 4)[:4]
        if not title:
            raise UsageError("A title cannot be empty.")
        return {"title": title, "country": country.upper(), "language": language, "comment": comment}
    found = _RATING.fullmatch(said.strip())
    if found is None:
        raise UsageError("This is no rating.", "Give source, value and votes, e.g. imdb 7.8/10 12034")
    try:
        number, most = (float(part.replace(",", ".")) for part in (found[2], found[3] or "10"))
    except ValueError as error:
        raise UsageError("This is no rating.", "Give source, value and votes, e.g. imdb 7.8/10 12034") from error
    votes = int(re.sub(r"\D", "", found[4])[:20]) if found[4] else None
    return {"source": found[1].lower(), "value": number, "max": most, "votes": votes}


# -- lines ----------------------------------------------------------------------------------------------------------


def _heading(row: FieldRow) -> str:
    said = row.info.label + (f" · {source_name(row.source)}" if row.source else "")
    return f"{said} · {LOCKED} locked" if row.locked else said


def entry_lines(row: FieldRow, provider: str, entry: Any, head: Head, width: int) -> list[Line]:
    """A rating with a bar, an id with its page, a title with where it is used."""
    if row.info.type is FieldType.RATINGS:
        return [_rating_line(entry, width)]
    if row.info.type is FieldType.TITLES:
        where = ", ".join(str(entry[key]) for key in ("country", "language", "comment") if entry.get(key))
        room = max(8, min(70, width - 2 - 22))
        return [[(text.fit(entry["title"], room), PLAIN), ("  ", PLAIN), (text.fit(where, 20), QUIET)]]
    address = links.page(provider, head.item.kind, str(entry)) or ""
    shown = address.removeprefix("https://").removeprefix("www.")
    room = max(0, width - 2 - 14 - 24)
    return [
        [
            (text.fit(provider, 14), QUIET),
            (text.fit(str(entry), 22), PLAIN),
            ("  ", PLAIN),
            (text.clip(shown, room), FAINT),
        ]
    ]


def _rating_line(entry: Mapping[str, Any], width: int) -> Line:
    most = float(entry.get("max", 10.0)) or 10.0
    filled = max(0, min(_BAR, round(_BAR * float(entry["value"]) / most)))
    votes = text.plural(int(entry["votes"]), "vote") if entry.get("votes") is not None else ""
    return [
        (text.fit(str(entry["source"]), 14 if width < 70 else _NAME), QUIET),
        (text.fit(f"{float(entry['value']):.4g}", 6, right=True), PLAIN),
        (text.fit(f"/{most:.4g}", 6), FAINT),
        ("━" * filled, ACCENT),
        ("─" * (_BAR - filled), FAINT),
        ("  ", PLAIN),
        (text.fit(votes, 16), QUIET),
        (" main" if entry.get("is_default") else "", GOOD),
    ]
