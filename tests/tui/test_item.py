"""The page of one item as a person uses it."""

import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session
from textual import events
from textual.widgets import Input, TextArea

from lobbycard.core import Core
from lobbycard.events import Topic
from lobbycard.model.facts import Credit, Facts, Rating
from lobbycard.model.item import Item
from lobbycard.model.kinds import CreditKind
from lobbycard.model.preference import Preference
from lobbycard.paths import Paths
from lobbycard.store import database, fields, history, item_page, items, people, sources
from lobbycard.store.database import Store, touched
from lobbycard.store.history import Change
from lobbycard.tui.item.editors import LineEditor
from lobbycard.tui.item.long_text import MOST_TEXT, LongTextScreen
from lobbycard.tui.messages import OpenItem
from lobbycard.tui.screens.item import ItemScreen
from tests.cores import FILMS
from tests.tui.opened import App, TestPilot, lines, press, running, settled, shown

ODILE, REVERSED, TRAM, SEASON = 1, len(FILMS), 101, 102
EPISODE = 103

SAID = Facts(
    {
        "title": "Eine Laterne für Odile",
        "original_title": "Une lanterne pour Odile",
        "plot": "A lamplighter's daughter keeps the harbour lit through a winter without ships.",
        "genres": ("Drama", "Sea"),
        "studios": ("Blue Dock, Inc.", "Pathway"),
        "cast": (
            Credit("Ines Morel", role="Odile"),
            Credit("Bruno Kast", role="The keeper"),
            Credit("Ada Lind", role="Her aunt"),
        ),
        "crew": (Credit("Carl Voss", CreditKind.CREW, job="Director"),),
        "ratings": (Rating("imdb", 7.8, votes=12034), Rating("tmdb", 6.2)),
    },
    {"imdb": "tt0021999", "tmdb": "4711"},
)


def furnish(session: Session) -> None:
    """Give the first film what two sources say."""
    item = fields.item_by_id(session, ODILE)
    sources.remember(session, ODILE, "tmdb", SAID, language="de")
    sources.remember(session, ODILE, "nfo", Facts({"title": "Odile's Lantern", "tagline": "Keep it lit."}))
    fields.merge(session, item, Preference(), Change("furnished", "enrich", "enrich"))


@pytest.fixture
def furnished_home(seeded_home: Paths) -> Paths:
    """A library whose first film is known to two sources."""
    store = Store(f"sqlite:///{seeded_home.database_file}")
    store.write_now(furnish)
    store.close()
    return seeded_home


async def opened(app: App, pilot: TestPilot, item_id: int, *panels: str, among: tuple[int, ...] = ()) -> ItemScreen:
    """Open an item and go to a panel by its title."""
    app.screen.post_message(OpenItem(item_id, among))
    await settled(pilot, 0.3)
    screen = app.screen
    assert isinstance(screen, ItemScreen)
    for name in panels:
        for _ in range(9):
            if screen.panel is not None and name == screen.panel.NAME:
                break
            await press(pilot, "tab")
    return screen


def value_of(app: App, name: str, item_id: int = ODILE) -> Any:
    """What the database has in a field."""
    assert app.core is not None
    rows = app.core.store.read_now(item_page.field_rows, item_id)
    return next(row for row in rows if row.info.name == name)


async def go(pilot: TestPilot, screen: ItemScreen, key: str) -> None:
    """Put the cursor of a list of rows on a row."""
    from lobbycard.tui.widgets.row_list import RowList

    assert screen.panel is not None
    screen.panel.query_one(RowList).move_to(key)
    await settled(pilot)


# --- metadata ------------------------------------------------------------------------------------------------------


async def test_fields_are_shown_with_their_source_and_lock(furnished_home: Paths) -> None:
    async with running(furnished_home, (80, 24)) as (app, pilot):
        await opened(app, pilot, ODILE)
        seen = lines(app)
        title = next(line for line in seen if line.startswith(" Title"))
        assert "A Lantern for Odile" in title
        assert "◆" in title
        original = next(line for line in seen if line.startswith(" Original title"))
        assert "Une lanterne pour Odile" in original
        assert "tmdb" in original
        assert "·" in original
        assert "◆ 2 locked" in shown(app)


async def test_enter_on_a_row_of_the_library_opens_its_page_and_escape_goes_back(seeded_home: Paths) -> None:
    async with running(seeded_home) as (app, pilot):
        await press(pilot, "enter")
        assert isinstance(app.screen, ItemScreen)
        assert "1 of" in shown(app)
        first = app.screen.item_id
        await press(pilot, "n")
        assert app.screen.item_id != first
        await press(pilot, "escape")
        assert not isinstance(app.screen, ItemScreen)


async def test_an_edit_in_place_is_kept_and_locks_the_field(furnished_home: Paths) -> None:
    async with running(furnished_home, (80, 24)) as (app, pilot):
        screen = await opened(app, pilot, ODILE)
        await go(pilot, screen, "tagline")
        await press(pilot, "enter")
        assert isinstance(app.focused, Input)
        assert lines(app)[-1].startswith(" enter Keep  esc Cancel")
        await pilot.press("end", *" Always.")
        await press(pilot, "enter")
        row = value_of(app, "tagline")
        assert (row.value, row.source, row.locked) == ("Keep it lit. Always.", "user", True)
        assert "Keep it lit. Always." in shown(app)
        assert screen.panel is not None
        assert screen.panel.query_one("RowList").has_focus
        await press(pilot, "z")
        row = value_of(app, "tagline")
        assert (row.value, row.source, row.locked) == ("Keep it lit.", "nfo", False)
        await press(pilot, "Z")
        assert value_of(app, "tagline").value == "Keep it lit. Always."


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("year", "soon", "must be a whole number"),
        ("year", "31", "cannot be the year of a film"),
        ("premiered", "tomorrow", "is no date"),
        ("user_rating", "11", "between 0 and 10"),
        ("title", "", "A title cannot be empty"),
    ],
)
async def test_what_is_wrong_is_said_below_the_line_and_nothing_is_kept(
    furnished_home: Paths, field: str, typed: str, said: str
) -> None:
    async with running(furnished_home, (80, 24)) as (app, pilot):
        screen = await opened(app, pilot, ODILE)
        before = value_of(app, field)
        await go(pilot, screen, field)
        await press(pilot, "e")
        line = app.screen.query_one(Input)
        line.value = typed
        await press(pilot, "enter")
        assert said in shown(app)
        assert value_of(app, field) == before
        line.value = "1933"
        await press(pilot, "escape")
        assert not app.screen.query(LineEditor)
        assert value_of(app, field) == before


async def test_terms_are_completed_from_those_in_use_and_may_hold_commas(furnished_home: Paths) -> None:
    async with running(furnished_home, (80, 24)) as (app, pilot):
        screen = await opened(app, pilot, ODILE)
        await go(pilot, screen, "genres")
        await press(pilot, "e")
        line = app.screen.query_one(Input)
        assert line.value == "Drama, Sea"
        await pilot.press("end", *", No")
        await settled(pilot, 0.3)
        await press(pilot, "tab")
        assert line.value == "Drama, Sea, Noir"
        await press(pilot, "enter")
        assert value_of(app, "genres").value == ["Drama", "Sea", "Noir"]
        await go(pilot, screen, "studios")
        await press(pilot, "e")
        line = app.screen.query_one(Input)
        line.value += ",Third"
        await press(pilot, "enter")
        assert value_of(app, "studios").value == ["Blue Dock, Inc.", "Pathway", "Third"]


async def test_a_new_set_is_made_and_can_be_taken_back(furnished_home: Paths) -> None:
    async with running(furnished_home, (80, 24)) as (app, pilot):
        screen = await opened(app, pilot, ODILE)
        await go(pilot, screen, "set")
        await press(pilot, "e")
        await pilot.press(*"Lights of the Coast")
        await press(pilot, "enter")
        assert value_of(app, "set").value["name"] == "Lights of the Coast"
        await press(pilot, "z")
        assert value_of(app, "set").value is None


async def test_long_text_is_edited_in_a_dialog_that_warns_before_it_drops_changes(furnished_home: Paths) -> None:
    async with running(furnished_home, (80, 24)) as (app, pilot):
        screen = await opened(app, pilot, ODILE)
        await go(pilot, screen, "plot")
        await press(pilot, "enter")
        assert isinstance(app.screen, LongTextScreen)
        await pilot.press(*" And so")
        await press(pilot, "escape")
        assert isinstance(app.screen, LongTextScreen)
        assert "not kept yet" in shown(app)
        await press(pilot, "ctrl+s")
        assert isinstance(app.screen, ItemScreen)
        assert str(value_of(app, "plot").value).endswith(" And so")


async def test_a_lock_is_toggled_for_one_field_and_for_all(furnished_home: Paths) -> None:
    async with running(furnished_home, (80, 24)) as (app, pilot):
        screen = await opened(app, pilot, ODILE)
        await go(pilot, screen, "year")
        await press(pilot, "l")
        assert value_of(app, "year").locked
        await press(pilot, "l")
        assert not value_of(app, "year").locked
        await press(pilot, "A")
        assert all(value_of(app, name).locked for name in ("year", "genres", "tagline"))
        assert not value_of(app, "homepage").locked
        await press(pilot, "A")
        assert not value_of(app, "year").locked


async def test_delete_empties_a_field_and_locks_it_so(furnished_home: Paths) -> None:
    async with running(furnished_home, (80, 24)) as (app, pilot):
        screen = await opened(app, pilot, ODILE)
        await go(pilot, screen, "tagline")
        await press(pilot, "delete")
        row = value_of(app, "tagline")
        assert (row.value, row.locked) == (None, True)
        await go(pilot, screen, "title")
        await press(pilot, "delete")
        assert "A title cannot be empty." in shown(app)
        assert value_of(app, "title").value == "A Lantern for Odile"


async def test_what_a_source_says_is_taken_over_with_enter(furnished_home: Paths) -> None:
    async with running(furnished_home, (100, 30)) as (app, pilot):
        await opened(app, pilot, ODILE)
        await press(pilot, "s")
        seen = shown(app)
        assert "Eine Laterne für Odile" in seen
        assert "tmdb de" in seen
        assert "Odile's Lantern" in seen
        await press(pilot, "j", "enter")
        row = value_of(app, "title")
        assert (row.value, row.source, row.locked) == ("Eine Laterne für Odile", "tmdb", True)
        assert "Eine Laterne für Odile" in lines(app)[1]


# --- people --------------------------------------------------------------------------------------------------------


def cast(app: App) -> list[tuple[str, str, bool, bool]]:
    """Name, role, role locked, removed."""
    entries = value_of(app, "cast").value
    return [
        (entry["name"], entry.get("role", ""), bool(entry.get("role_locked")), bool(entry.get("removed")))
        for entry in entries
    ]


async def test_the_order_of_the_cast_is_changed_and_locked(furnished_home: Paths) -> None:
    async with running(furnished_home, (80, 24)) as (app, pilot):
        await opened(app, pilot, ODILE, "people")
        await press(pilot, "shift+down")
        assert [name for name, *_ in cast(app)] == ["Bruno Kast", "Ines Morel", "Ada Lind"]
        assert value_of(app, "cast").locked
        await press(pilot, "shift+down")
        assert [name for name, *_ in cast(app)] == ["Bruno Kast", "Ada Lind", "Ines Morel"]
        await press(pilot, "z", "z")
        assert [name for name, *_ in cast(app)] == ["Ines Morel", "Bruno Kast", "Ada Lind"]
        assert not value_of(app, "cast").locked


async def test_a_role_that_was_typed_stays_through_the_next_fetch(furnished_home: Paths) -> None:
    async with running(furnished_home, (80, 24)) as (app, pilot):
        await opened(app, pilot, ODILE, "people")
        await press(pilot, "j", "e")
        app.screen.query_one(Input).value = "The lighthouse keeper"
        await press(pilot, "enter")
        assert cast(app)[1] == ("Bruno Kast", "The lighthouse keeper", True, False)
        assert not value_of(app, "cast").locked
        assert app.core is not None
        await app.core.store.write(furnish)
        assert ("Bruno Kast", "The lighthouse keeper", True, False) in cast(app)


async def test_a_removed_person_is_shown_struck_out_stays_away_and_can_come_back(furnished_home: Paths) -> None:
    async with running(furnished_home, (80, 24)) as (app, pilot):
        screen = await opened(app, pilot, ODILE, "people")
        await press(pilot, "x")
        assert cast(app)[-1] == ("Ines Morel", "Odile", False, True)
        assert "✗ Ines Morel" in shown(app)
        assert app.core is not None
        await app.core.store.write(furnish)
        await settled(pilot)
        assert [name for name, *_, removed in cast(app) if not removed] == ["Bruno Kast", "Ada Lind"]
        await press(pilot, "full_stop")
        assert "Ines Morel" not in shown(app)
        await press(pilot, "full_stop")
        entry = next(row for row in value_of(app, "cast").value if row["name"] == "Ines Morel")
        await go(pilot, screen, f"cast {entry['person']} 1 ")
        await press(pilot, "x")
        assert cast(app)[-1] == ("Ines Morel", "Odile", False, False)


async def test_a_person_is_added_from_those_known_and_everything_is_undone(furnished_home: Paths) -> None:
    async with running(furnished_home, (80, 30)) as (app, pilot):
        await opened(app, pilot, ODILE, "people")
        await press(pilot, "a")
        await pilot.press(*"voss")
        await settled(pilot, 0.3)
        await press(pilot, "down", "enter")
        await pilot.press(*"A fisherman")
        await press(pilot, "enter")
        assert [name for name, *_ in cast(app)] == ["Ines Morel", "Carl Voss", "Bruno Kast", "Ada Lind"]
        crew = value_of(app, "crew").value[0]["person"]
        assert value_of(app, "cast").value[1]["person"] == crew
        await press(pilot, "z")
        assert [name for name, *_ in cast(app)] == ["Ines Morel", "Bruno Kast", "Ada Lind"]


async def test_enter_opens_a_person_with_what_they_were_in(furnished_home: Paths) -> None:
    async with running(furnished_home, (80, 24)) as (app, pilot):
        await opened(app, pilot, ODILE, "people")
        await press(pilot, "enter")
        screen = app.screen
        assert isinstance(screen, ItemScreen)
        assert "Ines Morel" in lines(app)[1]
        await press(pilot, "tab")
        assert "A Lantern for Odile" in shown(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, ItemScreen)
        assert app.screen.item_id == ODILE
        await press(pilot, "escape")
        assert app.screen is screen


# --- ratings, ids, titles ------------------------------------------------------------------------------------------


async def test_ids_and_ratings_are_edited_added_and_removed(furnished_home: Paths) -> None:
    async with running(furnished_home, (100, 30)) as (app, pilot):
        screen = await opened(app, pilot, ODILE, "names")
        assert "imdb.com/title/tt0021999/" in shown(app)
        await go(pilot, screen, "ids tmdb")
        await press(pilot, "e")
        app.screen.query_one(Input).value = "tmdb 815"
        await press(pilot, "enter")
        assert value_of(app, "ids").value == {"imdb": "tt0021999", "tmdb": "815"}
        assert value_of(app, "ids").locked
        await go(pilot, screen, "ratings imdb")
        await press(pilot, "e")
        app.screen.query_one(Input).value = "very good"
        await press(pilot, "enter")
        assert "This is no rating." in shown(app)
        app.screen.query_one(Input).value = "imdb 8.1/10 13,000"
        await press(pilot, "enter")
        imdb = next(row for row in value_of(app, "ratings").value if row["source"] == "imdb")
        assert (imdb["value"], imdb["votes"]) == (8.1, 13000)
        await go(pilot, screen, "ids tmdb")
        await press(pilot, "x")
        assert value_of(app, "ids").value == {"imdb": "tt0021999"}
        await press(pilot, "z")
        assert value_of(app, "ids").value["tmdb"] == "815"


async def test_another_title_is_added(furnished_home: Paths) -> None:
    async with running(furnished_home, (100, 30)) as (app, pilot):
        await opened(app, pilot, ODILE, "names")
        await press(pilot, "a", "j", "j", "enter")
        await pilot.press(*"La Lanterne | fr | fr")
        await press(pilot, "enter")
        assert value_of(app, "alternate_titles").value == [{"title": "La Lanterne", "country": "FR", "language": "fr"}]
        await press(pilot, "z")
        assert value_of(app, "alternate_titles").value is None


async def test_an_address_is_copied_where_no_browser_can_be_reached(
    furnished_home: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "here there")
    async with running(furnished_home, (100, 30)) as (app, pilot):
        screen = await opened(app, pilot, ODILE, "names")
        await go(pilot, screen, "ids imdb")
        await press(pilot, "o")
        assert app.clipboard == "https://www.imdb.com/title/tt0021999/"
        await press(pilot, "y")
        assert app.clipboard == "tt0021999"


# --- seasons, files ------------------------------------------------------------------------------------------------


async def test_seasons_open_and_close_and_lead_to_their_pages(seeded_home: Paths) -> None:
    async with running(seeded_home, (80, 24)) as (app, pilot):
        await opened(app, pilot, TRAM, "tree")
        seen = shown(app)
        assert "▾ Season 1" in seen
        assert "Part 4" in seen
        assert "enter Open" in lines(app)[-1]
        await press(pilot, "left")
        assert "▸ Season 1" in shown(app)
        await press(pilot, "right", "right", "j", "enter")
        assert isinstance(app.screen, ItemScreen)
        assert "The Night Tram › Season 1 › 2. Part 2" in lines(app)[1]
        assert "2 of 4" in lines(app)[1]
        await press(pilot, "backspace")
        assert app.screen.item_id == SEASON
        await press(pilot, "escape", "escape")
        assert isinstance(app.screen, ItemScreen)
        assert app.screen.item_id == TRAM


async def test_files_are_shown_with_their_streams(seeded_home: Paths) -> None:
    async with running(seeded_home, (80, 24)) as (app, pilot):
        await opened(app, pilot, 3, "files")
        seen = shown(app)
        assert "3/video.mkv" in seen
        assert "hevc  3840×2160  HDR10" in seen
        await press(pilot, "y")
        assert app.clipboard.endswith("films/3/video.mkv")


async def test_a_row_longer_than_the_window_is_scrolled_through(furnished_home: Paths) -> None:
    async with running(furnished_home, (80, 16)) as (app, pilot):
        assert app.core is not None
        await app.core.store.write(fields.edit, ODILE, {"genres": [f"Genre {n}" for n in range(14)]})
        screen = await opened(app, pilot, ODILE, "changes")
        await press(pilot, "enter")
        first = shown(app)
        assert screen.panel is not None
        assert "Genre 0" in first
        assert "and 4 more" not in first
        await press(pilot, *["j"] * 12)
        assert "and 4 more" in shown(app)
        await press(pilot, "pageup")
        assert shown(app) == first


# --- history -------------------------------------------------------------------------------------------------------


async def test_any_change_is_taken_back_from_the_history_and_done_again(furnished_home: Paths) -> None:
    async with running(furnished_home, (100, 30)) as (app, pilot):
        assert app.core is not None
        await app.core.store.write(fields.edit, ODILE, {"tagline": "First"})
        await app.core.store.write(fields.edit, ODILE, {"year": 1932})
        await opened(app, pilot, ODILE, "changes")
        await press(pilot, "j", "enter")
        seen = shown(app)
        assert "Keep it lit. → First" in seen
        assert "from NFO → you" in seen
        await press(pilot, "u")
        assert value_of(app, "tagline").value == "Keep it lit."
        assert value_of(app, "year").value == 1932
        await press(pilot, "u")
        assert value_of(app, "tagline").value == "First"


async def test_what_was_changed_again_since_is_not_taken_back_and_says_why(furnished_home: Paths) -> None:
    async with running(furnished_home, (100, 30)) as (app, pilot):
        assert app.core is not None
        await app.core.store.write(fields.edit, ODILE, {"tagline": "First"})
        await app.core.store.write(fields.edit, ODILE, {"tagline": "Second"})
        await opened(app, pilot, ODILE, "changes")
        await press(pilot, "j", "u")
        assert "was changed again since" in " ".join(shown(app).split())
        assert value_of(app, "tagline").value == "Second"


# --- others --------------------------------------------------------------------------------------------------------


async def test_a_change_by_somebody_else_is_shown_and_the_cursor_stays(furnished_home: Paths) -> None:
    async with running(furnished_home, (80, 24)) as (app, pilot):
        screen = await opened(app, pilot, ODILE)
        await go(pilot, screen, "tagline")
        assert app.core is not None
        await app.core.store.write(fields.edit, ODILE, {"tagline": "From elsewhere", "title": "Another Name"})
        await settled(pilot, 0.3)
        assert "From elsewhere" in shown(app)
        assert "Another Name" in lines(app)[1]
        assert screen.panel is not None
        assert screen.panel.query_one("RowList").current_key == "tagline"  # type: ignore[attr-defined]


async def test_a_change_by_somebody_else_leaves_an_open_editor_alone(furnished_home: Paths) -> None:
    async with running(furnished_home, (80, 24)) as (app, pilot):
        screen = await opened(app, pilot, ODILE)
        await go(pilot, screen, "tagline")
        await press(pilot, "e")
        await pilot.press(*" Mine")
        assert app.core is not None
        await app.core.store.write(fields.edit, ODILE, {"year": 1950})
        await settled(pilot, 0.3)
        assert app.screen.query_one(Input).value == "Keep it lit. Mine"
        await press(pilot, "enter")
        assert value_of(app, "tagline").value == "Keep it lit. Mine"
        assert "1950" in shown(app)


def remove(session: Session, item_id: int) -> None:
    """As another process does it."""
    session.delete(session.get_one(Item, item_id))
    touched(session, Topic.ITEM, [item_id])


async def test_a_page_steps_back_when_its_item_is_deleted(furnished_home: Paths) -> None:
    async with running(furnished_home, (80, 24)) as (app, pilot):
        await opened(app, pilot, ODILE)
        assert app.core is not None
        await app.core.store.write(remove, ODILE)
        await settled(pilot, 0.4)
        assert not isinstance(app.screen, ItemScreen)
        assert any("was deleted meanwhile" in said.message for said in app._notifications)


async def test_a_page_below_another_notices_the_deletion_when_one_comes_back(furnished_home: Paths) -> None:
    async with running(furnished_home, (80, 24)) as (app, pilot):
        screen = await opened(app, pilot, ODILE)
        await go(pilot, screen, "plot")
        await press(pilot, "enter")
        assert app.core is not None
        other = Store(f"sqlite:///{furnished_home.database_file}")
        other.write_now(remove, ODILE)
        other.close()
        await app.core.store.notice_others()
        await pilot.press("x")
        await press(pilot, "ctrl+s")
        await settled(pilot, 0.4)
        assert not isinstance(app.screen, ItemScreen)


async def test_hostile_titles_never_reach_the_terminal(seeded_home: Paths) -> None:
    evil = "A\u202e\x9b31m\x1b]52;c;aGk=\x07" + "e\u0301\u0302\u0303\u0304\u0305" * 40 + "映画" * 60
    async with running(seeded_home, (80, 24)) as (app, pilot):
        assert app.core is not None

        def spoil(session: Session) -> None:
            item = session.get_one(Item, REVERSED)
            item.title = item.plot = item.tagline = item.network = evil
            people.put_credits(session, REVERSED, [{"name": evil, "role": evil}], is_crew=False)
            touched(session, Topic.ITEM, [REVERSED])

        await app.core.store.write(spoil)
        await app.core.store.write(fields.edit, REVERSED, {"alternate_titles": [{"title": evil}], "tags": [evil]})
        screen = await opened(app, pilot, REVERSED)
        for _ in range(8):
            seen = shown(app)
            assert not any(bad in seen for bad in "\x1b\x07\x9b\u202e")
            assert {strip.cell_length for strip in app.screen._compositor.render_strips(app.size)} == {80}
            await press(pilot, "tab")
        await opened(app, pilot, REVERSED, "metadata")
        await go(pilot, screen, "tagline")
        await press(pilot, "e")
        assert not any(bad in app.screen.query_one(Input).value for bad in "\x1b\x07\x9b\u202e")


async def test_a_pasted_megabyte_is_cut_and_made_harmless(furnished_home: Paths) -> None:
    async with running(furnished_home, (80, 24)) as (app, pilot):
        screen = await opened(app, pilot, ODILE)
        await go(pilot, screen, "tagline")
        await press(pilot, "e")
        line = app.screen.query_one(Input)
        line.post_message(events.Paste("x\x1b[2Jy\n" * 200_000))
        await settled(pilot)
        assert len(line.value) <= 4000
        assert "\x1b" not in line.value
        await press(pilot, "escape")
        await go(pilot, screen, "plot")
        await press(pilot, "e")
        area = app.screen.query_one(TextArea)
        area.post_message(events.Paste("word\x1b[2J word\n" * 100_000))
        await settled(pilot, 0.5)
        assert len(area.text) <= MOST_TEXT
        assert "\x1b" not in area.text


async def test_every_panel_survives_any_size(furnished_home: Paths) -> None:
    async with running(furnished_home, (80, 24)) as (app, pilot):
        await opened(app, pilot, ODILE)
        for _ in range(8):
            for size in ((20, 5), (200, 50), (41, 12), (80, 24)):
                await pilot.resize_terminal(*size)
                await pilot.pause(0.05)
            await press(pilot, "tab")
        assert "A Lantern for Odile" in shown(app)


# --- as it looks ---------------------------------------------------------------------------------------------------

PAGES = Path(__file__).parent / "pages"


@pytest.mark.parametrize("size", [(80, 24), (140, 42)], ids=["narrow", "wide"])
@pytest.mark.parametrize(
    ("item_id", "panel"),
    [(ODILE, "metadata"), (ODILE, "people"), (ODILE, "artwork"), (ODILE, "files"), (ODILE, "names"), (TRAM, "tree"),
     (EPISODE, "metadata")],
)  # fmt: skip
async def test_panels_look_as_they_did(furnished_home: Paths, item_id: int, panel: str, size: tuple[int, int]) -> None:
    """Set LOBBYCARD_UPDATE_PAGES to keep how they look now."""
    async with running(furnished_home, size) as (app, pilot):
        await opened(app, pilot, item_id, panel)
        seen = "\n".join(line for line in lines(app)[1:-1]) + "\n"
    page = PAGES / f"item-{item_id}-{panel}-{size[0]}.txt"
    if os.environ.get("LOBBYCARD_UPDATE_PAGES"):
        PAGES.mkdir(exist_ok=True)
        page.write_text(seen, "utf-8")
    assert seen == page.read_text("utf-8")


async def test_the_history_of_everything_is_searched_and_taken_back(seeded_core: Core, seeded_home: Paths) -> None:
    store = seeded_core.store
    await store.write(fields.edit, ODILE, {"title": "Changed by Hand"})
    await store.write(fields.edit, 2, {"year": 1963})
    async with running(seeded_home, (80, 24)) as (app, pilot):
        await press(pilot, "8")
        await settled(pilot, 0.4)
        seen = shown(app)
        assert "Edited title" in seen
        assert "Edited year" in seen
        await press(pilot, "slash")
        await pilot.press(*"edited title")
        await settled(pilot, 0.5)
        assert "Edited year" not in shown(app)
        await press(pilot, "enter", "enter")
        assert "A Lantern for Odile → Changed by Hand" in shown(app)
        await press(pilot, "u")
        item = await store.read(items.by_id, ODILE)
        assert item is not None
        assert item.title == "A Lantern for Odile"
        assert (await store.read(history.last_undo)) is not None
        await press(pilot, "escape")
        assert "Edited year" in shown(app)


async def test_while_another_process_holds_the_database_one_can_look_and_what_was_typed_is_not_lost(
    furnished_home: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.3)
    async with running(furnished_home, (80, 24)) as (app, pilot):
        screen = await opened(app, pilot, ODILE)
        await go(pilot, screen, "tagline")
        other = sqlite3.connect(furnished_home.database_file, isolation_level=None)
        try:
            other.execute("BEGIN EXCLUSIVE")
            await press(pilot, "e")
            screen.query_one("LineEditor Input", Input).value = "Held in the hand"
            await press(pilot, "enter")
            await settled(pilot, 1.2)
            assert "The database is busy with another process." in shown(app)
            assert screen.query_one("LineEditor Input", Input).value == "Held in the hand"
            other.execute("ROLLBACK")
            await press(pilot, "enter")
            await settled(pilot, 0.5)
            assert value_of(app, "tagline").value == "Held in the hand"
        finally:
            other.close()


async def test_the_order_of_episodes_says_which_there_are_and_what_to_do_then(furnished_home: Paths) -> None:
    async with running(furnished_home, (80, 24)) as (app, pilot):
        screen = await opened(app, pilot, TRAM)
        await go(pilot, screen, "episode_order")
        await press(pilot, "e")
        assert "aired, dvd or absolute; then fetch the series anew" in shown(app)
