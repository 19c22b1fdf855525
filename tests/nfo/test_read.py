"""Files in the shapes of other programs."""

import pytest

from lobbycard.model.facts import Credit, Rating, SetLink
from lobbycard.model.kinds import AssetType, CreditKind, ItemKind
from lobbycard.model.tracks import AudioTrack, SubtitleTrack, VideoTrack
from lobbycard.nfo import read
from lobbycard.nfo.values import NfoBlock, NfoForm, UserState
from tests.nfo import samples

TRAILER = "https://www.youtube.com/watch?v=aB3-_fGhIjK"


def only(data: bytes | str) -> NfoBlock:
    nfo = read.read(data if isinstance(data, bytes) else data.encode())
    assert len(nfo.blocks) == 1
    return nfo.blocks[0]


def test_kodis_own_export_is_read_in_full() -> None:
    block = only(samples.KODI_EXPORT)
    fields = block.facts.fields
    assert block.kind is ItemKind.MOVIE
    assert fields["title"] == "Harbour Lights"
    assert fields["original_title"] == "Hafenlichter"
    assert fields["plot"] == "Two keepers share one lamp.\nNeither will leave & neither will stay."
    assert fields["ratings"] == (
        Rating("imdb", 7.1, 10, 5021, is_default=True),
        Rating("house", 13, 20),
        Rating("letterboxd", 3.5, 5),
        Rating("tmdb", 6.9, 10, 310),
    )
    assert fields["set"] == SetLink("Harbour Collection", "Films about lights.")
    assert fields["trailer"] == TRAILER
    assert fields["genres"] == ("Drama", "Mystery")
    assert fields["cast"] == (
        Credit("Ada Example", role="Mara", portrait="https://pictures.example/ada.jpg"),
        Credit("Ben Sample", role="Jon"),
    )
    assert fields["crew"] == (
        Credit("Cay Director", CreditKind.CREW, job="Director", department="Directing"),
        Credit("Bea Writer", CreditKind.CREW, job="Writer", department="Writing"),
    )
    assert (fields["user_rating"], fields["runtime"], fields["year"]) == (8, 104, 2019)
    assert block.facts.ids == {"imdb": "tt9000001", "tmdb": "900001"}


def test_streams_and_user_state_are_told() -> None:
    block = only(samples.KODI_EXPORT)
    assert block.streams is not None
    assert block.streams.video == (VideoTrack("hevc", 3840, 1608, 2.39, 6240, hdr="hdr10"),)
    assert block.streams.audio == (AudioTrack("eac3", "ger", 6),)
    assert block.streams.subtitles == (SubtitleTrack("eng"),)
    assert block.user == UserState(1, None, "2023-02-11", 61.5, 6240, "2022-01-02 03:04:05")


def test_empty_elements_say_nothing() -> None:
    fields = only(samples.KODI_EXPORT).facts.fields
    assert not {"outline", "sort_title", "status"} & fields.keys()
    assert "user_rating" not in only(samples.TMM_MOVIE).facts.fields


def test_pictures_become_offers() -> None:
    offers = only(samples.KODI_EXPORT).offers
    assert [(offer.asset_type, offer.url) for offer in offers] == [
        (AssetType.POSTER, "https://pictures.example/a.jpg"),
        (AssetType.CLEARLOGO, "https://pictures.example/logo.png"),
        (AssetType.FANART, "https://pictures.example/f.jpg"),
        (AssetType.FANART, "https://pictures.example/f2.jpg"),
    ]
    assert (offers[2].width, offers[2].height) == (1920, 1080)
    assert offers[0].preview_url == "https://pictures.example/w185/a.jpg"


def test_season_pictures_of_a_series_know_their_season() -> None:
    offers = only(samples.SONARR_SHOW).offers
    assert [(offer.url.rpartition("/")[2], offer.season) for offer in offers] == [("show.jpg", None), ("s2.jpg", 2)]


def test_tinymediamanagers_dialect() -> None:
    block = only(samples.TMM_MOVIE)
    fields = block.facts.fields
    assert fields["ratings"] == (
        Rating("tmdb", 6.9, 10, 310, is_default=True),
        Rating("metacritic", 63, 100, 12),
        Rating("rottentomatoes", 88, 100, 25),
    )
    assert fields["set"] == SetLink("Harbour Collection", "", {"tmdb": "8000"})
    assert fields["cast"] == (
        Credit("Ada Example", role="Mara", ids={"tmdb": "73"}, portrait="https://pictures.example/ada.jpg"),
    )
    assert fields["crew"] == (
        Credit("Cay Director", CreditKind.CREW, job="Director", department="Directing", ids={"tmdb": "72"}),
        Credit("Bea Writer", CreditKind.CREW, job="Writer", department="Writing", ids={"tmdb": "71"}),
    )
    assert fields["certification"] == "DE:FSK 12"
    assert block.facts.ids == {"tmdb": "900001", "imdb": "tt9000001"}
    assert block.locked
    assert {"producer", "languages", "source", "edition", "original_filename"} <= set(block.unknown)


def test_jellyfins_saver() -> None:
    block = only(samples.JELLYFIN_MOVIE)
    fields = block.facts.fields
    assert fields["plot"] == "Two keepers share one lamp. <3"
    assert fields["ratings"] == (Rating("default", 6.9, 10, is_default=True), Rating("rottentomatoes", 88, 100))
    assert fields["set"] == SetLink("Harbour Collection", "", {"tmdb": "8000"})
    assert fields["crew"] == (
        Credit("Cay Director", CreditKind.CREW, job="Director", department="Directing"),
        Credit("Bea Writer", CreditKind.CREW, job="Writer", department="Writing"),
        Credit("Ebba Writer", CreditKind.CREW, job="Writer", department="Writing"),
        Credit("Dee Producer", CreditKind.CREW, job="Producer", department="Production"),
    )
    assert [credit.name for credit in fields["cast"]] == ["Ada Example"]  # type: ignore[union-attr]
    assert not block.locked
    assert block.locked_fields == ("Name", "Overview")
    assert read.read(samples.JELLYFIN_MOVIE.encode()).problems == ()


def test_embys_attributes_old_set_and_joined_genres() -> None:
    block = only(samples.EMBY_MOVIE)
    assert block.facts.ids == {"imdb": "tt9000001", "tmdb": "900001"}
    assert block.facts.fields["set"] == SetLink("Harbour Collection")
    assert block.facts.fields["genres"] == ("Drama", "Mystery")
    assert block.facts.fields["premiered"] == "2019-03-14"
    assert block.facts.fields["ratings"] == (Rating("default", 6.9, 10, 2345, is_default=True),)


def test_radarrs_links_after_the_xml() -> None:
    nfo = read.read(samples.RADARR_MOVIE.encode())
    assert nfo.form is NfoForm.MIXED
    assert nfo.ids == {"tmdb": "900001", "imdb": "tt9000001"}
    assert len(nfo.urls) == 2
    assert nfo.problems == ()
    assert nfo.blocks[0].user.watched is True


def test_a_series_of_sonarr() -> None:
    block = only(samples.SONARR_SHOW)
    fields = block.facts.fields
    assert block.kind is ItemKind.SERIES
    assert block.season_names == {2: "The Winter Case"}
    assert block.facts.ids == {"tvdb": "900100", "imdb": "tt9000100", "tmdb": "800100", "tvmaze": "700100"}
    assert fields["cast"] == (
        Credit("Ada Example", role="Inspector"),
        Credit("Gus Guest", CreditKind.GUEST, "Smith"),
    )
    assert fields["status"] == "ended"


def test_a_series_of_mediaelch_with_odd_numbers() -> None:
    block = only(samples.MEDIAELCH_SHOW)
    fields = block.facts.fields
    assert fields["ratings"] == (Rating("tmdb", 7.5, 10, 1234, is_default=True),)
    assert fields["premiered"] == "2021-09-02"
    assert fields["runtime"] == 45
    assert fields["genres"] == ("Drama", "Crime")
    assert [credit.name for credit in fields["cast"]] == ["Ben Sample", "Ada Example"]  # type: ignore[union-attr]
    assert block.facts.ids == {"tmdb": "800100", "imdb": "tt9000100"}
    assert (block.season, block.episode) == (None, None)


def test_two_episodes_in_one_file_with_a_second_declaration() -> None:
    nfo = read.read(samples.SONARR_EPISODES.encode())
    assert [(block.season, block.episode, block.facts.fields["title"]) for block in nfo.blocks] == [
        (1, 1, "Low Tide"),
        (1, 2, "High Tide"),
    ]
    assert nfo.blocks[0].facts.ids == {"tvdb": "900101", "sonarr": "41"}
    assert nfo.blocks[0].offers[0].asset_type is AssetType.THUMB
    assert nfo.problems == ("Several XML declarations in one file.",)


def test_season_set_and_person_files() -> None:
    season, film_set, person = only(samples.SEASON), only(samples.SET), only(samples.PERSON)
    assert (season.kind, season.season, season.facts.fields["title"]) == (ItemKind.SEASON, 2, "The Winter Case")
    assert season.facts.ids == {"tvdb": "555"}
    assert film_set.kind is ItemKind.SET
    assert film_set.facts.fields == {"title": "Harbour Collection", "plot": "Films about lights."}
    assert film_set.facts.ids == {"tmdb": "8000"}
    assert person.kind is ItemKind.PERSON
    assert person.facts.fields["plot"] == "Born by the sea."
    assert (person.facts.fields["born"], person.facts.fields["birthplace"]) == ("1980-02-03", "Kiel")


def test_an_episode_knows_its_place() -> None:
    block = only(
        "<episodedetails><showtitle>North Quay</showtitle><season>0</season><episode>3</episode>"
        "<episodenumberend>4</episodenumberend><airsbefore_season>2</airsbefore_season>"
        "<displayepisode>1</displayepisode><premiered>2021-09-02</premiered></episodedetails>"
    )
    assert (block.season, block.episode, block.episode_end, block.show_title) == (0, 3, 4, "North Quay")
    assert block.facts.fields["display_season"] == 2
    assert block.facts.fields["display_episode"] == 1
    assert block.facts.fields["aired"] == "2021-09-02"


def test_the_network_of_a_series_and_its_mark_among_the_studios() -> None:
    fields = only(
        '<tvshow><studio type="network">Quay TV</studio><studio>Lamp</studio><network>Quay TV</network></tvshow>'
    ).facts.fields
    assert (fields["network"], fields["studios"]) == ("Quay TV", ("Lamp",))


def test_a_rating_without_a_name_and_one_beyond_its_scale() -> None:
    fields = only(
        "<movie><ratings><rating><value>8.1</value></rating><rating name='imdb'><value>78</value></rating>"
        "<rating name='trakt'><value>nan</value></rating><rating name='tvdb'><value>1e999</value></rating>"
        "</ratings></movie>"
    ).facts.fields
    assert fields["ratings"] == (Rating("imdb", 7.8, 10, is_default=True), Rating("default", 8.1, 10))


def test_a_legacy_id_counts_only_without_others() -> None:
    assert only("<movie><id>12345</id></movie>").facts.ids == {"tmdb": "12345"}
    assert only("<tvshow><id>12345</id></tvshow>").facts.ids == {"tvdb": "12345"}
    assert only('<movie><id>12345</id><uniqueid type="tmdb">7</uniqueid></movie>').facts.ids == {"tmdb": "7"}
    assert only("<movie><id>tt0012345</id></movie>").facts.ids == {"imdb": "tt0012345"}


def test_ids_in_odd_forms() -> None:
    block = only(
        "<tvshow><imdb_id> 0903747 </imdb_id><tmdbid>0</tmdbid><uniqueid type='TheTVDB'>series-81189</uniqueid>"
        "<uniqueid type='tvmaze'></uniqueid></tvshow>"
    )
    assert block.facts.ids == {"imdb": "tt0903747", "tvdb": "81189"}


@pytest.mark.parametrize("kind", ["", ' type=""', ' type="unknown" default="true"'])
def test_a_unique_id_that_names_no_provider_is_known_by_its_form(kind: str) -> None:
    found = read.read(f"<movie><title>A</title><uniqueid{kind}>tt0000009</uniqueid></movie>".encode())
    assert found.blocks[0].facts.ids["imdb"] == "tt0000009"


def test_an_id_alone_in_a_file_is_a_hint() -> None:
    assert read.read(b" tt0123456\r\n").ids == {"imdb": "tt0123456"}


def test_previews_of_fanart_have_the_same_beginning() -> None:
    said = '<fanart url="https://pictures.example/"><thumb preview="small/f.jpg">f.jpg</thumb></fanart>'
    (offer,) = only(f"<movie><title>A</title>{said}</movie>").offers
    assert (offer.url, offer.preview_url) == ("https://pictures.example/f.jpg", "https://pictures.example/small/f.jpg")


@pytest.mark.parametrize(("raw", "aspect"), [("2.39", 2.39), ("2.39:1", 2.39), ("16:9", 1.777778), ("x", None)])
def test_the_aspect_as_a_number_or_as_a_ratio(raw: str, aspect: float | None) -> None:
    details = (
        f"<fileinfo><streamdetails><video><codec>h264</codec><aspect>{raw}</aspect></video></streamdetails></fileinfo>"
    )
    streams = only(f"<movie><title>A</title>{details}</movie>").streams
    assert streams is not None
    assert streams.video[0].aspect == aspect


def test_my_rating_on_another_scale() -> None:
    assert only('<movie><title>A</title><userrating max="5">4</userrating></movie>').facts.fields["user_rating"] == 8


@pytest.mark.parametrize("name", ["tmdbcolid", "tmdbCollectionId", "collectionnumber"])
def test_the_id_of_the_set_beside_it(name: str) -> None:
    block = only(f"<movie><title>A</title><set>Harbour Collection</set><{name}>8000</{name}></movie>")
    assert block.facts.fields["set"] == SetLink("Harbour Collection", ids={"tmdb": "8000"})


def test_an_id_that_is_an_address() -> None:
    address = "https://www.themoviedb.org/movie/900001-harbour-lights"
    block = only(f'<movie><title>A</title><uniqueid type="tmdb">{address}</uniqueid></movie>')
    assert block.facts.ids == {"tmdb": "900001"}


def test_an_older_episode_guide_names_the_series() -> None:
    guide = '<url cache="tmdb-800100-de.json">https://api.themoviedb.org/3/tv/800100?language=de</url>'
    assert only(f"<tvshow><title>A</title><episodeguide>{guide}</episodeguide></tvshow>").facts.ids == {
        "tmdb": "800100"
    }


def test_lists_with_an_element_around_them() -> None:
    xml = b"<movie><title>Fog</title><genres><genre>Drama</genre><genre>Crime</genre></genres><countries/></movie>"
    (block,) = read.read(xml).blocks
    assert block.facts.fields["genres"] == ("Drama", "Crime")
    assert "genres" in block.unknown
