"""The page of an item that has pictures: artwork at a glance, the publish preview."""

from lobbycard.model.kinds import AssetType, JobStatus
from lobbycard.paths import Paths
from lobbycard.store import fields, item_page, jobs
from lobbycard.tui.item.artwork import ArtBoard
from lobbycard.tui.messages import OpenItem
from lobbycard.tui.screens.item import ItemScreen
from lobbycard.tui.screens.picker import PickerScreen
from tests.tui import reels
from tests.tui.opened import App, TestPilot, press, settled, shown


async def opened(app: App, pilot: TestPilot, title: str, panel: str) -> ItemScreen:
    """Open an item by its title and go to a panel."""
    app.screen.post_message(OpenItem(await reels.item_id(app, title)))
    await reels.until(pilot, lambda: isinstance(app.screen, ItemScreen) and app.screen.panel is not None)
    screen = app.screen
    assert isinstance(screen, ItemScreen)
    while not (screen.panel and screen.panel.id == f"panel-{panel}"):
        await press(pilot, "tab")
    await settled(pilot, 0.3)
    return screen


async def test_all_types_are_seen_and_enter_opens_the_picker_on_the_one_under_the_cursor(reels_home: Paths) -> None:
    async with reels.running(reels_home) as (app, pilot):
        screen = await opened(app, pilot, "Metropolis", "artwork")
        seen = shown(app)
        assert all(name in seen for name in ("Poster", "Fanart", "Clear logo", "Disc art", "Trailer"))
        assert "candidates" in seen
        await press(pilot, "right")
        assert screen.query_one(ArtBoard).cursor == 1
        await pilot.press("enter")
        await reels.until(pilot, lambda: isinstance(app.screen, PickerScreen))


async def test_the_choice_of_a_type_is_locked_and_emptied(reels_home: Paths) -> None:
    async with reels.running(reels_home, (80, 24)) as (app, pilot):
        screen = await opened(app, pilot, "Metropolis", "artwork")
        assert app.core is not None
        await press(pilot, "L")
        assert "artwork.poster" in await app.core.store.read(fields.locked, screen.item_id)
        await press(pilot, "delete")
        rows = await app.core.store.read(item_page.art_rows, screen.item_id)
        poster = next(row for row in rows if row.standing.asset_type is AssetType.POSTER)
        assert poster.chosen == []
        assert poster.standing.is_locked
        await press(pilot, "z")
        rows = await app.core.store.read(item_page.art_rows, screen.item_id)
        assert next(row for row in rows if row.standing.asset_type is AssetType.POSTER).chosen


async def test_a_publish_shows_its_files_and_the_nfo_and_does_exactly_that(reels_home: Paths) -> None:
    async with reels.running(reels_home, (100, 40)) as (app, pilot):
        await opened(app, pilot, "The General", "publish")
        await reels.until(pilot, lambda: "p publishes this" in shown(app))
        seen = shown(app)
        assert "Written" in seen
        assert "movie.nfo" in seen
        await press(pilot, "enter")
        seen = shown(app)
        assert "+   <title>The General</title>" in seen
        await press(pilot, "p")
        assert app.core is not None
        (row,) = await app.core.store.read(jobs.page, [JobStatus.PENDING], limit=5)
        assert row.type == "PublishItem"
