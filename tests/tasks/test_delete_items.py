"""Deleting items, alone or with the whole family of their files, and bringing both back."""

from datetime import timedelta
from pathlib import Path

import pytest

from lobbycard.errors import FileError
from lobbycard.model.columns import now
from lobbycard.model.kinds import LibraryKind
from lobbycard.store import deleting, history, libraries
from lobbycard.tasks import delete_items, undo_batch
from lobbycard.tasks.delete_items import DeleteItems
from lobbycard.tasks.purge_items import PurgeItems
from tests.tasks.scratch import Shelf, opened


def _films(shelf: Shelf) -> None:
    shelf.put("Harbour Lights (2019)/Harbour Lights (2019).mkv", b"video one")
    shelf.put("Harbour Lights (2019)/movie.nfo", "<movie><title>Harbour Lights</title></movie>")
    shelf.put("Harbour Lights (2019)/extras/Making.mkv", b"extra")
    shelf.put("Harbour Lights (2019)/unknown.bin", b"unknown")
    # Two films and their families in one folder.
    shelf.put("Mixed/Low Tide (2001).mkv", b"video two")
    shelf.put("Mixed/Low Tide (2001).nfo", "<movie><title>Low Tide</title></movie>")
    shelf.put("Mixed/Low Tide (2001)-poster.jpg", b"poster")
    shelf.put("Mixed/Low Tide (2001).en.srt", b"subtitle")
    shelf.put("Mixed/Low Tide (2001)-trailer.mp4", b"trailer")
    shelf.put("Mixed/Low Tide (2001).trickplay/320/0.jpg", b"tile")
    shelf.put("Mixed/High Water (2003).mkv", b"video three")
    shelf.put("Mixed/High Water (2003).nfo", "<movie><title>High Water</title></movie>")


async def test_a_film_in_its_own_folder_goes_with_all_that_is_in_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        _films(shelf)
        await shelf.scan()
        before = shelf.tree()
        item = (await shelf.items())["Harbour Lights"]
        said = await shelf.run(DeleteItems(item_ids=(item.id,), files=True))
        assert "come back for 90 days" in said
        assert not (shelf.root / "Harbour Lights (2019)").exists()
        assert (await shelf.items())["Harbour Lights"].deleted_on is not None
        batch = await shelf.store.read(history.last_undoable)
        assert batch is not None
        await undo_batch.undo(shelf.core.tools, batch)
        assert shelf.tree() == before
        assert (await shelf.items())["Harbour Lights"].deleted_on is None


async def test_a_film_among_others_takes_its_family_and_nothing_else(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        _films(shelf)
        await shelf.scan()
        item = (await shelf.items())["Low Tide"]
        deletion = await delete_items.plan_delete(shelf.core.tools, [item.id], files=True)
        assert {row.path for plan in deletion.plans for row in plan.describe()} == {
            "Mixed/Low Tide (2001).mkv",
            "Mixed/Low Tide (2001).nfo",
            "Mixed/Low Tide (2001)-poster.jpg",
            "Mixed/Low Tide (2001).en.srt",
            "Mixed/Low Tide (2001)-trailer.mp4",
            "Mixed/Low Tide (2001).trickplay",
        }
        await shelf.run(DeleteItems(item_ids=(item.id,), files=True))
        assert sorted(path.name for path in (shelf.root / "Mixed").iterdir()) == [
            "High Water (2003).mkv",
            "High Water (2003).nfo",
        ]


async def test_an_item_deleted_without_its_files_leaves_them_alone_and_comes_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        _films(shelf)
        await shelf.scan()
        before = shelf.tree()
        item = (await shelf.items())["Low Tide"]
        await shelf.run(DeleteItems(item_ids=(item.id,)))
        assert shelf.tree() == before
        assert (await shelf.items())["Low Tide"].deleted_on is not None
        await shelf.store.write(deleting.restore, [item.id], history.by_user("restore"))
        assert (await shelf.items())["Low Tide"].deleted_on is None


async def test_a_season_goes_with_its_pictures_and_leaves_the_other(tmp_path: Path) -> None:
    async with opened(tmp_path, kind=LibraryKind.TV) as shelf:
        for number in (1, 2):
            for episode in (1, 2):
                name = f"North Quay - S0{number}E0{episode}"
                shelf.put(f"North Quay (2021)/Season 0{number}/{name}.mkv", f"video {number}{episode}")
            shelf.put(f"North Quay (2021)/season0{number}-poster.jpg", b"poster")
        await shelf.scan()
        season = next(item for item in (await shelf.items()).values() if item.kind == "season" and item.number == 1)
        await shelf.run(DeleteItems(item_ids=(season.id,), files=True))
        assert set(shelf.tree()) == {
            "North Quay (2021)/Season 02/North Quay - S02E01.mkv",
            "North Quay (2021)/Season 02/North Quay - S02E02.mkv",
            "North Quay (2021)/season02-poster.jpg",
        }


async def test_a_file_that_holds_another_episode_too_is_kept(tmp_path: Path) -> None:
    async with opened(tmp_path, kind=LibraryKind.TV) as shelf:
        shelf.put("North Quay (2021)/Season 01/North Quay - S01E01-E02.mkv", b"double")
        shelf.put("North Quay (2021)/Season 01/North Quay - S01E03.mkv", b"single")
        await shelf.scan()
        episodes = [item for item in (await shelf.items()).values() if item.kind == "episode"]
        wanted = tuple(item.id for item in episodes if item.number in (1, 3))
        deletion = await delete_items.plan_delete(shelf.core.tools, wanted, files=True)
        rows = [row for plan in deletion.plans for row in plan.describe()]
        assert {(str(row.action), row.path.rpartition("/")[2]) for row in rows} == {
            ("recycled", "North Quay - S01E03.mkv"),
            ("kept", "North Quay - S01E01-E02.mkv"),
        }


async def test_nothing_of_a_read_only_library_is_touched(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        _films(shelf)
        await shelf.scan()
        await shelf.store.write(libraries.update, shelf.library_id, {"read_only": True, "name": "Old films"})
        item = (await shelf.items())["Low Tide"]
        with pytest.raises(FileError, match="read-only") as refused:
            await delete_items.plan_delete(shelf.core.tools, [item.id], files=True)
        assert refused.value.hint.endswith("lobbycard library set 'Old films' read_only=false"), "ready for a shell"


async def test_items_are_removed_for_good_only_after_the_time_of_grace(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        _films(shelf)
        await shelf.scan()
        everything = await shelf.items()
        old, new = everything["Low Tide"], everything["High Water"]
        await shelf.store.write(deleting.soft_delete, [old.id], history.by_user("delete"), timedelta(days=-1))
        await shelf.store.write(deleting.soft_delete, [new.id], history.by_user("delete"), timedelta(days=90))
        await shelf.run(PurgeItems())
        assert set(await shelf.items()) == {"Harbour Lights", "High Water"}
        deleted_on = (await shelf.items())["High Water"].deleted_on
        assert deleted_on is not None
        assert deleted_on > now() + timedelta(days=89)


async def test_a_series_whose_season_came_back_is_not_removed(tmp_path: Path) -> None:
    async with opened(tmp_path, kind=LibraryKind.TV) as shelf:
        shelf.put("North Quay (2021)/Season 01/North Quay - S01E01.mkv", b"video")
        await shelf.scan()
        series = next(item for item in (await shelf.items()).values() if item.kind == "series")
        change = history.by_user("delete")
        await shelf.store.write(deleting.soft_delete, [series.id], change, timedelta(days=-1))
        episode = next(item for item in (await shelf.items()).values() if item.kind == "episode")
        await shelf.store.write(deleting.restore, [episode.id], history.by_user("restore"))
        await shelf.run(PurgeItems())
        assert {str(item.kind) for item in (await shelf.items()).values()} == {"series", "season", "episode"}
