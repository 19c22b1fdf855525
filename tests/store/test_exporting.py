"""The export of the whole library."""

from pathlib import Path

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from lobbycard.model.file import AudioStream, FileItem
from lobbycard.model.item import ExternalId
from lobbycard.store import exporting, items
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


def test_what_was_written_in_whatever_order_is_told_in_one(store: Store, tmp_path: Path) -> None:
    """PostgreSQL gives rows back as they lie on the disk, and a row that was changed lies elsewhere."""
    store.write_now(seed, str(tmp_path))
    row = store.read_now(exporting.page, 0, "tin admiral")[0]

    def write(session: Session) -> None:
        file_id = session.scalars(select(col(FileItem.file_id)).where(col(FileItem.item_id) == row["id"])).one()
        session.execute(delete(ExternalId).where(col(ExternalId.item_id) == row["id"]))
        session.execute(delete(AudioStream).where(col(AudioStream.file_id) == file_id))
        for name in ("wikidata", "tvdb", "imdb", "tmdb"):
            session.add(ExternalId(item_id=row["id"], provider=name, value="1"))
            session.flush()
        for index, language in enumerate(("deu", "eng", "fra")):
            session.add(AudioStream(file_id=file_id, stream_index=index, language=language))
            session.flush()

    def change(session: Session) -> None:
        session.execute(update(AudioStream).where(col(AudioStream.language) == "deu").values(codec="ac3"))

    store.write_now(write)
    store.write_now(change)
    row = store.read_now(exporting.page, 0, "tin admiral")[0]
    assert list(row["ids"]) == ["imdb", "tmdb", "tvdb", "wikidata"]
    assert list(store.read_now(items.external_ids, row["id"])) == ["imdb", "tmdb", "tvdb", "wikidata"]
    assert [stream["language"] for stream in row["files"][0]["streams"]["audio"]] == ["deu", "eng", "fra"]
