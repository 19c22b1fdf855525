"""Scans of series: numbers, days, specials, several episodes in a file, folders that belong together."""

import os
from pathlib import Path

import pytest
from sqlmodel import Session

from lobbycard.model.facts import Facts, Part
from lobbycard.model.item import Item
from lobbycard.model.kinds import ItemKind, LibraryKind
from lobbycard.store import fields
from lobbycard.store.enriching import Episode, Slot
from lobbycard.tasks.providers import numbering
from tests.tasks.scan_shelf import chosen_path, picture, shelf

TV = LibraryKind.TV


async def test_seasons_specials_and_several_episodes_in_a_file(tmp_path: Path) -> None:
    async with shelf(tmp_path, TV) as place:
        place.put("North Quay (2010)/Season 01/North Quay - S01E01.mkv")
        place.put("North Quay (2010)/Season 01/North Quay - S01E02-E03.mkv")
        place.put("North Quay (2010)/Specials/North Quay - S00E01 - Making of.mkv")
        await place.scan()
        assert await place.slots() == {
            "North Quay (2010)/Season 01/North Quay - S01E01.mkv": ["North Quay s1e1"],
            "North Quay (2010)/Season 01/North Quay - S01E02-E03.mkv": ["North Quay s1e2", "North Quay s1e3"],
            "North Quay (2010)/Specials/North Quay - S00E01 - Making of.mkv": ["North Quay s0e1"],
        }
        assert await place.titles(ItemKind.SERIES) == ["North Quay (2010)"]


async def test_pictures_of_seasons_are_offered_and_chosen(tmp_path: Path) -> None:
    async with shelf(tmp_path, TV) as place:
        place.put("North Quay (2010)/Season 01/North Quay - S01E01.mkv")
        place.put("North Quay (2010)/Season 02/North Quay - S02E01.mkv")
        place.put("North Quay (2010)/Specials/North Quay - S00E01.mkv")
        place.put("North Quay (2010)/season01-poster.jpg", picture("navy"))
        place.put("North Quay (2010)/Season 01/folder.jpg", picture("teal"))
        place.put("North Quay (2010)/Season 02/folder.jpg", picture("olive"))
        place.put("North Quay (2010)/season-specials-poster.jpg", picture("maroon"))
        await place.scan()
        chosen = {
            season.number: await place.desk.store.read(chosen_path, season.id)
            for season in await place.items(ItemKind.SEASON)
        }
        assert chosen == {
            0: "North Quay (2010)/season-specials-poster.jpg",
            1: "North Quay (2010)/season01-poster.jpg",
            2: "North Quay (2010)/Season 02/folder.jpg",
        }


async def test_daily_shows_and_absolute_numbers(tmp_path: Path) -> None:
    async with shelf(tmp_path, TV) as place:
        place.put("Evening Desk/Evening.Desk.2021.03.04.mkv")
        place.put("Evening Desk/Evening.Desk.2021.03.05.mkv")
        place.put("Paper Crane/[Group] Paper Crane - 13 [1080p].mkv")
        place.put("Paper Crane/[Group] Paper Crane - 14v2 [1080p].mkv")
        await place.scan()
        slots = await place.slots()
        assert slots["Evening Desk/Evening.Desk.2021.03.04.mkv"] == ["Evening Desk s2021e2021-03-04"]
        assert slots["Paper Crane/[Group] Paper Crane - 14v2 [1080p].mkv"] == ["Paper Crane s1e14"]
        before = await place.changes()
        place.put("Evening Desk/Evening.Desk.2021.03.08.mkv")
        assert (await place.scan())["added"] == 1
        assert await place.changes() != before


async def test_the_same_series_in_two_folders_is_one(tmp_path: Path) -> None:
    async with shelf(tmp_path, TV) as place:
        place.put("North Quay/Season 1/North Quay S01E01.mkv")
        place.put("Downloads/North.Quay.S01E02.720p.mkv")
        place.put("Downloads/Other.Pier.S01E01.720p.mkv")
        await place.scan()
        assert await place.titles(ItemKind.SERIES) == ["North Quay", "Other Pier"]
        before = await place.changes()
        os.utime(place.root / "Downloads")
        await place.scan()
        place.put("Downloads/North.Quay.S01E03.720p.mkv")
        await place.scan()
        assert await place.changes() != before
        (series,) = [item for item in await place.items(ItemKind.SERIES) if item.title == "North Quay"]
        assert series.folder == "North Quay"
        assert len([one for one in (await place.slots()).values() if one[0].startswith("North Quay")]) == 3


async def test_two_series_that_a_year_tells_apart_stay_apart(tmp_path: Path) -> None:
    async with shelf(tmp_path, TV) as place:
        place.put("North Quay/Season 1/North Quay S01E01.mkv")
        place.put("North Quay (2010)/Season 1/North Quay (2010) S01E01.mkv")
        await place.scan()
        assert await place.titles(ItemKind.SERIES) == ["North Quay", "North Quay (2010)"]


async def test_a_series_folder_that_is_renamed_is_the_same_series(tmp_path: Path) -> None:
    async with shelf(tmp_path, TV) as place:
        for number in range(1, 5):
            place.put(f"North Quay/Season 1/North Quay S01E0{number}.mkv")
        await place.scan()
        series = await place.item("North Quay", ItemKind.SERIES)
        await place.desk.store.write(fields.edit, series.id, {"plot": "Mine."})
        place.move("North Quay", "Sorted/North Quay (2010)")
        counts = await place.scan(full=False)
        again = await place.item("North Quay", ItemKind.SERIES)
        assert (again.id, again.plot, again.folder) == (series.id, "Mine.", "Sorted/North Quay (2010)")
        assert (counts["moved"], counts["added"]) == (4, 0)
        assert (await place.items(ItemKind.SEASON))[0].folder == "Sorted/North Quay (2010)/Season 1"


async def test_an_episode_that_is_renumbered_by_its_name_is_the_other_episode(tmp_path: Path) -> None:
    async with shelf(tmp_path, TV) as place:
        place.put("North Quay/North Quay S01E01.mkv")
        place.put("North Quay/North Quay S01E02.mkv")
        await place.scan()
        place.move("North Quay/North Quay S01E02.mkv", "North Quay/North Quay S01E03.mkv")
        await place.scan()
        assert list((await place.slots()).values()) == [["North Quay s1e1"], ["North Quay s1e3"]]
        assert [item.number for item in await place.items(ItemKind.EPISODE)] == [1, 3]


async def test_an_episode_that_a_provider_renumbered_keeps_its_place(tmp_path: Path) -> None:
    async with shelf(tmp_path, TV) as place:
        place.put("Paper Crane/[Group] Paper Crane - 13 [1080p].mkv")
        place.put("Paper Crane/[Group] Paper Crane - 14 [1080p].mkv")
        await place.scan()
        series = await place.item("Paper Crane", ItemKind.SERIES)
        await place.desk.store.write(to_second_season, series.id)
        place.put("Paper Crane/[Group] Paper Crane - 15 [1080p].mkv")
        await place.scan()
        slots = {path.rpartition("- ")[2]: one for path, one in (await place.slots()).items()}
        assert slots == {
            "13 [1080p].mkv": ["Paper Crane s2e1"],
            "14 [1080p].mkv": ["Paper Crane s2e2"],
            "15 [1080p].mkv": ["Paper Crane s1e15"],
        }
        before = await place.changes()
        os.utime(place.root / "Paper Crane")
        await place.scan()
        assert await place.slots() == {f"Paper Crane/[Group] Paper Crane - {path}": one for path, one in slots.items()}
        place.drop("Paper Crane/[Group] Paper Crane - 15 [1080p].mkv")
        await place.scan()
        assert [item.number for item in await place.items(ItemKind.SEASON)] == [2]
        assert before


def to_second_season(session: Session, series_id: int) -> None:
    """What a provider's numbering does."""
    from sqlalchemy import select
    from sqlmodel import col

    first = session.scalars(select(Item).where(col(Item.parent_id) == series_id)).one()
    second = Item(
        kind=ItemKind.SEASON, library_id=first.library_id, parent_id=series_id, number=2, title="Season 2", folder=None
    )
    session.add(second)
    session.flush()
    for episode in session.scalars(select(Item).where(col(Item.parent_id) == first.id)):
        episode.parent_id, episode.number = second.id, (episode.number or 0) - 12


async def test_when_all_episodes_vanish_the_series_goes_and_comes_back_whole(tmp_path: Path) -> None:
    async with shelf(tmp_path, TV) as place:
        place.put("North Quay/Season 1/North Quay S01E01.mkv")
        place.put("North Quay/Season 2/North Quay S02E01.mkv")
        place.put("South Quay/Season 1/South Quay S01E01.mkv")
        await place.scan()
        series = await place.item("North Quay", ItemKind.SERIES)
        await place.desk.store.write(fields.edit, series.id, {"plot": "Mine."})
        os.rename(place.root / "North Quay/Season 2", tmp_path / "two")
        await place.scan()
        assert [item.number for item in await place.items(ItemKind.SEASON)] == [1, 1]
        os.rename(place.root / "North Quay", tmp_path / "aside")
        await place.scan()
        assert await place.titles(ItemKind.SERIES) == ["South Quay"]
        os.rename(tmp_path / "aside", place.root / "North Quay")
        os.rename(tmp_path / "two", place.root / "North Quay/Season 2")
        counts = await place.scan()
        again = await place.item("North Quay", ItemKind.SERIES)
        assert (again.id, again.plot, again.deleted_on) == (series.id, "Mine.", None)
        assert (counts["back"], counts["added"]) == (2, 0)
        assert len(await place.items(ItemKind.SEASON)) == 3


@pytest.mark.parametrize("name", ["tvshow.nfo", "North Quay S01E01.nfo", "season.nfo"])
async def test_broken_nfo_files_stop_nothing(tmp_path: Path, name: str) -> None:
    async with shelf(tmp_path, TV) as place:
        place.put("North Quay/North Quay S01E01.mkv")
        place.put(f"North Quay/{name}", b"\xff\xfe<tvshow><title>\x00\x00&&&<<<")
        counts = await place.scan()
        assert (counts["added"], await place.titles(ItemKind.SERIES)) == (1, ["North Quay"])


async def test_an_episode_nfo_with_two_blocks_speaks_of_both(tmp_path: Path) -> None:
    async with shelf(tmp_path, TV) as place:
        place.put("North Quay/North Quay S01E01E02.mkv")
        block = "<episodedetails><title>{}</title><season>1</season><episode>{}</episode></episodedetails>"
        place.put("North Quay/North Quay S01E01E02.nfo", block.format("First", 1) + block.format("Second", 2))
        await place.scan()
        assert [item.title for item in await place.items(ItemKind.EPISODE)] == ["First", "Second"]


async def test_a_season_that_gets_a_folder_of_its_own_lives_there(tmp_path: Path) -> None:
    async with shelf(tmp_path, TV) as place:
        place.put("North Quay (2010)/North Quay - S01E01.mkv")
        await place.scan()
        place.move("North Quay (2010)/North Quay - S01E01.mkv", "North Quay (2010)/Season 01/North Quay - S01E01.mkv")
        nfo = "<season><title>The First Winter</title><seasonnumber>1</seasonnumber></season>"
        place.put("North Quay (2010)/Season 01/season.nfo", nfo)
        await place.scan()
        (season,) = await place.items(ItemKind.SEASON)
        assert (season.folder, season.own_folder) == ("North Quay (2010)/Season 01", True)
        assert season.title == "The First Winter"


async def test_an_episode_that_moves_to_another_folder_is_heard_there(tmp_path: Path) -> None:
    async with shelf(tmp_path, TV) as place:
        place.put("North Quay (2010)/Season 01/North Quay - S01E01.mkv")
        place.put("North Quay (2010)/Season 01/North Quay - S01E02.mkv")
        place.put("North Quay (2010)/Season 01/North Quay - S01E02.nfo", _named("The Crane"))
        await place.scan()
        for ending in ("mkv", "nfo"):
            name = f"North Quay - S01E02.{ending}"
            place.move(f"North Quay (2010)/Season 01/{name}", f"North Quay (2010)/Sorted/{name}")
        await place.scan()
        place.put("North Quay (2010)/Sorted/North Quay - S01E02.nfo", _named("The Tall Crane"))
        await place.scan()
        titles = {item.number: (item.title, item.folder) for item in await place.items(ItemKind.EPISODE)}
        assert titles[2] == ("The Tall Crane", "North Quay (2010)/Sorted")


def _named(title: str) -> str:
    return f"<episodedetails><title>{title}</title><season>1</season><episode>2</episode></episodedetails>"


async def test_a_series_that_was_taken_for_its_season_gets_its_own_folder_back(tmp_path: Path) -> None:
    async with shelf(tmp_path, TV) as place:
        # While files are being moved this looks like a series called after the folder.
        place.put("North Quay/Season 03 sorted/North Quay - S03E01.mkv")
        await place.scan()
        place.put("North Quay/Season 01/North Quay - S01E01.mkv")
        await place.scan()
        (series,) = await place.items(ItemKind.SERIES)
        assert (series.title, series.folder) == ("North Quay", "North Quay")


async def test_specials_without_numbers_are_told_apart_by_their_titles(tmp_path: Path) -> None:
    async with shelf(tmp_path, TV) as place:
        place.put("North Quay (2010)/Season 01/North Quay - S01E01.mkv")
        place.put("North Quay (2010)/North Quay - Christmas Special.mkv")
        place.put("North Quay (2010)/Specials/North Quay - Behind the Quay.mkv")
        place.put("North Quay (2010)/Specials/North Quay - Behind the Quay.en.srt")
        place.put("North Quay (2010)/Specials/North Quay - S00E03 - Reunion.mkv")
        await place.scan()
        specials = {item.title: item for item in await place.items(ItemKind.EPISODE) if item.folder != _SEASON}
        assert {title: item.number for title, item in specials.items()} == {
            "Behind the Quay": None,
            "Christmas Special": None,
            "Reunion": 3,
        }
        assert await place.unknown() == []
        before = await place.dump()
        assert (await place.scan())["changed"] == 0
        assert await place.dump() == before
        place.move("North Quay (2010)/Specials", "North Quay (2010)/Season 00")
        await place.scan()
        again = {item.title: item.id for item in await place.items(ItemKind.EPISODE) if item.folder != _SEASON}
        assert again == {title: item.id for title, item in specials.items()}


_SEASON = "North Quay (2010)/Season 01"


def test_an_episode_without_a_number_is_the_providers_one_of_its_season_and_title() -> None:
    titles = {(0, 1): "Christmas Special", (0, 2): "Reunion", (0, 3): "Reunion", (2021, 1): "Reunion"}
    known = {Slot(*place): Part(*place, Facts({"title": title})) for place, title in titles.items()}
    ours = [
        Episode(number, season, None, None, None, title)
        for number, (season, title) in enumerate(((0, "Christmas special!"), (0, "Reunion"), (2021, "Reunion")))
    ]
    assert numbering.place(ours, known) == {0: Slot(0, 1), 2: Slot(2021, 1)}
