"""`lobbycard undo`, `history`, `recycle` and `database`, as a person calls them."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from lobbycard.model.kinds import LibraryKind
from lobbycard.organise import bins, files, lock, plan
from lobbycard.organise.apply import apply
from lobbycard.organise.plan import Plan
from lobbycard.organise.site import Site
from lobbycard.paths import Paths
from lobbycard.store import history, libraries
from lobbycard.store.database import Store
from lobbycard.tasks.applying import StoredJournal
from tests.cli.commands import Done, run
from tests.organise.desk import KEEP

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a library in which one batch has replaced a file and recycled another."""
    home, root = tmp_path / "home", tmp_path / "films"
    (root / "Film").mkdir(parents=True)
    (root / "Film" / "movie.nfo").write_bytes(b"theirs")
    (root / "Film" / "folder.png").write_bytes(b"rival")
    paths = Paths.below(home)
    paths.make()
    store = Store(f"sqlite:///{paths.database_file}")
    library = store.write_now(libraries.add, str(root), LibraryKind.MOVIE)
    nfo, rival = str(root / "Film" / "movie.nfo"), str(root / "Film" / "folder.png")
    seen, seen_rival = files.fingerprint(nfo), files.fingerprint(rival)
    assert seen is not None
    assert seen_rival is not None
    steps = (plan.write(nfo, b"ours", expected=seen), plan.recycle(rival, seen_rival, reason="a rival"))
    made = Plan(str(root), steps, "0123456789abcdef", "Published Film", library.id)
    journal = StoredJournal(store, KEEP, history.by_user("publish", made.batch), made.summary)
    with lock.held(made.root):
        apply(made, Site(bins.of_library(made.root, "library"), journal))
    store.close()
    return home


def _json(done: Done) -> Any:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_undo_asks_shows_does_and_does_again(home: Path) -> None:
    film = home.parent / "films" / "Film"
    shown = run(home, "undo", "--dry-run")
    assert "replaced  Film/movie.nfo" in shown.stdout or "restored  Film/movie.nfo" in shown.stdout
    assert "Film/folder.png" in shown.stdout
    refused = run(home, "undo")
    assert refused.returncode == 2
    assert "--yes" in refused.stderr
    assert (film / "movie.nfo").read_bytes() == b"ours"
    done = run(home, "undo", "01234567", "--yes")
    assert done.returncode == 0, done.stderr
    assert "Published Film" in done.stdout
    assert (film / "movie.nfo").read_bytes() == b"theirs"
    assert (film / "folder.png").read_bytes() == b"rival"
    again = _json(run(home, "undo", "--redo", "--yes", "--json"))[-1]
    assert again["files"] == 2
    assert again["is_redo"]
    assert (film / "movie.nfo").read_bytes() == b"ours"
    assert not (film / "folder.png").exists()


def test_what_was_done_again_is_not_done_once_more_and_can_be_taken_back(home: Path) -> None:
    film = home.parent / "films" / "Film"
    assert run(home, "undo", "--yes").stdout.startswith("Taken back: Published Film (1 change, 2 files)")
    assert run(home, "undo", "--redo", "--yes").stdout.startswith("Done again: Published Film (1 change, 2 files)")
    assert "nothing to do again" in run(home, "undo", "--redo", "--yes").stderr
    redo = _json(run(home, "history", "--json"))[0]
    assert redo["summary"] == "Redo: Published Film"
    done = run(home, "undo", redo["batch"], "--yes")
    assert done.stdout.startswith("Taken back: Published Film"), "the redo is taken back by taking back the change"
    assert (film / "movie.nfo").read_bytes() == b"theirs"
    assert run(home, "undo", "--redo", "--yes").returncode == 0
    assert (film / "movie.nfo").read_bytes() == b"ours"


def test_an_undo_that_is_not_possible_says_why(home: Path) -> None:
    (home.parent / "films" / "Film" / "movie.nfo").write_bytes(b"another")
    done = run(home, "undo", "--yes")
    assert done.returncode == 1
    assert "has changed" in done.stderr
    assert run(home, "undo", "zzz").returncode == 2


def test_the_history_lists_batches_and_shows_one(home: Path) -> None:
    rows = _json(run(home, "history", "--json"))
    assert rows[0]["batch"] == "0123456789abcdef"
    assert rows[0]["files"] == 2
    assert rows[0]["can_undo"]
    shown = run(home, "history", "0123").stdout
    assert "write" in shown
    assert "completed" in shown
    assert "Published Film, 2 files" in run(home, "undo", "--list").stdout


def test_what_can_be_taken_back_is_listed_however_much_else_was_done_since(home: Path) -> None:
    def tell(session: Session) -> None:
        for number in range(250):
            history.record(session, history.by_user("scan"), f"Scan {number}")

    store = Store(f"sqlite:///{Paths.below(home).database_file}")
    store.write_now(tell)
    store.close()
    (row,) = _json(run(home, "undo", "--list", "--json"))
    assert row["summary"] == "Published Film"
    assert len(run(home, "history").stdout.splitlines()) == 50


def test_the_bin_is_listed_restored_from_and_emptied(home: Path) -> None:
    film = home.parent / "films" / "Film"
    rows = {os.path.basename(row["path"]): row for row in _json(run(home, "recycle", "--json"))}
    assert set(rows) == {"movie.nfo", "folder.png"}
    done = run(home, "recycle", "restore", "--yes", str(rows["folder.png"]["id"]), str(rows["movie.nfo"]["id"]))
    assert done.returncode == 1
    assert "not restored" in done.stdout
    assert (film / "folder.png").read_bytes() == b"rival"
    assert (film / "movie.nfo").read_bytes() == b"ours"
    assert run(home, "recycle", "empty").returncode == 2
    assert _json(run(home, "recycle", "empty", "--yes", "--json")) == [{"files": 1, "bytes": 6, "waiting": 0}]
    assert _json(run(home, "recycle", "--json")) == []


def test_the_database_is_described_backed_up_checked_and_compacted(home: Path, tmp_path: Path) -> None:
    told = _json(run(home, "database", "info", "--json"))[0]
    assert told["rows"]["library"] == 1
    assert told["schema"] == told["newest_schema"]
    target = tmp_path / "copy.db"
    assert _json(run(home, "database", "backup", str(target), "--json")) == [{"backup": str(target)}]
    assert target.stat().st_size > 0
    assert "in order" in run(home, "database", "check").stdout
    assert "Compacted" in run(home, "database", "vacuum").stdout
    assert "up to date" in run(home, "database", "migrate").stdout
    assert run(home, "database", "check", str(target)).returncode == 2
