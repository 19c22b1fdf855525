"""What the library shows of its items: lines for the table, posters for the wall. Read a page at a time."""

import contextlib
from collections.abc import AsyncIterator, Sequence

from lobbycard.core import Core
from lobbycard.errors import FileError
from lobbycard.store import items
from lobbycard.store.items import Badges
from lobbycard.tui.columns import Entry
from lobbycard.tui.desk import Desk
from lobbycard.tui.pictures.capabilities import Protocol
from lobbycard.tui.widgets.poster_wall import Poster
from lobbycard.tui.widgets.preview import thumbnail


async def entries(core: Core, ids: Sequence[int]) -> dict[int, Entry]:
    """Rows with their badges."""
    rows = await core.store.read(items.rows, ids)
    badges = await core.store.read(items.badges, list(rows))
    return {item_id: Entry(row, badges.get(item_id, Badges())) for item_id, row in rows.items()}


async def children(core: Core, item_id: int) -> list[int]:
    """The seasons of a series, the episodes of a season."""
    return [row.id for row in await core.store.read(items.children, item_id)]


async def top_of(core: Core, item_id: int) -> int:
    """The series that a season or an episode belongs to; anything else is its own."""
    found = await core.store.read(items.by_ids, [item_id])
    while found and found[0].parent_id is not None:
        item_id = found[0].parent_id
        found = await core.store.read(items.by_ids, [item_id])
    return item_id


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
