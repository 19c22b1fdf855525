"""Full disks, other file systems, read-only folders, and two that want to write at once."""

import errno
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from lobbycard.errors import Conflict, FileError
from lobbycard.organise import files, lock, plan, recover
from lobbycard.organise.apply import apply
from lobbycard.organise.journal import Checkpoint
from tests.organise import desk, stage
from tests.organise.desk import Desk

SHM = Path("/dev/shm")


@pytest.fixture
def other_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on another file system."""
    if not SHM.is_dir() or os.stat(SHM).st_dev == os.stat(tmp_path).st_dev:
        pytest.skip("there is no second file system")
    folder = SHM / f"lobbycard-{os.getpid()}-{tmp_path.name}"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this user cannot mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_bin_on_another_disk_takes_and_gives_back(library: Desk, other_disk: Path) -> None:
    central = library.with_place(str(other_disk / "bin"))
    stage.build(central)
    before = central.tree()
    stage.act(central, "publish")
    assert central.binned() == sorted([b"<movie>old</movie>", b"old poster", b"rival"])
    central.undo("publish", "undo")
    assert central.tree() == before
    stage.act(central, "delete")
    assert not stage.has(central, "Low Tide (2001)")
    central.undo("delete", "undo2")
    assert central.tree() == before
    assert not central.temporaries()


@pytest.mark.parametrize("what", ["publish", "delete"])
def test_an_error_at_any_point_leaves_old_or_new_also_over_disks(tmp_path: Path, other_disk: Path, what: str) -> None:
    """Not a kill, but an error of the system, at each point in turn."""
    at, points = 0, 1
    while at < points:
        root = tmp_path / f"{what}{at}"
        root.mkdir()
        with desk.opened(str(root), str(tmp_path / f"{what}{at}.db")) as opened:
            central = opened.with_place(str(other_disk / f"bin{at}"))
            stage.build(central)
            before = central.tree()
            seen: list[str] = []

            def fail(point: str, seen: list[str] = seen, at: int = at) -> None:
                seen.append(point)
                if len(seen) == at + 1 and point not in {"planned", "marked"}:
                    raise FileError("The disk is gone.")

            failed = _fails(central, what, fail)
            points = max(points, len(seen))
            tree = central.tree()
            kept = set(tree.values()) | set(central.binned())
            assert set(before.values()) <= kept, seen
            assert not central.temporaries(), seen
            if failed:
                recover.recover(central.pending(), central.site().journal)
                assert not central.pending(), seen
                for path in before.keys() - tree.keys():
                    assert before[path] in central.binned() or before[path] in tree.values(), seen
        at += 1
    assert points > 3


def _fails(library: Desk, what: str, checkpoint: Checkpoint) -> bool:
    try:
        stage.act(library, what, checkpoint)
    except FileError:
        return True
    return False


def test_a_move_to_another_disk_is_a_checked_copy(tmp_path: Path, other_disk: Path) -> None:
    source = tmp_path / "video.mkv"
    source.write_bytes(os.urandom(3_000_000))
    os.utime(source, ns=(1_500_000_000_000_000_000, 1_500_000_000_000_000_000))
    digest = files.sha256_of(str(source))
    files.move_new(str(source), str(other_disk / "video.mkv"))
    assert not source.exists()
    assert files.sha256_of(str(other_disk / "video.mkv")) == digest
    assert os.stat(other_disk / "video.mkv").st_mtime == 1_500_000_000


def test_what_the_disk_cannot_hold_is_not_begun(small_disk: Path, tmp_path: Path) -> None:
    with desk.opened(str(small_disk), str(tmp_path / "data.db")) as library:
        library.put("movie.nfo", "old")
        with pytest.raises(FileError, match="not enough space") as told:
            library.apply(plan.write(library.path("movie.nfo"), b"x" * 2_000_000, expected=library.seen("movie.nfo")))
        assert "Free some space" in told.value.hint
        assert library.tree() == {"movie.nfo": b"old"}


@pytest.mark.parametrize("sizes", [(500_000, 400_000, 300_000), (900_000, 10, 200_000)])
def test_a_disk_that_fills_up_meanwhile_leaves_the_old_files(
    small_disk: Path, tmp_path: Path, sizes: tuple[int, ...]
) -> None:
    with desk.opened(str(small_disk), str(tmp_path / "data.db")) as library:
        steps = []
        for number, size in enumerate(sizes):
            name = f"{number}.jpg"
            library.put(name, b"old")
            steps.append(plan.write(library.path(name), os.urandom(size), expected=library.seen(name)))

        def fill(point: str) -> None:
            if point == "intended":
                library.put("other-program.bin", b"x" * 300_000)

        small = library.plan(*steps)
        with pytest.raises(FileError, match="no space left"), lock.held(library.root):
            _apply_without_asking(library, small, fill)
        tree = library.tree()
        assert {tree[f"{number}.jpg"] for number in range(len(sizes))} == {b"old"}
        assert not library.temporaries()
        assert not library.pending()


def _apply_without_asking(library: Desk, what: plan.Plan, checkpoint: Checkpoint) -> None:
    """The disk looked large enough when it was asked."""
    from lobbycard.organise import apply as module

    module._apply_portion(what, library.site(checkpoint, what.batch), what.steps, 0)


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_read_only_folder_is_told_and_left(library: Desk) -> None:
    library.put("Film/movie.nfo", "old")
    step = plan.write(library.path("Film/movie.nfo"), b"new", expected=library.seen("Film/movie.nfo"))
    os.chmod(library.path("Film"), 0o500)
    with pytest.raises(FileError, match="permission denied"):
        library.apply(step)
    os.chmod(library.path("Film"), 0o700)
    assert library.text("Film/movie.nfo") == "old"
    assert not library.pending()


def test_a_read_only_disk_is_told_and_left(small_disk: Path, tmp_path: Path) -> None:
    with desk.opened(str(small_disk), str(tmp_path / "data.db")) as library:
        library.put("movie.nfo", "old")
        step = plan.write(library.path("movie.nfo"), b"new", expected=library.seen("movie.nfo"))
        subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
        with pytest.raises(FileError, match="read-only"):
            library.apply(step)
        with pytest.raises(FileError, match="read-only"):
            apply(library.plan(step), library.site(batch="b"))
        assert library.text("movie.nfo") == "old"
        assert not library.pending()


def test_an_unplugged_disk_leaves_its_operations_waiting(small_disk: Path, tmp_path: Path) -> None:
    with desk.opened(str(small_disk), str(tmp_path / "data.db")) as library:
        library.put("movie.nfo", "old")
        step = plan.write(library.path("movie.nfo"), b"new", expected=library.seen("movie.nfo"))

        def unplug(point: str) -> None:
            if point == "old in bin":
                subprocess.run(["umount", "-l", str(small_disk)], check=True)

        with pytest.raises(FileError):
            apply(library.plan(step), library.site(unplug, "b"))
        assert len(library.pending()) == 1
        recovered = recover.recover(library.pending(), library.site().journal)
        assert recovered.waiting == 1
        assert len(library.pending()) == 1
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(small_disk)], check=True)


def test_two_that_write_at_once_take_turns(library: Desk) -> None:
    inside: list[int] = []
    most = 0

    def work(number: int) -> None:
        nonlocal most
        with lock.held(library.root):
            inside.append(number)
            most = max(most, len(inside))
            time.sleep(0.02)
            inside.remove(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_another_process_waits_for_the_lock_and_cancelling_ends_the_wait(library: Desk) -> None:
    with lock.held(library.root):
        pass
    hold = (
        "import fcntl, sys, time\n"
        "file = open(sys.argv[1], 'a+')\n"
        "fcntl.flock(file, fcntl.LOCK_EX)\n"
        "print('held', flush=True)\n"
        "time.sleep(30)"
    )
    command = [sys.executable, "-c", hold, library.path(".lobbycard/lock")]
    holder = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    asked = time.monotonic()
    with lock.held(library.root, lambda: time.monotonic() > asked + 0.3) as is_ours:
        assert not is_ours
    holder.kill()
    holder.wait()
    holder.stdout.close()
    with lock.held(library.root) as is_ours:
        assert is_ours


def test_a_library_whose_folder_takes_no_lock_is_locked_elsewhere(tmp_path: Path, small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with lock.held(str(small_disk), instead=str(tmp_path / "locks")) as is_ours:
        assert is_ours
    assert len(list((tmp_path / "locks").iterdir())) == 1


def test_two_publishes_planned_alike_end_in_one_and_a_conflict(library: Desk) -> None:
    library.put("movie.nfo", "old")
    step = plan.write(library.path("movie.nfo"), b"first", expected=library.seen("movie.nfo"))
    other = plan.write(library.path("movie.nfo"), b"second", expected=library.seen("movie.nfo"))
    outcomes: list[str] = []

    def work(batch: str, step: plan.Step) -> None:
        try:
            library.apply(step, batch=batch)
            outcomes.append("done")
        except Exception as error:
            outcomes.append(type(error).__name__)

    threads = [
        threading.Thread(target=work, args=("one", step)),
        threading.Thread(target=work, args=("two", other)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["Conflict", "done"]
    assert library.binned() == [b"old"]


def test_a_bin_that_fills_up_meanwhile_leaves_the_file_where_it_was(library: Desk, small_disk: Path) -> None:
    central = library.with_place(str(small_disk / "bin"))
    central.put("film.mkv", os.urandom(3_000_000))
    before = central.tree()
    with pytest.raises(FileError, match="no space left"):
        _apply_without_asking(
            central, central.plan(plan.recycle(central.path("film.mkv"), central.seen("film.mkv"))), lambda point: None
        )
    assert central.tree() == before
    assert not central.pending()
    assert not [name for _, _, names in os.walk(small_disk) for name in names if name.endswith(".tmp")]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_file_that_is_replaced_hands_its_owner_on(library: Desk) -> None:
    os.chown(library.put("movie.nfo", "old"), 1111, 2222)
    library.apply(plan.write(library.path("movie.nfo"), b"new", expected=library.seen("movie.nfo")))
    info = os.stat(library.path("movie.nfo"))
    assert (info.st_uid, info.st_gid) == (1111, 2222)


def test_two_hard_links_are_not_two_spellings_of_one_name(library: Desk) -> None:
    path = library.put("Poster.jpg", b"p")
    os.link(path, library.path("poster.jpg"))
    assert not files.is_other_spelling(path, library.path("poster.jpg"))
    with pytest.raises(Conflict, match="is there already"):
        library.apply(plan.move(path, library.path("poster.jpg"), library.seen("Poster.jpg")))


def test_a_disk_that_knows_no_owners_times_or_modes_is_written_to(
    library: Desk, other_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **options: object) -> None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))

    for name in ("chown", "fchown", "fchmod", "utime"):
        monkeypatch.setattr(os, name, refuse)
    central = library.with_place(str(other_disk / "bin"))
    old = central.put("Film/movie.nfo", b"old")
    central.apply(plan.write(old, b"new", expected=central.seen("Film/movie.nfo")))
    assert (central.text("Film/movie.nfo"), central.binned()) == ("new", [b"old"])
    central.undo("b1", "undo")
    assert central.text("Film/movie.nfo") == "old"


def test_a_disk_that_does_not_tell_its_size_is_written_to(library: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: (0, 0, 0))
    library.apply(plan.write(library.path("movie.nfo"), b"x"))
    assert library.text("movie.nfo") == "x"
