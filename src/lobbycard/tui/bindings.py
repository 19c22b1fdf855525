"""Every key of the program, from the declarations beside the actions; what can be remapped, and what would clash."""

import pkgutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple

from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import ModalScreen

from lobbycard.tui import item, screens, widgets

PACKAGES = (screens, widgets, item)
EVERYWHERE, DIALOGS = "Everywhere", "Dialogs"


class Known(NamedTuple):
    """A binding that can have another key."""

    id: str
    keys: tuple[str, ...]
    """As declared."""
    description: str
    tooltip: str
    owner: str
    """The class that declares it."""
    place: str
    """Where it works, in words."""
    reach: frozenset[str]
    """The classes in whose presence it is heard: the owner and what inherits from it; empty for everywhere."""


def known(app: type[DOMNode]) -> list[Known]:
    """All bindings with an id, each once, those of the app first."""
    app = next(kind for kind in app.__mro__ if "BINDINGS" in vars(kind))
    found: dict[str, Known] = {}
    classes = [app, *_classes()]
    for owner in classes:
        heirs = (
            frozenset() if owner is app else frozenset(one.__qualname__ for one in classes if issubclass(one, owner))
        )
        for binding in _declared(owner):
            if binding.id and binding.id not in found and binding.description:
                found[binding.id] = Known(
                    binding.id, tuple(_keys(binding.key)), binding.description, binding.tooltip or "",
                    owner.__qualname__, _place(owner, app), heirs,
                )  # fmt: skip
            elif binding.id and binding.description:
                before = found[binding.id]
                keys = (*before.keys, *(key for key in _keys(binding.key) if key not in before.keys))
                found[binding.id] = before._replace(keys=keys)
    return list(found.values())


def _classes() -> Iterator[type[DOMNode]]:
    for package in PACKAGES:
        for info in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            module = import_module(info.name)
            for value in vars(module).values():
                if isinstance(value, type) and issubclass(value, DOMNode) and value.__module__ == info.name:
                    yield value


def _declared(owner: type[DOMNode]) -> Iterator[Binding]:
    declared: Sequence[Any] = vars(owner).get("BINDINGS", ())
    return (one for one in declared if isinstance(one, Binding))


def _keys(declared: str) -> list[str]:
    return [key.strip() for key in declared.split(",") if key.strip()]


def _place(owner: type[DOMNode], app: type[DOMNode]) -> str:
    if owner is app:
        return EVERYWHERE
    named: str = vars(owner).get("HELP_TITLE") or ""
    if not named and issubclass(owner, ModalScreen):
        return DIALOGS
    return named or ("Every screen" if owner.__qualname__ == "FramedScreen" else owner.__qualname__)


def unknown(app: type[DOMNode], configured: Iterable[str]) -> str:
    """What to say of ids in the configuration that nothing has, with those that were probably meant; empty for none."""
    import difflib

    names = [binding.id for binding in known(app)]
    said = []
    for name in sorted(set(configured) - set(names)):
        near = difflib.get_close_matches(name, names, 1)
        said.append(f"{name} (did you mean {near[0]}?)" if near else name)
    return f"general.keys names what has no key: {', '.join(said)}. The help screen shows the ids." if said else ""


def keys_of(binding: Known, chosen: Mapping[str, str]) -> tuple[str, ...]:
    """The keys that it has now."""
    own = chosen.get(binding.id, "")
    return tuple(_keys(own)) or binding.keys


def clashes(binding: Known, key: str, everything: Sequence[Known], chosen: Mapping[str, str]) -> list[Known]:
    """The other bindings that hear the same key in the same place."""
    return [
        other
        for other in everything
        if other.id != binding.id and key in keys_of(other, chosen) and _meet(binding, other)
    ]


def _meet(one: Known, other: Known) -> bool:
    """Bindings of the app are heard everywhere but in dialogs, others where their class is."""
    if not one.reach or not other.reach:
        return True
    return bool(one.reach & other.reach)
