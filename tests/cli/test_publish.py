"""`lobbycard publish`, `verify` and `sight`, as a person calls them."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli import commands
from tests.tasks.desk_of_publishing import FILM, VIDEO, curated_film
from tests.tasks.scratch import opened

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with one curated film."""

    async def build() -> None:
        async with opened(tmp_path) as shelf:
            await curated_film(
                shelf, extra={f"{FILM}/folder.jpg": b"theirs", f"{FILM}/movie.nfo": "<movie><a>1</a></movie>"}
            )

    asyncio.run(build())
    return tmp_path / "home"


def _call(home: Path, *words: str, code: int = 0) -> str:
    done = commands.run(home, *words, LOBBYCARD_PROVIDERS__TVMAZE__ENABLED="false")
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def _json(home: Path, *words: str) -> Any:
    return json.loads(_call(home, *words, "--json"))


def _tree(home: Path) -> set[str]:
    root = home.parent / "library"
    return {
        str(path.relative_to(root)) for path in root.rglob("*") if path.is_file() and ".lobbycard" not in path.parts
    }


def test_a_dry_run_shows_everything_and_touches_nothing(home: Path) -> None:
    before = _tree(home)
    text = _call(home, "publish", "Harbour Lights", "--dry-run")
    assert f"written   {FILM}/poster.jpg" in text
    assert f"recycled  {FILM}/folder.jpg" in text
    assert "+  <plot>A harbour at night.</plot>" in text
    shown = _json(home, "publish", "Harbour Lights", "--dry-run")
    assert shown["counts"]["recycled"] == 1
    assert shown["digest"]
    (lines,) = [lines for path, lines in shown["nfo"].items() if path.endswith("movie.nfo")]
    assert any("A harbour at night." in line for line in lines)
    assert _tree(home) == before


def test_a_publish_a_verification_and_an_undo(home: Path) -> None:
    assert "written" in _call(home, "publish", "Harbour Lights")
    assert f"{FILM}/poster.jpg" in _tree(home)
    assert f"{FILM}/folder.jpg" not in _tree(home)
    assert "is published" in _call(home, "publish")
    assert "Nothing is known of changes by others" in _call(home, "verify", "--list")
    assert "all as we left them" in _call(home, "verify")
    poster = home.parent / "library" / FILM / "poster.jpg"
    poster.unlink()
    poster.write_bytes(b"theirs")
    assert f"{FILM}/poster.jpg  (another picture)" in _call(home, "verify")
    (row,) = _json(home, "verify", "--list")["changed"]
    assert row["kind"] == "changed"
    _call(home, "verify", "--restore-ours", str(poster))
    assert poster.read_bytes() != b"theirs"
    assert _json(home, "verify", "--list")["changed"] == []
    assert "Nothing is known" in _call(home, "verify", "--restore-ours", "nothing.jpg", code=2)
    _call(home, "undo", "--yes")
    assert poster.read_bytes() == b"theirs"
    assert "has changed" in _call(home, "undo", "--yes", code=1)
    _call(home, "undo", "--redo", "--yes")
    assert poster.read_bytes() != b"theirs"


def test_what_has_nothing_to_list_says_so(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    assert "There is no library to verify" in _call(empty, "verify")
    assert "Nothing is in the recycle bins" in _call(empty, "recycle")
    assert "Nothing with “dusk” in its path" in _call(empty, "recycle", "--search", "dusk")
    exported = commands.run(empty, "export")
    assert (exported.stdout, exported.stderr) == ("", "There are no items yet.\n")
    assert _call(empty, "recycle", "--json") == ""
    assert _json(empty, "verify", "--list") == {"changed": [], "failed": 0}


def test_an_undo_brings_everything_back(home: Path) -> None:
    before = _tree(home)
    _call(home, "publish", "Harbour Lights")
    _call(home, "undo", "--yes")
    assert _tree(home) == before


def test_the_sight_check_tells_what_each_player_sees(home: Path) -> None:
    views = _json(home, "sight", "Harbour Lights")["views"]
    seen = {(view["player"], view["what"]): view["path"] for view in views}
    assert seen["Jellyfin", "nfo"] == f"{FILM}/movie.nfo"
    assert seen["Kodi", "nfo"] == ""
    assert seen["Plex", "poster"] == f"{FILM}/folder.jpg"
    assert "Jellyfin" in _call(home, "sight", "Harbour Lights")


def test_an_item_that_is_not_there_is_a_wrong_call(home: Path) -> None:
    assert "There is no item “No Such Film”" in _call(home, "publish", "No Such Film", "--dry-run", code=2)
    assert VIDEO in _tree(home)
