"""Candidates through their life: offered, scored, chosen, rejected, replaced, taken from the library, let go."""

import io
import os
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlmodel import Session, col, select

from lobbycard.assets.pictures import Refused
from lobbycard.model.artwork import Blob, Candidate
from lobbycard.model.facts import Offer
from lobbycard.model.file import MediaFile
from lobbycard.model.item import Item
from lobbycard.model.kinds import TEXTLESS, AssetType, FileRole, ItemKind, ItemState, JobStatus, SelectedBy, Trigger
from lobbycard.store import artwork, asset_rules, blobs, fields, history, items
from lobbycard.store import offers as store_offers
from lobbycard.store.asset_rules import RuleKey
from lobbycard.tasks.collect_garbage import CollectGarbage
from lobbycard.tasks.fetch_art import FetchArt
from lobbycard.tasks.pictures import own_art, previewing, ranking
from lobbycard.tasks.rescore_library import RescoreLibrary
from lobbycard.tasks.select_artwork import SelectArtwork
from lobbycard.tasks.take_local_art import TakeLocalArt
from lobbycard.tasks.verify_cache import VerifyCache
from tests.assets import drawing
from tests.providers.server import ProviderServer
from tests.tasks.conftest import Desk, opened, provider_settings

POSTER = AssetType.POSTER


def offers(server: ProviderServer, count: int = 4, **changes: Any) -> list[Offer]:
    base = f"{server.url('images')}/t/p/original"
    return [
        Offer(
            POSTER,
            "tmdb",
            f"{base}/poster-own-{number}_1000x1500.jpg",
            preview_url=f"{server.url('images')}/t/p/w342/poster-own-{number}_1000x1500.jpg",
            width=1000,
            height=1500,
            language=changes.get("language", "en"),
            rating=5.0 + number,
            votes=40,
        )
        for number in range(count)
    ]


async def film(desk: Desk, server: ProviderServer, count: int = 4, **values: Any) -> int:
    item_id = await desk.item("Harbour", 1999, state=ItemState.ENRICHED, **values)
    await desk.store.write(store_offers.offer, item_id, offers(server, count), "tmdb")
    return item_id


async def posters(desk: Desk, item_id: int) -> list[artwork.CandidateRow]:
    return await desk.store.read(artwork.of_item, item_id, POSTER)


async def chosen(desk: Desk, item_id: int) -> list[str]:
    rows = [row for row in await posters(desk, item_id) if row.is_selected]
    return [row.url.rpartition("/")[2] for row in sorted(rows, key=lambda row: row.position)]


async def test_offers_add_change_and_grow_stale(server: ProviderServer, tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        item_id = await film(desk, server)
        again = await desk.store.write(store_offers.offer, item_id, offers(server), "tmdb")
        assert again == (0, 0, 0)
        fewer = offers(server, 3, language=TEXTLESS)
        assert await desk.store.write(store_offers.offer, item_id, fewer, "tmdb") == (0, 3, 1)
        rows = {row.url: row for row in await posters(desk, item_id)}
        assert sum(row.is_stale for row in rows.values()) == 1
        assert await desk.store.write(store_offers.offer, item_id, offers(server), "tmdb") == (0, 4, 0)
        assert not any(row.is_stale for row in await posters(desk, item_id))


async def test_a_rejected_picture_is_never_offered_or_chosen_again(server: ProviderServer, tmp_path: Path) -> None:
    async with opened(tmp_path, provider_settings(server, "tmdb")) as desk:
        item_id = await film(desk, server)
        await desk.run(SelectArtwork(item_id=item_id))
        (best,) = [row for row in await posters(desk, item_id) if row.is_selected]
        batch = await desk.store.write(artwork.reject, [best.id], "ugly")
        assert await chosen(desk, item_id) == []
        await desk.store.write(store_offers.offer, item_id, offers(server), "tmdb")
        other = await film(desk, server)
        for one in (item_id, other):
            await desk.run(SelectArtwork(item_id=one))
            rows = {row.url: row for row in await posters(desk, one)}
            assert rows[best.url].is_rejected
            assert rows[best.url].reject_reason == "ugly"
            assert not rows[best.url].is_selected
            assert any(row.is_selected for row in rows.values())
        await desk.store.write(history.undo, batch)
        assert not any(row.is_rejected for row in [*await posters(desk, item_id), *await posters(desk, other)])


async def test_a_rejection_is_undone_together_with_what_it_took_away(server: ProviderServer, tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        item_id = await film(desk, server)
        rows = await posters(desk, item_id)
        await desk.store.write(artwork.select_own, item_id, POSTER, [rows[0].id])
        batch = await desk.store.write(artwork.reject, [rows[0].id])
        locks = await desk.store.read(fields.locked, item_id)
        assert "artwork.poster" not in locks
        await desk.store.write(history.undo, batch)
        after = {row.id: row for row in await posters(desk, item_id)}
        assert after[rows[0].id].is_selected
        assert after[rows[0].id].selected_by is SelectedBy.USER
        assert "artwork.poster" in await desk.store.read(fields.locked, item_id)


async def test_a_persons_choice_outlasts_every_run(server: ProviderServer, tmp_path: Path) -> None:
    async with opened(tmp_path, provider_settings(server, "tmdb")) as desk:
        item_id = await film(desk, server)
        worst = (await posters(desk, item_id))[0]
        await desk.store.write(artwork.select_own, item_id, POSTER, [worst.id])
        for _ in range(2):
            await desk.run(SelectArtwork(item_id=item_id), RescoreLibrary(choose=True), FetchArt(item_id=item_id))
            (row,) = [row for row in await posters(desk, item_id) if row.is_selected]
            assert (row.id, row.selected_by) == (worst.id, SelectedBy.USER)


async def test_choosing_twice_gives_the_same_and_writes_nothing(server: ProviderServer, tmp_path: Path) -> None:
    async with opened(tmp_path, provider_settings(server, "tmdb")) as desk:
        item_id = await film(desk, server)
        await desk.run(SelectArtwork(item_id=item_id))
        first = await chosen(desk, item_id)
        changes = len(await desk.store.read(history.of_item, item_id))
        (job,) = await desk.run(SelectArtwork(item_id=item_id))
        assert job.result == "Nothing to change."
        assert await chosen(desk, item_id) == first
        assert len(await desk.store.read(history.of_item, item_id)) == changes


async def test_a_changed_rule_scores_anew_without_network(server: ProviderServer, tmp_path: Path) -> None:
    async with opened(tmp_path, provider_settings(server, "tmdb")) as desk:
        item_id = await film(desk, server)
        url = offers(server, 1)[0].url.replace("own-0", "german")
        await desk.store.write(
            store_offers.offer, item_id, [*offers(server), Offer(POSTER, "tmdb", url, language="de")], "tmdb"
        )
        await desk.run(SelectArtwork(item_id=item_id))
        before = {row.url: row.score for row in await posters(desk, item_id)}
        server.forget()
        rule = {
            "languages": ["de"],
            "weight_language": 1.0,
            "weight_votes": 0.0,
            "weight_resolution": 0.0,
            "weight_provider": 0.0,
        }
        batch = await desk.store.write(asset_rules.edit, RuleKey(None, ItemKind.MOVIE, POSTER), rule)
        (job,) = await desk.run(RescoreLibrary(kind=ItemKind.MOVIE, choose=False))
        assert job.status is JobStatus.COMPLETED
        after = {row.url: row.score for row in await posters(desk, item_id)}
        assert after[url] == 100.0
        assert all(score == 0 for key, score in after.items() if key != url)
        assert server.count("/images") == 0
        await desk.store.write(history.undo, batch)
        await desk.run(RescoreLibrary(choose=False))
        assert {row.url: row.score for row in await posters(desk, item_id)} == before


async def test_weights_must_sum_to_one(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        with pytest.raises(Exception, match="sum to 1"):
            await desk.store.write(asset_rules.edit, RuleKey(None, ItemKind.MOVIE, POSTER), {"weight_votes": 0.9})


async def test_a_completeness_rule_is_felt_at_once(server: ProviderServer, tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        item_id = await film(desk, server)
        await desk.store.write(asset_rules.edit_completeness, ItemKind.MOVIE, ["plot"], {"poster": 1})
        assert (await desk.get(item_id)).completeness == 0
        assert await desk.store.read(items.gaps, item_id) == ["artwork.poster", "plot"]
        batch = await desk.store.write(asset_rules.edit_completeness, ItemKind.MOVIE, [], {})
        assert (await desk.get(item_id)).completeness == 100
        await desk.store.write(history.undo, batch)
        rule = (await desk.store.read(asset_rules.completeness))[ItemKind.MOVIE]
        assert (rule.fields, rule.assets) == (["plot"], {"poster": 1})


async def test_a_score_explains_itself(server: ProviderServer, tmp_path: Path) -> None:
    async with opened(tmp_path, provider_settings(server, "tmdb")) as desk:
        item_id = await film(desk, server)
        await desk.run(SelectArtwork(item_id=item_id))
        row = (await posters(desk, item_id))[0]
        reasons = await ranking.explain(desk.tools, row.id)
        assert abs(sum(reason.points for reason in reasons) - row.score) < 0.3
        assert any("40 votes" in reason.reason for reason in reasons)


# --- previews and duplicates ---------------------------------------------------------------------------------------


async def test_previews_tell_near_duplicates_apart_before_anything_is_fetched(
    server: ProviderServer, tmp_path: Path
) -> None:
    async with opened(tmp_path, provider_settings(server, "tmdb")) as desk:
        item_id = await desk.item("Harbour", state=ItemState.ENRICHED)
        base = server.url("images")
        # The same picture at two addresses, and another one.
        names = (
            "a/original/poster-x-1_1000x1500.jpg",
            "b/original/poster-x-1_1000x1500.jpg",
            "a/original/poster-y-77_1000x1500.jpg",
        )
        listed = [Offer(POSTER, "tmdb", f"{base}/{name}", width=1000, height=1500, language="en") for name in names]
        await desk.store.write(store_offers.offer, item_id, listed, "tmdb")
        paths = [await previewing.preview(desk.tools, row) for row in await posters(desk, item_id)]
        assert all(os.path.exists(path) for path in paths)
        await desk.run(RescoreLibrary(choose=False))
        rows = await posters(desk, item_id)
        assert all(row.phash is not None for row in rows)
        twins = [row for row in rows if row.duplicate_of is not None]
        assert len(twins) == 1
        server.forget()
        for row in rows:
            await previewing.preview(desk.tools, row)
        assert server.count("/images") == 0


# --- own and local pictures ----------------------------------------------------------------------------------------


async def test_a_file_of_ones_own_is_kept_chosen_and_undone(server: ProviderServer, tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        item_id = await film(desk, server)
        path = tmp_path / "mine.jpg"
        path.write_bytes(drawing.jpeg(7, (800, 1200)))
        candidate = await own_art.add(desk.tools, item_id, POSTER, str(path))
        path.unlink()
        row = await desk.store.read(artwork.by_id, candidate)
        assert (row.provider, row.is_selected, row.selected_by, row.width) == ("user", True, SelectedBy.USER, 800)
        assert await previewing.preview(desk.tools, row)
        web = await own_art.add(desk.tools, item_id, POSTER, offers(server)[0].url)
        assert (await desk.store.read(artwork.by_id, web)).sha256
        notes = tmp_path / "notes.jpg"
        notes.write_text("no picture")
        with pytest.raises(Refused):
            await own_art.add(desk.tools, item_id, POSTER, str(notes))


async def _local(desk: Desk, files: dict[str, bytes]) -> tuple[int, int]:
    """A film with pictures beside it, as a scan leaves it."""
    library = await desk.library()
    root = Path(await desk.store.read(_library_path, library))
    item_id = await desk.item("Harbour", 1999, library_id=library)
    for name, content in files.items():
        (root / name).write_bytes(content)
    await desk.store.write(_found, library, item_id, root, list(files))
    return library, item_id


def _library_path(session: Session, library_id: int) -> str:
    from lobbycard.store import libraries

    return libraries.by_id(session, library_id).path


def _found(session: Session, library: int, item_id: int, root: Path, names: list[str]) -> None:
    for name in names:
        stat = (root / name).stat()
        known = session.exec(select(MediaFile).where(col(MediaFile.path) == name)).one_or_none()
        row = known or MediaFile(library_id=library, path=name, unit="", role=FileRole.ARTWORK)
        row.size, row.mtime_ns = stat.st_size, stat.st_mtime_ns
        session.add(row)
        kind = POSTER if "poster" in name else AssetType.FANART
        if known is None:
            session.add(Candidate(item_id=item_id, asset_type=kind, provider="local", url=f"local:{name}", path=name))


async def test_pictures_beside_the_media_become_its_choice(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        files = {
            "poster.jpg": drawing.jpeg(1),
            "fanart.jpg": drawing.jpeg(2, (1280, 720)),
            "fanart1.jpg": drawing.jpeg(3, (1280, 720)),
            "broken-poster.jpg": b"<html>",
        }
        library, item_id = await _local(desk, files)
        (job,) = await desk.run(TakeLocalArt(library_id=library))
        assert job.result == "3 taken, 2 choices made, 1 of no use"
        assert await chosen(desk, item_id) == ["local:poster.jpg"]
        fanart = await desk.store.read(artwork.of_item, item_id, AssetType.FANART)
        assert [row.selected_by for row in fanart if row.is_selected] == [SelectedBy.LOCAL] * 2
        (again,) = await desk.run(TakeLocalArt(library_id=library))
        assert again.result == "No new pictures beside the media."


async def test_a_changed_picture_beside_the_media_is_taken_anew_unless_the_choice_is_locked(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        library, item_id = await _local(desk, {"poster.jpg": drawing.jpeg(1)})
        await desk.run(TakeLocalArt(library_id=library))
        first = (await posters(desk, item_id))[0]
        await _change(desk, library, item_id, drawing.jpeg(5))
        await desk.run(TakeLocalArt(library_id=library))
        second = (await posters(desk, item_id))[0]
        assert second.sha256 != first.sha256
        await desk.store.write(fields.set_locks, item_id, ["artwork.poster"], lock=True)
        await _change(desk, library, item_id, drawing.jpeg(9))
        await desk.run(TakeLocalArt(library_id=library))
        assert (await posters(desk, item_id))[0].sha256 == second.sha256


async def _change(desk: Desk, library: int, item_id: int, content: bytes) -> None:
    root = Path(await desk.store.read(_library_path, library))
    (root / "poster.jpg").write_bytes(content)
    await desk.store.write(_found, library, item_id, root, ["poster.jpg"])


async def test_a_path_out_of_the_library_is_refused(tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        (tmp_path / "secret.jpg").write_bytes(drawing.jpeg(1))
        library, item_id = await _local(desk, {})

        def add(session: Session) -> None:
            for path in ("../secret.jpg", str(tmp_path / "secret.jpg")):
                size, mtime = (tmp_path / "secret.jpg").stat().st_size, 1
                session.add(
                    MediaFile(library_id=library, path=path, unit="", role=FileRole.ARTWORK, size=size, mtime_ns=mtime)
                )
                session.add(
                    Candidate(item_id=item_id, asset_type=POSTER, provider="local", url=f"local:{path}", path=path)
                )

        await desk.store.write(add)
        await desk.run(TakeLocalArt(library_id=library))
        rows = await posters(desk, item_id)
        assert all(row.sha256 is None and "leads out" in row.failure_message for row in rows)


# --- what is fetched turns out otherwise ---------------------------------------------------------------------------


async def test_a_picture_smaller_than_promised_gives_way(server: ProviderServer, tmp_path: Path) -> None:
    async with opened(tmp_path, provider_settings(server, "tmdb")) as desk:
        item_id = await desk.item("Harbour", state=ItemState.ENRICHED)
        base = f"{server.url('images')}/t/p/original"
        liar = Offer(
            POSTER,
            "tmdb",
            f"{base}/poster-liar-1_200x300.jpg",
            width=2000,
            height=3000,
            language="en",
            rating=9.9,
            votes=900,
        )
        await desk.store.write(store_offers.offer, item_id, [liar, *offers(server, 1)], "tmdb")
        await desk.run(SelectArtwork(item_id=item_id))
        assert await chosen(desk, item_id) == ["poster-own-0_1000x1500.jpg"]
        (found,) = [row for row in await posters(desk, item_id) if row.url == liar.url]
        assert found.width == 200
        assert "too small" in found.excluded


# --- the cache -----------------------------------------------------------------------------------------------------


async def test_a_damaged_copy_is_fetched_again(server: ProviderServer, tmp_path: Path) -> None:
    async with opened(tmp_path, provider_settings(server, "tmdb")) as desk:
        item_id = await film(desk, server)
        await desk.run(SelectArtwork(item_id=item_id))
        (row,) = [row for row in await posters(desk, item_id) if row.is_selected]
        path = desk.tools.blobs.path_of(row.sha256 or "", row.extension or "")
        Path(path).write_bytes(b"rot")
        (job,) = await desk.run(VerifyCache())
        assert "1 damaged" in job.result
        (after,) = [row for row in await posters(desk, item_id) if row.is_selected]
        assert after.sha256 == row.sha256
        Image.open(io.BytesIO(Path(path).read_bytes())).verify()


async def test_only_what_nothing_uses_is_let_go(server: ProviderServer, tmp_path: Path) -> None:
    async with opened(tmp_path, provider_settings(server, "tmdb")) as desk:
        kept, lost = await film(desk, server, 1), await film(desk, server, 2)
        await desk.run(SelectArtwork(item_id=kept), SelectArtwork(item_id=lost))

        def drop(session: Session) -> None:
            session.delete(session.get_one(Item, lost))

        await desk.store.write(drop)
        usage = {row.purpose: row.blobs for row in await desk.store.read(blobs.usage)}
        assert usage["used by nothing"] == 1
        assert usage["selected"] == 1
        (young,) = await desk.run(CollectGarbage())
        assert young.result.startswith("0 unused")
        (job,) = await desk.run(CollectGarbage(grace_days=0))
        assert job.result.startswith("1 unused")
        (row,) = [row for row in await posters(desk, kept) if row.is_selected]
        assert os.path.exists(desk.tools.blobs.path_of(row.sha256 or "", row.extension or ""))

        def count(session: Session) -> int:
            return len(session.exec(select(Blob)).all())

        assert await desk.store.read(count) == 1


async def test_what_can_be_made_again_is_kept_below_its_limit(server: ProviderServer, tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        drawings = desk.tools.drawings
        for number in range(4):
            drawings.put(f"{number:040}", bytes(1_000))
        drawings.limit = 2_500
        left = Path(drawings.root) / "tmp" / "new-left"
        left.write_bytes(b"half a file")
        os.utime(left, (0, 0))
        (job,) = await desk.run(CollectGarbage())
        assert job.status == "completed"
        assert desk.tools.made_again["drawings"].size() == 2_000
        assert not left.exists()


async def test_review_goes_through_what_nobody_has_decided(server: ProviderServer, tmp_path: Path) -> None:
    async with opened(tmp_path) as desk:
        ids = [await film(desk, server) for _ in range(3)]
        query = items.ListQuery()
        assert await desk.store.read(artwork.undecided, query) == ids
        first = (await posters(desk, ids[1]))[0]
        await desk.store.write(artwork.select_own, ids[1], POSTER, [first.id])
        assert await desk.store.read(artwork.next_undecided, query, ids[0]) == ids[2]
        assert await desk.store.read(artwork.next_undecided, query, ids[2]) == ids[0]


async def test_automation_leaves_an_unmonitored_item_alone(server: ProviderServer, tmp_path: Path) -> None:
    async with opened(tmp_path, provider_settings(server, "tmdb")) as desk:
        item_id = await film(desk, server, monitored=False)
        await desk.run(SelectArtwork(item_id=item_id), FetchArt(item_id=item_id), trigger=Trigger.AUTOMATION)
        assert await chosen(desk, item_id) == []
        await desk.run(SelectArtwork(item_id=item_id))
        assert len(await chosen(desk, item_id)) == 1
