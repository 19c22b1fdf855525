"""Signs of places, vehicles and emblems; each function draws one in bold shapes."""

import math

from lobbycard.demo.pen import Pen


def skyline(p: Pen) -> None:
    """A skyline."""
    for x, top, wide in ((-0.8, 0.05, 0.2), (-0.45, -0.35, 0.22), (0.42, -0.25, 0.24), (0.8, 0.15, 0.2)):
        p.bar(x - wide, top, x + wide, 1)
        p.bar(x - wide * 0.6, top - 0.12, x + wide * 0.6, top)
    p.bar(-0.26, -0.55, 0.26, 1)
    p.bar(-0.17, -0.78, 0.17, -0.5)
    p.poly(-0.09, -0.75, 0, -1.2, 0.09, -0.75)
    for row in range(9):
        for x in (-0.16, 0, 0.16):
            p.bar(x - 0.035, -0.4 + row * 0.15, x + 0.035, -0.32 + row * 0.15, p.spark)


def moon(p: Pen) -> None:
    """The moon with something in its eye."""
    p.disc(0, 0, 0.95, p.spark)
    p.disc(-0.3, -0.2, 0.16, p.ground, 0.11)
    p.disc(0.3, -0.2, 0.2, p.ground, 0.2)
    p.poly(-0.06, -0.15, 0.1, 0.3, -0.16, 0.3, colour=p.ground)
    p.wedge(0, 0.3, 0.42, 20, 160, p.ground)
    p.poly(0.1, -0.32, 0.42, -0.05, 1.1, -0.75, 0.8, -1.05)
    p.disc(0.26, -0.18, 0.21)


def rocket(p: Pen) -> None:
    """A rocket."""
    p.twice(0, -1.1, 0.2, -0.75, 0.3, -0.2, 0.24, 0.55, 0, 0.55)
    p.twice(0.2, 0.1, 0.6, 0.5, 0.6, 0.85, 0.2, 0.55)
    p.twice(0, 0.55, 0.2, 0.6, 0.1, 0.85, 0, 1.25, colour=p.spark)
    p.disc(0, -0.35, 0.14, p.ground)
    p.disc(0, 0.1, 0.09, p.ground)


def train(p: Pen) -> None:
    """A locomotive, head on."""
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


def house(p: Pen) -> None:
    """A house on a hill."""
    p.poly(-1.3, 1.1, -0.7, 0.6, 0, 0.45, 0.8, 0.65, 1.3, 1.1)
    p.bar(-0.5, -0.2, 0.45, 0.6)
    p.poly(-0.6, -0.2, -0.05, -0.62, 0.55, -0.2)
    p.bar(-0.1, -0.75, 0.2, 0.4)
    p.poly(-0.18, -0.72, 0.05, -1.15, 0.28, -0.72)
    p.bar(0.4, -0.45, 0.6, 0.62)
    p.poly(0.36, -0.44, 0.5, -0.75, 0.64, -0.44)
    for x, y in ((-0.38, -0.05), (-0.38, 0.2), (0, -0.55), (0, -0.05), (0.28, 0.2), (0.47, -0.3)):
        p.bar(x, y, x + 0.11, y + 0.15, p.spark)


def graves(p: Pen) -> None:
    """Tombstones and hands."""
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


def road(p: Pen) -> None:
    """A road."""
    p.poly(-0.1, -0.55, 0.1, -0.55, 1.05, 1.1, -1.05, 1.1)
    for y, h, w in ((-0.4, 0.12, 0.02), (-0.15, 0.2, 0.035), (0.2, 0.28, 0.055), (0.65, 0.4, 0.085)):
        p.poly(-w, y, w, y, w * 1.3, y + h, -w * 1.3, y + h, colour=p.spark)
    p.wedge(0, -0.55, 0.55, 180, 360, p.spark)
    p.poly(-1.2, -0.55, -0.75, -0.8, -0.3, -0.55)
    p.poly(0.2, -0.55, 0.8, -0.9, 1.2, -0.55)


def ship(p: Pen) -> None:
    """A ship, head on."""
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


def castle(p: Pen) -> None:
    """A castle."""
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


def ice(p: Pen) -> None:
    """A mountain and a house of snow."""
    p.poly(-1.3, 0.55, -0.6, -0.65, -0.25, -0.2, 0.2, -1, 1.3, 0.55)
    p.poly(-0.08, -0.5, 0.2, -1, 0.55, -0.52, 0.3, -0.38, 0.12, -0.55, colour=p.ground)
    p.poly(-0.78, -0.35, -0.6, -0.65, -0.42, -0.42, -0.6, -0.3, colour=p.ground)
    p.wedge(-0.25, 0.95, 0.6, 180, 360, p.spark)
    p.bar(-0.4, 0.7, -0.1, 0.96, p.ground)
    p.wedge(-0.25, 0.72, 0.15, 180, 360, p.ground)
    p.line([(0.6, 0.95), (0.6, 0.45)], 0.2)
    p.disc(0.6, 0.33, 0.17)
    p.line([(0.85, 1), (0.95, 0)], 0.045)


def saucer(p: Pen) -> None:
    """A flying saucer and its beam."""
    p.poly(-0.3, -0.2, 0.3, -0.2, 0.85, 1.15, -0.85, 1.15, colour=p.spark)
    p.disc(0, -0.5, 0.42, p.ink, 0.4)
    p.disc(0, -0.35, 1, p.ink, 0.28)
    p.wedge(0, -0.52, 0.3, 180, 360, p.ground)
    for x in (-0.7, -0.35, 0, 0.35, 0.7):
        p.disc(x, -0.28 - 0.06 * abs(x), 0.075, p.spark)


def crown(p: Pen) -> None:
    """A crown."""
    p.poly(-0.8, 0.5, -0.95, -0.5, -0.45, 0, 0, -0.8, 0.45, 0, 0.95, -0.5, 0.8, 0.5)
    p.bar(-0.8, 0.58, 0.8, 0.78)
    for x, y in ((-0.95, -0.58), (0, -0.9), (0.95, -0.58)):
        p.disc(x, y, 0.13, p.spark)
    for x in (-0.45, 0, 0.45):
        p.poly(x, 0.12, x + 0.1, 0.28, x, 0.44, x - 0.1, 0.28, colour=p.spark)


def stairs(p: Pen) -> None:
    """Stairs with somebody at the top."""
    for step in range(7):
        p.bar(-1.05 + step * 0.3, 0.95 - step * 0.28, 1.1, 1.25 - step * 0.28, p.ink if step % 2 else p.spark)
    p.line([(0.75, -0.75), (0.75, -1.05)], 0.26)
    p.disc(0.75, -1.25, 0.15)


def spiral(p: Pen) -> None:
    """A spiral."""
    arm = [(t / 40 * math.cos(t / 3.2), t / 40 * math.sin(t / 3.2)) for t in range(1, 44)]
    p.line(arm, 0.13)
    p.line([(-x, -y) for x, y in arm], 0.13, p.spark)


def star(p: Pen) -> None:
    """A star."""
    points: list[float] = []
    for step in range(10):
        reach, turn = (1.05 if step % 2 == 0 else 0.43), step * math.pi / 5
        points += [reach * math.sin(turn), -reach * math.cos(turn)]
    p.poly(*points)
    p.poly(*(n * 0.55 for n in points), colour=p.spark)


def western(p: Pen) -> None:
    """A broad-brimmed hat."""
    p.poly(-1.1, 0.15, -0.5, 0.28, 0.5, 0.28, 1.1, 0.1, 0.85, 0.48, 0.3, 0.6, -0.35, 0.6, -0.85, 0.5)
    p.poly(-0.5, 0.32, -0.42, -0.4, -0.15, -0.55, 0.02, -0.4, 0.2, -0.55, 0.42, -0.38, 0.5, 0.32)
    p.bar(-0.5, 0.1, 0.5, 0.24, p.spark)


def tent(p: Pen) -> None:
    """A striped tent."""
    p.poly(0, -0.95, 1.1, -0.05, -1.1, -0.05)
    p.bar(-0.95, -0.05, 0.95, 1.05)
    for x in (-0.66, 0, 0.66):
        p.poly(0, -0.95, x - 0.16, -0.05, x + 0.16, -0.05, colour=p.spark)
        p.bar(x - 0.15, -0.05, x + 0.15, 1.05, p.spark)
    p.poly(-0.2, 1.06, 0, 0.25, 0.2, 1.06, colour=p.ground)
    p.line([(0, -0.9), (0, -1.25)], 0.05)
    p.poly(0, -1.27, 0.3, -1.17, 0, -1.07, colour=p.spark)


def shield(p: Pen) -> None:
    """A shield."""
    p.twice(0, -1, 0.8, -0.8, 0.78, 0.1, 0.5, 0.7, 0, 1.1)
    p.twice(0, -0.84, 0.66, -0.68, 0.64, 0.06, 0.42, 0.58, 0, 0.92, colour=p.ground)
    p.bar(-0.12, -0.8, 0.12, 0.86, p.spark)
    p.bar(-0.62, -0.3, 0.62, -0.06, p.spark)
