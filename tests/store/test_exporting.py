"""The export of the whole library."""

from pathlib import Path

from lobbycard.store import exporting
from lobbycard.store.database import Store
from tests.cores import seed


def _titles(store: Store, filter_: str) -> list[str]:
    found: list[str] = []
    after = 0
    while rows := store.read_now(exporting.page, after, filter_):
        after = rows[-1]["id"]
        found += [row["title"] for row in rows]
    return found


def test_an_export_hears_words_and_properties(store: Store, tmp_path: Path) -> None:
    store.write_now(seed, str(tmp_path))
    assert _titles(store, "tin admiral") == ["The Tin Admiral"]
    assert _titles(store, "year<1930") == ["The Keeper of Clocks"]
    assert _titles(store, "tin admiral year<1930") == []
    assert len(_titles(store, "")) > 25


def test_a_line_tells_what_scripts_rely_on(store: Store, tmp_path: Path) -> None:
    store.write_now(seed, str(tmp_path))
    row = store.read_now(exporting.page, 0, "tin admiral")[0]
    names = {"kind", "title", "year", "series", "season", "episode", "ids", "state", "completeness", "files", "artwork"}
    assert names | {"locked"} <= row.keys()
    assert row["kind"] == "movie"
    assert row["files"][0]["path"].startswith(str(tmp_path))
