"""The pictures of one running screen: made in threads, kept, and given to the terminal once."""

import asyncio
import contextlib
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from typing import Protocol as Seam
from weakref import WeakSet

from textual.app import App
from textual.screen import Screen

from lobbycard.errors import FileError
from lobbycard.tui.pictures import detect, flow, kitty, late, ledger, making, painting, questions
from lobbycard.tui.pictures.capabilities import Capabilities, cell_size
from lobbycard.tui.pictures.encoded import BYTES_PER_CELL, Box, Encoded, Source
from lobbycard.tui.pictures.kept import Folder
from lobbycard.tui.pictures.shown import Shown

log = logging.getLogger(__name__)

T = TypeVar("T")

LANES = 2
"""Pictures made at the same time: more only compete for the interpreter."""

LAST_ANSWER = 0.6
"""Seconds for which the end waits for the terminal's last answer."""

CACHE_BYTES = 32_000_000
"""About a thousand posters."""


class RunInThread(Seam):
    """Runs a function in the program's own pool of threads."""

    def __call__(self, function: Callable[..., T], /, *arguments: object) -> Awaitable[T]: ...


class Key(NamedTuple):
    """What makes two encoded pictures the same."""

    content: Hashable
    box: Box
    capabilities: Capabilities


class Wish(Seam):
    """Somebody who waits for a picture."""

    source: Source
    key: Key

    def rank(self) -> tuple[int, ...] | None:
        """Lower is sooner; None when it is not on the screen any more."""
        ...

    def granted(self, picture: "Shown") -> None:
        """The picture is ready."""
        ...

    def refused(self, error: FileError | None) -> None:
        """The picture cannot be made, or nobody could see it when its turn came (None)."""
        ...


class Viewer(Seam):
    """A widget that shows a picture."""

    def key_in_use(self) -> Key | None:
        """The picture it holds or waits for."""
        ...

    def start_over(self) -> None:
        """The terminal's abilities have changed: ask again."""
        ...


class Painted(Seam):
    """A picture of which a part is to be painted later."""

    @property
    def is_put_off(self) -> bool:
        """There still is such a part."""
        ...

    @property
    def image_id(self) -> int:
        """The picture's number with Kitty, else 0."""
        ...

    def rank(self) -> tuple[int, ...] | None:
        """As of a wish."""
        ...

    def go_on(self, room: int) -> int:
        """Paint so much more of it, about; how much it was."""
        ...


class Pictures:
    """What all picture widgets of an app share."""

    def __init__(
        self,
        capabilities: Capabilities,
        run_in_thread: RunInThread,
        folder: Callable[[], Folder] | None = None,
        *,
        bytes_per_cell: int = BYTES_PER_CELL,
        cache_bytes: int = CACHE_BYTES,
    ) -> None:
        self.capabilities = capabilities
        self.bytes_per_cell = bytes_per_cell
        self.ledger = ledger.Ledger()
        self.may_ask = False
        """The terminal can be asked, and its answers are heard."""
        self._flow = flow.Flow()
        self._verifies = False
        self._put_off: set[Painted] = set()
        self._at_rest: Callable[[], None] | None = None
        self._run_in_thread = run_in_thread
        self._folder = folder
        self._cache_bytes = cache_bytes
        self._kept: OrderedDict[Key, Shown] = OrderedDict()
        self._kept_bytes = 0
        self._waiting: list[Wish] = []
        self._running: set[asyncio.Task[None]] = set()
        self._stock = kitty.Stock()
        self._viewers: WeakSet[Viewer] = WeakSet()
        self._app: App[Any] | None = None

    # -- what a widget needs --

    def join(self, viewer: Viewer) -> None:
        """A widget has appeared."""
        self._viewers.add(viewer)

    def leave(self, viewer: Viewer) -> None:
        """A widget has gone for good."""
        self._viewers.discard(viewer)

    def ready(self, key: Key) -> Shown | None:
        """The picture, if it is kept."""
        picture = self._kept.get(key)
        if picture is not None:
            self._kept.move_to_end(key)
        return picture

    def ask(self, wish: Wish) -> None:
        """Have a picture made; the one seen best is made first."""
        self._waiting.append(wish)
        if len(self._waiting) == 1:  # begin when all of this frame have asked
            asyncio.get_running_loop().call_soon(self._start)

    def cancel(self, wish: Wish) -> None:
        """It is not wanted any more; what a thread has begun is kept for the next time."""
        with contextlib.suppress(ValueError):
            self._waiting.remove(wish)

    def has_room(self, shown: Shown, row: int) -> bool:
        """Whether a row may be painted in this frame; if so, it is counted.

        What the terminal has to be given before goes with it only where that keeps no key waiting.
        """
        room, ahead = self._flow.room, shown.missing
        if room <= 0 or ahead > room or (ahead and self._stock.sending):
            return False
        self._flow.plan(shown.cost(row))
        return True

    def put_off(self, picture: Painted) -> None:
        """Have the rest of a picture painted when the terminal has come so far."""
        if not self._put_off and self._app is not None:
            self._app.set_timer(flow.LOST, self._go_on)  # should no answer come
        self._put_off.add(picture)
        if not self._flow.is_waiting and self._app is not None:
            self._app.call_later(self._go_on)  # no answer will come, as nothing is under way

    def give(self, shown: Shown, room: int) -> int:
        """Send the terminal the next pieces of a picture that it keeps, as many as there is room for."""
        if not shown.missing or self._stock.sending not in (0, shown.encoded.image_id):
            return 0
        pieces = shown.pieces(room)
        self._write(pieces)
        return len(pieces)

    def _go_on(self) -> None:
        room = self._flow.room
        ranked = [(rank, picture) for picture in self._put_off if (rank := picture.rank()) is not None]
        self._put_off = {picture for _, picture in ranked}
        begun = self._stock.sending
        if begun and all(picture.image_id != begun for _, picture in ranked):
            self._write(self._stock.abandon())
        # One picture after the other: what has begun is ended first, however soon others should come.
        for _, picture in sorted(ranked, key=lambda pair: (not begun or pair[1].image_id != begun, pair[0])):
            if room <= 0:
                return
            room -= picture.go_on(room)
            if not picture.is_put_off:
                self._put_off.discard(picture)

    # -- what the app needs --

    def attach(self, app: App[Any]) -> None:
        """Follow this app: its suspensions and its end. Call it in the app's `on_mount`."""
        self._app = app
        app.app_suspend_signal.subscribe(app, lambda _: self._write(self._stock.clear()))
        app.app_resume_signal.subscribe(app, lambda _: self._resumed())
        driver = app._driver  # Textual has no public way to it
        if driver is None or driver.is_headless:
            return
        write, display = driver.write, app._display

        def noted(data: str) -> None:
            is_frame = self.ledger.note(data)
            write(data + self._flow.wrote(len(data), ask=is_frame or data.startswith(kitty.COMMAND)))

        def difference(screen: Screen[Any], renderable: Any) -> None:
            display(screen, painting.difference(renderable, self.ledger, app.size))

        driver.write = noted  # type: ignore[method-assign]  # of this one driver
        app._display = difference  # type: ignore[method-assign]  # the same

    def _resumed(self) -> None:
        self.ledger.wipe()
        self._stock.forget()

    def close(self) -> None:
        """Stop making pictures and free what the terminal keeps. Call it before the app exits."""
        self._waiting.clear()
        for task in self._running:
            task.cancel()
        self._write(self._stock.clear())

    def use(self, capabilities: Capabilities) -> None:
        """Draw by other means from now on; everything shown is made again."""
        if capabilities == self.capabilities:
            return
        log.info("pictures: %s (%s)", capabilities.protocol, capabilities.why)
        self.capabilities = capabilities
        self._write(self._stock.clear())
        self._kept.clear()
        self._kept_bytes = 0
        for viewer in list(self._viewers):
            viewer.start_over()

    def measure(self, fd: int = 1) -> None:
        """Look at the size of the cells again. Call it when the terminal was resized."""
        self.use(self.capabilities.with_cell(cell_size(fd)))

    def verify(self) -> None:
        """Ask the terminal in the background: what it can, where that is not known, and whether it answers at all."""
        if not self.may_ask:
            return
        self._verifies = not self.capabilities.sure
        question = self._flow.ask()
        self._write(questions.QUERY if self._verifies else question)

    def rest(self, then: Callable[[], None]) -> None:
        """Ask nothing any more, and go on when all answers are there: the shell would take them for keys."""
        self._flow.stop()
        if self._flow.is_waiting:
            self._at_rest = then
            asyncio.get_running_loop().call_later(LAST_ANSWER, self._rested)
        else:
            then()

    def _rested(self) -> None:
        then, self._at_rest = self._at_rest, None
        if then is not None:
            then()

    def arrived(self, at: float) -> None:
        """The terminal has come to the oldest question."""
        self._flow.heard(at)
        if self._at_rest is not None and not self._flow.is_waiting:
            self._rested()
        elif self._put_off:
            self._go_on()

    def hear(self, answers: questions.Answers, environment: Mapping[str, str], memory: Path | None) -> None:
        """Take answers that came late: remember them, and use them if they tell something new."""
        if not self._verifies:
            return
        self._verifies = False
        detect.remember(memory, environment, answers)
        told = detect.from_answers(answers, environment).with_cell(cell_size(1))
        same = told.protocol is self.capabilities.protocol and told.terminal == self.capabilities.terminal
        if self.capabilities.sure or same:
            return
        self.use(told)

    # -- the making --

    def _start(self) -> None:
        while self._waiting and len(self._running) < LANES:
            wish = self._best()
            if wish is None:
                continue
            task = asyncio.create_task(self._make(wish))
            self._running.add(task)
            task.add_done_callback(self._finished)

    def _finished(self, task: "asyncio.Task[None]") -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.result()
            self._start()

    def _best(self) -> Wish | None:
        """Take the wish that is seen best from the queue; those nobody sees are dropped."""
        ranked = [(wish.rank(), wish) for wish in self._waiting]
        for rank, wish in ranked:
            if rank is None:
                self._waiting.remove(wish)
                wish.refused(None)
        seen = [(rank, wish) for rank, wish in ranked if rank is not None]
        if not seen:
            return None
        best = min(seen, key=lambda pair: pair[0])[1]
        self._waiting.remove(best)
        return best

    async def _make(self, wish: Wish) -> None:
        key = wish.key
        picture = self.ready(key)
        if picture is None:
            try:
                encoded: Encoded = await self._run_in_thread(
                    making.made, wish.source, key.box, key.capabilities, self.bytes_per_cell, self._folder
                )
            except FileError as error:
                wish.refused(error)
                return
            picture = Shown(encoded, self._stock, exported=self._is_headless)
            self._keep(key, picture)
        wish.granted(picture)

    def _keep(self, key: Key, picture: Shown) -> None:
        self._kept[key] = picture
        self._kept_bytes += picture.encoded.size
        if self._kept_bytes <= self._cache_bytes:
            return
        in_use = {viewer.key_in_use() for viewer in self._viewers}
        for old in [kept for kept in self._kept if kept not in in_use and kept != key]:
            gone = self._kept.pop(old)
            self._kept_bytes -= gone.encoded.size
            self._stock.drop(gone.encoded.image_id)
            if self._kept_bytes <= self._cache_bytes:
                break

    @property
    def _is_headless(self) -> bool:
        return self._app is None or self._app.is_headless

    def _write(self, text: str) -> None:
        driver = self._app._driver if self._app is not None else None
        if text and driver is not None and not driver.is_headless:
            driver.write(text)
            driver.flush()


def listen(pictures: Pictures, environment: Mapping[str, str], memory: Path | None) -> None:
    """Catch answers that come while the screen is up. Call it before the app runs, within its event loop's thread."""
    environment = dict(environment)  # Textual takes NO_COLOR out of the real one
    pictures.may_ask = environment.get("TERM", "") not in detect.NEVER_ASK

    def heard(answers: questions.Answers) -> None:
        app = pictures._app
        if app is not None:
            app.call_later(pictures.arrived, time.monotonic())
            app.call_later(pictures.hear, answers, environment, memory)

    late.install(heard)
