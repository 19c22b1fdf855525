import asyncio
import io
import threading
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar, TypeVar

import pytest
from PIL import Image
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Label

from lobbycard.tui.pictures.capabilities import Capabilities, Choice, Protocol, forced
from lobbycard.tui.pictures.encoded import Source
from lobbycard.tui.pictures.pictures import Pictures
from lobbycard.tui.pictures.widget import Picture

T = TypeVar("T")

HALF = Capabilities(Protocol.HALFBLOCK)


class Threads:
    """A pool that can be held up, and that remembers in which order it was asked."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.open.set()
        self.asked: list[object] = []

    async def __call__(self, function: Callable[..., T], /, *arguments: object) -> T:
        self.asked.append(arguments[0])

        def work() -> T:
            self.open.wait(10)
            return function(*arguments)

        return await asyncio.get_running_loop().run_in_executor(None, work)


class Gallery(App[None]):
    CSS = "Picture { width: 10; height: 5; }"
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, pictures: Pictures, sources: list[Source | None]) -> None:
        super().__init__()
        self.pictures = pictures
        self.sources = sources

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            for number, source in enumerate(self.sources):
                yield Picture(self.pictures, source, title=f"Metropolis of Number {number}", id=f"p{number}")
            yield Label("end")

    def on_mount(self) -> None:
        self.pictures.attach(self)


def picture(color: tuple[int, int, int] = (200, 10, 10)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (100, 100), color).save(file, "PNG")
    return file.getvalue()


def many(count: int) -> list[Source | None]:
    return [picture((number, 0, 0)) for number in range(count)]


async def until(condition: Callable[[], bool]) -> None:
    for _ in range(3000):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not happen")


def colors(shown: Picture) -> set[str]:
    region = shown.size.region
    return {
        segment.style.color.name
        for strip in shown.render_lines(region)
        for segment in strip
        if segment.style and segment.style.color
    }


async def test_a_picture_stands_in_as_initials_until_it_is_ready_and_the_loop_never_waits() -> None:
    threads = Threads()
    threads.open.clear()
    app = Gallery(Pictures(HALF, threads), [picture()])
    async with app.run_test() as pilot:
        shown = app.query_one(Picture)
        await pilot.pause()
        assert not shown.is_ready
        assert "MON" in "".join(strip.text for strip in shown.render_lines(shown.size.region))
        threads.open.set()
        await until(lambda: shown.is_ready)
        await pilot.pause()
        assert "▀" in "".join(strip.text for strip in shown.render_lines(shown.size.region))


async def test_only_what_is_seen_is_made_from_the_top_and_scrolling_brings_the_rest() -> None:
    threads = Threads()
    sources = many(20)
    app = Gallery(Pictures(HALF, threads), sources)
    async with app.run_test(size=(40, 12)) as pilot:
        first = app.query_one("#p0", Picture)
        await until(lambda: first.is_ready)
        await pilot.pause()
        assert threads.asked[:2] == sources[:2]
        assert len(threads.asked) <= 3
        app.query_one(VerticalScroll).scroll_end(animate=False)
        await until(lambda: app.query_one("#p19", Picture).is_ready)
        assert len(threads.asked) < 8


async def test_pictures_scrolled_past_before_their_turn_are_not_made() -> None:
    threads = Threads()
    threads.open.clear()
    sources = many(40)
    app = Gallery(Pictures(HALF, threads), sources)
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.pause()
        for place in range(0, 180, 10):
            app.query_one(VerticalScroll).scroll_to(y=place, animate=False)
            await pilot.pause()
        app.query_one(VerticalScroll).scroll_end(animate=False)
        await pilot.pause()
        threads.open.set()
        await until(lambda: app.query_one("#p39", Picture).is_ready)
        assert len(threads.asked) < 10


async def test_another_picture_before_the_first_is_ready_wins() -> None:
    threads = Threads()
    threads.open.clear()
    app = Gallery(Pictures(HALF, threads), [picture((200, 0, 0))])
    async with app.run_test() as pilot:
        shown = app.query_one(Picture)
        await pilot.pause()
        shown.set_source(picture((0, 0, 200)))
        await pilot.pause()
        threads.open.set()
        await until(lambda: shown.is_ready)
        await asyncio.sleep(0.1)
        assert colors(shown) == {"#0000c8"}


async def test_the_same_picture_again_is_not_made_again() -> None:
    threads = Threads()
    app = Gallery(Pictures(HALF, threads), [picture(), picture(), None])
    async with app.run_test() as pilot:
        await until(lambda: app.query_one("#p0", Picture).is_ready and app.query_one("#p1", Picture).is_ready)
        before = len(threads.asked)
        app.query_one("#p2", Picture).set_source(picture())
        app.query_one("#p0", Picture).set_source(None)
        await pilot.pause()
        app.query_one("#p0", Picture).set_source(picture())
        await pilot.pause()
        assert app.query_one("#p0", Picture).is_ready
        assert app.query_one("#p2", Picture).is_ready
        assert len(threads.asked) == before


async def test_a_broken_picture_says_so_among_good_ones(tmp_path: Path) -> None:
    app = Gallery(Pictures(HALF, Threads()), [picture(), b"not a picture", tmp_path / "none.jpg"])
    async with app.run_test(size=(80, 30)):
        broken = app.query_one("#p1", Picture)
        await until(lambda: "cannot" in "".join(strip.text for strip in broken.render_lines(broken.size.region)))
        await until(lambda: app.query_one("#p0", Picture).is_ready)
        broken.set_source(picture())
        await until(lambda: broken.is_ready)


async def test_a_changed_size_makes_the_picture_anew() -> None:
    app = Gallery(Pictures(HALF, Threads()), [picture()])
    async with app.run_test() as pilot:
        shown = app.query_one(Picture)
        await until(lambda: shown.is_ready)
        shown.styles.width, shown.styles.height = 20, 8
        await pilot.pause()
        await until(lambda: shown.is_ready and len(shown.render_lines(shown.size.region)) == 8)
        key = shown.key_in_use()
        assert key is not None
        assert (key.box.columns, key.box.rows) == (20, 8)


async def test_off_shows_title_and_detail_and_switching_on_shows_the_picture() -> None:
    app = Gallery(Pictures(forced(Choice.OFF, HALF), Threads()), [picture()])
    async with app.run_test() as pilot:
        shown = app.query_one(Picture)
        shown.set_source(picture(), title="Faust", detail="100×100")
        await pilot.pause()
        text = "".join(strip.text for strip in shown.render_lines(shown.size.region))
        assert "Faust" in text
        assert "100×100" in text
        app.pictures.use(HALF)
        await until(lambda: shown.is_ready)


async def test_control_characters_of_a_title_never_reach_the_screen() -> None:
    app = Gallery(Pictures(forced(Choice.OFF, HALF), Threads()), [None])
    async with app.run_test() as pilot:
        shown = app.query_one(Picture)
        shown.set_source(picture(), title="a\x1b[2J\x07b\x9b\u202ec")
        await pilot.pause()
        text = "".join(strip.text for strip in shown.render_lines(shown.size.region))
        assert not any(sign in text for sign in "\x1b\x07\x9b\u202e")


async def test_a_full_cache_forgets_what_nobody_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    threads = Threads()
    pictures = Pictures(HALF, threads, cache_bytes=12_000)
    app = Gallery(pictures, [picture(), None])
    async with app.run_test() as pilot:
        kept, turning = app.query_one("#p0", Picture), app.query_one("#p1", Picture)
        await until(lambda: kept.is_ready)
        for number in range(12):
            turning.set_source(picture((0, number * 20, 0)))
            await pilot.pause()
            await until(lambda: turning.is_ready)
        asked = len(threads.asked)
        kept.start_over()
        await pilot.pause()
        assert kept.is_ready
        assert len(threads.asked) == asked
        turning.set_source(picture((0, 0, 0)))
        await until(lambda: turning.is_ready)
        assert len(threads.asked) == asked + 1


async def test_a_widget_removed_while_its_picture_is_made_harms_nobody() -> None:
    threads = Threads()
    threads.open.clear()
    app = Gallery(Pictures(HALF, threads), many(3))
    async with app.run_test() as pilot:
        await pilot.pause()
        gone = app.query_one("#p0", Picture)
        await gone.remove()
        threads.open.set()
        await until(lambda: app.query_one("#p1", Picture).is_ready)
        assert not gone.is_ready
