"""What is published, what is kept, and that nothing else happens."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lobbycard.model.kinds import AssetType, LibraryKind
from lobbycard.store import fields, history, sources, unknown
from lobbycard.store.publish import drifts, published
from lobbycard.tasks import undo_batch
from lobbycard.tasks.publish_item import PublishItem
from lobbycard.tasks.publish_many import PublishMany
from tests.tasks.desk_of_publishing import FILM, SHOW, VIDEO, curated_film, film, picture, planned, replace, stamps
from tests.tasks.scratch import Shelf, opened


async def test_a_film_is_published_under_the_names_that_every_player_sees(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        item_id = await curated_film(shelf)
        await shelf.run(PublishItem(item_id=item_id))
        assert set(shelf.tree()) == {
            VIDEO,
            *(f"{FILM}/{name}" for name in ("movie.nfo", "poster.jpg", "fanart.jpg", "clearlogo.png")),
            *(f"{FILM}/{FILM}{rest}" for rest in (".nfo", "-poster.jpg", "-fanart.jpg", "-clearlogo.png")),
        }
        tree = shelf.tree()
        assert tree[f"{FILM}/movie.nfo"] == tree[f"{FILM}/{FILM}.nfo"]
        assert tree[f"{FILM}/poster.jpg"] == tree[f"{FILM}/{FILM}-poster.jpg"]
        item = (await shelf.items())["Harbour Lights"]
        assert item.state == "published"
        assert item.published_at is not None
        assert not item.has_unpublished_changes


async def test_a_second_publish_without_changes_writes_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        item_id = await curated_film(shelf)
        await shelf.run(PublishItem(item_id=item_id))
        before = stamps(shelf.root)
        publication = await planned(shelf, item_id)
        assert not publication
        assert "nothing to do" in await shelf.run(PublishItem(item_id=item_id))
        assert stamps(shelf.root) == before


async def test_after_a_scan_a_publish_still_writes_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        item_id = await curated_film(shelf)
        await shelf.run(PublishItem(item_id=item_id))
        before = stamps(shelf.root)
        await shelf.scan()
        item = (await shelf.items())["Harbour Lights"]
        assert not item.has_unpublished_changes
        await shelf.run(PublishItem(item_id=item_id))
        assert stamps(shelf.root) == before


async def test_a_scan_learns_nothing_from_our_own_nfo(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        item_id = await curated_film(shelf)
        await shelf.run(PublishItem(item_id=item_id))
        before = await shelf.store.read(sources.said, item_id)
        nfo = shelf.tree()[f"{FILM}/movie.nfo"].replace(b"<movie>", b"<movie><tagline>Theirs</tagline>")
        shelf.put(f"{FILM}/movie.nfo", nfo)
        await shelf.scan()
        assert await shelf.store.read(sources.said, item_id) == before
        assert (await shelf.items())["Harbour Lights"].tagline is None


async def test_what_was_previewed_is_executed_or_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        item_id = await curated_film(shelf)
        publication = await planned(shelf, item_id)
        shelf.put(f"{FILM}/poster.jpg", b"somebody else's")
        ids = await shelf.core.enqueue(PublishItem(item_id=item_id, digest=publication.digest))
        await shelf.core.idle()
        from lobbycard.store import jobs

        row = await shelf.store.read(jobs.by_id, ids[0])
        assert row is not None
        assert row.status == "failed"
        assert "no longer what was shown" in row.error
        assert set(shelf.tree()) == {VIDEO, f"{FILM}/poster.jpg"}


async def test_an_undo_takes_back_files_rows_and_flags(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        item_id = await curated_film(shelf, extra={f"{FILM}/poster.png": b"theirs"})
        before = shelf.tree()
        await shelf.run(PublishItem(item_id=item_id))
        assert f"{FILM}/poster.png" not in shelf.tree()
        batch = await undo_batch.find(shelf.core.tools)
        await undo_batch.undo(shelf.core.tools, batch)
        assert shelf.tree() == before
        item = (await shelf.items())["Harbour Lights"]
        assert item.state != "published"
        assert item.has_unpublished_changes
        assert await shelf.store.read(published.count, shelf.library_id) == 0
        await undo_batch.undo(shelf.core.tools, await undo_batch.find(shelf.core.tools, redo=True))
        assert not await planned(shelf, item_id)
        assert (await shelf.items())["Harbour Lights"].state == "published"


async def test_rivals_go_to_the_bin_unless_they_are_kept(tmp_path: Path) -> None:
    rivals = ("poster.png", "folder.jpg", f"{FILM}-poster.png", "logo.png", "backdrop.jpg", f"{FILM}.jpg")
    async with opened(tmp_path) as shelf:
        item_id = await curated_film(shelf, extra={f"{FILM}/{name}": name for name in rivals})
        shelf.put(f"{FILM}/banner.png", b"of a type that we do not publish")
        publication = await planned(shelf, item_id, keep=("folder.jpg",))
        gone = {row.path.rpartition("/")[2] for row in publication.rows() if row.action == "recycled"}
        assert gone == set(rivals) - {"folder.jpg"}
        await shelf.run(PublishItem(item_id=item_id, keep=("folder.jpg",)))
        left = {Path(path).name for path in shelf.tree()}
        assert not left & (set(rivals) - {"folder.jpg"})
        assert {"folder.jpg", "banner.png"} <= left


async def test_the_nfo_that_is_there_is_merged_and_its_user_state_kept(tmp_path: Path) -> None:
    theirs = "<movie><title>Harbour Lights</title><playcount>3</playcount><mytag>x</mytag><!-- note --></movie>"
    async with opened(tmp_path) as shelf:
        item_id = await curated_film(shelf, extra={f"{FILM}/movie.nfo": theirs})
        await shelf.run(PublishItem(item_id=item_id))
        for name in ("movie.nfo", f"{FILM}.nfo"):
            text = shelf.tree()[f"{FILM}/{name}"].decode()
            assert "<playcount>3</playcount>" in text
            assert "<mytag>x</mytag>" in text
            assert "<!-- note -->" in text
            assert "A harbour at night." in text


async def test_a_second_nfo_is_merged_first_and_then_recycled(tmp_path: Path) -> None:
    async with opened(tmp_path, publish={"names": "bare"}) as shelf:
        extra: dict[str, bytes | str] = {
            f"{FILM}/movie.nfo": "<movie><title>Harbour Lights</title><mine>1</mine></movie>",
            f"{FILM}/{FILM}.nfo": "<movie><title>Harbour Lights</title><playcount>2</playcount></movie>",
        }
        item_id = await curated_film(shelf, extra=extra)
        await shelf.run(PublishItem(item_id=item_id))
        tree = shelf.tree()
        assert f"{FILM}/{FILM}.nfo" not in tree
        text = tree[f"{FILM}/movie.nfo"].decode()
        assert "<mine>1</mine>" in text
        assert "<playcount>2</playcount>" in text


async def test_scene_text_is_moved_aside_and_never_lost(tmp_path: Path) -> None:
    text = (
        b"\xdb\xdb\xdb A release of the harbour group \xdb\xdb\nhttps://www.imdb.com/title/tt9000001/\n" + b"x " * 400
    )
    async with opened(tmp_path) as shelf:
        item_id = await curated_film(shelf, extra={f"{FILM}/{FILM}.nfo": text})
        await shelf.run(PublishItem(item_id=item_id))
        tree = shelf.tree()
        assert tree[f"{FILM}/{FILM}.nfo-orig"] == text
        assert b"<movie>" in tree[f"{FILM}/{FILM}.nfo"]


async def test_text_that_was_moved_aside_is_no_unknown_file(tmp_path: Path) -> None:
    async with opened(tmp_path, kind=LibraryKind.TV) as shelf:
        shelf.put(f"{SHOW}/Season 01/North Quay - S01E01.mkv", "one")
        shelf.put(f"{SHOW}/tvshow.nfo", "a text of a group\n")
        await shelf.scan()
        await shelf.run(PublishItem(item_id=(await shelf.items())["North Quay"].id))
        assert f"{SHOW}/tvshow.nfo-orig" in shelf.tree()
        await shelf.scan()
        assert await shelf.store.read(unknown.page) == []


@pytest.mark.parametrize(
    ("theirs", "what"),
    [
        ("<?xml version='1.0'?><!-- mine -->\n<musicvideo><title>Harbour Song</title></musicvideo>", "a music video"),
        ("<artist><name>The Quays</name></artist>", "an artist"),
        ("<tvshow><title>North Quay</title></tvshow>", "a series"),
    ],
)
async def test_somebodys_nfo_of_another_kind_stays_where_it_is(tmp_path: Path, theirs: str, what: str) -> None:
    beside, bare = f"{FILM}/{FILM}.nfo", f"{FILM}/movie.nfo"
    async with opened(tmp_path) as shelf:
        item_id = await curated_film(shelf, extra={beside: theirs})
        shown = {row.path: (row.action, row.reason) for row in (await planned(shelf, item_id)).rows()}
        assert shown[beside] == ("kept", f"it is the NFO of {what}; only a publish by force moves it aside")
        await shelf.run(PublishItem(item_id=item_id))
        assert shelf.tree()[beside] == theirs.encode()
        assert b"<movie>" in shelf.tree()[bare]
        assert f"{beside}-orig" not in shelf.tree()
        await shelf.run(PublishItem(item_id=item_id, mode="force"))
        assert b"<movie>" in shelf.tree()[beside]
        assert shelf.tree()[f"{beside}-orig"] == theirs.encode()


async def test_an_nfo_of_another_kind_under_a_second_name_is_no_rival(tmp_path: Path) -> None:
    cased = f"{FILM}/Movie.NFO"
    async with opened(tmp_path) as shelf:
        item_id = await curated_film(shelf, extra={cased: "<album><title>Harbour Songs</title></album>"})
        await shelf.run(PublishItem(item_id=item_id))
        assert b"<album>" in shelf.tree()[cased]
        assert b"<movie>" in shelf.tree()[f"{FILM}/movie.nfo"]


async def test_what_somebody_wrote_over_our_nfo_for_another_thing_is_told(tmp_path: Path) -> None:
    nfo = f"{FILM}/movie.nfo"
    async with opened(tmp_path) as shelf:
        item_id = await curated_film(shelf)
        await shelf.run(PublishItem(item_id=item_id))
        replace(shelf, nfo, "<musicvideo><title>Harbour Song</title></musicvideo>")
        await shelf.run(PublishItem(item_id=item_id))
        assert b"musicvideo" in shelf.tree()[nfo]
        (told,) = await shelf.store.read(drifts.undecided)
        assert (told.path, told.kind) == (nfo, "changed")


async def test_a_picture_that_somebody_changed_stays_until_somebody_decides(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        item_id = await curated_film(shelf)
        await shelf.run(PublishItem(item_id=item_id))
        replace(shelf, f"{FILM}/poster.jpg", b"theirs")
        await shelf.store.write(fields.edit, item_id, {"plot": "Another plot."})
        publication = await planned(shelf, item_id)
        assert [one.path for one in publication.drifts()] == [f"{FILM}/poster.jpg"]
        await shelf.run(PublishItem(item_id=item_id))
        assert shelf.tree()[f"{FILM}/poster.jpg"] == b"theirs"
        assert b"Another plot." in shelf.tree()[f"{FILM}/movie.nfo"]
        left_as_is = await shelf.store.read(drifts.undecided)
        assert [(row.path, row.kind) for row in left_as_is] == [(f"{FILM}/poster.jpg", "changed")]
        await shelf.run(PublishItem(item_id=item_id, mode="force"))
        assert shelf.tree()[f"{FILM}/poster.jpg"] != b"theirs"
        assert await shelf.store.read(drifts.undecided) == []


async def test_fields_that_somebody_changed_in_our_nfo_stay_theirs(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        item_id = await curated_film(shelf)
        await shelf.run(PublishItem(item_id=item_id))
        nfo = f"{FILM}/movie.nfo"
        text = shelf.tree()[nfo].decode().replace("A harbour at night.", "Their plot.")
        shelf.put(nfo, text)
        await shelf.store.write(fields.edit, item_id, {"tagline": "Ours."})
        await shelf.run(PublishItem(item_id=item_id))
        text = shelf.tree()[nfo].decode()
        assert "Their plot." in text
        assert "Ours." in text
        left_as_is = await shelf.store.read(drifts.undecided)
        assert [(row.path, row.detail) for row in left_as_is] == [(nfo, "somebody changed plot")]


async def test_automation_does_not_bring_back_what_somebody_removed(tmp_path: Path) -> None:
    from lobbycard.model.kinds import Trigger

    async with opened(tmp_path) as shelf:
        item_id = await curated_film(shelf)
        await shelf.run(PublishItem(item_id=item_id))
        (shelf.root / FILM / "poster.jpg").unlink()
        (shelf.root / FILM / "movie.nfo").unlink()
        await shelf.core.enqueue(PublishItem(item_id=item_id), trigger=Trigger.AUTOMATION)
        await shelf.core.idle()
        assert f"{FILM}/poster.jpg" not in shelf.tree()
        assert f"{FILM}/movie.nfo" not in shelf.tree()
        assert {row.kind for row in await shelf.store.read(drifts.undecided)} == {"missing"}
        await shelf.run(PublishItem(item_id=item_id))
        assert {f"{FILM}/poster.jpg", f"{FILM}/movie.nfo"} <= set(shelf.tree())
        assert await shelf.store.read(drifts.undecided) == []


async def test_another_choice_replaces_ours_and_its_names(tmp_path: Path) -> None:
    async with opened(tmp_path) as shelf:
        item_id = await curated_film(shelf)
        await shelf.run(PublishItem(item_id=item_id))
        data = await picture(shelf, item_id, AssetType.POSTER, seed=2, kind="PNG")
        await shelf.run(PublishItem(item_id=item_id))
        tree = shelf.tree()
        assert tree[f"{FILM}/poster.png"] == data
        assert f"{FILM}/poster.jpg" not in tree
        assert f"{FILM}/{FILM}-poster.jpg" not in tree


async def test_a_local_picture_that_was_chosen_is_taken_over_without_writing(tmp_path: Path) -> None:
    from tests.assets import drawing

    async with opened(tmp_path, publish={"names": "bare"}) as shelf:
        item_id = await film(shelf, extra={f"{FILM}/poster.jpg": drawing.jpeg(7)})
        path = shelf.root / FILM / "poster.jpg"
        before = os.lstat(path)
        from lobbycard.tasks.pictures import own_art

        await own_art.add(shelf.core.tools, item_id, AssetType.POSTER, str(path))
        await shelf.run(PublishItem(item_id=item_id))
        after = os.lstat(path)
        assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
        assert await shelf.store.read(published.count, shelf.library_id) == 2


async def test_a_series_is_published_as_one(tmp_path: Path) -> None:
    from lobbycard.model.kinds import LibraryKind

    async with opened(tmp_path, kind=LibraryKind.TV) as shelf:
        for name in (
            "Season 01/North Quay - S01E01-E02",
            "Season 01/North Quay - S01E03",
            "Specials/North Quay - S00E01",
        ):
            shelf.put(f"{SHOW}/{name}.mkv", name)
        await shelf.scan()
        items = await shelf.items()
        series, special = items["North Quay"].id, items["Specials#0"].id
        first = next(item for item in items.values() if item.kind == "season" and item.number == 1).id
        episodes = {
            item.number: item.id for item in items.values() if item.kind == "episode" and item.parent_id == first
        }
        await picture(shelf, series, AssetType.POSTER)
        await picture(shelf, first, AssetType.POSTER, seed=2)
        await picture(shelf, special, AssetType.POSTER, seed=3)
        await picture(shelf, episodes[1], AssetType.THUMB)
        await shelf.store.write(fields.edit, first, {"title": "The Winter Case"})
        await shelf.run(PublishItem(item_id=series))
        names = {path.removeprefix(f"{SHOW}/") for path in shelf.tree() if not path.endswith(".mkv")}
        assert names == {
            "tvshow.nfo",
            "poster.jpg",
            "season01-poster.jpg",
            "season-specials-poster.jpg",
            "Season 01/season.nfo",
            "Season 01/North Quay - S01E01-E02.nfo",
            "Season 01/North Quay - S01E01-E02-thumb.jpg",
            "Season 01/North Quay - S01E03.nfo",
            "Specials/season.nfo",
            "Specials/North Quay - S00E01.nfo",
        }
        text = shelf.tree()[f"{SHOW}/Season 01/North Quay - S01E01-E02.nfo"].decode()
        assert text.count("<episodedetails>") == 2
        assert text.count("<?xml") == 1
        assert '<namedseason number="1">The Winter Case</namedseason>' in shelf.tree()[f"{SHOW}/tvshow.nfo"].decode()
        before = stamps(shelf.root)
        await shelf.run(PublishItem(item_id=episodes[2]))
        await shelf.run(PublishItem(item_id=series))
        assert stamps(shelf.root) == before


async def test_a_read_only_library_is_left_alone(tmp_path: Path) -> None:
    from lobbycard.store import libraries

    async with opened(tmp_path) as shelf:
        item_id = await curated_film(shelf)
        await shelf.store.write(libraries.update, shelf.library_id, {"read_only": True})
        publication = await planned(shelf, item_id)
        assert not publication
        assert "read-only" in publication.skipped()[0].reason
        assert await shelf.run(PublishMany(everything=True))
        assert set(shelf.tree()) == {VIDEO}


async def test_many_are_published_as_one_batch_and_a_bad_one_stops_nothing(tmp_path: Path) -> None:
    from lobbycard.store import jobs

    async with opened(tmp_path) as shelf:
        ids = [await _other(shelf, number) for number in range(3)]
        (shelf.root / "Film 1 (2001)" / "movie.nfo").mkdir()
        job = (await shelf.core.enqueue(PublishMany(item_ids=tuple(ids))))[0]
        await shelf.core.idle()
        row = await shelf.store.read(jobs.by_id, job)
        assert row is not None
        assert row.status == "completed", row.error
        assert {"Film 0 (2001)/movie.nfo", "Film 2 (2001)/movie.nfo"} <= set(shelf.tree())
        assert row.result == "3 items published, 5 files touched, 1 left as they are"
        batch = await undo_batch.find(shelf.core.tools)
        told = {one.batch: one.summary for _, one in await shelf.store.read(history.batches)}
        assert told[batch] == "Publish 3 items"
        await undo_batch.undo(shelf.core.tools, batch)
        assert not [path for path in shelf.tree() if path.endswith(".nfo")]


async def _other(shelf: Shelf, number: int) -> int:
    name = f"Film {number} (2001)"
    shelf.put(f"{name}/{name}.mkv", name)
    await shelf.scan()
    return (await shelf.items())[f"Film {number}"].id


@pytest.mark.parametrize("name", ["movie.nfo", "poster.jpg"])
async def test_a_link_or_folder_in_the_place_of_ours_stays(tmp_path: Path, name: str) -> None:
    async with opened(tmp_path) as shelf:
        item_id = await curated_film(shelf)
        outside = tmp_path / "outside"
        outside.write_bytes(b"theirs")
        os.symlink(outside, shelf.root / FILM / name)
        publication = await planned(shelf, item_id)
        kept = {row.path: row.reason for row in publication.rows() if row.action == "kept"}
        assert "symbolic link" in kept[f"{FILM}/{name}"]
        await shelf.run(PublishItem(item_id=item_id))
        assert outside.read_bytes() == b"theirs"
        assert os.path.islink(shelf.root / FILM / name)


async def test_a_picture_that_another_episode_of_the_video_takes_over_goes_back_with_an_undo(tmp_path: Path) -> None:
    thumb = f"{SHOW}/Season 01/North Quay - S01E01-E02-thumb.jpg"
    async with opened(tmp_path, kind=LibraryKind.TV) as shelf:
        shelf.put(f"{SHOW}/Season 01/North Quay - S01E01-E02.mkv", "both")
        await shelf.scan()
        items = await shelf.items()
        series, first, second = (items[name].id for name in ("North Quay", "Episode 1#1", "Episode 2#2"))
        seen: list[bytes | None] = [None]
        batches: list[str] = []

        async def publish() -> None:
            await shelf.run(PublishItem(item_id=series))
            seen.append(shelf.tree()[thumb])
            ((_, last),) = await shelf.store.read(history.batches, limit=1)
            batches.append(last.batch)

        await picture(shelf, second, AssetType.THUMB, seed=2)
        await publish()
        await picture(shelf, first, AssetType.THUMB, seed=1)
        await publish()
        await shelf.store.write(fields.edit, first, {"artwork.thumb": []})
        await publish()
        assert seen[1] == seen[3] != seen[2]
        for before, batch in zip(reversed(seen[:-1]), reversed(batches), strict=True):
            await undo_batch.undo(shelf.core.tools, batch)
            assert shelf.tree().get(thumb) == before


def test_the_key_of_an_nfo_is_the_same_in_every_process() -> None:
    script = (
        "from lobbycard.model.kinds import ItemKind\n"
        "from lobbycard.model.publishing import Subject\n"
        "from lobbycard.nfo.values import Options\n"
        "from lobbycard.tasks.publishing import nfo_inputs\n"
        "names = ('tagline', 'outline', 'certification', 'genres', 'studios', 'countries', 'tags')\n"
        "film = Subject(1, ItemKind.MOVIE, 1, 'Tide', cleared=frozenset(names))\n"
        "print(nfo_inputs.key_of([nfo_inputs.of_subject(film, None, ('plot', 'cast'))], Options()))\n"
    )
    keys = {
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"PYTHONHASHSEED": str(seed)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in (1, 2, 3)
    }
    assert len(keys) == 1
