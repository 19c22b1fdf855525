"""The panel of what a person has a part in."""

from functools import partial
from typing import ClassVar

from lobbycard.model.kinds import CreditKind, ItemKind
from lobbycard.store import item_page
from lobbycard.store.item_page import Head, Part
from lobbycard.tui import text
from lobbycard.tui.desk import Desk
from lobbycard.tui.item.panel import RowPanel
from lobbycard.tui.messages import OpenItem
from lobbycard.tui.roles import PLAIN, QUIET
from lobbycard.tui.widgets.row_list import Line, OpenList, Row, RowList, heading, note


class PartsPanel(RowPanel):
    """Films and series, before the camera and behind it."""

    NAME = "parts"
    TITLE = "Films & series"
    ROWS = OpenList
    HELP_TITLE: ClassVar[str] = "Films and series"

    def __init__(self, desk: Desk, head: Head) -> None:
        super().__init__(desk, head)
        self._parts: list[Part] = []

    async def load(self) -> None:
        """Read them."""
        self._parts = await self.read(item_page.parts_of, self.item_id)
        rows: list[Row] = []
        for title, is_crew in (("Cast", False), ("Crew", True)):
            those = [(n, part) for n, part in enumerate(self._parts) if (part.kind == CreditKind.CREW) == is_crew]
            if those:
                rows.append(heading(title, f"{title}  {len(those)}", gap=bool(rows)))
                rows += [Row(f"{part.row.id} {n}", partial(lines_of, part)) for n, part in those]
        if not rows:
            rows.append(note("none", "Nothing in the library has this person."))
        self.show_rows(rows)

    def covers(self, ids: frozenset[int]) -> bool:
        """Any of these titles."""
        return any(part.row.id in ids for part in self._parts)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Enter opens it."""
        event.stop()
        ids = list(dict.fromkeys(part.row.id for part in self._parts))
        self.post_message(OpenItem(int(event.key.split(" ")[0]), ids))


def lines_of(part: Part, width: int) -> list[Line]:
    """A title with the part in it."""
    row = part.row
    year = str(row.year or "") if row.kind is not ItemKind.EPISODE else (row.aired or "")[:4]
    title = f"{part.above} · {row.title}" if part.above else row.title
    room = max(10, min(60, (width - 10) * 3 // 5))
    said = part.job if part.kind == CreditKind.CREW else part.role
    if part.kind == CreditKind.GUEST:
        said = f"{said} (guest)" if said else "guest"
    return [
        [
            (text.fit(year, 4), QUIET),
            ("  ", PLAIN),
            (text.fit(title, room), PLAIN),
            ("  ", PLAIN),
            (text.fit(said, max(4, width - 10 - room)), QUIET),
        ]
    ]
