"""Files that no strict reader takes."""

import codecs
import time

import pytest

from lobbycard.model.kinds import ItemKind
from lobbycard.nfo import read
from lobbycard.nfo.values import Nfo, NfoForm

TITLE = "<movie><title>Käse &amp; Brot</title><year>2001</year></movie>"


def title(data: bytes) -> object:
    return read.read(data).blocks[0].facts.fields["title"]


def said(text: str) -> Nfo:
    return read.read(text.encode())


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + TITLE.encode(),
        codecs.BOM_UTF16_LE + TITLE.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TITLE.encode("utf-16-be"),
        TITLE.encode("utf-16-le"),
        TITLE.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + TITLE.encode("utf-32-le"),
        TITLE.encode("cp1252"),
        b'<?xml version="1.0" encoding="utf-8"?>' + TITLE.encode("cp1252"),
        b'<?xml version="1.0" encoding="utf-16"?>' + TITLE.encode(),
        b'<?xml version="1.0" encoding="iso-8859-1"?>' + TITLE.encode(),
        b'<?xml version="1.0" encoding="iso-8859-1"?>' + TITLE.encode("iso-8859-1"),
        b'<?xml version="1.0" encoding="hex"?>' + TITLE.encode("cp1252"),
        TITLE.replace("ä", "&auml;").encode(),
        TITLE.replace("&amp;", "&").encode(),
        TITLE.encode().replace(b"<", b"\0<"),
        TITLE.encode().replace(b"se", b"s\x0be"),
        TITLE.encode().replace(b"\n", b"\r"),
    ],
)
def test_the_letters_are_right_whatever_the_encoding(data: bytes) -> None:
    assert title(data) == "Käse & Brot"


def test_utf8_with_one_foreign_byte_keeps_its_letters() -> None:
    assert title("<movie><title>Käse\u2019s ".encode() + b"\xe9t\xe9</title></movie>") == "Käse\u2019s été"


def test_entities_of_html_are_letters_and_unknown_ones_stay() -> None:
    nfo = said("<movie><title>a&nbsp;b &eacute; &bogus; &#233; &#x0;</title></movie>")
    assert nfo.blocks[0].facts.fields["title"] == "a b é &bogus; é"


def test_html_in_a_plot_does_not_swallow_what_follows() -> None:
    nfo = said("<movie><plot>One<br>two <p>three <b>four</plot><runtime>90</runtime><a/></movie>")
    fields = nfo.blocks[0].facts.fields
    assert fields["runtime"] == 90
    assert fields["plot"] == "One\ntwo\nthree four"
    assert nfo.problems


def test_a_missing_end_tag_costs_one_element() -> None:
    fields = said("<movie><title>A<year>2001</year><runtime>90</runtime></movie>").blocks[0].facts.fields
    assert (fields["title"], fields["year"], fields["runtime"]) == ("A", 2001, 90)


def test_stray_signs_are_letters() -> None:
    fields = said("<movie><title>A < B & C <3</title><plot>x</plot></movie>").blocks[0].facts.fields
    assert (fields["title"], fields["plot"]) == ("A < B & C <3", "x")


def test_a_file_cut_off_anywhere_gives_what_was_there() -> None:
    text = "<movie><title>A</title><year>2001</year><plot>Long &amp; <![CDATA[wide]]></plot></movie>"
    for length in range(len(text)):
        nfo = said(text[:length])
        if length > text.index("</year>"):
            assert nfo.blocks[0].facts.fields["year"] == 2001


def test_elements_without_a_root() -> None:
    nfo = said('<?xml version="1.0"?>\n<title>A</title>\n<season>1</season><episode>2</episode>\n<set>x</set>')
    assert [(block.kind, block.season, block.episode) for block in nfo.blocks] == [(ItemKind.EPISODE, 1, 2)]
    assert nfo.blocks[0].facts.fields["title"] == "A"
    assert nfo.problems


def test_an_unknown_root_is_looked_into() -> None:
    nfo = said("<video><title>A</title><year>2001</year></video>")
    assert nfo.blocks[0].kind is ItemKind.MOVIE
    assert nfo.blocks[0].facts.fields["year"] == 2001


def test_roots_in_a_wrapper_and_in_capitals() -> None:
    nfo = said(
        "<xbmcmultiepisode><EpisodeDetails><Title>A</Title></EpisodeDetails><episodedetails/></xbmcmultiepisode>"
    )
    assert [block.facts.fields.get("title") for block in nfo.blocks] == ["A", None]


def test_a_prefix_nobody_declared() -> None:
    nfo = said('<movie xsi:schema="a"><title>A</title><my:note>b</my:note></movie>')
    assert nfo.blocks[0].facts.fields["title"] == "A"
    assert nfo.blocks[0].unknown == ("note",)


def test_a_default_name_space_is_no_hindrance() -> None:
    assert said('<movie xmlns="urn:x"><title>A</title></movie>').blocks[0].facts.fields["title"] == "A"


def test_a_root_in_a_comment_is_none() -> None:
    nfo = said("<!-- <movie><title>no</title></movie> --><movie><title>A<!-- not --></title></movie>")
    assert [block.facts.fields["title"] for block in nfo.blocks] == ["A"]


def test_an_end_tag_in_cdata_does_not_end_it() -> None:
    nfo = said("<movie><plot><![CDATA[</movie>]]></plot><year>2001</year></movie>")
    assert nfo.blocks[0].facts.fields["year"] == 2001
    assert nfo.problems == ()


def test_values_that_make_no_sense_are_named() -> None:
    nfo = said("<movie><premiered>03/04/2019</premiered><runtime>long</runtime><year>0</year></movie>")
    assert nfo.blocks[0].facts.fields == {}
    assert len(nfo.problems) == 2
    assert "03/04/2019" in nfo.problems[0]


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE l [<!ENTITY a "0123456789"><!ENTITY b "&a;&a;&a;&a;">]><movie><title>&b;</title></movie>',
        '<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><movie><title>&x;</title></movie>',
        '<!DOCTYPE m SYSTEM "http://127.0.0.1:9/x.dtd"><movie><title>&x;</title></movie>',
        '<!DOCTYPE m [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]><movie><title>&x;</title></movie>',
    ],
)
def test_no_entity_is_ever_followed(text: str) -> None:
    nfo = said(text)
    assert nfo.blocks[0].facts.fields["title"] in ("&b;", "&x;")
    assert any("document type" in problem for problem in nfo.problems)


@pytest.mark.parametrize(
    "data",
    [
        b"<movie>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</movie>",
        b"<movie>" + b"<a>" * 2_000 + b"x" + b"</a>" * 2_000 + b"<title>T</title></movie>",
        b"<movie>" + b"<!--" * 200_000,
        b"<movie><plot>" + b"&" * 500_000 + b"</plot></movie>",
        b"<movie><x " + b"a" * 500_000 + b"></movie>",
        b"<movie/>" * 100_000,
        b"<!DOCTYPE [" * 100_000,
        b"<season><a>" * 100_000,
        b"\xff\xfe" + b"<\0" * 300_000,
    ],
)
def test_hostile_files_cost_little_time(data: bytes) -> None:
    begun = time.process_time()
    read.read(data)
    assert time.process_time() - begun < 20


def test_five_megabytes_of_scene_art_are_text() -> None:
    art = "░▒▓█ <( release )> █▓▒░ imdb: http://www.imdb.com/title/tt9000001/\n".encode() * 65_000
    nfo = read.read(art)
    assert len(art) > 5_000_000
    assert (nfo.form, nfo.ids) == (NfoForm.TEXT, {"imdb": "tt9000001"})


def test_a_file_beyond_the_limit_is_not_looked_into() -> None:
    nfo = read.read(b"<movie><title>A</title></movie>", limit=10)
    assert (nfo.form, nfo.blocks) == (NfoForm.TEXT, ())
    assert nfo.problems


@pytest.mark.parametrize("data", [b"", b" \r\n\t", codecs.BOM_UTF8, b"\0\0\0"])
def test_nothing_is_nothing(data: bytes) -> None:
    assert read.read(data).form is NfoForm.EMPTY


@pytest.mark.parametrize(
    "text", ["<!DOCTYPE html><html><title>404</title></html>", "<musicvideo><title>A</title></musicvideo>"]
)
def test_what_is_not_ours_is_text(text: str) -> None:
    nfo = said(text)
    assert (nfo.form, nfo.blocks) == (NfoForm.TEXT, ())


def test_half_a_title_at_the_end_of_a_cut_off_file_is_no_title() -> None:
    assert "title" not in said('<?xml version="1.0"?>\n<tvshow>\n  <title>Roa').blocks[0].facts.fields
    assert said("<tvshow><title>Road</title><plot>Two men wal").blocks[0].facts.fields == {"title": "Road"}
    assert said("<tvshow><title>Road</ti").blocks[0].facts.fields["title"] == "Road"


@pytest.mark.parametrize(
    ("title", "encoding"),
    [
        ("Сталкер", "cp1251"),
        ("Жить", "cp1251"),
        ("Тихая гавань", "koi8-r"),
        ("流浪地球", "gbk"),
        ("Grüße, Zoë", "cp1252"),
    ],
)
@pytest.mark.parametrize("declaration", ["", '<?xml version="1.0" encoding="UTF-8"?>'])
def test_letters_of_other_alphabets_are_read_though_nothing_says_their_encoding(
    title: str, encoding: str, declaration: str
) -> None:
    found = read.read(f"{declaration}<movie><title>{title}</title></movie>".encode(encoding))
    assert found.blocks[0].facts.fields["title"] == title


def test_latin_1_is_what_windows_takes_it_for() -> None:
    data = '<?xml version="1.0" encoding="ISO-8859-1"?><movie><title>It’s “so” – yes</title></movie>'.encode("cp1252")
    assert title(data) == "It’s “so” – yes"


def test_a_character_written_as_two_halves_is_one() -> None:
    assert (
        title(b"<movie><title>&#xD83D;&#xDE00; &#55357;&#56832;</title></movie>")
        == "\N{GRINNING FACE} \N{GRINNING FACE}"
    )


def test_a_declaration_alone_is_an_empty_file() -> None:
    assert said('<?xml version="1.0" encoding="UTF-8"?>\n').form is NfoForm.EMPTY


def test_an_unknown_root_that_has_the_name_of_an_element() -> None:
    (block,) = said("<episode><title>Low Tide</title><season>1</season><episode>2</episode></episode>").blocks
    assert (block.kind, block.season, block.episode) == (ItemKind.EPISODE, 1, 2)
    assert block.facts.fields == {"title": "Low Tide"}
