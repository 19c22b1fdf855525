"""What is written reads back the same, and no bytes make reading or writing fail."""

import datetime as dt
import string
from collections.abc import Callable, Hashable
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from lobbycard.model import fields
from lobbycard.model.facts import Credit, Facts, Rating, SetLink
from lobbycard.model.kinds import CreditKind, ItemKind
from lobbycard.model.tracks import AudioTrack, SubtitleTrack, Tracks, VideoTrack
from lobbycard.nfo import lenient, merge, ratings, read, write
from lobbycard.nfo.values import NfoInput
from tests.nfo import samples

NO_ELEMENT = {
    *("alternate_titles", "in_cinemas", "digital_release", "physical_release", "keywords", "homepage", "budget"),
    *("revenue", "popularity", "absolute_number", "ids"),
}
"""Fields for which players have no element."""

letters = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
lines = letters.map(lenient.line).filter(lambda text: text and lenient.line(text) == text)
texts = letters.map(lenient.text).filter(lambda text: text and lenient.text(text) == text)
terms = lines.filter(lambda text: "|" not in text and "/" not in text)
days = st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)).map(lambda day: day.isoformat())
numbers = st.integers(1, 10**9).map(str)
ids = st.fixed_dictionaries(
    {}, optional={"tmdb": numbers, "tvdb": numbers, "imdb": numbers.map(lambda n: "tt" + n.rjust(7, "0"))}
)
people_ids = st.fixed_dictionaries(
    {}, optional={"tmdb": numbers, "imdb": numbers.map(lambda n: "nm" + n.rjust(7, "0"))}
)
VIDEO, AUDIO, SUBTITLE = (
    VideoTrack("hevc", 3840, 1608, 2.39, 6240, hdr="hdr10"),
    AudioTrack("aac", "ger", 6),
    SubtitleTrack("eng"),
)
votes = st.one_of(st.none(), st.integers(1, 10**8))
actors = st.tuples(
    lines,
    st.sampled_from([CreditKind.CAST, CreditKind.GUEST]),
    st.one_of(st.just(""), lines),
    people_ids,
    st.sampled_from(["", "https://pictures.example/p.jpg"]),
).map(lambda drawn: Credit(drawn[0], drawn[1], drawn[2], ids=drawn[3], portrait=drawn[4]))
directors = st.tuples(terms, people_ids).map(
    lambda drawn: Credit(drawn[0], CreditKind.CREW, job="Director", department="Directing", ids=drawn[1])
)
writers = st.tuples(terms, people_ids).map(
    lambda drawn: Credit(drawn[0], CreditKind.CREW, job="Writer", department="Writing", ids=drawn[1])
)
tenths = st.tuples(
    st.sampled_from(["imdb", "tmdb", "tvdb", "tvmaze", "trakt", "default", "house"]), st.integers(1, 100), votes
).map(lambda drawn: Rating(drawn[0], drawn[1] / 10, 10, drawn[2]))
percents = st.tuples(
    st.sampled_from(["metacritic", "rottentomatoes", "rottentomatoes_audience"]), st.integers(1, 100), votes
).map(lambda drawn: Rating(drawn[0], drawn[1], 100, drawn[2]))
tracks = st.sampled_from([Tracks((VIDEO,), (AUDIO, AUDIO), (SUBTITLE,)), Tracks((VIDEO,)), Tracks((), (AUDIO,)), None])


T = TypeVar("T")


def several(
    what: st.SearchStrategy[T], key: Callable[[T], Hashable] = lambda entry: str(entry)
) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(what, min_size=1, max_size=4, unique_by=key).map(tuple)


VALUES: dict[str, st.SearchStrategy[object]] = {
    "title": lines,
    "plot": texts,
    "outline": texts,
    "premiered": days,
    "aired": days,
    "ended": days,
    "born": days,
    "died": days,
    "year": st.integers(1870, 2200),
    "runtime": st.integers(1, 9999),
    "user_rating": st.integers(1, 100).map(lambda n: n / 10),
    "display_season": st.integers(0, 99),
    "display_episode": st.integers(0, 999),
    "genres": several(terms),
    "studios": several(terms),
    "countries": several(terms),
    "tags": several(terms),
    "set": st.tuples(lines, st.one_of(st.just(""), texts), st.fixed_dictionaries({}, optional={"tmdb": numbers})).map(
        lambda drawn: SetLink(*drawn)
    ),
    "cast": several(actors, lambda credit: (credit.name, credit.role)),
    "crew": st.tuples(
        st.lists(directors, min_size=1, max_size=2, unique_by=lambda credit: credit.name),
        st.lists(writers, max_size=2, unique_by=lambda credit: credit.name),
    ).map(lambda pair: tuple(pair[0] + pair[1])),
    "ratings": several(st.one_of(tenths, percents), lambda rating: rating.source).map(ratings.ordered),
    "trailer": st.one_of(
        st.text(string.ascii_letters + string.digits + "_-", min_size=11, max_size=11).map(
            lambda key: f"https://www.youtube.com/watch?v={key}"
        ),
        st.just("/films/a trailer.mkv"),
    ),
}


def facts(kind: ItemKind) -> st.SearchStrategy[Facts]:
    names = [info.name for info in fields.of_kind(kind) if info.name not in NO_ELEMENT and "artwork" not in info.name]
    optional = {name: VALUES.get(name, lines) for name in names}
    return st.builds(Facts, st.fixed_dictionaries({}, optional=optional), ids)


def items(kind: ItemKind) -> st.SearchStrategy[NfoInput]:
    return st.builds(
        NfoInput,
        st.just(kind),
        facts(kind),
        season=st.integers(0, 50),
        episode=st.integers(0, 5000),
        streams=tracks,
    )


any_item = st.sampled_from(list(ItemKind)).flatmap(items)
soup = st.lists(
    st.sampled_from(
        [
            *("<movie>", "</movie>", "<movie", "<episodedetails>", "</episodedetails>", "<season>", "<set>", "</set>"),
            *(
                "<title>",
                "</title>",
                "<genre>a",
                "<actor><name>x</name>",
                "</actor>",
                "<ratings><rating>",
                "</ratings>",
            ),
            *("<!--", "-->", "<![CDATA[", "]]>", "<?xml version='1.0'?>", "<?x", "?>", "<!DOCTYPE a [", "]>"),
            *("&", "&amp;", "&nbsp;", "&#0;", "&#38;", "<", ">", '"', "'", "\x00", "\x0b", "\ufffe", "é", "\r\n", " "),
            *("https://imdb.com/title/tt0000011\n", "<uniqueid type='tmdb'>5</uniqueid>", "<a:b c:d='e'>", "<id>", "8"),
            *("<season>1</season>", "<episode>2</episode>", "<fileinfo><streamdetails><video>", "<br>", "<thumb>", "z"),
        ]
    ),
    max_size=25,
).map("".join)
anything = st.one_of(
    st.binary(max_size=200),
    soup.map(lambda text: text.encode("utf-8", "surrogatepass")),
    soup.map(lambda text: text.encode("utf-16")),
    st.tuples(st.sampled_from(list(samples.ALL.values())), st.integers(0, 4000), st.binary(max_size=6)).map(
        lambda parts: parts[0][: parts[1]] + parts[2] + parts[0][parts[1] + 3 :]
    ),
)


@pytest.mark.parametrize("kind", list(ItemKind))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_written_reads_back_the_same(kind: ItemKind, data: st.DataObject) -> None:
    item = data.draw(items(kind))
    rendered = write.render([item], None)
    (block,) = read.read(rendered.data).blocks
    assert block.facts.fields == item.facts.fields
    assert block.facts.ids == item.facts.ids
    assert block.streams == item.streams or kind not in (ItemKind.MOVIE, ItemKind.EPISODE)
    assert not write.render([item], rendered.data).changed


@pytest.mark.parametrize("name", samples.ALL)
def test_read_write_read_is_the_same_for_every_dialect(name: str) -> None:
    existing = samples.ALL[name]
    before = read.read(existing)
    inputs = [
        NfoInput(
            block.kind,
            block.facts,
            block.season,
            block.episode,
            season_names=block.season_names if block.kind is ItemKind.SERIES else None,
            streams=block.streams,
        )
        for block in before.blocks
    ]
    assert read.read(write.render(inputs, existing).data).blocks == before.blocks


@settings(max_examples=600, deadline=None)
@given(anything)
def test_no_bytes_make_reading_fail(data: bytes) -> None:
    nfo = read.read(data)
    assert len(write.semantic_hash(data)) == 64
    assert nfo.form in list(type(nfo.form))


@settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
@given(any_item, anything)
def test_writing_over_anything_gives_a_sound_file(item: NfoInput, existing: bytes) -> None:
    rendered = write.render([item], existing)
    nfo = read.read(rendered.data)
    assert nfo.blocks or existing
    end = b"</" + merge.NAMES[item.kind].encode() + b">"
    if rendered.changed and end in rendered.data:
        etree.fromstring(b"<all>" + rendered.data.partition(b"?>")[2].rpartition(end)[0] + end + b"</all>")
    block = next(block for block in nfo.blocks if item.kind is not ItemKind.EPISODE or block.episode == item.episode)
    for name, value in item.facts.fields.items():
        if name not in ("ratings", "set", "cast", "crew", "network", "studios"):
            assert block.facts.fields[name] == value
    again = write.render([item], rendered.data)
    assert (again.changed, again.data, again.hash) == (False, rendered.data, rendered.hash)


@settings(max_examples=200, deadline=None)
@given(soup)
def test_repaired_and_tolerated_blocks_read_the_same_after_writing(text: str) -> None:
    existing = text.encode("utf-8", "surrogatepass")
    before = read.read(existing)
    inputs = [NfoInput(block.kind, block.facts, block.season, block.episode) for block in before.blocks[:1]]
    if inputs:
        after = read.read(write.render(inputs, existing).data)
        assert after.blocks[0].facts == before.blocks[0].facts
