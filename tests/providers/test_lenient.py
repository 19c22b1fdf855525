"""Answers may lack anything and hold anything: only our own errors come out, and what is right is still read."""

import asyncio
import contextlib
import copy
import json
import random
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lobbycard.errors import ProviderError
from lobbycard.model.facts import Facts, Hit, Record
from lobbycard.model.fields import FIELDS, FieldType
from lobbycard.model.kinds import ItemKind
from lobbycard.providers import fanart, lenient, omdb, tmdb_facts, tmdb_series, tvdb_facts, tvmaze
from lobbycard.providers.base import PLAIN, Wanted
from lobbycard.providers.registry import Providers, open_providers
from lobbycard.providers.tmdb_art import Pictures
from lobbycard.providers.transport import Shared
from tests.providers import server as faults
from tests.providers import speaks_others, speaks_tmdb, speaks_tvdb
from tests.providers.catalogue import invented
from tests.providers.conftest import QuickClock
from tests.providers.server import ProviderServer

GERMAN = Wanted("de", "en", "DE")
ODD: list[Any] = [
    None, "", "N/A", 0, -1, 1e308, 10**30, True, False, [], {}, [None], [[]], [1, "x"], {"x": None}, "\ud800", "\0",
    "9" * 40, "0000-00-00", "2020-13-45", "NaN", float("nan"), float("inf"), "-5", "1,234", "/../../x.jpg",
    "javascript:1", {"id": []},
]  # fmt: skip
CATALOGUE = invented(6, 2)
RECORDED = Path(__file__).resolve().parents[3] / "shared" / "data" / "providers"


def spoilt(value: Any, dice: random.Random, share: float) -> Any:
    """A copy with some values dropped, emptied or replaced by something of the wrong type."""
    if dice.random() < share:
        return copy.deepcopy(dice.choice(ODD))
    if isinstance(value, dict):
        return {key: spoilt(entry, dice, share) for key, entry in value.items() if dice.random() > share / 2}
    if isinstance(value, list):
        return [spoilt(entry, dice, share) for entry in value]
    return value


def check(record: Record) -> None:
    """Fields that exist, of the types that the model wants; clean texts; addresses that are some."""
    for holder in (record, *record.others):
        for facts in (holder.facts, *(part.facts for part in holder.parts)):
            for name, value in facts.fields.items():
                assert name in FIELDS
                assert value not in (None, "", ())
                if FIELDS[name].type is FieldType.INTEGER:
                    assert isinstance(value, int)
                elif FIELDS[name].is_scalar and FIELDS[name].type is not FieldType.DECIMAL:
                    assert isinstance(value, str)
                    value.encode()
                    assert "\0" not in value
                elif FIELDS[name].type is not FieldType.DECIMAL and name != "set":
                    assert isinstance(value, tuple)
            assert all(isinstance(key, str) and isinstance(value, str) and value for key, value in facts.ids.items())
    for offer in (*record.offers, *(offer for part in record.parts for offer in part.offers)):
        assert offer.url.startswith(("https://", "http://"))


def _tmdb(path: str) -> Any:
    kind = speaks_tmdb.movie_parts(CATALOGUE, CATALOGUE.movies[1001], "en")
    whole = kind if path == "movie" else speaks_tmdb.series_parts(CATALOGUE, CATALOGUE.series[2000], "en")
    return whole[""] | {name: part for name, part in whole.items() if name}


def _tvdb(path: str) -> Any:
    return speaks_tvdb.answer(CATALOGUE, path, {}, "http://pictures")[1]["data"]


def _tvmaze(path: str) -> Any:
    return speaks_others.tvmaze(CATALOGUE, path, {"specials": "1"}, "http://maze", "http://pictures")[1]


def _pictures_of(answer: Any) -> Record:
    return Record("fanart", ItemKind.MOVIE, "1", Facts(), tuple(fanart._offers(answer)))


def _ratings_of(answer: Any) -> Record:
    found = tuple(omdb.ratings(lenient.mapping(answer)))
    return Record("omdb", ItemKind.MOVIE, "1", Facts({"ratings": found} if found else {}))


def _tvdb_series(answer: Any) -> Record:
    episodes = list(lenient.items(answer, "with", "episodes"))
    return tvdb_facts.series(lenient.mapping(answer), episodes, GERMAN, episodes)


def _maze(answer: Any) -> Record:
    return tvmaze._series(lenient.mapping(answer), list(lenient.items(answer, "episodes")), PLAIN)


READERS: dict[str, tuple[Callable[[Any], Record], Callable[[], Any]]] = {
    "tmdb film": (lambda it: tmdb_facts.movie(lenient.mapping(it), GERMAN, Pictures()), lambda: _tmdb("movie")),
    "tmdb series": (
        lambda it: tmdb_series.series(lenient.mapping(it), GERMAN, Pictures(), lenient.mapping(it)),
        lambda: _tmdb("tv"),
    ),
    "tvdb film": (lambda it: tvdb_facts.movie(lenient.mapping(it), GERMAN), lambda: _tvdb("movies/301001/extended")),
    "tvdb series": (
        _tvdb_series,
        lambda: _tvdb("series/302000/extended") | {"with": _tvdb("series/302000/episodes/official")},
    ),
    "fanart": (_pictures_of, lambda: speaks_others.fanart(CATALOGUE, "tv/302000", "http://pictures")[1]),
    "tvmaze": (_maze, lambda: _tvmaze("shows/62000") | {"episodes": _tvmaze("shows/62000/episodes")}),
    "omdb": (_ratings_of, lambda: speaks_others.omdb(CATALOGUE, {"i": "tt0001001"})[1]),
}


@pytest.mark.parametrize("name", READERS)
def test_no_answer_however_spoilt_upsets_a_reader(name: str) -> None:
    read, whole = READERS[name]
    true = whole()
    check(read(true))
    for seed in range(120):
        dice = random.Random(seed)
        check(read(spoilt(true, dice, dice.choice((0.005, 0.05, 0.3)))))
    for odd in ODD:
        check(read(odd))


@pytest.fixture
async def providers(server: ProviderServer, clock: QuickClock) -> AsyncIterator[Providers]:
    opened = open_providers(server.settings(requests_per_second=1000.0), Shared(clock=clock))
    yield opened
    await opened.close()


async def test_spoilt_answers_end_in_records_hits_or_our_own_errors(
    providers: Providers, server: ProviderServer
) -> None:
    paths = (
        ("tmdb", "movie/1001", _tmdb("movie")), ("tmdb", "tv/2000", _tmdb("tv")),
        ("tmdb", "search/movie", {"results": [speaks_tmdb._movie_base(CATALOGUE.movies[1001], "en")]}),
        ("tmdb", "configuration", speaks_tmdb._configuration("http://pictures/")),
        ("tvdb", "series/302000/extended", {"data": _tvdb("series/302000/extended")}),
        ("tvdb", "series/302000/episodes/official/deu", {"data": _tvdb("series/302000/episodes/official")}),
        ("tvdb", "search", {"data": _tvdb("search")}), ("tvdb", "login", {"data": {"token": "a.b.c"}}),
        ("tvmaze", "shows/62000", _tvmaze("shows/62000")), ("tvmaze", "lookup/shows", {"id": 62000}),
        ("fanart", "tv/302000", speaks_others.fanart(CATALOGUE, "tv/302000", "http://x")[1]),
        ("omdb", "", speaks_others.omdb(CATALOGUE, {"i": "tt0001001"})[1]),
    )  # fmt: skip
    ids = {"tmdb": "2000", "tvdb": "302000", "imdb": "tt9002000"}
    for seed in range(6):
        server.heal()
        dice = random.Random(seed)
        for provider, path, true in paths:
            server.fail(f"/{provider}/{path}", faults.status(200, body=json.dumps(spoilt(true, dice, 0.1)).encode()))
        for opened in providers.by_name.values():
            opened.reset()
            for kind, known in ((ItemKind.SERIES, ids), (ItemKind.MOVIE, {**ids, "tmdb": "1001"})):
                await _ask(opened.record(kind, known, Wanted("de", refresh=True)))
                await _ask(opened.search(kind, "Harbour", None, Wanted("de", refresh=True)))
                hit = Hit(opened.name, known.get(opened.name, "1"), kind, "Harbour")
                if kind in opened.searches:
                    await _ask(opened.detail(hit, Wanted(refresh=True)))


async def _ask(question: Any) -> None:
    """Only our own errors may come out."""
    with contextlib.suppress(ProviderError):
        found = await question
        if isinstance(found, Record):
            check(found)


async def test_ten_thousand_pictures_are_read_in_good_time(server: ProviderServer, clock: QuickClock) -> None:
    whole = _tmdb("movie")
    whole["images"] = speaks_tmdb.images_of("m1001", 6000, 3000, 1000)
    server.fail("/tmdb/movie/1001", faults.status(200, body=json.dumps(whole).encode()))
    loop = asyncio.get_running_loop()
    threads = 0

    async def in_thread(function: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal threads
        threads += 1
        return await loop.run_in_executor(None, function, *arguments)

    providers = open_providers(server.settings("tmdb"), Shared(clock=clock, in_thread=in_thread))
    wanted = Wanted("de", art_languages=("fr",))
    record = await providers.by_name["tmdb"].record(ItemKind.MOVIE, {"tmdb": "1001"}, wanted)
    await providers.close()
    assert record is not None
    assert (
        len([offer for offer in record.offers if offer.provider_id.startswith(("/poster", "/backdrop", "/logo"))])
        == 11_200
    )
    assert threads == 3, "opening the client, parsing and building all leave the event loop alone"


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "id"]), inner, max_size=3),
    max_leaves=8,
)
_READERS = (
    *(lenient.text, lenient.integer, lenient.positive, lenient.number, lenient.date, lenient.year),
    *(lenient.imdb, lenient.identifier, lenient.flag, lenient.mapping, lenient.values),
)


@given(_JSON)
def test_the_readers_of_values_never_raise(value: Any) -> None:
    for read in _READERS:
        read(value, "a")
        read({"a": value}, "a")
    list(lenient.items(value, "a", "id"))
    lenient.plain_text(lenient.as_text(value))


@pytest.mark.parametrize(
    ("given_", "read"),
    [
        ("tt133093", "tt0133093"),
        ("tt0133093", "tt0133093"),
        ("tt00133093", "tt0133093"),
        ("133093", ""),
        ("tt0", ""),
        ("", ""),
    ],
)
def test_imdb_ids_have_one_shape(given_: str, read: str) -> None:
    assert lenient.imdb({"imdb_id": given_}) == read


@pytest.mark.skipif(not RECORDED.is_dir(), reason="no recorded answers beside the project")
def test_recorded_answers_are_read() -> None:
    read = 0
    for path in sorted(RECORDED.rglob("*.json")):
        name, answer = str(path.relative_to(RECORDED)), json.loads(path.read_bytes())
        record = _recorded(name, answer)
        if record is not None:
            check(record)
            read += 1
            if "title" in record.facts.fields:
                assert record.provider_id
    assert read >= 30


def _recorded(name: str, answer: Any) -> Record | None:
    parts = name.removesuffix(".json").split("/")
    match parts:
        case ["tmdb", "3", "movie", own] if own[0].isdigit():
            return tmdb_facts.movie(answer, GERMAN, Pictures())
        case ["tmdb", "3", "tv", own] if own[0].isdigit():
            return tmdb_series.series(answer, GERMAN, Pictures())
        case ["tmdb", "3", "collection", own] if own[0].isdigit():
            return tmdb_facts.collection(answer, GERMAN, Pictures())
        case ["tmdb", "3", "person", own] if own[0].isdigit():
            return tmdb_facts.person(answer, GERMAN, Pictures())
        case ["tvdb", "v4", "series", _, *rest] if "translations" not in rest and isinstance(answer.get("data"), dict):
            return tvdb_facts.series(answer["data"], [], GERMAN, [])
        case ["tvdb", "v4", "movies", _, *_] if isinstance(answer.get("data"), dict):
            return tvdb_facts.movie(answer["data"], GERMAN)
        case ["fanart", "v3", *_]:
            return _pictures_of(answer)
        case ["tvmaze", "shows" | "singlesearch", *_] if isinstance(answer, dict) and "premiered" in answer:
            return _maze(answer)
        case ["omdb", own] if own.startswith("@"):
            return _ratings_of(answer)
    return None
