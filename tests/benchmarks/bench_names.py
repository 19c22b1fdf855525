"""Names read per second and how many are right, ours beside guessit's on the same names.

    python tests/benchmarks/bench_names.py [--movies N] [--series N] [--seed N] [--layout mixed] [--peer N]

The names come from the library generator in ../shared/tools if it is there, else from the table of the tests.
"""

import argparse
import json
import pathlib
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from lobbycard.identify import clean, names
from lobbycard.model.kinds import LibraryKind

_ROOT = pathlib.Path(__file__).resolve().parents[2]
_GENERATOR = _ROOT.parent / "shared" / "tools" / "make-library"

Answer = dict[str, object]
Case = tuple[str, LibraryKind, Answer]


def _generated(options: argparse.Namespace) -> list[Case]:
    """Names with the truth about each from a generated library."""
    with tempfile.TemporaryDirectory() as folder:
        truth = pathlib.Path(folder, "truth.jsonl")
        arguments = ["--movies", options.movies, "--series", options.series, "--seed", options.seed]
        command = [str(_GENERATOR), f"{folder}/library", *map(str, arguments), "--layout", options.layout, "--mess"]
        subprocess.run([*command, "--media", "empty", "--truth", str(truth)], check=True, stdout=subprocess.DEVNULL)
        lines = [json.loads(line) for line in truth.read_text(encoding="utf-8").splitlines()]
    return [_case(line) for line in lines if line["kind"] in ("movie", "episode")]


def _case(line: dict[str, Any]) -> Case:
    path = line["path"].partition("/")[2]
    if line["kind"] == "movie":
        edition = clean.key(line.get("edition", ""))
        expected: Answer = {
            "title": clean.key(line["title"]),
            "year": line["year"] if str(line["year"]) in path else None,
            "edition": edition if edition in clean.key(path) else "",
            "part": line.get("part"),
        }
        return path, LibraryKind.MOVIE, expected
    expected = {"series": clean.key(line["show"])}
    if "season" in line:
        expected |= {"season": line["season"], "episodes": line["episodes"]}
    if "date" in line:
        expected["date"] = line["date"]
    if "absolute" in line:
        expected["absolute"] = [line["absolute"]]
    return path, LibraryKind.TV, expected


def _listed() -> list[Case]:
    """The table of the tests as far as it is about films."""
    text = (_ROOT / "tests" / "identify" / "films.txt").read_text(encoding="utf-8")
    rows = [line.split(" | ") for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [
        (row[0], LibraryKind.MOVIE, {"title": clean.key(row[1]), "year": int(row[2]) if row[2] != "-" else None})
        for row in rows
    ]


def _ours(path: str, kind: LibraryKind) -> Answer:
    parsed = names.parse(path, kind)
    if kind is LibraryKind.MOVIE:
        edition = clean.key(parsed.edition) if parsed.edition else ""
        return {"title": clean.key(parsed.title), "year": parsed.year, "edition": edition, "part": parsed.part}
    return {
        "series": clean.key(parsed.series),
        "season": parsed.season,
        "episodes": list(parsed.episodes),
        "date": parsed.air_date,
        "absolute": list(parsed.absolute),
    }


def _peer() -> Callable[[str, LibraryKind], Answer] | None:
    try:
        from guessit import guessit
    except ImportError:
        return None

    def read(path: str, kind: LibraryKind) -> Answer:
        found = guessit(path, {"type": "movie" if kind is LibraryKind.MOVIE else "episode"})
        title = clean.key(_text(found.get("title", "")))
        episode = _numbers(found.get("episode"))
        edition = found.get("edition") or ("Extended" if "Extended" in _several(found.get("other")) else "")
        return {
            "title": title,
            "year": found.get("year"),
            "edition": clean.key(_text(edition)) if edition else "",
            "part": found.get("cd") or found.get("part"),
            "series": title,
            "season": found.get("season"),
            "episodes": episode,
            "date": str(found.get("date", "")),
            "absolute": _numbers(found.get("absolute_episode")) or episode,
        }

    return read


def _text(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _several(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _numbers(value: object) -> list[object]:
    return [] if value is None else _several(value)


def _measure(name: str, cases: list[Case], read: Callable[[str, LibraryKind], Answer]) -> float:
    """Print rate and share right by field; give the rate."""
    asked: Counter[str] = Counter()
    right: Counter[str] = Counter()
    spent = 0.0
    for path, kind, expected in cases:
        start = time.process_time()
        answer = read(path, kind)
        spent += time.process_time() - start
        hits = {field: answer.get(field) == value for field, value in expected.items()}
        asked.update(list(hits))
        right.update(field for field, hit in hits.items() if hit)
        asked["all fields"] += 1
        right["all fields"] += all(hits.values())
    rate = len(cases) / spent
    print(f"{name}: {len(cases)} names, {rate:,.0f} names per second of processor time")
    for field, count in asked.items():
        print(f"    {field:<12}{right[field] / count:8.2%} of {count}")
    return rate


def main() -> None:
    """Measure both and print the ratio."""
    parser = argparse.ArgumentParser(description="Names read per second and how many are right.")
    parser.add_argument("--movies", type=int, default=3000)
    parser.add_argument("--series", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--layout", default="mixed", choices=("mixed", "clean", "scene", "flat"))
    parser.add_argument("--peer", type=int, default=1000, help="how many of the names guessit is asked for")
    options = parser.parse_args()
    cases = _generated(options) if _GENERATOR.exists() else _listed()
    ours = _measure("ours", cases, _ours)
    peer = _peer()
    if peer is None:
        print("guessit is not installed: no peer to measure against")
        return
    sample = cases[:: max(1, len(cases) // options.peer)]
    _measure("ours, same names", sample, _ours)
    theirs = _measure("guessit", sample, peer)
    print(f"ours / guessit: {ours / theirs:.0f} times as fast")


if __name__ == "__main__":
    main()
