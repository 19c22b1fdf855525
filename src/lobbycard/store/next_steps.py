"""What waits for the next step of automation: to be identified, enriched, chosen for."""

from datetime import timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from lobbycard.model.columns import now
from lobbycard.model.file import FileItem, MediaFile
from lobbycard.model.item import Item, Match
from lobbycard.model.kinds import ItemKind, ItemState
from lobbycard.store import identity, tables

ASK_AGAIN = timedelta(hours=1)
"""How long a provider that could not be asked about a finished item is left alone with it."""
_FINISHED = (ItemState.ENRICHED, ItemState.SELECTED, ItemState.PUBLISHED)
_season = tables.of(Item).alias("season")


def to_identify(session: Session, library_id: int | None = None) -> list[int]:
    """Films and series that nobody has tried to identify yet, and those that failed."""
    query = select(col(Item.id)).where(
        col(Item.kind).in_(identity.IDENTIFIABLE),
        col(Item.state).in_((ItemState.DISCOVERED, ItemState.ERROR_NETWORK, ItemState.ERROR_PROVIDER)),
        col(Item.identified_at).is_(None),
        col(Item.deleted_on).is_(None),
        col(Item.monitored),
    )
    if library_id is not None:
        query = query.where(col(Item.library_id) == library_id)
    return list(session.scalars(query.order_by(col(Item.id))))


def to_enrich(session: Session, library_id: int) -> list[int]:
    """Identified films and series that are not enriched, whatever kept them, and series with later episodes.

    Also what was enriched without one who could not be asked: not at once, since that one may be away for long.
    """
    later = (
        select(_season.c.parent_id)
        .join(Item, col(Item.parent_id) == _season.c.id)
        .where(
            col(Item.kind) == ItemKind.EPISODE,
            col(Item.state) == ItemState.DISCOVERED,
            col(Item.library_id) == library_id,
            col(Item.deleted_on).is_(None),
        )
    )
    begun = (ItemState.IDENTIFIED, ItemState.ENRICHING, ItemState.ERROR_NETWORK, ItemState.ERROR_PROVIDER)
    lacking = col(Item.state).in_(_FINISHED) & col(Item.error).is_not(None)
    lacking &= col(Item.enriched_at) < now() - ASK_AGAIN
    waiting = col(Item.state).in_(begun) | lacking | ((col(Item.kind) == ItemKind.SERIES) & col(Item.id).in_(later))
    query = select(col(Item.id)).where(
        col(Item.library_id) == library_id,
        col(Item.kind).in_(identity.IDENTIFIABLE),
        waiting,
        col(Item.identified_at).is_not(None),
        col(Item.deleted_on).is_(None),
        col(Item.monitored),
    )
    return list(session.scalars(query.order_by(col(Item.id))))


def to_select(session: Session, library_id: int) -> list[int]:
    """Enriched films and series for which nothing was chosen yet: the work was cut off, or automation came later."""
    query = select(col(Item.id)).where(
        col(Item.library_id) == library_id,
        col(Item.kind).in_(identity.IDENTIFIABLE),
        col(Item.state) == ItemState.ENRICHED,
        col(Item.deleted_on).is_(None),
        col(Item.monitored),
    )
    return list(session.scalars(query.order_by(col(Item.id))))


def unsure(session: Session, library_id: int) -> list[int]:
    """Films that wait for a person, though the length of their files became known after they were searched for."""
    measured_since = (
        select(col(Match.id))
        .join(FileItem, col(FileItem.item_id) == col(Match.item_id))
        .join(MediaFile, col(MediaFile.id) == col(FileItem.file_id))
        .where(
            col(Match.item_id) == col(Item.id),
            col(MediaFile.duration).is_not(None),
            col(MediaFile.probed_at) > col(Match.found_at),
        )
        .exists()
    )
    query = select(col(Item.id)).where(
        col(Item.library_id) == library_id,
        col(Item.kind) == ItemKind.MOVIE,
        col(Item.state) == ItemState.NEEDS_IDENTIFICATION,
        col(Item.monitored),
        measured_since,
    )
    return list(session.scalars(query))
