"""The few settings that the first frame needs, read without the machinery that checks all of them.

Checking takes half as long as the frame itself, so it is done behind it. What is wrong here is left at its default:
the real reading names it a moment later.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple


class Glance(NamedTuple):
    """How the program looks before the settings are read."""

    theme: str = ""
    """Empty where nobody chose one."""
    images: str = "auto"
    keys: Mapping[str, str] = {}


IMAGES = ("auto", "kitty", "sixel", "halfblock", "off")


def at(file: Path, environment: Mapping[str, str]) -> Glance:
    """What the file and the environment say, as far as it makes sense."""
    try:
        general = tomllib.loads(file.read_text("utf-8")).get("general")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        general = None
    found: dict[str, Any] = general if isinstance(general, dict) else {}
    theme = environment.get("LOBBYCARD_GENERAL__THEME") or found.get("theme")
    images = environment.get("LOBBYCARD_GENERAL__IMAGES") or found.get("images")
    keys = found.get("keys")
    return Glance(
        theme if isinstance(theme, str) else "",
        images if isinstance(images, str) and images in IMAGES else "auto",
        dict(_flat(keys)) if isinstance(keys, dict) else {},
    )


def _flat(tree: Mapping[str, Any], above: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in tree.items():
        if isinstance(value, dict):
            found += _flat(value, f"{above}{name}.")
        elif isinstance(value, str):
            found.append((above + name, value))
    return found
