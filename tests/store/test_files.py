"""What probes and pictures tell of things that are gone or changed since."""

from typing import Any

import pytest
from sqlalchemy import delete
from sqlmodel import Session, col, select

from lobbycard.model.artwork import AssetRule
from lobbycard.model.file import MediaFile, VideoStream
from lobbycard.model.item import Item
from lobbycard.model.kinds import AssetType, FileRole, ItemKind, LibraryKind
from lobbycard.store import files, libraries, local_art
from lobbycard.store.database import Store
from lobbycard.store.files import Probed
from lobbycard.store.history import Change

STREAM = {"index": 0, "codec": "h264", "width": 1920, "height": 1080}


@pytest.fixture
def known(store: Store) -> dict[str, int]:
    """Two videos, by name."""
    return store.write_now(_seed)


def _seed(session: Session) -> dict[str, int]:
    library = libraries.add(session, "/films", LibraryKind.MOVIE)
    rows = {
        name: MediaFile(library_id=library.id, path=name, unit="", size=size, mtime_ns=1, role=FileRole.MAIN)
        for name, size in (("one.mkv", 10), ("two.mkv", 10), ("grown.mkv", 20))
    }
    session.add_all(rows.values())
    session.flush()
    return {name: row.id for name, row in rows.items()}


def _drop(session: Session, file_id: int) -> None:
    session.execute(delete(MediaFile).where(col(MediaFile.id) == file_id))


def _streams(session: Session) -> list[tuple[str, Any]]:
    query = select(col(MediaFile.path), col(VideoStream.codec)).join(
        VideoStream, col(VideoStream.file_id) == col(MediaFile.id)
    )
    return list(session.exec(query))


def _unprobed(session: Session) -> list[str]:
    return sorted(session.exec(select(col(MediaFile.path)).where(col(MediaFile.probed_at).is_(None))))


def test_a_file_that_went_while_it_was_probed_costs_the_others_nothing(store: Store, known: dict[str, int]) -> None:
    store.write_now(_drop, known["two.mkv"])
    probes = [Probed(known[name], 10, "abc", video=[STREAM]) for name in ("two.mkv", "one.mkv")]
    store.write_now(files.put_probes, probes)
    assert store.read_now(_streams) == [("one.mkv", "h264")]


def test_a_file_that_changed_while_it_was_probed_is_probed_again(store: Store, known: dict[str, int]) -> None:
    store.write_now(files.put_probes, [Probed(known["grown.mkv"], 10, "abc", video=[STREAM])])
    assert "grown.mkv" in store.read_now(_unprobed)
    assert store.read_now(_streams) == []


def test_streams_are_not_taken_over_for_a_file_that_is_gone(store: Store, known: dict[str, int]) -> None:
    store.write_now(files.put_probes, [Probed(known["one.mkv"], 10, "abc", video=[STREAM])])
    store.write_now(_drop, known["two.mkv"])
    twins = {known["two.mkv"]: known["one.mkv"], known["grown.mkv"]: known["one.mkv"]}
    store.write_now(files.reuse_probes, twins)
    assert store.read_now(_streams) == [("one.mkv", "h264")]


def test_a_picture_of_an_item_that_is_gone_is_passed_over(store: Store) -> None:
    used = store.write_now(local_art.use, [(4711, AssetType.POSTER)], _one, Change("scan", "scan", "scan"))
    assert used == 0
    assert store.read_now(lambda session: session.get(Item, 4711)) is None


def _one(kind: ItemKind, asset_type: AssetType, rule: AssetRule | None) -> int:
    return 1
