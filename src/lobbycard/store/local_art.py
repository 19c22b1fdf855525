"""Pictures beside the media become choices, where nothing else was chosen."""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from lobbycard.model.artwork import AssetRule, Candidate
from lobbycard.model.item import Item
from lobbycard.model.kinds import AssetType, ItemKind, SelectedBy
from lobbycard.store import asset_rules, fields, tables
from lobbycard.store.history import Change

_table = tables.of(Candidate)
Most = Callable[[ItemKind, AssetType, AssetRule | None], int]
"""How many pictures of a type a rule lets an item have."""


def use(session: Session, taken: Iterable[tuple[int, AssetType]], most: Most, change: Change) -> int:
    """Choose local pictures where nothing is chosen, or only something that was not even fetched; gives how often."""
    rules = asset_rules.everything(session)
    count = 0
    for item_id, asset_type in taken:
        item = session.get(Item, item_id)
        if item is None:
            continue
        rule = asset_rules.effective(rules, item.library_id, item.kind, asset_type)
        rows = sorted(_candidates(session, item_id, asset_type), key=_rank)
        if any(row.is_selected and not _gives_way(row) for row in rows):
            continue
        own = [row.id for row in rows if row.provider == "local" and row.blob_id is not None and not row.is_rejected]
        chosen = own[: most(item.kind, asset_type, rule)]
        if chosen and fields.choose(session, item, asset_type, chosen, change, source="local"):
            count += 1
    return count


def _candidates(session: Session, item_id: int, asset_type: AssetType) -> list[Any]:
    query = select(_table).where(_table.c.item_id == item_id, _table.c.asset_type == asset_type)
    return list(session.execute(query.order_by(_table.c.url)))


def _rank(row: Any) -> tuple[int, int, bool, int, str]:
    """As players choose between several: by its number, its word, the video's name before it, its form."""
    stem, _, form = (row.path or row.url).rpartition("/")[2].casefold().rpartition(".")
    before, dash, word = stem.rpartition("-")
    if word.isdigit() and dash:
        before, dash, word = before.rpartition("-")
    word = word.rstrip("0123456789")
    place = 0 if word == row.asset_type else _WORDS.index(word) + 1 if word in _WORDS else len(_WORDS) + 1
    return row.position, place, not before, _FORMS.index(form) if form in _FORMS else len(_FORMS), row.url


_WORDS = (
    *("folder", "cover", "default", "movie", "show"),
    *("background", "backdrop", "art", "logo", "thumb", "disc", "cdart"),
)
"""Further names of types, those first that players prefer; last comes a picture that only has the video's name."""
_FORMS = ("png", "jpg", "jpeg", "webp", "tbn", "gif")


def _gives_way(row: Any) -> bool:
    """What automation chose, and nobody has fetched yet."""
    return row.blob_id is None and row.selected_by in (None, SelectedBy.AUTO)
