"""A download manager puts a video of another name in the place of one that was published."""

from pathlib import Path

import pytest

from lobbycard.model.kinds import LibraryKind
from lobbycard.store import unknown
from lobbycard.tasks.publish_item import PublishItem
from lobbycard.tasks.publish_many import PublishMany
from tests.tasks.desk_of_publishing import FILM, SHOW, curated_film
from tests.tasks.scratch import Shelf, opened

SEASON = f"{SHOW}/Season 01"
_SERIES = '<tvshow><title>North Quay</title><uniqueid type="tvdb">900100</uniqueid></tvshow>'


def _episode(number: int) -> str:
    said = f"<title>Tide {number}</title><season>1</season><episode>{number}</episode>"
    watched = f"<playcount>{number}</playcount><lastplayed>2024-01-0{number}</lastplayed>"
    return f"<episodedetails>{said}{watched}<mine>{number}</mine></episodedetails>"


async def _published(shelf: Shelf, name: str, *numbers: int) -> None:
    shelf.put(f"{SHOW}/tvshow.nfo", _SERIES)
    shelf.put(f"{SEASON}/{name}.mkv", "video")
    shelf.put(f"{SEASON}/{name}.nfo", "\n".join(map(_episode, numbers)))
    await shelf.scan()
    await shelf.run(PublishMany(everything=True))


@pytest.mark.parametrize("is_old_nfo_left", [True, False])
async def test_an_episode_keeps_its_title_and_what_players_noted(tmp_path: Path, is_old_nfo_left: bool) -> None:
    async with opened(tmp_path, kind=LibraryKind.TV) as shelf:
        await _published(shelf, "North Quay - S01E03", 3)
        (shelf.root / SEASON / "North Quay - S01E03.mkv").unlink()
        if not is_old_nfo_left:
            (shelf.root / SEASON / "North Quay - S01E03.nfo").unlink()
        shelf.put(f"{SEASON}/north.quay.s01e03.1080p.web.mkv", "a better video")
        await shelf.scan()
        await shelf.run(PublishMany(everything=True))
        text = shelf.tree()[f"{SEASON}/north.quay.s01e03.1080p.web.nfo"].decode()
        assert "<title>Tide 3</title>" in text
        assert ("<playcount>3</playcount>" in text, "<mine>3</mine>" in text) == (is_old_nfo_left, is_old_nfo_left)
        assert f"{SEASON}/North Quay - S01E03.nfo" not in shelf.tree()
        assert await shelf.store.read(unknown.page) == []


async def test_episodes_of_one_file_that_come_apart_each_keep_their_own(tmp_path: Path) -> None:
    async with opened(tmp_path, kind=LibraryKind.TV) as shelf:
        await _published(shelf, "North Quay - S01E01-E02", 1, 2)
        (shelf.root / SEASON / "North Quay - S01E01-E02.mkv").unlink()
        for number in (1, 2):
            shelf.put(f"{SEASON}/North Quay - S01E0{number}.mkv", f"video {number}")
        await shelf.scan()
        await shelf.run(PublishMany(everything=True))
        for number in (1, 2):
            text = shelf.tree()[f"{SEASON}/North Quay - S01E0{number}.nfo"].decode()
            assert text.count("<episodedetails>") == 1
            for said in (f"<title>Tide {number}</title>", f"<playcount>{number}</playcount>", f"<mine>{number}</mine>"):
                assert said in text
        assert f"{SEASON}/North Quay - S01E01-E02.nfo" not in shelf.tree()


async def test_episodes_that_come_into_one_file_each_keep_their_own(tmp_path: Path) -> None:
    async with opened(tmp_path, kind=LibraryKind.TV) as shelf:
        for number in (1, 2):
            await _published(shelf, f"North Quay - S01E0{number}", number)
        for number in (1, 2):
            (shelf.root / SEASON / f"North Quay - S01E0{number}.mkv").unlink()
        shelf.put(f"{SEASON}/North Quay - S01E01-E02.mkv", "both")
        await shelf.scan()
        await shelf.run(PublishMany(everything=True))
        text = shelf.tree()[f"{SEASON}/North Quay - S01E01-E02.nfo"].decode()
        for number in (1, 2):
            for said in (f"<title>Tide {number}</title>", f"<playcount>{number}</playcount>", f"<mine>{number}</mine>"):
                assert text.count(said) == 1


async def test_what_followed_the_old_video_goes_where_its_folder_was_renamed_at_once(tmp_path: Path) -> None:
    new = f"{FILM} {{tmdb-5}}"
    async with opened(tmp_path) as shelf:
        item_id = await curated_film(shelf)
        await shelf.run(PublishMany(everything=True))
        (shelf.root / FILM).rename(shelf.root / new)
        (shelf.root / new / f"{FILM}.mkv").unlink()
        shelf.put(f"{new}/{FILM} Remux.mkv", "a better video")
        shelf.put(f"{new}/{FILM}-banner.jpg", "somebody's own")
        await shelf.scan()
        await shelf.run(PublishItem(item_id=item_id))
        kinds = ("-clearlogo.png", "-fanart.jpg", "-poster.jpg", ".mkv", ".nfo")
        bare = ("clearlogo.png", "fanart.jpg", "movie.nfo", "poster.jpg", f"{FILM}-banner.jpg")
        assert set(shelf.tree()) == {f"{new}/{name}" for name in (*bare, *(f"{FILM} Remux{kind}" for kind in kinds))}
