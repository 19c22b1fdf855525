"""What is done by the clock, and the jobs that do it."""

import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from sqlmodel import Session, select

from lobbycard.config import Settings
from lobbycard.model.columns import now
from lobbycard.model.history import Activity
from lobbycard.model.job import Schedule
from lobbycard.store import history, schedules
from lobbycard.tasks import back_up_database, upkeep
from lobbycard.tasks.back_up_database import BackUpDatabase
from lobbycard.tasks.check_database import CheckDatabase, problems
from lobbycard.tasks.clear_history import ClearHistory
from lobbycard.tasks.vacuum_database import VacuumDatabase, compact
from tests.tasks.scratch import opened


async def test_schedules_follow_the_settings(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        await upkeep.schedule_all(shelf.store, Settings())
        rows = {row.name: row for row in await shelf.store.read(schedules.all_of)}
        assert rows["upkeep.backup"].interval == 24 * 3600
        assert rows["upkeep.backup"].type == "BackUpDatabase"
        never = Settings.model_validate({"upkeep": {"backup_hours": 0, "purge_hours": 5}})
        names = await upkeep.schedule_all(shelf.store, never)
        rows = {row.name: row for row in await shelf.store.read(schedules.all_of)}
        assert "backup" not in names
        assert "upkeep.backup" not in rows
        assert rows["upkeep.purge"].interval == 5 * 3600


async def test_a_schedule_that_is_due_runs_as_a_job(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        await upkeep.schedule_all(shelf.store, Settings())
        await shelf.store.write(_make_due, "upkeep.integrity")
        assert await shelf.store.write(schedules.start_due) == 1
        await shelf.core.idle()
        rows = {row.name: row for row in await shelf.store.read(schedules.all_of)}
        assert rows["upkeep.integrity"].last_run_at is not None


def _make_due(session: Session, name: str) -> None:
    row = session.exec(select(Schedule).where(Schedule.name == name)).one()
    row.next_run_at = now() - timedelta(seconds=1)
    session.add(row)


async def test_a_backup_can_be_opened_and_only_the_newest_are_kept(tmp_path: Path) -> None:
    async with opened(tmp_path, upkeep={"backups_kept": 2}) as shelf:
        folder = shelf.core.paths.backup_dir
        folder.mkdir(exist_ok=True)
        for day in ("20200101T000000Z", "20210101T000000Z", "20220101T000000Z"):
            (folder / f"backup-{day}.db").write_bytes(b"old")
        (folder / "before-0002-from-0001-20200101T000000Z.db").write_bytes(b"kept")
        said = await shelf.run(BackUpDatabase())
        names = sorted(os.listdir(folder))
        assert names[-2] == "backup-20220101T000000Z.db" or names[0].startswith("backup-2022")
        assert len([name for name in names if name.startswith("backup-")]) == 2
        assert "before-0002-from-0001-20200101T000000Z.db" in names
        with closing(sqlite3.connect(said.rpartition(" ")[2])) as copy:
            assert copy.execute("SELECT count(*) FROM library").fetchone() == (1,)


def test_nothing_but_backups_is_rotated_away(tmp_path: Path) -> None:
    for name in ("backup-1.db", "backup-2.db", "backup-3.db", "mine.db", "backup-notes.txt"):
        (tmp_path / name).touch()
    assert back_up_database.rotate(str(tmp_path), 1) == ["backup-1.db", "backup-2.db"]
    assert sorted(os.listdir(tmp_path)) == ["backup-3.db", "backup-notes.txt", "mine.db"]


async def test_a_sound_database_passes_and_a_dangling_row_is_found(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        assert await shelf.run(CheckDatabase()) == "The database is in order"
        with closing(sqlite3.connect(shelf.store.path)) as behind:
            behind.execute("PRAGMA foreign_keys = OFF")
            behind.execute("INSERT INTO scanned_folder SELECT 1, 99, '', '', 0, 0, 0, 0, 0, 0")
            behind.commit()
        found = await problems(shelf.core.tools)
        assert found == ["a row of scanned_folder points to one of library that is not there"]


async def test_the_database_gets_smaller(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        change = history.by_user()
        await shelf.store.write(_fill, change)
        await shelf.store.write(_empty)
        shelf.store.maintain("PRAGMA wal_checkpoint(TRUNCATE)")
        before = os.path.getsize(shelf.store.path)
        said = await shelf.run(VacuumDatabase())
        assert said.startswith("Compacted the database from")
        shelf.store.maintain("PRAGMA wal_checkpoint(TRUNCATE)")
        assert os.path.getsize(shelf.store.path) < before - 1_000_000
        assert shelf.store.maintain("PRAGMA freelist_count") == [(0,)]
        assert shelf.store.maintain("PRAGMA integrity_check") == [("ok",)]


async def test_the_database_is_written_anew_when_somebody_says_so(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        await shelf.store.write(_fill, history.by_user())
        await shelf.store.write(_empty)
        shelf.store.maintain("PRAGMA wal_checkpoint(TRUNCATE)")
        before = os.path.getsize(shelf.store.path)
        await compact(shelf.core.tools)
        assert os.path.getsize(shelf.store.path) < before - 1_000_000
        assert shelf.store.maintain("PRAGMA auto_vacuum") == [(2,)]


def _fill(session: Session, change: history.Change) -> None:
    for _ in range(3000):
        history.record(session, change, "x" * 400)


def _empty(session: Session) -> None:
    for row in session.exec(select(Activity)):
        session.delete(row)


async def test_old_history_is_forgotten_and_the_new_kept(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        await shelf.store.write(history.record, history.by_user(), "new")
        await shelf.store.write(_add_old)
        said = await shelf.run(ClearHistory())
        assert "1 change" in said
        told = [row.summary for _, row in await shelf.store.read(history.batches)]
        assert "new" in told
        assert "old" not in told


def _add_old(session: Session) -> None:
    session.add(Activity(batch="b", actor="user", action="edit", summary="old", at=now() - timedelta(days=400)))
