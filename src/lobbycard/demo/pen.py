"""A pen that draws shapes in a box from -1 to 1, wherever that box is put."""

from collections.abc import Iterable
from typing import NamedTuple

from lobbycard.demo.canvas import Canvas

Point = tuple[float, float]


class Pen(NamedTuple):
    """Where a sign goes, how big, and in which three colours."""

    canvas: Canvas
    x: float
    y: float
    size: float
    ink: str
    ground: str
    spark: str

    def at(self, x: float, y: float) -> Point:
        """A point of the box on the canvas."""
        return self.x + x * self.size, self.y + y * self.size

    def poly(self, *numbers: float, colour: str = "") -> None:
        """A filled shape from x, y, x, y, …"""
        points = [self.at(numbers[i], numbers[i + 1]) for i in range(0, len(numbers), 2)]
        self.canvas.polygon(points, colour or self.ink)

    def twice(self, *numbers: float, colour: str = "") -> None:
        """A shape and its mirror image."""
        self.poly(*numbers, colour=colour)
        self.poly(*(-n if i % 2 == 0 else n for i, n in enumerate(numbers)), colour=colour)

    def disc(self, x: float, y: float, radius: float, colour: str = "", ry: float | None = None) -> None:
        """A filled circle or ellipse."""
        self.canvas.disc(*self.at(x, y), radius * self.size, colour or self.ink, None if ry is None else ry * self.size)

    def ring(self, x: float, y: float, radius: float, width: float, colour: str = "") -> None:
        """A circle's outline."""
        self.canvas.ring(*self.at(x, y), radius * self.size, width * self.size, colour or self.ink)

    def wedge(self, x: float, y: float, radius: float, start: float, end: float, colour: str = "") -> None:
        """A slice of a disc."""
        self.canvas.wedge(*self.at(x, y), radius * self.size, start, end, colour or self.ink)

    def bar(self, x: float, y: float, x2: float, y2: float, colour: str = "") -> None:
        """A filled rectangle."""
        self.canvas.rectangle(*self.at(x, y), *self.at(x2, y2), colour or self.ink)

    def line(self, points: Iterable[Point], width: float, colour: str = "") -> None:
        """A line with round joints."""
        self.canvas.line([self.at(*point) for point in points], width * self.size, colour or self.ink)
