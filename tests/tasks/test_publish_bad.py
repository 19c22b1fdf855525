"""Publishing where the disk, the names or other people are in the way: told, and nothing lost."""

import os
from pathlib import Path

import pytest

from lobbycard.model.kinds import AssetType, JobStatus
from lobbycard.store import fields, jobs, recycling
from lobbycard.store.jobs import JobRow
from lobbycard.store.publish import drifts, published
from lobbycard.tasks import undo_batch
from lobbycard.tasks.publish_item import PublishItem
from lobbycard.tasks.publish_many import PublishMany
from tests.tasks.desk_of_publishing import FILM, VIDEO, curated_film, film, picture, planned, stamps
from tests.tasks.scratch import Shelf, opened


async def _tried(shelf: Shelf, item_id: int, **options: object) -> JobRow:
    (job,) = await shelf.core.enqueue(PublishItem(item_id=item_id, **options))
    await shelf.core.idle()
    row = await shelf.store.read(jobs.by_id, job)
    assert row is not None
    return row


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
async def test_a_read_only_folder_is_told_and_the_item_says_so(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        item_id = await curated_film(shelf)
        os.chmod(shelf.root / FILM, 0o555)
        row = await _tried(shelf, item_id)
        os.chmod(shelf.root / FILM, 0o755)
        assert row.status is JobStatus.FAILED
        assert set(shelf.tree()) == {VIDEO}


async def test_a_library_that_is_gone_is_told_and_nothing_is_made(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        item_id = await curated_film(shelf)
        os.rename(shelf.root, tmp_path / "away")
        row = await _tried(shelf, item_id)
        assert "cannot be reached" in row.error
        assert not shelf.root.exists()


async def test_a_damaged_picture_in_the_cache_is_not_published(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        item_id = await curated_film(shelf)
        cache = Path(shelf.core.tools.blobs.root)
        for path in [path for path in cache.rglob("*.jpg") if path.is_file()]:
            path.write_bytes(b"\xff\xd8 damaged")
        publication = await planned(shelf, item_id)
        assert {"damaged" in one.reason for one in publication.skipped()} == {True}
        await shelf.run(PublishItem(item_id=item_id))
        assert not [path for path in shelf.tree() if path.endswith(".jpg")]
        assert f"{FILM}/clearlogo.png" in shelf.tree()
        assert {row.kind for row in await shelf.store.read(drifts.undecided)} == {"corrupt_blob"}
        assert (await shelf.items())["Harbour Lights"].has_unpublished_changes


async def test_a_huge_file_in_the_place_of_a_picture_is_moved_and_not_read(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        item_id = await curated_film(shelf)
        for name in ("poster.jpg", "movie.nfo"):
            (shelf.root / FILM / name).touch()
            os.truncate(shelf.root / FILM / name, 2**40)
        await shelf.run(PublishItem(item_id=item_id))
        assert (shelf.root / FILM / "poster.jpg").stat().st_size < 10**6
        (binned,) = [row for row in await shelf.store.read(recycling.page) if row.original_path.endswith("poster.jpg")]
        assert binned.size == 2**40


async def test_a_picture_missing_in_the_cache_leaves_the_published_one_alone(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        item_id = await curated_film(shelf)
        await shelf.run(PublishItem(item_id=item_id))
        before = stamps(shelf.root)
        for path in Path(shelf.core.tools.blobs.root).rglob("*.*"):
            if path.is_file():
                path.unlink()
        await shelf.run(PublishItem(item_id=item_id))
        assert stamps(shelf.root) == before


async def test_a_folder_that_is_a_link_out_of_the_library_is_refused(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        item_id = await curated_film(shelf)
        outside = tmp_path / "outside"
        os.rename(shelf.root / FILM, outside)
        os.symlink(outside, shelf.root / FILM)
        row = await _tried(shelf, item_id)
        assert row.status is JobStatus.FAILED
        assert os.listdir(outside) == [f"{FILM}.mkv"]


@pytest.mark.parametrize("title", ["../../../etc/passwd", "a\x00b\x1b[31m", "CON", "x" * 2000, "\ud800", "<b>&amp;"])
async def test_no_title_does_harm(tmp_path: Path, title: str) -> None:
    async with opened(tmp_path, publish={"set_folder": str(tmp_path / "sets"), "actors": True}) as shelf:
        item_id = await film(shelf)
        clean = title.replace("\ud800", "")
        if clean:
            await shelf.store.write(fields.edit, item_id, {"title": clean, "set": {"name": clean}})
        await shelf.run(PublishItem(item_id=item_id))
        assert all(path.startswith(f"{FILM}/") for path in shelf.tree())
        inside = {path.parent for path in (tmp_path / "sets").rglob("*") if path.is_file() and path.name == "set.nfo"}
        assert all(folder.parent == tmp_path / "sets" for folder in inside)
        from lxml import etree

        etree.fromstring(shelf.tree()[f"{FILM}/movie.nfo"])
        assert not (await planned(shelf, item_id))


async def test_a_file_that_changes_between_preview_and_writing_stops_it(tmp_path: Path) -> None:
    from lobbycard.errors import Conflict
    from lobbycard.store import history
    from lobbycard.tasks.publishing import carrying_out

    async with opened(tmp_path) as shelf:
        item_id = await curated_film(shelf, extra={f"{FILM}/poster.jpg": b"theirs"})
        publication = await planned(shelf, item_id)
        shelf.put(f"{FILM}/poster.jpg", b"theirs, again")
        with pytest.raises(Conflict):
            await carrying_out.carry_out(shelf.core.tools, publication, history.by_user("publish"))
        assert shelf.tree() == {VIDEO: f"video {VIDEO}".encode(), f"{FILM}/poster.jpg": b"theirs, again"}
        assert await shelf.store.read(published.count, shelf.library_id) == 0


async def test_two_publishes_at_once_end_like_one(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        item_id = await curated_film(shelf)
        await shelf.core.enqueue(PublishItem(item_id=item_id), PublishMany(item_ids=(item_id,)))
        await shelf.core.idle()
        rows = await shelf.store.read(jobs.page, tuple(JobStatus))
        assert {row.status for row in rows if row.type.startswith("Publish")} == {JobStatus.COMPLETED}
        assert not await planned(shelf, item_id)
        assert len(shelf.tree()) == 9


async def test_the_art_of_a_set_outside_the_library_is_published_and_taken_back(tmp_path: Path) -> None:
    sets = tmp_path / "sets"
    async with opened(tmp_path, publish={"set_folder": str(sets)}) as shelf:
        item_id = await curated_film(shelf)
        await shelf.store.write(fields.edit, item_id, {"set": {"name": "Sea: Tales"}})
        set_id = (await shelf.items())["Sea: Tales"].id
        data = await picture(shelf, set_id, AssetType.POSTER)
        await shelf.run(PublishItem(item_id=item_id))
        assert (sets / "Sea_ Tales" / "poster.jpg").read_bytes() == data
        assert b"<name>Sea: Tales</name>" in shelf.tree()[f"{FILM}/movie.nfo"]
        assert not await planned(shelf, item_id)
        await undo_batch.undo(shelf.core.tools, await undo_batch.find(shelf.core.tools))
        assert set(shelf.tree()) == {VIDEO}
        assert not [path for path in sets.rglob("*.jpg") if ".lobbycard" not in path.parts]


async def test_an_unmonitored_item_is_left_alone_by_automation(tmp_path: Path) -> None:
    from lobbycard.model.kinds import Trigger
    from lobbycard.store import bulk, history

    async with opened(tmp_path) as shelf:
        item_id = await curated_film(shelf)
        await shelf.store.write(bulk.set_monitored, [item_id], monitored=False, change=history.by_user())
        await shelf.core.enqueue(PublishItem(item_id=item_id), trigger=Trigger.AUTOMATION)
        await shelf.core.idle()
        assert set(shelf.tree()) == {VIDEO}


async def test_the_owner_and_mode_are_those_of_the_folders_other_files(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        item_id = await curated_film(shelf)
        os.chmod(shelf.root / VIDEO, 0o660)
        if os.geteuid() == 0:
            os.chown(shelf.root / VIDEO, 1234, 2345)
        await shelf.run(PublishItem(item_id=item_id))
        info = os.stat(shelf.root / FILM / "poster.jpg")
        like = os.stat(shelf.root / VIDEO)
        assert (info.st_uid, info.st_gid, info.st_mode) == (like.st_uid, like.st_gid, like.st_mode)
