"""Unknown files, the publish queue, drift, the recycle bin and gaps, as a person uses them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from textual.content import Content
from textual.widgets import Input

from lobbycard.model.history import Activity
from lobbycard.paths import Paths
from lobbycard.store import items, recycling, unknown
from lobbycard.store.items import ListQuery
from lobbycard.store.publish import drifts, publish_queue
from lobbycard.tasks.libraries import ignore_preview
from lobbycard.tui import changes
from lobbycard.tui.screens import listing
from lobbycard.tui.screens.listing import ListingScreen
from lobbycard.tui.widgets.change_list import ChangeList
from lobbycard.tui.widgets.row_list import wrapped
from tests.tui import desks, reels
from tests.tui.opened import App, TestPilot, lines, press, running, settled, shown


@pytest.fixture
async def films(home: Paths, tmp_path: Path) -> Path:
    """A scanned library of two films."""
    return await desks.build(home, tmp_path / "Films")


@asynccontextmanager
async def at(
    home: Paths, mode: str, size: tuple[int, int] = (140, 42), *, work: bool = True
) -> AsyncIterator[tuple[App, TestPilot]]:
    """The app at one of the lists, doing its jobs."""
    async with running(home, size, settings=reels.settings(), work=work) as (app, pilot):
        await go(app, pilot, mode)
        yield app, pilot


async def go(app: App, pilot: TestPilot, mode: str) -> None:
    await app.run_action(f"app.go('{mode}')")
    await until(pilot, lambda: isinstance(app.screen, ListingScreen) and app.screen.has_loaded)
    await settled(pilot)


async def until(pilot: TestPilot, condition: Callable[[], Any], seconds: float = 60) -> None:
    for _ in range(int(seconds / 0.05)):
        if condition():
            return
        await pilot.pause(0.05)
    raise AssertionError(f"it did not happen:\n{shown(pilot.app)}")  # type: ignore[arg-type]


async def read(app: App, query: Callable[..., Any], *arguments: Any) -> Any:
    assert app.core is not None
    return await app.core.store.read(query, *arguments)


# --- emptiness -----------------------------------------------------------------------------------------------------


def test_what_a_key_does_is_broken_to_the_right_of_the_key() -> None:
    said = listing.keyed((("enter", "a longer sentence"), ("x", "")), 20).plain
    assert said.splitlines() == ["enter  a longer", "       sentence"]


def test_the_history_tells_a_publish_in_words_of_people() -> None:
    before = {"state": "selected", "files": [], "has_unpublished_changes": True, "published_nfo_hash": None}
    after = {
        "state": "published",
        "files": [{"path": "Nosferatu/movie.nfo", "blob_id": 7}],
        "has_unpublished_changes": False,
        "published_nfo_hash": "07df",
        "published_at": "2026-11-21T15:01:27+00:00",
        "monitored": True,
    }
    change = Activity(batch="b", actor="user", action="publish", summary="Published", before=before, after=after)
    said = ["".join(part for part, _ in line).rstrip() for line in changes.change_lines(change, 70)]
    assert said == [
        "state             selected → published",
        "files             + Nosferatu/movie.nfo",
        "monitored         — → yes",
    ]


def test_details_for_a_few_lines_have_no_empty_ones() -> None:
    whole = listing.titled("Nosferatu", Content("It was removed."), Content("t  do without it"))
    assert listing.dense(whole).plain.splitlines() == ["Nosferatu", "It was removed.", "t  do without it"]


def test_a_long_path_is_broken_between_its_folders() -> None:
    assert wrapped("/films/Nosferatu/movie.nfo", 20) == ["/films/Nosferatu/", "movie.nfo"]


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("unknown", "Every file is recognised"),
        ("publish", "There is no library that can be published to"),
        ("drift", "Everything is as you published it"),
        ("gaps", "Nothing is missing"),
        ("recycle", "The recycle bin is empty"),
    ],
)
async def test_an_empty_list_says_why_and_what_to_do(home: Paths, mode: str, said: str) -> None:
    async with at(home, mode, (80, 24), work=False) as (app, pilot):
        assert said in shown(app)
        await press(pilot, "space", "enter", "asterisk")
        assert said in shown(app)
        await pilot.resize_terminal(20, 5)
        await settled(pilot)
        await pilot.resize_terminal(80, 24)
        await press(pilot, "escape")
        assert app.current_mode == "library"


# --- unknown -------------------------------------------------------------------------------------------------------


async def test_an_unknown_picture_becomes_a_poster_and_z_takes_it_back(home: Paths, films: Path) -> None:
    async with at(home, "unknown") as (app, pilot):
        assert "IMG_0042.jpg" in shown(app)
        assert not set("\x1b\u202e") & set(shown(app))
        await press(pilot, "a")
        assert "Poster" in shown(app)
        await press(pilot, "enter")
        app.screen.query_one(Input).value = "metro"
        await settled(pilot, 0.5)
        assert "Metropolis" in shown(app)
        await press(pilot, "enter")
        await until(pilot, lambda: "1 unknown file" in shown(app))
        assert [row.path for row in await read(app, unknown.page)] != []
        await press(pilot, "z")
        await until(pilot, lambda: "2 unknown files" in shown(app))


async def test_a_pattern_shows_what_it_means_before_it_is_kept(home: Paths, films: Path) -> None:
    async with at(home, "unknown") as (app, pilot):
        await press(pilot, "i")
        app.screen.query_one(Input).value = "*.srt"
        await press(pilot, "enter")
        assert "No unknown file of this library is meant" in shown(app)
        app.screen.query_one(Input).value = "Unsorted/*.jpg"
        await press(pilot, "enter")
        assert "Ignore 2 files" in shown(app)
        await press(pilot, "y")
        await until(pilot, lambda: "Every file is recognised" in shown(app))
        await press(pilot, "z")
        await until(pilot, lambda: "2 unknown files" in shown(app))


async def test_one_picture_that_is_ignored_takes_no_others_with_it_and_what_would_is_told(
    home: Paths, films: Path
) -> None:
    async with at(home, "unknown") as (app, pilot):
        await press(pilot, "i")
        offered = app.screen.query_one(Input)
        assert offered.value == r"Unsorted/IMG_?\[31m?.jpg"
        offered.value = "*"
        await press(pilot, "enter")
        await until(pilot, lambda: "of your films and series, such as" in shown(app))
        await press(pilot, "enter")  # which is no, since it would lose something
        assert len(await read(app, unknown.page)) == 2


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("Old/notes.QQQ", "*.QQQ"),
        ("Old/clip.mkv", "Old/clip.mkv"),
        ("clip.mkv", "/clip.mkv"),
        ("[x] what?/#1 *.jpg", r"/\[x\] what\?/#1 \*.jpg"),
        ("!new/a.srt", "/!new/a.srt"),
        ("Makefile", "/Makefile"),
        ("Old/\x1b[31m\udcff.srt", r"Old/?\[31m?.srt"),
    ],
)
def test_the_pattern_that_is_offered_means_the_file_and_no_other_that_a_library_lives_from(
    path: str, said: str
) -> None:
    pattern = ignore_preview.offered(path)
    assert pattern == said
    others = ["Old/film.mkv", "x what!/#1 2.jpg", "new/a.srt", "other/clip.mkv", "Other/Makefile"]
    assert ignore_preview.matching([path, *others], pattern) == [path]


async def test_a_recycled_file_comes_back_from_the_bin(home: Paths, films: Path) -> None:
    picture = films / "Unsorted" / "IMG_0042.jpg"
    before = picture.read_bytes()
    async with at(home, "unknown") as (app, pilot):
        await press(pilot, "j", "x")
        assert "Put 1 file into the recycle bin?" in shown(app)
        await press(pilot, "y")
        await until(pilot, lambda: not picture.exists())
        await go(app, pilot, "recycle")
        await until(pilot, lambda: "IMG_0042.jpg" in shown(app))
        assert "1 file" in shown(app)
        assert "unknown file" in shown(app)
        await press(pilot, "r")
        await until(pilot, picture.exists)
        assert picture.read_bytes() == before
        await until(pilot, lambda: "The recycle bin is empty" in shown(app))


async def test_emptying_the_bin_asks_first_and_is_for_good(home: Paths, films: Path) -> None:
    async with at(home, "unknown") as (app, pilot):
        await press(pilot, "asterisk", "x")
        await press(pilot, "y")
        await until(pilot, lambda: "Every file is recognised" in shown(app))
        await go(app, pilot, "recycle")
        await press(pilot, "E")
        assert "Delete all 2 files" in shown(app)
        await press(pilot, "escape")
        assert (await read(app, recycling.total))[0] == 2
        await press(pilot, "E")
        await press(pilot, "y")
        await until(pilot, lambda: "The recycle bin is empty" in shown(app))
        assert not [path for path in films.rglob("*.jpg") if path.is_file()]


# --- publish and drift ---------------------------------------------------------------------------------------------


async def test_what_is_previewed_is_published_and_the_queue_empties(home: Paths, films: Path) -> None:
    async with at(home, "publish") as (app, pilot):
        await until(pilot, lambda: "2 items to publish" in shown(app))
        await until(pilot, lambda: "written" in shown(app))
        seen = shown(app)
        assert "movie.nfo" in seen or ".nfo" in seen
        assert "<title>" in seen
        assert not list(films.rglob("*.nfo"))
        await press(pilot, "P")
        assert "Publish 2 items?" in shown(app)
        await press(pilot, "y")
        await until(pilot, lambda: "Everything is published" in shown(app))
        assert list(films.rglob("*.nfo"))
        assert await read(app, publish_queue.ready) == []


async def publish_all(app: App, pilot: TestPilot) -> None:
    """By the keys of the queue."""
    await until(pilot, lambda: "2 items to publish" in shown(app))
    await press(pilot, "P")
    await press(pilot, "y")
    await until(pilot, lambda: "Everything is published" in shown(app))


async def test_a_change_by_others_is_told_and_ours_comes_back(home: Paths, films: Path) -> None:
    async with at(home, "publish") as (app, pilot):
        await publish_all(app, pilot)
        posters = sorted(films.glob("Detour*/*poster.jpg"))
        ours = posters[0].read_bytes()
        for poster in posters:
            Image.new("RGB", (600, 900), (1, 2, 3)).save(poster)
        nfo = next(films.glob("Metropolis*/*.nfo"))
        nfo.unlink()
        await go(app, pilot, "drift")
        await press(pilot, "v")
        await until(pilot, lambda: "missing" in shown(app) and "changed" in shown(app))
        await press(pilot, "asterisk", "o")
        assert "Put ours back:" in shown(app)
        await press(pilot, "y")
        await until(pilot, lambda: "Everything is as you published it" in shown(app))
        await until(pilot, nfo.exists)
        await until(pilot, lambda: posters[0].read_bytes() == ours)
        assert await read(app, drifts.undecided) == []


async def test_ours_and_theirs_are_seen_side_by_side_and_decided_there(home: Paths, films: Path) -> None:
    async with at(home, "publish") as (app, pilot):
        await publish_all(app, pilot)
        posters = sorted(films.glob("Detour*/*poster.jpg"))
        ours = posters[0].read_bytes()
        for poster in posters:
            Image.new("RGB", (612, 918), (1, 2, 3)).save(poster)
        await go(app, pilot, "drift")
        assert app.screen.check_action("compare", ()) is None
        await press(pilot, "v")
        await until(pilot, lambda: app.screen.check_action("compare", ()))
        await press(pilot, "c")
        await until(pilot, lambda: "612×918" in shown(app) and "our copy" in shown(app))
        assert {"Ours", "Theirs, in its place"} <= {part.strip() for part in lines(app)[0].split("  ")}
        await pilot.resize_terminal(60, 16)
        await until(pilot, lambda: "612×918" in shown(app))
        await press(pilot, "o")
        await until(pilot, lambda: posters[0].read_bytes() == ours)
        await until(pilot, lambda: "1 changed" in shown(app))
        assert len(await read(app, drifts.undecided)) == len(posters) - 1


async def test_theirs_that_is_no_picture_says_so_beside_ours(home: Paths, films: Path) -> None:
    async with at(home, "publish") as (app, pilot):
        await publish_all(app, pilot)
        next(films.glob("Detour*/*poster.jpg")).write_bytes(b"<html>no</html>")
        await go(app, pilot, "drift")
        await press(pilot, "v")
        await until(pilot, lambda: app.screen.check_action("compare", ()))
        await press(pilot, "c")
        await until(pilot, lambda: "✗" in shown(app) and "our copy" in shown(app))
        before = await read(app, drifts.undecided)
        await press(pilot, "escape")
        await until(pilot, lambda: isinstance(app.screen, ListingScreen))
        assert await read(app, drifts.undecided) == before


async def test_an_answer_that_means_nothing_is_dimmed(home: Paths, films: Path) -> None:
    async with at(home, "publish") as (app, pilot):
        await publish_all(app, pilot)
        next(films.glob("Metropolis*/*.nfo")).unlink()
        await go(app, pilot, "drift")
        await press(pilot, "v")
        await until(pilot, lambda: "missing" in shown(app))
        assert app.screen.check_action("decide", ("merge",)) is None
        assert app.screen.check_action("decide", ("ours",))


# --- gaps ----------------------------------------------------------------------------------------------------------


async def test_gaps_lead_to_their_items_and_are_filled(seeded_home: Paths) -> None:
    async with at(seeded_home, "gaps", work=False) as (app, pilot):
        seen = shown(app)
        assert "Poster: missing" in seen
        assert "Artwork" in seen
        await press(pilot, "enter")
        await until(pilot, lambda: "‹ esc" in shown(app))
        assert "The Cartographer's Daughter" in shown(app)
        await press(pilot, "space", "space", "F")
        assert "Fill 2 gaps?" in shown(app)
        await press(pilot, "y")
        assert "2 waiting" in shown(app)
        await press(pilot, "escape")
        assert "Poster: missing" in shown(app)


async def test_a_gap_leads_to_the_library_with_its_filter(seeded_home: Paths) -> None:
    async with at(seeded_home, "gaps", (80, 24), work=False) as (app, pilot):
        await press(pilot, "l")
        await settled(pilot, 0.5)
        assert app.current_mode == "library"
        assert "missing:" in shown(app)


async def test_search_narrows_a_list_and_escape_widens_it(seeded_home: Paths) -> None:
    async with at(seeded_home, "gaps", work=False) as (app, pilot):
        await press(pilot, "slash")
        await pilot.press(*"plo")
        await settled(pilot, 0.5)
        assert "Plot: missing" in shown(app)
        assert "Poster: missing" not in shown(app)
        await press(pilot, "escape")
        await settled(pilot, 0.5)
        assert "Poster: missing" in shown(app)
        assert len(await read(app, items.ids, ListQuery())) > 0


async def test_details_that_are_opened_while_the_history_is_read_stay_open(home: Paths, films: Path) -> None:
    async with running(home, settings=reels.settings()) as (app, pilot):
        await app.run_action("app.go('history')")
        await until(pilot, lambda: list(app.screen.query(ChangeList)) and app.screen.query_one(ChangeList)._batches)
        changes = app.screen.query_one(ChangeList)
        first = changes._batches[0][1].batch
        changes._details = {str(number): [] for number in range(20)}
        reading = changes.look()
        for number in range(100):
            await asyncio.sleep(0.001)
            changes._details[f"opened {number}"] = []
            changes._details.pop(str(number), None)
        changes._details[first] = []
        await reading.wait()
        assert first in changes._details
        assert "0" not in changes._details


# --- deleting with files -------------------------------------------------------------------------------------------


async def test_a_film_is_deleted_with_its_files_after_they_were_shown_and_one_key_brings_all_back(
    home: Paths, films: Path
) -> None:
    video = films / "Detour (1945)" / "Detour (1945).mkv"
    async with running(home, settings=reels.settings(), work=True) as (app, pilot):
        await press(pilot, "D")
        await until(pilot, lambda: "Delete 1 item and 1 file or folder?" in shown(app))
        assert "Detour (1945)" in shown(app)
        assert "30 days; one z" in shown(app)
        await press(pilot, "enter")  # which answers no
        assert video.exists()
        await press(pilot, "D")
        await until(pilot, lambda: "Delete 1 item" in shown(app))
        await press(pilot, "y")
        await until(pilot, lambda: not video.exists())
        await until(pilot, lambda: "1 of 1" in shown(app))
        await press(pilot, "z")
        await until(pilot, video.exists)
        await until(pilot, lambda: "of 2" in shown(app))
