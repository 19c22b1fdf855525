"""The asset picker as a person uses it, on the demo's pictures."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PIL import Image
from textual.widgets import Input

from lobbycard.errors import Temporary
from lobbycard.model.kinds import AssetType, ItemKind, JobStatus
from lobbycard.paths import Paths
from lobbycard.store import artwork, fields, history, jobs
from lobbycard.store.artwork import CandidateRow
from lobbycard.tui import themes
from lobbycard.tui.messages import OpenIdentify, OpenPicker
from lobbycard.tui.screens.identify import IdentifyScreen
from lobbycard.tui.screens.look import Look
from lobbycard.tui.screens.picker import PickerScreen
from lobbycard.tui.screens.review import ReviewScreen
from lobbycard.tui.screens.sieve import SieveScreen
from lobbycard.tui.widgets.candidate_grid import CandidateGrid
from tests.tui import reels
from tests.tui.opened import App, TestPilot, shown
from tests.tui.reels import until


class Desk:
    """A picker that is open, and what a person sees and does there."""

    def __init__(self, app: App, pilot: TestPilot, screen: PickerScreen) -> None:
        self.app, self.pilot, self.screen = app, pilot, screen

    @property
    def grid(self) -> CandidateGrid:
        return self.screen.grid

    @property
    def here(self) -> CandidateRow:
        entry = self.grid.current
        assert entry is not None
        return entry.row

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause(0.2)
        await self.settled()

    async def paste(self, said: str) -> None:
        self.app.screen.query_one(Input).value = said
        await self.press("enter")

    async def settled(self) -> None:
        busy = {"deck", "decide", "next", "judge", "undo"}
        await until(self.pilot, lambda: not any(one.group in busy and one.is_running for one in self.app.workers))

    def asset_type(self) -> AssetType | None:
        return self.screen.deck.asset_type if self.screen.deck is not None else None

    @property
    def is_back(self) -> bool:
        return self.app.screen is self.screen

    async def rows(self) -> list[CandidateRow]:
        deck = self.screen.deck
        assert deck is not None
        assert self.app.core is not None
        return await self.app.core.store.read(artwork.of_item, deck.item_id, deck.asset_type)

    async def chosen(self) -> list[int]:
        rows = [row for row in await self.rows() if row.is_selected]
        return [row.id for row in sorted(rows, key=lambda row: row.position)]

    async def locks(self) -> set[str]:
        deck = self.screen.deck
        assert deck is not None
        assert self.app.core is not None
        return await self.app.core.store.read(fields.locked, deck.item_id)


@asynccontextmanager
async def picking(
    paths: Paths,
    title: str = "Metropolis",
    asset_type: str = "poster",
    *,
    size: tuple[int, int] = (140, 42),
    images: str = "halfblock",
    kind: ItemKind | None = None,
) -> AsyncIterator[Desk]:
    async with reels.running(paths, size, images) as (app, pilot):
        item_id = await reels.item_id(app, title, kind)
        app.post_message(OpenPicker([item_id], asset_type))
        await until(pilot, lambda: isinstance(app.screen, PickerScreen) and app.screen.deck is not None)
        screen = app.screen
        assert isinstance(screen, PickerScreen)
        desk = Desk(app, pilot, screen)
        await until(pilot, lambda: not screen.shelf.is_busy)
        await desk.settled()
        await pilot.pause(0.3)
        await desk.settled()
        yield desk


async def test_the_grid_shows_pictures_with_provider_language_size_votes_and_score(reels_home: Paths) -> None:
    async with picking(reels_home) as desk:
        seen = shown(desk.app)
        assert "Metropolis  1927" in seen
        assert "poster 11 ✓" in seen or "poster 12 ✓" in seen
        for fact in ("demo", "en", "textless", "1000×1500", "★5.1/177"):
            assert fact in seen
        assert "▀" in seen
        assert f"{desk.here.score:.0f}" in seen


async def test_candidates_stand_best_first_and_the_cursor_on_what_is_chosen(reels_home: Paths) -> None:
    async with picking(reels_home) as desk:
        usable = [entry.row.score for entry in desk.grid.entries if not entry.row.excluded]
        assert usable == sorted(usable, reverse=True)
        assert [desk.here.id] == await desk.chosen()
        assert "✓ chosen" in shown(desk.app)


async def test_enter_chooses_locks_and_asks_for_the_whole_picture(reels_home: Paths) -> None:
    async with picking(reels_home) as desk:
        await desk.press("right", "right", "enter")
        assert await desk.chosen() == [desk.here.id]
        assert "artwork.poster" in await desk.locks()
        assert desk.app.core is not None
        waiting = await desk.app.core.store.read(jobs.page, [JobStatus.PENDING])
        assert any(job.type == "FetchArt" for job in waiting)


async def test_undo_brings_back_the_choice_and_the_open_lock(reels_home: Paths) -> None:
    async with picking(reels_home) as desk:
        before = await desk.chosen()
        await desk.press("right", "enter")
        assert await desk.chosen() != before
        await desk.press("z")
        assert await desk.chosen() == before
        assert "artwork.poster" not in await desk.locks()


async def test_a_rejected_picture_goes_comes_back_by_undo_and_shows_again_by_toggle(reels_home: Paths) -> None:
    async with picking(reels_home) as desk:
        await desk.press("right")
        gone, count = desk.here.id, len(desk.grid.entries)
        await desk.press("x")
        assert gone not in [entry.row.id for entry in desk.grid.entries]
        assert len(desk.grid.entries) == count - 1
        assert [row.id for row in await desk.rows() if row.is_rejected] == [gone]
        await desk.press("X")
        assert "✗ rejected" in shown(desk.app)
        assert "with rejected" in shown(desk.app)
        await desk.press("X", "z")
        assert gone in [entry.row.id for entry in desk.grid.entries]


async def test_a_rejected_picture_is_offered_again_by_the_same_key(reels_home: Paths) -> None:
    async with picking(reels_home) as desk:
        await desk.press("right")
        gone = desk.here.id
        await desk.press("x", "X")
        while desk.here.id != gone:
            await desk.press("right")
        await desk.press("enter")
        assert await desk.chosen() != [gone]
        await desk.press("x")
        assert not any(row.is_rejected for row in await desk.rows())


async def test_near_duplicates_are_folded_once_their_pictures_were_seen(reels_home: Paths) -> None:
    async with picking(reels_home) as desk:
        rows = await desk.rows()
        copies = [row for row in rows if row.duplicate_of is not None]
        assert copies
        assert "+1" in shown(desk.app)
        hidden = {row.id for row in copies} - {entry.row.id for entry in desk.grid.entries}
        assert hidden
        head = next(at for at, entry in enumerate(desk.grid.entries) if entry.folded)
        desk.grid.go_to(head)
        await desk.press("plus")
        assert "╰ copy" in shown(desk.app)
        assert hidden & {entry.row.id for entry in desk.grid.entries}
        await desk.press("escape")
        assert not hidden & {entry.row.id for entry in desk.grid.entries}
        assert isinstance(desk.app.screen, PickerScreen)


async def test_fanart_takes_several_in_an_order_that_can_be_changed(reels_home: Paths) -> None:
    async with picking(reels_home, asset_type="fanart") as desk:
        await desk.press("delete")
        assert await desk.chosen() == []
        await desk.press("home", "enter", "right", "enter")
        first, second = desk.grid.entries[0].row.id, desk.grid.entries[1].row.id
        assert await desk.chosen() == [first, second]
        assert "✓ 1 chosen" in shown(desk.app)
        assert "✓ 2 chosen" in shown(desk.app)
        await desk.press("less_than_sign")
        assert await desk.chosen() == [second, first]
        await desk.press("enter")
        assert await desk.chosen() == [first]


async def test_no_more_are_chosen_than_the_rule_allows(reels_home: Paths) -> None:
    async with picking(reels_home, asset_type="fanart") as desk:
        await desk.press("delete", "home", "enter", "right", "enter", "right", "enter", "right", "enter")
        assert len(await desk.chosen()) == desk.screen.most == 3
        assert desk.here.id in await desk.chosen()


async def test_the_lock_is_toggled_without_another_choice(reels_home: Paths) -> None:
    async with picking(reels_home) as desk:
        before = await desk.chosen()
        await desk.press("L")
        assert "artwork.poster" in await desk.locks()
        assert "▪" in shown(desk.app)
        await desk.press("L")
        assert "artwork.poster" not in await desk.locks()
        assert await desk.chosen() == before


async def test_the_type_changes_by_key_and_the_next_one_begins_at_its_choice(reels_home: Paths) -> None:
    async with picking(reels_home) as desk:
        await desk.press("t")
        assert desk.asset_type() is AssetType.FANART
        await desk.press("T", "T")
        assert desk.asset_type() is AssetType.KEYART
        await desk.press("tab")
        assert "poster" in shown(desk.app)


async def test_seasons_have_their_own_pictures(reels_home: Paths) -> None:
    async with picking(reels_home, "Flash Gordon", kind=ItemKind.SERIES) as desk:
        assert "Series" in shown(desk.app)
        assert "S1" in shown(desk.app)
        await desk.press("right_square_bracket")
        deck = desk.screen.deck
        assert deck is not None
        assert deck.kind is ItemKind.SEASON
        assert {row.item_id for row in deck.rows} == {deck.item_id}
        await desk.press("left_square_bracket")
        assert desk.screen.deck is not None
        assert desk.screen.deck.kind is ItemKind.SERIES


async def test_films_say_why_they_have_no_seasons(reels_home: Paths) -> None:
    async with picking(reels_home) as desk:
        await desk.press("right_square_bracket")
        assert "Only series have seasons." in shown(desk.app)


async def test_the_score_is_explained_on_demand(reels_home: Paths) -> None:
    async with picking(reels_home) as desk:
        await desk.pilot.press("home", "i")
        await until(desk.pilot, lambda: "Language" in shown(desk.app))
        seen = shown(desk.app)
        assert f"Score {desk.here.score:.0f} of 100" in seen
        assert "1000x1500 of 2000x3000" in seen
        before = desk.here.score
        await desk.press("right", "right", "right")
        assert desk.here.score != before
        assert f"Score {desk.here.score:.0f} of 100" in shown(desk.app)
        await desk.press("escape")
        assert "of 100" not in shown(desk.app)


async def test_space_shows_it_large_and_what_is_decided_there_holds(reels_home: Paths) -> None:
    async with picking(reels_home) as desk:
        await desk.pilot.press("home", "space")
        await until(desk.pilot, lambda: isinstance(desk.app.screen, Look))
        await until(desk.pilot, lambda: desk.app.screen.query("Picture").first().is_ready)  # type: ignore[attr-defined]
        assert "1 of " in shown(desk.app)
        await desk.press("right", "right")
        assert "3 of " in shown(desk.app)
        await desk.press("enter")
        assert desk.is_back
        assert desk.grid.cursor == 2
        assert await desk.chosen() == [desk.grid.entries[2].row.id]


async def test_space_again_comes_back_to_where_one_looked(reels_home: Paths) -> None:
    async with picking(reels_home) as desk:
        before = await desk.chosen()
        await desk.press("home", "space", "right", "space")
        assert desk.is_back
        assert desk.grid.cursor == 1
        assert await desk.chosen() == before


async def test_two_are_compared_and_one_is_chosen(reels_home: Paths) -> None:
    async with picking(reels_home) as desk:
        await desk.press("home", "m", "right", "right")
        assert "◆1" in shown(desk.app)
        await desk.press("c")
        assert isinstance(desk.app.screen, Look)
        assert len(desk.app.screen.sides) == 2
        await until(desk.pilot, lambda: "of 2000x3000" in shown(desk.app))
        assert "← → Other side" in shown(desk.app)
        assert "Before" not in shown(desk.app)
        wanted = desk.grid.entries[2].row.id
        await desk.press("right", "enter")
        assert desk.is_back
        assert wanted == desk.here.id


async def test_on_sixteen_colours_too_the_keys_of_the_large_view_are_shown(reels_home: Paths) -> None:
    async with picking(reels_home) as desk:
        desk.app.theme = themes.SIXTEEN
        await desk.press("home", "m", "right", "right", "c")
        await until(desk.pilot, lambda: "← → Other side" in shown(desk.app))


async def test_with_nothing_to_compare_one_is_told_how(reels_home: Paths) -> None:
    async with picking(reels_home) as desk:
        await desk.press("c")
        assert "Mark one with m" in shown(desk.app)


async def test_a_filter_by_language_is_told_and_escape_takes_it_off(reels_home: Paths) -> None:
    async with picking(reels_home) as desk:
        count = len(desk.grid.entries)
        await desk.pilot.press("f")
        await until(desk.pilot, lambda: isinstance(desk.app.screen, SieveScreen))
        await desk.pilot.pause()
        assert "[ ]" in shown(desk.app)
        assert "[✓]" not in shown(desk.app)
        await desk.press("space")
        assert shown(desk.app).count("[✓]") == 1
        await desk.press("enter")
        languages = {entry.row.language for entry in desk.grid.entries if not entry.row.is_selected}
        assert len(languages) == 1
        assert "filter: " in shown(desk.app)
        await desk.press("escape")
        assert len(desk.grid.entries) == count


async def test_a_filter_that_leaves_nothing_is_refused(reels_home: Paths) -> None:
    async with picking(reels_home) as desk:
        await desk.pilot.press("f")
        await until(desk.pilot, lambda: isinstance(desk.app.screen, SieveScreen))
        await desk.press("tab", "tab", *"90000", "enter")
        assert "Nothing would be left." in shown(desk.app)


async def test_a_file_of_ones_own_is_added_chosen_and_locked(reels_home: Paths, tmp_path: Path) -> None:
    own = tmp_path / "own poster.png"
    Image.effect_noise((600, 900), 90).convert("RGB").save(own)
    async with picking(reels_home) as desk:
        await desk.press("a")
        await desk.paste(str(own))
        await until(desk.pilot, lambda: desk.is_back)
        await desk.settled()
        assert desk.here.provider == "user"
        assert await desk.chosen() == [desk.here.id]
        assert (desk.here.width, desk.here.height) == (600, 900)
        assert "artwork.poster" in await desk.locks()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Type a path or paste an address."),
        ("poster.jpg", "Give the whole path"),
        ("/nowhere/at/all.jpg", "There is no such file."),
        ("/", "This is a folder."),
        ("ftp://example.org/x.jpg", "Only addresses that begin with http://"),
    ],
)
async def test_what_is_wrong_with_an_own_picture_stands_in_the_dialog(reels_home: Paths, typed: str, said: str) -> None:
    async with picking(reels_home) as desk:
        before = await desk.chosen()
        await desk.press("a")
        await desk.paste(typed)
        assert said in shown(desk.app)
        await desk.press("escape")
        assert await desk.chosen() == before


async def test_a_file_that_is_no_picture_is_refused_in_the_dialog(reels_home: Paths, tmp_path: Path) -> None:
    fake = tmp_path / "fake.jpg"
    fake.write_bytes(b"<html>not a picture</html>" * 50)
    async with picking(reels_home) as desk:
        count = len(await desk.rows())
        await desk.press("a")
        await desk.paste(str(fake))
        await until(desk.pilot, lambda: "fake.jpg" in shown(desk.app) and "is" in shown(desk.app))
        assert not desk.is_back
        assert len(await desk.rows()) == count


async def test_an_item_without_pictures_says_what_to_do(reels_home: Paths) -> None:
    async with picking(reels_home, "Zzyzx") as desk:
        seen = shown(desk.app)
        assert "No poster is known for this item yet" in seen
        assert "ask the providers" in seen
        await desk.press("enter")
        assert "There is no picture here." in shown(desk.app)
        await desk.press("F")
        assert desk.app.core is not None
        assert any(job.type == "EnrichItem" for job in await desk.app.core.store.read(jobs.page, [JobStatus.PENDING]))


async def test_without_pictures_every_fact_stands_in_a_line(reels_home: Paths) -> None:
    async with picking(reels_home, size=(80, 24), images="off") as desk:
        seen = [line for line in shown(desk.app).splitlines() if "1000×1500" in line]
        assert len(seen) > 4
        assert all("demo" in line for line in seen[:3])
        assert "▀" not in shown(desk.app)
        await desk.press("home", "down", "enter")
        assert await desk.chosen() == [desk.grid.entries[1].row.id]


async def test_a_picture_that_cannot_be_had_says_why_among_good_ones(reels_home: Paths) -> None:
    async with reels.running(reels_home) as (app, pilot):
        assert app.core is not None
        item_id = await reels.item_id(app, "Metropolis")
        rows = await app.core.store.read(artwork.of_item, item_id, AssetType.POSTER)
        await app.core.store.write(
            artwork.add_own, item_id, AssetType.POSTER, "demo://poster/nobody/01.jpg", select=False
        )
        app.post_message(OpenPicker([item_id], "poster"))
        await until(pilot, lambda: isinstance(app.screen, PickerScreen) and app.screen.deck is not None)
        screen = app.screen
        assert isinstance(screen, PickerScreen)
        await until(pilot, lambda: not screen.shelf.is_busy)
        await until(pilot, lambda: "r tries again" in shown(app))
        assert sum(picture.is_ready for picture in screen.grid._pool) >= len(rows) - 3


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("art.example/t/p/w342/abc.jpg could not be fetched: art.example cannot be reached.", "It could not be"),
        ("art.example/abc.jpg: the server was too slow.", "The server was"),
        ("art.example/abc.jpg was refused: it is a web page.", "It was refused:"),
    ],
)
async def test_the_reason_stands_in_the_cell_without_the_address_and_one_key_tries_again(
    message: str, told: str, reels_home: Paths
) -> None:
    async with picking(reels_home) as desk:
        id_ = desk.here.id
        desk.screen.shelf._places[id_] = Temporary(message)
        desk.screen.want_pictures()
        await until(desk.pilot, lambda: told in shown(desk.app))
        assert "abc.jpg" not in shown(desk.app)
        await desk.press("r")
        seen = desk.grid._pool[: len(desk.grid.seen)]
        await until(desk.pilot, lambda: all(picture.is_ready for picture in seen))


async def test_a_damaged_preview_is_told_in_its_cell_and_fetched_anew(reels_home: Paths) -> None:
    async with picking(reels_home) as desk:
        places = [desk.screen.shelf.place(entry.row.id) for entry in desk.grid.entries]
        broken = next(place for place in places if isinstance(place, Path))
        broken.write_bytes(broken.read_bytes()[:300])
    async with picking(reels_home) as desk:
        assert "cannot be read" in shown(desk.app)
        assert "r tries again" in shown(desk.app)
        assert len(desk.grid.broken) == 1
        await desk.press("r")
        seen = desk.grid._pool[: len(desk.grid.seen)]
        await until(desk.pilot, lambda: all(picture.is_ready for picture in seen))
        assert "cannot be read" not in shown(desk.app)
        await desk.press("right", "enter")
        assert await desk.chosen() == [desk.here.id]


async def test_next_goes_to_the_item_that_needs_the_same_decision_and_back(reels_home: Paths) -> None:
    async with picking(reels_home, "Detour") as desk:
        first = desk.screen.item_id
        await desk.press("n")
        assert desk.screen.item_id != first
        await desk.press("p")
        assert desk.screen.item_id == first


async def test_what_another_process_rejects_is_read_again_and_the_cursor_stays(reels_home: Paths) -> None:
    async with picking(reels_home) as desk:
        await desk.press("home", "right", "right")
        held = desk.here.id
        assert desk.app.core is not None
        await desk.app.core.store.write(artwork.reject, [desk.grid.entries[0].row.id])
        await until(desk.pilot, lambda: desk.grid.cursor == 1)
        assert desk.here.id == held


async def test_keys_pressed_while_a_choice_is_written_are_all_heard(reels_home: Paths) -> None:
    async with picking(reels_home, asset_type="fanart") as desk:
        await desk.press("delete", "home")
        await desk.pilot.press("enter", "right", "enter", "right", "enter")
        await desk.pilot.pause(0.3)
        await desk.settled()
        assert await desk.chosen() == [entry.row.id for entry in desk.grid.entries[:3]]
        assert desk.grid.cursor == 2


async def test_the_picker_survives_any_size(reels_home: Paths) -> None:
    async with picking(reels_home) as desk:
        for size in ((20, 5), (60, 12), (240, 70), (30, 40), (80, 24), (140, 42)):
            await desk.pilot.resize_terminal(*size)
            await desk.pilot.pause(0.1)
            widths = {strip.cell_length for strip in desk.app.screen._compositor.render_strips(desk.app.size)}
            assert widths == {size[0]}
        assert "★5.1/177" in shown(desk.app)


async def test_pages_turn_whole_and_the_cursor_reaches_every_cell(reels_home: Paths) -> None:
    async with picking(reels_home, size=(60, 24)) as desk:
        await desk.press("home")
        seen = [desk.here.id]
        for _ in range(len(desk.grid.entries) - 1):
            await desk.pilot.press("l")
            seen.append(desk.here.id)
        assert seen == [entry.row.id for entry in desk.grid.entries]
        assert "page" in shown(desk.app)
        await desk.press("home", "pagedown")
        assert desk.grid.cursor == desk.grid.geometry.page


async def test_a_choice_is_one_step_of_the_history(reels_home: Paths) -> None:
    async with picking(reels_home) as desk:
        await desk.press("right", "enter")
        assert desk.app.core is not None
        batch = await desk.app.core.store.read(history.last_undoable)
        assert batch is not None
        changes = await desk.app.core.store.read(history.details, batch)
        assert [change.action for change in changes] == ["select"]


async def test_several_marked_items_are_decided_one_after_the_other(reels_home: Paths) -> None:
    async with reels.running(reels_home) as (app, pilot):
        ids = [await reels.item_id(app, title) for title in ("Nosferatu", "Detour")]
        app.post_message(OpenPicker(ids))
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen) and app.screen.deck is not None)
        screen = app.screen
        assert isinstance(screen, ReviewScreen)
        assert screen.queue == ids
        await pilot.press("enter")
        await until(pilot, lambda: screen.item_id == ids[1])
        await pilot.press("escape")
        await until(pilot, lambda: app.current_mode == "library" and not isinstance(app.screen, ReviewScreen))


async def test_items_are_identified_from_elsewhere_by_a_message(reels_home: Paths) -> None:
    async with reels.running(reels_home) as (app, pilot):
        item_id = await reels.item_id(app, "39 Steps")
        app.post_message(OpenIdentify([item_id]))
        await until(pilot, lambda: isinstance(app.screen, IdentifyScreen) and app.screen.puzzle is not None)
        await pilot.pause()
        assert "1959" in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, IdentifyScreen))
