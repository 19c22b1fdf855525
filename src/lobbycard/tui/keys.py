"""Keys as people read them, and the user's own keys."""

from collections.abc import Mapping
from typing import NamedTuple

from textual.binding import ActiveBinding
from textual.dom import DOMNode
from textual.screen import Screen

_SIGNS = {
    "question_mark": "?",
    "slash": "/",
    "backslash": "\\",
    "asterisk": "*",
    "space": "space",
    "escape": "esc",
    "enter": "enter",
    "pageup": "pgup",
    "pagedown": "pgdn",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "plus": "+",
    "minus": "-",
    "full_stop": ".",
    "comma": ",",
    "colon": ":",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "delete": "del",
    "backspace": "⌫",
    "tab": "tab",
}


def shown(key: str) -> str:
    """A key as the footer and the help show it."""
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    sign = _SIGNS.get(last, last)
    if modifiers == ["shift"] and len(sign) == 1 and sign.isalpha():
        return sign.upper()
    return "".join(f"{'^' if word == 'ctrl' else word + '+'}" for word in modifiers) + sign


def character(key: str) -> str | None:
    """What a key writes where text is typed; None where it writes nothing."""
    sign = " " if key == "space" else _SIGNS.get(key, key)
    return sign if len(sign) == 1 and sign.isascii() else None


def overrides(configured: Mapping[str, str]) -> dict[str, str]:
    """The user's first key for each binding, ready to be shown."""
    return {name: shown(chosen.split(",")[0].strip()) for name, chosen in configured.items() if chosen.strip()}


class Entry(NamedTuple):
    """A binding as help and palette show it."""

    id: str
    keys: str
    description: str
    tooltip: str
    action: str
    node: DOMNode
    reason: str | None
    """Why it cannot be used now."""


def entries(screen: Screen[object], active: Mapping[str, ActiveBinding] | None = None) -> list[Entry]:
    """The bindings that work on a screen, each once with all its keys."""
    found: dict[tuple[int, str], Entry] = {}
    for key, (node, binding, _, tooltip) in (active or screen.active_bindings).items():
        if binding.system or not binding.id or not binding.description:
            continue
        place = (id(node), binding.action)
        known = found.get(place)
        label = binding.key_display or shown(key)
        if known is not None:
            if label not in known.keys.split(" "):
                found[place] = known._replace(keys=f"{known.keys} {label}")
            continue
        found[place] = Entry(
            binding.id or "", label, binding.description, tooltip, binding.action, node, reason(node, binding.action)
        )
    return list(found.values())


def reason(node: DOMNode, action: str) -> str | None:
    """What a screen or widget says against an action, by the convention `why_not(action)`."""
    explain = vars(type(node)).get("why_not") or next(
        (vars(kind)["why_not"] for kind in type(node).__mro__ if "why_not" in vars(kind)), None
    )
    name = action.partition("(")[0].rpartition(".")[2]
    said: str | None = explain(node, name) if explain is not None else None
    return said
