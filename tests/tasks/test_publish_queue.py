"""What waits to be published, and what a library publishes by itself."""

from functools import partial
from pathlib import Path

from lobbycard.model.kinds import Automation
from lobbycard.store import fields, libraries
from lobbycard.store.publish import publish_queue
from lobbycard.tasks.publish_item import PublishItem
from tests.tasks.desk_of_publishing import FILM, VIDEO, curated_film, film
from tests.tasks.scratch import Shelf, opened

NFO = "<movie><title>Harbour Lights</title><year>2019</year><uniqueid type='tmdb'>900001</uniqueid></movie>"


async def _waiting(shelf: Shelf, *, automatic: bool = False) -> list[int]:
    return await shelf.store.read(partial(publish_queue.ready, automatic=automatic))


async def test_what_a_person_changes_waits_also_where_no_provider_knows_the_film(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        item_id = await film(shelf)
        assert await _waiting(shelf) == []
        await shelf.store.write(fields.edit, item_id, {"plot": "A harbour at night."})
        assert await _waiting(shelf) == [item_id]
        assert await _waiting(shelf, automatic=True) == []
        await shelf.run(PublishItem(item_id=item_id))
        assert await _waiting(shelf) == []


async def test_what_its_own_nfo_names_is_published_with_all(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        shelf.put("Tide (2010)/Tide (2010).mkv")
        item_id = await film(shelf, VIDEO, extra={f"{FILM}/{FILM}.nfo": NFO})
        assert await shelf.store.read(publish_queue.everything) == [item_id]


async def test_a_library_that_publishes_by_itself_catches_up_at_the_next_scan(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        item_id = await curated_film(shelf)
        await shelf.run(PublishItem(item_id=item_id))
        await shelf.store.write(libraries.update, shelf.library_id, {"automation": Automation.YOLO})
        await shelf.store.write(fields.edit, item_id, {"plot": "The same harbour by day."})
        await shelf.scan()
        assert b"by day" in shelf.tree()[f"{FILM}/movie.nfo"]
        assert await _waiting(shelf) == []


async def test_a_library_that_waits_for_its_person_goes_on_waiting(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        item_id = await curated_film(shelf)
        await shelf.run(PublishItem(item_id=item_id))
        await shelf.store.write(libraries.update, shelf.library_id, {"automation": Automation.HYBRID})
        await shelf.store.write(fields.edit, item_id, {"plot": "The same harbour by day."})
        await shelf.scan()
        assert b"by day" not in shelf.tree()[f"{FILM}/movie.nfo"]
        assert await _waiting(shelf) == [item_id]
