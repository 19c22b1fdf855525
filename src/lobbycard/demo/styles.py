"""Fourteen ways to compose a picture around one sign, for any shape of picture; each says how a title looks on it."""

import math
from collections.abc import Callable
from typing import NamedTuple

from lobbycard.demo.canvas import Canvas, is_light, mix
from lobbycard.demo.lettering import Face
from lobbycard.demo.motifs import SIGNS
from lobbycard.demo.pen import Pen


class Spot(NamedTuple):
    """Where the sign stands and how far it reaches."""

    x: float
    y: float
    size: float


class Tone(NamedTuple):
    """How a title is lettered on a style."""

    face: Face
    ink: str
    inside: str = ""
    """Colour of the inline."""
    band: str = ""
    """Colour laid under the title: it fades in from the picture; empty when the ground is calm enough."""


HEAVY = Face(0.2, 0.95, 0.5, 0.08)
NARROW = Face(0.19, 0.62, 0.5, 0.09)
DECO = Face(0.25, 1.0, 0.5, 0.08, inline=True)
THIN = Face(0.075, 1.15, 0.5, 0.2)
JAGGED = Face(0.19, 0.72, 0.0, 0.08, 0.16)
SQUARE = Face(0.18, 0.85, 0.16, 0.09)
LEANING = Face(0.18, 0.8, 0.5, 0.09, 0.2)
SMALL = Face(0.13, 0.95, 0.5, 0.22)


def _sign(c: Canvas, sign: str, spot: Spot, ink: str, ground: str, spark: str) -> None:
    SIGNS[sign](Pen(c, spot.x, spot.y, spot.size, ink, ground, spark))


def _sunburst(c: Canvas, sign: str, spot: Spot) -> Tone:
    p = c.palette
    c.rectangle(0, 0, c.wide, c.tall, p.deep)
    rays = 16 + int(c.between(0, 3)) * 4
    for ray in range(rays):
        c.ray(spot.x, spot.y + spot.size * 0.4, ray * 360 / rays, 180 / rays, p.main)
    c.disc(spot.x, spot.y, spot.size * 1.32, p.dark)
    c.disc(spot.x, spot.y, spot.size * 1.22, p.light)
    c.ring(spot.x, spot.y, spot.size * 1.16, 0.012, p.dark)
    _sign(c, sign, Spot(spot.x, spot.y, spot.size * 0.74), p.dark, p.light, p.spark)
    return Tone(DECO, p.light, p.dark, p.dark)


def _bauhaus(c: Canvas, sign: str, spot: Spot) -> Tone:
    p = c.palette
    c.rectangle(0, 0, c.wide, c.tall, p.light)
    side = -1 if c.random() < 0.5 else 1
    reach = spot.size * 1.25
    c.disc(spot.x + side * reach * 0.35, spot.y - reach * 0.15, reach, p.main)
    c.wedge(spot.x - side * reach * 0.5, spot.y + reach * 0.35, reach * 0.95, 90, 270, p.deep)
    c.wedge(spot.x - side * reach * 0.5, spot.y - reach * 0.6, reach * 0.5, 0, 180, p.spark)
    for step in range(5):
        y = 0.06 + step * 0.035
        c.rectangle(0, y, c.wide * 0.3, y + 0.014, p.dark)
    c.polygon(((c.wide, 0), (c.wide, c.tall * 0.3), (c.wide - 0.3, 0)), p.dark)
    _sign(c, sign, Spot(spot.x, spot.y, spot.size * 0.85), p.dark, p.light, p.spark)
    return Tone(HEAVY, p.dark, band=p.light)


def _noir(c: Canvas, sign: str, spot: Spot) -> Tone:
    p = c.palette
    lean, rows = c.between(-0.25, 0.25), 15
    glow = mix(p.light, p.spark, 0.35)
    for row in range(rows):
        y = c.tall * (row + 0.2) / rows
        shade = mix(glow, p.dark, min(0.85, abs(y - spot.y) / c.tall * 1.5))
        c.polygon(
            (
                (0, y + lean * 0.5),
                (c.wide, y - lean * 0.5),
                (c.wide, y - lean * 0.5 + 0.5 * c.tall / rows),
                (0, y + lean * 0.5 + 0.5 * c.tall / rows),
            ),
            shade,
        )
    for index in range(9):
        x = c.wide * index / 9
        top = c.tall * c.between(0.62, 0.85)
        c.rectangle(x, top, x + c.wide / 9 + 0.01, c.tall, p.dark)
    _sign(c, sign, Spot(spot.x + 0.03, spot.y + 0.02, spot.size * 1.06), mix(p.dark, p.deep, 0.5), p.dark, p.deep)
    _sign(c, sign, spot, p.dark, p.deep, p.spark)
    return Tone(NARROW, p.light, band=p.dark)


def _shards(c: Canvas, sign: str, spot: Spot) -> Tone:
    p = c.palette
    colours = (p.deep, p.dark, p.main, p.dark, p.deep, mix(p.main, p.dark, 0.45))
    turn, index = c.between(0, 40), 0
    while turn < 400:
        spread = c.between(9, 26)
        c.ray(
            spot.x + c.between(-0.1, 0.1),
            spot.y + c.between(-0.1, 0.1),
            turn + spread / 2,
            spread * 1.15,
            colours[index % 6],
        )
        turn, index = turn + spread, index + 1
    zig = [
        (
            spot.x + spot.size * 1.25 * math.cos(t * math.pi / 9) * (1 if t % 2 else 0.72),
            spot.y + spot.size * 1.35 * math.sin(t * math.pi / 9) * (1 if t % 2 else 0.72),
        )
        for t in range(18)
    ]
    c.polygon(zig, p.light)
    _sign(c, sign, Spot(spot.x, spot.y, spot.size * 0.66), p.dark, p.light, p.spark)
    return Tone(JAGGED, p.light, band=p.dark)


def _woodcut(c: Canvas, sign: str, spot: Spot) -> Tone:
    p = c.palette
    c.rectangle(0, 0, c.wide, c.tall, mix(p.light, p.main, 0.15))
    c.disc(spot.x, spot.y, spot.size * 1.3, p.spark)
    step = 0.034
    for row in range(int(c.tall / step)):
        y = row * step
        c.line(((0, y), (c.wide, y + c.between(-0.006, 0.006))), 0.004 + 0.016 * max(0.0, y / c.tall - 0.25), p.dark)
    for layer, shade in enumerate((mix(p.deep, p.dark, 0.3), p.dark)):
        base = spot.y + spot.size * (0.75 + 0.3 * layer)
        points = [
            (x / 8 * c.wide, base + 0.05 * math.sin(x * 1.3 + layer * 2) + c.between(-0.03, 0.03)) for x in range(9)
        ]
        c.polygon([*points, (c.wide, c.tall), (0, c.tall)], shade)
    _sign(c, sign, Spot(spot.x, spot.y, spot.size * 0.95), p.dark, mix(p.light, p.main, 0.15), p.main)
    return Tone(SQUARE, p.light, band=p.dark)


def _halftone(c: Canvas, sign: str, spot: Spot) -> Tone:
    p = c.palette
    ground = p.light if c.random() < 0.6 else mix(p.main, p.light, 0.25)
    c.rectangle(0, 0, c.wide, c.tall, ground)
    step = 0.042
    far = 0.62 * max(c.wide, c.tall)
    dot = p.main if ground == p.light else p.deep
    for row in range(int(c.tall / step) + 2):
        for column in range(int(c.wide / step) + 2):
            x, y = (column + (row % 2) * 0.5) * step, row * step
            reach = step * 0.72 * max(0.0, 1 - abs(math.dist((x, y), (spot.x, spot.y)) - far * 0.62) / (far * 0.62))
            if reach > 0.003:
                c.disc(x, y, reach, dot)
    c.disc(spot.x, spot.y, spot.size * 0.98, ground)
    _sign(c, sign, Spot(spot.x, spot.y, spot.size * 0.82), p.dark, ground, p.spark)
    return Tone(HEAVY, p.dark, band=ground)


def _arches(c: Canvas, sign: str, spot: Spot) -> Tone:
    p = c.palette
    c.rectangle(0, 0, c.wide, c.tall, p.light)
    colours = (p.dark, p.deep, p.main, p.spark, p.light)
    low = spot.y + spot.size * 0.85
    for index in range(5):
        reach = spot.size * (2.0 - index * 0.2)
        c.wedge(spot.x, low, reach, 180, 360, colours[index])
        c.rectangle(spot.x - reach, low - 0.003, spot.x + reach, c.tall, colours[index])
    _sign(c, sign, Spot(spot.x, spot.y + spot.size * 0.15, spot.size * 0.68), p.dark, p.light, p.main)
    return Tone(Face(0.2, 0.9, 0.5, 0.06), p.dark, band=p.light)


def _stars(c: Canvas, sign: str, spot: Spot) -> Tone:
    p = c.palette
    c.fade(p.deep, 0, c.tall * 0.9)
    for _ in range(130):
        size = 0.0018 + 0.005 * c.random() ** 4
        c.disc(c.between(0, c.wide), c.between(0, c.tall), size, p.light)
    side = 1 if c.random() < 0.5 else -1
    c.disc(spot.x + side * spot.size * 0.75, spot.y - spot.size * 0.75, spot.size * 0.62, p.main)
    c.disc(spot.x + side * spot.size * 0.62, spot.y - spot.size * 0.8, spot.size * 0.5, mix(p.main, p.light, 0.25))
    c.disc(c.wide / 2, spot.y + spot.size * 0.75 + c.wide * 1.4, c.wide * 1.4, mix(p.deep, p.main, 0.25))
    c.disc(c.wide / 2, spot.y + spot.size * 0.8 + c.wide * 1.4, c.wide * 1.4, p.dark)
    _sign(c, sign, Spot(spot.x, spot.y, spot.size * 0.88), p.light, p.deep, p.spark)
    return Tone(THIN, p.light)


def _cutout(c: Canvas, sign: str, spot: Spot) -> Tone:
    p = c.palette
    c.rectangle(0, 0, c.wide, c.tall, p.main)
    for scale, colour in ((1.5, p.dark), (1.2, p.light)):
        points = []
        for corner in range(7):
            turn = corner * math.tau / 7 + c.between(-0.2, 0.2)
            reach = spot.size * scale * c.between(0.82, 1.1)
            points.append((spot.x + reach * math.cos(turn), spot.y + reach * math.sin(turn)))
        c.polygon(points, colour)
    for _ in range(3):
        x, y = c.between(0, c.wide), c.between(0, 1) * c.tall
        lean = c.between(-0.08, 0.08)
        c.polygon(((x - 0.025, 0), (x + 0.03, 0), (x + lean + 0.02, y * 0.35), (x + lean - 0.02, y * 0.34)), p.dark)
    _sign(c, sign, Spot(spot.x, spot.y, spot.size * 0.72), p.dark, p.light, p.main)
    return Tone(Face(0.2, 0.75, 0.0, 0.07), p.light if not is_light(p.main) else p.dark, band=p.main)


def _tunnel(c: Canvas, sign: str, spot: Spot) -> Tone:
    p = c.palette
    c.rectangle(0, 0, c.wide, c.tall, p.dark)
    lean = c.between(0.08, 0.2) * (1 if c.random() < 0.5 else -1)
    far = 1.5 * max(c.wide, c.tall)
    for index in range(15):
        reach = far * 0.83**index
        turn = index * lean
        colour = (p.dark, p.main, p.dark, p.light)[index % 4]
        corners = [
            (spot.x + reach * math.cos(turn + k * math.pi / 2), spot.y + reach * math.sin(turn + k * math.pi / 2))
            for k in range(4)
        ]
        if reach > spot.size * 1.15:
            c.polygon(corners, colour)
    c.disc(spot.x, spot.y, spot.size * 0.98, p.spark)
    _sign(c, sign, Spot(spot.x, spot.y, spot.size * 0.7), p.dark, p.spark, p.light)
    return Tone(NARROW, p.light, band=p.dark)


def _tiles(c: Canvas, sign: str, spot: Spot) -> Tone:
    p = c.palette
    colours = (p.main, p.deep, p.spark, p.dark, p.light)
    side = 0.2
    for row in range(math.ceil(c.tall / side)):
        for column in range(math.ceil(c.wide / side)):
            x, y = column * side, row * side
            ground, shape = colours[int(c.between(0, 5))], colours[int(c.between(0, 5))]
            c.rectangle(x, y, x + side, y + side, ground)
            kind = int(c.between(0, 4))
            if kind == 0:
                c.polygon(((x, y), (x + side, y), (x, y + side)), shape)
            elif kind == 1:
                c.disc(x + side / 2, y + side / 2, side * 0.36, shape)
            elif kind == 2:
                c.polygon(((x, y + side), (x + side, y + side), (x + side / 2, y)), shape)
    size = spot.size * 1.12
    c.rectangle(spot.x - size, spot.y - size, spot.x + size, spot.y + size, p.light)
    _sign(c, sign, Spot(spot.x, spot.y, spot.size * 0.8), p.dark, p.light, p.main)
    return Tone(SQUARE, p.light, band=p.dark)


def _curtain(c: Canvas, sign: str, spot: Spot) -> Tone:
    p = c.palette
    c.rectangle(0, 0, c.wide, c.tall, p.dark)
    c.polygon(
        (
            (spot.x - 0.06, 0),
            (spot.x + 0.06, 0),
            (spot.x + spot.size * 1.3, spot.y + spot.size),
            (spot.x - spot.size * 1.3, spot.y + spot.size),
        ),
        mix(p.spark, p.dark, 0.35),
    )
    c.disc(spot.x, spot.y + spot.size, spot.size * 1.3, p.spark, spot.size * 0.3)
    folds = 5
    for edge in (0, 1):
        for fold in range(folds):
            width = (c.wide - 2.1 * spot.size) / 2 / folds if c.wide < 1.2 else c.wide * 0.2 / folds
            x = (fold if edge == 0 else folds - fold - 1) * width + (0 if edge == 0 else c.wide - folds * width)
            shade = mix(p.main, p.dark, (0.0, 0.25, 0.5, 0.25, 0.6)[(fold + edge) % 5])
            c.rectangle(x, 0, x + width + 0.002, c.tall, shade)
    drop = 0.075
    for swag in range(int(c.wide / 0.2) + 1):
        c.disc(swag * 0.2 + 0.1, 0, 0.115, mix(p.main, p.dark, 0.3), drop + 0.03)
        c.disc(swag * 0.2 + 0.1, 0, 0.1, p.main, drop)
    _sign(c, sign, Spot(spot.x, spot.y, spot.size * 0.86), p.light, p.dark, p.main)
    return Tone(DECO, p.light, p.dark, p.dark)


def _ridges(c: Canvas, sign: str, spot: Spot) -> Tone:
    p = c.palette
    c.rectangle(0, 0, c.wide, c.tall, p.spark)
    c.fade(p.main, spot.y, 0)
    c.disc(spot.x + c.between(-0.1, 0.1), spot.y, spot.size * 1.15, mix(p.light, p.spark, 0.2))
    for layer in range(4):
        base = spot.y + spot.size * (0.35 + 0.32 * layer)
        points, x = [(0.0, base)], 0.0
        while x < c.wide:
            x += c.between(0.06, 0.2)
            points.append((x, base + c.between(-0.13, 0.06) * (1.2 - layer * 0.25)))
        c.polygon([*points, (x, c.tall), (0, c.tall)], mix(p.main, p.dark, 0.25 + 0.25 * layer))
    _sign(c, sign, Spot(spot.x, spot.y, spot.size * 0.9), p.dark, p.spark, p.light)
    return Tone(LEANING, p.light, band=p.dark)


def _split(c: Canvas, sign: str, spot: Spot) -> Tone:
    p = c.palette
    other = Canvas(c.size, p, "", p.main)
    c.rectangle(0, 0, c.wide, c.tall, p.light)
    big = Spot(spot.x, spot.y, spot.size * 1.05)
    _sign(c, sign, big, p.dark, p.light, p.main)
    _sign(other, sign, big, p.light, p.main, p.dark)
    lean = c.between(-0.25, 0.25)
    mask = Canvas(c.size, p, "", "#000000")
    mask.polygon(((spot.x + lean, 0), (c.wide, 0), (c.wide, c.tall), (spot.x - lean, c.tall)), "#ffffff")
    c.image.paste(other.image, (0, 0), mask.image.convert("L"))
    return Tone(HEAVY, p.light, band=p.dark)


STYLES: dict[str, Callable[[Canvas, str, Spot], Tone]] = {
    "sunburst": _sunburst,
    "bauhaus": _bauhaus,
    "noir": _noir,
    "shards": _shards,
    "woodcut": _woodcut,
    "halftone": _halftone,
    "arches": _arches,
    "stars": _stars,
    "cutout": _cutout,
    "tunnel": _tunnel,
    "tiles": _tiles,
    "curtain": _curtain,
    "ridges": _ridges,
    "split": _split,
}
"""Every style by its name."""
