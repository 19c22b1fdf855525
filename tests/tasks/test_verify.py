"""What others changed in what we published is found, shown, and decided by a person."""

import os
from pathlib import Path

from lobbycard.model.kinds import AssetType
from lobbycard.model.publishing import Published
from lobbycard.store import fields, history, libraries
from lobbycard.store.publish import drifts, published
from lobbycard.tasks import applying, undo_batch
from lobbycard.tasks.diagnosing import conflicts
from lobbycard.tasks.publish_item import PublishItem
from lobbycard.tasks.resolve_drift import How, ResolveDrift
from lobbycard.tasks.verify_libraries import VerifyLibraries
from lobbycard.tasks.verify_library import VerifyLibrary
from tests.assets import drawing
from tests.tasks.desk_of_publishing import FILM, VIDEO, curated_film, picture, planned, replace, stamps
from tests.tasks.scratch import Shelf, opened


async def _published(shelf: Shelf) -> int:
    item_id = await curated_film(shelf)
    await shelf.run(PublishItem(item_id=item_id))
    return item_id


async def _verified(shelf: Shelf, *, deep: bool = False) -> dict[str, str]:
    await shelf.run(VerifyLibrary(library_id=shelf.library_id, deep=deep))
    return {row.path.rpartition("/")[2]: str(row.kind) for row in await shelf.store.read(drifts.undecided)}


async def _decided(shelf: Shelf, how: How, *names: str) -> None:
    rows = await shelf.store.read(drifts.undecided)
    ids = tuple(row.id for row in rows if not names or row.path.rpartition("/")[2] in names)
    await shelf.run(ResolveDrift(ids=ids, how=how))


async def test_untouched_files_are_no_drift_and_not_written(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        await _published(shelf)
        before = stamps(shelf.root)
        assert await _verified(shelf) == {}
        assert await _verified(shelf, deep=True) == {}
        await shelf.run(VerifyLibraries())
        assert stamps(shelf.root) == before


async def test_a_file_that_was_only_touched_counts_as_ours(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        await _published(shelf)
        os.utime(shelf.root / FILM / "poster.jpg")
        assert await _verified(shelf) == {}
        (row,) = [row for row in await _rows(shelf) if row.path.endswith("/poster.jpg")]
        assert row.mtime_ns == os.stat(shelf.root / FILM / "poster.jpg").st_mtime_ns


async def test_what_a_publish_wrote_but_has_not_told_yet_is_not_taken_for_others(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        item_id = await _published(shelf)
        await shelf.store.write(fields.edit, item_id, {"plot": "The same harbour by day."})
        await picture(shelf, item_id, AssetType.POSTER, seed=7)
        (part,) = (await planned(shelf, item_id)).parts
        await applying.apply_plan(shelf.core.tools, part.plan, history.by_user("publish"))
        assert await _verified(shelf) == {}
        replace(shelf, f"{FILM}/poster.jpg", b"theirs")
        assert await _verified(shelf) == {"poster.jpg": "changed"}


async def _rows(shelf: Shelf) -> list[Published]:
    return await shelf.store.read(published.page, shelf.library_id)


async def test_missing_changed_rival_and_misnamed_are_told_apart(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        await _published(shelf)
        (shelf.root / FILM / "fanart.jpg").unlink()
        replace(shelf, f"{FILM}/poster.jpg", b"theirs")
        shelf.put(f"{FILM}/logo.png", b"rival")
        assert await _verified(shelf) == {"fanart.jpg": "missing", "poster.jpg": "changed", "logo.png": "rival"}
        await shelf.store.write(libraries.update, shelf.library_id, {"restore_after_upgrade": False})
        os.rename(shelf.root / VIDEO, shelf.root / FILM / "Harbour Lights (2019) 1080p.mkv")
        await shelf.scan()
        found = await _verified(shelf)
        assert found[f"{FILM}-poster.jpg"] == "misnamed"
        assert found[f"{FILM}.nfo"] == "misnamed"


async def test_the_same_size_and_time_with_other_bytes_shows_when_read(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        await _published(shelf)
        path = shelf.root / FILM / "poster.jpg"
        info = os.stat(path)
        path.unlink()
        path.write_bytes(b"x" * info.st_size)
        os.utime(path, ns=(info.st_atime_ns, info.st_mtime_ns))
        assert await _verified(shelf) == {}
        assert await _verified(shelf, deep=True) == {"poster.jpg": "changed"}


async def test_a_picture_under_two_names_is_one_file_and_a_change_in_place_shows_for_both(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        await _published(shelf)
        names = ("poster.jpg", f"{FILM}-poster.jpg")
        assert len({os.stat(shelf.root / FILM / name).st_ino for name in names}) == 1
        nfos = ("movie.nfo", f"{FILM}.nfo")
        assert len({os.stat(shelf.root / FILM / name).st_ino for name in nfos}) == 2
        shelf.put(f"{FILM}/poster.jpg", b"theirs")
        assert await _verified(shelf) == dict.fromkeys(names, "changed")
        await _decided(shelf, How.OURS)
        assert await _verified(shelf) == {}


async def test_ours_comes_back_and_theirs_goes_to_the_bin(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        await _published(shelf)
        before = shelf.tree()
        replace(shelf, f"{FILM}/poster.jpg", b"theirs")
        (shelf.root / FILM / "fanart.jpg").unlink()
        shelf.put(f"{FILM}/movie.nfo", before[f"{FILM}/movie.nfo"].replace(b"A harbour at night.", b"Theirs."))
        await _verified(shelf)
        await _decided(shelf, How.OURS)
        assert shelf.tree() == before
        assert await _verified(shelf) == {}


async def test_their_picture_becomes_the_choice_locked_under_all_names(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        item_id = await _published(shelf)
        theirs = drawing.jpeg(99)
        replace(shelf, f"{FILM}/poster.jpg", theirs)
        await _verified(shelf)
        await _decided(shelf, How.THEIRS)
        tree = shelf.tree()
        assert tree[f"{FILM}/poster.jpg"] == tree[f"{FILM}/{FILM}-poster.jpg"] == theirs
        assert "artwork.poster" in await shelf.store.read(fields.locked, item_id)
        assert await _verified(shelf) == {}
        assert not await planned(shelf, item_id)


async def test_their_values_become_ours_locked(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        item_id = await _published(shelf)
        nfo = shelf.tree()[f"{FILM}/movie.nfo"]
        theirs = nfo.replace(b"A harbour at night.", b"Theirs.").replace(b"<genre>Drama", b"<genre>Noir")
        shelf.put(f"{FILM}/movie.nfo", theirs)
        assert await _verified(shelf) == {"movie.nfo": "changed"}
        (row,) = await shelf.store.read(drifts.undecided)
        assert row.detail == "somebody changed genres, plot"
        await _decided(shelf, How.THEIRS)
        assert {"plot", "genres"} <= await shelf.store.read(fields.locked, item_id)
        for name in ("movie.nfo", f"{FILM}.nfo"):
            assert b"Theirs." in shelf.tree()[f"{FILM}/{name}"]
            assert b"<genre>Noir" in shelf.tree()[f"{FILM}/{name}"]
        assert await _verified(shelf) == {}


async def test_merging_keeps_what_is_locked_and_takes_the_rest(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        await _published(shelf)
        nfo = shelf.tree()[f"{FILM}/movie.nfo"]
        theirs = nfo.replace(b"A harbour at night.", b"Theirs.").replace(
            b"</plot>", b"</plot><tagline>Their tag</tagline>"
        )
        shelf.put(f"{FILM}/movie.nfo", theirs)
        await _verified(shelf)
        await _decided(shelf, How.MERGE)
        text = shelf.tree()[f"{FILM}/movie.nfo"]
        assert b"A harbour at night." in text
        assert b"Their tag" in text
        assert b"Their tag" in shelf.tree()[f"{FILM}/{FILM}.nfo"]
        assert await _verified(shelf) == {}


async def test_after_an_undo_their_changes_are_told_from_what_came_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        item_id = await _published(shelf)
        await shelf.store.write(fields.edit, item_id, {"plot": "The same harbour by day."})
        await shelf.run(PublishItem(item_id=item_id))
        await undo_batch.undo(shelf.core.tools, await undo_batch.find(shelf.core.tools))
        nfo = shelf.tree()[f"{FILM}/movie.nfo"]
        assert b"A harbour at night." in nfo
        shelf.put(f"{FILM}/movie.nfo", nfo.replace(b"</plot>", b"</plot><tagline>Their tag</tagline>"))
        await _verified(shelf)
        (drift,) = await shelf.store.read(drifts.undecided)
        assert drift.detail == "somebody changed tagline"
        await shelf.run(PublishItem(item_id=item_id))
        text = shelf.tree()[f"{FILM}/movie.nfo"]
        assert b"by day" in text
        assert b"Their tag" in text


async def test_their_picture_that_was_taken_can_be_given_back_and_all_that_was_done_before(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        item_id = await _published(shelf)
        await shelf.store.write(fields.edit, item_id, {"plot": "The same harbour by day."}, history.by_user("edit"))
        await shelf.run(PublishItem(item_id=item_id))
        ours = shelf.tree()
        replace(shelf, f"{FILM}/poster.jpg", drawing.jpeg(99))
        theirs = shelf.tree()
        await _verified(shelf)
        await _decided(shelf, How.THEIRS)
        for tree in (theirs, theirs):
            await undo_batch.undo(shelf.core.tools, await undo_batch.find(shelf.core.tools))
            assert shelf.tree() == tree
        replace(shelf, f"{FILM}/poster.jpg", ours[f"{FILM}/poster.jpg"])
        await undo_batch.undo(shelf.core.tools, await undo_batch.find(shelf.core.tools))
        assert b"A harbour at night." in shelf.tree()[f"{FILM}/movie.nfo"]


async def test_theirs_that_an_undo_brought_back_is_told_as_theirs(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        await _published(shelf)
        replace(shelf, f"{FILM}/poster.jpg", b"theirs")
        await _verified(shelf)
        await _decided(shelf, How.OURS)
        await undo_batch.undo(shelf.core.tools, await undo_batch.find(shelf.core.tools))
        assert shelf.tree()[f"{FILM}/poster.jpg"] == b"theirs"
        assert await _verified(shelf) == {"poster.jpg": "changed"}


async def test_a_removed_picture_can_stay_removed(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        item_id = await _published(shelf)
        (shelf.root / FILM / "poster.jpg").unlink()
        await _verified(shelf)
        await _decided(shelf, How.THEIRS)
        assert not [path for path in shelf.tree() if "poster" in path]
        assert "artwork.poster" in await shelf.store.read(fields.locked, item_id)


async def test_a_rival_can_be_kept_and_is_not_spoken_of_again(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        item_id = await _published(shelf)
        shelf.put(f"{FILM}/folder.jpg", b"theirs")
        assert await _verified(shelf) == {"folder.jpg": "rival"}
        await _decided(shelf, How.KEEP)
        assert await _verified(shelf) == {}
        await shelf.run(PublishItem(item_id=item_id))
        assert f"{FILM}/folder.jpg" in shelf.tree()


async def test_a_damaged_copy_in_the_cache_is_healed_from_the_library(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        await _published(shelf)
        cache = shelf.core.tools.blobs
        (blob, _), *_ = await shelf.store.read(published.blobs_of, shelf.library_id)
        path = Path(cache.path_of(blob.sha256, blob.extension))
        good = path.read_bytes()
        path.write_bytes(b"damaged")
        assert await _verified(shelf) == {}
        assert set((await _verified(shelf, deep=True)).values()) == {"corrupt_blob"}
        await _decided(shelf, How.OURS)
        assert path.read_bytes() == good
        assert await _verified(shelf, deep=True) == {}


async def test_an_unreachable_library_changes_nothing(tmp_path: Path) -> None:
    from lobbycard.store import jobs

    async with opened(tmp_path) as shelf:
        await _published(shelf)
        os.rename(shelf.root, tmp_path / "away")
        (job,) = await shelf.core.enqueue(VerifyLibrary(library_id=shelf.library_id))
        await shelf.core.idle()
        row = await shelf.store.read(jobs.by_id, job)
        assert row is not None
        assert "cannot be reached" in row.error
        assert await shelf.store.read(drifts.undecided) == []


async def test_after_an_upgrade_ours_are_put_back_under_the_new_name(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        await _published(shelf)
        for path in list((shelf.root / FILM).iterdir()):
            if path.name.startswith(FILM):
                path.unlink()
        shelf.put(f"{FILM}/{FILM} Bluray-1080p.mkv", b"a better video")
        await shelf.scan()
        names = {path.removeprefix(f"{FILM}/") for path in shelf.tree()}
        assert f"{FILM} Bluray-1080p-poster.jpg" in names
        assert f"{FILM} Bluray-1080p.nfo" in names
        assert {"movie.nfo", "poster.jpg"} <= names
        assert await _verified(shelf) == {}


async def test_fanarts_keep_their_order_when_one_is_taken_over(tmp_path: Path) -> None:
    async with opened(tmp_path, publish={"names": "bare"}) as shelf:
        item_id = await curated_film(shelf)
        first = await _candidates(shelf, item_id)
        await picture(shelf, item_id, AssetType.FANART, seed=5)
        second = await _candidates(shelf, item_id)
        await shelf.store.write(fields.edit, item_id, {"artwork.fanart": [*first, *second]})
        await shelf.run(PublishItem(item_id=item_id))
        kept = shelf.tree()[f"{FILM}/fanart.jpg"]
        theirs = drawing.jpeg(50, (1280, 720))
        shelf.put(f"{FILM}/fanart1.jpg", theirs)
        await _verified(shelf)
        await _decided(shelf, How.THEIRS)
        assert shelf.tree()[f"{FILM}/fanart.jpg"] == kept
        assert shelf.tree()[f"{FILM}/fanart1.jpg"] == theirs


async def _candidates(shelf: Shelf, item_id: int) -> list[int]:
    from lobbycard.model import fields as known
    from lobbycard.store import values

    def chosen(session):  # type: ignore[no-untyped-def]  # a query of one line
        item = fields.item_by_id(session, item_id)
        return values.get(session, item, known.FIELDS["artwork.fanart"]) or []

    return await shelf.store.read(chosen)


async def test_a_lock_of_jellyfins_is_told_also_in_an_nfo_that_is_ours_since(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        theirs = "<movie><title>Harbour Lights</title><lockdata>true</lockdata></movie>"
        item_id = await curated_film(shelf, extra={f"{FILM}/movie.nfo": theirs})
        await shelf.run(PublishItem(item_id=item_id))
        assert b"<lockdata>true</lockdata>" in shelf.tree()[f"{FILM}/movie.nfo"]
        told = (await conflicts.find_all(shelf.core.tools))["library"]
        assert [one.program for one in told if "lockdata" in one.message] == ["Jellyfin"]
