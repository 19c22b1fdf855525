"""`lobbycard nfo FILE...`: what NFO files say, as one JSON object a line."""

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lobbycard.nfo.values import Nfo, NfoBlock


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be given after `lobbycard nfo`."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="an NFO file; - reads standard input")


def run(options: argparse.Namespace) -> int:
    """Prints what each file says; files that cannot be read are named and the others go on."""
    from lobbycard.nfo import read, values

    failed = False
    for path in options.files:
        try:
            data = _bytes(path, values.LARGEST + 1)
        except OSError as error:
            print(f"{_printable(path)}: {error.strerror or error}", file=sys.stderr)
            failed = True
            continue
        print(json.dumps(as_json(path, read.read(data)), ensure_ascii=False))
    return 1 if failed else 0


def _bytes(path: str, limit: int) -> bytes:
    if path == "-":
        return sys.stdin.buffer.read(limit)
    with open(path, "rb") as file:
        return file.read(limit)


def as_json(path: str, nfo: "Nfo") -> dict[str, Any]:
    """One file as plain values."""
    return {
        "path": _printable(path),
        "form": nfo.form,
        "ids": dict(nfo.ids),
        "urls": list(nfo.urls),
        "problems": list(nfo.problems),
        "blocks": [_block(block) for block in nfo.blocks],
    }


def _block(block: "NfoBlock") -> dict[str, Any]:
    said = asdict(block)
    facts = said.pop("facts")
    shown: dict[str, Any] = {"kind": block.kind, "season": block.season, "episode": block.episode}
    shown["ids"] = dict(block.facts.ids)
    shown["fields"] = _plain(facts["fields"])
    rest: dict[str, Any] = _plain({name: value for name, value in said.items() if name not in shown})
    return shown | rest


def _plain(value: Any) -> Any:
    """Named tuples as objects, without what says nothing."""
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, Mapping):
        plain = {str(name): _plain(entry) for name, entry in value.items()}
        return {name: entry for name, entry in plain.items() if _says_something(entry)}
    if isinstance(value, tuple | list):
        return [_plain(entry) for entry in value]
    return value


def _says_something(value: object) -> bool:
    return value is not None and value is not False and value not in ("", [], {})


def _printable(path: str) -> str:
    """A path with bytes that are no UTF-8 shown as such."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
