"""NFO files a second: read, written into what is there, and recognised as unchanged, beside a bare XML parse.

python tests/benchmarks/bench_nfo.py [FILES]
"""

import sys
import time
from collections.abc import Callable

from lxml import etree

from lobbycard.model.facts import Credit, Facts, Rating, SetLink
from lobbycard.model.kinds import CreditKind, ItemKind
from lobbycard.model.tracks import AudioTrack, Tracks, VideoTrack
from lobbycard.nfo import read, write
from lobbycard.nfo.values import NfoInput


def film(number: int) -> NfoInput:
    """A film of about 4 kB."""
    facts = Facts(
        {
            "title": f"Harbour Lights {number}",
            "original_title": "Hafenlichter",
            "year": 2019,
            "premiered": "2019-03-14",
            "plot": "Two keepers share one lamp & neither will leave. " * 12,
            "tagline": "Keep it burning.",
            "runtime": 104,
            "certification": "PG-13",
            "genres": ("Drama", "Mystery"),
            "studios": ("Lamp Pictures", "Quay Films"),
            "countries": ("Germany",),
            "tags": ("lighthouse", "sea", "winter"),
            "ratings": (Rating("tmdb", 6.9, 10, 310, is_default=True), Rating("imdb", 7.1, 10, 5021)),
            "set": SetLink("Harbour Collection", "Films about lights.", {"tmdb": "8000"}),
            "cast": tuple(Credit(f"Actor {n}", role=f"Role {n}", ids={"tmdb": str(n + 1)}) for n in range(15)),
            "crew": (
                Credit("Cay Director", CreditKind.CREW, job="Director"),
                Credit("Bea Writer", CreditKind.CREW, job="Writer"),
            ),
            "trailer": "https://www.youtube.com/watch?v=aB3-_fGhIjK",
        },
        {"tmdb": str(number + 1), "imdb": f"tt{number + 1:07d}"},
    )
    streams = Tracks((VideoTrack("hevc", 3840, 1608, 2.39, 6240, hdr="hdr10"),), (AudioTrack("eac3", "ger", 6),))
    return NfoInput(ItemKind.MOVIE, facts, streams=streams)


def per_second(label: str, count: int, run: Callable[[], object], floor: float = 0.0) -> float:
    """Prints the rate and, against a floor, how many times slower it is."""
    begun = time.perf_counter()
    run()
    rate = count / (time.perf_counter() - begun)
    print(f"{label:44} {rate:10,.0f} /s" + (f"   {floor / rate:6.1f} x the bare parse" if floor else ""))
    return rate


def main() -> None:
    """Prints the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    items = [film(number) for number in range(count)]
    written = [write.render([item], None).data for item in items]
    damaged = [data.replace(b"&amp;", b"&").replace(b"<plot>", b"<plot>One<br>") for data in written]
    altered = [data.replace(b"<runtime>104", b"<runtime>99") for data in written]
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    print(f"{count} files of {sum(map(len, written)) // count} bytes")
    floor = per_second("bare lxml.fromstring", count, lambda: [etree.fromstring(data, parser) for data in written])
    per_second("read", count, lambda: [read.read(data) for data in written], floor)
    per_second("read, not well-formed", count, lambda: [read.read(data) for data in damaged], floor)
    per_second("render, new file", count, lambda: [write.render([item], None) for item in items], floor)
    pairs = list(zip(items, written, strict=True))
    per_second("render, nothing changed", count, lambda: [write.render([item], data) for item, data in pairs], floor)
    pairs = list(zip(items, altered, strict=True))
    per_second("render, merged", count, lambda: [write.render([item], data) for item, data in pairs], floor)
    per_second("semantic hash", count, lambda: [write.semantic_hash(data) for data in written], floor)


if __name__ == "__main__":
    main()
