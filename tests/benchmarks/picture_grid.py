"""A small program that shows a grid of drawn posters, for looking at and for measuring pictures.

python tests/benchmarks/picture_grid.py --images auto|kitty|sixel|halfblock|off [--naive] [--box 20x15]
Keys: pgdn/pgup page, m dialog, n toast, s other screen, i next protocol, q quit.
"""

import argparse
import asyncio
import io
import os
import random
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Grid
from textual.screen import ModalScreen, Screen
from textual.widgets import Footer, Label, Static

from lobbycard.tui.pictures import detect
from lobbycard.tui.pictures.capabilities import Choice, forced
from lobbycard.tui.pictures.pictures import Pictures, listen
from lobbycard.tui.pictures.widget import Picture

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

POOL = ThreadPoolExecutor(2)


async def in_thread(function: "Callable[..., T]", /, *arguments: object) -> T:
    """Run a function in this program's threads."""
    return await asyncio.get_running_loop().run_in_executor(POOL, function, *arguments)


@lru_cache(maxsize=128)
def poster(seed: int, width: int = 300, height: int = 450) -> bytes:
    """A drawn poster with soft light, grain, shapes and letters, as a JPEG: about as hard to encode as real ones."""
    from PIL import Image, ImageChops, ImageDraw, ImageFilter

    chance = random.Random(seed)
    tint = [tuple(chance.randrange(256) for _ in range(3)) for _ in range(5)]
    light = Image.radial_gradient("L").resize((width, height))
    ground = Image.composite(
        Image.new("RGB", (width, height), tint[0]), Image.new("RGB", (width, height), tint[1]), light
    )
    draw = ImageDraw.Draw(ground)
    for _ in range(12):
        x, y, r = chance.randrange(width), chance.randrange(height), chance.randrange(10, 90)
        draw.ellipse((x - r, y - r, x + r, y + r * 2), fill=chance.choice(tint))
    soft = ground.filter(ImageFilter.GaussianBlur(chance.choice((2, 5, 9))))
    grain = Image.effect_noise((width, height), 9).convert("RGB")
    lit = ImageChops.add(soft, grain, scale=1.0, offset=-128)
    draw = ImageDraw.Draw(lit)
    for _ in range(40):
        x, y = chance.randrange(width), chance.randrange(height)
        draw.line(
            (x, y, x + chance.randrange(-40, 40), y + chance.randrange(-40, 40)), fill=chance.choice(tint), width=2
        )
    draw.rectangle((0, height - 90, width, height - 30), fill=(12, 12, 16))
    draw.text((20, height - 80), f"FILM {seed}", fill=(240, 230, 200), font_size=40)
    file = io.BytesIO()
    lit.save(file, "JPEG", quality=88)
    return file.getvalue()


class Dialog(ModalScreen[None]):
    """Something that covers pictures."""

    DEFAULT_CSS = (
        "Dialog { align: center middle; } Dialog Static { width: 50; height: 12; border: thick $primary; padding: 1; }"
    )
    BINDINGS: ClassVar[list[BindingType]] = [("m,escape", "dismiss", "Close")]

    def compose(self) -> ComposeResult:
        yield Static("A dialog over the pictures")


class Other(Screen[None]):
    """A screen without pictures."""

    BINDINGS: ClassVar[list[BindingType]] = [("s,escape", "app.pop_screen", "Back")]

    def compose(self) -> ComposeResult:
        yield Label("Another screen\n" * 20)
        yield Footer()


class PictureGrid(App[None]):
    """Posters in a grid, a screenful at a time."""

    CSS = "Grid { grid-gutter: 0; height: 1fr; } .cell { height: auto; } Label { width: 100%; text-align: center; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("pagedown", "page(1)", "Next"),
        ("pageup", "page(-1)", "Previous"),
        ("m", "dialog", "Dialog"),
        ("n", "toast", "Toast"),
        ("s", "other", "Other screen"),
        ("i", "images", "Images"),
        ("q", "quit", "Quit"),
    ]

    def __init__(self, pictures: Pictures, options: argparse.Namespace) -> None:
        super().__init__()
        self.pictures = pictures
        self.options = options
        self.found = pictures.capabilities
        self.page = 0
        self.cells: list[Picture] = []

    def compose(self) -> ComposeResult:
        columns, rows = map(int, self.options.box.split("x"))
        across = os.get_terminal_size().columns // columns if sys.stdout.isatty() else 7
        with Grid() as grid:
            grid.styles.grid_size_columns = across
            grid.styles.grid_rows = str(rows + 1)
            grid.styles.grid_columns = str(columns)
            for number in range(self.options.count):
                with Grid(classes="cell") as cell:
                    cell.styles.grid_rows = f"{rows} 1"
                    yield self._picture(number, columns, rows)
                    yield Label(f"Film {number}")
        yield Footer()

    def _picture(self, number: int, columns: int, rows: int) -> Static | Picture:
        if self.options.naive:
            return naive_picture(self.options.naive, number, columns, rows)
        picture = Picture(self.pictures, poster(number), key=number, title=f"Film {number}")
        picture.styles.width, picture.styles.height = columns, rows
        self.cells.append(picture)
        return picture

    def on_mount(self) -> None:
        self.pictures.attach(self)
        self.call_after_refresh(self.pictures.verify)

    def on_resize(self) -> None:
        self.pictures.measure()

    def action_page(self, step: int) -> None:
        self.page = max(0, self.page + step)
        for place, picture in enumerate(self.cells):
            number = self.page * len(self.cells) + place
            picture.set_source(poster(number), key=number, title=f"Film {number}")

    def action_dialog(self) -> None:
        self.push_screen(Dialog())

    def action_other(self) -> None:
        self.push_screen(Other())

    def action_toast(self) -> None:
        """Show one; the next press takes it away."""
        if self._notifications:
            self.clear_notifications()
        else:
            self.notify("A toast over the pictures", timeout=3600)

    def action_images(self) -> None:
        choices = list(Choice)
        now = choices.index(Choice(self.pictures.capabilities.protocol.value))
        self.pictures.use(forced(choices[(now + 1) % len(choices)], self.found))

    async def action_quit(self) -> None:
        self.pictures.close()
        self.pictures.rest(self.exit)


def naive_picture(protocol: str, number: int, columns: int, rows: int) -> Static:
    """textual-image as its documentation shows it."""
    from PIL import Image
    from textual_image import widget

    kinds = {"sixel": widget.SixelImage, "kitty": widget.TGPImage, "halfblock": widget.HalfcellImage}
    shown = kinds[protocol](Image.open(io.BytesIO(poster(number))))
    shown.styles.width, shown.styles.height = columns, rows
    return shown  # type: ignore[no-any-return]  # the package has no types


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--images", type=Choice, default=Choice.AUTO)
    parser.add_argument("--naive", choices=("sixel", "kitty", "halfblock"))
    parser.add_argument("--box", default="20x15")
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--memory", type=Path)
    parser.add_argument("--bytes-per-cell", type=int, default=95)
    options = parser.parse_args()
    if options.naive:
        import textual_image.widget  # noqa: F401 - it asks the terminal, which must not be Textual's yet
    environment = dict(os.environ)
    for number in range(options.count * 3):
        poster(number)
    capabilities = detect.detect(options.images, environment, options.memory)
    pictures = Pictures(capabilities, in_thread, bytes_per_cell=options.bytes_per_cell)
    listen(pictures, environment, options.memory)
    PictureGrid(pictures, options).run()
    print(capabilities)


if __name__ == "__main__":
    main()
