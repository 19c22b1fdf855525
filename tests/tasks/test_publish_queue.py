"""What waits to be published, and what a library publishes by itself."""

from functools import partial
from pathlib import Path

from sqlmodel import Session

from lobbycard.model.item import Item
from lobbycard.model.kinds import Automation, ItemKind, ItemState
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


async def test_the_queue_stands_in_the_order_of_the_titles_whatever_their_episodes_are_called(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:

        def fill(session: Session) -> list[int]:
            def add(kind: ItemKind, name: str, parent: int | None = None) -> int:
                item = Item(
                    kind=kind,
                    title=name,
                    sort_key=name.lower(),
                    parent_id=parent,
                    library_id=shelf.library_id,
                    state=ItemState.SELECTED,
                    has_unpublished_changes=True,
                )
                session.add(item)
                session.flush()
                return item.id

            series = add(ItemKind.SERIES, "Zebra Street")
            season = add(ItemKind.SEASON, "Season 1", series)
            add(ItemKind.EPISODE, "Arrival", season)
            return [add(ItemKind.MOVIE, "Middle of the Night"), series]

        expected = await shelf.store.write(fill)
        assert await _waiting(shelf) == expected
