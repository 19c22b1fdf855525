"""An undo takes back files and rows together, or neither."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from lobbycard.errors import Conflict, FileError, NotFound, UsageError
from lobbycard.model.kinds import JobStatus
from lobbycard.model.operation import Done
from lobbycard.organise import apply, files, lock, plan
from lobbycard.organise.plan import Plan, Step
from lobbycard.store import fields, history, jobs, operations, recycling
from lobbycard.store.history import Change
from lobbycard.tasks import applying, recover_files, restore_recycled, undo_batch
from lobbycard.tasks.purge_recycle import PurgeRecycle
from lobbycard.tasks.restore_recycled import RestoreRecycled
from tests.tasks.scratch import Shelf, opened

FILM = "Harbour Lights (2019)"


def _seen(path: str) -> plan.Fingerprint:
    found = files.fingerprint(path)
    assert found is not None
    return found


async def _publish(shelf: Shelf, *, edit: bool = True) -> Change:
    """A batch with an edit of a field, a replaced NFO, a new picture and a recycled one."""
    change = history.by_user("publish")
    nfo, rival = str(shelf.root / FILM / "movie.nfo"), str(shelf.root / FILM / "folder.png")
    item = (await shelf.items())["Harbour Lights"]
    if edit:
        await shelf.store.write(fields.edit, item.id, {"plot": "A harbour at night."}, change)
    steps: list[Step] = [
        plan.write(nfo, b"<movie>ours</movie>", expected=_seen(nfo), item_id=item.id),
        plan.write(str(shelf.root / FILM / "poster.jpg"), b"ours", item_id=item.id),
        plan.recycle(rival, _seen(rival), item_id=item.id, reason="a rival"),
    ]
    made = Plan(str(shelf.root), tuple(steps), change.batch, "Published Harbour Lights", shelf.library_id)
    await applying.apply_plan(shelf.core.tools, made, change)
    return change


async def _film(shelf: Shelf) -> None:
    shelf.put(f"{FILM}/{FILM}.mkv", b"video")
    shelf.put(f"{FILM}/movie.nfo", "<movie><title>Harbour Lights</title></movie>")
    shelf.put(f"{FILM}/folder.png", b"theirs")
    await shelf.scan()


async def test_undo_and_redo_take_files_and_fields_together(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        await _film(shelf)
        before = shelf.tree()
        change = await _publish(shelf)
        after = shelf.tree()
        tools = shelf.core.tools
        assert await undo_batch.find(tools) == change.batch
        for _ in range(2):
            undone = await undo_batch.undo(tools, change.batch)
            assert undone.files == 3
            assert shelf.tree() == before
            assert (await shelf.items())["Harbour Lights"].plot is None
            redone = await undo_batch.undo(tools, await undo_batch.find(tools, redo=True))
            assert redone.batch == undone.undo
            assert shelf.tree() == after
            assert (await shelf.items())["Harbour Lights"].plot == "A harbour at night."


async def test_an_undo_that_cannot_have_its_files_leaves_the_rows_too(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        await _film(shelf)
        change = await _publish(shelf)
        shelf.put(f"{FILM}/poster.jpg", b"another program's")
        before = shelf.tree()
        with pytest.raises(Conflict, match=r"poster\.jpg has changed"):
            await undo_batch.undo(shelf.core.tools, change.batch)
        assert shelf.tree() == before
        assert (await shelf.items())["Harbour Lights"].plot == "A harbour at night."


async def test_an_undo_that_cannot_have_its_rows_leaves_the_files_too(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        await _film(shelf)
        change = await _publish(shelf)
        item = (await shelf.items())["Harbour Lights"]
        await shelf.store.write(fields.edit, item.id, {"plot": "Changed since."}, history.by_user())
        before = shelf.tree()
        with pytest.raises(Conflict, match="cannot be taken back"):
            await undo_batch.undo(shelf.core.tools, change.batch)
        assert shelf.tree() == before
        assert (await shelf.items())["Harbour Lights"].plot == "Changed since."


async def test_rows_alone_are_not_taken_back_behind_the_files(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        await _film(shelf)
        change = await _publish(shelf)
        with pytest.raises(Conflict, match="files are still"):
            await shelf.store.write(history.undo, change.batch)


async def test_a_name_that_means_nothing_or_too_much_is_refused(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        with pytest.raises(NotFound, match="nothing to take back"):
            await undo_batch.find(shelf.core.tools, redo=False)
        await _film(shelf)
        change = await _publish(shelf)
        assert await undo_batch.find(shelf.core.tools, change.batch[:10]) == change.batch
        with pytest.raises(UsageError, match="no batch"):
            await undo_batch.find(shelf.core.tools, "nothing-like-it")


async def test_an_undo_that_died_between_files_and_rows_is_finished_at_the_next_start(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        await _film(shelf)
        before = shelf.tree()
        change = await _publish(shelf)
        after = shelf.tree()
        tools = shelf.core.tools
        # What a kill after the files, before the rows, leaves behind.
        for one in await undo_batch._plans(tools, change.batch, "interrupted"):
            await applying.apply_plan(tools, one, None)
        assert shelf.tree() == before
        assert (await shelf.items())["Harbour Lights"].plot == "A harbour at night."
        request = await recover_files.pending(shelf.store)
        assert request is not None
        assert "1 undos finished" in await shelf.run(request)
        assert (await shelf.items())["Harbour Lights"].plot is None
        assert await recover_files.pending(shelf.store) is None
        await undo_batch.undo(tools, await undo_batch.find(tools, redo=True))
        assert shelf.tree() == after


async def test_an_undo_that_died_amid_the_files_is_finished_too(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        await _film(shelf)
        before = shelf.tree()
        change = await _publish(shelf)
        tools = shelf.core.tools
        one = (await undo_batch._plans(tools, change.batch, "interrupted"))[0]
        part = Plan(one.root, one.steps[:1], one.batch, one.summary, one.library_id)
        await applying.apply_plan(tools, part, None)
        request = await recover_files.pending(shelf.store)
        assert request is not None
        await shelf.run(request)
        assert shelf.tree() == before
        assert (await shelf.items())["Harbour Lights"].plot is None


async def test_an_undo_that_died_and_that_somebody_prevents_is_given_up_not_finished_some_day(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        await _film(shelf)
        change = await _publish(shelf)
        after = shelf.tree()
        one = (await undo_batch._plans(shelf.core.tools, change.batch, "interrupted"))[0]
        part = Plan(one.root, one.steps[:1], one.batch, one.summary, one.library_id)
        await applying.apply_plan(shelf.core.tools, part, None)
        ours = (shelf.root / FILM / "movie.nfo").read_bytes()
        shelf.put(f"{FILM}/movie.nfo", "<movie>theirs</movie>")
        request = await recover_files.pending(shelf.store)
        assert request is not None
        assert "1 undos given up" in await shelf.run(request)
        assert shelf.tree() == after | {f"{FILM}/movie.nfo": b"<movie>theirs</movie>"}
        assert await recover_files.pending(shelf.store) is None
        shelf.put(f"{FILM}/movie.nfo", ours)
        await undo_batch.undo(shelf.core.tools, await undo_batch.find(shelf.core.tools))
        assert (await shelf.items())["Harbour Lights"].plot is None


async def test_an_undo_after_one_that_died_unnoted_goes_on_with_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        await _film(shelf)
        before = shelf.tree()
        change = await _publish(shelf)
        tools = shelf.core.tools
        for one in await undo_batch._plans(tools, change.batch, "interrupted"):
            site = applying.site_of(tools, one.root)
            apply.apply(one, replace(site, journal=_DiesBeforeNoting(tools.store, applying.keep_time(tools.settings))))
        assert len(await shelf.store.read(operations.pending)) == 3
        assert await undo_batch.find(tools) == change.batch
        await undo_batch.undo(tools, change.batch)
        assert shelf.tree() == before
        assert (await shelf.items())["Harbour Lights"].plot is None
        assert await shelf.store.read(operations.pending) == []


async def test_what_a_crash_left_half_done_is_settled_before_more_is_done(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        await _film(shelf)
        tools = shelf.core.tools
        poster = plan.write(str(shelf.root / FILM / "poster.jpg"), b"ours")
        died = Plan(str(shelf.root), (poster,), "died", "Publish", shelf.library_id)
        site = applying.site_of(tools, died.root)
        apply.apply(died, replace(site, journal=_DiesBeforeNoting(tools.store, applying.keep_time(tools.settings))))
        await _publish_fanart(shelf)
        assert await shelf.store.read(operations.pending) == []
        assert len(await shelf.store.read(operations.in_effect, "died")) == 1


async def test_a_batch_of_which_nothing_was_written_is_nothing_to_take_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        await _film(shelf)
        await _publish(shelf)
        last = await undo_batch.find(shelf.core.tools)
        change = history.by_user("publish")
        fanart = plan.write(str(shelf.root / FILM / "fanart.jpg"), plan.Source(str(tmp_path / "lost.jpg"), "0" * 64, 4))
        failing = Plan(str(shelf.root), (fanart,), change.batch, "Publish", shelf.library_id)
        with pytest.raises(FileError, match="has lost"):
            await applying.apply_plan(shelf.core.tools, failing, change)
        assert await undo_batch.find(shelf.core.tools) == last
        assert change.batch not in {row.batch for _, row in await shelf.store.read(history.batches)}


async def _publish_fanart(shelf: Shelf) -> None:
    fanart = plan.write(str(shelf.root / FILM / "fanart.jpg"), b"ours")
    made = Plan(str(shelf.root), (fanart,), "next", "Publish", shelf.library_id)
    await applying.apply_plan(shelf.core.tools, made, None)


class _DiesBeforeNoting(applying.StoredJournal):
    """What a kill after the files, before the journal, leaves behind."""

    def settle(self, done: Sequence[Done]) -> None:
        """Nothing is noted any more."""


async def test_a_file_comes_back_from_the_bin_but_never_over_another(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        await _film(shelf)
        await _publish(shelf)
        rows = {os.path.basename(row.original_path): row for row in await shelf.store.read(recycling.page)}
        assert set(rows) == {"movie.nfo", "folder.png"}
        ids = tuple(row.id for row in rows.values())
        restoring = await restore_recycled.plan(shelf.core.tools, ids)
        assert len(restoring.problems) == 1
        assert "movie.nfo is there now" in restoring.problems[0]
        said = await shelf.run(RestoreRecycled(ids=ids))
        assert said.startswith("Brought back 1 file")
        assert shelf.tree()[f"{FILM}/folder.png"] == b"theirs"
        assert shelf.tree()[f"{FILM}/movie.nfo"] == b"<movie>ours</movie>"
        assert [row.id for row in await shelf.store.read(recycling.page)] == [rows["movie.nfo"].id]
        batch = await undo_batch.find(shelf.core.tools)
        await undo_batch.undo(shelf.core.tools, batch)
        assert f"{FILM}/folder.png" not in shelf.tree()


async def test_a_publish_can_be_taken_back_after_a_file_came_back_from_the_bin_and_went_again(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        await _film(shelf)
        before = shelf.tree()
        await _publish(shelf)
        publish = await undo_batch.find(shelf.core.tools)
        for _ in range(2):
            row = next(
                one for one in await shelf.store.read(recycling.page) if one.original_path.endswith("folder.png")
            )
            await shelf.run(RestoreRecycled(ids=(row.id,)))
            with pytest.raises(Conflict, match="was brought back from the recycle bin since"):
                await undo_batch.undo(shelf.core.tools, publish)
            await undo_batch.undo(shelf.core.tools, await undo_batch.find(shelf.core.tools))
        await undo_batch.undo(shelf.core.tools, publish)
        assert shelf.tree() == before


async def test_a_file_comes_back_though_its_folder_has_gone(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        await _film(shelf)
        await _publish(shelf)
        row = next(row for row in await shelf.store.read(recycling.page) if row.original_path.endswith("folder.png"))
        for name in os.listdir(shelf.root / FILM):
            os.unlink(shelf.root / FILM / name)
        os.rmdir(shelf.root / FILM)
        await shelf.run(RestoreRecycled(ids=(row.id,)))
        assert shelf.tree() == {f"{FILM}/folder.png": b"theirs"}


async def test_what_has_expired_leaves_the_bin_with_its_folders_and_list(tmp_path: Path) -> None:
    async with opened(tmp_path, recycle={"keep_days": 0}) as shelf:
        await _film(shelf)
        await _publish(shelf)
        place = shelf.root / ".lobbycard" / "recycle"
        assert any(place.rglob("folder.png"))
        assert "Removed 2 files" in await shelf.run(PurgeRecycle())
        assert sorted(path.name for path in place.iterdir()) == [".ignore", ".nomedia", ".plexignore"]
        assert await shelf.store.read(recycling.total) == (0, 0)


async def test_nothing_is_taken_out_of_the_bin_of_a_library_at_which_somebody_is_at_work(tmp_path: Path) -> None:
    async with opened(tmp_path, recycle={"keep_days": 0}) as shelf:
        await _film(shelf)
        await _publish(shelf)
        with lock.held(str(shelf.root)):
            (job,) = await shelf.core.enqueue(PurgeRecycle())
            while (await shelf.store.read(jobs.by_id, job)).status is JobStatus.PENDING:  # type: ignore[union-attr]  # it is there
                await asyncio.sleep(0.01)
            await shelf.core.cancel([job])
            await asyncio.wait_for(shelf.core.idle(), 60)
        assert await shelf.store.read(recycling.total) != (0, 0)
        assert "Removed 2 files" in await shelf.run(PurgeRecycle())


async def test_what_has_not_expired_stays_and_a_bin_too_large_loses_the_oldest(tmp_path: Path) -> None:
    async with opened(tmp_path, recycle={"max_gigabytes": 0.000000010}) as shelf:
        await _film(shelf)
        await _publish(shelf)
        total, size = await shelf.store.read(recycling.total)
        assert (total, size > 10) == (2, True)
        await shelf.run(PurgeRecycle())
        rows = await shelf.store.read(recycling.page)
        assert [os.path.basename(row.original_path) for row in rows] == ["folder.png"]


async def test_a_bin_on_a_disk_that_is_not_mounted_is_not_forgotten(tmp_path: Path) -> None:
    async with opened(tmp_path, recycle={"keep_days": 0}) as shelf:
        await _film(shelf)
        await _publish(shelf)
        os.rename(shelf.root, tmp_path / "unplugged")
        shelf.root.mkdir()
        assert "2 in bins that cannot be reached" in await shelf.run(PurgeRecycle())
        shelf.root.rmdir()
        os.rename(tmp_path / "unplugged", shelf.root)
        assert "Removed 2 files" in await shelf.run(PurgeRecycle())


async def test_a_central_bin_serves_all_libraries(tmp_path: Path) -> None:
    async with opened(tmp_path, recycle={"place": str(tmp_path / "bin")}) as shelf:
        await _film(shelf)
        before = shelf.tree()
        change = await _publish(shelf)
        assert any((tmp_path / "bin").rglob("folder.png"))
        assert not (shelf.root / ".lobbycard" / "recycle").exists()
        await undo_batch.undo(shelf.core.tools, change.batch)
        assert shelf.tree() == before
