"""A disk on which `Poster.JPG` and `poster.jpg` are one name: set CASE_FOLDER to a folder on one to run these."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from lobbycard.organise import recover
from lobbycard.organise.plan import recycle, write
from tests.organise import desk
from tests.organise.desk import Desk

CASE_FOLDER = os.environ.get("CASE_FOLDER", "")

pytestmark = pytest.mark.skipif(not CASE_FOLDER, reason="needs a disk that does not tell upper from lower case")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Desk]:
    """A library on that disk."""
    root = Path(CASE_FOLDER) / tmp_path.name
    root.mkdir()
    with desk.opened(str(root), str(tmp_path / "data.db")) as opened:
        yield opened
    shutil.rmtree(root)


def _names(library: Desk) -> list[str]:
    return sorted(os.listdir(library.path("Film")))


def test_a_picture_takes_the_place_of_one_that_is_spelt_otherwise(library: Desk) -> None:
    old = library.put("Film/Poster.JPG", b"theirs")
    assert os.path.exists(library.path("Film/poster.jpg"))
    library.apply(recycle(old, library.seen("Film/Poster.JPG")), write(library.path("Film/poster.jpg"), b"ours"))
    assert _names(library) == ["poster.jpg"]
    assert library.text("Film/poster.jpg") == "ours"
    library.undo("b1", "undo")
    assert _names(library) == ["Poster.JPG"]
    assert library.text("Film/Poster.JPG") == "theirs"


@pytest.mark.parametrize("point", ["old in bin", "new in place", "folders synced"])
def test_dying_between_the_two_spellings_loses_neither(library: Desk, point: str) -> None:
    class Died(BaseException):
        pass

    def die(reached: str) -> None:
        if reached == point:
            raise Died

    old = library.put("Film/Poster.JPG", b"theirs")
    steps = recycle(old, library.seen("Film/Poster.JPG")), write(library.path("Film/poster.jpg"), b"ours")
    with pytest.raises(Died):
        library.apply(*steps, checkpoint=die)
    recover.recover(library.pending(), library.site().journal)
    assert not library.pending()
    assert b"theirs" in [*library.tree().values(), *library.binned()]
    library.undo("b1", "undo")
    assert library.tree() == {"Film/Poster.JPG": b"theirs"}
