"""TheTVDB, fanart.tv, TVmaze and OMDb: each by its own rules, all through one protocol."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from lobbycard.errors import Denied, ProviderError, Temporary
from lobbycard.model.facts import Part, Rating, Record
from lobbycard.model.kinds import TEXTLESS, AssetType, ItemKind
from lobbycard.providers.base import BreakerState, Provider, Wanted
from lobbycard.providers.registry import Providers, open_providers
from lobbycard.providers.transport import Shared, bases
from tests.providers import server as faults
from tests.providers.catalogue import Series
from tests.providers.conftest import QuickClock
from tests.providers.server import ProviderServer

GERMAN = Wanted("de", "en", "DE")


@pytest.fixture
async def providers(server: ProviderServer, clock: QuickClock) -> AsyncIterator[Providers]:
    opened = open_providers(server.settings(), Shared(clock=clock))
    yield opened
    await opened.close()


def episodes(record: Record | None) -> list[Part]:
    """The episodes of a record, without its seasons."""
    assert record is not None
    return [part for part in record.parts if part.number is not None]


async def test_tvdb_tells_a_series_in_two_requests_and_one_login(providers: Providers, server: ProviderServer) -> None:
    record = await providers.by_name["tvdb"].record(ItemKind.SERIES, {"tvdb": "302000"})
    assert record is not None
    assert len(episodes(record)) == 17
    assert record.facts.fields["certification"] == "TV-14"
    assert record.facts.ids == {"tvdb": "302000", "imdb": "tt9002000", "tmdb": "2000", "tvmaze": "62000"}
    special = next(part for part in episodes(record) if part.season == 0)
    assert special.facts.fields["display_season"] == 2
    assert server.count("/tvdb/") == 3
    kinds = {(offer.asset_type, offer.language) for offer in record.offers}
    assert (AssetType.FANART, TEXTLESS) in kinds
    assert (AssetType.LANDSCAPE, "en") in kinds
    assert (AssetType.KEYART, TEXTLESS) in kinds
    assert (AssetType.POSTER, "") in kinds, "text without a language says nothing of the language"
    assert next(offer for offer in record.offers if offer.season == 1).asset_type is AssetType.POSTER


async def test_tvdb_tells_films_and_finds_them_by_foreign_ids(providers: Providers) -> None:
    tvdb = providers.by_name["tvdb"]
    record = await tvdb.record(ItemKind.MOVIE, {"imdb": "tt0001001"}, GERMAN)
    assert record is not None
    assert record.facts.fields["title"] == "Crimson Harbour auf Deutsch"
    assert record.facts.fields["certification"] == "12"
    assert record.facts.fields["countries"] == ("United States of America",)
    assert record.others[0].facts.fields["title"] == "Crimson Harbour"
    assert await tvdb.find(ItemKind.MOVIE, {"tmdb": "1001"}) == record.provider_id
    assert await tvdb.record(ItemKind.MOVIE, {"imdb": "tt7777777"}) is None


async def test_tvdb_numbers_by_the_order_that_is_wanted(providers: Providers) -> None:
    record = await providers.by_name["tvdb"].record(ItemKind.SERIES, {"tvdb": "302000"}, Wanted(order="absolute"))
    assert [(part.season, part.number) for part in episodes(record)] == [(1, number) for number in range(1, 17)]
    assert record is not None
    assert record.facts.fields["episode_order"] == "absolute"


async def test_tvdb_pages_through_a_thousand_episodes(providers: Providers, server: ProviderServer) -> None:
    server.catalogue.add(Series(2990, "Daily Dose", 1999, dict.fromkeys(range(1, 8), 150)))
    record = await providers.by_name["tvdb"].record(ItemKind.SERIES, {"tvdb": "302990"})
    assert len(episodes(record)) == 1050
    assert server.count("/tvdb/series/302990/episodes") == 3


async def test_tvdb_logs_in_again_when_the_token_runs_out_in_mid_run(
    providers: Providers, server: ProviderServer
) -> None:
    tvdb = providers.by_name["tvdb"]
    assert await tvdb.record(ItemKind.SERIES, {"tvdb": "302000"})
    server.token = "nobody has this one"
    assert await tvdb.record(ItemKind.SERIES, {"tvdb": "302001"})
    assert server.logins == 2
    server.token = "nor this"
    server.keys["tvdb"] = "changed"
    with pytest.raises(Denied):
        await tvdb.record(ItemKind.SERIES, {"tvdb": "302002"})
    assert tvdb.status().state is BreakerState.DENIED


async def test_tvdb_renews_a_token_before_its_last_day(
    providers: Providers, server: ProviderServer, clock: QuickClock
) -> None:
    tvdb = providers.by_name["tvdb"]
    await tvdb.search(ItemKind.SERIES, "Harbour")
    clock.ahead += 29.5 * 86400
    await tvdb.search(ItemKind.SERIES, "Orchard")
    assert server.logins == 2


async def test_tvdb_takes_a_name_out_of_an_address(providers: Providers) -> None:
    found = providers.from_url("https://thetvdb.com/series/the-harbour-silent-files")
    assert found is not None
    record = await providers.by_name["tvdb"].record(ItemKind.SERIES, {"tvdb": found.value})
    assert record is not None
    assert record.provider_id == "302000"


async def test_fanart_offers_every_type_with_its_language_and_season(providers: Providers) -> None:
    movie = await providers.by_name["fanart"].record(ItemKind.MOVIE, {"tmdb": "1001"})
    series = await providers.by_name["fanart"].record(ItemKind.SERIES, {"tmdb": "2000", "tvdb": "302000"})
    assert movie is not None
    assert series is not None
    types = {offer.asset_type for offer in movie.offers}
    assert types == {
        AssetType.CLEARLOGO, AssetType.CLEARART, AssetType.POSTER, AssetType.KEYART, AssetType.FANART,
        AssetType.LANDSCAPE, AssetType.BANNER, AssetType.DISCART,
    }  # fmt: skip
    disc = next(offer for offer in movie.offers if offer.asset_type is AssetType.DISCART)
    assert (disc.disc_type, disc.likes, disc.width) == ("bluray", 3, 1000)
    assert {offer.language for offer in movie.offers if offer.asset_type is AssetType.FANART} == {TEXTLESS, "de"}
    seasonal = {(offer.asset_type, offer.season) for offer in series.offers if offer.season is not None}
    assert (AssetType.POSTER, 1) in seasonal
    assert (AssetType.POSTER, 0) in seasonal
    assert all("/bigpreview/" in offer.preview_url for offer in movie.offers)


async def test_fanart_knows_no_series_without_a_tvdb_id(providers: Providers, server: ProviderServer) -> None:
    fanart = providers.by_name["fanart"]
    assert await fanart.record(ItemKind.SERIES, {"tmdb": "2000"}) is None
    assert await fanart.record(ItemKind.MOVIE, {"tmdb": "31337"}) is None
    server.fail("/fanart/movies/1001", faults.status(200, body=b'{"status":"error","error message":"Not found"}'))
    assert await fanart.record(ItemKind.MOVIE, {"tmdb": "1001"}) is None, "an error with status 200 is one too"


async def test_tvmaze_needs_two_requests_and_no_key(providers: Providers, server: ProviderServer) -> None:
    record = await providers.by_name["tvmaze"].record(ItemKind.SERIES, {"tvmaze": "62000"})
    assert server.count("/tvmaze/") == 2
    assert record is not None
    assert record.facts.fields["plot"] == "The Harbour Silent Files: a case a week & no rest."
    assert record.facts.fields["network"] == "Channel Nine"
    assert [offer.asset_type for offer in record.offers] == [
        AssetType.POSTER, AssetType.FANART, AssetType.BANNER, AssetType.CLEARLOGO,
    ]  # fmt: skip
    assert (0, 1) in {(part.season, part.number) for part in episodes(record)}


async def test_tvmaze_leaves_out_specials_that_another_provider_numbers(providers: Providers) -> None:
    wanted = Wanted(numbers_from="tmdb")
    record = await providers.by_name["tvmaze"].record(ItemKind.SERIES, {"tvmaze": "62000"}, wanted)
    assert 0 not in {part.season for part in episodes(record)}


async def test_tvmaze_follows_its_own_redirects(providers: Providers, server: ProviderServer) -> None:
    tvmaze = providers.by_name["tvmaze"]
    assert await tvmaze.find(ItemKind.SERIES, {"tvdb": "302001"}) == "62001"
    assert await tvmaze.find(ItemKind.SERIES, {"imdb": "tt9002002"}) == "62002"
    assert await tvmaze.find(ItemKind.SERIES, {"tvdb": "1"}) is None


async def test_omdb_gives_three_ratings(providers: Providers) -> None:
    record = await providers.by_name["omdb"].record(ItemKind.MOVIE, {"imdb": "tt0001001"})
    assert record is not None
    assert record.facts.fields["ratings"] == (
        Rating("imdb", 7.1, 10.0, 858_780),
        Rating("rottentomatoes", 57.0, 100.0),
        Rating("metacritic", 55.0, 100.0),
    )
    assert await providers.by_name["omdb"].record(ItemKind.MOVIE, {"imdb": "tt7654321"}) is None


async def test_omdb_tells_a_used_up_day_from_a_bad_key(providers: Providers, server: ProviderServer) -> None:
    omdb = providers.by_name["omdb"]
    server.fail("/omdb/", faults.status(401, body=b'{"Response":"False","Error":"Request limit reached!"}'))
    for own_id in ("tt0001001", "tt0001002"):
        with pytest.raises(Temporary, match=r"used up|left alone"):
            await omdb.record(ItemKind.MOVIE, {"imdb": own_id})
    assert server.count("/omdb/") == 1, "nothing more is asked today"
    server.heal()
    omdb.reset()
    server.keys["omdb"] = "other"
    with pytest.raises(Denied):
        await omdb.record(ItemKind.MOVIE, {"imdb": "tt0001001"})


async def test_all_searching_providers_find_the_same_series(providers: Providers) -> None:
    for provider in providers.searching(ItemKind.SERIES):
        hits = await provider.search(ItemKind.SERIES, "The Harbour Silent Files")
        assert (hits[0].title, hits[0].year) == ("The Harbour Silent Files", 1990), provider.name
        detailed = await provider.detail(hits[0])
        assert (1, 8) in detailed.episodes, provider.name
        assert detailed.ids["imdb"] == "tt9002000", provider.name


async def test_every_check_tells_a_good_key_from_a_bad_one(providers: Providers, server: ProviderServer) -> None:
    for provider in providers.by_name.values():
        assert (await provider.check()).ok, provider.name
    server.keys.update(dict.fromkeys(server.keys, "changed"))
    server.token = ""
    for provider in providers.by_name.values():
        checked = await provider.check()
        assert checked.ok is not provider.needs_key, provider.name
        assert checked.ok or provider.label in checked.message


async def test_without_a_key_nothing_is_sent(server: ProviderServer, clock: QuickClock) -> None:
    providers = open_providers(server.settings(api_key=""), Shared(clock=clock))
    with_keys: list[Provider] = [provider for provider in providers.by_name.values() if provider.needs_key]
    assert len(with_keys) == 4
    for provider in with_keys:
        checked = await provider.check()
        assert checked.message == f"{provider.label} has no key."
    assert server.log == []


@pytest.mark.parametrize(
    ("pasted", "found"),
    [
        ("https://www.themoviedb.org/movie/603", ("tmdb", ItemKind.MOVIE, "603")),
        ("https://www.imdb.com/title/tt0133093/?ref_=x", ("imdb", None, "tt0133093")),
        ("tt0133093", ("imdb", None, "tt0133093")),
        ("tmdb:603", ("tmdb", None, "603")),
        ("tvdb-81189", ("tvdb", None, "81189")),
        ("https://www.tvmaze.com/shows/82/a-show", ("tvmaze", ItemKind.SERIES, "82")),
        ("https://thetvdb.com/movies/a-film", ("tvdb", ItemKind.MOVIE, "a-film")),
        ("https://thetvdb.com/dereferrer/series/81189", ("tvdb", ItemKind.SERIES, "81189")),
        ("https://www.wikidata.org/wiki/Q83495", ("wikidata", None, "Q83495")),
        ("https://example.org/603", None),
        ("603", None),
        ("", None),
    ],
)
def test_pasted_ids_and_addresses_are_understood(pasted: str, found: object, providers: Providers) -> None:
    assert providers.from_url(pasted) == found


@pytest.mark.parametrize("ending", ["", "/", "/given"])
async def test_an_address_is_taken_with_its_version_and_without(
    ending: str, server: ProviderServer, clock: QuickClock
) -> None:
    versions = {"tmdb": "3", "tvdb": "v4", "fanart": "v3"}
    server.versions = versions
    settings = {
        name: one if name not in versions else replace(one, base_url=one.base_url + ending.replace("given", version))
        for name, one in server.settings().items()
        for version in [versions.get(name, "")]
    }
    providers = open_providers(settings, Shared(clock=clock))
    for name, one in providers.by_name.items():
        kind = ItemKind.SERIES if name == "tvmaze" else ItemKind.MOVIE
        ids = {"tmdb": "1004", "imdb": "tt0001004", "tvdb": "302000" if name == "tvmaze" else "301004"}
        assert await one.record(kind, ids) is not None, name
        assert (await one.check()).ok, name
    await providers.close()


async def test_a_check_tells_another_server_from_the_provider(server: ProviderServer, clock: QuickClock) -> None:
    settings = {name: replace(one, base_url=server.url("images")) for name, one in server.settings().items()}
    providers = open_providers(settings, Shared(clock=clock))
    for name in ("tmdb", "tvdb", "tvmaze"):
        answer = await providers.by_name[name].check()
        assert not answer.ok, name
        assert "something else" in answer.message or "did not understand" in answer.message, answer
    with pytest.raises(ProviderError, match="something else"):
        await providers.by_name["tvdb"].record(ItemKind.MOVIE, {"imdb": "tt0001004"})
    await providers.close()


def test_a_bare_host_has_the_version_of_its_provider() -> None:
    assert bases("", "https://api.themoviedb.org/3", "/3") == ("https://api.themoviedb.org/3",)
    assert bases("http://here:81/", "https://x.example/3", "/3") == ("http://here:81/3", "http://here:81")
    assert bases("http://here:81/v3.2/", "https://x.example/v3", "/v3") == ("http://here:81/v3.2",)
    assert bases("http://here/tmdb", "https://x.example/3", "/3") == ("http://here/tmdb", "http://here/tmdb/3")


async def test_a_series_of_which_tvmaze_lists_no_episodes_is_a_series(
    providers: Providers, server: ProviderServer
) -> None:
    server.fail("/tvmaze/shows/*/episodes", faults.status(404))
    record = await providers.by_name["tvmaze"].record(ItemKind.SERIES, {"tvdb": "302000"})
    assert record is not None
    assert episodes(record) == []
    assert record.facts.fields["title"]
