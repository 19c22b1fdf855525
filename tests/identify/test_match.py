"""Scores explain themselves, providers' hits for one thing are one thing, doubt is asked."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lobbycard.identify import match, titles_alike
from lobbycard.identify.match import MatchQuery, Outcome
from lobbycard.model.facts import Hit
from lobbycard.model.kinds import ItemKind

MOVIE, SERIES = ItemKind.MOVIE, ItemKind.SERIES
LAMP = Hit("tmdb", "11", MOVIE, "The Lamp", year=1999, runtime=100, votes=500, ids={"tmdb": "11", "imdb": "tt0000011"})
QUERY = MatchQuery(MOVIE, ("Lamp, The",), 1999, 100.4)


def outcome(query: MatchQuery, *hits: Hit) -> Outcome:
    """What is decided about the hits."""
    return match.decide(query, match.rank(query, hits)).outcome


def test_every_part_of_a_score_has_a_reason_for_people() -> None:
    scored = match.rank(QUERY, [LAMP])[0]
    assert scored.score == 1.0
    assert [(part.name, part.reason) for part in scored.evidence] == [
        ("title", "same title: The Lamp"),
        ("year", "same year: 1999"),
        ("length", "100 min, expected 100"),
        ("kind", "the right kind"),
        ("popularity", "more or less known"),
    ]


def test_missing_evidence_leaves_its_weight_out() -> None:
    bare = replace(LAMP, runtime=None, votes=0)
    assert match.rank(QUERY, [bare])[0].score == 1.0
    without_year = match.rank(QUERY, [replace(bare, year=None)])[0]
    assert without_year.score == pytest.approx((0.6 + 0.1 + 0.03) / 0.83)


def test_of_two_namesakes_in_a_row_the_length_decides_or_the_person() -> None:
    later = replace(LAMP, provider_id="12", year=2000, runtime=80, ids={"tmdb": "12"})
    assert outcome(QUERY, LAMP, later) is Outcome.IDENTIFIED
    unmeasured = replace(QUERY, minutes=None)
    assert outcome(unmeasured, LAMP, later) is Outcome.ASK
    assert outcome(unmeasured, LAMP) is Outcome.IDENTIFIED


def test_hits_of_several_providers_for_one_thing_are_no_rivals() -> None:
    linked = Hit("tvdb", "900", MOVIE, "Die Lampe", year=1999, ids={"tvdb": "900", "imdb": "tt0000011"})
    alike = Hit("tvmaze", "7", MOVIE, "The Lamp", year=1999, ids={"tvmaze": "7"})
    scored = match.rank(QUERY, [LAMP, linked, alike])
    assert [one.hit for one in scored] == [LAMP]
    assert scored[0].ids == {"tmdb": "11", "imdb": "tt0000011", "tvdb": "900", "tvmaze": "7"}
    assert outcome(QUERY, LAMP, linked, alike) is Outcome.IDENTIFIED


def test_ids_that_contradict_keep_things_apart() -> None:
    other = Hit("tvdb", "900", MOVIE, "The Lamp", year=1999, ids={"imdb": "tt0000099"})
    assert len(match.rank(QUERY, [LAMP, other])) == 2
    assert outcome(QUERY, LAMP, other) is Outcome.ASK


def test_the_same_hit_with_and_without_details_is_one() -> None:
    plain = replace(LAMP, runtime=None, ids={"tmdb": "11"})
    scored = match.rank(QUERY, [plain, LAMP, plain])
    assert len(scored) == 1
    assert scored[0].hit.runtime == 100


def test_equal_namesakes_of_one_year_are_always_asked() -> None:
    twin = replace(LAMP, provider_id="12", ids={"tmdb": "12"}, runtime=160, votes=1)
    decision = match.decide(QUERY, match.rank(QUERY, [LAMP, twin]))
    assert decision.outcome is Outcome.ASK
    assert decision.reason == "Several things have this title and year."
    assert [one.hit.provider_id for one in decision.candidates] == ["11", "12"]


def test_a_hit_of_another_kind_is_never_taken() -> None:
    assert outcome(replace(QUERY, kind=SERIES), LAMP) is Outcome.NONE


def test_a_country_in_the_name_tells_twins_apart() -> None:
    american = Hit("tmdb", "1", SERIES, "The Post", year=2005, country="US", episodes=frozenset({(1, 1), (1, 2)}))
    british = replace(american, provider_id="2", year=2001, country="GB")
    query = MatchQuery(SERIES, ("The Post",), None, episodes=frozenset({(1, 1)}), country="GB")
    assert match.rank(query, [american, british])[0].hit is british


def test_a_year_or_country_behind_a_title_is_no_part_of_it() -> None:
    assert titles_alike.is_same("Dynasty (2017)", "Dynasty")
    assert titles_alike.is_same("The Post (US)", "The Post")
    assert not titles_alike.is_same("Runner 2049", "Runner")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Part Two", "Part II"), ("Saga III", "Saga 3"), ("Tea & Toast", "Tea and Toast"),
        ("Spider-Girl", "Spidergirl"), ("Matrix, The", "The Matrix"), ("Müller", "Mueller"),
        ("Müller", "Muller"), ("DON’T", "Dont"), ("007", "7"),
    ],
)  # fmt: skip
def test_spellings_of_one_title_are_the_same(one: str, other: str) -> None:
    assert titles_alike.similarity(one, other) == 1.0


@pytest.mark.parametrize(
    ("one", "other"),
    [("Alien", "Aliens"), ("Saw", "Saw II"), ("Heat", "Heart"), ("Rocky 2", "Rocky 3"), ("It", "It Lives"), ("V", "X")],
)
def test_near_titles_are_not_the_same(one: str, other: str) -> None:
    assert titles_alike.similarity(one, other) <= titles_alike.MOST_ALIKE


def test_the_plan_of_searches_is_short_and_never_repeats() -> None:
    query = MatchQuery(MOVIE, ("The Salt & Smoke Part 2", "Salz und Rauch 2"), 2004)
    plan = match.queries(query)
    assert plan[:2] == [("The Salt & Smoke Part 2", 2004), ("The Salt & Smoke Part 2", None)]
    assert ("The Salt and Smoke Part 2", None) in plan
    assert len(plan) == len(set(plan)) <= match.MOST_SEARCHES
    assert match.queries(MatchQuery(MOVIE, ("Lamp",))) == [("Lamp", None)]


_HITS = st.builds(
    Hit,
    st.sampled_from(["tmdb", "tvdb"]),
    st.text(max_size=2),
    st.just(MOVIE),
    st.text(max_size=12),
    st.text(max_size=12),
    year=st.one_of(st.none(), st.integers(0, 9999)),
    runtime=st.one_of(st.none(), st.integers(-1, 999)),
    votes=st.integers(-1, 10**9),
)


@given(
    st.lists(st.text(max_size=12), max_size=3),
    st.one_of(st.none(), st.integers(-5, 9999)),
    st.lists(_HITS, max_size=6),
)
def test_no_text_or_number_upsets_the_scores(titles: list[str], year: int | None, hits: list[Hit]) -> None:
    query = MatchQuery(MOVIE, tuple(titles), year, 90.0)
    scored = match.rank(query, hits)
    assert all(0.0 <= one.score <= 1.0 for one in scored)
    match.decide(query, scored)
    match.queries(query)


@pytest.mark.parametrize(
    ("name", "title", "country"),
    [
        ("Harbour Watch (US)", "Harbour Watch", "US"),
        ("Harbour Watch (UK)", "Harbour Watch", "GB"),
        ("Harbour Watch AU", "Harbour Watch", "AU"),
        ("The Rest of Us", "The Rest of Us", ""),
        ("THE REST OF US", "THE REST OF US", ""),
        ("(US)", "(US)", ""),
        ("US", "US", ""),
        ("Harbour Watch (TV)", "Harbour Watch (TV)", ""),
    ],
)
def test_a_country_behind_a_title_is_read_as_such(name: str, title: str, country: str) -> None:
    assert titles_alike.without_country(name) == (title, country)


def test_the_country_in_a_name_tells_twins_apart_and_is_never_overruled() -> None:
    files = frozenset({(1, 1), (1, 2)})
    british = Hit("tmdb", "1", SERIES, "Harbour Watch", year=2004, country="GB", votes=900, episodes=files)
    american = replace(british, provider_id="2", year=2011, country="US", votes=50)
    query = MatchQuery(SERIES, ("Harbour Watch (US)",), episodes=files).with_country()
    assert match.queries(query)[0] == ("Harbour Watch", None)
    decision = match.decide(query, match.rank(query, [british, american]))
    assert decision.outcome is Outcome.IDENTIFIED
    assert decision.best is not None
    assert decision.best.hit == american
    assert outcome(query, british) is Outcome.ASK
    assert outcome(replace(query, year=2004), british) is Outcome.ASK
    assert outcome(replace(query, country=""), british, american) is Outcome.ASK
    assert outcome(query, american, replace(american, provider_id="3", year=2015)) is Outcome.ASK


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("A Lamp", "The Lamp", False), ("An Owl", "A Owl", True), ("Lamp", "The Lamp", True), ("Lamp, A", "Lamp", True)],
)
def test_the_article_may_be_missing_but_is_not_another(one: str, other: str, same: bool) -> None:
    assert titles_alike.is_same(one, other) is same
    assert (titles_alike.similarity(one, other) == 1.0) is same
