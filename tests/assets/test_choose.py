"""Near duplicates and the choice: what a person decided stays, the best of the rest fills up."""

import random
from dataclasses import replace
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lobbycard.assets import choose, fold, pictures, rules
from lobbycard.assets.fold import Print
from lobbycard.assets.rules import Context
from lobbycard.model.kinds import TEXTLESS, AssetType, ItemKind, SelectedBy
from lobbycard.model.scorable import Scorable
from tests.assets import drawing

CONTEXT = Context("en", ("en",))
RULE = replace(rules.default(ItemKind.MOVIE, AssetType.FANART), max_count=3)


def fanart(key: int, votes: int = 50, seed: int | None = None, **changes: Any) -> Scorable:
    """A candidate that is the better the more votes it has; the same seed is the same picture."""
    chance = random.Random(f"picture {key if seed is None else seed}")
    hashes = {"phash": chance.getrandbits(64) - (1 << 63), "dhash": chance.getrandbits(64) - (1 << 63)}
    bare = Scorable(key, "tmdb", f"u{key}", 1920, 1080, TEXTLESS, 9.0, votes)
    return bare._replace(**{**hashes, **changes})


def keys(choice: choose.Choice) -> list[int]:
    return [candidate.key for candidate in choice.selected]


def test_the_best_are_chosen_in_order_and_no_more_than_wanted() -> None:
    candidates = [fanart(key, votes) for key, votes in enumerate((10, 500, 30, 200, 90))]
    choice = choose.choose(candidates, RULE, CONTEXT)
    assert keys(choice) == [1, 3, 4]
    assert [entry.candidate.key for entry in choice.ranked] == [1, 3, 4, 2, 0]
    assert choice.missing == 0


def test_the_order_of_the_list_changes_nothing() -> None:
    candidates = [fanart(key, 50, seed=key // 3) for key in range(15)]
    expected = choose.choose(candidates, RULE, CONTEXT)
    for seed in range(5):
        assert choose.choose(random.Random(seed).sample(candidates, 15), RULE, CONTEXT) == expected


def test_of_near_duplicates_the_best_stands_for_all() -> None:
    candidates = [fanart(1, 500), fanart(2, 400, seed=1, provider="tvdb"), fanart(3, 20)]
    choice = choose.choose(candidates, RULE, CONTEXT)
    assert keys(choice) == [1, 3]
    assert [entry.duplicate_of for entry in choice.ranked] == [None, 1, None]


def test_what_the_user_chose_stays_first_even_if_the_rule_would_leave_it_out() -> None:
    mine = fanart(1, 0, width=400, height=300, is_selected=True, selected_by=SelectedBy.USER, position=0)
    beside = fanart(2, 0, is_selected=True, selected_by=SelectedBy.LOCAL, position=1)
    old = fanart(3, 0, is_selected=True, selected_by=SelectedBy.AUTO, position=2)
    choice = choose.choose([old, fanart(4, 900), beside, mine], RULE, CONTEXT)
    assert keys(choice) == [1, 2, 4]


def test_the_users_choice_is_not_doubled_by_a_copy_of_it() -> None:
    mine = fanart(1, 0, is_selected=True, selected_by=SelectedBy.USER)
    assert keys(choose.choose([mine, fanart(2, 900, seed=1)], RULE, CONTEXT)) == [1]


def test_more_choices_of_the_user_than_the_rule_wants_all_stay() -> None:
    mine = [fanart(key, is_selected=True, selected_by=SelectedBy.USER, position=9 - key) for key in range(5)]
    assert keys(choose.choose([*mine, fanart(9, 900)], RULE, CONTEXT)) == [4, 3, 2, 1, 0]


def test_a_lock_keeps_the_selection_as_it_is() -> None:
    current = [
        fanart(1, 0, is_selected=True, selected_by=SelectedBy.AUTO, position=1),
        fanart(2, 0, is_selected=True, selected_by=SelectedBy.AUTO, position=0),
    ]
    assert keys(choose.choose([fanart(3, 900), *current], RULE, CONTEXT, locked=True)) == [2, 1]
    assert keys(choose.choose([fanart(3, 900)], RULE, CONTEXT, locked=True)) == []


def test_neither_a_rejected_picture_nor_its_copy_is_chosen() -> None:
    rejected = fanart(1, 900, is_rejected=True, is_selected=True, selected_by=SelectedBy.USER)
    copy = fanart(2, 900, seed=1, provider="tvdb")
    choice = choose.choose([rejected, copy, fanart(3, 10)], RULE, CONTEXT)
    assert keys(choice) == [3]
    assert {entry.candidate.key: entry.score.excluded for entry in choice.ranked} == {
        1: "rejected",
        2: choose.LIKE_REJECTED,
        3: "",
    }


def test_the_standard_is_not_lowered_to_reach_the_wanted_number() -> None:
    small = fanart(2, 900, width=640, height=360)
    choice = choose.choose([fanart(1), small], replace(RULE, min_count=3), CONTEXT)
    assert keys(choice) == [1]
    assert choice.missing == 2


def test_nothing_to_choose_from_is_nothing_chosen() -> None:
    assert choose.choose([], RULE, CONTEXT) == choose.Choice((), (), 1)


def test_candidates_without_hashes_are_never_folded() -> None:
    candidates = [fanart(key, phash=None, dhash=None) for key in range(4)]
    assert len(choose.choose(candidates, RULE, CONTEXT).selected) == 3


def test_drawn_pictures_fold_by_what_they_show() -> None:
    prints = []
    for seed in range(12):
        for data in (
            drawing.jpeg(seed, (1000, 1500)),
            drawing.jpeg(seed, (342, 513), quality=60),
            drawing.encoded(drawing.poster(seed, (500, 750)), "WEBP", quality=70),
        ):
            seen = pictures.examine(data)
            prints.append(Print(seen.phash, seen.dhash))
    assert fold.groups(prints, 0.90) == [[at, at + 1, at + 2] for at in range(0, 36, 3)]


def test_one_hash_alone_does_not_make_different_pictures_the_same() -> None:
    assert fold.are_near(Print(0, 0), Print(0b111111, 0x3FF), 0.90)
    assert not fold.are_near(Print(0, 0), Print(0b1111111, 0b1111111), 0.90)
    assert not fold.are_near(Print(0, 0), Print(0, -1), 0.90)
    assert fold.are_near(Print(0, None), Print(1, -1), 0.90)
    assert not fold.are_near(Print(0, None), Print(None, 0), 0.90)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from((0.8, 0.9, 0.95, 1.0)))
def test_bands_find_exactly_what_comparing_all_with_all_finds(seed: int, similarity: float) -> None:
    chance = random.Random(seed)
    prints = [Print(chance.getrandbits(64) - (1 << 63), chance.getrandbits(64) - (1 << 63)) for _ in range(260)]
    for _ in range(80):
        base = chance.choice(prints)
        prints.append(Print(_flipped(base.phash, chance), _flipped(base.dhash, chance)))
    prints += [Print(None, None), Print(None, None), Print(prints[0].phash, None), Print(None, prints[1].dhash)]
    assert len(prints) > 300
    together = {at: number for number, group in enumerate(fold.groups(prints, similarity)) for at in group}
    near = [(a, b) for a, b in combinations(range(len(prints)), 2) if fold.are_near(prints[a], prints[b], similarity)]
    assert all(together[a] == together[b] for a, b in near)
    assert len(set(together.values())) == _components(len(prints), near)


def _flipped(value: int | None, chance: random.Random) -> int:
    assert value is not None
    for bit in chance.sample(range(64), chance.randrange(14)):
        value ^= 1 << bit
    return value - (1 << 64) if value >= 1 << 63 else value


def _components(count: int, pairs: list[tuple[int, int]]) -> int:
    labels = list(range(count))
    for _ in range(count):
        before = list(labels)
        for a, b in pairs:
            labels[a] = labels[b] = min(labels[a], labels[b])
        if labels == before:
            break
    return len(set(labels))
