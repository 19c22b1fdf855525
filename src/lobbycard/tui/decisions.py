"""What a person decides in the picker: each is one write, which can be taken back by its batch."""

from collections.abc import Sequence

from lobbycard.core import Core
from lobbycard.model.fields import ARTWORK
from lobbycard.store import artwork, fields, history
from lobbycard.store.picking import Deck
from lobbycard.tasks.fetch_art import FetchArt


async def choose(core: Core, deck: Deck, ids: Sequence[int]) -> str:
    """These pictures, in this order; locked. Gives the batch. They are fetched in the background."""
    batch = await core.store.write(artwork.select_own, deck.item_id, deck.asset_type, list(ids))
    if any(row.id in ids and row.sha256 is None for row in deck.rows):
        await core.enqueue(FetchArt(item_id=deck.item_id))
    return batch


def toggled(deck: Deck, candidate_id: int, most: int) -> list[int]:
    """The choice with one more picture, or one less; the last gives way where no more are allowed."""
    chosen = deck.selected
    if candidate_id in chosen:
        return [one for one in chosen if one != candidate_id]
    return [*chosen[: max(0, most - 1)], candidate_id]


def moved(deck: Deck, candidate_id: int, by: int) -> list[int]:
    """The choice with one picture earlier or later."""
    chosen = deck.selected
    at = chosen.index(candidate_id)
    to = max(0, min(at + by, len(chosen) - 1))
    chosen.insert(to, chosen.pop(at))
    return chosen


async def reject(core: Core, ids: Sequence[int], *, back: bool) -> str:
    """Never offer these again; or offer them again. Gives the batch."""
    return await core.store.write(artwork.unreject if back else artwork.reject, list(ids))


async def lock(core: Core, deck: Deck, *, on: bool) -> str:
    """Keep automation from the choice of a type, or let it. Gives the batch."""
    return await core.store.write(fields.set_locks, deck.item_id, [ARTWORK + deck.asset_type], lock=on)


async def take_back(core: Core, batch: str) -> None:
    """Undo one decision."""
    await core.store.write(history.undo, batch)
