"""The journal of file operations and the bin's rows, on both databases."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from lobbycard.errors import Conflict, NotFound, UsageError
from lobbycard.model.columns import now
from lobbycard.model.item import Item
from lobbycard.model.kinds import ItemKind, LibraryKind, OperationKind, OperationStatus
from lobbycard.model.operation import Done, Fingerprint, Operation, Recycled
from lobbycard.store import deleting, history, libraries, operations, recycling
from lobbycard.store.database import Store

KEEP = timedelta(days=30)


def _operation(number: int = 0, batch: str = "b1", library_id: int | None = None, **more: object) -> Operation:
    first = Operation(
        0, batch, number, OperationKind.WRITE, library_id, None, f"/films/{number}.nfo", f"/bin/{number}.nfo",
        f"/films/.{number}.tmp", "new", "old", 3, 0, None,
    )  # fmt: skip
    return first._replace(**more)  # type: ignore[arg-type]  # fields by name


def _done(operation: Operation, number: int) -> Done:
    recycled = Recycled(operation.new_path, operation.original_path, Fingerprint(5, 1, "old"), False, now(), "replaced")
    left = Fingerprint(3, 77, "new")
    return Done(operation._replace(id=number), OperationStatus.COMPLETED, left, recycled)


def _begun(store: Store, *wanted: Operation, change: history.Change | None = None) -> list[int]:
    return store.write_now(operations.begin, wanted, change, "Published")


def _settle(store: Store, *wanted: Operation, change: history.Change | None = None) -> list[int]:
    ids = _begun(store, *wanted, change=change)
    store.write_now(operations.settle, [_done(one, number) for one, number in zip(wanted, ids, strict=True)], KEEP)
    return ids


def test_what_begins_is_pending_until_it_is_settled(store: Store) -> None:
    wanted = [_operation(number) for number in range(50)]
    ids = _begun(store, *wanted)
    assert [one.original_path for one in store.read_now(operations.pending)] == [one.original_path for one in wanted]
    store.write_now(operations.settle, [_done(one, number) for one, number in zip(wanted, ids, strict=True)], KEEP)
    assert store.read_now(operations.pending) == []
    effective = store.read_now(operations.in_effect, "b1")
    assert [(one.id, one.mtime_ns) for one in effective] == [(number, 77) for number in ids]
    assert store.read_now(recycling.total) == (50, 250)


def test_a_name_that_is_not_utf8_survives_the_journal(store: Store) -> None:
    strange = _operation(original_path="/films/caf\udce9.nfo", new_path="/bin/caf\udce9.nfo")
    _settle(store, strange)
    assert store.read_now(operations.in_effect, "b1")[0].original_path == "/films/caf\udce9.nfo"
    assert store.read_now(recycling.page)[0].original_path == "/films/caf\udce9.nfo"


def test_an_inverse_takes_back_and_its_inverse_brings_back(store: Store) -> None:
    (first,) = _settle(store, _operation())
    restore = _operation(
        batch="u", kind=OperationKind.RESTORE, temp_path="/bin/0.nfo", new_path="/bin/u.nfo", inverts_id=first
    )
    (second,) = _settle(store, restore)
    assert store.read_now(operations.in_effect, "b1") == []
    assert [row.recycle_path for row in store.read_now(recycling.page)] == ["/bin/u.nfo"]
    again = _operation(
        batch="r", kind=OperationKind.RESTORE, temp_path="/bin/u.nfo", new_path="/bin/r.nfo", inverts_id=second
    )
    _settle(store, again)
    assert store.read_now(operations.in_effect, "u") == []
    assert [one.new_path for one in store.read_now(operations.in_effect, "b1")] == ["/bin/r.nfo"]
    assert [row.recycle_path for row in store.read_now(recycling.page)] == ["/bin/r.nfo"]


def test_an_undo_that_was_interrupted_is_known_by_its_name(store: Store) -> None:
    change = history.by_user("publish", "b1")
    first, _ = _settle(store, _operation(0), _operation(1), change=change)
    assert store.read_now(operations.half_undone) == []
    assert store.read_now(operations.interrupted_undo, "b1") is None
    _settle(store, _operation(batch="u", kind=OperationKind.RESTORE, inverts_id=first))
    assert store.read_now(operations.half_undone) == ["b1"]
    assert store.read_now(operations.interrupted_undo, "b1") == "u"


def test_a_trial_of_an_undo_changes_nothing(store: Store) -> None:
    change = history.by_user("publish", "b1")
    _settle(store, _operation(), change=change)
    store.write_now(operations.try_undo, "b1")
    assert not store.read_now(operations.is_undone, "b1")
    assert [row.undone_by for _, row in store.read_now(history.batches)] == [None]
    with pytest.raises(Conflict, match="files are still"):
        store.write_now(history.undo, "b1")
    with pytest.raises(NotFound):
        store.write_now(operations.try_undo, "nothing")


def test_a_batch_is_found_by_its_first_letters(store: Store) -> None:
    for batch in ("abc1", "abc2", "x%y"):
        store.write_now(history.record, history.by_user("edit", batch), "changed")
    assert store.read_now(operations.find_batch, "abc1") == "abc1"
    assert store.read_now(operations.find_batch, "x") == "x%y"
    with pytest.raises(UsageError, match="more than one"):
        store.read_now(operations.find_batch, "abc")
    with pytest.raises(UsageError):
        store.read_now(operations.find_batch, "%")


def test_the_bin_is_paged_searched_and_expires(store: Store) -> None:
    _settle(store, *[_operation(number) for number in range(10)])
    first = store.read_now(recycling.page, limit=4)
    second = store.read_now(recycling.page, before=first[-1].id, limit=100)
    assert len(first) + len(second) == 10
    assert not {row.id for row in first} & {row.id for row in second}
    assert [row.original_path for row in store.read_now(recycling.page, text="/7.NFO")] == ["/films/7.nfo"]
    assert store.read_now(recycling.expired) == []
    assert len(store.read_now(recycling.expired, moment=now() + timedelta(days=31))) == 10
    store.write_now(recycling.purged, [row.id for row in first])
    assert store.read_now(recycling.total)[0] == 6
    assert store.read_now(recycling.by_ids, [row.id for row in first]) == []


def test_only_settled_operations_of_long_ago_are_forgotten(store: Store) -> None:
    _settle(store, _operation(0))
    _begun(store, _operation(1, batch="b2"))
    assert store.write_now(operations.forget, timedelta(days=1)) == 0
    assert store.write_now(operations.forget, timedelta(days=-1)) == 1
    assert [one.batch for one in store.read_now(operations.pending)] == ["b2"]


def test_a_deleted_series_takes_everything_below_it_and_brings_it_back(store: Store) -> None:
    library = store.write_now(libraries.add, "/shows", LibraryKind.TV)
    ids = store.write_now(_series, library.id)
    change = history.by_user("delete")
    assert store.write_now(deleting.soft_delete, [ids[0]], change, KEEP) == 3
    assert store.write_now(deleting.soft_delete, [ids[0]], history.by_user("delete"), KEEP) == 0
    store.write_now(history.undo, change.batch)
    assert store.read_now(_deleted) == []
    store.write_now(deleting.soft_delete, [ids[0]], history.by_user("delete"), timedelta(days=-1))
    assert store.write_now(deleting.restore, [ids[2]], history.by_user("restore")) == 3
    assert store.read_now(_deleted) == []


def _series(session: Session, library_id: int) -> list[int]:
    made: list[int] = []
    for kind, number in ((ItemKind.SERIES, None), (ItemKind.SEASON, 1), (ItemKind.EPISODE, 1)):
        item = Item(
            kind=kind, library_id=library_id, title=str(kind), number=number, parent_id=made[-1] if made else None
        )
        session.add(item)
        session.flush()
        made.append(item.id)
    return made


def _deleted(session: Session) -> list[int]:
    return deleting.due(session, moment=now() + timedelta(days=1000))
