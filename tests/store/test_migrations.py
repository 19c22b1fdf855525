"""A database is brought up to date, or refused with a clear word and left alone."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from lobbycard.errors import StoreError
from lobbycard.model.schema import metadata
from lobbycard.store import migrations
from lobbycard.store.database import APPLICATION_ID, Store


def _differences(store: Store) -> list[object]:
    engine = create_engine(store.url)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": lambda name, kind, parents: not (name or "").startswith("search_index")}
        )
        found = list(compare_metadata(context, metadata))
    engine.dispose()
    return found


def test_the_steps_give_exactly_the_model(store: Store) -> None:
    assert _differences(store) == []


def test_from_every_earlier_version_the_newest_is_reached(database_url: str, tmp_path: Path) -> None:
    for version in migrations.versions():
        engine = create_engine(database_url)
        with engine.connect() as connection:
            at = migrations.current(connection)
        if at is None:
            migrations.bring_up_to_date(engine, None, APPLICATION_ID, version)
        engine.dispose()
        store = Store(database_url, backup_dir=str(tmp_path / "backups"))
        assert _differences(store) == []
        store.close()


def test_opening_an_up_to_date_database_does_not_import_alembic(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    Store(url).close()
    code = (
        "import sys; from lobbycard.store.database import Store; "
        f"Store({url!r}).close(); print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def _refused(path: Path, part: str) -> None:
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(StoreError) as caught:
        Store(f"sqlite:///{path}")
    assert part in caught.value.message
    assert caught.value.hint
    if path.is_file():
        assert path.read_bytes() == before


def test_a_newer_database_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    Store(f"sqlite:///{path}").close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    _refused(path, "newer Lobbycard")


def test_another_programs_sqlite_file_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE films (id INTEGER)")
        connection.commit()
    _refused(path, "another program")


def test_a_marked_file_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA application_id = 12345")
        connection.execute("CREATE TABLE films (id INTEGER)")
        connection.commit()
    _refused(path, "another program")


def test_a_file_that_is_no_database_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_bytes(b"My list of films\n" * 100)
    _refused(path, "not a Lobbycard database")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    _refused(tmp_path, "is a folder")


def test_a_damaged_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    Store(f"sqlite:///{path}").close()
    data = bytearray(path.read_bytes())
    data[100:8192] = os.urandom(8092)
    path.write_bytes(bytes(data))
    _refused(path, "damaged")


def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.touch()
    Store(f"sqlite:///{path}").close()
    assert path.read_bytes()[68:72] == APPLICATION_ID.to_bytes(4, "big")


def test_a_database_that_another_process_holds_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lobbycard.store.database.BUSY_SECONDS", 0.2)
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError) as caught:
            Store(f"sqlite:///{path}")
    assert "busy" in caught.value.message


def test_an_unknown_kind_of_database_is_refused() -> None:
    with pytest.raises(StoreError) as caught:
        Store("mysql://localhost/films")
    assert "mysql" in caught.value.message


def test_an_unreachable_server_says_so() -> None:
    with pytest.raises(StoreError) as caught:
        Store("postgresql://nobody@127.0.0.1:1/films?connect_timeout=2")
    assert "cannot be reached" in caught.value.message


def test_before_a_step_a_backup_is_made(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    backups = tmp_path / "backups"
    Store(f"sqlite:///{path}", backup_dir=str(backups)).close()
    assert not backups.exists(), "a new database needs no backup"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE keepsake (word TEXT)")
        connection.execute("INSERT INTO keepsake VALUES ('kept')")
        connection.commit()
    migrations.copy_sqlite(str(path), str(backups / "copy.db"))
    with closing(sqlite3.connect(backups / "copy.db")) as connection:
        assert connection.execute("SELECT word FROM keepsake").fetchone() == ("kept",)
    assert [entry.name for entry in backups.iterdir()] == ["copy.db"]


def test_two_processes_that_start_at_once_make_one_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    code = f"from lobbycard.store.database import Store; Store({url!r}).close()"
    running = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(4)]
    for process in running:
        _, said = process.communicate(timeout=60)
        assert process.returncode == 0, said.decode()
    store = Store(url)
    assert _differences(store) == []
    store.close()


def test_two_processes_that_start_at_once_make_one_database_on_postgresql(new_postgres: Callable[[], str]) -> None:
    url = new_postgres()
    code = f"from lobbycard.store.database import Store; Store({url!r}).close()"
    running = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(3)]
    for process in running:
        _, said = process.communicate(timeout=60)
        assert process.returncode == 0, said.decode()


def test_references_to_a_blob_are_counted_by_the_database(store: Store) -> None:
    engine = create_engine(store.url)
    item = (
        "INSERT INTO item (kind, own_folder, title, clean_title, state, monitored, priority, identity_reasons, "
        "created_at, updated_at, completeness, has_unpublished_changes, sort_key, sort_year, sort_added, sort_rating, "
        "sort_runtime, sort_state, size, height, resolution, hdr, source, video_codec, file_count) VALUES "
        "('movie', false, 'A', 'a', 'discovered', true, 5, '[]', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, 0, false, 'a', "
        "0, 0, 0, 0, 0, 0, 0, '', '', '', '', 0)"
    )
    blob = (
        "INSERT INTO blob (sha256, extension, size, mime, codec, has_alpha, reference_count, first_used_at, "
        "last_used_at) VALUES ('x', 'jpg', 1, '', '', false, 0, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)"
    )
    candidate = (
        "INSERT INTO candidate (item_id, asset_type, provider, provider_id, url, preview_url, language, title, "
        "disc_type, published, score, score_parts, excluded, is_selected, position, is_rejected, reject_reason, "
        "is_stale, blob_id, failure_message, created_at, updated_at) VALUES (1, 'poster', 'tmdb', '', '{url}', '', '', "
        "'', '', '', 0, '{{}}', '', false, 0, false, '', false, 1, '', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)"
    )
    with engine.connect() as connection:
        if store.is_sqlite:
            connection.execute(text("PRAGMA foreign_keys = ON"))
        for statement in (item, blob, candidate.format(url="one"), candidate.format(url="two")):
            connection.execute(text(statement))

        def count() -> tuple[int, bool]:
            row = connection.execute(text("SELECT reference_count, orphaned_at FROM blob")).one()
            return row[0], row[1] is not None

        assert count() == (2, False)
        connection.execute(text("UPDATE candidate SET blob_id = NULL WHERE url = 'one'"))
        assert count() == (1, False)
        connection.execute(text("DELETE FROM item"))
        assert count() == (0, True), "the cascade counts too"
        connection.rollback()
    engine.dispose()
