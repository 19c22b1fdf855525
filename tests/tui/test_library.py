"""The library as a person uses it."""

import pytest
from textual.widgets import Input

from lobbycard.core import Core
from lobbycard.paths import Paths
from lobbycard.store import bulk, fields, history, items
from lobbycard.store.items import ListQuery
from lobbycard.tui.screens.confirm import ConfirmScreen
from lobbycard.tui.screens.identify import IdentifyScreen
from lobbycard.tui.screens.review import ReviewScreen
from lobbycard.tui.widgets import poster_wall
from lobbycard.tui.widgets.filter_bar import FilterBar
from lobbycard.tui.widgets.poster_wall import PosterWall, WallCell
from lobbycard.tui.widgets.sidebar import Sidebar
from tests.cores import FILMS, SERIES
from tests.tui.opened import App, lines, press, running, settled, shown, table

ALL = len(FILMS) + len(SERIES)


async def cursor_title(app: App) -> str:
    item_id = table(app).current_id
    assert app.core is not None
    assert item_id is not None
    item = await app.core.store.read(items.by_id, item_id)
    assert item is not None
    return item.title


async def test_an_empty_program_says_how_to_begin(home: Paths) -> None:
    async with running(home, (80, 24)) as (app, pilot):
        assert "There is no library yet" in shown(app)
        assert "add a folder" in shown(app)
        await press(pilot, "F")
        assert "There is no item here." in shown(app)


async def test_a_folder_is_added_from_the_empty_screen(home: Paths, tmp_path: object) -> None:
    folder = home.data_dir.parent / "my films"
    folder.mkdir()
    async with running(home) as (app, pilot):
        await press(pilot, "a")
        await pilot.press(*str(folder)[:-3])
        await settled(pilot)
        await press(pilot, "right")
        await press(pilot, "enter")
        assert "Nothing was found yet" in shown(app)
        assert "my films" in shown(app)


async def test_a_folder_that_is_not_there_is_refused_beside_the_field(home: Paths) -> None:
    async with running(home) as (app, pilot):
        await press(pilot, "a")
        await pilot.press(*"/nowhere/at/all")
        await press(pilot, "enter")
        assert "/nowhere/at/all is not there." in shown(app)


async def test_the_list_shows_films_and_series_by_title_without_articles(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, _):
        seen = shown(app)
        assert f"1 of {ALL}" in seen
        assert seen.index("Bread and Copper") < seen.index("The Cartographer's Daughter") < seen.index("Dust on")
        assert "which one?" in seen
        assert "▸ The Night Tram" in seen


async def test_titles_that_would_control_the_terminal_are_shown_harmless(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, _):
        seen = shown(app)
        assert "Reversed Danger" in seen
        assert "映画館の灯り" in seen
        assert not any(bad in seen for bad in "\x1b\x07‮")
        widths = {strip.cell_length for strip in app.screen._compositor.render_strips(app.size)}
        assert widths == {140}


async def test_the_cursor_moves_by_line_page_and_end(seeded_home: Paths) -> None:
    async with running(seeded_home, (80, 16)) as (app, pilot):
        await press(pilot, "j", "j", "k")
        assert "2 of" in shown(app)
        await press(pilot, "G")
        assert f"{ALL} of {ALL}" in shown(app)
        await press(pilot, "pageup", "home")
        assert f"1 of {ALL}" in shown(app)


async def test_search_finds_a_misspelt_title_and_escape_brings_everything_back(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        await pilot.press("slash", *"cartografer")
        await settled(pilot, 0.5)
        assert "1 of 1" in shown(app)
        assert "The Cartographer's Daughter" in shown(app)
        found = table(app).current_id
        await press(pilot, "enter", "escape")
        assert f"of {ALL}" in shown(app)
        assert table(app).current_id == found
        assert table(app).cursor > 0


async def test_a_wrong_word_in_a_filter_is_pointed_at_and_the_list_stays(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        await pilot.press("slash", *"noir yeer>1990")
        await settled(pilot, 0.5)
        seen = lines(app)
        note = next(line for line in seen if "There is no property “yeer”" in line)
        typed = next(line for line in seen if "noir yeer>1990" in line)
        assert note.index("▔") == typed.index("yeer")
        assert note.count("▔") == len("yeer>1990")


async def test_tab_completes_the_word_of_a_filter(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        await pilot.press("slash", *"miss")
        await press(pilot, "tab")
        assert app.screen.query_one(FilterBar).value == "missing:"


async def test_a_saved_filter_narrows_the_list_and_counts_stand_beside_it(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        await settled(pilot, 1.2)
        series = next(line for line in lines(app) if line.strip().startswith("Series"))
        assert series.split()[1] == str(len(SERIES))
        await press(pilot, "f", "j", "j")
        assert f"1 of {len(SERIES)}" in shown(app)
        await press(pilot, "escape", "escape")
        assert f"of {ALL}" in shown(app)


async def test_a_series_opens_in_place_down_to_its_episodes(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        app.screen.query_one(Sidebar).choose("Series")
        await settled(pilot)
        await press(pilot, "right")
        assert "Season 1" in shown(app)
        assert "Season 2" in shown(app)
        await press(pilot, "right", "right")
        await press(pilot, "down")
        assert await cursor_title(app) == "Part 1"
        await press(pilot, "left")
        assert await cursor_title(app) == "Season 1"
        await press(pilot, "left", "left", "left")
        assert "Season 1" not in "".join(line for line in lines(app) if "▸ Season" in line)


async def test_sorting_by_year_puts_the_newest_first_and_turns_round(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        await press(pilot, "s", "down", "enter")
        assert "Year↓" in shown(app)
        await press(pilot, "home")
        assert await cursor_title(app) == "The Glassblower"
        await press(pilot, "S", "home")
        assert await cursor_title(app) == "The Keeper of Clocks"


async def test_a_click_on_a_title_sorts_and_on_a_row_moves(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        await pilot.click(table(app), offset=(5, 4))
        await settled(pilot)
        assert "4 of" in shown(app)
        header = next(line for line in lines(app) if "Title ↑" in line)
        await pilot.click(offset=(header.index("Year"), lines(app).index(header)))
        await settled(pilot)
        assert "Year↓" in shown(app)


async def test_the_preview_tells_state_gaps_and_locks(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        await press(pilot, "slash", *"odile", "enter")
        await settled(pilot, 0.5)
        seen = shown(app)
        assert "Published beside the files" in seen
        assert "Missing" in seen
        assert "poster" in seen
        assert "Locked   plot, title" in seen


async def test_the_cursor_keeps_its_item_when_others_change_the_list(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        await press(pilot, *"jjjjj")
        title = await cursor_title(app)
        assert app.core is not None
        await app.core.store.write(bulk.delete, [2, 3], 90, history.by_user("delete"))
        await settled(pilot, 0.8)
        assert await cursor_title(app) == title
        assert f"of {ALL - 2}" in shown(app)


async def test_a_changed_title_appears_without_a_key(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        assert app.core is not None
        await app.core.store.write(fields.edit, 2, {"title": "Bread and Silver"})
        await settled(pilot, 0.8)
        assert "Bread and Silver" in shown(app)
        assert "Bread and Copper" not in shown(app)


async def test_many_are_marked_deleted_after_a_summary_and_brought_back_with_one_key(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        await press(pilot, "space", "space", "shift+down")
        assert "3 marked" in shown(app)
        await press(pilot, "d")
        assert isinstance(app.screen, ConfirmScreen)
        seen = shown(app)
        assert "Delete 3 items from the library?" in seen
        assert "No file is touched" in seen
        await press(pilot, "y")
        await settled(pilot, 0.8)
        assert f"of {ALL - 3}" in shown(app)
        await press(pilot, "z")
        await settled(pilot, 0.8)
        assert f"of {ALL}" in shown(app)
        await press(pilot, "Z")
        await settled(pilot, 0.8)
        assert f"of {ALL - 3}" in shown(app)


async def test_saying_no_to_the_summary_changes_nothing(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        await press(pilot, "asterisk", "d", "escape")
        await settled(pilot, 0.8)
        assert f"of {ALL}" in shown(app)
        assert f"{ALL} marked" in shown(app)


async def test_a_range_is_marked_with_v(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        await press(pilot, "v", "j", "j", "v")
        assert "3 marked" in shown(app)
        await press(pilot, "escape")
        assert "marked" not in shown(app)


async def test_locking_the_poster_of_marked_items_is_one_undo(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        await press(pilot, "space", "space", "L")
        await press(pilot, *(["down"] * 7), "enter")
        await press(pilot, "y")
        assert app.core is not None
        locked = await app.core.store.read(items.ids, ListQuery(filter="lock:poster"))
        assert len(locked) == 2
        await press(pilot, "z")
        assert not await app.core.store.read(items.ids, ListQuery(filter="lock:poster"))


async def test_one_field_is_set_for_all_marked(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        await press(pilot, "space", "space", "t")
        await pilot.press(*"festival, 16mm")
        await press(pilot, "enter")
        await press(pilot, "y")
        assert app.core is not None
        assert len(await app.core.store.read(items.ids, ListQuery(filter="tag:festival tag:16mm"))) == 2


async def test_tags_that_come_and_go_together_are_one_change(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        assert app.core is not None
        film = table(app).current_id
        for said in ("festival, 16mm", "-16mm, cult"):
            await press(pilot, "t")
            await pilot.press(*said)
            await press(pilot, "enter")
        _, newest = (await app.core.store.read(history.batches))[0]
        assert newest.changes == 1
        await press(pilot, "z")
        assert list(await app.core.store.read(items.ids, ListQuery(filter="tag:festival tag:16mm -tag:cult"))) == [film]


async def test_nothing_that_fits_says_so(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        await pilot.press("slash", *"year:1815")
        await settled(pilot, 0.5)
        assert "Nothing fits “year:1815”" in shown(app)


@pytest.mark.parametrize("size", [(20, 5), (30, 8), (60, 14), (80, 24), (240, 70)])
async def test_every_size_shows_what_fits(seeded_home: Paths, size: tuple[int, int]) -> None:
    async with running(seeded_home, size) as (app, pilot):
        await press(pilot, "j", "right", "slash", "a", "escape", "f", "escape", "question_mark", "escape", "9")
        await press(pilot, "1", "home")  # the search may have been left on what it had found by then
        assert "Bread" in shown(app)


async def test_resizing_to_almost_nothing_and_back_loses_nothing(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        await press(pilot, *"jjj")
        await settled(pilot, 1.5)  # the counts beside the list come last
        before = shown(app)
        await pilot.resize_terminal(20, 5)
        await settled(pilot)
        await pilot.resize_terminal(140, 42)
        await settled(pilot, 0.5)
        assert shown(app) == before


async def test_an_item_deleted_by_another_process_goes_from_the_list(seeded_home: Paths, seeded_core: Core) -> None:
    async with running(seeded_home) as (app, pilot):
        await settled(pilot, 0.5)
        await seeded_core.store.write(bulk.delete, [1], 90, history.by_user("delete"))
        await settled(pilot, 2.0)
        assert "A Lantern for Odile" not in shown(app)


async def test_a_pasted_megabyte_does_not_hurt(seeded_home: Paths) -> None:
    from textual.events import Paste

    async with running(seeded_home) as (app, pilot):
        await press(pilot, "slash")
        assert app.focused is not None
        app.focused.post_message(Paste("x" * 1_000_000))
        await settled(pilot, 0.5)
        assert len(app.screen.query_one(FilterBar).value) <= 500
        await press(pilot, "escape", "j")
        assert f"2 of {ALL}" in shown(app)


async def test_the_wall_shows_the_same_list_and_keys_go_by_its_cursor(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        await press(pilot, "w", "right", "right")
        assert f"3 of {ALL}" in shown(app)
        title = await cursor_title(app)
        await press(pilot, "space")
        assert "1 marked" in shown(app)
        await press(pilot, "pagedown", "home", "w", "home", "j", "j")
        assert await cursor_title(app) == title


async def test_one_key_reviews_the_pictures_of_what_the_list_shows(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        await pilot.press("slash", *"year>=1950", "enter")
        await press(pilot, "R")
        assert isinstance(app.screen, ReviewScreen)
        await settled(pilot, 0.4)
        assert "among “year>=1950”" in shown(app)


async def test_one_key_says_what_the_item_is_and_of_an_episode_what_its_series_is(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        app.screen.query_one(Sidebar).choose("Series")
        await settled(pilot)
        series = await cursor_title(app)
        await press(pilot, "right", "down", "right", "down", "i")
        assert isinstance(app.screen, IdentifyScreen)
        await settled(pilot, 0.4)
        assert f"series read as “{series}”" in shown(app)


@pytest.mark.parametrize("size", [(20, 6), (52, 20), (80, 20), (112, 38), (160, 66), (212, 64)])
def test_posters_of_the_wall_fill_the_window_and_never_leave_it(size: tuple[int, int]) -> None:
    found = poster_wall.shape(*size)
    assert found.across * (found.width + 2) <= size[0]
    assert found.down == 1 or found.down * (found.height + 3) <= size[1]
    assert found.height <= size[1]
    if size[0] >= 52:
        used = found.across * (found.width + 2) * found.down * (found.height + 3)
        assert used / (size[0] * size[1]) > 0.7


def test_on_a_very_large_screen_two_dozen_posters_fill_the_wall() -> None:
    assert poster_wall.shape(112, 36).cells == 10
    assert 20 <= poster_wall.shape(212, 64).cells <= 30


async def test_pictures_of_the_wall_are_as_large_as_what_is_fetched_for_them(reels_home: Paths) -> None:
    async with running(reels_home) as (app, pilot):
        await press(pilot, "w")
        wall = app.screen.query_one(PosterWall)
        await settled(pilot, 0.6)
        wanted = poster_wall.shape(*wall.size)
        sizes = {tuple(cell.picture.size) for cell in wall.query(WallCell)}
        assert sizes == {(wanted.width, wanted.height)}


async def test_the_columns_of_a_view_are_chosen_and_kept(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        await press(pilot, "C")
        assert "Columns of the view" in shown(app)
        assert app.screen.query_one(Input).value.startswith("title, year, state")
        app.screen.query_one(Input).value = "title, codec, colour"
        await press(pilot, "enter")
        await settled(pilot, 0.4)
        assert "There is no column “colour”." in shown(app)
        await press(pilot, "C")
        app.screen.query_one(Input).value = "title, codec, files"
        await press(pilot, "enter")
        await settled(pilot, 0.6)
        head = next(line for line in lines(app) if "Title" in line)
        assert "Codec" in head
        assert "State" not in head
    assert "codec" in seeded_home.config_file.read_text()


async def test_a_test_whose_value_is_still_typed_is_explained_and_not_blamed(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        await press(pilot, "slash", *"year:")
        await settled(pilot, 0.5)
        seen = shown(app)
        assert "year: year of release" in seen
        assert "needs a value" not in seen
        await press(pilot, "x")
        await settled(pilot, 0.5)
        assert "is not a number" in shown(app)


async def test_an_empty_list_does_not_blame_words_that_are_no_longer_there(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        await press(pilot, "slash", *"zzzzqq")
        await settled(pilot, 0.5)
        assert "Nothing fits “zzzzqq”" in shown(app)
        app.screen.query_one(Input).value = "year:x"
        await settled(pilot, 0.5)
        seen = shown(app)
        assert "zzzzqq" not in seen
        assert "This filter cannot be used yet" in seen


@pytest.mark.parametrize("size", [(80, 24), (140, 42)], ids=str)
async def test_what_a_question_says_to_it_is_read_to_its_end(seeded_home: Paths, size: tuple[int, int]) -> None:
    async with running(seeded_home, size) as (app, pilot):
        await press(pilot, "t")
        seen = " ".join(shown(app).split())
        assert "A minus in front takes a tag away" in seen


@pytest.mark.parametrize("width", [60, 70, 84, 100, 109, 112, 140])
async def test_the_invitation_to_search_is_never_cut(seeded_home: Paths, width: int) -> None:
    async with running(seeded_home, (width, 24)) as (app, pilot):
        await settled(pilot)
        line = next(line for line in shown(app).splitlines() if "All ▸" in line)
        said = line.partition("▸")[2].split("  ")[0].strip()
        assert said in {"/ to search or filter", "/ to search", "/"}
