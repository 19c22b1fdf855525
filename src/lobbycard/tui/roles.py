"""What a piece of text means, apart from its colour: lines name roles, widgets give them the theme's colours."""

from typing import Final

PLAIN: Final = "plain"
QUIET: Final = "quiet"
FAINT: Final = "faint"
GOOD: Final = "good"
WARN: Final = "warn"
BAD: Final = "bad"
ACCENT: Final = "accent"

Part = tuple[str, str]
"""A text and its role."""

COLORS: Final[dict[str, str]] = {
    PLAIN: "$foreground",
    QUIET: "$foreground-muted",
    FAINT: "$foreground-disabled",
    GOOD: "$success",
    WARN: "$warning",
    BAD: "$error",
    ACCENT: "$accent",
}
"""Roles as colours of the theme."""
