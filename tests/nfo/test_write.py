"""Writing from nothing, and into what is there."""

from collections.abc import Mapping

import pytest
from lxml import etree

from lobbycard.model.facts import Credit, Facts, Rating, SetLink, Value
from lobbycard.model.kinds import AssetType, CreditKind, ItemKind
from lobbycard.model.tracks import AudioTrack, SubtitleTrack, Tracks, VideoTrack
from lobbycard.nfo import read, write
from lobbycard.nfo.values import NfoInput, Options
from tests.nfo import samples

FULL = Facts(
    {
        "title": "Harbour Lights",
        "original_title": "Hafenlichter",
        "year": 2019,
        "premiered": "2019-03-14",
        "ratings": (
            Rating("rottentomatoes", 88, 100),
            Rating("tmdb", 6.9, 10, 310, is_default=True),
            Rating("metacritic", 63, 100),
        ),
        "plot": "Two & a <lamp>.",
        "runtime": 104,
        "genres": ("Drama", "Mystery"),
        "set": SetLink("Harbour Collection", "Lights.", {"tmdb": "8000"}),
        "cast": (Credit("Ada Example", role="Mara", ids={"tmdb": "73"}, portrait="https://pictures.example/a.jpg"),),
        "crew": (
            Credit("Cay Director", CreditKind.CREW, job="Director"),
            Credit("Bea Writer", CreditKind.CREW, job="Screenplay", department="Writing"),
            Credit("Dee Producer", CreditKind.CREW, job="Producer"),
        ),
        "trailer": "https://www.youtube.com/watch?v=aB3-_fGhIjK",
        "tagline": None,
        "tags": (),
        "homepage": "https://harbour.example",
    },
    {"tmdb": "900001", "imdb": "tt9000001", "facebook": "harbour"},
)

NEW = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<movie>
  <title>Harbour Lights</title>
  <originaltitle>Hafenlichter</originaltitle>
  <year>2019</year>
  <premiered>2019-03-14</premiered>
  <ratings>
    <rating name="tomatometerallcritics" max="100">
      <value>88</value>
    </rating>
    <rating name="metacritic" max="10">
      <value>6.3</value>
    </rating>
    <rating name="themoviedb" max="10" default="true">
      <value>6.9</value>
      <votes>310</votes>
    </rating>
  </ratings>
  <rating>6.9</rating>
  <votes>310</votes>
  <criticrating>88</criticrating>
  <plot>Two &amp; a &lt;lamp&gt;.</plot>
  <runtime>104</runtime>
  <uniqueid type="tmdb" default="true">900001</uniqueid>
  <uniqueid type="imdb">tt9000001</uniqueid>
  <genre>Drama</genre>
  <genre>Mystery</genre>
  <credits>Bea Writer</credits>
  <director>Cay Director</director>
  <set tmdbcolid="8000">
    <name>Harbour Collection</name>
    <overview>Lights.</overview>
  </set>
  <trailer>plugin://plugin.video.youtube/play/?video_id=aB3-_fGhIjK</trailer>
  <actor>
    <name>Ada Example</name>
    <role>Mara</role>
    <order>0</order>
    <thumb>https://pictures.example/a.jpg</thumb>
    <tmdbid>73</tmdbid>
  </actor>
  <fileinfo>
    <streamdetails>
      <video>
        <codec>hevc</codec>
        <aspect>2.39</aspect>
        <width>3840</width>
        <height>1608</height>
        <durationinseconds>6240</durationinseconds>
        <hdrtype>hdr10</hdrtype>
      </video>
      <audio>
        <codec>eac3</codec>
        <language>ger</language>
        <channels>6</channels>
      </audio>
      <subtitle>
        <language>eng</language>
      </subtitle>
    </streamdetails>
  </fileinfo>
  <dateadded>2024-01-02 03:04:05</dateadded>
</movie>
"""

STREAMS = Tracks(
    (VideoTrack("hevc", 3840, 1608, 2.39, 6240, hdr="hdr10"),),
    (AudioTrack("eac3", "ger", 6),),
    (SubtitleTrack("eng"),),
)


def movie(fields: Mapping[str, Value], **ids: str) -> NfoInput:
    return NfoInput(ItemKind.MOVIE, Facts(fields, ids))


def episode(season: int, number: int, title: str, **ids: str) -> NfoInput:
    return NfoInput(ItemKind.EPISODE, Facts({"title": title}, ids), season=season, episode=number)


def into(existing: str, *items: NfoInput, options: Options | None = None) -> str:
    return write.render(items, existing.encode(), options).data.decode()


def test_a_new_film_in_the_order_of_the_profile() -> None:
    rendered = write.render([NfoInput(ItemKind.MOVIE, FULL, streams=STREAMS, date_added="2024-01-02 03:04:05")], None)
    assert rendered.data.decode() == NEW
    assert (rendered.changed, rendered.move_aside) == (True, False)


def test_writing_twice_changes_nothing() -> None:
    item = NfoInput(ItemKind.MOVIE, FULL, streams=STREAMS, date_added="2025-05-05 05:05:05")
    again = write.render([item], NEW.encode())
    assert (again.changed, again.data, again.hash) == (False, NEW.encode(), write.semantic_hash(NEW.encode()))


@pytest.mark.parametrize("name", samples.ALL)
def test_a_foreign_file_is_written_once_and_then_left_alone(name: str) -> None:
    existing = samples.ALL[name]
    items = [NfoInput(block.kind, block.facts, block.season, block.episode) for block in read.read(existing).blocks]
    first = write.render(items, existing)
    second = write.render(items, first.data)
    assert not first.move_aside
    assert (second.changed, second.data) == (False, first.data)
    assert first.hash == second.hash


@pytest.mark.parametrize("name", samples.ALL)
def test_what_we_do_not_model_survives(name: str) -> None:
    existing = samples.ALL[name]
    before = read.read(existing)
    items = [NfoInput(block.kind, FULL, block.season, block.episode) for block in before.blocks]
    after = read.read(write.render(items, existing).data)
    assert after.problems == ()
    assert after.urls == before.urls
    for old, new in zip(before.blocks, after.blocks, strict=True):
        assert (new.unknown, new.user, new.locked, new.locked_fields) == (
            old.unknown,
            old.user,
            old.locked,
            old.locked_fields,
        )
        assert new.offers == old.offers


def test_spacing_and_order_alone_are_no_change() -> None:
    other = "<movie><year>2019</year><outline/>\n\n<title> Harbour Lights</title></movie>"
    item = movie({"title": "Harbour Lights", "year": 2019})
    rendered = write.render([item], other.encode())
    assert (rendered.changed, rendered.data) == (False, other.encode())
    assert write.semantic_hash(other.encode()) == write.render([item], None).hash


def test_a_file_that_strict_readers_refuse_is_written_anew() -> None:
    rendered = write.render([movie({"title": "A & B"})], b"<movie><title>A & B</title></movie>")
    assert rendered.changed
    assert b"A &amp; B" in rendered.data
    assert rendered.problems


def test_a_field_not_mentioned_stays_and_a_field_of_none_goes() -> None:
    existing = "<movie><title>A</title><tagline>t</tagline><outline>o</outline><genre>x</genre><tag>y</tag></movie>"
    fields = read.read(into(existing, movie({"tagline": None, "tags": ()})).encode()).blocks[0].facts.fields
    assert fields == {"title": "A", "outline": "o", "genres": ("x",)}


def test_elements_stay_where_they_are_and_comments_too() -> None:
    existing = "<!-- top --><movie><x>1</x><!-- here --><year>2001</year><y a='b'/></movie>\n\n<!-- end -->"
    assert into(existing, movie({"title": "T", "year": 2002})).split("\n")[1:] == [
        "<!-- top -->",
        "<movie>",
        "  <title>T</title>",
        "  <x>1</x>",
        "  <!-- here -->",
        "  <year>2002</year>",
        '  <y a="b"/>',
        "</movie>",
        "<!-- end -->",
        "",
    ]


def test_attributes_of_replaced_elements_stay() -> None:
    text = into(
        '<movie a="1"><title lang="de">A</title><genre clear="true">X</genre></movie>',
        movie({"title": "B", "genres": ("X", "Y")}),
    )
    assert '<movie a="1">' in text
    assert '<title lang="de">B</title>' in text
    assert '<genre clear="true">X</genre>' in text


def test_line_ends_stay_and_a_byte_order_mark_goes() -> None:
    existing = (
        b"\xef\xbb\xbf<?xml version='1.0'?>\r\n<movie>\r\n<title>A</title>\r\n<plot>l1\r\nl2</plot>\r\n</movie>\r\n"
    )
    rendered = write.render([movie({"title": "B"})], existing)
    assert rendered.data.startswith(b"<?xml")
    assert rendered.data.endswith(b"</movie>\r\n")
    assert rendered.data.count(b"\r\n") == rendered.data.count(b"\n")
    assert read.read(rendered.data).blocks[0].facts.fields["plot"] == "l1\nl2"


def test_links_after_the_xml_stay_and_text_before_it_moves_there() -> None:
    text = into("https://imdb.com/title/tt9000001\n<movie/>\nhttps://www.themoviedb.org/movie/1", movie({"title": "A"}))
    assert text.startswith(write.DECLARATION)
    assert text.endswith("</movie>\nhttps://imdb.com/title/tt9000001\nhttps://www.themoviedb.org/movie/1\n")


def test_a_file_of_a_link_becomes_xml_with_the_link_after_it() -> None:
    text = into("https://www.themoviedb.org/movie/1\n", movie({"title": "A"}))
    assert text.endswith("</movie>\nhttps://www.themoviedb.org/movie/1\n")


@pytest.mark.parametrize("existing", [samples.SCENE, samples.SEASON, "<musicvideo><title>A</title></musicvideo>"])
def test_scene_text_and_other_kinds_are_to_be_moved_aside(existing: str) -> None:
    rendered = write.render([movie({"title": "A"})], existing.encode())
    assert (rendered.move_aside, rendered.changed) == (True, True)
    assert rendered.data == write.render([movie({"title": "A"})], None).data


def test_illegal_characters_are_left_out() -> None:
    rendered = write.render([movie({"title": "A\x00\x0b\ud800B\ufffe", "plot": "l1\r\nl2\x1b"})], None)
    fields = read.read(rendered.data).blocks[0].facts.fields
    assert (fields["title"], fields["plot"]) == ("AB", "l1\nl2")
    etree.fromstring(rendered.data)


def test_an_actor_keeps_what_we_do_not_model() -> None:
    existing = (
        "<movie><actor><name>Ada Example</name><role>Old</role><thumb>/local/ada.jpg</thumb><note>n</note></actor>"
        "<actor><name>Gone</name></actor><actor><name>Dee</name><type>Producer</type></actor></movie>"
    )
    text = into(existing, movie({"cast": (Credit("Ben Sample"), Credit("Ada Example", role="New"))}))
    block = read.read(text.encode()).blocks[0]
    assert [credit.name for credit in block.facts.fields["cast"]] == ["Ben Sample", "Ada Example"]  # type: ignore[union-attr]
    assert "<note>n</note>" in text
    assert "<thumb>/local/ada.jpg</thumb>" in text
    assert "Gone" not in text
    assert "<name>Dee</name>" in text


def test_ratings_we_do_not_know_stay_and_the_default_is_last() -> None:
    text = into(samples.KODI_EXPORT, movie({"ratings": (Rating("imdb", 7.2, 10, 6000), Rating("tmdb", 7, 10))}))
    group = etree.fromstring(text.encode()).find("ratings")
    assert group is not None
    assert [(rating.get("name"), rating.get("default")) for rating in group] == [
        ("house", None),
        ("imdb", None),
        ("themoviedb", "true"),
    ]
    assert "<rating>7</rating>" in text


def test_without_ratings_the_older_pair_goes_too() -> None:
    existing = "<movie><rating>5</rating><votes>3</votes><criticrating>50</criticrating></movie>"
    assert read.read(into(existing, movie({"ratings": ()})).encode()).blocks[0].facts.fields == {}


def test_exactly_one_id_is_the_default() -> None:
    for options, main in ((Options(), "imdb"), (Options(default_provider="tmdb"), "tmdb")):
        text = into(samples.KODI_EXPORT, movie({}, tmdb="900001", imdb="tt9000001", tvmaze="5"), options=options)
        found = etree.fromstring(text.encode()).findall("uniqueid")
        assert [element.get("type") for element in found if element.get("default") == "true"] == [main]
        assert len(found) == 3


def test_ids_of_another_film_go_with_everything_that_repeats_them() -> None:
    text = into(samples.RADARR_MOVIE, movie({}, tmdb="5"))
    block = read.read(text.encode()).blocks[0]
    assert block.facts.ids == {"tmdb": "5"}
    assert "<tmdbid>5</tmdbid>" in text


def test_ids_we_do_not_know_stay_with_the_same_film() -> None:
    text = into(samples.SONARR_EPISODES, episode(1, 1, "Low Tide", tvdb="900101", tmdb="7"))
    assert read.read(text.encode()).blocks[0].facts.ids == {"tvdb": "900101", "sonarr": "41", "tmdb": "7"}


def test_the_episode_guide_of_kodi_follows_the_ids() -> None:
    text = into(samples.SONARR_SHOW, NfoInput(ItemKind.SERIES, Facts({}, {"tvdb": "1", "tmdb": "2"})))
    assert '{"tvdb": "1", "tmdb": "2"}' in text


def test_only_the_episode_in_question_is_replaced() -> None:
    text = into(samples.SONARR_EPISODES, episode(1, 2, "Flood"))
    titles = [block.facts.fields["title"] for block in read.read(text.encode()).blocks]
    assert titles == ["Low Tide", "Flood"]
    assert text.count("<?xml") == 1
    assert [block.user.watched for block in read.read(text.encode()).blocks] == [False, True]


def test_a_new_episode_takes_its_place_among_the_others() -> None:
    text = into(samples.SONARR_EPISODES, episode(1, 3, "Third"), episode(1, 0, "Prologue"))
    assert [block.episode for block in read.read(text.encode()).blocks] == [0, 1, 2, 3]


def test_other_episodes_go_only_when_told_and_a_renumbered_one_keeps_its_state() -> None:
    text = into(
        samples.SONARR_EPISODES, episode(1, 5, "High Tide", tvdb="900102"), options=Options(drop_other_episodes=True)
    )
    blocks = read.read(text.encode()).blocks
    assert [(block.episode, block.user.watched) for block in blocks] == [(5, True)]


def test_an_episode_without_numbers_is_the_one() -> None:
    text = into("<episodedetails><title>x</title><note/></episodedetails>", episode(1, 4, "Four"))
    blocks = read.read(text.encode()).blocks
    assert [(block.season, block.episode, block.unknown) for block in blocks] == [(1, 4, ("note",))]


def test_links_to_published_pictures_go_and_others_stay() -> None:
    text = into(samples.SONARR_SHOW, NfoInput(ItemKind.SERIES, Facts()), options=Options(frozenset({AssetType.POSTER})))
    assert [offer.season for offer in read.read(text.encode()).blocks[0].offers] == [2]
    text = into(samples.KODI_EXPORT, movie({}), options=Options(frozenset({AssetType.FANART})))
    assert {offer.asset_type for offer in read.read(text.encode()).blocks[0].offers} == {
        AssetType.POSTER,
        AssetType.CLEARLOGO,
    }


def test_other_names_of_an_element_are_kept_in_step() -> None:
    text = into(samples.JELLYFIN_MOVIE, movie({"premiered": "2020-01-01", "crew": (FULL.fields["crew"][1],)}))  # type: ignore[index,dict-item]
    assert text.count("2020-01-01") == 2
    assert "Ebba" not in text
    assert text.count("Bea Writer") == 2


def test_streams_replace_streams_and_keep_what_an_equal_one_had() -> None:
    same = NfoInput(ItemKind.MOVIE, Facts(), streams=STREAMS)
    assert "<scantype>progressive</scantype>" in into(samples.JELLYFIN_MOVIE, same)
    other = NfoInput(ItemKind.MOVIE, Facts(), streams=Tracks((VideoTrack("av1", 1920, 800),)))
    text = into(samples.JELLYFIN_MOVIE, other)
    assert "scantype" not in text
    block = read.read(text.encode()).blocks[0]
    assert block.streams == Tracks((VideoTrack("av1", 1920, 800),))


def test_names_of_seasons_and_the_network_of_a_series() -> None:
    item = NfoInput(
        ItemKind.SERIES,
        Facts({"network": "Quay TV", "studios": ("Lamp",), "ended": "2023-01-01", "episode_order": "dvd"}),
        season_names={0: "Extras", 1: "Summer", 2: ""},
    )
    text = write.render([item], None).data.decode()
    assert '<namedseason number="0">Extras</namedseason>' in text
    assert '<studio type="network">Quay TV</studio>' in text
    block = read.read(text.encode()).blocks[0]
    assert block.season_names == {0: "Extras", 1: "Summer"}
    assert block.facts == item.facts


def test_season_and_set_files() -> None:
    season = NfoInput(ItemKind.SEASON, Facts({"title": "Winter", "plot": "Cold."}, {"tvdb": "555"}), season=2)
    text = write.render([season], None).data.decode()
    assert "<seasonnumber>2</seasonnumber>" in text
    assert read.read(text.encode()).blocks[0].facts == season.facts
    film_set = NfoInput(ItemKind.SET, Facts({"title": "Harbour", "plot": "Lights."}, {"tmdb": "8000"}))
    text = write.render([film_set], None).data.decode()
    assert "<overview>Lights.</overview>" in text
    assert read.read(text.encode()).blocks[0].facts == film_set.facts


def test_a_default_name_space_goes_on_for_new_elements() -> None:
    text = into('<movie xmlns="urn:x"><title>A</title></movie>', movie({"year": 2001}))
    assert [str(child.tag) for child in etree.fromstring(text.encode())] == ["{urn:x}title", "{urn:x}year"]


def test_names_in_capitals_become_those_that_players_know() -> None:
    text = into("<Movie><Title>A</Title></Movie>", movie({"title": "A"}))
    assert "<movie>\n  <title>A</title>" in text


def test_a_difference_is_shown_line_by_line() -> None:
    lines = write.diff(b"<movie>\r\n<title>A</title>\r\n</movie>\r\n", b"<movie>\n<title>B</title>\n</movie>\n")
    assert "-<title>A</title>" in lines
    assert "+<title>B</title>" in lines
    assert not any("\r" in line for line in lines)
    assert write.diff(None, b"a\n")[-2:] == ["+a", "+"]


def test_hashes_tell_contents_apart() -> None:
    hashes = {write.semantic_hash(data) for data in (*samples.ALL.values(), b"", b"text one", b"text two")}
    assert len(hashes) == len(samples.ALL) + 3


def test_nothing_to_write_leaves_the_file_alone() -> None:
    for existing in (NEW.encode(), samples.SCENE.encode(), b""):
        rendered = write.render([], existing)
        assert (rendered.data, rendered.changed, rendered.move_aside) == (existing, False, False)


def test_ids_that_only_the_episode_guide_names_are_read_and_survive() -> None:
    existing = """<tvshow><title>North Quay</title><episodeguide>{"tvdb": "900100", "tmdb": "800100"}</episodeguide>
<uniqueid type="tvdb" default="true">900100</uniqueid></tvshow>"""
    ids = read.read(existing.encode()).blocks[0].facts.ids
    assert ids == {"tvdb": "900100", "tmdb": "800100"}
    text = into(existing, NfoInput(ItemKind.SERIES, Facts({"title": "North Quay"}, ids)))
    assert '<episodeguide>{"tvdb": "900100", "tmdb": "800100"}</episodeguide>' in text
    assert '<uniqueid type="tmdb">800100</uniqueid>' in text


def test_my_rating_is_written_on_a_scale_of_ten() -> None:
    text = into('<movie><title>A</title><userrating max="5">4</userrating></movie>', movie({"user_rating": 9.0}))
    assert "<userrating>9</userrating>" in text


def test_each_legacy_id_follows_its_provider() -> None:
    old = '<id moviedb="imdb">tt9000001</id><id moviedb="themoviedb">900001</id>'
    text = into(f"<movie><title>A</title>{old}</movie>", movie({"title": "B"}, imdb="tt9000001", tmdb="900001"))
    assert all(one in text for one in ('<id moviedb="imdb">tt9000001</id>', '<id moviedb="themoviedb">900001</id>'))


def test_a_style_sheet_is_no_second_declaration() -> None:
    sheet = '<?xml-stylesheet type="text/xsl" href="films.xsl"?>'
    text = into(f'<?xml version="1.0"?>\n{sheet}\n<movie><title>A</title></movie>', movie({"title": "B"}))
    assert sheet in text
    assert not write.render([movie({"title": "B"})], text.encode()).changed


def test_an_older_guide_of_another_series_goes() -> None:
    guide = "<episodeguide><url>https://api.themoviedb.org/3/tv/800100</url></episodeguide>"
    old = f"<tvshow><title>A</title>{guide}</tvshow>"
    same = into(old, NfoInput(ItemKind.SERIES, Facts({"title": "B"}, {"tmdb": "800100"})))
    other = into(old, NfoInput(ItemKind.SERIES, Facts({"title": "B"}, {"tmdb": "5"})))
    assert ("800100" in same, "800100" in other) == (True, False)
