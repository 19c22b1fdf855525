"""A drawing surface with palette, measured in shares of its size and drawn at twice its pixels."""

import math
import random
from collections.abc import Iterable
from typing import NamedTuple

from PIL import Image, ImageDraw

from lobbycard.demo import lettering

Point = tuple[float, float]
_OVER = 2
"""Drawn pixels per pixel of the finished picture, each way: smooths edges."""
_LARGE = 600_000
"""Pictures with more pixels than this are fine enough as they are but for their letters, and slow otherwise."""


class Palette(NamedTuple):
    """Five colours that go together."""

    dark: str
    light: str
    main: str
    deep: str
    spark: str


PALETTES = {
    "gold": Palette("#14213d", "#f4e9cd", "#e0a526", "#2e4a73", "#c8553d"),
    "crimson": Palette("#1b0a0d", "#f3e3d3", "#c1121f", "#5c0d16", "#e8b04b"),
    "teal": Palette("#0b2b33", "#f2ead3", "#2a9d8f", "#155e63", "#e76f51"),
    "bauhaus": Palette("#1d1d1b", "#f3ead7", "#d62828", "#1d4e89", "#f6bd22"),
    "noir": Palette("#0c0d10", "#e9e6df", "#8d949c", "#33383f", "#d9a521"),
    "swamp": Palette("#0d1b12", "#e6f0c2", "#7fb800", "#2f5d34", "#f2542d"),
    "violet": Palette("#1a1033", "#f5e9f7", "#e056a0", "#4b2a86", "#ffb400"),
    "sepia": Palette("#2b1d14", "#f0e0c2", "#b5651d", "#6b4226", "#3d6b6b"),
    "mint": Palette("#12343b", "#fff4e0", "#14b1ab", "#1f6f78", "#e8505b"),
    "night": Palette("#070d24", "#eef4f8", "#1f7fb8", "#0b2f5e", "#f7c948"),
    "ember": Palette("#231309", "#fff1dc", "#f3722c", "#9b2d1e", "#f9c74f"),
    "rose": Palette("#2d132c", "#ffe9e3", "#ee4540", "#801336", "#f5b7a5"),
    "olive": Palette("#20220f", "#f1efd9", "#a3a847", "#5c6127", "#d9660e"),
    "signal": Palette("#111111", "#f7f3ea", "#e10600", "#3f3f3f", "#f2c500"),
    "ice": Palette("#10222e", "#f1f7f9", "#79b8d1", "#35617a", "#ef476f"),
    "plum": Palette("#201426", "#f6ead9", "#a4508b", "#5f2a62", "#5fbfa3"),
}


class Canvas:
    """A picture in the making. `x` runs over 0..`wide`, `y` over 0..`tall`, where the shorter side is 1."""

    def __init__(self, size: tuple[int, int], palette: Palette, seed: str, ground: str | None = "") -> None:
        self.size = size
        self.palette = palette
        self.random = random.Random(seed).random  # noqa: S311  the same picture for the same words, not a secret
        self.over = _OVER if size[0] * size[1] <= _LARGE else 1
        self.unit = min(size) * self.over
        self.wide, self.tall = size[0] / min(size), size[1] / min(size)
        pixels = (size[0] * self.over, size[1] * self.over)
        self.image = (
            Image.new("RGB", pixels, ground or palette.dark) if ground is not None else Image.new("RGBA", pixels)
        )
        self.draw = ImageDraw.Draw(self.image)

    def finish(self) -> Image.Image:
        """The picture in its own size."""
        return self.image.reduce(self.over) if self.over > 1 else self.image

    def between(self, low: float, high: float) -> float:
        """A number that is the same each time this picture is drawn."""
        return low + (high - low) * self.random()

    def polygon(self, points: Iterable[Point], colour: str) -> None:
        """A filled shape."""
        self.draw.polygon([(x * self.unit, y * self.unit) for x, y in points], colour)

    def rectangle(self, x: float, y: float, x2: float, y2: float, colour: str) -> None:
        """A filled rectangle between two corners."""
        if x2 > x and y2 > y:
            self.draw.rectangle((x * self.unit, y * self.unit, x2 * self.unit, y2 * self.unit), colour)

    def disc(self, x: float, y: float, radius: float, colour: str, ry: float | None = None) -> None:
        """A filled circle, or an ellipse when the second radius differs."""
        up = radius if ry is None else ry
        box = ((x - radius) * self.unit, (y - up) * self.unit, (x + radius) * self.unit, (y + up) * self.unit)
        self.draw.ellipse(box, colour)

    def ring(self, x: float, y: float, radius: float, width: float, colour: str) -> None:
        """A circle's outline."""
        box = ((x - radius) * self.unit, (y - radius) * self.unit, (x + radius) * self.unit, (y + radius) * self.unit)
        self.draw.ellipse(box, outline=colour, width=max(1, round(width * self.unit)))

    def wedge(self, x: float, y: float, radius: float, start: float, end: float, colour: str) -> None:
        """A slice of a disc, in degrees clockwise from the right."""
        box = ((x - radius) * self.unit, (y - radius) * self.unit, (x + radius) * self.unit, (y + radius) * self.unit)
        self.draw.pieslice(box, start, end, colour)

    def line(self, points: Iterable[Point], width: float, colour: str) -> None:
        """A line with round joints."""
        placed = [(x * self.unit, y * self.unit) for x, y in points]
        self.draw.line(placed, colour, max(1, round(width * self.unit)), "curve")

    def ray(self, x: float, y: float, angle: float, spread: float, colour: str) -> None:
        """A wedge of light that leaves the picture."""
        far = 3.2 * max(self.wide, self.tall)
        a, b = math.radians(angle - spread / 2), math.radians(angle + spread / 2)
        ends = [(x + far * math.cos(t), y + far * math.sin(t)) for t in (a, b)]
        self.polygon([(x, y), *ends], colour)

    def fade(self, colour: str, y: float, y2: float, strength: float = 1.0) -> None:
        """Let a colour grow from nothing at `y` to its strength at `y2`."""
        top, bottom = sorted((round(y * self.unit), round(y2 * self.unit)))
        ramp = Image.linear_gradient("L").point([round(v * strength) for v in range(256)])
        if y2 < y:
            ramp = ramp.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        mask = ramp.resize((self.image.width, max(1, bottom - top)), Image.Resampling.BILINEAR)
        self.image.paste(colour, (0, top), mask)

    def words(
        self, text: str, x: float, y: float, height: float, face: lettering.Face, colour: str, inside: str = ""
    ) -> None:
        """A line of capitals with its upper left corner at x, y; `inside` is the colour of an inline."""
        finer = _OVER // self.over
        setting = lettering.typeset(text, max(4, round(height * self.unit)) * finer, face)
        at = (round(x * self.unit), round(y * self.unit) - setting.top // finer)
        self.image.paste(colour, at, setting.mask.reduce(finer))
        if setting.inline is not None:
            self.image.paste(inside or self.palette.dark, at, setting.inline.reduce(finer))


def mix(first: str, second: str, share: float) -> str:
    """A colour between two; `share` is how much of the second."""
    parts = [round(int(first[i : i + 2], 16) * (1 - share) + int(second[i : i + 2], 16) * share) for i in (1, 3, 5)]
    return "#{:02x}{:02x}{:02x}".format(*parts)


def is_light(colour: str) -> bool:
    """True when dark letters read better on it than light ones."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return red * 0.3 + green * 0.59 + blue * 0.11 > 130
