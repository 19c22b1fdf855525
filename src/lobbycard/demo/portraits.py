"""Invented faces for people: hair, hat, glasses, moustache and collar as the seed has it."""

from collections.abc import Callable

from lobbycard.demo.canvas import Canvas, mix
from lobbycard.demo.pen import Pen

_SKINS = ("#f2d2b6", "#e3b58f", "#c98f66", "#9c6644", "#6e4630", "#f7dfc8")
_HAIRS = ("#1b1512", "#3b2417", "#6b4226", "#a8642a", "#d8b365", "#8a8a8a", "#e4e0d8")


def portrait(c: Canvas) -> None:
    """A bold half-length portrait that fills the canvas."""
    p = c.palette
    pick = c.random
    skin, hair = _SKINS[int(pick() * 6)], _HAIRS[int(pick() * 7)]
    c.rectangle(0, 0, c.wide, c.tall, p.main if pick() < 0.5 else p.deep)
    if pick() < 0.6:
        c.disc(0.5, c.tall * 0.45, 0.44, p.spark if pick() < 0.5 else mix(p.main, p.light, 0.4))
    else:
        for stripe in range(6):
            x = stripe * 0.2
            c.polygon(((x, 0), (x + 0.1, 0), (x - 0.3, c.tall), (x - 0.4, c.tall)), mix(p.main, p.dark, 0.4))
    pen = Pen(c, 0.5, c.tall * 0.46, 0.36, p.dark, skin, p.spark)
    _shoulders(pen, pick(), p.light)
    long_hair = pick() < 0.5
    if long_hair:
        pen.disc(0, -0.1, 0.68, hair, 0.85)
        pen.bar(-0.66, -0.1, 0.66, 0.45 + pick() * 0.3, hair)
    _head(pen, skin)
    _hair(pen, hair, long_hair, pick())
    _features(pen, hair, long_hair, pick, p.light)
    if pick() < 0.28:
        _hat(pen, pick(), p.dark, p.spark)


def _shoulders(pen: Pen, choice: float, shirt: str) -> None:
    pen.twice(0, 0.85, 0.3, 0.85, 1.0, 1.1, 1.25, 1.45, 1.3, 2.4, 0, 2.4)
    if choice < 0.45:
        pen.twice(0, 0.95, 0.25, 0.86, 0.05, 1.7, 0, 1.8, colour=shirt)
        pen.twice(0, 1.05, 0.09, 1.12, 0.13, 1.75, 0, 1.95, colour=pen.spark)
    elif choice < 0.75:
        pen.twice(0, 0.8, 0.4, 0.95, 0.28, 1.25, 0, 1.45, colour=pen.spark)
    else:
        pen.twice(0, 0.9, 0.36, 0.9, 0.5, 1.1, 0, 1.25, colour=shirt)


def _head(pen: Pen, skin: str) -> None:
    shade = mix(skin, "#3a1c10", 0.28)
    pen.bar(-0.2, 0.5, 0.2, 1.0, shade)
    pen.poly(-0.2, 0.95, 0.2, 0.95, 0, 1.12, colour=shade)
    pen.disc(0, 0.02, 0.52, skin, 0.7)
    pen.wedge(-0.54, 0.05, 0.13, 0, 360, skin)
    pen.wedge(0.54, 0.05, 0.13, 0, 360, shade)
    pen.poly(0.08, -0.5, 0.4, -0.4, 0.52, 0, 0.42, 0.4, 0.16, 0.7, 0.05, 0.45, 0.16, 0.2, 0.06, 0.1, colour=shade)


def _hair(pen: Pen, hair: str, long_hair: bool, choice: float) -> None:
    if long_hair:
        pen.poly(
            -0.56,
            0.1,
            -0.6,
            -0.5,
            -0.2,
            -0.88,
            0.3,
            -0.85,
            0.62,
            -0.45,
            0.56,
            0.1,
            0.42,
            -0.25,
            0.2 - choice * 0.4,
            -0.5,
            -0.4,
            -0.28,
            colour=hair,
        )
    elif choice < 0.85:
        pen.poly(
            -0.55,
            -0.02,
            -0.58,
            -0.5,
            -0.25,
            -0.85,
            0.3,
            -0.82,
            0.58,
            -0.5,
            0.55,
            -0.02,
            0.46,
            -0.32,
            0.1 - choice * 0.5,
            -0.42,
            -0.44,
            -0.3,
            colour=hair,
        )
    else:
        pen.twice(0.46, -0.3, 0.56, -0.25, 0.58, 0.1, 0.48, 0.05, colour=hair)


def _features(pen: Pen, hair: str, long_hair: bool, pick: Callable[[], float], white: str) -> None:
    ink = "#1a1210"
    for x in (-0.22, 0.22):
        pen.disc(x, -0.02, 0.1, white, 0.065)
        pen.disc(x, -0.02, 0.06, ink)
        pen.line([(x - 0.12, -0.17), (x + 0.12, -0.18 - 0.04 * pick())], 0.05, hair if hair != "#e4e0d8" else ink)
    pen.line([(0.02, 0.0), (0.07, 0.2), (-0.03, 0.22)], 0.035, mix(pen.ground, "#3a1c10", 0.5))
    lips = "#b3302c" if long_hair else mix(pen.ground, "#5a2016", 0.6)
    pen.poly(-0.17, 0.39, -0.05, 0.35, 0, 0.37, 0.05, 0.35, 0.17, 0.39, 0, 0.46 + 0.05 * pick(), colour=lips)
    if not long_hair and pick() < 0.4:
        pen.twice(0, 0.27, 0.08, 0.26, 0.24, 0.36, 0, 0.33, colour=hair)
    if pick() < 0.22:
        for x in (-0.22, 0.22):
            pen.ring(x, -0.02, 0.17, 0.035, ink)
        pen.line([(-0.06, -0.02), (0.06, -0.02)], 0.03, ink)


def _hat(pen: Pen, choice: float, felt: str, band: str) -> None:
    if choice < 0.5:
        pen.poly(-0.95, -0.38, 0.95, -0.46, 0.8, -0.3, -0.8, -0.22, colour=felt)
        pen.poly(-0.55, -0.35, -0.48, -0.95, -0.1, -0.88, 0.1, -0.98, 0.48, -0.9, 0.55, -0.4, colour=felt)
        pen.poly(-0.55, -0.5, 0.54, -0.56, 0.55, -0.4, -0.55, -0.33, colour=band)
    else:
        pen.wedge(0, -0.3, 0.62, 180, 360, band)
        pen.bar(-0.62, -0.34, 0.62, -0.22, felt)
        pen.disc(0.4, -0.5, 0.14, felt)
