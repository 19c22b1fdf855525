"""TMDB: one request for a film, one for a short series, nothing but our own errors."""

from collections.abc import AsyncIterator

import pytest

from lobbycard.model.facts import SetLink
from lobbycard.model.kinds import TEXTLESS, AssetType, CreditKind, ItemKind
from lobbycard.providers.base import Wanted
from lobbycard.providers.registry import Providers, open_providers
from lobbycard.providers.tmdb import Tmdb
from lobbycard.providers.transport import Shared
from tests.providers import server as faults
from tests.providers.catalogue import Movie, Series
from tests.providers.conftest import QuickClock
from tests.providers.server import ProviderServer

GERMAN = Wanted("de", "en", "DE")


@pytest.fixture
async def providers(server: ProviderServer, clock: QuickClock) -> AsyncIterator[Providers]:
    opened = open_providers(server.settings("tmdb"), Shared(clock=clock))
    yield opened
    await opened.close()


@pytest.fixture
def tmdb(providers: Providers) -> Tmdb:
    found = providers.by_name["tmdb"]
    assert isinstance(found, Tmdb)
    return found


async def test_a_film_comes_whole_in_one_request(tmdb: Tmdb, server: ProviderServer) -> None:
    record = await tmdb.record(ItemKind.MOVIE, {"tmdb": "1001"}, GERMAN)
    assert server.count("/tmdb/movie/") == 1
    assert server.count("/tmdb/") == 2, "the other one is the configuration, once a week"
    assert record is not None
    told = record.facts.fields
    assert told["title"] == "Crimson Harbour auf Deutsch"
    assert told["original_title"] == "Crimson Harbour"
    assert told["certification"] == "12"
    assert told["in_cinemas"] == "1967-08-01"
    assert told["digital_release"] == "1967-09-01"
    assert told["set"] == SetLink("Lantern Collection", "", {"tmdb": "7001"})
    assert told["keywords"] == ("homecoming", "small town")
    assert "revenue" not in told, "zero means unknown"
    assert "tagline" not in told, "there is none in German"
    assert record.facts.ids == {"tmdb": "1001", "imdb": "tt0001001", "wikidata": "Q1001"}
    assert [record.language for record in record.others] == ["en"]
    assert record.others[0].facts.fields["title"] == "Crimson Harbour"


async def test_cast_and_crew_keep_order_roles_and_jobs(tmdb: Tmdb) -> None:
    record = await tmdb.record(ItemKind.MOVIE, {"tmdb": "1004"})
    assert record is not None
    cast, crew = record.facts.fields["cast"], record.facts.fields["crew"]
    assert isinstance(cast, tuple)
    assert isinstance(crew, tuple)
    assert [credit.role for credit in cast] == [f"Role {number}" for number in range(1, 7)]  # type: ignore[union-attr]
    assert [credit.job for credit in crew] == ["Director", "Writer"]  # type: ignore[union-attr]


async def test_pictures_are_sorted_by_what_is_written_on_them(tmdb: Tmdb, server: ProviderServer) -> None:
    record = await tmdb.record(ItemKind.MOVIE, {"tmdb": "1004"}, GERMAN)
    assert record is not None
    kinds = [(offer.asset_type, offer.language) for offer in record.offers if offer.asset_type is not AssetType.TRAILER]
    assert (AssetType.KEYART, TEXTLESS) in kinds
    assert (AssetType.POSTER, TEXTLESS) in kinds
    assert (AssetType.POSTER, "de") in kinds
    assert (AssetType.FANART, TEXTLESS) in kinds
    assert (AssetType.LANDSCAPE, "en") in kinds
    assert not any(kind is AssetType.FANART and language != TEXTLESS for kind, language in kinds)
    poster = next(offer for offer in record.offers if offer.asset_type is AssetType.POSTER)
    assert poster.url == server.url("images") + "/t/p/original/poster-m1004-0_1000x1500.jpg"
    assert poster.preview_url.endswith("/w342/poster-m1004-0_1000x1500.jpg")
    trailers = [offer for offer in record.offers if offer.asset_type is AssetType.TRAILER]
    assert [offer.title for offer in trailers] == ["Official Trailer", "Teaser"]
    assert trailers[0].url == "https://www.youtube.com/watch?v=tr000001004"


async def test_a_short_series_comes_whole_in_one_request(tmdb: Tmdb, server: ProviderServer) -> None:
    record = await tmdb.record(ItemKind.SERIES, {"tmdb": "2000"})
    assert server.count("/tmdb/tv/") == 1
    assert record is not None
    assert [part.season for part in record.parts if part.number is None] == [0, 1, 2]
    assert len([part for part in record.parts if part.number is not None]) == 17
    episode = next(part for part in record.parts if (part.season, part.number) == (1, 2))
    guests = episode.facts.fields["cast"]
    assert isinstance(guests, tuple)
    assert {guest.kind for guest in guests} == {CreditKind.GUEST}  # type: ignore[union-attr]
    assert episode.offers[0].asset_type is AssetType.THUMB
    season = next(part for part in record.parts if part.number is None and part.season == 1)
    assert [offer.asset_type for offer in season.offers] == [AssetType.POSTER, AssetType.POSTER]
    assert record.facts.ids["tvdb"] == "302000"


async def test_seasons_that_are_not_appended_are_asked_for_one_by_one(tmdb: Tmdb, server: ProviderServer) -> None:
    whole = await tmdb.record(ItemKind.SERIES, {"tmdb": "2000"})
    server.appends_seasons = False
    server.changed()
    alone = await tmdb.record(ItemKind.SERIES, {"tmdb": "2000"}, Wanted(refresh=True))
    assert whole is not None
    assert alone is not None
    assert alone.parts == whole.parts
    assert server.count("/tmdb/tv/2000/season/") == 3


async def test_a_series_of_thirty_seasons_needs_four_requests(tmdb: Tmdb, server: ProviderServer) -> None:
    server.catalogue.add(Series(2999, "Evergreen Lane", 1980, dict.fromkeys(range(31), 3)))
    record = await tmdb.record(ItemKind.SERIES, {"tmdb": "2999"})
    assert record is not None
    assert len([part for part in record.parts if part.number is None]) == 31
    assert len([part for part in record.parts if part.number is not None]) == 93
    assert server.count("/tmdb/tv/") == 4


async def test_episodes_without_german_texts_get_english_ones_beside_them(tmdb: Tmdb, server: ProviderServer) -> None:
    untold = Series(2998, "Night Ferry", 2019, {1: 2}, untranslated=frozenset({"de"}))
    server.catalogue.add(untold)
    record = await tmdb.record(ItemKind.SERIES, {"tmdb": "2998"}, GERMAN)
    assert record is not None
    own = next(part for part in record.parts if part.number == 1)
    assert "title" not in own.facts.fields, "`Folge 1` is no title"
    other = next(part for part in record.others[0].parts if part.number == 1)
    assert other.facts.fields["title"] == untold.episode_title(1, 1)
    assert server.count("/tmdb/tv/") == 2


@pytest.mark.parametrize(
    ("order", "numbers"),
    [
        ("dvd", [(0, 1), *((box, place) for box in range(1, 5) for place in range(1, 5))]),
        ("absolute", [(0, 1), *((1, place) for place in range(1, 17))]),
    ],
)
async def test_episodes_are_numbered_by_another_order(order: str, numbers: list[tuple[int, int]], tmdb: Tmdb) -> None:
    aired = await tmdb.record(ItemKind.SERIES, {"tmdb": "2000"})
    other = await tmdb.record(ItemKind.SERIES, {"tmdb": "2000"}, Wanted(order=order))
    assert aired is not None
    assert other is not None
    assert other.facts.fields["episode_order"] == order
    assert [(part.season, part.number) for part in other.parts if part.number is not None] == numbers
    told = [[part.facts.ids for part in record.parts if part.number is not None] for record in (aired, other)]
    assert told[0] == told[1], "the same episodes under other numbers"


async def test_sets_and_people_have_records(tmdb: Tmdb) -> None:
    lantern = await tmdb.record(ItemKind.SET, {"tmdb": "7001"})
    somebody = await tmdb.record(ItemKind.PERSON, {"tmdb": "501"})
    assert lantern is not None
    assert somebody is not None
    assert lantern.facts.fields["title"] == "Lantern Collection"
    assert {offer.asset_type for offer in lantern.offers} >= {AssetType.POSTER, AssetType.FANART}
    assert somebody.facts.fields["born"]
    assert somebody.facts.ids["imdb"] == "nm0000501"
    assert [offer.asset_type for offer in somebody.offers] == [AssetType.PORTRAIT] * 2


async def test_ids_of_others_lead_to_the_record(tmdb: Tmdb) -> None:
    assert await tmdb.find(ItemKind.MOVIE, {"imdb": "tt0001005"}) == "1005"
    assert await tmdb.find(ItemKind.SERIES, {"tvdb": "302001"}) == "2001"
    assert await tmdb.find(ItemKind.MOVIE, {"tvdb": "302001"}) is None
    assert await tmdb.record(ItemKind.MOVIE, {"tmdb": "999999"}) is None


async def test_a_foreign_id_that_nobody_knows_is_no_error(providers: Providers, server: ProviderServer) -> None:
    server.fail("/tmdb/find/*", faults.status(404))
    assert await providers.by_name["tmdb"].find(ItemKind.MOVIE, {"imdb": "tt9/../x", "wikidata": "Q1"}) is None


async def test_a_deleted_duplicate_is_found_again_by_its_imdb_id(tmdb: Tmdb) -> None:
    record = await tmdb.record(ItemKind.MOVIE, {"tmdb": "999999", "imdb": "tt0001005"})
    assert record is not None
    assert record.provider_id == "1005"


async def test_search_tells_what_is_needed_to_choose(tmdb: Tmdb, server: ProviderServer) -> None:
    server.catalogue.add(Movie(1900, "Salt & Smoke", 2001, alternates=("Smoke Signals",), release_years={"DE": 2002}))
    hits = await tmdb.search(ItemKind.MOVIE, "smoke", 2002)
    assert [(hit.title, hit.year) for hit in hits] == [("Salt & Smoke", 2001)]
    detailed = await tmdb.detail(hits[0])
    assert detailed.other_titles == ("Smoke Signals",)
    assert detailed.years == (2001, 2002)
    assert detailed.runtime == 100
    before = server.count("/tmdb/")
    assert await tmdb.record(ItemKind.MOVIE, detailed.ids) is not None
    assert server.count("/tmdb/") == before, "the record of a detailed hit costs nothing more"


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://www.themoviedb.org/movie/603-some-film", (ItemKind.MOVIE, "603")),
        ("themoviedb.org/tv/1396?language=de", (ItemKind.SERIES, "1396")),
        ("https://www.themoviedb.org/de/collection/10", (ItemKind.SET, "10")),
        ("https://www.themoviedb.org/person/31", (ItemKind.PERSON, "31")),
        ("https://notthemoviedb.org/movie/603", None),
        ("https://example.org/movie/603", None),
    ],
)
def test_the_address_of_a_page_tells_kind_and_id(url: str, found: object, tmdb: Tmdb) -> None:
    assert tmdb.from_url(url) == found


async def test_a_check_says_in_words_what_is_wrong(tmdb: Tmdb, server: ProviderServer) -> None:
    assert (await tmdb.check()).ok
    server.keys["tmdb"] = "another"
    refused = await tmdb.check()
    assert (refused.ok, refused.message) == (False, "TMDB refused the key.")
    without = open_providers(server.settings("tmdb", api_key="")).by_name["tmdb"]
    assert (await without.check()).message == "TMDB has no key."
