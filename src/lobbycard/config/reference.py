"""Texts made from the settings: an example file, and the table in the README."""

import textwrap

from lobbycard.config import options
from lobbycard.config.options import Kind, Option

_WIDTH = 100


def example() -> str:
    """A configuration file with every option at its default, commented out and explained."""
    parts = [
        "# The settings of Lobbycard. Take the # away from a line to change it.",
        "# Environment variables win over this file: LOBBYCARD_GENERAL__THEME sets general.theme.",
    ]
    for info in options.sections():
        parts += ["", *_comment(info.doc), f"[{'.'.join(info.path)}]"]
        for option in info.options:
            parts += ["", *_comment(_explained(option)), f"# {option.path[-1]} = {as_toml(option.default)}"]
    return "\n".join(parts) + "\n"


def reference() -> str:
    """All options as Markdown, one table for each section."""
    parts: list[str] = []
    for info in options.sections():
        parts += [f"### `[{'.'.join(info.path)}]`", "", info.doc, "", "| Option | Default | Meaning |", "|---|---|---|"]
        for option in info.options:
            default = f"`{as_toml(option.default)}`"
            parts.append(f"| `{option.path[-1]}` | {_cell(default)} | {_cell(_explained(option))} |")
        parts.append("")
    return "\n".join(parts)


def as_toml(value: object) -> str:
    """A value as it stands in the file."""
    import tomlkit

    if isinstance(value, dict):
        table = tomlkit.inline_table()
        table.update(value)
        return table.as_string()
    return tomlkit.item(value).as_string()


def _explained(option: Option) -> str:
    if option.kind is Kind.CHOICE:
        return f"{option.doc} One of {', '.join(option.choices)}."
    return option.doc


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(text, _WIDTH)]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
