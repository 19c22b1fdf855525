"""Scans of real folders: what is new, changed, moved, gone and back, and what a scan never harms."""

import os
from pathlib import Path

import pytest

from lobbycard.model.kinds import FileRole, ItemKind, LibraryKind
from lobbycard.store import bulk, fields, history, items, libraries
from tests.tasks.scan_shelf import MOVIE_NFO, Shelf, chosen_path, picture, second, shelf

TV = LibraryKind.TV


async def films(place: Shelf, *names: str) -> None:
    """Films in folders of their own."""
    for name in names:
        place.put(f"{name}/{name}.mkv")


def close(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Have a folder refuse to be read: root reads everything, so permissions cannot be taken away."""
    real = os.scandir

    def refusing(path: str) -> object:
        if str(path) == str(folder):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", refusing)


async def lock(place: Shelf, title: str, plot: str, kind: ItemKind = ItemKind.MOVIE) -> int:
    """Write a plot by hand, which locks it."""
    item = await place.item(title, kind)
    await place.desk.store.write(fields.edit, item.id, {"plot": plot})
    return item.id


async def test_new_films_become_items(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        await films(place, "Quiet Harbour (1999)", "The Long Pier (2004)")
        counts = await place.scan()
        assert await place.titles() == ["Quiet Harbour (1999)", "The Long Pier (2004)"]
        assert (counts["added"], counts["missing"], counts["failed"]) == (2, 0, [])


async def test_a_second_scan_writes_nothing(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        await films(place, "Quiet Harbour (1999)")
        place.put("Quiet Harbour (1999)/Quiet Harbour (1999).en.srt")
        place.put("Quiet Harbour (1999)/movie.nfo", MOVIE_NFO.format(title="Quiet Harbour", year=1999, plot="Calm."))
        place.put("Quiet Harbour (1999)/strange.xyz")
        await place.scan()
        for full in (True, False):
            before = await place.changes()
            counts = await place.scan(full=full)
            assert await place.changes() == before
            assert {counts[name] for name in ("added", "changed", "moved", "missing", "back", "unknown")} == {0}


async def test_a_file_rewritten_in_place_is_changed_and_probed_again(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        await films(place, "Quiet Harbour (1999)")
        await place.scan()
        place.put("Quiet Harbour (1999)/Quiet Harbour (1999).mkv", b"longer than before" * 40)
        counts = await place.scan()
        assert (counts["added"], counts["changed"], counts["missing"]) == (0, 1, 0)


async def test_an_upgrade_in_the_same_folder_keeps_the_item_and_its_locks(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        place.put("Quiet Harbour (1999)/Quiet.Harbour.1999.720p.WEB-DL.x264-ABC.mkv")
        await place.scan()
        item_id = await lock(place, "Quiet Harbour", "Mine.")
        place.drop("Quiet Harbour (1999)/Quiet.Harbour.1999.720p.WEB-DL.x264-ABC.mkv")
        place.put("Quiet Harbour (1999)/Quiet.Harbour.1999.2160p.BluRay.x265-XYZ.mkv")
        counts = await place.scan()
        item = await place.item("Quiet Harbour")
        assert (item.id, item.plot, item.deleted_on) == (item_id, "Mine.", None)
        assert await place.files(item) == ["Quiet Harbour (1999)/Quiet.Harbour.1999.2160p.BluRay.x265-XYZ.mkv"]
        assert counts["added"] == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Quiet Harbour (1999)/Quiet Harbour (1999).mkv", "Quiet Harbour (1999)/qh.1999.mkv"),
        ("Quiet Harbour (1999)", "Quiet Harbor (1999)"),
        ("Quiet Harbour (1999)", "1990s/Quiet Harbour (1999)"),
        ("Quiet Harbour (1999)/Quiet Harbour (1999).mkv", "Elsewhere (2001)/Elsewhere (2001).mkv"),
    ],
)
async def test_a_moved_film_keeps_its_item(tmp_path: Path, old: str, new: str) -> None:
    async with shelf(tmp_path) as place:
        await films(place, "Quiet Harbour (1999)", "The Long Pier (2004)")
        await place.scan()
        item_id = await lock(place, "Quiet Harbour", "Mine.")
        place.move(old, new)
        counts = await place.scan(full=False)
        every = await place.items()
        assert sorted(item.id for item in every) == sorted({item.id for item in every})
        (item,) = [item for item in every if item.id == item_id]
        assert item.plot == "Mine."
        assert len(await place.files(item)) == 1
        assert (await place.files(item))[0].startswith(new)
        assert (counts["added"], counts["moved"], counts["missing"]) == (0, 1, 0)
        assert len(every) == 2


async def test_a_renamed_folder_takes_its_pictures_along(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        await films(place, "Quiet Harbour (1999)")
        place.put("Quiet Harbour (1999)/poster.jpg", picture())
        await place.scan()
        before = (await place.dump())["candidate"]
        place.move("Quiet Harbour (1999)", "Calm Harbour (1999)")
        await place.scan()
        after = (await place.dump())["candidate"]
        assert [row[2] for row in before] == ["local:Quiet Harbour (1999)/poster.jpg"]
        assert [row[2] for row in after] == ["local:Calm Harbour (1999)/poster.jpg"]


async def test_a_copied_film_whose_times_were_kept_is_recognised_on_another_disk(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        await films(place, "Quiet Harbour (1999)")
        await place.scan()
        item_id = await lock(place, "Quiet Harbour", "Mine.")
        old = place.root / "Quiet Harbour (1999)/Quiet Harbour (1999).mkv"
        status = old.stat()
        copy = place.put("Moved/Quiet Harbour (1999).mkv", old.read_bytes())
        os.utime(copy, ns=(status.st_atime_ns, status.st_mtime_ns))
        place.drop("Quiet Harbour (1999)")
        counts = await place.scan()
        assert counts["moved"] == 1
        assert (await place.item("Quiet Harbour")).id == item_id


@pytest.mark.parametrize("order", [("first", "second"), ("second", "first")])
async def test_a_film_moved_into_another_library_keeps_its_item(tmp_path: Path, order: tuple[str, str]) -> None:
    async with shelf(tmp_path) as place:
        other = await second(place.desk, tmp_path / "other")
        await films(place, "Quiet Harbour (1999)", "The Long Pier (2004)")
        other.put("Tide (2010)/Tide (2010).mkv")
        await place.scan()
        await other.scan()
        item_id = await lock(place, "Quiet Harbour", "Mine.")
        os.rename(place.root / "Quiet Harbour (1999)", other.root / "Quiet Harbour (1999)")
        for name in order:
            await (place if name == "first" else other).scan()
        item = await other.item("Quiet Harbour")
        assert (item.id, item.plot, item.deleted_on, item.library_id) == (item_id, "Mine.", None, other.library_id)
        assert await place.titles() == ["The Long Pier (2004)"]


async def test_exchanged_names_exchange_the_files_not_the_items(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        await films(place, "Quiet Harbour (1999)", "The Long Pier (2004)")
        await place.scan()
        harbour, pier = await place.item("Quiet Harbour"), await place.item("The Long Pier")
        one, two = "Quiet Harbour (1999)/Quiet Harbour (1999).mkv", "The Long Pier (2004)/The Long Pier (2004).mkv"
        place.move(one, "spare.bin")
        place.move(two, one)
        place.move("spare.bin", two)
        counts = await place.scan()
        assert counts["moved"] == 2
        assert await place.files(harbour) == [two]
        assert await place.files(pier) == [one]


async def test_a_vanished_film_is_deleted_softly_and_comes_back_with_everything(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        await films(place, "Quiet Harbour (1999)", "The Long Pier (2004)")
        await place.scan()
        item_id = await lock(place, "Quiet Harbour", "Mine.")
        os.rename(place.root / "Quiet Harbour (1999)", tmp_path / "aside")
        counts = await place.scan()
        gone = await place.item("Quiet Harbour")
        assert counts["missing"] == 1
        assert gone.deleted_on is not None
        assert await place.titles() == ["The Long Pier (2004)"]
        os.rename(tmp_path / "aside", place.root / "Quiet Harbour (1999)")
        counts = await place.scan()
        item = await place.item("Quiet Harbour")
        assert (item.id, item.plot, item.deleted_on, counts["back"]) == (item_id, "Mine.", None, 1)


async def test_a_film_that_comes_back_as_another_file_is_the_same_item(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        await films(place, "Quiet Harbour (1999)", "The Long Pier (2004)")
        await place.scan()
        item_id = await lock(place, "Quiet Harbour", "Mine.")
        place.drop("Quiet Harbour (1999)")
        await place.scan()
        place.put("New/Quiet.Harbour.1999.1080p.mkv")
        await place.scan()
        assert (await place.item("Quiet Harbour")).id == item_id


async def test_what_a_person_deleted_stays_deleted_while_its_file_is_there(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        await films(place, "Quiet Harbour (1999)", "The Long Pier (2004)")
        await place.scan()
        item = await place.item("Quiet Harbour")
        await place.desk.store.write(bulk.delete, [item.id], 30, history.by_user())
        place.put("Quiet Harbour (1999)/Quiet Harbour (1999).en.srt")
        await place.scan()
        assert await place.titles() == ["The Long Pier (2004)"]


async def test_when_too_much_vanishes_at_once_nothing_is_gone_until_somebody_says_so(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        names = [f"Film {number} (20{number:02})" for number in range(30)]
        await films(place, *names)
        await place.scan()
        for name in names[:25]:
            place.drop(name)
        place.put("Fresh (2021)/Fresh (2021).mkv")
        for _ in range(2):
            counts = await place.scan(full=False)
            library = await place.desk.store.read(libraries.by_id, place.library_id)
            assert (counts["held"], counts["missing"], library.absence_held) == (25, 0, 25)
            assert len(await place.items()) == 31
        counts = await place.scan(full=False, confirm=True)
        assert (counts["held"], counts["missing"], len(await place.items())) == (0, 25, 6)


async def test_many_moved_files_are_no_absence(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        names = [f"Film {number} (20{number:02})" for number in range(30)]
        await films(place, *names)
        await place.scan()
        for name in names:
            place.move(name, f"Sorted/{name}")
        counts = await place.scan(full=False)
        assert (counts["held"], counts["moved"], counts["missing"], counts["added"]) == (0, 30, 0, 0)


async def test_a_library_that_is_not_there_changes_nothing_but_its_flag(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        await films(place, "Quiet Harbour (1999)")
        await place.scan()
        before = await place.dump()
        os.rename(place.root, tmp_path / "away")
        counts = await place.scan()
        library = await place.desk.store.read(libraries.by_id, place.library_id)
        assert (counts["reachable"], library.accessible) == (False, False)
        assert await place.dump() == before
        os.rename(tmp_path / "away", place.root)
        await place.scan()
        library = await place.desk.store.read(libraries.by_id, place.library_id)
        assert library.accessible
        assert await place.dump() == before


async def test_an_empty_mount_point_is_not_an_empty_library(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        await films(place, "Quiet Harbour (1999)")
        await place.scan()
        before = await place.dump()
        os.rename(place.root, tmp_path / "away")
        place.root.mkdir()
        for full in (True, False):
            assert (await place.scan(full=full))["reachable"] is False
            assert await place.dump() == before
        counts = await place.scan(confirm=True)
        assert (counts["missing"], await place.titles()) == (1, [])


async def test_a_folder_that_was_emptied_by_hand_is_empty(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        await films(place, "Quiet Harbour (1999)")
        await place.scan()
        place.drop("Quiet Harbour (1999)")
        counts = await place.scan()
        assert (counts["reachable"], counts["missing"], await place.titles()) == (True, 1, [])


async def test_a_new_empty_library_is_fine(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        assert (await place.scan())["reachable"] is True


async def test_an_unreadable_folder_hides_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with shelf(tmp_path) as place:
        await films(place, "Quiet Harbour (1999)", "The Long Pier (2004)", "Tide (2010)")
        await place.scan()
        closed = place.root / "Quiet Harbour (1999)"
        close(monkeypatch, closed)
        place.drop("Tide (2010)")
        os.utime(closed)
        counts = await place.scan()
        assert await place.titles() == ["Quiet Harbour (1999)", "The Long Pier (2004)"]
        assert counts["missing"] == 1
        assert any("No permission" in problem for problem in counts["failed"])
        monkeypatch.undo()
        place.drop("Quiet Harbour (1999)/Quiet Harbour (1999).mkv")
        await place.scan(full=False)
        assert await place.titles() == ["The Long Pier (2004)"]


async def test_a_folder_that_could_not_be_read_is_tried_by_every_quick_scan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with shelf(tmp_path) as place:
        await films(place, "The Long Pier (2004)")
        place.put("A/B/Quiet Harbour (1999)/Quiet Harbour (1999).mkv")
        close(monkeypatch, place.root / "A/B/Quiet Harbour (1999)")
        for full in (True, False):
            counts = await place.scan(full=full)
            assert any("No permission" in problem for problem in counts["failed"]), full
        monkeypatch.undo()
        await place.scan(full=False)
        assert await place.titles() == ["Quiet Harbour (1999)", "The Long Pier (2004)"]


async def test_a_quick_scan_sees_what_is_added_renamed_and_removed(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        await films(place, "Quiet Harbour (1999)", "The Long Pier (2004)", "Tide (2010)")
        await place.scan()
        place.drop("Tide (2010)")
        place.put("1990s/Deep/Fog (1995)/Fog (1995).mkv")
        place.put("Quiet Harbour (1999)/Quiet Harbour (1999).de.forced.srt")
        counts = await place.scan(full=False)
        assert (counts["added"], counts["missing"]) == (1, 1)
        assert await place.titles() == ["Fog (1995)", "Quiet Harbour (1999)", "The Long Pier (2004)"]
        assert (await place.dump())["subtitle_stream"] == [
            (
                "Quiet Harbour (1999)/Quiet Harbour (1999).mkv",
                "Quiet Harbour (1999)/Quiet Harbour (1999).de.forced.srt",
                "de",
                1,
            )
        ]


async def test_a_subtitle_that_is_gone_leaves_its_video(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        await films(place, "Quiet Harbour (1999)")
        place.put("Quiet Harbour (1999)/Quiet Harbour (1999).en.srt")
        await place.scan()
        assert len((await place.dump())["subtitle_stream"]) == 1
        place.drop("Quiet Harbour (1999)/Quiet Harbour (1999).en.srt")
        await place.scan()
        assert (await place.dump())["subtitle_stream"] == []


async def test_an_nfo_changed_by_hand_is_read_again_and_a_lock_still_holds(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        await films(place, "Quiet Harbour (1999)")
        nfo = "Quiet Harbour (1999)/movie.nfo"
        place.put(nfo, MOVIE_NFO.format(title="Quiet Harbour", year=1999, plot="First."))
        await place.scan()
        assert (await place.item("Quiet Harbour")).plot == "First."
        place.put(nfo, MOVIE_NFO.format(title="Quiet Harbour", year=1999, plot="Second, by hand."))
        await place.scan()
        assert (await place.item("Quiet Harbour")).plot == "Second, by hand."
        await lock(place, "Quiet Harbour", "Mine.")
        place.put(nfo, MOVIE_NFO.format(title="Still Harbour", year=1998, plot="A third one."))
        await place.scan()
        item = await place.item("Still Harbour")
        assert (item.plot, item.year) == ("Mine.", 1998)


async def test_without_its_nfo_a_film_is_called_by_its_file_again(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        await films(place, "Quiet Harbour (1999)")
        nfo = "Quiet Harbour (1999)/movie.nfo"
        place.put(nfo, MOVIE_NFO.format(title="Another Title", year=1999, plot="Kept."))
        await place.scan()
        item = await place.item("Another Title")
        place.drop(nfo)
        await place.scan()
        again = await place.item("Quiet Harbour")
        assert (again.id, again.plot) == (item.id, "Kept.")


async def test_an_nfo_with_nothing_but_an_address_gives_the_id(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        await films(place, "Quiet Harbour (1999)", "The Long Pier (2004) [tmdbid-77001]")
        place.put("Quiet Harbour (1999)/movie.nfo", "https://www.themoviedb.org/movie/77002\n")
        await place.scan()
        ids = (await place.dump())["external_id"]
        assert ("Quiet Harbour", "tmdb", "77002") in ids
        assert ("The Long Pier", "tmdb", "77001") in ids


@pytest.mark.parametrize(
    ("own", "ids"),
    [
        ("", {"imdb": "tt0012345"}),
        ('<uniqueid type="tmdb">603</uniqueid>', {"imdb": "tt0012345", "tmdb": "603"}),
        ('<uniqueid type="imdb">tt0099999</uniqueid>', {"imdb": "tt0099999"}),
    ],
)
async def test_an_address_behind_the_xml_gives_the_id_that_the_xml_lacks(
    tmp_path: Path, own: str, ids: dict[str, str]
) -> None:
    async with shelf(tmp_path) as place:
        await films(place, "Quiet Harbour (1999)")
        xml = f"<movie><title>Quiet Harbour</title><plot>Like https://www.imdb.com/title/tt0077777/</plot>{own}</movie>"
        place.put("Quiet Harbour (1999)/movie.nfo", f"{xml}\nhttps://www.imdb.com/title/tt0012345/\n")
        await place.scan()
        item = await place.item("Quiet Harbour")
        assert await place.desk.store.read(items.external_ids, item.id) == ids


async def test_local_pictures_appear_change_and_vanish(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        await films(place, "Quiet Harbour (1999)")
        await place.scan()
        poster = "Quiet Harbour (1999)/poster.jpg"
        place.put(poster, picture())
        counts = await place.scan()
        item = await place.item("Quiet Harbour")
        assert [row[2] for row in (await place.dump())["candidate"]] == [f"local:{poster}"]
        before = await place.desk.store.read(blob_of, item.id)
        place.put(poster, picture("navy"))
        await place.scan()
        after = await place.desk.store.read(blob_of, item.id)
        assert None not in (before, after)
        assert before != after
        place.drop(poster)
        counts = await place.scan()
        assert counts["failed"] == []
        assert await place.desk.store.read(blob_of, item.id) == after  # it was chosen: the kept copy is what counts


async def test_versions_and_parts_are_one_film(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        place.put("Tide (2010)/Tide (2010) - 1080p.mkv", b"x" * 900)
        place.put("Tide (2010)/Tide (2010) - 2160p.mkv", b"y" * 1800)
        place.put("Fog (1995)/Fog (1995) cd1.avi")
        place.put("Fog (1995)/Fog (1995) cd2.avi")
        place.put("Reef (2001)/VIDEO_TS/VIDEO_TS.IFO")
        place.put("Reef (2001)/VIDEO_TS/VTS_01_1.VOB")
        await place.scan()
        assert await place.titles() == ["Fog (1995)", "Reef (2001)", "Tide (2010)"]
        assert len(await place.files(await place.item("Tide"))) == 2
        assert len(await place.files(await place.item("Fog"))) == 2
        assert {role for path, role in (await place.roles()).items() if path.startswith("Reef")} >= {"disc"}


async def test_a_version_that_becomes_a_film_of_its_own_leaves_the_other(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        place.put("Tide (2010)/Tide (2010) - 1080p.mkv", b"x" * 900)
        place.put("Tide (2010)/Tide (2010) - 2160p.mkv", b"y" * 1800)
        await place.scan()
        item_id = await lock(place, "Tide", "Mine.")
        place.move("Tide (2010)/Tide (2010) - 1080p.mkv", "Tide (1950)/Tide (1950).mkv")
        await place.scan()
        assert await place.titles() == ["Tide (1950)", "Tide (2010)"] or await place.titles() == [
            "Tide (2010)",
            "Tide (1950)",
        ]
        every = {item.year: item for item in await place.items()}
        assert every[2010].id == item_id
        assert await place.files(every[1950]) == ["Tide (1950)/Tide (1950).mkv"]
        assert await place.files(every[2010]) == ["Tide (2010)/Tide (2010) - 2160p.mkv"]


async def test_names_that_are_no_utf8_and_names_of_255_bytes_survive(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        odd = os.fsdecode(b"Caf\xe9 (1988)")
        long = "A" * (255 - len(" (2001).mkv")) + " (2001).mkv"
        place.put(f"{odd}/{odd}.mkv")
        place.put(f"long/{long}")
        await place.scan()
        files = await place.roles()
        assert set(files) == {f"{odd}/{odd}.mkv", f"long/{long}"}
        before = await place.changes()
        await place.scan()
        assert await place.changes() == before
        place.move(odd, os.fsdecode(b"Bar\xff (1988)"))
        assert (await place.scan())["moved"] == 1


@pytest.mark.parametrize(
    ("disc", "nfo"),
    [
        (("VIDEO_TS/VIDEO_TS.IFO", "VIDEO_TS/VTS_01_1.VOB"), "VIDEO_TS/VIDEO_TS.nfo"),
        (("BDMV/index.bdmv", "BDMV/STREAM/00001.m2ts"), "BDMV/index.nfo"),
    ],
)
async def test_the_nfo_inside_a_disc_is_read(tmp_path: Path, disc: tuple[str, ...], nfo: str) -> None:
    async with shelf(tmp_path) as place:
        for path in (*(f"Tide (2010)/{name}" for name in disc), "mixed/Fog (1995).mkv"):
            place.put(path)
        place.put(f"Tide (2010)/{nfo}", MOVIE_NFO.format(title="The Tide", year=2010, plot="Rain."))
        await place.scan()
        assert await place.titles() == ["Fog (1995)", "The Tide (2010)"]
        roles = await place.roles()
        assert roles[f"Tide (2010)/{nfo}"] == "nfo"
        assert (await place.item("The Tide")).plot == "Rain."


@pytest.mark.parametrize("second", [13_569_465_600, -2_000_000_000])
async def test_a_time_far_from_ours_stops_no_scan(tmp_path: Path, second: int) -> None:
    async with shelf(tmp_path) as place:
        await films(place, "Quiet Harbour (1999)", "The Long Pier (2004)")
        for path in (place.root / "Quiet Harbour (1999)" / "Quiet Harbour (1999).mkv", place.root):
            os.utime(path, (second, second))
        await place.scan()
        assert await place.titles() == ["Quiet Harbour (1999)", "The Long Pier (2004)"]
        before = await place.dump()
        counts = await place.scan()
        assert (counts["added"], counts["changed"], await place.dump()) == (0, 0, before)


async def test_pictures_beside_a_name_that_is_no_utf8_are_offered_and_follow_it(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        odd = os.fsdecode(b"Caf\xe9 (1988)")
        place.put(f"{odd}/{odd}.mkv")
        place.put(f"{odd}/{odd}.nfo", MOVIE_NFO.format(title="Cafe", year=1988, plot="Rain."))
        place.put(f"{odd}/poster.jpg", picture())
        await place.scan()
        chosen = await place.desk.store.read(blob_of, (await place.item("Cafe")).id)
        assert chosen is not None
        place.move(odd, os.fsdecode(b"Bar\xff (1988)"))
        await place.scan()
        assert await place.desk.store.read(blob_of, (await place.item("Cafe")).id) == chosen


async def test_a_file_that_becomes_known_leaves_the_unknown_ones(tmp_path: Path) -> None:
    async with shelf(tmp_path, TV) as place:
        place.put("North Quay/Season 1/North Quay S01E01.mkv")
        place.put("North Quay/Season 1/something.mkv")
        await place.scan()
        assert await place.unknown() == ["North Quay/Season 1/something.mkv"]
        place.move("North Quay/Season 1/something.mkv", "North Quay/Season 1/North Quay S01E02.mkv")
        counts = await place.scan(full=False)
        assert (counts["added"], await place.unknown()) == (1, [])
        place.move("North Quay/Season 1/North Quay S01E02.mkv", "North Quay/Season 1/something.mkv")
        await place.scan(full=False)
        assert await place.unknown() == ["North Quay/Season 1/something.mkv"]
        assert len(await place.items(ItemKind.EPISODE)) == 1
        place.move("North Quay/Season 1/something.mkv", "North Quay/Season 1/North Quay S01E02.mkv")
        counts = await place.scan(full=False)
        assert (counts["added"], counts["back"], len(await place.items(ItemKind.EPISODE))) == (0, 1, 2)


async def test_a_role_that_changes_changes_the_row(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        place.put("Tide (2010)/Tide (2010).mkv", b"x" * 900)
        await place.scan()
        place.put("Tide (2010)/Tide (2010) - Director's Cut.mkv", b"y" * 1800)
        await place.scan()
        roles = await place.roles()
        assert roles["Tide (2010)/Tide (2010).mkv"] == FileRole.VERSION
        assert len(await place.items()) == 1


async def test_only_the_asked_folders_are_looked_at(tmp_path: Path) -> None:
    async with shelf(tmp_path, TV) as place:
        place.put("North Quay/Season 1/North Quay S01E01.mkv")
        place.put("South Quay/Season 1/South Quay S01E01.mkv")
        await place.scan("North Quay/Season 1")
        assert await place.titles(ItemKind.SERIES) == ["North Quay"]
        place.put("North Quay/Season 2/North Quay S02E01.mkv")
        await place.scan("North Quay/Season 2")
        assert len(await place.items(ItemKind.EPISODE)) == 2
        assert (await place.scan("North Quay/Season 9"))["reachable"] is True
        assert len(await place.items(ItemKind.EPISODE)) == 2
        await place.scan(full=False)
        assert await place.titles(ItemKind.SERIES) == ["North Quay", "South Quay"]


async def test_a_folder_that_a_walk_leaves_out_is_left_out_when_asked_for(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        place.put(".hidden/Tide (2010)/Tide (2010).mkv")
        place.put("quiet/.nomedia", "")
        place.put("quiet/Fog (1995)/Fog (1995).mkv")
        await place.scan(".hidden/Tide (2010)", "quiet/Fog (1995)")
        assert await place.titles() == []


@pytest.mark.parametrize(
    ("first", "others"),
    [
        ("poster.jpg", ("folder.jpg", "cover.png", "Tide (2010).jpg")),
        ("Tide (2010)-poster.jpg", ("folder.jpg", "movie.tbn", "poster.jpg")),
        ("folder.jpg", ("cover.jpg", "Tide (2010).tbn", "movie.jpg")),
    ],
)
async def test_of_several_pictures_the_one_is_chosen_that_players_show(
    tmp_path: Path, first: str, others: tuple[str, ...]
) -> None:
    async with shelf(tmp_path) as place:
        place.put("Tide (2010)/Tide (2010).mkv")
        place.put(f"Tide (2010)/{first}", picture("navy"))
        for number, name in enumerate(others):
            place.put(f"Tide (2010)/{name}", picture(("maroon", "olive", "teal")[number]))
        await place.scan()
        chosen = await place.desk.store.read(chosen_path, (await place.item("Tide")).id)
        assert chosen == f"Tide (2010)/{first}"


def blob_of(session: object, item_id: int) -> int | None:
    """The kept copy of an item's picture."""
    from sqlalchemy import select
    from sqlmodel import Session, col

    from lobbycard.model.artwork import Candidate

    assert isinstance(session, Session)
    return session.scalars(select(col(Candidate.blob_id)).where(col(Candidate.item_id) == item_id)).one()


async def test_an_nfo_that_names_only_the_first_showing_gives_the_year(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        place.put("Quiet Harbour/Quiet Harbour.mkv")
        place.put(
            "Quiet Harbour/movie.nfo", "<movie><title>Quiet Harbour</title><premiered>1999-04-01</premiered></movie>"
        )
        await place.scan()
        assert await place.titles() == ["Quiet Harbour (1999)"]


async def test_a_new_folder_beside_loose_films_does_not_have_them_all_looked_at_again(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        for number in range(20):
            place.put(f"Shelf/Quiet Harbour {number} (1999).mkv")
            place.put(f"Loose Lantern {number} (2001).mkv")
        await films(place, "Shelf/The First Pier (2003)")
        await place.scan()
        await films(place, "The Long Pier (2004)", "Shelf/The Short Pier (2005)")
        counts = await place.scan(full=False)
        # Looked at are the two folders that are new, and nothing of what is applied comes from those above.
        assert (counts["added"], counts["files"]) == (2, 2)


async def test_folders_that_mean_something_for_the_files_beside_them_have_these_looked_at_again(tmp_path: Path) -> None:
    async with shelf(tmp_path) as place:
        place.put("Some Shelf/Quiet Harbour (1999).mkv")
        await place.scan()
        (film,) = await place.items()
        assert film.own_folder
        await films(place, "Some Shelf/The Long Pier (2004)")
        await place.scan(full=False)
        assert not (await place.item("Quiet Harbour")).own_folder
