"""Pictures beside the media as candidates of their items."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, delete, select
from sqlmodel import Session

from lobbycard.events import Topic
from lobbycard.model.artwork import Candidate, local_address
from lobbycard.model.found import FoundArt
from lobbycard.model.preference import LOCAL
from lobbycard.store import inserting, tables
from lobbycard.store.chunks import chunks
from lobbycard.store.database import touched
from lobbycard.store.scan.scanned_files import Files
from lobbycard.store.scan.scanning import Counts

_candidates = tables.of(Candidate)
Known = Mapping[int, Mapping[str, Row[Any]]]
"""Local candidates by item and address."""


def put(
    session: Session,
    files: Files,
    art: Mapping[int, Sequence[FoundArt]],
    known_items: Iterable[int],
    counts: Counts,
) -> set[int]:
    """Offer new pictures, note changed ones, let go of those that lie there no more. Gives the items that lost some."""
    known = _known(session, known_items)
    new: list[dict[str, Any]] = []
    for item_id, pictures in art.items():
        # A picture that we published ourselves is no news.
        foreign = [one for one in pictures if one.path not in files.ours]
        added = [_row(item_id, one) for one in foreign if local_address(one.path) not in known.get(item_id, {})]
        new += added
        if added or any(one.path in files.news for one in foreign):
            counts.art_items.append(item_id)
            touched(session, Topic.ARTWORK, [item_id])
    if new:
        inserting.rows(session, _candidates, new)
    return _drop(session, files, art, known)


def _known(session: Session, item_ids: Iterable[int]) -> Known:
    known: dict[int, dict[str, Row[Any]]] = defaultdict(dict)
    for ids in chunks(item_ids):
        query = select(_candidates).where(_candidates.c.item_id.in_(ids), _candidates.c.provider == LOCAL)
        for row in session.execute(query):
            known[row.item_id][row.url] = row
    return known


def _row(item_id: int, art: FoundArt) -> dict[str, Any]:
    return {
        "item_id": item_id,
        "asset_type": art.asset_type,
        "provider": LOCAL,
        "url": local_address(art.path),
        "path": art.path,
        "position": art.number,
    }


def _drop(session: Session, files: Files, art: Mapping[int, Sequence[FoundArt]], known: Known) -> set[int]:
    """One that is chosen stays: its kept copy is what counts."""
    gone = {local_address(row.path) for row in files.gone}
    here = {local_address(path) for path in files.present}
    stale: list[int] = []
    losers: set[int] = set()
    for item_id, mine in known.items():
        wanted = {local_address(one.path) for one in art.get(item_id, ())}
        for url, row in mine.items():
            if (url in gone or (url in here and url not in wanted)) and not row.is_selected:
                stale.append(row.id)
                losers.add(item_id)
    for ids in chunks(stale):
        session.execute(delete(_candidates).where(_candidates.c.id.in_(ids)))
    if losers:
        touched(session, Topic.ARTWORK, losers)
    return losers
