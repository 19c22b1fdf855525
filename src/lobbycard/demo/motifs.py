"""What a film is about as one bold sign: silhouettes in a box from -1 to 1 that styles place and colour."""

import math
from collections.abc import Callable, Iterable
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


def _skyline(p: Pen) -> None:
    for x, top, wide in ((-0.8, 0.05, 0.2), (-0.45, -0.35, 0.22), (0.42, -0.25, 0.24), (0.8, 0.15, 0.2)):
        p.bar(x - wide, top, x + wide, 1)
        p.bar(x - wide * 0.6, top - 0.12, x + wide * 0.6, top)
    p.bar(-0.26, -0.55, 0.26, 1)
    p.bar(-0.17, -0.78, 0.17, -0.5)
    p.poly(-0.09, -0.75, 0, -1.2, 0.09, -0.75)
    for row in range(9):
        for x in (-0.16, 0, 0.16):
            p.bar(x - 0.035, -0.4 + row * 0.15, x + 0.035, -0.32 + row * 0.15, p.spark)


def _robot(p: Pen) -> None:
    p.twice(0, -1, 0.35, -0.9, 0.46, -0.5, 0.4, 0.05, 0.2, 0.35, 0, 0.4)
    p.twice(0.46, -0.55, 0.62, -0.6, 0.62, -0.2, 0.45, -0.15)
    p.twice(0.12, 0.3, 0.18, 0.55, 0.9, 0.75, 1, 1.1, 0, 1.1, 0, 0.3)
    p.twice(0.08, -0.42, 0.34, -0.5, 0.34, -0.36, 0.1, -0.3, colour=p.spark)
    p.twice(0, -0.88, 0.05, -0.6, 0, -0.1, colour=p.ground)
    p.bar(-0.15, 0.04, 0.15, 0.1, p.ground)
    for y in (0.72, 0.86, 1.0):
        p.twice(0, y, 0.6, y + 0.08, 0.6, y + 0.12, 0, y + 0.04, colour=p.spark)


def _moon(p: Pen) -> None:
    p.disc(0, 0, 0.95, p.spark)
    p.disc(-0.3, -0.2, 0.16, p.ground, 0.11)
    p.disc(0.3, -0.2, 0.2, p.ground, 0.2)
    p.poly(-0.06, -0.15, 0.1, 0.3, -0.16, 0.3, colour=p.ground)
    p.wedge(0, 0.3, 0.42, 20, 160, p.ground)
    p.poly(0.1, -0.32, 0.42, -0.05, 1.1, -0.75, 0.8, -1.05)
    p.disc(0.26, -0.18, 0.21)


def _rocket(p: Pen) -> None:
    p.twice(0, -1.1, 0.2, -0.75, 0.3, -0.2, 0.24, 0.55, 0, 0.55)
    p.twice(0.2, 0.1, 0.6, 0.5, 0.6, 0.85, 0.2, 0.55)
    p.twice(0, 0.55, 0.2, 0.6, 0.1, 0.85, 0, 1.25, colour=p.spark)
    p.disc(0, -0.35, 0.14, p.ground)
    p.disc(0, 0.1, 0.09, p.ground)


def _train(p: Pen) -> None:
    p.disc(0, -0.05, 0.62)
    p.bar(-0.17, -1, 0.17, -0.5)
    p.bar(-0.25, -1.1, 0.25, -0.95)
    p.disc(0, -0.05, 0.46, p.ground)
    p.disc(0, -0.05, 0.4)
    p.disc(0, -0.35, 0.2, p.spark)
    p.bar(-0.8, 0.42, 0.8, 0.6)
    p.twice(0, 0.55, 0.72, 0.55, 0.95, 1.1, 0, 1.1)
    for x in (0.12, 0.36, 0.6):
        p.twice(x * 0.7, 0.66, x * 0.7 + 0.07, 0.66, x + 0.14, 1.05, x, 1.05, colour=p.ground)
    p.disc(-0.68, 0.3, 0.12, p.spark)
    p.disc(0.68, 0.3, 0.12, p.spark)


def _clock(p: Pen) -> None:
    p.disc(0, 0, 1)
    p.disc(0, 0, 0.86, p.ground)
    for hour in range(12):
        turn = hour * math.pi / 6
        inner = 0.62 if hour % 3 else 0.52
        p.line(
            [(inner * math.sin(turn), -inner * math.cos(turn)), (0.76 * math.sin(turn), -0.76 * math.cos(turn))], 0.09
        )
    p.line([(0, 0), (-0.38, -0.3)], 0.12, p.spark)
    p.line([(0, 0), (0.12, 0.62)], 0.09, p.spark)
    p.disc(0, 0, 0.11)


def _house(p: Pen) -> None:
    p.poly(-1.3, 1.1, -0.7, 0.6, 0, 0.45, 0.8, 0.65, 1.3, 1.1)
    p.bar(-0.5, -0.2, 0.45, 0.6)
    p.poly(-0.6, -0.2, -0.05, -0.62, 0.55, -0.2)
    p.bar(-0.1, -0.75, 0.2, 0.4)
    p.poly(-0.18, -0.72, 0.05, -1.15, 0.28, -0.72)
    p.bar(0.4, -0.45, 0.6, 0.62)
    p.poly(0.36, -0.44, 0.5, -0.75, 0.64, -0.44)
    for x, y in ((-0.38, -0.05), (-0.38, 0.2), (0, -0.55), (0, -0.05), (0.28, 0.2), (0.47, -0.3)):
        p.bar(x, y, x + 0.11, y + 0.15, p.spark)


def _graves(p: Pen) -> None:
    p.poly(-1.4, 1.1, -1, 0.62, 0, 0.5, 1, 0.62, 1.4, 1.1)
    for x, y, r in ((-0.55, 0.1, 0.26), (0.55, 0.2, 0.22)):
        p.disc(x, y, r)
        p.bar(x - r, y, x + r, 0.8)
    p.bar(-0.08, -0.6, 0.08, 0.7)
    p.bar(-0.32, -0.35, 0.32, -0.2)
    for x in (-0.9, 0.95):
        p.line([(x, 0.75), (x * 0.97, 0.3)], 0.13)
        for tip in (-0.16, -0.06, 0.05, 0.15):
            p.line([(x * 0.97, 0.36), (x * 0.97 + tip, 0.02 + abs(tip))], 0.055)
    p.bar(-0.68, 0.05, -0.42, 0.1, p.spark)
    p.bar(0.45, 0.16, 0.66, 0.21, p.spark)


def _eye(p: Pen) -> None:
    p.poly(
        *(n for t in range(25) for n in (-1 + t / 12, -0.58 * math.sin(t * math.pi / 24))),
        *(n for t in range(25) for n in (1 - t / 12, 0.58 * math.sin(t * math.pi / 24))),
    )
    p.disc(0, 0, 0.5, p.ground)
    p.disc(0, 0, 0.42, p.spark)
    p.disc(0, 0, 0.22)
    p.disc(0.12, -0.14, 0.09, p.ground)
    for t in (-60, -40, -20, 0, 20, 40, 60):
        turn = math.radians(t)
        p.line(
            [
                (0.95 * math.sin(turn), -0.25 - 0.45 * math.cos(turn)),
                (1.2 * math.sin(turn), -0.35 - 0.75 * math.cos(turn)),
            ],
            0.06,
        )


def _hatman(p: Pen) -> None:
    p.twice(0, -0.62, 0.72, -0.5, 0.78, -0.42, 0.3, -0.36, 0, -0.34)
    p.twice(0, -1.05, 0.12, -1.02, 0.34, -1.08, 0.42, -0.55, 0, -0.55)
    p.twice(0, -0.5, 0.3, -0.45, 0.3, 0, 0.12, 0.28, 0, 0.3)
    p.twice(0, 0.2, 0.2, 0.12, 0.85, 0.45, 1.05, 1.15, 0, 1.15)
    p.poly(-0.3, -0.4, 0.02, -0.36, 0.02, 0.02, -0.2, 0.02, colour=p.spark)
    p.poly(-0.28, 0.2, -0.02, 0.75, -0.02, 1.15, -0.14, 1.15, -0.55, 0.35, colour=p.ground)
    p.bar(-0.41, -0.68, 0.41, -0.58, p.spark)


def _mask(p: Pen) -> None:
    p.poly(
        -0.75,
        -0.55,
        -0.3,
        -0.85,
        0.3,
        -0.85,
        0.75,
        -0.55,
        0.7,
        0.1,
        0.35,
        0.3,
        0.14,
        0.05,
        0,
        0.4,
        -0.14,
        0.75,
        -0.5,
        0.7,
        -0.72,
        0.1,
    )
    p.twice(0.14, -0.28, 0.5, -0.42, 0.58, -0.2, 0.38, -0.05, 0.18, -0.1, colour=p.ground)
    p.line([(-0.45, 0.42), (-0.22, 0.36)], 0.07, p.ground)
    p.disc(0.62, 0.62, 0.2, p.spark)
    p.disc(0.5, 0.5, 0.16, p.spark)
    p.disc(0.74, 0.46, 0.16, p.spark)
    p.line([(0.62, 0.7), (0.4, 1.1)], 0.06, p.spark)


def _road(p: Pen) -> None:
    p.poly(-0.1, -0.55, 0.1, -0.55, 1.05, 1.1, -1.05, 1.1)
    for y, h, w in ((-0.4, 0.12, 0.02), (-0.15, 0.2, 0.035), (0.2, 0.28, 0.055), (0.65, 0.4, 0.085)):
        p.poly(-w, y, w, y, w * 1.3, y + h, -w * 1.3, y + h, colour=p.spark)
    p.wedge(0, -0.55, 0.55, 180, 360, p.spark)
    p.poly(-1.2, -0.55, -0.75, -0.8, -0.3, -0.55)
    p.poly(0.2, -0.55, 0.8, -0.9, 1.2, -0.55)


def _ship(p: Pen) -> None:
    p.poly(-0.55, 0.05, 0.55, 0.05, 0.35, 1.1, -0.35, 1.1)
    p.bar(-0.03, 0.1, 0.03, 1.1, p.ground)
    p.bar(-0.3, -0.4, 0.3, 0.1)
    p.bar(-0.16, -0.75, 0.16, -0.3)
    p.bar(-0.035, -1.25, 0.035, -0.7)
    p.bar(-0.4, -0.95, 0.4, -0.89)
    for x in (-0.2, 0.2):
        p.line([(x, -0.12), (x * 4.4, -0.5)], 0.1)
    p.poly(0.03, -1.25, 0.5, -1.12, 0.03, -1, colour=p.spark)
    for y in (0.95, 1.08):
        p.line([(-1.2 + i * 0.3, y + (0.06 if i % 2 else -0.06)) for i in range(9)], 0.06, p.spark)


def _castle(p: Pen) -> None:
    for x, top, w in ((-0.75, -0.1, 0.2), (0, -0.55, 0.26), (0.75, -0.2, 0.2)):
        p.bar(x - w, top, x + w, 1.1)
        for step in (-1, 0, 1):
            p.bar(x + (step * 0.8 - 0.24) * w, top - 0.14, x + (step * 0.8 + 0.24) * w, top + 0.02)
        p.bar(x - 0.05, top + 0.15, x + 0.05, top + 0.38, p.spark)
    p.bar(-0.8, 0.35, 0.8, 1.1)
    p.wedge(0, 0.85, 0.24, 180, 360, p.ground)
    p.bar(-0.24, 0.84, 0.24, 1.1, p.ground)
    p.line([(0, -0.65), (0, -1.1)], 0.05)
    p.poly(0, -1.1, 0.42, -0.98, 0, -0.86, colour=p.spark)


def _ice(p: Pen) -> None:
    p.poly(-1.3, 0.55, -0.6, -0.65, -0.25, -0.2, 0.2, -1, 1.3, 0.55)
    p.poly(-0.08, -0.5, 0.2, -1, 0.55, -0.52, 0.3, -0.38, 0.12, -0.55, colour=p.ground)
    p.poly(-0.78, -0.35, -0.6, -0.65, -0.42, -0.42, -0.6, -0.3, colour=p.ground)
    p.wedge(-0.25, 0.95, 0.6, 180, 360, p.spark)
    p.bar(-0.4, 0.7, -0.1, 0.96, p.ground)
    p.wedge(-0.25, 0.72, 0.15, 180, 360, p.ground)
    p.line([(0.6, 0.95), (0.6, 0.45)], 0.2)
    p.disc(0.6, 0.33, 0.17)
    p.line([(0.85, 1), (0.95, 0)], 0.045)


def _claw(p: Pen) -> None:
    p.poly(-0.3, 1.15, -0.38, 0.4, -0.2, 0.15, 0.3, 0.15, 0.42, 0.45, 0.3, 1.15)
    for x, y, x2, y2 in (
        (-0.28, 0.3, -0.62, -0.45),
        (-0.1, 0.2, -0.22, -0.75),
        (0.1, 0.2, 0.16, -0.78),
        (0.27, 0.28, 0.52, -0.55),
    ):
        p.line([(x, y), ((x + x2) / 2 * 1.12, (y + y2) / 2), (x2, y2)], 0.17)
        p.poly(x2 - 0.09, y2 + 0.02, x2 + 0.09, y2 + 0.02, x2 + (0.16 if x2 > 0 else -0.16), y2 - 0.42, colour=p.spark)
    p.line([(0.36, 0.55), (0.72, 0.15)], 0.17)
    p.poly(0.64, 0.2, 0.8, 0.18, 0.95, -0.2, colour=p.spark)


def _lens(p: Pen) -> None:
    p.bar(-0.9, -0.5, 0.7, 0.45)
    p.disc(-0.55, -0.75, 0.36)
    p.disc(0.2, -0.75, 0.36)
    for x in (-0.55, 0.2):
        p.disc(x, -0.75, 0.1, p.ground)
    p.poly(0.7, -0.2, 1.1, -0.45, 1.1, 0.4, 0.7, 0.15)
    p.disc(-0.12, 0, 0.34, p.ground)
    p.disc(-0.12, 0, 0.26, p.spark)
    p.disc(-0.12, 0, 0.13)
    p.line([(-0.1, 0.4), (-0.65, 1.15)], 0.1)
    p.line([(-0.1, 0.4), (0.45, 1.15)], 0.1)
    p.line([(-0.1, 0.4), (-0.1, 1.15)], 0.1)


def _plant(p: Pen) -> None:
    p.line([(0, 0.75), (-0.06, 0.45), (0.04, 0.1)], 0.13)
    p.poly(-0.4, 0.65, 0.4, 0.65, 0.28, 1.15, -0.28, 1.15, colour=p.spark)
    p.poly(-0.02, 0.62, -0.85, 0.4, -0.5, 0.12, colour="")
    p.poly(0.02, 0.6, 0.85, 0.3, 0.45, 0.05, colour="")
    p.wedge(0, -0.3, 0.72, 25, 205)
    p.wedge(0, -0.4, 0.72, 215, 370)
    for step in range(5):
        x = -0.5 + step * 0.24
        p.poly(x - 0.07, -0.42, x + 0.07, -0.42, x, -0.2, colour=p.spark)


def _tramp(p: Pen) -> None:
    p.bar(-0.72, -0.52, 0.72, -0.4)
    p.wedge(0, -0.48, 0.5, 180, 360)
    p.disc(0, -0.48, 0.5, p.ink, 0.62)
    p.bar(-0.55, -0.4, 0.55, 0.3, p.ground)
    p.bar(-0.5, -0.6, 0.5, -0.5, p.spark)
    p.twice(0, 0.05, 0.16, 0.03, 0.24, 0.28, 0, 0.3)
    p.twice(0.04, 0.52, 0.45, 0.4, 0.45, 0.78, 0.04, 0.66, colour=p.spark)
    p.disc(0, 0.59, 0.1)
    p.line([(0.85, 1.1), (0.85, 0.1), (0.8, -0.02), (0.7, -0.02), (0.65, 0.1)], 0.07)


def _bow(p: Pen) -> None:
    p.disc(0, 0, 0.9, p.ink)
    p.disc(0, 0, 0.7, p.ground)
    p.disc(0, 0, 0.5, p.ink)
    p.disc(0, 0, 0.3, p.spark)
    p.line([(0.02, -0.02), (0.95, -0.95)], 0.09, p.ink)
    p.line([(0.02, -0.02), (0.95, -0.95)], 0.05, p.ground)
    p.poly(0.85, -0.85, 0.85, -1.2, 1.1, -1.45, 1.1, -1.1, colour=p.spark)
    p.poly(0.85, -0.85, 1.2, -0.85, 1.45, -1.1, 1.1, -1.1, colour=p.spark)


def _saucer(p: Pen) -> None:
    p.poly(-0.3, -0.2, 0.3, -0.2, 0.85, 1.15, -0.85, 1.15, colour=p.spark)
    p.disc(0, -0.5, 0.42, p.ink, 0.4)
    p.disc(0, -0.35, 1, p.ink, 0.28)
    p.wedge(0, -0.52, 0.3, 180, 360, p.ground)
    for x in (-0.7, -0.35, 0, 0.35, 0.7):
        p.disc(x, -0.28 - 0.06 * abs(x), 0.075, p.spark)


def _crown(p: Pen) -> None:
    p.poly(-0.8, 0.5, -0.95, -0.5, -0.45, 0, 0, -0.8, 0.45, 0, 0.95, -0.5, 0.8, 0.5)
    p.bar(-0.8, 0.58, 0.8, 0.78)
    for x, y in ((-0.95, -0.58), (0, -0.9), (0.95, -0.58)):
        p.disc(x, y, 0.13, p.spark)
    for x in (-0.45, 0, 0.45):
        p.poly(x, 0.12, x + 0.1, 0.28, x, 0.44, x - 0.1, 0.28, colour=p.spark)


def _skull(p: Pen) -> None:
    p.disc(0, -0.25, 0.8)
    p.poly(-0.5, 0.2, 0.5, 0.2, 0.42, 0.85, -0.42, 0.85)
    p.disc(-0.33, -0.15, 0.24, p.ground)
    p.disc(0.33, -0.15, 0.24, p.ground)
    p.disc(0.33, -0.15, 0.08, p.spark)
    p.disc(-0.33, -0.15, 0.08, p.spark)
    p.poly(0, 0.12, 0.12, 0.36, -0.12, 0.36, colour=p.ground)
    for x in (-0.27, -0.09, 0.09, 0.27):
        p.bar(x - 0.025, 0.52, x + 0.025, 0.86, p.ground)


def _stairs(p: Pen) -> None:
    for step in range(7):
        p.bar(-1.05 + step * 0.3, 0.95 - step * 0.28, 1.1, 1.25 - step * 0.28, p.ink if step % 2 else p.spark)
    p.line([(0.75, -0.75), (0.75, -1.05)], 0.26)
    p.disc(0.75, -1.25, 0.15)


def _spiral(p: Pen) -> None:
    arm = [(t / 40 * math.cos(t / 3.2), t / 40 * math.sin(t / 3.2)) for t in range(1, 44)]
    p.line(arm, 0.13)
    p.line([(-x, -y) for x, y in arm], 0.13, p.spark)


def _umbrella(p: Pen) -> None:
    p.wedge(0, 0, 0.98, 180, 360)
    for x in (-0.65, 0, 0.65):
        p.disc(x, 0.02, 0.33, p.ground, 0.16)
    p.poly(-0.33, 0, 0, -0.98, 0.33, 0, 0.2, -0.09, 0, -0.13, -0.2, -0.09, colour=p.spark)
    p.line([(0, -1.15), (0, 0.85), (0.06, 1), (0.2, 1.04), (0.32, 0.95), (0.34, 0.82)], 0.07)


def _bird(p: Pen) -> None:
    p.poly(
        -1.1,
        -0.1,
        -0.55,
        -0.55,
        -0.1,
        -0.2,
        0.15,
        -0.95,
        0.85,
        -1.05,
        0.4,
        -0.1,
        0.75,
        0.25,
        0.3,
        0.55,
        -0.3,
        0.6,
        -0.85,
        0.15,
    )
    p.poly(-1.1, -0.1, -1.35, 0.05, -0.95, 0.1, colour=p.spark)
    p.disc(-0.68, -0.14, 0.07, p.ground)
    p.poly(0.4, 0.3, 1.2, 0.4, 1.1, 0.75, 0.25, 0.6)


def _gun(p: Pen) -> None:
    p.poly(-1.05, -0.45, 0.75, -0.45, 0.95, -0.3, 0.95, -0.05, 0.6, 0, 0.95, 0.85, 0.45, 0.95, 0.18, 0.1, -1.05, -0.12)
    p.ring(0.02, 0.16, 0.25, 0.09)
    p.bar(-0.95, -0.58, -0.8, -0.42)
    p.disc(0.35, -0.22, 0.2, p.spark)
    p.poly(-1.12, -0.28, -1.5, -0.6, -1.38, -0.28, -1.5, 0.05, colour=p.spark)


def _phone(p: Pen) -> None:
    p.poly(-0.6, 0.9, -0.35, 0.05, 0.35, 0.05, 0.6, 0.9)
    p.bar(-0.7, 0.85, 0.7, 1.02)
    p.disc(0, 0.45, 0.28, p.ground)
    p.disc(0, 0.45, 0.12, p.spark)
    p.bar(-0.1, -0.35, 0.1, 0.1)
    p.wedge(0, -0.15, 0.95, 190, 350)
    p.wedge(0, -0.05, 0.78, 180, 360, p.ground)
    p.twice(0.55, -0.35, 1.02, -0.35, 0.95, 0.05, 0.62, 0.05)
    p.bar(-0.1, -0.35, 0.1, 0.1)


def _lamp(p: Pen) -> None:
    p.poly(-0.95, -0.1, -0.5, 0, 0.4, 0, 0.75, 0.15, 0.3, 0.55, -0.3, 0.55, -0.65, 0.2)
    p.poly(-0.25, 0.5, 0.25, 0.5, 0.42, 0.78, -0.42, 0.78)
    p.wedge(0, 0.02, 0.36, 180, 360)
    p.disc(0, -0.38, 0.08)
    p.ring(0.72, 0.1, 0.26, 0.09)
    p.poly(-0.95, -0.15, -1.2, -0.6, -0.9, -1.1, -0.95, -0.7, -0.6, -0.95, -0.72, -0.5, colour=p.spark)


def _star(p: Pen) -> None:
    points: list[float] = []
    for step in range(10):
        reach, turn = (1.05 if step % 2 == 0 else 0.43), step * math.pi / 5
        points += [reach * math.sin(turn), -reach * math.cos(turn)]
    p.poly(*points)
    p.poly(*(n * 0.55 for n in points), colour=p.spark)


def _dinosaur(p: Pen) -> None:
    p.poly(
        -1.25,
        0.9,
        -0.8,
        0.45,
        -0.5,
        0.2,
        -0.1,
        0.1,
        0.25,
        0.05,
        0.5,
        -0.25,
        0.5,
        -0.75,
        0.62,
        -1.0,
        0.95,
        -0.95,
        1.15,
        -0.75,
        0.8,
        -0.68,
        0.75,
        -0.2,
        0.62,
        0.35,
        0.42,
        0.55,
        0.42,
        1.1,
        0.18,
        1.1,
        0.12,
        0.7,
        -0.3,
        0.72,
        -0.35,
        1.1,
        -0.6,
        1.1,
        -0.62,
        0.65,
    )
    p.disc(0.78, -0.85, 0.05, p.spark)
    for x, y in ((-0.5, 0.12), (-0.25, 0.04), (0, 0), (0.24, -0.06)):
        p.poly(x - 0.1, y + 0.06, x, y - 0.16, x + 0.1, y + 0.04, colour=p.spark)


def _flask(p: Pen) -> None:
    p.bar(-0.22, -1.05, 0.22, -0.3)
    p.bar(-0.3, -1.12, 0.3, -0.98)
    p.poly(-0.2, -0.35, 0.2, -0.35, 0.75, 0.95, -0.75, 0.95)
    p.poly(-0.3, 0.1, -0.1, 0.2, 0.1, 0.05, 0.3, 0.15, 0.58, 0.84, -0.58, 0.84, colour=p.spark)
    for x, y, r in ((0.1, 0.4, 0.09), (-0.18, 0.6, 0.07), (0.02, -0.1, 0.06), (0.2, 0.68, 0.06)):
        p.disc(x, y, r, p.ground)


def _western(p: Pen) -> None:
    p.poly(-1.1, 0.15, -0.5, 0.28, 0.5, 0.28, 1.1, 0.1, 0.85, 0.48, 0.3, 0.6, -0.35, 0.6, -0.85, 0.5)
    p.poly(-0.5, 0.32, -0.42, -0.4, -0.15, -0.55, 0.02, -0.4, 0.2, -0.55, 0.42, -0.38, 0.5, 0.32)
    p.bar(-0.5, 0.1, 0.5, 0.24, p.spark)


def _tent(p: Pen) -> None:
    p.poly(0, -0.95, 1.1, -0.05, -1.1, -0.05)
    p.bar(-0.95, -0.05, 0.95, 1.05)
    for x in (-0.66, 0, 0.66):
        p.poly(0, -0.95, x - 0.16, -0.05, x + 0.16, -0.05, colour=p.spark)
        p.bar(x - 0.15, -0.05, x + 0.15, 1.05, p.spark)
    p.poly(-0.2, 1.06, 0, 0.25, 0.2, 1.06, colour=p.ground)
    p.line([(0, -0.9), (0, -1.25)], 0.05)
    p.poly(0, -1.27, 0.3, -1.17, 0, -1.07, colour=p.spark)


def _face(p: Pen) -> None:
    p.twice(0, 0.6, 0.24, 0.62, 0.95, 0.88, 1.1, 1.3, 0, 1.3)
    p.disc(0, -0.45, 0.66)
    p.disc(0, -0.02, 0.5, p.ground, 0.66)
    p.poly(0, -0.64, 0.4, -0.4, 0.46, 0.2, 0.2, 0.58, 0, 0.62, colour=p.spark)
    p.twice(0.08, -0.6, 0.56, -0.35, 0.5, -0.1, 0.36, -0.42, 0, -0.46)
    p.twice(0.13, -0.14, 0.35, -0.16, 0.35, -0.08, 0.13, -0.06)
    p.twice(0, 0.34, 0.16, 0.32, 0, 0.43)


def _shield(p: Pen) -> None:
    p.twice(0, -1, 0.8, -0.8, 0.78, 0.1, 0.5, 0.7, 0, 1.1)
    p.twice(0, -0.84, 0.66, -0.68, 0.64, 0.06, 0.42, 0.58, 0, 0.92, colour=p.ground)
    p.bar(-0.12, -0.8, 0.12, 0.86, p.spark)
    p.bar(-0.62, -0.3, 0.62, -0.06, p.spark)


SIGNS: dict[str, Callable[[Pen], None]] = {
    name.removeprefix("_"): sign for name, sign in list(globals().items()) if name.startswith("_") and callable(sign)
}
"""Every sign by its name."""
