"""Review mode: a decision a key, on the demo's pictures."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlmodel import Session

from lobbycard.events import Topic
from lobbycard.model.item import Item
from lobbycard.model.kinds import AssetType
from lobbycard.paths import Paths
from lobbycard.store import artwork, fields
from lobbycard.store.database import touched
from lobbycard.tui.screens.review import ReviewScreen
from tests.tui import reels
from tests.tui.opened import App, TestPilot, shown
from tests.tui.reels import until


@asynccontextmanager
async def reviewing(
    paths: Paths, size: tuple[int, int] = (140, 42)
) -> AsyncIterator[tuple[App, TestPilot, ReviewScreen]]:
    async with reels.running(paths, size) as (app, pilot):
        await pilot.press("2")
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen) and app.screen.deck is not None)
        screen = app.screen
        assert isinstance(screen, ReviewScreen)
        await pilot.pause()
        yield app, pilot, screen


async def decide(pilot: TestPilot, screen: ReviewScreen, key: str) -> None:
    before = (screen.at, screen.deck)
    await pilot.press(key)
    await until(pilot, lambda: (screen.at, screen.deck) != before)


async def is_locked(app: App, item_id: int) -> bool:
    assert app.core is not None
    return "artwork.poster" in await app.core.store.read(fields.locked, item_id)


async def test_one_key_decides_each_item_and_a_summary_ends_it(reels_home: Paths) -> None:
    async with reviewing(reels_home) as (app, pilot, screen):
        queue = list(screen.queue)
        assert len(queue) == len(reels.FILMS) + 1
        assert f"1 of {len(queue)}" in shown(app)
        for _ in queue:
            await decide(pilot, screen, "enter")
        assert all([await is_locked(app, item_id) for item_id in queue])
        await pilot.pause()
        seen = shown(app)
        assert "That was the last one" in seen
        assert f"{len(queue)} posters chosen" in seen


async def test_what_is_chosen_is_what_the_cursor_stood_on(reels_home: Paths) -> None:
    async with reviewing(reels_home) as (app, pilot, screen):
        assert app.core is not None
        first = screen.queue[0]
        await pilot.press("home", "right")
        wanted = screen.grid.entries[1].row.id
        await decide(pilot, screen, "enter")
        rows = await app.core.store.read(artwork.of_item, first, AssetType.POSTER)
        assert [row.id for row in rows if row.is_selected] == [wanted]
        assert screen.item_id == screen.queue[1]


async def test_undo_stands_before_the_last_decision_again(reels_home: Paths) -> None:
    async with reviewing(reels_home) as (app, pilot, screen):
        first = screen.queue[0]
        await decide(pilot, screen, "enter")
        await decide(pilot, screen, "enter")
        await decide(pilot, screen, "z")
        assert screen.item_id == screen.queue[1]
        assert not await is_locked(app, screen.queue[1])
        await decide(pilot, screen, "z")
        assert screen.item_id == first
        assert not await is_locked(app, first)
        assert f"1 of {len(screen.queue)}" in shown(app)


async def test_undo_works_from_the_summary(reels_home: Paths) -> None:
    async with reviewing(reels_home) as (app, pilot, screen):
        queue = list(screen.queue)
        for _ in queue:
            await decide(pilot, screen, "enter")
        await decide(pilot, screen, "z")
        assert screen.item_id == queue[-1]
        assert not await is_locked(app, queue[-1])
        assert not screen.has_class("-nothing")


async def test_skipped_items_are_left_for_later_and_come_again_by_a_key(reels_home: Paths) -> None:
    async with reviewing(reels_home) as (app, pilot, screen):
        queue = list(screen.queue)
        await decide(pilot, screen, "n")
        for _ in queue[1:]:
            await decide(pilot, screen, "enter")
        await pilot.pause()
        assert "1 left for later" in shown(app)
        assert not await is_locked(app, queue[0])
        await pilot.press("r")
        await until(pilot, lambda: screen.item_id == queue[0])
        assert screen.queue == [queue[0]]


async def test_a_second_enter_never_decides_on_a_picture_that_was_not_seen(reels_home: Paths) -> None:
    async with reviewing(reels_home) as (app, pilot, screen):
        entry = screen.grid.current
        assert entry is not None
        screen.action_choose()
        screen.action_choose()
        await until(pilot, lambda: screen.at == 1)
        await pilot.pause(0.2)
        assert screen.at == 1
        assert not await is_locked(app, screen.queue[1])


async def test_the_next_items_are_there_before_they_are_shown(reels_home: Paths) -> None:
    async with reviewing(reels_home) as (_, pilot, screen):
        await until(pilot, lambda: len(screen._ahead) == 2 and not screen.shelf.is_busy)
        rows = [row for upcoming in screen._ahead.values() for row in upcoming.rows]
        assert rows
        assert all(screen.shelf.place(row.id) is not None for row in rows)
        pictures = screen.desk.pictures
        await until(pilot, lambda: not pictures._waiting and not pictures._running)
        await decide(pilot, screen, "enter")
        await pilot.pause()
        assert all(picture.is_ready for picture in screen.grid._pool[: len(screen.grid.seen)])


async def test_cells_stay_where_they_are_from_item_to_item_or_pictures_would_be_painted_twice(
    reels_home: Paths,
) -> None:
    async with reviewing(reels_home) as (_, _, screen):
        grid, laid_out = screen.grid, screen.grid.geometry
        others = [entry._replace(row=entry.row._replace(item_id=-1)) for entry in grid.entries]
        grid.show_entries(grid.asset_type, others, {}, 0, takes_many=False)
        assert grid.geometry is laid_out


async def test_another_type_is_reviewed_with_its_own_decisions(reels_home: Paths) -> None:
    async with reviewing(reels_home) as (_, pilot, screen):
        await pilot.press("t")
        await until(pilot, lambda: screen.deck is not None and screen.deck.asset_type is AssetType.FANART)
        chosen = screen.deck.selected if screen.deck else []
        assert len(chosen) > 1
        assert screen.deck is not None
        assert screen.chosen_by_enter(screen.deck, chosen[0]) == chosen


async def test_a_filter_says_which_items_are_reviewed(reels_home: Paths) -> None:
    async with reviewing(reels_home) as (app, pilot, screen):
        await pilot.press("slash")
        await pilot.pause()
        await pilot.press(*"year<1925", "enter")
        await until(pilot, lambda: len(screen.queue) == 2)
        assert "1 of 2" in shown(app)


async def test_with_nothing_to_decide_it_says_so(reels_home: Paths) -> None:
    async with reviewing(reels_home) as (app, pilot, screen):
        await pilot.press("slash")
        await pilot.pause()
        await pilot.press(*"year>2020", "enter")
        await until(pilot, lambda: screen.deck is None)
        await pilot.pause()
        assert "No poster waits for your decision" in shown(app)
        await pilot.press("enter")
        assert "There is no picture here." in shown(app)
        await pilot.press("escape")
        await until(pilot, lambda: app.current_mode == "library")


async def test_news_about_the_item_before_never_bring_it_back(reels_home: Paths) -> None:
    async with reviewing(reels_home) as (_, pilot, screen):
        for number in range(3):
            screen.reload()
            screen.action_choose()
            while screen.at == number:
                screen.reload()
                await asyncio.sleep(0.001)
            await until(pilot, lambda: screen.item_id == screen.queue[screen.at])
            await pilot.pause(0.3)
            assert screen.item_id == screen.queue[number + 1]


def forget(session: Session, item_id: int) -> None:
    item = session.get_one(Item, item_id)
    session.delete(item)
    touched(session, Topic.ITEM, [item_id])


async def test_an_item_that_vanished_is_told_without_the_title_or_pictures_of_the_one_before(reels_home: Paths) -> None:
    async with reviewing(reels_home) as (app, pilot, screen):
        assert app.core is not None
        assert screen.deck is not None
        before, gone = screen.deck.title, screen.queue[1]
        await app.core.store.write(forget, gone)
        await pilot.press("n")
        await until(pilot, lambda: "is not there any more" in shown(app))
        assert before not in shown(app)
        assert "the next one" in shown(app)
        await pilot.press("n")
        await until(pilot, lambda: screen.deck is not None and screen.deck.item_id == screen.queue[2])
