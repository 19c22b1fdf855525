"""From a folder's name to a film with metadata and pictures, over real HTTP into a real database."""

import os
from dataclasses import replace
from pathlib import Path

from lobbycard.model.kinds import AssetType, Automation, ItemKind, ItemState, JobStatus, LibraryKind, SelectedBy
from lobbycard.store import artwork, fields, items, sources
from lobbycard.tasks.enrich_item import EnrichItem
from lobbycard.tasks.identify_item import IdentifyItem
from lobbycard.tasks.merge_library import MergeLibrary
from tests.providers.server import ProviderServer
from tests.tasks.conftest import opened, provider_settings


async def test_a_film_goes_from_its_name_to_fetched_pictures(server: ProviderServer, tmp_path: Path) -> None:
    movie = server.catalogue.movies[1000]
    async with opened(tmp_path, provider_settings(server)) as desk:
        library = await desk.library(automation=Automation.HYBRID)
        item_id = await desk.item(movie.title, movie.year, library_id=library)
        await desk.run(IdentifyItem(item_id=item_id))
        item = await desk.get(item_id)
        jobs = await desk.all_jobs()
        assert [row.error for row in jobs if row.error] == []
        assert (item.state, item.error) == (ItemState.SELECTED, None), [(row.title, row.result) for row in jobs]
        assert item.plot == movie.overview
        ids = await desk.store.read(items.external_ids, item_id)
        assert ids["tmdb"] == str(movie.id)
        posters = await desk.store.read(artwork.of_item, item_id, AssetType.POSTER)
        (chosen,) = [row for row in posters if row.is_selected]
        assert chosen.selected_by is SelectedBy.AUTO
        assert chosen.sha256
        assert os.path.exists(desk.tools.blobs.path_of(chosen.sha256, chosen.extension or ""))
        assert chosen.parts
        assert round(sum(chosen.parts.values())) == round(chosen.score)
        overview = {count.asset_type: count for count in await desk.store.read(artwork.overview, item_id)}
        assert overview[AssetType.POSTER].fetched == 1
        assert item.set_id is not None
        set_item = await desk.get(item.set_id)
        assert set_item.plot == "Three films about one lamp."


async def test_a_series_with_its_episodes(server: ProviderServer, tmp_path: Path) -> None:
    show = server.catalogue.series[2000]
    async with opened(tmp_path, provider_settings(server)) as desk:
        library = await desk.library(LibraryKind.TV, Automation.HYBRID)
        series = await desk.item(show.title, show.year, ItemKind.SERIES, library_id=library)
        season = await desk.item("Season 1", kind=ItemKind.SEASON, parent_id=series, number=1, library_id=library)
        episodes = [
            await desk.item(f"Episode {n}", kind=ItemKind.EPISODE, parent_id=season, number=n, library_id=library)
            for n in range(1, 6)
        ]
        await desk.run(IdentifyItem(item_id=series))
        jobs = await desk.all_jobs()
        assert [row.error for row in jobs if row.error] == []
        found = await desk.get(series)
        assert found.state is ItemState.SELECTED, [(row.type, row.result) for row in jobs]
        assert found.episode_count == 16
        for number, episode_id in enumerate(episodes, 1):
            episode = await desk.get(episode_id)
            assert episode.title == show.episode_title(1, number)
            assert episode.aired == show.aired(1, number)
            assert episode.state is ItemState.SELECTED
            stills = await desk.store.read(artwork.of_item, episode_id, AssetType.THUMB)
            assert any(row.is_selected and row.sha256 for row in stills)
        posters = await desk.store.read(artwork.of_item, season, AssetType.POSTER)
        assert posters
        assert (await desk.get(season)).episode_count == 8
        assert "plot" in (await desk.store.read(fields.states, series))


async def test_an_episode_that_came_later_is_asked_about_anew(server: ProviderServer, tmp_path: Path) -> None:
    show = server.catalogue.series[2000]
    server.catalogue.series[2000] = replace(show, seasons={1: 3})
    async with opened(tmp_path, provider_settings(server, "tvdb")) as desk:
        series = await desk.item(show.title, show.year, ItemKind.SERIES)
        season = await desk.item("Season 1", kind=ItemKind.SEASON, parent_id=series, number=1)
        await desk.item("Episode 3", kind=ItemKind.EPISODE, parent_id=season, number=3)
        await desk.run(IdentifyItem(item_id=series))
        await desk.run(EnrichItem(item_id=series))
        server.catalogue.series[2000] = replace(show, seasons={1: 4})
        server.changed()
        server.forget()
        await desk.run(EnrichItem(item_id=series))
        assert server.log == []
        late = await desk.item("Episode 4", kind=ItemKind.EPISODE, parent_id=season, number=4)
        await desk.run(EnrichItem(item_id=series))
        assert (await desk.get(late)).title == show.episode_title(1, 4)


async def test_another_order_of_sources_needs_no_network(server: ProviderServer, tmp_path: Path) -> None:
    movie = server.catalogue.movies[1010]
    sections = provider_settings(server, "tmdb", "tvdb")
    async with opened(tmp_path, sections) as desk:
        item_id = await desk.item(movie.title, movie.year, ids={"tmdb": "1010"})
        await desk.run(IdentifyItem(item_id=item_id))
        await desk.run(EnrichItem(item_id=item_id))
        origins = {name: row.source for name, row in (await desk.store.read(fields.states, item_id)).items()}
        assert origins["plot"] == "tmdb"
    server.forget()
    async with opened(tmp_path, sections, merge={"movie": ["tvdb", "tmdb"]}) as desk:
        (job,) = await desk.run(MergeLibrary())
        assert job.status is JobStatus.COMPLETED, job.error
        said = await desk.store.read(sources.said, item_id)
        states = await desk.store.read(fields.states, item_id)
        assert {"tvdb", "tmdb"} <= said.keys()
        for name in said["tvdb"].fields:
            assert states[name].source == "tvdb", name
        assert server.log == []
