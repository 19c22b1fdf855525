"""What download managers and people do to files between scans: nothing that was chosen is lost."""

import os
from pathlib import Path

import pytest

from lobbycard.model.kinds import ItemKind, LibraryKind
from lobbycard.store import fields
from tests.tasks.scan_shelf import Shelf, chosen_path, picture, second, shelf

ORDERS = pytest.mark.parametrize("order", ["from there to here", "from here to there"])
QUAY = "North Quay (2010)"


async def scan_both(old: Shelf, new: Shelf, order: str, *, full: bool) -> None:
    """Where it was and where it is now, in either order."""
    for place in (old, new) if order == "from there to here" else (new, old):
        await place.scan(full=full)


@ORDERS
@pytest.mark.parametrize("full", [True, False])
async def test_a_series_moved_into_another_library_keeps_what_a_person_said(
    tmp_path: Path, order: str, full: bool
) -> None:
    async with shelf(tmp_path, LibraryKind.TV) as place:
        other = await second(place.desk, tmp_path / "other", LibraryKind.TV)
        for number in range(1, 4):
            place.put(f"{QUAY}/Season 01/North Quay - S01E0{number}.mkv")
            place.put(f"Stays/Season 01/Stays - S01E0{number}.mkv")
            other.put(f"Beside/Season 01/Beside - S01E0{number}.mkv")
        place.put(f"{QUAY}/poster.jpg", picture("navy"))
        place.put(f"{QUAY}/Season 01/North Quay - S01E02-thumb.jpg", picture("teal"))
        await place.scan()
        await other.scan()
        before = {kind: await of_quay(place, kind) for kind in (ItemKind.SERIES, ItemKind.SEASON, ItemKind.EPISODE)}
        for ids in before.values():
            for item_id in ids:
                await place.desk.store.write(fields.edit, item_id, {"plot": f"Mine {item_id}."})
        os.rename(place.root / QUAY, other.root / QUAY)
        await scan_both(place, other, order, full=full)
        for kind, ids in before.items():
            assert await of_quay(other, kind) == ids
            assert await of_quay(place, kind) == []
        mine = {item.id: item.plot for kind in before for item in await other.items(kind) if item.plot}
        assert mine == {item_id: f"Mine {item_id}." for ids in before.values() for item_id in ids}
        (series_id,) = before[ItemKind.SERIES]
        assert await other.desk.store.read(chosen_path, series_id) == f"{QUAY}/poster.jpg"


async def of_quay(place: Shelf, kind: ItemKind) -> list[int]:
    """The ids of the series, its season, its episodes."""
    every = {item.id: item for one in ItemKind for item in await place.items(one)}

    def top(item_id: int) -> str:
        item = every[item_id]
        return item.title if item.parent_id is None else top(item.parent_id)

    return [item.id for item in every.values() if item.kind is kind and top(item.id) == "North Quay"]


@ORDERS
async def test_a_film_moved_into_another_library_keeps_its_chosen_picture(tmp_path: Path, order: str) -> None:
    async with shelf(tmp_path) as place:
        other = await second(place.desk, tmp_path / "other")
        place.put("Tide (2010)/Tide (2010).mkv")
        place.put("Stays (2010)/Stays (2010).mkv")
        other.put("Beside (2010)/Beside (2010).mkv")
        place.put("Tide (2010)/poster.jpg", picture("navy"))
        await place.scan()
        await other.scan()
        film = await place.item("Tide")
        os.rename(place.root / "Tide (2010)", other.root / "Tide (2010)")
        await scan_both(place, other, order, full=False)
        assert (await other.item("Tide")).id == film.id
        assert await other.desk.store.read(chosen_path, film.id) == "Tide (2010)/poster.jpg"


@pytest.mark.parametrize("scanned_between", [True, False])
async def test_an_import_before_the_old_file_goes_is_an_upgrade(tmp_path: Path, scanned_between: bool) -> None:
    async with shelf(tmp_path) as place:
        place.put("Tide (2010)/Tide (2010) WEBDL-720p.mkv")
        await place.scan()
        film = await place.item("Tide")
        await place.desk.store.write(fields.edit, film.id, {"plot": "Mine."})
        place.put("Tide (2010)/Tide (2010) Bluray-1080p.mkv")
        if scanned_between:
            await place.scan(full=False)
        place.drop("Tide (2010)/Tide (2010) WEBDL-720p.mkv")
        await place.scan()
        (after,) = await place.items()
        assert (after.id, after.plot) == (film.id, "Mine.")
        assert await place.files(after) == ["Tide (2010)/Tide (2010) Bluray-1080p.mkv"]


@pytest.mark.parametrize("scanned_between", [True, False])
async def test_an_episode_imported_before_the_old_file_goes_is_an_upgrade(
    tmp_path: Path, scanned_between: bool
) -> None:
    async with shelf(tmp_path, LibraryKind.TV) as place:
        place.put(f"{QUAY}/Season 01/North Quay - S01E01 - Pilot WEBDL-720p.mkv")
        place.put(f"{QUAY}/Season 01/North Quay - S01E02 - Second WEBDL-720p.mkv")
        await place.scan()
        first, _ = await place.items(ItemKind.EPISODE)
        await place.desk.store.write(fields.edit, first.id, {"plot": "Mine."})
        place.put(f"{QUAY}/Season 01/North Quay - S01E01 - Pilot Bluray-1080p.mkv")
        if scanned_between:
            await place.scan(full=False)
        place.drop(f"{QUAY}/Season 01/North Quay - S01E01 - Pilot WEBDL-720p.mkv")
        await place.scan()
        after = [item for item in await place.items(ItemKind.EPISODE) if item.number == 1]
        assert [(item.id, item.plot) for item in after] == [(first.id, "Mine.")]
        assert await place.files(after[0]) == [f"{QUAY}/Season 01/North Quay - S01E01 - Pilot Bluray-1080p.mkv"]


async def disc(place: Shelf, name: str) -> int:
    """A film on a disc with a plot of one's own."""
    place.put(f"{name}/BDMV/index.bdmv")
    place.put(f"{name}/BDMV/STREAM/00001.m2ts", b"film" * 500)
    place.put("Stays (2010)/Stays (2010).mkv")
    await place.scan()
    (film,) = [item for item in await place.items() if item.title != "Stays"]
    await place.desk.store.write(fields.edit, film.id, {"plot": "Mine."})
    return film.id


async def test_a_disc_whose_folder_is_called_otherwise_is_the_same_film(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        film_id = await disc(place, "Tide (2010)")
        place.move("Tide (2010)", "The Long Tide (2011)")
        counts = await place.scan(full=False)
        assert (counts["missing"], counts["added"]) == (0, 0)
        (film,) = [item for item in await place.items() if item.title != "Stays"]
        assert (film.id, film.plot) == (film_id, "Mine.")
        assert await place.files(film) == ["The Long Tide (2011)/BDMV/index.bdmv"]


@ORDERS
async def test_a_disc_moved_into_another_library_is_the_same_film(tmp_path: Path, order: str) -> None:
    async with shelf(tmp_path) as place:
        other = await second(place.desk, tmp_path / "other")
        other.put("Beside (2010)/Beside (2010).mkv")
        await other.scan()
        film_id = await disc(place, "Tide (2010)")
        os.rename(place.root / "Tide (2010)", other.root / "Tide (2010)")
        await scan_both(place, other, order, full=False)
        film = await other.item("Tide")
        assert (film.id, film.plot, film.deleted_on) == (film_id, "Mine.", None)
        assert await place.titles() == ["Stays (2010)"]
