"""What the picker and the identify screen make of rows, without a screen."""

import asyncio
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lobbycard.errors import AppError
from lobbycard.model.kinds import AssetFailure, AssetType, SelectedBy
from lobbycard.store.artwork import CandidateRow
from lobbycard.store.identity import Proposal
from lobbycard.tui import candidates, identities
from lobbycard.tui.candidates import Sieve
from lobbycard.tui.pictures.capabilities import Capabilities, Protocol
from lobbycard.tui.pictures.encoded import BYTES_PER_CELL, Box
from lobbycard.tui.shelf import LANES, Shelf, Wanted
from lobbycard.tui.widgets.board import Geometry
from lobbycard.tui.widgets.candidate_grid import CandidateGrid

if TYPE_CHECKING:
    from lobbycard.tui.pictures.pictures import Pictures


def row(id_: int, **changes: Any) -> CandidateRow:  # Any: any of the columns
    plain: dict[str, Any] = dict.fromkeys(CandidateRow._fields) | {
        "id": id_, "item_id": 1, "asset_type": AssetType.POSTER, "provider": "tmdb", "url": f"u{id_}", "width": 1000,
        "height": 1500, "language": "en", "score": 90.0 - id_, "parts": {}, "excluded": "", "title": "",
        "is_selected": False, "position": 0, "is_rejected": False, "reject_reason": "", "is_stale": False,
        "failure_message": "", "disc_type": "",
    }  # fmt: skip
    return CandidateRow(**(plain | changes))


def ids(
    rows: list[CandidateRow], sieve: Sieve | None = None, unfolded: tuple[int, ...] = (), **more: bool
) -> list[int]:
    return [entry.row.id for entry in candidates.shown(rows, sieve or Sieve(), unfolded, **more)]


def test_near_duplicates_are_folded_behind_the_better_one_and_counted() -> None:
    rows = [row(1), row(2, duplicate_of=1), row(3), row(4, duplicate_of=1)]
    found = candidates.shown(rows, Sieve(), ())
    assert [(entry.row.id, entry.folded) for entry in found] == [(1, 2), (3, 0)]
    unfolded = candidates.shown(rows, Sieve(), {1})
    assert [(entry.row.id, entry.is_copy) for entry in unfolded] == [(1, False), (2, True), (4, True), (3, False)]


def test_what_is_chosen_is_shown_though_a_better_one_is_like_it() -> None:
    assert ids([row(1), row(2, duplicate_of=1, is_selected=True), row(3)]) == [1, 2, 3]


def test_a_copy_stands_for_itself_where_the_better_one_is_not_shown() -> None:
    rows = [row(1, language="de"), row(2, duplicate_of=1)]
    assert ids(rows, Sieve(languages=frozenset({"en"}))) == [2]
    assert ids([row(1, is_rejected=True), row(2, duplicate_of=1)]) == [2]


def test_rejected_and_stale_ones_are_shown_on_request_and_chosen_ones_always() -> None:
    rows = [row(1, is_rejected=True), row(2, is_stale=True), row(3, is_stale=True, is_selected=True), row(4)]
    assert ids(rows) == [3, 4]
    assert ids(rows, with_rejected=True) == [1, 2, 3, 4]


def test_the_sieve_lets_pass_what_is_wanted() -> None:
    rows = [row(1), row(2, language="de"), row(3, provider="local", width=300), row(4, excluded="too small")]
    assert ids(rows, Sieve(languages=frozenset({"de"}))) == [2]
    assert ids(rows, Sieve(providers=frozenset({"local"}))) == [3]
    assert ids(rows, Sieve(min_width=500)) == [1, 2, 4]
    assert ids(rows, Sieve(only_usable=True)) == [1, 2, 3]
    assert Sieve(frozenset({"de", "textless"}), min_width=500).told() == "de or textless, ≥ 500 px"


def test_facts_tell_who_chose_and_what_is_wrong() -> None:
    assert "chosen by you" in candidates.facts(row(1, is_selected=True, selected_by=SelectedBy.USER))
    assert "too small" in candidates.facts(row(1, excluded="too small"))
    said = candidates.facts(row(1, failure=AssetFailure.UNAVAILABLE, failure_message="It is no longer there."))
    assert "It is no longer there." in said
    assert "★8.1/12" in candidates.facts(row(1, rating=8.1, votes=12))


def proposal(provider: str, id_: str, score: float = 0.9, **more: Any) -> Proposal:
    plain: dict[str, Any] = {
        "provider": provider, "provider_id": id_, "title": "Metropolis", "original_title": "", "year": 1927,
        "overview": "", "poster_url": "", "runtime": None, "score": score, "reasons": (), "ids": {}, "position": 0,
    }  # fmt: skip
    return Proposal(**(plain | more))


def test_the_same_thing_at_several_providers_is_one_entry_with_the_best_of_each() -> None:
    things = identities.merged(
        [
            proposal("tmdb", "19", 0.9, ids={"imdb": "tt0017136"}),
            proposal("tvdb", "77", 0.8, ids={"imdb": "tt0017136"}, overview="A city.", runtime=153),
            proposal("tmdb", "20", 0.95),
        ]
    )
    assert [thing.entries for thing in things] == [(("tmdb", "20"),), (("tmdb", "19"), ("tvdb", "77"))]
    assert (things[1].overview, things[1].runtime, things[1].score) == ("A city.", 153, 0.9)


def test_a_third_entry_joins_two_that_did_not_know_of_each_other() -> None:
    things = identities.merged(
        [
            proposal("tmdb", "1", ids={"imdb": "tt1"}),
            proposal("tvdb", "2"),
            proposal("omdb", "tt1", ids={"imdb": "tt1", "tvdb": "2"}),
        ]
    )
    assert [set(thing.providers) for thing in things] == [{"tmdb", "tvdb", "omdb"}]


@pytest.mark.parametrize(
    ("typed", "title", "year"),
    [
        ("Metropolis 1927", "Metropolis", 1927), ("Metropolis (1927)", "Metropolis", 1927), ("1984", "1984", None),
        ("2001 A Space Odyssey", "2001 A Space Odyssey", None), ("1917 (2019)", "1917", 2019), ("  M ", "M", None),
    ],
)  # fmt: skip
def test_a_year_behind_a_title_is_one(typed: str, title: str, year: int | None) -> None:
    assert identities.split_year(typed) == (title, year)


@pytest.mark.parametrize(
    ("typed", "is_id"),
    [
        ("tt0017136", True), ("tmdb:19", True), ("https://www.themoviedb.org/movie/19", True),
        ("Alien: Covenant", False), ("M", False), ("www.imdb.com/title/tt0017136", True),
    ],
)  # fmt: skip
def test_ids_and_titles_are_told_apart(typed: str, is_id: bool) -> None:
    assert identities.looks_like_id(typed) is is_id


def test_lengths_are_compared_with_some_patience() -> None:
    assert identities.runtime_note(90, 91.5) == ("90 min, the file 92", True)
    assert identities.runtime_note(90, 60)[1] is False
    assert identities.runtime_note(90, None) == ("90 min", None)
    assert identities.runtime_note(None, 60) == ("length not known, the file has 60 min", None)


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("12345"), st.sampled_from(["", "x", "y"])), max_size=12)
)
def test_merging_loses_and_doubles_nothing(found: list[tuple[str, str, str]]) -> None:
    proposals = [proposal(name, id_, ids={"imdb": imdb} if imdb else {}) for name, id_, imdb in found]
    entries = [entry for thing in identities.merged(proposals) for entry in thing.entries]
    assert sorted(entries) == sorted({(one.provider, one.provider_id) for one in proposals})


async def test_the_shelf_gets_what_is_wanted_first_and_forgets_what_is_not_wanted_any_more() -> None:
    asked: list[int] = []
    arrived: list[object] = []
    gate = asyncio.Event()

    def wanted(number: int) -> Wanted:
        async def get() -> str:
            asked.append(number)
            await gate.wait()
            if number == 1:
                raise AppError("It is gone.")
            return f"/p/{number}"

        return Wanted(number, get)

    shelf = Shelf(arrived.append)
    shelf.want([wanted(number) for number in range(20)])
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert asked == list(range(LANES))
    shelf.want([wanted(number) for number in range(30, 33)])
    gate.set()
    while shelf.is_busy:
        await asyncio.sleep(0)
    assert asked == [*range(LANES), 30, 31, 32]
    assert set(arrived) == {*range(LANES), 30, 31, 32}
    assert isinstance(shelf.place(1), AppError)
    assert str(shelf.place(2)) == "/p/2"
    shelf.forget(1)
    shelf.forget(1)
    assert shelf.place(1) is None
    assert shelf.place(2) is not None


class Sized:
    """What a grid has to know of the terminal."""

    capabilities = Capabilities(Protocol.SIXEL, 9, 18)


def laid_out(size: tuple[int, int], cards: int, asset_type: AssetType = AssetType.POSTER) -> Geometry:
    grid = CandidateGrid(cast("Pictures", Sized()))  # of which it asks nothing else
    grid.asset_type = asset_type
    return grid.measure(*size, cards)


@pytest.mark.parametrize("size", [(78, 20), (118, 26), (138, 36)])
def test_on_screens_of_the_usual_size_pictures_are_the_same_for_few_and_many(size: tuple[int, int]) -> None:
    assert laid_out(size, 1) == laid_out(size, 100)
    assert laid_out((138, 36), 14).page == 14


@pytest.mark.parametrize("cards", [10, 13, 20, 27])
def test_on_a_very_large_screen_as_many_posters_as_there_are_fill_most_of_it(cards: int) -> None:
    found = laid_out((238, 64), cards)
    assert found.picture is not None
    assert found.page >= cards
    assert cards * found.cell[0] * found.cell[1] > 0.6 * 238 * 64


@pytest.mark.parametrize("asset_type", list(AssetType))
@pytest.mark.parametrize("cards", [1, 4, 11, 20, 300])
def test_cells_never_leave_a_large_screen_and_cost_no_more_than_a_line_takes(asset_type: AssetType, cards: int) -> None:
    for size in [(158, 44), (198, 54), (238, 64), (316, 84)]:
        found = laid_out(size, cards, asset_type)
        assert found.picture is not None
        assert (found.columns - 1) * found.cell[0] + found.picture.width <= size[0]
        assert found.rows * found.cell[1] <= size[1]
        budget = Box(found.picture.width, found.picture.height).budget(BYTES_PER_CELL)
        assert size[0] > 240 or min(cards, found.page, 20) * budget <= 720_000
