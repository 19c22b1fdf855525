"""Capital letters drawn as strokes, so that posters need no font file and can have any weight, width and accent.

A glyph is a list of strokes on a grid of 4 by 8; `o` after a point rounds that corner, `z` closes the stroke.
Horizontal edges are cut flush with the line box, which is what makes heavy letters look drawn and not inked.
"""

import itertools
import math
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from PIL import Image, ImageDraw

Point = tuple[float, float]


class Face(NamedTuple):
    """A typeface made from the same skeleton."""

    weight: float = 0.16
    """Stroke width as a share of the letter's height."""
    width: float = 1.0
    """1 is a normal width, 0.6 is condensed."""
    round: float = 0.5
    """0 square corners, 0.5 full curves."""
    spacing: float = 0.1
    """Space between letters as a share of the height."""
    slant: float = 0.0
    """Share of the height by which the top leans to the right."""
    inline: bool = False
    """A thin line of the ground's colour runs inside the strokes."""


class Setting(NamedTuple):
    """A line of letters as masks of one size; `top` is the room above the letters taken by accents."""

    mask: Image.Image
    inline: Image.Image | None
    top: int


_STROKES = {
    "A": "08 20 48,15 35",
    "B": "00 08,00 30o 34o 04,04 44o 48o 08",
    "C": "41 40o 00o 08o 48o 47",
    "D": "00 40o 48o 08 z",
    "E": "40 00 08 48,04 34",
    "F": "40 00 08,04 34",
    "G": "41 40o 00o 08o 48o 44 24",
    "H": "00 08,40 48,04 44",
    "I": "00 08",
    "J": "40 48o 08o 07",
    "K": "00 08,40 04 48",
    "L": "00 08 48",
    "M": "08 00 25 40 48",
    "N": "08 00 48 40",
    "O": "00o 40o 48o 08o z",
    "P": "08 00 40o 45o 05",
    "Q": "00o 40o 48o 08o z,25 48",
    "R": "08 00 40o 44o 04,24 48",
    "S": "41 40o 00o 04o 44o 48o 08o 07",
    "T": "00 40,20 28",
    "U": "00 08o 48o 40",
    "V": "00 28 40",
    "W": "00 18 22 38 40",
    "X": "00 48,40 08",
    "Y": "00 24 40,24 28",
    "Z": "00 40 08 48",
    "0": "00o 40o 48o 08o z",
    "1": "02 20 28",
    "2": "02 00o 40o 43 08 48",
    "3": "01 00o 40o 44o 14,14 44o 48o 08o 07",
    "4": "38 30 06 46",
    "5": "40 00 04 44o 48o 08o 07",
    "6": "41 40o 00o 08o 48o 44o 04",
    "7": "00 40 18",
    "8": "00o 40o 44o 04o z,04o 44o 48o 08o z",
    "9": "44 04o 00o 40o 48o 08o 07",
    "Æ": "08 20 48,15 34,20 40,28 48,24 44",
    "Ø": "00o 40o 48o 08o z,08 40",
    "Ł": "00 08 48,05 23",
    "Б": "40 00 08 48o 44o 04",
    "Г": "40 00 08",
    "Д": "08 48,17 10 30 37",
    "Ж": "00 24 08,40 24 48,20 28",
    "З": "01 00o 40o 44o 14,14 44o 48o 08o 07",
    "И": "00 08 40 48",
    "Л": "08 10 40 48",
    "П": "08 00 40 48",
    "У": "00 24,40 08",
    "Ф": "01o 41o 45o 05o z,20 28",
    "Ц": "00 08 48 40",
    "Ч": "00 04o 44,40 48",
    "Ш": "00 08 48 40,20 28",
    "Ь": "00 08 48o 44o 04",
    "Ы": "00 08 38o 34o 04,40 48",
    "Э": "02 00o 40o 48o 08o 06,24 44",
    "Ю": "00 08,04 14,10o 40o 48o 18o z",
    "Я": "48 40 00o 04o 44,24 08",
    ".": "08",
    ",": "07 09",
    ":": "03,08",
    "!": "00 05,08",
    "?": "01 00o 40o 44o 24 25,28",
    "'": "00 02",
    "-": "04 44",
    "+": "04 44,22 26",
    "/": "08 40",
    "&": "48 12 10o 30o 32 06 08o 38o 45",
    "·": "04",
}
_ALIKE = {"А": "A", "В": "B", "Е": "E", "К": "K", "М": "M", "Н": "H", "О": "O", "Р": "P", "С": "C", "Т": "T", "Х": "X"}
_ALIKE |= {"\u2019": "'", "\u2018": "'", "\u2013": "-", "\u2014": "-", "\u2026": "."}
_WIDTHS = {"I": 0.0, ".": 0.0, ",": 0.0, ":": 0.0, "!": 0.0, "'": 0.0, "·": 0.0, "M": 0.66, "W": 0.86, "Æ": 0.8}
_WIDTHS |= {
    "E": 0.4,
    "F": 0.4,
    "L": 0.38,
    "J": 0.4,
    "1": 0.24,
    "-": 0.3,
    "T": 0.48,
    "Ж": 0.8,
    "Ш": 0.7,
    "Ы": 0.7,
    "Ю": 0.7,
}
_PLAIN_WIDTH = 0.46
_ACCENT_ROOM = 0.3


@lru_cache(maxsize=256)
def _skeleton(letter: str) -> tuple[tuple[tuple[tuple[float, float, bool], ...], bool], ...]:
    strokes = []
    for stroke in _STROKES[letter].split(","):
        words = stroke.split()
        closed = words[-1] == "z"
        points = tuple((int(w[0]) / 4, int(w[1]) / 8, w.endswith("o")) for w in words if w != "z")
        strokes.append((points, closed))
    return tuple(strokes)


def _split(text: str) -> list[tuple[str, str]]:
    """Letters that can be drawn, each with its accents."""
    letters: list[tuple[str, str]] = []
    for char in unicodedata.normalize("NFD", text.upper().replace("ß", "SS")):
        char = _ALIKE.get(char, char)
        if unicodedata.combining(char) and letters:
            base, marks = letters[-1]
            letters[-1] = (base, marks + char)
        elif char == " " or char in _STROKES:
            letters.append((char, ""))
    return letters


def drawable(text: str) -> bool:
    """True when each letter of the text can be drawn."""
    wanted = sum(1 for char in unicodedata.normalize("NFC", text.upper().replace("ß", "SS")))
    return len(_split(text)) == wanted


def _body(letter: str, face: Face) -> float:
    """Width of a letter between its outer stroke centres, in heights."""
    return _WIDTHS.get(letter, _PLAIN_WIDTH) * face.width


def _advance(letter: str, face: Face) -> float:
    return 0.3 * face.width if letter == " " else _body(letter, face) + face.weight


def accented(text: str) -> bool:
    """True when the line needs room above its letters."""
    return any(marks for _, marks in _split(text))


def length(text: str, face: Face) -> float:
    """Width of a line, in heights of its letters."""
    letters = _split(text)
    if not letters:
        return face.weight
    return sum(_advance(letter, face) for letter, _ in letters) + face.spacing * (len(letters) - 1) + face.slant


def _rounded(points: list[tuple[float, float, bool]], closed: bool, radius: float) -> list[Point]:
    """The stroke with arcs in place of its rounded corners."""
    path: list[Point] = []
    count = len(points)
    for index, (x, y, soft) in enumerate(points):
        if not soft or radius <= 0.5 or (not closed and index in (0, count - 1)):
            path.append((x, y))
            continue
        ax, ay, _ = points[index - 1]
        bx, by, _ = points[(index + 1) % count]
        before, after = math.dist((ax, ay), (x, y)), math.dist((bx, by), (x, y))
        cut = min(
            radius,
            before / 2 if points[index - 1][2] else before,
            after / 2 if points[(index + 1) % count][2] else after,
        )
        start = (x + (ax - x) / before * cut, y + (ay - y) / before * cut)
        end = (x + (bx - x) / after * cut, y + (by - y) / after * cut)
        centre = (start[0] + end[0] - x, start[1] + end[1] - y)
        for step in range(9):
            turn = step / 8 * math.pi / 2
            c, s = math.cos(turn), math.sin(turn)
            path.append(
                (
                    centre[0] + (start[0] - centre[0]) * c + (end[0] - centre[0]) * s,
                    centre[1] + (start[1] - centre[1]) * c + (end[1] - centre[1]) * s,
                )
            )
    return path


def _quad(draw: ImageDraw.ImageDraw, a: Point, b: Point, half: float) -> None:
    size = math.dist(a, b)
    if size < 1e-6:
        return
    nx, ny = (b[1] - a[1]) / size * half, (a[0] - b[0]) / size * half
    draw.polygon(
        ((a[0] + nx, a[1] + ny), (b[0] + nx, b[1] + ny), (b[0] - nx, b[1] - ny), (a[0] - nx, a[1] - ny)), 255, 255
    )


def _join(draw: ImageDraw.ImageDraw, a: Point, b: Point, c: Point, half: float) -> None:
    """Fill the outer wedge where two segments meet: a mitre, however sharp; the line box cuts it."""
    first, second = math.dist(a, b), math.dist(b, c)
    if first < 1e-6 or second < 1e-6:
        return
    u, v = ((b[0] - a[0]) / first, (b[1] - a[1]) / first), ((c[0] - b[0]) / second, (c[1] - b[1]) / second)
    cross, dot = u[0] * v[1] - u[1] * v[0], u[0] * v[0] + u[1] * v[1]
    if abs(cross) < 0.02 or dot < -0.985:
        return
    side = -1 if cross > 0 else 1
    n1, n2 = (-u[1] * side * half, u[0] * side * half), (-v[1] * side * half, v[0] * side * half)
    reach = 1 / (1 + dot)
    tip = (b[0] + (n1[0] + n2[0]) * reach, b[1] + (n1[1] + n2[1]) * reach)
    draw.polygon((b, (b[0] + n1[0], b[1] + n1[1]), tip, (b[0] + n2[0], b[1] + n2[1])), 255, 255)


def _stretched(a: Point, b: Point, by: float) -> Point:
    """The end `b` moved on by a length, so that slanted strokes reach the edge of the line box."""
    size = math.dist(a, b) or 1.0
    return b[0] + (b[0] - a[0]) / size * by, b[1] + (b[1] - a[1]) / size * by


def _stroke(draw: ImageDraw.ImageDraw, path: list[Point], closed: bool, half: float) -> None:
    if len(path) == 1:
        (x, y), dot = path[0], half * 1.05
        draw.rectangle((x - dot, y - dot, x + dot, y + dot), 255)
        return
    if closed:
        path = [*path, path[0], path[1]]
    else:
        straight = [path[i][0] == path[j][0] or path[i][1] == path[j][1] for i, j in ((1, 0), (-2, -1))]
        path = [
            _stretched(path[1], path[0], half if straight[0] else half * 2.2),
            *path[1:-1],
            _stretched(path[-2], path[-1], half if straight[1] else half * 2.2),
        ]
    for a, b in itertools.pairwise(path):
        _quad(draw, a, b, half)
    for a, b, c in zip(path, path[1:], path[2:], strict=False):
        _join(draw, a, b, c, half)


def _letter(
    draw: ImageDraw.ImageDraw, letter: str, left: float, top: float, height: float, face: Face, half: float
) -> None:
    edge = face.weight * height / 2
    body = _body(letter, face) * height
    tall = height - 2 * edge
    radius = face.round * max(min(body, tall), 0.0)
    for points, closed in _skeleton(letter):
        placed = [(left + edge + x * body, top + edge + y * tall, soft) for x, y, soft in points]
        _stroke(draw, _rounded(placed, closed, radius), closed, half)


def _accent(draw: ImageDraw.ImageDraw, mark: str, centre: float, top: float, height: float, face: Face) -> None:
    half = min(face.weight, 0.13) * height / 2
    y, arm = top - 0.15 * height, 0.12 * height
    if mark == "\u0308":
        for x in (centre - arm, centre + arm):
            draw.rectangle((x - half, y - half, x + half, y + half), 255)
    elif mark == "\u030a":
        draw.ellipse((centre - arm, y - arm, centre + arm, y + arm), outline=255, width=max(1, int(half)))
    elif mark == "\u0327":
        _stroke(draw, [(centre, top + height), (centre - half, top + height * 1.16)], False, half)
    elif mark == "\u0300":
        _stroke(draw, [(centre - arm, y - arm / 2), (centre + arm / 2, y + arm / 2)], False, half)
    elif mark == "\u0301":
        _stroke(draw, [(centre - arm / 2, y + arm / 2), (centre + arm, y - arm / 2)], False, half)
    else:
        bend = arm / 2 if mark in "\u0302\u0303" else -arm / 2
        _stroke(draw, [(centre - arm, y + bend), (centre, y - bend), (centre + arm, y + bend)], False, half * 0.8)


def _line(
    letters: list[tuple[str, str]], height: int, face: Face, half: float, size: tuple[int, int], top: int
) -> Image.Image:
    marks, body = Image.new("L", size), Image.new("L", (size[0], height))
    over, inside = ImageDraw.Draw(marks), ImageDraw.Draw(body)
    left = 0.0
    for letter, accents in letters:
        advance = _advance(letter, face) * height
        if letter != " ":
            _letter(inside, letter, left, 0, height, face, half)
        for mark in accents:
            _accent(over, mark, left + advance / 2, top, height, face)
        left += advance + face.spacing * height
    if top:
        marks.paste(body, (0, top), body)
    mask = marks if top else body
    if face.slant:
        shift = face.slant * (height + top)
        mask = mask.transform(
            mask.size, Image.Transform.AFFINE, (1, face.slant, -shift, 0, 1, 0), Image.Resampling.BILINEAR
        )
    return mask


def typeset(text: str, height: int, face: Face) -> Setting:
    """One line in capitals of the given height."""
    letters = _split(text)
    top = int(height * _ACCENT_ROOM) if any(marks for _, marks in letters) else 0
    size = (max(1, math.ceil(length(text, face) * height + face.slant * top) + 2), height + 2 * top)
    half = face.weight * height / 2
    mask = _line(letters, height, face, half, size, top)
    inline = _line(letters, height, face, half * 0.22, size, top) if face.inline else None
    return Setting(mask, inline, top)
