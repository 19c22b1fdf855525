"""What providers offer becomes candidates: added, changed, grown stale; rejected ones stay rejected."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select, update
from sqlmodel import Session, col

from lobbycard.events import Topic
from lobbycard.model.artwork import Candidate, RejectedAsset
from lobbycard.model.columns import now
from lobbycard.model.facts import LONGEST_ADDRESS, Offer
from lobbycard.model.kinds import AssetFailure, SelectedBy
from lobbycard.model.preference import USER
from lobbycard.store import fields, tables
from lobbycard.store.chunks import chunks
from lobbycard.store.database import touched, upsert
from lobbycard.store.history import Change

_table = tables.of(Candidate)

_OFFERED = (
    "provider_id",
    "preview_url",
    "width",
    "height",
    "language",
    "rating",
    "votes",
    "likes",
    "season",
    "duration",
    "title",
    "disc_type",
    "published",
)
"""What a provider tells of a picture; what we measured ourselves counts more than its width and height."""


class Offered(NamedTuple):
    """What became of offers."""

    added: int
    changed: int
    stale: int


Key = tuple[str, int, str, str]
"""Provider, item, type and address: what makes candidates the same."""


def offer(session: Session, item_id: int, offers: Sequence[Offer], source: str) -> Offered:
    """Take over what a provider offers for one item; what it no longer offers becomes stale."""
    return offer_all(session, {source: {item_id: offers}})


def offer_all(session: Session, offers: Mapping[str, Mapping[int, Sequence[Offer]]]) -> Offered:
    """Take over what providers offer for several items. A rejected picture stays rejected, wherever it is offered."""
    item_ids = list(dict.fromkeys(item_id for by_item in offers.values() for item_id in by_item))
    known = _known(session, item_ids, offers)
    wanted: dict[Key, Offer] = {
        (source, item_id, one.asset_type, one.url): one
        for source, by_item in offers.items()
        for item_id, listed in by_item.items()
        for one in reversed(listed)
        if one.url and len(one.url.encode("utf-8", "replace")) <= LONGEST_ADDRESS
    }
    added = [_added(key[1], one) for key, one in wanted.items() if key not in known]
    _mark_rejected(session, added)
    upsert(session, _table, added, ["item_id", "asset_type", "url"], [])
    changed = [row for key, one in wanted.items() if key in known and (row := _changed(known[key], one)) is not None]
    if changed:
        session.connection().execute(_UPDATE_OFFERED, changed)
    # What is in use and in the cache is ours by now, whether its provider still has it or not.
    gone = [
        row.id
        for key, row in known.items()
        if key not in wanted and not row.is_stale and not (row.is_selected and row.blob_id is not None)
    ]
    _set_stale(session, gone)
    if added or changed or gone:
        touched(session, Topic.ARTWORK, item_ids)
    return Offered(len(added), len(changed), len(gone))


def _known(
    session: Session, item_ids: Sequence[int], offers: Mapping[str, Mapping[int, Sequence[Offer]]]
) -> dict[Key, Any]:
    """The candidates of these providers and items; rows of Core, which cost a tenth of entities."""
    found: dict[Key, Any] = {}
    for chunk in chunks(item_ids):
        query = select(_table).where(_table.c.item_id.in_(chunk), _table.c.provider.in_(list(offers)))
        for row in session.execute(query):
            if row.item_id in offers[row.provider]:
                found[row.provider, row.item_id, row.asset_type, row.url] = row
    return found


def _added(item_id: int, one: Offer) -> dict[str, Any]:
    row = {name: getattr(one, name) for name in _OFFERED}
    row |= {"item_id": item_id, "asset_type": one.asset_type, "provider": one.provider, "url": one.url}
    return (
        row
        | {"score": 0.0, "score_parts": {}, "excluded": "", "is_selected": False, "position": 0}
        | {
            "is_rejected": False,
            "reject_reason": "",
            "is_stale": False,
            "failure_message": "",
            "created_at": now(),
            "updated_at": now(),
        }
    )


def _mark_rejected(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """A picture that was rejected anywhere is rejected here too."""
    if not rows:
        return
    query = select(col(RejectedAsset.provider), col(RejectedAsset.url), col(RejectedAsset.reason))
    reasons = {(row[0], row[1]): row[2] for row in session.execute(query)}
    for row in rows:
        reason = reasons.get((row["provider"], row["url"]))
        if reason is not None:
            row["is_rejected"], row["reject_reason"] = True, reason


def _changed(old: Any, one: Offer) -> dict[str, Any] | None:
    """The columns to write when an offer says something new of a picture that is known."""
    new = {name: getattr(one, name) for name in _OFFERED}
    if old.blob_id is not None:
        new["width"], new["height"] = old.width, old.height
    is_back = old.is_stale or old.failure in (AssetFailure.DOWNLOAD_ERROR, AssetFailure.RATE_LIMITED)
    if not is_back and all(getattr(old, name) == value for name, value in new.items()):
        return None
    return {"key": old.id, "moment": now()} | {f"v_{name}": value for name, value in new.items()}


_UPDATE_OFFERED = (
    update(_table)
    .where(_table.c.id == bindparam("key"))
    .values(
        {name: bindparam(f"v_{name}") for name in _OFFERED}
        | {"is_stale": False, "failure": None, "failure_message": "", "retry_after": None}
        | {"updated_at": bindparam("moment", type_=_table.c.updated_at.type)}
    )
)


def _set_stale(session: Session, ids: Sequence[int]) -> None:
    for chunk in chunks(ids):
        session.execute(update(_table).where(_table.c.id.in_(chunk)).values(is_stale=True, updated_at=now()))


def disown(session: Session, item_ids: Sequence[int], change: Change) -> None:
    """The items are something else now: what was offered for the old identity is stale, and no longer chosen by us.

    What a person chose, locked or had beside the media stays.
    """
    ours = (USER, "local")
    for chunk in chunks(item_ids):
        of_old = _table.c.item_id.in_(chunk), _table.c.provider.not_in(ours)
        session.execute(update(_table).where(*of_old).values(is_stale=True, updated_at=now()))
    query = select(_table.c.item_id, _table.c.asset_type).where(
        _table.c.item_id.in_(item_ids), _table.c.is_selected, _table.c.is_stale
    )
    for item_id, asset_type in session.execute(query.distinct()).all():
        kept = [row.id for row in selected_rows(session, item_id, asset_type) if not (row.is_stale and _is_auto(row))]
        fields.choose(session, fields.item_by_id(session, item_id), asset_type, kept, change, source="auto")
    touched(session, Topic.ARTWORK, item_ids)


def selected_rows(session: Session, item_id: int, asset_type: str) -> list[Any]:
    """The chosen candidates of one type, in order."""
    query = select(_table).where(_table.c.item_id == item_id, _table.c.asset_type == asset_type, _table.c.is_selected)
    return list(session.execute(query.order_by(_table.c.position, _table.c.id)))


def _is_auto(row: Any) -> bool:
    return row.selected_by in (None, SelectedBy.AUTO)
