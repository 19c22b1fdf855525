"""What the picker, the review and the identify screen look like, kept as text in `frames/`.

`LOBBYCARD_FRAMES=write pytest tests/tui/test_picker_frames.py` draws them anew; look at what has changed.
"""

import difflib
import os
from pathlib import Path

import pytest

from lobbycard.model.kinds import ItemKind
from lobbycard.paths import Paths
from lobbycard.tui.screens.identify import IdentifyScreen
from lobbycard.tui.screens.look import Look
from lobbycard.tui.screens.review import ReviewScreen
from lobbycard.tui.screens.sieve import SieveScreen
from tests.tui import reels
from tests.tui.opened import App, TestPilot, lines
from tests.tui.reels import until
from tests.tui.test_picker import picking

FRAMES = Path(__file__).parent / "frames"
SIZES = pytest.mark.parametrize("size", [(80, 24), (140, 42)], ids=["80x24", "140x42"])


async def same(app: App, pilot: TestPilot, name: str, size: tuple[int, int]) -> None:
    """Compare the screen, without toasts and the lines of the program's frame, with what is kept."""
    app.clear_notifications()
    await pilot.pause(0.2)
    path = FRAMES / f"{name}-{size[0]}x{size[1]}.txt"
    seen = "\n".join(lines(app)[1:-2]).rstrip() + "\n"
    if os.environ.get("LOBBYCARD_FRAMES") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(seen, "utf-8")
    kept = path.read_text("utf-8")
    told = "\n".join(difflib.unified_diff(kept.splitlines(), seen.splitlines(), "kept", "seen", lineterm=""))
    assert seen == kept, told


@SIZES
async def test_a_full_grid(reels_home: Paths, size: tuple[int, int]) -> None:
    async with picking(reels_home, size=size) as desk:
        await desk.press("home")
        await same(desk.app, desk.pilot, "full", size)


@SIZES
async def test_the_grid_without_pictures(reels_home: Paths, size: tuple[int, int]) -> None:
    async with picking(reels_home, size=size, images="off") as desk:
        await desk.press("home", "m", "j")
        await same(desk.app, desk.pilot, "off", size)


@SIZES
async def test_an_empty_type(reels_home: Paths, size: tuple[int, int]) -> None:
    async with picking(reels_home, "Zzyzx", size=size) as desk:
        await same(desk.app, desk.pilot, "empty", size)


@SIZES
async def test_rejected_ones_shown(reels_home: Paths, size: tuple[int, int]) -> None:
    async with picking(reels_home, size=size) as desk:
        await desk.press("home", "x", "X", "end")
        await same(desk.app, desk.pilot, "rejected", size)


@SIZES
async def test_a_series_with_several_backgrounds(reels_home: Paths, size: tuple[int, int]) -> None:
    async with picking(reels_home, "Flash Gordon", "fanart", kind=ItemKind.SERIES, size=size) as desk:
        await desk.press("L", "i")
        await desk.press("left")
        await same(desk.app, desk.pilot, "series", size)


@SIZES
async def test_a_large_picture(reels_home: Paths, size: tuple[int, int]) -> None:
    async with picking(reels_home, size=size) as desk:
        await desk.pilot.press("home", "space")
        await until(desk.pilot, lambda: isinstance(desk.app.screen, Look) and desk.app.screen.sides[0].picture.is_ready)
        await same(desk.app, desk.pilot, "large", size)


@SIZES
async def test_two_side_by_side(reels_home: Paths, size: tuple[int, int]) -> None:
    async with picking(reels_home, size=size) as desk:
        await desk.press("home", "m", "right")
        await desk.pilot.press("c")
        await until(
            desk.pilot,
            lambda: isinstance(desk.app.screen, Look) and all(side.picture.is_ready for side in desk.app.screen.sides),
        )
        await desk.pilot.pause(0.5)
        await same(desk.app, desk.pilot, "compare", size)


@SIZES
async def test_the_filter(reels_home: Paths, size: tuple[int, int]) -> None:
    async with picking(reels_home, size=size) as desk:
        await desk.pilot.press("f")
        await until(desk.pilot, lambda: isinstance(desk.app.screen, SieveScreen))
        await desk.pilot.pause(0.3)
        await same(desk.app, desk.pilot, "filter", size)


@SIZES
async def test_the_end_of_a_review(reels_home: Paths, size: tuple[int, int]) -> None:
    async with reels.running(reels_home, size) as (app, pilot):
        await pilot.press("2")
        await until(pilot, lambda: isinstance(app.screen, ReviewScreen) and app.screen.deck is not None)
        screen = app.screen
        assert isinstance(screen, ReviewScreen)
        for number in range(len(screen.queue)):
            await pilot.press("n" if number == 1 else "enter")
            await until(pilot, lambda number=number: screen.at == number + 1)  # type: ignore[misc]  # the loop's number
        await until(pilot, lambda: screen.deck is None)
        await pilot.pause(0.2)
        await same(app, pilot, "review-end", size)


@SIZES
@pytest.mark.parametrize("found", [True, False], ids=["found", "none"])
async def test_identify(reels_home: Paths, size: tuple[int, int], found: bool) -> None:
    async with reels.running(reels_home, size) as (app, pilot):
        await pilot.press("3")
        await until(pilot, lambda: isinstance(app.screen, IdentifyScreen) and app.screen.puzzle is not None)
        screen = app.screen
        assert isinstance(screen, IdentifyScreen)
        if found:
            await until(pilot, lambda: all(picture.is_ready for picture in screen.matches._pool[:1]))
            await until(pilot, lambda: not screen.shelf.is_busy)
        else:
            await pilot.press("n")
            await until(pilot, lambda: screen.has_class("-nothing"))
        await pilot.pause(0.3)
        await same(app, pilot, f"identify-{'found' if found else 'none'}", size)
