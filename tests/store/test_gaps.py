"""What items lack, and why."""

from typing import Any

import pytest
from sqlmodel import Session

from lobbycard.events import Topic
from lobbycard.model.artwork import Candidate, CompletenessRule
from lobbycard.model.item import Item
from lobbycard.model.kinds import AssetFailure, AssetType, ItemKind
from lobbycard.store import gaps, overview
from lobbycard.store.database import Store, touched

SITUATIONS: dict[str, list[dict[str, Any]]] = {
    "Nobody": [],
    "Small": [{"excluded": "too small: 3x4, at least 5x7 is wanted"}],
    "Wide": [{"excluded": "wrong shape: 2.00:1 instead of 0.67:1"}, {"excluded": "too small: 3x4, at least 5x7"}],
    "Worded": [{"excluded": "has words on it"}],
    "Undecided": [{"excluded": ""}, {"excluded": "too small: 3x4, at least 5x7 is wanted"}],
    "Broken": [{"excluded": "", "failure": AssetFailure.DOWNLOAD_ERROR}],
    "Refused": [{"excluded": "", "is_rejected": True}],
    "Fine": [{"excluded": "", "is_selected": True}],
}


def _seed(session: Session) -> None:
    session.merge(CompletenessRule(kind=ItemKind.MOVIE, fields=["plot"], assets={"poster": 1}))
    session.flush()
    for title, offers in SITUATIONS.items():
        item = Item(kind=ItemKind.MOVIE, title=title, plot="Told." if title == "Nobody" else None)
        session.add(item)
        session.flush()
        for number, values in enumerate(offers):
            made: dict[str, Any] = {
                "item_id": item.id,
                "asset_type": AssetType.POSTER,
                "provider": "tmdb",
                "url": f"{title}/{number}",
            }
            session.add(Candidate(**(made | values)))
        touched(session, Topic.ITEM, [item.id])
    session.flush()


@pytest.fixture
def seeded(store: Store) -> Store:
    store.write_now(_seed)
    return store


def test_each_gap_tells_its_most_hopeful_reason(seeded: Store) -> None:
    found = {one.why: one.number for one in seeded.read_now(gaps.counted) if one.name == "artwork.poster"}
    assert found == {
        "undecided": 1, "not fetched": 1, "too small": 2, "wrong language": 1, "": 2
    }  # fmt: skip


def test_the_counts_of_a_name_sum_to_what_scripts_are_told(seeded: Store) -> None:
    totals: dict[str, int] = {}
    for one in seeded.read_now(gaps.counted):
        totals[one.name] = totals.get(one.name, 0) + one.number
    assert totals == seeded.read_now(overview.gap_counts)
    assert totals["plot"] == len(SITUATIONS) - 1


def test_the_items_behind_a_gap_are_listed_with_what_would_fit(seeded: Store) -> None:
    (one,) = seeded.read_now(gaps.lacking, "artwork.poster", "undecided")
    assert (one.title, one.offers) == ("Undecided", 1)
    assert [row.title for row in seeded.read_now(gaps.lacking, "artwork.poster", "too small")] == ["Small", "Wide"]
    assert [row.title for row in seeded.read_now(gaps.lacking, "artwork.poster", "too small", 9, "WID")] == ["Wide"]
    ids = seeded.read_now(gaps.ids_lacking, "artwork.poster", "undecided")
    assert seeded.read_now(gaps.with_offers, "artwork.poster", ids) == ids == [one.id]
