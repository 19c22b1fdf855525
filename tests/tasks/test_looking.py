"""The walk of a scan: what the short way of a full pass says is what the long way says."""

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from lobbycard.model.found import Stamp
from lobbycard.model.kinds import LibraryKind
from lobbycard.tasks.scanning import looking
from lobbycard.tasks.scanning.looking import Place, Walked

HOUR = 3_600_000_000_000
NO_SUCH_NAME = "*.nothing-is-called-so"


class Quiet:
    """Nobody listens."""

    def checkpoint(self) -> None:
        """Go on."""

    def progress(self, done: int | None = None, total: int | None = None, message: str = "") -> None:
        """Say nothing."""


def put(path: Path, content: bytes = b"1") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def look(root: Path, known: list[Stamp], *ignore: str) -> Walked:
    return looking.look(Place(str(root), LibraryKind.MOVIE, ignore=ignore, full=True), known, Quiet())


def settled(root: Path) -> list[Stamp]:
    """The library as a scan knows it that came an hour after the last change."""
    return [stamp._replace(listed_ns=stamp.listed_ns + HOUR) for stamp in look(root, []).stamps.values()]


def said(walked: Walked) -> dict[str, object]:
    """All that a walk says but when it looked; a folder in which nothing is new need not be told."""
    return {
        "changed": sorted(walked.changed),
        "gone": sorted(walked.gone),
        "unseen": sorted(walked.unseen),
        "incomplete": sorted(walked.incomplete),
        "problems": sorted(walked.problems),
        "files": walked.files,
        "folders": walked.folders,
        "empty": walked.is_empty,
    }


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A library with some of everything."""
    root = tmp_path / "films"
    for number in range(12):
        put(root / f"Film {number} (2001)" / f"Film {number} (2001).mkv")
        put(root / f"Film {number} (2001)" / "poster.jpg")
        put(root / f"Film {number} (2001)" / "Extras" / "scene.mkv")
    put(root / "Set" / "Film A (2002)" / "VIDEO_TS" / "VIDEO_TS.IFO")
    put(root / "Set" / "Film B (2003)" / "b.mkv")
    put(root / "Closed" / "x.mkv")
    put(root / "Closed" / ".nomedia", b"")
    put(root / "Ruled" / "keep.mkv")
    put(root / "Ruled" / "drop.mkv")
    put(root / "Ruled" / "Deep" / "drop.mkv")
    put(root / "Ruled" / ".ignore", b"drop.*\n")
    put(root / "loose (2004).mkv")
    (root / "Film 3 (2001)" / "out").symlink_to("/")
    (root / "Film 4 (2001)" / "again").symlink_to(root / "Film 5 (2001)")
    (root / "Film 6 (2001)" / "nothing").symlink_to("nowhere")
    return root


def _anywhere(root: Path, chance: random.Random) -> Path:
    return chance.choice([root, *(path for path in sorted(root.rglob("*")) if path.is_dir() and not path.is_symlink())])


def _new_file(root: Path, chance: random.Random) -> None:
    put(_anywhere(root, chance) / f"new {chance.random()}.mkv")


def _new_folder(root: Path, chance: random.Random) -> None:
    put(_anywhere(root, chance) / f"New {chance.random()}" / "new.mkv")


def _rewrite(root: Path, chance: random.Random) -> None:
    files = [path for path in sorted(root.rglob("*")) if path.is_file() and not path.is_symlink()]
    if files:
        chance.choice(files).write_bytes(b"other %d" % chance.randrange(100))


def _remove(root: Path, chance: random.Random) -> None:
    folder = _anywhere(root, chance)
    if folder != root:
        shutil.rmtree(folder)


def _rename(root: Path, chance: random.Random) -> None:
    folder = _anywhere(root, chance)
    if folder != root:
        folder.rename(folder.with_name(f"{folder.name} renamed"))


def _exchange(root: Path, chance: random.Random) -> None:
    """Another folder of the same name and content."""
    folder = _anywhere(root, chance)
    if folder != root:
        shutil.copytree(folder, root / "copy", symlinks=True)
        shutil.rmtree(folder)
        (root / "copy").rename(folder)


def _close(root: Path, chance: random.Random) -> None:
    put(_anywhere(root, chance) / ".nomedia", b"")


def _rules(root: Path, chance: random.Random) -> None:
    put(_anywhere(root, chance) / ".ignore", b"*.jpg\n")


def _link(root: Path, chance: random.Random) -> None:
    (_anywhere(root, chance) / f"link {chance.random()}").symlink_to(_anywhere(root, chance))


def _touch(root: Path, chance: random.Random) -> None:
    os.utime(_anywhere(root, chance))


CHANGES: list[Callable[[Path, random.Random], None]] = [
    _new_file,
    _new_folder,
    _rewrite,
    _remove,
    _rename,
    _exchange,
    _close,
    _rules,
    _link,
    _touch,
]


@pytest.mark.parametrize("seed", range(40))
def test_the_short_way_says_what_the_long_way_says(shelf: Path, seed: int) -> None:
    known = settled(shelf)
    chance = random.Random(seed)
    for change in chance.choices(CHANGES, k=chance.randrange(4)):
        change(shelf, chance)
    # Patterns of the library's own are not known to the short way, which is not gone then.
    assert said(look(shelf, known)) == said(look(shelf, known, NO_SUCH_NAME))


def test_where_nothing_differs_nothing_is_to_be_kept(shelf: Path) -> None:
    first = look(shelf, [])
    again = look(shelf, settled(shelf))
    assert (again.changed, again.gone, again.stamps) == (set(), [], {})
    assert (again.files, again.folders) == (first.files, first.folders)


def test_of_a_library_in_which_one_folder_differs_only_that_one_is_walked(
    shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lobbycard.scan import walk

    known = settled(shelf)
    put(shelf / "Film 7 (2001)" / "Film 7 (2001).mkv", b"upgraded")
    walked: list[str] = []
    real = walk.walk

    def noted(*where: object, **how: object) -> object:
        for listing in real(*where, **how):  # type: ignore[arg-type]  # handed on
            walked.append(listing.path)
            yield listing

    monkeypatch.setattr(walk, "walk", noted)
    assert look(shelf, known).changed == {"Film 7 (2001)"}
    assert {path for path in walked if path.startswith("Film")} == {
        f"Film {number} (2001){inside}" for number in (3, 4, 6, 7) for inside in ("", "/Extras")
    }
