"""How large pictures are on screens of all sizes."""

ROOMY = 140 * 42
"""Cells of a screen up to which pictures have the size that was wished for."""


def growth(width: int, height: int) -> float:
    """How many times larger pictures are on a larger screen: two dozen are to fill it, not a corner of it."""
    return float(max(1.0, width * height / ROOMY) ** 0.8)
