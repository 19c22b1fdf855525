"""Pictures of every type for one subject, the same bytes for the same words: style, palette, sign, lettering."""

import io
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageEnhance

from lobbycard.demo import lettering
from lobbycard.demo.canvas import PALETTES, Canvas, Palette, is_light
from lobbycard.demo.motifs import SIGNS
from lobbycard.demo.pen import Pen
from lobbycard.demo.portraits import portrait
from lobbycard.demo.styles import DECO, HEAVY, JAGGED, LEANING, NARROW, SMALL, SQUARE, STYLES, THIN, Spot, Tone
from lobbycard.model.kinds import AssetType

_GAP = 0.22
"""Room below a line, in heights of its letters."""
_ACCENTS = 0.26
"""Room above a line with accents, in heights of its letters."""
_FACES = (HEAVY, DECO, NARROW, LEANING, THIN, JAGGED)


@dataclass(frozen=True, slots=True)
class Brief:
    """What a picture shows. The same brief always gives the same picture."""

    type: AssetType
    style: str
    palette: str
    sign: str
    seed: str
    title: str = ""
    """Empty for a picture without text."""
    above: str = ""
    """A small line over the title: a tagline, or the series of a season."""
    below: str = ""
    """A small line at the foot: who made it, when."""
    title_on_top: bool = False


def _room(line: str, height: float) -> float:
    """How much of the page a line takes, accents and gap included."""
    return height * (1 + _GAP + (_ACCENTS if lettering.accented(line) else 0))


def _heights(lines: list[str], face: lettering.Face, wide: float, tallest: float) -> list[float]:
    return [min(tallest, wide / lettering.length(line, face)) for line in lines]


def _splits(words: list[str], most: int) -> list[list[str]]:
    """Every way to set the words in up to so many lines."""
    ways: list[list[str]] = [[" ".join(words)]]
    if most > 1:
        for cut in range(1, len(words)):
            ways += [[" ".join(words[:cut]), *rest] for rest in _splits(words[cut:], most - 1)]
    return ways


@lru_cache(maxsize=512)
def _lines(title: str, face: lettering.Face, wide: float, tall: float, most: int) -> tuple[tuple[str, float], ...]:
    """Lines and their heights that fill a box best: large letters first, even lines second."""
    best: tuple[float, tuple[tuple[str, float], ...]] = (-1.0, ())
    for lines in _splits(title.split(), most):
        heights = _heights(lines, face, wide, tall * 0.55 if len(lines) > 1 else tall)
        total = sum(_room(line, height) for line, height in zip(lines, heights, strict=True)) - _GAP * heights[-1]
        scale = min(1.0, tall / total)
        heights = [height * scale for height in heights]
        area = sum(h * h * lettering.length(line, face) for line, h in zip(lines, heights, strict=True))
        score = area + 1.2 * min(heights) ** 2
        if score > best[0]:
            best = (score, tuple(zip(lines, heights, strict=True)))
    return best[1]


def _title(
    c: Canvas, title: str, box: tuple[float, float, float, float], tone: Tone, middle: bool = True, most: int = 4
) -> None:
    left, top, right, bottom = box
    lines = _lines(title, tone.face, right - left, bottom - top, most)
    used = sum(_room(line, height) for line, height in lines) - _GAP * lines[-1][1]
    y = top + (bottom - top - used) / 2
    for line, height in lines:
        spare = right - left - lettering.length(line, tone.face) * height
        over = _room(line, height) - height * (1 + _GAP)
        c.words(line, left + (spare / 2 if middle else 0), y + over, height, tone.face, tone.ink, tone.inside)
        y += _room(line, height)


def _small(c: Canvas, text: str, y: float, height: float, ink: str, left: float = 0.07, middle: bool = True) -> None:
    """A line of small capitals, made smaller when it would be too wide."""
    room = c.wide - 2 * left
    height = min(height, room / max(0.1, lettering.length(text, SMALL)))
    spare = room - lettering.length(text, SMALL) * height
    c.words(text, left + (spare / 2 if middle else 0), y, height, SMALL, ink)


def _backdrop(c: Canvas, tone: Tone, top: float, bottom: float) -> None:
    """Calm the ground under the title, growing out of the picture."""
    if not tone.band:
        return
    upper = top < c.tall / 2 and bottom < c.tall * 0.6
    if upper:
        c.rectangle(0, 0, c.wide, bottom, tone.band)
        c.fade(tone.band, bottom + 0.14, bottom)
    else:
        c.fade(tone.band, top - 0.2, top - 0.04)
        c.rectangle(0, top - 0.04, c.wide, c.tall, tone.band)


def _tall(c: Canvas, brief: Brief) -> None:
    """Posters: sign and title one over the other; without text the sign has it all."""
    if not brief.title:
        STYLES[brief.style](c, brief.sign, Spot(0.5, 0.75, 0.4))
        return
    if brief.style == "lettered":
        _lettered(c, brief)
        return
    on_top = brief.title_on_top
    tone = STYLES[brief.style](c, brief.sign, Spot(0.5, 0.98 if on_top else 0.57, 0.36))
    top, bottom = (0.1, 0.46) if on_top else (1.08, 1.39)
    _backdrop(c, tone, top, bottom)
    _title(c, brief.title, (0.08, top, 0.92, bottom), tone)
    ink = tone.ink
    _small(c, brief.above, 0.045 if on_top else 1.025, 0.021, ink)
    if on_top:
        c.rectangle(0, 1.405, 1, 1.5, c.palette.dark)
    _small(c, brief.below, 1.432, 0.023, c.palette.light if on_top else ink)


def _lettered(c: Canvas, brief: Brief) -> None:
    """Nothing but the title, as large as the paper."""
    p = c.palette
    c.rectangle(0, 0, c.wide, c.tall, p.main)
    c.polygon(((0, 0), (c.wide, 0), (c.wide, c.between(0.1, 0.5)), (0, c.between(0.9, 1.35))), p.dark)
    face = (HEAVY, NARROW, LEANING, SQUARE, DECO)[int(c.between(0, 5))]
    lines = _stack(brief.title)
    height = min(0.5, 1.24 / len(lines) - 0.03)
    y = 0.08 + (1.27 - len(lines) * (height + 0.03)) / 2
    for index, line in enumerate(lines):
        plain = lettering.length(line, face._replace(width=0.0))
        body = max(0.1, lettering.length(line, face._replace(width=1.0)) - plain)
        width = min(2.4, max(0.45, (0.86 / height - plain) / body))
        fitted = face._replace(width=width, weight=min(face.weight, 0.26 * width))
        tall = min(height, 0.86 / lettering.length(line, fitted))
        c.words(line, 0.07, y + (height - tall) / 2, tall, fitted, p.spark if index % 2 else p.light, p.dark)
        y += height + 0.03
    c.rectangle(0.07, 1.385, 0.93, 1.39, p.light)
    _small(c, brief.below, 1.415, 0.024, p.light)


def _stack(title: str) -> list[str]:
    """The title in lines of about equal length; a single long word is cut in two."""
    words = title.split()
    if len(words) == 1 and len(title) > 6:
        half = (len(title) + 1) // 2
        return [title[:half], title[half:]]
    ways = [way for way in _splits(words, 5) if len(way) >= min(3, len(words))]
    return min(ways, key=lambda way: max(map(len, way)) - min(map(len, way)) + len(way))


def _flat(c: Canvas, brief: Brief) -> None:
    """Fanart, stills, landscapes, banners: the sign aside, the title opposite."""
    style = STYLES[brief.style if brief.style in STYLES else "shards"]
    if c.wide > 3:
        tone = style(c, brief.sign, Spot(c.wide - 0.75, 0.5, 0.36))
        c.rectangle(0, 0, c.wide - 1.5, c.tall, tone.band or c.palette.light)
        c.polygon(((c.wide - 1.51, 0), (c.wide - 1.15, 0), (c.wide - 1.51, 1)), tone.band or c.palette.light)
        _title(c, brief.title, (0.3, 0.18, c.wide - 1.6, 0.82), tone, most=2)
        return
    if not brief.title:
        style(c, brief.sign, Spot(c.wide * c.between(0.3, 0.7), c.between(0.46, 0.54), c.between(0.26, 0.34)))
        return
    tone = style(c, brief.sign, Spot(c.wide * 0.76, 0.48, 0.33))
    if tone.band:
        c.rectangle(0, 0, c.wide * 0.5, 1, tone.band)
        c.polygon(((c.wide * 0.5 - 0.002, 0), (c.wide * 0.58, 0), (c.wide * 0.5 - 0.002, 1)), tone.band)
    _title(c, brief.title, (0.09, 0.2, c.wide * 0.5, 0.8), tone, middle=False, most=3)


def _logo(c: Canvas, brief: Brief) -> None:
    """The title alone on nothing."""
    p = c.palette
    face = _FACES[int(c.between(0, 5))]
    ink = p.light if brief.style != "noir" else p.dark
    tone = Tone(face, ink, p.main if is_light(ink) else p.light)
    rule = brief.style in ("sunburst", "bauhaus", "curtain", "split")
    _title(c, brief.title, (0.06, 0.04, c.wide - 0.06, 0.84 if rule else 0.96), tone, most=2)
    if rule:
        c.rectangle(0.06, 0.9, c.wide - 0.06, 0.95, p.spark)


def _clear(c: Canvas, brief: Brief) -> None:
    """The sign and the title on nothing."""
    p = c.palette
    SIGNS[brief.sign](Pen(c, c.wide / 2, 0.36, 0.31, p.light, p.deep, p.spark))
    _title(c, brief.title, (0.1, 0.72, c.wide - 0.1, 0.97), Tone(_FACES[int(c.between(0, 3))], p.main, p.light), most=1)


def _character(c: Canvas, brief: Brief) -> None:
    SIGNS[brief.sign](Pen(c, 0.5, 0.5, 0.4, c.palette.light, c.palette.deep, c.palette.main))


def _disc(c: Canvas, brief: Brief) -> Image.Image:
    """A picture cut round, with the hole and the rim of a disc."""
    p = c.palette
    tone = STYLES[brief.style if brief.style in STYLES else "tunnel"](c, brief.sign, Spot(0.5, 0.27, 0.2))
    c.rectangle(0, 0.64, 1, 0.86, tone.band or p.light)
    _title(c, brief.title, (0.18, 0.66, 0.82, 0.84), tone, most=2)
    c.ring(0.5, 0.5, 0.5, 0.012, p.light)
    c.disc(0.5, 0.5, 0.15, "#d9dcdf")
    c.ring(0.5, 0.5, 0.15, 0.008, "#8b9196")
    mask = Canvas(c.size, p, "", "#000000")
    mask.disc(0.5, 0.5, 0.497, "#ffffff")
    mask.disc(0.5, 0.5, 0.065, "#000000")
    picture = c.finish()
    picture.putalpha(mask.finish().convert("L"))
    return picture


TRANSPARENT = frozenset({AssetType.CLEARLOGO, AssetType.CLEARART, AssetType.DISCART, AssetType.CHARACTERART})
"""Types that are PNG files with a transparent ground."""


def picture(brief: Brief, size: tuple[int, int]) -> Image.Image:
    """The picture in a size; any size has the same composition."""
    palette: Palette = PALETTES[brief.palette]
    see_through = brief.type in TRANSPARENT and brief.type is not AssetType.DISCART
    c = Canvas(size, palette, f"{brief.seed}/{brief.style}/{brief.palette}", None if see_through else "")
    match brief.type:
        case AssetType.CLEARLOGO:
            _logo(c, brief)
        case AssetType.CLEARART:
            _clear(c, brief)
        case AssetType.CHARACTERART:
            _character(c, brief)
        case AssetType.DISCART:
            return _disc(c, brief)
        case AssetType.PORTRAIT:
            portrait(c)
        case AssetType.POSTER | AssetType.KEYART:
            _tall(c, brief)
        case _:
            _flat(c, brief)
    return c.finish()


def copied(image: Image.Image) -> Image.Image:
    """The same picture as it comes from somewhere else: cut a little closer, a little brighter."""
    wide, tall = image.size
    edge_x, edge_y = round(wide * 0.007), round(tall * 0.007)
    closer = image.crop((edge_x, edge_y, wide - edge_x, tall - edge_y)).resize((wide, tall), Image.Resampling.BICUBIC)
    return ImageEnhance.Brightness(closer).enhance(1.05)


def encoded(image: Image.Image, quality: int) -> bytes:
    """PNG when it is transparent, JPEG otherwise."""
    out = io.BytesIO()
    if image.mode == "RGBA":
        image.save(out, "PNG", compress_level=4)
    else:
        image.save(out, "JPEG", quality=quality)
    return out.getvalue()
