"""`lobbycard export`: one line per item, for scripts."""

import argparse
import csv
import json
import re
import sys

from lobbycard.cli.session import with_core
from lobbycard.core import Core
from lobbycard.store import exporting, filters, libraries

NOTHING = "There are no items yet.\n"
_LIKE_A_TEST = re.compile(r"(?<!\S)(\w+):(?=\S)")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--format", choices=["jsonl", "csv"], default="jsonl", help="JSON lines (default), or a table")
    parser.add_argument("--library", metavar="NAME", help="only this library")
    parser.add_argument("--filter", default="", metavar="TEXT", help="only items that match, e.g. 'missing:poster'")


def run(options: argparse.Namespace) -> int:
    """Carry it out."""
    return with_core(lambda core: _export(core, options))


async def _export(core: Core, options: argparse.Namespace) -> int:
    library_id = None
    if options.library:
        library_id = (await core.store.read(libraries.find, options.library)).id
    table: csv.DictWriter[str] | None = None
    after = 0
    while page := await core.store.read(exporting.page, after, options.filter, library_id):
        after = page[-1]["id"]
        for row in page:
            if options.format == "jsonl":
                # Names that are not UTF-8 are escaped: what is printed is always valid.
                sys.stdout.write(_printable(json.dumps(row, ensure_ascii=False)) + "\n")
                continue
            flat = exporting.flat(row)
            if table is None:
                table = csv.DictWriter(sys.stdout, list(flat))
                table.writeheader()
            table.writerow({key: _printable(str(value)) for key, value in flat.items()})
    if not after:
        # Beside the output, which stays empty for the program that reads it.
        sys.stderr.write(f"No item matches.{_taken_as_words(options.filter)}\n" if options.filter else NOTHING)
    return 0


def _taken_as_words(text: str) -> str:
    """What looks like the test of a property and was searched for in titles, which may hold colons."""
    odd = _LIKE_A_TEST.findall(filters.compile_filter(text).words)
    named = ", ".join(f"“{word}”" for word in odd)
    return f" There is no property {named}: that was searched for in titles." if odd else ""


def _printable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()
