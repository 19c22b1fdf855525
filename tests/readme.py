"""Writes the tables of the README that follow from the code: keys, filters, options.

python -m tests.readme
"""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from textual.binding import Binding

from lobbycard import config
from lobbycard.store import properties
from lobbycard.tui import keys

README = Path(__file__).parents[1] / "README.md"
SCREENS = (
    ("Everywhere", "lobbycard.tui.app", "LobbycardApp"),
    ("Library", "lobbycard.tui.screens.library", "LibraryScreen"),
    ("Artwork", "lobbycard.tui.screens.picker", "PickerScreen"),
    ("Item", "lobbycard.tui.screens.item", "ItemScreen"),
    ("Jobs", "lobbycard.tui.screens.jobs", "JobsScreen"),
)


def key_tables() -> str:
    """The keys of the main screens, from their bindings."""
    return "\n\n".join(f"**{title}**\n\n{_table(_rows(module, name))}" for title, module, name in SCREENS)


def _rows(module: str, name: str) -> Iterator[tuple[str, str, str]]:
    seen: set[str] = set()
    for binding in vars(import_module(module))[name].BINDINGS:
        if isinstance(binding, Binding) and binding.id and binding.description and binding.id not in seen:
            seen.add(binding.id)
            names = (binding.key_display or keys.shown(key) for key in binding.key.split(","))
            shown = " ".join(dict.fromkeys(f"`{name}`" for name in names))
            yield shown, binding.tooltip or binding.description, f"`{binding.id}`"


def _table(rows: Iterator[tuple[str, str, str]]) -> str:
    lines = ["| key | does | name |", "| --- | --- | --- |"]
    lines += [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return "\n".join(lines)


def filter_table() -> str:
    """The properties of the filter language."""
    lines = ["| test | finds |", "| --- | --- |"]
    lines += [f"| `{name}:` | {known.help} |" for name, known in properties.PROPERTIES.items()]
    return "\n".join(lines)


def filled(text: str) -> str:
    """The README with its tables as the code has them."""
    for name, content in (("keys", key_tables()), ("filters", filter_table()), ("options", config.reference())):
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        text = pattern.sub(lambda found, body=content: f"{found[1]}\n{body.strip()}\n\n{found[2]}", text)  # type: ignore[misc]
    return text


def main() -> None:
    """Write them."""
    README.write_text(filled(README.read_text()))


if __name__ == "__main__":
    main()
