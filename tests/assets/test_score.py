"""Scoring: the rule's parts, exclusions, explanations; and defaults that make sense."""

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lobbycard.assets import rules, score
from lobbycard.assets.rules import Context, Rule, Weights
from lobbycard.model.kinds import ASSET_TYPES, TEXTLESS, AssetFailure, AssetType, ItemKind
from lobbycard.model.scorable import Scorable

POSTER = rules.default(ItemKind.MOVIE, AssetType.POSTER)
FANART = rules.default(ItemKind.MOVIE, AssetType.FANART)
LOGO = rules.default(ItemKind.MOVIE, AssetType.CLEARLOGO)
GERMAN = Context(original_language="ja", languages=("de",))


def total(candidate: Scorable, rule: Rule = POSTER, context: Context = GERMAN) -> float:
    return score.score(candidate, rule, context).total


def full(**changes: Any) -> Scorable:
    return Scorable(1, "tmdb", "u", 2000, 3000, "de")._replace(**changes)


def test_one_vote_of_ten_does_not_beat_two_hundred_of_eight() -> None:
    assert total(full(rating=10.0, votes=1)) < total(full(rating=8.0, votes=200))


def test_many_bad_votes_are_worse_than_none_and_few_bad_ones_count_little() -> None:
    none, few, many = full(), full(rating=1.0, votes=3), full(rating=1.0, votes=300)
    assert total(many) < total(few) < total(none)
    assert total(none) - total(few) < 5


def test_likes_lift_and_never_sink() -> None:
    liked = [total(full(likes=likes)) for likes in (0, 1, 5, 50, 5000)]
    assert liked == sorted(liked)
    assert liked[0] == total(full())
    assert total(full(likes=5000)) < total(full(rating=9.5, votes=500))


def test_larger_is_better_up_to_what_is_good() -> None:
    sizes = [(500, 750), (1000, 1500), (2000, 3000), (4000, 6000)]
    found = [total(full(width=width, height=height)) for width, height in sizes]
    assert found[0] < found[1] < found[2] == found[3]
    assert found[0] < total(full(width=None, height=None)) < found[2]


def test_languages_count_in_their_order() -> None:
    rule = replace(POSTER, languages=("de", TEXTLESS, "original", "en"))
    found = [total(full(language=language), rule) for language in ("de", TEXTLESS, "ja", "en", "fr")]
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == 5
    assert total(full(language="fr"), rule) < total(full(language=""), rule) < total(full(language=TEXTLESS), rule)


def test_a_region_counts_nearly_as_its_language() -> None:
    rule = replace(POSTER, languages=("pt-BR", "en"))
    exact, related, other = (total(full(language=language), rule) for language in ("pt-BR", "pt", "en"))
    assert exact > related > other


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_wanted_language_beats_a_well_liked_foreign_picture(language: str) -> None:
    assert total(full(width=1000, height=1500)) > total(full(language=language, rating=6.0, votes=40))


def test_words_on_a_background_leave_it_out_unless_the_rule_names_the_language() -> None:
    wide = Scorable(1, "tmdb", "u", 3840, 2160, "en")
    assert score.score(wide, FANART, GERMAN).excluded == "has words on it"
    assert not score.score(wide, replace(FANART, languages=(TEXTLESS, "en")), GERMAN).excluded
    for language in (TEXTLESS, ""):
        assert not score.score(wide._replace(language=language), FANART, GERMAN).excluded


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"is_rejected": True}, "rejected"),
        ({"is_stale": True}, "no longer offered"),
        ({"failure": AssetFailure.UNAVAILABLE}, "cannot be fetched"),
        ({"failure": AssetFailure.REFUSED}, "not a usable"),
        ({"width": 300, "height": 450}, "too small: 300x450, at least 500x700"),
        ({"width": 3000, "height": 2000}, "wrong shape: 1.50:1 instead of 0.67:1"),
        ({"width": 1000, "height": 1000}, "wrong shape"),
    ],
)
def test_what_is_left_out_says_why(changes: dict[str, object], words: str) -> None:
    assert words in score.score(full(**changes), POSTER, GERMAN).excluded


@pytest.mark.parametrize(
    "changes",
    [
        {"failure": AssetFailure.RATE_LIMITED},
        {"failure": AssetFailure.DOWNLOAD_ERROR},
        {"width": 1000, "height": 1426},
        {"width": 680, "height": 1000},
        {"width": None, "height": None},
    ],
)
def test_what_only_failed_for_now_or_is_nearly_right_stays(changes: dict[str, object]) -> None:
    assert not score.score(full(**changes), POSTER, GERMAN).excluded


def test_a_logo_needs_transparency_and_something_to_see() -> None:
    logo = Scorable(1, "fanart", "u", 800, 310, "de", has_alpha=True, foreground_ratio=0.3)
    assert not score.score(logo, LOGO, GERMAN).excluded
    assert score.score(logo._replace(has_alpha=False), LOGO, GERMAN).excluded == "not transparent"
    assert score.score(logo._replace(foreground_ratio=0.001), LOGO, GERMAN).excluded == "nothing to be seen on it"
    assert not score.score(logo._replace(has_alpha=None, foreground_ratio=None), LOGO, GERMAN).excluded


def test_a_rule_with_no_room_leaves_all_out() -> None:
    assert score.score(full(), replace(POSTER, min_count=0, max_count=0), GERMAN).excluded


def test_the_weights_decide() -> None:
    voted, wanted = full(language="fr", rating=9.0, votes=500), full()
    assert total(voted, replace(POSTER, weights=Weights(0.0, 1.0, 0.0, 0.0))) > total(
        wanted, replace(POSTER, weights=Weights(0.0, 1.0, 0.0, 0.0))
    )
    assert total(voted, replace(POSTER, weights=Weights(0.0, 0.0, 1.0, 0.0))) == 0


def test_the_explanation_adds_up_and_says_why() -> None:
    candidate = full(rating=7.5, votes=12, likes=3, provider="fanart")
    parts = score.explain(candidate, POSTER, GERMAN)
    assert sum(part.points for part in parts) == pytest.approx(total(candidate), abs=0.3)
    assert sum(part.most for part in parts) == pytest.approx(100)
    assert [part.reason for part in parts] == [
        "2000x3000 of 2000x3000",
        "7.5 by 12 votes, 3 likes",
        "de, choice 1 of 4",
        "fanart, choice 4 of 7",
    ]
    bare = score.explain(Scorable(1), POSTER, GERMAN)
    assert [part.reason for part in bare] == [
        "size not known",
        "no votes",
        "language not known",
        "unknown, not in the list",
    ]


def test_equal_pictures_have_an_order_that_does_not_depend_on_the_list() -> None:
    equal = [full(key=key, url=f"u{key % 3}") for key in range(12)]
    expected = sorted(equal, key=lambda one: score.rank(one, score.score(one, POSTER, GERMAN)))
    for seed in range(5):
        shuffled = random.Random(seed).sample(equal, len(equal))
        assert sorted(shuffled, key=lambda one: score.rank(one, score.score(one, POSTER, GERMAN))) == expected


@given(
    st.builds(
        Scorable,
        key=st.integers(0, 9),
        provider=st.sampled_from(("tmdb", "", "other")),
        width=st.none() | st.integers(-5, 10**7),
        height=st.none() | st.integers(-5, 10**7),
        language=st.sampled_from(("", "de", "en", "pt-BR", TEXTLESS, "-", "xx")),
        rating=st.none() | st.floats(-100, 100),
        votes=st.none() | st.integers(-3, 10**9),
        likes=st.none() | st.integers(-3, 10**9),
    ),
    st.sampled_from([rules.default(kind, type_) for kind, types in ASSET_TYPES.items() for type_ in types]),
)
def test_every_score_lies_between_nothing_and_a_hundred(candidate: Scorable, rule: Rule) -> None:
    scored = score.score(candidate, rule, GERMAN)
    assert 0 <= scored.total <= 100
    assert all(0 <= part.points <= part.most for part in score.explain(candidate, rule, GERMAN))


def test_every_type_of_every_kind_has_a_rule() -> None:
    for kind, types in ASSET_TYPES.items():
        for asset_type in types:
            rule = rules.default(kind, asset_type)
            assert rule.asset_type is asset_type
            assert sum(rule.weights) == pytest.approx(1)
            assert rule.min_count <= rule.max_count


def test_titles_follow_the_general_languages_and_backgrounds_have_none() -> None:
    assert rules.order(POSTER, GERMAN) == ("de", "ja", "en", TEXTLESS)
    assert rules.order(FANART, GERMAN) == (TEXTLESS,)
    assert rules.order(POSTER, Context("", ("en",))) == ("en", TEXTLESS)
    assert rules.order(replace(POSTER, languages=("original", "de")), Context("")) == ("de",)
