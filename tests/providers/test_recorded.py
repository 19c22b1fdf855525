"""Answers that the real providers gave: every one is read, and none of them, however damaged, raises but our errors.

They lie in a folder beside the project and are no part of it; without them there is nothing to test here.
"""

import json
import random
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from lobbycard.errors import ProviderError
from lobbycard.model.facts import Credit, Rating, Record, SetLink
from lobbycard.model.kinds import TEXTLESS, AssetType, ItemKind
from lobbycard.providers.base import PLAIN, MemoryCache, Provider, ProviderSettings, StoredAnswer
from lobbycard.providers.registry import Providers, open_providers
from lobbycard.providers.transport import Shared

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "providers"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="there are no recorded answers beside the project")
FOLDERS = {"tmdb": "tmdb/3", "tvdb": "tvdb/v4", "fanart": "fanart/v3", "tvmaze": "tvmaze", "omdb": "omdb"}
ODD: tuple[Any, ...] = (None, "", 0, -1, "N/A", "0000-00-00", [], {}, [None, 7, "x", {}], True, 1.5, "\0", "9" * 400)
EMPTY = b'{"id": 1, "status": "success", "data": {"token": "a.b.c"}}'


class Recorded(MemoryCache):
    """Kept answers that are the recorded ones, asked for by their paths; anything else is an empty object."""

    def __init__(self, change: random.Random | None = None) -> None:
        super().__init__()
        self.change = change

    async def get(self, key: str) -> StoredAnswer | None:
        """The largest answer that was recorded for a path."""
        provider, _, path = key.partition(":")
        body = _body(provider, path)
        if self.change is not None:
            body = json.dumps(_damaged(json.loads(body), self.change)).encode()
        return StoredAnswer(200, body, "", "", 0.0, 1e12)


def _body(provider: str, path: str) -> bytes:
    path, _, query = path.partition("?")
    folder = FOLDER / FOLDERS[provider] / path.strip("/")
    stem = f"@{query.split('&')[0]}" if provider == "omdb" else folder.name
    where = folder if provider == "omdb" else folder.parent
    fitting = [one for one in where.glob("*.json") if one.stem == stem or one.stem.startswith(f"{stem}@")]
    if not fitting:
        return b"[]" if path.endswith("/episodes") else EMPTY
    whole = json.loads(max(fitting, key=lambda one: one.stat().st_size).read_bytes())
    if provider == "tmdb" and isinstance(whole, dict) and folder.is_dir():
        whole |= {one.stem.split("@")[0]: json.loads(one.read_bytes()) for one in sorted(folder.glob("*.json"))} | whole
    return json.dumps(whole).encode()


def _damaged(value: Any, change: random.Random) -> Any:
    """A copy in which about one value in twelve is something else."""
    if change.random() < 0.08:
        return change.choice(ODD)
    if isinstance(value, dict):
        return {key: _damaged(inner, change) for key, inner in value.items()}
    if isinstance(value, list):
        return [_damaged(inner, change) for inner in value]
    return value


def _things() -> Iterator[tuple[str, ItemKind, str]]:
    """Provider, kind and id of everything of which a record was recorded."""
    places = (
        ("tmdb", ItemKind.MOVIE, "tmdb/3/movie"),
        ("tmdb", ItemKind.SERIES, "tmdb/3/tv"),
        ("tmdb", ItemKind.SET, "tmdb/3/collection"),
        ("tmdb", ItemKind.PERSON, "tmdb/3/person"),
        ("tvdb", ItemKind.SERIES, "tvdb/v4/series"),
        ("fanart", ItemKind.MOVIE, "fanart/v3/movies"),
        ("fanart", ItemKind.SERIES, "fanart/v3/tv"),
        ("tvmaze", ItemKind.SERIES, "tvmaze/shows"),
    )
    for provider, kind, folder in places:
        ids = {one.stem.split("@")[0] for one in (FOLDER / folder).glob("*.json")}
        for own_id in sorted(ids):
            if own_id.isdigit():
                yield provider, kind, own_id
    yield "omdb", ItemKind.MOVIE, "tt0770828"


def _opened(cache: Recorded) -> Providers:
    settings = {name: ProviderSettings(api_key="0" * 32, base_url="http://127.0.0.1:9/v1") for name in FOLDERS}
    return open_providers(settings, Shared(cache))


@pytest.fixture
async def providers() -> AsyncIterator[Providers]:
    opened = _opened(Recorded())
    yield opened
    await opened.close()


async def _record(provider: Provider, kind: ItemKind, own_id: str) -> Record | None:
    source = {"omdb": "imdb", "fanart": "tmdb" if kind is ItemKind.MOVIE else "tvdb"}.get(provider.name, provider.name)
    return await provider.record(kind, {source: own_id}, PLAIN)


async def test_every_recorded_thing_has_a_title_or_pictures_or_ratings(providers: Providers) -> None:
    empty = []
    for name, kind, own_id in _things():
        record = await _record(providers.by_name[name], kind, own_id)
        said = record.facts.fields if record else {}
        if not (said.get("title") or said.get("ratings") or (record and record.offers)):
            empty.append((name, kind, own_id))
    assert empty == []


async def test_whatever_is_damaged_nothing_but_our_errors_is_raised() -> None:
    for seed in range(4):
        opened = _opened(Recorded(random.Random(seed)))
        for name, kind, own_id in _things():
            try:
                record = await _record(opened.by_name[name], kind, own_id)
            except ProviderError:
                continue
            for day in ("premiered", "ended", "born", "died", "in_cinemas"):
                assert record is None or record.facts.fields.get(day) != "0000-00-00"
        await opened.close()


async def test_a_film_says_all_that_its_answer_says(providers: Providers) -> None:
    record = await _record(providers.by_name["tmdb"], ItemKind.MOVIE, "550")
    answer = json.loads(_body("tmdb", "/movie/550"))
    assert record is not None
    said = record.facts.fields
    for name, key in (("plot", "overview"), ("tagline", "tagline"), ("runtime", "runtime"), ("status", "status"),
                      ("budget", "budget"), ("revenue", "revenue"), ("homepage", "homepage"), ("title", "title"),
                      ("original_language", "original_language"), ("premiered", "release_date")):  # fmt: skip
        assert said[name] == answer[key], name
    for name, key in (("genres", "genres"), ("studios", "production_companies"), ("countries", "production_countries")):
        assert said[name] == tuple(one["name"] for one in answer[key]), name
    assert said["ratings"] == (Rating("tmdb", answer["vote_average"], 10.0, answer["vote_count"]),)
    assert said["keywords"] == tuple(one["name"] for one in answer["keywords"]["keywords"])
    american = next(one for one in answer["release_dates"]["results"] if one["iso_3166_1"] == "US")
    assert said["certification"] in {one["certification"] for one in american["release_dates"]}
    cast = said["cast"]
    assert isinstance(cast, tuple)
    told = [(one.name, one.role) for one in cast if isinstance(one, Credit)]
    assert told == [(one["name"], one["character"]) for one in answer["credits"]["cast"]][:100]
    crew = said["crew"]
    assert isinstance(crew, tuple)
    directors = [one.name for one in crew if isinstance(one, Credit) and one.job == "Director"]
    assert directors == [one["name"] for one in answer["credits"]["crew"] if one["job"] == "Director"]
    assert record.facts.ids["imdb"] == answer["external_ids"]["imdb_id"]


async def test_sets_seasons_and_guests_are_told(providers: Providers) -> None:
    riddick = await _record(providers.by_name["tmdb"], ItemKind.MOVIE, "87421")
    assert riddick is not None
    link = riddick.facts.fields["set"]
    assert isinstance(link, SetLink)
    assert link.ids
    record = await _record(providers.by_name["tmdb"], ItemKind.SERIES, "1399")
    assert record is not None
    answer = json.loads(_body("tmdb", "/tv/1399/season/1"))
    told = {part.number: part for part in record.parts if part.season == 1 and part.number is not None}
    assert sorted(told) == [one["episode_number"] for one in answer["episodes"]]
    for episode in answer["episodes"]:
        part = told[episode["episode_number"]]
        assert part.facts.fields["title"] == episode["name"]
        assert part.facts.fields["aired"] == episode["air_date"]
        guests = part.facts.fields.get("cast", ())
        assert isinstance(guests, tuple)
        assert len(guests) == len(episode["guest_stars"][:100])
        assert bool(part.offers) == bool(episode["still_path"])
    assert {part.season for part in record.parts} >= {0, 1, 8}


async def test_pictures_keep_their_language_and_their_votes(providers: Providers) -> None:
    record = await _record(providers.by_name["fanart"], ItemKind.MOVIE, "372058")
    assert record is not None
    kinds = {offer.asset_type for offer in record.offers}
    assert kinds >= {AssetType.CLEARLOGO, AssetType.DISCART, AssetType.KEYART, AssetType.BANNER, AssetType.LANDSCAPE}
    assert all(offer.language == TEXTLESS for offer in record.offers if offer.asset_type is AssetType.FANART)
    assert all(offer.likes is not None for offer in record.offers)
