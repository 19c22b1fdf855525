"""`lobbycard explain PATH...`: what a file is taken for, and why."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict

from lobbycard.cli.options import add_json
from lobbycard.cli.session import with_core
from lobbycard.core import Core
from lobbycard.tasks.diagnosing import explaining
from lobbycard.tasks.diagnosing.explaining import Explanation

NAMED = 5
"""How many folders are named where a file is wanted."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a file of a library, or a folder: the files in it")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Carry it out."""
    return with_core(lambda core: _explain(core, options))


async def _explain(core: Core, options: argparse.Namespace) -> int:
    is_lost = False
    for path in options.paths:
        try:
            files, folders = await core.tools.in_thread(_inside, path)
        except OSError as error:
            sys.stderr.write(_printable(f"{path}: the folder cannot be read: {error.strerror}\n"))
            is_lost = True
            continue
        if not files:
            sys.stderr.write(_printable(f"{path}: {_without_files(folders)}\n"))
            is_lost = True
        for file in files:
            told = await explaining.explain(core.tools, file)
            is_lost = is_lost or told.state in {"nothing", "outside"}
            text = json.dumps(asdict(told), ensure_ascii=False) if options.json else as_text(told)
            print(_printable(text))
    return 1 if is_lost else 0


def _inside(path: str) -> tuple[list[str], list[str]]:
    """The files in a folder, or the file itself; and the names of the folders in it."""
    if not os.path.isdir(path):
        return [path], []
    paths = [os.path.join(path, name) for name in sorted(os.listdir(path))]
    # Not by the entries of `scandir`: they refuse to say what a link to itself is.
    folders = [one for one in paths if os.path.isdir(one)]
    return sorted(set(paths) - set(folders)), [os.path.basename(one) for one in folders]


def _without_files(folders: Sequence[str]) -> str:
    """Why there is nothing to say of a folder."""
    if not folders:
        return "The folder is empty."
    more = f" and {len(folders) - NAMED:,} more" if len(folders) > NAMED else ""
    return f"No file lies in it, only folders; name one of them: {', '.join(folders[:NAMED])}{more}."


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def as_text(told: Explanation) -> str:
    """A few lines for a person."""
    lines = [told.path, f"  {told.state}: {told.role or 'no role'}" + _share(told)]
    lines += [f"    {reason}" for reason in told.why]
    if told.details:
        lines.append("  " + ", ".join(f"{name} {value}" for name, value in told.details.items()))
    if told.video:
        lines.append(f"  goes with {told.video}")
    for item in told.items:
        number = f" {item['number']}" if item.get("number") is not None else ""
        year = f" ({item['year']})" if item.get("year") else ""
        of = f" of {item['of']['title']}" if item.get("of") else ""
        known = f" [item {item['id']}]" if item.get("id") else ""
        lines.append(f"  {item['kind']}{number}: {item['title']}{year}{of}{known}")
    if told.name:
        said = ", ".join(f"{name} {value}" for name, value in told.name.items() if name not in {"name", "reasons"})
        lines.append(f"  its name says: {said}")
    return "\n".join(lines)


def _share(told: Explanation) -> str:
    unit = f", decided with all in {told.unit or 'the top folder'}" if told.unit is not None else ""
    sure = f" ({told.confidence:.0%} sure)" if told.confidence is not None else ""
    return f"{sure}{unit}"
