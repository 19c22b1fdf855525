"""Whatever is planned: the undo brings the tree back to the byte, the redo the change, and nothing is left over."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lobbycard.organise import plan
from lobbycard.organise.plan import Fingerprint, Step
from tests.organise import desk
from tests.organise.desk import Desk

NAMES = ["a.nfo", "b.jpg", "F/a.nfo", "F/b.jpg", "F/G/c.mkv", "caf\udce9.nfo"]
MOVES = st.tuples(
    st.sampled_from(["write", "recycle", "move", "folder"]),
    st.sampled_from(NAMES),
    st.sampled_from(NAMES),
    st.binary(max_size=6),
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.dictionaries(st.sampled_from(NAMES), st.binary(max_size=4), max_size=6),
    st.lists(MOVES, max_size=8),
)
def test_any_plan_can_be_undone_and_redone(start: dict[str, bytes], moves: list[tuple[str, str, str, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "films"
        (root / "F" / "G").mkdir(parents=True)
        with desk.opened(str(root), str(Path(folder) / "data.db")) as library:
            for name, content in start.items():
                library.put(name, content)
            _check(library, moves)


def _check(library: Desk, moves: list[tuple[str, str, str, bytes]]) -> None:
    before = library.tree()
    steps, after = _steps(library, moves)
    library.apply(*steps)
    assert library.tree() == after
    for round_ in range(2):
        batch = "b1" if round_ == 0 else "redo0"
        if library.in_effect(batch):
            library.undo(batch, f"undo{round_}")
        assert library.tree() == before
        if library.in_effect(f"undo{round_}"):
            library.undo(f"undo{round_}", f"redo{round_}")
        assert library.tree() == after
    assert not library.temporaries()
    assert not library.pending()


def _steps(library: Desk, moves: list[tuple[str, str, str, bytes]]) -> tuple[list[Step], dict[str, bytes]]:
    """Steps that make sense one after the other, and the tree that they lead to; each path is used once."""
    steps: list[Step] = []
    tree = library.tree()
    used: set[str] = set()
    for kind, one, other, content in moves:
        if one in used or (kind == "move" and (other in used or other == one or one not in tree or other in tree)):
            continue
        used |= {one, other} if kind == "move" else {one}
        path = library.path(one)
        if kind == "write" and tree.get(one) != content:
            steps.append(plan.write(path, content, expected=_seen(library, one)))
            tree[one] = content
        elif kind == "recycle" and one in tree:
            steps.append(plan.recycle(path, library.seen(one)))
            del tree[one]
        elif kind == "move":
            steps.append(plan.move(path, library.path(other), library.seen(one)))
            tree[other] = tree.pop(one)
        elif kind == "folder":
            steps.append(plan.make_folder(library.path(f"new-{len(steps)}")))
    return steps, tree


def _seen(library: Desk, name: str) -> Fingerprint | None:
    try:
        return library.seen(name)
    except AssertionError:
        return None
