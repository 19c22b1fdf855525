"""The offline provider answers as a remote one would."""

import pytest

from lobbycard.demo.provider import DemoProvider
from lobbycard.model.facts import AlternateTitle, Credit, SetLink
from lobbycard.model.fields import FIELDS
from lobbycard.model.kinds import ItemKind
from lobbycard.providers.base import Provider, Wanted


def test_it_fits_the_seam() -> None:
    provider: Provider = DemoProvider()
    assert not provider.needs_key
    assert provider.status().name == "demo"


@pytest.mark.parametrize(
    ("query", "year", "slug"),
    [
        ("Metropolis", 1927, "metropolis-1927"),
        ("The 39 Steps", 1959, "the-39-steps-1959"),
        ("39 steps", 1935, "the-39-steps-1935"),
        ("Panzerkreuzer Potemkin", None, "battleship-potemkin-1925"),
        ("Haxan", None, "haxan-1922"),
        ("Броненосец Потёмкин", None, "battleship-potemkin-1925"),
        ("Nosfreatu", None, "nosferatu-1922"),
        ("his girl friday", 1940, "his-girl-friday-1940"),
    ],
)
async def test_a_film_is_found_by_any_of_its_titles(query: str, year: int | None, slug: str) -> None:
    hits = await DemoProvider().search(ItemKind.MOVIE, query, year)
    assert hits[0].provider_id == slug


async def test_namesakes_come_together_and_nonsense_finds_nothing() -> None:
    provider = DemoProvider()
    hits = await provider.search(ItemKind.MOVIE, "Dr. Jekyll and Mr. Hyde", 1920)
    assert len([hit for hit in hits if hit.year == 1920]) == 2
    assert await provider.search(ItemKind.MOVIE, "qzxv wjk") == []
    assert await provider.search(ItemKind.MOVIE, "") == []
    assert await provider.search(ItemKind.MOVIE, "東京") == []


async def test_a_record_holds_only_known_fields_and_has_them_all() -> None:
    provider = DemoProvider()
    record = await provider.record(ItemKind.MOVIE, {"imdb": "tt0012349"})
    assert record is not None
    assert record.provider_id == "the-kid-1921"
    assert set(record.facts.fields) <= set(FIELDS)
    assert record.facts.ids == {"demo": "the-kid-1921", "imdb": "tt0012349"}
    cast, link = record.facts.fields["cast"], record.facts.fields["set"]
    assert isinstance(cast, tuple)
    assert isinstance(cast[0], Credit)
    assert provider.fetch(cast[0].portrait, 80).startswith(b"\xff\xd8")
    assert isinstance(link, SetLink)
    collection = await provider.record(ItemKind.SET, link.ids)
    assert collection is not None
    assert collection.offers


async def test_another_language_gives_its_title_and_english_texts_beside() -> None:
    record = await DemoProvider().record(ItemKind.MOVIE, {"demo": "the-gold-rush-1925"}, Wanted(language="de-AT"))
    assert record is not None
    assert record.facts.fields["title"] == "Goldrausch"
    assert "plot" not in record.facts.fields
    assert "Yukon" in str(record.others[0].facts.fields["plot"])
    titles = record.facts.fields["alternate_titles"]
    assert isinstance(titles, tuple)
    assert AlternateTitle("La Ruée vers l'or", language="fr") in titles


async def test_a_series_comes_with_seasons_episodes_and_their_pictures() -> None:
    provider = DemoProvider()
    hit = (await provider.search(ItemKind.SERIES, "flash gordon"))[0]
    record = await provider.record(ItemKind.SERIES, hit.ids)
    assert record is not None
    assert {(part.season, part.number) for part in record.parts if part.number is not None} == hit.episodes
    assert all(part.offers for part in record.parts)
    assert all(offer.season == part.season for part in record.parts if part.number is None for offer in part.offers)
    assert [part.absolute for part in record.parts if (part.season, part.number) == (2, 1)] == [9]


async def test_unknown_ids_give_no_record() -> None:
    provider = DemoProvider()
    assert await provider.record(ItemKind.MOVIE, {"demo": "nothing", "tmdb": "603"}) is None
    assert await provider.record(ItemKind.EPISODE, {"demo": "metropolis-1927"}) is None
    assert await provider.find(ItemKind.MOVIE, {}) is None
    assert (await provider.check()).ok


async def test_every_film_series_set_and_person_gives_a_record() -> None:
    provider = DemoProvider()
    for kind in provider.accepts:
        for hit in await provider.search(kind, "e" * 3) or []:
            assert await provider.record(kind, hit.ids) is not None
    for name in ("Buster Keaton", "Fritz Lang", "Georges Méliès"):
        hits = await provider.search(ItemKind.PERSON, name)
        record = await provider.record(ItemKind.PERSON, hits[0].ids)
        assert record is not None
        assert len(record.offers) == 2


@pytest.mark.parametrize(
    ("url", "answer"),
    [
        ("demo://movie/metropolis-1927", (ItemKind.MOVIE, "metropolis-1927")),
        (" demo://series/flash-gordon-1936/ ", (ItemKind.SERIES, "flash-gordon-1936")),
        ("demo://poster/metropolis-1927/01-en.jpg", None),
        ("https://example.org/movie/1", None),
    ],
)
def test_a_pasted_address_is_understood(url: str, answer: tuple[ItemKind, str] | None) -> None:
    assert DemoProvider().from_url(url) == answer
