"""Watching real folders; times are short so that nothing here takes long."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from lobbycard.scan import hold, watch
from lobbycard.scan.hold import Changed, Hold
from lobbycard.scan.mounts import Mount
from tests.scan import inotify

QUICK = watch.Timing(quiet=0.2, longest=3.0, poll=0.2, guard=0.1, tick=0.05)


def remote() -> list[Mount]:
    return [Mount("/", "nfs4")]


class Heard:
    """What a watch told so far."""

    def __init__(self) -> None:
        self.changes: list[Changed] = []
        self.messages: list[str] = []
        self.news = asyncio.Event()

    def folders(self) -> set[str]:
        return {change.folder for change in self.changes}

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(60):
            while not holds():
                await asyncio.sleep(0.02)


@asynccontextmanager
async def watching(
    *roots: Path, timing: watch.Timing = QUICK, far: bool = False, by_kernel: bool = True
) -> AsyncIterator[Heard]:
    heard, stop = Heard(), asyncio.Event()
    options = {"mounted": remote} if far else {}

    async def listen() -> None:
        async for changes in watch.watch([str(root) for root in roots], stop, timing, heard.messages.append, **options):
            heard.changes += changes

    task = asyncio.create_task(listen())
    if far or not by_kernel:
        await asyncio.sleep(0.6)
    else:
        await inotify.until_watched(*(root for root in roots if root.is_dir()))
    try:
        yield heard
    finally:
        stop.set()
        await task


@pytest.mark.parametrize("far", [False, True])
async def test_a_new_file_is_told_by_its_folder(tmp_path: Path, far: bool) -> None:
    (tmp_path / "A").mkdir()
    (tmp_path / "B").mkdir()
    async with watching(tmp_path, far=far) as heard:
        (tmp_path / "A/a.mkv").write_bytes(b"x")
        await heard.until(lambda: bool(heard.changes))
    assert heard.folders() == {"A"}
    assert heard.changes[0].root == str(tmp_path)


@pytest.mark.parametrize("far", [False, True])
async def test_a_folder_moved_in_with_all_its_files_is_told(tmp_path: Path, far: bool) -> None:
    root, other = tmp_path / "lib", tmp_path / "Film"
    root.mkdir()
    (other / "Subs").mkdir(parents=True)
    (other / "film.mkv").write_bytes(b"x")
    async with watching(root, far=far) as heard:
        os.rename(other, root / "Film")
        await heard.until(lambda: heard.folders() >= {"", "Film"})


async def test_a_removed_and_a_renamed_file_are_told(tmp_path: Path) -> None:
    for name in ("A", "B", "C"):
        (tmp_path / name).mkdir()
    (tmp_path / "A/a.mkv").write_bytes(b"x")
    (tmp_path / "B/b.mkv").write_bytes(b"x")
    async with watching(tmp_path) as heard:
        (tmp_path / "A/a.mkv").unlink()
        os.rename(tmp_path / "B/b.mkv", tmp_path / "C/b.mkv")
        await heard.until(lambda: heard.folders() >= {"A", "B", "C"})


async def test_a_growing_file_is_held_until_it_is_quiet(tmp_path: Path) -> None:
    (tmp_path / "A").mkdir()
    async with watching(tmp_path, timing=replace(QUICK, quiet=2.0, longest=60.0)) as heard:
        for size in range(1, 13):
            (tmp_path / "A/a.mkv").write_bytes(bytes(1000 * size))
            await asyncio.sleep(0.2)
            assert heard.changes == []
        await heard.until(lambda: bool(heard.changes))
    assert heard.changes == [Changed(str(tmp_path), "A")]


async def test_a_burst_of_files_is_a_few_folders(tmp_path: Path) -> None:
    (tmp_path / "A").mkdir()
    async with watching(tmp_path) as heard:
        for number in range(500):
            (tmp_path / f"A/{number}.mkv").write_bytes(b"x")
        await heard.until(lambda: "A" in heard.folders())
        await asyncio.sleep(0.5)
    assert heard.folders() == {"A"}
    assert len(heard.changes) <= 3


async def test_our_own_and_hidden_files_are_nothing_new(tmp_path: Path) -> None:
    (tmp_path / ".lobbycard").mkdir()
    (tmp_path / "A").mkdir()
    async with watching(tmp_path) as heard:
        (tmp_path / ".lobbycard/x.mkv").write_bytes(b"x")
        (tmp_path / "A/.poster.jpg.tmp").write_bytes(b"x")
        await asyncio.sleep(0.8)
        assert heard.changes == []
        (tmp_path / "A/.nomedia").write_bytes(b"")
        await heard.until(lambda: "A" in heard.folders())


@pytest.mark.parametrize("far", [False, True])
async def test_a_root_that_goes_and_comes_back_is_watched_again(tmp_path: Path, far: bool) -> None:
    root = tmp_path / "lib"
    (root / "A").mkdir(parents=True)
    async with watching(root, far=far) as heard:
        os.rename(root, tmp_path / "away")
        await heard.until(lambda: any("is not there" in message for message in heard.messages))
        os.rename(tmp_path / "away", root)
        await heard.until(lambda: any(change.everything for change in heard.changes))
        if far:
            await asyncio.sleep(0.6)
        else:
            await inotify.until_watched(root)
        heard.changes.clear()
        (root / "A/new.mkv").write_bytes(b"x")
        await heard.until(lambda: "A" in heard.folders())


async def test_a_root_that_is_missing_at_first_is_waited_for(tmp_path: Path) -> None:
    root = tmp_path / "lib"
    async with watching(root) as heard:
        await heard.until(lambda: bool(heard.messages))
        assert "is not there" in heard.messages[0]
        root.mkdir()
        await heard.until(lambda: any(change.everything for change in heard.changes))


async def test_several_roots_do_not_wait_for_each_other(tmp_path: Path) -> None:
    one = tmp_path / "one"
    one.mkdir()
    async with watching(one, tmp_path / "missing") as heard:
        (one / "a.mkv").write_bytes(b"x")
        await heard.until(lambda: Changed(str(one), "") in heard.changes)


async def test_a_library_with_names_that_are_no_utf8_is_looked_at(tmp_path: Path) -> None:
    folder = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9")
    os.mkdir(folder)
    async with watching(tmp_path, by_kernel=False) as heard:
        Path(folder, "a.mkv").write_bytes(b"x")
        await heard.until(lambda: any(change.everything for change in heard.changes))
        await asyncio.sleep(0.6)
        Path(folder, "b.mkv").write_bytes(b"x")
        await heard.until(lambda: "caf\udce9" in heard.folders())
    assert any("no UTF-8" in message for message in heard.messages)


def test_the_kernel_limit_leads_to_looking_and_a_message(tmp_path: Path) -> None:
    """In a process of its own, whose user may have no more inotify instances."""
    code = """
import asyncio, os, sys, ctypes
libc = ctypes.CDLL(None, use_errno=True)
held = []
while (handle := libc.inotify_init()) >= 0:
    held.append(handle)
    if len(held) > 5000:
        print("no limit"); sys.exit()
for _ in range(3):
    os.close(os.dup(0))
from lobbycard.scan import watch
async def main():
    stop = asyncio.Event()
    timing = watch.Timing(quiet=0.1, longest=2, poll=0.1, guard=0.1, tick=0.05)
    loop = asyncio.get_running_loop()
    loop.call_later(1.0, lambda: open(sys.argv[1] + "/A/a.mkv", "w").close())
    loop.call_later(10.0, stop.set)
    async for changes in watch.watch([sys.argv[1]], stop, timing, lambda message: print(message, flush=True)):
        print(sorted(change.folder for change in changes), flush=True)
        if any(change.folder == "A" for change in changes):
            stop.set()
asyncio.run(main())
"""
    (tmp_path / "A").mkdir()
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False)
    if "no limit" in done.stdout:
        pytest.skip("no limit here")
    assert "sysctl fs.inotify" in done.stdout, done.stderr
    assert "['A']" in done.stdout


def test_a_folder_that_never_gets_quiet_is_told_with_what_is_growing(tmp_path: Path) -> None:
    (tmp_path / "done.mkv").write_bytes(b"x")
    growing = tmp_path / "growing.mkv"
    growing.write_bytes(b"x")
    holding = Hold(quiet=5, longest=20)
    change = Changed(str(tmp_path), "")
    holding.add(change, 0)
    holding.look([change])
    told: list[Changed] = []
    for now in range(1, 24):
        growing.write_bytes(bytes(now * 10))
        holding.add(change, now)
        told += holding.ready(now)
    assert told == [Changed(str(tmp_path), "", frozenset({"growing.mkv"}))]
    assert len(holding) == 1
    assert holding.ready(40) == {Changed(str(tmp_path), "", frozenset())} or holding.ready(60)


def test_a_folder_that_is_gone_is_told_at_once_when_quiet(tmp_path: Path) -> None:
    holding = Hold(quiet=5, longest=20)
    holding.add(Changed(str(tmp_path), "gone"), 0)
    assert holding.ready(4) == frozenset()
    assert holding.ready(6) == {Changed(str(tmp_path), "gone")}
    assert hold.snapshot(str(tmp_path), "gone") == {}


def test_a_file_that_was_written_for_a_while_is_told_after_one_quiet_time(tmp_path: Path) -> None:
    growing = tmp_path / "growing.mkv"
    growing.write_bytes(b"x")
    holding = Hold(quiet=5, longest=300)
    change = Changed(str(tmp_path), "")
    for now in range(4):
        growing.write_bytes(bytes(now * 10))
        holding.add(change, now)
        holding.look([change])
    assert [holding.ready(now / 2) for now in range(6, 16)] == [frozenset()] * 10
    assert holding.ready(8) == {change}


def test_a_file_that_grows_without_an_event_is_waited_for(tmp_path: Path) -> None:
    growing = tmp_path / "growing.mkv"
    growing.write_bytes(b"x")
    holding = Hold(quiet=5, longest=300)
    holding.add(Changed(str(tmp_path), ""), 0)
    for now in range(1, 60):
        growing.write_bytes(bytes(now * 10))
        assert holding.ready(now) == frozenset()


def test_a_folder_waits_for_a_file_that_grows_below_it(tmp_path: Path) -> None:
    growing = tmp_path / "Film" / "Inner" / "growing.mkv"
    growing.parent.mkdir(parents=True)
    root, film, inner = (Changed(str(tmp_path), folder) for folder in ("", "Film", "Film/Inner"))
    beside = Changed(str(tmp_path), "Film 2")
    holding = Hold(quiet=5, longest=60)
    for change in (root, film, inner, beside):
        holding.add(change, 0)
    told: set[Changed] = set()
    for now in range(1, 40):
        growing.write_bytes(bytes(now * 10))
        holding.add(inner, now)
        told |= holding.ready(now)
    # To look at the root or the film would be to look at the half of a file.
    assert told == {beside}
    for now in range(40, 60):
        told |= holding.ready(now)
    assert told == {beside, inner, film, root}
    assert len(holding) == 0


def test_a_folder_does_not_wait_for_ever_for_what_grows_below_it(tmp_path: Path) -> None:
    growing = tmp_path / "Film" / "growing.mkv"
    growing.parent.mkdir()
    root, film = Changed(str(tmp_path), ""), Changed(str(tmp_path), "Film")
    holding = Hold(quiet=5, longest=20)
    holding.add(root, 0)
    told: set[Changed] = set()
    for now in range(1, 25):
        growing.write_bytes(bytes(now * 10))
        holding.add(film, now)
        told |= holding.ready(now)
    assert root in told
    assert film._replace(growing=frozenset({"growing.mkv"})) in told
