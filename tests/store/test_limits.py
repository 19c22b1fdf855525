"""What the outside world says beyond all measure is kept as far as it makes sense, on both databases."""

import math
from typing import Any

import pytest
from sqlmodel import Session

from lobbycard.errors import Busy, StoreError, UsageError
from lobbycard.model import fields as registry
from lobbycard.model import titles, typed
from lobbycard.model.facts import LARGEST, LONGEST_ADDRESS, LONGEST_NAME, AlternateTitle, Credit, Facts, Offer, Rating
from lobbycard.model.item import Item, Term
from lobbycard.model.kinds import AssetType, ItemKind, LibraryKind, TermKind
from lobbycard.model.preference import NFO, Preference
from lobbycard.nfo import read
from lobbycard.providers import lenient
from lobbycard.store import asset_rules, fields, libraries, offers, values
from lobbycard.store.database import Store
from lobbycard.store.history import Change
from lobbycard.store.scan import new_items

AUTOMATION = Change("auto", "enrich", "enrich")
NUMBERS = ("2147483648", "99999999999", "1e30", "1e400", "9" * 400, "-99999999999", "NaN", "²")
WORDS = " ".join(f"{number:x}" for number in range(0, 3_000_000, 977))
"""Much text that does not shrink when it is packed."""


def _made(session: Session, kind: ItemKind, facts: Facts) -> int:
    """As a first scan makes it, and merged once more, as later ones do."""
    columns: dict[str, Any] = {"kind": kind, "title": "Harbour"}
    if kind is ItemKind.EPISODE:
        series = Item(kind=ItemKind.SERIES, title="Harbour Lights")
        session.add(series)
        session.flush()
        columns |= {"parent_id": series.id, "number": 1}
    (item_id,) = new_items.create(session, [new_items.NewItem(columns, {NFO: facts})], Preference(), AUTOMATION)
    fields.merge(session, fields.item_by_id(session, item_id), Preference(), AUTOMATION)
    return item_id


def _film(session: Session) -> int:
    return _made(session, ItemKind.MOVIE, Facts({"title": "Harbour"}))


def _value(store: Store, item_id: int, name: str) -> Any:
    def get(session: Session) -> Any:
        return values.get(session, fields.item_by_id(session, item_id), registry.FIELDS[name])

    return store.read_now(get)


def test_an_nfo_with_a_number_beyond_all_measure_is_read_without_it(store: Store) -> None:
    names = ("season", "episode", "displayseason", "displayepisode", "runtime", "year", "votes", "userrating")
    for number in NUMBERS:
        said = "".join(f"<{name}>{number}</{name}>" for name in names)
        said += f'<ratings><rating name="imdb" max="10"><value>7.5</value><votes>{number}</votes></rating></ratings>'
        (block,) = read.read(f"<episodedetails><title>Fog</title>{said}</episodedetails>".encode()).blocks
        item_id = store.write_now(_made, ItemKind.EPISODE, block.facts)
        assert _value(store, item_id, "title") == "Fog"
        assert _value(store, item_id, "display_episode") is None, number
        assert _value(store, item_id, "ratings") == [{"source": "imdb", "value": 7.5, "is_default": True}], number


def test_an_answer_with_a_number_beyond_all_measure_says_nothing_of_it_but_large_amounts_of_money_are_none() -> None:
    for number in (2**31, 10**30, -(2**31) - 1, math.inf, math.nan, 1e30, "99999999999", True, [1], {"x": 1}):
        assert lenient.integer({"runtime": number}, "runtime") is None
        assert lenient.positive({"runtime": number}, "runtime") is None
    assert lenient.integer({"votes": LARGEST}, "votes") == LARGEST
    assert lenient.money({"revenue": 2_923_706_026}, "revenue") == 2_923_706_026
    assert lenient.money({"revenue": 10**30}, "revenue") is None
    assert lenient.money({"revenue": 0}, "revenue") is None


def test_texts_of_megabytes_are_kept_where_nothing_is_found_by_them(store: Store) -> None:
    facts = Facts(
        {
            "title": WORDS,
            "sort_title": WORDS,
            "plot": WORDS,
            "tagline": WORDS,
            "genres": ("Drama", WORDS),
            "cast": (Credit(WORDS, role=WORDS, portrait=f"http://pictures.example/{WORDS}"),),
            "alternate_titles": (AlternateTitle(WORDS),),
        }
    )
    item_id = store.write_now(_made, ItemKind.MOVIE, facts)
    assert _value(store, item_id, "plot") == WORDS
    assert _value(store, item_id, "title") == WORDS
    assert _value(store, item_id, "genres") == ["Drama", WORDS[:LONGEST_NAME].rstrip()]
    assert [entry["name"] for entry in _value(store, item_id, "cast")] == [WORDS]


def test_what_grows_when_it_is_folded_still_has_a_place_in_an_index() -> None:
    assert len(titles.clean_title("ﷺ" * 500).encode()) < 2_000
    assert titles.clean_title("x" * 200) == "x" * 200


def test_an_address_that_is_a_picture_itself_is_no_candidate(store: Store) -> None:
    film = store.write_now(_film)
    long, usual = (
        Offer(AssetType.POSTER, "tmdb", f"https://pictures.example/{name}") for name in (WORDS[:LONGEST_ADDRESS], "a")
    )
    assert store.write_now(offers.offer, film, [long, usual], "tmdb").added == 1
    assert store.write_now(offers.offer, film, [long, usual], "tmdb") == (0, 0, 0)


def test_a_list_of_very_many_is_kept_whole(store: Store) -> None:
    many = tuple(f"word {number}" for number in range(20_000))
    facts = Facts({"keywords": many, "ratings": tuple(Rating(f"source {number}", 5.0) for number in range(2_000))})
    item_id = store.write_now(_made, ItemKind.MOVIE, facts)
    assert len(_value(store, item_id, "keywords")) == 20_000
    assert len(_value(store, item_id, "ratings")) == 2_000


TOO_LARGE: list[tuple[str, Any]] = [
    *(("runtime", number) for number in ("99999999999", "9" * 5_000, "-1", "²", "nan", "1e5")),
    ("budget", "9" * 30),
    *(("popularity", number) for number in ("nan", "inf", "1e400", "9" * 5_000)),
    ("user_rating", "nan"),
    ("ratings", [{"source": "imdb", "value": 7, "votes": 99999999999}]),
    ("ratings", [{"source": "imdb", "value": math.nan}]),
    ("ratings", [{"source": "imdb", "value": 7, "max": math.inf}]),
    ("ratings", [{"source": "x" * 3_000, "value": 7}]),
    ("alternate_titles", [{"title": "Pier", "season": 10**12}]),
    ("ids", {"tmdb": WORDS}),
    ("premiered", "10000-01-01"),
]


def test_a_person_is_told_what_is_too_large(store: Store) -> None:
    film = store.write_now(_film)
    for name, value in TOO_LARGE:
        with pytest.raises(UsageError) as told:
            store.write_now(fields.edit, film, {name: value})
        assert len(told.value.message) < 120


def test_what_a_person_types_is_kept_without_what_no_database_takes(store: Store) -> None:
    film = store.write_now(_film)
    odd = "Pier\udcff\0 \ud800\x1b"
    said = {
        "title": odd,
        "genres": [odd],
        "set": {"name": odd},
        "cast": [{"name": odd, "role": odd}],
        "ids": {"tmdb": odd},
        "ratings": [{"source": odd, "value": 5}],
        "alternate_titles": [{"title": odd, "comment": odd}],
    }
    store.write_now(fields.edit, film, said)
    for name in said:
        assert "Pier" in str(_value(store, film, name))
        assert str(_value(store, film, name)).isprintable()


def test_settings_that_a_person_types_have_limits_too(store: Store) -> None:
    key = asset_rules.RuleKey(None, ItemKind.MOVIE, AssetType.POSTER)
    rules: list[dict[str, Any]] = [
        *({"max_count": number} for number in (2**31, 10**30)),
        *({"min_width": number} for number in (2**31, -1)),
        *({"aspect": number} for number in (math.nan, math.inf, 0.0)),
        *({"similarity": number} for number in (math.nan, math.inf)),
        {"weight_votes": math.nan},
    ]
    for rule in rules:
        with pytest.raises(UsageError):
            store.write_now(asset_rules.edit, key, rule)
    library = store.write_now(libraries.add, "/films", LibraryKind.MOVIE)
    for minutes in (-1, 10**6, 10**30):
        with pytest.raises(UsageError):
            store.write_now(libraries.update, library.id, {"auto_scan_interval": minutes})
    store.write_now(libraries.update, library.id, {"auto_scan_interval": None})


@pytest.mark.parametrize("said", ["²", "٣", "9" * 5_000, "-1", "1.5", "", "1_0"])
def test_a_number_is_typed_in_digits(said: str) -> None:
    assert typed.whole(" 12 ") == 12
    with pytest.raises(UsageError, match="whole number"):
        typed.whole(said)


def test_what_postgresql_cannot_find_again_is_told_in_words(store: Store) -> None:
    def add(session: Session, size: int) -> None:
        session.add(Term(kind=TermKind.TAG, name=WORDS[:size]))

    for size in (7_000, 20_000):
        if store.is_sqlite:
            store.write_now(add, size)
            continue
        with pytest.raises(StoreError, match="too long") as told:
            store.write_now(add, size)
        assert not isinstance(told.value, Busy)
