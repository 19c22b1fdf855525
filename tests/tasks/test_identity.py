"""Which film it is: by ids, by search, by a person; never by a silent guess."""

import asyncio
from pathlib import Path
from typing import Any

from lobbycard.model.facts import Facts
from lobbycard.model.file import FileItem, MediaFile
from lobbycard.model.kinds import (
    AssetType,
    Automation,
    FileRole,
    ItemKind,
    ItemState,
    JobStatus,
    LibraryKind,
    SelectedBy,
    Trigger,
)
from lobbycard.model.preference import NFO
from lobbycard.store import artwork, fields, history, identity, items, sources
from lobbycard.tasks import undo_batch
from lobbycard.tasks.enrich_item import EnrichItem
from lobbycard.tasks.identify_item import IdentifyItem
from lobbycard.tasks.pick_identity import PickIdentity
from lobbycard.tasks.providers import searching
from tests.providers.catalogue import Movie, Series
from tests.providers.server import ProviderServer, late
from tests.tasks.conftest import SCAN, Desk, opened, provider_settings

LOCAL_NFO = {"title": "Silent Harbour", "plot": "From the NFO."}


async def nfo(desk: Desk, item_id: int, said: dict[str, Any], ids: dict[str, str]) -> None:
    """An NFO beside the film."""

    def write(session: Any) -> None:
        sources.remember(session, item_id, NFO, Facts(said, ids))
        fields.merge(session, fields.item_by_id(session, item_id), desk.tools.preference, SCAN)

    await desk.store.write(write)


async def test_two_requests_identify_and_enrich_an_easy_film(server: ProviderServer, tmp_path: Path) -> None:
    movie = server.catalogue.movies[1010]
    async with opened(tmp_path, provider_settings(server, "tmdb")) as desk:
        item_id = await desk.item(movie.title, movie.year)
        await desk.run(IdentifyItem(item_id=item_id))
        (job,) = await desk.run(EnrichItem(item_id=item_id))
        assert job.status is JobStatus.COMPLETED, job.error
        asked = [request.path for request in server.log if "configuration" not in request.path]
        assert asked == ["/tmdb/search/movie", "/tmdb/movie/1010"]


async def test_a_title_that_only_the_details_tell_is_found(server: ProviderServer, tmp_path: Path) -> None:
    server.catalogue.movies[7001] = Movie(7001, "Reed", 2021, alternates=("Reed: Part One",))
    server.catalogue.movies[7002] = Movie(7002, "Reed: Part Two", 2024)
    server.catalogue.movies[7003] = Movie(7003, "Reed: Part Three", 2027)
    server.catalogue.movies[7004] = Movie(7004, "Reed: Part Four", 2029)
    async with opened(tmp_path, provider_settings(server, "tmdb")) as desk:
        item_id = await desk.item("Reed Part One", 2021)
        (job,) = await desk.run(IdentifyItem(item_id=item_id))
        assert (await desk.store.read(items.external_ids, item_id)).get("tmdb") == "7001", job.result


async def test_an_id_in_the_name_spares_the_search(server: ProviderServer, tmp_path: Path) -> None:
    movie = server.catalogue.movies[1010]
    async with opened(tmp_path, provider_settings(server, "tmdb")) as desk:
        item_id = await desk.item(movie.title, movie.year, ids={"imdb": movie.imdb_id})
        (job,) = await desk.run(IdentifyItem(item_id=item_id))
        assert "100% sure" in job.result
        assert server.count("/tmdb/search") == 0
        assert (await desk.store.read(items.external_ids, item_id))["tmdb"] == "1010"
        (match,) = await desk.store.read(identity.matches, item_id)
        assert match.reasons[0] == "named by the name"


async def test_an_id_that_does_not_fit_the_name_is_asked_about(server: ProviderServer, tmp_path: Path) -> None:
    right, wrong = server.catalogue.movies[1010], server.catalogue.movies[1017]
    async with opened(tmp_path, provider_settings(server, "tmdb")) as desk:
        item_id = await desk.item(right.title, right.year, ids={"tmdb": str(wrong.id)})
        await desk.run(IdentifyItem(item_id=item_id))
        item = await desk.get(item_id)
        assert item.state is ItemState.NEEDS_IDENTIFICATION
        matches = await desk.store.read(identity.matches, item_id)
        assert [match.provider_id for match in matches][:2] == [str(wrong.id), str(right.id)]
        assert "does not fit" in item.identity_reasons[0]


async def test_namesakes_of_one_year_are_left_to_the_person(server: ProviderServer, tmp_path: Path) -> None:
    server.catalogue.add(Movie(5001, "The Tide", 1999), Movie(5002, "The Tide", 1999))
    async with opened(tmp_path, provider_settings(server, "tmdb", "tvdb")) as desk:
        item_id = await desk.item("The Tide", 1999)
        (job,) = await desk.run(IdentifyItem(item_id=item_id))
        assert (await desk.get(item_id)).state is ItemState.NEEDS_IDENTIFICATION
        assert "Not sure" in job.result
        found = {
            match.provider_id for match in await desk.store.read(identity.matches, item_id) if match.provider == "tmdb"
        }
        assert found == {"5001", "5002"}
        await desk.run(PickIdentity(item_id=item_id, provider="tmdb", provider_id="5002"))
        item = await desk.get(item_id)
        assert (item.state, item.identity_reasons[0]) == (ItemState.ENRICHED, "chosen by you")
        assert (await desk.store.read(items.external_ids, item_id))["tmdb"] == "5002"


async def two_parts(desk: Desk, item_id: int, library: int) -> None:
    """Files of 65 minutes each, as a probe has measured them."""

    def add(session: Any) -> None:
        for part in (1, 2):
            file = MediaFile(
                library_id=library,
                path=f"The Tide-cd{part}.avi",
                unit="",
                size=1,
                mtime_ns=1,
                role=FileRole.PART,
                duration=3900.0,
            )
            session.add(file)
            session.flush()
            session.add(FileItem(file_id=file.id, item_id=item_id, position=part))

    await desk.store.write(add)


async def test_the_length_of_the_file_tells_namesakes_apart(server: ProviderServer, tmp_path: Path) -> None:
    server.catalogue.add(Movie(5001, "The Tide", 1999, runtime=90), Movie(5002, "The Tide", 2005, runtime=130))
    async with opened(tmp_path, provider_settings(server, "tmdb")) as desk:
        library = await desk.library()
        item_id = await desk.item("The Tide", library_id=library)
        await two_parts(desk, item_id, library)
        (job,) = await desk.run(IdentifyItem(item_id=item_id))
        assert (await desk.get(item_id)).state is ItemState.IDENTIFIED, job.result
        assert (await desk.store.read(items.external_ids, item_id))["tmdb"] == "5002"


async def test_a_length_that_becomes_known_during_the_search_still_tells(
    server: ProviderServer, tmp_path: Path
) -> None:
    server.catalogue.add(Movie(5001, "The Tide", 1999, runtime=90), Movie(5002, "The Tide", 2005, runtime=130))
    server.fail("/tmdb/search", late(3), times=1)
    async with opened(tmp_path, provider_settings(server, "tmdb")) as desk:
        library = await desk.library()
        item_id = await desk.item("The Tide", library_id=library)
        running = asyncio.create_task(desk.run(IdentifyItem(item_id=item_id)))
        while not server.count("/tmdb/search"):
            await asyncio.sleep(0.01)
        await two_parts(desk, item_id, library)
        (job,) = await running
        assert (await desk.get(item_id)).state is ItemState.IDENTIFIED, job.result


async def test_a_film_is_not_taken_for_the_series_of_its_name(server: ProviderServer, tmp_path: Path) -> None:
    server.catalogue.add(Series(5100, "Night Tide", 1999))
    async with opened(tmp_path, provider_settings(server)) as desk:
        item_id = await desk.item("Night Tide", 1999)
        await desk.run(IdentifyItem(item_id=item_id))
        assert (await desk.get(item_id)).state is ItemState.NEEDS_IDENTIFICATION
        assert await desk.store.read(identity.matches, item_id) == []


async def test_a_series_is_found_at_all_providers_with_few_requests(server: ProviderServer, tmp_path: Path) -> None:
    show = server.catalogue.series[2001]
    async with opened(tmp_path, provider_settings(server)) as desk:
        item_id = await desk.item(show.title, show.year, ItemKind.SERIES)
        await desk.run(IdentifyItem(item_id=item_id))
        (job,) = await desk.run(EnrichItem(item_id=item_id))
        assert job.status is JobStatus.COMPLETED, job.error
        ids = await desk.store.read(items.external_ids, item_id)
        assert {"tmdb", "tvdb", "tvmaze", "imdb"} <= ids.keys()
        assert len(server.log) <= 14, [request.path for request in server.log]
        assert [path for path in server.unknown if "omdb" not in path] == []


# --- a person's word -----------------------------------------------------------------------------------------------


async def test_another_identity_takes_the_old_ones_things_away_but_nothing_of_the_persons(
    server: ProviderServer, tmp_path: Path
) -> None:
    old, new = server.catalogue.movies[1010], server.catalogue.movies[1017]
    async with opened(tmp_path, provider_settings(server, "tmdb")) as desk:
        library = await desk.library(automation=Automation.HYBRID)
        item_id = await desk.item(old.title, old.year, library_id=library)
        await desk.run(IdentifyItem(item_id=item_id))
        fanart = await desk.store.read(artwork.of_item, item_id, AssetType.FANART)
        mine = fanart[-1]
        await desk.store.write(artwork.select_own, item_id, AssetType.FANART, [mine.id])
        await desk.store.write(fields.edit, item_id, {"tagline": "Mine."})
        await desk.run(PickIdentity(item_id=item_id, pasted=f"https://www.themoviedb.org/movie/{new.id}-whatever"))
        item = await desk.get(item_id)
        assert (item.title, item.plot, item.tagline) == (new.title, new.overview, "Mine.")
        assert item.state is ItemState.SELECTED
        posters = await desk.store.read(artwork.of_item, item_id, AssetType.POSTER)
        assert all(row.is_stale == (str(old.id) in row.url) for row in posters)
        assert all(str(new.id) in row.url for row in posters if row.is_selected)
        kept = [row for row in await desk.store.read(artwork.of_item, item_id, AssetType.FANART) if row.is_selected]
        assert [(row.id, row.selected_by) for row in kept] == [(mine.id, SelectedBy.USER)]


async def test_one_undo_takes_back_who_it_is_with_all_that_followed_from_it(
    server: ProviderServer, tmp_path: Path
) -> None:
    old, new = server.catalogue.movies[1010], server.catalogue.movies[1017]
    async with opened(tmp_path, provider_settings(server, "tmdb")) as desk:
        library = await desk.library(automation=Automation.HYBRID)
        item_id = await desk.item(old.title, old.year, library_id=library)
        await desk.run(IdentifyItem(item_id=item_id))
        before = await desk.get(item_id)
        ids = await desk.store.read(items.external_ids, item_id)
        posters = await desk.store.read(artwork.of_item, item_id, AssetType.POSTER)
        await desk.run(PickIdentity(item_id=item_id, pasted=f"tmdb:{new.id}"))
        batch = await desk.store.read(history.last_undoable)
        assert batch is not None
        await undo_batch.undo(desk.tools, batch)
        after = await desk.get(item_id)
        assert (after.title, after.plot) == (before.title, before.plot)
        assert await desk.store.read(items.external_ids, item_id) == ids
        chosen = {row.id for row in posters if row.is_selected}
        now = await desk.store.read(artwork.of_item, item_id, AssetType.POSTER)
        assert {row.id for row in now if row.is_selected} == chosen


async def test_an_old_nfo_does_not_talk_the_person_out_of_it(server: ProviderServer, tmp_path: Path) -> None:
    new = server.catalogue.movies[1017]
    async with opened(tmp_path, provider_settings(server, "tmdb")) as desk:
        item_id = await desk.item("Silent Harbour", 1967)
        await nfo(desk, item_id, LOCAL_NFO, {"tmdb": "1010"})
        await desk.run(PickIdentity(item_id=item_id, pasted=f"tmdb:{new.id}"))
        await nfo(desk, item_id, {**LOCAL_NFO, "plot": "From the NFO, again."}, {"tmdb": "1010"})
        item = await desk.get(item_id)
        assert (item.title, item.plot) == (new.title, new.overview)
        assert (await desk.store.read(items.external_ids, item_id))["tmdb"] == str(new.id)


async def test_what_cannot_be_meant_is_said(server: ProviderServer, tmp_path: Path) -> None:
    async with opened(tmp_path, provider_settings(server, "tmdb")) as desk:
        item_id = await desk.item("Anything", 1999)
        before = await desk.get(item_id)
        for pasted, said in (
            ("nonsense", "not an address or id"),
            ("https://www.themoviedb.org/tv/2001", "is a series"),
            ("tmdb:99999999", "Nobody knows"),
            ("tvdb:5", "Nobody can be asked"),
        ):
            (job,) = await desk.run(PickIdentity(item_id=item_id, pasted=pasted))
            assert job.status is JobStatus.FAILED
            assert said in f"{job.error} {job.error_hint}", pasted
        after = await desk.get(item_id)
        assert (after.state, after.title) == (before.state, before.title)


async def test_the_dialog_shows_all_providers_side_by_side(server: ProviderServer, tmp_path: Path) -> None:
    from tests.providers import server as faults

    show = server.catalogue.series[2001]
    server.fail("/tvmaze/*", faults.status(404))
    async with opened(tmp_path, provider_settings(server)) as desk:
        item_id = await desk.item("Something else", kind=ItemKind.SERIES)
        server.fail("/tvdb/search*", faults.status(400))
        columns = {one.provider: one for one in await searching.search(desk.tools, item_id, show.title)}
        assert list(columns) == ["tvdb", "tmdb", "tvmaze"]
        assert columns["tmdb"].hits[0].provider_id == str(show.id)
        assert columns["tmdb"].hits[0].reasons
        assert columns["tvdb"].error
        assert columns["tvmaze"].hits == ()


async def test_what_is_identified_is_not_changed_by_searching_again(server: ProviderServer, tmp_path: Path) -> None:
    movie = server.catalogue.movies[1010]
    async with opened(tmp_path, provider_settings(server, "tmdb")) as desk:
        item_id = await desk.item(movie.title, movie.year)
        await desk.run(PickIdentity(item_id=item_id, pasted="tmdb:1017"))
        (job,) = await desk.run(IdentifyItem(item_id=item_id))
        assert "nothing was changed" in job.result
        assert (await desk.store.read(items.external_ids, item_id))["tmdb"] == "1017"
        (again,) = await desk.run(IdentifyItem(item_id=item_id), trigger=Trigger.AUTOMATION)
        assert again.result == "Identified already."


# --- numbers -------------------------------------------------------------------------------------------------------


async def _series(desk: Desk, show: Series, season: int, episodes: list[dict[str, Any]]) -> tuple[int, list[int]]:
    library = await desk.library(LibraryKind.TV)
    series = await desk.item(show.title, show.year, ItemKind.SERIES, library_id=library)
    parent = await desk.item(
        f"Season {season}", kind=ItemKind.SEASON, parent_id=series, number=season, library_id=library
    )
    made = [
        await desk.item(f"Episode {position}", kind=ItemKind.EPISODE, parent_id=parent, library_id=library, **values)
        for position, values in enumerate(episodes)
    ]
    return series, made


async def _place(desk: Desk, item_id: int) -> tuple[int | None, int | None]:
    episode = await desk.get(item_id)
    assert episode.parent_id is not None
    return (await desk.get(episode.parent_id)).number, episode.number


async def test_a_daily_show_gets_its_numbers_from_the_dates(server: ProviderServer, tmp_path: Path) -> None:
    show = server.catalogue.series[2001]
    async with opened(tmp_path, provider_settings(server, "tvdb", "tmdb")) as desk:
        dates = [show.aired(1, 3), show.aired(2, 5), "1901-01-01"]
        series, made = await _series(desk, show, 1993, [{"aired": date} for date in dates])
        await desk.run(IdentifyItem(item_id=series))
        (job,) = await desk.run(EnrichItem(item_id=series))
        assert job.status is JobStatus.COMPLETED, job.error
        assert [await _place(desk, item_id) for item_id in made] == [(1, 3), (2, 5), (1993, None)]
        assert (await desk.get(made[0])).title == show.episode_title(1, 3)
        (job,) = await desk.run(EnrichItem(item_id=series, refresh=True))
        assert [await _place(desk, item_id) for item_id in made] == [(1, 3), (2, 5), (1993, None)]


async def test_episodes_counted_through_find_their_seasons(server: ProviderServer, tmp_path: Path) -> None:
    show = server.catalogue.series[2001]
    async with opened(tmp_path, provider_settings(server, "tvdb", "tmdb")) as desk:
        wanted = [{"number": n, "absolute_number": n} for n in (1, 8, 9, 16)]
        series, made = await _series(desk, show, 1, wanted)
        await desk.run(IdentifyItem(item_id=series))
        await desk.run(EnrichItem(item_id=series))
        assert [await _place(desk, item_id) for item_id in made] == [(1, 1), (1, 8), (2, 1), (2, 8)]
        assert (await desk.get(made[2])).title == show.episode_title(2, 1)


async def test_a_title_of_ones_own_survives_the_providers(server: ProviderServer, tmp_path: Path) -> None:
    show = server.catalogue.series[2001]
    async with opened(tmp_path, provider_settings(server, "tvdb")) as desk:
        series, made = await _series(desk, show, 1, [{"number": 1}, {"number": 2}])
        await desk.store.write(fields.edit, made[0], {"title": "My own title"})
        await desk.run(IdentifyItem(item_id=series))
        await desk.run(EnrichItem(item_id=series))
        assert (await desk.get(made[0])).title == "My own title"
        assert (await desk.get(made[1])).title == show.episode_title(1, 2)


async def test_the_length_of_a_menu_or_stub_says_nothing(server: ProviderServer, tmp_path: Path) -> None:

    movie = server.catalogue.movies[1010]
    async with opened(tmp_path, provider_settings(server, "tmdb")) as desk:
        library = await desk.library()
        for role, seconds in ((FileRole.DISC, 90.0), (FileRole.MAIN, 3.5)):
            item_id = await desk.item(movie.title, movie.year, library_id=library)

            def add(session: Any, item_id: int = item_id, role: FileRole = role, seconds: float = seconds) -> None:
                file = MediaFile(
                    library_id=library, path=f"{role}.ifo", unit="", size=1, mtime_ns=1, role=role, duration=seconds
                )
                session.add(file)
                session.flush()
                session.add(FileItem(file_id=file.id, item_id=item_id))

            await desk.store.write(add)
            await desk.run(IdentifyItem(item_id=item_id))
            assert (await desk.get(item_id)).state is ItemState.IDENTIFIED
