"""The widget that shows one picture."""

from collections.abc import Hashable
from functools import partial
from hashlib import blake2b
from pathlib import Path

from textual import errors, events
from textual.content import Content
from textual.dom import NoScreen
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from lobbycard.errors import FileError
from lobbycard.tui.pictures.capabilities import Protocol
from lobbycard.tui.pictures.encoded import Box, Source
from lobbycard.tui.pictures.pictures import Key, Pictures
from lobbycard.tui.pictures.shown import Shown
from lobbycard.tui.pictures.strip import PictureStrip


class Picture(Widget, can_focus=False):
    """A picture in a box of cells, made in a thread when it is first seen, and a quiet placeholder until then.

    Give it a fixed size in cells and no border or padding: a frame belongs to a neighbour, so that moving a
    selection does not send the picture again.
    """

    ALLOW_SELECT = False

    DEFAULT_CSS = """
    Picture {
        width: 20;
        height: 15;
        content-align: center middle;
        text-align: center;
        color: $text-disabled;
    }
    """

    def __init__(
        self,
        pictures: Pictures,
        source: Source | None = None,
        *,
        key: Hashable = None,
        title: str = "",
        detail: str = "",
        id: str | None = None,  # noqa: A002 - Textual's name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._pictures = pictures
        self._source = source
        self._content = _content_key(source, key)
        self._title = title
        self._detail = detail
        self._wish: _Wish | None = None
        self._shown: tuple[Key, Shown] | None = None
        self._error: FileError | None = None
        self._strips: list[PictureStrip] = []
        self._painted: dict[int, int] = {}
        self._painted_at: Region | None = None
        self._put_off: set[int] = set()

    # -- for its parent --

    def set_source(
        self, source: Source | None, *, key: Hashable = None, title: str | None = None, detail: str | None = None
    ) -> None:
        """Show another picture, or none. The same key is the same picture and costs nothing."""
        content = _content_key(source, key)
        texts = self._title if title is None else title, self._detail if detail is None else detail
        if (content, *texts) == (self._content, self._title, self._detail):
            return
        self._title, self._detail = texts
        if content == self._content and self._shown is not None:
            return
        self._source, self._content = source, content
        self.start_over()

    @property
    def is_ready(self) -> bool:
        """The picture itself is shown, not its placeholder."""
        return self._shown is not None

    @property
    def is_broken(self) -> bool:
        """What it was given cannot be shown."""
        return self._error is not None

    # -- for the pictures of the app --

    def key_in_use(self) -> Key | None:
        """The picture it holds or waits for."""
        if self._shown is not None:
            return self._shown[0]
        return self._wish.key if self._wish is not None else None

    def start_over(self) -> None:
        """Ask for the picture again."""
        self._give_up_waiting()
        self._shown = None
        self._error = None
        self.refresh()

    def granted(self, key: Key, shown: Shown) -> None:
        """The picture that was asked for is there."""
        self._wish = None
        self._take(key, shown)
        self.refresh()

    def refused(self, error: FileError | None) -> None:
        """It cannot be made, or was out of sight; then the next painting asks again."""
        self._wish = None
        if error is not None:
            self._error = error
            self.refresh()

    def go_on(self, room: int) -> int:
        """Paint more of the rows that were put off; how many bytes that takes."""
        if self._shown is None or not self.screen.is_active:
            self._put_off.clear()  # what covers it goes away with all of it painted again
            return 0
        rows, (_, shown) = [], self._shown
        size = self._pictures.give(shown, room)
        if shown.missing:
            return size
        while self._put_off and size < room:
            row = min(self._put_off)
            self._put_off.discard(row)
            size += shown.cost(row)
            rows.append(Region(0, row, self.size.width, 1))
        self.refresh(*rows)
        return size

    @property
    def is_put_off(self) -> bool:
        """Some of it is still to be painted."""
        return bool(self._put_off)

    @property
    def image_id(self) -> int:
        """Its number with Kitty, else 0."""
        return 0 if self._shown is None else self._shown[1].encoded.image_id

    def rank(self) -> tuple[int, ...] | None:
        """How soon it should be made: what is seen whole first, from the top left."""
        try:
            place = self.screen.find_widget(self)
        except (NoScreen, errors.NoWidget):
            return None
        seen = place.visible_region
        if not seen.area or self.screen not in self.app.screen_stack:
            return None
        return place.region.area - seen.area, seen.y, seen.x

    # -- painting --

    def render(self) -> Content:
        """What stands where no picture is: initials, or in words what is wrong."""
        if self._error is not None:
            return Content("\n".join(("✗", _plain(self._error.message), "", _plain(self._detail))).rstrip())
        if self._source is None:
            return Content(_plain(self._title))
        if self._pictures.capabilities.protocol is Protocol.OFF:
            return Content("\n".join(filter(None, (_plain(self._title), _plain(self._detail)))))
        return Content(_initials(self._title))

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of the picture, or of its placeholder; being painted is what asks for the picture."""
        shown = self._picture()
        if shown is None:
            return super().render_lines(crop)
        place = self._place()
        if place != self._painted_at:
            self._painted_at = place
            self._painted.clear()
        strips: list[Strip] = list(self._strips[crop.y : crop.bottom])
        ends_the_screen = place is not None and place.y + crop.bottom >= self.app.size.height
        if strips and ends_the_screen and self._pictures.capabilities.protocol is Protocol.SIXEL:
            # A Sixel in the last line of the screen makes some terminals scroll.
            strips[-1] = Strip(shown.half_blocks(crop.bottom - 1), shown.encoded.box.columns)
        if crop.x or crop.right < shown.encoded.box.columns:
            return [_part(strip, crop) for strip in strips]
        return strips

    def _place(self) -> Region | None:
        """Where it is on the screen."""
        try:
            return self.screen.find_widget(self).region
        except (NoScreen, errors.NoWidget):
            return None

    def _paint(self, shown: Shown, row: int) -> str | None:
        """What the terminal is sent for a row: where it is still to be seen, the cursor only passes over it.

        Nothing, where that would keep a key waiting.
        """
        ledger, place = self._pictures.ledger, self._painted_at
        painted = self._painted.pop(row, -1)
        if place is not None and ledger.still_there(place.y + row, range(place.x, place.right), painted):
            self._painted[row] = ledger.frame
            return f"\x1b[{shown.encoded.box.columns}C"
        if not self._pictures.has_room(shown, row):
            self._put_off.add(row)
            self._pictures.put_off(self)
            return None
        self._put_off.discard(row)
        self._painted[row] = ledger.frame
        return shown.row(row)

    def _take(self, key: Key, shown: Shown) -> None:
        self._shown = (key, shown)
        self._painted.clear()
        self._put_off.clear()
        box, ground = shown.encoded.box, self.rich_style
        self._strips = [
            PictureStrip(partial(self._paint, shown, row), partial(shown.covered, row), box.columns, ground)
            for row in range(box.rows)
        ]

    def _picture(self) -> Shown | None:
        """The picture for the box as it is now, asking for it where it is not kept."""
        capabilities = self._pictures.capabilities
        if self._source is None or self._error is not None or capabilities.protocol is Protocol.OFF or not self.size:
            return None
        ground = self.background_colors[1]
        box = Box(self.size.width, self.size.height, (ground.r, ground.g, ground.b))
        key = Key(self._content, box, capabilities)
        if self._shown is not None and self._shown[0] == key:
            return self._shown[1]
        kept = self._pictures.ready(key)
        if kept is not None:
            self._give_up_waiting()
            self._take(key, kept)
            return kept
        self._shown = None
        if self._wish is None or self._wish.key != key:
            self._give_up_waiting()
            self._wish = _Wish(self, self._source, key)
            self._pictures.ask(self._wish)
        return None

    def _give_up_waiting(self) -> None:
        if self._wish is not None:
            self._pictures.cancel(self._wish)
            self._wish = None

    def on_mount(self) -> None:
        """Hear of changes of the terminal."""
        self._pictures.join(self)

    def on_unmount(self) -> None:
        """Stop waiting."""
        self._give_up_waiting()
        self._pictures.leave(self)

    def on_hide(self, _: events.Hide) -> None:
        """Nobody sees it: let others go first."""
        self._give_up_waiting()


class _Wish:
    """What a widget waits for; stale as soon as the widget waits for something else."""

    def __init__(self, picture: Picture, source: Source, key: Key) -> None:
        self._picture = picture
        self.source = source
        self.key = key

    def rank(self) -> tuple[int, ...] | None:
        return self._picture.rank()

    def granted(self, shown: Shown) -> None:
        if self._is_current:
            self._picture.granted(self.key, shown)

    def refused(self, error: FileError | None) -> None:
        if self._is_current:
            self._picture.refused(error)

    @property
    def _is_current(self) -> bool:
        return self._picture._wish is self


def _part(strip: Strip, crop: Region) -> Strip:
    cut = strip.cut if isinstance(strip, PictureStrip) else strip.crop
    return cut(crop.x, crop.right)


def _content_key(source: Source | None, key: Hashable) -> Hashable:
    """What tells this picture from others where the caller does not."""
    if key is not None or source is None:
        return key if source is not None else None
    if isinstance(source, bytes):
        return blake2b(source, digest_size=16).digest()
    return source if isinstance(source, Path) else id(source)


def _initials(title: str) -> str:
    words = [word for word in _plain(title).split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:3]).upper()


def _plain(text: str) -> str:
    """Without characters that would move the cursor or worse."""
    return "".join(character if character.isprintable() or character == "\n" else "·" for character in text)
