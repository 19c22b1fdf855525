"""`lobbycard explain PATH...`: what a file is taken for, and why."""

import argparse
import json
import os
from dataclasses import asdict

from lobbycard.cli.options import add_json
from lobbycard.cli.session import with_core
from lobbycard.core import Core
from lobbycard.tasks.diagnosing import explaining
from lobbycard.tasks.diagnosing.explaining import Explanation


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
        for file in await core.tools.in_thread(_files, path):
            told = await explaining.explain(core.tools, file)
            is_lost = is_lost or told.state in {"nothing", "outside"}
            text = json.dumps(asdict(told), ensure_ascii=False) if options.json else as_text(told)
            print(text.encode("utf-8", "replace").decode())
    return 1 if is_lost else 0


def _files(path: str) -> list[str]:
    if not os.path.isdir(path):
        return [path]
    return sorted(entry.path for entry in os.scandir(path) if not entry.is_dir())


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
