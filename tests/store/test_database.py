"""Reading and writing: one transaction per call, one event after the commit, no lost updates."""

import asyncio
import shutil
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, text
from sqlmodel import Session, col, select

from lobbycard.errors import StoreError
from lobbycard.events import Changed, DatabaseHeld, Event, Notice, Topic
from lobbycard.model.history import Setting
from lobbycard.model.item import Item
from lobbycard.model.kinds import ItemKind, ItemState, LibraryKind
from lobbycard.store import fields, libraries
from lobbycard.store.database import Store, touched, upsert


def _add_one(session: Session) -> None:
    row = session.get(Setting, "n") or Setting(key="n", value=0)
    row.value = row.value + 1
    session.add(row)


def _value(session: Session) -> int:
    row = session.get(Setting, "n")
    return int(row.value) if row is not None else 0


async def test_a_write_is_told_once_after_its_commit(store: Store) -> None:
    heard: list[Event] = []
    store._emit = heard.append  # the listener that core gives at opening
    store.bind_loop(asyncio.get_running_loop())

    def write(session: Session) -> None:
        touched(session, Topic.SETTING, [1])
        touched(session, Topic.SETTING, [2])
        _add_one(session)

    await store.write(write)
    await asyncio.sleep(0)
    assert heard == [Changed({Topic.SETTING: frozenset({1, 2})})]


async def test_a_write_that_fails_leaves_nothing_and_tells_nobody(store: Store) -> None:
    heard: list[Event] = []
    store._emit = heard.append  # the listener that core gives at opening
    store.bind_loop(asyncio.get_running_loop())

    def write(session: Session) -> None:
        _add_one(session)
        touched(session, Topic.SETTING)
        session.flush()
        raise StoreError("No.")

    with pytest.raises(StoreError):
        await store.write(write)
    await asyncio.sleep(0)
    assert await store.read(_value) == 0
    assert heard == []


async def test_updates_from_many_sides_are_none_of_them_lost(store: Store) -> None:
    await asyncio.gather(*[store.write(_add_one) for _ in range(200)])
    assert await store.read(_value) == 200


def test_updates_from_several_processes_are_none_of_them_lost(store: Store) -> None:
    code = (
        "import sys; from lobbycard.store.database import Store; from tests.store.test_database import _add_one\n"
        f"store = Store({store.url!r})\n"
        "for _ in range(50): store.write_now(_add_one)\n"
        "store.close()"
    )
    root = Path(__file__).parents[2]
    running = [subprocess.Popen([sys.executable, "-c", code], cwd=root) for _ in range(4)]
    assert [process.wait(timeout=90) for process in running] == [0, 0, 0, 0]
    assert store.read_now(_value) == 200


def test_readers_cannot_write(store: Store) -> None:
    if not store.is_sqlite:
        pytest.skip("only SQLite has a switch for it")
    with pytest.raises(StoreError):
        store.read_now(lambda session: session.execute(text("DELETE FROM setting")))


async def test_another_process_is_noticed(store: Store, tmp_path: Path) -> None:
    heard: list[Event] = []
    store._emit = heard.append  # the listener that core gives at opening
    store.bind_loop(asyncio.get_running_loop())
    await store.notice_others()
    other = Store(store.url)
    other.write_now(_add_one)
    other.close()
    await store.notice_others()
    await asyncio.sleep(0)
    assert [event for event in heard if isinstance(event, Changed) and event.about(Topic.ITEM)]


async def test_own_writes_are_not_taken_for_anothers(store: Store) -> None:
    heard: list[Event] = []
    store._emit = heard.append  # the listener that core gives at opening
    store.bind_loop(asyncio.get_running_loop())
    await store.notice_others()
    await store.write(_add_one)
    await store.notice_others()
    await asyncio.sleep(0)
    assert heard == []


def test_names_that_are_not_utf8_survive(store: Store) -> None:
    name = "caf\udce9 // \udcff.mkv"

    def write(session: Session) -> None:
        library = libraries.add(session, "/films", LibraryKind.MOVIE)
        session.add(Item(kind=ItemKind.MOVIE, library_id=library.id, title="x", folder=name))

    store.write_now(write)
    assert store.read_now(lambda session: session.exec(select(Item.folder)).one()) == name


@pytest.mark.parametrize("kept", ["caf\udce9.mkv", "half \ud83d of one", "\N{FILM FRAMES} é", "\\udce9 \\\\u0000"])
def test_lists_and_tables_keep_any_text(store: Store, kept: str) -> None:
    store.write_now(
        lambda session: session.add(Setting(key=kept.encode("utf-8", "replace").decode(), value=[{"a": kept}]))
    )
    assert store.read_now(lambda session: session.exec(select(Setting.value)).all()) == [[{"a": kept}]]


def test_a_zero_in_lists_and_tables_is_no_reason_to_fail(store: Store) -> None:
    store.write_now(lambda session: session.add(Setting(key="n", value={"a": "b\0c"})))
    (said,) = store.read_now(lambda session: session.exec(select(Setting.value)).all())
    assert said["a"].replace("\0", "") == "bc"


def test_derived_columns_follow_every_write(store: Store) -> None:
    def add(session: Session) -> int:
        item = Item(kind=ItemKind.MOVIE, title="The Äpple 2", year=1927)
        session.add(item)
        session.flush()
        touched(session, Topic.ITEM, [item.id])
        return item.id

    item_id = store.write_now(add)
    row = store.read_now(lambda session: session.get(Item, item_id))
    assert row is not None
    assert row.sort_year == 1927
    assert row.sort_key < "b"
    assert 0 < row.completeness < 100 or row.completeness == 0


def test_an_upsert_adds_changes_and_leaves(store: Store) -> None:
    table = Setting.__table__  # type: ignore[attr-defined]  # SQLModel does not type it
    rows = [{"key": "a", "value": 1, "type": "", "description": ""}]

    def put(session: Session, value: int, names: list[str] | None) -> None:
        upsert(session, table, [rows[0] | {"value": value}], ["key"], names)

    store.write_now(put, 1, None)
    store.write_now(put, 2, None)
    assert store.read_now(lambda session: session.get(Setting, "a").value) == 2  # type: ignore[union-attr]
    store.write_now(put, 3, [])
    assert store.read_now(lambda session: session.get(Setting, "a").value) == 2  # type: ignore[union-attr]


def test_a_full_disk_says_so_and_loses_nothing(tmp_path: Path) -> None:
    mount = tmp_path / "small"
    mount.mkdir()
    if (
        shutil.which("mount") is None
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(mount)], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("needs to be allowed to mount")
    try:
        store = Store(f"sqlite:///{mount}/a.db")
        store.write_now(_add_one)

        def fill(session: Session) -> None:
            for number in range(200):
                session.add(Setting(key=f"big{number}", value="x" * 100_000))

        with pytest.raises(StoreError) as caught:
            store.write_now(fill)
        assert "full" in caught.value.message
        assert store.read_now(_value) == 1
        store.close()
    finally:
        subprocess.run(["umount", "-l", str(mount)], check=False)


def test_maintenance_runs_outside_a_transaction(store: Store) -> None:
    store.maintain("VACUUM")
    if store.is_sqlite:
        assert store.maintain("PRAGMA journal_mode") == [("wal",)]
        assert store.maintain("PRAGMA integrity_check") == [("ok",)]


def test_a_backup_of_a_database_in_use_is_whole(store: Store, tmp_path: Path) -> None:
    if not store.is_sqlite:
        with pytest.raises(StoreError):
            store.backup(str(tmp_path / "copy.db"))
        return
    store.write_now(_add_one)
    store.backup(str(tmp_path / "copy.db"))
    copy = Store(f"sqlite:///{tmp_path}/copy.db")
    assert copy.read_now(_value) == 1
    copy.close()


def _name_terms(session: Session, round_: int) -> None:
    item = Item(kind=ItemKind.MOVIE, title=f"Film {round_}", clean_title=f"film {round_}", state=ItemState.IDENTIFIED)
    session.add(item)
    session.flush()
    cast = [{"name": f"Person {round_}"}, {"name": "Everybody"}]
    fields.edit(session, item.id, {"genres": [f"Genre {round_}"], "cast": cast, "set": {"name": f"Set {round_}"}})


def test_processes_that_name_the_same_at_once_make_it_once(store: Store) -> None:
    code = (
        "import sys; from lobbycard.store.database import Store; from tests.store.test_database import _name_terms\n"
        f"store = Store({store.url!r})\n"
        "for round_ in range(15): store.write_now(_name_terms, round_)\n"
        "store.close()"
    )
    root = Path(__file__).parents[2]
    running = [subprocess.Popen([sys.executable, "-c", code], cwd=root) for _ in range(4)]
    assert [process.wait(timeout=120) for process in running] == [0, 0, 0, 0]

    def counts(session: Session) -> dict[str, int]:
        rows = session.execute(select(col(Item.kind), func.count()).group_by(col(Item.kind)))
        return {str(kind): count for kind, count in rows}

    assert store.read_now(counts) == {"movie": 60, "person": 16, "set": 15}


def test_sums_are_whole_numbers_on_every_database(store: Store) -> None:
    def add(session: Session) -> list[object]:
        session.add_all(Item(kind=ItemKind.MOVIE, title=f"Film {n}", size=3_000_000_000) for n in range(2))
        session.flush()
        return list(session.exec(select(func.sum(col(Item.size)), func.avg(col(Item.size)))).one())

    total, average = store.write_now(add)
    assert type(total) is int
    assert total == 6_000_000_000
    assert isinstance(average, int | float)


@asynccontextmanager
async def _held(store: Store) -> AsyncIterator[Callable[[], None]]:
    """Another program writes to the database until it is told to let go."""
    other = Store(store.url)
    holds, let_go = threading.Event(), threading.Event()

    def hold(session: Session) -> None:
        session.execute(text("SELECT 1"))
        holds.set()
        let_go.wait()

    holding = asyncio.create_task(other.write(hold))
    try:
        while not holds.is_set():
            await asyncio.sleep(0.01)
        yield let_go.set
    finally:
        let_go.set()
        await holding
        other.close()


async def test_a_change_that_waits_for_another_program_says_so_and_is_made(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lobbycard.store.database.PATIENCE", 0.05)
    heard: list[Event] = []
    waits = asyncio.Event()

    def hear(event: Event) -> None:
        heard.append(event)
        waits.set()

    store._emit = hear  # the listener that core gives at opening
    store.bind_loop(asyncio.get_running_loop())
    async with _held(store) as let_go:
        change = asyncio.create_task(store.write(_add_one))
        await waits.wait()
        assert heard == [DatabaseHeld(True)]
        assert store.is_held
        let_go()
        await change
        await asyncio.sleep(0)
    assert await store.read(_value) == 1
    assert heard == [DatabaseHeld(True), DatabaseHeld(False)]
    assert not store.is_held


async def test_a_change_is_made_although_nobody_waits_for_it_any_more(store: Store) -> None:
    async with _held(store):
        changes = [asyncio.create_task(store.write(_add_one)) for _ in range(3)]
        await asyncio.sleep(0)  # they stand in the queue now
        for change in changes:
            change.cancel()
        assert all(
            isinstance(one, asyncio.CancelledError) for one in await asyncio.gather(*changes, return_exceptions=True)
        )
    await store.write(_add_one)
    assert await store.read(_value) == 4


async def test_a_change_that_fails_when_nobody_waits_for_it_is_told(store: Store) -> None:
    heard: list[Event] = []
    store._emit = heard.append  # the listener that core gives at opening
    store.bind_loop(asyncio.get_running_loop())

    def refuse(session: Session) -> None:
        raise StoreError("The disk is full.")

    async with _held(store):
        change = asyncio.create_task(store.write(refuse))
        await asyncio.sleep(0)
        change.cancel()
        await asyncio.gather(change, return_exceptions=True)
    await store.write(_add_one)
    while Notice("A change was not made. The disk is full.", "error") not in heard:
        await asyncio.sleep(0.01)
