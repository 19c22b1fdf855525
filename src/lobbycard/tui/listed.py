"""What the library shows of its items: lines for the table, posters for the wall. Read a page at a time."""

import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence

from lobbycard.core import Core
from lobbycard.errors import FileError
from lobbycard.store import items
from lobbycard.store.items import Badges, ItemRow
from lobbycard.tui.columns import Entry
from lobbycard.tui.desk import Desk
from lobbycard.tui.pictures.capabilities import Protocol
from lobbycard.tui.widgets.poster_wall import Poster
from lobbycard.tui.widgets.preview import thumbnail

AT_ONCE = 5000
"""Ids in one query."""


async def entries(core: Core, ids: Sequence[int]) -> dict[int, Entry]:
    """Rows with their badges."""
    rows = await core.store.read(items.rows, ids)
    badges = await core.store.read(items.badges, list(rows))
    return {item_id: Entry(row, badges.get(item_id, Badges())) for item_id, row in rows.items()}


async def children(core: Core, item_id: int) -> list[int]:
    """The seasons of a series, the episodes of a season."""
    return [row.id for row in await core.store.read(items.children, item_id)]


async def tops_of(core: Core, ids: Sequence[int]) -> list[int]:
    """The films and series that items belong to, each once: of a season or an episode, its series."""
    rows = await _rows(core, ids)
    while above := {row.parent_id for row in rows.values() if row.parent_id is not None} - set(rows):
        rows |= await _rows(core, list(above))
        if not above & set(rows):
            break  # gone meanwhile
    return list(dict.fromkeys(_top(item_id, rows) for item_id in ids if item_id in rows))


async def _rows(core: Core, ids: Sequence[int]) -> dict[int, ItemRow]:
    """Any number of rows; a query takes only so many ids."""
    found: dict[int, ItemRow] = {}
    for start in range(0, len(ids), AT_ONCE):
        found |= await core.store.read(items.rows, ids[start : start + AT_ONCE])
    return found


def _top(item_id: int, rows: Mapping[int, ItemRow]) -> int:
    parent = rows[item_id].parent_id
    return item_id if parent is None or parent not in rows else _top(parent, rows)


async def posters(desk: Desk, ids: Sequence[int], columns: int, rows: int) -> AsyncIterator[Poster]:
    """The posters that lie in the cache, one after the other, small enough for so many cells."""
    cell, tools = desk.pictures.capabilities, desk.core.tools
    if cell.protocol is Protocol.OFF:
        return
    blobs = await desk.core.store.read(items.pictures, ids)
    size = columns * cell.cell_width, rows * cell.cell_height
    for item_id in ids:
        if item_id in blobs:
            with contextlib.suppress(FileError):  # a picture that is gone leaves its title
                path = await tools.in_thread(thumbnail, tools, *blobs[item_id], *size)
                yield Poster(item_id, path, f"{blobs[item_id][0]} {size}")
