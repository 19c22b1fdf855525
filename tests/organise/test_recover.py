"""Whatever instruction the process dies at, the next start leaves each file wholly old or wholly new."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lobbycard.organise import plan, recover
from tests.organise import desk, stage

PROJECT = Path(__file__).parents[2]


Die = Callable[[Path, str, int], str | None]


@pytest.fixture(scope="module")
def die() -> Iterator[Die]:
    """Runs a batch in a folder until it dies at a point; gives None when it came to its end."""
    command = [sys.executable, "-m", "tests.organise.killed"]
    with subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as mortals:
        questions, answers = mortals.stdin, mortals.stdout
        assert questions is not None
        assert answers is not None

        def run(folder: Path, what: str, at: int) -> str | None:
            questions.write(json.dumps([str(folder / "films"), str(folder / "data.db"), what, at]) + "\n")
            questions.flush()
            code, point = json.loads(answers.readline())
            assert code in {0, -signal.SIGKILL}
            return None if code == 0 else str(point)

        yield run
        questions.close()


def _prepared(folder: Path, what: str) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """A library just before the batch, and its trees before and after it."""
    root = folder / "films"
    root.mkdir(parents=True)
    with desk.opened(str(root), str(folder / "data.db")) as library:
        stage.build(library)
        if what in {"undo", "redo"}:
            stage.act(library, "publish")
        if what == "redo":
            stage.act(library, "undo")
        before = library.tree()
    other = folder.with_name("after")
    shutil.copytree(folder, other)
    with desk.opened(str(other / "films"), str(other / "other.db")) as done:
        stage_after(done, what)
        after = done.tree()
    shutil.rmtree(other)
    return before, after


def stage_after(library: desk.Desk, what: str) -> None:
    """The tree after the batch: an undo leads to the stage as built, a redo to what the publish made."""
    if what in {"publish", "delete"}:
        stage.act(library, what)
        return
    shutil.rmtree(library.root)
    stage.build(library)
    if what == "redo":
        stage.act(library, "publish")


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("what", ["publish", "delete", "undo", "redo"])
def test_killed_at_every_point_each_file_is_old_or_new_and_nothing_is_lost(tmp_path: Path, die: Die, what: str) -> None:
    before, after = _prepared(tmp_path / "start", what)
    contents = Counter(before.values()) | Counter(after.values())
    points: list[str] = []
    while True:
        shutil.copytree(tmp_path / "start", tmp_path / "kept")
        point = die(tmp_path / "start", what, len(points))
        with desk.opened(str(tmp_path / "start" / "films"), str(tmp_path / "start" / "data.db")) as library:
            _check_recovered(library, before, after, contents, point)
        shutil.rmtree(tmp_path / "start")
        (tmp_path / "kept").rename(tmp_path / "start")
        if point is None:
            break
        points.append(point)
    assert len(points) >= {"publish": 28, "delete": 6, "undo": 15, "redo": 15}[what]


def _check_recovered(
    library: desk.Desk,
    before: dict[str, bytes],
    after: dict[str, bytes],
    contents: "Counter[bytes]",
    point: str | None,
) -> None:
    journal = library.site().journal
    for operation in library.pending():
        # A recovery that dies before it has told the journal is repeated by the next one.
        recover.settled(operation)
    recover.recover(library.pending(), journal)
    tree = library.tree()
    assert not library.pending(), point
    assert not library.temporaries(), point
    for path, content in tree.items():
        assert content in {before.get(path), after.get(path)}, (point, path)
    for path in before.keys() & after.keys():
        assert path in tree, (point, path)
    everything = Counter(tree.values()) + Counter(library.binned())
    lost = {content for content in before.values() if not everything[content]}
    assert not lost, point
    assert set(everything) <= set(contents) | set(before.values()) | set(library.binned()), point
    if point is None:
        assert tree == after
    assert recover.recover(library.pending(), journal) == recover.Recovered()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_killed_at_any_moment_each_file_is_old_or_new_and_nothing_is_lost(tmp_path: Path) -> None:
    """Not only where we thought of it: by the clock, over a batch of several hundred files."""
    killed = 0
    for attempt in range(12):
        root, database = tmp_path / f"films{attempt}", tmp_path / f"{attempt}.db"
        root.mkdir()
        with desk.opened(str(root), str(database)) as library:
            stage.build_many(library)
            before = library.tree()
        after = {path: content.replace(b"old", b"new") for path, content in before.items()}
        command = [sys.executable, "-m", "tests.organise.killed", str(root), str(database), "many", "-1"]
        process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE)
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        time.sleep(0.01 + 0.025 * attempt)
        process.kill()
        killed += process.wait() == -9
        process.stdout.close()
        with desk.opened(str(root), str(database)) as library:
            recover.recover(library.pending(), library.site().journal)
            tree = library.tree()
            assert tree.keys() == before.keys()
            assert all(content in {before[path], after[path]} for path, content in tree.items())
            assert not library.temporaries()
            binned = library.binned()
            assert len(binned) == sum(tree[path] != before[path] for path in tree)
            if any(tree[path] != before[path] for path in tree):
                library.undo("many", "undo")
            assert library.tree() == before
    assert killed > 3


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_after_a_kill_and_recovery_the_batch_can_be_undone_or_done_again(tmp_path: Path, die: Die) -> None:
    before, after = _prepared(tmp_path / "start", "publish")
    for at in range(0, 40, 5):
        shutil.copytree(tmp_path / "start", tmp_path / "kept")
        die(tmp_path / "start", "publish", at)
        with desk.opened(str(tmp_path / "start" / "films"), str(tmp_path / "start" / "data.db")) as library:
            recover.recover(library.pending(), library.site().journal)
            library.undo("publish", f"undo-{at}")
            assert library.tree() == before
            stage.act(library, "publish")
            assert library.tree() == after
        shutil.rmtree(tmp_path / "start")
        (tmp_path / "kept").rename(tmp_path / "start")


class _Died(BaseException):
    """As a kill does it: nothing is tidied up."""


def _dying_at(last: str) -> Callable[[str], None]:
    """A checkpoint at which the process comes to its end."""

    def checkpoint(point: str) -> None:
        if point == last:
            raise _Died

    return checkpoint


def test_what_came_back_before_the_kill_counts_as_back_though_somebody_wrote_over_it_since(library: desk.Desk) -> None:
    library.put("Low Tide/movie.nfo", b"theirs")
    library.apply(plan.recycle(library.path("Low Tide/movie.nfo"), library.seen("Low Tide/movie.nfo")), batch="go")
    with pytest.raises(_Died):
        library.undo("go", "back", _dying_at("new in place"))
    library.put("Low Tide/movie.nfo", b"another one")
    assert recover.recover(library.pending(), library.site().journal).finished == 1
    assert library.in_effect("go") == []
    assert library.tree() == {"Low Tide/movie.nfo": b"another one"}


def test_a_restore_that_had_not_begun_is_not_taken_for_done_when_the_bin_is_emptied(library: desk.Desk) -> None:
    library.put("Low Tide/movie.nfo", b"theirs")
    nfo = library.path("Low Tide/movie.nfo")
    library.apply(plan.write(nfo, b"ours", expected=library.seen("Low Tide/movie.nfo")), batch="publish")
    with pytest.raises(_Died):
        library.undo("publish", "back", _dying_at("intended"))
    shutil.rmtree(library.path(".lobbycard/recycle/publish"))
    assert recover.recover(library.pending(), library.site().journal).taken_back == 1
    assert len(library.in_effect("publish")) == 1
    assert library.tree() == {"Low Tide/movie.nfo": b"ours"}


def test_text_moved_aside_before_the_kill_goes_back_though_the_new_nfo_lies_in_its_place(library: desk.Desk) -> None:
    library.put("Low Tide/movie.nfo", b"text of a group")
    nfo, aside = library.path("Low Tide/movie.nfo"), library.path("Low Tide/movie.nfo-orig")
    steps = [plan.move(nfo, aside, library.seen("Low Tide/movie.nfo")), plan.write(nfo, b"<movie/>")]
    with pytest.raises(_Died):
        library.apply(*steps, batch="publish", checkpoint=_dying_at("folders synced"))
    assert recover.recover(library.pending(), library.site().journal).finished == 2
    library.undo("publish", "undo")
    assert library.tree() == {"Low Tide/movie.nfo": b"text of a group"}


def test_an_undo_killed_after_the_text_is_back_is_finished_at_the_next_start(library: desk.Desk) -> None:
    library.put("Low Tide/movie.nfo", b"text of a group")
    nfo, aside = library.path("Low Tide/movie.nfo"), library.path("Low Tide/movie.nfo-orig")
    steps = [plan.move(nfo, aside, library.seen("Low Tide/movie.nfo")), plan.write(nfo, b"<movie/>")]
    library.apply(*steps, batch="publish")
    with pytest.raises(_Died):
        library.undo("publish", "undo", _dying_at("folders synced"))
    assert recover.recover(library.pending(), library.site().journal).finished == 2
    assert library.in_effect("publish") == []
    assert library.tree() == {"Low Tide/movie.nfo": b"text of a group"}


def test_a_second_name_that_a_kill_left_of_a_move_goes(library: desk.Desk) -> None:
    library.put("Low Tide/old.txt", b"text")
    old, new = library.path("Low Tide/old.txt"), library.path("Low Tide/new.txt")
    with pytest.raises(_Died):
        library.apply(
            plan.move(old, new, library.seen("Low Tide/old.txt")), batch="move", checkpoint=_dying_at("intended")
        )
    os.link(old, new)
    assert recover.recover(library.pending(), library.site().journal).taken_back == 1
    assert library.tree() == {"Low Tide/old.txt": b"text"}
