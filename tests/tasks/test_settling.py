"""A folder is trusted only after everything below it is in the database."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from lobbycard.model.found import Stamp
from lobbycard.tasks.scanning.settling import Settling

PATHS = st.lists(st.sampled_from("abc"), max_size=5).map("/".join)


def stamp(path: str) -> Stamp:
    return Stamp(path, path, 1, 1, 1, 1, 2, 3)


@given(st.sets(PATHS, min_size=1), st.randoms(use_true_random=False), st.integers(1, 4))
def test_no_folder_is_kept_before_one_below_it(paths: set[str], chance: Random, portion: int) -> None:
    order = sorted(paths)
    chance.shuffle(order)
    settling = Settling(paths)
    kept: set[str] = set()
    for start in range(0, len(order), portion):
        kept |= {one.path for one in settling.applied([stamp(path) for path in order[start : start + portion]])}
        applied = set(order[: start + portion])
        open_ = paths - applied
        # As many as may be: each that was applied and has nothing open below.
        assert kept == {path for path in applied if not any(is_below(other, path) for other in open_)}
    assert kept == paths
    assert settling.rest() == []


def test_what_waits_for_a_folder_that_was_never_applied_comes_at_the_end() -> None:
    settling = Settling({"", "a/b", "c"})
    assert [one.path for one in settling.applied([stamp(""), stamp("c")])] == ["c"]
    assert [one.path for one in settling.rest()] == [""]


def is_below(path: str, folder: str) -> bool:
    return path != folder and (not folder or path.startswith(folder + "/"))
