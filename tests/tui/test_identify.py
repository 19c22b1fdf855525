"""The identify screen, with the demo's provider."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.widgets import Input

from lobbycard.model.kinds import ItemState, JobStatus
from lobbycard.paths import Paths
from lobbycard.store import fields, items, jobs
from lobbycard.tui.screens.identify import IdentifyScreen
from tests.tui import reels
from tests.tui.opened import App, TestPilot, shown
from tests.tui.reels import until


@asynccontextmanager
async def identifying(
    paths: Paths, size: tuple[int, int] = (140, 42), *, work: bool = False
) -> AsyncIterator[tuple[App, TestPilot, IdentifyScreen]]:
    async with reels.running(paths, size, work=work) as (app, pilot):
        await pilot.press("3")
        await until(pilot, lambda: isinstance(app.screen, IdentifyScreen) and app.screen.puzzle is not None)
        screen = app.screen
        assert isinstance(screen, IdentifyScreen)
        await pilot.pause()
        yield app, pilot, screen


async def search(pilot: TestPilot, screen: IdentifyScreen, said: str) -> None:
    await pilot.press("slash")
    screen.query_one("#search", Input).value = said
    await pilot.press("enter")
    await pilot.pause(0.2)


async def test_it_shows_the_file_what_was_found_and_why(reels_home: Paths) -> None:
    async with identifying(reels_home) as (app, pilot, screen):
        seen = shown(app)
        assert "The 39 Steps/The 39 Steps.mkv" in seen
        assert "1 of 2" in seen
        assert "1935" in seen
        assert "1959" in seen
        assert "same title" in seen
        assert "fetches everything anew" in seen
        await until(pilot, lambda: all(picture.is_ready for picture in screen.matches._pool[:2]))


async def test_enter_says_that_it_is_this_one_and_goes_on(reels_home: Paths) -> None:
    async with identifying(reels_home, work=True) as (app, pilot, screen):
        item_id = screen.queue[0]
        await pilot.press("j")
        assert screen.matches.current is not None
        assert screen.matches.current.year == 1959
        await pilot.press("enter")
        await until(pilot, lambda: screen.at == 1)
        assert app.core is not None
        await app.core.idle()
        item = await app.core.store.read(items.by_id, item_id)
        assert item is not None
        assert item.year == 1959
        assert item.state in {ItemState.ENRICHED, ItemState.SELECTED}


async def test_a_film_that_nobody_knows_says_what_may_help(reels_home: Paths) -> None:
    async with identifying(reels_home) as (app, pilot, _):
        await pilot.press("n")
        await until(pilot, lambda: "Nobody knows “Zzyzx Home Movie”" in shown(app))
        assert "search by another title" in shown(app)
        await pilot.press("enter")
        assert "Nothing was found to choose." in shown(app)


async def test_a_title_that_turns_the_direction_is_searched_without_that(reels_home: Paths) -> None:
    async with identifying(reels_home) as (app, pilot, screen):
        assert app.core is not None
        await app.core.store.write(fields.edit, screen.queue[1], {"title": "Zzyzx \u202eHome"})
        await pilot.press("n")
        await until(pilot, lambda: screen.query_one("#search", Input).value.startswith("Zzyzx Home"))


async def test_another_title_and_year_can_be_searched(reels_home: Paths) -> None:
    async with identifying(reels_home) as (app, pilot, screen):
        await search(pilot, screen, "Carnival of Souls 1962")
        await until(pilot, lambda: "Carnival of Souls  1962" in shown(app))
        assert "Found: Demo 1" in shown(app)
        assert screen.focused is screen.matches


async def test_a_pasted_id_is_taken_at_its_word(reels_home: Paths) -> None:
    async with identifying(reels_home) as (app, pilot, screen):
        await search(pilot, screen, "demo://movie/the-39-steps-1935")
        await until(pilot, lambda: screen.at == 1)
        assert app.core is not None
        waiting = await app.core.store.read(jobs.page, [JobStatus.PENDING])
        assert [job.type for job in waiting] == ["PickIdentity"]


async def test_what_is_no_id_and_what_is_of_another_kind_is_refused_in_its_place(reels_home: Paths) -> None:
    async with identifying(reels_home) as (app, pilot, screen):
        await search(pilot, screen, "nowhere:at-all")
        await until(pilot, lambda: "This is no address or id that is known." in shown(app))
        await search(pilot, screen, "demo://series/flash-gordon-1936")
        await until(pilot, lambda: "That is a series, and this is a movie." in shown(app))
        assert screen.at == 0


async def test_the_last_one_is_followed_by_a_summary(reels_home: Paths) -> None:
    async with identifying(reels_home) as (app, pilot, screen):
        await pilot.press("enter")
        await until(pilot, lambda: screen.at == 1)
        await pilot.press("n")
        await until(pilot, lambda: screen.puzzle is None)
        await pilot.pause()
        assert "1 item identified, 1 left for later." in shown(app)


async def test_escape_leaves_the_search_then_the_screen(reels_home: Paths) -> None:
    async with identifying(reels_home) as (app, pilot, screen):
        await pilot.press("slash")
        assert app.focused is screen.search
        await pilot.press("escape")
        await until(pilot, lambda: app.focused is screen.matches)
        await pilot.press("escape")
        await until(pilot, lambda: app.current_mode == "library")


async def test_it_survives_any_size(reels_home: Paths) -> None:
    async with identifying(reels_home) as (app, pilot, _):
        for size in ((20, 5), (60, 12), (240, 70), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause(0.1)
            widths = {strip.cell_length for strip in app.screen._compositor.render_strips(app.size)}
            assert widths == {size[0]}
        assert "1935" in shown(app)
