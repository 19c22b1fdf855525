"""The sight check of items: what each player makes of the files that lie there now."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from lobbycard.store.publish import publishing
from lobbycard.store.publish.publishing import Gathered

if TYPE_CHECKING:
    from lobbycard.publish.sight import Sight
    from lobbycard.tools import Tools


class Looked(NamedTuple):
    """What is seen of items of one library."""

    root: str
    titles: dict[int, str]
    sight: "Sight"


async def look(tools: "Tools", item_ids: Sequence[int]) -> list[Looked]:
    """By library. A series comes with its seasons and episodes."""
    gathered = await tools.store.read(publishing.gather, list(item_ids))
    return [await tools.in_thread(_look, one) for one in gathered]


def _look(gathered: Gathered) -> Looked:
    from lobbycard.publish import listing, sight

    listings, _ = listing.listings(gathered.library.path, sorted(sight.folders(gathered.subjects)))
    titles = {one.item_id: one.title for one in gathered.subjects}
    return Looked(gathered.library.path, titles, sight.sight(gathered.subjects, listings))
