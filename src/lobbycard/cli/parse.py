"""`lobbycard parse`: what names of files and folders are taken for, and why."""

import argparse
import json
import sys
from collections.abc import Iterable

from lobbycard.identify import names
from lobbycard.model.kinds import LibraryKind


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="names or paths; read from standard input if none is given"
    )
    parser.add_argument(
        "--kind", choices=("movie", "tv"), help="what the library holds; guessed from each name if missing"
    )
    parser.add_argument("--folder", action="store_true", help="the names are those of folders")


def run(options: argparse.Namespace) -> int:
    """Print one JSON object a line for each name."""
    kind = LibraryKind(options.kind) if options.kind else None
    given: Iterable[str] = options.names or _lines()
    read = names.parse_folder if options.folder else names.parse
    for name in given:
        sys.stdout.write(json.dumps(as_json(name, read(name, kind)), ensure_ascii=False, default=str) + "\n")
    return 0


def _lines() -> Iterable[str]:
    """Names from standard input, one a line; bytes that are no text come through as they were."""
    for line in sys.stdin.buffer:
        name = line.decode("utf-8", "surrogateescape").rstrip("\r\n")
        if name:
            yield name


def as_json(name: str, parsed: names.ParsedName) -> dict[str, object]:
    """The result as JSON values."""
    return {
        "name": name.encode("utf-8", "backslashreplace").decode(),
        "kind": parsed.kind,
        "title": parsed.title,
        "year": parsed.year,
        "series": parsed.series,
        "season": parsed.season,
        "episodes": list(parsed.episodes),
        "absolute": parsed.absolute[0] if parsed.absolute else None,
        "absolutes": list(parsed.absolute),
        "half": parsed.half,
        "air_date": parsed.air_date,
        "episode_title": parsed.episode_title,
        "edition": parsed.edition,
        "part": parsed.part,
        "version": parsed.version,
        "ids": parsed.ids,
        "source": parsed.source,
        "resolution": parsed.resolution,
        "modifier": parsed.modifier,
        "proper": parsed.proper,
        "repack": parsed.repack,
        "revision": parsed.revision,
        "group": parsed.group,
        "languages": list(parsed.languages),
        "subtitles": list(parsed.subtitles),
        "special": parsed.special,
        "hdr": parsed.hdr,
        "three_d": parsed.three_d,
        "codec": parsed.codec,
        "audio": parsed.audio,
        "disc": parsed.disc,
        "other_titles": list(parsed.other_titles),
        "why": list(parsed.reasons),
    }
