"""Perceptual hashes with Pillow alone: the same bits as the imagehash library, without numpy and scipy behind them.

They are signed 64-bit numbers, as databases hold them. Compare only hashes of the same kind of small picture.
"""

import math
from collections.abc import Iterable, Sequence
from operator import add, mul, sub

from PIL import Image

_SIDE = 32
_LOW = 8
_HALF = _SIDE // 2
_COSINES = tuple(
    tuple(math.cos(math.pi * frequency * (2 * at + 1) / (2 * _SIDE)) for at in range(_HALF))
    for frequency in range(_LOW)
)
"""Half of each wave is enough: the other half mirrors it, with its sign for even and against it for odd ones."""
_MASK = (1 << 64) - 1


def phash(image: Image.Image) -> int:
    """The hash of a picture's lowest frequencies: survives scaling, recompression and small changes of colour."""
    pixels = image.convert("L").resize((_SIDE, _SIDE), Image.Resampling.LANCZOS).tobytes()
    rows = [_low_frequencies(pixels[at : at + _SIDE]) for at in range(0, _SIDE * _SIDE, _SIDE)]
    columns = [_low_frequencies(column) for column in zip(*rows, strict=True)]
    # Rounded, so that the noise of the arithmetic does not decide the bits of flat and symmetric pictures.
    waves = [round(columns[x][y], 6) for y in range(_LOW) for x in range(_LOW)]
    ordered = sorted(waves)
    median = (ordered[31] + ordered[32]) / 2
    return _signed(wave > median for wave in waves)


def dhash(image: Image.Image) -> int:
    """The hash of the differences between neighbours: sees what phash does not, and the other way round."""
    pixels = image.convert("L").resize((9, 8), Image.Resampling.LANCZOS).tobytes()
    return _signed(pixels[at + 1] > pixels[at] for row in range(0, 72, 9) for at in range(row, row + 8))


def distance(one: int, other: int) -> int:
    """How many of the 64 bits differ."""
    return ((one ^ other) & _MASK).bit_count()


def bits(similarity: float) -> int:
    """How many bits may differ at this similarity (0.90: 6)."""
    return int(64 * (1 - similarity) + 1e-9)


def _low_frequencies(values: Sequence[float]) -> list[float]:
    mirrored = values[: _HALF - 1 : -1]
    sums, differences = list(map(add, values, mirrored)), list(map(sub, values, mirrored))
    return [sum(map(mul, cosines, differences if i & 1 else sums)) for i, cosines in enumerate(_COSINES)]


def _signed(flags: Iterable[bool]) -> int:
    number = 0
    for flag in flags:
        number = number << 1 | flag
    return number - (1 << 64) if number >> 63 else number
